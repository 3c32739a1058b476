//! Values of three fields with bars between whose end is missing.

use crate::crypto::equal;
use crate::encoding::percent_bytes;

/// How many characters a value lacks to be `value|date|signature`, whose text
/// is whole except for the end of its signature.
pub fn lacks(given: &str, value: &[u8], date: &str, signature: &str) -> Option<usize> {
    // So many characters of a signature are not hit upon by chance.
    const ENOUGH: usize = 8;
    let plain = [value, b"|", date.as_bytes(), b"|"].concat();
    let encoded = format!(
        "{}|{}|",
        percent_bytes(value),
        percent_bytes(date.as_bytes())
    );
    let forms = [
        (plain, signature.to_owned()),
        (encoded.into_bytes(), percent_bytes(signature.as_bytes())),
    ];
    forms.into_iter().find_map(|(start, signature)| {
        let seen = given.as_bytes().strip_prefix(&start[..])?;
        let is_cut = seen.len() < signature.len() && seen.len() >= ENOUGH;
        (is_cut && equal(seen, &signature.as_bytes()[..seen.len()]))
            .then(|| signature.len() - seen.len())
    })
}
