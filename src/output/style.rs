//! How a run writes: what its streams are connected to, and what was asked for.

use super::bars::Letters;

/// How much is reported on standard error.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Verbosity {
    /// Errors alone.
    Quiet,
    /// Warnings and notes.
    Normal,
    /// Details as well.
    Verbose,
}

/// What the streams are connected to, and how they are to be written.
#[derive(Clone, Copy, Debug)]
pub struct Style {
    /// One JSON document instead of text.
    pub json: bool,
    /// How much is reported on standard error.
    pub verbosity: Verbosity,
    /// A person reads standard output as it is written.
    pub terminal: bool,
    /// How wide a text for people is.
    pub columns: usize,
    /// The letters of bars on standard output.
    pub letters: Letters,
    /// Colour on standard output.
    pub color_out: bool,
    /// Colour on standard error.
    pub color_err: bool,
}

impl Style {
    /// For a file or a pipe: compact JSON, warnings, no colour.
    #[cfg(test)]
    pub fn plain() -> Self {
        Style {
            json: true,
            verbosity: Verbosity::Normal,
            terminal: false,
            columns: super::human::COLUMNS,
            letters: Letters::Ascii,
            color_out: false,
            color_err: false,
        }
    }
}
