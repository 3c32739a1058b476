//! The keys that are written in the texts of a scene: the same elsewhere is a copy, and
//! nothing there has to say so.

use std::collections::BTreeMap;
use std::ops::Range;
use std::path::Path;

use crate::audit::detect::keys_in_text::held;
use crate::audit::detect::marks::Mark;
use crate::audit::detect::needles::Literal;
use crate::audit::detect::test_names::is_test;
use crate::audit::detect::{histories, log_keys, systems, utf16};
use crate::audit::facts::lines;
use crate::audit::scan::scene::Scene;
use crate::audit::scan::systems::packages::Packages;

/// Finds them, each once. What a test has, or an example, opens nothing; and what was
/// recorded is a copy itself.
pub fn collect(scene: &mut Scene) {
    let mut found: BTreeMap<Mark, Literal> = BTreeMap::new();
    let mut packages = Packages::default();
    for path in &scene.texts {
        let is_record = histories::language_of(path).is_some() || log_keys::is_trace(path);
        if is_record || is_test(path) {
            continue;
        }
        // What cannot be read is reported by the check that looks at it.
        let Ok(Some(bytes)) = lines::read(path) else {
            continue;
        };
        let decoded = utf16::decoded(&bytes);
        let text = decoded.as_ref().map_or(&bytes[..], |text| &text[..]);
        let is_source = scene.reading(path).is_r();
        if !Literal::may_be_in(text) || is_source && packages.of(path).is_some() {
            continue;
        }
        for range in places(scene, path, text) {
            let Some(literal) = Literal::of(path, &text[range]) else {
                continue;
            };
            let mark = Mark::of(&literal.text);
            let known = found.entry(mark).or_insert_with(|| literal.clone());
            // Texts are listed in any order: what is reported is always the same.
            if literal.path < known.path {
                *known = literal;
            }
        }
    }
    scene.literals = found.into_values().collect();
}

/// Where the keys of a text are which no file of this run has.
fn places(scene: &Scene, path: &Path, text: &[u8]) -> Vec<Range<usize>> {
    let (lent, needles) = (scene.lent_by(path), scene.needles());
    let reading = scene.reading(path);
    if reading.is_r() {
        return systems::places(path, text, lent, &needles);
    }
    let keys = held(text, text, reading.with(&lent, false), &needles).into_iter();
    let keys = keys.filter(|it| it.key.is_none() && !it.is_word);
    keys.map(|it| it.range).collect()
}
