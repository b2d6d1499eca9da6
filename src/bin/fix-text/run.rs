//! From the arguments to the exit status.

use std::io::{self, BufWriter, Read};
use std::process::ExitCode;

use fix_text::Fixer;

use crate::args::{Args, Command};
use crate::check::Check;
use crate::detect::detect;
use crate::diff::Diff;
use crate::explain::Explain;
use crate::files;
use crate::input::{Input, Reader};
use crate::jsonl::Records;
use crate::notes::Notes;
use crate::output::{Output, Piece, Text};
use crate::report::Report;

/// Bytes collected before they go to stdout.
const BUFFER: usize = 64 * 1024;

/// The field that datasets of text have.
const DEFAULT_FIELD: &str = "text";

const FOUND: u8 = 1;
const ERROR: u8 = 2;

/// Does what the arguments say.
pub fn run(args: &Args) -> ExitCode {
    let mut notes = Notes::default();
    let done = match &args.command {
        Some(Command::Detect(args)) => detect(args, &mut notes).map(|()| false),
        None => Run::new(args).and_then(|run| run.all(&mut notes)),
    };
    let found = match done {
        Ok(found) => found,
        // Whoever read stdout has seen enough.
        Err(error) if error.kind() == io::ErrorKind::BrokenPipe => false,
        Err(error) => {
            notes.error("error", error);
            false
        }
    };
    match (notes.failed(), found) {
        (true, _) => ExitCode::from(ERROR),
        (false, true) => ExitCode::from(FOUND),
        (false, false) => ExitCode::SUCCESS,
    }
}

/// Everybody who wants the repaired pieces.
pub struct Outputs(Vec<Box<dyn Output>>);

impl Outputs {
    fn new(args: &Args) -> io::Result<Self> {
        let out = BufWriter::with_capacity(BUFFER, io::stdout().lock());
        let mut outputs: Vec<Box<dyn Output>> = vec![match args {
            Args { check: true, .. } => Box::new(Check::new(out)),
            Args { diff: true, .. } => Box::new(Diff::new(out)),
            Args { explain: true, .. } => Box::new(Explain::new(out)),
            _ => Box::new(Text::new(out, args.jsonl)),
        }];
        if let Some(path) = &args.report {
            outputs.push(Box::new(Report::create(path)?));
        }
        Ok(Self(outputs))
    }

    pub fn piece(&mut self, piece: &Piece<'_>) -> io::Result<()> {
        self.each(|output| output.piece(piece))
    }

    pub fn flush(&mut self) -> io::Result<()> {
        self.each(|output| output.flush())
    }

    fn each(&mut self, mut f: impl FnMut(&mut dyn Output) -> io::Result<()>) -> io::Result<()> {
        self.0.iter_mut().try_for_each(|output| f(output.as_mut()))
    }
}

/// One run of the command.
struct Run<'a> {
    args: &'a Args,
    inputs: Vec<Input<'a>>,
    fixer: Fixer,
    fields: Vec<String>,
    outputs: Outputs,
}

impl<'a> Run<'a> {
    fn new(args: &'a Args) -> io::Result<Self> {
        let inputs = Input::list(&args.paths);
        if let Some(path) = &args.report
            && inputs.iter().any(|input| input.is_file(path))
        {
            return Err(io::Error::other("--report would overwrite one of the inputs"));
        }
        let fixer = args.fixer().map_err(io::Error::other)?;
        let fields = if args.fields.is_empty() {
            vec![DEFAULT_FIELD.to_owned()]
        } else {
            args.fields.clone()
        };
        Ok(Self { args, inputs, fixer, fields, outputs: Outputs::new(args)? })
    }

    /// Handles every input that can be; whether `--check` or `--diff` found something.
    fn all(mut self, notes: &mut Notes) -> io::Result<bool> {
        for input in std::mem::take(&mut self.inputs) {
            let name = input.name();
            match input.open() {
                Ok(reader) => self.one(&name, reader, notes)?,
                Err(error) => notes.error(&name, error),
            }
            notes.end_input(&name);
        }
        self.outputs.each(|output| output.finish())?;
        self.outputs.flush()?;
        Ok(self.outputs.0.iter().any(|output| output.found()))
    }

    fn one(&mut self, name: &str, mut reader: Reader, notes: &mut Notes) -> io::Result<()> {
        if self.args.jsonl {
            Records::new(name, &self.fields, &self.fixer, &mut self.outputs, notes)
                .repair(reader)?;
        } else {
            let mut bytes = Vec::new();
            // A file that is half read is no file to repair.
            match reader.read_to_end(&mut bytes) {
                Ok(_) => files::repair(
                    name,
                    &bytes,
                    &self.fixer,
                    self.args.from,
                    &mut self.outputs,
                    notes,
                )?,
                Err(error) => notes.error(name, error),
            }
        }
        self.outputs.each(|output| output.end_input(name))
    }
}
