//! Values that end in a signature whose end is missing.

use crate::crypto::equal;
use crate::encoding::{from_percent_exact, percent, percent_bytes};

/// How many characters a value lacks to be `value|date|signature`, whose text
/// is whole except for the end of its signature.
pub fn lacks(given: &str, value: &[u8], date: &str, signature: &str) -> Option<usize> {
    let plain = [value, b"|", date.as_bytes(), b"|"].concat();
    let encoded = format!(
        "{}|{}|",
        percent_bytes(value),
        percent_bytes(date.as_bytes())
    );
    let as_it_is = || rest(given.as_bytes().strip_prefix(&plain[..])?, signature);
    let as_percent = || rest_encoded(given.strip_prefix(&*encoded)?, signature);
    as_it_is().or_else(as_percent)
}

/// How many characters a text lacks that is signed, a mark and a signature, and may be
/// percent-encoded as a whole, though not its mark. `sign` makes the signature of what
/// is before the mark, if that may be signed at all.
pub fn lacks_of_signed(
    given: &str,
    mark: &str,
    sign: &dyn Fn(&str) -> Option<String>,
) -> Option<usize> {
    /// Also of hex digits so many are not hit upon by chance.
    const ENOUGH: usize = 12;
    let (signed, seen) = given.rsplit_once(mark)?;
    if seen.len() < ENOUGH {
        return None;
    }
    let decoded = from_percent_exact(signed).and_then(|it| String::from_utf8(it.into()).ok());
    // As it is sent, before as programs show it.
    let as_percent = decoded.and_then(|it| rest_encoded(seen, &sign(&it)?));
    as_percent.or_else(|| rest(seen.as_bytes(), &sign(signed)?))
}

/// How many characters follow this much of a signature.
fn rest(seen: &[u8], signature: &str) -> Option<usize> {
    is_start(seen, signature).then(|| signature.len() - seen.len())
}

/// The same of one that is percent-encoded.
fn rest_encoded(seen: &str, signature: &str) -> Option<usize> {
    // What is given is decoded, not the signature encoded, which is no one's to know
    // until so much of it was shown: that would take a time of its own for each.
    let is_whole = |at: &usize| at + "%2B".len() <= seen.len();
    let end = seen.rfind('%').filter(|at| !is_whole(at));
    let decoded = from_percent_exact(&seen[..end.unwrap_or(seen.len())])?;
    is_start(&decoded, signature).then_some(())?;
    let left = percent(signature).strip_prefix(seen)?.len();
    (left > 0).then_some(left)
}

/// Whether a signature starts so, and ends later.
fn is_start(seen: &[u8], signature: &str) -> bool {
    // So many characters of a signature are not hit upon by chance.
    const ENOUGH: usize = 8;
    let is_cut = (ENOUGH..signature.len()).contains(&seen.len());
    is_cut && equal(seen, &signature.as_bytes()[..seen.len()])
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::encoding::from_percent_leniently;

    const SIGNATURE: &str = "ab/defgh+jklmn==";

    /// The number that is reported is the one that makes it whole, and no other cookie
    /// is taken for one that was cut.
    #[test]
    fn as_many_are_missing_as_were_cut_off() {
        for whole in [
            format!("v 1|d|{SIGNATURE}"),
            format!("v%201|d|{}", percent(SIGNATURE)),
        ] {
            let start = whole.rfind('|').unwrap() + 1;
            for end in start..=whole.len() {
                let seen = &whole[..end];
                let shown = from_percent_leniently(&seen[start..]).unwrap().len();
                // Half an escape shows nothing of what it stands for.
                let half = seen.len() - seen.rfind('%').filter(|at| at + 3 > end).unwrap_or(end);
                let is_enough = shown - half >= 8 && end < whole.len();
                let missing = is_enough.then_some(whole.len() - end);
                assert_eq!(lacks(seen, b"v 1", "d", SIGNATURE), missing, "{seen}");
                let other = seen.replace("ab", "aB");
                assert_eq!(lacks(&other, b"v 1", "d", SIGNATURE), None, "{other}");
            }
        }
        let foreign = format!("v%201|d|{}%2x", &percent(SIGNATURE)[..14]);
        assert_eq!(lacks(&foreign, b"v 1", "d", SIGNATURE), None);
    }
}
