//! Channels: what a decoder, and what cleaned up after it, can have lost.

use std::sync::OnceLock;

use crate::charset::byte_set::ByteSet;
use crate::charset::rules::{Mark, Rule};
use crate::charset::{Charset, Code};
use crate::edit::Step;

/// What was done to a text after it was decoded.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Cleaning {
    /// Nothing.
    None,
    /// Soft hyphens and C1 controls were removed, no-break spaces became spaces.
    Latin,
    /// Private-use characters were removed.
    PrivateUse,
}

impl Cleaning {
    fn removes(self, c: char) -> bool {
        match self {
            Self::None => false,
            Self::Latin => matches!(c, '\u{80}'..='\u{9F}' | '\u{AD}'),
            Self::PrivateUse => matches!(c, '\u{E000}'..='\u{F8FF}'),
        }
    }
}

/// One way in which text can have lost bytes.
#[derive(Clone, Copy)]
pub struct Channel {
    step: Step,
    way: &'static Way,
}

/// One way in which text read as a charset loses bytes.
struct Way {
    rule: &'static Rule,
    cleaning: Cleaning,
    /// What the decoder cannot read.
    unread: Losses,
    /// What was removed afterwards, if anything was.
    removed: Option<Losses>,
}

/// What is lost, laid out for look-ups.
pub struct Losses {
    /// Whether each byte begins a pair.
    leads: [bool; 256],
    /// Whether each byte is lost on its own.
    lost: [bool; 256],
    /// For each lead, the bytes before which it is lost alone.
    before: Vec<ByteSet>,
    /// For each lead, the bytes that are lost together with it.
    together: Vec<ByteSet>,
    /// The same, without ASCII, as bytes.
    pairs: Vec<Vec<u8>>,
    /// The bytes outside ASCII that can be lost first.
    first: Vec<u8>,
    swallows_ascii: bool,
}

impl Way {
    /// Whether two ways lose the same bytes of text in a charset, with the same marks.
    fn does_the_same(&self, other: &Way, actual: Charset) -> bool {
        // UTF-8 has no bytes C0, C1 and F5–FF.
        let is_written =
            |byte: u8| actual != Charset::Utf8 || !matches!(byte, 0xC0 | 0xC1 | 0xF5..=0xFF);
        self.rule.mark() == other.rule.mark()
            && self.cleaning == other.cleaning
            && (0x80..=0xFF).filter(|lead| is_written(*lead)).all(|lead| {
                self.rule.reads_byte(lead) == other.rule.reads_byte(lead)
                    && self.unread.is_same(&other.unread, lead, is_written)
            })
    }
}

impl Losses {
    /// Whether the same happens to a lead before each byte.
    fn is_same(&self, other: &Self, lead: u8, is_written: impl Fn(u8) -> bool) -> bool {
        // The digits after a lead make long codes in some decoders; only there the end of a text
        // tells them apart.
        self.is_lead(lead) == other.is_lead(lead)
            && self.is_lost(lead) == other.is_lost(lead)
            && (0..=0xFF).filter(|byte| is_written(*byte)).all(|byte| {
                self.is_lost_before(lead, byte) == other.is_lost_before(lead, byte)
                    && self.is_lost_pair(lead, byte) == other.is_lost_pair(lead, byte)
            })
    }

    fn none() -> Self {
        Self {
            leads: [false; 256],
            lost: [false; 256],
            before: vec![ByteSet::EMPTY; 256],
            together: vec![ByteSet::EMPTY; 256],
            pairs: vec![Vec::new(); 256],
            first: Vec::new(),
            swallows_ascii: false,
        }
    }

    /// Lists what can be lost first.
    fn listed(mut self) -> Self {
        let can_be_lost = |lead: &u8| {
            let is_lost_somewhere =
                self.before.get(usize::from(*lead)).is_some_and(|trails| !trails.is_empty());
            self.is_lost(*lead) || is_lost_somewhere || !self.pairs(*lead).is_empty()
        };
        self.first = (0x80..=0xFF).filter(can_be_lost).collect();
        self
    }

    /// The bytes outside ASCII that can be lost, alone or before another.
    pub fn first(&self) -> &[u8] {
        &self.first
    }

