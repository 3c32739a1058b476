//! What a check saw, and how bad it is.

use std::collections::HashMap;
use std::fmt;
use std::path::{Path, PathBuf};

use crate::audit::facts::location::Location;
use crate::subject::CheckId;

/// How bad it is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Severity {
    /// Worth knowing.
    Info,
    /// A weakness that needs another one to matter.
    Low,
    /// A step away from exposure, or from an outage.
    Medium,
    /// Others can get at the key with little effort, or an outage is near.
    High,
    /// Others can read the key or forge cookies now.
    Critical,
}

impl Severity {
    /// The severity that a word names.
    pub fn of_word(word: &str) -> Option<Severity> {
        Severity::ALL.into_iter().find(|it| it.word() == word)
    }

    /// All of them, the mildest first.
    pub const ALL: [Severity; 5] = [
        Severity::Info,
        Severity::Low,
        Severity::Medium,
        Severity::High,
        Severity::Critical,
    ];

    /// The word for it, in flags and in every output.
    pub fn word(self) -> &'static str {
        match self {
            Severity::Info => "info",
            Severity::Low => "low",
            Severity::Medium => "medium",
            Severity::High => "high",
            Severity::Critical => "critical",
        }
    }

    /// What the word means, for help.
    pub fn meaning(self) -> &'static str {
        match self {
            Severity::Info => "worth knowing",
            Severity::Low => "a weakness that needs another one to matter",
            Severity::Medium => "a step away from exposure, or from an outage",
            Severity::High => "others can get at the key with little effort",
            Severity::Critical => "others can read the key or forge cookies now",
        }
    }
}

impl fmt::Display for Severity {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.word())
    }
}

/// What somebody is to decide about a file before any command changes it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Decision {
    /// Whether its group is to read it.
    Group,
    /// Whose it is to be.
    Owner,
    /// Who is to read it at all.
    Readers,
}

/// What a check saw.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Observation {
    /// Which check.
    pub check: CheckId,
    /// How bad it is here, where that is not what the check's row says.
    pub severity: Option<Severity>,
    /// Where.
    pub path: PathBuf,
    /// The places in it, where there are any to show.
    pub locations: Vec<Location>,
    /// What was seen, as the rest of a sentence about the path.
    pub observed: String,
    /// The shell command that fixes it.
    pub fix: Option<String>,
    /// How it is fixed in words, where that is not what the check's row says:
    /// what cannot be undone is a decision, and no command.
    pub mend: Option<String>,
    /// What the words ask to be decided: no command about the file comes before that.
    pub decides: Option<Decision>,
    /// What tells this observation from another of the same check at the same
    /// path; never a part of a key.
    pub detail: String,
    /// How far it goes, where that can grow: each reader and writer, each key
    /// that is exposed, by its path. More of it is another fault, and less is
    /// the same; never a part of a key.
    pub extent: Vec<String>,
    /// The files that were judged, and that the command closes if it closes
    /// any, each with its device and inode.
    pub judged: Vec<(PathBuf, (u64, u64))>,
}

impl Observation {
    /// An observation at a path.
    pub fn new(check: CheckId, path: &Path, observed: impl Into<String>) -> Self {
        Observation {
            check,
            severity: None,
            path: path.to_owned(),
            locations: Vec::new(),
            observed: observed.into(),
            fix: None,
            mend: None,
            decides: None,
            detail: String::new(),
            extent: Vec::new(),
            judged: Vec::new(),
        }
    }

    /// With the places that it is about.
    #[must_use]
    pub fn at(mut self, locations: impl IntoIterator<Item = Location>) -> Self {
        self.locations = locations.into_iter().collect();
        self
    }

    /// With the command that fixes it.
    #[must_use]
    pub fn fix(mut self, command: impl Into<String>) -> Self {
        self.fix = Some(command.into());
        self
    }

    /// With other words than the row's for how it is fixed.
    #[must_use]
    pub fn mend(mut self, words: impl Into<String>) -> Self {
        self.mend = Some(words.into());
        self
    }

    /// With what is to be decided, in words, and no command.
    #[must_use]
    pub fn decide(mut self, what: Decision, words: impl Into<String>) -> Self {
        self.fix = None;
        self.decides = Some(what);
        self.mend(words)
    }

    /// With another severity than the row's.
    #[must_use]
    pub fn severity(mut self, severity: Severity) -> Self {
        self.severity = Some(severity);
        self
    }

    /// With what tells it from its like.
    #[must_use]
    pub fn detail(mut self, detail: impl Into<String>) -> Self {
        self.detail = detail.into();
        self
    }

    /// With how far it goes.
    #[must_use]
    pub fn extent(mut self, extent: impl IntoIterator<Item = String>) -> Self {
        self.extent = extent.into_iter().collect();
        self
    }
}

/// What is added to what was seen of a file that is taken for a key by what is
/// in it.
pub fn taken_for_a_key(why: &str) -> String {
    format!("; taken for a key: {why}")
}

/// Numbers what has the same name, from 1 on: the second key that is written
/// under a name is known as such wherever its line is.
#[derive(Debug, Default)]
pub struct Ordinals(HashMap<String, usize>);

impl Ordinals {
    /// The name with its number.
    pub fn next(&mut self, name: &str) -> String {
        let count = self.0.entry(name.to_owned()).or_default();
        *count += 1;
        format!("{name} {count}")
    }
}

/// The path as seen from the working directory: a checkout is elsewhere on
/// every machine, and its findings are the same.
pub fn relative(path: &Path) -> PathBuf {
    let Ok(here) = std::env::current_dir() else {
        return path.to_owned();
    };
    let absolute = std::path::absolute(path).unwrap_or_else(|_| path.to_owned());
    match absolute.strip_prefix(&here) {
        Ok(rest) if rest.as_os_str().is_empty() => PathBuf::from("."),
        Ok(rest) => rest.to_owned(),
        Err(_) => absolute,
    }
}
