#!/usr/bin/env python3
"""Writes ../rules_data.rs: which bytes each decoder cannot read, and how many of them it takes for one mark.

Asks the decoders of this machine: Python, glibc's iconv with the flag -c, Node (ICU) and Java. PHP's follow from its
source (ext/mbstring/libmbfl/filters of PHP 8.2). From the root of the crate:

    cargo test --lib charset::tests::dump -- --ignored --nocapture | grep ^WHATWG > /tmp/whatwg
    python3 src/charset/data/generate_rules.py /tmp/whatwg > src/charset/rules_data.rs
"""
import ctypes, os, subprocess, sys, tempfile
from collections import defaultdict

# Charset: (name in Rust, decoders by family, commonest first).
MULTI = {
    "gbk": ("GBK", dict(node="gbk gb18030", java="GBK GB18030 x-mswin-936", php="CP936", python="gbk gb18030",
                        iconv="GBK CP936 GB18030")),
    "big5": ("BIG_5", dict(node="big5", java="Big5 x-windows-950", php="BIG5", python="big5 cp950", iconv="BIG5 CP950")),
    "shift_jis": ("SHIFT_JIS", dict(node="shift_jis", java="Shift_JIS windows-31j", php="SJIS-win",
                                    python="shift_jis cp932", iconv="SJIS CP932")),
    "euc-jp": ("EUC_JP", dict(node="euc-jp", java="EUC-JP", python="euc_jp", iconv="EUC-JP")),
    "euc-kr": ("EUC_KR", dict(node="euc-kr", java="EUC-KR x-windows-949", php="UHC", python="euc_kr cp949",
                              iconv="EUC-KR CP949")),
}
SINGLE = {
    "windows-874": ("Windows874", dict(python="cp874 tis_620", iconv="CP874 TIS-620", java="x-windows-874 TIS-620")),
    "koi8-r": ("Koi8R", dict(python="koi8_r", iconv="KOI8-R", java="KOI8-R")),
    "koi8-u": ("Koi8U", dict(python="koi8_u", iconv="KOI8-U", java="KOI8-U")),
    "cp437": ("Cp437", dict(python="cp437", iconv="CP437", java="IBM437")),
    "cp850": ("Cp850", dict(python="cp850", iconv="CP850", java="IBM850")),
    "cp852": ("Cp852", dict(python="cp852", iconv="CP852", java="IBM852")),
    "ibm866": ("Cp866", dict(python="cp866", iconv="CP866", java="IBM866")),
    "macintosh": ("MacRoman", dict(python="mac_roman", iconv="MACINTOSH", java="x-MacRoman")),
    "x-mac-cyrillic": ("MacCyrillic", dict(python="mac_cyrillic", iconv="MAC-CYRILLIC MAC-UK",
                                           java="x-MacCyrillic x-MacUkraine")),
}
for n in range(1250, 1259):
    SINGLE[f"windows-{n}"] = (f"Windows{n}", dict(node=f"windows-{n}", java=f"windows-{n}", python=f"cp{n}",
                                                  iconv=f"CP{n}"))
for n in (1, 2, 5, 7, 8, 9, 15):
    SINGLE[f"iso-8859-{n}"] = (f"Iso8859_{n}", dict(java=f"ISO-8859-{n}", python=f"iso8859_{n}", iconv=f"ISO-8859-{n}"))

# How decoders treat codes of more than two bytes; see `Longer` in rules.rs.
LONGER = {
    "whatwg gbk": "TakesUnassigned", "node gb18030": "TakesUnassigned", "python gb18030": "ByLength", "java GB18030": "Greedy",
    "iconv GB18030": "Greedy", "whatwg euc-jp": "Whatwg", "node euc-jp": "TakesUnassigned", "java EUC-JP": "Greedy",
    "python euc_jp": "ByLength", "iconv EUC-JP": "Careful",
}
HIGH = range(0x80, 0x100)

