//! What plumber reads that we do not accept, for saying why a cookie fails.
//! Nothing here makes a cookie valid.

use crate::frameworks::r;

/// The value in the one spelling that we accept, as plumber reads it; `None`
/// when plumber cannot take it apart. Its `parseCookies()` ends every cookie at the
/// first `;`, and fails where one decodes to a NUL (plumber 1.2.1, httpuv 1.6.9).
pub fn spelt_for_plumber(value: &str) -> Option<String> {
    let decoded = r::cookie_as_read(value)?;
    // R's strsplit() gives no empty piece at the end.
    let pieces: Vec<&str> = decoded
        .strip_suffix('_')
        .unwrap_or(&decoded)
        .split('_')
        .collect();
    let [sealed, nonce] = pieces[..] else {
        return None;
    };
    Some(format!(
        "{}_{}",
        r::base64_as_read(sealed),
        r::base64_as_read(nonce)
    ))
}

/// What readLines() makes of a key with a NUL: the text before it, for the rest of the line
/// is dropped (seen with R 4.2). `None` where another line follows, which is a key of its own.
pub fn up_to_nul(key: &[u8]) -> Option<&[u8]> {
    let Some(end) = memchr::memchr(0, key) else {
        return Some(key);
    };
    let (read, dropped) = key.split_at(end);
    let behind = dropped.iter().position(|byte| *byte == b'\n');
    let is_one_line = behind.is_none_or(|at| dropped[at..] == *b"\n") && !read.contains(&b'\n');
    is_one_line.then_some(read)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_key_is_read_up_to_a_nul_where_it_is_one_line() {
        let cases: [(&[u8], Option<&[u8]>); 6] = [
            (b"key\n", Some(b"key\n")),
            (b"key\0", Some(b"key")),
            (b"key\0more\n", Some(b"key")),
            (b"key\0more\nline", None),
            (b"key\n\0", None),
            (b"\0key", Some(b"")),
        ];
        for (key, read) in cases {
            assert_eq!(up_to_nul(key), read, "{key:?}");
        }
    }
}
