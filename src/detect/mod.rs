//! Is this text mojibake, where, and of what?
//!
//! Clean text leaves by the fast path ([`scan`]). In what is left, stretches of improbable
//! characters ("islands") are looked at one by one: every hypothesis that fits is laid over the
//! island ([`layer`]), and the ones that make the text more probable compete, with each other and
//! with "intact", for the whole window ([`path`]).

mod controls;
mod cyrillic;
mod damage;
mod doubt;
mod evidence;
mod hypotheses;
mod island;
pub(crate) mod latin;
mod layer;
mod list;
mod lossy;
pub(crate) mod lost;
mod path;
pub(crate) mod quotation;
mod restored;
mod rounds;
mod scan;
mod search;
mod torn;
mod utf8;
mod whole;
mod window;

use crate::charset::Charset;
use crate::edit::Step;
use crate::lattice::{Channel, Seen};

use restored::Restored;
use utf8::Marks;

pub(crate) use damage::Damage;
pub(crate) use utf8::{Piece, Plain, next_other};
pub(crate) use window::{other_lines, windows};

use damage::{is_latin_1, name_charsets};

/// Layers of UTF-8 over UTF-8 that are undone.
const MOST_LAYERS_OF_UTF8: usize = 5;
/// How often what is left of a window is looked at again.
const MOST_LOOKS: usize = 3;
/// Probability under which damage is not worth mentioning.
const LEAST_CONFIDENCE: f64 = 0.5;
/// Clean lines that make damage of a kind not met before half as probable as in a text by itself.
const CLEAN: f64 = 2.0;

/// Finds damage in a text, window by window; remembers the chains it met.
#[derive(Default)]
pub(crate) struct Detector {
    /// Chains found in this text, in the order in which they are undone, the latest first.
    met: Vec<Vec<Step>>,
    /// What is known of lines of this text that are plainly UTF-8.
    plain: utf8::Known,
    /// Channels that lost bytes of this text, the latest first.
    met_lossy: Vec<Channel>,
    /// The one-byte charset of Latin letters, and what it was read as, that was met last.
    met_latin: Option<Step>,
    last_latin: Option<Step>,
    /// What lines of Latin letters hold that are text as it should be.
    usual: latin::Usual,
    /// What could be read where bytes were lost.
    seen: Seen,
    /// Lines so far that were not all ASCII: those in which nothing was wrong, and the others.
    clean: u32,
    damaged: u32,
}

impl Detector {
    /// Reads a window of text, which begins at byte `start` of the whole, if it is plain to see what happened to it. What
    /// was written is appended to `written`.
    pub(crate) fn find_plain(
        &mut self,
        text: &str,
        start: usize,
        written: &mut String,
    ) -> Option<Plain> {
        let first = next_other(text.as_bytes(), 0)?;
        let plain = utf8::find_plain(text, start, first, &mut self.plain, written)?;
        self.damaged = self.damaged.saturating_add(1);
        Some(plain)
    }

    /// The damage of the window that was plain to see last, in order.
    pub(crate) fn pieces(&self) -> &[Piece] {
        &self.plain.pieces
    }

    /// The damage in a window that is not [plain](Self::find_plain), in order.
    pub(crate) fn find(&mut self, text: &str, start: usize) -> Vec<Damage> {
        if text.is_ascii() {
            return Vec::new();
        }
        let is_clean = self.damaged == 0 && self.usual.covers(text);
        let found = if is_clean { Vec::new() } else { self.find_all(text, start) };
        if !found.is_empty() {
            self.damaged = self.damaged.saturating_add(1);
        } else {
            self.clean = self.clean.saturating_add(1);
        }
        found
    }

