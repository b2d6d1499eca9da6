//! Making a stage of dictionaries.

use super::super::tables::{Dictionary, Entry, Table, Value, dictionary};
use super::filter::{Filter, hash, hash_of_three, third_bit};
use super::units::{is_three, single, utf8};
use super::{
    BEGINS, BEGINS_ODDLY, CHANGED, FREE, Kind, NONE_OF_TWO, ODD, Odd, PRESENT, Phrase, Slot, Stage,
    Units, boxed,
};

impl Stage {
    /// A stage of dictionaries, the first of which has precedence.
    pub fn new(tables: &[Table]) -> Self {
        let dictionaries: Vec<&'static Dictionary> =
            tables.iter().map(|table| dictionary(*table)).collect();
        let mut stage = Self {
            entries: boxed(|code| if code < 0x800 { 0 } else { utf8(code as u32) }),
            odd: Vec::new(),
            pairs: Filter::new(),
            triples: Filter::new(),
            slots: Vec::new(),
            phrases: Vec::new(),
            units: dictionaries.iter().map(|dictionary| dictionary.units()).collect(),
            ascii: 0,
        };
        // A phrase counts if no character alone, of a dictionary that goes before its own, is taken first.
        let mut taken: Vec<u16> = Vec::new();
        let mut phrases = Vec::new();
        let count = tables.iter().zip(&dictionaries).filter(|(table, _)| table.has_phrases());
        let has_several = count.clone().nth(1).is_some();
        stage.reserve(count.map(|(_, dictionary)| dictionary.len()).sum());
        let mut slot = FREE;
        for ((source, dictionary), table) in (0..).zip(&dictionaries).zip(tables) {
            let mut singles: Vec<u16> = Vec::new();
            for entry in dictionary.iter() {
                if let Some(code) = single(entry.key) {
                    stage.add_character(code, source, &entry);
                    singles.extend(entry.key.first().filter(|_| table.has_phrases()));
                } else if let [first, second, ..] = *entry.key
                    && !taken.contains(&first)
                {
                    let pair = u32::from(first) << 16 | u32::from(second);
                    if has_several {
                        phrases.push((pair, source, entry));
                    } else {
                        stage.add_phrase(&mut slot, pair, source, &entry);
                    }
                }
            }
            taken.extend(singles);
        }
        // Each dictionary has those with the same first units together and in the right order.
        phrases.sort_by_key(|(pair, source, _)| (*pair, *source));
        for (pair, source, entry) in &phrases {
            stage.add_phrase(&mut slot, *pair, *source, entry);
        }
        stage.insert(slot);
        stage.odd.sort_by_key(|odd| odd.code);
        stage.odd.dedup_by_key(|odd| odd.code);
        stage
    }

    /// Takes over an entry of one character; what is there already wins.
    fn add_character(&mut self, code: u32, source: u8, entry: &Entry<'_>) {
        let bits = self.bits(code);
        if bits & PRESENT != 0 {
            return;
        }
        let (start, becomes) = match entry.value {
            Value::ByCharacter => (entry.place, entry.key),
            Value::Except(_, units) | Value::Whole(units) => (entry.place + entry.key.len(), units),
        };
        let new = match *becomes {
            [unit] if code >= 0x800 && u32::from(unit) == code => bits | PRESENT,
            [unit @ (0x800..=0xd7ff | 0xe000..)] if code >= 0x800 => {
                utf8(u32::from(unit)) | PRESENT | CHANGED | bits & (BEGINS | BEGINS_ODDLY)
            }
            _ => bits | PRESENT | ODD,
        };
        if let Some(entry) = self.entries.get_mut(code as usize) {
            *entry = new;
        }
        if code > 0xffff || new & ODD != 0 {
            let becomes_at = Units { start: start as u32, source };
            self.odd.push(Odd { code, becomes: becomes_at, len: becomes.len() as u8 });
        }
        if code < 0x80 {
            self.ascii |= 1 << code;
        }
    }

    /// Makes room for so many phrases at most.
    fn reserve(&mut self, count: usize) {
        self.slots = vec![FREE; (count * 5 / 4).next_power_of_two().max(16)];
        self.phrases.reserve_exact(count);
    }

    /// Takes over a phrase; those with the same first two units come together, the one that wins first. `slot` is that of the last ones.
    fn add_phrase(&mut self, slot: &mut Slot, pair: u32, source: u8, entry: &Entry<'_>) {
        let number = self.phrases.len() as u32;
        if slot.pair != pair {
            self.insert(*slot);
            *slot = Slot { pair, first: number << 8 | NONE_OF_TWO, thirds: 0 };
        }
        let third = entry.key.get(2).copied().unwrap_or_default();
        if entry.key.len() > 2 {
            slot.thirds |= third_bit(third);
            let third = if is_three(third) { u32::from(third) } else { 0 };
            self.triples.add(hash_of_three(pair, third));
        } else if slot.first & 0xff == NONE_OF_TWO {
            let place = number - (slot.first >> 8);
            if place < NONE_OF_TWO {
                slot.first = slot.first & !0xff | place;
            } else {
                // Too far: all are looked at whatever comes third.
                slot.thirds = u32::MAX;
            }
        }
        let value = match entry.value {
            Value::ByCharacter => Kind::ByCharacter,
            Value::Except(mask, _) => Kind::Except(mask),
            Value::Whole(units) => Kind::Whole(units.len() as u8),
        };
        let (len, key) = (entry.key.len() as u8, entry.place as u32);
        self.phrases.push(Phrase { third, len, value, is_last: false, source, key });
    }

    /// Takes over where the phrases are that were added last.
    fn insert(&mut self, slot: Slot) {
        let Some(last) = self.phrases.last_mut() else { return };
        last.is_last = true;
        let mask = self.slots.len() - 1;
        let mut at = (hash(slot.pair) >> 32) as usize & mask;
        while let Some(place) = self.slots.get_mut(at) {
            if place.first == FREE.first {
                *place = slot;
                break;
            }
            at = (at + 1) & mask;
        }
        if slot.first & 0xff != NONE_OF_TWO || slot.thirds == u32::MAX {
            self.pairs.add(hash(slot.pair));
        }
        let first = slot.pair >> 16;
        if let Some(bits) = self.entries.get_mut(first as usize) {
            *bits |= BEGINS;
            if !is_three(slot.pair as u16) {
                *bits |= BEGINS_ODDLY;
            }
        }
        if first < 0x80 {
            self.ascii |= 1 << first;
        }
    }
}
