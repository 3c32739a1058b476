//! What the command line leaves out, by patterns as `.gitignore` has them.

use std::path::{Path, PathBuf};

use ignore::gitignore::{Gitignore, GitignoreBuilder};

use crate::audit::facts::observation::Observation;
use crate::audit::facts::{incomplete, rooted};

/// Patterns, the last of which that matches a path decides.
#[derive(Clone, Debug, Default)]
pub struct Exclude(Vec<String>);

impl Exclude {
    /// These patterns.
    ///
    /// # Errors
    /// The first that is none.
    pub fn new(patterns: Vec<String>) -> Result<Exclude, String> {
        let is_one = |pattern: &String| {
            let mut builder = GitignoreBuilder::new("");
            let is_whole = !leaves_class_open(pattern);
            is_whole && builder.add_line(None, pattern).is_ok() && builder.build().is_ok()
        };
        match patterns.iter().find(|it| !is_one(it)) {
            Some(pattern) => Err(pattern.clone()),
            None => Ok(Exclude(patterns)),
        }
    }

    /// Whether there are any.
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// They as they are meant in a directory.
    pub fn below(&self, root: &Path) -> Gitignore {
        let mut builder = GitignoreBuilder::new(root);
        for pattern in &self.0 {
            // All of them were looked at before.
            let _ = builder.add_line(None, pattern);
        }
        builder.build().unwrap_or_else(|_| Gitignore::empty())
    }

    /// Takes out what is left out, which a walk does not see: what a history has,
    /// and the known places. Returns the paths.
    pub fn take_out(
        &self,
        observations: &mut Vec<Observation>,
        roots: &[PathBuf],
        given: &[PathBuf],
    ) -> Vec<PathBuf> {
        if self.is_empty() {
            return vec![];
        }
        let here = [PathBuf::from(".")];
        let roots = if roots.is_empty() { &here } else { roots };
        let roots = roots.iter().map(|root| Root {
            given: root.clone(),
            real: rooted::canonical(root).unwrap_or_else(|_| root.clone()),
            patterns: self.below(Path::new("")),
        });
        let roots: Vec<Root> = roots.collect();
        let is_out = |path: &Path| roots.iter().any(|root| root.leaves_out(path));
        let mut taken = Vec::new();
        observations.retain(|observation| {
            let is_asked_for = given.contains(&observation.path);
            let mut others = observation.locations.iter();
            let is_left_out = !is_asked_for
                && !incomplete::INCOMPLETE.contains(&observation.check)
                && is_out(&observation.path)
                && others.all(|it| is_out(&it.path));
            if is_left_out {
                taken.push(observation.path.clone());
            }
            !is_left_out
        });
        taken
    }
}

/// Whether a pattern has a `[` that nothing closes: git matches nothing with it.
fn leaves_class_open(pattern: &str) -> bool {
    let mut rest = pattern.chars();
    while let Some(character) = rest.next() {
        match character {
            '\\' => drop(rest.next()),
            '[' => {
                let class = rest.as_str().trim_start_matches(['!', '^']);
                // The first may be a bracket itself.
                let first = class.chars().next().map_or(0, char::len_utf8);
                match class[first..].split_once(']') {
                    Some((_, behind)) => rest = behind.chars(),
                    None => return true,
                }
            }
            _ => {}
        }
    }
    false
}

/// A directory of the command line.
struct Root {
    given: PathBuf,
    real: PathBuf,
    patterns: Gitignore,
}

impl Root {
    fn leaves_out(&self, path: &Path) -> bool {
        let is_here = self.given == Path::new(".") && path.is_relative();
        let below = match is_here {
            true => Ok(path),
            false => path
                .strip_prefix(&self.given)
                .or_else(|_| path.strip_prefix(&self.real)),
        };
        below.is_ok_and(|it| {
            !it.as_os_str().is_empty()
                && !it.has_root()
                && self
                    .patterns
                    .matched_path_or_any_parents(it, false)
                    .is_ignore()
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::audit::checks::own_work;

    #[test]
    fn patterns_are_those_of_a_gitignore() {
        for (pattern, path, expected) in [
            ("*.key", "a/b/web.key", true),
            ("/web.key", "a/web.key", false),
            ("vendor/", "vendor/a/web.key", true),
            ("a/**/b", "a/x/y/b", true),
            ("vendor", "other", false),
        ] {
            let exclude = Exclude::new(vec![pattern.to_owned()]).unwrap();
            let observation = || Observation::new(own_work::BASELINE_STALE, path.as_ref(), "is");
            let mut observations = vec![observation()];
            let taken = exclude.take_out(&mut observations, &[], &[]);
            assert_eq!(!taken.is_empty(), expected, "{pattern} {path}");
            let taken = exclude.take_out(&mut vec![observation()], &[], &[path.into()]);
            assert!(taken.is_empty(), "{pattern} {path}");
        }
        assert_eq!(
            Exclude::new(vec!["[z-a]".into()]).err(),
            Some("[z-a]".to_owned())
        );
    }
}
