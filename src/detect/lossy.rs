//! Damage with lost bytes: where it is, and which decoder did it.

use crate::charset::Charset;
use crate::edit::{Guess, Step};
use crate::lattice::{Channel, Effort, Found, Seen, Solution, search};
use crate::model::{BIT, Cost, Symbol, cost};

use super::Damage;
use super::hypotheses::{DOUBLE, cost_of};
use super::island::usual_sum;
use super::list;
use super::search::at_most;
use super::window::Window;

/// By how many eighths of a bit a search with lost bytes must beat what is there without it.
const LEAST_ADVANTAGE: i64 = 12 * BIT as i64;
/// Found characters before a damaged stretch that are tried as part of it.
const MOST_BEFORE: usize = 64;

/// Restored characters in a hundred, those of ASCII not counted, that may be guessed:
/// where most bytes are lost the model invents a text of its own, and is sure of it.
const MOST_GUESSED: usize = 40;
/// So many marks are worth a search however little stands between them.
const MANY_MARKS: usize = 4;
/// So many may be guessed in any case.
const FEW_GUESSED: usize = 2;
/// The same where the text was read as a double-byte charset, whose marks hide one byte or two.
const MOST_GUESSED_DOUBLE: usize = 25;

/// The wrong decodes that are tried where nothing is restored exactly but bytes were marked as
/// lost.
const USUAL_STEPS: [Step; 6] = [
    Step { actual: Charset::Utf8, read_as: Charset::Gbk },
    Step { actual: Charset::Utf8, read_as: Charset::Windows1252 },
    Step { actual: Charset::Utf8, read_as: Charset::ShiftJis },
    Step { actual: Charset::Utf8, read_as: Charset::Big5 },
    Step { actual: Charset::Utf8, read_as: Charset::EucKr },
    Step { actual: Charset::Gbk, read_as: Charset::Big5 },
];

/// A stretch of a window that lost bytes.
pub struct Lossy {
    pub channel: Channel,
    pub from: usize,
    pub to: usize,
    pub solution: Solution,
    /// What it costs to suppose this kind of damage.
    enter: Cost,
}

/// What can have been written between two places, if a channel lost bytes there.
fn attempt(
    window: &Window,
    channel: &Channel,
    (from, to): (usize, usize),
    seen: &Seen,
    effort: Effort,
) -> Option<Lossy> {
    let solution = search(channel, found(window, from, to), seen, effort)?;
    let enter = cost_of(channel.actual(), channel.read_as());
    let to = from + solution.end;
    let lossy = Lossy { channel: *channel, from, to, solution, enter };
    (lossy.solution.gain > i64::from(enter)).then_some(lossy)
}

/// What can have been written between two places, by the first channel that explains everything as
/// usual text; losses without a mark explain nearly anything, at length: they come last.
pub fn restore_whole(
    window: &Window,
    from: usize,
    to: usize,
    channels: &[Channel],
    seen: &Seen,
) -> Option<Lossy> {
    let marks = Marks::of(window.chars.get(from..to).unwrap_or_default());
    let (silent, marked): (Vec<&Channel>, Vec<&Channel>) =
        channels.iter().partition(|channel| channel.is_silent());
    let allowed = marked.into_iter().chain(silent).filter(|channel| marks.allow(channel));
    allowed
        .filter_map(|channel| attempt(window, channel, (from, to), seen, Effort::Full))
        .find(|lossy| lossy.to == to && is_usual(window, lossy))
}

/// What can have been written from one of some places on, by the channel that gains most.
pub fn restore(
    window: &Window,
    starts: &[usize],
    to: usize,
    channels: &[Channel],
    seen: &Seen,
) -> Option<Lossy> {
    let (silent, marked): (Vec<&Channel>, Vec<&Channel>) =
        channels.iter().partition(|channel| channel.is_silent());
    let is_whole = |lossy: &Lossy| lossy.to == to && is_usual(window, lossy);
    let mut best: Option<Lossy> = None;
    for channels in [marked, silent] {
        let mut sketch: Option<Lossy> = None;
        for &from in starts {
            let marks = Marks::of(window.chars.get(from..to).unwrap_or_default());
            for channel in channels.iter().filter(|channel| marks.allow(channel)) {
                let lossy = attempt(window, channel, (from, to), seen, Effort::Sketch);
                let Some(lossy) = lossy else { continue };
                if sketch.as_ref().is_none_or(|best| lossy.solution.gain > best.solution.gain) {
                    sketch = Some(lossy);
                }
            }
            // From the first place on to the end: nothing can explain more.
            if sketch.as_ref().is_some_and(is_whole) {
                break;
            }
        }
        let full = sketch.and_then(|sketch| {
            attempt(window, &sketch.channel, (sketch.from, to), seen, Effort::Full)
        });
        if let Some(full) = full
            && best.as_ref().is_none_or(|best| full.solution.gain > best.solution.gain)
        {
            best = Some(full);
        }
        if best.as_ref().is_some_and(is_whole) {
            break;
        }
    }
    best
}

