"""What to do now: at most seven things, the most pressing first, one for one cause."""

from dataclasses import replace
from datetime import datetime

from devices.contract.bodies import DeviceClass
from hub.domain.cross_check import CrossCheck, Outcome
from hub.domain.health import Presence
from hub.domain.tasks import MOST, Member, Reason, Situation, Task, tasks
from hub.domain.tickets import Ticket, TicketKind
from hub.domain.wildness import Wildness
from tests.builders import NOON, at

HOUR = 3600.0


def a_ticket(
    name: str, kind: TicketKind = TicketKind.LITTER, *, due_at: datetime, owner: str = "p1"
) -> Ticket:
    return Ticket(name, kind, name, "cam-1", "liushu", owner, at(-HOUR), due_at)


def a_member(device: str, device_class: DeviceClass = DeviceClass.BIN, **changes: object) -> Member:
    known = Member(device, device_class, "liushu", "张三", Presence.ONLINE, at(-60))
    return replace(known, **changes)  # type: ignore[arg-type]


def found(
    *tickets: Ticket,
    members: tuple[Member, ...] = (),
    unclaimed: int = 0,
    notes: tuple[tuple[str, datetime], ...] = (),
    checks: tuple[CrossCheck, ...] = (),
) -> list[Task]:
    return list(tasks(Situation(tickets, members, {"p1": "张三"}, unclaimed, notes, checks), NOON))


def test_with_nothing_to_do_the_list_says_so() -> None:
    (task,) = found(members=(a_member("bin-1"),))
    assert (task.reason, task.count) == (Reason.NOTHING, 0)


def test_fire_comes_before_everything_and_every_fire_by_itself() -> None:
    fire = TicketKind.BIN_FIRE
    list_ = found(
        a_ticket("t1", due_at=at(-HOUR)),
        a_ticket("t2", fire, due_at=at(600)),
        a_ticket("t3", fire, due_at=at(300)),
        notes=(("broker", at(-30)),),
    )
    assert [(task.reason, task.about) for task in list_] == [
        (Reason.DANGER, "t3"),
        (Reason.DANGER, "t2"),
        (Reason.HUB, "broker"),
        (Reason.OVERDUE, "t1"),
    ]


def test_overdue_tickets_of_one_owner_in_one_village_are_one_thing() -> None:
    (task,) = found(a_ticket("t1", due_at=at(-60)), a_ticket("t2", due_at=at(-HOUR)))
    assert (task.reason, task.about, task.count, task.owner) == (Reason.OVERDUE, "t2", 2, "张三")
    assert task.due_at == at(-HOUR)


def test_what_is_due_within_two_hours_comes_before_what_is_open() -> None:
    list_ = found(a_ticket("t1", due_at=at(9 * HOUR), owner=""), a_ticket("t2", due_at=at(HOUR)))
    assert [(task.reason, task.owner) for task in list_] == [(Reason.DUE_SOON, "张三"), (Reason.OPEN, "")]


def test_a_lost_gateway_is_one_thing_and_not_its_devices() -> None:
    behind = tuple(
        a_member(f"horn-{n}", DeviceClass.SPEAKER, presence=Presence.UNKNOWN, via="gw-1") for n in range(5)
    )
    gateway = a_member("gw-1", DeviceClass.GATEWAY, presence=Presence.OFFLINE, village="xiazhai")
    (task,) = found(members=(*behind, gateway))
    assert (task.reason, task.about, task.count) == (Reason.GATEWAY_LOST, "gw-1", 5)


def test_nobody_is_sent_for_what_has_its_time_to_come_back_after_the_broker() -> None:
    gone = {"presence": Presence.UNKNOWN, "is_awaited": True}
    (task,) = found(
        members=(
            a_member("gw-1", DeviceClass.GATEWAY, **gone),
            a_member("bin-1", via="gw-1", **gone),
            a_member("cam-1", DeviceClass.CAMERA, **gone),
            *(a_member(f"horn-{n}", DeviceClass.SPEAKER, **gone) for n in range(5)),
        )
    )
    assert task.reason is Reason.NOTHING


