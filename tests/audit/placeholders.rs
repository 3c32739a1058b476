//! What tools leave where a key was: nothing that a history gives away, and a weak key of
//! a program that runs with it.

use crate::KEY;
use crate::sandbox::Sandbox;

const COMMIT: &str = "git -c user.name=a -c user.email=a@example.org commit -qm x";
const PLACEHOLDERS: [&str; 7] = [
    "***REMOVED***",
    "REMOVED",
    "<redacted>",
    "[REDACTED]",
    "==>REMOVED<==",
    "XXXXXXXXXXXXXXXXXXXXXXXXXXXXXXXXXXXXXXXX",
    "********",
];

/// A repository with files that have this text for a key, in a commit of the past.
fn past(sandbox: &Sandbox, text: &str) {
    sandbox.sh("git init -q app");
    sandbox.file(
        "app/plumber.R",
        format!("pr_cookie(pr, \"{text}\")\n"),
        0o600,
    );
    sandbox.file("app/.env", format!("PLUMBER_KEY={text}\n"), 0o600);
    sandbox.file("app/.Renviron", format!("PLUMBER_KEY={text}\n"), 0o600);
    sandbox.file("app/conf.yml", format!("cookie_key: \"{text}\"\n"), 0o600);
    sandbox.file(
        "app/app.js",
        format!("session({{ secret: \"{text}\" }})\n"),
        0o600,
    );
    sandbox.file("app/cookie.key", format!("{text}\n"), 0o600);
    sandbox.sh(&format!("cd app && git add -f . && {COMMIT}"));
    sandbox.sh(&format!("cd app && git rm -qr . && {COMMIT} --allow-empty"));
}

#[test]
fn a_placeholder_in_a_history_is_no_key() {
    for text in PLACEHOLDERS {
        let sandbox = Sandbox::empty();
        past(&sandbox, text);
        sandbox.passes("CK403", &["app"]);
    }
}

#[test]
fn a_key_that_another_commit_has_is_found_beside_the_placeholder() {
    let sandbox = Sandbox::empty();
    past(&sandbox, "***REMOVED***");
    sandbox.file(
        "app/plumber.R",
        format!("pr_cookie(pr, \"{KEY}\")\n"),
        0o600,
    );
    sandbox.sh(&format!(
        "cd app && git add . && {COMMIT} && git rm -q plumber.R && {COMMIT}"
    ));
    let finding = sandbox.finds("CK403", "critical", &["app"]);
    assert!(
        finding["path"].as_str().unwrap().ends_with("plumber.R"),
        "{finding}"
    );
    // A word that only begins so is a key.
    let sandbox = Sandbox::empty();
    past(&sandbox, "removed-7f3a91c2");
    let found = sandbox.findings("CK403", &["app"]);
    let found = found.iter().map(|it| it["path"].as_str().unwrap());
    let found: Vec<&str> = found.collect();
    assert_eq!(found, ["app/cookie.key", "app/plumber.R"]);
}

#[test]
fn a_placeholder_in_the_tree_is_a_weak_key_and_no_leaked_one() {
    for text in PLACEHOLDERS {
        let sandbox = Sandbox::empty();
        sandbox.file(
            "app/plumber.R",
            format!("pr_cookie(pr, \"{text}\")\n"),
            0o600,
        );
        let finding = sandbox.finds("CK801", "high", &["app"]);
        let observed = finding["observed"].as_str().unwrap();
        assert_eq!(
            observed,
            "hands what stands for a key to pr_cookie() in line 1: where it runs so, anyone can \
             guess its key"
        );
        // To keep it in a file would make it no better.
        assert!(finding["fix"].is_null(), "{finding}");
        assert!(
            finding["mend"]
                .as_str()
                .unwrap()
                .starts_with("make another key"),
            "{finding}"
        );
    }
}

#[test]
fn a_placeholder_that_a_key_file_has_is_no_key_of_texts() {
    let sandbox = Sandbox::empty();
    let text = "X".repeat(40);
    sandbox.file("app/cookie.key", &text, 0o600);
    sandbox.file("app/notes.yml", format!("width: {text}\n"), 0o600);
    sandbox.finds("CK506", "critical", &["app"]);
    sandbox.passes("CK411", &["app"]);
}
