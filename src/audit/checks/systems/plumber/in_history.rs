//! Keys of R sources that the history of a repository has, too.

use std::path::Path;

use super::THEN;
use crate::audit::checks::config::IN_A_COMMIT;
use crate::audit::detect::systems::plumber::{code_of, source_of};
use crate::audit::facts::observation::Observation;
use crate::audit::scan::scene::Scene;

/// What is sighted in a source that is at hand as a whole.
pub fn judged(scene: &Scene, path: &Path, bytes: &[u8]) -> Vec<Observation> {
    let code = code_of(path, bytes);
    let source = source_of(path, bytes, code.as_ref().map_or(bytes, |code| code));
    super::source(scene, &source)
}

/// How what there is to do begins.
const ROTATE: &str = "rotate: ";

/// A key that is in commits is rotated, whatever becomes of the source.
pub(super) fn in_commits(observation: Observation, commits: Option<String>) -> Observation {
    match commits {
        Some(commits) => {
            let then = format!("then rotate: {commits}, and {}", &THEN[ROTATE.len()..]);
            observation.mend(then).extent([IN_A_COMMIT.to_owned()])
        }
        None => observation,
    }
}
