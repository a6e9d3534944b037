"""Figures about who is there, what is raised, and what cameras see."""

from collections.abc import Mapping

from deploy.score.alarms import RULES
from deploy.score.figure import Better, Definition, Slack
from devices.sim.world.need import Rule
from hub.words import Word

_LOWER, _HIGHER = Better.LOWER, Better.HIGHER

LIVENESS = (
    Definition(
        "silence_in_time",
        Word("静默及时发现率", "silences shown in time"),
        "%",
        _HIGHER,
        Word(
            "真实静默中，2.5 个周期加 5 秒加一分钟刷新之内显示为超时、离线或未知的比例；"
            "更短的和一开始就有的静默不计",
            "of the true silences: how many are shown as late, offline or unknown within 2.5 periods, 5 s "
            "and the minute between two rows; not shorter ones, and not those since before the start",
        ),
        2.0,
        Slack.TIMING,
    ),
    Definition(
        "silence_delay_p95",
        Word("静默发现延迟（95%）", "silence shown after, 95 %"),
        "periods",
        _LOWER,
        Word("从静默开始到首次不再显示在线", "from its begin until the device is no longer shown online"),
        0.3,
        Slack.TIMING,
    ),
    Definition(
        "silence_missed",
        Word("静默未发现", "silences missed"),
        "",
        _LOWER,
        Word("整段静默期间一直显示在线", "shown online for the whole of a silence"),
        0.0,
    ),
    Definition(
        "back_delay_p95",
        Word("恢复显示延迟（95%）", "back shown after, 95 %"),
        "s",
        _LOWER,
        Word(
            "从恢复后的第一条报文到重新显示在线", "from the first message after a silence until shown online"
        ),
        30.0,
        Slack.TIMING,
    ),
    Definition(
        "false_offline",
        Word("误报离线", "falsely shown as gone"),
        "min/device/day",
        _LOWER,
        Word(
            "设备正常时被显示为超时、离线或未知的时间；恢复后两分钟内、超过 2.5 个周期未发报文时不计；"
            "消息代理或中心停机及其后三分钟内显示未知属实，不计",
            "time in which a device was there and shown as late, offline or unknown; not the first two "
            "minutes of being back, and not while it says nothing for more than 2.5 periods; nor as unknown "
            "while broker or hub are down and three minutes after, which is the truth",
        ),
        1.0,
        Slack.TIMING,
    ),
)

_RAISED: Mapping[Rule, Word] = {
    Rule.OVERFLOW: Word("满溢案卷", "a ticket about a full bin"),
    Rule.MISSED_COLLECTION: Word("日终仍示待清", "a bin shown as waiting as the day ended"),
    Rule.FIRE: Word("着火案卷", "a ticket about fire"),
    Rule.TILT: Word("倾倒案卷", "a ticket about a bin that fell over"),
    Rule.BATTERY: Word("电量低案卷", "a ticket about a battery"),
    Rule.DEVICE_SILENT: Word(
        "设备显示离线，或 2.5 个周期后仍为从未上线（网关断开时的未知不算）",
        "a device shown offline, or as never heard after 2.5 periods; not unknown behind a lost gateway",
    ),
    Rule.GATEWAY_SILENT: Word("网关显示离线", "a gateway shown offline"),
    Rule.LITTER: Word("垃圾堆案卷", "a ticket about litter"),
    Rule.CAMERA_FAULT: Word("探头画面异常或离线", "a camera whose view is faulty, or that is offline"),
    Rule.BIN_ODD: Word(
        "在线而显示读数乱跳，或六个周期没有可信的满溢度（此时进入待办），或结束时待办中有设备核查",
        "a bin shown online whose readings are astray, or that has told no level that can be believed for "
        "six periods (when it comes on the list of what to do), or to be checked on that list at the end",
    ),
}
_RULES: Mapping[Rule, Word] = {
    Rule.OVERFLOW: Word("满溢", "overflow"),
    Rule.MISSED_COLLECTION: Word("漏收", "missed collection"),
    Rule.FIRE: Word("着火", "fire"),
    Rule.TILT: Word("倾倒", "tilt"),
    Rule.BATTERY: Word("电量低", "battery"),
    Rule.DEVICE_SILENT: Word("设备静默", "silent device"),
    Rule.GATEWAY_SILENT: Word("网关静默", "silent gateway"),
    Rule.LITTER: Word("垃圾堆", "litter"),
    Rule.CAMERA_FAULT: Word("探头异常", "camera fault"),
    Rule.BIN_ODD: Word("设备异常", "odd sensor"),
}

