"""Every word on the screens, in Chinese and English; nothing else holds text that a person reads."""

from collections.abc import Mapping
from enum import StrEnum


class Language(StrEnum):
    """A language the screens exist in."""

    ZH = "zh"
    EN = "en"


def say(key: str, language: Language) -> str:
    """The words for a key.

    Raises:
        KeyError: no such key; add it to WORDS in both languages.
    """
    zh, en = WORDS[key]
    return zh if language is Language.ZH else en


# (Chinese, English); a panel `x` has `x.title` and `x.about`.
WORDS: Mapping[str, tuple[str, str]] = {
    "one-screen.title": ("一屏知全域", "The township on one screen"),
    "one-screen.about": (
        "垃圾桶、摄像头、大喇叭和整改台账的当前情况",
        "Bins, cameras, loudspeakers and rectification tickets as they are now",
    ),
    "hub.title": ("中枢运行情况", "How the hub is doing"),
    "hub.about": (
        "每条消息的去向、接收速度和内存",
        "Where every message went, how fast they come, and memory",
    ),
    "variable.source": ("数据源", "Data source"),
    "variable.village": ("村", "Village"),
    "bins_full.title": ("满溢垃圾桶", "Full bins"),
    "bins_full.about": ("当前满溢、需要清运的垃圾桶数", "Bins that are full now and wait for collection"),
    "devices.title": ("设备在线情况", "Devices"),
    "devices.about": (
        "在线、离线和状态不明的设备数；网关失联时其下设备为不明",
        "Devices online, offline and unknown; behind a lost gateway they are unknown",
    ),
    "tickets.title": ("整改案卷", "Tickets"),
    "tickets.about": (
        "未结案卷数，其中超过整改时限的数目",
        "Tickets not closed, and those past their due time",
    ),
    "bins_by_fill.title": ("垃圾桶满溢度", "Bins by fill"),
    "bins_by_fill.about": (
        "最近一次的满溢度，最满的在前",
        "The last fill level of each bin, the fullest first",
    ),
    "litter.title": ("垃圾堆放发现", "Litter findings"),
    "litter.about": (
        "摄像头最近的判断；看不清既不立案也不结案",
        "What the cameras said lately; “cannot see” neither opens nor closes a ticket",
    ),
    "deliveries.title": ("广播送达情况", "Announcement deliveries"),
    "deliveries.about": (
        "每只大喇叭最近一次广播进行到哪一步",
        "How far the last announcement has come at each loudspeaker",
    ),
    "fill_history.title": ("满溢度变化", "Fill over time"),
    "fill_history.about": (
        "每个垃圾桶的满溢度；骤降表示已清运",
        "The fill level of each bin; a sudden fall is a collection",
    ),
    "online_history.title": ("在线设备变化", "Devices over time"),
    "online_history.about": ("在线、离线和不明设备数的变化", "Devices online, offline and unknown over time"),
    "balance.title": ("消息收支", "Message balance"),
    "balance.about": (
        "收到 = 已存 + 重复 + 死信 + 拒收 + 丢失 + 待处理，任何时刻都相等",
        "Received = stored + duplicate + dead letter + rejected + lost + in journal, at every settled moment",
    ),
    "ingest_rate.title": ("接收速度", "Ingest rate"),
    "ingest_rate.about": ("每秒收到和存入的消息数", "Messages received and stored per second"),
    "backlog.title": ("待处理消息", "Messages waiting"),
    "backlog.about": (
        "已落盘、尚未处理的消息；持续上升说明存储停了或太慢",
        "Messages safe on disk and not yet worked off; a steady rise means a store is away or too slow",
    ),
    "memory.title": ("内存", "Memory"),
    "memory.about": ("中枢进程占用的内存", "Memory held by the hub"),
    "devices_online": ("在线", "Online"),
    "devices_offline": ("离线", "Offline"),
    "devices_unknown": ("不明", "Unknown"),
    "bins_full": ("满溢", "Full"),
    "tickets_open": ("未结", "Open"),
    "tickets_overdue": ("超时", "Overdue"),
    "received": ("收到", "Received"),
    "stored": ("已存", "Stored"),
    "duplicate": ("重复", "Duplicate"),
    "dead_letter": ("死信", "Dead letter"),
    "rejected": ("拒收", "Rejected"),
    "lost": ("丢失", "Lost"),
    "in_journal": ("待处理", "In journal"),
    "memory_mib": ("内存", "Memory"),
    "Time": ("时间", "Time"),
    "village": ("村", "Village"),
    "device": ("设备", "Device"),
    "priority": ("级别", "Priority"),
    "state": ("状态", "State"),
    "sight": ("判断", "Finding"),
    "confidence": ("把握", "Confidence"),
    "area_share": ("占画面", "Share of picture"),
    "sight.present": ("有垃圾", "Litter"),
    "sight.absent": ("干净", "Clean"),
    "sight.cannot_see": ("看不清", "Cannot see"),
    "state.accepted": ("已受理", "Accepted"),
    "state.queued": ("排队", "Queued"),
    "state.sent": ("已下发", "Sent"),
    "state.received": ("已收到", "Received"),
    "state.playing": ("播放中", "Playing"),
    "state.played": ("已播完", "Played"),
    "state.failed": ("失败", "Failed"),
    "state.expired": ("已过期", "Expired"),
    "state.cancelled": ("已取消", "Cancelled"),
    "state.superseded": ("已取代", "Superseded"),
    "state.unreached": ("未送达", "Unreached"),
    "state.unknown": ("不明", "Unknown"),
}
