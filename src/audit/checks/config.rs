//! CK411: the key in a configuration, a script or any other text.

use std::cell::OnceCell;
use std::path::Path;

use crate::audit::checks::check::{Check, Scope};
use crate::audit::checks::removal;
use crate::audit::detect::keys_in_text::{Held, Reading, held};
use crate::audit::detect::test_names::is_test;
use crate::audit::detect::{histories, log_keys, utf16};
use crate::audit::facts::location::Location;
use crate::audit::facts::observation::{Observation, Ordinals, Severity};
use crate::audit::facts::{extent, incomplete, rooted, system};
use crate::audit::scan::git::committed;
use crate::audit::scan::scene::Scene;
use crate::audit::scan::units;
use crate::keys::known;
use crate::subject::CheckId;

/// A key in a text.
pub const IN_CONFIG_OR_DOTENV: CheckId = CheckId {
    id: "CK411",
    slug: "in-config-or-dotenv",
};

/// The row.
pub const CHECKS: &[Check] = &[Check {
    id: IN_CONFIG_OR_DOTENV,
    severity: Severity::High,
    title: "A key is written in a configuration, a script or another text",
    expected: "a text says where the key is and does not contain it",
    why: "texts are copied, committed, mailed and pasted into questions",
    fix: "remove it, keep the key in a separate file or in the keyring, and rotate",
    scope: Scope::Scene(configurations),
}];

fn configurations(scene: &Scene) -> Vec<Observation> {
    let mut observations = Vec::new();
    let is_another = |path: &Path| {
        histories::language_of(path).is_some()
            || scene.reading(path).is_r()
            || log_keys::is_trace(path)
            || units::is_unit(path)
    };
    for path in scene.texts.iter().filter(|path| !is_another(path)) {
        let lent = scene.lent_by(path);
        let reading = scene.reading(path).with(&lent, false);
        let Some(bytes) = incomplete::read(path, &mut observations) else {
            continue;
        };
        observations.extend(in_text(scene, path, &bytes, reading));
    }
    observations
}

/// The keys that a text holds.
pub fn in_text(scene: &Scene, path: &Path, bytes: &[u8], reading: Reading) -> Vec<Observation> {
    match utf16::decoded(bytes) {
        Some(text) => {
            let found = configuration(scene, path, &text, reading).into_iter();
            // Nothing that edits lines of bytes is for such a text.
            found.map(|it| Observation { fix: None, ..it }).collect()
        }
        None => configuration(scene, path, bytes, reading),
    }
}

/// A finding for each assignment, known by its name and not by its line.
fn configuration(scene: &Scene, path: &Path, bytes: &[u8], reading: Reading) -> Vec<Observation> {
    let mut ordinals = Ordinals::default();
    let is_of_r = OnceCell::new();
    let keys = held(bytes, bytes, reading, &scene.needles()).into_iter();
    let observations = keys.map(|held| {
        let observed = held.observed() + scene.handed_on(path, &held.name);
        let observation = Observation::new(IN_CONFIG_OR_DOTENV, path, observed);
        let name = ordinals.next(&held.name);
        let at = Location::within(path, bytes, held.range.start, held.place);
        let mut observation = observation.detail(&*name).at([at]);
        if opens_nothing(path, &held) {
            return observation.severity(Severity::Low).mend(OPENS_NOTHING);
        }
        if known::is_known(&bytes[held.range.clone()]) {
            // There is nothing in it to be kept.
            observation.observed.push_str(", and everybody knows it");
            return observation.mend(PUBLISHED);
        }
        if held.is_word {
            observation.observed.push_str(", and anyone can guess it");
            return observation.mend(PUBLISHED);
        }
        if held.is_file {
            return observation.mend(MADE_ONCE);
        }
        if is_state(path) {
            return observation.mend(STATE);
        }
        let is_of_r = *is_of_r.get_or_init(|| may_be_of_r(scene, path));
        let removal = removal::of(&held, path, bytes, reading.language(), &name, is_of_r);
        observation.fix = removal.fix;
        let rest = removal.rest;
        match committed(scene, path, &bytes[held.range.clone()]) {
            Some(commits) => observation
                .mend(format!("{rest}, then rotate: {commits}"))
                .extent([IN_A_COMMIT.to_owned()]),
            None => open_to_others(observation, scene, path).mend(format!("{rest}, rotate")),
        }
    });
    observations.collect()
}

/// Says who else can read a text that is in no commit: one more is another fault.
fn open_to_others(mut observation: Observation, scene: &Scene, path: &Path) -> Observation {
    let Ok(subject) = rooted::subject(path) else {
        return observation;
    };
    let readers = extent::of_mode(&subject, &scene.policy.users).into_iter();
    let readers: Vec<String> = readers.filter(|it| it.ends_with(" read")).collect();
    if !readers.is_empty() {
        let mode = system::mode(subject.mode);
        observation.observed += &format!(", which others can read{mode}");
    }
    observation.extent(readers)
}

/// Whether an R program may read what a text sets: R's own files, and those beside sources
/// of R.
fn may_be_of_r(scene: &Scene, path: &Path) -> bool {
    let name = path.file_name().unwrap_or_default().to_string_lossy();
    let is_r = |path: &Path| {
        let ending = path.extension().unwrap_or_default().to_string_lossy();
        ["r", "rmd", "qmd"]
            .iter()
            .any(|it| ending.eq_ignore_ascii_case(it))
    };
    let folder = path.parent().unwrap_or(Path::new(""));
    name.to_ascii_lowercase().contains("renviron")
        || scene
            .texts
            .iter()
            .any(|it| is_r(it) && it.starts_with(folder))
}

/// What there is to do about a key that stands in documentation.
pub const PUBLISHED: &str = "make another key, keep it in a file or a keyring \
     and let the program read it from there: anyone who knows this one forges sessions";
/// What there is to do about a text that writes a key into its file.
pub const MADE_ONCE: &str = "make the key once, where it is used and only where there is none \
    (without the key the script would write an empty one); then rotate";
/// Whether a text is written by a program, which writes the key into it again.
fn is_state(path: &Path) -> bool {
    path.extension().is_some_and(|it| it == "tfstate")
}

/// What there is to do about a state of Terraform.
pub const STATE: &str = "keep the state in a backend that encrypts it, and no copy beside the code; \
     make another key outside of it, rotate";
/// What is to be known of a key that is in a commit: one that gets there is
/// another fault.
pub const IN_A_COMMIT: &str = "in a commit";
/// What there is to do about a key in a test: it may be there for the test.
pub const OPENS_NOTHING: &str = "check that no server uses it; the test may need it as it is";

/// Whether a key in a test or an example opens nothing: not if it is the key
/// of a file or of a text that is neither.
pub fn opens_nothing(path: &Path, held: &Held) -> bool {
    is_test(path) && held.key.is_none_or(|key| is_test(&key.path)) && held.copy_of.is_none()
}
