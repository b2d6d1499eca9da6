"""How long ftfy's repair takes: reads a text as a JSON string, one a line, writes the seconds of each."""

import json
import sys
import time

import ftfy


def main():
    for line in sys.stdin:
        text = json.loads(line)
        begin = time.perf_counter()
        ftfy.fix_encoding(text)
        print(time.perf_counter() - begin, flush=True)


if __name__ == "__main__":
    main()
