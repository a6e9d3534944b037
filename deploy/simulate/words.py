"""What a simulation says to the person at the terminal, in English and Chinese."""

from deploy.sayings import Saying

NO_PRETEND_CLOCK = Saying("the simulation has no clock: {error}", "模拟缺少虚拟时钟：{error}")
BAD_SCENARIO = Saying("cannot play this scenario: {error}", "无法运行该场景：{error}")
NO_SIMULATION = Saying("these settings play no scenario", "该设置不含模拟场景")
NOT_A_RUN = Saying(
    "{folder} holds something else than an earlier simulation: name an empty folder with --out",
    "{folder} 中有其他内容：请用 --out 指定一个空目录",
)
WRITING_TRUTH = Saying("Writing down what will truly happen", "正在写下将要发生的真实情况")
PREPARING = Saying("Telling the hub its township", "正在向中枢登记乡镇")
PROGRESS = Saying("{at} at {speed:.0f}x, {said} messages", "{speed:.0f} 倍速，{said} 条消息")
ASKING = Saying("Asking the hub what it knows", "正在询问中枢所知")
NOT_ALL_SAID = Saying(
    "the devices had not said everything a minute and a half after the end: the run is incomplete",
    "结束一分半钟后设备仍未说完：本次运行不完整",
)
NO_VOICES = Saying("the devices do not begin to speak; {log} says why", "模拟设备没有开始发送，原因见 {log}")
NO_STORE = Saying("the series store does not answer: {error}", "时序数据库没有应答：{error}")
LEFT = Saying("What happened is in {folder}", "结果保存在 {folder}")

# What the clock waits for.
WAITS_FOR = {
    "": Saying("", ""),
    "deed": Saying("somebody acts", "有人操作"),
    "listening": Saying("an announcement sounds", "正在播发"),
    "ending": Saying("the devices finish", "等待设备收尾"),
    "starting": Saying("a server starts", "服务启动中"),
    "late": Saying("{part} is late", "等待 {part}"),
}

# What came of an act.
OUTCOMES = {
    "accepted": Saying("accepted", "已受理"),
    "refused": Saying("refused", "被拒绝"),
    "failed": Saying("failed", "失败"),
    "insufficient": Saying("not sufficient", "不足以证明"),
    "down": Saying("down", "已停止"),
    "was down": Saying("was down already", "原已停止"),
}

# What people and circumstance do, by `devices.sim.world.deed.DeedKind`.
DEEDS = {
    "announcement": Saying("announcement", "播发广播"),
    "cancel": Saying("announcement withdrawn", "撤回广播"),
    "complaint": Saying("complaint about noise", "噪音投诉"),
    "photo": Saying("closing photo", "整改照片"),
    "ticket_done": Saying("ticket reported done", "整改完成上报"),
    "quiet_hours": Saying("quiet hours", "设置静音时段"),
    "broker_restart": Saying("broker restarts", "消息代理重启"),
    "influx_away": Saying("InfluxDB is away", "时序数据库中断"),
    "hub_killed": Saying("hub is killed", "中枢被强制结束"),
}
