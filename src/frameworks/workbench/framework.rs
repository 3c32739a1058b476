//! What is to be known of Workbench and RStudio Server themselves.

use zeroize::Zeroizing;

use super::{configuration, quirks, runbook};
use crate::crypto::Strength;
use crate::frameworks::{Export, Exported, Framework, LintFix, NamesTell, Shape};

/// Posit Workbench and RStudio Server.
pub static FRAMEWORK: Framework = Framework {
    name: "Posit Workbench",
    server: "Workbench",
    // rstudio/rstudio, `server_core/http`.
    cookie_names: &[
        "user-id",
        "user-list-id",
        "persist-auth",
        "port-token",
        "rs-csrf-token",
        "csrf-token",
    ],
    names_tell: NamesTell::Likely,
    key_names: &[],
    own_key_names: &["secure-cookie-key", "workbench-encryption-key"],
    key_places: &[
        "/etc/rstudio/secure-cookie-key",
        "/var/lib/rstudio-server/secure-cookie-key",
    ],
    lint_fixes: &[
        LintFix {
            rules: &[
                "not-secure",
                "same-site-none-not-secure",
                "prefix-not-secure",
                "partitioned-not-secure",
            ],
            fix: "/etc/rstudio/rserver.conf: auth-cookies-force-secure=1 (or ssl-enabled=1)",
        },
        LintFix {
            rules: &["secure-over-http"],
            fix: "ssl-enabled=1 in /etc/rstudio/rserver.conf, or HTTPS at the proxy",
        },
        LintFix {
            rules: &["no-same-site", "same-site-unknown"],
            fix: "/etc/rstudio/rserver.conf: www-same-site=lax",
        },
        LintFix {
            rules: &["same-site-none", "legacy-twin"],
            fix: "/etc/rstudio/rserver.conf: www-same-site=lax, unless it is in an iFrame",
        },
        LintFix {
            rules: &["path-missing", "path-elsewhere"],
            fix: "/etc/rstudio/rserver.conf: www-root-path=/ as the browser sees it",
        },
        LintFix {
            rules: &["domain-wide", "domain-of-others", "domain-of-all"],
            fix: "the server sets none: look at the proxy (nginx: proxy_cookie_domain)",
        },
        LintFix {
            rules: &[
                "outlives-session",
                "session-outlives",
                "lifetime-capped",
                "expires-differs",
            ],
            fix: "/etc/rstudio/rserver.conf: auth-timeout-minutes=60, or auth-timeout-minutes=0 with \
                  auth-stay-signed-in-days=30",
        },
        LintFix {
            rules: &["too-large", "line-too-long"],
            fix: "use shorter user names, or remove other cookies of the domain",
        },
        LintFix {
            rules: &["not-http-only"],
            fix: "the server always sets it: look at the proxy (nginx: proxy_cookie_flags)",
        },
        LintFix {
            rules: &["date-form"],
            fix: "the server writes it so: nothing to do",
        },
    ],
    // `Secure key hash: (…)`, at level debug.
    logs_crc32_as: Some("Secure key hash"),
    reads_to_nul: true,
    quirks: &quirks::QUIRKS,
    // `secure-cookie-key` is a UUID as the installer writes it, 32 hex digits as
    // the manual makes it.
    key_shapes: &[Shape::Digits(Strength::Bits128), Shape::Uuid],
    configuration: Some(configuration::CONFIGURATION),
    runbook: Some(&runbook::RUNBOOK),
    exports: &[Export {
        name: "workbench",
        about: "The bytes of secure-cookie-key",
        text: Exported::Secret(|key| Ok(Zeroizing::new(key.bytes.to_vec()))),
    }],
    ..Framework::PLAIN
};
