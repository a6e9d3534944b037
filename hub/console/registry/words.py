"""Every text of the registry's page in Chinese and English."""

from collections.abc import Mapping

from hub.words import Word

REGISTRY_TEXTS: Mapping[str, Word] = {
    "registry": Word("设备台账", "Registry"),
    "to_screen": Word("返回工作台", "Back to the workbench"),
    "registry_search": Word(
        "查找：名称、编号、村、型号、序列号", "Find: name, id, village, model, serial number"
    ),
    "registry_in_service": Word("在用", "in service"),
    "registry_retired": Word("已停用", "retired"),
    "registry_add": Word("新增设备", "Add a device"),
    "registry_added": Word("{device} 已登记", "{device} is registered"),
    "registry_none": Word("没有符合条件的设备", "No such device"),
    "registry_choose": Word("请在列表中选择设备，或新增设备", "Choose a device of the list, or add one"),
    "registry_export": Word("导出表格（CSV）", "Export (CSV)"),
    "registry_import": Word("导入表格", "Import a table"),
    "registry_count": Word("{count} 台", "{count} devices"),
    "sheets": Word("二维码", "QR sheets"),
    "device_page": Word("设备页", "Its page"),
    "device_sheet": Word("本村二维码", "QR sheet of its village"),
    "tab_what": Word("资料", "Details"),
    "tab_where": Word("移位", "Move"),
    "tab_change": Word("更换与停用", "Replace, retire"),
    "tab_password": Word("接入口令", "Password"),
    "tab_log": Word("变更记录", "Changes"),
    "save": Word("保存", "Save"),
    "saved": Word("已保存", "Saved"),
    "nothing_changed": Word("没有改动", "Nothing is different"),
    "move": Word("移位", "Move it"),
    "moved": Word("已移位，历史数据保留", "Moved; its history stays"),
    "replace_hint": Word(
        "新硬件沿用本编号、点位和历史数据；原硬件的接入口令立即失效，消息序号重新开始。",
        "New hardware goes on under this id, place and history. The password of the old one is good no more "
        "at once, and message numbers begin anew.",
    ),
    "replace_hardware": Word("确认更换", "Replace the hardware"),
    "replace_needs": Word(
        "请填写新硬件的接入标识或序列号", "Give the key or the serial number of the new hardware"
    ),
    "replaced": Word("已更换，请按需发放新口令", "Replaced; give it a new password if it needs one"),
    "retire_hint": Word(
        "停用后不再显示和统计，历史数据保留，口令立即失效，之后收到的消息另存备查。",
        "A retired device is no longer shown or counted; its history stays, its password is good no more, "
        "what it still says is set aside.",
    ),
    "retire": Word("停用设备", "Retire it"),
    "retire_sure": Word("确认停用 {device}？", "Retire {device}?"),
    "retired": Word("已停用", "Retired"),
    "restore": Word("恢复使用", "Put back into service"),
    "restored": Word(
        "已恢复使用，请按需发放新口令", "Back in service; give it a new password if it needs one"
    ),
    "retired_since": Word("已于 {at} 停用", "retired since {at}"),
    "password_hint": Word(
        "设备以编号为用户名、凭口令接入消息服务器 {broker}。口令只显示一次，系统只保存其校验值；"
        "再次生成后旧口令失效。",
        "The device signs in at the broker {broker} with its id and a password. It is shown once and kept as "
        "a hash; a new one ends the one before.",
    ),
    "password_make": Word("生成新口令", "Make a new password"),
    "password_made": Word(
        "请立即抄录或写入设备，离开后不再显示", "Note it now or enter it at the device: it is not shown again"
    ),
    "password_user": Word("用户名", "User name"),
    "password_word": Word("口令", "Password"),
    "password_revoke": Word("吊销口令", "Revoke the password"),
    "password_revoked": Word("已吊销，设备连接已断开", "Revoked; the device is cut off"),
    "password_foreign": Word(
        "消息服务器 {broker} 不由本系统管理，请在该服务器上添加或删除用户 {user}",
        "The broker {broker} is not run by the hub: add or remove the user {user} there",
    ),
    "password_taken": Word(
        "该编号与本系统的程序或人员账号同名，不能发放口令",
        "A program of this installation or a person signs in by that name: it gets no password",
    ),
    "broker_unchanged": Word(
        "消息服务器未能更新，未作改动，请重试",
        "The broker could not be changed, so nothing was done; try again",
    ),
    "not_registered": Word("该设备不在台账中", "This device is not in the registry"),
    "row_wrong": Word("未保存：{why}", "Not saved: {why}"),
    "log_by": Word("{at} · {by}", "{at} · {by}"),
    "log_cell": Word("{cell}：{before} → {after}", "{cell}: {before} → {after}"),
    "log_new_cell": Word("{cell}：{after}", "{cell}: {after}"),
    "log_empty": Word("（空）", "(empty)"),
    "log_more": Word("更早的记录", "Earlier ones"),
    "log_none": Word("没有变更记录", "Nothing was changed"),
    "place_point": Word("点位（可填新点位）", "Point (may be a new one)"),
    "staff": Word("人员账号", "Accounts"),
    "staff_hint": Word(
        "查看：只能看；值班员：播报、销号、认领；管理员：设备、产品和账号。紧急播报须由另一人审核，请至少开通两个账号。"
        "更改时密码留空，则只改角色，原密码照用；填写新密码，则原登录立即失效。本人密码在工作台右上角修改。",
        "A viewer looks; an operator announces, closes and claims; an administrator keeps devices, "
        "products and accounts. Urgent announcements need a second person: make two accounts at least. "
        "Left empty, the password stays and the role alone changes; a new password ends the sessions there "
        "were. Everybody changes their own password at the top of the workbench.",
    ),
    "staff_name": Word("用户名（可用姓名）", "Name"),
    "staff_role": Word("角色", "Role"),
    "staff_password": Word("密码（至少 10 位，可留空）", "Password, 10+, or none"),
    "staff_change": Word("更改", "Change"),
    "staff_role_changed": Word("{name} 现在是{role}，原密码照用", "{name} is now {role}, the password stays"),
    "staff_save": Word("保存账号", "Save the account"),
    "staff_saved": Word("{name} 现在可以登录", "{name} may sign in now"),
    "staff_remove": Word("停用", "Remove"),
    "staff_removed": Word("{name} 已停用，登录已失效", "{name} is removed and signed out"),
    "webhooks": Word("推送接入", "Webhooks"),
    "webhooks_hint": Word(
        "网络服务器凭密钥以 HTTP 推送消息。密钥只显示一次，重新生成后旧密钥失效。",
        "Network servers post messages over HTTP with a secret. It is shown once; a new one ends the one "
        "before.",
    ),
    "webhook_none": Word("未启用", "none"),
    "webhook_since": Word("{at} 由 {by} 生成", "made {at} by {by}"),
    "webhook_make": Word("生成密钥", "Make a secret"),
    "webhook_url": Word("推送地址", "Address"),
    "webhook_header": Word("请求头", "Header"),
    "webhook_revoke": Word("吊销", "Revoke"),
    "webhook_revoked": Word("{source} 已不能推送", "{source} may post no more"),
    "import_hint": Word(
        "UTF-8 或 GB 18030 的 CSV 表格；先核对将有哪些变化，再确认导入。",
        "A CSV table in UTF-8 or GB 18030; what it would change is shown before anything is done.",
    ),
    "import_choose": Word("选择文件", "Choose a file"),
    "import_would": Word(
        "可导入 {devices} 台：新增 {added}，修改 {changed}，不变 {unchanged}；有误 {flawed} 行",
        "{devices} devices can be taken: {added} new, {changed} changed, {unchanged} as they were; "
        "{flawed} rows are wrong",
    ),
    "import_flaw": Word("第 {line} 行：{why}", "line {line}: {why}"),
    "import_unknown": Word("未读取的列：{columns}", "columns not read: {columns}"),
    "import_do": Word("确认导入", "Import it"),
    "import_done": Word("已导入 {devices} 台", "{devices} devices taken"),
    "import_bad": Word("表格无法读取：{why}", "The table cannot be read: {why}"),
    "product_remove": Word("删除本地产品", "Remove this hub's own"),
    "product_removed": Word("已删除 {name}", "{name} is removed"),
}
