//! Where text is out of step, and what of the search's answer is certain enough.

use std::ops::Range;

use super::Repaired;
use super::double_byte::DoubleByte;
use super::lattice::{Effort, Lattice, Step, is_plain, search};
use super::readings::Readings;
use super::state::{Lead, State};
use super::steps::{ANY, Steps, closing};
use super::tokens::{Kind, Token};
use super::words::Words;
use crate::edit::{Cause, Edit, Finding, Guess, Kept};
use crate::model::{BIT, Cost};

/// Text can stay out of step for so many tokens after what gave it away.
const REACH: usize = 28;
/// No window is longer, whatever it holds.
const WIDEST: usize = 160;
/// One window in so many tokens is searched: where there are more, it is not this damage.
const DENSEST: usize = 64;
/// What is repaired helps with the rest; so many rounds.
const ROUNDS: usize = 4;
/// An answer must be this probable, and so much is tried: nearly certain and little in the first
/// round, less and more when nothing more is to be learned.
const LEAST_POSTERIOR: [(f64, Effort); ROUNDS] = [
    (0.99, Effort::Usual),
    (0.9, Effort::Usual),
    (SUFFICIENT_POSTERIOR, Effort::Great),
    (SUFFICIENT_POSTERIOR, Effort::Great),
];
/// In the end this is enough.
const SUFFICIENT_POSTERIOR: f64 = 1.0 / 3.0;
/// Where pairs were stripped on both sides of a token, anything can be made of it: then this is.
const CROWDED_POSTERIOR: f64 = 0.6;
/// What is this probable is learned from.
const WORTH_LEARNING: f64 = 0.9;
/// Nothing is more certain.
const MOST_CERTAIN: f64 = 0.999;
/// A character is named as guessed where others have at least this probability together,
const GUESSED: f64 = 0.001;
/// with so many candidates,
const CANDIDATES: usize = 5;
/// each of at least this probability.
const CANDIDATE: f64 = 0.001;

/// Quotations are looked for so many tokens back.
const QUOTATION: usize = 256;
/// What stands at a place decides on at most so many tokens after it.
const MEMORY: usize = 3;

/// A window of tokens to search, with what is known of it so far.
struct Window {
    range: Range<usize>,
    segments: Vec<Segment>,
    /// Nothing more is to be found out.
    settled: bool,
    /// How much had been learned when it was searched, and the effort.
    searched_with: Option<(usize, Effort)>,
    /// What the search completed, token by token.
    path: Vec<Step>,
}

impl Window {
    fn new(range: Range<usize>) -> Self {
        Self { range, segments: Vec::new(), settled: false, searched_with: None, path: Vec::new() }
    }
}

/// Tokens of which the search makes something else, or nothing.
struct Segment {
    range: Range<usize>,
    text: String,
    gain: Cost,
    explained: bool,
    /// The probability that all of it is right.
    posterior: f64,
    /// Pairs were stripped on both sides of a token.
    crowded: bool,
    guesses: Vec<Guess>,
}

impl Segment {
    fn is_certain(&self, least: f64) -> bool {
        let least = if self.crowded { least.max(CROWDED_POSTERIOR) } else { least };
        self.explained && self.posterior >= least
    }
}