    /// What a decoder cannot read.
    fn unread(rule: &Rule) -> Self {
        let mut losses = Self::none();
        for lead in 0x80..=0xFF_u8 {
            let is_lead = rule.is_lead(lead);
            set(&mut losses.leads, lead, is_lead);
            set(&mut losses.lost, lead, !is_lead && !rule.reads_byte(lead));
            if !is_lead {
                continue;
            }
            let (read, both) = rule.trails(lead);
            losses.add_before(lead, read.neither(&both));
            losses.add_together(lead, both);
        }
        losses.listed()
    }

    /// What is removed from what a decoder read.
    fn removed(charset: Charset, cleaning: Cleaning) -> Self {
        let mut losses = Self::none();
        let decoder = charset.decoder();
        for lead in 0x80..=0xFF_u8 {
            match decoder.next(&[lead]) {
                Some((c, _)) => set(&mut losses.lost, lead, cleaning.removes(c)),
                None => {
                    let is_removed = |trail: &u8| {
                        let c = decoder.next(&[lead, *trail]);
                        c.is_some_and(|(c, _)| cleaning.removes(c))
                    };
                    losses.add_together(lead, (0..=0xFF).filter(is_removed).collect());
                }
            }
        }
        losses.listed()
    }

    fn add_before(&mut self, lead: u8, trails: ByteSet) {
        if let Some(before) = self.before.get_mut(usize::from(lead)) {
            *before = trails;
        }
    }

    fn add_together(&mut self, lead: u8, trails: ByteSet) {
        if let Some(together) = self.together.get_mut(usize::from(lead)) {
            *together = trails;
        }
        if let Some(pairs) = self.pairs.get_mut(usize::from(lead)) {
            pairs.extend(trails.iter().filter(|trail| !trail.is_ascii()));
        }
        self.swallows_ascii |= trails.has_ascii();
    }

    /// Whether a byte waits for another.
    #[inline]
    pub fn is_lead(&self, byte: u8) -> bool {
        self.leads.get(usize::from(byte)).copied().unwrap_or(false)
    }

    /// Whether a byte is lost whatever follows.
    #[inline]
    pub fn is_lost(&self, byte: u8) -> bool {
        self.lost.get(usize::from(byte)).copied().unwrap_or(false)
    }

    /// Whether a lead is lost before a byte that is then read again.
    #[inline]
    pub fn is_lost_before(&self, lead: u8, byte: u8) -> bool {
        is_pair(&self.before, lead, byte)
    }

    /// Whether two bytes are lost together.
    #[inline]
    pub fn is_lost_pair(&self, lead: u8, byte: u8) -> bool {
        is_pair(&self.together, lead, byte)
    }

    /// The bytes outside ASCII that are lost together with a lead.
    #[inline]
    pub fn pairs(&self, lead: u8) -> &[u8] {
        self.pairs.get(usize::from(lead)).map(Vec::as_slice).unwrap_or_default()
    }

    /// Whether a lead takes an ASCII character with it.
    pub fn swallows_ascii(&self) -> bool {
        self.swallows_ascii
    }
}

fn set(table: &mut [bool; 256], byte: u8, value: bool) {
    if let Some(slot) = table.get_mut(usize::from(byte)) {
        *slot = value;
    }
}

#[inline]
fn is_pair(pairs: &[ByteSet], lead: u8, byte: u8) -> bool {
    pairs.get(usize::from(lead)).is_some_and(|trails| trails.contains(byte))
}

impl Channel {
    /// All channels by which a text that was written in one charset can have been read as another;
    /// of those that do the same to such text, the commonest.
    pub fn all(step: Step) -> impl Iterator<Item = Channel> {
        different_ways(step).iter().map(move |way| Channel { step, way })
    }

    /// The commonest channel of each kind of mark, and Python's, which goes on a byte earlier.
    pub fn commonest(step: Step) -> Vec<Channel> {
        let mut channels: Vec<Channel> = Vec::new();
        for way in ways(step.read_as) {
            let channel = Channel { step, way };
            let is_pythons = |channel: &Channel| channel.way.rule.name().contains("python");
            let is_alike = |known: &Channel| {
                known.mark() == channel.mark() && is_pythons(known) == is_pythons(&channel)
            };
            if !channels.iter().any(is_alike) {
                channels.push(channel);
            }
        }
        channels
    }

