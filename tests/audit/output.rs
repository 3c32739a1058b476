//! What is printed, to the letter, and SARIF by its own rules.

use std::fs;
use std::process::Command;

use serde_json::Value;

use crate::KEY;
use crate::sandbox::Sandbox;

#[test]
fn a_bad_run_reads_well_in_80_columns() {
    let sandbox = Sandbox::new();
    sandbox.mode("cookie.key", 0o604);
    let run = sandbox.audit(&["cookie.key"]);
    let (count, rest) = run.stdout.split_once('\n').unwrap();
    assert!(count.starts_with("1 critical (1 key, "), "{count}");
    assert_eq!(
        rest,
        "to do: 1 command to paste ($)\n\ncookie.key\n  critical  CK101  can be read by others \
         (mode 0604)\n                   $ chmod 600 cookie.key\n                   then: rotate: it \
         was exposed\n\n1 file can be closed to others: add --fix (--fix --dry-run shows the \
         commands)\nwhy: cookiekit audit --explain CK101\n"
    );
}

#[test]
fn what_a_check_is_about_is_behind_explain() {
    let sandbox = Sandbox::empty();
    for name in ["a.key", "b.key", "c.key"] {
        let random = sandbox.sh("cookiekit keygen --stdout");
        sandbox.file(&format!("keys/{name}"), random, 0o604);
    }
    let text = sandbox.audit(&["keys"]).stdout;
    let why = "anyone who reads a session key can open and forge";
    assert!(!text.contains(why), "{text}");
    assert!(
        text.contains(
            "\n\nkeys/c.key\n  critical  CK101  can be read by others (mode 0604)\n                   \
             $ chmod 600 keys/c.key\n                   then: rotate: it was exposed\n\n"
        ),
        "{text}"
    );
    assert!(
        text.ends_with(
            "3 files can be closed to others: add --fix (--fix --dry-run shows the commands)\n\
             why: cookiekit audit --explain CK101\n"
        ),
        "{text}"
    );
    let explained = sandbox.sh("cookiekit audit --explain CK101");
    assert!(explained.contains(why), "{explained}");
    sandbox.audit(&["--fix", "keys"]);
    let text = sandbox.audit(&["keys"]).stdout;
    assert!(
        text.starts_with("nothing found (3 keys, 3 files walked, "),
        "{text}"
    );
    assert_eq!(text.lines().count(), 1, "{text}");
}

/// A command that two findings of a file have is printed once.
#[test]
fn what_there_is_to_do_is_counted_first() {
    let sandbox = Sandbox::empty();
    sandbox.file("app/cookie.key", KEY, 0o644);
    sandbox.key(
        "app/tests/.env",
        format!("COOKIE_KEY={}\n", crate::OTHER_KEY),
    );
    let text = sandbox.audit(&["app", "gone"]).stdout;
    assert!(
        text.contains("\nto do: 1 command to paste ($), 1 decision\n\napp/cookie.key\n"),
        "{text}"
    );
    assert_eq!(text.matches("$ chmod 600 app/cookie.key").count(), 1);
    assert!(text.contains("done by the command of CK101\n"), "{text}");
    assert!(
        text.contains("decide: check that no server uses it"),
        "{text}"
    );
    assert!(text.contains("next: name the path of the key"), "{text}");
}

/// "Nothing found" would read as if a key had been looked at.
#[test]
fn a_run_that_saw_no_key_says_so() {
    let sandbox = Sandbox::empty();
    sandbox.key("app/notes", "nothing");
    let text = sandbox.audit(&["app"]).stdout;
    assert!(
        text.starts_with("nothing found, and no key to look at (0 keys, 1 file walked, "),
        "{text}"
    );
}

