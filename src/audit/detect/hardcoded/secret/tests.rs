use super::*;
use crate::encoding;

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
        assert_eq!(likeness(text.as_bytes(), || true), None, "{text}");
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
        "Session_Secret_Key_Of_App=",
        "plumber_session_secret=",
        "2026-11-28T20:15:00Z",
    ] {
        assert_eq!(
            likeness(text.as_bytes(), || true),
            Some(Likeness::Word),
            "{text}"
        );
    }
}

#[test]
fn passphrases_are_words_of_another_kind() {
    for text in [
        "correct horse battery staple",
        "Tractor7-Lantern-Velvet-Onion",
        "quiet marble river 1873 otter",
    ] {
        assert_eq!(
            likeness(text.as_bytes(), || true),
            Some(Likeness::Phrase),
            "{text}"
        );
    }
}

/// How many of these random texts are not taken for a key.
fn missed(make: impl Fn(&[u8; 64]) -> String) -> usize {
    let is_missed = |_: &usize| {
        let text = make(&crate::crypto::random().unwrap());
        let found = likeness(text.as_bytes(), || true);
        !matches!(
            found,
            Some(Likeness::Key | Likeness::Random { is_short: false })
        )
    };
    (0..2000).filter(is_missed).count()
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
    // Few letters of few kinds may be words: of 32 small ones with digits
    // 3.5 in a hundred have too few digits.
    for (alphabet, length, most) in [
        (0, 50, 40),
        (1, 32, 30),
        (1, 24, 50),
        (1, 64, 15),
        (2, 43, 20),
        (3, 32, 200),
        (4, 64, 0),
        (4, 40, 0),
    ] {
        let alphabet = alphabets[alphabet];
        let letter = |byte: &u8| char::from(alphabet[usize::from(*byte) % alphabet.len()]);
        let missed = missed(|bytes| bytes[..length].iter().map(letter).collect());
        assert!(missed <= most, "{missed} of 2000 of {length} characters");
    }
}

#[test]
fn keys_in_base64_are_secrets_also_where_they_start_as_a_path_does() {
    for (length, most) in [(16, 50), (24, 60), (32, 20), (48, 20), (64, 20)] {
        for start in [None, Some(0xfc), Some(0xff)] {
            let text = |bytes: &[u8; 64]| {
                let mut bytes = *bytes;
                bytes[0] = start.unwrap_or(bytes[0]);
                encoding::base64(&bytes[..length])
            };
            let padded = missed(text);
            assert!(padded <= most, "{padded} of 2000 of {length} bytes");
            let bare = missed(|bytes| text(bytes).trim_end_matches('=').to_owned());
            // 22 letters may be a word with capitals.
            let most = if length == 16 { 150 } else { most };
            assert!(bare <= most, "{bare} of 2000 of {length} bytes, bare");
        }
    }
    for path in [
        "/run/secrets/plumber/production/cookie-keys",
        "/Users/Alice/Projects/MyApp/Config/SessionKey22",
        "/Users/Alice/Projects/MyApp/Config/SessionKey2",
        "/home/alice/Projects2025/WebApp/config/keys",
        "/opt/App/Config/Session/Key",
        "/nix/store/xk3v9qhz7ls0pjb2c8a1rf6d5nwmy4gi/secret",
        "/api/v1/projects/42/variables/SESSIONSECRET",
    ] {
        assert_eq!(likeness(path.as_bytes(), || true), None, "{path}");
    }
}
