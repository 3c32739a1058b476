//! CK418: a key in an archive: what is packed is copied more easily, and nobody
//! sees what is in it. [`crate::audit::scan::packed`] says what is looked into.

use std::collections::HashSet;
use std::fs::File;
use std::io::{self, Cursor};
use std::path::{Path, PathBuf};
use std::time::{Duration, Instant};

use crate::audit::checks::check::{Check, Scope};
use crate::audit::checks::config::{IN_A_COMMIT, OPENS_NOTHING};
use crate::audit::checks::logs::packed_files;
use crate::audit::detect::marks::Mark;
use crate::audit::detect::needles::Needles;
use crate::audit::detect::test_names::is_test;
use crate::audit::facts::key_file::name_of;
use crate::audit::facts::observation::{Observation, Ordinals, Severity};
use crate::audit::facts::system::{self, OFlags, fstat};
use crate::audit::facts::{budget, incomplete, rooted};
use crate::audit::scan::git::committed_as;
use crate::audit::scan::packed::entries::Source;
use crate::audit::scan::packed::search;
use crate::audit::scan::packed::unpacked::{Kept, Unpacked};
use crate::audit::scan::scene::Scene;
use crate::encoding::visible;
use crate::error::reason_of;
use crate::shell::shown;
use crate::subject::{self, CheckId};

/// A key in what is packed.
pub const IN_ARCHIVE: CheckId = CheckId {
    id: "CK418",
    slug: "in-archive",
};

/// The row.
pub const CHECKS: &[Check] = &[Check {
    id: IN_ARCHIVE,
    severity: Severity::High,
    title: "A key is in an archive or a compressed file",
    expected: "no key in an archive",
    why: "archives are copied, mailed and uploaded, and nobody sees what is in them",
    fix: "rotate; then decide who still needs the archive, and make it again without the key",
    scope: Scope::Scene(archives),
}];

/// How long all archives of a run may be looked into.
const TIME: Duration = Duration::from_secs(60);
/// What is to be decided about an archive.
const AGAIN: &str = "then decide who still needs the archive, and make it again without the key";
/// So many findings are reported for one archive.
const MAX_TOLD: usize = 50;

fn archives(scene: &Scene) -> Vec<Observation> {
    let all = unpacked(scene).iter();
    all.flat_map(|it| observations(scene, it)).collect()
}

/// What is packed, looked into once.
fn unpacked(scene: &Scene) -> &[Unpacked] {
    scene.unpacked.get_or_init(|| unpack(scene))
}

fn unpack(scene: &Scene) -> Vec<Unpacked> {
    let needles = scene.needles();
    let paths = paths(scene);
    let deadline = Instant::now() + TIME;
    let mut unpacked = Vec::new();
    let unread = |path: &Path, why: String| Unpacked {
        path: path.to_owned(),
        found: vec![],
        unread: Some(why),
    };
    for (at, path) in paths.iter().enumerate() {
        if Instant::now() > deadline {
            let left = paths.len() - at;
            let why = format!("there was not the time to look into so many archives: {left} more");
            unpacked.push(unread(path, why));
            break;
        }
        match open(path) {
            Ok(Some((file, size))) => unpacked.push(looked_into(path, file, size, &needles)),
            Ok(None) => {}
            Err(error) if error.kind() == io::ErrorKind::PermissionDenied => {}
            Err(error) => unpacked.push(unread(path, reason_of(&error))),
        }
    }
    unpacked
}

/// Looks into a packed file of so many bytes.
fn looked_into(path: &Path, source: impl Source, size: u64, needles: &Needles) -> Unpacked {
    let deadline = Instant::now() + budget::FILE_TIME;
    let (found, read) = search(path, source, size, deadline, needles);
    Unpacked {
        path: path.to_owned(),
        found: found.into_iter().map(Kept::from).collect(),
        unread: read.err(),
    }
}

/// What is sighted in a packed file whose content is at hand.
pub fn judged(scene: &Scene, path: &Path, content: &[u8]) -> Vec<Observation> {
    let size = content.len() as u64;
    let unpacked = looked_into(path, Cursor::new(content), size, &scene.needles());
    observations(scene, &unpacked)
}

/// What is packed and looked into.
fn paths(scene: &Scene) -> Vec<PathBuf> {
    let mut paths: Vec<PathBuf> = packed_files(scene);
    paths.extend(scene.packed.iter().cloned());
    paths.sort();
    paths.dedup();
    paths
}

/// The keys in the archives that are looked into.
pub fn marks(scene: &Scene) -> HashSet<Mark> {
    let all = unpacked(scene).iter().flat_map(|it| &it.found);
    all.map(|it| it.mark).collect()
}

/// A regular file, and its size.
fn open(path: &Path) -> io::Result<Option<(File, u64)>> {
    let flags =
        OFlags::RDONLY | OFlags::NONBLOCK | OFlags::NOCTTY | OFlags::NOFOLLOW | OFlags::CLOEXEC;
    let file = match rooted::open(path, flags) {
        Ok(file) => file,
        Err(error) if system::is_nothing_or_link(&error) => return Ok(None),
        Err(error) => return Err(error),
    };
    let stat = fstat(&file)?;
    let size = u64::try_from(stat.st_size).unwrap_or(0);
    let is_regular = subject::Kind::of(&stat) == subject::Kind::Regular;
    Ok(is_regular.then(|| (File::from(file), size)))
}

fn observations(scene: &Scene, unpacked: &Unpacked) -> Vec<Observation> {
    let Unpacked { path, found, .. } = unpacked;
    let mut observations: Vec<Observation> = Vec::new();
    if let Some(why) = &unpacked.unread {
        observations.push(incomplete::skipped(path, why));
    }
    let mut ordinals = Ordinals::default();
    let told = found.iter().take(MAX_TOLD);
    observations.extend(told.map(|found| sighted(found, scene, path, &mut ordinals)));
    if found.len() > MAX_TOLD {
        let why = format!("of more than {MAX_TOLD} keys in it, the others are not shown");
        observations.push(incomplete::skipped(path, why));
    }
    observations
}

fn sighted(found: &Kept, scene: &Scene, path: &Path, ordinals: &mut Ordinals) -> Observation {
    let inner = shown(&found.inner);
    let place = match found.inner.as_os_str().is_empty() {
        true => String::new(),
        false => format!(" in {inner}"),
    };
    let observed = match (&found.key, found.is_file) {
        (Some(key), _) => format!("holds {}{place}", shown(key)),
        (None, true) => format!("holds the key file {inner}"),
        (None, false) => format!("has a key under {}{place}", visible(&found.name)),
    };
    let key = found.key.as_ref().and_then(|it| scene.key_at(it));
    let name = key.map_or(found.name.clone(), name_of);
    let detail = ordinals.next(&format!("{} {name}", found.inner.display()));
    let observation = Observation::new(IN_ARCHIVE, path, observed).detail(detail);
    if found.key.is_none() && is_test(&found.inner) {
        return observation.severity(Severity::Low).mend(OPENS_NOTHING);
    }
    match committed_as(scene, path, found.mark) {
        Some(commits) => observation
            .mend(format!("rotate: {commits}; {AGAIN}"))
            .extent([IN_A_COMMIT.to_owned()]),
        None => observation,
    }
}
