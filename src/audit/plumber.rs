//! 8xx: R plumber.

use std::path::Path;

use super::config::is_test;
use super::finding::{Check, Look, Ordinals, Severity, Sighting};
use super::itself;
use super::key_file::name_of;
use super::lines;
use super::needles::Needles;
use super::r_calls::{self, Literal};
use super::scene::Scene;
use crate::shell::quoted;
use crate::subject::CheckId;

const PLUMBER_KEY_IN_SOURCE: CheckId = CheckId {
    id: "CK801",
    slug: "plumber-key-in-source",
};

/// The row.
pub const CHECKS: &[Check] = &[Check {
    id: PLUMBER_KEY_IN_SOURCE,
    severity: Severity::Critical,
    title: "A key is written in an R source",
    expected: "pr_cookie(keyring::key_get(\"plumber_api\")) or a key read from a file",
    why: "whoever reads the source can forge every session, and sources are shared",
    fix: "cookiekit keygen --keyring plumber_api, and keyring::key_get() in the source",
    look: Look::Scene(sources),
}];

/// Whether the file is R code.
pub fn is_source(path: &Path) -> bool {
    let extension = path.extension().unwrap_or_default();
    let name = path.file_name().unwrap_or_default();
    ["r", "rmd", "qmd"]
        .iter()
        .any(|it| extension.eq_ignore_ascii_case(it))
        || name.eq_ignore_ascii_case(".rprofile")
}

fn sources(scene: &Scene) -> Vec<Sighting> {
    let needles = scene.needles();
    let mut sightings = Vec::new();
    for path in scene.texts.iter().filter(|path| is_source(path)) {
        match lines::read(path) {
            Ok(Some(bytes)) => sightings.extend(source(path, &bytes, &needles)),
            Ok(None) => {}
            Err(error) => sightings.push(itself::skipped(path, crate::error::reason_of(&error))),
        }
    }
    sightings
}

fn source(path: &Path, bytes: &[u8], needles: &Needles) -> Vec<Sighting> {
    let text = String::from_utf8_lossy(bytes);
    let literals = r_calls::literals(&text);
    let called: Vec<usize> = literals.iter().map(|literal| literal.line).collect();
    let mut ordinals = Ordinals::default();
    let calls = literals.iter().map(|literal| {
        let known = ordinals.next(literal.function);
        call(path, literal).detail(known)
    });
    let mut sightings: Vec<Sighting> = calls.collect();
    let bare = lines::numbered(bytes)
        .filter(|(number, _)| called.binary_search(number).is_err())
        .filter_map(|(number, line)| Some((number, needles.find_in(line)?)));
    sightings.extend(bare.map(|(number, key)| {
        let observed = format!("has the text of an audited key in line {number}");
        let sighting = Sighting::new(PLUMBER_KEY_IN_SOURCE, path, observed);
        sighting.detail(ordinals.next(&name_of(key)))
    }));
    if is_test(path) {
        for sighting in &mut sightings {
            sighting.severity = Some(Severity::Low);
        }
    }
    sightings
}

fn call(path: &Path, literal: &Literal) -> Sighting {
    let (line, function) = (literal.line, literal.function);
    let observed = format!("hands a literal key to {function}() in line {line}");
    let sighting = Sighting::new(PLUMBER_KEY_IN_SOURCE, path, observed);
    if !literal.comes_first || function == "key_set_with_value" {
        return sighting;
    }
    // The literal is named by its place, and not by what it says.
    let script = format!(
        "{line}s/{function}([\"'][^\"']*[\"']/{function}(keyring::key_get(\"plumber_api\")/"
    );
    sighting.fix(format!(
        "sed -i {} {}",
        quoted(script.as_ref()),
        quoted(path)
    ))
}
