#!/usr/bin/env python3
"""Writes repair.tsv: clean text, damaged by Python's codecs, which share no code with this project.

    python3 corpus/cases/damage.py > corpus/cases/repair.tsv

Rows whose damage comes from elsewhere (other decoders, public files) are given as they were found.
"""

CODECS = {
    "shift_jis": "cp932", "euc-kr": "cp949", "ibm866": "cp866", "macintosh": "mac_roman",
    "x-mac-cyrillic": "mac_cyrillic", "windows-874": "cp874", "big5": "big5hkscs",
}

# Wanted text, chain of wrong decodes.
MADE = """
我帮你叫医生，好吗？|utf-8>gbk
他们在印度到处修桥，|utf-8>gbk
服务器连接失败了|utf-8>gbk
謝謝您的購買|utf-8>gbk
日本語の文字化け|utf-8>gbk
서울|utf-8>gbk
Größe über alles|utf-8>gbk
删除列表中的元素|utf-8>iso-8859-1
我们需要更多的时间来讨论这个问题|utf-8>iso-8859-1
今日はとても天気がいいですね|utf-8>iso-8859-1
한국어 텍스트가 깨졌습니다|utf-8>iso-8859-1
Привет, как дела?|utf-8>iso-8859-1
Ελληνική γλώσσα|utf-8>iso-8859-1
ภาษาไทยเป็นภาษาที่สวยงาม|utf-8>iso-8859-1
It’s fine – really…|utf-8>windows-1252
café für naïve señoras|utf-8>windows-1252
őrült tükör, köszönöm szépen|utf-8>windows-1250
Zażółć gęślą jaźń|utf-8>iso-8859-2
Всё будет хорошо, не волнуйтесь|utf-8>windows-1251
Он сказал «привет» и вышел на улицу.|utf-8>windows-1251
Погода сегодня очень хорошая|utf-8>ibm866
café für Größe|utf-8>cp850
naïve café à Paris|utf-8>cp437
déjà vu à l’école|utf-8>macintosh
こんにちは|utf-8>shift_jis
没问题，我们走吧|gbk>iso-8859-1
中国人民银行|gbk>windows-1252
中文|gbk>iso-8859-1
目录|gbk>iso-8859-1
促进|gbk>iso-8859-1
彩色图片|gbk>windows-1252
御用软件(YYRJ)|gbk>windows-1250
你们这个国家|gbk>windows-1251
新建文件夹|gbk>cp437
我知道怎么使用它|gbk>big5
中文測試|big5>gbk
繁體中文網頁設計|big5>iso-8859-1
這是一個測試檔案|big5>cp437
サーバ|shift_jis>gbk
日本語|shift_jis>windows-1252
新しいフォルダ|shift_jis>cp437
日本語の勉強は楽しいです|euc-jp>iso-8859-1
한국어|euc-kr>iso-8859-1
안녕하세요|euc-kr>gbk
대한민국의 수도는 서울입니다|euc-kr>iso-8859-1
Привет|windows-1251>ibm866
Привет мир|koi8-r>windows-1251
Москва – столица, и моя семья живёт в ней давно|windows-1251>x-mac-cyrillic
Вчера Анна читала статью об истории языка|x-mac-cyrillic>windows-1251
Ця книга стоїть на полиці, а я її ще не читав|x-mac-cyrillic>windows-1251
Привет мир|windows-1251>iso-8859-1
Съешь ещё этих мягких булок|koi8-r>iso-8859-1
Доброе утро, страна|ibm866>windows-1251
Καλημέρα κόσμε|windows-1253>windows-1252
Πουλιά, πλατεία, σπίτι, βιβλία, καιρός.|windows-1253>windows-1251
שלום עולם וברכה לכולם|windows-1255>windows-1252
السلام عليكم ورحمة الله|windows-1256>windows-1252
สวัสดีครับยินดีต้อนรับ|windows-874>windows-1252
中文|gbk>iso-8859-1>utf-8>gbk
我们明天再讨论这个问题|gbk>iso-8859-1>utf-8>gbk
哦，我亲爱的小弟|utf-8>gbk>utf-8>gbk
Ça déjà vu|utf-8>iso-8859-1>utf-8>iso-8859-1
价格是€5，谢谢|utf-8>windows-1252>utf-8>windows-1252
"""

