//! What a report is made of: places, files, and what is left out of it.

use std::fs;

use serde_json::{Value, json};

use crate::sandbox::Sandbox;
use crate::{KEY, OTHER_KEY};

fn document(sandbox: &Sandbox, arguments: &[&str]) -> Value {
    let run = sandbox.audit(arguments);
    serde_json::from_str(&run.stdout).unwrap_or_else(|_| panic!("{} {}", run.stdout, run.stderr))
}

#[test]
fn a_finding_has_its_line_its_column_and_its_commit() {
    let sandbox = Sandbox::empty();
    sandbox.key("app/.env", format!("# ü\nA=b\nN='ü' COOKIE_KEY={KEY}\n"));
    sandbox.key(
        "app/plumber.R",
        format!("library(plumber)\n\npr() |> pr_cookie(\"{OTHER_KEY}\")\n"),
    );
    sandbox.key(
        "app/web.service",
        format!(
            "[Service]\nEnvironment=COOKIE_KEY={}\n",
            KEY.replace('0', "1")
        ),
    );
    let json = document(&sandbox, &["--json", "app"]);
    let sarif = document(&sandbox, &["--format", "sarif", "app"]);
    for (id, line, column) in [
        ("CK411", 3, Some(18)),
        ("CK801", 3, Some(19)),
        ("CK410", 2, None),
    ] {
        let finding = json["findings"]
            .as_array()
            .unwrap()
            .iter()
            .find(|it| it["id"] == id)
            .unwrap();
        assert_eq!(finding["line"], line, "{finding:#}");
        assert_eq!(finding["column"], json!(column), "{finding:#}");
        assert_eq!(finding["commit"], Value::Null);
        let place = &finding["locations"][0];
        assert_eq!(
            (&place["path"], &place["line"]),
            (&finding["path"], &finding["line"])
        );
        let results = sarif["runs"][0]["results"].as_array().unwrap();
        let result = results.iter().find(|it| it["ruleId"] == id).unwrap();
        let region = &result["locations"][0]["physicalLocation"]["region"];
        assert_eq!(region["startLine"], line, "{result:#}");
        assert_eq!(
            region.get("startColumn"),
            column.map(|it| json!(it)).as_ref()
        );
    }
    let uri = &sarif["runs"][0]["tool"]["driver"]["informationUri"];
    assert!(uri.as_str().unwrap().starts_with("https://"));
    // A file as a whole has none, and what a commit has has that.
    let sandbox = Sandbox::empty();
    sandbox.file("repo/web.key", KEY, 0o644);
    sandbox.sh(
        "cd repo && git init -q && git config user.name a && git config user.email a@b \
         && git add -A && git commit -qm one",
    );
    let commit = sandbox.sh("git -C repo rev-parse HEAD");
    let open = sandbox.finds("CK101", "critical", &["repo"]);
    assert_eq!(
        (&open["line"], &open["commit"]),
        (&Value::Null, &Value::Null)
    );
    assert_eq!(
        sandbox.finds("CK403", "critical", &["repo"])["commit"],
        commit.trim()
    );
    sandbox.sh("cd repo && git rm -q web.key && git commit -qm two");
    assert_eq!(
        sandbox.finds("CK403", "critical", &["repo"])["commit"],
        commit.trim()
    );
    let sarif = document(&sandbox, &["--format", "sarif", "repo"]);
    assert_eq!(
        sarif["runs"][0]["results"][0]["properties"]["commits"],
        json!([commit.trim()])
    );
}

