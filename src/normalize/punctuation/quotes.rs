//! The quotes of a line: which open, which close, and which have no partner.
//!
//! Whether a quote opens shows by what stands beside it: nothing ends after a colon, and nothing begins before a comma. What each neighbour says is
//! counted in bits; where the neighbours say nothing, the others of the line decide: a hidden Markov model of two states, outside of
//! a quotation and inside, by forward and backward probabilities.

use crate::normalize::script::is_han;

/// A kind of quote: the straight one, and the curly ones that it stands for.
#[derive(Clone, Copy, Debug)]
pub struct Kind {
    pub straight: char,
    pub open: char,
    pub close: char,
}

pub const DOUBLE: Kind = Kind { straight: '"', open: '“', close: '”' };
pub const SINGLE: Kind = Kind { straight: '\'', open: '‘', close: '’' };

impl Kind {
    /// The curly quote as text.
    pub fn mark(self, is_opening: bool) -> &'static str {
        match (self.straight, is_opening) {
            ('"', true) => "“",
            ('"', false) => "”",
            (_, true) => "‘",
            (_, false) => "’",
        }
    }

    pub fn has(self, c: char) -> bool {
        c == self.straight || c == self.open || c == self.close
    }
}

/// A quote of a line.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Quote {
    /// Byte offset in the line.
    pub at: usize,
    pub c: char,
    /// The probability that it opens a quotation.
    pub opens: f64,
}

impl Quote {
    /// The probability of the more probable direction.
    pub fn certainty(self) -> f64 {
        self.opens.max(1.0 - self.opens)
    }

    pub fn is_opening(self) -> bool {
        self.opens > 0.5
    }
}

/// A quotation, or one end of it where the other is missing.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Quotation {
    Whole(Quote, Quote),
    Alone(Quote),
}

/// A quotation that opens although the one before was not closed, or a quote that closes none.
const NO_PARTNER: f64 = 1.0 / 128.0;
/// A line that ends inside of a quotation: some go on in the next paragraph, and writers forget to close.
const UNFINISHED: f64 = 1.0 / 16.0;
/// A line that begins inside of one, where nothing is known of the line before.
pub const BEGUN: f64 = 1.0 / 32.0;
/// How probable it is that what was not closed at the end of a line goes on in the next.
const GOES_ON: f64 = 0.7;

/// Decides about the quotes of a line that begins inside of a quotation with this probability; returns the same for the next line.
pub fn decide(line: &str, kind: Kind, places: &[usize], begun: f64) -> (Vec<Quote>, f64) {
    let mut quotes: Vec<Quote> = places
        .iter()
        .filter_map(|at| {
            let c = line.get(*at..)?.chars().next()?;
            let (before, after) = (line.get(..*at)?, line.get(at + c.len_utf8()..)?);
            let mut bits = opens_after(before, kind) + opens_before(after, kind);
            if is_attributed(after) {
                bits += ATTRIBUTED;
            }
            Some(Quote { at: *at, c, opens: 1.0 / (1.0 + (-bits).exp2()) })
        })
        .collect();
    // [outside, inside] before each quote, and after the last one.
    let mut forward = Vec::with_capacity(quotes.len());
    let mut state = [1.0 - begun, begun];
    for quote in &quotes {
        forward.push(state);
        let [outside, inside] = state;
        let next = [
            (1.0 - quote.opens) * (inside + outside * NO_PARTNER),
            quote.opens * (outside + inside * NO_PARTNER),
        ];
        state = scaled(next);
    }
    let [_, goes_on] = scaled([state[0], state[1] * UNFINISHED]);
    let mut backward = scaled([1.0, UNFINISHED]);
    for (quote, [outside, inside]) in quotes.iter_mut().zip(forward).rev() {
        let opens = quote.opens * backward[1];
        let closes = (1.0 - quote.opens) * backward[0];
        let [closed, opened] = scaled([
            closes * (inside + outside * NO_PARTNER),
            opens * (outside + inside * NO_PARTNER),
        ]);
        backward = scaled([opens + closes * NO_PARTNER, closes + opens * NO_PARTNER]);
        quote.opens = opened / (closed + opened);
    }
    (quotes, (goes_on * GOES_ON).max(BEGUN))
}

fn scaled([outside, inside]: [f64; 2]) -> [f64; 2] {
    let sum = (outside + inside).max(f64::MIN_POSITIVE);
    [outside / sum, inside / sum]
}

