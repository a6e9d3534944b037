"""What a speaker does about every order: whom it obeys, what it plays by itself, and what it answers."""

import logging
from collections.abc import Callable, Collection
from dataclasses import dataclass

from devices.agents.diary import Diary
from devices.agents.doorkeeper import Doorkeeper, TurnedAway
from devices.agents.keyring import Keyring
from devices.agents.performer import Outcome, Performs
from devices.agents.playlist import LONGEST_WAIT_S, Entry
from devices.agents.sounding import Sounding
from devices.agents.standing import Standing, StandingOrder, Unusable
from devices.agents.voice import Voice
from devices.contract.bodies import HubStatus, Upto
from devices.contract.commands import (
    Aired,
    Announce,
    AnyCommand,
    Cancel,
    Command,
    HouseRules,
    Refusal,
    Schedule,
    Talk,
    TrustedKeys,
    Update,
)
from devices.contract.receipts import Stage
from devices.contract.signing import NotAuthentic
from devices.contract.talk import Piece
from devices.contract.topics import EVERYBODY, BadMessage, Kind, parse_topic
from devices.contract.wire import Message, decode
from devices.mqtt.publication import Packet
from devices.reporter import Reporter, is_hub_back

log = logging.getLogger(__name__)

_MEMORY_MS = 30 * 86_400_000


@dataclass(frozen=True, slots=True)
class DeskRules:
    """Whom the speaker listens to, which keys it believes, and its loudest volume but for emergencies."""

    device: str
    groups: Collection[str] = ()
    volume_cap_pct: int = 100
    hub_keys: tuple[str, ...] = ()