    /// The charset in which the text was written.
    pub fn actual(&self) -> Charset {
        self.step.actual
    }

    /// The charset as which it was read.
    pub fn read_as(&self) -> Charset {
        self.step.read_as
    }

    /// The wrong decode.
    pub fn step(&self) -> Step {
        self.step
    }

    /// Whether it is the commonest way in which text read as this charset loses bytes.
    pub fn is_first(&self) -> bool {
        ways(self.step.read_as).first().is_some_and(|first| std::ptr::eq(first, self.way))
    }

    /// Whether something was removed after the decoder.
    pub fn is_cleaned(&self) -> bool {
        self.way.cleaning != Cleaning::None
    }

    /// What is lost where the decoder's mark stands.
    pub fn marked(&self) -> &'static Losses {
        &self.way.unread
    }

    /// What is lost where nothing tells.
    pub fn silent(&self) -> &'static Losses {
        self.way.removed.as_ref().unwrap_or(&self.way.unread)
    }

    /// What the decoder writes for a loss.
    pub fn mark(&self) -> Option<char> {
        self.way.rule.mark().char()
    }

    /// Whether bytes are lost without a mark.
    pub fn is_silent(&self) -> bool {
        self.way.rule.mark() == Mark::Nothing || self.way.cleaning != Cleaning::None
    }

    /// Whether the decoder reads a code.
    pub fn reads(&self, code: &[u8]) -> bool {
        match *code {
            [byte] => byte < 0x80 || self.way.rule.reads_byte(byte),
            [lead, trail] => self.way.rule.reads_pair(lead, trail),
            _ => true,
        }
    }

    /// What else than its codes a character can have been.
    pub fn also(&self, c: char) -> Option<Code> {
        (c == ' ' && self.way.cleaning == Cleaning::Latin).then(|| Code::one(0xA0))
    }
}

impl PartialEq for Channel {
    fn eq(&self, other: &Self) -> bool {
        self.step == other.step && std::ptr::eq(self.way, other.way)
    }
}

/// The ways in which text read as a charset loses bytes, the commonest first.
fn ways(read_as: Charset) -> &'static [Way] {
    static WAYS: [OnceLock<Vec<Way>>; Charset::ALL.len()] =
        [const { OnceLock::new() }; Charset::ALL.len()];
    let Some(place) = WAYS.get(read_as as usize) else { return &[] };
    place.get_or_init(|| {
        let way = |rule: &'static Rule, cleaning| Way {
            rule,
            cleaning,
            unread: Losses::unread(rule),
            removed: match cleaning {
                Cleaning::None => None,
                _ => Some(Losses::removed(read_as, cleaning)),
            },
        };
        let rules = Rule::all(read_as);
        let mut ways: Vec<Way> = rules.iter().map(|rule| way(rule, Cleaning::None)).collect();
        // What cleans up comes after decoders that leave something to clean up.
        let cleaning = match read_as {
            Charset::Gbk | Charset::Gb18030 | Charset::Big5 | Charset::ShiftJis => {
                Cleaning::PrivateUse
            }
            _ => Cleaning::Latin,
        };
        ways.extend(rules.first().map(|rule| way(rule, cleaning)));
        ways
    })
}

/// The ways in which text of one charset, read as another, loses different bytes. To compare them
/// takes milliseconds.
fn different_ways(step: Step) -> &'static [&'static Way] {
    type Different = OnceLock<Vec<&'static Way>>;
    static OF_UTF_8: [Different; Charset::ALL.len()] =
        [const { OnceLock::new() }; Charset::ALL.len()];
    static OF_OTHERS: [Different; Charset::ALL.len()] =
        [const { OnceLock::new() }; Charset::ALL.len()];
    let places = if step.actual == Charset::Utf8 { &OF_UTF_8 } else { &OF_OTHERS };
    let Some(place) = places.get(step.read_as as usize) else { return &[] };
    place.get_or_init(|| {
        let mut different: Vec<&'static Way> = Vec::new();
        for way in ways(step.read_as) {
            if !different.iter().any(|known| known.does_the_same(way, step.actual)) {
                different.push(way);
            }
        }
        different
    })
}
