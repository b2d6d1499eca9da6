//! The pass that brings Chinese text into one script.

use std::ops::Range;

use std::str::FromStr;

use super::convert::Conversion;
use super::detect::{Evidence, Han, Region, spans};
use crate::normalize::{Change, UnknownName};

/// The script that Chinese text is wanted in.
///
/// Japanese text is not converted, nor is text that is in the wanted script already: what a piece of text is in is found out by the
/// characters that only one script has, clause by clause, and where a clause shows none by the line it is in.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum Script {
    /// Whatever it is in.
    #[default]
    Keep,
    /// Simplified.
    Simplified,
    /// Traditional, by the spelling of OpenCC.
    Traditional,
    /// Traditional by the standard of Taiwan.
    Taiwan,
    /// Traditional by the standard of Hong Kong.
    HongKong,
    /// Whatever this conversion makes of it: all of the text, whatever it is, exactly as OpenCC does it.
    Exact(Conversion),
}

impl Script {
    /// What `--script` calls it; the names of [`Conversion`] for exact ones.
    pub fn name(self) -> &'static str {
        match self {
            Script::Keep => "keep",
            _ => self.pass_name().trim_start_matches(PREFIX),
        }
    }

    /// The name of the pass.
    pub(crate) fn pass_name(self) -> &'static str {
        match self {
            Script::Keep => "script:keep",
            Script::Simplified => "script:hans",
            Script::Traditional => "script:hant",
            Script::Taiwan => "script:tw",
            Script::HongKong => "script:hk",
            Script::Exact(Conversion::S2t) => "script:s2t",
            Script::Exact(Conversion::T2s) => "script:t2s",
            Script::Exact(Conversion::S2tw) => "script:s2tw",
            Script::Exact(Conversion::Tw2s) => "script:tw2s",
            Script::Exact(Conversion::S2hk) => "script:s2hk",
            Script::Exact(Conversion::Hk2s) => "script:hk2s",
            Script::Exact(Conversion::S2twp) => "script:s2twp",
            Script::Exact(Conversion::Tw2sp) => "script:tw2sp",
            Script::Exact(Conversion::S2hkp) => "script:s2hkp",
            Script::Exact(Conversion::Hk2sp) => "script:hk2sp",
            Script::Exact(Conversion::T2tw) => "script:t2tw",
            Script::Exact(Conversion::Tw2t) => "script:tw2t",
            Script::Exact(Conversion::T2hk) => "script:t2hk",
            Script::Exact(Conversion::Hk2t) => "script:hk2t",
            Script::Exact(Conversion::T2jp) => "script:t2jp",
            Script::Exact(Conversion::Jp2t) => "script:jp2t",
        }
    }
}

impl FromStr for Script {
    type Err = UnknownName;

    /// `keep`, `hans`, `hant`, `tw`, `hk`, or the name of a [`Conversion`].
    fn from_str(name: &str) -> Result<Self, UnknownName> {
        let own = [
            Script::Keep,
            Script::Simplified,
            Script::Traditional,
            Script::Taiwan,
            Script::HongKong,
        ];
        if let Some(script) = own.into_iter().find(|script| script.name() == name) {
            return Ok(script);
        }
        name.parse().map(Script::Exact).map_err(|_: UnknownName| {
            let known = own.iter().map(|script| script.name());
            UnknownName::new("script", name, known.chain(Conversion::ALL.iter().map(|c| c.name())))
        })
    }
}

const PREFIX: &str = "script:";

/// How sure a conversion is, as one character can become several.
const CONFIDENCE: f64 = 0.99;

/// What has to be replaced for a text to be in `target`.
pub fn changes(text: &str, target: Script) -> Vec<Change> {
    match target {
        Script::Keep => Vec::new(),
        Script::Exact(conversion) => {
            conversion.replacements(text).into_iter().map(change(0)).collect()
        }
        _ => by_span(text, target),
    }
}

fn change(start: usize) -> impl Fn((Range<usize>, String)) -> Change {
    move |(span, new)| Change {
        span: start + span.start..start + span.end,
        replacement: new,
        confidence: CONFIDENCE,
        reason: None,
    }
}

fn by_span(text: &str, target: Script) -> Vec<Change> {
    let mut changes = Vec::new();
    let whole = Evidence::of_characters(text);
    if whole.han == 0 {
        return changes;
    }
    for (span, script) in spans(text) {
        let Some(conversion) = conversion(script, target, &whole) else { continue };
        let part = text.get(span.clone()).unwrap_or_default();
        changes.extend(conversion.best_replacements(part).into_iter().map(change(span.start)));
    }
    changes
}

/// How text in `script` gets into `target`.
fn conversion(script: Han, target: Script, whole: &Evidence) -> Option<Conversion> {
    match (script, target) {
        (Han::Simplified | Han::Mixed, Script::Traditional) => Some(Conversion::S2t),
        (Han::Simplified | Han::Mixed, Script::Taiwan) => Some(Conversion::S2tw),
        (Han::Simplified | Han::Mixed, Script::HongKong) => Some(Conversion::S2hk),
        (Han::Traditional, Script::Taiwan) => Some(Conversion::T2tw),
        (Han::Traditional, Script::HongKong) => Some(Conversion::T2hk),
        (Han::Traditional | Han::Mixed, Script::Simplified) => Some(match whole.characters_of() {
            Some(Region::Taiwan) => Conversion::Tw2s,
            Some(Region::HongKong) => Conversion::Hk2s,
            None => Conversion::T2s,
        }),
        _ => None,
    }
}
