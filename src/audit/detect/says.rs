//! What names say of a file that holds hex digits and nothing else.
//!
//! Most such files are no keys: they are ids, checksums and fingerprints. So
//! digits alone are a key only where a name says so: that of the file, or else
//! of a folder above it. What a name is about is its last word that tells
//! anything: a `cookie_key_hash` is a hash, and a `hash_key` a key.

use std::path::Path;

use crate::keys::file::{Hidden, made_for};

/// What a name says.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Says {
    /// A key.
    Key,
    /// Something that is no key.
    Other,
    /// Neither.
    Nothing,
}

/// What a word says.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Word {
    /// A key.
    Tells,
    /// Something else, unless what follows is a key.
    Other,
    /// Something else, whatever follows: what is public is no secret.
    Never,
    Neutral,
}

/// How many folders above a file are asked.
const FOLDERS: usize = 3;

/// Words of what is kept secret.
const TELLING: &str = "cookie cookies session sessions secret secrets key keys keyfile credential \
    credentials creds hmac pepper";
/// The same as a part of a word: `sessionsecret`, `cookiekey`.
const TELLING_PARTS: [&str; 3] = ["cookie", "session", "secret"];
/// Words that end in `key` and are about something else.
const NO_KEYS: &str = "monkey donkey turkey hockey jockey whiskey lackey turnkey mickey hotkey passkey \
    smokey";

/// What digits are besides keys.
const OTHERS: &str = "id ids uuid uuids guid uid gid pid kid cid oid keyid hash hashes hashed hashsum \
    keyhash sum sums checksum checksums cksum crc digest digests etag etags commit \
    revision rev head version build thumbprint serial cert certs certificate \
    certificates crt cer csr crl sig signature asc lock stamp timestamp nonce name names \
    cidfile blake2b blake2s b2sum b3sum";
/// What a key is that is no secret, or no key of a program.
const NEVER: &str = "public pub pubkey pubkeys publickey publickeys fingerprint fingerprints license \
    licence licenses licences licensekey licencekey cache caches cached verify \
    verification wordlist wordlists dictionary translation translations";
/// What is called by an id, as one word with it: `machineid`.
const WITH_ID: &str = "machine disk session key host node device client user app build image cluster cookie \
    secret instance boot container volume dataset request trace product install";
/// What stands behind what a folder is of: `secrets/`, `secrets.d`,
/// `keys-prod`.
const BEHIND: &str = "d dir prod production staging stage dev development local old new private";

/// What a name says, by its words.
pub fn says(name: &str) -> Says {
    if is_digits(name) {
        return Says::Other;
    }
    let mut said = Says::Nothing;
    for word in words(name) {
        match kind(&word) {
            Word::Never => return Says::Other,
            Word::Tells => said = Says::Key,
            Word::Other => said = Says::Other,
            Word::Neutral => {}
        }
    }
    said
}

/// Which name on a path says that digits alone are a key there, as the end of a
/// sentence: that of the file, or else of a folder above it.
pub fn why(path: &Path) -> Option<String> {
    let name = path.file_name()?.to_string_lossy();
    if made_for(name.as_bytes()).is_some_and(|it| it.1 == Hidden::Temporary) {
        return Some("its name is that of what a rotation leaves".to_owned());
    }
    match says(&name) {
        Says::Key => return Some("its name says so".to_owned()),
        Says::Other => return None,
        Says::Nothing => {}
    }
    let folders = path.ancestors().skip(1).take(FOLDERS);
    for folder in folders {
        let folder = folder.file_name().unwrap_or_default().to_string_lossy();
        match of_folder(&folder) {
            Says::Key => {
                let folder = crate::shell::shown(folder.as_ref().as_ref());
                return Some(format!("its folder {folder} says so"));
            }
            Says::Other => return None,
            Says::Nothing => {}
        }
    }
    None
}

/// What digits alone are by a path.
pub fn of_path(path: &Path) -> Says {
    let name = path.file_name().unwrap_or_default().to_string_lossy();
    match (why(path), says(&name)) {
        (Some(_), _) => Says::Key,
        (None, said) => said,
    }
}

/// A folder is of keys whose last word is: `cookie-app` is an application.
fn of_folder(name: &str) -> Says {
    let words: Vec<String> = words(name).collect();
    if words.iter().any(|word| kind(word) == Word::Never) {
        return Says::Other;
    }
    let is_last = |word: &&String| !is_one(word, BEHIND);
    match words.iter().rev().find(is_last).map(|word| kind(word)) {
        Some(Word::Tells) => Says::Key,
        Some(Word::Other) => Says::Other,
        _ => Says::Nothing,
    }
}

/// Whether a word is one of a list.
fn is_one(word: &str, list: &str) -> bool {
    list.split(' ').any(|it| it == word)
}