JAVA = """
import java.io.*;
import java.nio.charset.Charset;
public class Lines {
    public static void main(String[] args) throws Exception {
        Charset charset = Charset.forName(args[0]);
        BufferedReader in = new BufferedReader(new InputStreamReader(System.in, "ISO-8859-1"));
        PrintStream out = new PrintStream(new BufferedOutputStream(System.out, 1 << 20), false, "UTF-8");
        for (String line; (line = in.readLine()) != null; ) {
            byte[] bytes = new byte[line.length() / 2];
            for (int i = 0; i < bytes.length; i++)
                bytes[i] = (byte) Integer.parseInt(line.substring(2 * i, 2 * i + 2), 16);
            out.print(new String(bytes, charset).replace("\\0", "\\uDBFF\\uDFFE") + "\\0");
        }
        out.flush();
    }
}
"""
NODE = """
const decoder = new TextDecoder(process.argv[2], { ignoreBOM: true });
const lines = require('fs').readFileSync(0, 'latin1').split('\\n').slice(0, -1);
const decode = (line) => decoder.decode(Buffer.from(line, 'hex')).replace(/\\0/g, '\\u{10FFFE}') + '\\0';
process.stdout.write(lines.map(decode).join(''));
"""
# The name of a Java source file is free where the program is started from its source.
SCRIPTS = tempfile.mkdtemp()
PROGRAMS = {"java": os.path.join(SCRIPTS, "Lines.java"), "node": os.path.join(SCRIPTS, "lines.js")}
for family, source in (("java", JAVA), ("node", NODE)):
    with open(PROGRAMS[family], "w") as file:
        file.write(source)

libc = ctypes.CDLL(None)
libc.iconv_open.restype = ctypes.c_void_p
libc.iconv.argtypes = [ctypes.c_void_p] + [ctypes.c_void_p] * 4
libc.iconv.restype = ctypes.c_size_t


def by_iconv(name, sequences):
    handle, texts, ref = libc.iconv_open(b"UTF-8//IGNORE", name.encode()), [], ctypes.byref
    assert handle not in (None, 2**64 - 1), name
    for s in sequences:
        source, target = ctypes.create_string_buffer(s, len(s)), ctypes.create_string_buffer(64 + 8 * len(s))
        inp, out = ctypes.c_void_p(ctypes.addressof(source)), ctypes.c_void_p(ctypes.addressof(target))
        inn, outn = ctypes.c_size_t(len(s)), ctypes.c_size_t(64 + 8 * len(s))
        libc.iconv(handle, None, None, None, None)
        libc.iconv(handle, ref(inp), ref(inn), ref(out), ref(outn))
        libc.iconv(handle, None, None, ref(out), ref(outn))
        texts.append(target.raw[: 64 + 8 * len(s) - outn.value].decode("utf-8"))
    return texts


def by_program(family, name, sequences):
    lines = "".join(s.hex() + "\n" for s in sequences)
    run = subprocess.run([family, PROGRAMS[family], name], input=lines.encode(), capture_output=True, check=True)
    # U+0000 separates the texts, U+10FFFE stands for itself.
    texts = [text.replace("\U0010fffe", "\0") for text in run.stdout.decode("utf-8").split("\0")[:-1]]
    assert len(texts) == len(sequences), (family, name)
    return texts


def decode_all(family, name, sequences):
    sequences = list(sequences)
    if family == "python":
        return {s: s.decode(name, "replace") for s in sequences}
    texts = by_iconv(name, sequences) if family == "iconv" else by_program(family, name, sequences)
    return dict(zip(sequences, texts))


# Long enough that no code is cut off at the end.
TAIL = b"AAAA"


def measure(family, name):
    """(single bytes that are characters, {(lead, trail): outcome}).

    Outcomes: R the pair is a character, B both bytes are taken for one mark, L the lead alone, and the trail is read
    again. Told apart by what comes out before different continuations; a trail that can itself begin a pair is followed
    by a byte that makes one with it.
    """
    mark = "" if family == "iconv" else "\ufffd"
    first = decode_all(family, name, [bytes([a]) for a in HIGH] + [bytes([a, b]) + TAIL for a in HIGH for b in range(256)])
    singles = {a for a in HIGH if len(first[bytes([a])]) == 1 and first[bytes([a])] != mark}
    follow = {}
    for a in set(HIGH) - singles:
        for b in [0xA1, 0xB5, 0xE5, 0x9F, 0x81, *range(0x40, 0xFF)]:
            text = first[bytes([a, b]) + TAIL]
            if b not in singles and text[1:] == "AAAA" and text[0] != mark and text[0] > "\x7f":
                follow[a] = b
                break
    ends = {b: [TAIL] + ([bytes([follow[b]]) + TAIL] if b in follow else []) for b in range(256)}
    leads = [a for a in HIGH if a not in singles]
    wanted = {s for b in range(256) for e in ends[b] for s in [e, bytes([b]) + e, *(bytes([a, b]) + e for a in leads)]}
    texts, outcomes = decode_all(family, name, sorted(wanted)), {}
    for a in leads:
        for b in range(256):
            possible = {"R", "L", "B"}
            for end in ends[b]:
                whole, rest = texts[bytes([a, b]) + end], texts[end]
                if whole != mark + texts[bytes([b]) + end]:
                    possible.discard("L")
                if whole != mark + rest:
                    possible.discard("B")
                char = whole[: len(whole) - len(rest)]
                if not (whole.endswith(rest) and 1 <= len(char) <= 2) or mark and mark in char:
                    possible.discard("R")
            # Without a mark it is the same to lose a byte with the lead or by itself.
            outcomes[a, b] = "L" if "L" in possible else possible.pop() if len(possible) == 1 else "?"
    return singles, outcomes


