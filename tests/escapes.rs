//! The passes that undo escapes, and those of the preset `ftfy`: what they change, and what they leave.
#![cfg(feature = "normalize")]

use fix_text::{Fixer, Pass, apply, undo};

/// Runs one pass; the edits must lead back.
fn pass(pass: Pass, text: &str) -> String {
    let fixed = Fixer::builder().pass(pass).build().unwrap().fix(text);
    assert_eq!(apply(text, fixed.edits()).unwrap(), fixed.text());
    assert_eq!(undo(fixed.text(), fixed.edits()).unwrap(), text);
    fixed.text().to_owned()
}

fn table(name: Pass, rows: &[(&str, &str)]) {
    for (text, wanted) in rows {
        assert_eq!(pass(name, text), *wanted, "{name}: {text:?}");
        assert_eq!(Fixer::default().fix(text).text(), *text, "{text:?}: nothing is asked for");
    }
}

#[test]
fn references_of_html() {
    table(
        Pass::HtmlEntities,
        &[
            ("caf&eacute; &amp; cr&egrave;me", "café & crème"),
            ("&#20013;&#x6587;", "中文"),
            ("&amp;#20013;&amp;#25991;", "中文"),
            ("&amp;amp;lt;", "<"),
            ("&EACUTE;TUDE", "ÉTUDE"),
            ("it&#146;s", "it’s"),
            // No reference, none that is known, none that is closed, nothing but tags about it.
            ("AT&T; R&D", "AT&T; R&D"),
            ("a&b=c&copy=1", "a&b=c&copy=1"),
            ("&nosuchname;", "&nosuchname;"),
            ("&#0;&#xFFFFFFFFFF;&#xD800;", "&#0;&#xFFFFFFFFFF;&#xD800;"),
            ("<b>&lt;b&gt;</b>", "<b>&lt;b&gt;</b>"),
            ("&", "&"),
        ],
    );
    table(
        Pass::NumericReferences,
        &[
            ("<p>&#20013;&#25991; &lt;</p>", "<p>中文 &lt;</p>"),
            ("&amp;#20013;", "中"),
            ("&amp; &eacute;", "&amp; &eacute;"),
        ],
    );
}

#[test]
fn escapes_of_programs() {
    table(
        Pass::UnicodeEscapes,
        &[
            (r"\u4e2d\u6587", "中文"),
            (r"caf\u00E9", "café"),
            (r"\ud83d\ude00 \u{1F600} \U0001F600", "😀 😀 😀"),
            // Escaped itself, half a pair, what would end a string, too short.
            (r"\\u4e2d", r"\\u4e2d"),
            (r"\ud83d!", r"\ud83d!"),
            (r"\u0022\u005c\u0000\u0009", r"\u0022\u005c\u0000\u0009"),
            (r"\u4e2 \unit C:\users", r"\u4e2 \unit C:\users"),
            (r"\", r"\"),
        ],
    );
}

#[test]
fn escapes_of_addresses_and_mail() {
    table(
        Pass::PercentEscapes,
        &[
            ("https://a.cn/%E4%B8%AD%E6%96%87?q=1", "https://a.cn/中文?q=1"),
            ("%D6%D0%CE%C4", "中文"),
            ("caf%C3%A9%20noir%2F", "café%20noir%2F"),
            ("100%, 5%E4, %zz%", "100%, 5%E4, %zz%"),
        ],
    );
    table(
        Pass::QuotedPrintable,
        &[
            ("=E4=B8=AD=E6=96=87", "中文"),
            ("a =3D b, =E4=B8=\n=AD=E6=96=\r\n=87 is=\n it", "a = b, 中文 is it"),
            ("x=3D4, y =\nz", "x=3D4, y =\nz"),
        ],
    );
    table(
        Pass::EncodedWords,
        &[
            ("Subject: =?GB2312?B?1tDOxA==?=", "Subject: 中文"),
            ("=?utf-8?Q?caf=C3=A9_noir?= x", "café noir x"),
            ("=?UTF-8?B?5Lg=?= =?UTF-8?B?reaWhw==?=", "中文"),
            ("=?iso-8859-1*de?Q?gr=FC=DFe?=", "grüße"),
            ("=?nosuch?B?1tDOxA==?= =?utf-8?B?!?= =?a", "=?nosuch?B?1tDOxA==?= =?utf-8?B?!?= =?a"),
        ],
    );
    table(
        Pass::Utf7,
        &[
            ("+Ti1lhw-", "中文"),
            ("Hi +2D3eAA-", "Hi 😀"),
            ("C++11-, 1+1-, +49-30-1234, a+bc-d", "C++11-, 1+1-, +49-30-1234, a+bc-d"),
        ],
    );
}

#[test]
fn what_ftfy_does_besides_encodings() {
    table(Pass::TerminalEscapes, &[("\u{1b}[36;44mnot a key\u{1b}[0m \u{1b}", "not a key \u{1b}")]);
    table(Pass::LatinLigatures, &[("ﬂuﬃest ĳs ǆ", "fluffiest ijs dž")]);
    table(Pass::CharacterWidth, &[("ＬＯＵＤ　ﾃｽﾄ，", "LOUD テスト,")]);
    table(Pass::StraightQuotes, &[("“it’s”, «so»", "\"it's\", «so»")]);
    table(Pass::LineBreaks, &[("a\r\nb\rc\u{2028}d\u{85}e\n", "a\nb\nc\nd\ne\n")]);
    // Escaped damage comes to light and is repaired.
    let fixer = Fixer::builder().pass(Pass::HtmlEntities).pass(Pass::RepairAgain).build().unwrap();
    assert_eq!(fixer.fix("caf&Atilde;&copy; noir").text(), "café noir");
}
