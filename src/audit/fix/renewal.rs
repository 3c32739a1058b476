//! The commands that end a key's life, and the words where there is none.
//!
//! No command here removes or overwrites a key: what a file is not known to be
//! may be the only way into somebody's data. So a key is rotated, which keeps
//! it beside the new one, where it is certain that it is one for cookies;
//! anything else is put aside, or described as a decision.

mod empty;

use std::ffi::{OsStr, OsString};
use std::path::{Path, PathBuf};

use self::empty::{fill, restored};
use crate::audit::facts::key_file::KeyFile;
use crate::audit::facts::observation::Observation;
use crate::audit::facts::rooted::{self, path_word, quoted};
use crate::audit::facts::system::{self, OsStrExt};
use crate::frameworks;
use crate::keys::foreign;
use crate::keys::slots::{self, Slot};
use crate::shell::quoted_end;

/// How a key is renewed.
#[derive(Debug, Default)]
pub struct Renewal {
    /// The command, where one loses nothing.
    pub command: Option<String>,
    /// What is to be known or decided besides.
    pub words: Option<String>,
}

impl Observation {
    /// With what renews the key.
    #[must_use]
    pub fn renewed(mut self, renewal: Renewal) -> Self {
        (self.fix, self.mend) = (renewal.command, renewal.words);
        self
    }
}

/// Replaces a key. What it has sealed can still be opened afterwards, for it
/// stays beside the new one, in the slot of a retired key.
pub fn renew(key: &KeyFile) -> Renewal {
    if let Some(words) = words(key) {
        return Renewal {
            command: None,
            words: Some(words),
        };
    }
    let Some(bytes) = key.key.as_ref().map(|key| key.bytes()) else {
        return Renewal::default();
    };
    // A server of a cluster with another key signs everybody out at each request.
    if key.read_by.is_some() && bytes.trim_ascii().is_empty() {
        return restored(key);
    }
    let command = match (bytes.is_empty(), bytes.trim_ascii().is_empty()) {
        (true, _) => fill(key),
        (false, true) => put_aside(key, "blank"),
        (false, false) => rotate(key),
    };
    Renewal {
        command: Some(command),
        words: None,
    }
}

/// Replaces a key that anyone can guess. As a retired one it would open what anyone makes
/// with it: it is to go at once.
pub fn renew_guessed(key: &KeyFile) -> Renewal {
    let mut renewal = renew(key);
    let rotates = |command: &String| command.starts_with("cookiekit rotate");
    if renewal.command.as_ref().is_some_and(rotates) {
        let path = path_word(file(key));
        renewal.words = Some(format!(
            "leave no time of grace: `cookiekit rotate retire --older-than 0s --key {path}` drops \
             the retired keys, for until then the server takes cookies that anyone makes with \
             this one; everybody signs in again"
        ));
    }
    renewal
}

/// Makes a key where a document is, which is kept: it may be a key for
/// something else.
pub fn replace_document(key: &KeyFile) -> Renewal {
    let words = words(key);
    // Under the name of a key for cookies it is in the way of one.
    let is_in_the_way = !key.is_slot() && is_for_cookies(key);
    Renewal {
        command: is_in_the_way.then(|| put_aside(key, "other")),
        words,
    }
}

/// Replaces a key that is in two files: what is known of one is true of
/// both.
pub fn renew_one(key: &KeyFile, other: &KeyFile) -> Renewal {
    let is_known = known_words(key).is_some() || known_words(other).is_some();
    match !is_known && is_for_cookies(other) {
        true => Renewal {
            command: Some(rotate(key)),
            words: None,
        },
        false => renew(key),
    }
}

/// What is to be decided about a key that no command renews: that of a slot,
/// that of another program, and one of which nobody knows what it is for.
/// `None` for a key of cookies that is in use.
fn words(key: &KeyFile) -> Option<String> {
    known_words(key).or_else(|| {
        (!is_for_cookies(key)).then(|| {
            let path = path_word(file(key));
            format!(
                "find out what it is for: what it encrypts is lost without it, so the program \
                 that uses it must renew it; a key for cookies is rotated by `cookiekit rotate{} \
                 --key {path}`, which keeps the old one",
                flags(key)
            )
        })
    })
}

