//! What the command line says.

use std::path::PathBuf;

use clap::{Parser, Subcommand, ValueEnum};
use fix_text::{
    Encoding, Error, Fixer, Lexicon, Lossy, Pass, Preset, Punctuation, Quotations, Script,
};

/// Labels that an unknown one is answered with: one of each family that is common in the wild.
const EXAMPLE_LABELS: &str =
    "utf-8, gbk, gb18030, big5, shift_jis, euc-jp, euc-kr, windows-1252, koi8-r";

const EXIT_STATUS: &str = "\
Exit status: 0 done or clean, 1 --check or --diff found something, 2 an error (after finishing
what could be done).";

const DETECT_OUTPUT: &str = "\
Output: PATH, ENCODING, CONFIDENCE (0 to 1) and DAMAGE, separated by tabs. ENCODING is WHATWG's name
where there is one, `utf-8+NAME` where lines take turns, `binary` or `unknown`; DAMAGE is `none` or what
happened to the text before, such as utf-8>gbk.";

/// Repairs damaged text (mojibake, wrong decodes) and leaves the rest as it is.
#[derive(Debug, Parser)]
#[command(version, after_help = EXIT_STATUS, args_conflicts_with_subcommands = true)]
#[command(disable_help_subcommand = true)]
pub struct Args {
    #[command(subcommand)]
    pub command: Option<Command>,

    /// Files to repair, written to stdout in this order; `-` or none: stdin
    #[arg(value_name = "PATH|-")]
    pub paths: Vec<PathBuf>,

    /// The encoding of the input (gbk, big5, windows-1252, ...) instead of finding out
    #[arg(long, value_name = "LABEL", value_parser = charset, conflicts_with = "jsonl")]
    pub from: Option<Encoding>,

    /// Input is JSON objects, one a line; only the named string fields change
    #[arg(long)]
    pub jsonl: bool,

    /// A top-level field to repair with --jsonl, repeatable [default: text]
    #[arg(long = "field", value_name = "NAME", requires = "jsonl")]
    pub fields: Vec<String>,

    /// Print what was found, what it becomes and why instead of the text
    #[arg(long, group = "mode")]
    pub explain: bool,

    /// Print the damaged files instead of the text; exit status 1 if there are any
    #[arg(long, group = "mode")]
    pub check: bool,

    /// Print what would change as a diff in UTF-8; exit status 1 if anything would
    #[arg(long, group = "mode")]
    pub diff: bool,

    /// Write edits and findings to FILE as JSON lines
    #[arg(long, value_name = "FILE", value_parser = report_path)]
    pub report: Option<PathBuf>,

    /// Repair quoted mojibake too, which somebody may be writing about
    #[arg(long)]
    pub repair_quotations: bool,

    /// What to do with characters that lost bytes
    #[arg(long, value_name = "POLICY", value_enum, default_value_t = LostBytes::Guess)]
    pub lossy: LostBytes,

    /// Leave repairs that are less probable than this, 0 to 1, and write U+FFFD for such guesses
    #[arg(long, value_name = "P", value_parser = confidence)]
    pub min_confidence: Option<f64>,

    /// Run the passes of this preset after the repair [default: repair, which is none]
    #[arg(long, value_name = "NAME", help_heading = "Passes after the repair")]
    pub preset: Option<Preset>,

    /// Bring Chinese text into this script: keep, hans, hant, tw, hk, or a conversion of OpenCC (s2t, tw2sp, ...)
    #[arg(long, value_name = "SCRIPT", help_heading = "Passes after the repair")]
    pub script: Option<Script>,

    /// What to do about the punctuation of Chinese text: keep, restore (undo a fold of width), full (full-width), ascii
    #[arg(long = "punct", value_name = "WIDTH", help_heading = "Passes after the repair")]
    pub punctuation: Option<Punctuation>,

    /// Words that conversion of the script leaves as they are, one a line, or WORD, a tab and what is written for it
    #[arg(long, value_name = "FILE", value_parser = lexicon, help_heading = "Passes after the repair")]
    pub lexicon: Option<Lexicon>,

