#!/usr/bin/env python3
"""Writes ../dialects_data.rs: what decoders other than WHATWG's make of a code, where that differs.

Asks the decoders of this machine: Python, glibc's iconv, ICU (libicuuc), Node and Java. From the root of the crate:

    cargo test --lib charset::tests::dump -- --ignored --nocapture | grep ^WHATWG > /tmp/whatwg
    python3 src/charset/data/generate.py /tmp/whatwg > src/charset/dialects_data.rs

With --list it prints who says what instead.
"""
import ctypes, ctypes.util, glob, os, re, subprocess, sys
from collections import defaultdict

HERE = os.path.dirname(os.path.abspath(__file__))

# Charset (name, variant): decoders by family. The order of the decoders decides nothing.
SOURCES = {
    ("gbk", "Gbk"): dict(python="gb2312 gbk gb18030", iconv="EUC-CN GBK CP936 GB18030", icu="windows-936-2000 gb18030",
                         node="gbk gb18030", java="GB2312 GBK x-mswin-936 GB18030"),
    ("big5", "Big5"): dict(python="big5 cp950 big5hkscs", iconv="BIG5 CP950 BIG5-HKSCS",
                           icu="windows-950-2000 ibm-1375_P100-2008", node="big5",
                           java="Big5 x-windows-950 Big5-HKSCS x-MS950-HKSCS"),
    ("shift_jis", "ShiftJis"): dict(python="shift_jis cp932", iconv="SJIS CP932", icu="ibm-943_P15A-2003",
                                    node="shift_jis", java="Shift_JIS windows-31j"),
    ("euc-jp", "EucJp"): dict(python="euc_jp", iconv="EUC-JP EUC-JP-MS", icu="euc-jp-2007", node="euc-jp",
                              java="EUC-JP x-euc-jp-linux x-eucJP-Open"),
    ("euc-kr", "EucKr"): dict(python="euc_kr cp949", iconv="EUC-KR CP949", icu="windows-949-2000", node="euc-kr",
                              java="EUC-KR x-windows-949"),
    ("windows-874", "Windows874"): dict(python="cp874 tis_620 iso8859_11", iconv="CP874 TIS-620", icu="windows-874-2000",
                                        node="windows-874", java="x-windows-874 TIS-620"),
    ("koi8-r", "Koi8R"): dict(python="koi8_r", iconv="KOI8-R", icu="koi8-r", node="koi8-r", java="KOI8-R"),
    ("koi8-u", "Koi8U"): dict(python="koi8_u", iconv="KOI8-U", icu="koi8-u", node="koi8-u", java="KOI8-U"),
    ("cp437", "Cp437"): dict(python="cp437", iconv="CP437", icu="ibm-437", java="IBM437"),
    ("cp850", "Cp850"): dict(python="cp850 cp858", iconv="CP850", icu="ibm-850", java="IBM850 IBM00858"),
    ("cp852", "Cp852"): dict(python="cp852", iconv="CP852", icu="ibm-852", java="IBM852"),
    ("ibm866", "Cp866"): dict(python="cp866", iconv="CP866", icu="ibm-866", node="ibm866", java="IBM866"),
    ("macintosh", "MacRoman"): dict(python="mac_roman", iconv="MACINTOSH", icu="macos-0_2-10.2", node="macintosh",
                                    java="x-MacRoman"),
    ("x-mac-cyrillic", "MacCyrillic"): dict(python="mac_cyrillic", iconv="MAC-CYRILLIC MAC-UK", icu="macos-7_3-10.2",
                                            node="x-mac-cyrillic", java="x-MacCyrillic x-MacUkraine"),
}
for n in range(1250, 1259):
    SOURCES[(f"windows-{n}", f"Windows{n}")] = dict(python=f"cp{n}", iconv=f"CP{n}", icu=f"windows-{n}",
                                                    node=f"windows-{n}", java=f"windows-{n}")
