"""What the API itself says to people: errors by their code, the sign-in page, why something is to be done."""

from collections.abc import Mapping

from hub.domain.people import LEAST_PASSWORD
from hub.domain.tasks import Reason
from hub.words import Word

ERRORS: Mapping[str, Word] = {
    "not_signed_in": Word("请先登录", "Sign in first"),
    "not_permitted": Word("您的账号没有此权限", "Your account may not do this"),
    "wrong_login": Word("用户名或密码不正确", "Name or password is wrong"),
    "too_many_failures": Word("密码输错次数过多，请稍后再试", "Too many wrong passwords; try again later"),
    "foreign_origin": Word("请求来自其他网站，已拒绝", "The request came from another site and was refused"),
    "pass_over": Word("图片链接已失效，请刷新页面", "This picture's address is over; reload the page"),
    "too_many_viewers": Word("同时观看的人太多，请稍后再试", "Too many look on; try again shortly"),
    "camera_silent": Word("该探头五分钟内没有图片", "No picture has come from this camera for five minutes"),
    "video_failed": Word("视频暂时无法生成，请看逐张图片", "No video can be made now; look at the pictures"),
    "photo_pass_over": Word(
        "拍照链接已失效，请向指挥中心索取新链接", "This link is over: ask the centre for another"
    ),
    "not_found": Word("没有找到", "There is nothing here"),
    "bad_shape": Word(
        "画的区域无效，请重画", "A shape encloses nothing or cannot lie on the ground; draw it again"
    ),
    "too_many_marks": Word("存量垃圾标记已达上限", "As many piles are marked already as a camera takes"),
    "not_judged": Word("只能判定探头发现的垃圾", "Only what a camera found can be judged"),
    "wrong_method": Word("不支持的操作方式", "This address does not take that method"),
    "too_large": Word("提交的内容过大", "The body is too large"),
    "too_slow": Word("提交的内容未按时送达", "The body did not arrive in time"),
    "bad_request": Word("请求内容有误，请检查后重试", "Something in the request is wrong; detail says what"),
    "unknown_query": Word("请求参数不认识或重复", "A query key is unknown or repeated"),
    "bad_account": Word("账号未作改动", "The account was left as it was"),
    "bad_table": Word("表格无法读取", "The table cannot be read"),
    "bad_row": Word("登记内容有误", "What is said about the device cannot be right"),
    "external_broker": Word(
        "消息服务器不由本系统管理，请在该服务器上添加或删除用户",
        "The broker is not run by the hub: add or remove the user there",
    ),
    "name_taken": Word(
        "该名称已被本系统的程序或人员账号占用，请改用其他设备编号",
        "A program of this installation or a person signs in by that name: give the device another id",
    ),
    "broker_unchanged": Word("消息服务器未能更新，请重试", "The broker could not be changed; try again"),
    "wrong_hash": Word("文件校验值不符", "The body is not what its hash says"),
    "not_a_picture": Word("只接受 JPEG 或 PNG 图片", "Only JPEG and PNG pictures are taken"),
    "unknown_person": Word("登记中没有此人", "There is no such person in the registry"),
    "bad_photo": Word("照片无法使用", "Nothing can be made of this photo"),
    "bad_sound": Word("录音无法使用", "Nothing can be made of this recording"),
    "already_registered": Word("该设备已登记", "This device is registered already"),
    "unknown_place": Word("登记的点位不存在", "There is no such place in the registry"),
    "in_the_way": Word(
        "与静音时段或其他定时播出冲突", "Quiet hours or another schedule get in its way; detail says when"
    ),
    "key_reused": Word(
        "该请求标识已用于其他内容", "This Idempotency-Key came before with another body; take a new one"
    ),
    "not_allowed": Word("不能播发", "This may not be announced"),
    "cap_refused": Word("应急信息被拒收", "The public warning was refused; detail lists why"),
    "speech_failed": Word("语音合成失败", "The text could not be spoken"),
    "store_down": Word("数据库暂时不可用，请稍后重试", "A store is away; try again shortly"),
    "bad_profile": Word("产品描述有误，未作任何改动", "The profile cannot work; nothing was changed"),
    "not_own": Word("随软件提供的产品描述不能删除", "Only profiles of this hub's own can be removed"),
    "unreadable": Word("按该产品描述无法读取", "The message cannot be read by that profile"),
    "not_exported": Word("未启用该导出", "This export is not switched on"),
    "wrong_secret": Word("推送密钥不正确", "The secret of this source is wrong, or it has none"),
    "no_room": Word("暂时无法接收，请稍后重发", "Nothing can be taken now; send it again shortly"),
    "internal": Word("系统内部错误，已记录", "The hub failed on this request and has noted it"),
}

# In the place of a picture: eleven Chinese letters fit.
NO_PICTURE: Mapping[str, Word] = {
    "pass_over": Word("链接已失效，见工作台", "See the workbench"),
    "not_found": Word("图片已不再保存", "Picture no longer kept"),
}

