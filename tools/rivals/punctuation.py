#!/usr/bin/env python3
"""What autocorrect, zhlint and fix-text make of Chinese text whose punctuation was folded as ftfy folds it, and of the same text unfolded.

    python3 -m venv .venv && .venv/bin/pip install autocorrect-py==2.14.0 && npm install zhlint@0.8.2
    .venv/bin/python tools/rivals/punctuation.py ../shared/eval target/release/fix-text

Documents are 20 neighbouring lines, of which the even ones count; the rivals look at single lines anyway. Spaces, which the rivals add between Chinese
and Latin, are left out of the comparison. A line that a rival changes in more than marks counts as not restored; one at which it fails, as unchanged.
"""

import difflib
import json
import subprocess
import sys
from pathlib import Path

import autocorrect_py

DOCUMENT = 20
LINES = 400
FOLD = {ord(a): b for a, b in zip("“”„‟‘’‚‛\u3000", "\"\"\"\"'''' ")}
FOLD.update({c: chr(c - 0xFEE0) for c in range(0xFF01, 0xFF5F)})
ZHLINT = """
import {run} from 'zhlint';
import {createInterface} from 'node:readline';
for await (const line of createInterface({input: process.stdin})) {
  const text = JSON.parse(line);
  let result = text;
  try { result = run(text, {rules: {preset: 'default'}}).result ?? text; } catch { }
  console.log(JSON.stringify(result));
}
"""


def by_autocorrect(documents):
    return [[autocorrect_py.format(line) for line in document] for document in documents]


def by_zhlint(documents):
    lines = "\n".join(json.dumps(line) for document in documents for line in document)
    node = ["node", "--input-type=module", "-e", ZHLINT]
    out = subprocess.run(node, input=lines, capture_output=True, text=True, check=True).stdout
    answers = iter(out.splitlines())
    return [[json.loads(next(answers)) for _ in document] for document in documents]


def by_fix_text(command, punctuation):
    def run(documents):
        lines = "\n".join(json.dumps({"text": "\n".join(document)}) for document in documents)
        command_line = [command, "--jsonl", "--punct", punctuation]
        out = subprocess.run(command_line, input=lines, capture_output=True, text=True, check=True).stdout
        return [json.loads(line)["text"].split("\n") for line in out.splitlines()]

    return run


def solid(text):
    return "".join(text.split())


def count(clean, folded, restored):
    """Marks that came back, that should have, and that were changed."""
    wanted = sum(a != b for a, b in zip(clean, folded))
    if len(clean) == len(restored):
        written = sum(a != b for a, b in zip(restored, folded))
        return sum(a == c != b for a, b, c in zip(clean, folded, restored)), wanted, written
    right = written = 0
    for kind, a, b, c, d in difflib.SequenceMatcher(None, folded, restored, autojunk=False).get_opcodes():
        if kind != "equal":
            written += max(b - a, d - c)
            if b - a == d - c:
                right += sum(clean[a + i] == restored[c + i] != folded[a + i] for i in range(b - a))
    return right, wanted, written


def main():
    folder, command = Path(sys.argv[1]), sys.argv[2]
    documents = []
    for path in sorted(folder.glob("zh-hans*.txt")):
        lines = path.read_text(encoding="utf-8").splitlines()[:LINES]
        documents += [lines[i : i + DOCUMENT] for i in range(0, len(lines), DOCUMENT)]
    folded = [[line.translate(FOLD) for line in document] for document in documents]
    rivals = {
        "autocorrect 2.14.0": by_autocorrect,
        "zhlint 0.8.2": by_zhlint,
        "fix-text restore": by_fix_text(command, "restore"),
        "fix-text full": by_fix_text(command, "full"),
    }
    for name, run in rivals.items():
        right = wanted = written = lines = exact = altered = 0
        for clean, fold, restored, same in zip(documents, folded, run(folded), run(documents)):
            for c, f, r, s in list(zip(clean, fold, restored, same))[1::2]:
                c, f, r, s = map(solid, (c, f, r, s))
                lines += 1
                exact += c == r
                altered += c != s
                counts = count(c, f, r)
                right, wanted, written = right + counts[0], wanted + counts[1], written + counts[2]
        f1 = 2 * right / max(wanted + written, 1)
        print(f"{name}: F1 {f1:.4f} (precision {right / max(written, 1):.4f}, recall {right / wanted:.4f}), "
              f"lines exact {exact / lines:.2%}, unfolded lines altered {altered / lines:.2%}, of {lines}")


if __name__ == "__main__":
    main()