for n in (2, 5, 7, 8, 9, 15):
    SOURCES[(f"iso-8859-{n}", f"Iso8859_{n}")] = dict(python=f"iso8859_{n}", iconv=f"ISO-8859-{n}", icu=f"iso-8859-{n}",
                                                      java=f"ISO-8859-{n}")
MULTI = {"gbk", "big5", "shift_jis", "euc-jp", "euc-kr"}


def codes(name):
    """All byte strings that may be a code of one to three bytes. ASCII letters and digits are never in doubt."""
    yield from (bytes([a]) for a in range(0x20, 0x100))
    if name in MULTI:
        yield from (bytes([a, b]) for a in range(0x80, 0x100) for b in range(0x40, 0x100))
    if name == "euc-jp":
        yield from (bytes([0x8F, a, b]) for a in range(0xA1, 0xFF) for b in range(0xA1, 0xFF))


def ask_python(decoder, code):
    try:
        return code.decode(decoder)
    except UnicodeDecodeError:
        return None


libc = ctypes.CDLL(None)
libc.iconv_open.restype = ctypes.c_void_p
libc.iconv.argtypes = [ctypes.c_void_p] + [ctypes.c_void_p] * 4
libc.iconv.restype = ctypes.c_size_t
handles = {}


def ask_iconv(decoder, code):
    if decoder not in handles:
        handles[decoder] = libc.iconv_open(b"UTF-32LE", decoder.encode())
        assert handles[decoder] not in (None, 2**64 - 1), decoder
    source, target = ctypes.create_string_buffer(code, len(code)), ctypes.create_string_buffer(64)
    inp, out = ctypes.c_void_p(ctypes.addressof(source)), ctypes.c_void_p(ctypes.addressof(target))
    inn, outn = ctypes.c_size_t(len(code)), ctypes.c_size_t(64)
    r = ctypes.byref
    libc.iconv(handles[decoder], None, None, None, None)
    result = libc.iconv(handles[decoder], r(inp), r(inn), r(out), r(outn))
    flush = libc.iconv(handles[decoder], None, None, r(out), r(outn))
    if result != 0 or flush != 0 or inn.value:
        return None
    return target.raw[: 64 - outn.value].decode("utf-32-le", "replace")


icu_path = sorted(glob.glob("/usr/lib/*/libicuuc.so.*"))[0]
icu = ctypes.CDLL(icu_path)
icu_version = re.search(r"so\.(\d+)", icu_path).group(1)
ucnv_open, ucnv_to = getattr(icu, "ucnv_open_" + icu_version), getattr(icu, "ucnv_toUChars_" + icu_version)
ucnv_open.restype = ctypes.c_void_p
ucnv_to.argtypes = [ctypes.c_void_p, ctypes.c_char_p, ctypes.c_int32, ctypes.c_char_p, ctypes.c_int32, ctypes.c_void_p]


def ask_icu(decoder, code):
    error = ctypes.c_int(0)
    if decoder not in handles:
        handles[decoder] = ucnv_open(decoder.encode(), ctypes.byref(error))
        assert error.value <= 0, decoder
    target = ctypes.create_string_buffer(64)
    error = ctypes.c_int(0)
    n = ucnv_to(handles[decoder], target, 30, code, len(code), ctypes.byref(error))
    return target.raw[: n * 2].decode("utf-16-le", "replace") if error.value <= 0 else None


def from_program(command):
    table = defaultdict(dict)
    for line in subprocess.run(command, check=True, capture_output=True, text=True).stdout.split("\n"):
        if line:
            decoder, code, char = line.split(" ")
            table[decoder][bytes.fromhex(code)] = chr(int(char, 16))
    return table


# A run goes from a code to the next one of its charset: the second bytes are these.
TRAILS = {
    "gbk": [*range(0x40, 0x7F), *range(0x80, 0xFF)],
    "big5": [*range(0x40, 0x7F), *range(0xA1, 0xFF)],
    "shift_jis": [*range(0x40, 0x7F), *range(0x80, 0xFD)],
    "euc-jp": [*range(0xA1, 0xFF)],
    "euc-kr": [*range(0xA1, 0xFF)],
}


