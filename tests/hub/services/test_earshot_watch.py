"""The hub notes when it could hear, over restarts, too."""

from hub.domain.earshot import GRACE, Deafness
from hub.domain.health import Presence
from hub.domain.outages import Outage
from hub.services.earshot_watch import EarshotWatch
from tests.builders import NOON, a_catalog, a_record, a_speaker, a_status, at
from tests.hub.services.conftest import Hub

S = GRACE.total_seconds()


def a_watch(hub: Hub) -> EarshotWatch:
    watch = EarshotWatch(hub.ledger, hub.clock, lambda: hub.received)
    watch.load()
    return watch


def connected(watch: EarshotWatch) -> EarshotWatch:
    watch.came_up()
    watch.look(is_up=True)
    return watch


def test_before_the_first_connection_nothing_is_heard(hub: Hub) -> None:
    watch = a_watch(hub)
    assert watch.now().is_deaf
    hub.clock.move(2)
    assert connected(watch).now().times == (Deafness(NOON, at(2), at(2 + S)),)


def test_a_loss_that_is_over_before_anybody_looked_is_noted(hub: Hub) -> None:
    watch = connected(a_watch(hub))
    hub.clock.move(10)
    watch.look(is_up=True)
    hub.clock.move(1)
    assert connected(watch).now().times[1] == Deafness(at(10), at(11), at(11 + S))


def test_a_loss_lasts_until_the_next_connection(hub: Hub) -> None:
    watch = connected(a_watch(hub))
    hub.clock.move(10)
    watch.look(is_up=False)
    assert watch.now().times[1] == Deafness(NOON)
    hub.clock.move(10)
    watch.look(is_up=False)
    assert connected(watch).now().times[1] == Deafness(NOON, at(20), at(20 + S))


def test_while_the_hub_did_not_run_nothing_was_heard(hub: Hub) -> None:
    watch = connected(a_watch(hub))
    hub.clock.move(60)
    watch.look(is_up=True)
    hub.clock.move(600)
    again = connected(a_watch(hub))
    assert again.now().outages(NOON, at(660 + S))[0] == Outage(at(60), at(660 + S))


def test_a_broker_that_began_anew_while_the_hub_was_away_is_noticed(hub: Hub) -> None:
    watch = a_watch(hub)
    for said in (b"86400 seconds", b"a while", b"-1 seconds"):
        watch.take(said)
    connected(watch)
    again = a_watch(hub)
    again.take(b"12 seconds")
    assert connected(again).now().times[-1].anew_at == at(-12)


def test_a_device_that_was_back_before_the_hub_is_back(hub: Hub) -> None:
    hub.register(a_catalog(a_speaker("horn-1"), a_speaker("horn-2")))
    watch = a_watch(hub)
    watch.take(b"86400 seconds")
    connected(watch)
    hub.clock.move(90)
    # The broker kept both words over its restart; only the second is of afterwards.
    for seq, (device, sent_s) in enumerate((("horn-1", 70), ("horn-2", 80)), 1):
        word = a_status(online=True, device=device, sent_at=at(sent_s))
        hub.hear(a_record(seq, word, received_at=at(90), is_retained=True))
    watch.take(b"15 seconds")
    hub.earshot = connected(watch).now()
    shown = {view.device.id: view.presence for view in hub.watch().devices()}
    assert (shown["horn-1"], shown["horn-2"]) == (Presence.UNKNOWN, Presence.ONLINE)


def test_while_what_waited_is_not_worked_on_nobody_is_silent(hub: Hub) -> None:
    watch = connected(a_watch(hub))
    hub.clock.move(60)
    hub.received = 2_000
    watch.look(is_up=True)
    assert watch.now().times[0].counts_at == at(60 + S)


def test_a_speaker_is_not_gone_for_the_will_that_the_broker_said_as_it_ended(hub: Hub) -> None:
    hub.register(a_catalog(a_speaker("horn-1")))
    watch = connected(a_watch(hub))
    hub.hear(a_record(1, a_status(online=True, device="horn-1", sent_at=NOON), received_at=NOON))
    hub.hear(a_record(2, a_status(online=False, device="horn-1", sent_at=at(9)), received_at=at(9)))
    hub.clock.move(10)
    watch.look(is_up=False)
    hub.earshot = connected(watch).now()
    view = next(view for view in hub.watch().devices() if view.device.id == "horn-1")
    assert (view.presence, view.is_awaited) == (Presence.UNKNOWN, True)
    assert hub.watch().roll_call().awaited == 1
    hub.clock.move(S)
    view = next(view for view in hub.watch().devices() if view.device.id == "horn-1")
    assert (view.presence, view.is_awaited) == (Presence.OFFLINE, False)
