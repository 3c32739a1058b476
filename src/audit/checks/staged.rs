//! What the next commit would publish: the keys in what is staged, by the
//! judgement that the files of a walk get.
//!
//! No file of the work tree is judged, no history is read, and no other place is
//! looked at: anyone who commits waits for this.

use std::collections::HashSet;
use std::path::Path;

use crate::audit::checks::catalogue::severity_of;
use crate::audit::checks::config::{self, OPENS_NOTHING};
use crate::audit::checks::git::GIT_TRACKED;
use crate::audit::checks::packed::{self, IN_ARCHIVE};
use crate::audit::checks::{baked, fixtures, logs, shell_history, systemd, systems};
use crate::audit::detect::digits::Digits;
use crate::audit::detect::hardcoded::Language;
use crate::audit::detect::keys_in_text::Reading;
use crate::audit::detect::test_names::is_test;
use crate::audit::detect::{classify, histories, log_keys, utf16};
use crate::audit::facts::observation::{Observation, Severity, taken_for_a_key};
use crate::audit::facts::{incomplete, lines};
use crate::audit::scan::asked;
use crate::audit::scan::git::staged::{File, Index, Unstaging};
use crate::audit::scan::git::texts::MAX_PACKED_BYTES;
use crate::audit::scan::lent::Lent;
use crate::audit::scan::packed::is_searched;
use crate::audit::scan::scene::Scene;
use crate::audit::scan::tree::{is_key, most_bytes};
use crate::audit::scan::units;
use crate::crypto;
use crate::encoding;

/// The checks that are run on what is staged.
pub const CHECKS: [&str; 8] = [
    "CK402", "CK407", "CK410", "CK411", "CK412", "CK418", "CK419", "CK801",
];

/// What there is to do about a text when it is out of the stage.
const THEN: &str = "take the key out of the file before you stage it again: the program reads it \
     from a file or a keyring";
/// The same about what is packed.
const PACK_AGAIN: &str = "pack it again without the key before you stage it again: the program \
     reads the key from a file or a keyring";
/// The same about a key.
const KEPT: &str = "the file itself stays as it is, and the next commit is without it";
/// What there is to do where the stage may have the only copy.
const ONLY_STAGED: &str = "the file in the work tree is not what is staged, and may be right \
     already: stage it again then (git add); else save what you need of the staged one first \
     (git show), and take it out of the stage (git restore --staged)";
/// Why a file is not judged that somebody has to merge.
const IN_CONFLICT: &str = "it is in conflict, and nothing of it is staged yet";
/// Why a file is not judged that is kept elsewhere.
const ELSEWHERE: &str = "what is staged names a file that git-lfs keeps, and the work tree has \
     another one";
/// The largest pointer of `git-lfs`.
const MAX_POINTER_BYTES: usize = 1024;

/// What was sighted in a file.
struct Seen<'a> {
    file: &'a File,
    observations: Vec<Observation>,
    /// The work tree has the same file.
    is_kept: bool,
    /// What it is known by, if it is a key.
    key: Option<[u8; 32]>,
}

/// Judges what is staged. How many key files were judged is counted.
///
/// # Errors
/// Why there is no stage to be looked at.
pub fn observations(scene: &mut Scene) -> Result<(Vec<Observation>, usize), String> {
    let git = scene.trees.borrow().git().map(Path::to_owned);
    let git = git.ok_or("there is no git to ask")?;
    let index = Index::of(&git)?;
    scene.roots.push(index.tree.clone());
    scene.files_walked = index.files.len() as u64;
    let patterns = scene.policy.exclude.below(Path::new(""));
    let mut to_read = Vec::new();
    for file in &index.files {
        let matched = patterns.matched_path_or_any_parents(&file.name, false);
        if matched.is_ignore() {
            scene.excluded.push(index.tree.join(&file.name));
            continue;
        }
        match most(&name_of(file)) {
            None => scene.not_read.get_mut().other_types += 1,
            Some(most) if file.size > most => scene.not_read.get_mut().too_large += 1,
            Some(_) => to_read.push(file),
        }
        if units::is_unit(&file.name) {
            // A name that tells is enough there.
            scene.texts.push(file.name.clone());
        }
    }
    scene.lent = asked_for(&index, &to_read)?;
    let mut seen = Vec::new();
    let mut other_types = 0;
    index.show(to_read.into_iter(), &mut |file, content| match judged(
        scene,
        &index.tree,
        file,
        content,
    ) {
        Some(found) => seen.push(found),
        None => other_types += 1,
    })?;
    scene.not_read.get_mut().other_types += other_types;
    let keys = seen.iter().filter(|it| it.key.is_some()).count();
    lower_fixtures(&mut seen);
    let conflicts = index.conflicts.iter();
    let conflicts = conflicts.map(|name| incomplete::skipped(&index.tree.join(name), IN_CONFLICT));
    let mut observations: Vec<Observation> = conflicts.collect();
    seen.retain(|it| !it.observations.is_empty());
    if !seen.is_empty() {
        let unstaging = index.unstaging();
        let told = seen.into_iter().flat_map(|it| told(it, &index, &unstaging));
        observations.extend(told);
    }
    Ok((observations, keys))
}

