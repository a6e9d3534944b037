"""Numbers are said as people say them."""

import pytest

from hub.domain.numerals import cardinal, number, telephone


@pytest.mark.parametrize(
    ("written", "said"),
    [
        ("0", "零"),
        ("00", "零零"),
        ("7", "七"),
        ("10", "十"),
        ("15", "十五"),
        ("110", "一百一十"),
        ("105", "一百零五"),
        ("200", "二百"),
        ("2000", "两千"),
        ("1010", "一千零一十"),
        ("10000", "一万"),
        ("12000", "一万两千"),
        ("100000", "十万"),
        ("100005", "十万零五"),
        ("10203", "一万零二百零三"),
        ("1000000", "一百万"),
        ("100000001", "一亿零一"),
        ("100010000", "一亿零一万"),
        ("1200000000", "十二亿"),
        ("1000000000000", "一万亿"),
        ("007", "零零七"),
        ("12345678901234567", "一二三四五六七八九零一二三四五六七"),
    ],
)
def test_whole_numbers(written: str, said: str) -> None:
    assert cardinal(written) == said


def test_decimals_are_read_digit_by_digit_behind_the_point() -> None:
    assert number("30.05") == "三十点零五"


def test_telephone_numbers_say_yao_for_one() -> None:
    assert telephone("110") == "幺幺零"
