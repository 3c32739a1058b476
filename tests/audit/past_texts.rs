//! CK403: keys in the texts of a history.

use std::fs;
use std::os::unix::ffi::OsStrExt;

use serde_json::Value;

use crate::past::{commit, committed_and_deleted, repository};
use crate::sandbox::Sandbox;
use crate::{KEY, OTHER_KEY};

const REPLACE: &str = "rotate first; then decide whether to rewrite the history (git filter-repo \
     --replace-text), in a fresh clone, which everybody must clone again";

fn head(sandbox: &Sandbox) -> String {
    let head = sandbox.sh("git -C repo rev-parse HEAD");
    head.trim()[..12].to_owned()
}

fn text<'a>(finding: &'a Value, field: &str) -> &'a str {
    finding[field].as_str().unwrap()
}

#[test]
fn a_key_that_was_taken_out_of_a_text_is_found() {
    let r = format!("pr() |> pr_cookie(\"{KEY}\")\n");
    for (name, with, without, called) in [
        (".env", format!("COOKIE_KEY={KEY}\n"), "A=1\n", "COOKIE_KEY"),
        ("plumber.R", r, "x <- 1\n", "pr_cookie()"),
        (
            "a/key.R",
            format!("cookie_key <- '{KEY}'\n"),
            "x <- 1\n",
            "cookie_key",
        ),
        (
            "config.yml",
            format!("session:\n  secret: {KEY}\n"),
            "a: 1\n",
            "session.secret",
        ),
        (
            "settings.json",
            format!("{{\"cookieKey\": \"{KEY}\"}}"),
            "{}\n",
            "cookieKey",
        ),
        (
            "app.py",
            format!("SESSION_SECRET = \"{KEY}\"\n"),
            "x = 1\n",
            "SESSION_SECRET",
        ),
        (
            "Dockerfile",
            format!("FROM x\nENV COOKIE_KEY={KEY}\n"),
            "FROM x\n",
            "COOKIE_KEY",
        ),
    ] {
        let sandbox = repository("");
        sandbox.key(&format!("repo/{name}"), &with);
        commit(&sandbox, "with");
        let first = head(&sandbox);
        sandbox.key(&format!("repo/{name}"), without);
        commit(&sandbox, "without");
        let finding = sandbox.finds("CK403", "critical", &["repo"]);
        assert_eq!(finding["path"], *format!("repo/{name}"));
        let observed = format!("has a key under {called} in commit {first}");
        assert_eq!(finding["observed"], *observed);
        assert_eq!(finding["mend"], REPLACE);
        assert!(finding["fix"].is_null());
        assert!(!finding.to_string().contains(&KEY[..8]));
        assert_eq!(sandbox.audit(&["repo"]).exit, 1);
        // It is found by the text alone, too, and by no other.
        sandbox.finds("CK403", "critical", &[&format!("repo/{name}")]);
        sandbox.key("repo/other.env", "A=1\n");
        sandbox.passes("CK403", &["repo/other.env"]);
        // The file is gone now.
        fs::remove_file(sandbox.path(&format!("repo/{name}"))).unwrap();
        let finding = sandbox.finds("CK403", "critical", &["repo"]);
        let observed =
            format!("is no longer here, and still has a key under {called} in commit {first}");
        assert_eq!(finding["observed"], *observed);
        assert_eq!(
            finding["mend"],
            *format!(
                "rotate first; then decide whether to rewrite the history, in a fresh clone, \
                 which everybody must clone again: git filter-repo --invert-paths --path={name}"
            )
        );
    }
}

