//! The long help of each command: examples and the exit codes.
//!
//! The man pages are made of the same text, under the same headings.

mod bounds;
mod narrow;
mod topics;

use std::fmt::Write;

use crate::exit::TABLE;
pub use bounds::{BOUNDS, Bound, Most};
pub use narrow::narrowed;
use topics::checks;
pub use topics::{Asked, as_command, asked};
use topics::{lints, plain, reasons, security};

/// A guide or a table with a name.
pub struct Topic {
    /// The word after `help`.
    pub name: &'static str,
    /// What it is, in the list of topics and in the manual.
    pub about: &'static str,
    /// The whole text, in lines of at most 80 columns. A line in capitals is a
    /// heading; indented lines are to be copied as they are.
    pub text: fn() -> String,
}

/// A topic whose text is the Markdown file of its name.
macro_rules! guide {
    ($name:literal, $about:literal) => {
        Topic {
            name: $name,
            about: $about,
            text: || plain(include_str!(concat!("help/topics/", $name, ".md"))),
        }
    };
}

/// Every topic. Each has a page of the manual as well: `cookiekit-NAME(7)`.
pub const TOPICS: &[Topic] = &[
    guide!("plumber", "R plumber: keys, sessions, rotation, plumber2"),
    guide!(
        "workbench",
        "Posit Workbench: the key, nodes, the user-id cookie"
    ),
    guide!("frameworks", "Flask, Django, Express, Rails and all others"),
    guide!("rotation", "replace a key, and who stays signed in"),
    #[cfg(feature = "token")]
    guide!("tokens", "bearer tokens for an API, with a plumber API"),
    guide!("ci", "the audit in hooks, in CI and at night"),
    guide!("logs", "every cookie of a log: --lines"),
    guide!("json", "the documents of --json"),
    guide!("platforms", "Windows and macOS: what differs, what has run"),
    guide!("glossary", "the words: key, slot, format, finding, fix …"),
    Topic {
        name: "security",
        about: "what is promised, the bounds, the dependencies",
        text: security,
    },
    Topic {
        name: "reasons",
        about: "why a cookie fails: the ids that inspect reports",
        text: reasons,
    },
    Topic {
        name: "lints",
        about: "what inspect reports about a Set-Cookie line",
        text: lints,
    },
    Topic {
        name: "checks",
        about: "what the audit reports, and what it reads",
        text: checks,
    },
];

/// Examples with the exit codes below them.
pub fn text(examples: &str) -> String {
    let mut text = format!(
        "EXAMPLES\n{}\n\nENVIRONMENT\n{ENVIRONMENT}\n\nEXIT STATUS\n",
        examples.trim_matches('\n')
    );
    for (exit, word, meaning) in TABLE {
        let _ = writeln!(text, "  {}  {word:<9}  {meaning}", exit.code());
    }
    text.truncate(text.trim_end().len());
    text
}

/// The exit codes in one line, for the short help.
pub fn exit_line() -> String {
    let codes: Vec<String> = TABLE
        .iter()
        .map(|(exit, word, _)| format!("{} {word}", exit.code()))
        .collect();
    format!("Exit status: {}. See --help.", codes.join(", "))
}

const ENVIRONMENT: &str = "  COOKIEKIT_KEY  where the key is when no --key is given; `key list` and
                 `key delete` do not read it
  NO_COLOR       no colour when set";

const COOKIEKIT: &str = r#"
  # make a key in a 0600 file, make a cookie, open it
  cookiekit keygen --out cookie.key
  cookiekit encrypt --key cookie.key '{"user":"alice"}' --expires-in 8h > c
  cookiekit decrypt --key cookie.key < c

  # open the session of a running R plumber API
  curl -si http://localhost:8000/ | cookiekit decrypt --key keyring:plumber_api"#;

pub const KEYGEN: &str = r#"
  # for R: keyring::key_get("plumber_api") finds it
  cookiekit keygen --keyring plumber_api

  # a file with mode 0600; the fingerprint is printed, never the key
  cookiekit keygen --out cookie.key

  # for Posit Workbench (32 hex digits)
  cookiekit keygen --for workbench --out secure-cookie-key

  # into another program
  cookiekit keygen --stdout | vault kv put -cas=0 secret/web key=-"#;

pub const FORMATS: &str = r#"
  # all of them
  cookiekit formats

  # what is to be known of one
  cookiekit formats workbench

  # for scripts: those that hide their payload
  cookiekit formats --json | jq -r '.formats[] | select(.protection == "encrypted").name'"#;

