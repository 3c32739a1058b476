//! What a file is that the command line names.
//!
//! Anyone who names a file says that it is to be looked at, and not what it is: a
//! unit, a compose file or a source is a text with a key in it, and no key. It
//! is the content that tells, before the name does.

use std::path::Path;

use crate::audit::detect::classify::{is_key_name, starts_with_hex_key, tells_of_a_key};
use crate::audit::detect::hardcoded::{Language, written};
use crate::audit::facts::lines;
use crate::audit::scan::tree::MAX_NAMED_BYTES;
use crate::frameworks::Shape;

/// What a named file is read as, if it is a text in which a key may be
/// written; `None` for a key.
pub fn language(path: &Path) -> Option<Language> {
    let name = path.file_name().unwrap_or_default().to_string_lossy();
    let known = Language::of(&name);
    // What may not be read is judged by its mode, and by its name.
    let bytes = lines::read(path).ok().flatten().unwrap_or_default();
    let is_key = Shape::of(&bytes).or_else(|| Shape::of(bytes.trim_ascii()));
    if is_key.is_some() {
        return None;
    }
    let is_telling = is_key_name(&name) || tells_of_a_key(&name);
    match known {
        Some(language) if language.is_text() || !is_telling => Some(language),
        Some(_) => None,
        None if is_telling => None,
        None => by_content(&bytes),
    }
}

/// Of a file whose name says nothing.
fn by_content(bytes: &[u8]) -> Option<Language> {
    let is_text = std::str::from_utf8(bytes).is_ok() && !bytes.contains(&0);
    let text = bytes.trim_ascii();
    if !is_text || text.starts_with(b"-----BEGIN") || starts_with_hex_key(text) {
        return None;
    }
    if let Some(language) = Language::of_script(text) {
        return Some(language);
    }
    let language = match text.first() {
        Some(b'{') => Language::Json,
        Some(b'[') => Language::Settings,
        _ => Language::Shell,
    };
    let lines = text.split(|byte| *byte == b'\n').count();
    let is_large = text.len() as u64 > MAX_NAMED_BYTES;
    let is_assigned = || is_assignment(text) || !written(text, language, &[]).is_empty();
    (lines > 1 || is_large || is_assigned()).then_some(language)
}

/// `NAME=VALUE`, as no key and hardly any passphrase is.
fn is_assignment(text: &[u8]) -> bool {
    let text = text.strip_prefix(b"export ").unwrap_or(text);
    let name = text.split(|byte| *byte == b'=').next().unwrap_or_default();
    let is_name = |byte: &u8| byte.is_ascii_uppercase() || byte.is_ascii_digit() || *byte == b'_';
    name.first().is_some_and(u8::is_ascii_uppercase)
        && name.len() < text.len()
        && name.iter().all(is_name)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_key_is_told_from_a_text_by_what_is_in_it() {
        let hex = "4fc1a0b7d2e89635a1b0c7d8e9f203145e6d7c8b9a0f1e2d3c4b5a6978800112";
        let folder = tempfile::tempdir().unwrap();
        for (name, content, expected) in [
            (
                "plumber.service",
                format!("[Service]\nEnvironment=K={hex}\n"),
                Some(Language::Settings),
            ),
            (
                "compose.yml",
                "services:\n".to_owned(),
                Some(Language::Yaml),
            ),
            ("Dockerfile", String::new(), Some(Language::Docker)),
            (
                "start",
                format!("#!/bin/sh\nexport COOKIE_KEY={hex}\n"),
                Some(Language::Shell),
            ),
            (
                "job",
                "#!/usr/bin/env Rscript\nx <- 1\n".to_owned(),
                Some(Language::R),
            ),
            (
                "variables",
                format!("COOKIE_KEY={hex}"),
                Some(Language::Shell),
            ),
            (
                "settings",
                format!("{{\"cookie_key\": \"{hex}\"}}"),
                Some(Language::Json),
            ),
            ("notes", "one\ntwo\n".to_owned(), Some(Language::Shell)),
            ("plumber.service", hex.to_owned(), None),
            ("key.conf", format!("{hex}\n"), None),
            ("cookie.key", "one\ntwo\n".to_owned(), None),
            ("cookie.key", String::new(), None),
            ("mykey", "a passphrase".to_owned(), None),
            ("mykey", format!("{hex}\n# old\n"), None),
            ("empty", String::new(), None),
            (
                "tls.pem",
                "-----BEGIN PRIVATE KEY-----\nabc\n".to_owned(),
                None,
            ),
        ] {
            let path = folder.path().join(name);
            std::fs::write(&path, content).unwrap();
            assert_eq!(language(&path), expected, "{name}");
        }
        assert_eq!(language(&folder.path().join("none")), None);
    }
}
