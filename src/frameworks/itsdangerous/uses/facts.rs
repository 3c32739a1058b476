//! What is to be known of each use.

use super::super::settings::{Content, DEFAULTS, MAX_AGE, Settings};
use super::super::words::{Words, words};
use super::{Use, keys};
use crate::crypto::Strength;
use crate::crypto::mac::Digest;
#[cfg(test)]
use crate::crypto::sha256;
#[cfg(test)]
use crate::encoding::base64url;
use crate::frameworks::{
    Expiry, Facts, Framework, Generate, KEY_ENCODING, KeySpec, LineEnd, LintFix, Malformed,
    NameBinding, NamesTell, OfTwo, Param, Payload, Protection,
};

/// Seconds of a day.
const DAY: u64 = 24 * 60 * 60;

const fn key(about: &'static str, list: &'static str) -> KeySpec {
    KeySpec {
        about,
        list,
        line_end: LineEnd::Dropped,
        generate: Generate::Hex(Strength::Bits256),
    }
}

const OF_FLASK: KeySpec = key(
    "any text, or bytes: Flask's SECRET_KEY",
    "one key: SECRET_KEY_FALLBACKS are not used",
);

/// Quart-Auth's login.
pub static QUART_AUTH: Use = Use {
    facts: &Facts {
        name: "quart-auth",
        about: "Quart-Auth login cookie (HMAC-SHA512)",
        framework: &Framework {
            of_two: Some(OfTwo::First),
            name: "Quart-Auth",
            server: "Quart-Auth",
            quotes: Some(Framework::DOUBLE_QUOTES),
            cookie_names: &["QUART_AUTH"],
            names_tell: NamesTell::Likely,
            key_names: &["SECRET_KEY", "QUART_SECRET_KEY"],
            key_owners: &["quart"],
            lint_fixes: &[
                LintFix {
                    rules: &[
                        "not-secure",
                        "same-site-none-not-secure",
                        "prefix-not-secure",
                        "partitioned-not-secure",
                    ],
                    fix: "QUART_AUTH_COOKIE_SECURE = True, the default, and HTTPS before the \
                          application",
                },
                LintFix {
                    rules: &["no-same-site", "same-site-unknown", "same-site-none"],
                    fix: "QUART_AUTH_COOKIE_SAMESITE = \"Lax\", the default",
                },
            ],
            exports: &keys::OF_QUART_AUTH,
            runbook: Some(&keys::QUART_AUTH),
            ..Framework::PLAIN
        },
        protection: Protection::Signed,
        payload: Payload::Json,
        expiry: Expiry::ByAge(Some(365 * DAY)),
        name_binding: NameBinding::Unbound,
        key: key(
            "any text, or bytes: Quart's SECRET_KEY",
            "SECRET_KEY signs, SECRET_KEY_FALLBACKS verify as well",
        ),
        params: &[
            Param {
                about: "how old it may be: QUART_AUTH_DURATION",
                default: "31536000",
                ..MAX_AGE
            },
            KEY_ENCODING,
        ],
        cautions: &[
            "signed, not encrypted: anyone can read the user's id",
            "not bound to the cookie's name: the value passes under any name",
            "logging out does not end a copied cookie: it is valid until it is too old",
        ],
    },
    words: &OF_QUART_AUTH,
    settings: Settings {
        salt: "quart auth salt",
        digest: Digest::Sha512,
        max_age: Some(365 * DAY),
        ..DEFAULTS
    },
    check: |json| {
        is_string(
            json,
            Malformed("quart-auth: the payload is not a JSON string"),
        )
    },
    is_its: |json| json.starts_with(b"\""),
    #[cfg(test)]
    example: quoted,
    #[cfg(test)]
    json: include_str!("../../../../tests/data/frameworks/quart-auth.json"),
};

static OF_QUART_AUTH: Words = words!("quart-auth");

/// Streamlit's user.
pub static STREAMLIT: Use = Use {
    facts: &Facts {
        name: "streamlit",
        about: "Streamlit user cookie (HMAC-SHA1)",
        framework: &Framework {
            of_two: Some(OfTwo::Last),
            name: "Streamlit",
            server: "Streamlit",
            cookie_names: &["_streamlit_user", "_streamlit_user_tokens"],
            names_tell: NamesTell::Likely,
            key_names: &["STREAMLIT_SERVER_COOKIE_SECRET"],
            key_owners: &["streamlit"],
            exports: &keys::OF_STREAMLIT,
            runbook: Some(&keys::STREAMLIT),
            ..Framework::PLAIN
        },
        protection: Protection::Signed,
        payload: Payload::Json,
        expiry: Expiry::ByAge(Some(31 * DAY)),
        name_binding: NameBinding::Bound,
        key: key(
            "any text: cookie_secret of [auth] in secrets.toml, or server.cookieSecret",
            "one key signs and verifies: it accepts no others",
        ),
        params: &[
            Param {
                about: "how old it may be",
                default: "2678400",
                ..MAX_AGE
            },
            KEY_ENCODING,
        ],
        cautions: &[
            "signed, not encrypted: anyone can read this",
            "its salt is the cookie's name: give it with --name where the value stands alone",
            "without cookie_secret and server.cookieSecret the key is another one at each start",
        ],
    },
    words: &OF_STREAMLIT,
    settings: Settings {
        // That of a cookie is its name.
        salt: "",
        max_age: Some(31 * DAY),
        ..DEFAULTS
    },
    check: |json| {
        is_string(
            json,
            Malformed("streamlit: the payload is not a JSON string"),
        )
    },
    is_its: |json| json.starts_with(b"\"{") || json.starts_with(b"\"chunks-"),
    #[cfg(test)]
    example: |text| format!("\"{{\\\"origin\\\": \\\"{text}\\\"}}\""),
    #[cfg(test)]
    json: include_str!("../../../../tests/data/frameworks/streamlit.json"),
};

