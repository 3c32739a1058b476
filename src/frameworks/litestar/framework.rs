//! What is to be known of Litestar itself.

use crate::frameworks::python;
use crate::frameworks::runbook::{Runbook, by_one_key};
use crate::frameworks::{Export, Exported, Framework, LintFix, NamesTell, OfTwo, Place, Secret};

/// Litestar.
pub static FRAMEWORK: Framework = Framework {
    of_two: Some(OfTwo::Last),
    name: "Litestar",
    server: "Litestar",
    quotes: Some(Framework::DOUBLE_QUOTES),
    cookie_names: &["session"],
    // Everybody calls a cookie so.
    names_tell: NamesTell::Nothing,
    key_names: &["SESSION_SECRET", "LITESTAR_SESSION_SECRET"],
    key_owners: &["litestar"],
    lint_fixes: &[
        LintFix {
            rules: &[
                "not-secure",
                "same-site-none-not-secure",
                "prefix-not-secure",
                "partitioned-not-secure",
            ],
            fix: "CookieBackendConfig(secure=True), and HTTPS before the application",
        },
        LintFix {
            rules: &["no-same-site", "same-site-unknown", "same-site-none"],
            fix: "CookieBackendConfig(samesite=\"lax\"), the default",
        },
        LintFix {
            rules: &["not-http-only"],
            fix: "CookieBackendConfig(httponly=True), the default",
        },
        LintFix {
            rules: &["odd-characters"],
            fix: "nothing in the application: Litestar reads what it wrote; make proxies pass it \
                on unchanged",
        },
        LintFix {
            rules: &["too-large", "line-too-long"],
            fix: "ServerSideSessionConfig in the place of CookieBackendConfig: from eleven cookies \
                  on, Litestar cannot read its own session",
        },
    ],
    exports: &[Export {
        name: "litestar",
        about: "Python code: CookieBackendConfig with its secret",
        text: Exported::Code {
            language: "Python",
            reads_slots: false,
            code: config,
        },
    }],
    runbook: Some(&Runbook {
        about: "An application of Litestar with sessions in its cookies",
        restart: "systemctl restart litestar",
        max_lifetime: "14d",
        code: None,
        course: |site| {
            by_one_key(
                site,
                &["a session under the old secret is an empty one, and no error"],
            )
        },
    }),
    ..Framework::PLAIN
};

fn config(place: &Place, key: Secret) -> Option<String> {
    let secret = match key.line().len() {
        64 => "bytes.fromhex(key)",
        _ => "key.encode()",
    };
    Some(format!(
        "{}\n# One secret is all it takes: with another one everyone signs in again.\n\
         session_config = CookieBackendConfig(secret={secret})\n",
        python::text_key(place, key)?
    ))
}
