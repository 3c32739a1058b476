//! CK401 where the key is not beside its copy: the name says what it was made
//! of, and what is in it has the shape of a key. Either alone proves nothing.

use std::collections::HashSet;
use std::path::{Path, PathBuf};

use super::{EDITOR_LEFTOVER, MAX_COPY_BYTES};
use crate::audit::detect::leftover_names::original;
use crate::audit::facts::key_file::KeyFile;
use crate::audit::facts::observation::{Observation, Severity};
use crate::audit::facts::policy::Policy;
use crate::audit::facts::system::{self, Subject};
use crate::audit::facts::{extent, incomplete, lines, rooted};
use crate::audit::fix::renewal;
use crate::audit::scan::scene::Scene;
use crate::frameworks::Shape;
use crate::shell::shown;
use crate::subject::Kind;

/// The copies among the keys and the swap files, except for those in `told`.
pub(super) fn observations(scene: &Scene, told: &HashSet<PathBuf>) -> Vec<Observation> {
    let keys = scene.keys.iter().filter(|key| !told.contains(&key.path));
    let mut observations: Vec<Observation> = keys.filter_map(|key| whole(key, scene)).collect();
    let swaps = scene.copies.iter().filter(|path| !told.contains(*path));
    observations.extend(swaps.filter_map(|path| swap(path, &scene.policy)));
    observations
}

/// A file with the key and nothing else. It may be the only copy, so it is
/// moved, and not to where a program would take it for its key.
fn whole(key: &KeyFile, scene: &Scene) -> Option<Observation> {
    let name = original(key.path.file_name()?.to_str()?)?;
    Shape::of(key.text()?)?;
    let subject = &key.trail.subject;
    let beside = key.path.with_file_name(name);
    let is_read = |other: &&KeyFile| other.path == beside && other.key.is_some();
    let observed = match rooted::is_there(&beside) {
        false => format!("is a copy of {name}, which is not beside it"),
        // A copy of what is in that one is reported as such.
        true if scene.keys.iter().any(|it| is_read(&it)) => {
            format!("is called a copy of {name}, and {name} beside it does not have its key")
        }
        true => format!("is called a copy of {name}, which is beside it and was not compared"),
    };
    let fix = renewal::moved_home(&key.path, name.as_ref());
    Some(observation(&key.path, observed, subject, &scene.policy).fix(fix))
}

fn swap(path: &Path, policy: &Policy) -> Option<Observation> {
    let name = original(path.file_name()?.to_str()?)?;
    let read = rooted::subject(path).and_then(|subject| {
        let is_small = subject.kind == Kind::Regular && subject.size <= MAX_COPY_BYTES;
        let bytes = if is_small { lines::read(path)? } else { None };
        Ok((subject, bytes))
    });
    let (subject, bytes) = match read {
        Ok((subject, Some(bytes))) => (subject, bytes),
        Ok(_) => return None,
        Err(error) => return Some(incomplete::skipped(path, crate::error::reason_of(&error))),
    };
    let is_word = |byte: &u8| byte.is_ascii_alphanumeric() || b"+/=_-".contains(byte);
    let mut words = bytes.split(|byte| !is_word(byte));
    if !words.any(|word| Shape::of(word).is_some()) {
        return None;
    }
    let observed = format!(
        "is what an editor left of {}, with a key in it",
        shown(name.as_ref())
    );
    Some(observation(path, observed, &subject, policy))
}

fn observation(path: &Path, what: String, subject: &Subject, policy: &Policy) -> Observation {
    let severity = match subject.mode & 0o077 {
        0 => Severity::Medium,
        _ => Severity::Critical,
    };
    let observed = format!("{what}{}", system::mode(subject.mode));
    let observation = Observation::new(EDITOR_LEFTOVER, path, observed);
    observation
        .severity(severity)
        .extent(extent::of_mode(subject, &policy.users))
}