class Desk:
    """The speaker's decisions; one thread calls it, and after every call to anything else it calls `turn`.

    Raises:
        ValueError: one of the hub's keys is no key.
    """

    def __init__(
        self,
        rules: DeskRules,
        reporter: Reporter,
        diary: Diary,
        performer: Performs,
        now_ms: Callable[[], int],
    ) -> None:
        self._rules = rules
        self._reporter = reporter
        self._diary = diary
        self._now_ms = now_ms
        self._can_relay = performer.can_relay
        self._voice = Voice(reporter, now_ms)
        self._keyring = keyring = Keyring(rules.hub_keys)
        self._standing = Standing(diary, keyring)
        self._doorkeeper = Doorkeeper(
            frozenset({rules.device, EVERYBODY, *rules.groups}), keyring, diary, now_ms
        )
        self._sounding = Sounding(
            diary, self._voice, performer, self._standing, now_ms, volume_cap_pct=rules.volume_cap_pct
        )

    @property
    def believes(self) -> tuple[str, ...]:
        """The names of the hub keys whose orders are obeyed now."""
        return self._keyring.names()

    def open(self) -> None:
        """Take up where the last run ended."""
        self._diary.prune(self._now_ms() - _MEMORY_MS)
        self._standing.open()
        self._sounding.open()
        self._store_programme()

    def take(self, packet: Packet) -> None:
        """Obey one message from the hub; what must not be obeyed is told and changes nothing."""
        try:
            message = decode(packet.topic, packet.payload)
        except BadMessage as error:
            log.warning("%s refused a message: %s", self._rules.device, error)
            # Nothing at all makes the broker forget what was retained there.
            if packet.payload and _is_order(packet.topic):
                self._voice.refused(Refusal.UNREADABLE, packet.topic)
            return
        match message.body:
            case Upto() as upto:
                self._reporter.handle_upto(upto)
            case HubStatus():
                if is_hub_back(message, is_retained=packet.is_retained):
                    self._reporter.resend()
            case Command() as command:
                self._order(packet, message, command)
            case Piece() as piece:
                self._hear(packet, message, piece)
            case _:
                log.debug("%s ignored %s", self._rules.device, packet.topic)

    def finished(self, outcome: Outcome) -> None:
        """Draw the consequence of a job that has ended."""
        self._sounding.finished(outcome)

    def turn(self) -> float | None:
        """Do what the time asks for; say after how many seconds to ask again, None for never."""
        now_ms = self._now_ms()
        programme = self._standing.programme
        for playing in programme.due(now_ms) if programme else ():
            if self._diary.entry(playing.announcement) is None:
                self._announce(playing)
        wait_s = self._sounding.turn()
        next_ms = programme.next_ms(now_ms) if programme else None
        if next_ms is None:
            return wait_s
        longest_s = LONGEST_WAIT_S if wait_s is None else wait_s
        return min(longest_s, (next_ms - now_ms) / 1000)

    def close(self) -> bool:
        """Halt what plays because the speaker stops; True when an outcome is still to come."""
        return self._sounding.close()

    def _order(self, packet: Packet, message: Message, command: AnyCommand) -> None:
        try:
            self._doorkeeper.check(packet, message.address, command)
        except TurnedAway as error:
            log.warning("%s refused order %s: %s", self._rules.device, command.id, error)
            self._voice.refused(error.refusal, packet.topic, command.id)
            if error.refusal is Refusal.FUTURE_DATED and isinstance(command, Announce | Talk):
                # It is the hub's own, and one clock is wrong: who sent it must know that nothing came of it.
                self._give_up(command, f"future_dated: {error}")
            return
        match command:
            case Announce() | Talk():
                self._play(packet, command)
            case Cancel():
                self._call_off(command, command.announcement, Stage.CANCELLED)
            case Schedule() | HouseRules() | TrustedKeys():
                self._adopt(packet, command)

    def _hear(self, packet: Packet, message: Message, piece: Piece) -> None:
        talk = message.address.target
        try:
            self._sounding.hear(packet, talk, piece)
        except NotAuthentic as error:
            log.warning("%s refused a piece of talk %s: %s", self._rules.device, talk, error)
            self._voice.refused(error.refusal, packet.topic)

    def _play(self, packet: Packet, command: Aired) -> None:
        if isinstance(command, Update):
            self._call_off(command, command.replaces, Stage.SUPERSEDED)
        house = self._standing.house
        if house is not None and house.lacks_second_person(command):
            self._voice.refused(Refusal.ONE_PERSON, packet.topic, command.id)
            self._give_up(command, "one_person: nobody but its author released it")
        else:
            self._announce(command)

    def _announce(self, command: Aired) -> None:
        known = self._diary.entry(command.announcement)
        if known is not None and known.command.id == command.id:
            self._voice.entry(known)
        elif known is not None:
            self._voice.receipt(command.id, Stage.FAILED, f"already_handled: as command {known.command.id}")
        else:
            entry = self._diary.add(command, *self._verdict(command))
            if entry.stage is Stage.RECEIVED:
                self._sounding.wait(entry)
            self._voice.entry(entry)

    def _verdict(self, command: Aired) -> tuple[Stage, str]:
        house = self._standing.house
        if self._now_ms() >= command.expires_ms:
            return Stage.EXPIRED, ""
        if (called_off := self._diary.called_off(command.announcement)) is not None:
            return called_off, ""
        if isinstance(command, Talk) and not self._can_relay:
            return Stage.FAILED, "no_live: this horn plays recordings only"
        if house is not None and house.is_too_long(command):
            return Stage.FAILED, f"too_long: {command.length_ms} ms, at most {house.rules.longest_s} s"
        return Stage.RECEIVED, ""

    def _give_up(self, command: Aired, error: str) -> None:
        """Never play it: should the same order come again, it is known."""
        known = self._diary.entry(command.announcement)
        self._voice.entry(known or self._diary.add(command, Stage.FAILED, error))

    def _call_off(self, command: Command, announcement: str, stage: Stage) -> None:
        self._diary.call_off(command, announcement, stage)
        if self._sounding.call_off(announcement, stage):
            return
        if (known := self._diary.entry(announcement)) is not None:
            self._voice.entry(known)

    def _adopt(self, packet: Packet, order: StandingOrder) -> None:
        try:
            self._standing.adopt(packet, order)
        except Unusable as error:
            log.warning("%s cannot adopt order %s: %s", self._rules.device, order.id, error)
            self._voice.receipt(order.id, Stage.FAILED, str(error))
            return
        log.info("%s adopted order %s", self._rules.device, order.id)
        if isinstance(order, Schedule):
            self._drop_what_left_the_programme()
            self._store_programme()
        self._voice.receipt(order.id, Stage.ADOPTED)

    def _drop_what_left_the_programme(self) -> None:
        programme = self._standing.programme
        names = programme.names() if programme else frozenset()
        for entry in self._sounding.waiting():
            if _is_of_a_programme(entry) and entry.announcement not in names:
                self._sounding.call_off(entry.announcement, Stage.CANCELLED)

    def _store_programme(self) -> None:
        programme = self._standing.programme
        if programme is not None:
            self._sounding.store(programme.sounds(self._now_ms()))


def _is_of_a_programme(entry: Entry) -> bool:
    return not entry.command.counter


def _is_order(topic: str) -> bool:
    try:
        return parse_topic(topic).kind is Kind.CMD
    except BadMessage:
        return False
