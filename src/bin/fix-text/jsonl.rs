//! JSON Lines: one object a line, of which only the named string fields change.

use std::io::{self, BufRead};
use std::{fmt, str};

use fix_text::{Fixed, Fixer};
use serde::de::{DeserializeSeed, Deserializer, MapAccess, Visitor};
use serde_json::value::RawValue;

use crate::files::characters;
use crate::input::Reader;
use crate::literal::Literal;
use crate::notes::Notes;
use crate::output::{Change, Damage, Piece, What};
use crate::run::Outputs;

const BOM: &str = "\u{feff}";

/// Repairs a stream of records, one line in memory at a time.
pub struct Records<'a> {
    path: &'a str,
    fields: &'a [String],
    fixer: &'a Fixer,
    outputs: &'a mut Outputs,
    notes: &'a mut Notes,
    line: usize,
    objects: usize,
    strings: usize,
}

/// A field to repair: its name, its literal, and where in the line the literal begins.
struct Field<'a> {
    name: &'a str,
    literal: &'a str,
    at: usize,
}

/// A field that could be read.
struct Value<'a> {
    name: &'a str,
    at: usize,
    literal: Literal<'a>,
}

impl<'a> Records<'a> {
    pub fn new(
        path: &'a str,
        fields: &'a [String],
        fixer: &'a Fixer,
        outputs: &'a mut Outputs,
        notes: &'a mut Notes,
    ) -> Self {
        Self { path, fields, fixer, outputs, notes, line: 0, objects: 0, strings: 0 }
    }

    /// Repairs all lines. An error is one of the output; one of the input is a note.
    pub fn repair(mut self, mut reader: Reader) -> io::Result<()> {
        let mut line = Vec::new();
        loop {
            if reader.buffer().is_empty() {
                // Reading may wait; whoever reads the output should not.
                self.outputs.flush()?;
            }
            line.clear();
            match reader.read_until(b'\n', &mut line) {
                Ok(0) => break,
                Ok(_) => self.repair_line(&line)?,
                Err(error) => {
                    self.notes.error(self.path, error);
                    break;
                }
            }
        }
        if self.objects > 0 && self.strings == 0 {
            let names = self.fields.join("`, `");
            self.notes.note(
                self.path,
                format_args!("no line has a string field `{names}` (--field NAME names others)"),
            );
        }
        Ok(())
    }

    fn repair_line(&mut self, line: &[u8]) -> io::Result<()> {
        self.line += 1;
        let fields = match fields(line, self.fields, self.line == 1) {
            Ok(Some(fields)) => fields,
            Ok(None) => return self.pass(line),
            Err(problem) => {
                self.notes
                    .error(self.place(), format_args!("{problem}; the line is kept as it is"));
                return self.pass(line);
            }
        };
        self.objects += 1;
        self.strings += fields.len();
        let values = self.read(fields);
        let fixes: Vec<Fixed<'_>> =
            values.iter().map(|value| self.fixer.fix(&value.literal.text)).collect();
        if fixes.iter().all(|fixed| fixed.is_unchanged() && fixed.findings().is_empty()) {
            return self.pass(line);
        }
        let (new, changes) = rewrite(line, &values, &fixes);
        let damage = self.locate(line, &values, &fixes);
        self.outputs.piece(&Piece {
            path: self.path,
            old: line,
            new: &new,
            changes: &changes,
            damage: &damage,
        })
    }

    /// The values that are Rust strings; notes those that cannot be.
    fn read<'l>(&mut self, fields: Vec<Field<'l>>) -> Vec<Value<'l>> {
        let mut values = Vec::with_capacity(fields.len());
        for Field { name, literal, at } in fields {
            match Literal::read(literal) {
                Ok(literal) => values.push(Value { name, at, literal }),
                Err(_) => self.notes.note(
                    self.place(),
                    format_args!("field `{name}` holds half a surrogate pair; it is kept as it is"),
                ),
            }
        }
        values
    }

    fn locate<'v>(
        &self,
        line: &[u8],
        values: &'v [Value<'_>],
        fixes: &'v [Fixed<'_>],
    ) -> Vec<Damage<'v>> {
        let mut damage = Vec::new();
        for (value, fixed) in values.iter().zip(fixes) {
            damage.extend(What::list(fixed.edits(), fixed.findings()).into_iter().map(|what| {
                let at = value.at + value.literal.position(what.span().start);
                Damage {
                    line: self.line,
                    column: 1 + characters(&line[..at]),
                    field: Some(value.name),
                    what,
                }
            }));
        }
        damage
    }

    fn pass(&mut self, line: &[u8]) -> io::Result<()> {
        self.outputs.piece(&Piece {
            path: self.path,
            old: line,
            new: line,
            changes: &[],
            damage: &[],
        })
    }

    fn place(&self) -> String {
        format!("{}:{}", self.path, self.line)
    }
}

