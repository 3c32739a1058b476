//! CK403: keys that are in the history of a repository and nowhere else.

use std::fs;
use std::os::unix::ffi::OsStrExt;

use crate::sandbox::Sandbox;
use crate::{KEY, OTHER_KEY};

/// A repository with a commit, and a user who may make more.
pub fn repository(options: &str) -> Sandbox {
    let mut sandbox = Sandbox::empty();
    for (name, value) in [
        ("GIT_AUTHOR_NAME", "a"),
        ("GIT_AUTHOR_EMAIL", "a@example.org"),
        ("GIT_COMMITTER_NAME", "a"),
        ("GIT_COMMITTER_EMAIL", "a@example.org"),
    ] {
        sandbox.variable(name, value);
    }
    sandbox.sh(&format!(
        "git init -q -b main {options} repo && echo text > repo/file"
    ));
    commit(&sandbox, "first");
    sandbox
}

pub fn commit(sandbox: &Sandbox, message: &str) {
    sandbox.sh(&format!(
        "cd repo && git add -A && git commit -q --allow-empty -m '{message}'"
    ));
}

/// Commits a file, and then that it is gone. Returns the first commit.
pub fn committed_and_deleted(sandbox: &Sandbox, name: &str, content: impl AsRef<[u8]>) -> String {
    sandbox.key(&format!("repo/{name}"), content);
    commit(sandbox, "add");
    let first = sandbox.sh("git -C repo rev-parse HEAD").trim().to_owned();
    fs::remove_file(sandbox.path(&format!("repo/{name}"))).unwrap();
    commit(sandbox, "remove");
    first
}

#[test]
fn a_key_that_was_deleted_is_found() {
    for options in ["", "--object-format=sha256"] {
        let sandbox = repository(options);
        sandbox.passes("CK403", &["repo"]);
        assert_eq!(sandbox.audit(&["repo"]).exit, 0);
        let first = committed_and_deleted(&sandbox, "a/cookie.key", KEY);
        let finding = sandbox.finds("CK403", "critical", &["repo"]);
        assert_eq!(finding["path"], "repo/a/cookie.key");
        let commit = &first[..12];
        let observed = format!("is no longer here, and still a key in commit {commit}");
        assert_eq!(finding["observed"], *observed);
        assert_eq!(
            finding["mend"],
            "rotate first; then decide whether to rewrite the history, in a fresh clone, which \
             everybody must clone again: git filter-repo --invert-paths --path=a/cookie.key"
        );
        // What cannot be undone is no command to paste.
        assert_eq!(finding["fix"], serde_json::Value::Null);
        assert!(!finding.to_string().contains(&KEY[..8]));
        let run = sandbox.audit(&["repo"]);
        assert_eq!((run.exit, &*run.stderr), (1, "note: skipped repo/.git\n"));
    }
}

#[test]
fn what_is_no_key_in_a_tree_is_none_in_a_history() {
    let sandbox = repository("");
    for (name, content) in [
        ("tls.key", "-----BEGIN PRIVATE KEY-----\nabc\n"),
        ("app.sha256", KEY),
        ("monkey.R", "key <- 1"),
        ("note", "of thirty-two bytes, but no hex."),
        ("large.key", &"x".repeat(5000)),
    ] {
        committed_and_deleted(&sandbox, name, content);
    }
    sandbox.passes("CK403", &["repo"]);
    assert_eq!(sandbox.audit(&["repo"]).exit, 0);
}

#[test]
fn a_key_is_found_by_name_or_by_content() {
    for (name, content) in [
        ("web-cookie.key", "a passphrase"),
        ("secure-cookie-key", &KEY[..32]),
        ("secrets/notes", KEY),
        ("shared_secret", &*format!("{KEY}\r\n")),
        ("cookie.key.retired-20261121T211200Z-1a2b3c4d", KEY),
        ("a/b/COOKIE_KEY", "\x01\x02 bytes"),
    ] {
        let sandbox = repository("");
        committed_and_deleted(&sandbox, name, content);
        let finding = sandbox.finds("CK403", "critical", &["repo"]);
        assert_eq!(finding["path"], *format!("repo/{name}"));
    }
}

