"""Why figures miss their goals, and what would mend it; taken out when it is mended."""

from collections.abc import Mapping

from hub.words import Word

_WILD = Word(
    "读数六成失真的传感器会连续两次给出同样的错误液位，被当作清空或满溢。下一步：学习每个传感器的噪声，"
    "失真过多的判为失常，其读数不再触发任何事项",
    "a sensor of whose readings six in ten are wild gives the same wrong level twice, which looks like an "
    "emptying "
    "or a full bin. Next: learn the noise of each sensor, call one that strays too much odd, and let "
    "nothing follow "
    "from what it says",
)
_BROKER = Word(
    "消息代理重启时所有遗嘱都被发布，约一分半钟全部显示离线。已改为给设备两分钟重新连上，其间显示未知，"
    "待重新评分",
    "when the broker restarts, all Wills are published, and all were shown offline for a minute and a half. "
    "Devices now have two minutes to come back and are unknown meanwhile, to be scored again",
)
_LITTER = Word(
    "人车众多的小画面（640×360）里，垃圾堆被人群并成一块，或画面异常之后留下的假象一直占着那个位置。"
    "下一步：把人从候选中分开，画面恢复后重新学习背景",
    "in small pictures (640 x 360) full of people, a pile is merged with who stands before it, or a ghost "
    "that was "
    "left by a faulty view holds its place. Next: part people from candidates, learn the place anew after "
    "a fault",
)
_BESIDE = Word(
    "桶旁有垃圾而桶未满，曾被当成传感器失常；近期记录过清空的传感器已不再怀疑，待重新评分",
    "litter beside a bin with room was taken for a broken sensor; one that saw an emptying lately is no "
    "longer doubted, to be scored again",
)
REASONS: Mapping[str, Word] = {
    "days_wrong": Word(
        "车走后一刻钟内又倒满的桶，读数落在百分之十五以上，小幅下降便不算清空；读数之间垃圾还在增加，取走一成也看不全。"
        "下一步：用同一趟车清过的邻桶作旁证",
        "a bin that is filled again within minutes of the truck is read above 15 %, where a small fall "
        "proves nothing; and refuse that comes between two readings hides a part of what was taken. Next: "
        "let the bins that the same round emptied bear witness",
    ),
    "fill_error_p95": Word(
        "满溢度按最新读数显示，突变的标明待复核；余下的误差是两次读数之间新增的垃圾，节日里半小时可达二十个百分点。"
        "下一步：人多时缩短上报周期",
        "the newest reading is shown, and marked while a jump is not confirmed; what is left comes between "
        "two readings, up to 20 points in half an hour of a festival. Next: let sensors speak more often "
        "while it is crowded",
    ),
    "litter_recall": _LITTER,
    "litter_precision": _LITTER,
    "litter_closed": _LITTER,
    "alarm_recall_camera_fault": Word(
        "被推歪的探头没有认出来（移位）。下一步：在有人车的画面里也能对准原位",
        "a camera that was pushed aside is not recognised (moved). Next: find the old view in pictures "
        "with people, too",
    ),
    "queue_founded": _BESIDE,
    "alarm_precision_bin_odd": _BESIDE,
    "plays_falsely_failed": Word(
        "所有回执都丢失的大喇叭被显示为已过期。已改为结果未知，待重新评分",
        "a loudspeaker whose receipts are all lost was shown as expired; it is unknown now, to be scored "
        "again",
    ),
    "unreached_wrong": Word(
        "回执丢失的大喇叭列在未送达名单上，而村民已经听到。下一步：用旁边的话筒核实",
        "a loudspeaker whose receipts are lost stands on the list although it was heard. Next: ask a "
        "microphone nearby",
    ),
    "photos_examined": Word(
        "模拟人员尚未通过接口交照片", "the people of the simulation do not hand photos in by the API yet"
    ),
    "emptied_recall": _WILD,
    "emptied_precision": _WILD,
    "alarm_precision_overflow": _WILD,
    "alarm_recall_bin_odd": Word(
        "无回波的传感器会显示“数据过期”并进入待办；读数失真的还认不出来。下一步：学习每个传感器的噪声",
        "a sensor without an echo is shown as stale and stands on the list of what to do; one whose "
        "readings are "
        "wild is not recognised yet. Next: learn the noise of each sensor",
    ),
    "false_offline": _BROKER,
    "alarm_precision_gateway_silent": _BROKER,
    "alarm_precision_device_silent": _BROKER,
    "alarms_per_hour": Word(
        "二十一个大喇叭在一刻钟内各自失联，各须有人去看；同村同时失联已并为一条，待重新评分",
        "twenty-one loudspeakers fall silent within a quarter of an hour, each by itself, and each needs "
        "somebody; what a village loses at once is one line now, to be scored again",
    ),
}
