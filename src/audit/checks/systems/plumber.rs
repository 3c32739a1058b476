//! 8xx: R plumber, as its sources tell.

mod advice;
mod in_history;
mod no_key;

use std::collections::HashMap;
use std::path::{Path, PathBuf};

use self::in_history::in_commits;
pub use self::in_history::judged;
use crate::audit::checks::check::{Check, Scope};
use crate::audit::checks::config::{OPENS_NOTHING, PUBLISHED, opens_nothing};
use crate::audit::detect::histories::language_of;
use crate::audit::detect::keys_in_text::Held;
use crate::audit::detect::placeholder::is_placeholder;
use crate::audit::detect::r_code::unquoted;
use crate::audit::detect::systems::plumber::given::Literal;
use crate::audit::detect::systems::plumber::{KEYRING, Source, code_of, keys_in};
use crate::audit::detect::test_names::is_test;
use crate::audit::facts::incomplete;
use crate::audit::facts::lines::{self, Place};
use crate::audit::facts::location::Location;
use crate::audit::facts::observation::{Observation, Ordinals, Severity};
use crate::audit::fix::edits::{
    Moved, is_quick, moved_out, moved_out_from_end, own_file, put_instead, put_instead_from_end,
};
use crate::audit::scan::git::committed;
use crate::audit::scan::scene::Scene;
use crate::audit::scan::systems::packages::Packages;
use crate::keys::known;
use crate::subject::CheckId;

const PLUMBER_KEY_IN_SOURCE: CheckId = CheckId {
    id: "CK801",
    slug: "plumber-key-in-source",
};

/// The rows.
pub const CHECKS: &[Check] = &[
    Check {
        id: PLUMBER_KEY_IN_SOURCE,
        severity: Severity::Critical,
        title: "A key is written in an R source",
        expected: "a key that is read from a file or from a keyring",
        why: "anyone who reads the source can forge every session, and sources are shared",
        fix: "move the key to a file or a keyring (cookiekit key copy) and read it from there, then \
              rotate: the source has it",
        scope: Scope::Scene(|scene| sources(scene, source)),
    },
    advice::NO_SECURE_FLAG_ROW,
    advice::FILE_RECIPE_ROW,
    no_key::NEW_KEY_ROW,
    no_key::NO_KEY_ROW,
];

/// What there is to do when the key is in a file.
const THEN: &str = "rotate: anyone who has the source has the key; where R has a keyring, \
     `cookiekit key copy --key FILE --to keyring:plumber_api` puts it there for \
     keyring::key_get(\"plumber_api\")";

/// What `judge` sights in the sources of the scene.
fn sources(scene: &Scene, judge: fn(&Scene, &Source) -> Vec<Observation>) -> Vec<Observation> {
    let mut packages = Packages::default();
    let mut observations = Vec::new();
    let is_code = |path: &&PathBuf| scene.reading(path).is_r() && language_of(path).is_none();
    for path in scene.texts.iter().filter(is_code) {
        let Some(bytes) = incomplete::read(path, &mut observations) else {
            continue;
        };
        let code = code_of(path, &bytes);
        let source = Source {
            path,
            bytes: &bytes,
            code: code.as_ref().map_or(&bytes, |code| code),
            is_installed: packages.of(path).is_some(),
            lent: scene.lent_by(path),
        };
        observations.extend(judge(scene, &source));
    }
    observations
}

fn source(scene: &Scene, source: &Source) -> Vec<Observation> {
    let Source {
        path, bytes, code, ..
    } = *source;
    let (literals, held) = keys_in(source, &scene.needles());
    let mut ordinals = Ordinals::default();
    let places = lines::places(bytes, literals.iter().map(|it| it.range.start));
    // Where the first key of each line is.
    let mut firsts: HashMap<usize, usize> = HashMap::new();
    for place in places.iter().chain(held.iter().map(|it| &it.place)) {
        let first = firsts.entry(place.line).or_insert(place.column);
        *first = place.column.min(*first);
    }
    let mut observations = Vec::new();
    for (literal, place) in literals.iter().zip(places) {
        let detail = ordinals.next(literal.function);
        let text = &bytes[literal.range.clone()];
        let at = Location::within(path, bytes, literal.range.start, place);
        // What is before another one that goes is found from the end of the line.
        let is_second = firsts[&place.line] < place.column;
        let behind = is_second.then(|| lines::behind(bytes, literal.range.end));
        let observation = handed(path, literal, place, text, &detail, behind).detail(detail);
        let observation = observation.at([at]);
        let observation = in_commits(observation, committed(scene, path, unquoted(text)));
        observations.push(in_test(observation, is_test(path)));
    }
    for held in held {
        let observed = held.observed() + scene.handed_on(path, &held.name);
        let observation = Observation::new(PLUMBER_KEY_IN_SOURCE, path, observed);
        let name = ordinals.next(&held.name);
        let at = Location::within(path, bytes, held.range.start, held.place);
        let mut observation = observation.detail(&*name).at([at]);
        let is_known = known::is_known(&bytes[held.range.clone()]);
        if is_known || held.is_word {
            let who = match is_known {
                true => ", and everybody knows it",
                false => ", and anyone can guess it",
            };
            observation.observed.push_str(who);
            observations.push(in_test(observation.mend(PUBLISHED), is_test(path)));
            continue;
        }
        observation.fix = match held.is_quoted(bytes) && code[held.range.start] != b' ' {
            true => read_instead(path, bytes, &held, &name),
            false if is_set(bytes, &held) => None,
            false => held.taken_out(path, bytes, &name),
        };
        let text = &bytes[held.range.clone()];
        let observation = in_commits(observation.mend(THEN), committed(scene, path, text));
        observations.push(in_test(observation, opens_nothing(path, &held)));
    }
    observations
}

