//! What is to be known of Laravel itself.

use super::super::{Export, Exported, Framework, LintFix, NamesTell, Place, Secret};

/// Laravel.
pub static FRAMEWORK: Framework = Framework {
    name: "Laravel",
    server: "Laravel",
    cookie_names: &["laravel_session", "XSRF-TOKEN"],
    names_tell: NamesTell::Likely,
    key_names: &["APP_KEY"],
    key_owners: &["laravel"],
    lint_fixes: &[
        LintFix {
            rules: &[
                "not-secure",
                "same-site-none-not-secure",
                "prefix-not-secure",
                "partitioned-not-secure",
            ],
            fix: "SESSION_SECURE_COOKIE=true in .env, and HTTPS before the application",
        },
        LintFix {
            rules: &["no-same-site", "same-site-unknown", "same-site-none"],
            fix: "SESSION_SAME_SITE=lax in .env (config/session.php, same_site)",
        },
        LintFix {
            rules: &["not-http-only"],
            fix: "SESSION_HTTP_ONLY=true in .env (config/session.php, http_only); XSRF-TOKEN is read \
                  by the application's own JavaScript",
        },
        LintFix {
            rules: &["too-large", "line-too-long"],
            fix: "SESSION_DRIVER=database in .env",
        },
    ],
    exports: &[Export {
        name: "laravel",
        about: "PHP code: the application's key, for config/app.php",
        text: Exported::Code {
            language: "PHP",
            reads_slots: false,
            code: key,
        },
    }],
    ..Framework::PLAIN
};

fn key(place: &Place, secret: Secret) -> Option<String> {
    std::str::from_utf8(secret.bytes).ok()?;
    let key = match place {
        Place::File(path) => {
            format!(
                "preg_replace('/\\r?\\n\\z/', '', file_get_contents({}))",
                string(path)
            )
        }
        Place::Variable(name) => format!("env({})", string(name)),
        Place::Keyring { .. } => return None,
    };
    Some(format!("'key' => {key},\n"))
}

/// A string of PHP in single quotes, in which nothing is evaluated.
fn string(text: &str) -> String {
    format!("'{}'", text.replace('\\', "\\\\").replace('\'', "\\'"))
}
