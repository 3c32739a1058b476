//! SARIF 2.1.0 (OASIS), as GitHub code scanning reads it: rules with help and
//! a `security-severity`, results with relative URIs and partial
//! fingerprints, and what could not be checked as notifications of the tool.

use std::path::Path;

use serde_json::{Value, json};

use crate::audit::{Check, Finding, Location, Report, Severity, applies, checks};
use crate::encoding::percent_bytes;
use crate::exit::Exit;

/// Where the layout is published.
const SCHEMA: &str = "https://json.schemastore.org/sarif-2.1.0.json";
/// Where the tool's behaviour is described.
const INFORMATION: &str = "https://docs.rs/cookiekit";
/// What relative URIs are relative to: the root of the checkout.
const BASE: &str = "%SRCROOT%";
/// The name of our fingerprint among those of other tools.
const FINGERPRINT: &str = "cookiekitFinding/v1";

/// The whole document, with a newline.
pub fn render(report: &Report, exit: Exit) -> String {
    let rules: Vec<&Check> = checks().filter(|it| applies(it)).collect();
    let (unknown, found): (Vec<&Finding>, Vec<&Finding>) = report
        .findings
        .iter()
        .partition(|finding| finding.is_incomplete());
    #[allow(unused_mut, reason = "on Unix there is nothing to be added")]
    let mut document = json!({
        "$schema": SCHEMA,
        "version": "2.1.0",
        "runs": [{
            "tool": { "driver": {
                "name": "cookiekit",
                "version": env!("CARGO_PKG_VERSION"),
                "semanticVersion": env!("CARGO_PKG_VERSION"),
                "informationUri": INFORMATION,
                "rules": rules.iter().map(|check| rule(check)).collect::<Vec<_>>(),
            }},
            "originalUriBaseIds": { BASE: { "description": { "text": "the working directory" } } },
            "columnKind": "unicodeCodePoints",
            "invocations": [{
                "executionSuccessful": unknown.is_empty(),
                "exitCode": exit.code(),
                "toolExecutionNotifications":
                    unknown.iter().map(|finding| notification(finding)).collect::<Vec<_>>(),
            }],
            "results": found.iter().map(|finding| result(finding, &rules)).collect::<Vec<_>>(),
        }],
    });
    // No rule is there for them: that they were not run is no pass.
    #[cfg(windows)]
    {
        document["runs"][0]["invocations"][0]["toolConfigurationNotifications"] = json!([{
            "level": "note",
            "message": { "text": crate::audit::not_here() },
        }]);
    }
    document.to_string() + "\n"
}

fn rule(check: &Check) -> Value {
    json!({
        "id": check.id.id,
        "name": pascal(check.id.slug),
        "shortDescription": { "text": check.title },
        "fullDescription": { "text": format!("{}: {}.", check.title, check.why) },
        "help": {
            "text": format!("Expected: {}. To fix it: {}.", check.expected_here(), check.fix_here()),
            "markdown": format!(
                "**Expected:** {}\n\n**Why:** {}\n\n**To fix it:** {}",
                check.expected_here(), check.why, check.fix_here()
            ),
        },
        "defaultConfiguration": { "level": level(check.severity) },
        "properties": {
            "tags": ["security"],
            "precision": "very-high",
            "security-severity": score(check.severity),
        },
    })
}

fn result(finding: &Finding, rules: &[&Check]) -> Value {
    let id = finding.check.id.id;
    let index = rules.iter().position(|check| check.id.id == id);
    json!({
        "ruleId": id,
        "ruleIndex": index,
        "level": level(finding.severity),
        "message": { "text": message(finding) },
        "locations": locations(finding),
        "partialFingerprints": { FINGERPRINT: finding.fingerprint },
        "properties": {
            "severity": finding.severity.word(),
            "security-severity": score(finding.severity),
            "fix": finding.fix,
            "commits": commits(finding),
        },
    })
}

fn notification(finding: &Finding) -> Value {
    json!({
        "level": "error",
        "descriptor": { "id": finding.check.id.id },
        "message": { "text": message(finding) },
        "locations": locations(finding),
    })
}

