"""What people read about rows of the registry: the names of the columns, and what may be wrong with one."""

from collections.abc import Mapping

from hub.domain.people import LEAST_PASSWORD, MOST_PASSWORD, StaffFlaw
from hub.domain.row_faults import BadRow, RowFault
from hub.words import Word

STAFF_FLAWS: Mapping[StaffFlaw, Word] = {
    StaffFlaw.NAME: Word(
        "用户名应为 1 至 32 个汉字、字母、数字、点、横线或下划线",
        "A name is 1 to 32 letters, digits, dots, hyphens or underscores",
    ),
    StaffFlaw.PASSWORD: Word(
        f"密码应为 {LEAST_PASSWORD} 至 {MOST_PASSWORD} 个字符",
        f"A password has {LEAST_PASSWORD} to {MOST_PASSWORD} characters",
    ),
    StaffFlaw.PROGRAM: Word("该用户名属于设备或程序", "A device or program signs in by that name"),
    StaffFlaw.OWN: Word(
        "这是您自己的账号：停用或更改角色请由其他管理员操作，密码请在“修改密码”中更改",
        "This is your own account: another administrator removes it or changes its role; "
        "for its password there is “Change password”",
    ),
    StaffFlaw.UNKNOWN: Word(
        "没有该账号；开通新账号须设置密码", "Nobody has that account yet: a new one needs a password"
    ),
    StaffFlaw.WRONG: Word("原密码不正确", "The old password is wrong"),
    StaffFlaw.SAME: Word(
        "新密码与原密码相同，未作更改", "The new password is the old one: nothing was changed"
    ),
}
# The columns of a row of the registry, as people call them.
CELLS: Mapping[str, Word] = {
    "device_id": Word("设备编号", "Device id"),
    "class": Word("类别", "Class"),
    "name": Word("名称", "Name"),
    "village_id": Word("行政村", "Village"),
    "village": Word("村名", "Name of the village"),
    "hamlet": Word("自然村", "Hamlet"),
    "grid_id": Word("网格", "Grid"),
    "grid": Word("网格名称", "Name of the grid"),
    "point": Word("点位", "Point"),
    "owner": Word("责任人", "Owner"),
    "phone": Word("电话", "Phone"),
    "lat": Word("纬度", "Latitude"),
    "lon": Word("经度", "Longitude"),
    "model": Word("产品", "Product"),
    "period_s": Word("上报周期（秒）", "Period, s"),
    "key": Word("接入标识（DevEUI、IMEI、MN）", "Key (devEUI, IMEI, MN)"),
    "serial": Word("序列号", "Serial number"),
    "empty_mm": Word("空桶距离（毫米）", "Distance when empty, mm"),
    "full_mm": Word("满桶距离（毫米）", "Distance when full, mm"),
    "blind_mm": Word("盲区（毫米）", "Blind zone, mm"),
    "offset_mm": Word("安装偏移（毫米）", "Mount offset, mm"),
    "shape": Word("桶形（如 20=10 50=40）", "Shape (such as 20=10 50=40)"),
    "source": Word("视频地址", "Address of its video"),
    "retired_at": Word("停用时间", "Retired at"),
}
# The same as the sentences of RowFault; `name` is what people call the column.
ROW_FAULTS_ZH: Mapping[RowFault, str] = {
    RowFault.EMPTY: "{name}不能为空",
    RowFault.PHONE_ALONE: "填写了电话“{text}”，但没有责任人姓名",
    RowFault.PLACE_TOO_LONG: "点位“{text}”连同村、网格、自然村的名称过长",
    RowFault.CHARACTER: "{name}含有无法保存的字符 U+{code:04X}",
    RowFault.TOO_LONG: "{name}有 {length} 个字，最多 {most} 个",
    RowFault.ROUNDED: "{name}“{text}”已被表格软件改成近似数，请将该列设为文本格式后重新填写",
    RowFault.DATED: "{name}“{text}”已被表格软件改成日期，请将该列设为文本格式后重新填写",
    RowFault.SLASH: "{name}“{text}”不能含有 /",
    RowFault.NO_ID: "{name}“{text}”应为 1 至 32 个小写字母、数字或连字符",
    RowFault.NO_CLASS: "类别“{text}”不认识，应为 {known} 之一",
    RowFault.NO_SECONDS: "上报周期“{text}”应为整数秒",
    RowFault.UPSIDE_DOWN: "空桶距离 {empty:g} 应大于满桶距离 {full:g}",
    RowFault.SHAPE: "桶形填写有误，应为 20=10 50=40 这样由小到大、介于 0 和 100 之间的数对",
    RowFault.NO_TIME: "停用时间“{text}”应写成 2026-03-05T02:00:00+00:00 的形式",
    RowFault.NO_OFFSET: "停用时间“{text}”缺少时区，如 +08:00",
    RowFault.NO_NUMBER: "{name}“{text}”不是数字",
    RowFault.OUTSIDE: "{name} {value:g} 超出 {low:g} 至 {high:g} 的范围",
    RowFault.TWICE: "设备编号“{text}”在前面的行中已出现",
    RowFault.KEY_TAKEN: "接入标识“{text}”已属于设备 {holder}",
    RowFault.ZEROS_LOST: "{name}“{text}”：台账中已有“{before}”，是否丢失了开头的零？",
    RowFault.PLACE_DIFFERS: (
        "{place} 在此行名为“{called}”（属 {parent}），在前面的行中为“{before}”（属 {around}）"
    ),
    RowFault.OWNER_DIFFERS: "{place} 在此行的责任人为“{owner}”，在前面的行中为“{before}”",
    RowFault.MORE_CELLS: "该行的单元格多于表头的 {count} 列",
}


def row_fault(error: BadRow) -> Word:
    """What is wrong with a row."""
    name = str(error.said.get("name", ""))
    called = CELLS[name].zh if name in CELLS else name
    return Word(ROW_FAULTS_ZH[error.fault].format(**{**error.said, "name": called}), str(error))
