//! Digits alone that no name calls a key, and that are one all the same: they
//! are those of a key that is known, or a text hands the file on as a key.
//! The texts are read for that only where there are such digits.

use std::collections::{BTreeMap, HashMap};
use std::ops::Range;
use std::path::{Component, Path};
use std::sync::{Mutex, PoisonError};

use aho_corasick::AhoCorasick;

use crate::audit::detect::digits::Digits;
use crate::audit::detect::guessable::guessable;
use crate::audit::detect::hardcoded::{Language, written};
use crate::audit::detect::says::{Says, says};
use crate::audit::facts::lines;
use crate::audit::scan::scene::Scene;
use crate::audit::scan::tree::{Progress, read_texts};
use crate::audit::scan::units;
use crate::shell::shown;

/// The longest path that is looked for in a text.
const MAX_PATH_BYTES: usize = 4096;
/// As much of a line is read on each side of a path.
const MAX_SAID_BYTES: usize = 512;

/// Files of digits.
struct Doubtful {
    all: Vec<Digits>,
    /// Which of them have the digits of a mark.
    marks: HashMap<[u8; 32], Vec<usize>>,
    /// Finds their names in a text, and which of them have each.
    names: AhoCorasick,
    alike: Vec<Vec<usize>>,
}

/// A file that is a key, by its number, and what proves it.
type Proof = (usize, String);

/// Finds out which of the digits of a scene are keys, and adds those to its
/// keys.
pub fn prove(scene: &mut Scene, progress: &dyn Progress) {
    let mut all = std::mem::take(&mut scene.digits);
    all.retain(|it| scene.key_at(&it.path).is_none());
    let Some(doubtful) = Doubtful::of(all) else {
        return;
    };
    let proofs: Mutex<BTreeMap<usize, String>> = Mutex::default();
    let add = |found: Vec<Proof>| {
        let mut proofs = proofs.lock().unwrap_or_else(PoisonError::into_inner);
        for (number, why) in found {
            // Files are read in any order: what is reported is always the same.
            let known = proofs.entry(number).or_insert_with(|| why.clone());
            if why < *known {
                *known = why;
            }
        }
    };
    for key in &scene.keys {
        let text = key.text().filter(|text| guessable(text).is_none());
        let why = || format!("{} is the same key", shown(&key.path));
        add(text.map_or_else(Vec::new, |text| doubtful.same_as(text, why)));
    }
    let units = units::unit_files(&scene.policy);
    for path in scene.texts.iter().chain(&units) {
        // What cannot be read is reported by the check that looks at it.
        if let Ok(Some(text)) = lines::read(path) {
            let language = scene.reading(path).language();
            add(doubtful.written_in(path, &text, language));
            add(doubtful.handed_on_by(path, &text, language));
        }
    }
    for root in scene.roots.clone() {
        let see = |path: &Path, text: &[u8], language| {
            add(doubtful.handed_on_by(path, text, language));
        };
        let policy = &scene.policy;
        let before = scene.files_walked;
        read_texts(&root, policy.reach, &policy.exclude, before, progress, &see);
    }
    let proofs = proofs.into_inner().unwrap_or_else(PoisonError::into_inner);
    for (number, digits) in doubtful.all.iter().enumerate() {
        match proofs.get(&number) {
            Some(why) => scene.add_proven(&digits.path, why.clone()),
            None => scene.unproven.push(digits.path.clone()),
        }
    }
}

impl Doubtful {
    /// The files; `None` where there are none.
    fn of(all: Vec<Digits>) -> Option<Doubtful> {
        let mut names: BTreeMap<&[u8], Vec<usize>> = BTreeMap::new();
        let mut marks: HashMap<[u8; 32], Vec<usize>> = HashMap::new();
        for (number, digits) in all.iter().enumerate() {
            let name = digits.path.file_name()?.as_encoded_bytes();
            names.entry(name).or_default().push(number);
            marks.entry(digits.mark).or_default().push(number);
        }
        let seeker = AhoCorasick::new(names.keys()).ok()?;
        let alike = names.into_values().collect();
        (!all.is_empty()).then_some(Doubtful {
            all,
            marks,
            names: seeker,
            alike,
        })
    }

