#!/usr/bin/env python3
"""How well others tell the region of traditional text: right, wrong and unknown, by file, as `evaluate_passes --set detect` prints it of fix-text.

    python3 -m venv .venv && .venv/bin/pip install opencc==1.4.2 langdetect==1.0.9 cantonesedetect==1.1.2
    .venv/bin/python tools/rivals/regions.py ../shared/eval

No library that we know of answers the question; these come near to it. OpenCC: converted to the standard of Taiwan and to that of Hong Kong, the one
that changes fewer characters. langdetect has zh-tw, no zh-hk. cantonesedetect tells written Cantonese. Even lines; documents have 20 of them.
"""

import sys
from pathlib import Path

import opencc
from cantonesedetect import CantoneseDetector
from langdetect import DetectorFactory, LangDetectException, detect

FILES = [
    ("zh-hant-tw", "TW"),
    ("zh-hant-tw-law", "TW"),
    ("zh-hant-tw-pud", "TW"),
    ("zh-hant-hk", "HK"),
    ("zh-hant-hk-yue", "HK"),
]
DOCUMENT = 20

DetectorFactory.seed = 0
TAIWAN, HONG_KONG = opencc.OpenCC("t2tw"), opencc.OpenCC("t2hk")
CANTONESE = CantoneseDetector()


def by_opencc(text):
    changed = [sum(a != b for a, b in zip(text, to.convert(text))) for to in (TAIWAN, HONG_KONG)]
    if changed[0] == changed[1]:
        return None
    return "TW" if changed[0] < changed[1] else "HK"


def by_langdetect(text):
    try:
        return "TW" if detect(text) == "zh-tw" else None
    except LangDetectException:
        return None


def by_cantonesedetect(text):
    judged = CANTONESE.judge(text)
    judged = str(judged[0] if isinstance(judged, tuple) else judged).lower()
    return "HK" if "cantonese" in judged and "neutral" not in judged else None


RIVALS = [("OpenCC", by_opencc), ("langdetect", by_langdetect), ("cantonesedetect", by_cantonesedetect)]


def main():
    folder = Path(sys.argv[1] if len(sys.argv) > 1 else "../shared/eval")
    for name, wanted in FILES:
        lines = (folder / f"{name}.txt").read_text(encoding="utf-8").splitlines()[1::2]
        for size in (1, DOCUMENT):
            texts = ["\n".join(lines[i : i + size]) for i in range(0, len(lines), size)]
            for rival, region in RIVALS:
                given = [region(text) for text in texts]
                right, unknown = given.count(wanted), given.count(None)
                wrong = len(texts) - right - unknown
                print(f"region of {name}, {size} lines, {rival}: right {right}, wrong {wrong}, unknown {unknown} of {len(texts)}")


if __name__ == "__main__":
    main()
