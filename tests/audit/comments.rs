//! CK411 and CK801: keys in comments, which are as leaked as those in code; and what
//! comments have that is no key.

use crate::sandbox::Sandbox;
use crate::{KEY, OTHER_KEY};

/// A text in which `§` stands for a key.
fn filled(text: &str) -> String {
    text.replace('§', KEY)
}

const LEAKS: &[(&str, &str, &str)] = &[
    (
        "CK801",
        "plumber.R",
        "library(plumber)\n# pr_cookie(pr, \"§\")\n",
    ),
    (
        "CK801",
        "call.R",
        "# pr <- pr_cookie(\n#   pr,\n#   key = \"§\" # old\n# )\n",
    ),
    ("CK801", "apostrophe.R", "# don't: pr |> pr_cookie('§')\n"),
    ("CK801", "set.R", "# Sys.setenv(PLUMBER_KEY = \"§\")\n"),
    ("CK801", "variable.R", "# cookie_key <- \"§\"\n"),
    ("CK801", "plain.R", "# PLUMBER_KEY=§\n"),
    ("CK411", ".env", "PORT=1\n#PLUMBER_KEY=§\n"),
    ("CK411", ".Renviron", "# COOKIE_KEY=§\n"),
    ("CK411", "line.js", "// session({ secret: '§' })\n"),
    ("CK411", "block.js", "/* sessionSecret = '§' */\n"),
    (
        "CK411",
        "star.js",
        "/* old:\n * const sessionSecret = '§'\n */\n",
    ),
    ("CK411", "app.py", "# SESSION_SECRET = \"§\"\n"),
    ("CK411", "bare.py", "import os  # SESSION_SECRET=§\n"),
    ("CK411", "app.yml", "a: b\n# cookie_key: §\n"),
    ("CK411", "behind.yml", "a: b # cookie_key: §\n"),
    ("CK411", "config.rb", "# config.secret_key_base = '§'\n"),
    ("CK411", "Dockerfile", "FROM r\n# ENV COOKIE_KEY=§\n"),
    ("CK411", "run.sh", "# export SESSION_SECRET=§\n"),
    ("CK411", "app.ini", "[a]\n; session_secret = §\n"),
    ("CK801", "jose.R", "# jwt_encode_hmac(claim, \"§\")\n"),
    ("CK411", "jwt.rb", "# JWT.encode payload, '§'\n"),
];

#[test]
fn a_key_in_a_comment_is_found_and_taken_out() {
    for (id, name, text) in LEAKS {
        let sandbox = Sandbox::empty();
        sandbox.file(&format!("app/{name}"), filled(text), 0o600);
        let severity = if *id == "CK801" { "critical" } else { "high" };
        let finding = sandbox.finds(id, severity, &["app"]);
        let observed = finding["observed"].as_str().unwrap();
        assert!(
            observed.contains("in a comment in line "),
            "{name} {observed}"
        );
        assert!(!finding.to_string().contains(&KEY[..8]), "{finding}");
        if finding["fix"].is_string() {
            sandbox.obey(&finding);
            sandbox.passes(id, &["app"]);
            assert!(
                !sandbox.sh(&format!("cat app/{name}")).contains(KEY),
                "{name}"
            );
            // It may be the only one that there is.
            assert_eq!(
                sandbox.sh("cat ~/.config/cookiekit/*").trim(),
                KEY,
                "{name}"
            );
        }
    }
}

const NEAR: &[(&str, &str)] = &[
    (
        "blank.env",
        "# SECRET_KEY=changeme\n# export COOKIE_KEY=<64 hex digits>\n",
    ),
    (
        "same.env",
        "# COOKIE_KEY=0000000000000000000000000000000000000000000000000000000000000000\n",
    ),
    ("example.env", "# e.g. COOKIE_KEY=§\n"),
    ("above.env", "# Example:\n# COOKIE_KEY=§\n"),
    ("hash.env", "# SESSION_SECRET_SHA256=§\n"),
    (
        "link.env",
        "# the session secret: see https://example.org/§\n",
    ),
    (
        "asked.py",
        "# SECRET_KEY = os.environ['SECRET_KEY']  # commit §\n",
    ),
    (
        "licence.py",
        "# SPDX-FileCopyrightText: a session key\n# sha256: §\n",
    ),
    ("roxygen.R", "#' @examples\n#' pr_cookie(pr, \"§\")\n"),
    (
        "word.R",
        "# pr_cookie(pr, \"secret\")\n# pr_cookie(pr, \"your-key-here\")\n",
    ),
    (
        "asked.R",
        "# pr_cookie(pr, Sys.getenv(\"COOKIE_KEY\"))\n# pr_cookie(pr, keyring::key_get(\"a\"))\n",
    ),
    ("removed.R", "# pr_cookie(pr, \"***REMOVED***\")\n"),
    (
        "doc.js",
        "/**\n * session({ secret: '§' })\n */\n/// sessionSecret = '§'\n",
    ),
    (
        "devise.rb",
        "Devise.setup do |config|\n  # You can change it below and use your own.\n  # config.secret_key = '§'\nend\n",
    ),
];

#[test]
fn what_comments_say_of_keys_is_none() {
    let sandbox = Sandbox::empty();
    for (name, text) in NEAR {
        sandbox.file(&format!("app/{name}"), filled(text), 0o600);
    }
    let run = sandbox.audit(&["app"]);
    assert_eq!(run.exit, 0, "{}", run.stdout);
}

#[test]
fn a_key_that_is_handed_on_is_not_doubted_for_an_older_one_in_a_comment() {
    let sandbox = Sandbox::empty();
    let conf = format!("# KEY <- \"{OTHER_KEY}\"\nKEY <- \"{KEY}\"\n");
    sandbox.file("app/conf.R", conf, 0o600);
    let code = "source(\"conf.R\")\npr_cookie(pr, KEY)\n";
    sandbox.file("app/plumber.R", code, 0o600);
    let run = sandbox.audit(&["--json", "app"]);
    assert!(
        run.stdout.contains("has a key under KEY in line 2"),
        "{}",
        run.stdout
    );
}

#[test]
fn a_key_that_was_in_a_comment_of_a_commit_is_in_the_history() {
    const COMMIT: &str = "git -c user.name=a -c user.email=a@example.org commit -qm x";
    let sandbox = Sandbox::empty();
    sandbox.sh("git init -q app");
    sandbox.file("app/plumber.R", filled("# pr_cookie(pr, \"§\")\n"), 0o600);
    sandbox.sh(&format!(
        "cd app && git add . && {COMMIT} && git rm -q plumber.R && {COMMIT}"
    ));
    sandbox.finds("CK403", "critical", &["app"]);
}
