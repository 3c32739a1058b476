//! What an audit found, for people and as JSON.

use std::collections::{HashMap, HashSet};
use std::fmt::Write;
use std::path::Path;

use serde_json::{Map, Value, json};

use crate::audit::{Check, Finding, Location, Report, Severity, checks, repair};
use crate::encoding::visible;
use crate::error::counted;
use crate::fields;
use crate::output::human;
use crate::output::paint::painted;
use crate::shell::shown;

/// Columns before the words of a finding.
const INDENT: usize = 10;

/// The findings as people read them, a line that counts, and what can be done
/// about them at once. What a check is about is told with its first finding.
pub fn text(report: &Report, color: bool) -> String {
    let mut text = String::new();
    let mut told = HashSet::new();
    for group in grouped(&report.findings) {
        for finding in group {
            let words = match told.insert(finding.check.id.id) {
                true => Words::All,
                false => Words::ToldBefore,
            };
            text += &paragraph(finding, words, color);
        }
        text.push('\n');
    }
    text += &summary(report);
    text.push('\n');
    text + &closable(report)
}

/// The findings file by file: the file with the worst one comes first.
fn grouped(findings: &[Finding]) -> Vec<Vec<&Finding>> {
    let mut groups: Vec<Vec<&Finding>> = Vec::new();
    let mut known: HashMap<(&Path, bool), usize> = HashMap::new();
    for finding in findings {
        let file = (finding.path.as_path(), finding.is_incomplete());
        let number = *known.entry(file).or_insert(groups.len());
        match groups.get_mut(number) {
            Some(group) => group.push(finding),
            None => groups.push(vec![finding]),
        }
    }
    groups
}

/// What of a check is told beside a finding.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Words {
    All,
    ToldBefore,
}

/// What `--fix` would do.
fn closable(report: &Report) -> String {
    let files = match repair::safe(&report.findings).len() {
        0 => return String::new(),
        1 => "1 file can be closed to others".to_owned(),
        count => format!("{count} files can be closed to others"),
    };
    format!("{files}: add --fix (--fix --dry-run shows the commands)\n")
}

fn paragraph(finding: &Finding, words: Words, color: bool) -> String {
    let check = finding.check;
    let word = match finding.is_incomplete() {
        true => "unknown",
        false => finding.severity.word(),
    };
    let head = format!("{word:<8}  {} {}", check.id.id, check.id.slug);
    let head = match (color, finding.is_incomplete()) {
        (false, _) => head,
        (true, true) => painted("35", &head),
        (true, false) => painted(hue(finding.severity), &head),
    };
    let mut text = format!("{head}\n");
    let observed = visible(&finding.observed);
    text += &wrapped("", &format!("{} {observed}", shown(&finding.path)));
    if words == Words::All {
        text += &wrapped("expected", check.expected);
        text += &wrapped("why", check.why);
    }
    match &finding.fix {
        // A command is one line, to be copied as it is.
        Some(command) => {
            let _ = writeln!(text, "{:>INDENT$}{command}", "fix  ");
            if let Some(words) = &finding.then {
                text += &wrapped("then", &visible(words));
            }
        }
        None => text += &wrapped("mend", &visible(&finding.mend)),
    }
    text
}

fn hue(severity: Severity) -> &'static str {
    match severity {
        Severity::Critical => "1;31",
        Severity::High => "31",
        Severity::Medium => "33",
        Severity::Low | Severity::Info => "36",
    }
}

fn wrapped(label: &str, words: &str) -> String {
    human::wrapped(&format!("{:>width$}  ", label, width = INDENT - 2), words)
}

