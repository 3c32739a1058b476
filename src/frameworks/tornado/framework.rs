//! What is to be known of Tornado itself, and of Jupyter.

use super::super::python::{As, keys};
use super::super::runbook::{Runbook, Site, by_one_key, by_slots};
use super::super::{
    Export, Exported, Framework, KnownKey, LintFix, NamesTell, OfTwo, Place, Secret,
};
use crate::crypto::sha256;

/// Tornado, and what is built on it.
pub static FRAMEWORK: Framework = Framework {
    of_two: Some(OfTwo::Last),
    name: "Tornado and Jupyter",
    server: "Tornado",
    quotes: Some(Framework::DOUBLE_QUOTES),
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
        about: "Python code: the application's cookie_secret and key_version",
        text: Exported::Code {
            language: "Python",
            reads_slots: true,
            code: cookie_secret,
        },
    }],
    runbook: Some(&Runbook {
        about: "An application of Tornado",
        restart: "systemctl restart tornado",
        // max_age_days of get_signed_cookie.
        max_lifetime: "31d",
        code: Some("tornado"),
        course: |site| {
            if is_of_jupyter(site) {
                return by_one_key(
                    site,
                    &[
                        "JupyterHub's single-user servers are to be restarted as well: each has the \
                         secret of its start",
                    ],
                );
            }
            by_slots(
                site,
                &[
                    "everyone stays signed in: a cookie names the key that signed it, and is signed \
                     with the new one when it is next set; one that is never set again is over with \
                     the old key",
                    "with keys by their numbers Tornado ends in an error on a cookie of version 1, \
                     which is of Tornado before 4.0: give get_signed_cookie min_version=2",
                    "Jupyter Server and JupyterHub take one key: everyone who uses them signs in \
                     again, whatever stands beside their key file",
                ],
            )
        },
    }),
    ..Framework::PLAIN
};

/// Whether it is the key file of Jupyter Server or JupyterHub, which take one key.
fn is_of_jupyter(site: &Site) -> bool {
    let path = site.key.trim_matches('\'');
    path.rsplit('/')
        .next()
        .is_some_and(|it| FRAMEWORK.has_key_file(it))
}

/// The code that gives an application its keys; `None` for keys by numbers.
///
/// A key keeps its number wherever it stands: it is the start of its hash, which each
/// cookie under it shows. Those of an application that had one key alone have the
/// number 0, and are of the key that was in its place when the code was printed.
fn cookie_secret(place: &Place, key: Secret) -> Option<String> {
    let line = key.line();
    if line.trim_ascii().starts_with(b"{") {
        return None;
    }
    let [a, b, c, d, ..] = sha256(&[line]);
    let alone = u32::from_be_bytes([a, b, c, d]);
    let keys = keys(place, key, As::Bytes);
    Some(format!(
        r#"import hashlib

from tornado.escape import utf8

{keys}

def number(key):
    """By which a cookie names the key that signed it."""
    return int.from_bytes(hashlib.sha256(utf8(key)).digest()[:4], "big")


cookie_secret = {{number(key): key for key in keys}}
# What was signed before, when one key was all, has the number 0.
if {alone} in cookie_secret:
    cookie_secret[0] = cookie_secret[{alone}]
application.settings.update(cookie_secret=cookie_secret, key_version=number(keys[0]))
"#
    ))
}
