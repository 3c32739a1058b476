//! What a file looks like, by its name and the start of its content: a key, a
//! checksum, code, another kind of secret.

use std::path::Path;

use crate::audit::detect::leftover_names::original;
use crate::audit::detect::says::{self, Says, says};
use crate::encoding::BYTE_ORDER_MARK;
use crate::frameworks::Shape;
use crate::keys::file::{Hidden, made_for};
use crate::keys::foreign;
use crate::shell::shown;

pub fn is_hex_key(content: &[u8]) -> bool {
    let content = content.strip_prefix(BYTE_ORDER_MARK).unwrap_or(content);
    let text = content.trim_ascii();
    matches!(text.len(), 32 | 64) && text.iter().all(u8::is_ascii_hexdigit)
}

pub fn starts_with_hex_key(content: &[u8]) -> bool {
    content
        .split(|byte| *byte == b'\n')
        .next()
        .is_some_and(is_hex_key)
}

/// What the content of a file is that has the name of a key.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Content {
    /// A key by its shape, perhaps with lines behind it.
    Key,
    /// A text that may be a passphrase.
    Passphrase,
    /// Nothing, or white space.
    Empty,
    /// What nobody gives a key for cookies: it is one only where the name of the
    /// file says so.
    Doubtful,
    /// A text of several lines, a page.
    Document,
    /// A key of another kind, an archive, what is encrypted.
    Foreign,
}

impl Content {
    /// What these bytes are, or what a file is that starts with them.
    pub fn of(content: &[u8]) -> Content {
        let text = content.trim_ascii();
        if text.is_empty() {
            return Content::Empty;
        }
        if text.starts_with(b"-----BEGIN") || foreign::by_content(content).is_some() {
            // Laravel's is one for cookies too.
            return match text.starts_with(b"base64:") {
                true => Content::Key,
                false => Content::Foreign,
            };
        }
        let text_of_it = std::str::from_utf8(content)
            .ok()
            .filter(|text| !text.contains(|c: char| c.is_control() && !c.is_ascii_whitespace()));
        let is_shaped = Shape::of(content).or_else(|| Shape::of(text)).is_some();
        if is_shaped || starts_with_hex_key(content) {
            return Content::Key;
        }
        let Some(whole) = text_of_it else {
            return match RAW_SIZES.contains(&content.len()) {
                true => Content::Key,
                false => Content::Doubtful,
            };
        };
        if text.starts_with(b"{") || text.starts_with(b"<") || text.contains(&b'\n') {
            return Content::Document;
        }
        match is_licence(whole.trim()) || is_entry(whole) || is_prose(whole) {
            true => Content::Doubtful,
            false => Content::Passphrase,
        }
    }

    /// Whether a file of this name, which is that of a key, is one with this
    /// content.
    pub fn is_key_in(self, name: &str) -> bool {
        match self {
            Content::Key | Content::Passphrase => true,
            Content::Empty | Content::Doubtful => is_name_for_cookies(name),
            Content::Document | Content::Foreign => false,
        }
    }
}

/// How many bytes a key has that is no text.
const RAW_SIZES: [usize; 6] = [16, 24, 32, 48, 64, 128];
/// So many words are a sentence, and no passphrase.
const SENTENCE: usize = 12;

/// Whether a name says that what it is of is for cookies, and not for anything.
pub fn is_name_for_cookies(name: &str) -> bool {
    let lower = name.to_ascii_lowercase();
    ["cookie", "session"]
        .iter()
        .any(|word| lower.contains(word))
}

/// `ABCD-1234-EFGH-5678`, as licences are sold.
fn is_licence(text: &str) -> bool {
    let mut groups = text.split('-');
    let length = groups.next().unwrap_or_default().len();
    let is_capital = |it: char| it.is_ascii_uppercase() || it.is_ascii_digit();
    (4..=8).contains(&length)
        && text.split('-').count() >= 3
        && text
            .split('-')
            .all(|it| it.len() == length && it.chars().all(is_capital))
}

