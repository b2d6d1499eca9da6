//! Changes of passes as edits against the input.

use std::ops::Range;

use super::{Change, Changes, Pass, Passes, look};
use crate::{Cause, Edit, Guess, Kept};

/// Something a pass found and left, in the coordinates of the input.
pub(crate) struct Left {
    pub span: Range<usize>,
    pub pass: Pass,
    pub kept: Kept,
    /// What the pass would have written, where it was not sure enough.
    pub proposal: Option<String>,
    pub confidence: f64,
}

/// Runs passes over `input`, to which `edits` were made already. Whatever touches a span of `protected` stays.
pub(crate) fn run(
    input: &str,
    mut edits: Vec<Edit>,
    protected: &[Range<usize>],
    passes: &Passes,
    min_confidence: f64,
) -> (Vec<Edit>, Vec<Left>) {
    let mut left = Vec::new();
    let mut text = None::<String>;
    for &pass in passes.as_slice() {
        let now: &str = match &text {
            Some(text) => text,
            None if edits.is_empty() => input,
            None => {
                text.insert(spliced(input, edits.iter().map(|e| (&e.span, e.replacement.as_str()))))
            }
        };
        let Changes { mut changes, left: found } = look(pass, now, passes.lexicon.as_deref());
        changes.retain(|change| {
            now.get(change.span.clone()).is_some_and(|old| old != change.replacement)
        });
        if !protected.is_empty() {
            let protected = moved(protected, &edits);
            changes.retain(|change| !touches(&protected, &change.span));
        }
        let places = Places::new(&edits);
        changes.retain(|change| {
            let is_sure = change.confidence >= min_confidence;
            if !is_sure && let Some(span) = places.in_input(&change.span) {
                let (proposal, confidence) = (Some(change.replacement.clone()), change.confidence);
                left.push(Left { span, pass, kept: Kept::Uncertain, proposal, confidence });
            }
            is_sure
        });
        left.extend(found.into_iter().filter_map(|(span, kept)| {
            let span = places.in_input(&span)?;
            Some(Left { span, pass, kept, proposal: None, confidence: 1.0 })
        }));
        if changes.is_empty() {
            continue;
        }
        let next = changed(now, &changes);
        edits = merged(input, now, edits, changes, pass);
        text = Some(next);
    }
    // A later pass may have changed what an earlier one left.
    let changed: Vec<Range<usize>> = edits.iter().map(|edit| edit.span.clone()).collect();
    left.retain(|left| !touches(&changed, &left.span) && !touches(protected, &left.span));
    left.sort_by_key(|left| left.span.start);
    let mut end = 0;
    left.retain(|left| {
        let is_next = left.span.start >= end;
        end = end.max(left.span.end);
        is_next
    });
    (edits, left)
}

/// A text after changes.
pub(super) fn changed(text: &str, changes: &[Change]) -> String {
    spliced(text, changes.iter().map(|change| (&change.span, change.replacement.as_str())))
}

/// A text with parts of it replaced.
fn spliced<'a>(text: &str, parts: impl Iterator<Item = (&'a Range<usize>, &'a str)>) -> String {
    let mut out = String::with_capacity(text.len() + text.len() / 8);
    let mut at = 0;
    for (span, replacement) in parts {
        out.push_str(text.get(at..span.start).unwrap_or_default());
        out.push_str(replacement);
        at = span.end;
    }
    out.push_str(text.get(at..).unwrap_or_default());
    out
}

/// Whether a span overlaps one of these, which are in order.
fn touches(spans: &[Range<usize>], span: &Range<usize>) -> bool {
    let next = spans.partition_point(|other| other.end <= span.start);
    spans.get(next).is_some_and(|other| other.start < span.end)
}