#[test]
fn what_is_no_key_in_a_text_is_none_in_its_history() {
    let sandbox = repository("");
    for (name, content) in [
        ("a.env", format!("COMMIT={KEY}\n")),
        ("b.env", format!("COOKIE_KEY_SHA256={KEY}\n")),
        ("c.yml", format!("session_key_id: {}\n", &KEY[..32])),
        ("d.env", "COOKIE_KEY=changeme\n".to_owned()),
        ("e.R", "# cookie_key <- 'changeme'\n".to_owned()),
        ("f.csv", format!("COOKIE_KEY={KEY}\n")),
        (
            "g.env",
            "COOKIE_KEY=0000000000000000000000000000000000000000\n".to_owned(),
        ),
        ("h.log", format!("SESSION_SECRET={KEY}\n")),
        // The example of a documentation is nobody's.
        (
            "i.env",
            "COOKIE_KEY=0123456789abcdef0123456789abcdef\n".to_owned(),
        ),
        ("j.R", "pr_cookie(pr, 'mySecretHere')\n".to_owned()),
    ] {
        committed_and_deleted(&sandbox, name, content);
    }
    commit(&sandbox, &format!("This reverts commit {}.", &KEY[..40]));
    // A link that is called so leads to a key, and holds none.
    std::os::unix::fs::symlink(format!("COOKIE_KEY={KEY}"), sandbox.path("repo/.env")).unwrap();
    sandbox.sh(
        "cd repo && git add -A && git commit -q -m link && git rm -q .env && git commit -q -m gone",
    );
    sandbox.passes("CK403", &["repo"]);
    let run = sandbox.audit(&["repo"]);
    assert_eq!(run.exit, 0, "{}", run.stdout);
}

#[test]
fn after_the_printed_command_and_a_commit_the_history_still_has_it() {
    for (name, with, check) in [
        (".env", format!("COOKIE_KEY={KEY}\nA=1\n"), "CK411"),
        ("app.R", format!("pr |> pr_cookie(\"{KEY}\")\n"), "CK801"),
        ("key.R", format!("cookie_key <- \"{KEY}\"\n"), "CK801"),
    ] {
        let sandbox = repository("");
        sandbox.key(&format!("repo/{name}"), &with);
        // It is in no commit so far.
        let run = sandbox.findings(check, &["repo"]);
        assert!(!run[0].to_string().contains("has it"), "{run:#?}");
        commit(&sandbox, "add");
        let first = head(&sandbox);
        sandbox.passes("CK403", &["repo"]);
        let finding = sandbox.findings(check, &["repo"]).remove(0);
        let then = format!("then rotate: commit {first} has it");
        assert!(text(&finding, "mend").contains(&then), "{finding:#}");
        let run = sandbox.audit(&["repo"]);
        assert!(
            run.words()
                .contains(&format!("rotate: commit {first} has it")),
            "{}",
            run.stdout
        );
        // The same of the text alone.
        let path = format!("repo/{name}");
        let alone = sandbox.findings(check, &[&path]).remove(0);
        assert!(text(&alone, "mend").contains(&then), "{alone:#}");
        sandbox.obey(&finding);
        commit(&sandbox, "take it out");
        sandbox.passes(check, &["repo"]);
        let finding = sandbox.findings("CK403", &["repo"]).into_iter();
        let finding: Vec<Value> = finding.filter(|it| it["path"] == *path).collect();
        assert!(
            text(&finding[0], "observed").contains(&first),
            "{finding:#?}"
        );
        assert_eq!(sandbox.audit(&["repo"]).exit, 1);
    }
}

#[test]
fn one_key_is_one_finding_with_its_commits() {
    let sandbox = repository("");
    for number in 0..5 {
        sandbox.key("repo/.env", format!("COOKIE_KEY={KEY}\nA={number}\n"));
        sandbox.key(
            "repo/app/.env",
            format!("export COOKIE_KEY='{KEY}'\nB={number}\n"),
        );
        commit(&sandbox, "change");
    }
    sandbox.key("repo/.env", format!("COOKIE_KEY={OTHER_KEY}\n"));
    sandbox.key("repo/app/.env", "A=1\n");
    commit(&sandbox, "another");
    let another = head(&sandbox);
    sandbox.key("repo/.env", "A=1\n");
    commit(&sandbox, "none");
    let findings = sandbox.findings("CK403", &["repo"]);
    assert_eq!(findings.len(), 2, "{findings:#?}");
    let observed: Vec<&str> = findings.iter().map(|it| text(it, "observed")).collect();
    let ends = |end: &str| observed.iter().filter(|it| it.ends_with(end)).count();
    assert_eq!(
        ends(" and 2 more, there and in another file"),
        1,
        "{observed:?}"
    );
    let last = format!("has a key under COOKIE_KEY in commit {another}");
    assert!(observed.contains(&&*last), "{observed:?}");
    // A key that is accepted stays so; another one is new.
    sandbox.audit(&["--write-baseline", "base.json", "repo"]);
    let with = ["--baseline", "base.json", "repo"];
    commit(&sandbox, "nothing");
    assert_eq!(sandbox.audit(&with).exit, 0);
    let third = KEY.replace('0', "1");
    committed_and_deleted(&sandbox, "prod.env", format!("COOKIE_KEY={third}\n"));
    sandbox.finds("CK403", "critical", &with);
}

