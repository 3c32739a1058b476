//! What is to be known of Flask itself.

use crate::frameworks::{
    Export, Exported, Framework, KnownKey, LintFix, NamesTell, Place, Secret, python,
};

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
        about: "Python code: the application's SECRET_KEY",
        text: Exported::Code {
            language: "Python",
            code: secret_key,
        },
    }],
    ..Framework::PLAIN
};

/// The code that gives an application its key.
fn secret_key(place: &Place, _key: Secret) -> Option<String> {
    let (module, key) = python::key(place);
    Some(format!("{module}\n\napp.secret_key = {key}\n"))
}
