//! Findings that are known and accepted.
//!
//! A baseline is a JSON file that is committed beside what is audited. It
//! holds no key material: a mark is a digest of a check, a place, and who is
//! let in.
//!
//! # When a finding is known
//!
//! Its check, its path and what tells it from its like at that path must be
//! those of an accepted one; so must be every part of its extent; and it must
//! be no worse than what was accepted. So
//!
//! - it is the same finding when its line moves, when there is another key in
//!   the same place, under the same variable, or in the same call, when it
//!   lets in fewer, or when it has become milder;
//! - it is a new one when a reader or a writer is added to a mode or a list, a
//!   key under another variable or a second time under the same one, another
//!   call of the same function, another key in a history, a commit with
//!   another key, another key below a directory, another column in plain text,
//!   another program or user who has it, another place that it is linked to
//!   or copied from, or when it is now of a higher severity.
//!
//! A group is known by its number, except for the owner's own: that is another
//! one in every checkout.

#[cfg_attr(windows, path = "baseline/replace_on_windows.rs")]
pub mod replace;

use std::collections::{HashMap, HashSet};
use std::path::Path;

use serde::{Deserialize, Serialize};
use serde_json::Value;

use self::replace::replace;
use crate::audit::checks::own_work;
use crate::audit::facts::lines;
use crate::audit::facts::observation::{Observation, Severity};
use crate::audit::facts::rooted::quoted;
use crate::audit::report::Report;
use crate::audit::report::finding::Finding;
use crate::error::{Error, Result};
use crate::shell::shown;

/// The layout that is written and read.
const VERSION: u32 = 2;

#[derive(Serialize, Deserialize)]
struct Document {
    version: u32,
    findings: Vec<Known>,
}

/// The layout alone, before the rest is read by it.
#[derive(Deserialize)]
struct Versioned {
    version: u32,
}

/// A finding that is known.
#[derive(Serialize, Deserialize)]
struct Known {
    /// For people.
    id: String,
    /// For people.
    path: String,
    /// The worst that is accepted.
    severity: String,
    /// See [`Finding::marks`].
    marks: Vec<String>,
}

/// The check that says that an entry of a baseline matches nothing.
pub const STALE: &str = own_work::BASELINE_STALE.id;

/// Takes the findings that the baseline knows out of a report, and says which
/// of its entries match nothing. Returns how many were taken out.
///
/// # Errors
/// When the file cannot be read or is no baseline.
pub fn apply(path: &Path, report: &mut Report) -> Result<usize> {
    let known = read(path).map_err(|why| {
        let what = shown(path);
        // One takes the place of another, and of nothing else.
        let is_link = path.symlink_metadata().is_ok_and(|it| !it.is_file());
        let to = if !is_link && refuse_others(path).is_ok() {
            quoted(path)
        } else {
            "FILE".to_owned()
        };
        Error::could_not(format!("could not read the baseline {what}: {why}")).hint(format!(
            "write one with: cookiekit audit --write-baseline {to}"
        ))
    })?;
    let mut accepted: HashMap<&str, Severity> = HashMap::new();
    for (entry, severity) in &known {
        for mark in &entry.marks {
            let worst = accepted.entry(mark).or_insert(*severity);
            *worst = (*worst).max(*severity);
        }
    }
    let found: HashSet<String> = report
        .findings
        .iter()
        .flat_map(|finding| finding.marks.iter().cloned())
        .collect();
    let before = report.findings.len();
    // What could not be checked cannot be accepted: it may hide anything.
    report.findings.retain(|finding| {
        let knows = |mark: &String| {
            let worst = accepted.get(&**mark);
            worst.is_some_and(|worst| finding.severity <= *worst)
        };
        finding.is_incomplete() || !finding.marks.iter().all(knows)
    });
    let taken = before - report.findings.len();
    let stale = known.iter().filter_map(|(entry, _)| {
        let gone = entry.marks.iter().filter(|mark| !found.contains(*mark));
        let observed = match gone.count() {
            0 => return None,
            count if count == entry.marks.len() => {
                format!(
                    "accepts {} at {}, which no longer matches",
                    entry.id, entry.path
                )
            }
            _ => format!(
                "accepts more of {} at {} than there is",
                entry.id, entry.path
            ),
        };
        let observation = Observation::new(own_work::BASELINE_STALE, path, observed);
        Some(Finding::of(observation.detail(entry.marks.concat())))
    });
    report.findings.extend(stale);
    Ok(taken)
}

/// The entries of a baseline, or why there are none to be had.
fn read(path: &Path) -> std::result::Result<Vec<(Known, Severity)>, String> {
    const NOT_OURS: &str = "it was not written by --write-baseline";
    let text = lines::read(path).map_err(|error| crate::error::reason_of(&error))?;
    let text = text.ok_or("there is no such file, or it is not a regular one")?;
    let version: Versioned = serde_json::from_slice(&text).map_err(|_| NOT_OURS)?;
    if version.version != VERSION {
        return Err(format!("it has version {}", version.version));
    }
    let document: Document = serde_json::from_slice(&text).map_err(|_| NOT_OURS)?;
    let with_severity = |entry: Known| {
        let severity = Severity::of_word(&entry.severity)?;
        (!entry.marks.is_empty()).then_some((entry, severity))
    };
    let entries: Option<Vec<_>> = document.findings.into_iter().map(with_severity).collect();
    entries.ok_or_else(|| NOT_OURS.to_owned())
}

/// Refuses to write over a file that is no baseline: a key, or somebody's data.
/// What is no regular file is refused when it is written.
///
/// # Errors
/// *Could not*, when there is such a file, or it cannot be read.
pub fn refuse_others(path: &Path) -> Result<()> {
    let is_file = path
        .symlink_metadata()
        .is_ok_and(|it| it.is_file() && it.len() > 0);
    let is_ours = || match lines::read(path) {
        Ok(Some(text)) => is_baseline(&text),
        _ => false,
    };
    if !is_file || is_ours() {
        return Ok(());
    }
    let what = shown(path);
    Err(Error::could_not(format!(
        "could not write the baseline {what}: it exists and is not a baseline of an audit"
    ))
    .hint("nothing was changed; name another file"))
}

/// Whether a text is a baseline, of this layout or an earlier one.
fn is_baseline(text: &[u8]) -> bool {
    let Ok(Value::Object(document)) = serde_json::from_slice(text) else {
        return false;
    };
    let findings = document.get("findings").and_then(Value::as_array);
    let is_known = |it: &Value| it.get("id").is_some() && it.get("path").is_some();
    document.len() == 2
        && document.get("version").is_some_and(Value::is_u64)
        && findings.is_some_and(|all| all.iter().all(is_known))
}

/// Writes all findings of a report as a baseline, over one that is there.
///
/// # Errors
/// When it cannot be written: then the one that was there still is.
pub fn write(path: &Path, report: &Report) -> Result<usize> {
    refuse_others(path)?;
    let known = report.findings.iter().filter(|it| !it.is_incomplete());
    let findings: Vec<Known> = known
        .map(|finding| Known {
            id: finding.check.id.id.to_owned(),
            path: finding.path.to_string_lossy().into_owned(),
            severity: finding.severity.word().to_owned(),
            marks: finding.marks.clone(),
        })
        .collect();
    let count = findings.len();
    let document = Document {
        version: VERSION,
        findings,
    };
    let text = serde_json::to_string_pretty(&document).expect("a baseline can be written as JSON");
    replace(path, (text + "\n").as_bytes(), "the baseline")?;
    Ok(count)
}
