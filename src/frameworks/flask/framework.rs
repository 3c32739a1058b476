//! What is to be known of Flask itself.

use crate::frameworks::python::{As, keys};
use crate::frameworks::runbook::{Runbook, by_slots};
use crate::frameworks::{Export, Exported, Framework, KnownKey, LintFix, NamesTell, Place, Secret};

/// Flask, and Quart, which has the same session.
pub static FRAMEWORK: Framework = Framework {
    name: "Flask",
    server: "Flask",
    cookie_names: &["session"],
    // Everybody calls a cookie so.
    names_tell: NamesTell::Nothing,
    key_names: &["SECRET_KEY", "FLASK_SECRET_KEY"],
    key_owners: &["flask"],
    lint_fixes: &[
        LintFix {
            rules: &[
                "not-secure",
                "same-site-none-not-secure",
                "prefix-not-secure",
                "partitioned-not-secure",
            ],
            fix: "SESSION_COOKIE_SECURE = True, and HTTPS before the application",
        },
        LintFix {
            rules: &["no-same-site", "same-site-unknown", "same-site-none"],
            fix: "SESSION_COOKIE_SAMESITE = \"Lax\"",
        },
        LintFix {
            rules: &["not-http-only"],
            fix: "SESSION_COOKIE_HTTPONLY = True, the default",
        },
        LintFix {
            rules: &["too-large", "line-too-long"],
            fix: "keep an id in the session, and the rest in a database",
        },
    ],
    known_keys: &[
        KnownKey {
            digest: "ef260e9aa3c673af240d17a2660480361a8e081d1ffeca2a5ed0e3219fc18567",
            what: "`dev`, of Flask's tutorial",
        },
        KnownKey {
            digest: "9d0f4f5072c13dbd970c045ee6196734249b16917e0e8185c5035e0c1dbcde6b",
            what: "the key of Flask's quickstart",
        },
        KnownKey {
            digest: "048af2438891a89a3536ac09cc96ccbd34a1714e88cf8fdb63e6186dcc3ff89d",
            what: "`your-secret-key`, of many examples",
        },
    ],
    exports: &[Export {
        name: "flask",
        about: "Python code: the application's SECRET_KEY and SECRET_KEY_FALLBACKS",
        text: EXPORTED,
    }],
    runbook: Some(&RUNBOOK),
    ..Framework::PLAIN
};

/// The code that gives an application its keys.
pub const EXPORTED: Exported = Exported::Code {
    language: "Python",
    reads_slots: true,
    code: secret_keys,
};

fn secret_keys(place: &Place, key: Secret) -> Option<String> {
    Some(format!(
        "{}\n# The first signs, the others only verify (Flask 3.1.1 and later).\n\
         app.config.update(SECRET_KEY=keys[0], SECRET_KEY_FALLBACKS=keys[1:])\n",
        keys(place, key, As::Bytes)
    ))
}

/// What is true of each key of an application of Flask.
pub const VERSION: &str = "Flask 3.1.1 or later is needed: 3.1.0 signs with a fallback \
                           (CVE-2025-47278), and what is older looks at none and would sign \
                           everyone out";

static RUNBOOK: Runbook = Runbook {
    about: "An application of Flask",
    restart: "systemctl restart flask",
    // PERMANENT_SESSION_LIFETIME, which is looked at of each session.
    max_lifetime: "31d",
    code: Some("flask"),
    course: |site| {
        by_slots(
            site,
            &[
                "everyone stays signed in: a session is opened under each of the keys, and signed \
                 with the new one when it is next set",
                VERSION,
                "Flask-Login's remember_token is read with SECRET_KEY alone: whoever comes back by \
                 it signs in again",
                "the CSRF tokens of Flask-WTF are checked with it alone as well: a form that was \
                 open meanwhile is refused, and is good when it is loaded again",
                "what the application itself signs with its SECRET_KEY, as links in mails, is over \
                 with the old key, unless it is given all (itsdangerous: `key export --for \
                 itsdangerous`)",
            ],
        )
    },
};