# Damaged, wanted, chain: made by other decoders, or found.
FOUND = [
    # What WHATWG's decoder makes of a pair in the user-defined area.
    ("涓\ue15f枃", "中文", "utf-8>gbk"),
    # github.com/simonw/ftfy-web/issues/3, Kerbalism#1157, ftfy#119.
    ("ÓůÓĂČíĽţ(YYRJ)", "御用软件(YYRJ)", "gbk>windows-1250"),
    ("Gr枚脽e 眉ber alles", "Größe über alles", "utf-8>gbk"),
    ("Ä×èÈÄÄî▒è¤ô_üiâAâjâüâpâXüj_10òb.png", "時間試験観点（アニメパス）_10秒.png", "shift_jis>cp850"),
    # Browsers decode the five holes of windows-1252 as C1 controls.
    ("å\x90\x8då‰\x8d", "名前", "utf-8>windows-1252"),
]

# Around damage: clean text that must stay.
INSIDE = [
    ("正常中文，{} normal", "生活", "utf-8>gbk"),
    ("文件名是{}，请查收", "新建文本文件", "utf-8>gbk"),
    ("Author: {} (2019)", "中国人民大学出版社", "gbk>iso-8859-1"),
    ("The word {} means life in Chinese.", "生活", "utf-8>gbk"),
    ("title: '{}', desc: '{}'", "知识", "utf-8>gbk"),
    ('{{"text": "{}", "n": 1}}', "生活", "utf-8>gbk"),
    ("1,\"{}\",2.50", "電腦與網路", "big5>iso-8859-1"),
    # Lost text beside damage stays, and does not keep the damage from repair.
    ("title: '{}', n: 锟斤拷锟斤拷", "生活", "utf-8>gbk"),
    ("n: 锟斤拷锟斤拷, title: '{}'", "生活", "utf-8>gbk"),
    ("{} \uFFFD\uFFFD\uFFFD", "生活", "utf-8>gbk"),
    ("Il a dit : {} et il est parti", "café déjà", "utf-8>windows-1252"),
]


def damage(text, chain):
    charsets = chain.split(">")
    for actual, read_as in zip(charsets[::2], charsets[1::2]):
        text = text.encode(CODECS.get(actual, actual)).decode(CODECS.get(read_as, read_as))
    return text


def escaped(text):
    """Characters that are not seen, or that editors change, as escapes."""
    def one(c):
        if c == "\\":
            return "\\\\"
        hidden = ord(c) < 0x20 or 0x7F <= ord(c) <= 0xA0 or c == "\u00AD"
        hidden |= 0xE000 <= ord(c) <= 0xF8FF or 0x2000 <= ord(c) <= 0x200F or 0x2028 <= ord(c) <= 0x202F
        return f"\\u{{{ord(c):x}}}" if hidden or c in "\u3000\uFEFF" else c
    return "".join(map(one, text))


def main():
    print("# Written by damage.py, do not edit. Damaged, wanted, chain.")
    for line in MADE.strip().split("\n"):
        wanted, chain = line.split("|")
        print(escaped(damage(wanted, chain)), escaped(wanted), chain, sep="\t")
    for frame, word, chain in INSIDE:
        broken, whole = ([w] * 2 for w in (damage(word, chain), word))
        print(escaped(frame.format(*broken)), escaped(frame.format(*whole)), chain, sep="\t")
    for damaged, wanted, chain in FOUND:
        print(escaped(damaged), escaped(wanted), chain, sep="\t")


if __name__ == "__main__":
    main()
