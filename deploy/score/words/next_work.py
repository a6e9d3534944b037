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
    "消息代理重启时，所有网关和大喇叭的遗嘱都被发布，约一分半钟内全部显示离线。下一步：代理刚恢复时，"
    "给设备一分钟重新连接，再相信遗嘱",
    "when the broker restarts, the Wills of all gateways and loudspeakers are published, and all are shown "
    "offline for a "
    "minute and a half. Next: give devices a minute to come back after the broker before a Will is believed",
)
REASONS: Mapping[str, Word] = {
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
    "alarms_per_hour": _BROKER,
}
