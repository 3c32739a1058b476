//! What a printed command leaves still works: slots stay with their keys, scripts and
//! documents can be read, and no program gets an empty key for one that was there.

use serde_json::Value;

use crate::sandbox::Sandbox;
use crate::{KEY, OTHER_KEY};

fn mend(finding: &Value) -> &str {
    finding["mend"].as_str().unwrap()
}

/// The commands of a check, each once, in order.
fn commands(sandbox: &Sandbox, id: &str, path: &str) -> Vec<String> {
    let mut all: Vec<String> = Vec::new();
    for finding in sandbox.findings(id, &[path]) {
        let command = finding["fix"].as_str().map(str::to_owned);
        all.extend(command.filter(|it| !all.contains(it)));
    }
    all
}

#[test]
fn a_key_that_is_moved_takes_its_slots_along() {
    let sandbox = Sandbox::empty();
    sandbox.key("shared/cookie.key", KEY);
    sandbox.sh("cookiekit rotate -q --key shared/cookie.key");
    sandbox.sh("cookiekit rotate stage -q --key shared/cookie.key");
    sandbox.mode("shared", 0o1777);
    let before = sandbox.sh("cd shared && ls | sort");
    assert_eq!(before.lines().count(), 3, "{before}");
    let commands = commands(&sandbox, "CK202", "shared");
    assert_eq!(commands.len(), 1, "{commands:#?}");
    sandbox.sh(&commands[0]);
    assert_eq!(sandbox.sh("cd home/.config/cookiekit && ls | sort"), before);
    assert_eq!(sandbox.sh("ls shared"), "");
}

#[test]
fn keys_of_one_name_are_moved_to_folders_of_their_own_and_each_once() {
    let sandbox = Sandbox::empty();
    // A name that a slot of an earlier key would be taken along under is none that is free.
    sandbox.key(
        "home/.config/cookiekit/cookie.key.retired-20260101T000000Z-00000000",
        KEY,
    );
    sandbox.mode("home/.config/cookiekit", 0o700);
    sandbox.key("t/a/b/cookie.key", KEY);
    sandbox.key("t/a/cookie.key", OTHER_KEY);
    for folder in ["t", "t/a", "t/a/b"] {
        sandbox.mode(folder, 0o1777);
    }
    let commands = commands(&sandbox, "CK202", "t");
    assert_eq!(commands.len(), 2, "{commands:#?}");
    let shown = sandbox.audit(&["t"]);
    for command in &commands {
        assert_eq!(
            shown.stdout.matches(command.as_str()).count(),
            1,
            "{command}"
        );
        sandbox.sh(command);
    }
    assert!(
        shown.words().contains("done by the command of CK202"),
        "{}",
        shown.stdout
    );
    sandbox.passes("CK202", &["t"]);
    let mut kept =
        ["2", "3"].map(|it| sandbox.sh(&format!("cat home/.config/cookiekit/{it}/cookie.key")));
    kept.sort();
    let mut keys = [KEY, OTHER_KEY];
    keys.sort_unstable();
    assert_eq!(kept, keys);
}

#[test]
fn a_key_that_r_reads_from_a_variable_is_not_commented_out() {
    let source =
        "library(plumber)\npr_cookie(pr, Sys.getenv(\"PLUMBER_COOKIE_KEY\"), secure = TRUE)\n";
    for (file, text) in [
        ("api/.Renviron", format!("PLUMBER_COOKIE_KEY=\"{KEY}\"\n")),
        ("api/.env", format!("PLUMBER_COOKIE_KEY={KEY}\n")),
        (
            "api/compose.yml",
            format!("environment:\n  PLUMBER_COOKIE_KEY: {KEY}\n"),
        ),
    ] {
        let sandbox = Sandbox::empty();
        sandbox.key(file, &text);
        sandbox.file("api/R/plumber.R", source, 0o644);
        let finding = sandbox.finds("CK411", "high", &["api"]);
        assert!(finding["fix"].is_null(), "{finding}");
        assert!(mend(&finding).contains("with an empty key plumber sends sessions unencrypted"));
    }
    // A project without R has the command, and says what comes before a restart.
    let sandbox = Sandbox::empty();
    sandbox.key("api/.env", format!("COOKIE_KEY={KEY}\n"));
    sandbox.file("web/plumber.R", source, 0o644);
    let finding = sandbox.mends("CK411", "high", &["api", "web"]);
    assert!(mend(&finding).starts_with("before it restarts, let the program read the key"));
}

#[test]
fn no_parameter_and_no_variable_of_a_unit_is_left_empty() {
    let sandbox = Sandbox::empty();
    let document = format!("---\ntitle: a\nparams:\n  cookie_key: \"{KEY}\"\n---\n\ntext\n");
    sandbox.file("app/report.Rmd", document, 0o600);
    let finding = sandbox.finds("CK801", "critical", &["app"]);
    assert!(finding["fix"].is_null(), "{finding}");
    let unit = format!("[Service]\nEnvironment=SESSION_SECRET={KEY} B=2\nExecStart=/x\n");
    let sandbox = Sandbox::empty();
    sandbox.file("app/web.service", unit, 0o600);
    let finding = sandbox.finds("CK410", "high", &["app"]);
    assert!(finding["fix"].is_null(), "{finding}");
    assert!(
        mend(&finding).contains("before the service restarts"),
        "{finding}"
    );
}

