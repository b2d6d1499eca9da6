"""Damages text as Python programs do, for `evaluate --rule python`.

Reads one JSON object a line: {"chain": [[actual, read_as], ...], "texts": [...]}; writes one JSON list
a line: for each text {"stages": [text after each step], "lossless": bool}, or null where a text cannot
be written in a charset. With --windows, the double-byte names mean the code pages of Windows.
"""

import json
import sys

NAMES = {
    "macintosh": "mac_roman",
    "x-mac-cyrillic": "mac_cyrillic",
    "ibm866": "cp866",
    "windows-874": "cp874",
}
WINDOWS = {"gbk": "gb18030", "big5": "cp950", "shift_jis": "cp932", "euc-kr": "cp949"}


def damage(chain, text):
    stages, lossless = [], True
    for actual, read_as in chain:
        try:
            data = text.encode(actual)
        except UnicodeEncodeError:
            return None
        if data.decode(actual, "replace") != text:
            return None
        try:
            text = data.decode(read_as)
        except UnicodeDecodeError:
            text, lossless = data.decode(read_as, "replace"), False
        lossless = lossless and "\ufffd" not in text
        stages.append(text)
    return {"stages": stages, "lossless": lossless}


def main():
    names = NAMES | (WINDOWS if "--windows" in sys.argv[1:] else {})
    for line in sys.stdin:
        request = json.loads(line)
        chain = [[names.get(name, name) for name in step] for step in request["chain"]]
        print(json.dumps([damage(chain, text) for text in request["texts"]]), flush=True)


if __name__ == "__main__":
    main()