/// Spans of the input that no edit touches, as they stand after the edits.
fn moved(spans: &[Range<usize>], edits: &[Edit]) -> Vec<Range<usize>> {
    let mut edits = edits.iter().peekable();
    let (mut gone, mut come) = (0, 0);
    spans
        .iter()
        .map(|span| {
            while let Some(edit) = edits.next_if(|edit| edit.span.end <= span.start) {
                gone += edit.original.len();
                come += edit.replacement.len();
            }
            (span.start + come).saturating_sub(gone)..(span.end + come).saturating_sub(gone)
        })
        .collect()
}

/// Where the places of an edited text were in the input.
struct Places {
    /// Of each edit: where its replacement is, and where the input goes on after it.
    edits: Vec<(Range<usize>, usize)>,
}

impl Places {
    fn new(edits: &[Edit]) -> Self {
        Self { edits: written(edits).zip(edits).map(|(at, edit)| (at, edit.span.end)).collect() }
    }

    /// The span in the input; nothing where an edit has a part in it.
    fn in_input(&self, span: &Range<usize>) -> Option<Range<usize>> {
        let next = self.edits.partition_point(|(at, _)| at.end <= span.start);
        if self.edits.get(next).is_some_and(|(at, _)| at.start < span.end) {
            return None;
        }
        let (end, old) = next
            .checked_sub(1)
            .and_then(|last| self.edits.get(last))
            .map_or((0, 0), |(at, old)| (at.end, *old));
        Some(span.start - end + old..span.end - end + old)
    }
}

/// Where the replacements of edits stand in the edited text.
fn written(edits: &[Edit]) -> impl Iterator<Item = Range<usize>> {
    let (mut old, mut new) = (0, 0);
    edits.iter().map(move |edit| {
        let start = new + (edit.span.start - old);
        (old, new) = (edit.span.end, start + edit.replacement.len());
        start..new
    })
}

/// The edits that lead from `input` to `now` and the changes of a pass to `now`, as one list of edits against `input`.
///
/// A change that touches no edit becomes an edit of its own. Where they overlap they become one edit, whose cause is that of the first.
fn merged(input: &str, now: &str, edits: Vec<Edit>, changes: Vec<Change>, pass: Pass) -> Vec<Edit> {
    let places: Vec<Range<usize>> = written(&edits).collect();
    let mut out = Vec::with_capacity(edits.len() + changes.len());
    let mut edits = edits.into_iter().zip(places).peekable();
    let mut changes = changes.into_iter().peekable();
    // Where the texts are the same again after the last edit.
    let (mut old, mut new) = (0, 0);
    loop {
        let mut group = Group::default();
        // An edit that removed something stands between characters, and before a change that begins there.
        let is_edit_first = match (edits.peek(), changes.peek()) {
            (None, None) => return out,
            (Some((_, at)), Some(change)) => at.start <= change.span.start,
            (edit, _) => edit.is_some(),
        };
        let extent = if is_edit_first {
            edits.next().map(|(edit, at)| {
                group.edits.push((edit, at.clone()));
                at
            })
        } else {
            changes.next().map(|change| {
                let span = change.span.clone();
                group.changes.push(change);
                span
            })
        };
        let Range { start, mut end } = extent.unwrap_or_default();
        // Everything that overlaps goes with it: alternately, as neither list overlaps itself.
        loop {
            if let Some((edit, at)) = edits.next_if(|(_, at)| at.start < end) {
                end = end.max(at.end);
                group.edits.push((edit, at));
            } else if let Some(change) = changes.next_if(|change| change.span.start < end) {
                end = end.max(change.span.end);
                group.changes.push(change);
            } else {
                break;
            }
        }
        let start_in_input = old + (start - new);
        let (mut gone, mut come) = (0, 0);
        for (edit, _) in &group.edits {
            gone += edit.original.len();
            come += edit.replacement.len();
        }
        let end_in_input = start_in_input + (end - start + gone) - come;
        (old, new) = (end_in_input, end);
        let spans = Spans { input: start_in_input..end_in_input, now: start..end };
        out.extend(group.into_edit(input, now, spans, pass));
    }
}