/// The same of a key of which it is known what it is.
pub fn known_words(key: &KeyFile) -> Option<String> {
    if key
        .trail
        .hops
        .iter()
        .any(|hop| hop.path.ends_with("..data"))
    {
        return Some(MOUNTED.to_owned());
    }
    let name = key.path.file_name().unwrap_or_default().as_encoded_bytes();
    if let Some((_, slot)) = slots::split(name) {
        return Some(of_slot(slot).to_owned());
    }
    let bytes = key.key.as_ref().map_or(&[][..], |key| key.bytes());
    foreign::of(&key.trail.real, bytes, &rooted::is_file).map(foreign::Foreign::words)
}

/// Kubernetes puts another folder in the place of what it has mounted.
const MOUNTED: &str =
    "its orchestrator mounts it here: renew it in the secret that this comes from";

/// A slot is no key of its own: it comes and goes with its key.
fn of_slot(slot: Slot) -> &'static str {
    match slot {
        Slot::Next => {
            "do not promote it: stage another, once every node has dropped this one; its cookies \
             are opened as long as it is there"
        }
        Slot::Primary | Slot::Retired(_) => {
            "leave it: it goes at `rotate retire`; until then what it opens can be forged"
        }
    }
}

/// Whether it is certain that the key is one for cookies: by its name, by the
/// place where we or a framework keep such, or by what a rotation has made
/// beside it.
fn is_for_cookies(key: &KeyFile) -> bool {
    let owners = frameworks::all().flat_map(|it| it.key_owners);
    let mut words = owners.chain(&["cookie", "session"]);
    let name = key.path.file_name().unwrap_or_default();
    let lower = name.to_string_lossy().to_ascii_lowercase();
    let is_own = || key.directory().ends_with(".config/cookiekit");
    key.read_by.is_some()
        || words.any(|word| lower.contains(word))
        || is_own()
        || has_been_rotated(file(key))
}

/// Whether there is what a rotation leaves beside a key.
fn has_been_rotated(path: &Path) -> bool {
    let Some(name) = path.file_name() else {
        return false;
    };
    let mut lock = OsString::from(".");
    lock.push(name);
    lock.push(".lock");
    rooted::is_there(&path.with_file_name(lock)) || rooted::is_file(&with(path, "next"))
}

/// The path with another ending behind it.
fn with(path: &Path, ending: &str) -> PathBuf {
    let mut name = path.to_owned().into_os_string();
    name.push(".");
    name.push(ending);
    name.into()
}

/// The same where nothing is yet: `mv -n` leaves a file where it is, and calls
/// it a success, when the other name is taken.
pub fn free(path: &Path, ending: &str) -> PathBuf {
    let further = (2..).map(|number: u32| with(path, &format!("{ending}-{number}")));
    let mut names = std::iter::once(with(path, ending)).chain(further);
    let is_free = |name: &PathBuf| !rooted::is_there(name);
    names.find(is_free).unwrap_or_default()
}

/// Moves the file out of the way, never over another, and makes a key.
fn put_aside(key: &KeyFile, ending: &str) -> String {
    let made = format!(
        "mv -n {} {} && cookiekit keygen{} --out {}",
        quoted(file(key)),
        quoted(&free(file(key), ending)),
        flags(key),
        path_word(file(key))
    );
    with_owner(key, made)
}

/// A service that owned its file must be able to read the new one.
fn with_owner(key: &KeyFile, command: String) -> String {
    let (uid, gid) = (key.trail.subject.uid, key.trail.subject.gid);
    match uid == system::user() {
        true => command,
        false => format!("{command} && chown {uid}:{gid} {}", quoted(file(key))),
    }
}

fn rotate(key: &KeyFile) -> String {
    format!(
        "cookiekit rotate{} --key {}",
        flags(key),
        path_word(file(key))
    )
}

/// The file itself: `rotate` takes no link, and `mv` moves one alone.
fn file(key: &KeyFile) -> &Path {
    match key.trail.ends_in_link {
        true => &key.trail.real,
        false => &key.path,
    }
}

fn flags(key: &KeyFile) -> String {
    let format = key
        .read_by
        .map(|format| format!(" --for {}", format.name()));
    format.unwrap_or_default()
}

