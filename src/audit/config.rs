//! CK411: the key in a configuration, a dotenv file or YAML.

use std::path::Path;

use super::finding::{Check, Look, Ordinals, Severity, Sighting};
use super::itself;
use super::lines;
use super::needles::Needles;
use super::plumber;
use super::renewal::emptied_line;
use super::scene::Scene;
use crate::keys::spec::looks_like_a_key;
use crate::subject::CheckId;

const IN_CONFIG_OR_DOTENV: CheckId = CheckId {
    id: "CK411",
    slug: "in-config-or-dotenv",
};

/// The row.
pub const CHECKS: &[Check] = &[Check {
    id: IN_CONFIG_OR_DOTENV,
    severity: Severity::High,
    title: "A key is written in a configuration",
    expected: "a configuration names where the key is, and does not hold it",
    why: "configurations are copied, committed, mailed and pasted into questions",
    fix: "take the line out, keep the key in a file or keyring of its own, rotate",
    look: Look::Scene(configurations),
}];

/// Whether a file of this name may have a key written in it.
pub fn is_text_name(name: &str) -> bool {
    let lower = name.to_ascii_lowercase();
    matches!(
        &*lower,
        ".env" | ".renviron" | "renviron.site" | ".rprofile"
    ) || lower.starts_with(".env.")
        || lower.ends_with(".env")
        || [".r", ".rmd", ".qmd", ".yml", ".yaml"]
            .iter()
            .any(|ending| lower.ends_with(ending))
}

/// Whether a variable of this name holds the key of cookies or sessions. A
/// checksum or a key for something else is none of our business.
pub fn is_cookie_key_name(name: &str) -> bool {
    let name: String = name
        .chars()
        .filter(char::is_ascii_alphanumeric)
        .map(|character| character.to_ascii_lowercase())
        .collect();
    let has = |words: &[&str]| words.iter().any(|word| name.contains(word));
    has(&["cookie", "session", "plumber", "workbenchencryption"]) && has(&["key", "secret"])
}

fn configurations(scene: &Scene) -> Vec<Sighting> {
    let needles = scene.needles();
    let mut sightings = Vec::new();
    for path in scene.texts.iter().filter(|path| !plumber::is_source(path)) {
        match lines::read(path) {
            Ok(Some(bytes)) => sightings.extend(configuration(path, &bytes, &needles)),
            Ok(None) => {}
            Err(error) => sightings.push(itself::skipped(path, crate::error::reason_of(&error))),
        }
    }
    sightings
}

/// A finding for each assignment, known by its name and not by its line.
fn configuration(path: &Path, bytes: &[u8], needles: &Needles) -> Vec<Sighting> {
    let separator = match path.extension().and_then(|it| it.to_str()) {
        Some("yml" | "yaml") => ':',
        _ => '=',
    };
    let mut ordinals = Ordinals::default();
    let found = lines::numbered(bytes).filter_map(|(number, line)| {
        if needles.find_in(line).is_none() && !holds_a_key(line, separator) {
            return None;
        }
        let observed = format!("has a key in {}", lines::told(&[number]));
        let sighting = Sighting::new(IN_CONFIG_OR_DOTENV, path, observed);
        let name = lines::name_of_key(line, separator, needles);
        let sighting = sighting
            .fix(emptied_line(path, number))
            .detail(ordinals.next(&name));
        Some(match is_test(path) {
            true => sighting.severity(Severity::Low),
            false => sighting,
        })
    });
    found.collect()
}

/// A value under a telling name, or `- NAME=VALUE` of a compose file.
fn holds_a_key(line: &[u8], separator: char) -> bool {
    let is_key = |(name, value): (&str, &str)| is_cookie_key_name(name) && looks_like_a_key(value);
    lines::assignment(line, separator).is_some_and(is_key)
        || (separator == ':' && lines::assignment(line, '=').is_some_and(is_key))
}

/// Whether the file belongs to tests or examples, whose keys open nothing.
pub fn is_test(path: &Path) -> bool {
    path.components().any(|part| {
        let part = part.as_os_str().to_string_lossy();
        matches!(
            &*part,
            "tests" | "test" | "testthat" | "examples" | "example"
        )
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    const DIGITS: &str = "4fc1a0b7d2e89635a1b0c7d8e9f203144fc1a0b7d2e89635a1b0c7d8e9f20314";

    #[test]
    fn names_of_cookie_keys_are_told_from_others() {
        for name in [
            "COOKIE_KEY",
            "PLUMBER_SECRET",
            "secureCookieKey",
            "SESSION_SECRET",
        ] {
            assert!(is_cookie_key_name(name), "{name}");
        }
        for name in ["API_KEY", "CHECKSUM", "COOKIE_NAME", "image", "SECRET"] {
            assert!(!is_cookie_key_name(name), "{name}");
        }
    }

    #[test]
    fn a_key_counts_under_a_telling_name_only() {
        for (line, separator, is_one) in [
            (format!("COOKIE_KEY={DIGITS}"), '=', true),
            (format!("SHA256={DIGITS}"), '=', false),
            (format!("#COOKIE_KEY={DIGITS}"), '=', false),
            ("COOKIE_KEY=/etc/key".to_owned(), '=', false),
            (format!("  secureCookieKey: \"{DIGITS}\""), ':', true),
            (format!("  - COOKIE_KEY={DIGITS}"), ':', true),
            (format!("  image: app@sha256:{DIGITS}"), ':', false),
        ] {
            assert_eq!(holds_a_key(line.as_bytes(), separator), is_one, "{line}");
        }
    }

    #[test]
    fn texts_are_known_by_their_names() {
        for name in [".env", ".env.prod", ".Renviron", "plumber.R", "values.yaml"] {
            assert!(is_text_name(name), "{name}");
        }
        for name in ["environment", "key", "data.csv", "r"] {
            assert!(!is_text_name(name), "{name}");
        }
    }
}
