//! The words of the audit: a check, what it sighted, what is reported about it.

use std::collections::HashMap;
use std::fmt;
use std::path::{Path, PathBuf};

use crate::audit::key_file::KeyFile;
use crate::audit::location::Location;
use crate::audit::renewal::Renewal;
use crate::audit::repair::is_closing;
use crate::audit::scene::{Policy, Scene};
use crate::audit::system;
use crate::crypto;
use crate::encoding;
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

/// What a check looks at.
#[derive(Clone, Copy)]
pub enum Look {
    /// One key file after the other.
    Key(fn(&KeyFile, &Policy) -> Vec<Sighting>),
    /// Everything that was found, and this machine.
    Scene(fn(&Scene) -> Vec<Sighting>),
    /// The same, by a check that knows what a file is in which it finds a key:
    /// such a key is not reported a second time because the file is a text, too.
    Holder(fn(&Scene) -> Vec<Sighting>),
    /// Nothing by itself: the audit says it of its own work.
    Itself,
}

/// A row of the catalogue.
pub struct Check {
    /// Its identity: never reused, never renumbered.
    pub id: CheckId,
    /// How bad it is, unless the sighting knows better.
    pub severity: Severity,
    /// What is wrong, as a title.
    pub title: &'static str,
    /// What is expected instead.
    pub expected: &'static str,
    /// Why it matters.
    pub why: &'static str,
    /// How it is fixed, in words. What begins with `, then rotate` is printed
    /// beside a command that does the rest.
    pub fix: &'static str,
    /// How it is looked for.
    pub look: Look,
}

impl Check {
    /// What is expected on this system.
    pub fn expected_here(&self) -> &'static str {
        system::words(self).0
    }

    /// How it is fixed on this system, in words.
    pub fn fix_here(&self) -> &'static str {
        system::words(self).1
    }
}

/// What a check saw.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Sighting {
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
    /// What tells this sighting from another of the same check at the same
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

impl Sighting {
    /// A sighting at a path.
    pub fn new(check: CheckId, path: &Path, observed: impl Into<String>) -> Self {
        Sighting {
            check,
            severity: None,
            path: path.to_owned(),
            locations: Vec::new(),
            observed: observed.into(),
            fix: None,
            mend: None,
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

    /// With what renews the key.
    #[must_use]
    pub fn renewed(mut self, renewal: Renewal) -> Self {
        (self.fix, self.mend) = (renewal.command, renewal.words);
        self
    }

    /// How bad it is: what the row says, unless the sighting does.
    pub fn severity_here(&self) -> Severity {
        let row = || crate::audit::find(self.check.id).map(|row| row.severity);
        self.severity.or_else(row).unwrap_or(Severity::Info)
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

/// A sighting as it is shown.
pub struct Finding {
    /// The row of its check.
    pub check: &'static Check,
    /// How bad it is.
    pub severity: Severity,
    /// Where: relative to the working directory where it is below it.
    pub path: PathBuf,
    /// The places that it is about, at least one.
    pub locations: Vec<Location>,
    /// What was seen.
    pub observed: String,
    /// The shell command that fixes it.
    pub fix: Option<String>,
    /// The command line named the file.
    pub is_named: bool,
    /// The command closes the file to others, and does nothing else.
    pub is_closing: bool,
    /// How it is fixed in words.
    pub mend: String,
    /// What is to be done after the command.
    pub then: Option<String>,
    /// The same for the same fault at the same place that goes equally far.
    pub fingerprint: String,
    /// What a baseline must know, all of it, to know the finding: the fault at
    /// its place first, then one mark for each part of its extent.
    pub marks: Vec<String>,
    /// The files that were judged, and that the command closes if it closes
    /// any, each with its device and inode.
    pub judged: Vec<(PathBuf, (u64, u64))>,
}

/// Sets a finding's fingerprint apart from every other SHA-256.
const FINGERPRINT_DOMAIN: &[u8] = b"cookiekit/1 finding\0";
/// Bytes of a finding's fingerprint: a million findings do not collide.
const FINGERPRINT_BYTES: usize = 12;

impl Finding {
    pub(super) fn of(sighting: Sighting) -> Finding {
        let check =
            crate::audit::find(sighting.check.id).expect("every sighting's check has a row");
        let sighting = system::told(check, sighting);
        let path = relative(&sighting.path);
        let place = [
            sighting.check.id.as_bytes(),
            &*system::name_in_marks(&path),
            sighting.detail.as_bytes(),
        ];
        let mut extent = sighting.extent;
        extent.sort();
        extent.dedup();
        let parts = extent.iter().map(String::as_bytes);
        let fingerprint = mark(place.into_iter().chain(parts.clone()));
        let base = mark(place.into_iter());
        let further = parts.map(|part| mark(place.into_iter().chain([part])));
        let marks = std::iter::once(base).chain(further).collect();
        let then = match (&sighting.fix, &sighting.mend) {
            (Some(_), Some(words)) => Some(words.clone()),
            (Some(_), None) => then(check.fix_here()).map(str::to_owned),
            (None, _) => None,
        };
        let mut locations = sighting.locations;
        if locations.is_empty() {
            locations.push(Location::of(&sighting.path));
        }
        let locations = locations.into_iter().map(|it| Location {
            path: relative(&it.path),
            ..it
        });
        Finding {
            check,
            locations: locations.collect(),
            is_named: false,
            is_closing: sighting
                .fix
                .as_deref()
                .is_some_and(|command| is_closing(command, &sighting.judged)),
            mend: sighting.mend.unwrap_or_else(|| check.fix_here().to_owned()),
            then,
            severity: sighting.severity.unwrap_or(check.severity),
            path,
            observed: sighting.observed,
            fix: sighting.fix,
            fingerprint,
            marks,
            judged: sighting
                .judged
                .into_iter()
                .map(|(path, identity)| (relative(&path), identity))
                .collect(),
        }
    }

    /// Whether it says that a check was not completed.
    pub fn is_incomplete(&self) -> bool {
        crate::audit::itself::INCOMPLETE.contains(&self.check.id)
    }
}

/// What is to be done after the command of a check: a key that was exposed
/// stays known to anyone who has read it.
fn then(fix: &'static str) -> Option<&'static str> {
    let (_, words) = fix.split_once(", then ")?;
    words.starts_with("rotate").then_some(words)
}

/// A digest of words, no two lists of which are the same bytes: a path has no
/// NUL, and what is behind it is our own.
fn mark<'a>(words: impl Iterator<Item = &'a [u8]>) -> String {
    let mut bytes = FINGERPRINT_DOMAIN.to_vec();
    for (index, word) in words.enumerate() {
        bytes.extend((index > 0).then_some(0));
        bytes.extend_from_slice(word);
    }
    encoding::hex(&crypto::sha256(&[&bytes])[..FINGERPRINT_BYTES])
}

impl fmt::Debug for Finding {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (id, severity) = (self.check.id.id, self.severity);
        write!(f, "{id} {severity} {:?}: {}", self.path, self.observed)
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