def test_who_is_still_heard_behind_a_lost_gateway_is_a_thing_of_its_own() -> None:
    hidden = a_member("bin-1", presence=Presence.UNKNOWN, via="gw-1", full_at=at(HOUR))
    heard = a_member("bin-2", via="gw-1", full_at=at(HOUR))
    gateway = a_member("gw-1", DeviceClass.GATEWAY, presence=Presence.OFFLINE)
    list_ = found(members=(hidden, heard, gateway))
    assert [(task.reason, task.about) for task in list_] == [
        (Reason.GATEWAY_LOST, "gw-1"),
        (Reason.FULL_SOON, "bin-2"),
    ]


def test_devices_behind_a_gateway_that_nobody_knows_are_things_of_their_own() -> None:
    unknown = a_member("horn-1", DeviceClass.SPEAKER, presence=Presence.UNKNOWN, via="gw-9")
    there = a_member("horn-2", DeviceClass.SPEAKER, presence=Presence.UNKNOWN, via="gw-1")
    list_ = found(members=(unknown, there, a_member("gw-1", DeviceClass.GATEWAY)))
    assert [task.reason for task in list_] == [Reason.SPEAKER_LOST] * 2


def test_a_village_of_which_most_devices_are_gone_is_one_thing() -> None:
    gone = tuple(
        a_member(f"cam-{n}", DeviceClass.CAMERA, presence=Presence.OFFLINE, seen_at=at(-n)) for n in range(3)
    )
    (task,) = found(members=(*gone, a_member("bin-1"), a_member("bin-2", seen_at=None)))
    assert (task.reason, task.village, task.count, task.since) == (Reason.VILLAGE_LOST, "liushu", 3, at(-2))


def test_single_devices_in_trouble_and_bins_full_soon_are_on_the_list() -> None:
    list_ = found(
        members=(
            a_member("bin-1", full_at=at(HOUR)),
            a_member("bin-2", full_at=at(5 * HOUR)),
            a_member("horn-1", DeviceClass.SPEAKER, presence=Presence.OFFLINE, seen_at=None),
            a_member("cam-1", DeviceClass.CAMERA, is_blind=True),
        ),
        unclaimed=2,
    )
    assert [(task.reason, task.about) for task in list_] == [
        (Reason.CAMERA_BLIND, "cam-1"),
        (Reason.SPEAKER_LOST, "horn-1"),
        (Reason.FULL_SOON, "bin-1"),
        (Reason.UNCLAIMED, "unclaimed"),
    ]
    assert list_[2].due_at == at(HOUR)


def test_seven_things_are_enough() -> None:
    list_ = found(*(a_ticket(f"t{n}", due_at=at(-n), owner=f"p{n}") for n in range(1, 12)))
    assert len(list_) == MOST
    assert list_[0].about == "t11"


def a_full_bin(name: str = "t2", due_s: float = 8 * HOUR) -> Ticket:
    return replace(a_ticket(name, TicketKind.BIN_FULL, due_at=at(due_s), owner="p2"), device="bin-1")


AGREED = CrossCheck("cam-1", "bin-1", Outcome.COLLECT, at(-HOUR))
DOUBTED = CrossCheck("cam-1", "bin-1", Outcome.CHECK, at(-HOUR))


def test_litter_at_a_full_bin_is_one_collection() -> None:
    (task,) = found(a_ticket("t1", due_at=at(9 * HOUR)), a_full_bin(), checks=(AGREED,))
    assert (task.reason, task.about, task.count, task.due_at) == (Reason.COLLECT, "t2", 2, at(8 * HOUR))


def test_a_collection_is_as_pressing_as_its_most_pressing_ticket() -> None:
    (task,) = found(a_ticket("t1", due_at=at(-60)), a_full_bin(), checks=(AGREED,))
    assert (task.reason, task.about, task.count) == (Reason.OVERDUE, "t1", 2)