    /// Those with the digits of a key that is known from another place.
    fn same_as(&self, key: &[u8], why: impl Fn() -> String) -> Vec<Proof> {
        let same = Digits::mark(key).and_then(|mark| self.marks.get(&mark));
        let same = same.into_iter().flatten();
        same.map(|number| (*number, why())).collect()
    }

    /// Those that are a key which is written in a text, too.
    fn written_in(&self, path: &Path, text: &[u8], language: Option<Language>) -> Vec<Proof> {
        let Some(language) = language else {
            return vec![];
        };
        let keys = written(text, language, &[]).into_iter();
        let keys = keys
            .map(|it| &text[it.range])
            .filter(|it| guessable(it).is_none());
        let why = || format!("{} has the same key in it", shown(path));
        keys.flat_map(|key| self.same_as(key, why)).collect()
    }

    /// Those that a text at this path hands on as keys.
    fn handed_on_by(&self, path: &Path, text: &[u8], language: Option<Language>) -> Vec<Proof> {
        let mut found = Vec::new();
        for hit in self.names.find_overlapping_iter(text) {
            let numbers = &self.alike[hit.pattern()];
            let Some(token) = token_that_ends(text, hit.range()) else {
                continue;
            };
            let Ok(named) = std::str::from_utf8(&text[token.clone()]) else {
                continue;
            };
            let joined = joined(text, &token, named);
            let leads = |file: &Path| leads_to(path, named, file) || leads_to(path, &joined, file);
            let mut leads = numbers.iter().filter(|it| leads(&self.all[**it].path));
            if let Some(&number) = leads.next()
                && !found.iter().any(|(known, _)| *known == number)
                && is_handed_on(text, token, language)
            {
                found.push((number, format!("{} names it", shown(path))));
            }
        }
        found
    }
}

/// The whole path that ends in a name; `None` where it continues.
fn token_that_ends(text: &[u8], name: Range<usize>) -> Option<Range<usize>> {
    let is_part =
        |byte: &u8| byte.is_ascii_alphanumeric() || b"_-./~".contains(byte) || *byte > 127;
    let goes_on = match text[name.end..] {
        // A sentence may end behind it.
        [b'.', next, ..] => is_part(&next),
        [b'.'] | [] => false,
        [next, ..] => is_part(&next),
    };
    let before = text[..name.start].iter().rev().take(MAX_PATH_BYTES);
    let before = before.take_while(|it| is_part(it)).count();
    (!goes_on).then_some(name.start - before..name.end)
}

/// A path with what stands before it in strings of its own: `file.path("~", "keys", "blob")`,
/// `Path.home() / "keys" / "blob"`.
fn joined(text: &[u8], token: &Range<usize>, named: &str) -> String {
    let quote = |text: &[u8]| text.last().copied().filter(|it| matches!(it, b'"' | b'\''));
    let mut path = named.to_owned();
    let mut before = &text[token.start.saturating_sub(MAX_SAID_BYTES)..token.start];
    while quote(before).is_some() {
        let rest = before[..before.len() - 1].trim_ascii_end();
        let rest = rest.strip_suffix(b",").or_else(|| rest.strip_suffix(b"/"));
        let rest = rest.unwrap_or_default().trim_ascii_end();
        let Some(closing) = quote(rest) else {
            break;
        };
        let inner = &rest[..rest.len() - 1];
        let Some(open) = memchr::memrchr(closing, inner) else {
            break;
        };
        path = format!("{}/{path}", String::from_utf8_lossy(&inner[open + 1..]));
        before = &inner[..=open];
    }
    path
}