#[test]
fn a_script_whose_block_had_the_key_alone_is_a_script_still() {
    for (text, mended) in [
        (
            "if [ -z \"$A\" ]; then\n  export SESSION_SECRET=§\nfi\n",
            "if [ -z \"$A\" ]; then\n  : # export SESSION_SECRET=\nfi\n",
        ),
        (
            "f() {\n  SESSION_SECRET=§\n}\nf\n",
            "f() {\n  : # SESSION_SECRET=\n}\nf\n",
        ),
        (
            "if true; then # a\n\n  # b\n  SESSION_SECRET=§\nelse\n  A=1\nfi\n",
            "if true; then # a\n\n  # b\n  : # SESSION_SECRET=\nelse\n  A=1\nfi\n",
        ),
        (
            "true &&\n  SESSION_SECRET='§'\n",
            "true &&\n  : # SESSION_SECRET=''\n",
        ),
        // Where something else is there, or nothing is wanted, it is a plain comment.
        (
            "if true; then\n  A=1\n  SESSION_SECRET=§\nfi\n",
            "if true; then\n  A=1\n  # SESSION_SECRET=\nfi\n",
        ),
        ("A=todo\nSESSION_SECRET=§\n", "A=todo\n# SESSION_SECRET=\n"),
        ("A={\nSESSION_SECRET=§\n", "A={\n# SESSION_SECRET=\n"),
        (
            "case $1 in\n  a)\n    SESSION_SECRET=§\n    ;;\nesac\n",
            "case $1 in\n  a)\n    # SESSION_SECRET=\n    ;;\nesac\n",
        ),
    ] {
        let sandbox = Sandbox::empty();
        let text = format!("#!/bin/sh\n{}", text.replace('§', KEY));
        sandbox.file("app/start.sh", text, 0o700);
        sandbox.mends("CK411", "high", &["app"]);
        let left = sandbox.sh("cat app/start.sh");
        assert_eq!(left, format!("#!/bin/sh\n{mended}"));
        if !mended.contains("A={") {
            sandbox.sh("sh -n app/start.sh");
        }
    }
}

#[test]
fn a_block_of_yaml_that_had_the_key_alone_is_an_empty_one() {
    for (text, mended) in [
        (
            "env:\n  SECRET_KEY_BASE: §\nb: 1\n",
            "env:\n  {} # SECRET_KEY_BASE: \nb: 1\n",
        ),
        (
            "env:\n  - SESSION_SECRET=§\nb: 1\n",
            "env:\n   [] # - SESSION_SECRET=\nb: 1\n",
        ),
        (
            "env:\n- SESSION_SECRET=§\nb: 1\n",
            "env:\n [] # - SESSION_SECRET=\nb: 1\n",
        ),
        (
            "env:\n  SESSION_SECRET: §\n  A: 1\n",
            "env:\n  # SESSION_SECRET: \n  A: 1\n",
        ),
        (
            "env:\n  - A=1\n  - SESSION_SECRET=§\n",
            "env:\n  - A=1\n  # - SESSION_SECRET=\n",
        ),
        (
            "run: |\n  SESSION_SECRET=§\n",
            "run: |\n  # SESSION_SECRET=\n",
        ),
        (
            "run: |\n  if true; then\n    export SESSION_SECRET=§\n  fi\n",
            "run: |\n  if true; then\n    : # export SESSION_SECRET=\n  fi\n",
        ),
        ("session_secret: §\n", "# session_secret: \n"),
        (
            "x-env: &env\n  SESSION_SECRET: §\nb:\n  <<: *env\n",
            "x-env: &env\n  {} # SESSION_SECRET: \nb:\n  <<: *env\n",
        ),
        (
            "env: !!map &env # shared\n  SESSION_SECRET: §\n",
            "env: !!map &env # shared\n  {} # SESSION_SECRET: \n",
        ),
        (
            "all:\n  - &one\n    SESSION_SECRET: §\n",
            "all:\n  - &one\n    {} # SESSION_SECRET: \n",
        ),
        (
            "all:\n  -\n    SESSION_SECRET: §\n",
            "all:\n  -\n    {} # SESSION_SECRET: \n",
        ),
        (
            "env: &env\n  - SESSION_SECRET=§\n",
            "env: &env\n   [] # - SESSION_SECRET=\n",
        ),
    ] {
        let sandbox = Sandbox::empty();
        sandbox.file("app/ci.yml", text.replace('§', KEY), 0o600);
        sandbox.mends("CK411", "high", &["app"]);
        assert_eq!(sandbox.sh("cat app/ci.yml"), mended);
    }
    // What belongs to the line would be without it, and a file would be empty.
    for text in [
        "keys:\n  - session_secret: §\n    name: a\n",
        "write_files:\n  - path: /etc/web/cookie.key\n    content: §\n",
    ] {
        let sandbox = Sandbox::empty();
        sandbox.file("app/user-data.yml", text.replace('§', KEY), 0o600);
        for finding in sandbox.findings("CK411", &["app"]) {
            assert!(finding["fix"].is_null(), "{finding}");
        }
    }
}

