//! What is to be known of Django itself.

use crate::frameworks::python::{As, keys};
use crate::frameworks::runbook::{Runbook, by_slots};
use crate::frameworks::{Export, Exported, Framework, LintFix, NamesTell, OfTwo, Place, Secret};

/// Django.
pub static FRAMEWORK: Framework = Framework {
    of_two: Some(OfTwo::Last),
    name: "Django",
    server: "Django",
    quotes: Some(Framework::DOUBLE_QUOTES),
    cookie_names: &["sessionid"],
    // Where sessions are on the server the value is an id.
    names_tell: NamesTell::Likely,
    key_names: &["SECRET_KEY", "DJANGO_SECRET_KEY"],
    previous_keys: Some(("SECRET_KEY", "SECRET_KEY_FALLBACKS")),
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
    exports: EXPORTS,
    runbook: Some(&Runbook {
        about: "A project of Django",
        restart: "systemctl restart django",
        // SESSION_COOKIE_AGE.
        max_lifetime: "14d",
        code: Some("django"),
        course: |site| {
            by_slots(
                site,
                &[
                    "everyone stays signed in: a session is opened under each of the keys, and \
                     signed with the new one when it is next saved",
                    PROTECTED,
                    VERSION,
                    ALONE,
                ],
            )
        },
    }),
    ..Framework::PLAIN
};

const EXPORTS: &[Export] = &[Export {
    name: "django",
    about: "Python code: SECRET_KEY and SECRET_KEY_FALLBACKS, for settings.py",
    text: Exported::Code {
        language: "Python",
        reads_slots: true,
        code: secret_keys,
    },
}];

const PROTECTED: &str = "password reset links, messages in cookies and all that django.core.signing \
                         makes are good under each of the keys, too; passwords do not depend on them";
const VERSION: &str = "Django 4.1.8 or later is needed: before, who is signed in is not looked up \
                       under SECRET_KEY_FALLBACKS, and what is older than 4.1 has none";
const ALONE: &str = "packages that read settings.SECRET_KEY themselves know the first key alone: the \
                     tokens of djangorestframework-simplejwt are over when the new one is promoted";

/// The cookies of set_signed_cookie, which the application names.
pub static OF_COOKIES: Framework = Framework {
    of_two: Some(OfTwo::Last),
    name: "Django",
    server: "Django",
    quotes: Some(Framework::DOUBLE_QUOTES),
    key_names: FRAMEWORK.key_names,
    exports: EXPORTS,
    runbook: Some(&Runbook {
        about: "A project of Django: its signed cookies",
        restart: "systemctl restart django",
        max_lifetime: "30d",
        code: Some("django"),
        course: |site| {
            by_slots(
                site,
                &[
                    "a cookie of the old key is read until that key is dropped, also one that \
                     get_signed_cookie reads without max_age; the application must set it again \
                     to have it under the new one",
                    "everyone stays signed in",
                    PROTECTED,
                    VERSION,
                    ALONE,
                ],
            )
        },
    }),
    lint_fixes: &[LintFix {
        rules: &["odd-characters"],
        fix: "nothing in the application: Django reads what it wrote; make proxies pass it on \
            unchanged",
    }],
    ..Framework::PLAIN
};

/// The cookie of django.contrib.messages.
pub static OF_MESSAGES: Framework = Framework {
    of_two: Some(OfTwo::Last),
    name: "Django",
    server: "Django",
    quotes: Some(Framework::DOUBLE_QUOTES),
    cookie_names: &["messages"],
    names_tell: NamesTell::Likely,
    key_names: FRAMEWORK.key_names,
    exports: EXPORTS,
    runbook: Some(&Runbook {
        about: "A project of Django: its messages",
        restart: "systemctl restart django",
        // A message is gone once it was shown.
        max_lifetime: "1d",
        code: Some("django"),
        course: |site| {
            by_slots(
                site,
                &[
                    "everyone stays signed in, and no message is lost: one is read under each of \
                     the keys",
                    PROTECTED,
                    VERSION,
                    ALONE,
                ],
            )
        },
    }),
    ..Framework::PLAIN
};

/// As text, where the key is some: `manage.py check --deploy` takes no other.
fn secret_keys(place: &Place, key: Secret) -> Option<String> {
    Some(format!(
        "{}\n# The first signs, the others only verify (Django 4.1.8 and later).\n\
         SECRET_KEY, *SECRET_KEY_FALLBACKS = keys\n",
        keys(place, key, As::Text)
    ))
}