static OF_STREAMLIT: Words = words!("streamlit");

/// Flask-WTF's token against CSRF.
pub static FLASK_WTF: Use = Use {
    facts: &Facts {
        name: "flask-wtf",
        about: "CSRF token of Flask-WTF (HMAC-SHA1)",
        framework: &Framework {
            of_two: Some(OfTwo::First),
            name: "Flask-WTF",
            server: "Flask-WTF",
            cookie_names: &["csrf_token"],
            names_tell: NamesTell::Nothing,
            key_names: &["WTF_CSRF_SECRET_KEY", "SECRET_KEY", "FLASK_SECRET_KEY"],
            exports: &keys::OF_FLASK_WTF,
            runbook: Some(&keys::FLASK_WTF),
            ..Framework::PLAIN
        },
        protection: Protection::Signed,
        payload: Payload::Json,
        expiry: Expiry::ByAge(Some(60 * 60)),
        name_binding: NameBinding::Unbound,
        key: KeySpec {
            about: "any text, or bytes: WTF_CSRF_SECRET_KEY, or Flask's SECRET_KEY",
            ..OF_FLASK
        },
        params: &[
            Param {
                about: "how old it may be: WTF_CSRF_TIME_LIMIT",
                default: "3600",
                ..MAX_AGE
            },
            KEY_ENCODING,
        ],
        cautions: &[
            "it stands in a form or a header, and is good only with the session that has its text \
             as csrf_token",
        ],
    },
    words: &OF_FLASK_WTF,
    settings: Settings {
        salt: "wtf-csrf-token",
        max_age: Some(60 * 60),
        ..DEFAULTS
    },
    check: |json| {
        is_string(
            json,
            Malformed("flask-wtf: the payload is not a JSON string"),
        )
    },
    // A SHA-1 in hex.
    is_its: |json| {
        let text = json
            .strip_prefix(b"\"")
            .and_then(|it| it.strip_suffix(b"\""));
        text.is_some_and(|it| it.len() == 40 && it.iter().all(u8::is_ascii_hexdigit))
    },
    #[cfg(test)]
    example: |text| {
        let digest = sha256(&[text.as_bytes()]);
        format!("\"{}\"", crate::encoding::hex(&digest[..20]))
    },
    #[cfg(test)]
    json: include_str!("../../../../tests/data/frameworks/flask-wtf.json"),
};

static OF_FLASK_WTF: Words = words!("flask-wtf");

/// The signed id of Flask-Session.
pub static FLASK_SESSION: Use = Use {
    facts: &Facts {
        name: "flask-session",
        about: "id of Flask-Session with its signature (HMAC-SHA1)",
        framework: &Framework {
            of_two: Some(OfTwo::First),
            name: "Flask-Session",
            server: "Flask-Session",
            quotes: Some(Framework::DOUBLE_QUOTES),
            cookie_names: &["session"],
            names_tell: NamesTell::Nothing,
            key_names: &["SECRET_KEY", "FLASK_SECRET_KEY"],
            exports: &keys::OF_FLASK_SESSION,
            runbook: Some(&keys::FLASK_SESSION),
            ..Framework::PLAIN
        },
        protection: Protection::Signed,
        payload: Payload::Text,
        expiry: Expiry::Never,
        name_binding: NameBinding::Unbound,
        key: OF_FLASK,
        params: &[KEY_ENCODING],
        cautions: &[
            "an id: the data is in the server's store, and nothing of it can be opened here",
            "it has no time: the store knows whether the session is over",
        ],
    },
    words: &OF_FLASK_SESSION,
    settings: Settings {
        content: Content::Text,
        is_timed: false,
        salt: "flask-session",
        derivation: "hmac",
        ..DEFAULTS
    },
    check: |text| match is_id(text) {
        true => Ok(()),
        false => Err(Malformed(
            "flask-session: what is signed is not an id of Flask-Session: 43 letters of base64url, \
             or a UUID",
        )),
    },
    is_its: is_id,
    #[cfg(test)]
    example: |text| base64url(&sha256(&[text.as_bytes()])),
    #[cfg(test)]
    json: include_str!("../../../../tests/data/frameworks/flask-session.json"),
};

static OF_FLASK_SESSION: Words = words!("flask-session");

/// Whether JSON is a string.
///
/// # Errors
/// That it is none.
fn is_string(json: &[u8], other: Malformed) -> Result<(), Malformed> {
    match json.trim_ascii_start().starts_with(b"\"") {
        true => Ok(()),
        false => Err(other),
    }
}

/// Whether this is an id as Flask-Session draws one: 32 bytes in base64url, and a
/// UUID in older versions.
fn is_id(text: &[u8]) -> bool {
    let is_letter = |it: &u8| it.is_ascii_alphanumeric() || b"-_".contains(it);
    let is_uuid = || {
        let is_right = |(at, byte): (usize, &u8)| match at {
            8 | 13 | 18 | 23 => *byte == b'-',
            _ => byte.is_ascii_hexdigit(),
        };
        text.iter().enumerate().all(is_right)
    };
    match text.len() {
        43 => text.iter().all(is_letter),
        36 => is_uuid(),
        _ => false,
    }
}

#[cfg(test)]
fn quoted(text: &str) -> String {
    format!("\"{text}\"")
}
