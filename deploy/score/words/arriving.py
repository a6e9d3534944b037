"""Figures about what devices say: whether it arrives, and what is read out of it."""

from deploy.score.figure import Better, Definition, Slack
from deploy.score.fills import SPEECHES
from hub.words import Word

_LOWER, _HIGHER = Better.LOWER, Better.HIGHER

MESSAGES = (
    Definition(
        "readings_lost",
        Word("丢失读数", "readings lost"),
        "",
        _LOWER,
        Word(
            "已被确认收下的读数，时序库中没有对应的点，也不在死信中",
            "readings that were confirmed to be taken, and are neither a point in the series store nor a "
            "dead letter",
        ),
    ),
    Definition(
        "readings_twice",
        Word("多出读数", "readings too many"),
        "",
        _LOWER,
        Word(
            "时序库中没有任何设备发出过的点，例如同一读数存成两点",
            "points in the series store that no device has sent, such as the second one of the same reading",
        ),
    ),
    Definition(
        "readings_set_aside",
        Word("误入死信", "good readings set aside"),
        "",
        _LOWER,
        Word(
            "设备正常发出却进入死信的报文数（死信数减去确实损坏的报文数）",
            "dead letters of a device beyond the messages that it truly garbled",
        ),
    ),
    Definition(
        "readings_silent",
        Word("收下未显示", "accepted and never shown"),
        "",
        _LOWER,
        Word(
            "收下六分钟以后，屏幕上该设备的最近通信时间仍早于该读数",
            "readings after which no row of the screens ever showed a sign of life that new; not the last "
            "six minutes",
        ),
    ),
    Definition(
        "strangers_lost",
        Word("待认领设备丢失报文", "messages of unclaimed devices lost"),
        "",
        _LOWER,
        Word(
            "未登记设备被确认收下、却没有留存待认领的报文",
            "confirmed messages of devices that are not registered, and that do not wait to be claimed",
        ),
    ),
    Definition(
        "balance_off",
        Word("账目不符", "account off"),
        "",
        _LOWER,
        Word(
            "运行结束时，中心自报的收到数与去向之和的差，加上自认丢失的报文",
            "by how many messages received differs from the sum of their fates at the end, and those said "
            "to be lost",
        ),
    ),
)

_SHOWN_AFTER = Word(
    "从清运到屏幕显示清空；其后四个周期内设备曾静默的不计",
    "from the truck to the first row of the screens that says so; not of a device that could not speak "
    "within "
    "the four periods after it",
)
EMPTYINGS = (
    Definition(
        "emptied_recall",
        Word("清空查全率", "emptyings found"),
        "%",
        _HIGHER,
        Word(
            "真实下降 40 个百分点以上、其后四个周期内报过三次液位、其中两次以上确在低位的清运中，"
            "有清空记录的比例",
            "of the collections by which a bin truly fell by 40 points or more, and after which it told its "
            "level three times within four periods, twice or more while it truly lay low: how many have a "
            "record of an emptying",
        ),
        1.0,
        Slack.TIMING,
    ),
    Definition(
        "emptied_precision",
        Word("清空查准率", "emptyings right"),
        "%",
        _HIGHER,
        Word(
            "清空记录中，此前四个周期内（设备静默的，至恢复后四个周期）确有清运的比例",
            "of the records of emptyings: how many lie within four periods after a true collection, or after "
            "the silence in which it fell",
        ),
        1.0,
        Slack.TIMING,
    ),
    Definition(
        "emptied_delay_median",
        Word("清空显示延迟（中位）", "emptying shown after, median"),
        "min",
        _LOWER,
        _SHOWN_AFTER,
        3.0,
        Slack.TIMING,
    ),
    Definition(
        "emptied_delay_p95",
        Word("清空显示延迟（95%）", "emptying shown after, 95 %"),
        "min",
        _LOWER,
        _SHOWN_AFTER,
        10.0,
        Slack.TIMING,
    ),
)

_ERROR = Word(
    "每十分钟，屏幕所示满溢度与真实满溢度之差的绝对值；设备静默及其后两个周期不计",
    "every ten minutes: how far the fill on the screens lies from the true one; not while a bin is silent "
    "and two periods after",
)
FILLS = (
    Definition(
        "fill_known",
        Word("满溢度可见率", "fill known"),
        "%",
        _HIGHER,
        Word(
            "每十分钟，能说话的垃圾桶中屏幕有未过期满溢度的比例",
            "every ten minutes: of the bins that could tell, how many have a fill on the screens that is "
            "not stale",
        ),
        1.0,
        Slack.TIMING,
    ),
    Definition(
        "fill_error_median",
        Word("满溢度误差（中位）", "fill error, median"),
        "points",
        _LOWER,
        _ERROR,
        0.3,
        Slack.TIMING,
    ),
    Definition(
        "fill_error_p95",
        Word("满溢度误差（95%）", "fill error, 95 %"),
        "points",
        _LOWER,
        _ERROR,
        1.0,
        Slack.TIMING,
    ),
    *(
        Definition(
            f"fill_error_p95_{speech}",
            Word(f"满溢度误差（95%），{speech}", f"fill error, 95 %, {speech}"),
            "points",
            _LOWER,
            Word(f"同上，仅 {speech} 设备", f"the same, of bins that speak {speech}"),
            2.0,
            Slack.TIMING,
        )
        for speech in SPEECHES
    ),
)

ARRIVING = (*MESSAGES, *EMPTYINGS, *FILLS)
