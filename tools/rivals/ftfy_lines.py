"""ftfy's repair alone: reads JSON strings, one a line, writes each after ftfy.fix_encoding."""

import json
import sys

import ftfy


def main():
    for line in sys.stdin:
        print(json.dumps(ftfy.fix_encoding(json.loads(line))))


if __name__ == "__main__":
    main()
