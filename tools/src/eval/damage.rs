//! Damage: a chain of wrong decodes, and the rules by which decoders carry it out.

use std::fmt;

use anyhow::Result;

use super::codec::Codec;

/// One wrong decode: bytes of `actual`, read as `read_as`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Step {
    /// The charset the text was written in.
    pub actual: Codec,
    /// The charset it was read as.
    pub read_as: Codec,
}

/// Wrong decodes in the order in which they happen; written `utf-8>gbk>utf-8>gbk`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Chain(Vec<Step>);

impl Chain {
    /// A chain from its written form.
    ///
    /// # Panics
    /// With an odd number of names or a name that is no charset: chains stand in the source.
    pub fn of(names: &'static str) -> Self {
        let codecs: Vec<Codec> = names
            .split('>')
            .map(|name| Codec::named(name).unwrap_or_else(|| panic!("{name} is no charset")))
            .collect();
        assert!(codecs.len().is_multiple_of(2), "{names}: a step is two charsets");
        Self(codecs.chunks(2).map(|pair| Step { actual: pair[0], read_as: pair[1] }).collect())
    }

    /// A chain of one step.
    pub fn single(actual: &'static str, read_as: &'static str) -> Option<Self> {
        Some(Self(vec![Step { actual: Codec::named(actual)?, read_as: Codec::named(read_as)? }]))
    }

    /// The steps, the first damage first.
    pub fn steps(&self) -> &[Step] {
        &self.0
    }

    /// Whether text was damaged more than once.
    pub fn is_nested(&self) -> bool {
        self.0.len() > 1
    }
}

impl fmt::Display for Chain {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (i, step) in self.0.iter().enumerate() {
            let joint = if i > 0 { ">" } else { "" };
            write!(f, "{joint}{}>{}", step.actual.name(), step.read_as.name())?;
        }
        Ok(())
    }
}

/// A text after its damage.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Damaged {
    /// The text after each step; the last one is what a repairer is given.
    pub stages: Vec<String>,
    /// Whether no decoder on the way replaced or dropped a byte.
    pub lossless: bool,
}

impl Damaged {
    /// The text as it is found.
    pub fn text(&self) -> &str {
        self.stages.last().map_or("", String::as_str)
    }
}

/// How decoders treat bytes. A rule of lossy damage gives texts with `lossless: false`; the
/// evaluation so far looks at lossless ones only.
pub trait Rule {
    /// Its name in the report.
    fn name(&self) -> &str;

    /// Damages each text; `None` where it cannot be written in the charset of a step.
    ///
    /// # Errors
    /// When a program that carries out the rule fails.
    fn damage(&mut self, chain: &Chain, texts: &[&str]) -> Result<Vec<Option<Damaged>>>;
}

/// Browsers, Rust, and most else that follows the WHATWG encoding standard.
#[derive(Clone, Copy, Debug, Default)]
pub struct Whatwg;

impl Whatwg {
    /// Damages one text.
    pub fn damage_one(chain: &Chain, text: &str) -> Option<Damaged> {
        let mut damaged = Damaged { stages: Vec::new(), lossless: true };
        let mut at = text.to_owned();
        for step in chain.steps() {
            let decoded = step.read_as.decode(&step.actual.encode(&at)?);
            damaged.lossless &= decoded.lossless && !decoded.text.contains('\u{fffd}');
            damaged.stages.push(decoded.text.clone());
            at = decoded.text;
        }
        Some(damaged)
    }
}

impl Rule for Whatwg {
    fn name(&self) -> &str {
        "whatwg"
    }

    fn damage(&mut self, chain: &Chain, texts: &[&str]) -> Result<Vec<Option<Damaged>>> {
        use rayon::prelude::*;
        Ok(texts.par_iter().map(|text| Self::damage_one(chain, text)).collect())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Wrong decodes known from real files, as browsers make them; written with escapes where an editor
    /// could lose a character.
    #[test]
    fn known_rows() {
        let rows: [(&str, &'static str, &str); 22] = [
            ("文字", "utf-8>gbk", "鏂囧瓧"),
            ("你好", "utf-8>gbk", "浣犲ソ"),
            ("中文", "utf-8>gbk", "涓\u{e15f}枃"),
            ("编码检测", "utf-8>gbk", "缂栫爜妫€娴\u{fffd}"),
            ("我们", "utf-8>gbk", "鎴戜滑"),
            ("测试文件", "utf-8>gbk", "娴嬭瘯鏂囦欢"),
            ("一", "utf-8>gbk", "涓€"),
            ("用户名:张三", "utf-8>gbk", "鐢ㄦ埛鍚\u{fffd}:寮犱笁"),
            ("中文测试", "gbk>utf-8", "\u{fffd}\u{fffd}\u{fffd}Ĳ\u{fffd}\u{fffd}\u{fffd}"),
            ("中文编码", "gbk>windows-1252", "ÖÐÎÄ±àÂë"),
            ("你好世界", "utf-8>windows-1252", "ä½\u{a0}å¥½ä¸–ç•Œ"),
            ("中文", "utf-8>windows-1252", "ä¸\u{ad}æ–‡"),
            ("中文", "utf-8>iso-8859-1", "ä¸\u{ad}æ\u{96}\u{87}"),
            ("編碼測試", "big5>gbk", "絪絏代刚"),
            ("編碼測試", "utf-8>big5", "蝺函Ⅳ皜祈岫"),
            ("日本語テスト", "shift_jis>gbk", "擔杮岅僥僗僩"),
            ("日本語", "utf-8>shift_jis", "譌･譛ｬ隱\u{fffd}"),
            ("文字化け", "utf-8>shift_jis", "譁\u{fffd}ｭ怜喧縺\u{fffd}"),
            ("한국어", "euc-kr>windows-1252", "ÇÑ±¹¾î"),
            ("Привет", "utf-8>windows-1251", "РџСЂРёРІРµС‚"),
            ("Привет", "windows-1251>gbk", "橡桠弪"),
            ("文档", "gbk>iso-8859-1>utf-8>gbk", "脦脛碌碌"),
        ];
        for (clean, chain, damaged) in rows {
            let found = Whatwg::damage_one(&Chain::of(chain), clean).unwrap();
            assert_eq!(found.text(), damaged, "{clean} {chain}");
            assert_eq!(found.lossless, !damaged.contains('\u{fffd}'), "{clean} {chain}");
        }
    }

    #[test]
    fn nested_chains_keep_their_stages() {
        let found = Whatwg::damage_one(&Chain::of("utf-8>gbk>utf-8>gbk"), "文字").unwrap();
        assert_eq!(found.stages.len(), 2);
        assert_eq!(found.stages[0], "鏂囧瓧");
    }

    #[test]
    fn a_chain_prints_as_it_is_written() {
        for name in ["utf-8>gbk", "gbk>iso-8859-1>utf-8>gbk"] {
            assert_eq!(Chain::of(name).to_string(), name);
        }
    }

    #[test]
    fn what_cannot_be_written_is_left_out() {
        assert_eq!(Whatwg::damage_one(&Chain::of("big5>gbk"), "简体"), None);
    }
}
