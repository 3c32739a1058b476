//! Keys of R sources that the history of a repository has, too.

use std::path::Path;

use super::{Source, THEN, code_of, keys_in};
use crate::audit::checks::config::IN_A_COMMIT;
use crate::audit::detect::marks::{Mark, Marked};
use crate::audit::detect::needles::{Needles, Texts};
use crate::audit::detect::r_code::unquoted;
use crate::audit::facts::lines;
use crate::audit::facts::sighting::Sighting;
use crate::audit::scan::scene::Scene;
use crate::keys::known;

fn source_of<'a>(path: &'a Path, bytes: &'a [u8], code: &'a [u8]) -> Source<'a> {
    Source {
        path,
        bytes,
        code,
        is_installed: false,
        lent: vec![],
    }
}

/// What is sighted in a source that is at hand as a whole.
pub fn judged(scene: &Scene, path: &Path, bytes: &[u8]) -> Vec<Sighting> {
    let code = code_of(path, bytes);
    let source = source_of(path, bytes, code.as_ref().map_or(bytes, |code| code));
    super::source(scene, &source)
}

/// How what there is to do begins.
const ROTATE: &str = "rotate: ";

/// The keys of a source by what they are known by.
pub fn marked<'a>(path: &Path, bytes: &[u8], needles: &Needles<'a>) -> Vec<Marked<'a>> {
    let code = code_of(path, bytes);
    let source = source_of(path, bytes, code.as_ref().map_or(bytes, |code| code));
    let (literals, held) = keys_in(&source, needles);
    let literals = literals.into_iter().filter_map(|literal| {
        let text = unquoted(&bytes[literal.range.clone()]);
        (!known::is_known(text)).then(|| Marked {
            mark: Mark::of(text),
            name: format!("{}()", literal.function),
            key: needles.find_in(text),
        })
    });
    let held = held.into_iter().filter_map(|held| Marked::of(bytes, held));
    literals.chain(held).collect()
}

/// The functions that get a literal as a key in code that was typed, and in which
/// lines.
pub fn handed_over(path: &Path, bytes: &[u8]) -> Vec<(&'static str, usize)> {
    let needles = Texts::of(&[]);
    let source = source_of(path, bytes, bytes);
    let (literals, _) = keys_in(&source, &Needles::new(&[], &needles));
    let places = lines::places(bytes, literals.iter().map(|it| it.range.start));
    let lines = places.into_iter().map(|place| place.line);
    literals.iter().map(|it| it.function).zip(lines).collect()
}

/// A key that is in commits is rotated, whatever becomes of the source.
pub(super) fn in_commits(sighting: Sighting, commits: Option<String>) -> Sighting {
    match commits {
        Some(commits) => {
            let then = format!("then rotate: {commits}, and {}", &THEN[ROTATE.len()..]);
            sighting.mend(then).extent([IN_A_COMMIT.to_owned()])
        }
        None => sighting,
    }
}
