#!/usr/bin/env python3
"""Writes lossy.tsv: clean text whose bytes were read wrongly, and some of them lost on the way.

    python3 corpus/cases/lossy.py > corpus/cases/lossy.tsv

The decoders are those that did it in the wild, and share no code with this project: Python's, glibc's
(`iconv`) and ICU's (`node`). PHP's is a few lines here, by the rule it was measured to follow.
"""

import re
import subprocess

from damage import escaped

# What comes back: text, charset it was written in, how it was read, as what.
RESTORED = """
我们明天下午三点在学校门口见面。|utf-8|Python|gbk
这家饭馆的菜很好吃，价格也不贵。|utf-8|Python|gbk
请把窗户关上，外面开始下雨了。|utf-8|Python|gbk
日本語のページが文字化けしています。|utf-8|Python|gbk
오늘 회의는 오후 두 시에 시작합니다.|utf-8|Python|gbk
臺灣的夜市有很多好吃的小吃。|utf-8|Python|gbk
这是最新的版本，请及时更新您的软件。|utf-8|Node|gbk
請將附件中的表格填妥後寄回。|utf-8|Node|gbk
这里的风景很美，空气也很新鲜。|utf-8|Node|gbk
请在三十天之内办理退货手续，逾期不再受理。|utf-8|Node|gbk
标题：知识检索，作者：王小明|utf-8|PHP|gbk
我们的服务包括：安装、维修、保养等。|utf-8|PHP|gbk
他说“明天一定来”，可是没有来。|utf-8|PHP|gbk
銀行的營業時間到下午三點半。|utf-8|PHP|gbk
苹果公司发布了新手机，销量很高。|utf-8|iconv -c|gbk
这条河流经三个省，最后流入大海。|utf-8|iconv -c|gbk
这座古老的城市有两千多年的历史。|utf-8|stripped|gbk
数据库连接超时，请稍后再试。|utf-8|stripped|gbk
妈妈做的红烧肉是全家人最喜欢的菜。|utf-8|Python|gb18030
昨天晚上的足球比赛非常精彩。|utf-8|Python|gb18030
医生建议他多休息，少喝酒。|utf-8|Python|windows-1252
我很喜欢这本小说里的主人公。|utf-8|Python|windows-1252
他每天早上都去公园跑步。|utf-8|cleaned|windows-1252
欢迎来到我们的网站，请先登录。|utf-8|cleaned|windows-1252
Voilà, à bientôt à Paris, où l’été s’achève à peine.|utf-8|cleaned|windows-1252
今日は天気がいいので、散歩に行きましょう。|utf-8|Python|windows-1252
この電車は次の駅で止まりますか。|utf-8|cleaned|windows-1252
명동에서 친구를 만나서 저녁을 먹었습니다.|utf-8|Python|windows-1252
“好的，”她笑着说，“明天见。”|utf-8|iconv -c|windows-1252
東京から大阪まで新幹線で行きました。|utf-8|Python|shift_jis
明日の朝は早く起きなければなりません。|utf-8|Python|shift_jis
この問題についてもう一度考えてみてください。|utf-8|Node|shift_jis
其实时间过得很快，我们都没有注意到。|gbk+10|Python|gbk
这个问题的答案并不复杂，只要认真想一想就能明白。|gbk+12|Node|gbk
下个月我们打算去云南旅游，顺便看看老朋友。|gbk-9|Python|gbk
经过两年的努力，他终于考上了自己喜欢的大学。|gbk-14|Node|gbk
今年的粮食产量比去年有了明显的提高。|gbk-4|PHP|gbk
友達と一緒に映画を見に行きました。|utf-8|iconv -c|shift_jis
title: '知识检索', desc: '查找资料'|utf-8|PHP|gbk
友達と一緒に映画を見に行った。|utf-8|iconv -c|shift_jis
Nový jazyk je čeština a řečtina.|utf-8|Python|windows-1252
Źródło wody wyschło późną jesienią.|utf-8|Python|windows-1252
“Come in,” she said.|utf-8|twice|windows-1252
Погода завтра будет хорошая.|utf-8|twice|windows-1252
Το βιβλίο είναι πάνω στο τραπέζι.|utf-8|twice|windows-1252
הספר נמצא על השולחן.|utf-8|twice|windows-1252
他每天早上都去公园跑步。|utf-8|twice|windows-1252
"""

# What does not come back today. A test says so when it does; then it moves up.
FAILING = """
오늘은 날씨가 맑고 따뜻합니다.|utf-8|Python|euc-kr
会议改到下周二举行，请各部门准时参加。|utf-8|Python|gbk
"name": "张伟", "city": "北京", "job": "工程师"|utf-8|PHP|gbk
title: '用户管理', desc: '添加和删除用户'|utf-8|PHP|gbk
<td>张三</td><td>二十三岁</td><td>上海市</td>|utf-8|PHP|gbk
请填写您的联系方式,我们会尽快与您联系。|utf-8|PHP|gbk
公司今年的收入比去年增加了百分之二十。|utf-8|stripped|gbk
他们的孩子在国外读大学，每年夏天回来一次。|utf-8|stripped|gbk
Он вернулся домой поздно вечером и сразу лёг спать.|utf-8|Python|windows-1252
圖書館的開放時間是早上九點到晚上六點。|utf-8|Python|big5
我們下個星期要去日本旅行。|utf-8|Node|big5
這份報告說明了去年的工作情況和今年的計劃。|big5+11|Python|big5
この本は子供のころに何度も読みました。|shift_jis-12|Python|shift_jis
Мы встретились на площади у старого театра.|utf-8|cleaned|windows-1252
"""