pub const KEY: &str = r#"
  cookiekit key fingerprint --key cookie.key
  cookiekit key list
  cookiekit key copy --key cookie.key --to keyring:plumber_api"#;

pub const KEY_FINGERPRINT: &str = r#"
  # do two nodes have the same key?
  fp=$(ssh -n node1 cookiekit key fingerprint --key KEY | cut -d' ' -f1)
  ssh -n node2 cookiekit key fingerprint --key KEY --expect "$fp"

  # is it the key that the server's log names, `Secure key hash: (1A2B3C4D)`?
  cookiekit key fingerprint --key /etc/rstudio/secure-cookie-key \
    --expect 1A2B3C4D"#;

pub const KEY_LIST: &str = r#"
  # what is in the keyring, under the names that R's keyring package uses
  cookiekit key list

  # the slots of one key: primary, next, retired
  cookiekit key list --key cookie.key"#;

pub const KEY_SHOW: &str = r#"
  cookiekit key show --key keyring:plumber_api | \
    ssh node2 cookiekit key copy --key - --to cookie.key"#;

pub const KEY_COPY: &str = r#"
  cookiekit key copy --key cookie.key --to keyring:plumber_api
  cookiekit key copy --key keyring:plumber_api --to backup.key"#;

pub const KEY_EXPORT: &str = r#"
  # R code that gets the key from the keyring
  cookiekit key export --for r --key keyring:plumber_api

  # code that gives an application its keys, the staged and the retired ones too
  cookiekit key export --for flask --key /etc/web/cookie.key

  # what a systemd unit reads the key by, for `systemctl edit app.service`
  cookiekit key export --for systemd --key /etc/cookie.key

  # into Kubernetes, with the staged and the retired keys
  cookiekit key export --for k8s --key cookie.key | kubectl create -f -"#;

pub const KEY_DELETE: &str = r#"
  # asks first: what the key sealed is never opened again
  cookiekit key delete --key keyring:plumber_api
  cookiekit key delete --key old.key"#;

pub const ENCRYPT: &str = r#"
  # our own sealed cookie, bound to its name and over in 8 hours
  cookiekit encrypt --key cookie.key --name session --expires-in 8h '{"user":"alice"}'

  # one that R plumber reads
  cookiekit encrypt --format plumber --key keyring:plumber_api '{"user":["alice"]}'

  # the whole header line
  echo '{"user":"alice"}' | cookiekit encrypt --key cookie.key --name __Host-session \
    --expires-in 8h --set-cookie --secure --same-site lax --max-age 8h"#;

pub const DECRYPT: &str = r#"
  # from a header, as curl prints it
  curl -si http://localhost:8000/counter | cookiekit decrypt --key keyring:plumber_api

  # R's one-element arrays taken off
  cookiekit decrypt --key cookie.key --unbox "$COOKIE"

  # was it valid yesterday?
  cookiekit decrypt --key cookie.key --name session --now 2026-11-20T12:00:00Z "$COOKIE"

  # every cookie of a log, as JSON records
  cookiekit decrypt --lines --name plumber --key cookie.key < access.log"#;

pub const SIGN: &str = r#"
  # a cookie that Posit Workbench accepts
  cookiekit sign --key /etc/rstudio/secure-cookie-key --expires-in 8h alice

  # our own format, bound to the cookie's name
  cookiekit sign --format signed --key cookie.key --name user --expires-in 8h alice"#;

pub const VERIFY: &str = r#"
  # who is it? 0 valid, 1 forged, 3 expired
  cookiekit verify --key /etc/rstudio/secure-cookie-key "$COOKIE"

  # in a script: format, name and options are not the sender's to choose
  if user=$(cookiekit verify --format signed --name user --key KEY -- "$COOKIE")
  then echo "hello $user"; fi"#;

const INSPECT: &str = r#"
  # what is this?
  cookiekit inspect "$COOKIE"

  # why does it fail? which of my keys opens it?
  cookiekit inspect --key cookie.key --key old.key "$COOKIE"

  # everything that curl prints, a HAR of the browser, a jar
  curl -si http://localhost:8000/ | cookiekit inspect --key keyring:plumber_api
  cookiekit inspect --key cookie.key < capture.har
  cookiekit inspect --key cookie.key --name plumber < cookies.txt

  # the reason in a script
  cookiekit inspect --json --key KEY -- "$COOKIE" | jq -r .reason

  # can anyone forge it?
  cookiekit inspect --try-weak --words /usr/share/dict/words "$COOKIE"

  # how many cookies of a log are valid, forged, under which key: may one go?
  cookiekit inspect --lines --summary --name session --key cookie.key < access.log"#;