#[test]
fn a_key_of_a_file_here_is_told_of_that_file() {
    let sandbox = repository("");
    committed_and_deleted(&sandbox, ".env", format!("COOKIE_KEY={KEY}\n"));
    sandbox.key("repo/cookie.key", KEY);
    sandbox.sh("echo /cookie.key > repo/.gitignore");
    let finding = sandbox.finds("CK403", "critical", &["repo"]);
    assert_eq!(finding["path"], "repo/cookie.key");
    let observed = text(&finding, "observed");
    assert!(
        observed.starts_with("is in the history of this repository (commit "),
        "{observed}"
    );
    assert!(observed.ends_with(", in .env)"), "{observed}");
}

#[test]
fn keys_of_tests_are_worth_knowing() {
    let sandbox = repository("");
    committed_and_deleted(&sandbox, "tests/a.env", format!("COOKIE_KEY={KEY}\n"));
    committed_and_deleted(
        &sandbox,
        ".env.example",
        format!("COOKIE_KEY={OTHER_KEY}\n"),
    );
    let findings = sandbox.findings("CK403", &["repo"]);
    assert_eq!(findings.len(), 2);
    assert!(
        findings.iter().all(|it| it["severity"] == "low"),
        "{findings:#?}"
    );
    // The same key where it opens something.
    committed_and_deleted(&sandbox, "prod.env", format!("COOKIE_KEY={KEY}\n"));
    let findings = sandbox.findings("CK403", &["repo"]);
    assert!(
        findings.iter().any(|it| it["severity"] == "critical"),
        "{findings:#?}"
    );
}

/// What is outside of all branches, each with words of its own.
#[test]
fn a_key_is_found_outside_of_all_branches() {
    let at = |script: &str, observed: &str, mend: &str| {
        let sandbox = repository("");
        sandbox.key("with", format!("COOKIE_KEY={KEY}\n"));
        sandbox.sh(&format!("cd repo && git add -A && {script}"));
        let finding = sandbox.finds("CK403", "critical", &["repo"]);
        assert!(
            text(&finding, "observed").starts_with(observed),
            "{script}: {finding:#}"
        );
        assert!(
            text(&finding, "mend").contains(mend),
            "{script}: {finding:#}"
        );
        // Nothing that could take somebody's work away is to be pasted.
        assert!(finding["fix"].is_null());
        assert!(!text(&finding, "mend").contains("filter-repo") || mend.contains("filter-repo"));
    };
    const ADD: &str = "cp ../with .env && git add .env";
    let stashed = "has a key under COOKIE_KEY in what is stashed (commit ";
    at(
        &format!("{ADD} && git stash -q"),
        stashed,
        "anybody needs what is stashed",
    );
    at(
        "cp ../with .env && git stash -q -u",
        stashed,
        "anybody needs what is stashed",
    );
    // An older one, which is in the log of references alone.
    at(
        &format!("{ADD} && git stash -q && echo x > file && git stash -q"),
        stashed,
        "anybody needs what is stashed",
    );
    let nowhere = "is no longer here, and still has a key under COOKIE_KEY in commit ";
    at(
        &format!("{ADD} && git stash -q && git stash drop -q"),
        nowhere,
        "until git clears away",
    );
    at(
        &format!("{ADD} && git commit -q -m with && git reset -q --hard HEAD~1"),
        nowhere,
        "until git clears away",
    );
    at(
        &format!(
            "{ADD} && git commit -q -m with && git reset -q --hard HEAD~1 &&
             git reflog expire --expire=all --all"
        ),
        nowhere,
        "until git clears away",
    );
    at(
        &format!(
            "{ADD} && git commit -q -m with && git rm -q .env && git commit -q --amend --allow-empty -m n"
        ),
        nowhere,
        "until git clears away",
    );
    at(
        "git notes add -F ../with",
        "has a key under COOKIE_KEY in a note (commit ",
        "anybody needs the notes",
    );
    at(
        &format!("{ADD} && rm .env"),
        "is staged with a key under COOKIE_KEY",
        "anybody needs what is staged",
    );
    at(
        &format!("{ADD} && git rm -q --cached .env && rm .env"),
        "has a key under COOKIE_KEY in an object that no commit has (",
        "until git clears away",
    );
    at(
        "git tag key $(git hash-object -w ../with)",
        "has a key under COOKIE_KEY in an object that no commit has (",
        "until git clears away",
    );
    at(
        "git commit -q --allow-empty -F ../with",
        "has a key under COOKIE_KEY in the message of commit ",
        "git filter-repo --replace-message",
    );
    at(
        "git tag -a -F ../with v1",
        "has a key under COOKIE_KEY in the message of tag v1",
        "make the tag again",
    );
    // On a branch that was never merged, under a tag, in a deep merge.
    at(
        &format!("git checkout -q -b side && {ADD} && git commit -q -m k && git checkout -q main"),
        nowhere,
        "git filter-repo",
    );
    at(
        &format!(
            "git checkout -q --detach && {ADD} && git commit -q -m k && git tag t &&
             git checkout -q main"
        ),
        nowhere,
        "git filter-repo",
    );
}

