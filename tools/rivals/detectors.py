"""Other detectors of encodings: reads bytes in hexadecimal, one input a line, and writes for each detector the label and the
text that Python reads in it, as JSON."""

import json
import logging
import sys
import warnings

import cchardet
import chardet
import charset_normalizer

# What Python's codecs of these names leave out is read as browsers do.
WIDER = {
    "gb2312": "gb18030",
    "gbk": "gb18030",
    "euc-kr": "cp949",
    "euc_kr": "cp949",
    "shift_jis": "cp932",
    "big5": "big5hkscs",
    "ascii": "utf-8",
    "iso-8859-1": "cp1252",
    "iso-8859-9": "cp1254",
}

# Long inputs would fill the pipe; what is at their end tells.
LONGEST = 4096


def text(data, label):
    if label is None:
        return None
    try:
        read = data.decode(WIDER.get(label.lower(), label), "replace")
    except (LookupError, UnicodeError):
        return None
    return read if len(read) <= LONGEST else None


def main():
    warnings.simplefilter("ignore")
    logging.disable(logging.CRITICAL)
    for line in sys.stdin:
        data = bytes.fromhex(line)
        best = charset_normalizer.from_bytes(data).best()
        labels = [
            chardet.detect(data)["encoding"],
            best.encoding if best else None,
            cchardet.detect(data)["encoding"],
        ]
        print(json.dumps([[label, text(data, label)] for label in labels]), flush=True)


if __name__ == "__main__":
    main()