fn message(finding: &Finding) -> String {
    let path = finding.path.to_string_lossy();
    let mend = match &finding.fix {
        Some(command) => format!("Fix: {command}"),
        None => format!("To fix it: {}.", finding.mend),
    };
    format!("{path} {}. {mend}", finding.observed)
}

/// The most places that are shown for one finding.
const MAX_LOCATIONS: usize = 100;

/// The places of a finding, each once: what commits have is at the path of the
/// file.
fn locations(finding: &Finding) -> Vec<Value> {
    let mut told = Vec::new();
    for location in finding.locations.iter().take(MAX_LOCATIONS) {
        let place = json!({ "physicalLocation": physical(location) });
        if !told.contains(&place) {
            told.push(place);
        }
    }
    told
}

/// The commits that a finding is about.
fn commits(finding: &Finding) -> Vec<&str> {
    let mut commits: Vec<&str> = Vec::new();
    for commit in finding
        .locations
        .iter()
        .filter_map(|it| it.commit.as_deref())
    {
        if !commits.contains(&commit) {
            commits.push(commit);
        }
    }
    commits.truncate(MAX_LOCATIONS);
    commits
}

/// A place: a file, and its first line where no other is known, since code
/// scanning shows nothing without one.
fn physical(location: &Location) -> Value {
    let (uri, base) = uri(&location.path);
    let mut artifact = json!({ "uri": uri });
    if let Some(base) = base {
        artifact["uriBaseId"] = base.into();
    }
    let mut region = json!({ "startLine": location.line.unwrap_or(1) });
    if let Some(column) = location.column {
        region["startColumn"] = column.into();
    }
    json!({ "artifactLocation": artifact, "region": region })
}

fn uri(path: &Path) -> (String, Option<&'static str>) {
    let parts: Vec<String> = path
        .components()
        .filter_map(|part| match part {
            std::path::Component::Normal(name) => Some(percent_bytes(name.as_encoded_bytes())),
            std::path::Component::ParentDir => Some("..".to_owned()),
            // A drive.
            #[cfg(windows)]
            std::path::Component::Prefix(prefix) => {
                Some(prefix.as_os_str().to_string_lossy().replace('\\', "/"))
            }
            _ => None,
        })
        .collect();
    let joined = parts.join("/");
    match path.is_absolute() {
        true => (format!("file:///{joined}"), None),
        // The work tree itself: an empty one names nothing.
        false if joined.is_empty() => ("./".to_owned(), Some(BASE)),
        false => (joined, Some(BASE)),
    }
}

fn level(severity: Severity) -> &'static str {
    match severity {
        Severity::Critical | Severity::High => "error",
        Severity::Medium => "warning",
        Severity::Low | Severity::Info => "note",
    }
}

/// The number that code scanning sorts by, in the middle of its own ranges.
fn score(severity: Severity) -> &'static str {
    match severity {
        Severity::Critical => "9.5",
        Severity::High => "8.0",
        Severity::Medium => "5.5",
        Severity::Low => "2.0",
        Severity::Info => "0.0",
    }
}

/// `OthersCanRead` of `others-can-read`: the form that SARIF asks for.
fn pascal(slug: &str) -> String {
    slug.split('-')
        .map(|word| {
            let mut characters = word.chars();
            let first = characters.next().map(|it| it.to_ascii_uppercase());
            first.into_iter().chain(characters).collect::<String>()
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn uris_are_relative_and_encoded() {
        let there = |text| uri(Path::new(text));
        assert_eq!(there("a b/ü.key"), ("a%20b/%C3%BC.key".into(), Some(BASE)));
        #[cfg(unix)]
        assert_eq!(there("/etc/key"), ("file:///etc/key".into(), None));
        #[cfg(windows)]
        assert_eq!(there(r"C:\etc\key"), ("file:///C:/etc/key".into(), None));
        assert_eq!(pascal("others-can-read"), "OthersCanRead");
    }
}