/// `greeting = Hello`: a setting, a translation.
fn is_entry(text: &str) -> bool {
    let Some((name, value)) = text.trim().split_once(['=', ':']) else {
        return false;
    };
    let name = name.trim_end();
    let is_name = |it: char| it.is_ascii_alphanumeric() || matches!(it, '_' | '.' | '-' | '"');
    let is_said = value.starts_with([' ', '"', '\'']) || name.contains(['_', '.', '"']);
    let value = value.trim().trim_matches(['"', '\'']).as_bytes();
    !name.is_empty()
        && name.chars().all(is_name)
        && is_said
        && !value.is_empty()
        && Shape::of(value).is_none()
}

fn is_prose(text: &str) -> bool {
    text.split_whitespace().count() >= SENTENCE
}

/// Whether a file of this name is taken for a key: `secure-cookie-key`,
/// `*cookie*key*`, `*.key`, and the slots of such.
pub fn is_key_name(name: &str) -> bool {
    // Locks and litter of ours hold the name of a key in theirs.
    if made_for(name.as_bytes()).is_some() {
        return false;
    }
    let lower = name.to_ascii_lowercase();
    let slot = lower
        .find(".retired-")
        .or_else(|| lower.strip_suffix(".next").map(str::len));
    let end = slot.unwrap_or(lower.len());
    if says(&name[..end]) == Says::Other {
        return false;
    }
    let name = &lower[..end];
    if name.ends_with(".key") {
        return true;
    }
    let Some(after) = name.find("cookie").map(|at| &name[at + "cookie".len()..]) else {
        return false;
    };
    after.contains("key") && is_bare(after)
}

/// Whether the end of a name is that of a file with a key in it:
/// `cookie_key.R` and `cookie-keys.md` are about keys.
fn is_bare(end: &str) -> bool {
    let extension = end.rsplit_once('.').map(|(_, extension)| extension);
    matches!(extension, None | Some("key" | "txt" | "hex" | "secret"))
}

/// Whether a file of this name is one if its content has the shape of a key:
/// what tools leave of keys, and `*cookie*secret*`, `*session*key*`.
pub fn tells_of_a_key(name: &str) -> bool {
    if original(name).is_some() || is_temporary(name) {
        return true;
    }
    if says(name) == Says::Other {
        return false;
    }
    let lower = name.to_ascii_lowercase();
    let after = ["cookie", "session"].into_iter().find_map(|word| {
        let at = lower.find(word)?;
        Some(&lower[at + word.len()..])
    });
    after.is_some_and(|after| (after.contains("secret") || after.contains("key")) && is_bare(after))
}

/// Whether a run that was killed may have left it of a key.
fn is_temporary(name: &str) -> bool {
    let made = made_for(name.as_bytes());
    made.is_some_and(|(key, hidden)| {
        hidden == Hidden::Temporary && is_key_name(&String::from_utf8_lossy(key))
    })
}

/// Whether the content is a key by its shape, and nothing else but a byte
/// order mark and white space. A UUID under a name that is no key's is a
/// session's more often than a key.
pub fn is_key_shaped(name: &str, content: &[u8]) -> bool {
    let content = content.strip_prefix(BYTE_ORDER_MARK).unwrap_or(content);
    let shape = Shape::of(content).or_else(|| Shape::of(content.trim_ascii()));
    match shape {
        Some(Shape::Uuid) => original(name).is_some(),
        shape => shape.is_some(),
    }
}

/// Why a file is taken for a key whose name is none's: what is in it, and what
/// says so.
pub fn why_taken(path: &Path, content: &[u8]) -> Option<String> {
    if is_hex_key(content) {
        return why_digits(path, &digits(content));
    }
    let name = path.file_name()?.to_str()?;
    if is_key_name(name) {
        return None;
    }
    let content = content.strip_prefix(BYTE_ORDER_MARK).unwrap_or(content);
    let shape = Shape::of(content).or_else(|| Shape::of(content.trim_ascii()))?;
    let why = why_by_name(name).unwrap_or_else(|| "its name says so".to_owned());
    Some(format!("{} and nothing else, and {why}", told(shape)))
}

/// The same of so many hex digits.
pub fn why_digits(path: &Path, digits: &str) -> Option<String> {
    let name = path.file_name()?.to_string_lossy();
    if is_key_name(&name) {
        return None;
    }
    let why = why_by_name(&name).or_else(|| says::why(path))?;
    Some(format!("{digits} and nothing else, and {why}"))
}

/// What a name was made of says what it is.
fn why_by_name(name: &str) -> Option<String> {
    let key = original(name)?;
    let key = shown(key.as_ref());
    Some(format!("its name is that of a copy of {key}"))
}