/// The staged texts that set what staged sources ask for as their key.
fn asked_for(index: &Index, files: &[&File]) -> Result<Lent, String> {
    let (mut all, mut lent) = (Vec::new(), Lent::new());
    let sources = files.iter().filter(|it| Reading::of(&it.name).is_r());
    index.show(sources.copied(), &mut |file, content| {
        all.extend(asked::asked_by(&file.name, content));
    })?;
    if all.is_empty() {
        return Ok(lent);
    }
    let texts = files.iter().filter(|it| !is_searched(&name_of(it)));
    index.show(texts.copied(), &mut |file, content| {
        let set = reading_of(&file.name, content).into_iter();
        let set = set.flat_map(|reading| asked::set_in(&all, content, reading));
        set.for_each(|it| it.add_set(&index.tree, &file.name, &mut lent));
    })?;
    Ok(lent)
}

/// How a text is read: by its name, or by its content where that does not tell.
fn reading_of<'a>(path: &Path, bytes: &[u8]) -> Option<Reading<'a>> {
    let name = path.file_name().unwrap_or_default().to_string_lossy();
    let reading = Reading::of(path);
    Some(
        match reading.is_text() || name.trim_start_matches('.').contains('.') {
            true => reading,
            false => reading.written_in(Language::of_content(bytes)?),
        },
    )
}

/// The most bytes of a file that are read; `None` for what is not read.
fn most(name: &str) -> Option<u64> {
    match is_searched(name) {
        true => Some(MAX_PACKED_BYTES),
        false => most_bytes(name),
    }
}

fn name_of(file: &File) -> String {
    let name = file.name.file_name().unwrap_or_default();
    name.to_string_lossy().into_owned()
}

/// What is in a file; `None` for what is not read for what it is.
fn judged<'a>(scene: &Scene, tree: &Path, file: &'a File, content: &[u8]) -> Option<Seen<'a>> {
    let here = || lines::read(&tree.join(&file.name)).ok().flatten();
    let mut seen = Seen {
        file,
        observations: Vec::new(),
        is_kept: false,
        key: None,
    };
    if let Some(digest) = pointed_at(content) {
        seen.is_kept = true;
        let here = here().filter(|it| encoding::hex(&crypto::sha256(&[it])) == digest);
        match here {
            Some(content) => seen.judge(scene, &content)?,
            None => {
                let skipped = incomplete::skipped(&file.name, ELSEWHERE);
                seen.observations.push(skipped);
            }
        }
        return Some(seen);
    }
    seen.judge(scene, content)?;
    seen.is_kept =
        !seen.observations.is_empty() && here().is_some_and(|here| is_same_text(&here, content));
    Some(seen)
}

impl Seen<'_> {
    fn judge(&mut self, scene: &Scene, content: &[u8]) -> Option<()> {
        let name = &self.file.name;
        if is_key(name, content) {
            let mut observed = "is a key".to_owned();
            if let Some(why) = classify::why_taken(name, content) {
                observed += &taken_for_a_key(&why);
            }
            self.observations = vec![Observation::new(GIT_TRACKED, name, observed)];
            let mark = || crypto::sha256(&[content.trim_ascii()]);
            self.key = Digits::mark(content).or_else(|| Some(mark()));
            return Some(());
        }
        if is_searched(&name_of(self.file)) {
            self.observations = packed::judged(scene, name, content);
            return Some(());
        }
        self.observations = in_text(scene, name, content)?;
        Some(())
    }
}

/// The keys in a text; `None` for what is none.
fn in_text(scene: &Scene, path: &Path, bytes: &[u8]) -> Option<Vec<Observation>> {
    let name = path.file_name().unwrap_or_default().to_string_lossy();
    let needles = scene.needles();
    if histories::language(&name).is_some() {
        return Some(shell_history::unknown(path, bytes, &needles));
    }
    if log_keys::is_trace_name(&name) {
        return match bytes.contains(&0) {
            true => None,
            false => Some(logs::unknown(path, bytes, &needles)),
        };
    }
    let lent = scene.lent_by(path);
    let reading = reading_of(path, bytes)?.with(&lent, false);
    let language = reading.language()?;
    if units::is_unit(path) {
        let found = match utf16::decoded(bytes) {
            Some(text) => systemd::unit(scene, path, &text, &needles),
            None => systemd::unit(scene, path, bytes, &needles),
        };
        return Some(found.into_iter().collect());
    }
    if language == Language::R {
        return Some(systems::judged(scene, path, bytes));
    }
    let mut observations = config::in_text(scene, path, bytes, reading);
    if reading.is_docker() {
        observations.extend(baked::in_build_file(path, bytes));
    }
    Some(observations)
}

