"""What is read aloud for a written Chinese text: digits, dates, units and signs become words. Pure."""

import re
import unicodedata
from collections.abc import Callable
from typing import TypeAlias

from hub.domain.numerals import cardinal, digits, number, telephone

Rule: TypeAlias = tuple[re.Pattern[str], Callable[[re.Match[str]], str]]

_UNITS = {
    "°C": "摄氏度", "°": "度", "km/h": "公里每小时", "m/s": "米每秒", "mg/L": "毫克每升",
    "μg/m3": "微克每立方米", "m3/s": "立方米每秒", "km2": "平方公里", "m2": "平方米", "m3": "立方米",
    "kWh": "千瓦时", "kW": "千瓦", "kV": "千伏", "km": "公里", "cm": "厘米", "mm": "毫米", "m": "米",
    "kg": "公斤", "mg": "毫克", "g": "克", "t": "吨", "mL": "毫升", "ml": "毫升", "L": "升",
    "hPa": "百帕", "dB": "分贝", "V": "伏", "A": "安", "W": "瓦", "h": "小时", "min": "分钟", "s": "秒",
}  # fmt: skip
_SHARES = {"%": "百分之", "‰": "千分之"}
_SHORT = 2  # door and road numbers up to 99 are read as numbers, longer ones digit by digit
_NUMBER = r"\d+(?:\.\d+)?"
_DASH = r"\s*(?:[~–—]+|-)\s*"
_DAY_TIME = r"(?<![\d:])([01]?\d|2[0-4]):([0-5]\d)(?::[0-5]\d)?(?![\d:])"
_UNIT = "|".join(re.escape(unit) for unit in sorted(_UNITS, key=len, reverse=True))
_COUNTED = "个名户天次人只头辆台套条件位点处家张份块座栋间米吨升亩斤里年周元小分公千万亿平立"
_HOTLINE_AHEAD = r"((?:拨打|请拨|致电|电话|热线|报警|急救|火警)[:是为、 ]{0,2})"


def spoken(text: str) -> str:
    """Write out what a speaker of Mandarin says: Chinese characters, Latin letters, and `, . ! ?` as pauses.

    Args:
        text: what the operator wrote, any characters; what cannot be spoken becomes a short pause.
    """
    # NFKC would turn the full-width comma into the ASCII one, which stands between thousands.
    text = re.sub(r"\s*[\r\n]+\s*", "。", text.strip()).replace("，", "、")
    text = unicodedata.normalize("NFKC", "".join(_printable(letter) for letter in text))
    for pattern, say in _RULES:
        text = pattern.sub(say, text)
    return text.strip(" ,")


def _printable(letter: str) -> str:
    category = unicodedata.category(letter)
    if category in {"Cc", "Zs"}:
        return " "
    return "" if category == "Cf" else letter


def _date(found: re.Match[str]) -> str:
    year, month, day = found.groups()
    return f"{digits(year)}年{cardinal(str(int(month)))}月{cardinal(str(int(day)))}日"


def _clock(hour: str, minute: str) -> str:
    said_hour = "两" if hour in {"2", "02"} else cardinal(str(int(hour)))
    if minute == "00":
        return f"{said_hour}点"
    return f"{said_hour}点{digits(minute) if minute[0] == '0' else cardinal(minute)}分"


def _clock_range(found: re.Match[str]) -> str:
    return f"{_clock(found[1], found[2])}到{_clock(found[3], found[4])}"


def _grouped_telephone(found: re.Match[str]) -> str:
    return ",".join(telephone(group) for group in found.groups() if group) + ","


def _hotline(found: re.Match[str]) -> str:
    return found[1] + telephone(found[2])


def _door_number(found: re.Match[str]) -> str:
    return "杠".join(
        cardinal(part) if len(part) <= _SHORT else telephone(part) for part in found[0].split("-")
    )


def _money(found: re.Match[str]) -> str:
    return f"{number(found[1])}{found[2] or ''}元"


def _measured(found: re.Match[str]) -> str:
    amount = "两" if found[1] == "2" and not found[2].startswith("°") else number(found[1])
    return amount + _UNITS[found[2]]


def _share(found: re.Match[str]) -> str:
    return ("负" if found[1] else "") + _SHARES[found[3]] + number(found[2])