/// Whether a path in a text leads to a file: from the text's folder or one above
/// it, or as far as both go where the text is about another machine.
fn leads_to(text: &Path, named: &str, file: &Path) -> bool {
    let named = Path::new(named);
    // What is below somebody's home is found wherever that is.
    let below_home = named.strip_prefix("~").ok();
    let has_root = named.has_root() || below_home.is_some();
    let named = below_home.unwrap_or(named);
    let parts = |path: &Path| -> Vec<String> {
        let parts = path.components().filter_map(|part| match part {
            Component::Normal(part) => Some(part.to_string_lossy().into_owned()),
            _ => None,
        });
        parts.collect()
    };
    let (sought, own) = (parts(named), parts(file));
    if !own.ends_with(&sought) {
        // `/app/data/blob` in an image is `data/blob` here.
        const MEANING: usize = 2;
        let mut common = own.iter().rev().zip(sought.iter().rev());
        let is_far = common
            .by_ref()
            .take(MEANING)
            .all(|(one, other)| one == other);
        return has_root && is_far && own.len().min(sought.len()) >= MEANING;
    }
    if has_root || sought.len() > 1 {
        return true;
    }
    // A name alone is that of a file beside the text.
    text.parent() == file.parent()
}

/// Whether what stands before a path, or else behind it in its line, or above it
/// where that is how the text is built, says that it is that of a key.
fn is_handed_on(text: &[u8], token: Range<usize>, language: Option<Language>) -> bool {
    let start = memchr::memrchr(b'\n', &text[..token.start]).map_or(0, |at| at + 1);
    let end = memchr::memchr(b'\n', &text[token.end..]).map_or(text.len(), |at| token.end + at);
    let start_of_it = start.max(token.start.saturating_sub(MAX_SAID_BYTES));
    let end_of_it = end.min(token.end + MAX_SAID_BYTES);
    let before = told(&text[start_of_it..token.start], true);
    let said = before.or_else(|| told(&text[token.end..end_of_it], false));
    let is_nested = matches!(language, Some(Language::Yaml | Language::Json));
    match said {
        Some(said) => said == Says::Key,
        None if is_nested => above(text, start) == Some(Says::Key),
        None => false,
    }
}

/// What the nearest word says that says anything: the last of what stands
/// before, the first of what stands behind.
fn told(part: &[u8], last: bool) -> Option<Says> {
    let part = String::from_utf8_lossy(part);
    let is_part = |it: char| it.is_ascii_alphanumeric() || matches!(it, '_' | '-' | '.' | '/');
    let words = part.split(|it: char| !is_part(it));
    let said = words.filter_map(|word| {
        let word = word.rsplit('/').next().unwrap_or_default();
        // What a list is sorted by, and a cache is known by, is a key too.
        let is_bare = matches!(&*word.to_ascii_lowercase(), "key" | "keys");
        let said = says(word);
        (said != Says::Nothing && !is_bare).then_some(said)
    });
    let said: Vec<Says> = said.collect();
    match last {
        true => said.last().copied(),
        false => said.first().copied(),
    }
}

/// What the nearest line above says that is less indented, and those above it.
fn above(text: &[u8], start: usize) -> Option<Says> {
    let depth = |line: &[u8]| line.iter().take_while(|it| **it == b' ').count();
    let own = &text[start..];
    let mut depth_of = depth(own);
    let lines = text[..start.saturating_sub(1)].rsplit(|byte| *byte == b'\n');
    // So far up is no part of what is meant.
    const MOST: usize = 1000;
    for line in lines.take(MOST) {
        if line.trim_ascii().is_empty() || depth(line) >= depth_of {
            continue;
        }
        if let Some(said) = told(line, true) {
            return Some(said);
        }
        depth_of = depth(line);
    }
    None
}

#[cfg(test)]
mod tests {
    use super::*;

