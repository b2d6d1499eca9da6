//! A hypothesis of the search.
//!
//! It is the state of a decoder that reads the bytes *as they were written*, while the tokens are
//! what another decoder, perhaps a byte out of step, made of them. Out of step means that a lead
//! byte waits at the end of a token.

use crate::model::Cost;

/// The lead byte that waits for its trail byte.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub(super) enum Lead {
    /// None: in step.
    None,
    /// This byte.
    Byte(u8),
    /// A byte that was lost, any lead byte.
    Lost,
    /// The second byte of a pair that was stripped; the first is known.
    Stripped(u8),
}

/// The most characters that one token can complete.
const MOST_OUT: usize = 4;

/// The characters that one token completed.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) struct Out {
    chars: [char; MOST_OUT],
    len: u8,
}

impl Out {
    pub(super) fn push(&mut self, c: char) {
        if let Some(slot) = self.chars.get_mut(usize::from(self.len)) {
            *slot = c;
            self.len += 1;
        }
    }

    /// The characters.
    pub(super) fn chars(&self) -> &[char] {
        self.chars.get(..usize::from(self.len)).unwrap_or_default()
    }
}

/// A hypothesis about all tokens so far.
#[derive(Clone, Copy, Debug)]
pub(super) struct State {
    pub(super) lead: Lead,
    /// The last two bytes as they were written, where known.
    pub(super) bytes: [Option<u8>; 2],
    /// A reading stands after the last byte.
    pub(super) parted: bool,
    /// The last two bytes must be followed by a reading.
    pub(super) due: bool,
    pub(super) before: char,
    pub(super) previous: char,
    /// What stood before the parenthesis that was opened last.
    pub(super) outside: char,
    /// The marks that close the quotations that are open, the innermost last.
    pub(super) closing: [Option<char>; 2],
    pub(super) cost: Cost,
    /// What this token completed.
    pub(super) out: Out,
    /// This token is taken as it is without being understood.
    pub(super) unexplained: bool,
    /// The hypothesis before this token.
    pub(super) from: u32,
}

impl State {
    /// In step, after two characters.
    pub(super) fn after(before: char, previous: char) -> Self {
        Self {
            lead: Lead::None,
            bytes: [None; 2],
            parted: false,
            due: false,
            before,
            previous,
            outside: '\0',
            closing: [None; 2],
            cost: 0,
            out: Out::default(),
            unexplained: false,
            from: 0,
        }
    }

    pub(super) fn plus(mut self, cost: Cost) -> Self {
        self.cost = self.cost.saturating_add(cost);
        self
    }

    pub(super) fn waiting(mut self, lead: Lead) -> Self {
        self.lead = lead;
        self
    }
}

/// A reading stands here.
pub(super) fn parted(mut state: State) -> State {
    state.parted = true;
    state.due = false;
    state
}

/// Nothing is known of the bytes before.
pub(super) fn forget(mut state: State) -> State {
    state.bytes = [None; 2];
    state.due = false;
    state.parted = false;
    state
}
