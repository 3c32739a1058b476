//! How each use is given its keys, and how they are rotated.

use zeroize::Zeroizing;

use crate::error::{Error, Result};
use crate::frameworks::python::{self, As};
use crate::frameworks::runbook::{Command, Own, Runbook, Step, at_once, by_one_key, by_slots};
use crate::frameworks::{Export, Exported, Place, Secret};

pub static OF_QUART_AUTH: [Export; 1] = [Export {
    name: "quart-auth",
    about: "Python code: Quart's SECRET_KEY and SECRET_KEY_FALLBACKS",
    text: Exported::Code {
        language: "Python",
        reads_slots: true,
        code: |place, key| {
            Some(format!(
                "{}\n# The first signs, the others only verify: seen with Quart 0.22 and Quart-Auth \
                 0.12.\n\
                 app.config.update(SECRET_KEY=keys[0], SECRET_KEY_FALLBACKS=keys[1:])\n",
                python::keys(place, key, As::Bytes)
            ))
        },
    },
}];

pub static QUART_AUTH: Runbook = Runbook {
    about: "An application of Quart with Quart-Auth",
    restart: "systemctl restart hypercorn",
    // QUART_AUTH_DURATION.
    max_lifetime: "365d",
    code: Some("quart-auth"),
    course: |site| {
        by_slots(
            site,
            &[
                "everyone stays signed in: login and session are opened under each of the keys",
                "a login is signed with the new key when someone signs in, or when renew_login is \
                 called; everybody else signs in again once the old key is dropped",
                "what the application itself signs with its SECRET_KEY is over with the old key, \
                 unless it is given all (itsdangerous: `key export --for itsdangerous`)",
            ],
        )
    },
};

/// A line of secrets.toml.
pub static OF_STREAMLIT: [Export; 1] = [Export {
    name: "streamlit",
    about: "the secret: the line cookie_secret for [auth] in secrets.toml",
    text: Exported::Secret(cookie_secret),
}];

fn cookie_secret(key: Secret) -> Result<Zeroizing<Vec<u8>>> {
    let is_plain = |it: &u8| it.is_ascii_graphic() && !matches!(it, b'"' | b'\\');
    let line = key.line();
    if !line.iter().all(is_plain) {
        return Err(Error::could_not(
            "the key has characters that a string of TOML does not carry as they are",
        )
        .hint("make a key of the right kind: cookiekit keygen --for streamlit --out PATH"));
    }
    Ok(Zeroizing::new(
        [b"cookie_secret = \"", line, b"\"\n"].concat(),
    ))
}

pub static STREAMLIT: Runbook = Runbook {
    about: "An application of Streamlit with a login",
    restart: "systemctl restart streamlit",
    max_lifetime: "31d",
    code: None,
    course: |site| {
        let mut course = by_one_key(
            site,
            &["Streamlit reads its key from secrets.toml or a variable, and not from this file"],
        );
        let line = || {
            Step::Own(Own {
                what: "put this line in the place of the other cookie_secret, under [auth] in \
                       secrets.toml on every node, and restart it: the key is used from then on"
                    .to_owned(),
                commands: vec![
                    Command::Here(format!(
                        "cookiekit key export --for streamlit --reveal --key {}",
                        site.key
                    )),
                    Command::Everywhere(site.restart.to_owned()),
                ],
            })
        };
        // Behind the step that puts the key in place, and before it is checked.
        course.steps.insert(2, line());
        course.back.push(line());
        course
    },
};

/// The code that sets Flask's keys; each of these reads the first alone.
const fn of_flask(name: &'static str, about: &'static str, code: Code) -> [Export; 1] {
    [Export {
        name,
        about,
        text: Exported::Code {
            language: "Python",
            reads_slots: false,
            code,
        },
    }]
}

type Code = fn(&Place, Secret) -> Option<String>;

pub static OF_FLASK_WTF: [Export; 1] = of_flask(
    "flask-wtf",
    "Python code: the application's WTF_CSRF_SECRET_KEY",
    |place, key| {
        Some(format!(
            "{}\n# One key is all it takes: a form that is open when it changes is refused.\n\
             app.config[\"WTF_CSRF_SECRET_KEY\"] = key\n",
            python::text_key(place, key)?
        ))
    },
);

pub static FLASK_WTF: Runbook = Runbook {
    about: "Flask-WTF's key, where it has its own",
    restart: "systemctl restart flask",
    // WTF_CSRF_TIME_LIMIT.
    max_lifetime: "1h",
    code: None,
    course: |site| {
        at_once(
            site,
            &[
                "nobody is signed out: a form that is open at that time is refused, and works \
                 once it is reloaded",
                "this is for WTF_CSRF_SECRET_KEY: where the key is Flask's SECRET_KEY, have the \
                 plan for flask, which keeps the sessions",
            ],
        )
    },
};

pub static OF_FLASK_SESSION: [Export; 1] = of_flask(
    "flask-session",
    "Python code: the SECRET_KEY that Flask-Session signs ids with",
    |place, key| {
        Some(format!(
            "{}\n# One key is all it takes: with another one every session is a new one.\n\
             app.config[\"SECRET_KEY\"] = key\n",
            python::text_key(place, key)?
        ))
    },
);

pub static FLASK_SESSION: Runbook = Runbook {
    about: "An application of Flask with Flask-Session's signer",
    restart: "systemctl restart flask",
    max_lifetime: "31d",
    code: None,
    course: |site| {
        by_one_key(
            site,
            &[
                "Flask-Session verifies ids with SECRET_KEY alone, and \
                 SECRET_KEY_FALLBACKS are not used. What the sessions held stays in its store \
                 until it is over there",
                "without SESSION_USE_SIGNER an id needs no key, and nobody is signed out: its authors \
                 advise against the signer",
                "what else is signed with SECRET_KEY, as Flask-Login's remember_token, is over too",
            ],
        )
    },
};
