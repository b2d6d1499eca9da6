//! Script conversion by OpenCC's own library.

use std::fmt;
use std::path::Path;

use opencc_rust::{OpenCC, OpenCCError};

use super::Conversion;
use crate::Error;

/// A conversion that OpenCC's own C++ library carries out, with whatever dictionaries are installed (feature `system-opencc`).
///
/// [`Conversion::convert`] needs nothing installed, gives what OpenCC 1.4.2 gives and is faster. This is for those who need the result of
/// another version, or of dictionaries of their own. Opening reads the dictionaries: keep what was opened. Threads can share it.
///
/// ```no_run
/// use fix_text::{Conversion, SystemConversion};
///
/// let conversion = SystemConversion::open(Conversion::S2twp)?;
/// assert_eq!(conversion.convert("鼠标里的头发")?, "滑鼠裡的頭髮");
/// # Ok::<(), fix_text::Error>(())
/// ```
pub struct SystemConversion {
    conversion: Conversion,
    library: OpenCC,
}

impl SystemConversion {
    /// Opens a conversion with the configuration files and dictionaries that were installed with the library; with version 1.4
    /// the variable `OPENCC_DATA_DIR` names another folder. The library takes those of the working directory where there are any.
    ///
    /// # Errors
    /// [`Error::SystemOpencc`] where there are none of this conversion: older versions have fewer conversions.
    pub fn open(conversion: Conversion) -> Result<Self, Error> {
        let advice = "are its configuration files installed (Debian has them in libopencc-data), and does its version have this one? \
             SystemConversion::open_in takes a folder that has them";
        Self::new(conversion, Path::new(&file_name(conversion)), advice)
    }

    /// Opens a conversion with the configuration files (`s2t.json` and so on) and dictionaries of a folder.
    ///
    /// # Errors
    /// [`Error::SystemOpencc`] where the folder has no such configuration, or the library cannot read it or its dictionaries.
    pub fn open_in(conversion: Conversion, folder: impl AsRef<Path>) -> Result<Self, Error> {
        let file = folder.as_ref().join(file_name(conversion));
        // Without a look of our own the library would go on to search elsewhere.
        if !file.is_file() {
            let problem = format!(
                "there is no {}; give the folder that has OpenCC's configuration files",
                file.display()
            );
            return Err(Error::SystemOpencc { conversion: conversion.name(), problem });
        }
        let advice = "the folder must have the dictionaries that the configuration names, \
             of a version that the library reads";
        Self::new(conversion, &file, advice)
    }

    fn new(conversion: Conversion, file: &Path, advice: &str) -> Result<Self, Error> {
        match OpenCC::new(file) {
            Ok(library) => Ok(Self { conversion, library }),
            Err(error) => Err(Error::SystemOpencc {
                conversion: conversion.name(),
                problem: format!("{}; {advice}", error.to_string().trim_end_matches(['.', '\n'])),
            }),
        }
    }

    /// Which conversion it is.
    pub fn conversion(&self) -> Conversion {
        self.conversion
    }

    /// Converts a text.
    ///
    /// # Errors
    /// [`Error::SystemOpencc`] where the library reports a failure.
    pub fn convert(&self, text: &str) -> Result<String, Error> {
        let mut out = String::with_capacity(text.len() + text.len() / 16);
        // The library takes strings that end at the first NUL; no entry of a dictionary has one.
        for (index, piece) in text.split('\0').enumerate() {
            if index > 0 {
                out.push('\0');
            }
            out = self.library.convert_to_buffer(piece, out).map_err(|error| self.failed(error))?;
        }
        Ok(out)
    }

    fn failed(&self, error: OpenCCError) -> Error {
        Error::SystemOpencc { conversion: self.conversion.name(), problem: error.to_string() }
    }
}

impl fmt::Debug for SystemConversion {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("SystemConversion")
            .field("conversion", &self.conversion)
            .finish_non_exhaustive()
    }
}

/// What OpenCC calls the configuration file.
fn file_name(conversion: Conversion) -> String {
    format!("{conversion}.json")
}
