//! What is to be known of Pyramid itself.

use super::super::runbook::{Runbook, by_one_key};
use super::super::{
    Export, Exported, Framework, KnownKey, LintFix, NamesTell, Place, Secret, python,
};

/// Pyramid, of its sessions.
pub static FRAMEWORK: Framework = Framework {
    cookie_names: &["session"],
    // Everybody calls a cookie so.
    names_tell: NamesTell::Nothing,
    known_keys: &[KnownKey {
        digest: "52f2016ac7cbda38bd01c4bba56d3b129f731249eeb21df6d4e601eae5fbc5a8",
        what: "`itsaseekreet`, of Pyramid's documentation",
    }],
    exports: &[Export {
        name: "pyramid",
        about: "Python code: SignedCookieSessionFactory with its secret",
        text: Exported::Code {
            language: "Python",
            reads_slots: false,
            code: session_factory,
        },
    }],
    runbook: Some(&Runbook {
        about: "An application of Pyramid with SignedCookieSessionFactory",
        restart: "systemctl restart pyramid",
        max_lifetime: "30d",
        code: None,
        course: |site| {
            by_one_key(
                site,
                &[
                    "a session under the old secret is an empty one: what waits in it, as flash messages and the token against CSRF, is lost",
                ],
            )
        },
    }),
    ..PLAIN
};

/// Pyramid, of its tickets.
pub static OF_TICKETS: Framework = Framework {
    cookie_names: &["auth_tkt"],
    names_tell: NamesTell::Likely,
    known_keys: &[KnownKey {
        digest: "d2e04d73d1b737cc6475b35a6c3ee8299d0a5f3c04375d61d1298a385ede39df",
        what: "`seekrit`, of Pyramid's documentation",
    }],
    exports: &[Export {
        name: "pyramid-auth-tkt",
        about: "Python code: AuthTktCookieHelper with its secret",
        text: Exported::Code {
            language: "Python",
            reads_slots: false,
            code: ticket_helper,
        },
    }],
    runbook: Some(&Runbook {
        about: "An application of Pyramid with tickets of AuthTktCookieHelper",
        restart: "systemctl restart pyramid",
        max_lifetime: "30d",
        code: None,
        course: |site| by_one_key(site, &["a ticket under the old secret names nobody"]),
    }),
    ..PLAIN
};

const PLAIN: Framework = Framework {
    name: "Pyramid",
    server: "Pyramid",
    key_names: &["SESSION_SECRET", "AUTH_SECRET"],
    key_owners: &["pyramid"],
    lint_fixes: &[
        LintFix {
            rules: &[
                "not-secure",
                "same-site-none-not-secure",
                "prefix-not-secure",
                "partitioned-not-secure",
            ],
            fix: "secure=True, and HTTPS before the application",
        },
        LintFix {
            rules: &["no-same-site", "same-site-unknown", "same-site-none"],
            fix: "samesite=\"Lax\", the default",
        },
        LintFix {
            rules: &["not-http-only"],
            fix: "httponly=True",
        },
        LintFix {
            rules: &["too-large", "line-too-long"],
            fix: "keep an id in the session, and the rest in a database",
        },
    ],
    ..Framework::PLAIN
};

const ONE_KEY: &str = "# One key is all it takes: with another one everyone signs in again.\n";

fn session_factory(place: &Place, key: Secret) -> Option<String> {
    let key = python::text_key(place, key)?;
    Some(format!(
        "from pyramid.session import SignedCookieSessionFactory\n\n{key}\n{ONE_KEY}\
         config.set_session_factory(SignedCookieSessionFactory(key))\n"
    ))
}

fn ticket_helper(place: &Place, key: Secret) -> Option<String> {
    let key = python::text_key(place, key)?;
    Some(format!(
        "from pyramid.authentication import AuthTktCookieHelper\n\n{key}\n{ONE_KEY}\
         helper = AuthTktCookieHelper(key, hashalg=\"sha512\")\n"
    ))
}
