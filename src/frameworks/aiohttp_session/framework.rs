//! What is to be known of aiohttp-session itself.

use crate::frameworks::python;
use crate::frameworks::runbook::{Runbook, by_slots};
use crate::frameworks::{
    Export, Exported, Framework, KnownKey, LintFix, NamesTell, OfTwo, Place, Secret,
};

/// aiohttp-session.
pub static FRAMEWORK: Framework = Framework {
    of_two: Some(OfTwo::Last),
    name: "aiohttp-session",
    server: "aiohttp-session",
    quotes: Some(Framework::DOUBLE_QUOTES),
    cookie_names: &["AIOHTTP_SESSION"],
    // With another storage the value is an id, or JSON.
    names_tell: NamesTell::Likely,
    key_names: &["AIOHTTP_SESSION_KEY", "FERNET_KEY"],
    key_owners: &["aiohttp"],
    lint_fixes: &[
        LintFix {
            rules: &[
                "not-secure",
                "same-site-none-not-secure",
                "prefix-not-secure",
                "partitioned-not-secure",
            ],
            fix: "the storage's secure=True, and HTTPS before the application",
        },
        LintFix {
            rules: &["no-same-site", "same-site-unknown", "same-site-none"],
            fix: "the storage's samesite=\"Lax\"",
        },
        LintFix {
            rules: &["not-http-only"],
            fix: "the storage's httponly=True, the default",
        },
        LintFix {
            rules: &["odd-characters"],
            fix: "nothing in the application: aiohttp reads what it wrote; make proxies pass it \
                on unchanged",
        },
        LintFix {
            rules: &["too-large", "line-too-long"],
            fix: "RedisStorage or MemcachedStorage in the place of the cookie's",
        },
    ],
    known_keys: &[KnownKey {
        digest: "5fd72e7ecce2ae380301c61c9072ca26e41c5fe689d2b29ddc3089f98ce4d44f",
        what: "`Thirty  two  length  bytes  key.`, of aiohttp-session's documentation",
    }],
    exports: &[Export {
        name: "aiohttp-session",
        about: "Python code: EncryptedCookieStorage with its keys",
        text: Exported::Code {
            language: "Python",
            reads_slots: true,
            code: storage,
        },
    }],
    runbook: Some(&Runbook {
        about: "An application of aiohttp with EncryptedCookieStorage",
        restart: "systemctl restart aiohttp",
        max_lifetime: "30d",
        code: Some("aiohttp-session"),
        course: |site| {
            by_slots(
                site,
                &[
                    "everyone stays signed in: a session is opened under each of the keys, and made \
                     under the new one when it is next changed",
                    "NaClCookieStorage takes one key alone: there everyone is signed out",
                ],
            )
        },
    }),
    takes_key_first: &["EncryptedCookieStorage", "NaClCookieStorage"],
    ..Framework::PLAIN
};

/// The storage takes a Fernet, which MultiFernet alone is not. Text is the Fernet key
/// itself, and bytes are what it is made of.
fn storage(place: &Place, key: Secret) -> Option<String> {
    std::str::from_utf8(key.bytes).ok()?;
    Some(format!(
        "{}\n{FERNETS}",
        python::keys(place, key, python::As::Bytes)
    ))
}

const FERNETS: &str = r#"
import base64

from cryptography.fernet import Fernet, MultiFernet


class Fernets(MultiFernet, Fernet):
    """The first encrypts, all decrypt."""


def fernet_of(key):
    return Fernet(key if len(key) == 44 else base64.urlsafe_b64encode(key))


aiohttp_session.setup(app, EncryptedCookieStorage(Fernets(map(fernet_of, keys))))
"#;
