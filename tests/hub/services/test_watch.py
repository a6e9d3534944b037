from devices.contract.bodies import Birth, DeviceClass
from devices.contract.topics import Kind, device_address
from devices.contract.wire import Message, encode
from hub.domain.gaps import Gap
from hub.domain.health import Presence
from hub.domain.instants import millis
from hub.journal.format import Entry, Record
from tests.builders import NOON, SITE, a_finding, a_reading, a_record, a_status, at
from tests.hub.services.conftest import Hub


def test_an_old_figure_is_marked_stale_and_its_device_late_then_offline(hub: Hub) -> None:
    hub.hear(a_record(1, a_reading()))
    for age, is_stale, presence in (
        (10, False, Presence.ONLINE),
        (156, True, Presence.LATE),
        (366, True, Presence.OFFLINE),
    ):
        hub.clock.move(age - (hub.clock.now() - at(0)).total_seconds())
        view = next(view for view in hub.watch().devices() if view.device.id == "bin-1")
        assert view.level is not None
        assert (view.level.age.total_seconds(), view.level.is_stale, view.presence) == (
            age,
            is_stale,
            presence,
        )


def test_a_stale_bin_counts_as_unknown_not_as_full_or_fine(hub: Hub) -> None:
    for number in (1, 2, 3):
        hub.hear(a_record(number, a_reading({"distance_mm": 210.0}, seq=number, sent_at=at(number))))
    overview = hub.watch().overview()
    assert (overview.tally.bins, overview.tally.bins_full, overview.tally.bins_unknown) == (1, 1, 0)
    hub.clock.move(3600)
    overview = hub.watch().overview()
    assert (overview.tally.bins_full, overview.tally.bins_unknown) == (0, 1)


def test_nobody_has_to_claim_a_program_of_the_installation(hub: Hub) -> None:
    body = Birth(id="vision-1", device_class=DeviceClass.GATEWAY, boot=1, at_ms=millis(NOON), period_s=60)
    hub.hear(a_record(1, Message(device_address(SITE, "vision-1", Kind.BIRTH), body)))
    hub.hear(a_record(2, a_status(device="vision-1", online=True)))
    assert (hub.watch().strangers(), hub.watch().overview().unclaimed) == ([], 0)


def test_the_overview_counts_tickets_and_presence(hub: Hub) -> None:
    hub.hear(a_record(1, a_finding()), a_record(2, a_status(online=False)))
    overview = hub.watch().overview()
    assert (overview.villages, overview.tickets_open, overview.tickets_overdue) == (1, 1, 0)
    assert overview.presence == {Presence.ONLINE: 1, Presence.OFFLINE: 1, Presence.NEVER: 1}
    hub.clock.move(25 * 3600)
    assert hub.watch().overview().tickets_overdue == 1


def says(hub: Hub, seq: int, *, online: bool) -> Presence:
    """What is shown of the speaker after its next word, ten seconds later."""
    hub.clock.move(10)
    now = hub.clock.now()
    hub.hear(a_record(seq, a_status(online=online, sent_at=now), received_at=now))
    return shown(hub)


def shown(hub: Hub) -> Presence:
    (view,) = [view for view in hub.watch().devices() if view.device.id == "horn-1"]
    assert hub.watch().overview().presence[view.presence] >= 1
    return view.presence


def test_a_device_that_comes_and_goes_is_late_until_it_has_kept_its_word(hub: Hub) -> None:
    words = [says(hub, seq, online=seq % 2 == 1) for seq in range(1, 10)]
    assert words[:4] == [Presence.ONLINE, Presence.OFFLINE, Presence.ONLINE, Presence.OFFLINE]
    assert set(words[4:]) == {Presence.LATE}
    hub.clock.move(299)
    assert shown(hub) is Presence.LATE
    hub.clock.move(1)
    assert shown(hub) is Presence.ONLINE


def test_missing_messages_are_known_with_the_times_between_which_they_did_not_come(hub: Hub) -> None:
    hub.hear(
        a_record(1, a_reading(seq=1)),
        a_record(2, a_status(online=True, device="bin-1"), received_at=at(60)),
        a_record(3, a_reading(seq=5), received_at=at(120)),
        a_record(4, a_finding(seq=1)),
        a_record(5, a_finding(seq=3), received_at=at(90)),
        a_record(6, a_finding(seq=3), received_at=at(99)),
    )
    views = {view.device.id: view for view in hub.watch().devices()}
    assert views["bin-1"].gaps.known == (Gap(1, 2, 4, at(60), at(120)),)
    assert views["cam-1"].gaps.known == (Gap(1, 2, 2, NOON, at(90)),)


def test_a_device_that_nobody_acknowledges_is_labelled(hub: Hub) -> None:
    topic, payload = encode(a_reading(seq=1))
    hub.hear(Record(1, Entry(topic, payload, millis(NOON), qos=0)), a_record(2, a_finding(seq=1)))
    labels = {view.device.id: view.is_best_effort for view in hub.watch().devices()}
    assert labels == {"bin-1": True, "cam-1": False, "horn-1": None}


def test_every_device_has_its_village_and_owner(hub: Hub) -> None:
    for view in hub.watch().devices():
        assert view.village is not None
        assert view.owner is not None
        assert (view.village.name, view.owner.name) == ("柳树湾村", "张三")
