//! What is to be known of Django itself.

use crate::frameworks::{Export, Exported, Framework, LintFix, NamesTell, Place, Secret, python};

/// Django.
pub static FRAMEWORK: Framework = Framework {
    name: "Django",
    server: "Django",
    cookie_names: &["sessionid"],
    // Where sessions are on the server the value is an id.
    names_tell: NamesTell::Likely,
    key_names: &["SECRET_KEY", "DJANGO_SECRET_KEY"],
    key_owners: &["django"],
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
            fix: "SESSION_COOKIE_SAMESITE = \"Lax\", the default",
        },
        LintFix {
            rules: &["not-http-only"],
            fix: "SESSION_COOKIE_HTTPONLY = True, the default",
        },
        LintFix {
            rules: &["domain-wide", "domain-of-others", "domain-of-all"],
            fix: "SESSION_COOKIE_DOMAIN = None, the default",
        },
        LintFix {
            rules: &["too-large", "line-too-long"],
            fix: "keep sessions in the database: SESSION_ENGINE = \
                  \"django.contrib.sessions.backends.db\"",
        },
    ],
    exports: &[Export {
        name: "django",
        about: "Python code: SECRET_KEY, for settings.py",
        text: Exported::Code {
            language: "Python",
            code: secret_key,
        },
    }],
    ..Framework::PLAIN
};

/// The cookies of set_signed_cookie, which the application names.
pub static OF_COOKIES: Framework = Framework {
    name: "Django",
    server: "Django",
    key_names: FRAMEWORK.key_names,
    lint_fixes: &[LintFix {
        rules: &["odd-characters"],
        fix: "nothing in the application: Django reads what it wrote so; let proxies pass it on as it \
              is",
    }],
    ..Framework::PLAIN
};

fn secret_key(place: &Place, _key: Secret) -> Option<String> {
    let (module, key) = python::key(place);
    Some(format!("{module}\n\nSECRET_KEY = {key}\n"))
}
