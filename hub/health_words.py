"""What people read about the hub's own health: what is away, lost or broken."""

from collections.abc import Mapping, Sequence

from hub.domain.discrepancies import Claim, Discrepancy
from hub.words import Word

NOTES: Mapping[str, Word] = {
    "broker": Word(
        "消息服务器连接中断，设备端已缓存数据", "the message broker is away; devices keep their data"
    ),
    "broker_back": Word(
        "刚接通消息服务器，等待设备连上，暂不判离线",
        "just connected to the message broker; devices have two minutes before they count as gone",
    ),
    "ledger": Word(
        "台账数据库不可用，消息已安全保存在本机", "the ledger is away; messages are held safe in the journal"
    ),
    "journal_disk": Word(
        "磁盘空间不足，暂停接收消息，设备暂存数据；清理磁盘后自动恢复",
        "the disk is full: no messages are taken, devices keep theirs; free some space, the rest follows",
    ),
    "journal_quota": Word(
        "待处理消息已占满日志配额，暂停接收消息，设备暂存数据；处理后自动恢复",
        "messages that wait fill the journal's quota: no more are taken until some are worked on",
    ),
    "identity": Word(
        "另一个程序在用本中枢的名字登录消息服务器，双方互相挤掉线；请检查是否有两个中枢",
        "another client signs in to the broker under this hub's name; look for a second hub",
    ),
    "clock": Word(
        "系统时钟发生跳变，前后一段时间的时效和时限仅供参考",
        "the system clock jumped: ages and deadlines around that moment are not to be trusted",
    ),
    "pretend_clock": Word(
        "模拟运行：时间、设备和数据都是虚拟的，不是真实情况",
        "a simulation: time, devices and data are pretended, nothing here is real",
    ),
    "series": Word(
        "时序数据库不可用，数据已安全保存在本机", "the time series store is away; data is held safe here"
    ),
    "bin_fire": Word("垃圾桶着火", "bin on fire"),
    "broker_dropped": Word("消息服务器丢弃了消息", "the message broker dropped messages"),
    "cap_waiting": Word("上级应急信息待审核播发", "a public warning waits for approval"),
    "cap_unspoken": Word("上级应急信息未能播发，请人工处置", "a public warning could not be said; act on it"),
    "cap_feed": Word(
        "应急信息来源中断，可能漏收预警", "a source of public warnings does not answer; some may be missed"
    ),
    "alerts_refused": Word(
        "请核对 Grafana 的密码（secrets.json 中的 service.alerts）：以 @grafana 推送的告警因密码不符被拒收",
        "check Grafana's password (service.alerts of secrets.json): alerts posted as @grafana are refused",
    ),
    "imbalance": Word(
        "消息账目不符，请联系维护人员", "the books of messages do not agree; call the maintainers"
    ),
}
# Notes that tell of a loss, a fault or a danger: drawn red.
RED_NOTES = frozenset({"bin_fire", "broker_dropped", "imbalance", "cap_waiting", "cap_unspoken", "cap_feed"})
# Notes that ask nobody to do anything.
SAID_ONLY = frozenset({"pretend_clock", "broker_back"})
CLAIMS: Mapping[Claim, Word] = {
    Claim.WORKED_ON: Word("已处理", "accounted for"),
    Claim.BY_DEVICE: Word("按设备合计", "by device"),
    Claim.LETTERS: Word("死信", "dead letters"),
    Claim.WAITING: Word("待入库", "waiting for the store"),
    Claim.JOURNAL: Word("日志序号", "numbered in the journal"),
}


def note(code: str) -> Word:
    """What is away and held safe, or what is broken, as the hub's health says it."""
    return NOTES.get(code, Word(code, code))


def dropped(messages: int) -> Word:
    """How many messages the broker dropped."""
    return Word(f"{messages:,} 条", f"{messages:,} messages")


def times(count: int) -> Word:
    """How often something was."""
    return Word(f"{count:,} 次", f"{count:,} times" if count > 1 else "once")


def imbalance(found: Sequence[Discrepancy]) -> Word:
    """Which accounts do not agree, with both figures."""
    zh = "；".join(f"{CLAIMS[item.claim].zh} {item.found:,}，应为 {item.expected:,}" for item in found)
    en = "; ".join(f"{CLAIMS[item.claim].en} {item.found:,}, expected {item.expected:,}" for item in found)
    return Word(zh, en)
