#!/usr/bin/env python3
"""Speed of fix-text's exact conversions beside OpenCC's, on one core, on the same text in the same run; a Markdown table.

    python tools/rivals/opencc_speed.py target/release/convert FILE...

`opencc.sh` makes a folder with the packages: target/opencc-1.4.2/bin/python. The two take turns, so that a busy moment of the machine hits both;
the fastest of all rounds counts. MB are 10^6 bytes of UTF-8. OpenCC's figure has the copies from and to Python's strings in it.
"""

import subprocess
import sys
import time
from pathlib import Path

import opencc

CONVERSIONS = ["t2s", "s2t", "s2twp", "tw2sp"]
ROUNDS = 6
# What each converts in a round, in bytes.
OURS, THEIRS = 60_000_000, 10_000_000


def ours(program, conversion, text, size):
    repeats = str(OURS // size + 1)
    ran = subprocess.run([program, "--time", conversion, repeats], input=text.encode(), capture_output=True, check=True)
    return float(ran.stdout.decode().split()[-2])


def theirs(converter, text, size):
    best = float("inf")
    for _ in range(THEIRS // size + 1):
        start = time.perf_counter()
        converter.convert(text)
        best = min(best, time.perf_counter() - start)
    return size / best / 1e6


def main():
    program, files = sys.argv[1], sys.argv[2:]
    print("| MB/s | file | fix-text | OpenCC 1.4.2 | ratio |\n|---|---|--:|--:|--:|")
    for file in files:
        text = Path(file).read_text(encoding="utf-8")
        size = len(text.encode())
        for conversion in CONVERSIONS:
            converter = opencc.OpenCC(conversion)
            converter.convert("头发頭髮")
            best = [0.0, 0.0]
            for _ in range(ROUNDS):
                best[0] = max(best[0], ours(program, conversion, text, size))
                best[1] = max(best[1], theirs(converter, text, size))
            print(f"| {conversion} | {Path(file).stem} | {best[0]:.0f} | {best[1]:.1f} | {best[0] / best[1]:.1f} |")


if __name__ == "__main__":
    main()
