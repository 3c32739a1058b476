//! The value of a variable in a file that R reads at its start, `.Renviron` or
//! `Renviron.site`: R's own program reads these, and no other needs to agree with it.
//!
//! As `src/main/Renviron.c` of R has it, and `readRenviron()` of R 4.2 showed: the last
//! line of a name counts, `export` and a comment behind a value are no such thing, and
//! quotes are taken off wherever they stand.

use std::path::Path;

use zeroize::Zeroizing;

/// The longest line that R reads as one.
const MAX_LINE_BYTES: usize = 9_999;

/// Whether R reads variables from a file of this name.
pub fn is_of_r(path: &Path) -> bool {
    let name = path.file_name().unwrap_or_default().to_string_lossy();
    name.to_ascii_lowercase().contains("renviron")
}

/// The value of the variable `name`, or why it is not read here. `None`: no line sets it.
pub fn value(text: &[u8], name: &str) -> Option<Result<Zeroizing<Vec<u8>>, &'static str>> {
    let mut found = None;
    for line in text.split(|it| *it == b'\n') {
        let entry = assigned(line);
        if entry.is_some_and(|(own, _)| own.strip_prefix(b"\xef\xbb\xbf") == Some(name.as_bytes()))
        {
            return Some(Err(
                "a byte order mark stands before it, which is a part of its name for R",
            ));
        }
        let Some((_, written)) = entry.filter(|(own, _)| *own == name.as_bytes()) else {
            continue;
        };
        if line.len() > MAX_LINE_BYTES {
            return Some(Err("its line is longer than R reads"));
        }
        if line.contains(&0) {
            return Some(Err("its line has a NUL, where R stops reading"));
        }
        if memchr::memmem::find(written, b"${").is_some() {
            return Some(Err("it has a `${`, which R fills from another variable"));
        }
        // R sets no variable to nothing.
        if !written.is_empty() {
            found = Some(Ok(unquoted(written)));
        }
    }
    found
}

/// The name that a line sets, and what stands behind its first `=`.
fn assigned(line: &[u8]) -> Option<(&[u8], &[u8])> {
    let line = trimmed(line);
    let equals = line.iter().position(|it| *it == b'=')?;
    let is_comment = line.starts_with(b"#");
    (!is_comment).then(|| (trimmed(&line[..equals]), trimmed(&line[equals + 1..])))
}

/// Without what isspace() of C takes for white space at both ends.
fn trimmed(mut bytes: &[u8]) -> &[u8] {
    let is_space = |it: &u8| it.is_ascii_whitespace() || *it == 0x0b;
    while let Some((_, rest)) = bytes.split_first().filter(|(it, _)| is_space(it)) {
        bytes = rest;
    }
    while let Some((_, rest)) = bytes.split_last().filter(|(it, _)| is_space(it)) {
        bytes = rest;
    }
    bytes
}

/// The value without its quotes, and without the backslashes that R drops: outside of
/// quotes every one but the first of two, inside of them those before the same quote.
fn unquoted(written: &[u8]) -> Zeroizing<Vec<u8>> {
    let mut value = Zeroizing::new(Vec::with_capacity(written.len()));
    let mut open = None;
    for (at, byte) in written.iter().copied().enumerate() {
        let next = written.get(at + 1).copied();
        let is_saved = at > 0 && written[at - 1] == b'\\';
        match open {
            None if matches!(byte, b'"' | b'\'') && !is_saved => open = Some(byte),
            Some(quote) if byte == quote && !is_saved => open = None,
            None if byte == b'\\' && next != Some(b'\\') => {}
            Some(quote) if byte == b'\\' && next == Some(quote) => {}
            _ => value.push(byte),
        }
    }
    value
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_value_is_what_r_makes_of_it() {
        for (text, expected) in [
            ("K=abc", "abc"),
            (" K = abc \r\n", "abc"),
            ("K=abc # the key", "abc # the key"),
            (
                "K='my secret passphrase' # api",
                "my secret passphrase # api",
            ),
            ("K=\"ab\"'cd'ef", "abcdef"),
            ("K=a b\tc", "a b\tc"),
            ("K=a'b", "ab"),
            ("K=a$B", "a$B"),
            ("K=a\\nb\\\\c", "anb\\c"),
            ("K='a\\nb\\'c'", "a\\nb'c"),
            ("K=a\\'b", "a'b"),
            ("K=a\\\\'b'", "a\\'b"),
            ("K='a\\\\'", "a\\'"),
            ("K=abc\nK=abd", "abd"),
            ("K=abc\nK=", "abc"),
            ("#K=no\nK=abc\n# K=no", "abc"),
            ("export K=no\nK=abc", "abc"),
            ("K=a=b", "a=b"),
            ("K=\"\"", ""),
        ] {
            let found = value(text.as_bytes(), "K").unwrap().unwrap();
            assert_eq!(String::from_utf8_lossy(&found), expected, "{text}");
        }
    }

    #[test]
    fn what_no_line_sets_is_not_there() {
        for text in [
            "",
            "export K=abc",
            "K",
            "K=",
            "K: abc",
            "k=abc",
            "KK=abc",
            "# K=abc",
        ] {
            assert!(value(text.as_bytes(), "K").is_none(), "{text}");
        }
    }

    #[test]
    fn what_depends_on_more_than_the_line_is_refused() {
        for (text, why) in [
            ("K=${HOME}x", "`${`"),
            ("K='${HOME}x'", "`${`"),
            ("K=abc\nK=a${B-c}", "`${`"),
            ("\u{feff}K=abc", "byte order mark"),
            ("K=a\0b", "NUL"),
            (&format!("K={}", "x".repeat(10_000)), "longer"),
        ] {
            let refused = value(text.as_bytes(), "K").unwrap().unwrap_err();
            assert!(refused.contains(why), "{refused}");
        }
    }
}
