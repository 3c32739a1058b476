//! Starlette's session, which is FastAPI's: `b64(JSON) "." b64url(time) "."
//! b64url(HMAC-SHA1)`, the JSON padded and in the standard alphabet.
//!
//! Source: Starlette 1.10.0, `starlette/middleware/sessions.py`; itsdangerous 2.2.0
//! signs it, with the salt of a bare signer. NiceGUI's sessions are the same.

use super::itsdangerous::{
    Content, DEFAULTS, MAX_AGE, Settings, Signed, UnderKey, Words, ends_as_signed, guesser,
    is_broken, on_the_server, words,
};
use super::python::{As, json, keys, quoted};
use super::runbook::{Runbook, by_slots};
use super::{
    Anatomy, Expiry, Export, Exported, Facts, Format, Framework, Generate, Guesser, Input,
    KEY_ENCODING, KeySpec, KnownKey, LineEnd, LintFix, Malformed, NameBinding, NamesTell, OfTwo,
    OnServer, Param, Params, Payload, Protection, Secret, UnfitKey, Unlocked,
};
use crate::crypto::Strength;
use crate::time::Time;

/// The format of Starlette's `SessionMiddleware`.
pub struct Starlette;

/// Its `max_age`, two weeks.
const AGE: u64 = 14 * 24 * 60 * 60;

static FRAMEWORK: Framework = Framework {
    of_two: Some(OfTwo::Last),
    name: "Starlette and FastAPI",
    server: "Starlette",
    quotes: Some(Framework::DOUBLE_QUOTES),
    cookie_names: &["session"],
    // Everybody calls a cookie so.
    names_tell: NamesTell::Nothing,
    key_names: &["SECRET_KEY", "SESSION_SECRET_KEY", "SESSION_SECRET"],
    key_owners: &["starlette", "fastapi"],
    takes_key_later: &["SessionMiddleware"],
    lint_fixes: &[
        LintFix {
            rules: &[
                "not-secure",
                "same-site-none-not-secure",
                "prefix-not-secure",
                "partitioned-not-secure",
            ],
            fix: "SessionMiddleware(https_only=True), and HTTPS before the application",
        },
        LintFix {
            rules: &["no-same-site", "same-site-unknown", "same-site-none"],
            fix: "SessionMiddleware(same_site=\"lax\"), the default",
        },
        LintFix {
            rules: &["too-large", "line-too-long"],
            fix: "keep an id in the session, and the rest in a database",
        },
    ],
    known_keys: &[
        KnownKey {
            digest: "ca71d00203a87d924d57dacb80fd9a4daf2dc9a9469a4fb7f9aa2782ed0544b3",
            what: "`!secret`, of Authlib's examples",
        },
        KnownKey {
            digest: "4510178e0d496f5eb387145856924669097345073291da84e797e5eb9b3fe2a9",
            what: "`some-random-string`, of Authlib's documentation",
        },
        KnownKey {
            digest: "7d32ba218501cf10fa2aca9d60b0848ff752eac70248b921f6494b6f66d44b46",
            what: "`43n080musdfjt54t-09sdgr`, of Starlette's documentation",
        },
    ],
    exports: &[Export {
        name: "starlette",
        about: "Python code: SessionMiddleware with its keys, for FastAPI as well",
        text: Exported::Code {
            language: "Python",
            reads_slots: true,
            code: |place, key| Some(format!("{}{MIDDLEWARE}", keys(place, key, As::Text))),
        },
    }],
    runbook: Some(&Runbook {
        about: "An application of Starlette or FastAPI",
        restart: "systemctl restart uvicorn",
        // SessionMiddleware's max_age.
        max_lifetime: "14d",
        code: Some("starlette"),
        course: |site| {
            by_slots(
                site,
                &[
                    "everyone stays signed in: each answer has the session under the new key. That \
                     is so with the code's own Sessions: Starlette's SessionMiddleware takes one \
                     key alone",
                    "what else is signed with this key, as FastAPI's JWT, is read under the new one \
                     alone unless it is given all",
                ],
            )
        },
    }),
    ..Framework::PLAIN
};

/// The middleware makes a signer of one key: of a list the last signs.
const MIDDLEWARE: &str = r#"

from itsdangerous import TimestampSigner
from starlette.middleware.sessions import SessionMiddleware


class Sessions(SessionMiddleware):
    """The first of the keys signs, all verify."""

    def __init__(self, app, keys, **options):
        super().__init__(app, keys[0], **options)
        self.signer = TimestampSigner(keys[::-1])


app.add_middleware(Sessions, keys=keys)
"#;

