"""What people read about public warnings (CAP), in Chinese and English."""

from collections.abc import Mapping, Sequence

from hub.domain.cap.alert import Severity
from hub.domain.cap.problems import Fault, Problem
from hub.domain.cap.ranking import Level
from hub.domain.cap.record import Fate
from hub.words import Word, refusal

FATES: Mapping[Fate, Word] = {
    Fate.ANNOUNCED: Word("已播发", "announced"),
    Fate.WAITING: Word("待审核", "waits for approval"),
    Fate.CANCELLED: Word("已撤销相关播报", "withdrew what it is about"),
    Fate.NOTHING_TO_CANCEL: Word("无可撤销的播报", "nothing of it sounds"),
    Fate.HINDERED: Word("未能播发", "could not be said"),
    Fate.EXPIRED: Word("已过期，未播", "expired, not said"),
    Fate.REVOKED: Word("已被后续信息取代或撤销", "already replaced or cancelled"),
    Fate.ELSEWHERE: Word("范围内没有本乡大喇叭", "no loudspeaker of ours is meant"),
    Fate.NOT_PUBLIC: Word("非公开信息，只登记", "not for the public, noted only"),
    Fate.EXERCISE_ELSEWHERE: Word("演练，此处不播", "an exercise, not said here"),
    Fate.TEST: Word("测试信息，只登记", "a test, noted only"),
    Fate.SYSTEM: Word("系统信息，只登记", "between systems, noted only"),
    Fate.DRAFT: Word("草稿，只登记", "a draft, noted only"),
    Fate.ANSWER: Word("回执，只登记", "an answer, noted only"),
    Fate.INVALID: Word("格式有误，拒收", "invalid, refused"),
    Fate.UNKNOWN_SENDER: Word("发送方不在名单，拒收", "unknown sender, refused"),
    Fate.UNSIGNED: Word("没有签名，拒收", "unsigned, refused"),
    Fate.BAD_SIGNATURE: Word("签名不符，拒收", "bad signature, refused"),
    Fate.CONFLICT: Word("同一编号内容不同，拒收", "same identifier, other content, refused"),
}
FAULTS: Mapping[Fault, Word] = {
    Fault.NOT_XML: Word("不是 XML", "is no XML"),
    Fault.NOT_UTF8: Word("不是 UTF-8 编码", "is not in UTF-8"),
    Fault.DOCTYPE: Word("不得含有文档类型声明", "may have no document type"),
    Fault.TOO_LARGE: Word("超过大小上限（字节）", "is too large (bytes)"),
    Fault.TOO_DEEP: Word("嵌套过深", "is nested too deep"),
    Fault.TOO_MANY_ELEMENTS: Word("元素过多", "has too many elements"),
    Fault.NOT_CAP: Word("不是 CAP 1.2 信息", "is no CAP 1.2 message"),
    Fault.MISSING: Word("缺少该项", "is missing"),
    Fault.TOO_OFTEN: Word("该项重复", "stands there more than once"),
    Fault.UNEXPECTED: Word("此处不应有该项", "may not stand here"),
    Fault.OUT_OF_ORDER: Word("顺序不对", "stands in the wrong place"),
    Fault.EMPTY: Word("内容为空", "is empty"),
    Fault.BAD_VALUE: Word("取值不在标准之内", "is none of the standard's words"),
    Fault.BAD_NAME: Word("编号不得含空格、逗号、< 和 &", "may have no space, comma, < or &"),
    Fault.BAD_TIME: Word("时间格式不对（须带时区偏移）", "is no time with an offset"),
    Fault.BAD_NUMBER: Word("不是数字", "is no number"),
    Fault.BAD_ADDRESS: Word("不是网址", "is no address"),
    Fault.BAD_POLYGON: Word("多边形有误", "is no polygon"),
    Fault.BAD_CIRCLE: Word("圆形有误", "is no circle"),
    Fault.BAD_REFERENCE: Word("引用格式不对", "is no reference"),
    Fault.TOO_MANY_CORNERS: Word("拐点过多", "has too many corners"),
    Fault.TOO_MANY_BLOCKS: Word("该项过多", "stands there too often"),
    Fault.ENDS_BEFORE_SENT: Word("失效时间不晚于发送时间", "ends before it was sent"),
    Fault.FOREIGN_REFERENCE: Word("不得更新或撤销他人的信息", "is about another sender's message"),
    Fault.OWN_REFERENCE: Word("引用了自己", "refers to itself"),
    Fault.NO_AREA: Word("没有可识别的范围", "has no area that is understood"),
    Fault.UNKNOWN_GEOCODE: Word("本乡没有该村代码", "is the code of no village here"),
    Fault.NOTHING_TO_READ: Word("没有可以播读的内容", "has nothing to be read aloud"),
}
LEVELS: Mapping[Level, Word] = {
    Level.NATIONAL: Word("国家级", "national"),
    Level.PROVINCE: Word("省级", "province"),
    Level.CITY: Word("市级", "city"),
    Level.COUNTY: Word("县级", "county"),
    Level.TOWNSHIP: Word("乡级", "township"),
}
SEVERITIES: Mapping[Severity, Word] = {
    Severity.EXTREME: Word("特别重大（红）", "extreme"),
    Severity.SEVERE: Word("重大（橙）", "severe"),
    Severity.MODERATE: Word("较大（黄）", "moderate"),
    Severity.MINOR: Word("一般（蓝）", "minor"),
    Severity.UNKNOWN: Word("程度不明", "of unknown severity"),
}
_MOST_SHOWN = 3


def problem_words(problem: Problem) -> Word:
    """One problem in a sentence: where, what, what was found and what was expected."""
    fault = FAULTS[problem.fault]
    zh, en = f"{problem.place} {fault.zh}", f"{problem.place} {fault.en}"
    if problem.found:
        zh, en = f"{zh}：{problem.found}", f"{en}: {problem.found}"
    if problem.expected:
        zh, en = f"{zh}（应为 {problem.expected}）", f"{en} (expected {problem.expected})"
    return Word(zh, en)


def shortly(problems: Sequence[Problem]) -> Word:
    """The first problems, and how many more there are."""
    words = [problem_words(each) for each in problems[:_MOST_SHOWN]]
    more = len(problems) - len(words)
    rest = Word(f"；另有 {more} 处", f"; {more} more") if more > 0 else Word("", "")
    return Word(
        "；".join(word.zh for word in words) + rest.zh, "; ".join(word.en for word in words) + rest.en
    )


def noted(note: str) -> Word:
    """Why a warning could not be said: codes of the rules as people read them, anything else as it is."""
    return refusal(tuple(note.split("; "))) if note else Word("", "")