pub const REISSUE: &str = r#"
  # a cookie that the retired key sealed, under today's key
  cookiekit reissue --key cookie.key --name session "$COOKIE"

  # before an API that knows one key only
  printf %s "$COOKIE" | cookiekit reissue --format plumber --key keyring:plumber_api

  # the same session for plumber2
  cookiekit reissue --key cookie.key --to plumber2 "$COOKIE""#;

pub const ROTATE: &str = r#"
  # one node: a new key in the place of the old one
  cookiekit rotate --key cookie.key

  # several nodes: print the commands for this key
  cookiekit rotate plan --for plumber --key /etc/plumber/cookie.key --node web2 --node web3

  # in CI: is it time?
  cookiekit rotate status --key cookie.key --max-key-age 90d"#;

pub const ROTATE_STAGE: &str = r#"
  # a new key, accepted from now on
  cookiekit rotate stage --key cookie.key

  # the same one on another node
  cookiekit key show --key cookie.key.next | \
    ssh web2 cookiekit rotate stage --key cookie.key --from -"#;

pub const ROTATE_PROMOTE: &str = r#"
  # not before every node has had 10 minutes to accept it
  cookiekit rotate promote --key cookie.key --min-staged 10m

  # on all nodes at the same time, from cron
  cookiekit rotate promote --key cookie.key --not-before 2026-11-22T03:00:00Z"#;

pub const ROTATE_ROLLBACK: &str = r#"
  cookiekit rotate rollback --key cookie.key

  # to one of several
  cookiekit rotate rollback --key cookie.key --to b874728e-6449d0da"#;

pub const ROTATE_RETIRE: &str = r#"
  # cookies live for 30 days: drop the keys that sealed none since
  cookiekit rotate retire --key cookie.key --older-than 30d --max-lifetime 30d"#;

pub const ROTATE_STATUS: &str = r#"
  cookiekit rotate status --key cookie.key

  # a CI job that fails when the key is too old, or a rotation is half done
  cookiekit rotate status --key cookie.key --max-key-age 90d"#;

pub const ROTATE_PLAN: &str = r#"
  cookiekit rotate plan --for plumber --key /etc/plumber/cookie.key --node web2 --node web3

  # an application of Flask, which reads the slots of its key when it starts
  cookiekit rotate plan --for flask --key /etc/web/cookie.key --node web2 \
    --restart 'systemctl restart gunicorn'

  # what will break?
  cookiekit rotate plan --for workbench --key /etc/rstudio/secure-cookie-key --node wb2"#;

const AUDIT: &str = r#"
  # the keys of this user, and of the systems on this machine
  cookiekit audit

  # one key; everything in a checkout, for code scanning
  cookiekit audit --max-key-age 90d cookie.key
  cookiekit audit --format sarif . > cookiekit.sarif

  # what is staged: the line below #!/bin/sh in an executable .git/hooks/pre-commit
  exec cookiekit audit --staged

  # a service's key that its group may read
  cookiekit audit --owner web --allow-group web /etc/web/cookie.key

  # an unpacked image; the nodes of a cluster
  cookiekit audit --root image
  cookiekit audit --compare node1/secure-cookie-key node2/secure-cookie-key

  # from now on only what is new
  cookiekit audit --write-baseline .cookiekit-baseline.json .
  cookiekit audit --baseline .cookiekit-baseline.json .

  # close what is open to others, and see what is left
  cookiekit audit --fix .

  # every night, in the journal
  systemd-run --on-calendar=daily --unit=cookiekit-audit cookiekit audit"#;

/// How the findings are read.
const READ: &str = "NOTES
  A line behind $ can be pasted as is; what is behind decide: is decided by
  people; --explain says why. Lines are as wide as the terminal, or as COLUMNS says,
  from 50 to 120 columns. `cookiekit help checks` lists the checks.";

/// The help of the audit.
pub fn audit() -> String {
    format!("{READ}\n\n{}", text(AUDIT))
}

/// The help of `inspect`.
pub fn inspect() -> String {
    format!("{IDS}\n\n{}", text(INSPECT))
}

const IDS: &str = "NOTES
  `cookiekit help reasons` lists the ids of reasons, `cookiekit help lints` those of
  lints.";

/// The help of all.
pub fn cookiekit() -> String {
    format!("{}\n{}", topics::listed(), text(COOKIEKIT))
}

pub const COMPLETIONS: &str = r#"
  cookiekit completions bash > ~/.local/share/bash-completion/completions/cookiekit
  cookiekit completions zsh > ~/.zfunc/_cookiekit
  cookiekit completions fish > ~/.config/fish/completions/cookiekit.fish"#;
