//! The findings of an audit as people read them.
//!
//! How many there are comes first. Then each file has its findings below it: what
//! was seen, and either a command behind `$`, which can be pasted as is, or
//! what somebody has to decide. What a check expects, and why, is behind
//! `--explain`. A colour says nothing that no word says.

use std::collections::HashMap;
use std::fmt::Write;
use std::path::Path;

use crate::audit::{Finding, Report, Severity, repair};
use crate::encoding::visible;
use crate::error::counted;
use crate::output::human::wrapped_at;
use crate::output::paint::painted;
use crate::shell::shown;

/// The severity and the number of a finding, and the spaces around them.
const INDENT: usize = "  critical  CK101  ".len();

/// The findings, in lines of at most so many columns; a command is one line,
/// however long it is, so that it can be copied.
pub fn text(report: &Report, color: bool, columns: usize) -> String {
    let mut text = summary(report, columns);
    let Some(first) = report.findings.first() else {
        return text;
    };
    let groups = grouped(&report.findings);
    text += &to_do(&groups);
    for group in &groups {
        text.push('\n');
        text += &file(group[0].finding, color);
        for told in group {
            text += &row(told, color, columns);
        }
    }
    text.push('\n');
    text += &closable(report, columns);
    text + &format!("why: cookiekit audit --explain {}\n", first.check.id.id)
}

/// A finding of a file.
struct Told<'a> {
    finding: &'a Finding,
    /// The one before it whose command does it, too.
    done_by: Option<&'a Finding>,
}

/// What there is to do about all of them, in one line.
fn to_do(groups: &[Vec<Told>]) -> String {
    let (mut commands, mut decisions) = (0, 0);
    for told in groups.iter().flatten().filter(|it| it.done_by.is_none()) {
        match told.finding.fix {
            Some(_) => commands += 1,
            None => decisions += usize::from(!told.finding.is_incomplete()),
        }
    }
    let mut parts = Vec::new();
    if commands > 0 {
        parts.push(format!("{} to paste ($)", counted(commands, "command")));
    }
    if decisions > 0 {
        parts.push(counted(decisions, "decision"));
    }
    match parts.is_empty() {
        true => String::new(),
        false => format!("to do: {}\n", parts.join(", ")),
    }
}

/// The findings file by file: the file with the worst one comes first.
fn grouped(findings: &[Finding]) -> Vec<Vec<Told<'_>>> {
    let mut groups: Vec<Vec<Told>> = Vec::new();
    let mut known: HashMap<(&Path, bool), usize> = HashMap::new();
    let mut commands: HashMap<&str, &Finding> = HashMap::new();
    for finding in findings {
        let file = (finding.path.as_path(), finding.is_incomplete());
        let number = *known.entry(file).or_insert(groups.len());
        let command = finding.fix.as_deref();
        let first = command.map(|it| *commands.entry(it).or_insert(finding));
        let told = Told {
            finding,
            done_by: first.filter(|it| !std::ptr::eq(*it, finding)),
        };
        match groups.get_mut(number) {
            Some(group) => group.push(told),
            None => groups.push(vec![told]),
        }
    }
    groups
}

/// The line above the findings of a file.
fn file(finding: &Finding, color: bool) -> String {
    let path = shown(&finding.path);
    match color {
        true => painted("1", &path) + "\n",
        false => path + "\n",
    }
}

/// A finding, and what there is to do about it.
fn row(told: &Told, color: bool, columns: usize) -> String {
    let finding = told.finding;
    let word = match finding.is_incomplete() {
        true => "unknown",
        false => finding.severity.word(),
    };
    let label = format!("  {word:<8}  {}  ", finding.check.id.id);
    let mut text = wrapped_at(columns, &label, &visible(&finding.observed));
    if color {
        // After the lines are broken: a colour takes no column.
        let label = "  ".len().."  ".len() + word.len();
        text.replace_range(label, &painted(hue(finding), word));
    }
    let below = " ".repeat(INDENT);
    let words = match (&finding.fix, told.done_by) {
        (Some(_), Some(same)) => {
            let place = match same.path == finding.path {
                true => String::new(),
                false => format!(" at {}", shown(&same.path)),
            };
            let words = format!("done by the command of {}{place}", same.check.id.id);
            return text + &wrapped_at(columns, &below, &words);
        }
        (Some(command), None) => {
            let _ = writeln!(text, "{below}$ {command}");
            match &finding.then {
                None => return text,
                Some(words) => ("then", words.strip_prefix("then ").unwrap_or(words)),
            }
        }
        (None, _) if finding.is_incomplete() => ("next", &*finding.mend),
        (None, _) => ("decide", &*finding.mend),
    };
    let words = visible(&format!("{}: {}", words.0, words.1));
    text + &wrapped_at(columns, &below, &words)
}

fn hue(finding: &Finding) -> &'static str {
    match finding.severity {
        _ if finding.is_incomplete() => "35",
        Severity::Critical => "1;31",
        Severity::High => "31",
        Severity::Medium => "33",
        Severity::Low | Severity::Info => "36",
    }
}

/// What `--fix` would do.
fn closable(report: &Report, columns: usize) -> String {
    let files = match repair::safe(&report.findings).len() {
        0 => return String::new(),
        1 => "1 file can be closed to others".to_owned(),
        count => format!("{count} files can be closed to others"),
    };
    let words = format!("{files}: add --fix (--fix --dry-run shows the commands)");
    wrapped_at(columns, "", &words)
}

/// How many of what: the first line.
fn summary(report: &Report, columns: usize) -> String {
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
    let whole = format!("{text} {of_what}\n");
    match whole.chars().count() > columns + 1 {
        true => wrapped_at(columns, "", &text) + &wrapped_at(columns, "", &of_what),
        false => whole,
    }
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