#[test]
fn every_command_and_every_line_of_a_bad_run_fits_its_place() {
    let sandbox = Sandbox::empty();
    sandbox.file("app/cookie.key", "secret", 0o666);
    sandbox.file("app/cookie.key.bak", KEY, 0o644);
    sandbox.file(
        "app/.env",
        format!("COOKIE_KEY={}\n", crate::OTHER_KEY),
        0o644,
    );
    sandbox.sh("git init -q app");
    let run = sandbox.audit(&["app", "gone.key"]);
    assert_eq!(run.exit, 5);
    let (head, rest) = run.stdout.split_once("\n\n").unwrap();
    let heads: Vec<&str> = head.lines().collect();
    assert!(heads[0].contains("; 1 could not be checked"), "{head}");
    assert!(head.contains("(2 keys, 3 files walked, "), "{head}");
    assert!(
        heads.iter().all(|line| line.chars().count() <= 80),
        "{head}"
    );
    let mut labels = std::collections::BTreeSet::new();
    let indent = " ".repeat(19);
    for line in rest.lines() {
        assert_eq!(line.trim_end(), line);
        let words = line.strip_prefix(&indent).unwrap_or(line);
        labels.extend(words.split_whitespace().next());
        // A command is never broken, so that it can be copied.
        assert!(
            words.starts_with("$ ") || line.chars().count() <= 80,
            "{line}"
        );
        let is_row = || line.starts_with("  ") && &line[10..14] == "  CK";
        let is_head = !line.starts_with(' ');
        assert!(is_head || line.starts_with(&indent) || is_row(), "{line}");
    }
    for label in [
        "critical", "high", "medium", "unknown", "$", "then:", "next:", "why:",
    ] {
        assert!(labels.contains(label), "{label} {labels:?}");
    }
}

#[test]
fn explanations_and_the_list() {
    let sandbox = Sandbox::empty();
    let run = sandbox.audit(&["--explain", "acl-dormant"]);
    assert_eq!(run.exit, 0);
    assert!(
        run.stdout
            .starts_with("CK302 acl-dormant\nA masked access control list"),
        "{}",
        run.stdout
    );
    let list = sandbox.audit(&["--list-checks"]).stdout;
    assert!(list.starts_with("CK101 "), "{list}");
    for row in list.lines().filter(|row| row.starts_with("CK")) {
        let id = &row[.."CK101".len()];
        let run = sandbox.audit(&["--explain", id]);
        assert_eq!((run.exit, &*run.stderr), (0, ""), "{row}");
        assert!(run.stdout.starts_with(&format!("{id} ")), "{}", run.stdout);
        assert!(
            run.stdout.lines().all(|it| it.chars().count() <= 80),
            "{}",
            run.stdout
        );
    }
    assert_eq!(sandbox.audit(&["--explain", "CK000"]).exit, 2);
}

/// A directory in which much is wrong.
fn wrong() -> Sandbox {
    let sandbox = Sandbox::empty();
    sandbox.file("app/cookie.key", KEY, 0o666);
    sandbox.file("app/a b ü.key", KEY, 0o600);
    sandbox.file("app/cookie.key~", KEY, 0o644);
    sandbox.file("app/.env", format!("COOKIE_KEY={KEY}\n"), 0o644);
    sandbox.file(
        "app/plumber.R",
        format!("pr |> pr_cookie(\"{KEY}\")\n"),
        0o644,
    );
    sandbox.file("home/.bash_history", format!("x {KEY}\n"), 0o600);
    sandbox.mode("app", 0o777);
    sandbox
}

#[test]
fn no_format_shows_a_part_of_a_key() {
    let sandbox = wrong();
    for format in ["human", "json", "sarif"] {
        let run = sandbox.audit(&["--verbose", "--format", format, "app", "gone"]);
        assert_eq!(run.exit, 5);
        for part in [&KEY[..8], &KEY[24..32], &KEY[56..]] {
            assert!(
                !run.stdout.contains(part) && !run.stderr.contains(part),
                "{format}"
            );
        }
    }
}