/// Open to all, tracked, in a shared directory: it is one thing that is wrong.
#[test]
fn a_file_that_is_no_key_is_one_finding() {
    let pem = "-----BEGIN PRIVATE KEY-----\nMC4CAQAwBQYDK2VwBCIEIA==\n-----END PRIVATE KEY-----\n";
    let sandbox = Sandbox::empty();
    sandbox.file("repo/cookie.key", pem, 0o666);
    sandbox.sh(
        "cd repo && git init -q && git config user.name a && git config user.email a@b \
         && git add -A && git commit -qm one",
    );
    let found = document(&sandbox, &["--json", "repo/cookie.key"]);
    let ids: Vec<&str> = found["findings"]
        .as_array()
        .unwrap()
        .iter()
        .map(|it| it["id"].as_str().unwrap())
        .collect();
    assert_eq!(ids, ["CK511"]);
    // A key that is one has all that is wrong with it.
    sandbox.file("repo/cookie.key", KEY, 0o666);
    assert!(
        document(&sandbox, &["--json", "repo/cookie.key"])["findings"]
            .as_array()
            .unwrap()
            .len()
            > 3
    );
    // So has a list of keys in JSON, which is one, too.
    sandbox.file(
        "repo/cookie.key",
        format!("{{\"1\": \"{KEY}\", \"2\": \"{OTHER_KEY}\"}}"),
        0o666,
    );
    sandbox.finds("CK101", "critical", &["repo/cookie.key"]);
}

#[test]
fn the_findings_of_a_file_stand_together() {
    let sandbox = Sandbox::empty();
    sandbox.file("app/a.key", KEY, 0o646);
    sandbox.file("app/b.key", OTHER_KEY, 0o646);
    let text = sandbox.audit(&["app"]).stdout;
    let parts: Vec<&str> = text.split("\n\n").collect();
    assert_eq!(parts.len(), 4, "{text}");
    for (part, file) in parts[1..3].iter().zip(["app/a.key", "app/b.key"]) {
        let (first, rows) = part.split_once('\n').unwrap();
        assert_eq!(first, file, "{text}");
        let rows: Vec<&str> = rows.lines().filter(|it| it.contains("  CK10")).collect();
        assert_eq!(rows.len(), 3, "{text}");
        let is_row = |it: &&str| it.starts_with("  critical  CK10") || it.starts_with("  high ");
        assert!(rows.iter().all(is_row), "{text}");
    }
}

#[test]
fn what_a_pattern_matches_is_left_out_and_counted() {
    let sandbox = Sandbox::empty();
    sandbox.file("app/vendor/a/web.key", KEY, 0o644);
    sandbox.file("app/vendor/b.key", OTHER_KEY, 0o644);
    sandbox.file("app/own/web.key", KEY.replace('0', "1"), 0o644);
    assert_eq!(sandbox.findings("CK101", &["app"]).len(), 3);
    for (patterns, left, out) in [
        (&["vendor/"][..], 1, "1 path"),
        (&["/vendor", "own"], 0, "2 paths"),
        (&["*.key"], 0, "3 paths"),
        (&["*.key", "!/own/web.key"], 1, "2 paths"),
        (&["/web.key"], 3, ""),
    ] {
        let mut arguments: Vec<&str> = patterns.iter().flat_map(|it| ["--exclude", it]).collect();
        arguments.push("app");
        assert_eq!(
            sandbox.findings("CK101", &arguments).len(),
            left,
            "{patterns:?}"
        );
        let run = sandbox.audit(&arguments);
        let note = match out {
            "" => String::new(),
            out => format!("note: left out {out} by --exclude\n"),
        };
        assert_eq!(run.stderr, note, "{patterns:?}");
        assert_eq!(run.exit, i32::from(left > 0));
    }
    let found = document(&sandbox, &["--json", "--exclude", "vendor", "app"]);
    assert_eq!(found["excluded"], 1);
    // What is named is looked at.
    sandbox.finds(
        "CK101",
        "critical",
        &["--exclude", "*.key", "app/own/web.key"],
    );
    let run = sandbox.audit(&["--exclude", "[z-a]", "app"]);
    assert_eq!(run.exit, 2);
    assert_eq!(
        run.stderr,
        "cookiekit: --exclude: [z-a] is not a pattern\nhint: patterns are written as in \
         .gitignore: see git help gitignore\n"
    );
    // What the history has of it is left out, too, and the rest is not.
    let sandbox = Sandbox::empty();
    sandbox.key("repo/old/web.key", KEY);
    sandbox.key("repo/live/web.key", OTHER_KEY);
    sandbox.sh(
        "cd repo && git init -q && git config user.name a && git config user.email a@b \
         && git add -A && git commit -qm one && git rm -q -r . && git commit -qm two",
    );
    assert_eq!(sandbox.findings("CK403", &["repo"]).len(), 2);
    let finding = sandbox.finds("CK403", "critical", &["--exclude", "old/", "repo"]);
    assert_eq!(finding["path"], "repo/live/web.key");
    assert_eq!(sandbox.audit(&["--exclude", "*.key", "repo"]).exit, 0);
}

