"""Writes pictures as CMYK JPEG, as print shops and some odd cameras do; OpenCV reads them and writes none.

Only the mean of each 8 x 8 block is kept (ITU-T T.81, baseline, DC coefficients alone).
"""

import struct

import numpy as np

_ZIGZAG = bytes([8] * 64)
# T.81 table K.3: how many codes there are of each length, and the sizes they stand for.
_DC_COUNTS, _DC_SIZES = bytes([0, 1, 5, 1, 1, 1, 1, 1, 1, 0, 0, 0, 0, 0, 0, 0]), bytes(range(12))
_END_OF_BLOCK = "0"


def cmyk_jpeg(frame):
    """Encode (H, W, 3) BGR, sides of a multiple of 8, as Adobe's inverted CMYK."""
    height, width = frame.shape[:2]
    means = frame.reshape(height // 8, 8, width // 8, 8, 3).mean(axis=(1, 3))
    inks = np.dstack([means[:, :, ::-1], np.full(means.shape[:2], 255.0)])
    levels = np.rint(inks - 128).astype(int).reshape(-1, 4)
    differences = np.diff(levels, axis=0, prepend=np.zeros((1, 4), int))
    bits = "".join(_coded(int(value)) for value in differences.ravel())
    scan = int(bits.ljust(-(-len(bits) // 8) * 8, "1"), 2).to_bytes(-(-len(bits) // 8))
    parts = b"".join(struct.pack("BBB", number, 0x11, 0) for number in range(1, 5))
    chosen = b"".join(struct.pack("BB", number, 0) for number in range(1, 5))
    return (
        b"\xff\xd8"
        + _segment(0xEE, b"Adobe" + struct.pack(">HHHB", 100, 0, 0, 0))
        + _segment(0xDB, b"\x00" + _ZIGZAG)
        + _segment(0xC0, struct.pack(">BHHB", 8, height, width, 4) + parts)
        + _segment(0xC4, b"\x00" + _DC_COUNTS + _DC_SIZES)
        + _segment(0xC4, b"\x10" + bytes([1] + [0] * 15) + b"\x00")
        + _segment(0xDA, b"\x04" + chosen + bytes([0, 63, 0]))
        + scan.replace(b"\xff", b"\xff\x00")
        + b"\xff\xd9"
    )


def _segment(marker, body):
    return struct.pack(">BBH", 0xFF, marker, len(body) + 2) + body


def _coded(difference):
    size = abs(difference).bit_length()
    rest = difference if difference > 0 else difference + (1 << size) - 1
    return _CODES[size] + (f"{rest:0{size}b}" if size else "") + _END_OF_BLOCK


def _huffman():
    codes, code = [], 0
    for length, count in enumerate(_DC_COUNTS, 1):
        for _ in range(count):
            codes.append(f"{code:0{length}b}")
            code += 1
        code <<= 1
    return codes


_CODES = _huffman()
