"""What people read about closing matters, in Chinese and English."""

from collections.abc import Mapping

from hub.domain.closing import WhyNot
from hub.words import Word

REASONS_AGAINST: Mapping[WhyNot, Word] = {
    WhyNot.ALREADY_CLOSED: Word("该案卷已销号", "This matter is closed already"),
    WhyNot.NOT_CLOSED: Word("该案卷正在整改，无需复开", "This matter is open already"),
    WhyNot.STILL_SEEN: Word(
        "传感器仍在报告该问题；确认传感器有误后方可强制销号",
        "The sensor still reports it; close it despite the sensor only if that is known to be wrong",
    ),
    WhyNot.WAS_FALSE_ALARM: Word(
        "该案卷已判误报，请先撤销误报", "It was judged a false alarm: take that back"
    ),
    WhyNot.ANOTHER_OPEN: Word(
        "同一问题已另立案卷，请在新案卷中处理", "A newer matter about the same is open: go on with that one"
    ),
}