#[test]
fn a_report_goes_into_a_file_and_never_over_another() {
    let sandbox = Sandbox::empty();
    sandbox.file("app/web.key", KEY, 0o644);
    for format in ["human", "json", "sarif"] {
        let file = format!("report.{format}");
        let plain = sandbox.audit(&["--format", format, "app"]);
        for _ in 0..2 {
            let run = sandbox.audit(&["--format", format, "--output", &file, "app"]);
            assert_eq!((run.exit, &*run.stdout), (1, ""), "{}", run.stderr);
            assert_eq!(
                fs::read_to_string(sandbox.path(&file)).unwrap(),
                plain.stdout
            );
        }
        // Over one in another format, too.
        let run = sandbox.audit(&["--output", &file, "app"]);
        assert_eq!(
            (run.exit, &*run.stderr),
            (1, &*format!("note: the report is in {file}\n"))
        );
    }
    sandbox.key("notes", "of somebody");
    sandbox.sh("ln -s app/web.key link; mkfifo pipe");
    for (file, why) in [
        ("app/web.key", "it exists and is not the report of an audit"),
        ("notes", "it exists and is not the report of an audit"),
        ("link", "it exists and is not a regular file"),
        ("pipe", "it exists and is not a regular file"),
        ("app", "it exists and is not a regular file"),
    ] {
        let run = sandbox.audit(&["--output", file, "app"]);
        assert_eq!(run.exit, 2, "{file}");
        assert_eq!(
            run.stderr,
            format!(
                "cookiekit: could not write the report {file}: {why}\nhint: nothing was changed; name another file\n"
            )
        );
    }
    assert_eq!(
        sandbox.sh("cat app/web.key notes"),
        format!("{KEY}of somebody")
    );
    let run = sandbox.audit(&["--output", "none/report", "app"]);
    assert_eq!(run.exit, 2);
    assert!(
        run.stderr
            .contains("could not write the report none/report: there is no directory none"),
        "{}",
        run.stderr
    );
}

#[test]
fn findings_need_not_fail_a_run_and_a_missing_key_may() {
    let sandbox = Sandbox::empty();
    sandbox.file("app/web.key", KEY, 0o644);
    assert_eq!(sandbox.audit(&["app"]).exit, 1);
    let run = sandbox.audit(&["--fail-on", "none", "app"]);
    assert_eq!(run.exit, 0);
    assert!(
        run.stdout.starts_with("1 critical, 1 high (1 key, "),
        "{}",
        run.stdout
    );
    // Unknown is never a pass.
    assert_eq!(sandbox.audit(&["--fail-on", "none", "gone"]).exit, 5);
    assert_eq!(sandbox.audit(&["--require-key", "app"]).exit, 1);
    sandbox.mode("app/web.key", 0o600);
    assert_eq!(sandbox.audit(&["--require-key", "app"]).exit, 0);
    sandbox.sh("mkdir empty");
    assert_eq!(sandbox.audit(&["empty"]).exit, 0);
    let run = sandbox.audit(&["--require-key", "empty"]);
    assert_eq!(run.exit, 4);
    assert!(
        run.stdout
            .starts_with("nothing found, and no key to look at"),
        "{}",
        run.stdout
    );
    assert_eq!(
        document(&sandbox, &["--json", "--require-key", "empty"])["exit"],
        4
    );
}