PAGE: Mapping[str, Word] = {
    "title": Word("登录", "Sign in"),
    "product": Word("智慧乡村一屏统管", "Smart village hub"),
    "name": Word("用户名", "Name"),
    "password": Word("密码", "Password"),
    "enter": Word("登 录", "Sign in"),
    "other_language": Word("English", "中文"),
    "hint": Word("账号由管理员开通", "Accounts are given by the administrator"),
    "change_password": Word("修改密码", "Change password"),
    "old_password": Word("原密码", "Old password"),
    "new_password": Word(
        f"新密码（至少 {LEAST_PASSWORD} 个字符）", f"New password ({LEAST_PASSWORD} characters at least)"
    ),
    "new_again": Word("再输一次新密码", "New password again"),
    "save_password": Word("保存新密码", "Save the new password"),
    "password_ends": Word(
        "修改后，您在其他设备上的登录立即失效", "Wherever else you are signed in, you are signed out"
    ),
    "not_the_same": Word("两次输入的新密码不一致，未作更改", "The new passwords differ: nothing was changed"),
    "password_changed": Word("密码已修改", "The password is changed"),
    "password_ended": Word(
        "此处仍保持登录；在其他设备上请用新密码登录",
        "You stay signed in here; elsewhere sign in with the new one",
    ),
    "docs_title": Word("接口说明", "The API of the hub"),
    "docs_hint": Word("机器可读的描述见", "For machines:"),
    "anybody": Word("无需登录", "anybody"),
    "or": Word("、", ", "),
    "first_page": Word("返回首页", "To the first page"),
}

# Above the wall.
WALL: Mapping[str, Word] = {
    "problem": Word("系统故障：{what}", "The hub fails: {what}"),
    "detail": Word("{what}：{detail}", "{what}: {detail}"),
}

SHEET: Mapping[str, Word] = {
    "sheet": Word("设备二维码", "QR codes of the devices"),
    "count": Word("共 {count} 台设备，扫码查看状态", "{count} devices; scan a code to see how one is"),
    "id": Word("设备编号", "Device id"),
    "class": Word("类型", "Kind"),
    "place": Word("位置", "Place"),
    "owner": Word("责任人", "Owner"),
    "model": Word("型号", "Model"),
    "serial": Word("序列号", "Serial number"),
    "presence": Word("状态", "State"),
    "seen": Word("最近通信", "Last heard"),
    "stale": Word("数据过期", "stale"),
    "yes": Word("是", "yes"),
    "no": Word("否", "no"),
    "wild": Word("读数乱跳", "Readings astray"),
    "wild_since": Word("自 {since} 起，{seen}", "since {since}: {seen}"),
    "to_do": Word("处理办法", "What to do"),
}

LEDGER: Mapping[str, Word] = {
    "id": Word("案卷号", "Ticket"),
    "kind": Word("事项", "Matter"),
    "village": Word("所在村", "Village"),
    "device": Word("设备", "Device"),
    "owner": Word("责任人", "Owner"),
    "phone": Word("电话", "Phone"),
    "opened": Word("立案时间", "Opened"),
    "due": Word("整改时限", "Due"),
    "state": Word("状态", "State"),
    "closed": Word("销号时间", "Closed"),
    "because": Word("销号依据", "Closed because"),
    "by": Word("销号人", "Closed by"),
    "late": Word("超期", "Late"),
    "reopenings": Word("复开次数", "Times opened again"),
    "yes": Word("是", "yes"),
    "no": Word("否", "no"),
}

WALKING: Mapping[str, Word] = {
    "title": Word("未送达名单", "Not reached"),
    "as_of": Word("截至", "as of"),
    "complete": Word("名单完整", "complete"),
    "incomplete": Word("仍在等待回执", "answers are still awaited"),
    "nobody": Word("全部送达", "Everybody was reached"),
    "no_owner": Word("未指定责任人", "No owner named"),
    "owner": Word("网格员", "Grid member"),
    "phone": Word("电话", "Phone"),
    "village": Word("村", "Village"),
    "grid": Word("网格", "Grid"),
    "point": Word("点位", "Point"),
    "speaker": Word("大喇叭", "Loudspeaker"),
    "device": Word("设备编号", "Device id"),
    "why": Word("原因", "Reason"),
    "detail": Word("说明", "Detail"),
    "since": Word("时间", "Since"),
    "told": Word("已通知", "Told"),
}

# Why something is to be done now.
TASK_REASONS: Mapping[Reason, Word] = {
    Reason.DANGER: Word("险情，立即处置", "danger: act at once"),
    Reason.HUB: Word("系统异常", "the system needs help"),
    Reason.GATEWAY_LOST: Word("网关失联", "gateway lost"),
    Reason.VILLAGE_LOST: Word("全村断电或断网", "village without power or network"),
    Reason.OVERDUE: Word("整改超期", "overdue"),
    Reason.DUE_SOON: Word("即将超期", "due soon"),
    Reason.CAMERA_BLIND: Word("探头看不见", "camera sees nothing"),
    Reason.SPEAKER_LOST: Word("大喇叭失联", "loudspeaker lost"),
    Reason.COLLECT: Word("满溢且有暴露垃圾，一并清运", "full, and litter beside it: one collection"),
    Reason.DEVICE_CHECK: Word(
        "探头见垃圾而传感器称有余量，查设备", "litter at a bin that says it has room: check the device"
    ),
    Reason.SENSOR_CHECK: Word(
        "垃圾桶传感器失联或读不出液位，到场查看", "bin sensor lost, or it sees nothing: look at it"
    ),
    Reason.SENSOR_WILD: Word(
        "垃圾桶传感器读数乱跳，到场检查", "readings of a bin sensor are astray: check the sensor"
    ),
    Reason.FULL_SOON: Word("即将满溢", "full soon"),
    Reason.UNCLAIMED: Word("设备待认领", "devices to be claimed"),
    Reason.OPEN: Word("待整改", "open"),
    Reason.NOTHING: Word("现在没有要办的事", "nothing to do now"),
}
