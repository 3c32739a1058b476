//! Findings that are known and accepted, by their fingerprints.
//!
//! A baseline is a JSON file that is committed beside what is audited. It
//! holds no key material: a fingerprint of a finding is made of its check and
//! its place.

use std::collections::HashSet;
use std::fs;
use std::path::Path;

use serde::{Deserialize, Serialize};

use super::Report;
use super::finding::{Finding, Sighting};
use super::itself;
use crate::error::{Error, Result};
use crate::shell::{quoted, shown};

/// The layout that is written and read.
const VERSION: u32 = 1;

#[derive(Serialize, Deserialize)]
struct Document {
    version: u32,
    findings: Vec<Known>,
}

/// A finding that is known; all but the fingerprint is for people.
#[derive(Serialize, Deserialize)]
struct Known {
    fingerprint: String,
    id: String,
    path: String,
}

/// Takes the findings that the baseline knows out of a report, and says which
/// of its entries match nothing. Returns how many were taken out.
///
/// # Errors
/// When the file cannot be read or is no baseline.
pub fn apply(path: &Path, report: &mut Report) -> Result<usize> {
    let unreadable = |why: String| {
        let hint = format!(
            "write one with: cookiekit audit --write-baseline {}",
            quoted(path)
        );
        Error::could_not(format!(
            "could not read the baseline {}: {why}",
            shown(path)
        ))
        .hint(hint)
    };
    let text = fs::read(path).map_err(|error| unreadable(crate::error::reason_of(&error)))?;
    let known: Document = serde_json::from_slice(&text)
        .map_err(|_| unreadable("it is not what --write-baseline writes".into()))?;
    if known.version != VERSION {
        return Err(unreadable(format!("it has version {}", known.version)));
    }
    let accepted: HashSet<&str> = known.findings.iter().map(|it| &*it.fingerprint).collect();
    let found: HashSet<String> = report
        .findings
        .iter()
        .map(|finding| finding.fingerprint.clone())
        .collect();
    let before = report.findings.len();
    // What could not be checked cannot be accepted: it may hide anything.
    report
        .findings
        .retain(|it| it.is_incomplete() || !accepted.contains(&*it.fingerprint));
    let taken = before - report.findings.len();
    let stale = known
        .findings
        .iter()
        .filter(|it| !found.contains(&it.fingerprint));
    report.findings.extend(stale.map(|entry| {
        let observed = format!("accepts {} at {}, which is not found", entry.id, entry.path);
        let sighting = Sighting::new(itself::BASELINE_STALE, path, observed);
        Finding::of(sighting.detail(&*entry.fingerprint))
    }));
    Ok(taken)
}

/// Writes all findings of a report as a baseline, over one that is there.
///
/// # Errors
/// When it cannot be written.
pub fn write(path: &Path, report: &Report) -> Result<usize> {
    let known = report.findings.iter().filter(|it| !it.is_incomplete());
    let findings: Vec<Known> = known
        .map(|finding| Known {
            fingerprint: finding.fingerprint.clone(),
            id: finding.check.id.id.to_owned(),
            path: finding.path.to_string_lossy().into_owned(),
        })
        .collect();
    let count = findings.len();
    let document = Document {
        version: VERSION,
        findings,
    };
    let text = serde_json::to_string_pretty(&document).expect("a baseline can be written as JSON");
    let failed = |error: std::io::Error| {
        let why = crate::error::reason_of(&error);
        Error::could_not(format!(
            "could not write the baseline {}: {why}",
            shown(path)
        ))
    };
    // At once, so that a full disk leaves the one that was there.
    let mut staged = path.as_os_str().to_owned();
    staged.push(".new");
    fs::write(&staged, text + "\n").map_err(failed)?;
    fs::rename(&staged, path).map_err(failed)?;
    Ok(count)
}
