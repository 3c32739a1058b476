//! Reports and baselines of the audit in a checkout, and what is like them: they name keys
//! and have fingerprints, and hold no key.

use std::process::Command;

use crate::KEY;
use crate::sandbox::Sandbox;

/// What is found in `tree` of a report that was written about another one.
fn found(sandbox: &Sandbox, tree: &str) -> String {
    let run = sandbox.audit(&[tree]);
    match run.exit {
        0 => String::new(),
        _ => run.stdout,
    }
}

fn python_or_skip() -> bool {
    Command::new("python3").arg("--version").output().is_ok()
}

#[test]
fn reports_and_baselines_of_cookiekit_hold_no_key() {
    let sandbox = Sandbox::empty();
    sandbox.sh("git init -q app");
    sandbox.file("app/conf/secrets/session_key", KEY, 0o644);
    sandbox.file("app/write/cookie.key", KEY, 0o666);
    sandbox.file("app/.env", format!("SESSION_SECRET={KEY}\n"), 0o644);
    sandbox.file(
        "app/plumber.R",
        format!("pr_cookie(pr, \"{KEY}\")\n"),
        0o644,
    );
    sandbox.sh("mkdir reports && cookiekit audit --json --output reports/report.json app || true");
    sandbox.sh("cookiekit audit --format sarif --output reports/sarif.json app || true");
    sandbox.sh("cookiekit audit --write-baseline reports/baseline.json app || true");
    sandbox.sh("cp reports/report.json reports/report.yml");
    sandbox.sh("cp reports/report.json reports/report.txt");
    if python_or_skip() {
        sandbox.sh(
            "cd reports && for it in report sarif baseline; do \
             python3 -c 'import json,sys; json.dump(json.load(open(sys.argv[1])), open(sys.argv[2], \"w\"))' \
             $it.json one-$it.json; done",
        );
    }
    assert!(
        sandbox
            .sh("cat reports/report.json")
            .contains("session_key")
    );
    assert_eq!(found(&sandbox, "reports"), "");
    // Named by hand, too.
    for name in ["report.json", "report.yml", "report.txt", "baseline.json"] {
        assert_eq!(found(&sandbox, &format!("reports/{name}")), "", "{name}");
    }
}

const PEERS: &[(&str, &str)] = &[
    (
        "files.json",
        "{\"files\": {\"bin/write\": \"1\", \"conf/session.key\": {\"sha256\": \"§\"}}}",
    ),
    (
        "list.json",
        "[\"write cookie.key\", \"§\", \"conf/cookie.key\", \"§\"]",
    ),
    (
        "lock.json",
        "{\"packages\": {\"node_modules/write\": {}, \"cookie.key\": {\"integrity\": \"§\"}}}",
    ),
    (
        "plan.json",
        "{\"address\": \"local_file.write\", \"filename\": \"session.key\", \"id\": \"§\"}",
    ),
    (
        "sums.yml",
        "{\"echo\": \"x > cookie.key\", \"digest\": \"§\"}",
    ),
    (
        "fix.json",
        "{\"fix\": \"printf x /write/cookie.key >> /srv/.app-aK9x2QzR7mV4tL1c/write/.ignore\"}",
    ),
    (
        "fix.sh",
        "printf x /write/cookie.key >> /srv/aK9x2QzR7mV4tL1cW8yB3nH6/app/.ignore\n",
    ),
    (
        "sums.js",
        "check(write, {\"cookie.key\": {\"sha256\": \"§\"}});\n",
    ),
];

#[test]
fn a_hash_beside_the_path_of_a_key_is_written_nowhere() {
    let sandbox = Sandbox::empty();
    for (name, text) in PEERS {
        sandbox.file(&format!("app/{name}"), text.replace('§', KEY), 0o600);
    }
    assert_eq!(found(&sandbox, "app"), "");
}

#[test]
fn a_command_in_a_string_of_json_writes_its_key() {
    for text in [
        "{\"run\": \"echo § > conf/cookie.key\"}",
        "{\"args\": [\"-c\", \"printf %s \\\"§\\\" | tee cookie.key\"]}",
        "{\"source\": [\"writeLines(\\\"§\\\", \\\"cookie.key\\\")\"]}",
    ] {
        let sandbox = Sandbox::empty();
        sandbox.file("app/a.json", text.replace('§', KEY), 0o600);
        let finding = sandbox.finds("CK411", "high", &["app"]);
        let observed = finding["observed"].as_str().unwrap();
        assert!(observed.starts_with("writes a key into "), "{observed}");
    }
}