/// One that opens and the next one, if that closes, belong together.
pub fn quotations(quotes: &[Quote]) -> Vec<Quotation> {
    let mut all = Vec::with_capacity(quotes.len() / 2 + 1);
    let mut open: Option<Quote> = None;
    for quote in quotes {
        match open.take() {
            Some(open) if !quote.is_opening() => {
                all.push(Quotation::Whole(open, *quote));
                continue;
            }
            Some(open) => all.push(Quotation::Alone(open)),
            None => {}
        }
        if quote.is_opening() {
            open = Some(*quote);
        } else {
            all.push(Quotation::Alone(*quote));
        }
    }
    all.extend(open.map(Quotation::Alone));
    all
}

// Bits for opening. Counted on the odd lines of the evaluation set, a mark and what it is folded to as one, and rounded.

/// By what stands before a quote.
fn opens_after(before: &str, kind: Kind) -> f64 {
    let mut chars = before.chars().rev().skip_while(|c| is_other(*c, kind));
    let Some(first) = chars.next() else { return LINE_BEGINS };
    match first {
        _ if kind.has(first) => 3.0,
        ':' | '：' => 6.0,
        '(' | '（' | '[' | '《' | '「' | '『' | '【' => 3.0,
        ',' | '，' | ';' | '；' | '、' => 0.0,
        '.' | '。' | '!' | '！' | '?' | '？' | '…' => -2.0,
        ')' | '）' | ']' | '》' | '」' | '』' | '】' => -0.5,
        _ if AWAITS.contains(first) => 3.0,
        _ if is_han(first) => 0.0,
        _ if first.is_whitespace() => match chars.find(|c| !c.is_whitespace()) {
            None => LINE_BEGINS,
            Some(':' | '：') => 6.0,
            Some('.' | '。' | '!' | '！' | '?' | '？') => -2.0,
            Some(',' | '，' | ';' | '；' | '、') => 0.0,
            Some(_) => 3.0,
        },
        _ if first.is_alphabetic() => -2.0,
        _ if first.is_numeric() => -1.0,
        _ => 1.0,
    }
}

const LINE_BEGINS: f64 = 3.5;

/// By what stands after it.
fn opens_before(after: &str, kind: Kind) -> f64 {
    let mut chars = after.chars().skip_while(|c| is_other(*c, kind));
    let Some(first) = chars.next() else { return LINE_ENDS };
    match first {
        _ if kind.has(first) => -3.0,
        // `"…` may begin, as may `".com`.
        '…' => -1.0,
        '.' if chars.next().is_some_and(|c| c == '.' || c.is_ascii_alphanumeric()) => -1.0,
        ',' | '，' | ';' | '；' | '、' | '.' | '。' | '!' | '！' | '?' | '？' => -6.0,
        ':' | '：' | ')' | '）' | ']' | '》' | '」' | '』' | '】' => -4.5,
        '(' | '（' => -4.0,
        _ if GOES_BACK.contains(first) => -3.0,
        _ if SPEAKS.contains(first) => 4.0,
        _ if is_han(first) => 1.0,
        _ if first.is_alphanumeric() => 1.5,
        _ if first.is_whitespace() => match chars.find(|c| !c.is_whitespace()) {
            None => LINE_ENDS,
            Some(_) => -2.5,
        },
        _ => 0.0,
    }
}

const LINE_ENDS: f64 = -4.5;

/// Quotes of the other kind are looked through: `"'这样'"`.
fn is_other(c: char, kind: Kind) -> bool {
    !kind.has(c) && (DOUBLE.has(c) || SINGLE.has(c))
}

/// What follows says who spoke.
const ATTRIBUTED: f64 = -3.0;

/// Whether what follows a quote says who spoke: `”他说。`, `”该球员笑着补充道。`
fn is_attributed(after: &str) -> bool {
    let mut last = None;
    for c in after.trim_start_matches(' ').chars().take(LONGEST_ATTRIBUTION) {
        match c {
            _ if is_han(c) || c.is_alphanumeric() || matches!(c, ' ' | '·' | '•') => {}
            _ => {
                return last.is_some_and(|last| SPOKE.contains(last)) && ENDS.contains(c);
            }
        }
        last = Some(c);
    }
    false
}

/// Characters of a name and a verb, and of what stands between.
const LONGEST_ATTRIBUTION: usize = 16;
const SPOKE: &str = "说說道话話讲講称稱";
const ENDS: &str = "，。：；,.:;\n";

/// What stands before a quotation more often than at its end: particles, prepositions, copulas, verbs of saying and naming.
const AWAITS: &str = "的是为為在于於和与與及以说說称稱叫个個";
/// What goes on after a quotation.
const GOES_BACK: &str = "的嘅之和与與及等";
/// What somebody who speaks begins with.
const SPEAKS: &str = "我你您";
