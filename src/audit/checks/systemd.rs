//! CK410: the key in a systemd unit, which everybody may read.

use std::collections::HashSet;
use std::path::Path;

use crate::audit::checks::check::{Check, Scope};
use crate::audit::detect::hardcoded::{Form, passphrases};
use crate::audit::detect::key_names::tells;
use crate::audit::detect::keys_in_text::{Held, Reading, held};
use crate::audit::detect::needles::{Needles, name_of_key};
use crate::audit::facts::location::Location;
use crate::audit::facts::observation::{Observation, Ordinals, Severity};
use crate::audit::facts::{incomplete, lines, rooted};
use crate::audit::scan::scene::Scene;
use crate::audit::scan::units::{is_unit, unit_files};
use crate::keys::spec::looks_like_a_key;
use crate::subject::CheckId;

const IN_SYSTEMD_UNIT: CheckId = CheckId {
    id: "CK410",
    slug: "in-systemd-unit",
};

/// The row.
pub const CHECKS: &[Check] = &[Check {
    id: IN_SYSTEMD_UNIT,
    severity: Severity::High,
    title: "A key is in a systemd unit",
    expected: "LoadCredential= or a key file, and no key in Environment=",
    why: "units have mode 0644, and `systemctl show` prints them to every user",
    fix: "use LoadCredential=NAME:FILE, take the line out, daemon-reload, rotate",
    scope: Scope::Holder(units),
}];

fn units(scene: &Scene) -> Vec<Observation> {
    let needles = scene.needles();
    let mut files = Vec::new();
    if scene.whole_machine || !needles.is_empty() {
        files = unit_files(&scene.policy);
    }
    let walked = scene.texts.iter().filter(|path| is_unit(path));
    files.extend(walked.cloned());
    let mut observations = Vec::new();
    for path in files {
        match lines::read(&path) {
            Ok(Some(bytes)) => {
                observations.extend(unit(scene, &path, &bytes, &needles));
                observations.extend(environment_files(scene, &bytes, &needles));
            }
            Ok(None) => {}
            // A unit that only its readers may see shows nothing to others.
            Err(error) if error.kind() == std::io::ErrorKind::PermissionDenied => {}
            Err(error) => {
                observations.push(incomplete::skipped(&path, crate::error::reason_of(&error)))
            }
        }
    }
    observations
}

/// A name that tells is enough where the unit itself is judged; for the audit
/// of another path a unit is a place where its key may be.
pub fn unit(scene: &Scene, path: &Path, bytes: &[u8], needles: &Needles) -> Option<Observation> {
    let is_judged = scene.whole_machine || scene.texts.iter().any(|it| it == path);
    let lent = scene.lent_by(path);
    let reading = Reading::of(path).with(&lent, false);
    let held = held(bytes, bytes, reading, needles);
    let with_key: HashSet<usize> = held.iter().map(|it| it.place.line).collect();
    let is_named =
        |number, line: &[u8]| is_judged && (sets_a_key(line) || with_key.contains(&number));
    let (numbers, extent) = keys_in_lines(bytes, needles, is_named);
    if numbers.is_empty() {
        return None;
    }
    let mut who = held.iter().map(|it| scene.handed_on(path, &it.name));
    let who = who.find(|it| !it.is_empty()).unwrap_or_default();
    let observed = format!("has a key in {}{who}", lines::told(&numbers));
    let at = numbers.iter().map(|line| Location::line(path, *line));
    let mut observation = Observation::new(IN_SYSTEMD_UNIT, path, observed).at(at);
    observation.fix = taken_out(path, bytes, held, &numbers);
    let is_of_podman = path.extension().is_some_and(|it| it == "container");
    let instead = if is_of_podman { SECRET } else { INSTEAD };
    Some(observation.mend(instead).extent(extent))
}

/// What a container of podman's needs when the key is out of its unit: a credential is
/// given to podman, and does not reach it.
const SECRET: &str = "before the service restarts, give the container the key by `Secret=NAME`: \
     without one it may take an empty key, rotate";
/// What a unit needs when the key is out of it.
const INSTEAD: &str = "before the service restarts, give it the key by \
     `LoadCredential=NAME:FILE`: without one it may take an empty key, rotate";

/// Takes the keys out, each of which is in a file of its own before: nothing
/// else of the unit changes. `None` where a line says more.
fn taken_out(path: &Path, bytes: &[u8], mut held: Vec<Held>, numbers: &[usize]) -> Option<String> {
    // More than a person would read is no command.
    const MOST: usize = 20;
    if held.len() > MOST {
        return None;
    }
    // The last one first: what is before it stays in its place.
    held.reverse();
    let is_whole = |number: &usize| held.iter().any(|it| it.place.line == *number);
    if !numbers.iter().all(is_whole) {
        return None;
    }
    let mut ordinals = Ordinals::default();
    let command = |held: &Held| {
        let name = ordinals.next(&held.name);
        // A variable that is left empty is an empty key.
        is_alone(held, bytes).then(|| held.line_taken_out(path, bytes, &name))?
    };
    let commands: Option<Vec<String>> = held.iter().map(command).collect();
    Some(commands?.join(" && "))
}