/// How many of what: the last line.
pub fn summary(report: &Report) -> String {
    let count = |severity: Severity| {
        let counts = |it: &&Finding| !it.is_incomplete() && it.severity == severity;
        report.findings.iter().filter(counts).count()
    };
    let found: Vec<String> = Severity::ALL
        .iter()
        .rev()
        .map(|&severity| (severity, count(severity)))
        .filter(|(_, count)| *count > 0)
        .map(|(severity, count)| format!("{count} {severity}"))
        .collect();
    let unknown = report
        .findings
        .iter()
        .filter(|it| it.is_incomplete())
        .count();
    let mut text = match found.is_empty() {
        true if report.accepted > 0 => "nothing new found".to_owned(),
        true if report.is_staged => "no key is staged".to_owned(),
        true if report.keys == 0 => "nothing found, and no key to look at".to_owned(),
        true => "nothing found".to_owned(),
        false => found.join(", "),
    };
    if unknown > 0 {
        let _ = write!(text, "; {unknown} could not be checked");
    }
    if report.accepted > 0 {
        let _ = write!(text, "; {} accepted", report.accepted);
    }
    let checks = report.checks;
    let of_what = format!("({}, {checks} checks)", looked_at(report));
    let is_long = text.chars().count() + 1 + of_what.chars().count() > human::COLUMNS;
    text.push(if is_long { '\n' } else { ' ' });
    text + &of_what
}

fn looked_at(report: &Report) -> String {
    if report.is_staged {
        let files = usize::try_from(report.files_walked).unwrap_or(usize::MAX);
        return counted(files, "staged file");
    }
    let mut parts = vec![counted(report.keys, "key")];
    if report.files_walked > 0 {
        let files = usize::try_from(report.files_walked).unwrap_or(usize::MAX);
        parts.push(format!("{} walked", counted(files, "file")));
    }
    parts.join(", ")
}

/// How many files were not read for keys that nobody knows of, why, and how they
/// are; `None` if all were.
pub fn not_read(report: &Report) -> Option<String> {
    let parts = [
        (
            report.not_read.other_types,
            "for what it is",
            "for what they are",
        ),
        (report.not_read.too_large, "for its size", "for their size"),
    ];
    let parts: Vec<String> = parts
        .iter()
        .filter(|(count, ..)| *count > 0)
        .map(|(count, one, many)| match count {
            1 => format!("1 file was not read {one}"),
            count => format!("{count} files were not read {many}"),
        })
        .collect();
    let all = parts.join(", ");
    (!parts.is_empty()).then(|| format!("{all}: name a file on the command line to have it read"))
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
    fields! {
        "findings" => report.findings.iter().map(finding_document).collect::<Vec<_>>(),
        "keys" => report.keys,
        "files_walked" => report.files_walked,
        "not_read" => json!({
            "other_types": report.not_read.other_types,
            "too_large": report.not_read.too_large,
        }),
        "looked_at" => places,
        "passed_over" => passed_over,
        "excluded" => report.excluded.len(),
        "accepted" => report.accepted,
        "incomplete" => report.is_incomplete(),
    }
}

fn finding_document(finding: &Finding) -> Value {
    json!({
        "id": finding.check.id.id,
        "slug": finding.check.id.slug,
        "severity": finding.severity.word(),
        "path": finding.path.to_string_lossy(),
        "observed": finding.observed,
        "expected": finding.check.expected,
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

/// One check, as `--explain` shows it.
pub fn explained(check: &Check) -> String {
    let mut text = format!("{} {}\n{}\n\n", check.id.id, check.id.slug, check.title);
    for (label, words) in [
        (
            "severity",
            format!("{}: {}", check.severity, check.severity.meaning()),
        ),
        ("expected", check.expected.to_owned()),
        ("why", check.why.to_owned()),
        ("fix", check.fix.to_owned()),
    ] {
        text += &wrapped(label, &words);
    }
    text
}

/// All checks, with their titles below: beside them there is no room.
pub fn listed() -> String {
    let mut text = String::new();
    for check in checks() {
        let (id, slug) = (check.id.id, check.id.slug);
        let severity = check.severity.word();
        let _ = writeln!(text, "{id}  {severity:<8}  {slug}\n       {}", check.title);
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
                "expected": check.expected,
                "why": check.why,
                "fix": check.fix,
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
        assert_eq!(list.lines().count(), 2 * checks().count());
    }

    fn assert_fits(text: &str) {
        let mut lines = text.lines();
        assert!(
            lines.all(|line| line.chars().count() <= human::COLUMNS),
            "{text}"
        );
    }
}
