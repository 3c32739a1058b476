//! The commands that edit a text in which a key stands.
//!
//! A place is named by its line, its column and the kind of what is there, and
//! never by what it says: no key is in a command, and nothing else is changed
//! should the text be another one by then.

use std::collections::{BTreeMap, HashMap, HashSet};
use std::path::{Path, PathBuf};

use crate::audit::facts::lines::{self, Place};
use crate::audit::facts::rooted::{self, quoted};
use crate::audit::facts::{runs, system};
use crate::audit::fix::renewal::{HOME, slots_of};

/// The most that a pattern counts: `RE_DUP_MAX` takes the C library seconds.
const MAX_COLUMN: usize = 8_000;

/// How often a pattern with something before it, that may be anything, tries
/// its counted part in a line: within a second.
const MAX_STEPS: usize = 50_000_000;

/// Whether a pattern finds its place at once in a line of any length: a
/// command that somebody waits for is ended halfway.
pub fn is_quick(before: usize, text: usize, behind: Option<usize>) -> bool {
    match behind {
        None => before + text <= MAX_COLUMN,
        Some(behind) => {
            let counted = text.saturating_add(behind);
            counted <= MAX_COLUMN && (before + counted).saturating_mul(counted) <= MAX_STEPS
        }
    }
}

/// Puts something in the place of what is there, which is named by its place
/// and its kind and not by what it says: nothing else is replaced, should the
/// file be another one by then, and the numbers of all lines stay right.
/// `None` where no pattern can name the place.
pub fn put_instead(path: &Path, place: Place, kind: &str, instead: &str) -> Option<String> {
    let Place { line, column } = place;
    let script = format!("{line}s|^(.{{{column}}}){kind}|\\1{instead}|");
    let script = quoted(script.as_ref());
    let command = format!("LC_ALL=C sed -i -E {script} {}", itself(path));
    (column <= MAX_COLUMN).then_some(command)
}

/// The same of what has so many bytes of its line behind it.
pub fn put_instead_from_end(
    path: &Path,
    line: usize,
    behind: usize,
    kind: &str,
    instead: &str,
) -> Option<String> {
    let script = format!("{line}s|^(.*){kind}(.{{{behind}}})$|\\1{instead}\\2|");
    let script = quoted(script.as_ref());
    let command = format!("LC_ALL=C sed -i -E {script} {}", itself(path));
    (behind <= MAX_COLUMN).then_some(command)
}

/// Where a key is put that stands in a text.
#[derive(Clone, Copy)]
pub struct Moved<'a> {
    /// The file, as a shell reads it.
    pub to: &'a str,
    /// The text has it in base64, and what reads it there gets it decoded.
    pub is_base64: bool,
}

impl<'a> Moved<'a> {
    /// With the bytes that the text has.
    pub fn to(to: &'a str) -> Self {
        Moved {
            to,
            is_base64: false,
        }
    }
}

/// Puts the key that stands at a place into a file of its own, never over
/// another: it goes through a pipe, and is no argument. The kind has the key
/// in parentheses.
pub fn moved_out(path: &Path, place: Place, kind: &str, moved: Moved) -> Option<String> {
    let Place { line, column } = place;
    let script = format!("{line}s|^.{{{column}}}{kind}.*|\\1|p");
    (column <= MAX_COLUMN && is_own(path)).then(|| piped_out(path, &script, moved))
}

/// Makes a key in a file of its own, never over another, and puts what reads it
/// in the place of what is there.
pub fn made_instead(
    path: &Path,
    place: Place,
    kind: &str,
    to: &str,
    instead: &str,
) -> Option<String> {
    let replaced = put_instead(path, place, kind, instead)?;
    is_own(path).then(|| {
        format!("install -d -m 700 {HOME} && cookiekit keygen -q --out {to} && {replaced}")
    })
}

/// The same of what has so many bytes of its line behind it.
pub fn moved_out_from_end(
    path: &Path,
    line: usize,
    behind: usize,
    kind: &str,
    moved: Moved,
) -> Option<String> {
    let script = format!("{line}s|^.*{kind}.{{{behind}}}$|\\1|p");
    (behind <= MAX_COLUMN && is_own(path)).then(|| piped_out(path, &script, moved))
}

/// Whether a text belongs to the user who runs this. What another user's program
/// would look for below `~` is not in the home of this one.
fn is_own(path: &Path) -> bool {
    rooted::metadata(path).is_ok_and(|facts| system::is_own(&facts))
}

fn piped_out(path: &Path, script: &str, moved: Moved) -> String {
    let (script, path) = (quoted(script.as_ref()), quoted(path));
    let Moved { to, is_base64 } = moved;
    let decoded = if is_base64 { " | base64 -d" } else { "" };
    format!(
        "install -d -m 700 {HOME} && LC_ALL=C sed -n -E {script} {path} | tr -d '\\n'{decoded} | \
         cookiekit key copy -q --key - --to {to}"
    )
}

/// A file among cookiekit's own for a key that was found in another under a name, as the shell
/// and R read it.
pub fn own_file(found_in: &Path, name: &str) -> String {
    let path = std::path::absolute(found_in).unwrap_or_else(|_| found_in.to_owned());
    let folder = path.parent().and_then(Path::file_name).unwrap_or_default();
    let plain = |character: char| match character {
        'A'..='Z' | 'a'..='z' | '0'..='9' => character.to_ascii_lowercase(),
        _ => '-',
    };
    // The first of a name is shown without its number.
    let name = name.trim_end_matches(" 1");
    let words = format!("{}-{name}", folder.to_string_lossy());
    let words: String = words.chars().map(plain).collect();
    format!("{HOME}/{}.key", words.trim_matches('-'))
}

