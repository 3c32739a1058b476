//! What is to be known of Rack itself.

use super::super::{
    Export, Exported, Framework, KnownKey, LintFix, NamesTell, Place, Secret, ruby,
};

/// Rack, and Sinatra above it.
pub static FRAMEWORK: Framework = Framework {
    name: "Rack",
    server: "Rack",
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
        about: "Ruby code: Rack::Session::Cookie with its secret",
        text: Exported::Code {
            language: "Ruby",
            reads_slots: false,
            code: middleware,
        },
    }],
    ..Framework::PLAIN
};

fn middleware(place: &Place, secret: Secret) -> Option<String> {
    let key = ruby::key(place, secret)?;
    Some(format!("use Rack::Session::Cookie, secrets: [{key}]\n"))
}
