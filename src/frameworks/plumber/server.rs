//! What plumber reads that we do not accept, for saying why a cookie fails.
//! Nothing here makes a cookie valid.

use crate::encoding::from_percent_leniently;
use crate::frameworks::r;

/// The value in the one spelling that we accept, as plumber reads it; `None`
/// when plumber cannot take it apart.
pub fn spelt_for_plumber(value: &str) -> Option<String> {
    let decoded = from_percent_leniently(value)?;
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
        r::base64_as_read(sealed)?,
        r::base64_as_read(nonce)?
    ))
}
