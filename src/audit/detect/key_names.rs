//! Names that tell: what the key of cookies or sessions is called, in
//! variables, settings, arguments and file formats.
//!
//! This is the one list of them. A name is read as words, whatever joins
//! them: `COOKIE_KEY`, `secureCookieKey`, `secret-cookie-key`,
//! `session.secret`. It tells when it says whose secret it is and that it is
//! one, with nothing else in between or behind that would make it another
//! thing: a `session_key_id`, a `cookie_key_sha256` and a
//! `COOKIE_CONSENT_API_KEY` are none.

mod plain;
mod products;

use std::sync::LazyLock;

use self::plain::is_plain;
pub use self::plain::{has_others, is_home, is_of_an_app};
pub use self::products::{is_beside, is_path, takes_a_key};
use crate::frameworks::{self, Shape};

/// Whose secret it is.
static OWNERS: LazyLock<Vec<&str>> = LazyLock::new(|| {
    let owners = ["cookie", "cookies", "session", "sessions"].into_iter();
    let of_frameworks = frameworks::all().flat_map(|it| it.key_owners).copied();
    owners.chain(of_frameworks).collect()
});
/// That it is one.
const SECRETS: [&str; 6] = ["key", "keys", "secret", "secrets", "password", "passphrase"];
/// What may stand between the two.
const BETWEEN: [&str; 47] = [
    "access",
    "app",
    "auth",
    "authentication",
    "base",
    "base64",
    "block",
    "cipher",
    "config",
    "cookie",
    "cookies",
    "crypt",
    "crypto",
    "data",
    "decryption",
    "encrypt",
    "encryption",
    "hash",
    "hmac",
    "mac",
    "main",
    "master",
    "middleware",
    "options",
    "opts",
    "params",
    "private",
    "refresh",
    "salt",
    "seal",
    "sealing",
    "secret",
    "secure",
    "server",
    "session",
    "settings",
    "sign",
    "signature",
    "signed",
    "signer",
    "signing",
    "storage",
    "store",
    "token",
    "validate",
    "validation",
    "web",
];
/// What may stand behind: where it is used, and how it is written.
const BEHIND: [&str; 20] = [
    "b64",
    "backup",
    "base",
    "base64",
    "default",
    "dev",
    "development",
    "hex",
    "live",
    "local",
    "prod",
    "production",
    "raw",
    "stage",
    "staging",
    "str",
    "string",
    "test",
    "text",
    "value",
];
/// Which of several it is, behind the name or before it.
const ROTATED: [&str; 11] = [
    "current",
    "fallback",
    "fallbacks",
    "new",
    "next",
    "old",
    "prev",
    "previous",
    "primary",
    "retired",
    "secondary",
];
/// What is public, or made of a key, is no secret.
const NONE: [&str; 15] = [
    "checksum",
    "crc32",
    "digest",
    "etag",
    "fingerprint",
    "id",
    "integrity",
    "md5",
    "pub",
    "public",
    "publishable",
    "sha1",
    "sha256",
    "sha512",
    "site",
];
/// The words of names that nobody but a framework gives a key, and so tell as a
/// whole.
static OWN_NAMES: LazyLock<Vec<Vec<&str>>> = LazyLock::new(|| {
    let names = frameworks::all().flat_map(|it| it.own_key_names);
    let names = names.chain(&products::NAMES);
    names.map(|name| name.split('-').collect()).collect()
});

/// The same in one word each.
static OWN_IN_ONE: LazyLock<Vec<String>> =
    LazyLock::new(|| OWN_NAMES.iter().map(|words| words.concat()).collect());

/// Whether a thing of this name is the key of cookies or sessions.
pub fn tells(name: &str) -> bool {
    tells_whole(name) || is_plain(name)
}

/// Whether it says that it is a key, and no more.
pub fn is_key(name: &str) -> bool {
    let words = words(name);
    words
        .last()
        .is_some_and(|word| matches!(&**word, "key" | "keys"))
}

/// Whether it says that it is a secret or a password: a key may be any name in
/// a store.
pub fn is_secret(name: &str) -> bool {
    let words = words(name);
    words.iter().any(|word| SECRETS[2..].contains(&&**word))
}