def tidy(name, outcomes):
    """Outcomes that two bytes do not decide: the beginnings of longer codes, which rules.rs knows about."""
    for (a, b), outcome in outcomes.items():
        begins_longer = (name == "gbk" and 0x30 <= b <= 0x39
                         or name == "euc-jp" and a == 0x8F and (0xA1 <= b <= 0xFE or outcome == "?"))
        # KS X 1001 composes a syllable of eight bytes that begin so, and Python waits for them.
        # glibc reads beyond its table there.
        odd = {"euc-kr": {(0xA4, 0xD4): "L", (0xA2, 0xE8): "B"}}.get(name, {})
        if begins_longer:
            outcomes[a, b] = "L"
        elif outcome == "?":
            outcomes[a, b] = odd[a, b]
    return outcomes


def php(name, whatwg, python):
    """PHP takes any byte at all after a lead, for one `?`."""
    leads = {"gbk": range(0x81, 0xFF), "big5": range(0xA1, 0xFA), "shift_jis": [*range(0x81, 0xA0), *range(0xE0, 0xFD)],
             "euc-kr": [a for a in range(0x81, 0xFE) if a != 0xC9]}[name]
    singles = {"gbk": {0x80, 0xFF}, "shift_jis": set(range(0xA1, 0xE0))}.get(name, set())
    reads = whatwg
    if name == "big5":
        reads = dict(python[1])
        reads.update({(0xF9, b): "R" for b in range(0xD6, 0xFF)})
    return singles, {(a, b): ("R" if reads[a, b] == "R" else "B") if a in leads else "L"
                     for a in HIGH for b in range(256)}


def changes(base, outcomes):
    """Rectangles of leads and trails where the outcomes differ."""
    open_, done = {}, []
    for a in [*HIGH, None]:
        rows, b = set(), 0
        while a is not None and b < 256:
            what, start = outcomes.get((a, b), "L"), b
            if what == base.get((a, b), "L"):
                b += 1
                continue
            # Over places that agree anyway, if the same outcome goes on behind them.
            end = b
            while b < 256 and outcomes.get((a, b), "L") == what:
                if what != base.get((a, b), "L"):
                    end = b
                b += 1
            b = end + 1
            rows.add((start, end, what))
        for row in [r for r in open_ if r not in rows]:
            done.append((open_.pop(row), a - 1 if a is not None else 0xFF, *row))
        for row in rows:
            open_.setdefault(row, a)
    return sorted(done)


def mask(singles):
    return f"0x{sum(1 << (byte - 0x80) for byte in singles):X}"