/// Whether its line sets one variable to the key, and does nothing else.
fn is_alone(held: &Held, bytes: &[u8]) -> bool {
    let line = lines::around(bytes, held.range.start);
    let before = &line[..held.place.column];
    let after = &line[(held.place.column + held.range.len()).min(line.len())..];
    let is_quote = |byte: &u8| matches!(byte, b'"' | b'\'');
    let name = before.trim_ascii_start().strip_prefix(b"Environment=");
    let name = name.and_then(|it| it.strip_suffix(b"=").or(it.strip_suffix(b"=\"")));
    let is_name = |byte: &u8| byte.is_ascii_alphanumeric() || *byte == b'_' || is_quote(byte);
    name.is_some_and(|name| name.iter().all(is_name)) && after.trim_ascii().iter().all(is_quote)
}

/// The numbers of the lines with a key, and what the keys are called there.
fn keys_in_lines(
    bytes: &[u8],
    needles: &Needles,
    is_named: impl Fn(usize, &[u8]) -> bool,
) -> (Vec<usize>, Vec<String>) {
    let mut ordinals = Ordinals::default();
    let held = lines::numbered(bytes)
        .filter(|(number, line)| is_named(*number, line) || needles.find_in(line).is_some());
    let named = held.map(|(number, line)| {
        // What is set, and not that something is.
        let line = line.trim_ascii_start();
        let set = line.strip_prefix(b"Environment=").unwrap_or(line);
        let set = set.strip_prefix(b"\"").unwrap_or(set);
        let name = name_of_key(set, '=', needles);
        (number, ordinals.next(&name))
    });
    named.unzip()
}

/// `Environment="NAME=VALUE" …` with a key for a value.
fn sets_a_key(line: &[u8]) -> bool {
    let Some(("Environment", _)) = lines::assignment(line, '=') else {
        return false;
    };
    let line = String::from_utf8_lossy(line);
    let values = line.split_once('=').map_or("", |(_, values)| values);
    values
        .split_whitespace()
        .map(|word| word.trim_matches(['"', '\'']))
        .filter_map(|word| word.split_once('='))
        .any(|(name, value)| {
            let value = value.trim_matches(['"', '\'']);
            tells(name) && looks_like_a_key(value)
        })
}

/// A file of variables is not shown by `systemctl`, but anyone may read it if
/// its mode says so.
fn environment_files(scene: &Scene, unit: &[u8], needles: &Needles) -> Vec<Observation> {
    // The file that a unit names is on the machine that the unit is for.
    if cfg!(windows) {
        return vec![];
    }
    let files = lines::numbered(unit).filter_map(|(_, line)| {
        let (name, value) = lines::assignment(line, '=')?;
        let value = value.trim_start_matches('-');
        (name == "EnvironmentFile" && value.starts_with('/')).then(|| scene.policy.system(value))
    });
    let mut observations = Vec::new();
    for path in files {
        let is_open = rooted::subject(&path).is_ok_and(|subject| subject.mode & 0o004 != 0);
        let Some(bytes) = lines::read(&path).ok().flatten().filter(|_| is_open) else {
            continue;
        };
        let is_named = |_, line: &[u8]| {
            let is_key = |(name, value)| tells(name) && looks_like_a_key(value);
            let is_phrase = || !passphrases(line, Form::Lines, &[]).is_empty();
            let is_one = lines::assignment(line, '=').is_some_and(is_key) || is_phrase();
            scene.whole_machine && is_one
        };
        let (numbers, extent) = keys_in_lines(&bytes, needles, is_named);
        if !numbers.is_empty() {
            let observed = format!("has a key in {}, for all to read", lines::told(&numbers));
            let fix = format!("chmod 600 {}", rooted::quoted(&path));
            let observation = Observation::new(IN_SYSTEMD_UNIT, &path, observed);
            let at = numbers.iter().map(|line| Location::line(&path, *line));
            observations.push(observation.fix(fix).extent(extent).at(at));
        }
    }
    observations
}

#[cfg(test)]
mod tests {
    use super::*;

    const DIGITS: &str = "4fc1a0b7d2e89635a1b0c7d8e9f203144fc1a0b7d2e89635a1b0c7d8e9f20314";

    #[test]
    fn only_a_key_under_a_telling_name_is_one() {
        for (line, is_one) in [
            (format!("Environment=PLUMBER_COOKIE_KEY={DIGITS}"), true),
            (format!("Environment=\"A=b\" \"COOKIE_KEY={DIGITS}\""), true),
            (format!("Environment=CHECKSUM={DIGITS}"), false),
            (
                "Environment=COOKIEKIT_KEY=/etc/web/cookie.key".to_owned(),
                false,
            ),
            ("Environment=COOKIEKIT_KEY=keyring:web".to_owned(), false),
            (format!("# Environment=COOKIE_KEY={DIGITS}"), false),
            (format!("ExecStart=/bin/echo COOKIE_KEY={DIGITS}"), false),
        ] {
            assert_eq!(sets_a_key(line.as_bytes()), is_one, "{line}");
        }
    }
}