def _fraction(found: re.Match[str]) -> str:
    return f"{cardinal(found[2])}分之{cardinal(found[1])}"


def _code(found: re.Match[str]) -> str:
    name, figures = found.groups()
    return name + (number(figures) if "." in figures or len(figures) <= _SHORT else telephone(figures))


def _fixed(text: str) -> Callable[[re.Match[str]], str]:
    return lambda _: text


def _strongest(found: re.Match[str]) -> str:
    return next((mark for mark in "?!." if mark in found[0]), ",")


def _rule(pattern: str, say: Callable[[re.Match[str]], str]) -> Rule:
    return re.compile(pattern), say


# Applied from first to last; each leaves no digits where it matched, so a later one cannot read them again.
_RULES: tuple[Rule, ...] = (
    _rule(r"(?<=\d),(?=\d{3}(?!\d))", _fixed("")),
    _rule(r"(?<!\d)(\d{4})[-/.](\d{1,2})[-/.](\d{1,2})(?!\d)", _date),
    _rule(rf"(?<!\d)(\d{{4}}){_DASH}(?=\d{{4}}学?年)", lambda found: f"{digits(found[1])}到"),
    _rule(r"(?<!\d)(\d{4})(?=学?年)", lambda found: digits(found[1])),
    _rule(rf"{_DAY_TIME}(?:{_DASH}|至|到){_DAY_TIME}", _clock_range),
    _rule(_DAY_TIME, lambda found: _clock(found[1], found[2])),
    _rule(r"(?<!\d)(?:\+?86[- ]?)?(1[3-9]\d)[ -]?(\d{4})[ -]?(\d{4})(?!\d)", _grouped_telephone),
    _rule(r"(?<!\d)(0\d{2,3}|400)[- ]?(\d{3,4})[- ]?(\d{4})(?!\d)", _grouped_telephone),
    _rule(rf"{_HOTLINE_AHEAD}(\d{{3,12}})(?!\d)", _hotline),
    _rule(r"(?<!\d)\d{1,4}-\d{1,4}-\d{1,4}(?!\d)", _door_number),
    _rule(rf"(?<![\dA-Za-z])-(?=\d[\d.]*(?:{_DASH}-?{_NUMBER})?\s*°C)", _fixed("零下")),
    _rule(rf"(\d(?:[%‰]|°C)?){_DASH}(?=\d|零下)", lambda found: f"{found[1]}到"),
    _rule(rf"¥\s*({_NUMBER})\s*(万|亿)?元?", _money),
    _rule(rf"(?<![\d.A-Za-z])(-?)({_NUMBER})\s*([%‰])", _share),
    _rule(rf"({_NUMBER})\s*({_UNIT})(?![A-Za-z\d级类座栋区号])", _measured),
    _rule(r"(?<![\d.])(\d+)/(\d+)(?![\d.])", _fraction),
    _rule(r"(?i:\bno\.?)\s*(\d+)", lambda found: f"{cardinal(found[1])}号"),
    _rule(r"(\d+)#", lambda found: f"{cardinal(found[1])}号"),
    _rule(r"(?<=\d)\s*\+\s*(?=\d)", _fixed("加")),
    _rule(rf"([A-Za-z]+)-?({_NUMBER})", _code),
    _rule(r"(?<![\dA-Za-z])-(?=\d)", _fixed("负")),
    _rule(r"(?<=\d)\s*[×*]\s*(?=\d)", _fixed("乘")),
    _rule(rf"(?<![\d.第])2(?=[{_COUNTED}])(?!年级|分之)", _fixed("两")),
    _rule(_NUMBER, lambda found: number(found[0])),
    _rule(r"&", _fixed("和")),
    _rule(r"=", _fixed("等于")),
    _rule(r"[“”\"‘’「」『』《》〈〉]", _fixed("")),
    _rule(r"。", _fixed(".")),
    _rule(r"[^㐀-䶿一-鿿〇A-Za-z ,.!?']", _fixed(",")),
    _rule(r"\s+", _fixed(" ")),
    _rule(r"\s*[,.!?][,.!?\s]*", _strongest),
    _rule(r"(?<![A-Za-z]) | (?![A-Za-z])", _fixed("")),
)
