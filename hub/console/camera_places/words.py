"""Every text of the page of cameras' places in Chinese and English."""

from collections.abc import Mapping

from hub.words import Word

PLACE_TEXTS: Mapping[str, Word] = {
    "camera_places": Word("探头布设", "Camera places"),
    "place_choose": Word("选择探头", "Camera"),
    "place_none": Word("还没有登记探头", "No camera is registered"),
    "place_title": Word("在最近画面上画区域", "Draw on the last picture"),
    "place_zone": Word("监看区", "Zone"),
    "place_keep_out": Word("排除区", "Keep-out"),
    "place_mask": Word("隐私遮挡", "Privacy mask"),
    "place_ground": Word("地面标定", "Ground"),
    "place_pile": Word("存量垃圾", "Pile there already"),
    "place_hint_zone": Word(
        "依次点击区域各角；区内垃圾无人看管超过设定时间才立案，留空按统一时间",
        "Click the corners in order. Litter there is told when it lay unattended for the minutes set; "
        "empty: as everywhere",
    ),
    "place_hint_keep_out": Word(
        "依次点击各角；此区内从不计垃圾，如堆放点、菜地", "Click the corners; litter never counts there"
    ),
    "place_hint_mask": Word(
        "依次点击各角；画面离开识别程序前即涂盖，如门窗、院内",
        "Click the corners; painted over before a picture leaves the camera's process: doors, yards",
    ),
    "place_hint_ground": Word(
        "依次点击地面上一个长方形的四角并填写实测边长：第1至2角为宽，第2至3角为深",
        "Click the four corners of a rectangle on the ground and give its measured sides: first to second "
        "corner, second to third",
    ),
    "place_hint_pile": Word(
        "框出已有的垃圾堆：即刻立案，清走后自动销号", "Outline litter that lies there: its clearing is seen"
    ),
    "place_undo_corner": Word("撤回一角", "Undo a corner"),
    "place_drop": Word("重画", "Begin anew"),
    "place_name": Word("区域名称", "Name of the zone"),
    "place_minutes": Word("无人看管（分钟）", "Unattended, minutes"),
    "place_width": Word("宽（米）", "Width, m"),
    "place_depth": Word("深（米）", "Depth, m"),
    "place_finish": Word("完成此区域", "Finish the shape"),
    "place_save": Word("保存并生效", "Save, in force at once"),
    "place_saved": Word("已保存，数秒内生效，无需重启", "Saved; it holds within seconds, without a restart"),
    "place_unsaved": Word("有改动尚未保存", "Not saved yet"),
    "place_marked": Word("已标记，探头将跟踪到清走", "Marked; the camera follows it until it is cleared"),
    "place_remove": Word("删除", "Remove"),
    "place_bad_shape": Word(
        "这些点围不成有效区域，请按顺序重新点击", "These corners enclose nothing; click them in order"
    ),
    "place_needs_metres": Word("请填写两边的实测米数", "Give the measured metres of both sides"),
    "place_needs_name": Word("请填写区域名称", "Give the zone a name"),
    "place_too_many": Word("数量已达上限（16）", "There are 16 already, which is the most"),
    "place_no_picture": Word("该探头暂无画面，收到画面后再画", "No picture of it yet; draw when one came"),
    "place_view": Word("画面异常", "The view"),
    "place_view_since": Word("自 {at} 起", "Since {at}"),
    "place_view_means": Word(
        "恢复前一律判为“看不见”，不立案也不销号", "Until it is in order nothing is raised and nothing closed"
    ),
    "place_findings": Word("发现与判定", "Findings"),
    "place_no_findings": Word("没有待判定的发现", "Nothing to judge"),
    "precision_week": Word(
        "近七日查准率 {share}（属实 {confirmed}，误报 {false_alarms}）",
        "Right in the last seven days: {share} ({confirmed} confirmed, {false_alarms} false alarms)",
    ),
    "precision_none": Word("近七日无人判定", "Nobody judged it in the last seven days"),
    "judged_as": Word("已判定：{verdict}，探头将据此学习", "Judged: {verdict}; the camera learns it"),
    "judged_by": Word("{verdict} · {by} · {at}", "{verdict} · {by} · {at}"),
    "undo": Word("撤销判定", "Take back"),
    "undone": Word("已撤销判定", "Taken back"),
    "not_judgeable": Word("该案卷不能判定", "This cannot be judged"),
}
