"""What the dialog of one matter says, in Chinese and English."""

from collections.abc import Mapping

from hub.words import Word

MATTER_TEXTS: Mapping[str, Word] = {
    "matter_open": Word("核查", "Check"),
    "matter_before": Word("整改前", "Before"),
    "matter_after": Word("整改后照片", "Closing photos"),
    "matter_no_before": Word("没有整改前照片", "There is no picture of before"),
    "matter_no_photos": Word("还没有收到照片", "No photo has come yet"),
    "matter_accepted": Word("照片通过", "accepted"),
    "matter_insufficient": Word("证据不足：{why}", "not enough: {why}"),
    "matter_by": Word("{by} · {at}", "{by} · {at}"),
    "matter_distance": Word("距点位 {m} 米", "{m} m from the place"),
    "matter_comparison": Word("比对：{what}", "Compared: {what}"),
    "matter_terms": Word("{opened} 立案，{due} 前整改；{standing}", "opened {opened}, due {due}; {standing}"),
    "matter_history": Word("办理记录", "What was done"),
    "matter_deed": Word("{at} {by} {act} {why}", "{at} {by}: {act} {why}"),
    "matter_no_history": Word("还没有人办理", "Nobody has done anything yet"),
    "matter_why": Word("理由（必填）", "Reason (required)"),
    "matter_despite": Word(
        "传感器有误，仍然销号", "Close it although the sensor, which is wrong, still reports it"
    ),
    "matter_confirm": Word("属实，销号", "Put right: close it"),
    "matter_not_enough": Word("证据不足，退回", "Not enough: open it again"),
    "matter_reopen": Word("复开", "Open it again"),
    "matter_link": Word("生成拍照链接", "Make a link for photos"),
    "matter_link_for": Word(
        "请 {name} 扫码拍照，{until} 前有效；新链接会使旧链接失效",
        "For {name} to scan, good until {until}; a new link ends the old one",
    ),
    "matter_anybody": Word("网格员", "the grid member"),
    "matter_need_why": Word("请填写理由", "Give a reason"),
    "matter_closed_now": Word("已销号", "Closed"),
    "matter_opened_now": Word("已退回整改", "Opened again"),
    "matter_unknown": Word("没有找到该案卷", "There is no such matter"),
    "matters_closed": Word("最近销号", "Closed lately"),
    "months": Word("按月台账", "Ledger by month"),
    "month": Word("月份", "Month"),
    "month_before": Word("上月", "Month before"),
    "month_after": Word("下月", "Month after"),
    "month_table": Word("下载该月（CSV）", "Download it (CSV)"),
    "month_counted": Word(
        "立案 {opened} 件，已销号 {closed} 件，超期 {late} 件",
        "{opened} opened, {closed} of them closed, {late} late",
    ),
    "month_none": Word("该月没有立案", "Nothing was opened in that month"),
    "month_more": Word("另有 {count} 件，见 CSV", "{count} more: see the CSV"),
    "month_opened": Word("{at} 立案 · {who}", "opened {at} · {who}"),
    "month_closed": Word("{at} 销号：{why}", "closed {at}: {why}"),
    "month_late": Word("{said} · 超期", "{said} · late"),
    "matters_none_closed": Word("还没有销号的案卷", "Nothing was closed yet"),
    "matter_closed_because": Word("{at} {why}", "{at}: {why}"),
}