#[test]
fn a_key_is_found_wherever_in_the_history_it_is() {
    let at = |script: &str| {
        let sandbox = repository("");
        sandbox.key("key", KEY);
        sandbox.sh(&format!("cd repo && {script}"));
        assert!(!sandbox.path("repo/a.key").exists(), "{script}");
        sandbox.finds("CK403", "critical", &["repo"]);
    };
    const ADD: &str = "cp ../key a.key && git add a.key && git commit -q -m key";
    // On a branch that was never merged, under a tag, in what was stashed.
    at(&format!(
        "git checkout -q -b side && {ADD} && git checkout -q main"
    ));
    at(&format!(
        "git checkout -q --detach && {ADD} && git tag t && git checkout -q main"
    ));
    at("cp ../key a.key && git add a.key && git stash -q");
    // Added and removed on a branch that was merged, which changed nothing.
    at(&format!(
        "git checkout -q -b side && {ADD} && git rm -q a.key && git commit -q -m gone &&
         git checkout -q main && git merge -q --no-ff -m merged side"
    ));
    // In a merge that has what no parent has.
    at(
        "git checkout -q -b side && git commit -q --allow-empty -m s && git checkout -q main &&
        git commit -q --allow-empty -m m && git merge -q --no-commit side && cp ../key a.key &&
        git add a.key && git commit -q -m merged && git rm -q a.key && git commit -q -m gone",
    );
    // Under a name that has another key now, and in the very first commit.
    let sandbox = Sandbox::empty();
    sandbox.sh("git init -q repo");
    sandbox.key("repo/a.key", KEY);
    let as_a = "git -c user.name=a -c user.email=a@example.org commit -q -m x";
    sandbox.sh(&format!("cd repo && git add . && {as_a}"));
    sandbox.key("repo/a.key", OTHER_KEY);
    let finding = sandbox.finds("CK403", "critical", &["repo"]);
    assert_eq!(finding["path"], "repo/a.key");
    // The file that is there now must not be rewritten away.
    let observed = finding["observed"].as_str().unwrap();
    assert!(observed.starts_with("is a key in commit "), "{observed}");
    assert!(finding["fix"].is_null());
}

#[test]
fn several_keys_of_one_name_are_one_finding_and_a_further_one_is_new() {
    let sandbox = repository("");
    for digit in ["1", "2", "3", "4", "5"] {
        let key = KEY.replace('0', digit);
        committed_and_deleted(&sandbox, "a.key", key);
    }
    let finding = sandbox.finds("CK403", "critical", &["repo"]);
    let observed = finding["observed"].as_str().unwrap();
    let start = "is no longer here, and still a key in commits ";
    assert!(observed.starts_with(start), "{observed}");
    assert!(observed.ends_with(" and 2 more"), "{observed}");
    sandbox.audit(&["--write-baseline", "base.json", "repo"]);
    let with = ["--baseline", "base.json", "repo"];
    commit(&sandbox, "nothing");
    assert_eq!(sandbox.audit(&with).exit, 0);
    committed_and_deleted(&sandbox, "a.key", KEY);
    sandbox.finds("CK403", "critical", &with);
}

#[test]
fn a_key_that_is_committed_after_a_rotation_is_new() {
    let sandbox = repository("");
    committed_and_deleted(&sandbox, "a.key", KEY);
    sandbox.key("repo/a.key", KEY);
    let path = "repo/a.key";
    sandbox.audit(&["--write-baseline", "base.json", path]);
    let with = ["--baseline", "base.json", path];
    sandbox.passes("CK403", &with);
    committed_and_deleted(&sandbox, "a.key", OTHER_KEY);
    sandbox.key(path, OTHER_KEY);
    sandbox.finds("CK403", "critical", &with);
}

#[test]
fn the_audit_of_one_path_is_about_that_path() {
    let sandbox = repository("");
    committed_and_deleted(&sandbox, "other/a.key", KEY);
    committed_and_deleted(&sandbox, "here/b.key", OTHER_KEY);
    sandbox.key("repo/here/c.key", KEY.replace('0', "1"));
    sandbox.passes("CK403", &["repo/here/c.key"]);
    let finding = sandbox.finds("CK403", "critical", &["repo/here"]);
    assert_eq!(finding["path"], "repo/here/b.key");
    assert_eq!(sandbox.findings("CK403", &["repo"]).len(), 2);
}

#[test]
fn without_a_path_the_repository_here_is_searched() {
    let sandbox = repository("");
    committed_and_deleted(&sandbox, "a.key", KEY);
    let said = sandbox.sh("cd repo && cookiekit audit --json; true");
    assert!(said.contains("\"CK403\""), "{said}");
}

#[test]
fn repositories_in_repositories_are_searched() {
    let sandbox = repository("");
    committed_and_deleted(&sandbox, "a.key", KEY);
    sandbox.sh(
        "mkdir all && mv repo all/one && git clone -q all/one all/two &&
         git -C all/one worktree add -q ../three && rm -rf all/two/file &&
         git init -q all/four",
    );
    let findings = sandbox.findings("CK403", &["all"]);
    let mut paths: Vec<&str> = findings
        .iter()
        .map(|it| it["path"].as_str().unwrap())
        .collect();
    paths.sort_unstable();
    assert_eq!(paths, ["all/one/a.key", "all/three/a.key", "all/two/a.key"]);
}

