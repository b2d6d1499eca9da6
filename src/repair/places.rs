//! Where text is out of step, and what of the search's answer is certain enough.

use std::ops::Range;

use super::Repaired;
use super::double_byte::DoubleByte;
use super::lattice::{Step, is_plain, search};
use super::readings::Readings;
use super::state::{Lead, State};
use super::steps::Steps;
use super::tokens::{Kind, Token};
use super::words::Words;
use crate::edit::{Cause, Edit, Finding, Kept};
use crate::model::{BIT, Cost};

/// Text can stay out of step for so many tokens after what gave it away.
const REACH: usize = 28;
/// No window is longer, whatever it holds.
const WIDEST: usize = 160;
/// One window in so many tokens is searched: where there are more, it is not this damage.
const DENSEST: usize = 64;
/// What is repaired helps with the rest; so many rounds.
const ROUNDS: usize = 4;
/// The answer must be this much more probable than the text as it stands,
const LEAST_GAIN: Cost = 8 * BIT;
/// and than any other answer: much in the first round, less when nothing more is to be learned.
const LEAST_LEAD: [Cost; ROUNDS] = [8 * BIT, 5 * BIT, SUFFICIENT_LEAD, SUFFICIENT_LEAD];
/// In the end this is enough.
const SUFFICIENT_LEAD: Cost = 3 * BIT;
/// Where pairs were stripped on both sides of a token, anything can be made of it.
const CROWDED: Cost = 8 * BIT;
/// Merged hypotheses differ in what stands at most so many tokens before.
const MEMORY: usize = 3;

/// A window of tokens to search, with what is known of it so far.
struct Window {
    range: Range<usize>,
    segments: Vec<Segment>,
    /// Nothing more is to be found out.
    settled: bool,
    /// How much had been learned when it was searched.
    searched_with: Option<usize>,
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
    lead: Cost,
    explained: bool,
    /// By how much the lead must be greater than usual.
    caution: Cost,
}

impl Segment {
    fn is_certain(&self, least_lead: Cost) -> bool {
        self.explained
            && self.gain >= LEAST_GAIN
            && self.lead >= self.caution.saturating_add(least_lead)
    }

    /// The probability that this is what was written, the next best being the only alternative.
    fn confidence(&self) -> f64 {
        let lead = self.lead.saturating_sub(self.caution);
        let odds = (f64::from(lead) / f64::from(BIT)).exp2();
        (odds / (odds + 1.0)).min(0.999)
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
    let mut learned = 0;
    let most = tokens.len() / DENSEST + 16;
    for window in windows.iter_mut().skip(most) {
        let run = tokens.get(window.range.clone()).unwrap_or_default();
        (window.segments, window.settled) = (unexplained(run, window.range.start), true);
    }
    for least_lead in LEAST_LEAD {
        for window in windows.iter_mut().filter(|window| !window.settled) {
            if window.searched_with != Some(learned) {
                let steps =
                    Steps { charset: DoubleByte::gbk(), readings: &readings, words: &words };
                (window.segments, window.path) = examine(steps, tokens, &window.range);
                window.searched_with = Some(learned);
            }
            window.settled = window.segments.iter().all(|segment| segment.is_certain(least_lead));
            if window.settled {
                learned += 1;
                let start = start(tokens, window.range.start);
                let completed =
                    window.path.iter().flat_map(|step| step.out.chars().iter().copied());
                words.learn([start.before.char, start.previous.char].into_iter().chain(completed));
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
        let end = (at + 1..tokens.len().min(at + REACH))
            .find(|&at| is_line_end(at))
            .unwrap_or(tokens.len().min(at + REACH));
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
    if let Some([first, second]) = DoubleByte::gbk().pair(previous) {
        state.bytes = [Some(first), Some(second)];
        state.parted = before.last().is_some_and(Token::is_reading);
    }
    state
}

/// Searches a window.
fn examine(
    steps: Steps<'_>,
    tokens: &[Token<'_>],
    range: &Range<usize>,
) -> (Vec<Segment>, Vec<Step>) {
    let window = tokens.get(range.clone()).unwrap_or_default();
    let start = start(tokens, range.start);
    let Some(path) = search(steps, start, window) else {
        return (unexplained(window, range.start), Vec::new());
    };
    let intact = intact(steps, start, window);
    let mut plain = Vec::with_capacity(path.len());
    let mut in_step = true;
    for (step, token) in path.iter().zip(window) {
        plain.push(is_plain(in_step, step, token));
        in_step = step.in_step;
    }
    let mut segments: Vec<Segment> = Vec::new();
    let mut at = 0;
    while at < plain.len() {
        let run = plain.get(at..).unwrap_or_default();
        let len = run.iter().take_while(|&&plain| !plain).count();
        if len > 0 {
            let next = run.iter().skip(len).take_while(|&&plain| plain).count() + at + len;
            segments.push(segment(&path, &intact, at..at + len, next, range.start));
        }
        at += len.max(1);
    }
    (segments, path)
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
            lead: 0,
            explained: false,
            caution: Cost::MAX,
        })
        .collect()
}

/// What the search says of tokens; the next change comes at `next`.
fn segment(
    path: &[Step],
    intact: &[Cost],
    range: Range<usize>,
    next: usize,
    offset: usize,
) -> Segment {
    let steps = path.get(range.clone()).unwrap_or_default();
    // What follows depends on what stands here for as long as the model remembers.
    let until = next.min(range.end + MEMORY).min(path.len());
    let spent = |costs: &dyn Fn(usize) -> Option<Cost>| {
        let before = range.start.checked_sub(1).and_then(costs).unwrap_or(0);
        until.checked_sub(1).and_then(costs).unwrap_or(0).saturating_sub(before)
    };
    let now = spent(&|at| path.get(at).map(|step| step.cost));
    let found = spent(&|at| intact.get(at).copied());
    let lead = path
        .get(range.start..until)
        .unwrap_or_default()
        .iter()
        .filter_map(|step| step.won_by)
        .min();
    let crowded = steps.windows(2).any(|two| two.iter().all(|step| step.stripped));
    let crowded = if crowded { CROWDED } else { 0 };
    Segment {
        text: steps.iter().flat_map(|step| step.out.chars()).collect(),
        gain: found.saturating_sub(now),
        lead: lead.unwrap_or(Cost::MAX / 2),
        caution: steps.iter().fold(crowded, |sum, step| sum.saturating_add(step.caution)),
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
            if segment.is_certain(SUFFICIENT_LEAD) {
                repaired.edits.push(Edit {
                    span,
                    original,
                    replacement: segment.text.clone(),
                    cause: Cause::OutOfStep,
                    confidence: segment.confidence(),
                    margin: f64::from(segment.gain) / f64::from(BIT),
                    guesses: Vec::new(),
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
