//! CK418: a key in an archive: what is packed is copied more easily, and nobody
//! sees what is in it.
//!
//! Archives (zip, tar), compressed files (gzip) and what R saves are unpacked in
//! memory, with a measure for everything ([`bounded`]), and judged as they would
//! be in a tree. An archive in an archive is looked into, one in that one is not.

mod bounded;
mod entries;
mod r_data;

use std::collections::HashSet;
use std::fs::File;
use std::io;
use std::path::{Path, PathBuf};
use std::time::{Duration, Instant};

use self::bounded::Bounded;
use crate::audit::checks::check::{Check, Look};
use crate::audit::checks::config::OPENS_NOTHING;
use crate::audit::checks::logs::packed_files;
use crate::audit::detect::classify::{is_hex_key, is_key_name, tells_of_a_key};
use crate::audit::detect::held::Reading;
use crate::audit::detect::histories;
use crate::audit::detect::log_keys::{is_trace_name, keys_in_log};
use crate::audit::detect::marks::{Mark, Marked, marked};
use crate::audit::detect::needles::Needles;
use crate::audit::detect::packed_names::{Kind, kind};
use crate::audit::detect::test_names::is_test;
use crate::audit::detect::written::Language;
use crate::audit::facts::key_file::name_of;
use crate::audit::facts::sighting::{Ordinals, Severity, Sighting};
use crate::audit::facts::system::{self, OFlags, fstat};
use crate::audit::facts::{incomplete, rooted};
use crate::audit::scan::scene::Scene;
use crate::encoding::visible;
use crate::error::reason_of;
use crate::shell::shown;
use crate::subject::{self, CheckId};

pub use bounded::{MAX_FILES, MAX_RATIO, MIN_BYTES};
pub use entries::MAX_DEPTH;

const IN_ARCHIVE: CheckId = CheckId {
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
    look: Look::Scene(archives),
}];

/// The most bytes of one file in an archive that are looked at.
const MAX_ENTRY_BYTES: u64 = 4 * 1024 * 1024;
/// The most bytes of a file of any kind that are searched for known keys.
const MAX_OTHER_BYTES: u64 = 64 * 1024;
/// The most bytes of a file of R's that is looked into: what is larger are data.
const MAX_R_BYTES: u64 = 16 * 1024 * 1024;
/// How long all archives of a run may be looked into.
const TIME: Duration = Duration::from_secs(60);
/// So many findings are reported for one archive.
const MAX_TOLD: usize = 50;

fn archives(scene: &Scene) -> Vec<Sighting> {
    let needles = scene.needles();
    let mut sightings = Vec::new();
    let mut paths: Vec<PathBuf> = packed_files(scene);
    paths.extend(scene.packed.iter().cloned());
    paths.sort();
    paths.dedup();
    let deadline = Instant::now() + TIME;
    for (at, path) in paths.iter().enumerate() {
        if Instant::now() > deadline {
            let left = paths.len() - at;
            let why = format!("there was not the time to look into so many archives: {left} more");
            sightings.push(incomplete::skipped(path, why));
            break;
        }
        match open(path) {
            Ok(Some((file, size))) => sightings.extend(look(path, file, size, &needles)),
            Ok(None) => {}
            Err(error) if error.kind() == io::ErrorKind::PermissionDenied => {}
            Err(error) => sightings.push(incomplete::skipped(path, reason_of(&error))),
        }
    }
    sightings
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

/// A key in an archive.
struct Found<'a> {
    /// The file in it; empty for what is packed alone.
    inner: PathBuf,
    key: Marked<'a>,
    /// It is a file of its own there.
    is_file: bool,
}

/// What is searched in one archive.
pub(super) struct Search<'s, 'a> {
    needles: &'s Needles<'a>,
    found: Vec<Found<'a>>,
    known: HashSet<(PathBuf, Mark)>,
}