impl Lossy {
    /// Remembers what is certain of it.
    pub fn teach(&self, seen: &mut Seen) {
        let mut previous = None;
        for written in &self.solution.written {
            let certain = (!written.is_guessed()).then_some(written.char);
            if let Some(c) = certain {
                seen.see(previous, c);
            }
            previous = certain;
        }
    }

    /// The damage that this is, if the evidence is good enough.
    pub fn damage(&self, window: &Window) -> Option<Damage> {
        let written = &self.solution.written;
        let same = |(found, written): (usize, &crate::lattice::Written)| {
            window.char(found) == Some(written.char) && written.candidates.is_empty()
        };
        // What the damage leaves as it is, at both ends, is no part of it.
        let span = self.to - self.from;
        let head = (self.from..self.to).zip(written).take_while(|pair| same(*pair)).count();
        let rest = span.min(written.len()) - head;
        let tail = (self.from..self.to).rev().zip(written.iter().rev()).take(rest);
        let tail = tail.take_while(|pair| same(*pair)).count();
        let written = written.get(head..written.len() - tail)?;
        let (from, to) = (self.from + head, self.to - tail);
        let others = written.iter().filter(|one| !one.char.is_ascii()).count();
        let guessed = written.iter().filter(|one| one.is_guessed()).count();
        let is_double = DOUBLE.contains(&self.channel.read_as());
        let most = if is_double { MOST_GUESSED_DOUBLE } else { MOST_GUESSED };
        // Where nothing but guesses is written, nothing speaks for them.
        if guessed > others * most / 100 + FEW_GUESSED || guessed >= others {
            return None;
        }
        let mut restored = String::new();
        let mut guesses = Vec::new();
        for one in written {
            let start = restored.len();
            restored.push(one.char);
            if one.is_guessed() {
                let candidates = one.candidates.clone();
                guesses.push(Guess { span: start..restored.len(), candidates });
            }
        }
        let step = self.channel.step();
        let is_wrong_decode = step.actual != step.read_as;
        if list::tells_nothing(window, from, to, &restored, &[step]) {
            return None;
        }
        let damage = Damage::new(window, from, to, restored, &[step], self.enter)?;
        let chain = if is_wrong_decode { damage.chain } else { Vec::new() };
        Some(Damage { guesses, chain, ..damage })
    }
}

/// Whether what is restored costs no more than usual text.
fn is_usual(window: &Window, lossy: &Lossy) -> bool {
    let chars: Vec<char> = lossy.solution.written.iter().map(|written| written.char).collect();
    let mut previous = window.before(lossy.from);
    let mut sum: Cost = 0;
    for c in &chars {
        let symbol = Symbol::of(*c);
        sum += cost(previous, symbol);
        previous = symbol;
    }
    sum <= at_most(usual_sum(&chars)) + lossy.enter
}

/// The channels to try where a wrong decode explains part of a text: its own, and UTF-8 read as the
/// same charset, which other charsets can be mistaken for when bytes are missing.
pub fn channels(step: Step) -> Vec<Channel> {
    let mut channels: Vec<Channel> = Channel::all(Step { actual: Charset::Utf8, ..step }).collect();
    if step.actual != Charset::Utf8 {
        // Only UTF-8 shows where something is missing without a mark.
        channels.extend(Channel::all(step).filter(|channel| !channel.is_silent()));
    }
    channels
}

/// The channels to try where nothing explains anything.
pub fn usual_channels() -> Vec<Channel> {
    USUAL_STEPS.into_iter().flat_map(Channel::all).collect()
}

