//! Whether a text is a secret, where a name says that it is one.
//!
//! Beside the shapes of keys these are other random texts and passphrases. What
//! stands in the place of a secret is told from them: the name of a variable or
//! of a file, an address, a text to be filled in, a digest, a row of digits.

use super::shape::{self, Shape};
use crate::audit::guessable::is_regular;

/// The shortest text that may be a secret everybody knows.
const MIN_BYTES: usize = 7;
/// The longest text that is looked at.
pub(super) const MAX_BYTES: usize = 256;
/// The shortest random text.
const MIN_RANDOM_BYTES: usize = 16;
/// The shortest random text that counts under any name of a key.
const MIN_KEY_BYTES: usize = 20;
/// The shortest passphrase.
const MIN_PHRASE_BYTES: usize = 20;

/// What a text is like.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Likeness {
    /// A key of any system, by its shape.
    Key,
    /// A UUID.
    Uuid,
    /// What a generator made; a short one is called a secret, or is none.
    Random { is_short: bool },
    /// Words that somebody put together.
    Phrase,
    /// A word, which counts if everybody knows it.
    Word,
}

/// What the text is like; `None` for what stands in the place of a secret.
pub fn likeness(text: &[u8]) -> Option<Likeness> {
    let text = std::str::from_utf8(text).ok()?;
    if !(MIN_BYTES..=MAX_BYTES).contains(&text.len()) {
        return None;
    }
    let bare = ["base64:", "hex:", "0x"].iter();
    let bare = bare.fold(text, |text, it| text.strip_prefix(it).unwrap_or(text));
    match shape::shape(bare.as_bytes()) {
        Some(_) if is_regular(bare.as_bytes()) => return None,
        Some(Shape::Key) => return Some(Likeness::Key),
        Some(Shape::Uuid) => return Some(Likeness::Uuid),
        None => {}
    }
    if is_reference(text) || is_template(text) {
        return None;
    }
    if is_regular(bare.as_bytes()) {
        return None;
    }
    // An example of documentation may say that it is to be changed.
    if bare.len() < MIN_RANDOM_BYTES || !is_plain(bare) || is_blank(bare) {
        return Some(Likeness::Word);
    }
    let is_random = is_random(bare);
    Some(match () {
        () if is_random => Likeness::Random {
            is_short: bare.len() < MIN_KEY_BYTES,
        },
        () if bare.len() >= MIN_PHRASE_BYTES && is_phrase(bare) => Likeness::Phrase,
        () => Likeness::Word,
    })
}

/// Printable, and an equals sign at the end only: elsewhere it is what a text
/// says, and no part of a secret.
fn is_plain(text: &str) -> bool {
    let is_code = text.contains(['"', '\\']) || text.contains(' ') && text.contains('=');
    let has_equals = text.trim_end_matches('=').contains('=') && !has_symbols(text);
    text.bytes().all(|byte| matches!(byte, b' '..=b'~')) && !has_equals && !is_code
}

/// Symbols of many kinds, as generators of passwords mix them in.
fn has_symbols(text: &str) -> bool {
    let is_symbol = |byte: &u8| b"!@#$%^&*()[]{}?<>|~+;,".contains(byte);
    text.bytes().filter(is_symbol).count() >= 4
}

/// An address, a path, a scheme with what it is asked for, a variable, a digest
/// with its kind.
fn is_reference(text: &str) -> bool {
    let starts = |marks: &[&str]| marks.iter().any(|it| text.starts_with(it));
    let scheme = text.split(':').next().unwrap_or_default();
    let is_scheme = scheme.len() < text.len()
        && scheme.len() > 1
        && scheme
            .bytes()
            .all(|it| it.is_ascii_lowercase() || it.is_ascii_digit() || it == b'-')
        && !matches!(scheme, "base64" | "hex");
    let digests = [
        "sha1-",
        "sha256-",
        "sha384-",
        "sha512-",
        "md5-",
        "sha256_",
        "$2a$",
        "$2b$",
        "$2y$",
        "$argon2",
        "$pbkdf2",
        "$scrypt",
        "$1$",
        "$5$",
        "$6$",
        "{SSHA}",
        "pbkdf2_sha256$",
    ];
    let places = [
        "/",
        "./",
        "../",
        "~/",
        "\\\\",
        "projects/",
        "!vault",
        "ENC[",
        "$ANSIBLE",
    ];
    let tokens = [
        "-----BEGIN",
        "eyJ",
        "gAAAAA",
        "ssh-",
        "pk_",
        "AQICAH",
        "AKIA",
    ];
    let ends = [
        ".pem",
        ".key",
        ".txt",
        ".json",
        ".yml",
        ".yaml",
        ".conf",
        ".env",
        ".js",
        ".py",
        ".com",
        ".org",
        ".net",
        ".io",
        ".local",
        ".internal",
        ".file",
        ".secret",
    ];
    is_scheme
        || text.contains("://")
        || starts(&digests)
        || starts(&places)
        || starts(&tokens)
        || ends.iter().any(|end| text.ends_with(end))
}