/// Brings what is out of step in the tokens of a passage back.
pub(super) fn restore(text: &str, tokens: &[Token<'_>], readings: &Readings) -> Repaired {
    let mut windows = windows(tokens, readings);
    let mut readings = readings.clone();
    let mut words = Words::default();
    let mut readable = 0;
    for window in &windows {
        words.learn(chars(tokens.get(readable..window.range.start)));
        readable = window.range.end;
    }
    words.learn(chars(tokens.get(readable..)));
    let charset = DoubleByte::gbk();
    for window in &windows {
        for token in tokens.get(window.range.clone()).unwrap_or_default() {
            if let Kind::LostReading(reading) | Kind::Reading(reading) = token.kind {
                let is_bare = |code| charset.char(code).is_some_and(|c| words.has(c));
                readings.look_up(reading, is_bare);
            }
        }
    }
    let mut learned = 0;
    let most = tokens.len() / DENSEST + 16;
    for window in windows.iter_mut().skip(most) {
        let run = tokens.get(window.range.clone()).unwrap_or_default();
        (window.segments, window.settled) = (unexplained(run, window.range.start), true);
    }
    for (least, effort) in LEAST_POSTERIOR {
        for window in windows.iter_mut().filter(|window| !window.settled) {
            if window.searched_with != Some((learned, effort)) {
                let steps =
                    Steps { charset: DoubleByte::gbk(), readings: &readings, words: &words };
                (window.segments, window.path) = examine(steps, tokens, &window.range, effort);
                window.searched_with = Some((learned, effort));
            }
            window.settled = window.segments.iter().all(|segment| segment.is_certain(least));
            // A mistake that is learned is repeated.
            if window.segments.iter().all(|segment| segment.is_certain(WORTH_LEARNING)) {
                window.settled = true;
                learned += 1;
                let start = start(tokens, window.range.start);
                let completed =
                    window.path.iter().flat_map(|step| step.out.chars().iter().copied());
                words.learn([start.before, start.previous].into_iter().chain(completed));
                let run = tokens.get(window.range.clone()).unwrap_or_default();
                learn_readings(&mut readings, start.bytes, run, &window.path);
            }
        }
    }
    report(text, tokens, &windows)
}

/// The characters of tokens.
fn chars<'t>(tokens: Option<&'t [Token<'_>]>) -> impl Iterator<Item = char> + 't {
    tokens.unwrap_or_default().iter().filter_map(|token| match token.kind {
        Kind::Char(c) => Some(c),
        _ => None,
    })
}

/// Whether a token stands where only damage puts it.
fn is_evidence(tokens: &[Token<'_>], at: usize, readings: &Readings) -> bool {
    let neighbour = |at: Option<usize>| at.and_then(|at| tokens.get(at)).map(|token| token.kind);
    let is_wide = |kind| {
        matches!(kind, Some(Kind::Char(c)) if !c.is_ascii())
            || matches!(kind, Some(Kind::Reading(_)))
    };
    match neighbour(Some(at)) {
        Some(Kind::LostReading(_)) => true,
        Some(Kind::Mark(_)) => {
            is_wide(neighbour(at.checked_sub(1))) || is_wide(neighbour(at.checked_add(1)))
        }
        Some(Kind::Reading(reading)) => match neighbour(at.checked_sub(1)) {
            Some(Kind::Char(c)) => DoubleByte::gbk()
                .pair(c)
                .is_none_or(|pair| !readings.codes(reading).contains(&pair)),
            _ => true,
        },
        _ => false,
    }
}

/// The windows to search, without overlaps.
fn windows(tokens: &[Token<'_>], readings: &Readings) -> Vec<Window> {
    let mut windows: Vec<Window> = Vec::new();
    let is_line_end =
        |at: usize| tokens.get(at).is_some_and(|token| token.kind == Kind::Char('\n'));
    for at in 0..tokens.len() {
        if !is_evidence(tokens, at, readings) {
            continue;
        }
        // The end of a line tells what can stand before it.
        let most = tokens.len().min(at + REACH);
        let end = (at + 1..most).find(|&at| is_line_end(at)).map_or(most, |at| at + 1);
        match windows.last_mut() {
            Some(last) if at < last.range.end && end - last.range.start <= WIDEST => {
                last.range.end = end.max(last.range.end)
            }
            Some(last) if at < last.range.end => {
                last.range.end = at;
                windows.push(Window::new(at..end));
            }
            _ => windows.push(Window::new(at..end)),
        }
    }
    windows
}

/// The hypothesis that everything before a token is in step.
fn start(tokens: &[Token<'_>], at: usize) -> State {
    let before = tokens.get(..at).unwrap_or_default();
    let mut last = before.iter().rev().filter_map(|token| match token.kind {
        Kind::Char(c) | Kind::Mark(c) => Some(c),
        _ => None,
    });
    let (previous, earlier) = (last.next().unwrap_or('\n'), last.next().unwrap_or('\0'));
    let mut state = State::after(earlier, previous);
    // A quotation that was opened before stays open to the end of the line.
    for token in before.iter().rev().take(QUOTATION) {
        match token.kind {
            Kind::Char('\n' | '”' | '’' | '」' | '』' | '》') => break,
            Kind::Mark(_) | Kind::LostReading(_) => {
                state.closing = [None, Some(ANY)];
                break;
            }
            Kind::Char(c) if closing(c).is_some() => {
                state.closing = [None, closing(c)];
                break;
            }
            _ => {}
        }
    }
    state.parted = before.last().is_some_and(Token::is_reading);
    let mut bytes = Vec::with_capacity(4);
    for c in [earlier, previous] {
        match u8::try_from(c).ok().filter(u8::is_ascii) {
            Some(byte) => bytes.push(Some(byte)),
            None => match DoubleByte::gbk().pair(c) {
                Some(pair) => bytes.extend(pair.map(Some)),
                None => bytes.extend([None; 2]),
            },
        }
    }
    if let Some(&[one, other]) = bytes.last_chunk() {
        state.bytes = [one, other];
    }
    state
}

/// Searches a window.
fn examine(
    steps: Steps<'_>,
    tokens: &[Token<'_>],
    range: &Range<usize>,
    effort: Effort,
) -> (Vec<Segment>, Vec<Step>) {
    let window = tokens.get(range.clone()).unwrap_or_default();
    let start = start(tokens, range.start);
    let after = tokens.get(range.end).map(|token| token.kind);
    let Some(lattice) = search(steps, start, window, after, effort) else {
        return (unexplained(window, range.start), Vec::new());
    };
    let path = &lattice.best;
    let intact = intact(steps, start, window);
    let mut plain = Vec::with_capacity(path.len());
    let mut in_step = true;
    for (step, token) in path.iter().zip(window) {
        let is_new =
            matches!(token.kind, Kind::Reading(new) if steps.readings.codes(new).is_empty());
        plain.push(is_plain(in_step, step, token) && !is_new);
        in_step = step.in_step;
    }
    let mut segments: Vec<Segment> = Vec::new();
    let mut at = 0;
    while at < plain.len() {
        let run = plain.get(at..).unwrap_or_default();
        let len = run.iter().take_while(|&&plain| !plain).count();
        if len > 0 {
            let next = run.iter().skip(len).take_while(|&&plain| plain).count() + at + len;
            segments.push(segment(&lattice, &intact, at..at + len, next, range.start));
        }
        at += len.max(1);
    }
    (segments, lattice.best)
}

/// What gave a window away, where no hypothesis comes to its end in step.
fn unexplained(window: &[Token<'_>], offset: usize) -> Vec<Segment> {
    let given_away = |token: &Token<'_>| matches!(token.kind, Kind::LostReading(_) | Kind::Mark(_));
    let places = window.iter().enumerate().filter(|(_, token)| given_away(token));
    places
        .map(|(at, _)| Segment {
            range: offset + at..offset + at + 1,
            text: String::new(),
            gain: 0,
            explained: false,
            posterior: 0.0,
            crowded: false,
            guesses: Vec::new(),
        })
        .collect()
}

/// What the search says of tokens; the next change comes at `next`.
fn segment(
    lattice: &Lattice,
    intact: &[Cost],
    range: Range<usize>,
    next: usize,
    offset: usize,
) -> Segment {
    let path = &lattice.best;
    let steps = path.get(range.clone()).unwrap_or_default();
    // What follows depends on what stands here for as long as the model remembers.
    let until = next.min(range.end + MEMORY).min(path.len());
    let spent = |costs: &dyn Fn(usize) -> Option<Cost>| {
        let before = range.start.checked_sub(1).and_then(costs).unwrap_or(0);
        until.checked_sub(1).and_then(costs).unwrap_or(0).saturating_sub(before)
    };
    let now = spent(&|at| path.get(at).map(|step| step.cost));
    let found = spent(&|at| intact.get(at).copied());
    let mut text = String::new();
    let mut guesses = Vec::new();
    for at in range.clone() {
        let out = path.get(at).map(|step| step.out).unwrap_or_default();
        for (index, &c) in out.chars().iter().enumerate() {
            let start = text.len();
            text.push(c);
            let mut candidates = lattice.candidates(at, index);
            let others: f64 = candidates.iter().skip(1).map(|(_, posterior)| posterior).sum();
            if others >= GUESSED {
                candidates.truncate(CANDIDATES);
                candidates.retain(|&(_, posterior)| posterior >= CANDIDATE);
                guesses.push(Guess { span: start..text.len(), candidates });
            }
        }
    }
    Segment {
        text,
        guesses,
        gain: found.saturating_sub(now),
        posterior: lattice.posterior(range.clone()),
        // A token completes one character, and one more for each pair that was stripped before it.
        crowded: steps.windows(2).any(|two| two.iter().all(|step| step.out.chars().len() > 1)),
        explained: steps.iter().all(|step| !step.unexplained),
        range: range.start + offset..range.end + offset,
    }
}

/// The cost of each token and all before it, had nothing happened to the text.
fn intact(steps: Steps<'_>, start: State, window: &[Token<'_>]) -> Vec<Cost> {
    let mut state = start;
    let mut costs = Vec::with_capacity(window.len());
    for token in window {
        let mut states = Vec::new();
        steps.observe(state, token.kind, None, &mut states);
        let kept = states.iter().filter(|state| state.lead == Lead::None).find(|next| {
            next.unexplained
                || match (token.kind, next.out.chars()) {
                    (Kind::Char(c) | Kind::Mark(c), &[out]) => c == out,
                    (Kind::Reading(_), []) => true,
                    _ => false,
                }
        });
        if let Some(&kept) = kept {
            state = State { out: Default::default(), unexplained: false, ..kept };
        }
        costs.push(state.cost);
    }
    costs
}

/// Takes the characters of readings over that stand only where text is out of step.
fn learn_readings(
    readings: &mut Readings,
    before: [Option<u8>; 2],
    tokens: &[Token<'_>],
    steps: &[Step],
) {
    let charset = DoubleByte::gbk();
    let mut bytes: Vec<u8> = before.into_iter().flatten().collect();
    let mut lost = Vec::new();
    let mut in_step = true;
    for (token, step) in tokens.iter().zip(steps) {
        bytes.extend(step.out.chars().iter().filter_map(|&c| charset.pair(c)).flatten());
        if let Kind::LostReading(reading) = token.kind
            && readings.codes(reading).is_empty()
            && (in_step != step.in_step || !step.out.chars().is_empty())
        {
            // Out of step afterwards, the second byte of the pair leads the next character.
            let odd = usize::from(!step.in_step);
            lost.push((reading, bytes.len().checked_sub(2).map(|at| at + odd)));
        }
        in_step = step.in_step;
    }
    for (reading, at) in lost {
        if let Some(&[first, second]) = at.and_then(|at| bytes.get(at..at + 2)) {
            readings.learn(reading, [first, second]);
        }
    }
}

/// What is certain becomes an edit, what is not is reported.
fn report(text: &str, tokens: &[Token<'_>], windows: &[Window]) -> Repaired {
    let mut repaired = Repaired::default();
    let span_of = |range: &Range<usize>| {
        let run = tokens.get(range.clone()).unwrap_or_default();
        Some(run.first()?.span.start..run.last()?.span.end)
    };
    for window in windows {
        for segment in &window.segments {
            let Some(span) = span_of(&segment.range) else { continue };
            let original = text.get(span.clone()).unwrap_or_default().to_owned();
            if segment.is_certain(SUFFICIENT_POSTERIOR) {
                repaired.edits.push(Edit {
                    span,
                    original,
                    replacement: segment.text.clone(),
                    cause: Cause::OutOfStep,
                    also: Vec::new(),
                    reason: None,
                    confidence: segment.posterior.min(MOST_CERTAIN),
                    margin: f64::from(segment.gain) / f64::from(BIT),
                    guesses: segment.guesses.clone(),
                });
            } else {
                repaired.findings.push(Finding {
                    span,
                    original,
                    proposal: segment.explained.then(|| segment.text.clone()),
                    cause: Cause::OutOfStep,
                    kept: Kept::Uncertain,
                    confidence: 0.9,
                });
            }
        }
        for at in window.range.clone() {
            let inside = window.segments.iter().any(|segment| segment.range.contains(&at));
            let Some(token) = tokens.get(at) else { continue };
            // A question mark between two characters of one sentence asks nothing.
            let goes_on = |at: Option<usize>| match at
                .and_then(|at| tokens.get(at))
                .map(|token| token.kind)
            {
                Some(Kind::Char(c)) => !c.is_ascii(),
                Some(Kind::Mark(_) | Kind::Reading(_)) => true,
                _ => false,
            };
            let is_mark = matches!(token.kind, Kind::Mark(_));
            if !inside && is_mark && goes_on(at.checked_sub(1)) && goes_on(at.checked_add(1)) {
                repaired.findings.push(Finding {
                    span: token.span.clone(),
                    original: text.get(token.span.clone()).unwrap_or_default().to_owned(),
                    proposal: None,
                    cause: Cause::OutOfStep,
                    kept: Kept::Uncertain,
                    confidence: 0.5,
                });
            }
        }
    }
    repaired
}
