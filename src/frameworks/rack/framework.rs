//! What is to be known of Rack itself.

use super::super::runbook::{Runbook, by_slots};
use super::super::{
    Export, Exported, Framework, KnownKey, LintFix, NamesTell, OfTwo, Percent, ruby,
};

/// Rack, and Sinatra above it.
pub static FRAMEWORK: Framework = RACK;

const RACK: Framework = Framework {
    of_two: Some(OfTwo::First),
    percent: Some(Percent::Form),
    name: "Rack",
    server: "Rack",
    keeps_space: true,
    quotes: Some(&[]),
    cookie_names: &["rack.session"],
    names_tell: NamesTell::Likely,
    key_names: &["SESSION_SECRET", "RACK_SESSION_SECRET"],
    key_owners: &["rack", "sinatra"],
    lint_fixes: &[
        LintFix {
            rules: &[
                "not-secure",
                "same-site-none-not-secure",
                "prefix-not-secure",
                "partitioned-not-secure",
            ],
            fix: "secure: true for Rack::Session::Cookie, and HTTPS before the application",
        },
        LintFix {
            rules: &["no-same-site", "same-site-unknown", "same-site-none"],
            fix: "same_site: :lax for Rack::Session::Cookie",
        },
        LintFix {
            rules: &["not-http-only"],
            fix: "httponly: true for Rack::Session::Cookie, the default",
        },
        LintFix {
            rules: &["too-large", "line-too-long"],
            fix: "keep an id in the session, and the rest in a database",
        },
    ],
    known_keys: &[
        KnownKey {
            digest: "fb86fb757d1241d512865070e05ccb5d17dfaa11a4b2ca04b89bacad17530ad4",
            what: "`change_me`, of Rack's documentation",
        },
        KnownKey {
            digest: "e6a94bf76ba1338c0a293a8cfd86c28d78688f775220cabd500d021e29d6014d",
            what: "`also_change_me`, of Rack's documentation",
        },
        KnownKey {
            digest: "2b9b3ccd680e65b2153edf0dc136035049f7d86c0cc71ff3d87b41d972efb7a0",
            what: "`**unique secret key**`, of rack-session's documentation",
        },
    ],
    exports: &[Export {
        name: "rack",
        about: "Ruby code: Rack::Session::Cookie of rack-session 2 with its secrets",
        text: Exported::Code {
            language: "Ruby",
            reads_slots: true,
            code: |place, secret| {
                let keys = ruby::keys(place, secret)?;
                Some(format!(
                    "{keys}\n{IT_ENCRYPTS}\n# The first encrypts, all decrypt.\n\
                     use Rack::Session::Cookie, secrets: keys\n"
                ))
            },
        },
    }],
    runbook: Some(&Runbook {
        about: "An application of Rack 3, Sinatra 4 or another with rack-session",
        restart: "systemctl restart rack",
        max_lifetime: "30d",
        code: Some("rack"),
        course: |site| {
            by_slots(
                site,
                &[
                    STAYS,
                    "it is for rack-session 2.0 and later: of Rack 1 \
            and 2 the format is rack-hmac",
                ],
            )
        },
    }),
    ..Framework::PLAIN
};

/// `secrets:` is no option of theirs, and without one they take whatever is sent.
const IT_ENCRYPTS: &str = "\
# Rack 1 and 2 ignore `secrets:`, and then sign nothing: use the code for
# rack-hmac.
unless Rack::Session::Cookie && defined?(Rack::Session::Encryptor)
  raise LoadError, 'this is for rack-session 2.0 or later, which encrypts'
end
";

const STAYS: &str = "everyone stays signed in: a session is opened under each of the keys, and \
                     made under the new one when it is next written; one that is only read, \
                     without expire_after, stays under the old one";

/// Rack 1 and 2, which take two secrets.
pub static OF_HMAC: Framework = Framework {
    of_two: Some(OfTwo::First),
    percent: Some(Percent::Form),
    exports: &[Export {
        name: "rack-hmac",
        about: "Ruby code: Rack::Session::Cookie of Rack 1 and 2 with its secret and the old one",
        text: Exported::Code {
            language: "Ruby",
            reads_slots: true,
            code: |place, secret| {
                let keys = ruby::keys(place, secret)?;
                Some(format!(
                    "{keys}\n# The first signs; it and one more verify.\n\
                     use Rack::Session::Cookie, secret: keys[0], old_secret: keys[1]\n"
                ))
            },
        },
    }],
    runbook: Some(&Runbook {
        about: "An application of Rack 1 or 2",
        restart: "systemctl restart rack",
        max_lifetime: "30d",
        code: Some("rack-hmac"),
        course: |site| {
            by_slots(
                site,
                &[
                    STAYS,
                    "Rack 1 and 2 know one old key beside the new one: of several retired ones the \
                     newest is read",
                ],
            )
        },
    }),
    ..RACK
};
