//! What an audit found, for people and as JSON.

mod people;

use std::fmt::Write;

use serde_json::{Map, Value, json};

pub use self::people::{not_read, text};
use crate::audit::{self, Check, Finding, Location, Report, applies, checks};
use crate::fields;
use crate::output::human;

/// How many sources in histories were not searched, and how they are; `None` if
/// all were.
pub fn unsearched(report: &Report) -> Option<String> {
    let what = match report.not_read.in_history {
        0 => return None,
        1 => "1 older source in the history of a repository was".to_owned(),
        count => format!("{count} older sources in the history of a repository were"),
    };
    Some(format!(
        "{what} not searched for keys: --history-limit with more time searches more of them"
    ))
}

/// How much of what is packed in histories was not searched; `None` if all was.
pub fn unpacked(report: &Report) -> Option<String> {
    let (what, they) = match report.not_read.packed_in_history {
        0 => return None,
        1 => ("1 archive".to_owned(), "is"),
        count => (format!("{count} archives"), "are"),
    };
    let mebibytes = audit::MAX_PACKED_BYTES / (1024 * 1024);
    Some(format!(
        "{what} in the history of a repository {they} not searched for keys to the end: larger \
         than {mebibytes} MiB, more than there was time for, or in a form that is not read"
    ))
}

/// The findings as the fields of a JSON document.
pub fn document(report: &Report) -> Map<String, Value> {
    let places: Vec<Value> = report
        .looked_at
        .iter()
        .map(|place| {
            json!({
                "path": place.path.to_string_lossy(),
                "what": place.what,
                "found": place.found,
            })
        })
        .collect();
    let passed_over: Vec<_> = report
        .passed_over
        .iter()
        .map(|it| it.to_string_lossy())
        .collect();
    #[allow(unused_mut, reason = "on Unix there is nothing to be added")]
    let mut fields = fields! {
        "findings" => report.findings.iter().map(finding_document).collect::<Vec<_>>(),
        "keys" => report.keys,
        "files_walked" => report.files_walked,
        "not_read" => json!({
            "other_types": report.not_read.other_types,
            "too_large": report.not_read.too_large,
            "in_history": report.not_read.in_history,
            "packed_in_history": report.not_read.packed_in_history,
        }),
        "looked_at" => places,
        "passed_over" => passed_over,
        "excluded" => report.excluded.len(),
        "accepted" => report.accepted,
        "incomplete" => report.is_incomplete(),
    };
    #[cfg(windows)]
    fields.insert("not_applicable".to_owned(), json!(audit::NOT_HERE));
    fields
}

fn finding_document(finding: &Finding) -> Value {
    json!({
        "id": finding.check.id.id,
        "slug": finding.check.id.slug,
        "severity": finding.severity.word(),
        "path": finding.path.to_string_lossy(),
        "observed": finding.observed,
        "expected": finding.check.expected_here(),
        "why": finding.check.why,
        "fix": finding.fix,
        "mend": finding.mend,
        "fingerprint": finding.fingerprint,
        "incomplete": finding.is_incomplete(),
        "line": finding.locations.first().and_then(|it| it.line),
        "column": finding.locations.first().and_then(|it| it.column),
        "commit": finding.locations.first().and_then(|it| it.commit.as_deref()),
        "locations": finding.locations.iter().map(location).collect::<Vec<_>>(),
    })
}

fn location(location: &Location) -> Value {
    json!({
        "path": location.path.to_string_lossy(),
        "line": location.line,
        "column": location.column,
        "commit": location.commit,
    })
}

/// Columns before the words of an explanation.
const INDENT: usize = 10;

fn wrapped(label: &str, words: &str) -> String {
    human::wrapped(&format!("{:>width$}  ", label, width = INDENT - 2), words)
}

/// One check, as `--explain` shows it.
pub fn explained(check: &Check) -> String {
    let mut text = format!("{} {}\n{}\n\n", check.id.id, check.id.slug, check.title);
    for (label, words) in [
        (
            "severity",
            format!("{}: {}", check.severity, check.severity.meaning()),
        ),
        ("expected", check.expected_here().to_owned()),
        ("why", check.why.to_owned()),
        ("fix", check.fix_here().to_owned()),
    ] {
        text += &wrapped(label, &words);
    }
    if !applies(check) {
        text += &wrapped("here", NOT_HERE);
    }
    text
}

/// What is reported about a check that another system has.
const NOT_HERE: &str = "not applicable on Windows: it is not run";

/// All checks, with their titles below: beside them there is no room.
pub fn listed() -> String {
    let mut text = String::new();
    for check in checks() {
        let (id, slug) = (check.id.id, check.id.slug);
        let severity = check.severity.word();
        let _ = writeln!(text, "{id}  {severity:<8}  {slug}\n       {}", check.title);
        if !applies(check) {
            let _ = writeln!(text, "       {NOT_HERE}");
        }
    }
    text
}

/// The checks as the fields of a JSON document.
pub fn checks_document(checks: &[&Check]) -> Map<String, Value> {
    let rows: Vec<Value> = checks
        .iter()
        .map(|check| {
            json!({
                "id": check.id.id,
                "slug": check.id.slug,
                "severity": check.severity.word(),
                "title": check.title,
                "expected": check.expected_here(),
                "why": check.why,
                "fix": check.fix_here(),
            })
        })
        .collect();
    fields! { "checks" => rows }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_are_wrapped_behind_their_label() {
        let text = wrapped("why", &"word ".repeat(30));
        assert!(text.starts_with("     why  word word"));
        assert!(
            text.lines()
                .all(|line| line.chars().count() <= human::COLUMNS)
        );
        assert!(
            text.lines()
                .skip(1)
                .all(|line| line.starts_with("          word"))
        );
        let long = wrapped("", &"x".repeat(100));
        assert_eq!(long, format!("{:INDENT$}{}\n", "", "x".repeat(100)));
    }

    #[test]
    fn every_explanation_fits_a_terminal() {
        for check in checks() {
            assert_fits(&explained(check));
        }
    }

    #[test]
    fn every_check_is_listed_with_its_title() {
        let list = listed();
        assert_fits(&list);
        let not_here = audit::NOT_HERE.len();
        assert_eq!(list.lines().count(), 2 * checks().count() + not_here);
    }

    fn assert_fits(text: &str) {
        let mut lines = text.lines();
        assert!(
            lines.all(|line| line.chars().count() <= human::COLUMNS),
            "{text}"
        );
    }
}
