"""What every screen is called and about (`x.title`, `x.about`), and every alert (`alert.x`)."""

from collections.abc import Mapping

SCREENS: Mapping[str, tuple[str, str]] = {
    "one-screen.title": ("一屏知全域", "The township on one screen"),
    "one-screen.about": (
        "全域设备、垃圾桶、案卷和广播；过期的数据显示为灰色“数据过期”",
        "Devices, bins, tickets and announcements of the township; what is too old is grey and says so",
    ),
    "village.title": ("村级详情", "A village"),
    "village.about": ("一个村的案卷、设备和日产日清", "Tickets, devices and same-day clearance of a village"),
    "device.title": ("设备详情", "A device"),
    "device.about": ("任何一种设备的状态和它测得的一切", "How a device of any kind is, and all it measures"),
    "bins.title": ("垃圾桶与清运", "Bins and collection"),
    "bins.about": (
        "满溢度、满溢预测、清运记录和日产日清",
        "Fill, forecasts, collections, same-day clearance",
    ),
    "cameras.title": ("探头", "Cameras"),
    "cameras.about": ("探头状态、画面健康、图片和判断", "State, health of the view, pictures and findings"),
    "litter.title": ("暴露垃圾", "Litter"),
    "litter.about": (
        "垃圾堆的大小、趋势、数量和反弹",
        "Size, trend and number of piles, and where they come back",
    ),
    "speakers.title": ("大喇叭与播发", "Loudspeakers and announcements"),
    "speakers.about": (
        "大喇叭状态、每周自检、播发回执和播放时长",
        "State of speakers, weekly self-test, receipts, airtime",
    ),
    "ledger.title": ("整改台账", "Rectification ledger"),
    "ledger.about": ("未结案卷、超期、立案和销号", "Open tickets, overdue ones, what came and went"),
    "hub.title": ("中枢运行情况", "How the hub is doing"),
    "hub.about": (
        "每条消息的去向、接收速度、入库延迟、内存、磁盘和应急信息来源",
        "Where every message went, how fast they come, lag, memory, disk, and sources of public warnings",
    ),
    "audit.title": ("播发审计", "Audit of broadcasts"),
    "audit.about": (
        "谁在何时播发了什么，每只大喇叭的回执，被拒绝的指令",
        "Who announced what and when, each receipt, orders refused",
    ),
    "timeline.title": ("事件时间线", "Incident timeline"),
    "timeline.about": (
        "探头、垃圾桶、大喇叭和案卷在同一条时间线上",
        "Camera, bin, loudspeaker and ticket on one timeline",
    ),
    "board.title": ("村务公开", "Village board"),
    "board.about": (
        "各村日产日清和整改情况，供村民查看",
        "Clearance and rectification by village, for villagers",
    ),
}
ALERTS: Mapping[str, tuple[str, str]] = {
    "alert.hub_silent": ("中枢没有数据", "The hub is silent"),
    "alert.hub_silent.about": (
        "五分钟没有收到中枢写入的统计，看板上的数字已过期",
        "For five minutes the hub has written no figures: what the screens show is stale",
    ),
    "alert.hub_trouble": ("中枢有故障", "The hub has a problem"),
    "alert.hub_trouble.about": ("中枢自报有故障，请查看中枢运行情况", "The hub reports a problem itself"),
    "alert.hub_lag": ("入库延迟过大", "Points wait too long"),
    "alert.hub_lag.about": (
        "数据等待写入时序库超过五分钟",
        "Points wait longer than five minutes for the store",
    ),
    "alert.disk_short": ("磁盘即将写满", "The disk is nearly full"),
    "alert.disk_short.about": (
        "按最近的速度，磁盘不够用七天",
        "At the present pace the disk lasts less than a week",
    ),
    "alert.speakers_lost": ("大喇叭在线率过低", "Too many loudspeakers away"),
    "alert.speakers_lost.about": ("在线的大喇叭不足八成", "Fewer than eight of ten loudspeakers are there"),
    "alert.tickets_late": ("有案卷超期", "Tickets are overdue"),
    "alert.tickets_late.about": ("整改台账中有超过时限的案卷", "The ledger has tickets past their deadline"),
    "alert.bin_is_full": ("垃圾桶满溢", "A bin is full"),
    "alert.bin_is_full.about": (
        "满溢度超过 85%；与中枢的案卷合为一件",
        "Above 85 %; it is the same ticket as the hub's own",
    ),
}
