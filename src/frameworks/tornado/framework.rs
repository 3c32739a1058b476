//! What is to be known of Tornado itself, and of Jupyter.

use super::super::runbook::{Runbook, by_one_key};
use super::super::{
    Export, Exported, Framework, KnownKey, LintFix, NamesTell, Place, Secret, python,
};

/// Tornado, and what is built on it.
pub static FRAMEWORK: Framework = Framework {
    name: "Tornado and Jupyter",
    server: "Tornado",
    cookie_names: &["jupyterhub-hub-login", "_streamlit_user"],
    names_tell: NamesTell::Likely,
    key_names: &[
        "COOKIE_SECRET",
        "TORNADO_COOKIE_SECRET",
        "JPY_COOKIE_SECRET",
    ],
    key_owners: &["tornado", "jupyter", "jupyterhub"],
    own_key_names: &[
        "jpy-cookie-secret",
        "jupyterhub-cookie-secret",
        "jupyter-cookie-secret",
    ],
    key_places: &[
        "/srv/jupyterhub/jupyterhub_cookie_secret",
        "/home/USER/.local/share/jupyter/runtime/jupyter_cookie_secret",
    ],
    lint_fixes: &[
        LintFix {
            rules: &[
                "not-secure",
                "same-site-none-not-secure",
                "prefix-not-secure",
                "partitioned-not-secure",
            ],
            fix: "set_signed_cookie(…, secure=True), and HTTPS before the application",
        },
        LintFix {
            rules: &["no-same-site", "same-site-unknown", "same-site-none"],
            fix: "set_signed_cookie(…, samesite=\"Lax\")",
        },
        LintFix {
            rules: &["not-http-only"],
            fix: "set_signed_cookie(…, httponly=True)",
        },
        LintFix {
            rules: &["too-large", "line-too-long"],
            fix: "keep an id in the cookie, and the rest in a database",
        },
    ],
    known_keys: &[KnownKey {
        digest: "29eb5bb257eac137e4b996cae947df882e006e3ab48f01445f516b105796b8d6",
        what: "`__TODO:_GENERATE_YOUR_OWN_RANDOM_VALUE_HERE__`, of Tornado's guide",
    }],
    exports: &[Export {
        name: "tornado",
        about: "Python code: the application's cookie_secret",
        text: Exported::Code {
            language: "Python",
            reads_slots: false,
            code: cookie_secret,
        },
    }],
    runbook: Some(&Runbook {
        about: "An application of Tornado, Jupyter or JupyterHub",
        restart: "systemctl restart tornado",
        max_lifetime: "30d",
        code: None,
        course: |site| {
            by_one_key(
                site,
                &[
                    "get_signed_cookie answers None for a cookie under the old secret",
                    "an application of Tornado that gives cookie_secret a dictionary of versions, and key_version, reads all of them: rotate makes no dictionary",
                    "what else is signed with this secret, as tokens against CSRF of version 2 are not, is over as well",
                ],
            )
        },
    }),
    ..Framework::PLAIN
};

/// The code that gives an application its key; `None` for keys by numbers.
fn cookie_secret(place: &Place, key: Secret) -> Option<String> {
    let is_map = key.bytes.trim_ascii().starts_with(b"{");
    let key = python::text_key(place, key).filter(|_| !is_map)?;
    Some(format!(
        "{key}\napplication.settings[\"cookie_secret\"] = key\n"
    ))
}
