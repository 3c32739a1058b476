//! Keys that anyone may have: of documentation, of examples, of habit, and of
//! a word list.
//!
//! Known ones are kept as digests. For plumber, which hashes a passphrase, the
//! digest is the very key; for the others it is the key of somebody who hashed
//! a word by hand.

mod words;

use std::collections::HashSet;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::thread;

use crate::frameworks::{self, Format, Guess, Input, KnownKey, Secret};
use crate::keys::known;
use crate::threads;

pub use words::{MAX_SLOW, Progress, Searched, search};

/// A cookie that is tried.
pub struct Target<'a> {
    /// Its format.
    pub format: &'static dyn Format,
    /// The cookie, as the format reads it.
    pub cookie: Input<'a>,
}

/// How much longer than with others a try takes where the key is made of a text
/// slowly on purpose: only few are made.
const SLOW: usize = 1000;

impl Target<'_> {
    /// Whether a try of this text takes so much longer than that of others.
    fn is_slow(&self, text: &[u8]) -> bool {
        let secret = Secret::value(text);
        self.format.slowness(secret, self.cookie.params) >= SLOW
    }
}

/// What came of trying the keys that everybody knows.
#[derive(Debug, Default, PartialEq, Eq)]
pub struct Guessed {
    /// What the key is called that opens it.
    pub found: Option<String>,
    /// How many were tried.
    pub tried: u64,
    /// How many were not, for each takes long and none is an example of the
    /// cookie's own framework.
    pub skipped: u64,
    /// Why one could not be tried.
    pub lacking: Option<&'static str>,
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

/// How no text at all is called: a file or a variable was empty.
const EMPTY: &str = "an empty text";
/// How a text is called that a program makes of a setting which is not set, or a
/// shell leaves of one that it does not know; and those.
const UNSET: &str = "what becomes of a setting that is not set";
const OF_UNSET: [&str; 14] = [
    "undefined",
    "null",
    "None",
    "nil",
    "NaN",
    "true",
    "false",
    "none",
    "NULL",
    "[object Object]",
    "$SECRET_KEY",
    "${SECRET_KEY}",
    "process.env.SESSION_SECRET",
    "process.env.JWT_SECRET",
];

/// How a word is called that an attacker tries before any other.
const WORD: &str = "a word that everybody tries first";
/// How a text is called that stands for a key where one is to be put.
const PLACEHOLDER: &str = "a placeholder of many tutorials";

/// What the key of a cookie is called, when it is one that everybody knows.
pub fn known(target: &Target) -> Guessed {
    // Its own framework's before those of others, which may be the same.
    let own = target.format.facts().framework.known_keys;
    let others = || frameworks::all().flat_map(|it| it.known_keys);
    // A digest is a key as well: R reads 64 hex digits for the bytes that it
    // makes of a text.
    let text_of = |key: &KnownKey| Some((key.text()?, key.what));
    let mut texts: Vec<(Vec<u8>, &str)> = own.iter().filter_map(text_of).collect();
    let bytes = |it: &str| it.as_bytes().to_vec();
    let published = PUBLISHED.map(|digest| (digest, "of a published example"));
    let digests = (own.iter().chain(others()).map(|key| (key.digest, key.what)))
        .chain(published)
        .map(|(digest, what)| (bytes(digest), what))
        .chain(known::digests().map(|digest| (digest.into_bytes(), KNOWN)));
    let patterns = patterns().into_iter().map(|it| (it.into_bytes(), PATTERN));
    let unset = OF_UNSET.iter().map(|it| (bytes(it), UNSET));
    let words = known::WORDS.iter().map(|it| (bytes(it), WORD));
    let placeholders = known::PLACEHOLDERS
        .iter()
        .map(|it| (bytes(it), PLACEHOLDER));
    let rest = others()
        .filter_map(text_of)
        .chain([(Vec::new(), EMPTY)])
        .chain(unset)
        .chain(words)
        .chain(placeholders);
    let rest = rest.chain(digests).chain(patterns);
    // Many a word is an example of a framework, too.
    let mut seen: HashSet<Vec<u8>> = texts.iter().map(|it| it.0.clone()).collect();
    let rest = rest.filter(|it| seen.insert(it.0.clone()));
    let (slow, rest): (Vec<_>, Vec<_>) = rest.partition(|it| target.is_slow(&it.0));
    texts.extend(rest);
    Guessed {
        skipped: slow.len() as u64,
        ..first_of(target, &texts)
    }
}

/// The first of the texts that opens it, tried on all cores.
fn first_of(target: &Target, texts: &[(Vec<u8>, &'static str)]) -> Guessed {
    let guess = target.format.guesser(target.cookie);
    let (next, found) = (AtomicUsize::new(0), AtomicUsize::new(texts.len()));
    let lacking = std::sync::OnceLock::new();
    let work = || {
        loop {
            let place = next.fetch_add(1, Ordering::Relaxed);
            // Those before the one that opens it are all tried: it is the first.
            if place >= found.load(Ordering::Relaxed) {
                return;
            }
            match guess(&texts[place].0) {
                Guess::Wrong => {}
                Guess::Opens => {
                    found.fetch_min(place, Ordering::Relaxed);
                }
                Guess::Untried(why) => {
                    lacking.get_or_init(|| why);
                }
            }
        }
    };
    thread::scope(|scope| {
        for _ in 1..threads::cores() {
            if threads::start(scope, work).is_none() {
                break;
            }
        }
        work();
    });
    let place = found.into_inner();
    Guessed {
        found: texts.get(place).map(|(text, what)| match *what {
            UNSET | WORD | PLACEHOLDER => format!("`{}`, {what}", String::from_utf8_lossy(text)),
            what => what.to_owned(),
        }),
        tried: texts.len().min(place + 1) as u64,
        skipped: 0,
        lacking: lacking.into_inner(),
    }
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
        let texts: Vec<Vec<u8>> = known
            .filter_map(|key| {
                let text = key.text()?;
                assert_eq!(hex(&sha256(&[&text])), key.digest, "{}", key.what);
                Some(text)
            })
            .collect();
        for text in ["secret", "mySecretHere", "pleasechangeme", "keyboard cat"] {
            assert!(texts.iter().any(|it| it == text.as_bytes()), "{text}");
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
                cookie: Input::bare(value),
            };
            let guessed = known(&target);
            assert_eq!(guessed.found.as_deref(), what, "{value}");
            assert!(what.is_some() || guessed.tried > 150, "{guessed:?}");
        }
    }
}