/// The line with the edits in it. Only the characters that change are written anew, so that
/// escapes like `\/` elsewhere in the string stay as they are.
fn rewrite(line: &[u8], values: &[Value<'_>], fixes: &[Fixed<'_>]) -> (Vec<u8>, Vec<Change>) {
    let mut new = Vec::with_capacity(line.len());
    let mut changes = Vec::new();
    let mut copied = 0;
    for (value, fixed) in values.iter().zip(fixes) {
        for edit in fixed.edits() {
            let [start, end] =
                [edit.span.start, edit.span.end].map(|at| value.at + value.literal.position(at));
            new.extend_from_slice(&line[copied..start]);
            let new_start = new.len();
            new.extend_from_slice(value.literal.write(&edit.replacement).as_bytes());
            changes.push(Change { old: start..end, new: new_start..new.len() });
            copied = end;
        }
    }
    new.extend_from_slice(&line[copied..]);
    (new, changes)
}

/// The string fields called one of `names`, in the order of the line; `None` for a blank line.
fn fields<'l>(
    line: &'l [u8],
    names: &'l [String],
    is_first: bool,
) -> Result<Option<Vec<Field<'l>>>, String> {
    let line = str::from_utf8(line)
        .map_err(|error| format!("not UTF-8 at byte {}", error.valid_up_to() + 1))?;
    let json = if is_first { line.strip_prefix(BOM).unwrap_or(line) } else { line };
    if json.trim_ascii().is_empty() {
        return Ok(None);
    }
    let mut deserializer = serde_json::Deserializer::from_str(json);
    let mut fields = Object(names)
        .deserialize(&mut deserializer)
        .and_then(|fields| deserializer.end().map(|()| fields))
        .map_err(|error| not_an_object(&error))?;
    for field in &mut fields {
        field.at = field.literal.as_ptr().addr() - line.as_ptr().addr();
    }
    Ok(Some(fields))
}

fn not_an_object(error: &serde_json::Error) -> String {
    let message = error.to_string();
    // The parser counts lines in this one line, where people would look for them in the file.
    let reason = message.split(" at line ").next().unwrap_or(&message);
    format!("not a JSON object: {reason}, at column {}", error.column())
}

/// Reads an object and keeps the strings under these names.
struct Object<'n>(&'n [String]);

impl<'de> DeserializeSeed<'de> for Object<'de> {
    type Value = Vec<Field<'de>>;

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<Self::Value, D::Error> {
        deserializer.deserialize_map(self)
    }
}

impl<'de> Visitor<'de> for Object<'de> {
    type Value = Vec<Field<'de>>;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("an object")
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Self::Value, A::Error> {
        let mut fields = Vec::new();
        // Keys are taken raw too: one with half a surrogate pair is no reason to refuse the line.
        while let Some((key, value)) = map.next_entry::<&'de RawValue, &'de RawValue>()? {
            let name = self.0.iter().find(|name| says(key.get(), name));
            if let Some(name) = name.filter(|_| value.get().starts_with('"')) {
                fields.push(Field { name, literal: value.get(), at: 0 });
            }
        }
        Ok(fields)
    }
}

/// Whether the literal `key` spells `name`.
fn says(key: &str, name: &str) -> bool {
    match key.strip_prefix('"').and_then(|key| key.strip_suffix('"')) {
        Some(plain) if !plain.contains('\\') => plain == name,
        _ => Literal::read(key).is_ok_and(|key| key.text == name),
    }
}
