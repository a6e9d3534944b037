from hub.domain.health import Presence
from tests.builders import a_finding, a_reading, a_record, a_status, at
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
    assert (overview.bins, overview.bins_full, overview.bins_unknown) == (1, 1, 0)
    hub.clock.move(3600)
    overview = hub.watch().overview()
    assert (overview.bins_full, overview.bins_unknown) == (0, 1)


def test_the_overview_counts_tickets_and_presence(hub: Hub) -> None:
    hub.hear(a_record(1, a_finding()), a_record(2, a_status(online=False)))
    overview = hub.watch().overview()
    assert (overview.villages, overview.tickets_open, overview.tickets_overdue) == (1, 1, 0)
    assert overview.presence == {Presence.ONLINE: 1, Presence.OFFLINE: 1, Presence.NEVER: 1}
    hub.clock.move(25 * 3600)
    assert hub.watch().overview().tickets_overdue == 1


def test_the_figures_of_the_township_are_kept_as_series(hub: Hub) -> None:
    hub.hear(a_record(1, a_reading()))
    hub.watch().record(80.5)
    (township,) = hub.points("township")
    assert township.tags == {"site": "daxi"}
    assert [township.fields[f"devices_{word}"] for word in ("online", "offline", "unknown")] == [1, 0, 2]
    (balance,) = hub.points("hub")
    assert (balance.fields["received"], balance.fields["memory_mib"]) == (1, 80.5)
    assert hub.watch().balance().is_even


def test_missing_messages_are_counted(hub: Hub) -> None:
    hub.hear(a_record(1, a_reading(seq=1)), a_record(2, a_reading(seq=5)))
    view = next(view for view in hub.watch().devices() if view.device.id == "bin-1")
    assert view.missing_messages == 3


def test_every_device_has_its_village_and_owner(hub: Hub) -> None:
    for view in hub.watch().devices():
        assert view.village is not None
        assert view.owner is not None
        assert (view.village.name, view.owner.name) == ("柳树湾村", "张三")