    /// Run this pass, too; repeatable; an unknown name lists the known ones
    #[arg(long = "pass", value_name = "NAME", help_heading = "Passes after the repair")]
    pub passes: Vec<Pass>,

    /// Do not run this pass of the preset; repeatable
    #[arg(long = "no-pass", value_name = "NAME", help_heading = "Passes after the repair")]
    pub no_passes: Vec<Pass>,
}

/// What else the program does.
#[derive(Debug, Subcommand)]
pub enum Command {
    /// Tell which encoding files are in and whether their text is mojibake (a file of this name: `./detect`)
    Detect(DetectArgs),
}

/// The arguments of `fix-text detect`.
#[derive(Debug, clap::Args)]
#[command(after_help = DETECT_OUTPUT)]
pub struct DetectArgs {
    /// Files to look at; `-` or none: stdin
    #[arg(value_name = "PATH|-")]
    pub paths: Vec<PathBuf>,

    /// Print JSON objects, one a line, with alternatives and previews
    #[arg(long)]
    pub jsonl: bool,

    /// The language or region the text is expected in (ja, zh-TW, .ru, ...)
    #[arg(long, value_name = "CODE")]
    pub language: Option<String>,

    /// An encoding that comes into question, repeatable; others do not then
    #[arg(long = "candidate", value_name = "LABEL", value_parser = charset)]
    pub candidates: Vec<Encoding>,
}

/// What `--lossy` can say; the library's [`Lossy`], which knows nothing of command lines.
#[derive(Clone, Copy, Debug, ValueEnum)]
pub enum LostBytes {
    /// Write the most probable character
    Guess,
    /// Write U+FFFD
    Mark,
    /// Leave the whole stretch as it was, and report it
    Refuse,
}

impl From<LostBytes> for Lossy {
    fn from(policy: LostBytes) -> Self {
        match policy {
            LostBytes::Guess => Lossy::Guess,
            LostBytes::Mark => Lossy::Mark,
            LostBytes::Refuse => Lossy::Refuse,
        }
    }
}

impl Args {
    /// The fixer these options ask for.
    pub fn fixer(&self) -> Result<Fixer, Error> {
        let mut builder = Fixer::builder().lossy(self.lossy.into());
        if self.repair_quotations {
            builder = builder.quotations(Quotations::Repair);
        }
        if let Some(confidence) = self.min_confidence {
            builder = builder.min_confidence(confidence);
        }
        if let Some(preset) = self.preset {
            builder = builder.preset(preset);
        }
        if let Some(script) = self.script {
            builder = builder.script(script);
        }
        if let Some(punctuation) = self.punctuation {
            builder = builder.punctuation(punctuation);
        }
        if let Some(lexicon) = &self.lexicon {
            builder = builder.lexicon(lexicon.clone());
        }
        builder = self.passes.iter().fold(builder, |builder, pass| builder.pass(*pass));
        builder = self.no_passes.iter().fold(builder, |builder, pass| builder.without(*pass));
        builder.build()
    }
}

fn charset(label: &str) -> Result<Encoding, String> {
    Encoding::for_label(label)
        .ok_or_else(|| format!("unknown encoding; known are, for example, {EXAMPLE_LABELS}"))
}

fn confidence(value: &str) -> Result<f64, String> {
    let confidence: f64 = value.parse().map_err(|_| "not a number between 0 and 1".to_owned())?;
    // The library knows which values make sense.
    Fixer::builder().min_confidence(confidence).build().map_err(|error| error.to_string())?;
    Ok(confidence)
}

fn lexicon(path: &str) -> Result<Lexicon, String> {
    let text = std::fs::read_to_string(path).map_err(|error| error.to_string())?;
    Lexicon::parse(&text).map_err(|error| error.to_string())
}

fn report_path(value: &str) -> Result<PathBuf, String> {
    if value == "-" {
        return Err("the report needs a file of its own, stdout holds the text".to_owned());
    }
    Ok(PathBuf::from(value))
}
