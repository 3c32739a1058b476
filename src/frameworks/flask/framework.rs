//! What is to be known of Flask itself.

use crate::frameworks::python::{As, keys};
use crate::frameworks::runbook::{Runbook, by_slots};
use crate::frameworks::{
    Export, Exported, Framework, KnownKey, LintFix, NamesTell, OfTwo, Place, Secret,
};

/// Flask, and Quart, which has the same session.
pub static FRAMEWORK: Framework = Framework {
    of_two: Some(OfTwo::First),
    name: "Flask",
    server: "Flask",
    quotes: Some(Framework::DOUBLE_QUOTES),
    cookie_names: &["session"],
    // Everybody calls a cookie so.
    names_tell: NamesTell::Nothing,
    key_names: &["SECRET_KEY", "FLASK_SECRET_KEY"],
    previous_keys: Some(("SECRET_KEY", "SECRET_KEY_FALLBACKS")),
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
            what: "`_5#y2L\"F4Q8z\\n\\xec]/`, of Flask's quickstart",
        },
        KnownKey {
            digest: "048af2438891a89a3536ac09cc96ccbd34a1714e88cf8fdb63e6186dcc3ff89d",
            what: "`your-secret-key`, of many examples",
        },
        KnownKey {
            digest: "e0bfb701592614dd14e92d23039fe84ec9951167b183ff9c7d446aaa29429450",
            what: "`temporary_key`, of Airflow up to 1.10.12",
        },
        KnownKey {
            digest: "4b00e2726043354c2c4efecc51be38d8bfc2a4e9f3ef54e8b9a225c99038ecf8",
            what: "`\\x02\\x01thisismyscretkey\\x01\\x02\\e\\y\\y\\h`, of Superset before 1.4.1",
        },
        KnownKey {
            digest: "fe18bd40b727a37ecce96ec8f474a82508c191b0c3bb3c47d325335cd467ad97",
            what: "`CHANGE_ME_TO_A_COMPLEX_RANDOM_SECRET`, of Superset 1.4.1 to 2.0.1",
        },
        KnownKey {
            digest: "3f7aa5c0b56cad6ccbfc84814cd4b16a1abf3dd31d60b6f1663cc751b2a0d2a6",
            what: "`thisISaSECRET_1234`, of Superset's deployment template",
        },
        KnownKey {
            digest: "889041e8368708c03a9764f0a05a977b24a3fdd6eff2c9fb9dc7737167bb68c6",
            what: "`YOUR_OWN_RANDOM_GENERATED_SECRET_KEY`, of Superset's documentation",
        },
        KnownKey {
            digest: "26fd2cb96404507841385bd67e6f16710e44c7fe924c7e5be55177f37af52027",
            what: "`TEST_NON_DEV_SECRET`, of Superset's compose file",
        },
        KnownKey {
            digest: "eefbd4136387e7620933a54b3199c46811d8cda05a433e05ede0741710338690",
            what: "`A0Zr98j/3yX R~XHH!jmN]LWX/,?RT`, of Flask's quickstart before 1.0",
        },
        KnownKey {
            digest: "ce7ca3d53a67c65f0c8f18d34041d17107e345ac7f831627ef805c69eae77155",
            what: "`you-will-never-guess`, of the Flask Mega-Tutorial",
        },
        KnownKey {
            digest: "c793d6aea4e5bf22b20d7444b4688312ca5e0ce67cee9d6350681e7d33cd4186",
            what: "`hard to guess string`, of Flasky",
        },
        KnownKey {
            digest: "9524778ec96458f7d842cbe42d743ab9b1e068841c2c805fa4045ad898ad4282",
            what: "`c292a0a3aa32397cdb050e233733900f`, the default of Redash up to 10.0",
        },
    ],
    exports: &[Export {
        name: "flask",
        about: "Python code: the application's SECRET_KEY and SECRET_KEY_FALLBACKS",
        text: EXPORTED,
    }],
    runbook: Some(&RUNBOOK),
    key_tools: &[("flask-unsign", &["--secret", "-S"])],
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
                "Flask-Login's remember_token is read with SECRET_KEY alone: anyone who returns \
                 with only this cookie signs in again",
                "the CSRF tokens of Flask-WTF are checked with it alone as well: a form that was \
                 open at that time is refused, and works once it is reloaded",
                "what the application itself signs with its SECRET_KEY, as links in mails, is over \
                 with the old key, unless it is given all (itsdangerous: `key export --for \
                 itsdangerous`)",
            ],
        )
    },
};
