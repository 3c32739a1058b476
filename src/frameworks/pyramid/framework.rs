//! What is to be known of Pyramid itself.

use super::super::python::{As, keys};
use super::super::runbook::{Runbook, by_slots};
use super::super::{
    Export, Exported, Framework, KnownKey, LintFix, NamesTell, OfTwo, Place, Secret,
};

/// Pyramid, of its sessions.
pub static FRAMEWORK: Framework = Framework {
    of_two: Some(OfTwo::Last),
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
            reads_slots: true,
            code: session_factory,
        },
    }],
    runbook: Some(&Runbook {
        about: "Sessions of an application of Pyramid",
        restart: "systemctl restart pyramid",
        // SignedCookieSessionFactory's timeout is 20 minutes, and may be None.
        max_lifetime: "1d",
        code: Some("pyramid"),
        course: |site| {
            by_slots(
                site,
                &[
                    "everyone stays signed in: a session is opened under each of the keys, and made \
                     under the new one with each request that uses it. That is so with the code's \
                     own serializer: SignedCookieSessionFactory takes one key alone",
                    "what else is signed with this key, as auth_tkt, is read under the new one alone \
                     unless it is given all",
                    "a session without timeout (timeout=None) is good until the old key is dropped",
                ],
            )
        },
    }),
    ..PLAIN
};

/// Pyramid, of its tickets.
pub static OF_TICKETS: Framework = Framework {
    of_two: Some(OfTwo::Last),
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
            reads_slots: true,
            code: ticket_helper,
        },
    }],
    runbook: Some(&Runbook {
        about: "Tickets of an application of Pyramid",
        restart: "systemctl restart pyramid",
        max_lifetime: "365d",
        code: Some("pyramid-auth-tkt"),
        course: |site| {
            by_slots(
                site,
                &[
                    "everyone stays signed in where the security policy asks the code's Tickets: \
                     AuthTktCookieHelper and AuthTktAuthenticationPolicy take one key alone",
                    "a ticket is made with the new key when someone signs in, or when reissue_time \
                     says so; without that, anyone who signed in before does so again once the old \
                     key is dropped",
                    "a ticket without timeout is good until the old key is dropped",
                ],
            )
        },
    }),
    ..PLAIN
};

const PLAIN: Framework = Framework {
    of_two: Some(OfTwo::Last),
    name: "Pyramid",
    server: "Pyramid",
    quotes: Some(Framework::DOUBLE_QUOTES),
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
    takes_key_first: &[
        "SignedCookieSessionFactory",
        "AuthTktCookieHelper",
        "AuthTktAuthenticationPolicy",
    ],
    ..Framework::PLAIN
};

fn session_factory(place: &Place, key: Secret) -> Option<String> {
    Some(format!("{}{SESSIONS}", keys(place, key, As::Bytes)))
}

fn ticket_helper(place: &Place, key: Secret) -> Option<String> {
    Some(format!("{}{TICKETS}", keys(place, key, As::Text)))
}

/// What SignedCookieSessionFactory makes for one key.
const SESSIONS: &str = r#"

from pyramid.session import BaseCookieSessionFactory, JSONSerializer
from webob.cookies import SignedSerializer


class Signed:
    """The first of the keys signs, all verify."""

    def __init__(self, keys):
        self.signed = [
            SignedSerializer(key, "pyramid.session.", "sha512", serializer=JSONSerializer())
            for key in keys
        ]

    def dumps(self, session):
        return self.signed[0].dumps(session)

    def loads(self, value):
        for signed in self.signed:
            try:
                return signed.loads(value)
            except ValueError:
                continue
        raise ValueError("no key fits")


config.set_session_factory(BaseCookieSessionFactory(Signed(keys)))
"#;

const TICKETS: &str = r#"

from pyramid.authentication import AuthTktCookieHelper


class Tickets:
    """The first of the keys makes tickets, all verify."""

    def __init__(self, keys, **options):
        self.helpers = [AuthTktCookieHelper(key, **options) for key in keys]

    def remember(self, request, userid, **options):
        return self.helpers[0].remember(request, userid, **options)

    def forget(self, request):
        return self.helpers[0].forget(request)

    def identify(self, request):
        for helper in self.helpers:
            if found := helper.identify(request):
                return found
        return None


helper = Tickets(keys, hashalg="sha512")
"#;
