"""What people read about states and refusals, in Chinese and English, on the API and the console alike."""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

from devices.contract.bodies import DeviceClass, ViewFault
from devices.contract.commands import Priority
from devices.contract.faults import Fault
from devices.contract.quantities import Quality
from hub.domain.announcements import MAX_REPEAT, MAX_TEXT, DeliveryState, Flaw
from hub.domain.announcements.approval import Objection
from hub.domain.announcements.schedules import ScheduleFlaw
from hub.domain.health import Presence
from hub.domain.people import Role
from hub.domain.registry_changes import Act
from hub.domain.tickets import TicketKind, TicketState, Verdict


class Language(StrEnum):
    """The languages every person-facing text exists in."""

    ZH = "zh"
    EN = "en"


@dataclass(frozen=True, slots=True)
class Word:
    """One text in both languages."""

    zh: str
    en: str

    def of(self, language: Language) -> str:
        """Choose one language."""
        match language:
            case Language.ZH:
                return self.zh
            case Language.EN:
                return self.en


NO_WORD = Word("", "")
DEVICE_CLASSES: Mapping[DeviceClass, Word] = {
    DeviceClass.BIN: Word("垃圾桶", "bin"),
    DeviceClass.CAMERA: Word("探头", "camera"),
    DeviceClass.SPEAKER: Word("大喇叭", "loudspeaker"),
    DeviceClass.SENSOR: Word("传感器", "sensor"),
    DeviceClass.GATEWAY: Word("网关", "gateway"),
}
PRESENCES: Mapping[Presence, Word] = {
    Presence.NEVER: Word("从未上线", "never seen"),
    Presence.ONLINE: Word("在线", "online"),
    Presence.LATE: Word("超时", "late"),
    Presence.OFFLINE: Word("离线", "offline"),
    Presence.UNKNOWN: Word("未知", "unknown"),
}
QUALITIES: Mapping[Quality, Word] = {
    Quality.GOOD: Word("可信", "good"),
    Quality.SUSPECT: Word("存疑", "suspect"),
    Quality.SATURATED: Word("超量程", "saturated"),
    Quality.STALE: Word("数据过期", "stale"),
    Quality.DERIVED: Word("推算", "derived"),
    Quality.SIMULATED: Word("模拟", "simulated"),
    Quality.BAD: Word("不可用", "bad"),
}
PRIORITIES: Mapping[Priority, Word] = {
    Priority.TEST: Word("试播", "test"),
    Priority.ROUTINE: Word("日常", "routine"),
    Priority.NOTICE: Word("通知", "notice"),
    Priority.URGENT: Word("紧急", "urgent"),
    Priority.EMERGENCY: Word("应急", "emergency"),
}
DELIVERY_STATES: Mapping[DeliveryState, Word] = {
    DeliveryState.ACCEPTED: Word("已受理", "accepted"),
    DeliveryState.QUEUED: Word("排队中", "queued"),
    DeliveryState.SENT: Word("已发送", "sent"),
    DeliveryState.RECEIVED: Word("已收到", "received"),
    DeliveryState.PLAYING: Word("播放中", "playing"),
    DeliveryState.PLAYED: Word("已播放", "played"),
    DeliveryState.FAILED: Word("播放失败", "failed"),
    DeliveryState.EXPIRED: Word("已过期", "expired"),
    DeliveryState.CANCELLED: Word("已取消", "cancelled"),
    DeliveryState.SUPERSEDED: Word("已取代", "superseded"),
    DeliveryState.UNREACHED: Word("未送达", "not reached"),
    DeliveryState.UNKNOWN: Word("结果未知", "unknown"),
}
TICKET_KINDS: Mapping[TicketKind, Word] = {
    TicketKind.LITTER: Word("暴露垃圾", "litter pile"),
    TicketKind.BIN_FULL: Word("垃圾桶满溢", "bin full"),
    TicketKind.BIN_FIRE: Word("垃圾桶着火", "bin on fire"),
    TicketKind.BIN_TILTED: Word("垃圾桶倾倒", "bin knocked over"),
    TicketKind.BIN_BATTERY: Word("传感器电量低", "sensor battery low"),
    TicketKind.ALERT: Word("监控告警", "alert"),
    TicketKind.SPEAKER: Word("大喇叭故障", "loudspeaker fault"),
    TicketKind.NOISE: Word("噪音投诉", "noise complaint"),
}
TICKET_STATES: Mapping[TicketState, Word] = {
    TicketState.OPEN: Word("整改中", "open"),
    TicketState.VERIFYING: Word("核查中", "verifying"),
    TicketState.CLOSED: Word("已销号", "closed"),
}
VERDICTS: Mapping[Verdict, Word] = {
    Verdict.CONFIRMED: Word("属实", "confirmed"),
    Verdict.FALSE_ALARM: Word("误报", "false alarm"),
}
CLOSING_REASONS: Mapping[str, Word] = {
    "camera_saw_absent": Word("探头确认垃圾已清", "the camera saw that it is gone"),
    "false_alarm": Word("人工判定误报", "somebody judged it a false alarm"),
    "sensor_saw_emptied": Word("传感器确认已清空", "the sensor saw it emptied"),
    "sensor_saw_room": Word("传感器确认已不再满溢", "the sensor saw room again"),
    "fire_alarm_ended": Word("传感器火情报警已解除", "the sensor's fire alarm ended"),
    "sensor_stands_upright": Word("传感器确认已扶正", "the sensor stands upright"),
    "speaker_played": Word("自检时已播出", "it played at the self-test"),
    "battery_charged": Word("电量已恢复", "the battery is charged"),
    "complaint_settled": Word("噪音投诉已处理", "the complaint was dealt with"),
    "alert_resolved": Word("监控告警已解除", "the alert is over"),
    "photo_accepted": Word("整改照片通过核验", "the closing photo was accepted"),
    "confirmed_by_person": Word("人工核查属实", "somebody at the centre confirmed it"),
}
VIEW_FAULTS: Mapping[ViewFault, Word] = {
    ViewFault.NONE: Word("画面正常", "view in order"),
    ViewFault.LOST: Word("无画面", "no picture"),
    ViewFault.FROZEN: Word("画面冻结", "picture frozen"),
    ViewFault.BLACK: Word("画面全黑", "picture black"),
    ViewFault.DIM: Word("光线过暗", "too dark to judge"),
    ViewFault.OVEREXPOSED: Word("画面过曝", "picture overexposed"),
    ViewFault.COVERED: Word("镜头被遮挡", "lens covered"),
    ViewFault.BLURRED: Word("画面模糊", "picture blurred"),
    ViewFault.MOVED: Word("镜头移位", "camera moved"),
}
ROLES: Mapping[Role, Word] = {
    Role.VIEWER: Word("查看", "viewer"),
    Role.FIELD: Word("现场设备", "field"),
    Role.OPERATOR: Word("值班员", "operator"),
    Role.ADMIN: Word("管理员", "administrator"),
    Role.COMMANDS: Word("本机命令", "commands of this machine"),
    Role.ALERTS: Word("Grafana 告警", "Grafana's alerts"),
}
ACTS: Mapping[Act, Word] = {
    Act.ADDED: Word("新增", "added"),
    Act.CLAIMED: Word("认领", "claimed"),
    Act.CHANGED: Word("修改", "changed"),
    Act.MOVED: Word("移位", "moved"),
    Act.REPLACED: Word("更换", "replaced"),
    Act.RETIRED: Word("停用", "retired"),
    Act.RESTORED: Word("恢复使用", "put back into service"),
    Act.GRANTED: Word("发放接入口令", "given a password"),
    Act.REVOKED: Word("吊销接入口令", "password revoked"),
    Act.KEY_ACCEPTED: Word("认可新密钥", "another key accepted"),
    Act.KEY_REVOKED: Word("吊销密钥", "key revoked"),
}
REFUSALS: Mapping[str, Word] = {
    Flaw.EMPTY_TEXT: Word("播报内容为空", "the text is empty"),
    Flaw.TEXT_TOO_LONG: Word(f"播报内容超过 {MAX_TEXT} 字", f"the text is longer than {MAX_TEXT} characters"),
    Flaw.VOLUME_OUT_OF_RANGE: Word("音量应在 0 到 100 之间", "the volume must be 0 to 100"),
    Flaw.REPEAT_OUT_OF_RANGE: Word(
        f"播放次数应在 1 到 {MAX_REPEAT} 之间", f"it may be repeated 1 to {MAX_REPEAT} times"
    ),
    Flaw.EXPIRES_IN_PAST: Word("截止时间已过", "it would have expired already"),
    Flaw.EXPIRES_BEFORE_START: Word("截止时间早于开始时间", "it would expire before it begins"),
    Flaw.NOBODY_MEANT: Word("所选范围内没有大喇叭", "no loudspeaker stands where you chose"),
    Flaw.NOTHING_TO_SAY: Word("没有可以朗读的文字", "there is nothing in it to be read aloud"),
    Flaw.EXPIRES_TOO_LATE: Word("有效期超过 24 小时", "it would be said for more than 24 hours"),
    Flaw.STARTS_TOO_LATE: Word("开始时间超过 30 天", "it would begin more than 30 days from now"),
    Flaw.BAD_AREA: Word("所画区域有误", "what was drawn is no area"),
    Flaw.SOUNDS_TOO_LONG: Word("播放总时长超过上限", "it would sound longer than is allowed"),
    Flaw.QUIET_HOURS: Word("现在是静音时段", "these are quiet hours"),
    Flaw.AIRTIME_SPENT: Word("今日播报时长已用完", "the village has heard enough today"),
    Flaw.NOT_WHAT_WAS_HEARD: Word(
        "与试听的录音不一致，请重新试听", "it is not the sound you listened to; listen again"
    ),
    Flaw.NO_RECORDING: Word("找不到该录音", "there is no such recording"),
    Flaw.OVER: Word("该播报已经结束", "it is over already"),
    Flaw.TALK_OVER: Word("喊话已经结束", "the talk is over"),
    Flaw.NOT_YOUR_TALK: Word("这是别人的喊话", "it is somebody else who speaks"),
    Flaw.NOT_APPROVED_YET: Word("尚未审核通过，不能开口", "nobody has approved it yet"),
    Flaw.OUT_OF_ORDER: Word("声音片段缺失，请按顺序发送", "a piece of the sound is missing before it"),
    ScheduleFlaw.NO_TIMES: Word("没有播出时刻", "it has no time of day"),
    ScheduleFlaw.TOO_MANY_TIMES: Word("播出时刻过多", "it has too many times of day"),
    ScheduleFlaw.NO_WEEKDAYS: Word("没有选择星期", "it has no weekday"),
    ScheduleFlaw.NO_DATES: Word("没有选择日期", "it has no date"),
    ScheduleFlaw.ENDS_BEFORE_START: Word("结束日期早于开始日期", "it ends before it begins"),
    ScheduleFlaw.OVERLAPS_ITSELF: Word(
        "播出时刻相隔过近，前一次尚未结束", "it would begin again before it has ended"
    ),
    ScheduleFlaw.NEEDS_SECOND_PERSON: Word(
        "紧急和应急播报须由人审核，不能定时", "urgent ones are released by people, not by a schedule"
    ),
    Objection.REASON_MISSING: Word("请填写原因", "a reason is needed"),
    Objection.BYPASS_NOT_ALLOWED: Word(
        "您无权免审播发，请由他人审核", "you may not do without approval; ask somebody else to agree"
    ),
    Objection.SAME_PERSON: Word("不能审核自己的播报", "nobody approves what they wrote themselves"),
    Objection.NOT_PENDING: Word("该播报不在待审核状态", "it does not wait for approval"),
    Objection.LAPSED: Word("已过有效期，无需再审", "it has expired and is not worth saying any more"),
    Objection.NO_REVIEW_DUE: Word("没有需要补审的内容", "there is nothing to review"),
}
# Codes before the colon of Delivery.reason; what else a speaker says is shown as it is.
DELIVERY_REASONS: Mapping[str, Word] = {
    "superseded": Word("已被新的播报取代", "another announcement took its place"),
    "preempted": Word("被更紧急的播报打断，稍后继续", "interrupted by a more urgent one, goes on afterwards"),
    "unproven": Word("该喇叭无法回报是否播出", "this horn cannot say whether it sounded"),
    "unsigned": Word("回执没有签名，不能采信", "the receipt bears no signature and proves nothing"),
    "no_receipt": Word("大喇叭未回应", "the loudspeaker did not answer"),
    "no_end_reported": Word("未收到播放结果", "the end was never reported"),
    "not_reached_in_time": Word("直到过期都没有回执", "not a word from it until it had expired"),
    "not_sent_in_time": Word("未能按时发出", "could not be sent in time"),
    "no_proof": Word("没有播放凭证", "no proof that it sounded"),
    "wrong_audio": Word("播放的不是这段录音", "another sound was played"),
    "no_live": Word("该喇叭不支持现场喊话", "this horn plays recordings only"),
    "partly_heard": Word("只播出了一部分", "only a part of it sounded"),
    "nothing_said": Word("没有收到喊话声音", "nothing was said in time"),
    "talk_over": Word("送达时喊话已结束", "the talk was over before it could be told"),
    "not_archived": Word(
        "喊话录音未存档，无法核对", "the recording was not archived, nothing to compare with"
    ),
    "wrong_length": Word("播放时长不符", "it sounded for another length of time"),
}
FAULTS: Mapping[Fault, Word] = {
    Fault.TOPIC: Word("主题不认识", "topic not known"),
    Fault.SIZE: Word("报文过长", "too long"),
    Fault.BODY: Word("内容格式不符", "content does not fit the contract"),
    Fault.SENDER: Word("发送者无权", "sender may not say this"),
    Fault.PRODUCT: Word("产品型号未知", "product not known"),
    Fault.FRAME: Word("设备数据无法解码", "device data cannot be decoded"),
    Fault.VALUES: Word("数值不可信", "values out of range"),
    Fault.TIME: Word("时间不明", "time not known"),
    Fault.STRANGERS: Word("未登记设备过多", "too many unregistered devices"),
    Fault.RETIRED: Word("设备已停用", "the device is retired"),
    Fault.STORE: Word("时序数据库拒收", "refused by the time series store"),
    Fault.BUG: Word("系统处理出错", "the hub failed on it"),
}


def refusal(flaws: tuple[str, ...]) -> Word:
    """One sentence for everything that forbids an announcement."""
    found = [REFUSALS.get(flaw, Word(flaw, flaw)) for flaw in flaws]
    return Word("；".join(word.zh for word in found), "; ".join(word.en for word in found))


def delivery_reason(reason: str) -> Word:
    """Why a delivery did not go well, "" when nothing went wrong."""
    code = reason.partition(":")[0]
    return DELIVERY_REASONS.get(code, Word(reason, reason))


# What the hub works out of a bin, as other systems show it.
EXPORTED: Mapping[str, Word] = {
    "level": Word("满溢度（推算）", "Fill level"),
    "full": Word("满溢", "Full"),
    "emptied": Word("上次清运时间", "Last emptied"),
}