const FACTS: Facts = Facts {
    name: "starlette",
    about: "session cookie of Starlette and FastAPI (HMAC-SHA1)",
    framework: &FRAMEWORK,
    protection: Protection::Signed,
    payload: Payload::Json,
    expiry: Expiry::ByAge(Some(AGE)),
    name_binding: NameBinding::Unbound,
    key: KeySpec {
        about: "any text: SessionMiddleware's secret_key",
        list: "SessionMiddleware takes one key; the signer in it takes a list, of which the LAST \
               signs and all verify",
        line_end: LineEnd::Dropped,
        generate: Generate::Hex(Strength::Bits256),
    },
    params: &[
        Param {
            about: "how old it may be: SessionMiddleware's max_age",
            default: "1209600",
            ..MAX_AGE
        },
        KEY_ENCODING,
    ],
    cautions: &[
        "signed, not encrypted: anyone can read this",
        "not bound to the cookie's name: the value passes under any name",
        "logging out does not end a copied session: it is valid until it is too old",
    ],
};

const SETTINGS: Settings = Settings {
    content: Content::Base64,
    salt: "itsdangerous.Signer",
    max_age: Some(AGE),
    ..DEFAULTS
};

static WORDS: Words = Words {
    payload: Malformed("starlette: the payload is not padded base64 (the server ends in an error)"),
    payload_spelling: Malformed(
        "starlette: the payload is not canonical base64 (the server accepts it)",
    ),
    not_utf8: Malformed("starlette: the payload is not UTF-8 (the server reads UTF-16 and UTF-32)"),
    json: Malformed("starlette: the payload is not JSON (the server ends in an error)"),
    ..words!("starlette")
};

impl Format for Starlette {
    fn facts(&self) -> &'static Facts {
        &FACTS
    }

    fn resembles(&self, value: &str) -> bool {
        ends_as_signed(value)
    }

    fn is_likely(&self, value: &str) -> bool {
        is_broken(self, &SETTINGS, &WORDS, value)
    }

    /// Flask's payload is not padded: where none is due, and the JSON is compact,
    /// only a key tells the two apart.
    fn is_proven(&self, anatomy: &Anatomy) -> bool {
        let json = anatomy.readable.as_deref();
        anatomy.times.issued.is_some() && json.is_some_and(json::is_object)
    }

    fn may_be_odd(&self, anatomy: &Anatomy) -> bool {
        anatomy.times.issued.is_some() && anatomy.readable.is_some()
    }

    fn anatomy(&self, cookie: Input) -> Result<Anatomy, Malformed> {
        let settings = SETTINGS.chosen(cookie.params);
        let text = Signed::read(cookie.value, &settings, &WORDS)?;
        let readable = settings.content.read(text.content, false, &WORDS).ok();
        Ok(text.anatomy(&settings, &WORDS, readable))
    }

    fn unlock(&self, secret: Secret, params: &Params) -> Result<Unlocked, UnfitKey> {
        let settings = SETTINGS.chosen(params);
        let secret = secret.decoded(params)?;
        let key = settings.key(&secret)?;
        Ok(Unlocked {
            codec: Box::new(UnderKey::new(key, &settings, &WORDS, check)),
            protection: FACTS.protection,
            warning: secret
                .is_empty()
                .then_some("the key is empty: anyone can sign with it"),
        })
    }

    fn guesser<'a>(&'a self, cookie: Input<'a>) -> Guesser<'a> {
        guesser(self, cookie, SETTINGS.chosen(cookie.params), &WORDS)
    }

    /// Python's base64 is lenient, and so is its parser of cookies.
    fn on_the_server(&self, secret: Secret, value: &str, now: Time) -> Option<OnServer> {
        let value = quoted::as_http_cookies_reads(value);
        let key = SETTINGS.key(secret.line()).ok()?;
        on_the_server(&SETTINGS, key, (&WORDS, check), &value, now)
    }

    fn undoes_percent(&self) -> bool {
        false
    }

    #[cfg(test)]
    fn vectors(&self) -> Vec<super::vectors::Vector> {
        let json = include_str!("../../tests/data/frameworks/starlette.json");
        super::vectors::of_library(self, json, |_, vector| Some(vector))
    }
}

/// What is taken of JSON.
fn check(payload: &[u8]) -> Result<(), Malformed> {
    match json::is_object(payload) {
        true => Ok(()),
        false => Err(Malformed(
            "starlette: the payload is not a JSON object (the server takes a list of pairs, and \
             ends in an error of any other)",
        )),
    }
}