/// Whether cookies, sessions or what makes them are in the name.
pub fn has_owner(name: &str) -> bool {
    words(name).iter().any(|word| OWNERS.contains(&&**word))
}

/// Whether an entry of this name is a key, in what is about cookies or
/// sessions by its own.
pub fn tells_in(holder: &str, name: &str) -> bool {
    let is_public = |word: &String| NONE.contains(&&**word);
    let words = words(name);
    let has_secret = words.iter().any(|word| SECRETS.contains(&&**word));
    has_owner(holder) && has_secret && is_open(name) && !words.iter().any(is_public)
}

/// Whether it is what Django calls the key of a session: the id that the cookie has.
pub fn is_id_of_a_session(name: &str, text: &[u8]) -> bool {
    let is_part = |it: &u8| it.is_ascii_lowercase() || it.is_ascii_digit();
    let is_made = text.len() == 32 && text.iter().all(is_part);
    name.trim_matches(['"', '\'']) == "session_key" && is_made && text.iter().any(|it| *it > b'f')
}

fn is_behind(word: &String) -> bool {
    BEHIND.contains(&&**word)
        || ROTATED.contains(&&**word)
        || word.bytes().all(|byte| byte.is_ascii_digit())
}

/// Whether it is a name that only a key of cookies or sessions has.
pub fn tells_whole(name: &str) -> bool {
    // A path is a file's, and what stands beside it its checksum.
    if name.contains('/') {
        return false;
    }
    let words = words(name);
    let whole = words.concat();
    // HAProxy hashes the names of servers with it.
    if whole.ends_with("dynamiccookiekey") {
        return false;
    }
    if OWN_IN_ONE.contains(&whole) {
        return true;
    }
    let is_one = |range: std::ops::Range<usize>| is_own(&words[range]);
    let ends = |start: usize| (start + 1..=words.len()).rev();
    let mut own = (0..words.len()).flat_map(|start| ends(start).map(move |end| start..end));
    if own.any(|range| is_one(range.clone()) && words[range.end..].iter().all(is_behind)) {
        return true;
    }
    let is_in = |list: &[&str], word: &str| list.contains(&word);
    let Some(secret) = words.iter().rposition(|word| is_in(&SECRETS, word)) else {
        return false;
    };
    if words.iter().any(|word| is_in(&NONE, word)) || !words[secret + 1..].iter().all(is_behind) {
        return false;
    }
    let before = &words[..secret];
    let follows = |owner: usize| {
        let between = &words[owner + 1..secret];
        between
            .iter()
            .all(|word| is_in(&BETWEEN, word) || is_in(&SECRETS, word))
    };
    let owner = before.iter().rposition(|word| is_in(&OWNERS, word));
    owner.is_some_and(|owner| is_own(&before[owner..]) || follows(owner))
}

/// Whether these words are a framework's own name of its key.
fn is_own(words: &[String]) -> bool {
    OWN_NAMES.iter().any(|own| own == words)
}

/// Whether the name leaves open what it is a part of: then what holds it says
/// so, such as `session: { secret: … }` and `cookieKey: { value: … }`.
pub fn is_open(name: &str) -> bool {
    let words = words(name);
    let lists = [&SECRETS[..], &BEHIND, &ROTATED, &BETWEEN];
    let is_part = |word: &String| lists.iter().any(|list| list.contains(&&**word));
    !words.is_empty() && words.iter().all(is_part)
}

/// Whether this is a framework's own name for its key, which may be a UUID.
pub fn may_be_uuid(name: &str) -> bool {
    let name = words(name).concat();
    let has_uuids = |it: &&frameworks::Framework| it.key_shapes.contains(&Shape::Uuid);
    let mut names = frameworks::all()
        .filter(has_uuids)
        .flat_map(|it| it.own_key_names);
    names.any(|own| name.contains(&own.replace('-', "")))
}