/// Whether a key is what `NAME:` is around the code: one that is left empty is a key.
fn is_set(bytes: &[u8], held: &Held) -> bool {
    let start = held.range.start;
    let before = bytes[start - held.place.column..start].trim_ascii_end();
    let before = before
        .strip_suffix(b"\"")
        .or(before.strip_suffix(b"'"))
        .unwrap_or(before);
    before.trim_ascii_end().ends_with(b":")
}

/// A key in a test may be there for the test: it is worth knowing.
fn in_test(observation: Observation, is_test: bool) -> Observation {
    match is_test {
        true => Observation {
            fix: None,
            ..observation.severity(Severity::Low).mend(OPENS_NOTHING)
        },
        false => observation,
    }
}

/// What reads a key from a file in R, which finds `~` by itself.
fn reading(file: &str) -> Option<String> {
    // What means nothing to R's strings, to a pattern, nor to what replaces it.
    let is_plain = |it: char| it.is_alphanumeric() || "/._-+ ~".contains(it);
    let is_one = file.chars().all(is_plain);
    is_one.then(|| format!("readLines(\"{file}\", warn = FALSE)"))
}

/// Reads the key from its file, instead of having it in the source: from the
/// one that it is in already, or from one that is made of it.
fn read_instead(path: &Path, bytes: &[u8], held: &Held, name: &str) -> Option<String> {
    let Some(key) = held.key else {
        let read = reading(&own_file(path, name))?;
        let replaced = held.replaced(path, bytes, &read)?;
        return Some(format!("{} && {replaced}", held.saved(path, bytes, name)?));
    };
    let file = std::path::absolute(&key.path).ok()?;
    held.replaced(path, bytes, &reading(file.to_str()?)?)
}

fn handed(
    path: &Path,
    literal: &Literal,
    place: Place,
    text: &[u8],
    detail: &str,
    behind: Option<usize>,
) -> Observation {
    let (line, function) = (place.line, literal.function);
    let observed = match literal.is_comment {
        true => format!("has a key for {function}() in a comment in line {line}"),
        false => format!("hands a literal key to {function}() in line {line}"),
    };
    let mut observation = Observation::new(PLUMBER_KEY_IN_SOURCE, path, observed);
    let inner = &text[1..text.len() - 1];
    // It gives nothing away; a program that runs with it has no key to speak of.
    if is_placeholder(inner) {
        observation.observed = format!(
            "hands what stands for a key to {function}() in line {line}: where it runs so, \
             anyone can guess its key"
        );
        return observation.severity(Severity::High).mend(PUBLISHED);
    }
    let is_plain = !inner
        .iter()
        .any(|byte| matches!(byte, b'"' | b'\'' | b'\\' | b'\n'));
    if function != KEYRING.0 && is_plain && matches!(text[0], b'"' | b'\'') {
        // The literal is named by its place, and not by what it says.
        observation.fix = match behind {
            None => moved_literal(path, place, detail),
            Some(behind) if is_quick(place.column, text.len(), Some(behind)) => {
                moved_literal_from_end(path, place.line, behind, detail)
            }
            Some(_) => None,
        };
    }
    observation.mend(THEN)
}

/// Moves the literal to a file of its own, and reads it from there: it is the
/// same key, and no session ends.
fn moved_literal(path: &Path, place: Place, detail: &str) -> Option<String> {
    let file = own_file(path, detail);
    let saved = moved_out(path, place, LITERAL, Moved::to(&file))?;
    let replaced = put_instead(path, place, "[\"'][^\"']*[\"']", &reading(&file)?)?;
    Some(format!("{saved} && {replaced}"))
}

/// The same of one that another key stands before in its line.
fn moved_literal_from_end(path: &Path, line: usize, behind: usize, detail: &str) -> Option<String> {
    let file = own_file(path, detail);
    let saved = moved_out_from_end(path, line, behind, LITERAL, Moved::to(&file))?;
    let instead = reading(&file)?;
    let replaced = put_instead_from_end(path, line, behind, "[\"'][^\"']*[\"']", &instead)?;
    Some(format!("{saved} && {replaced}"))
}

/// A literal as a pattern, with the key in parentheses.
const LITERAL: &str = "[\"']([^\"']*)[\"']";