#[test]
fn hostile_names_are_told_and_quoted() {
    for name in [
        &b"$(touch pwned) 'a;b.key"[..],
        b"-rf.key",
        b"line\nbreak.key",
        b":(top)magic.key",
        b"\xff\xfe.key",
    ] {
        let sandbox = repository("");
        let path = sandbox.path("repo").join(std::ffi::OsStr::from_bytes(name));
        fs::write(&path, KEY).unwrap();
        commit(&sandbox, "add");
        fs::remove_file(&path).unwrap();
        commit(&sandbox, "remove");
        let finding = sandbox.finds("CK403", "critical", &["repo"]);
        // What the shell makes of the last word is the name.
        let mend = finding["mend"].as_str().unwrap();
        let (_, words) = mend.split_once("filter-repo ").unwrap();
        let said = sandbox.sh(&format!(
            "printf '%s.' {words} | od -An -v -tx1 | tr -d ' \\n'"
        ));
        let expected = [b"--invert-paths.--path=", name, b"."].concat();
        let hex: String = expected.iter().map(|byte| format!("{byte:02x}")).collect();
        assert_eq!(said, hex, "{mend}");
        assert!(!sandbox.path("pwned").exists() && !sandbox.path("repo/pwned").exists());
    }
}

/// Everything that a repository can name a program for.
#[test]
fn nothing_in_a_repository_is_run_by_a_search() {
    let sandbox = repository("");
    let first = committed_and_deleted(&sandbox, "a.key", KEY);
    sandbox.key("repo/b.key", OTHER_KEY);
    let object = sandbox.sh(&format!("git -C repo rev-parse {first}:a.key"));
    let (folder, file) = object.trim().split_at(2);
    sandbox.sh(&format!(
        "cd repo && rm -f .git/objects/{folder}/{file}
         printf '#!/bin/sh\\ntouch %s/pwned\\ncat\\n' \"$PWD\" > .git/evil && chmod +x .git/evil
         evil=\"$PWD/.git/evil\"
         echo '* filter=evil diff=evil merge=evil' > .gitattributes
         for name in core.fsmonitor core.pager pager.log pager.cat-file core.sshCommand \\
             core.editor core.askPass core.gitProxy core.alternateRefsCommand gpg.program \\
             gpg.ssh.program diff.external diff.evil.command diff.evil.textconv \\
             filter.evil.clean filter.evil.smudge filter.evil.process \\
             credential.helper alias.log alias.cat-file; do
             git config $name \"$evil\"
         done
         git config log.showSignature true && git config core.hooksPath .git/hooks
         for hook in post-index-change pre-auto-gc reference-transaction fsmonitor-watchman \\
             post-checkout; do
             cp .git/evil .git/hooks/$hook
         done
         git config core.repositoryFormatVersion 1 && git config extensions.partialClone origin
         git config remote.origin.promisor true
         git config remote.origin.url 'ext::sh -c touch% pwned' && git config protocol.allow always"
    ));
    for url in ["ext::sh -c touch% pwned", "ssh://host/x", "git://host/x"] {
        sandbox.sh(&format!("git -C repo config remote.origin.url '{url}'"));
        let arguments = &["repo", "repo/b.key"];
        assert_eq!(sandbox.audit(arguments).exit, 5);
        // What is not here was not fetched, and not judged.
        let unknown = sandbox.findings("CK902", arguments);
        let observed: Vec<&str> = unknown
            .iter()
            .map(|it| it["observed"].as_str().unwrap())
            .collect();
        // An older git would have fetched it, and says that it may not.
        let is_said = |it: &&str| {
            *it == "could not be checked: objects of its history are not here: 1"
                || it.starts_with("could not be checked: git: ")
        };
        assert!(observed.iter().any(is_said), "{observed:?}");
        assert!(!sandbox.path("repo/pwned").exists(), "{url}");
        assert!(!sandbox.path("pwned").exists(), "{url}");
    }
    // The programs would have been run: the fixture can fail.
    sandbox.sh("cd repo && git -c core.pager= log -p --ext-diff -1 >/dev/null 2>&1; true");
    assert!(sandbox.path("repo/pwned").exists());
}

#[test]
fn settings_and_replacements_of_a_repository_hide_nothing() {
    let sandbox = Sandbox::empty();
    sandbox.key("repo/a.key", KEY);
    sandbox.sh(
        "cd repo && git init -q && git config user.name a && git config user.email a@example.org
         git add . && git commit -q -m first && git rm -q a.key && git commit -q -m second
         git commit -q --allow-empty -m third && git config log.showRoot false
         git config diff.relative true && git config log.follow true
         echo x > .git/order && git config diff.orderFile .git/order
         git config log.diffMerges off && git config color.ui always",
    );
    sandbox.finds("CK403", "critical", &["repo"]);
    sandbox.sh("cd repo && git replace --graft HEAD && git log --format=%s | grep -qx third");
    sandbox.sh("cd repo && [ \"$(git log --format=%s | wc -l)\" = 1 ]");
    sandbox.finds("CK403", "critical", &["repo"]);
    sandbox
        .sh("cd repo && git replace -d $(git replace -l) && git rev-parse HEAD > .git/info/grafts");
    sandbox.sh("cd repo && [ \"$(git log --format=%s | wc -l)\" = 1 ]");
    sandbox.finds("CK403", "critical", &["repo"]);
}