ALARMS = (
    *(
        Definition(
            f"alarm_recall_{rule}",
            Word(f"{_RULES[rule].zh}告警查全率", f"{_RULES[rule].en}: needed alarms raised"),
            "%",
            _HIGHER,
            Word(
                f"确需告知的情况中，期间（或其后三个周期加五分钟内）有{_RAISED[rule].zh}的比例",
                f"of the cases that needed it: how many had {_RAISED[rule].en} meanwhile, or within three "
                "periods and five minutes after",
            ),
            2.0,
            Slack.TIMING,
        )
        for rule in RULES
    ),
    *(
        Definition(
            f"alarm_precision_{rule}",
            Word(f"{_RULES[rule].zh}告警查准率", f"{_RULES[rule].en}: raised alarms needed"),
            "%",
            _HIGHER,
            Word(
                f"{_RAISED[rule].zh}中，确有需要的比例",
                f"of what was raised ({_RAISED[rule].en}): how much was needed then, of that device",
            ),
            2.0,
            Slack.TIMING,
        )
        for rule in RULES
    ),
    Definition(
        "alarms_per_hour",
        Word("每小时告警", "alarms an hour"),
        "1/h",
        _LOWER,
        Word(
            "一个坐席每小时要读的告警：上述各类加垃圾堆案卷；同村同时失联过半的算一条，"
            "满溢案卷未结的桶日终仍待清不另算",
            "what one operator has to read in an hour: all of the above, and tickets about litter; a village "
            "that is lost at once is one, and so is a bin with an open ticket that waits over midnight",
        ),
        2.0,
        Slack.TIMING,
    ),
    Definition(
        "tickets_per_matter",
        Word("每事案卷数", "tickets a matter"),
        "",
        _LOWER,
        Word(
            "有案卷的每件真实事项（满溢、着火、倾倒、电量低）平均立了几件",
            "tickets about each true matter (overflow, fire, tilt, battery) that has one, on average",
        ),
        0.05,
        Slack.TIMING,
    ),
)

QUEUE = (
    Definition(
        "queue_length",
        Word("待办条数", "length of the list of what to do"),
        "",
        _LOWER,
        Word("运行结束时“现在要我做什么”的条数", "how many lines it had at the end"),
        4.0,
        Slack.TIMING,
    ),
    Definition(
        "queue_founded",
        Word("待办属实率", "of the list of what to do, well founded"),
        "%",
        _HIGHER,
        Word(
            "运行结束时的待办中，所说案卷、设备或村确有其事的比例；系统自身的事和预计满溢不计",
            "of its lines at the end: how many are about a ticket, a device or a village with which "
            "something truly was "
            "the matter; not what is said of the system itself, and not what is only foretold",
        ),
        15.0,
        Slack.TIMING,
    ),
)

_EVENT = Word(
    "发现与真实垃圾堆的框重叠不少于并集的十分之一，或中心在其框内，即为同一处",
    "a finding is of a pile where their boxes overlap by a tenth of their union, or its centre lies in the "
    "pile's box",
)
PILES = (
    Definition(
        "litter_recall",
        Word("垃圾堆查全率", "piles found"),
        "%",
        _HIGHER,
        Word(
            f"未被遮挡连续达到规定时长的垃圾堆中被发现的比例；{_EVENT.zh}；原有垃圾堆不计",
            "of the piles that lay in sight for the dwell time without a break: how many were found; "
            f"{_EVENT.en}; not those from before the start",
        ),
        5.0,
        Slack.SEEING,
    ),
    Definition(
        "litter_precision",
        Word("垃圾堆查准率", "findings right"),
        "%",
        _HIGHER,
        Word("发现中确为垃圾堆的比例", "of all findings: how many are of a true pile, old ones too"),
        5.0,
        Slack.SEEING,
    ),
    Definition(
        "litter_delay_median",
        Word("发现延迟（中位）", "pile found after, median"),
        "s",
        _LOWER,
        Word("从连续可见满规定时长到发现", "from the end of the dwell time in sight until it was found"),
        30.0,
        Slack.SEEING,
    ),
    Definition(
        "litter_delay_p95",
        Word("发现延迟（95%）", "pile found after, 95 %"),
        "s",
        _LOWER,
        Word("从连续可见满规定时长到发现", "from the end of the dwell time in sight until it was found"),
        600.0,
        Slack.SEEING,
    ),
    Definition(
        "litter_false_per_camera_day",
        Word("每探头每天误报", "false alarms a camera and day"),
        "1/camera/day",
        _LOWER,
        Word("不是任何真实垃圾堆的发现", "findings that are of no true pile"),
        0.2,
        Slack.SEEING,
    ),
    Definition(
        "litter_false_closures",
        Word("误判清除", "false closures"),
        "",
        _LOWER,
        Word("垃圾堆还在时被判为已清除", "findings that end as absent while their pile lies there"),
    ),
    Definition(
        "litter_duplicates",
        Word("重复发现", "duplicates"),
        "",
        _LOWER,
        Word("同一垃圾堆的第二个及以后的发现", "second and later findings of the same pile"),
        1.0,
        Slack.SEEING,
    ),
    Definition(
        "litter_closed",
        Word("清除确认率", "clearings seen"),
        "%",
        _HIGHER,
        Word(
            "被发现且已清除的垃圾堆中，探头确认清除的比例",
            "of the piles that were found and then cleared, ten minutes before the end or more: how many "
            "were seen to be gone",
        ),
        10.0,
        Slack.SEEING,
    ),
    Definition(
        "litter_close_delay_median",
        Word("清除确认延迟（中位）", "clearing seen after, median"),
        "min",
        _LOWER,
        Word("从清除到探头确认", "from the clearing until the camera says absent"),
        2.0,
        Slack.SEEING,
    ),
)

WATCHING = (*LIVENESS, *ALARMS, *QUEUE, *PILES)
