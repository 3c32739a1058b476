//! CK419: a key that is made while a container image is built.

use std::path::{Path, PathBuf};

use crate::audit::checks::check::{Check, Scope};
use crate::audit::detect::build_files::made;
use crate::audit::detect::test_names::is_test;
use crate::audit::facts::incomplete;
use crate::audit::facts::location::Location;
use crate::audit::facts::observation::{Observation, Ordinals, Severity};
use crate::audit::scan::scene::Scene;
use crate::encoding::visible;
use crate::subject::CheckId;

const KEY_OF_AN_IMAGE: CheckId = CheckId {
    id: "CK419",
    slug: "key-made-in-image",
};

/// The row.
pub const CHECKS: &[Check] = &[Check {
    id: KEY_OF_AN_IMAGE,
    severity: Severity::High,
    title: "A key is made while an image is built",
    expected: "a key that the container gets when it starts and that is in no layer",
    why: "it is the same for every container, and anyone who can pull the image has it",
    fix: "make the key outside the image, and mount it as a file or a secret",
    scope: Scope::Scene(images),
}];

/// What to do: how the program gets its key is decided by who runs it.
pub const MEND: &str = "remove the line, make the key once on the host, and pass it to the \
    container when it starts, as a mounted file or a secret";

fn images(scene: &Scene) -> Vec<Observation> {
    let mut observations = Vec::new();
    let is_build_file = |path: &&PathBuf| scene.reading(path).is_docker();
    for path in scene.texts.iter().filter(is_build_file) {
        let Some(bytes) = incomplete::read(path, &mut observations) else {
            continue;
        };
        observations.extend(in_build_file(path, &bytes));
    }
    observations
}

/// The keys that a build file makes.
pub fn in_build_file(path: &Path, bytes: &[u8]) -> Vec<Observation> {
    let mut ordinals = Ordinals::default();
    let observations = made(bytes).into_iter().map(|made| {
        let (line, file) = (made.line, visible(&made.file));
        let observed = format!("makes {file} in line {line}, the same for every container");
        let observation = Observation::new(KEY_OF_AN_IMAGE, path, observed).mend(MEND);
        let observation = observation.detail(ordinals.next(&made.file));
        let observation = observation.at([Location::line(path, line)]);
        match is_test(path) {
            true => observation.severity(Severity::Low),
            false => observation,
        }
    });
    observations.collect()
}