    fn proofs(path: &str, text: &str, language: Option<Language>) -> usize {
        let digits = Digits {
            path: "repo/data/blob".into(),
            mark: [0; 32],
        };
        let doubtful = Doubtful::of(vec![digits]).unwrap();
        let found = doubtful.handed_on_by(path.as_ref(), text.as_bytes(), language);
        found.len()
    }

    #[test]
    fn a_text_hands_a_file_on_by_its_path_and_a_word_that_tells() {
        let yaml = Some(Language::Yaml);
        for (path, text, language) in [
            ("repo/.env", "COOKIE_KEY_FILE=data/blob\n", None),
            (
                "repo/.env",
                "export SESSION_SECRET_FILE=\"./data/blob\"",
                None,
            ),
            ("repo/.env", "SECRET_FILE=/app/data/blob", None),
            (
                "repo/rserver.conf",
                "secure-cookie-key-file=/srv/repo/data/blob",
                None,
            ),
            (
                "repo/x.service",
                "LoadCredential=web:/opt/repo/data/blob",
                None,
            ),
            (
                "repo/c.yml",
                "secrets:\n  web:\n    file: ./data/blob\n",
                yaml,
            ),
            (
                "repo/c.json",
                "{\n  \"secret\": {\n    \"file\": \"data/blob\"",
                yaml,
            ),
            ("repo/run", "cp data/blob /etc/web/cookie.key", None),
            (
                "repo/a.js",
                "session({ secret: readFileSync('data/blob') })",
                None,
            ),
            ("repo/data/.env", "COOKIE_KEY_FILE=blob", None),
            ("repo/README", "The session key is in data/blob.", None),
            ("app/a.R", "pr_cookie(pr, readLines(\"~/data/blob\"))", None),
            (
                "app/a.R",
                "cookie_key <- readLines(\"~/repo/data/blob\")",
                None,
            ),
            (
                "app/a.R",
                "cookie_key <- readLines(file.path(\"~\", \"data\", \"blob\"))",
                None,
            ),
            (
                "app/a.py",
                "secret_key = open(os.path.expanduser('~/data/blob')).read()",
                None,
            ),
            (
                "app/a.py",
                "SECRET_KEY = (Path.home() / \"data\" / \"blob\").read_text()",
                None,
            ),
            (
                "app/a.js",
                "session({ secret: readFileSync(path.join(os.homedir(), 'data', 'blob')) })",
                None,
            ),
        ] {
            assert_eq!(proofs(path, text, language), 1, "{text}");
        }
        for (path, text, language) in [
            ("repo/.env", "MACHINE_ID_FILE=data/blob", None),
            ("repo/.env", "DATA=data/blob", None),
            ("repo/.env", "PUBLIC_KEY_FILE=data/blob", None),
            ("repo/.env", "COOKIE_KEY_FILE=other/blob", None),
            ("repo/.env", "COOKIE_KEY_FILE=data/blobs", None),
            ("app/a.R", "cookie_key <- readLines(\"~/other/blob\")", None),
            (
                "app/a.R",
                "cookie_key <- readLines(file.path(\"other\", \"blob\"))",
                None,
            ),
            ("app/a.R", "x <- readLines(\"~/data/blob\")", None),
            ("repo/.env", "COOKIE_KEY_FILE=blob", None),
            (
                "repo/c.yml",
                "configs:\n  web:\n    file: ./data/blob\n",
                yaml,
            ),
            (
                "repo/c.yml",
                "secrets:\n  - a\nconfigs:\n  - data/blob\n",
                yaml,
            ),
            (
                "repo/c.yml",
                "cache:\n  key:\n    files:\n      - data/blob\n",
                yaml,
            ),
            ("repo/c.yml", "key: ${{ hashFiles('data/blob') }}\n", yaml),
            ("repo/Makefile", "sha256sum data/blob > secret.sum", None),
        ] {
            assert_eq!(proofs(path, text, language), 0, "{text}");
        }
    }
}