/// What is put in before it is used.
fn is_template(text: &str) -> bool {
    let wraps = |open: &str, close: &str| {
        let at = text.find(open);
        at.is_some_and(|at| text[at + open.len()..].contains(close))
    };
    let is_whole = |open: char, close: char| text.starts_with(open) && text.ends_with(close);
    let is_name = |text: &str| {
        !text.is_empty()
            && text
                .bytes()
                .all(|it| it.is_ascii_alphanumeric() || it == b'_')
    };
    let variable = text.strip_prefix('$').filter(|name| is_name(name));
    let of_windows = is_whole('%', '%') && is_name(text.trim_matches('%'));
    wraps("${", "}")
        || wraps("{{", "}}")
        || wraps("#{", "}")
        || wraps("<%", "%>")
        || wraps("%(", ")s")
        || wraps("$(", ")") && text.starts_with("$(")
        || wraps("__", "__") && text.starts_with("__")
        || is_whole('<', '>')
        || is_whole('[', ']')
        || is_whole('{', '}')
        || is_whole('(', ')')
        || is_whole('*', '*')
        || variable.is_some()
        || of_windows
}

/// A text that is to be filled in says so.
fn is_blank(text: &str) -> bool {
    const MARKS: &str = "change replace your example placeholder insert xxxx redacted dummy \
        generate fixme not-set undefined foobar some- some_ random sample goes-here _here todo";
    let lower = text.to_ascii_lowercase();
    MARKS.split(' ').any(|mark| lower.contains(mark))
}

/// Whether the characters follow one another as a generator mixes them: letters
/// of both cases, digits and symbols change every other character, and in words
/// and names they do not.
fn is_random(text: &str) -> bool {
    /// Changes in a thousand pairs: few random texts have fewer, and words with a
    /// number in them have half as many.
    const MIN_CHANGES: usize = 195;
    /// The same of letters alone, of both cases in like parts.
    const MIN_CHANGES_OF_LETTERS: usize = 170;
    if text.contains(' ') {
        return false;
    }
    let bytes = text.trim_end_matches('=').as_bytes();
    let (mut pairs, mut changes) = (0, 0);
    for pair in bytes.windows(2) {
        let (Some(one), Some(other)) = (class(pair[0]), class(pair[1])) else {
            continue;
        };
        pairs += 1;
        let is_capital = (one, other) == (Class::Upper, Class::Lower);
        changes += usize::from(one != other && !is_capital);
    }
    let count = |kind: Class| bytes.iter().filter(|it| class(**it) == Some(kind)).count();
    let (upper, lower) = (count(Class::Upper), count(Class::Lower));
    let has_others = count(Class::Digit) + count(Class::Symbol) >= 2;
    let has_cases = upper * 100 >= bytes.len() * 30 && lower * 100 >= bytes.len() * 25;
    let least = match has_others {
        true => MIN_CHANGES,
        false => MIN_CHANGES_OF_LETTERS,
    };
    let is_mixed = (has_others || has_cases) && pairs * 3 >= bytes.len();
    upper + lower >= 4 && (is_mixed && changes * 1000 >= pairs * least || is_jumbled(bytes))
}

/// What kind of a character it is; `None` for what joins words.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Class {
    Lower,
    Upper,
    Digit,
    Symbol,
}

fn class(byte: u8) -> Option<Class> {
    Some(match byte {
        b'a'..=b'z' => Class::Lower,
        b'A'..=b'Z' => Class::Upper,
        b'0'..=b'9' => Class::Digit,
        b'-' | b'_' | b'.' | b'/' | b' ' | b':' | b',' => return None,
        _ => Class::Symbol,
    })
}

/// Letters alone, that are no words: few vowels, and capitals anywhere if there
/// are any.
fn is_jumbled(text: &[u8]) -> bool {
    const MIN_LETTERS: usize = 24;
    if text.len() < MIN_LETTERS || !text.iter().all(u8::is_ascii_alphabetic) {
        return false;
    }
    let is_vowel = |byte: &&u8| b"aeiou".contains(&byte.to_ascii_lowercase());
    let vowels = text.iter().filter(is_vowel).count();
    let consonants = text.split(|byte| is_vowel(&byte));
    let longest = consonants.map(<[u8]>::len).max().unwrap_or(0);
    vowels * 100 <= text.len() * 28 && longest >= 6
}