/// Hex digits as they are shown.
pub fn digits(content: &[u8]) -> String {
    let count = content.iter().filter(|it| it.is_ascii_hexdigit()).count();
    format!("{count} hex digits")
}

fn told(shape: Shape) -> &'static str {
    match shape {
        Shape::Digits(_) => "128 hex digits",
        Shape::Uuid => "a UUID",
        Shape::Base64 => "32 bytes in base64",
        Shape::AppKey => "32 bytes in base64 behind base64:",
        Shape::Raw => "32 bytes",
        Shape::Pair => "a hash key and a block key",
        Shape::Passwords => "a list of passwords",
        Shape::Numbered => "a list of keys",
    }
}

/// Code, pages and pictures: a file with such a name that held nothing but a
/// key would not be one.
pub fn is_code_name(name: &str) -> bool {
    const ENDINGS: [&str; 40] = [
        "c", "cc", "cpp", "css", "csv", "gif", "go", "gz", "h", "hpp", "html", "ico", "ipynb",
        "java", "jpeg", "jpg", "js", "jsx", "map", "md", "o", "pdf", "php", "png", "py", "pyc",
        "rb", "rds", "rs", "rst", "scss", "sh", "so", "sql", "svg", "ts", "tsx", "webp", "woff2",
        "xml",
    ];
    let ending = name.rsplit_once('.').map(|(_, ending)| ending);
    ending.is_some_and(|ending| ENDINGS.binary_search(&ending).is_ok())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn bytes_of_a_key_are_no_document_whatever_they_begin_with() {
        let hex = "0123456789abcdef".repeat(4);
        let commented = format!("{hex}\n\n# prod");
        for key in [
            &[b"{\n\xff", &[b'k'; 29][..]].concat(),
            &[b"\n".as_slice(), &[7; 31]].concat(),
            &commented.into_bytes(),
        ] {
            assert!(Content::of(key).is_key_in("a.key"), "{key:?}");
        }
        for (other, content) in [
            (&b"-----BEGIN PRIVATE KEY-----"[..], Content::Foreign),
            (b"{\"a\": 1}", Content::Document),
            (b"<x/>", Content::Document),
            (b"a = b\nc = d", Content::Document),
            (b"", Content::Empty),
            (b" \n", Content::Empty),
            (b"ABCD-1234-EFGH-5678", Content::Doubtful),
            (b"greeting = Hello", Content::Doubtful),
            (b"app.title=Hello", Content::Doubtful),
            (b"\x01\x02 bytes", Content::Doubtful),
            (b"\0GITCRYPT\0\x01\x02", Content::Foreign),
            (b"a passphrase", Content::Passphrase),
            (b"a=b", Content::Passphrase),
            (b"0123456789abcdef0123456789abcdef", Content::Key),
        ] {
            assert_eq!(Content::of(other), content, "{other:?}");
        }
    }

    #[test]
    fn keys_are_known_by_their_names() {
        for name in [
            "secure-cookie-key",
            "cookie.key",
            "web.key",
            "plumber_cookie_key",
            "cookie-key.txt",
            "cookie.key.next",
            "web.key.retired-20261121T211200Z-1a2b3c4d",
            "COOKIE_KEY",
            "hash.key",
        ] {
            assert!(is_key_name(name), "{name}");
        }
        for name in [
            "cookie_key.R",
            "cookie-keys.md",
            "key",
            "monkey",
            "cookies.txt",
            "key.pem",
            "a.keynote",
            "keycookie",
            "cookie_key_hash",
            "cookie_public_key",
            "public.key",
            "license.key",
        ] {
            assert!(!is_key_name(name), "{name}");
        }
    }

    #[test]
    fn names_that_tell_are_known() {
        for name in [
            "cookie-secret.txt",
            "COOKIE_SECRET",
            "session_key",
            "session-secret.hex",
            "web.key.bak",
        ] {
            assert!(tells_of_a_key(name) && !is_key_name(name), "{name}");
        }
        for name in [
            "cookie-secret.js",
            "session.txt",
            "secret.txt",
            "secret-session",
            "keys.bak",
            "session_key_id",
            "cookie-secret-hash",
        ] {
            assert!(!tells_of_a_key(name), "{name}");
        }
    }
}