fn kind(word: &str) -> Word {
    let is_in = |list: &str| is_one(word, list);
    if is_in(NEVER) {
        return Word::Never;
    }
    let with_id = word.strip_suffix("id").or_else(|| word.strip_suffix("ids"));
    let is_sum = |start: &str| {
        let rest = word.strip_prefix(start);
        let rest = rest.map(|it| it.trim_start_matches(|c: char| c.is_ascii_digit()));
        matches!(rest, Some("" | "sum" | "sums"))
    };
    if is_in(OTHERS)
        || with_id.is_some_and(|it| is_one(it, WITH_ID))
        || ["md5", "sha", "blake", "crc", "xxh"]
            .into_iter()
            .any(is_sum)
    {
        return Word::Other;
    }
    let is_part = || {
        let mut parts = TELLING_PARTS.iter();
        parts.any(|part| {
            let behind = word.strip_prefix(part);
            behind.is_some_and(|it| is_one(it, TELLING)) || word.ends_with(part)
        })
    };
    let is_key = || {
        let stem = word.strip_suffix('s').unwrap_or(word);
        stem.ends_with("key") && !is_one(stem, NO_KEYS)
    };
    let is_nothing = matches!(word, "obsession" | "possession");
    match is_in(TELLING) || !is_nothing && (is_part() || is_key()) {
        true => Word::Tells,
        false => Word::Neutral,
    }
}

/// The words of a name in lower case: `cookieKey`, `cookie-key2` and
/// `COOKIE_KEY` have two.
pub fn words(name: &str) -> impl Iterator<Item = String> {
    let mut words = vec![String::new()];
    let mut before = ' ';
    let mut rest = name.chars().peekable();
    while let Some(it) = rest.next() {
        let is_next_lower = rest.peek().is_some_and(char::is_ascii_lowercase);
        // `diskId`, and `IDFile` before its second word.
        let is_start = it.is_ascii_uppercase()
            && (before.is_ascii_lowercase() || before.is_ascii_uppercase() && is_next_lower);
        if is_start || !it.is_ascii_alphanumeric() {
            words.push(String::new());
        }
        if it.is_ascii_alphanumeric()
            && let Some(word) = words.last_mut()
        {
            word.push(it.to_ascii_lowercase());
        }
        before = it;
    }
    let words = words.into_iter().map(|word| {
        let bare = word.trim_end_matches(|it: char| it.is_ascii_digit());
        match bare {
            // A number is none of a word, but of the name of a sum.
            "md" | "sha" | "crc" | "blake2b" | "xxh" | "" => word,
            bare => bare.to_owned(),
        }
    });
    words.filter(|word| !word.is_empty())
}

/// Whether a file is called by digits, as what is named after its content is,
/// or an id.
fn is_digits(name: &str) -> bool {
    let stem = name.split('.').find(|it| !it.is_empty());
    let stem = stem.unwrap_or_default().replace('-', "");
    stem.len() >= 16 && stem.bytes().all(|it| it.is_ascii_hexdigit())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_read_by_their_words() {
        let all = |name| words(name).collect::<Vec<_>>();
        assert_eq!(all("cookieKey"), ["cookie", "key"]);
        assert_eq!(all("COOKIE_KEY2.txt"), ["cookie", "key", "txt"]);
        assert_eq!(all("IDFile"), ["id", "file"]);
        assert_eq!(all("cookie_key.sha256"), ["cookie", "key", "sha256"]);
        assert_eq!(all("..."), [""; 0]);
    }

    #[test]
    fn the_last_word_that_tells_is_what_a_file_is() {
        for name in [
            "cookie",
            "cookieKey",
            "session_secret.txt",
            "secret",
            "SECRET_KEY_BASE",
            "hash_key",
            "session_hash_key",
            "cookie-key-2026",
            "appkey",
            "sessionsecret",
            "server.key",
            "keys.old",
            "my-web-secret",
        ] {
            assert_eq!(says(name), Says::Key, "{name}");
        }
        for name in [
            "index_uuid",
            "machineId",
            "machineid",
            "diskId",
            "cookie_key.sha256",
            "cookie_key_hash",
            "cookieKeyFingerprint",
            "public_key",
            "publicKey",
            "signing.pub",
            "session_id",
            "SESSIONID",
            "key-id",
            "KEYID",
            "secret.md5",
            "etag",
            "cache_key",
            "d41d8cd98f00b204e9800998ecf8427e.txt",
            "936da01f-9abd-4d9d-80c7-02af85c822a8",
            "license.key",
        ] {
            assert_eq!(says(name), Says::Other, "{name}");
        }
        for name in [
            "notes",
            "data",
            "monkey",
            "secretary",
            "cookiecutter",
            "grid",
            "android",
            "x",
        ] {
            assert_eq!(says(name), Says::Nothing, "{name}");
        }
    }

    #[test]
    fn folders_say_what_is_in_them() {
        for (path, expected) in [
            ("secrets/web", Says::Key),
            ("keys/prod/web", Says::Key),
            ("app-secrets/web", Says::Key),
            ("secrets.d/a/b/web", Says::Key),
            ("secrets/a/b/c/web", Says::Nothing),
            ("cookie-app/web", Says::Nothing),
            ("keys/public/web", Says::Nothing),
            ("keys/fingerprints/web", Says::Nothing),
            ("keys/web.md5", Says::Other),
            ("cookies/.vagrant/machines/default/x", Says::Nothing),
            ("web", Says::Nothing),
        ] {
            assert_eq!(of_path(path.as_ref()), expected, "{path}");
        }
    }
}