def test_other_matters_of_the_same_devices_stay_apart() -> None:
    battery = replace(a_full_bin("t3"), kind=TicketKind.BIN_BATTERY)
    elsewhere = replace(a_ticket("t4", due_at=at(9 * HOUR)), device="cam-9")
    other_bin = replace(a_full_bin("t5"), device="bin-9")
    list_ = found(
        a_ticket("t1", due_at=at(9 * HOUR)), a_full_bin(), battery, elsewhere, other_bin, checks=(AGREED,)
    )
    assert [(task.reason, task.count) for task in list_] == [
        (Reason.COLLECT, 2),
        (Reason.OPEN, 2),
        (Reason.OPEN, 1),
    ]


def test_a_bin_they_agree_about_without_a_ticket_is_no_collection() -> None:
    assert found(checks=(AGREED,))[0].reason is Reason.NOTHING


def test_a_sensor_that_the_camera_contradicts_is_to_be_looked_at() -> None:
    list_ = found(a_ticket("t1", due_at=at(9 * HOUR)), members=(a_member("bin-1"),), checks=(DOUBTED,))
    assert [(task.reason, task.about) for task in list_] == [
        (Reason.DEVICE_CHECK, "bin-1"),
        (Reason.OPEN, "t1"),
    ]
    assert (list_[0].owner, list_[0].since) == ("张三", at(-HOUR))


def test_bins_from_which_nothing_is_learned_are_one_way_for_each_owner_in_a_village() -> None:
    members = (
        a_member("bin-1", presence=Presence.OFFLINE, seen_at=at(-3 * HOUR)),
        a_member("bin-2", senseless_since=at(-5 * HOUR)),
        a_member("bin-3", village="shiqiao", presence=Presence.OFFLINE, seen_at=at(-HOUR)),
        a_member("bin-4", presence=Presence.LATE),
        a_member("bin-5", presence=Presence.UNKNOWN),
        a_member("env-1", DeviceClass.SENSOR, presence=Presence.OFFLINE),
        a_member("bin-6"),
    )
    list_ = found(members=members)
    assert [(task.reason, task.about, task.village, task.count, task.since) for task in list_] == [
        (Reason.SENSOR_CHECK, "bin-2", "liushu", 2, at(-5 * HOUR)),
        (Reason.SENSOR_CHECK, "bin-3", "shiqiao", 1, at(-HOUR)),
    ]


def test_wild_sensors_are_one_way_for_each_owner_in_a_village_and_the_oldest_says_what_is_seen() -> None:
    seen = Wildness(at(-2 * HOUR), strayed=9, readings=20)
    members = (
        a_member("bin-1", wildness=Wildness(at(-HOUR), strayed=5, readings=7)),
        a_member("bin-2", wildness=seen),
        a_member("bin-3", senseless_since=at(-5 * HOUR), wildness=seen),
        a_member("bin-4", presence=Presence.OFFLINE, seen_at=at(-4 * HOUR), wildness=seen),
    )
    lost, wild = found(members=members)
    assert (lost.reason, lost.about, lost.count, lost.wildness) == (Reason.SENSOR_CHECK, "bin-3", 2, None)
    assert (wild.reason, wild.about, wild.count, wild.since) == (
        Reason.SENSOR_WILD,
        "bin-2",
        2,
        at(-2 * HOUR),
    )
    assert wild.wildness == seen


def test_a_bin_in_a_village_without_power_is_no_sensor_to_look_at() -> None:
    members = [a_member(f"bin-{n}", presence=Presence.OFFLINE) for n in range(4)]
    assert [task.reason for task in found(members=tuple(members))] == [Reason.VILLAGE_LOST]


def test_a_bin_that_is_no_longer_registered_is_not_looked_at() -> None:
    assert found(checks=(DOUBTED,))[0].reason is Reason.NOTHING