#[test]
fn the_formats_agree_and_json_has_two_names() {
    let sandbox = wrong();
    // Its command names the second.
    let without = ["--ignore", "duplicate-key", "app"];
    let json = sandbox.audit(&[&["--json"], &without[..]].concat());
    assert_eq!(
        json.stdout,
        sandbox
            .audit(&[&["--format", "json"], &without[..]].concat())
            .stdout
    );
    let document: Value = serde_json::from_str(&json.stdout).unwrap();
    assert_eq!(document["exit"], 1);
    let findings = document["findings"].as_array().unwrap();
    let sarif: Value = serde_json::from_str(
        &sandbox
            .audit(&[&["--format", "sarif"], &without[..]].concat())
            .stdout,
    )
    .unwrap();
    let results = sarif["runs"][0]["results"].as_array().unwrap();
    assert_eq!(findings.len(), results.len());
    let prints = |values: &[Value], path: &str| -> Vec<String> {
        values
            .iter()
            .map(|it| it.pointer(path).unwrap().to_string())
            .collect()
    };
    assert_eq!(
        prints(findings, "/fingerprint"),
        prints(results, "/partialFingerprints/cookiekitFinding~1v1")
    );
    assert_eq!(
        sandbox.audit(&["--json", "--format", "sarif", "app"]).exit,
        2
    );
}

#[test]
fn sarif_is_as_code_scanning_wants_it() {
    let sandbox = wrong();
    let run = sandbox.audit(&["--format", "sarif", "app", "gone"]);
    let document: Value = serde_json::from_str(&run.stdout).unwrap();
    assert_eq!(document["version"], "2.1.0");
    let run = &document["runs"][0];
    let rules = run["tool"]["driver"]["rules"].as_array().unwrap();
    let levels = ["error", "warning", "note"];
    for rule in rules {
        assert!(rule["help"]["text"].is_string() && rule["shortDescription"]["text"].is_string());
        assert!(levels.contains(&rule["defaultConfiguration"]["level"].as_str().unwrap()));
        let score = rule["properties"]["security-severity"].as_str().unwrap();
        assert!((0.0..=10.0).contains(&score.parse::<f64>().unwrap()));
        assert!(rule["name"].as_str().unwrap().len() < 255);
    }
    for result in run["results"].as_array().unwrap() {
        let index = result["ruleIndex"].as_u64().unwrap() as usize;
        assert_eq!(rules[index]["id"], result["ruleId"]);
        let place = &result["locations"][0]["physicalLocation"];
        let uri = place["artifactLocation"]["uri"].as_str().unwrap();
        assert!(
            !uri.starts_with('/') && !uri.contains(' ') && uri.is_ascii(),
            "{uri}"
        );
        assert_eq!(place["artifactLocation"]["uriBaseId"], "%SRCROOT%");
        assert_eq!(place["region"]["startLine"], 1);
    }
    let invocation = &run["invocations"][0];
    assert_eq!(invocation["executionSuccessful"], false);
    assert_eq!(invocation["exitCode"], 5);
    let notes = invocation["toolExecutionNotifications"].as_array().unwrap();
    assert_eq!(notes[0]["descriptor"]["id"], "CK901");
}

/// The schema of OASIS is a file of 100 KiB and its validator a package of
/// Python: `tests/run` gets both.
#[test]
#[ignore = "needs python3-jsonschema and the SARIF schema: tests/run"]
fn sarif_validates_against_the_published_schema() {
    let schema = std::env::var("SARIF_SCHEMA").expect("tests/run names it");
    let sandbox = wrong();
    let run = sandbox.audit(&["--format", "sarif", "app", "gone"]);
    let path = sandbox.path("out.sarif");
    fs::write(&path, run.stdout).unwrap();
    let script = "import json,sys,jsonschema\nschema=json.load(open(sys.argv[1]))\n\
                  document=json.load(open(sys.argv[2]))\n\
                  jsonschema.validators.validator_for(schema)(schema, format_checker=jsonschema.FormatChecker()).validate(document)";
    let status = Command::new("/usr/bin/python3")
        .args(["-c", script, &schema])
        .arg(&path)
        .status();
    assert!(status.unwrap().success());
}
