"""What a client can do wrong with MQTT itself: one act and its verdict for each of Q71 to Q100."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from itertools import count
from typing import TypeAlias

from hub.app import HubApp
from hub.domain.intake import Balance
from hub.series import LAST_NS
from tests.hub.bad_input.case import Verdict
from tests.raw_mqtt import (
    DUP,
    PUBACK,
    PUBCOMP,
    PUBREC,
    PUBREL,
    RETAIN,
    SUBACK,
    V31,
    V311,
    connect,
    connected,
    number,
    packet,
    publish,
    raw_client,
    subscribe,
    text,
)
from tests.wait import until

SITE_TOPIC = "vh1/daxi/d"
ME, NEIGHBOUR = f"{SITE_TOPIC}/bin-1/tele", f"{SITE_TOPIC}/bin-2/tele"


@dataclass
class Field:
    """A running hub, its broker's port, numbers that were not used yet, and the memory it began with."""

    app: HubApp
    port: int
    client_id: str
    began_mib: float
    seqs: Iterator[int] = field(default_factory=lambda: count(1))

    def reading(self, fill_pct: float = 63) -> bytes:
        return b'{"bd":1,"seq":%d,"m":{"fill_pct":%g}}' % (next(self.seqs), fill_pct)

    def said(self, *packets: bytes) -> None:
        """Say something on a connection of one's own, until it was acknowledged."""
        with connected(self.port) as client:
            client.say(*packets)
            for _ in packets:
                client.hear_kind(PUBACK)

    def refused(self, *packets: bytes) -> None:
        """Say something for which the broker ends the connection."""
        with connected(self.port) as client:
            client.say(*packets)
            assert client.is_refused()

    def balance(self) -> Balance:
        return self.app.context.watch.balance()

    def settled(self) -> Balance:
        until(self._is_settled, timeout_s=15, what="the balance to settle")
        return self.balance()

    def _is_settled(self) -> bool:
        balance = self.balance()
        return balance.is_even and balance.in_journal == 0

    def hears_the_neighbour(self) -> None:
        """Let a good device speak and wait until the hub knows its newest value."""
        fill_pct = next(self.seqs) % 97 + 0.5
        self.said(publish(NEIGHBOUR, self.reading(fill_pct)))
        until(lambda: self._level() == fill_pct, timeout_s=5, what="the neighbour's reading")

    def _level(self) -> object:
        with self.app.context.ledger.read() as tx:
            states = tx.intake.states(["bin-2"])
        return states["bin-2"].readings["fill_pct"].value if states else None

    def points(self) -> int:
        """How many readings of bin-1 the store has."""
        return len(
            self.app.context.series.history(
                "reading", "fill_pct", device="bin-1", since_ns=0, until_ns=LAST_NS
            )
        )


Act: TypeAlias = Callable[[Field], None]


@dataclass(frozen=True)
class Case:
    """What a client does, and how many messages become what of it; nothing may become of what is rejected."""

    number: int
    words: str
    verdict: Verdict
    act: Act
    stored: int = 0
    duplicate: int = 0
    dead: int = 0

    def __str__(self) -> str:
        return f"Q{self.number} {self.words}"


def stored(number: int, words: str, act: Act, *, messages: int = 1) -> Case:
    return Case(number, words, Verdict.STORE, act, stored=messages)


def dead(number: int, words: str, act: Act) -> Case:
    return Case(number, words, Verdict.DEAD_LETTER, act, dead=1)


def rejected(number: int, words: str, act: Act) -> Case:
    return Case(number, words, Verdict.REJECT, act)


def _refused(*packets: bytes) -> Act:
    return lambda place: place.refused(*packets)


def _unheard(*topics: str) -> Act:
    return lambda place: place.said(*(publish(topic, place.reading()) for topic in topics))


def _set_aside(topic: str, payload: bytes = b"{}") -> Act:
    return lambda place: place.said(publish(topic, payload))


def _properties(properties: bytes) -> Act:
    return lambda place: place.said(publish(ME, place.reading(), properties=properties))


def _hello(hello: bytes, properties: bytes | None = b"") -> Act:
    def act(place: Field) -> None:
        with connected(place.port, hello) as client:
            client.say(publish(ME, place.reading(), properties=properties))
            client.hear_kind(PUBACK)

    return act


def _qos_0(place: Field) -> None:
    with connected(place.port) as client:
        client.say(publish(ME, place.reading(), qos=0))


def _qos_2(place: Field) -> None:
    with connected(place.port) as client:
        same = publish(ME, place.reading(), qos=2)
        client.say(same, same)
        client.hear_kind(PUBREC)
        client.say(packet(PUBREL << 4 | 2, number(1)))
        client.hear_kind(PUBCOMP)


def _twice(place: Field) -> None:
    reading = place.reading()
    place.said(publish(ME, reading), publish(ME, reading, flags=DUP))


def _same_number_in_flight(place: Field) -> None:
    with connected(place.port) as client:
        client.say(publish(ME, place.reading(), mid=7), publish(ME, place.reading(), mid=7))
        client.hear_kind(PUBACK)
        client.hear_kind(PUBACK)


def _empty_retained(place: Field) -> None:
    place.said(publish(f"{SITE_TOPIC}/bin-1/birth", b"", flags=RETAIN))


def _will(payload: bytes) -> Act:
    def act(place: Field) -> None:
        with connected(place.port, connect("doomed", will=(f"{SITE_TOPIC}/bin-1/status", payload))) as client:
            client.sock.shutdown(2)

    return act


