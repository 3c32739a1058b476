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
