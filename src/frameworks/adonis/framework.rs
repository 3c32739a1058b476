//! What is to be known of AdonisJS itself.

use super::super::runbook::{Runbook, by_slots};
use super::super::{
    Export, Exported, Framework, KnownKey, LintFix, NamesTell, OfTwo, Percent, node,
};

/// AdonisJS.
pub static FRAMEWORK: Framework = Framework {
    altered: Some(node::altered),
    of_two: Some(OfTwo::First),
    percent: Some(Percent::Component),
    name: "AdonisJS",
    server: "AdonisJS",
    cookie_names: &["adonis-session"],
    names_tell: NamesTell::Likely,
    key_names: &["APP_KEY", "ADONIS_APP_KEY"],
    key_owners: &["adonis"],
    lint_fixes: &[
        LintFix {
            rules: &[
                "not-secure",
                "same-site-none-not-secure",
                "prefix-not-secure",
                "partitioned-not-secure",
            ],
            fix: "cookie: { secure: true } in config/session.ts, and HTTPS before the application",
        },
        LintFix {
            rules: &["no-same-site", "same-site-unknown", "same-site-none"],
            fix: "cookie: { sameSite: 'lax' } in config/session.ts",
        },
        LintFix {
            rules: &["not-http-only"],
            fix: "cookie: { httpOnly: true } in config/session.ts",
        },
        LintFix {
            rules: &["too-large", "line-too-long"],
            fix: "another store than cookie in config/session.ts",
        },
    ],
    known_keys: &[KnownKey {
        digest: "d79b694b4e4596a299475a1a33da9e2a5234f67f18af03cda2c4fe036e5fe156",
        what: "`averylongrandomsecretkey`, of AdonisJS's own tests",
    }],
    exports: &[Export {
        name: "adonis",
        about: "JavaScript code for config/encryption.ts of version 7: the keys of a driver",
        text: Exported::Code {
            language: "Node",
            reads_slots: true,
            code: |place, key| {
                let keys = node::keys(place, key)?;
                Some(format!(
                    "import {{ createRequire }} from 'node:module'\n\
                     const require = createRequire(import.meta.url)\n\n{keys}\n// The first encrypts, all decrypt: drivers.aes256gcm({{ keys, id: 'gcm' }}).\n\
                     export {{ keys }}\n"
                ))
            },
        },
    }],
    runbook: Some(&Runbook {
        about: "An application of AdonisJS 7",
        restart: "systemctl restart adonis",
        max_lifetime: "30d",
        code: Some("adonis"),
        course: |site| {
            by_slots(
                site,
                &[
                    "everyone stays signed in: a cookie is read under each of the keys, and made \
                     under the new one when it is next set",
                    "version 6 has one key alone: there everyone is signed out",
                    "what else the application encrypts and signs by APP_KEY, as links and columns, \
                     is read under each of the keys as long as these are configured",
                ],
            )
        },
    }),
    ..Framework::PLAIN
};