    fn find_all(&mut self, text: &str, start: usize) -> Vec<Damage> {
        // What was lost is guessed by all that stands around it, which must not be taken away first.
        let has_marks = text.contains(char::REPLACEMENT_CHARACTER);
        let mut found = utf8::find_whole_lost(text, start, &Marks::default());
        let lost_whole = !found.is_empty();
        if found.is_empty() && has_marks {
            found = self.find_once(text, start);
        }
        if !found.iter().all(Damage::is_of_utf8) && utf8::explains_all(text) {
            found.clear();
        }
        if found.is_empty() {
            found = layers_of_utf8(text, start, None);
            let is_outdone = doubt::is_outdone(text, start, &found);
            let other = if is_outdone { self.find_once(text, start) } else { Vec::new() };
            if !other.is_empty() {
                found = other;
            } else if let Some(last) = found.first().and_then(|damage| damage.chain.last()) {
                self.plain.read_as(last.read_as);
                let view = Restored::new(text, start, &found);
                let more = self.find_once(&view.text, 0);
                view.merge(&mut found, more);
            } else if let latin = self.find_latin(text)
                && let Some(step) = latin.first().and_then(|damage| damage.chain.first())
            {
                // Found twice, it is no accident.
                let before = self.last_latin.replace(*step);
                self.met_latin = self.met_latin.or(before.filter(|before| before == step));
                found = shifted(latin, start);
            } else if let cyrillic = self.as_probable(cyrillic::find(text))
                && !cyrillic.is_empty()
            {
                found = shifted(cyrillic, start);
            } else if controls::is_all(text) {
                found = shifted(controls::find(text, false), start);
            } else if !has_marks {
                found = self.find_once(text, start);
            }
        } else {
            add_layers_of_utf8(text, start, &mut found, true);
            let view = Restored::new(text, start, &found);
            let known = read_as(&found);
            view.merge(&mut found, layers_of_utf8(&view.text, 0, known));
            let is_damaged = || scan::is_suspicious(&Restored::new(text, start, &found).text);
            if lost_whole && is_damaged() {
                // As a rule text is read wrongly in the same way twice.
                let view = Restored::undecided(text, start, &found, known);
                let more = self.find_once(&view.text, 0);
                view.merge(&mut found, more);
            }
        }
        // Damage of one kind hides damage of another that stands close to it: what is left is looked
        // at again as if the first had never been there. Without it a second run would repair more.
        for _ in 0..MOST_LOOKS {
            if found.is_empty() {
                break;
            }
            let view = Restored::new(text, start, &found);
            if !view.leaves_any {
                break;
            }
            let more = self.find_once(&view.text, 0);
            let known = found.len();
            found.extend(more.into_iter().filter_map(|damage| view.found(damage)));
            if found.len() == known {
                break;
            }
            found.sort_by_key(|damage| damage.span.start);
        }
        let view = Restored::new(text, start, &found);
        let known = read_as(&found);
        view.merge(&mut found, utf8::find_lost(&view.text, 0, known, &Marks::default()));
        let view = Restored::new(text, start, &found);
        let is_damaged = !found.is_empty();
        view.merge(&mut found, controls::find(&view.text, is_damaged));
        found.iter_mut().for_each(Damage::name_losses);
        found
    }

    /// One-byte charsets of Latin letters read as each other, where that is probable in this text.
    fn find_latin(&mut self, text: &str) -> Vec<Damage> {
        // In a text without damage such lines do not come here.
        if self.damaged > 0 && self.met_latin.is_none() && self.usual.covers(text) {
            return Vec::new();
        }
        let found = latin::find(text, self.met_latin, &mut self.usual);
        self.as_probable(found)
    }

    /// Damage by one-byte charsets that is probable in this text; what was met before is.
    fn as_probable(&self, mut found: Vec<Damage>) -> Vec<Damage> {
        found.retain_mut(|damage| {
            let is_met = self.met_latin.is_some_and(|met| damage.chain.contains(&met));
            if !is_met {
                damage.confidence = self.confidence(damage.confidence);
            }
            damage.confidence >= LEAST_CONFIDENCE
        });
        found
    }

    /// How probable damage is that is so probable in a text by itself: the more lines nothing is wrong with,
    /// the less.
    fn confidence(&self, alone: f64) -> f64 {
        let clean = f64::from(self.clean) / (1.0 + f64::from(self.damaged));
        alone / (alone + (1.0 - alone) * (1.0 + clean / CLEAN))
    }
}

/// Damage of a text that begins at byte `start` of the whole.
fn shifted(mut found: Vec<Damage>, start: usize) -> Vec<Damage> {
    for damage in &mut found {
        damage.span = start + damage.span.start..start + damage.span.end;
    }
    found
}

/// What damaged text was read as last.
fn read_as(found: &[Damage]) -> Option<Charset> {
    found.iter().find_map(|damage| Some(damage.chain.last()?.read_as))
}

/// UTF-8 read as a one-byte charset, layer by layer, as far as it is plain to see.
fn layers_of_utf8(text: &str, start: usize, known: Option<Charset>) -> Vec<Damage> {
    let mut found = utf8::find(text, start, known);
    add_layers_of_utf8(text, start, &mut found, false);
    found
}

/// Adds the layers below; what lost bytes is read as far as it can be.
fn add_layers_of_utf8(text: &str, start: usize, found: &mut Vec<Damage>, mut is_lost: bool) {
    for _ in 1..MOST_LAYERS_OF_UTF8 {
        if found.is_empty() {
            break;
        }
        let view = Restored::undecided(text, start, found, None);
        let mut more = utf8::find_whole_lost(&view.text, 0, &view.marks());
        is_lost |= !more.is_empty();
        if !is_lost {
            more = utf8::find(&view.text, 0, None);
        }
        if more.is_empty() {
            break;
        }
        view.merge(found, more);
    }
}
