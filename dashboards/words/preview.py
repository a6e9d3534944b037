"""What only the preview says: how long ago, and what it is."""

from collections.abc import Mapping

PREVIEW: Mapping[str, tuple[str, str]] = {
    "now": ("刚刚", "just now"),
    "past.minute": ("{count} 分钟前", "{count} min ago"),
    "past.hour": ("{count} 小时前", "{count} h ago"),
    "past.day": ("{count} 天前", "{count} d ago"),
    "ahead.minute": ("{count} 分钟后", "in {count} min"),
    "ahead.hour": ("{count} 小时后", "in {count} h"),
    "ahead.day": ("{count} 天后", "in {count} d"),
    "more": ("还有 {count} 行，请到工作台或看板查看", "{count} more: see the workbench or the desk"),
    "workbench": ("工作台 →", "Workbench >"),
    "other_language": ("English", "中文"),
    "made": ("预览，数据截至 {at}", "Preview, as of {at}"),
}