fn look(path: &Path, file: File, size: u64, needles: &Needles) -> Vec<Sighting> {
    let mut search = Search {
        needles,
        found: Vec::new(),
        known: HashSet::new(),
    };
    let name = path.file_name().unwrap_or_default().to_string_lossy();
    let bounded = Bounded::new(path, size);
    let read = match kind(&name) {
        Some(Kind::R) if size > MAX_R_BYTES => Ok(()),
        Some(kind) => entries::read(kind, file, &name, &bounded, 0, &mut search),
        None => Ok(()),
    };
    let mut sightings: Vec<Sighting> = Vec::new();
    if let Err(why) = read {
        sightings.push(incomplete::skipped(path, why));
    }
    let mut ordinals = Ordinals::default();
    let told = search.found.iter().take(MAX_TOLD);
    sightings.extend(told.map(|found| found.told(path, &mut ordinals)));
    if search.found.len() > MAX_TOLD {
        let why = format!("of more than {MAX_TOLD} keys in it, the others are not shown");
        sightings.push(incomplete::skipped(path, why));
    }
    sightings
}

impl Found<'_> {
    fn told(&self, path: &Path, ordinals: &mut Ordinals) -> Sighting {
        let inner = shown(&self.inner);
        let place = match self.inner.as_os_str().is_empty() {
            true => String::new(),
            false => format!(" in {inner}"),
        };
        let observed = match (self.key.key, self.is_file) {
            (Some(key), _) => format!("holds {}{place}", shown(&key.path)),
            (None, true) => format!("holds the key file {inner}"),
            (None, false) => format!("has a key under {}{place}", visible(&self.key.name)),
        };
        let name = self.key.key.map_or(self.key.name.clone(), name_of);
        let detail = ordinals.next(&format!("{} {name}", self.inner.display()));
        let sighting = Sighting::new(IN_ARCHIVE, path, observed).detail(detail);
        match self.key.key.is_none() && is_test(&self.inner) {
            true => sighting.severity(Severity::Low).mend(OPENS_NOTHING),
            false => sighting,
        }
    }
}

impl<'a> Search<'_, 'a> {
    /// Whether a file of this name and size is looked at.
    fn wants(&self, inner: &Path, size: u64) -> bool {
        let is_small = !self.needles.is_empty() && size <= MAX_OTHER_BYTES;
        size <= MAX_ENTRY_BYTES && (is_read(inner) || is_small)
    }

    /// Looks at a file of the archive.
    fn see(&mut self, inner: &Path, content: &[u8]) {
        let name = inner.file_name().unwrap_or_default().to_string_lossy();
        let needles = self.needles;
        if (is_key_name(&name) || tells_of_a_key(&name)) && is_hex_key(content) {
            let text = content.trim_ascii();
            let key = Marked {
                mark: Mark::of(text),
                name: name.into_owned(),
                key: needles.find_in(text),
            };
            self.add(inner, key, true);
            return;
        }
        let language = histories::language(&name);
        let keys = match (language, Language::of(&name)) {
            (Some(language), _) => {
                let reading = Reading::of(inner).written_in(language);
                marked(inner, content, reading, needles)
            }
            _ if is_trace_name(&name) => keys_in_log(content, needles),
            (None, Some(_)) => marked(inner, content, Reading::of(inner), needles),
            (None, None) => self.certain(content),
        };
        for key in keys {
            self.add(inner, key, false);
        }
    }

    /// The keys of this run that are in any bytes.
    fn certain(&self, content: &[u8]) -> Vec<Marked<'a>> {
        if !self.needles.are_certainly_in(content) {
            return Vec::new();
        }
        let places = self.needles.places_in(content, true).into_iter();
        let known = places.map(|(range, key)| Marked {
            mark: Mark::of(&content[range]),
            name: name_of(key),
            key: Some(key),
        });
        known.collect()
    }

    fn add(&mut self, inner: &Path, key: Marked<'a>, is_file: bool) {
        if self.known.insert((inner.to_owned(), key.mark)) {
            self.found.push(Found {
                inner: inner.to_owned(),
                key,
                is_file,
            });
        }
    }

    /// Looks at what R has saved.
    fn see_r(&mut self, inner: &Path, content: &[u8]) {
        for key in r_data::keys(content, self.needles) {
            self.add(inner, key, false);
        }
    }
}

/// Whether the name of a file says that a key may be in it.
fn is_read(inner: &Path) -> bool {
    let name = inner.file_name().unwrap_or_default().to_string_lossy();
    Language::of(&name).is_some()
        || histories::language(&name).is_some()
        || is_trace_name(&name)
        || is_key_name(&name)
        || tells_of_a_key(&name)
}