def successor(name, code):
    if len(code) == 1:
        return bytes([code[0] + 1]) if code[0] < 0xFF else None
    trails = TRAILS[name]
    if code[-1] not in trails:
        return None
    if code[-1] != trails[-1]:
        return code[:-1] + bytes([trails[trails.index(code[-1]) + 1]])
    return code[:-2] + bytes([code[-2] + 1, trails[0]]) if code[-2] < 0xFF else None


def runs(name, pairs):
    """Greedy: (first code, number, first character); pairs are (code, character) in order."""
    left, out = dict.fromkeys(sorted(pairs)), []
    while left:
        code, char = first = next(iter(left))
        count = 0
        while code is not None and (code, char) in left:
            del left[code, char]
            count, code, char = count + 1, successor(name, code), char + 1
        out.append((first[0], count, first[1]))
    return out


def main():
    listing = "--list" in sys.argv
    whatwg = defaultdict(dict)
    for line in open([a for a in sys.argv[1:] if a != "--list"][0]):
        _, name, code, char = line.split()
        whatwg[name][bytes.fromhex(code)] = int(char, 16)
    every = lambda family: " ".join(s.get(family, "") for s in SOURCES.values()).split()
    java = from_program(["java", os.path.join(HERE, "Dump.java"), *every("java")])
    node = from_program(["node", os.path.join(HERE, "dump.js"), *every("node")])
    ask = dict(python=ask_python, iconv=ask_iconv, icu=ask_icu, java=lambda d, c: java[d].get(c),
               node=lambda d, c: node["node-" + d].get(c))
    print("//! What decoders other than WHATWG's make of a code, where that differs.\n//!\n"
          "//! DO NOT EDIT, generated by: `python3 src/charset/data/generate.py /tmp/whatwg > src/charset/dialects_data.rs`;\n"
          "//! how to make its input is said there. Facts of interoperability, measured on Python 3.11, glibc 2.36, ICU 72,\n"
          "//! Node 20 and OpenJDK 17.\n\n"
          "/// First code, number of codes, first character.\npub(super) type Run = (u32, u16, u32);\n") if not listing else None
    tables = []
    for (name, variant), families in SOURCES.items():
        found = defaultdict(set)
        for family, decoders in families.items():
            for decoder in decoders.split():
                for code in codes(name):
                    text = ask[family](decoder, code)
                    if text is None or len(text) != 1 or text == "\ufffd":
                        continue
                    char = ord(text)
                    expected = whatwg[name].get(code, code[0] if code < b"\x80" else None)
                    # C1 control characters go to the bytes of the same number by rule in these charsets; U+001A is ICU's
                    # replacement character.
                    by_rule = name.startswith(("windows", "iso")) and code == bytes([char & 0xFF]) and 0x80 <= char < 0xA0
                    if char != expected and char != 0x1A and not by_rule:
                        found[code, char].add(f"{family}:{decoder}")
        if listing:
            for (code, char), who in sorted(found.items()):
                print(name, code.hex().upper(), "U+%04X" % char, "whatwg", "U+%04X" % whatwg[name].get(code, 0), *sorted(who))
            continue
        items = [f"(0x{int.from_bytes(c, 'big'):X}, {n}, 0x{u:X})" for c, n, u in runs(name, found)]
        if not items:
            continue
        rows = ("    " + ", ".join(items[i : i + 5]) + "," for i in range(0, len(items), 5))
        tables.append(f"#[rustfmt::skip]\npub(super) const {variant_name(variant)}: &[Run] = &[\n" + "\n".join(rows) + "\n];")
    print("\n\n".join(tables)) if not listing else None


def variant_name(variant):
    return re.sub(r"(?<=[a-z])(?=[A-Z0-9])|(?<=[0-9])(?=[A-Z])", "_", variant).upper()


main()