/// Keys of tests are no alarm, unless they are the key of anything else, too.
fn lower_fixtures(seen: &mut [Seen]) {
    let in_use: HashSet<[u8; 32]> = seen
        .iter()
        .filter(|it| !is_test(&it.file.name))
        .filter_map(|it| it.key)
        .collect();
    for it in seen.iter_mut().filter(|it| is_test(&it.file.name)) {
        if it.key.is_some_and(|mark| !in_use.contains(&mark)) {
            let observations = std::mem::take(&mut it.observations).into_iter();
            it.observations = observations.map(fixtures::lowered).collect();
        }
    }
}

/// What was sighted as it is shown: of the file in the work tree, with what takes
/// it out of the stage.
fn told(seen: Seen, index: &Index, unstaging: &Unstaging) -> Vec<Observation> {
    let Seen {
        file,
        observations,
        is_kept,
        ..
    } = seen;
    let path = index.tree.join(&file.name);
    let told = observations.into_iter().map(|mut observation| {
        observation.path.clone_from(&path);
        for location in &mut observation.locations {
            location.path.clone_from(&path);
        }
        observation.fix = None;
        observation.extent.clear();
        if incomplete::INCOMPLETE.contains(&observation.check) {
            return observation;
        }
        observation.observed = format!("is staged, and {}", observation.observed);
        let words = observation.mend.as_deref();
        if severity_of(&observation) == Severity::Low || words == Some(OPENS_NOTHING) {
            return observation;
        }
        if !is_kept {
            return observation.mend(ONLY_STAGED);
        }
        if observation.check == GIT_TRACKED {
            let command = match file.is_new {
                true => unstaging.ignoring_command(file),
                false => unstaging.command(file),
            };
            return observation.fix(command).mend(KEPT);
        }
        // What is reported about some is true of what is staged, too.
        let own = [
            config::PUBLISHED,
            config::MADE_ONCE,
            config::STATE,
            baked::MEND,
        ];
        let is_own = words.is_some_and(|words| own.contains(&words));
        let is_packed = observation.check == IN_ARCHIVE;
        let observation = observation.fix(unstaging.command(file));
        match is_own {
            true => observation,
            false if is_packed => observation.mend(PACK_AGAIN),
            false => observation.mend(THEN),
        }
    });
    told.collect()
}

/// Whether two texts are the same except for the ends of their lines, which git
/// changes where it is asked to.
fn is_same_text(one: &[u8], other: &[u8]) -> bool {
    one == other || with_plain_ends(one).eq(with_plain_ends(other))
}

fn with_plain_ends(text: &[u8]) -> impl Iterator<Item = u8> + '_ {
    let bytes = text.iter().enumerate();
    let is_kept = |at: usize, byte: u8| byte != b'\r' || text.get(at + 1) != Some(&b'\n');
    bytes.filter_map(move |(at, byte)| is_kept(at, *byte).then_some(*byte))
}

/// The digest of the file that `git-lfs` keeps elsewhere, if this is what it has
/// git keep instead.
fn pointed_at(content: &[u8]) -> Option<String> {
    let text = content.get(..content.len().min(MAX_POINTER_BYTES))?;
    let text = std::str::from_utf8(text).ok()?;
    let rest = text.strip_prefix("version https://git-lfs.github.com/spec/")?;
    let mut lines = rest.lines();
    let digest = lines.find_map(|line| line.strip_prefix("oid sha256:"))?;
    let is_one = digest.len() == 64 && digest.bytes().all(|it| it.is_ascii_hexdigit());
    is_one.then(|| digest.to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_pointer_is_known_by_all_of_it() {
        let digest = "4f".repeat(32);
        let pointer =
            format!("version https://git-lfs.github.com/spec/v1\noid sha256:{digest}\nsize 64\n");
        assert_eq!(pointed_at(pointer.as_bytes()), Some(digest.clone()));
        for other in [
            String::new(),
            format!("oid sha256:{digest}\n"),
            pointer.replace("4f4f", "4"),
            pointer.replace("https", "http"),
        ] {
            assert_eq!(pointed_at(other.as_bytes()), None, "{other}");
        }
    }

    #[test]
    fn texts_are_the_same_with_other_ends_of_lines() {
        assert!(is_same_text(b"a\r\nb\n", b"a\nb\n"));
        assert!(is_same_text(b"", b""));
        assert!(!is_same_text(b"a\rb", b"ab"));
        assert!(!is_same_text(b"a", b"b"));
    }
}
