//! CK405: the key in the context of a container build.

pub(crate) mod stages;

use std::path::{Path, PathBuf};

use globset::{GlobBuilder, GlobMatcher};

use self::stages::Taken;
use crate::audit::checks::check::{Check, Scope};
use crate::audit::facts::key_file::KeyFile;
use crate::audit::facts::observation::{Observation, Severity};
use crate::audit::facts::policy::Policy;
use crate::audit::facts::{lines, rooted};
use crate::audit::fix::edits::appended;
use crate::shell::shown;
use crate::subject::CheckId;

const DOCKER_CONTEXT: CheckId = CheckId {
    id: "CK405",
    slug: "docker-context",
};

/// The row.
pub const CHECKS: &[Check] = &[Check {
    id: DOCKER_CONTEXT,
    severity: Severity::High,
    title: "The key is in the context of a container build",
    expected: "a key below a Dockerfile is named in .dockerignore",
    why: "`COPY .` puts it into a layer that anyone with the image can read",
    fix: "add it to .dockerignore",
    scope: Scope::Key(context),
}];

/// How many directories above the key are taken for its build context.
const LEVELS: usize = 4;
/// What build files are called.
const BUILD_FILES: [&str; 2] = ["Dockerfile", "Containerfile"];

fn context(key: &KeyFile, _policy: &Policy) -> Vec<Observation> {
    if !key.is_regular() {
        return vec![];
    }
    let real = &key.trail.real;
    for directory in rooted::ancestors(real).skip(1).take(LEVELS) {
        let files = BUILD_FILES.iter().map(|name| directory.join(name));
        let Some(file) = files.into_iter().find(|file| rooted::is_file(file)) else {
            continue;
        };
        let name = real.strip_prefix(directory).unwrap_or(real);
        if is_ignored(&ignore_file(directory, &file), name) {
            return vec![];
        }
        return vec![observation(key, directory, &file, name)];
    }
    vec![]
}

fn observation(key: &KeyFile, directory: &Path, file: &Path, name: &Path) -> Observation {
    let bytes = lines::read(file).ok().flatten();
    let (severity, what) = match bytes.map(|bytes| stages::taken(&bytes, name)) {
        Some(Taken::IntoTheImage) => (Severity::Critical, "is copied into the image by"),
        Some(Taken::IntoAnEarlierStage) => (
            Severity::Low,
            "is copied into a stage that the image is not, by",
        ),
        Some(Taken::ByNothing) | None => (Severity::High, "is in the build context of"),
    };
    let observed = format!("{what} {}", shown(file));
    let fix = appended(&ignore_file(directory, file), &[name]);
    let observation = Observation::new(DOCKER_CONTEXT, &key.path, observed);
    // Another folder is another image.
    let detail = name.to_string_lossy();
    observation.severity(severity).fix(fix).detail(detail)
}

/// A file of its own for this build file, or the one of the directory.
fn ignore_file(directory: &Path, build_file: &Path) -> PathBuf {
    let mut own = build_file.as_os_str().to_owned();
    own.push(".dockerignore");
    let own = PathBuf::from(own);
    match rooted::is_file(&own) {
        true => own,
        false => directory.join(".dockerignore"),
    }
}

/// As Docker reads the file: a pattern matches a path and everything below
/// it, and the last line that matches decides.
fn is_ignored(file: &Path, name: &Path) -> bool {
    let Ok(Some(bytes)) = lines::read(file) else {
        return false;
    };
    let mut ignored = false;
    for (_, line) in lines::numbered(&bytes) {
        let line = String::from_utf8_lossy(line);
        let line = line.trim();
        if line.is_empty() || line.starts_with('#') {
            continue;
        }
        let (pattern, verdict) = match line.strip_prefix('!') {
            Some(pattern) => (pattern, false),
            None => (line, true),
        };
        if matcher(pattern).is_some_and(|glob| name.ancestors().any(|it| glob.is_match(it))) {
            ignored = verdict;
        }
    }
    ignored
}

fn matcher(pattern: &str) -> Option<GlobMatcher> {
    let pattern = pattern.trim().trim_start_matches("./").trim_matches('/');
    if pattern.is_empty() {
        return None;
    }
    let glob = GlobBuilder::new(pattern)
        .literal_separator(true)
        .backslash_escape(true)
        .build();
    glob.ok().map(|glob| glob.compile_matcher())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn patterns_are_read_as_docker_reads_them() {
        let directory = tempfile::tempdir().unwrap();
        let file = directory.path().join(".dockerignore");
        for (text, name, ignored) in [
            ("secrets", "secrets/key", true),
            ("*.key", "web.key", true),
            ("*.key", "a/web.key", false),
            ("**/*.key", "a/b/web.key", true),
            ("**", "a/web.key", true),
            ("*\n!web.key", "web.key", false),
            ("/web.key\n", "web.key", true),
            ("# web.key", "web.key", false),
            ("", "web.key", false),
        ] {
            std::fs::write(&file, text).unwrap();
            assert_eq!(is_ignored(&file, name.as_ref()), ignored, "{text} {name}");
        }
    }
}