/// Gives each key that a command makes a file of its own: where two would mean one, or it is
/// there already, the command would stop before it.
pub fn made_apart<'a>(fixes: impl Iterator<Item = &'a mut String>) {
    let home = std::env::var_os("HOME").map_or_else(PathBuf::new, PathBuf::from);
    let mut made = HashSet::new();
    // Two findings may have one command.
    let mut moved: HashMap<String, String> = HashMap::new();
    for fix in fixes {
        if fix.starts_with(&(to_home() + "mv -n ")) {
            let known = moved.get(fix).cloned();
            let with_room = known.unwrap_or_else(|| moved_apart(fix, &home, &mut made));
            moved.insert(std::mem::replace(fix, with_room.clone()), with_room);
            continue;
        }
        let file = ["--to", "--out"].iter().find_map(|option| {
            let (_, rest) = fix.split_once(&format!(" {option} {HOME}/"))?;
            rest.split(' ')
                .next()?
                .strip_suffix(".key")
                .map(str::to_owned)
        });
        let Some(file) = file else {
            continue;
        };
        let path = |name: &str| format!("{HOME}/{name}.key");
        let further = (2..).map(|number: u32| format!("{file}-{number}"));
        let mut names = std::iter::once(file.clone()).chain(further);
        let name = names.find(|name| {
            let there = home.join(path(name).trim_start_matches("~/"));
            !rooted::is_there(&there) && made.insert(name.clone())
        });
        if let Some(name) = name.filter(|name| *name != file) {
            *fix = fix.replace(&path(&file), &path(&name));
        }
    }
}

/// The beginning of a command that moves a file to the home.
pub fn to_home() -> String {
    format!("install -d -m 700 {HOME} && ")
}

/// Moves a key into a folder of its own where its name is taken, by a key or
/// by a slot of one.
fn moved_apart(fix: &str, home: &Path, made: &mut HashSet<String>) -> String {
    let Some((_, name)) = fix.rsplit_once(&format!(" {HOME}/")) else {
        return fix.to_owned();
    };
    let name = name.trim_matches('\'');
    let folder = |number: u32| match number {
        1 => HOME.to_owned(),
        _ => format!("{HOME}/{number}"),
    };
    let has_room = |number: &u32| {
        let to = home
            .join(folder(*number).trim_start_matches("~/"))
            .join(name);
        let is_taken = rooted::is_there(&to) || !slots_of(&to).is_empty();
        let file = if *number > 1 {
            format!("{number}/{name}")
        } else {
            name.to_owned()
        };
        !is_taken && made.insert(file.strip_suffix(".key").unwrap_or(&file).to_owned())
    };
    match (1..).find(has_room) {
        None | Some(1) => fix.to_owned(),
        Some(number) => {
            let folder = folder(number);
            let fix = fix.replace(&format!(" {HOME}/"), &format!(" {folder}/"));
            fix.replacen(&format!(" {HOME} "), &format!(" {HOME} {folder} "), 1)
        }
    }
}

/// Takes lines out of a file by their numbers, so that the command does not
/// name what is on them. A line goes only if it has what a key is written in:
/// the next one that has its number then stays when the command is run again.
pub fn without_lines(path: &Path, lines: &BTreeMap<usize, String>) -> String {
    let each = lines.iter();
    let script: Vec<String> = each
        .map(|(number, kind)| format!("{number}{{\\|{kind}|d;}}"))
        .collect();
    let script = quoted(script.join(";").as_ref());
    format!("LC_ALL=C sed -i -E {script} {}", itself(path))
}

/// The file that a path leads to: `sed -i` would put another in the place of a
/// link, and leave the key in this one.
pub fn itself(path: &Path) -> String {
    let real = rooted::is_link(path)
        .then(|| rooted::canonical(path).ok())
        .flatten();
    quoted(real.as_deref().unwrap_or(path))
}

/// What a text of a key is written in, as a pattern that does not tell the
/// text: the characters, and how many.
pub fn kind_of(text: &[u8]) -> String {
    let is_part = |byte: &u8| runs::is_part(*byte) || *byte == b'=';
    let characters = match text.iter().all(is_part) {
        true if text.iter().all(u8::is_ascii_hexdigit) => "[[:xdigit:]]",
        true => "[[:alnum:]+/=_-]",
        false => ".",
    };
    format!("{characters}{{{}}}", text.len())
}

/// Adds lines to a list of patterns. One whose last line has no end would
/// have its last pattern changed by that.
pub fn appended(list: &Path, patterns: &[impl AsRef<Path>]) -> String {
    let bytes = lines::read(list).ok().flatten().unwrap_or_default();
    let format = match bytes.last() {
        None | Some(b'\n') => "'%s\\n'",
        // Of several the first one alone would need it.
        Some(_) if patterns.len() > 1 => "'%s\\n' ''",
        Some(_) => "'\\n%s\\n'",
    };
    let patterns = patterns.iter().map(|it| quoted(it.as_ref()));
    let patterns: Vec<String> = patterns.collect();
    format!("printf {format} {} >> {}", patterns.join(" "), quoted(list))
}