struct Spans {
    input: Range<usize>,
    now: Range<usize>,
}

/// Edits and changes that overlap.
#[derive(Default)]
struct Group {
    edits: Vec<(Edit, Range<usize>)>,
    changes: Vec<Change>,
}

impl Group {
    fn into_edit(mut self, input: &str, now: &str, spans: Spans, pass: Pass) -> Option<Edit> {
        if self.changes.is_empty() {
            return self.edits.pop().map(|(edit, _)| edit);
        }
        let original = input.get(spans.input.clone())?.to_owned();
        let mut replacement = String::new();
        let mut at = spans.now.start;
        // What a change replaced, and where it stands in the replacement.
        let mut places = Vec::with_capacity(self.changes.len());
        let mut confidence: f64 = 1.0;
        let mut reason = None;
        for change in self.changes {
            replacement.push_str(now.get(at..change.span.start)?);
            let start = replacement.len();
            replacement.push_str(&change.replacement);
            at = change.span.end;
            places.push((change.span, start..replacement.len()));
            confidence = confidence.min(change.confidence);
            reason = reason.or(change.reason);
        }
        replacement.push_str(now.get(at..spans.now.end)?);
        if replacement == original {
            return None;
        }
        let mut causes = Vec::new();
        let mut guesses = Vec::new();
        let mut margin = 0.0;
        for (edit, at) in self.edits {
            for guess in edit.guesses {
                let span = at.start + guess.span.start..at.start + guess.span.end;
                guesses.extend(follow(
                    now,
                    span,
                    guess.candidates,
                    &places,
                    spans.now.start,
                    &replacement,
                ));
            }
            margin += edit.margin;
            confidence *= edit.confidence;
            reason = edit.reason.or(reason);
            causes.extend(std::iter::once(edit.cause).chain(edit.also));
        }
        causes.push(Cause::Pass(pass));
        let cause = causes.remove(0);
        let mut also: Vec<Cause> = Vec::new();
        for other in causes {
            if other != cause && !also.contains(&other) {
                also.push(other);
            }
        }
        let span = spans.input;
        Some(Edit { span, original, replacement, cause, also, reason, confidence, margin, guesses })
    }
}

/// A guess after changes: its place in `replacement`, which begins at `start` of `now`, and what was written for it.
fn follow(
    now: &str,
    span: Range<usize>,
    mut candidates: Vec<(char, f64)>,
    changes: &[(Range<usize>, Range<usize>)],
    start: usize,
    replacement: &str,
) -> Option<Guess> {
    let (mut gone, mut come) = (0, 0);
    for (old, new) in changes {
        if old.end <= span.start {
            gone += old.len();
            come += new.len();
            continue;
        }
        if span.end <= old.start {
            break;
        }
        // Character for character where that is possible, else all of the change.
        let (before, after) = (now.get(old.clone())?, replacement.get(new.clone())?);
        let index = now.get(old.start..span.start.max(old.start))?.chars().count();
        let count = before.chars().count();
        let is_tail =
            after.chars().rev().zip(before.chars().rev()).take_while(|(a, b)| a == b).count()
                >= count - index;
        let is_head = after.chars().zip(before.chars()).take_while(|(a, b)| a == b).count() > index;
        let place = if is_head || after.chars().count() == count {
            Some(index)
        } else {
            (after.chars().count() + index).checked_sub(count).filter(|_| is_tail)
        };
        let mut found = new.clone();
        if let Some((at, c)) = place.and_then(|place| after.char_indices().nth(place)) {
            found = new.start + at..new.start + at + c.len_utf8();
            let guessed = now.get(span.clone())?.chars().next()?;
            candidates.iter_mut().filter(|(d, _)| *d == guessed).for_each(|(d, _)| *d = c);
        }
        return (!found.is_empty()).then_some(Guess { span: found, candidates });
    }
    let at = |place: usize| (place - start + come).saturating_sub(gone);
    Some(Guess { span: at(span.start)..at(span.end), candidates })
}