/// Whether a solution is better than what is restored without lost bytes, which gains so much.
pub fn is_better(lossy: &Lossy, exact: i64) -> bool {
    lossy.solution.gain > exact + LEAST_ADVANTAGE
}

/// What found characters say about how they lost bytes.
struct Marks {
    has_replacement: bool,
    /// Whether a question mark stands where it can be one.
    has_question: bool,
    /// Whether so much was marked as lost that nothing would come of a search, where a mark hides
    /// one byte or two.
    is_mostly_lost: bool,
}

impl Marks {
    fn of(found: &[char]) -> Self {
        let others = found.iter().filter(|c| !c.is_ascii()).count();
        let marks = found.iter().filter(|c| **c == char::REPLACEMENT_CHARACTER).count();
        Self {
            has_replacement: marks > 0,
            has_question: has_mark(found, '?'),
            is_mostly_lost: marks > MANY_MARKS && marks * 5 > others,
        }
    }

    /// Whether a channel can have left what is found: its marks are there, or it leaves none.
    fn allow(&self, channel: &Channel) -> bool {
        if DOUBLE.contains(&channel.read_as()) && self.is_mostly_lost {
            return false;
        }
        match channel.mark() {
            // Whoever cleaned up may have left the marks or removed them, too.
            _ if channel.is_cleaned() => true,
            // Whatever leaves this mark and lost nothing else loses the end, at most.
            Some(char::REPLACEMENT_CHARACTER) => self.has_replacement || channel.is_first(),
            Some(_) => !self.has_replacement && self.has_question,
            None => !self.has_replacement,
        }
    }
}

/// Whether a mark stands beside a character outside ASCII.
fn has_mark(chars: &[char], mark: char) -> bool {
    chars.windows(2).any(|two| match *two {
        [a, b] => a == mark && !b.is_ascii() || b == mark && !a.is_ascii(),
        _ => false,
    })
}

fn found<'w>(window: &'w Window, from: usize, to: usize) -> Found<'w> {
    Found {
        chars: window.chars.get(from..to).unwrap_or_default(),
        sums: window.sums.get(from..=to).unwrap_or_default(),
        before: [window.before(from), window.before(from.saturating_sub(1))],
        after: window.symbols.get(to).copied().filter(|_| to < end_of_line(window)),
        slips: (0, 0),
    }
}

/// Where a window's line ends, its line break left out.
pub fn end_of_line(window: &Window) -> usize {
    let is_break = |c: &char| matches!(c, '\n' | '\r');
    window.chars.iter().rposition(|c| !is_break(c)).map_or(0, |last| last + 1)
}

/// Where a stretch that begins at `from` can have begun, the most likely first.
pub fn starts(window: &Window, from: usize, least: usize) -> Vec<usize> {
    let chars = window.chars.get(least..from).unwrap_or_default();
    let is_other = |c: &char| !c.is_ascii();
    let mut starts = Vec::new();
    starts.extend(chars.iter().position(is_other).map(|first| least + first));
    let run =
        chars.iter().rev().take(MOST_BEFORE).take_while(|c| is_other(c) || **c == '?').count();
    starts.push(from - run);
    starts.push(from);
    starts.dedup();
    starts
}

/// Whether something beside a stretch is not explained.
pub fn is_frayed(window: &Window, from: usize, to: usize) -> bool {
    let is_odd = |c: Option<char>| c.is_some_and(|c| !c.is_ascii() || c == '?');
    is_odd(from.checked_sub(1).and_then(|at| window.char(at))) || is_odd(window.char(to))
}

/// Charsets whose text falls out of step when a byte is inserted or lost.
const DOUBLE_BYTE: [Charset; 4] = [Charset::Gbk, Charset::Big5, Charset::ShiftJis, Charset::EucKr];
/// What it costs to suppose that text fell out of step.
const SLIP: Cost = 20 * BIT;
/// The same where a byte was marked as lost at the end: something did happen.
const MARKED_SLIP: Cost = 2 * BIT;
/// What a stretch must gain when it is read a byte later, to be looked at closely.
const LEAST_SLIP_GAIN: i64 = 20 * BIT as i64;
/// The same where a byte was marked as lost at its end.
const LEAST_MARKED_GAIN: i64 = 2 * BIT as i64;
/// Characters before the first that gains among which the byte can have been inserted or lost.
const SLIP_BEFORE: usize = 3;
/// The same after it.
const SLIP_AFTER: usize = 3;
/// Characters before these that are taken along for their context.
const SLIP_CONTEXT: usize = 3;

