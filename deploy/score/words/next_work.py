"""Why figures miss their goals, and what would mend it; taken out when it is mended."""

from collections.abc import Mapping

from hub.words import Word

_WILD = Word(
    "传感器开始失真后的头几次读数还没有被认作失真，而失真期间的清空谁也看不出",
    "the first readings of a sensor that begins to stray are not yet known to be astray, and an emptying "
    "that happens while it strays cannot be seen by anybody",
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
    "alarm_precision_overflow": Word(
        "运行结束前刚满的桶：案卷属实，而真值要求满两个周期才算",
        "a bin that became full just before the run ended: its ticket is true, and the truth asks for two "
        "periods of being full",
    ),
    "alarms_per_hour": Word(
        "二十一个大喇叭在一刻钟内各自失联，各须有人去看；同村同时失联的已并为一条",
        "twenty-one loudspeakers fall silent within a quarter of an hour, each by itself, and each needs "
        "somebody; what a village loses at once is one line already",
    ),
}
