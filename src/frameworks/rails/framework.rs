//! What is to be known of Rails itself.

use super::super::{Export, Exported, Framework, LintFix, NamesTell, Place, Secret, ruby};

/// Rails.
pub static FRAMEWORK: Framework = Framework {
    name: "Rails",
    server: "Rails",
    cookie_names: &["_session_id"],
    names_tell: NamesTell::Likely,
    key_names: &["SECRET_KEY_BASE", "RAILS_SECRET_KEY_BASE"],
    key_owners: &["rails"],
    own_key_names: &["secret-key-base"],
    lint_fixes: &[
        LintFix {
            rules: &[
                "not-secure",
                "same-site-none-not-secure",
                "prefix-not-secure",
                "partitioned-not-secure",
            ],
            fix: "config.force_ssl = true, and HTTPS before the application",
        },
        LintFix {
            rules: &["no-same-site", "same-site-unknown", "same-site-none"],
            fix: "config.action_dispatch.cookies_same_site_protection = :lax",
        },
        LintFix {
            rules: &["not-http-only"],
            fix: "httponly: true in config.session_store, or where the cookie is set",
        },
        LintFix {
            rules: &["too-large", "line-too-long"],
            fix: "keep an id in the session, and the rest in a database",
        },
    ],
    exports: &[Export {
        name: "rails",
        about: "Ruby code for config/application.rb: the application's secret_key_base",
        text: Exported::Code {
            language: "Ruby",
            reads_slots: false,
            code: secret_key_base,
        },
    }],
    ..Framework::PLAIN
};

fn secret_key_base(place: &Place, secret: Secret) -> Option<String> {
    let key = ruby::key(place, secret)?;
    Some(format!("config.secret_key_base = {key}\n"))
}