#[test]
fn what_no_branch_has_and_is_no_key_passes() {
    let sandbox = repository("");
    sandbox.key(
        "without",
        format!("CHECKSUM={KEY}\nCOOKIE_KEY_SHA256={OTHER_KEY}\n"),
    );
    sandbox.sh(
        "cd repo && cp ../without .env && git stash -q -u && git notes add -F ../without &&
         git tag -a -F ../without v1 && git commit -q --allow-empty -F ../without &&
         cp ../without .env && git add .env && rm .env",
    );
    sandbox.passes("CK403", &["repo"]);
    assert_eq!(sandbox.audit(&["repo"]).exit, 0);
}

#[test]
fn a_key_file_that_is_stashed_or_staged_is_no_matter_of_all_commits() {
    for (script, mend) in [
        ("git add . && git stash -q", "anybody needs what is stashed"),
        ("git add . && rm cookie.key", "anybody needs what is staged"),
    ] {
        let sandbox = repository("");
        sandbox.key("repo/cookie.key", KEY);
        sandbox.sh(&format!("cd repo && {script}"));
        let finding = sandbox.finds("CK403", "critical", &["repo"]);
        assert_eq!(finding["path"], "repo/cookie.key");
        assert!(text(&finding, "mend").contains(mend), "{finding:#}");
        assert!(
            !text(&finding, "mend").contains("filter-repo"),
            "{finding:#}"
        );
    }
}

#[test]
fn a_repository_without_a_work_tree_is_searched() {
    let sandbox = repository("");
    let first = committed_and_deleted(&sandbox, "app/.env", format!("COOKIE_KEY={KEY}\n"));
    sandbox.sh("mkdir srv && git clone -q --bare repo srv/repo.git && mv srv/repo.git srv/app");
    for arguments in [["srv"], ["srv/app"]] {
        let finding = sandbox.finds("CK403", "critical", &arguments);
        assert_eq!(finding["path"], "srv/app/app/.env");
        let observed = text(&finding, "observed");
        assert!(
            observed.ends_with(&format!("in commit {}", &first[..12])),
            "{observed}"
        );
        assert_eq!(finding["mend"], REPLACE);
    }
    // One without a key, and a folder that only looks like one.
    sandbox.sh("git init -q --bare none/x.git && mkdir -p none/y && touch none/y/HEAD");
    assert_eq!(sandbox.audit(&["none"]).exit, 0);
}

#[test]
fn hostile_names_of_texts_are_told_and_quoted() {
    for name in [
        &b"$(touch pwned) 'a;b.env"[..],
        b"-rf.env",
        b"line\nbreak.env",
        b":(top)magic.env",
        b"\xff\xfe.env",
    ] {
        let sandbox = repository("");
        let path = sandbox.path("repo").join(std::ffi::OsStr::from_bytes(name));
        fs::write(&path, format!("COOKIE_KEY={KEY}\n")).unwrap();
        commit(&sandbox, "add");
        fs::remove_file(&path).unwrap();
        commit(&sandbox, "remove");
        let finding = sandbox.finds("CK403", "critical", &["repo"]);
        let (_, words) = text(&finding, "mend").split_once("filter-repo ").unwrap();
        let said = sandbox.sh(&format!(
            "printf '%s.' {words} | od -An -v -tx1 | tr -d ' \\n'"
        ));
        let expected = [b"--invert-paths.--path=", name, b"."].concat();
        let hex: String = expected.iter().map(|byte| format!("{byte:02x}")).collect();
        assert_eq!(said, hex);
        assert!(!sandbox.path("pwned").exists() && !sandbox.path("repo/pwned").exists());
    }
}