/// The words of a name in lower case; those that are written as one are taken
/// apart where all of their parts are known.
fn words(name: &str) -> Vec<String> {
    let mut words: Vec<String> = Vec::new();
    let mut before = ' ';
    for character in name.chars() {
        let starts = !before.is_ascii_alphanumeric()
            || (character.is_ascii_uppercase() && !before.is_ascii_uppercase());
        if character.is_ascii_alphanumeric() {
            if starts {
                words.push(String::new());
            }
            let word = words.last_mut().expect("a word was started");
            word.push(character.to_ascii_lowercase());
        }
        before = character;
    }
    let apart = |word: String| parts(&word).unwrap_or_else(|| vec![word]);
    words.into_iter().flat_map(apart).collect()
}

/// The words that a text is taken apart into, by their first byte, the longest first.
static KNOWN: LazyLock<Vec<Vec<&str>>> = LazyLock::new(|| {
    let own = OWN_NAMES.concat();
    let mut words = [&OWNERS[..], &SECRETS, &BETWEEN, &BEHIND, &ROTATED, &own].concat();
    words.sort_by_key(|it| std::cmp::Reverse(it.len()));
    let mut known = vec![Vec::new(); 256];
    let place = |word: &str| usize::from(word.as_bytes()[0]);
    words.iter().for_each(|it| known[place(it)].push(*it));
    known
});

/// The known words that a text is made of, the longest first.
fn parts(text: &str) -> Option<Vec<String>> {
    let Some(first) = text.bytes().next() else {
        return Some(Vec::new());
    };
    KNOWN[usize::from(first)].iter().find_map(|start| {
        let rest = parts(text.strip_prefix(start)?)?;
        Some([vec![(*start).to_owned()], rest].concat())
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_of_cookie_keys_are_told_from_others() {
        for name in [
            "COOKIE_KEY",
            "PLUMBER_SECRET",
            "PLUMBER_COOKIE_KEY",
            "PLUMBER_API_KEY",
            "plumber_api",
            "secureCookieKey",
            "secure-cookie-key",
            "secret-cookie-key",
            "SESSION_SECRET",
            "sessionsecret",
            "session.secret",
            "session_secret_key",
            "APP_SESSION_HASH_KEY",
            "cookie_password",
            "cookie.key",
            "cookie_keys",
            "COOKIE_KEY_OLD",
            "COOKIE_KEY_2",
            "cookieEncryptionKey",
            "WORKBENCH_ENCRYPTION_KEY",
            "JWT_SECRET_KEY",
            "jwt.secret",
            "APP_JWT_SIGNING_KEY",
        ] {
            assert!(tells(name), "{name}");
        }
        for name in [
            "API_KEY",
            "CHECKSUM",
            "COOKIE_NAME",
            "image",
            "SECRET",
            "key",
            "session_key_id",
            "session_id",
            "cookie_key_sha256",
            "COOKIE_KEY_FINGERPRINT",
            "COOKIE_KEY_FILE",
            "COOKIE_CONSENT_API_KEY",
            "COOKIEBOT_KEY",
            "cookie_public_key",
            "sha256_of_cookie_key",
            "session_monkey",
            "obsession_key",
            "primary_key",
            "WORKBENCH_API_KEY",
            "JWT_PUBLIC_KEY",
            "JWT_ALGORITHM",
            "JWT_SECRET_FILE",
            "sha256",
            "config/session_key",
            "",
        ] {
            assert!(!tells(name), "{name}");
        }
    }

    #[test]
    fn some_names_leave_open_what_they_are_a_part_of() {
        for name in [
            "key",
            "secretKey",
            "SECRET_KEY",
            "keys",
            "password",
            "value",
        ] {
            assert!(is_open(name), "{name}");
        }
        for name in ["id", "api_key", "keyboard", "", "sum"] {
            assert!(!is_open(name), "{name}");
        }
    }

    #[test]
    fn a_name_of_a_key_that_may_be_a_uuid_is_known() {
        for name in [
            "secure-cookie-key",
            "secureCookieKey",
            "WORKBENCH_ENCRYPTION_KEY",
        ] {
            assert!(may_be_uuid(name), "{name}");
        }
        for name in ["COOKIE_KEY", "SESSION_SECRET"] {
            assert!(!may_be_uuid(name), "{name}");
        }
    }

    #[test]
    fn a_long_name_is_read_quickly() {
        assert!(!tells(&"key".repeat(10)));
        assert!(!tells(&"secretsecretsx".repeat(3)));
    }
}
