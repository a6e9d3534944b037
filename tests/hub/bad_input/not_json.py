"""T1 to T29: what is no JSON object of the contract, or a monstrous one."""

import gzip

from tests.hub.bad_input.case import FILL, Case, dead, reading, stored

_GOOD = reading()
_XML = b"<reading><fill_pct>63</fill_pct></reading>"
_PROTOBUF = b"\x08\x01\x12\x05bin-1\x19\x00\x00\x00\x00\x00\x80O@"
_CBOR = b"\xa3bbd\x01cseq\x0aam\xa1hfill_pct\x18?"
_MSGPACK = b"\x83\xa2bd\x01\xa3seq\x0a\xa1m\x81\xa8fill_pct?"
_DEEP = b"[" * 900 + b"]" * 900

CASES: tuple[Case, ...] = (
    dead(1, "empty", b"", "Invalid JSON: EOF"),
    dead(2, "blank", b" \r\n\t", "Invalid JSON: EOF"),
    dead(3, "null", b"null", "body: Input should be an object"),
    dead(4, "true", b"true", "body: Input should be an object"),
    dead(5, "a number", b"63.5", "body: Input should be an object"),
    dead(6, "a string", b'"full"', "body: Input should be an object"),
    dead(7, "an array", b"[63]", "body: Input should be an object"),
    dead(8, "an empty object", b"{}", "bd: Field required"),
    dead(9, "cut off", _GOOD[:-3], "Invalid JSON: EOF while parsing"),
    dead(10, "something behind it", _GOOD + b";", "trailing characters"),
    dead(11, "two objects", _GOOD + _GOOD, "trailing characters"),
    dead(12, "one object a line", _GOOD + b"\n" + _GOOD, "trailing characters at line 2"),
    dead(13, "single quotes", _GOOD.replace(b'"', b"'"), "key must be a string at line 1 column 2"),
    dead(14, "a comment", b"{/*full*/}", "key must be a string"),
    dead(15, "byte order mark", b"\xef\xbb\xbf" + _GOOD, "expected value at line 1 column 1"),
    dead(16, "UTF-16", _GOOD.decode().encode("utf-16"), "not UTF-8 at byte 0 (0xff)"),
    dead(17, "GBK", reading(name="村口").decode().encode("gbk"), "not UTF-8 at byte 70 (0xb4)"),
    dead(17, "Latin-1", reading(name="Müll").decode().encode("latin-1"), "not UTF-8 at byte 71 (0xfc)"),
    dead(18, "invalid UTF-8", _GOOD.replace(b"63", b"\xc3"), "not UTF-8 at byte 58 (0xc3)"),
    dead(19, "half a surrogate pair", reading(name="?").replace(b"?", b"\\ud800"), "end of hex escape"),
    dead(19, "the same as bytes", reading(name="?").replace(b"?", b"\xed\xa0\x80"), "at byte 70 (0xed)"),
    stored(20, "NUL in text nobody reads", reading(name="a\0b"), FILL),
    dead(
        20,
        "NUL in text that is shown",
        b'{"id":"bin-1","class":"bin","bd":1,"ts":1,"period_s":60,"model":"a\\u0000b"}',
        "model: String should match pattern",
        topic="vh1/daxi/d/bin-1/birth",
    ),
    dead(21, "a raw control character", reading(name="?").replace(b"?", b"\x1b[31m"), "control character"),
    stored(21, "C1 control characters in text nobody reads", reading(name="\x85\x9b"), FILL),
    stored(22, "a key twice, the last counts", _GOOD.replace(b'{"fill', b'{"fill_pct":7,"fill'), FILL),
    dead(23, "nested 100,000 deep", b"[" * 100_000, "100000 bytes, at most 65536"),
    dead(23, "nested as deep as fits", b"[" * 65_000, "recursion limit exceeded"),
    dead(24, "nested 900 deep", reading(x=0).replace(b"0}", _DEEP + b"}"), "recursion limit exceeded"),
    dead(25, "100,000 keys", reading(**{f"k{n}": 0 for n in range(100_000)}), "at most 65536"),
    stored(25, "5,000 keys nobody reads", reading(**{f"k{n}": 0 for n in range(5_000)}), FILL),
    dead(25, "5,000 values", reading(m={f"k{n}": 0 for n in range(5_000)}), "m: Dictionary should have at"),
    dead(26, "a key of 1 MB", reading(**{"k" * 1_000_000: 0}), "at most 65536"),
    dead(26, "a quantity of 60 KB", reading(m={"k" * 60_000: 0}), "m.kkkkkkkkkk"),
    dead(27, "a string of 64 KiB", reading(name="x" * 65_536), "at most 65536"),
    stored(27, "a string of 60 KB", reading(name="x" * 60_000), FILL),
    dead(28, "1 MiB", _GOOD.ljust(1024 * 1024), "1048576 bytes, at most 65536"),
    dead(29, "gzip", gzip.compress(_GOOD), "not UTF-8 at byte 1 (0x8b)"),
    dead(29, "protobuf", _PROTOBUF, "not UTF-8 at byte 15 (0x80)"),
    dead(29, "CBOR", _CBOR, "not UTF-8 at byte 0 (0xa3)"),
    dead(29, "MessagePack", _MSGPACK, "not UTF-8 at byte 0 (0x83)"),
    dead(29, "XML", _XML, "expected value at line 1 column 1"),
    dead(29, "hex digits", b"0175640367f600", "Invalid JSON"),
)