#[test]
fn what_another_repository_lends_is_its_own() {
    let sandbox = repository("");
    sandbox.sh(&format!(
        "cd repo && echo 'COOKIE_KEY={KEY}' > .env && git add .env && git rm -q --cached .env &&
         rm .env && git checkout -q -b side && echo 'COOKIE_KEY={OTHER_KEY}' > .env &&
         git add .env && git commit -q -m k && git checkout -q main"
    ));
    sandbox.sh("git clone -q --shared --single-branch repo lent");
    sandbox.passes("CK403", &["lent"]);
    assert_eq!(sandbox.findings("CK403", &["repo"]).len(), 2);
}

#[test]
fn what_is_left_unread_as_a_source_is_read_as_settings() {
    let sandbox = repository("");
    // Larger than what one second is for.
    let padding = "# nothing\n".repeat(60_000);
    sandbox.key("repo/.env", format!("COOKIE_KEY={KEY}\n{padding}"));
    commit(&sandbox, "settings");
    sandbox.sh("cd repo && git mv .env main.py");
    commit(&sandbox, "a source");
    sandbox.sh("cd repo && git rm -q main.py");
    commit(&sandbox, "gone");
    let few = ["--history-limit", "1s", "repo"];
    assert_eq!(sandbox.findings("CK403", &few).len(), 1);
    let run = sandbox.audit(&few);
    assert!(!run.stderr.contains("older source"), "{}", run.stderr);
}

#[test]
fn sources_beyond_the_time_are_said() {
    let sandbox = repository("");
    let words = "x = 1\n".repeat(40_000);
    for number in 0..40 {
        sandbox.key("repo/main.py", format!("{words}# {number}\n"));
        commit(&sandbox, "change");
    }
    let whole = sandbox.audit(&["repo"]);
    assert_eq!((whole.exit, whole.stderr.contains("older")), (0, false));
    let few = sandbox.audit(&["--history-limit", "1s", "repo"]);
    assert_eq!(few.exit, 0, "{}", few.stdout);
    let said = "38 older sources in the history of a repository were not searched for keys: \
                --history-limit with more time searches more of them";
    assert!(few.stderr.contains(said), "{}", few.stderr);
    let few = sandbox.audit(&["--history-limit", "1s", "--json", "repo"]);
    let document: Value = serde_json::from_str(&few.stdout).unwrap();
    assert_eq!(document["not_read"]["in_history"], 38);
}

/// A script and variables are known by their content, and PowerShell writes UTF-16.
#[test]
fn a_key_in_a_text_without_an_ending_and_in_utf_16_is_found_when_it_is_gone() {
    let utf16: Vec<u8> = std::iter::once(0xfeff)
        .chain(format!("SESSION_SECRET={KEY}\r\n").encode_utf16())
        .flat_map(u16::to_le_bytes)
        .collect();
    for (name, content) in [
        (
            "bin/deploy",
            format!("#!/bin/sh\nexport SESSION_SECRET={KEY}\n").into_bytes(),
        ),
        (
            "defaults",
            format!("# of the web\nSESSION_SECRET={KEY}\nPORT=80\n").into_bytes(),
        ),
        ("web.env", utf16),
    ] {
        let sandbox = repository("");
        committed_and_deleted(&sandbox, name, content);
        let finding = sandbox.finds("CK403", "critical", &["repo"]);
        let observed = text(&finding, "observed");
        let expected = "is no longer here, and still has a key under SESSION_SECRET in commit ";
        assert!(observed.starts_with(expected), "{name}: {observed}");
    }
    let sandbox = repository("");
    committed_and_deleted(&sandbox, "NOTES", format!("see SESSION_SECRET={KEY}\n"));
    sandbox.passes("CK403", &["repo"]);
}