#[test]
fn a_key_in_other_letters_is_another_text_and_is_kept() {
    let sandbox = Sandbox::empty();
    sandbox.key("app/cookie.key", KEY);
    let other = KEY.to_ascii_uppercase();
    assert_ne!(other, KEY);
    sandbox.key("app/.env", format!("SESSION_SECRET={other}\n"));
    let finding = sandbox.finds("CK411", "high", &["app"]);
    sandbox.obey(&finding);
    assert_eq!(sandbox.sh("cat app/.env"), "# SESSION_SECRET=\n");
    assert_eq!(sandbox.sh("cat home/.config/cookiekit/*.key").trim(), other);
    // The very text is in its file.
    sandbox.key("app/.env", format!("SESSION_SECRET={KEY}\n"));
    let finding = sandbox.finds("CK411", "high", &["app"]);
    assert!(
        !finding["fix"].as_str().unwrap().contains("key copy"),
        "{finding}"
    );
}

#[test]
fn a_list_of_keys_is_not_kept_as_one_key() {
    for name in ["SESSION_KEYS", "APP_KEYS"] {
        let sandbox = Sandbox::empty();
        sandbox.key("app/.env", format!("{name}={KEY},{OTHER_KEY}\n"));
        for finding in sandbox.findings("CK411", &["app"]) {
            let fix = finding["fix"].as_str().unwrap_or_default();
            assert!(!fix.contains("key copy"), "{finding}");
        }
    }
}

/// Laravel marks each key of the list.
#[test]
fn previous_keys_are_found_as_the_list_that_they_are() {
    const PREVIOUS: [&str; 2] = [
        "base64:jVjwBZ8tywjV0AlSPePfsfabxRbtfmRmvEFi1sDia0Q=",
        "base64:9MjTB8IOSKNcvf9cIForbhwo0uxn+IaT1qqWG63cnJo=",
    ];
    for text in [PREVIOUS[0].to_owned(), PREVIOUS.join(",")] {
        let sandbox = Sandbox::empty();
        sandbox.key("app/.env", format!("APP_PREVIOUS_KEYS={text}\n"));
        let finding = sandbox.finds("CK411", "high", &["app"]);
        let observed = finding["observed"].as_str().unwrap();
        assert!(observed.contains("under APP_PREVIOUS_KEYS"), "{finding}");
        let fix = finding["fix"].as_str().unwrap_or_default();
        assert_eq!(fix.contains("key copy"), !text.contains(','), "{finding}");
    }
    // Examples are no keys.
    let sandbox = Sandbox::empty();
    let blank = format!("base64:{}=", "A".repeat(43));
    sandbox.key("app/.env", format!("APP_PREVIOUS_KEYS={blank},{blank}\n"));
    assert!(sandbox.findings("CK411", &["app"]).is_empty());
}

#[test]
fn a_broken_pattern_is_an_error() {
    let sandbox = Sandbox::new();
    for pattern in ["[", "a[b", "[!", "[]"] {
        let run = sandbox.audit(&["--exclude", pattern, "."]);
        assert_eq!(run.exit, 2, "{pattern}: {}", run.stdout);
        let why = format!("--exclude: {pattern} is not a pattern");
        assert!(run.stderr.contains(&why), "{}", run.stderr);
    }
    for pattern in ["\\[", "[[]", "[]a]", "[!a]b", "a]"] {
        let run = sandbox.audit(&["--exclude", pattern, "."]);
        assert_eq!(run.exit, 0, "{pattern}: {}", run.stderr);
    }
}

#[test]
fn a_text_with_a_key_that_more_people_can_read_is_new_and_says_so() {
    let sandbox = Sandbox::empty();
    let file = sandbox.key("app/.env", format!("SESSION_SECRET={KEY}\n"));
    let of = |arguments: &[&str]| sandbox.findings("CK411", &[arguments, &["app"]].concat());
    sandbox.audit(&["-q", "--write-baseline", "base.json", "app"]);
    assert_eq!(of(&["--baseline", "base.json"]), [Value::Null; 0]);
    sandbox.mode("app/.env", 0o644);
    let found = of(&["--baseline", "base.json"]);
    assert_eq!(found.len(), 1, "{}", file.display());
    let observed = found[0]["observed"].as_str().unwrap();
    assert!(
        observed.ends_with(", which others can read (mode 0644)"),
        "{observed}"
    );
    sandbox.audit(&["-q", "--write-baseline", "base.json", "app"]);
    sandbox.mode("app/.env", 0o600);
    assert_eq!(of(&["--baseline", "base.json"]), [Value::Null; 0]);
}