/// What can have been written where double-byte text fell out of step, stretch by stretch.
pub fn out_of_step(window: &Window, seen: &Seen) -> Vec<Lossy> {
    let end = end_of_line(window);
    // One charset: that by which most is gained.
    let slips = DOUBLE_BYTE.map(|charset| (charset, slipped(window, end, charset)));
    let gain = |climbs: &[Climb]| climbs.iter().map(|climb| climb.gain).sum::<i64>();
    let Some((charset, slips)) = slips.into_iter().max_by_key(|(_, climbs)| gain(climbs)) else {
        return Vec::new();
    };
    let mut found: Vec<Lossy> = Vec::new();
    for slip in slips {
        if found.iter().any(|known| known.from <= slip.start && slip.start < known.to) {
            continue;
        }
        found.extend(back_in_step(window, slip, end, charset, seen));
    }
    found
}

/// What can have been written where text of a charset fell out of step at about a place.
fn back_in_step(
    window: &Window,
    slip: Climb,
    to: usize,
    charset: Charset,
    seen: &Seen,
) -> Option<Lossy> {
    let start = slip.start;
    let enter = if slip.is_marked { MARKED_SLIP } else { SLIP };
    let first = start.saturating_sub(SLIP_BEFORE);
    let from = first.saturating_sub(SLIP_CONTEXT);
    let slips = (first - from, (start + SLIP_AFTER).min(to) - from);
    let marks = Marks::of(window.chars.get(from..to).unwrap_or_default());
    let mut best: Option<Lossy> = None;
    for channel in Channel::commonest(Step { actual: charset, read_as: charset }) {
        if channel.is_silent() || !marks.allow(&channel) {
            continue;
        }
        let found = Found { slips, ..found(window, from, to) };
        let Some(solution) = search(&channel, found, seen, Effort::Full) else { continue };
        if solution.gain > i64::from(enter)
            && best.as_ref().is_none_or(|best| solution.gain > best.solution.gain)
        {
            best = Some(Lossy { channel, from, to: from + solution.end, solution, enter });
        }
    }
    best
}

/// Where stretches begin that are more probable when their bytes are read one byte later, the most
/// probable one of each run of double-byte characters.
fn slipped(window: &Window, to: usize, charset: Charset) -> Vec<Climb> {
    let (inverse, decoder) = (charset.inverse(), charset.decoder());
    let mut starts = Vec::new();
    let mut best = Climb::default();
    let mut now = Climb::default();
    let mut before: Option<(u8, Option<Symbol>)> = None;
    for at in 0..=to {
        let code = window.char(at).filter(|_| at < to).and_then(|c| inverse.first(c));
        let Some(&[lead, trail]) = code.as_ref().map(|code| code.as_bytes()) else {
            best.is_marked = window.char(at) == Some(char::REPLACEMENT_CHARACTER);
            if best.gain >= if best.is_marked { LEAST_MARKED_GAIN } else { LEAST_SLIP_GAIN } {
                starts.push(best);
            }
            (best, now, before) = (Climb::default(), Climb::default(), None);
            continue;
        };
        let Some((lost, previous)) = before else {
            before = Some((trail, None));
            continue;
        };
        let symbol = match decoder.next(&[lost, lead]) {
            Some((c, 2)) => Some(Symbol::of(c)),
            _ => None,
        };
        // The character before this one and half of this one make one, if they are out of step.
        let gain = symbol.map_or(i64::MIN / 4, |symbol| {
            let restored = previous.map_or(symbol.alone(), |previous| cost(previous, symbol));
            i64::from(window.cost(at - 1, at)) - i64::from(restored)
        });
        now.add(gain, at - 1);
        if now.gain > best.gain {
            best = now;
        }
        before = Some((trail, symbol));
    }
    starts
}

/// A sum that begins anew where it would fall below zero.
#[derive(Clone, Copy, Default)]
struct Climb {
    gain: i64,
    start: usize,
    /// Whether a byte was marked as lost at the end of the run it is in.
    is_marked: bool,
}

impl Climb {
    fn add(&mut self, gain: i64, at: usize) {
        if self.gain <= 0 {
            *self = Self { start: at, ..Self::default() };
        }
        self.gain = (self.gain + gain).max(0);
    }
}