/// Words of which most say nothing of secrets and programs, and that are no
/// sentence about one.
fn is_phrase(text: &str) -> bool {
    const COMMON: &str = "admin api app application auth backend base client config cookie cookies \
        credential credentials data default demo dev development do encryption env file \
        hash here insecure jwt key keys local long my name new password prod production \
        secret secrets secure server service session sessions sign signing store super \
        test token user very web";
    const SENTENCE: &str = "a an and are be by for from in is it its must no not of on or please should that \
        the this to used with";
    let is_in = |list: &str, word: &str| list.split(' ').any(|it| it == word);
    let lower = text.to_ascii_lowercase();
    let words = lower.split(|it: char| !it.is_ascii_alphanumeric());
    let is_word = |word: &&str| word.bytes().filter(u8::is_ascii_alphabetic).count() >= 3;
    let words: Vec<&str> = words
        .filter(|it| is_word(it) || is_in(SENTENCE, it))
        .collect();
    let common = words.iter().filter(|word| is_in(COMMON, word)).count();
    let is_sentence = words.iter().any(|word| is_in(SENTENCE, word));
    // So are resources called, and steps of a build.
    let is_name = !text.contains(' ')
        && text
            .bytes()
            .all(|it| it.is_ascii_lowercase() || it == b'-' || it == b'_');
    let least = if is_name { 5 } else { 3 };
    words.len() >= least && common * 3 <= words.len() && !is_sentence
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_stands_for_a_secret_is_none() {
        for text in [
            "https://vault.example.org/v1/secret",
            "arn:aws:secretsmanager:eu-west-1:123456789012:secret:web-a1B2c3",
            "/run/secrets/session-secret",
            "./keys/session-9f3.key",
            "keyring:plumber_api",
            "${SESSION_SECRET}",
            "{{ .Values.session.secret }}",
            "<your session secret>",
            "$SESSION_SECRET",
            "%SESSION_SECRET%",
            "#{ENV['SESSION_SECRET']}",
            "$2b$12$GhvMmNVjRW29ulnudl.LbuAnUtN/LRfe1JsBm1Xu6LE3059z5Tr8m",
            "0123456789abcdef0123456789abcdef",
            "00000000000000000000000000000000",
        ] {
            assert_eq!(likeness(text.as_bytes()), None, "{text}");
        }
        for text in [
            "changeme-changeme-changeme-1",
            "your-256-bit-secret-goes-here",
            "user_session_secret_key_name",
            "plumber-session-secret",
            "SessionSecretProviderFactory",
            "The secret that signs sessions, of 32 characters",
            "my-very-long-session-secret-key",
            "user.session.v2.token",
            "2026-11-28T20:15:00Z",
        ] {
            assert_eq!(likeness(text.as_bytes()), Some(Likeness::Word), "{text}");
        }
    }

    #[test]
    fn passphrases_are_words_of_another_kind() {
        for text in [
            "correct horse battery staple",
            "Tractor7-Lantern-Velvet-Onion",
            "quiet marble river 1873 otter",
        ] {
            assert_eq!(likeness(text.as_bytes()), Some(Likeness::Phrase), "{text}");
        }
    }

    #[test]
    fn random_texts_of_every_alphabet_are_secrets() {
        let alphabets: [&[u8]; 5] = [
            b"abcdefghijklmnopqrstuvwxyz0123456789!@#$%^&*(-_=+)",
            b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789",
            b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_",
            b"abcdefghijklmnopqrstuvwxyz0123456789",
            b"0123456789abcdef",
        ];
        for (alphabet, length) in [
            (0, 50),
            (1, 32),
            (1, 24),
            (2, 43),
            (3, 32),
            (4, 64),
            (4, 40),
        ] {
            let alphabet = alphabets[alphabet];
            let mut missed = 0;
            for _ in 0..1000 {
                let bytes = crate::crypto::random::<64>().unwrap();
                let text = bytes[..length]
                    .iter()
                    .map(|it| alphabet[usize::from(*it) % alphabet.len()]);
                let text: Vec<u8> = text.collect();
                let found = likeness(&text);
                missed += usize::from(!matches!(
                    found,
                    Some(Likeness::Key | Likeness::Random { is_short: false })
                ));
            }
            // The first character may be that of a path.
            assert!(missed < 60, "{missed} of 1000 of {length} characters");
        }
    }
}