# Clean text, or text that nothing can be made of: it must stay as it is.
STAYS = [
    ("为什么?我也不知道?真的吗?", "clean: ASCII question marks between Chinese sentences"),
    ("他说:\"你去哪里?\"我没有回答。", "clean: a question mark before a quote"),
    ("条件?甲:乙", "clean: an operator between Chinese names"),
    ("const 状态 = 结果 ? \"成功\" : \"失败\";", "clean: code"),
    ("SELECT * FROM 用户 WHERE 姓名 = ? AND 城市 = ?;", "clean: code with placeholders"),
    ("https://example.com/查询?q=天气&page=2", "clean: an address"),
    ("重慶(chóngqìng)是一座山城。", "clean: a gloss"),
    ("他姓仇(qiú),不是仇(chóu)恨的仇。", "clean: glosses"),
    ("本当ですか?はい、そうです。", "clean: an ASCII question mark in Japanese"),
    ("정말요? 네, 그렇습니다.", "clean: Korean"),
    ("¿Dónde está? Là-bas? Où?", "clean: Latin"),
    ("??? 这是什么 ???", "clean: many question marks"),
    ("字符 \uFFFD 叫做替换字符。", "clean: somebody writes about U+FFFD"),
    ("if (c == '\uFFFD') { return; } // 遇到坏字符", "clean: code about U+FFFD"),
    ("caf\uFFFD noir", "nothing tells what it was"),
    ("姓名:\uFFFD\uFFFD\uFFFD\uFFFD", "nothing is left"),
    ("????????? 2019-03-04", "nothing is left"),
]


# Double-byte text that fell out of step, and the byte that is put in.
SLIPPED = re.compile(r"(?P<charset>gbk|big5|shift_jis)(?P<sign>[+-])(?P<at>\d+)")
INSERTED = b"\x8f"

PYTHON = {"shift_jis": "cp932", "windows-1252": "cp1252", "euc-kr": "cp949"}


def python(data, label):
    return data.decode(PYTHON.get(label, label), "replace")


def node(data, label):
    script = f"const bytes = require('fs').readFileSync(0); process.stdout.write(new TextDecoder('{label}').decode(bytes))"
    command = ["node", "-e", script]
    return subprocess.run(command, input=data, capture_output=True, check=True).stdout.decode()


def iconv(data, label):
    # The exit status says that something was left out, which is what `-c` is for.
    command = ["iconv", "-c", "-f", label, "-t", "UTF-8"]
    return subprocess.run(command, input=data, capture_output=True, check=False).stdout.decode()


def php(data, label):
    """mb_convert_encoding from GBK: what is no pair is one question mark for two bytes."""
    assert label == "gbk"
    out, at = "", 0
    while at < len(data):
        width = 1 if data[at] <= 0x80 else 2
        try:
            out += "\u20ac" if data[at] == 0x80 else data[at:at + width].decode("gb18030")
        except UnicodeDecodeError:
            out += "?"
        at += width
    return out


def browser(data, label):
    """WHATWG's windows-1252, whose holes are C1 controls."""
    assert label == "windows-1252"
    holes = b"\x81\x8d\x8f\x90\x9d"
    return "".join(bytes([b]).decode("latin-1" if b in holes else "cp1252") for b in data)


def cleaned(data, label):
    """A browser, then a program that wants no odd spaces and no controls."""
    text = browser(data, label).replace("\u00a0", " ").replace("\u00ad", "")
    return "".join(c for c in text if not 0x80 <= ord(c) <= 0x9F)


def stripped(data, label):
    """ICU, then a program that wants no private-use characters."""
    return "".join(c for c in node(data, label) if not 0xE000 <= ord(c) <= 0xF8FF)


def twice(data, label):
    return python(python(data, label).encode(), label)


WAYS = {
    "Python": python,
    "twice": twice,
    "Node": node,
    "iconv -c": iconv,
    "PHP": php,
    "cleaned": cleaned,
    "stripped": stripped,
}


# Ways that have no name of their own.
LONG = {
    "twice": "Python, and that again",
    "cleaned": "a browser, then without odd spaces and controls",
    "stripped": "Node, then without private-use characters",
}


def damage(text, actual, way, label):
    """`gbk+7` is GBK with a byte put in before byte 7, and `gbk-7` with byte 7 left out."""
    slipped = SLIPPED.fullmatch(actual)
    if not slipped:
        return WAYS[way](text.encode(actual), label)
    data, at = text.encode(slipped["charset"]), int(slipped["at"])
    if slipped["sign"] == "+":
        return WAYS[way](data[:at] + INSERTED + data[at:], label)
    return WAYS[way](data[:at] + data[at + 1:], label)


def words(actual, way, label):
    """What happened, for people."""
    slipped = SLIPPED.fullmatch(actual)
    if slipped:
        fate = "put in before" if slipped["sign"] == "+" else "lost at"
        return f"{slipped['charset']} with a byte {fate} {slipped['at']}, read by {way}"
    return f"{actual} read as {label} by {LONG.get(way, way)}"


def table(rows):
    for row in rows.strip().split("\n"):
        wanted, actual, way, label = row.split("|")
        print(escaped(damage(wanted, actual, way, label)), escaped(wanted), words(actual, way, label), sep="\t")


def main():
    print("# Written by lossy.py, do not edit. Damaged, wanted, what happened.")
    table(RESTORED)
    print("# Text that stays as it is.")
    for text, why in STAYS:
        print(escaped(text), escaped(text), why, sep="\t")
    # tests/cases.rs looks for this line.
    print("# Known failures")
    table(FAILING)


if __name__ == "__main__":
    main()
