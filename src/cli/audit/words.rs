//! The words of `audit`: of its flags, and while it walks.

use clap::ValueEnum;
use clap::builder::PossibleValue;

use crate::audit::{Progress, Severity};
use crate::cli::progress::ProgressLine;

#[derive(Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum Format {
    /// For people
    Human,
    /// One JSON document, as --json
    Json,
    /// SARIF 2.1.0, for GitHub code scanning and others
    Sarif,
}

impl ValueEnum for Severity {
    fn value_variants<'a>() -> &'a [Self] {
        &Severity::ALL
    }

    fn to_possible_value(&self) -> Option<PossibleValue> {
        Some(PossibleValue::new(self.word()).help(self.meaning()))
    }
}

/// From which severity on findings end a run with 1.
#[derive(Clone, Copy, PartialEq, Eq)]
pub enum FailOn {
    /// Of no severity.
    Nothing,
    /// From this on.
    Severity(Severity),
}

/// All of them: those of the severities, in their order, and the one that is
/// none.
const ALL: [FailOn; 6] = [
    FailOn::Nothing,
    FailOn::Severity(Severity::Info),
    FailOn::Severity(Severity::Low),
    FailOn::Severity(Severity::Medium),
    FailOn::Severity(Severity::High),
    FailOn::Severity(Severity::Critical),
];

impl ValueEnum for FailOn {
    fn value_variants<'a>() -> &'a [Self] {
        &ALL
    }

    fn to_possible_value(&self) -> Option<PossibleValue> {
        match self {
            FailOn::Nothing => Some(PossibleValue::new("none").help("no finding ends it with 1")),
            FailOn::Severity(severity) => severity.to_possible_value(),
        }
    }
}

impl Progress for ProgressLine {
    fn files(&self, count: u64) {
        self.show(&format!("{count} files …"));
    }
}