/// Moves the copy of a key to where another one is, which is kept.
pub fn copied_over(from: &Path, to: &Path) -> String {
    let kept = quoted(&free(to, "other"));
    let moved = quoted(to);
    let (from, to) = (path_word(from), path_word(to));
    format!("mv -n {moved} {kept} && cookiekit key copy --key {from} --to {to}")
}

/// Takes a copy away that has nothing but what is in the other file still.
pub fn without_copy(copy: &Path, of: &Path) -> String {
    let copy = quoted(copy);
    format!("cmp -s {} {copy} && rm {copy}", quoted(of))
}

/// Puts a file out of the way of the program that takes it for its key.
pub fn put_out_of_use(path: &Path) -> String {
    format!("mv -n {} {}", quoted(path), quoted(&free(path, "unused")))
}

/// Where cookiekit looks for its own keys.
pub(super) const HOME: &str = "~/.config/cookiekit";

/// Moves a key out of a place where it should not be. Where it is certain that
/// a program looks for it there that would silently make another, or
/// lock its data, that is for people to do.
pub fn moved_away(key: &KeyFile) -> Renewal {
    let is_needed = key.read_by.is_some() || known_words(key).is_some();
    // The home of the user who runs the command is that of its owner.
    let is_own = key.trail.subject.uid == system::user();
    // A link that moves alone leads to nothing, and the key stays where it is.
    let is_file = !key.trail.ends_in_link;
    let name = key
        .path
        .file_name()
        .filter(|_| !is_needed && is_own && is_file);
    Renewal {
        command: name.map(|name| moved_home(&key.path, name.as_ref())),
        words: Some(
            match (key.trail.ends_in_link, key.is_slot()) {
                (true, _) => MOVED_LINK,
                (false, true) => MOVED_SLOT,
                (false, false) => MOVED,
            }
            .to_owned(),
        ),
    }
}

/// What a link needs.
const MOVED_LINK: &str = "it is a link: point the program that reads it to the file that it leads to, \
     in a place where its owner alone can write, then remove the link";

/// What a slot needs.
const MOVED_SLOT: &str = "move it together with its key, or the server takes the cookies that it \
     opens for forged ones";

/// What a key that moves needs.
const MOVED: &str = "move it where its owner alone can write, point the program that reads it to \
     the new place before it restarts, and rotate if others could read it";

/// Moves a key to the home of its owner, never over another, and its slots
/// before it: without them the cookies that they open are forged ones.
/// [`made_apart`](super::edits::made_apart) sees to it that there is room.
pub fn moved_home(key: &Path, name: &Path) -> String {
    let primary = primary_of(key);
    let (key, name) = match &primary {
        Some(primary) => (
            &**primary,
            Path::new(primary.file_name().unwrap_or_default()),
        ),
        None => (key, name),
    };
    let keeps_its_name = key.file_name() == Some(name.as_os_str());
    let slots = match keeps_its_name {
        true => slots_of(key),
        false => vec![],
    };
    let slots: String = slots.iter().map(|it| quoted(it) + " ").collect();
    let first = match slots.is_empty() {
        true => slots,
        false => format!("mv -n {slots}{HOME}/ && "),
    };
    format!(
        "{}{first}mv -n {} {HOME}/{}",
        super::edits::to_home(),
        quoted(key),
        quoted_end(name)
    )
}

/// The key whose slot a file is, if it is beside it.
fn primary_of(path: &Path) -> Option<PathBuf> {
    let name = path.file_name()?.as_encoded_bytes();
    let (primary, _) = slots::split(name)?;
    let primary = path.with_file_name(OsStr::from_bytes(primary));
    rooted::is_file(&primary).then_some(primary)
}

/// The slots beside a key, in order.
pub(super) fn slots_of(key: &Path) -> Vec<PathBuf> {
    let name = key.file_name().unwrap_or_default().as_encoded_bytes();
    let folder = match key.parent() {
        Some(folder) if !folder.as_os_str().is_empty() => folder,
        _ => Path::new("."),
    };
    let is_slot = |path: &PathBuf| {
        let other = path.file_name().unwrap_or_default().as_encoded_bytes();
        slots::split(other).is_some_and(|(primary, _)| primary == name)
    };
    let found = rooted::paths(folder).filter(is_slot);
    let mut found: Vec<PathBuf> = found
        .map(|it| key.with_file_name(it.file_name().unwrap_or_default()))
        .collect();
    found.sort();
    found
}
