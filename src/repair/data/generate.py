"""Writes readings.txt and simplified.txt.

    python3 -m venv venv && venv/bin/pip install pypinyin opencc-python-reimplemented
    venv/bin/python generate.py

readings.txt: a line is a syllable and the traditional characters read so: those of GBK that GB 2312
lacks and that have another form in simplified text. Readings are pypinyin's (MIT licence), the usual
one and the next; OpenCC's tables (Apache-2.0) tell which characters are traditional.

simplified.txt: the characters of GB 2312 that traditional text does not have, by OpenCC.
"""

from pathlib import Path

from opencc import OpenCC
from pypinyin import pinyin_dict

HERE = Path(__file__).parent


def ideographs():
    for code in range(0x8140, 0xFEFF):
        try:
            character = code.to_bytes(2, "big").decode("gbk")
        except UnicodeDecodeError:
            continue
        if len(character) == 1 and "\u4e00" <= character <= "\u9fff":
            yield character


def in_gb2312(character):
    try:
        character.encode("gb2312")
    except UnicodeEncodeError:
        return False
    return True


to_simplified = OpenCC("t2s")
# What one of them keeps, a part of the traditional world writes: 群, 峰, 床.
to_traditional = [OpenCC(name) for name in ("s2t", "s2tw", "s2hk")]
by_reading = {}
simplified = []
for character in ideographs():
    if in_gb2312(character):
        if all(opencc.convert(character) != character for opencc in to_traditional):
            simplified.append(character)
    elif to_simplified.convert(character) != character:
        for reading in pinyin_dict.pinyin_dict[ord(character)].split(",")[:2]:
            by_reading.setdefault(reading, []).append(character)
lines = [reading + "".join(by_reading[reading]) for reading in sorted(by_reading)]
(HERE / "readings.txt").write_text("\n".join(lines) + "\n", encoding="utf-8")
(HERE / "simplified.txt").write_text("".join(sorted(simplified)) + "\n", encoding="utf-8")
