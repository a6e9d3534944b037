"""What people read about approvals, schedules, deeds and the unreached, in Chinese and English."""

from collections.abc import Mapping

from hub.domain.acts import BroadcastAct
from hub.domain.announcements.approval import ApprovalState
from hub.domain.announcements.schedules import Conflict, Obstacle
from hub.domain.announcements.self_test import Finding
from hub.domain.announcements.unreached import Why
from hub.words import Word

APPROVALS: Mapping[ApprovalState, Word] = {
    ApprovalState.NOT_NEEDED: Word("无需审核", "needs no approval"),
    ApprovalState.PENDING: Word("待审核", "waits for approval"),
    ApprovalState.APPROVED: Word("已审核", "approved"),
    ApprovalState.REFUSED: Word("未通过", "refused"),
    ApprovalState.BYPASSED: Word("免审播发，待补审", "sent without approval, to be reviewed"),
}
OBSTACLES: Mapping[Obstacle, Word] = {
    Obstacle.QUIET_HOURS: Word("静音时段", "quiet hours"),
    Obstacle.OTHER_SCHEDULE: Word("与定时播出“{name}”重叠", "the schedule “{name}” sounds then"),
}
UNREACHED: Mapping[Why, Word] = {
    Why.BROKER_AWAY: Word("消息服务器中断", "the message broker is away"),
    Why.NEVER_SEEN: Word("从未上线", "never seen"),
    Why.OFFLINE: Word("离线", "offline"),
    Why.GATEWAY_LOST: Word("网关中断", "its gateway is lost"),
    Why.NO_RECEIPT: Word("在线但未回应", "there, but did not answer"),
    Why.MUTED: Word("已静音", "muted"),
    Why.FAILED: Word("播放失败", "failed to play"),
    Why.EXPIRED: Word("到达时已过期", "came too late"),
    Why.NO_END_REPORTED: Word("结果未知", "the end was never reported"),
}
BROADCAST_ACTS: Mapping[BroadcastAct, Word] = {
    BroadcastAct.ANNOUNCED: Word("播发", "announced"),
    BroadcastAct.APPROVED: Word("审核通过", "approved"),
    BroadcastAct.REFUSED: Word("审核不通过", "refused"),
    BroadcastAct.BYPASSED: Word("免审播发", "announced without approval"),
    BroadcastAct.REVIEWED: Word("补审", "reviewed"),
    BroadcastAct.CANCELLED: Word("撤销", "withdrawn"),
    BroadcastAct.UPDATED: Word("替换", "replaced"),
    BroadcastAct.RULES_SET: Word("修改播发规矩", "rules set"),
    BroadcastAct.TARGETS_SAVED: Word("保存播报范围", "targets saved"),
    BroadcastAct.TARGETS_REMOVED: Word("删除播报范围", "targets removed"),
    BroadcastAct.SCHEDULED: Word("保存定时播出", "schedule saved"),
    BroadcastAct.UNSCHEDULED: Word("删除定时播出", "schedule removed"),
    BroadcastAct.HOLIDAYS_SET: Word("设置节假日", "holidays set"),
    BroadcastAct.CAP_TAKEN: Word("收到应急信息", "took a public warning"),
    BroadcastAct.CAP_REFUSED: Word("拒收应急信息", "refused a public warning"),
    BroadcastAct.TESTED: Word("自检", "self-test judged"),
    BroadcastAct.TALK_ENDED: Word("现场喊话结束", "live talk ended"),
    BroadcastAct.COMPLAINED: Word("登记噪音投诉", "noise complaint recorded"),
    BroadcastAct.COMPLAINT_SETTLED: Word("噪音投诉处理完毕", "noise complaint settled"),
    BroadcastAct.MATTER_CLOSED: Word("人工核查销号", "matter closed by hand"),
    BroadcastAct.MATTER_REOPENED: Word("案卷复开", "matter opened again"),
    BroadcastAct.PHOTO_ACCEPTED: Word("整改照片通过", "closing photo accepted"),
    BroadcastAct.PHOTO_DOUBTED: Word("整改照片证据不足", "closing photo is not enough"),
    BroadcastAct.PHOTO_LINK_MADE: Word("发放拍照链接", "link for a closing photo made"),
    BroadcastAct.ACCOUNT_SAVED: Word("开通或更改账号", "account made or changed"),
    BroadcastAct.ROLE_CHANGED: Word("更改账号角色", "role of an account changed"),
    BroadcastAct.ACCOUNT_REMOVED: Word("停用账号", "account removed"),
    BroadcastAct.LETTERS_REPLAYED: Word("重新处理死信", "dead letters read again"),
    BroadcastAct.PASSWORD_CHANGED: Word("修改本人密码", "changed the own password"),
}
FINDINGS: Mapping[Finding, Word] = {
    Finding.HEARD: Word("已播并听到", "played and heard"),
    Finding.PLAYED: Word("已播", "played"),
    Finding.NOT_HEARD: Word("已播但未听到", "played but not heard"),
    Finding.ANSWERED: Word("有回应未播出", "answered but did not play"),
    Finding.SILENT: Word("无回应", "did not answer"),
}


def in_the_way(found: Conflict) -> Word:
    """What gets in the way of a schedule, another schedule by its name."""
    word = OBSTACLES[found.obstacle]
    return Word(word.zh.format(name=found.other_name), word.en.format(name=found.other_name))
