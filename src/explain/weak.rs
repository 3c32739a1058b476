//! Keys that anyone may have: of documentation, of examples, of habit, and of
//! a word list.
//!
//! Known ones are kept as digests. For plumber, which hashes a passphrase, the
//! digest is the very key; for the others it is the key of somebody who hashed
//! a word by hand.

mod words;

use crate::frameworks::{self, Format, Input, KnownKey};
use crate::keys::known;

pub use words::{Progress, Searched, search};

/// A cookie that is tried.
pub struct Target<'a> {
    /// Its format.
    pub format: &'static dyn Format,
    /// The name that it may be bound to.
    pub name: &'a str,
    /// Its value, as the format reads it.
    pub value: &'a str,
}

/// Keys of examples that belong to no framework, by the SHA-256 of their text.
const PUBLISHED: [&str; 3] = [
    // inst/examples of sealr, and examples in public repositories.
    "74a7275052c71309d6979c0b0744a32a238b0a667be4f320c2478929793102e4",
    "c8ad8658d036b31c108f3d5955ef56fe00b089d3f1f9f4adcc9a3ae35bcd10c1",
    "888df25ae35772424a560c7152a1de794440e0ea5cfee62828333a456a506e05",
];

/// How a text that everybody can guess is called.
const PATTERN: &str = "a pattern of digits";
/// How a digest of the list of known keys is called.
const KNOWN: &str = "a word of the list of known keys";

/// What the key of a cookie is called, when it is one that everybody knows;
/// and how many were tried to find that out.
pub fn known(target: &Target) -> (Option<&'static str>, u64) {
    let guess = target.format.guesser(Input::new(target.name, target.value));
    let mut tried = 0;
    let mut opens = |text: &str| {
        tried += 1;
        guess(text.as_bytes())
    };
    // Its own framework's before those of others, which may be the same.
    let own = target.format.facts().framework;
    let all = std::iter::once(own).chain(frameworks::all());
    let documented: Vec<&KnownKey> = all.flat_map(|it| it.known_keys).collect();
    // A digest is a key as well: R reads 64 hex digits for the bytes that it
    // makes of a text.
    let texts = documented
        .iter()
        .filter_map(|key| Some((key.text()?, key.what)));
    let digests = documented.iter().map(|key| (key.digest, key.what));
    let documented = texts.chain(digests);
    let published = PUBLISHED.map(|digest| (digest, "of a published example"));
    let mut known = documented
        .chain(published)
        .chain(known::digests().map(|digest| (digest, KNOWN)));
    let found = known
        .find(|(text, _)| opens(text))
        .map(|(_, what)| what)
        .or_else(|| patterns().iter().any(|text| opens(text)).then_some(PATTERN));
    (found, tried)
}

/// Digits in a row and repeated, of 32 and 64, with a newline and without.
fn patterns() -> Vec<String> {
    let rows = [
        "0123456789abcdef",
        "0123456789ABCDEF",
        "1234567890",
        "123456789",
        "abcdef0123456789",
        "fedcba9876543210",
        "deadbeef",
        "00112233445566778899aabbccddeeff",
        "000102030405060708090a0b0c0d0e0f101112131415161718191a1b1c1d1e1f",
    ];
    let digits = "0123456789abcdef".chars().map(String::from);
    let mut found = Vec::new();
    for row in rows.map(str::to_owned).into_iter().chain(digits) {
        for length in [32, 64] {
            let text: String = row.chars().cycle().take(length).collect();
            found.push(format!("{text}\n"));
            found.push(text);
        }
    }
    found.extend(["00000000-0000-0000-0000-000000000000".to_owned()]);
    found
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::crypto::sha256;
    use crate::encoding::hex;

    #[test]
    fn the_documented_keys_are_the_ones_they_are_called() {
        let known = frameworks::all().flat_map(|it| it.known_keys);
        let texts: Vec<&str> = known
            .filter_map(|key| {
                let text = key.text()?;
                assert_eq!(hex(&sha256(&[text.as_bytes()])), key.digest, "{}", key.what);
                Some(text)
            })
            .collect();
        for text in ["secret", "mySecretHere", "pleasechangeme", "keyboard cat"] {
            assert!(texts.contains(&text), "{text}");
        }
    }

    /// Cookies that plumber 1.2.1 and Workbench's logic made.
    #[test]
    fn cookies_under_keys_that_everybody_knows_are_found() {
        let of_secret = "ABaqZxy7KgA7Ph4UUh7OL7cEG2G3nn+/c8mIRWBe_0+ctwmv8W4XDgrwE7PbRi5DLy3mQV71K";
        let flask = "eyJ1c2VyIjoiYWxpY2UifQ.ZVPxAA.EMJOpgH63SvAAgrjv24dP-yX7g8";
        let of_digits = "i8mEAeSNrKa0bg8kj7ZRrWwK5XcJ8FOZo/+dv4rK_1URBh3w86fmsFy5R7MiHZ2odOYdl/f14";
        let workbench = "alice|Tue%2C%2014%20Nov%202023%2022%3A13%3A20%20GMT|YrDyFfUaaywsHRn9ghYyLQwtZBRIKARppEVi3Ilszsw%3D";
        let of_pyjwt = "eyJhbGciOiJIUzI1NiJ9.e30.XmNK3GpH3Ys_7wsYBfq4C3M6goz71I7dTgUkuIa5lyQ";
        let of_another = &of_secret.replacen('A', "B", 1);
        for (format, value, what) in [
            (
                "plumber",
                of_secret,
                Some("`secret`, of plumber's own examples"),
            ),
            ("plumber", of_digits, Some(PATTERN)),
            ("workbench", workbench, Some(PATTERN)),
            (
                "express",
                "s:alice.G2Nf34I+jXcvsAIItvJkvwPKMneAhmY+ZBUv6FUGtL8",
                Some("`keyboard cat`, of express-session's own examples"),
            ),
            ("flask", flask, Some("`dev`, of Flask's tutorial")),
            ("jwt", of_pyjwt, Some("`secret`, of PyJWT's documentation")),
            ("plumber", of_another, None),
        ] {
            let target = Target {
                format: frameworks::find(format).unwrap(),
                name: "",
                value,
            };
            let (found, tried) = known(&target);
            assert_eq!(found, what, "{value}");
            assert!(what.is_some() || tried > 150, "{tried}");
        }
    }
}
