//! What a file looks like, by its name and the start of its content: a key, a
//! checksum, code, another kind of secret.

use crate::audit::copies::original;
use crate::frameworks::Shape;
use crate::keys::file::{Hidden, made_for};

pub fn is_hex_key(content: &[u8]) -> bool {
    let content = content.strip_prefix(b"\xef\xbb\xbf").unwrap_or(content);
    let text = content.trim_ascii();
    matches!(text.len(), 32 | 64) && text.iter().all(u8::is_ascii_hexdigit)
}

pub fn starts_with_hex_key(content: &[u8]) -> bool {
    content
        .split(|byte| *byte == b'\n')
        .next()
        .is_some_and(is_hex_key)
}

/// A certificate, a document, a list: a file with the name of a key that is
/// not one for cookies. Bytes that are no text may begin with anything.
pub fn is_another_kind(content: &[u8]) -> bool {
    let text = content.trim_ascii();
    if text.starts_with(b"-----BEGIN") {
        return true;
    }
    let is_text = std::str::from_utf8(content)
        .is_ok_and(|text| !text.contains(|c: char| c.is_control() && !c.is_ascii_whitespace()));
    if !is_text || content.len() == 32 || starts_with_hex_key(content) {
        return false;
    }
    text.starts_with(b"{") || text.starts_with(b"<") || text.contains(&b'\n')
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
    let name = &lower[..slot.unwrap_or(lower.len())];
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
    let content = content.strip_prefix(b"\xef\xbb\xbf").unwrap_or(content);
    let shape = Shape::of(content).or_else(|| Shape::of(content.trim_ascii()));
    match shape {
        Some(Shape::Uuid) => original(name).is_some(),
        shape => shape.is_some(),
    }
}

/// Checksums are hex digits too. Words count as a whole: a `shared-secret` is
/// none.
pub fn is_checksum_name(name: &str) -> bool {
    const WORDS: [&str; 9] = [
        "md5", "sum", "checksum", "digest", "hash", "etag", "commit", "revision", "sums",
    ];
    let lower = name.to_ascii_lowercase();
    if lower.contains("key") || lower.contains("secret") {
        return false;
    }
    let mut words = lower.split(|c: char| !c.is_ascii_alphanumeric());
    words.any(|word| {
        let sha = word.strip_prefix("sha").unwrap_or("x");
        let is_sha = sha.trim_start_matches(|c: char| c.is_ascii_digit());
        WORDS.contains(&word) || matches!(is_sha, "" | "sum" | "sums") || word.starts_with("md5")
    })
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
            assert!(!is_another_kind(key), "{key:?}");
        }
        for other in [
            "-----BEGIN PRIVATE KEY-----",
            "{\"a\": 1}",
            "<x/>",
            "a = b\nc = d",
        ] {
            assert!(is_another_kind(other.as_bytes()), "{other}");
        }
    }

    #[test]
    fn checksums_are_known_by_whole_words() {
        for name in [
            "a.sha256",
            "SHA256SUMS",
            "app.md5",
            "commit",
            "x-digest",
            "b.sha1",
        ] {
            assert!(is_checksum_name(name), "{name}");
        }
        for name in [
            "shared_secret",
            "session_hash_key",
            "summary",
            "hashed",
            "share",
        ] {
            assert!(!is_checksum_name(name), "{name}");
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
        ] {
            assert!(!tells_of_a_key(name), "{name}");
        }
    }
}
