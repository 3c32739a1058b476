//! The credentials in a unit of systemd: `SetCredential=ID:VALUE` has one for all to
//! read, and what `SetCredentialEncrypted=` has only the machine can open that made it.

use std::ops::Range;

use crate::audit::detect::classify::{is_key_name, tells_of_a_key};
use crate::audit::detect::key_names;

/// How both settings begin.
const SETTING: &[u8] = b"SetCredential";
/// How the setting continues whose value is no secret.
const ENCRYPTED: &[u8] = b"Encrypted";

/// A setting with all of its lines.
pub(super) struct Credential {
    /// From its name to the end of its value.
    pub(super) range: Range<usize>,
    /// The value, and its name, of one that is called like a key.
    pub(super) key: Option<(Range<usize>, String)>,
}

/// The credentials that are set in a text.
pub(super) fn credentials(text: &[u8]) -> Vec<Credential> {
    let places = memchr::memmem::find_iter(text, SETTING);
    places.filter_map(|at| credential(text, at)).collect()
}

fn credential(text: &[u8], at: usize) -> Option<Credential> {
    let line = memchr::memrchr(b'\n', &text[..at]).map_or(0, |it| it + 1);
    if !text[line..at].trim_ascii().is_empty() {
        return None;
    }
    let end = end_of_value(text, at);
    let rest = &text[at + SETTING.len()..end];
    let (is_clear, rest) = match rest.strip_prefix(ENCRYPTED) {
        Some(rest) => (false, rest),
        None => (true, rest),
    };
    let value = rest.trim_ascii_start().strip_prefix(b"=")?;
    let range = at..end;
    let key = is_clear.then(|| key(text, end - value.len()..end));
    let key = key.flatten();
    Some(Credential { range, key })
}

/// Where a value ends: a backslash at the end of a line continues it.
fn end_of_value(text: &[u8], at: usize) -> usize {
    let mut ends = memchr::memchr_iter(b'\n', &text[at..]).map(|it| at + it);
    let end = ends.find(|&end| !text[at..end].trim_ascii_end().ends_with(b"\\"));
    end.unwrap_or(text.len())
}

/// The value behind the name of a key.
fn key(text: &[u8], range: Range<usize>) -> Option<(Range<usize>, String)> {
    let colon = range.start + memchr::memchr(b':', &text[range.clone()])?;
    let name = std::str::from_utf8(text[range.start..colon].trim_ascii()).ok()?;
    if !is_key_name(name) && !tells_of_a_key(name) && !key_names::tells(name) {
        return None;
    }
    let is_space = |it: &u8| it.is_ascii_whitespace() || *it == b'\\';
    let value = &text[colon + 1..range.end];
    let start = colon + 1 + value.iter().position(|it| !is_space(it))?;
    let length = text[start..range.end].trim_ascii_end().len();
    Some((start..start + length, name.to_owned()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_credential_ends_where_its_value_does() {
        for (text, key) in [
            ("SetCredential=cookie.key:abc\nUser=x\n", Some("abc")),
            (
                " SetCredential = cookie.key: \\\n  abc \nUser=x\n",
                Some("abc"),
            ),
            ("SetCredential=db.conf:abc\nUser=x\n", None),
            ("SetCredential=cookie.key:\nUser=x\n", None),
            (
                "SetCredentialEncrypted=cookie.key: \\\n a \\\n b\nUser=x\n",
                None,
            ),
        ] {
            let found = credentials(text.as_bytes());
            assert_eq!(found.len(), 1, "{text}");
            assert!(text[found[0].range.end..].starts_with("\nUser=x"), "{text}");
            let range = found[0].key.clone().map(|it| it.0);
            assert_eq!(range.map(|it| &text[it]), key, "{text}");
        }
        for text in [
            "# SetCredential=cookie.key:abc\n",
            "SetCredential cookie.key:abc",
        ] {
            assert!(credentials(text.as_bytes()).is_empty(), "{text}");
        }
    }
}