def multi(name, const, families, whatwg):
    singles = {code[0] for code in whatwg if len(code) == 1 and code[0] >= 0x80}
    reads = {tuple(code) for code in whatwg if len(code) == 2}
    if name == "big5":
        reads |= {(0x88, 0x62), (0x88, 0x64), (0x88, 0xA3), (0x88, 0xA5)}
    is_lead = {"shift_jis": lambda a: a in range(0x81, 0xA0) or a in range(0xE0, 0xFD),
               "euc-jp": lambda a: a in (0x8E, 0x8F) or a in range(0xA1, 0xFF)}.get(name, lambda a: a in range(0x81, 0xFF))
    base = {(a, b): "R" if (a, b) in reads else "B" if b >= 0x80 and is_lead(a) else "L" for a in HIGH for b in range(256)}
    tables = [("whatwg " + name, "Replacement", singles, base)]
    python = None
    order = sorted(((f, d) for f, decoders in families.items() for d in decoders.split()), key=lambda x: x[0] == "php")
    measured = {}
    for family, decoder in order:
        if family == "php":
            measured[family, decoder] = php(name, base, python)
        else:
            one, outcomes = measure(family, decoder)
            measured[family, decoder] = one, tidy(name, outcomes)
            python = python or (measured[family, decoder] if family == "python" else None)
    for family, decoders in families.items():
        for decoder in decoders.split():
            mark = {"iconv": "Nothing", "php": "Question"}.get(family, "Replacement")
            tables.append((f"{family} {decoder}", mark, *measured[family, decoder]))
    # The same decoders with errors="ignore".
    tables += [(who + " ignore", "Nothing", *table) for who, _, *table in tables if who.startswith("python")]
    merged = []
    for who, mark, one, outcomes in tables:
        full = {(a, b): outcomes.get((a, b), "L") for a in HIGH for b in range(256)}
        longer = LONGER.get(who.removesuffix(" ignore"), "None")
        for entry in merged:
            if entry[1:] == [mark, one, full, longer]:
                entry[0] += ", " + who
                break
        else:
            merged.append([who, mark, one, full, longer])
    items = []
    for i, (who, mark, one, full, longer) in enumerate(merged):
        choices = [(changes(entry[3] if j is not None else base, full), j)
                   for j, entry in [(None, None), *enumerate(merged[:i])]]
        rects, j = min(choices, key=lambda c: len(c[0]))
        print(const, who, len(rects), j, file=sys.stderr)
        cells = ["(0x%02X, 0x%02X, 0x%02X, 0x%02X, %s)" % r for r in rects]
        rows = "".join("        " + ", ".join(cells[k : k + 4]) + ",\n" for k in range(0, len(cells), 4))
        items.append(f'    Table {{ name: "{who}", mark: {mark}, singles: {mask(one)}, longer: Longer::{longer},\n'
                     f'      base: {None if j is None else f"Some({j})"}, changes: &[{chr(10) + rows + "    " if rows else ""}] }},\n')
    return f"#[rustfmt::skip]\npub(super) const {const}: &[Table] = &[\n{''.join(items)}];\n"


def single(name, variant, families, whatwg):
    known = {code[0] for code in whatwg if code[0] >= 0x80}
    merged = [["whatwg", "Replacement", known]]
    for family, decoders in families.items():
        for decoder in decoders.split():
            # Not at the beginning: there Node 20 makes nothing at all of FF in windows-1252.
            texts = decode_all(family, decoder, [b"A" + bytes([a]) + TAIL for a in HIGH])
            one = {a for a in HIGH if texts[b"A" + bytes([a]) + TAIL] not in ("AAAAA", "A\ufffdAAAA")}
            ways = {"python": [("", "Replacement"), (" ignore", "Nothing")], "iconv": [("", "Nothing")]}
            for how, mark in ways.get(family, [("", "Replacement")]):
                for entry in merged:
                    # Where nothing is lost there is no mark either.
                    if entry[2] == one and (entry[1] == mark or len(one) == 128):
                        entry[0] += f", {family} {decoder}{how}"
                        break
                else:
                    merged.append([f"{family} {decoder}{how}", mark, one])
    if len(merged) == 1:
        return ""
    # Marks before silence.
    merged[1:] = sorted(merged[1:], key=lambda entry: entry[1] == "Nothing")
    cells = [f'    Holes {{ charset: Charset::{variant}, name: "{who}", mark: {mark}, singles: {mask(one)} }},\n'
             for who, mark, one in merged]
    return "".join(cells)


def main():
    whatwg = defaultdict(dict)
    for line in open(sys.argv[1]):
        _, name, code, char = line.split()
        whatwg[name][bytes.fromhex(code)] = int(char, 16)
    print("//! Which bytes each decoder cannot read, and how many of them it takes for one mark.\n//!\n"
          "//! DO NOT EDIT, generated by: `python3 src/charset/data/generate_rules.py /tmp/whatwg > src/charset/rules_data.rs`;\n"
          "//! how to make its input is said there. Facts of interoperability, measured on Python 3.11, glibc 2.36, Node 20\n"
          "//! and OpenJDK 17; for PHP taken from its source.\n\n"
          "use super::Charset;\nuse super::rules::Mark::{Nothing, Question, Replacement};\n"
          "use super::rules::Outcome::{Both as B, Lead as L, Read as R};\nuse super::rules::{Holes, Longer, Table};\n")
    for name, (const, families) in MULTI.items():
        print(multi(name, const, families, whatwg[name]))
    parts = [single(name, variant, families, whatwg[name]) for name, (variant, families) in SINGLE.items()]
    print("#[rustfmt::skip]\npub(super) const SINGLE: &[Holes] = &[\n" + "".join(parts) + "];")


main()