def _before_connect(place: Field) -> None:
    with raw_client(place.port) as client:
        client.say(publish(ME, place.reading()))
        assert client.is_refused()


def _version_6(place: Field) -> None:
    with raw_client(place.port) as client:
        client.say(connect("late", version=6), publish(ME, place.reading()))
        assert client.is_refused()


def _stall(place: Field) -> None:
    with connected(place.port) as client:
        client.say(publish(ME, place.reading())[:-5])
        place.hears_the_neighbour()


def _foreign_ack(place: Field) -> None:
    with connected(place.port) as client:
        client.say(packet(PUBACK << 4, number(77)), publish(ME, place.reading()))
        client.hear_kind(PUBACK)


def _clean_toggled(place: Field) -> None:
    for clean in (True, False, True, False):
        _hello(connect("toggler", clean=clean))(place)


def _many_subscriptions(place: Field) -> None:
    with connected(place.port) as client:
        for mid in range(1, 11):
            client.say(subscribe([f"{SITE_TOPIC}/bin-1/cmd/{mid}/{n}" for n in range(1_000)], mid))
            client.hear_kind(SUBACK)


def _storm(place: Field) -> None:
    for n in range(200):
        with raw_client(place.port) as client:
            client.say(connect(f"storm-{n % 10}"), publish(ME, b"", qos=0)[: n % 7])


# Properties of MQTT 5 (2.2.2.2).
_EXPIRY_0, _LIE = b"\x02" + bytes(4), b"\x03" + text("image/jpeg")
_UNKNOWN_ALIAS, _MANY = b"\x23" + number(9), (b"\x26" + text("k") + text("v")) * 10_000
_NOT_UTF8, _SURROGATE = (SITE_TOPIC.encode() + wrong + b"/tele" for wrong in (b"/\xff", b"/\xed\xa0\x80"))
_LONG_TOPIC = f"{SITE_TOPIC}/{'x' * (65_535 - len(SITE_TOPIC) - len('//tele'))}/tele"

CASES = (
    stored(71, "QoS 0", _qos_0),
    stored(72, "QoS 2, said twice before it is released", _qos_2),
    Case(73, "the same again with DUP", Verdict.IGNORE, _twice, stored=1, duplicate=1),
    dead(75, "an empty retained message", _empty_retained),
    stored(76, "a Will", _will(b'{"online":false,"bd":1}')),
    dead(76, "a Will that says nothing", _will(b"gone")),
    dead(77, "a topic of 65,535 bytes", _set_aside(_LONG_TOPIC)),
    dead(78, "an empty level the hub listens to", _set_aside(f"{SITE_TOPIC}//tele")),
    rejected(78, "an empty level elsewhere", _unheard("vh1//d/bin-1/tele")),
    rejected(79, "a leading slash", _unheard(f"/{ME}")),
    rejected(80, "a trailing slash", _unheard(f"{ME}/")),
    dead(80, "a trailing slash for a name", _set_aside(f"{SITE_TOPIC}/bin-1/event/")),
    rejected(81, "202 levels", _refused(publish("a/" * 201 + "a", b""))),
    rejected(82, "another version, another site", _unheard(f"vh2{ME[3:]}", "vh1/other/d/bin-1/tele")),
    rejected(83, "a wildcard", _refused(publish(f"{SITE_TOPIC}/+/tele", b"{}"))),
    rejected(83, "all of them", _refused(publish("#", b"{}"))),
    rejected(84, "a topic of the broker's own", _unheard("$SYS/broker/uptime", "$other/x")),
    rejected(85, "a topic that is not UTF-8", _refused(publish(_NOT_UTF8, b""))),
    rejected(85, "a topic with NUL", _refused(publish(f"{SITE_TOPIC}/bin\0/tele", b""))),
    rejected(85, "half a surrogate pair", _refused(publish(_SURROGATE, b""))),
    dead(86, "a Chinese id", _set_aside(f"{SITE_TOPIC}/垃圾桶🗑/tele")),
    rejected(87, "more than the largest packet", _refused(publish(ME, b" " * 271_000))),
    dead(87, "nearly the largest packet", _set_aside(ME, b" " * 269_000)),
    rejected(88, "a length without an end", _refused(b"\x30\xff\xff\xff\xff\xff")),
    Case(89, "half a packet, then silence", Verdict.REJECT, _stall, stored=1),
    rejected(90, "PUBLISH before CONNECT", _before_connect),
    rejected(91, "a second CONNECT", _refused(connect("again"))),
    rejected(92, "packet id 0", _refused(publish(ME, b"{}", mid=0))),
    stored(93, "one packet id for two messages", _same_number_in_flight, messages=2),
    stored(94, "PUBACK nobody waits for, then a reading", _foreign_ack),
    stored(95, "no keepalive", _hello(connect("ever", keepalive_s=0))),
    stored(95, "keepalive 65535", _hello(connect("long", keepalive_s=65_535))),
    stored(96, "MQTT 3.1", _hello(connect("old", version=V31), None)),
    stored(96, "MQTT 3.1.1", _hello(connect("usual", version=V311), None)),
    rejected(96, "MQTT 6", _version_6),
    stored(97, "expiry 0", _properties(_EXPIRY_0)),
    stored(97, "a content type that lies", _properties(_LIE)),
    stored(97, "10,000 user properties", _properties(_MANY)),
    rejected(97, "an alias nobody gave", _refused(publish("", b"{}", properties=_UNKNOWN_ALIAS))),
    stored(98, "clean start on and off", _clean_toggled, messages=4),
    rejected(99, "10,000 subscriptions", _many_subscriptions),
    rejected(100, "200 connections that end at once", _storm),
)