#[test]
fn a_history_that_is_not_all_here_or_not_read_to_the_end_does_not_pass() {
    let sandbox = repository("");
    commit(&sandbox, "second");
    sandbox.sh("git -C repo config uploadpack.allowFilter true
         git clone -q --no-local --depth 1 \"file://$PWD/repo\" shallow
         git clone -q --no-local --filter=blob:none \"file://$PWD/repo\" partial");
    for (arguments, why) in [
        (
            &["shallow"][..],
            "its history is cut off; git fetch --unshallow gets the rest",
        ),
        (
            &["partial"],
            "it is a partial clone, and not all of its history is here",
        ),
        (
            &["--history-limit", "0s", "repo"],
            "its history was not searched to the end in 0 seconds: --history-limit gives it more",
        ),
    ] {
        let finding = sandbox.finds("CK902", "medium", arguments);
        assert_eq!(finding["observed"], *format!("could not be checked: {why}"));
        assert_eq!(sandbox.audit(arguments).exit, 5);
        let allowed = [&["--allow-incomplete"], arguments].concat();
        assert_eq!(sandbox.audit(&allowed).exit, 0);
    }
    assert_eq!(sandbox.audit(&["repo"]).exit, 0);
    assert_eq!(sandbox.audit(&["--history-limit", "soon", "repo"]).exit, 2);
}

#[test]
fn a_check_that_is_left_out_is_not_run_and_need_not_be_complete() {
    let sandbox = repository("");
    committed_and_deleted(&sandbox, "a.key", KEY);
    let left_out = ["--ignore", "CK403", "--history-limit", "0s", "repo"];
    let run = sandbox.audit(&left_out);
    assert_eq!(run.exit, 0, "{}", run.stdout);
    assert_eq!(sandbox.audit(&left_out[2..]).exit, 5);
}

#[test]
#[ignore = "needs root: tests/run"]
fn a_repository_of_somebody_else_does_not_pass() {
    let sandbox = repository("");
    sandbox.sh("chown -R 65533 repo");
    let finding = sandbox.finds("CK902", "medium", &["repo"]);
    let observed = finding["observed"].as_str().unwrap();
    assert!(observed.contains("dubious ownership"), "{observed}");
    assert!(
        observed
            .ends_with("; run the audit as its owner, or see safe.directory in git help config"),
        "{observed}"
    );
    assert_eq!(sandbox.audit(&["repo"]).exit, 5);
}

#[test]
fn a_repository_that_cannot_be_read_does_not_pass() {
    let sandbox = repository("");
    committed_and_deleted(&sandbox, "a.key", KEY);
    sandbox.sh("mkdir -p none/.git gone && echo 'gitdir: /nonexistent' > gone/.git");
    for path in ["none", "gone"] {
        assert_eq!(sandbox.audit(&[path]).exit, 5, "{path}");
    }
    sandbox.sh("echo not-a-hash > repo/.git/refs/heads/broken");
    sandbox.sh("echo 0123456789012345678901234567890123456789 > repo/.git/refs/heads/lost");
    let run = sandbox.audit(&["repo"]);
    assert_eq!(run.exit, 5, "{}", run.stdout);
    // Nothing is committed: nothing is in the history.
    sandbox.sh("git init -q empty");
    assert_eq!(sandbox.audit(&["empty"]).exit, 0);
}

#[test]
#[ignore = "needs git-filter-repo: tests/run"]
fn the_printed_command_takes_the_key_out_of_the_history() {
    let sandbox = repository("");
    committed_and_deleted(&sandbox, "a b/cookie.key", KEY);
    let finding = sandbox.finds("CK403", "critical", &["repo"]);
    let (_, command) = finding["mend"]
        .as_str()
        .unwrap()
        .split_once("again: ")
        .unwrap();
    // In the repository itself git refuses, and nothing is lost.
    let before = sandbox.sh("git -C repo rev-parse HEAD");
    sandbox.sh(&format!("! (cd repo && {command}) 2>&1"));
    assert_eq!(sandbox.sh("git -C repo rev-parse HEAD"), before);
    sandbox.sh("git clone -q --no-local repo fresh");
    sandbox.sh(&format!("cd fresh && {command} 2>&1"));
    sandbox.passes("CK403", &["fresh"]);
    assert_eq!(sandbox.sh("cat fresh/file"), "text\n");
}
