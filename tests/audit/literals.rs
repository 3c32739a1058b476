//! Keys that stand in a text, and the same in others: a copy is one wherever it is.

use serde_json::Value;

use crate::sandbox::Sandbox;
use crate::{KEY, OTHER_KEY};

/// What is found: where, by which check, and what was seen.
fn found(sandbox: &Sandbox, arguments: &[&str]) -> Vec<(String, String, String)> {
    let run = sandbox.audit(&[&["--json"], arguments].concat());
    let document: Value = serde_json::from_str(&run.stdout).unwrap();
    let findings = document["findings"].as_array().unwrap().iter();
    let is_of_keys = |it: &&Value| ["CK407", "CK411", "CK412", "CK801"].contains(&id(it));
    let found = findings.filter(is_of_keys).map(|it| {
        let text = |name: &str| it[name].as_str().unwrap().to_owned();
        (text("path"), text("id"), text("observed"))
    });
    let mut found: Vec<_> = found.collect();
    found.sort();
    found
}

fn id(finding: &Value) -> &str {
    finding["id"].as_str().unwrap()
}

/// One finding a line, as `PATH CHECK: WHAT`.
fn lines(sandbox: &Sandbox, arguments: &[&str]) -> String {
    let found = found(sandbox, arguments).into_iter();
    let lines = found.map(|(path, id, observed)| format!("{path} {id}: {observed}\n"));
    lines.collect()
}

fn source(key: &str) -> String {
    format!("library(plumber)\npr_cookie(pr(), '{key}', secure = TRUE)\n")
}

#[test]
fn a_key_of_a_source_is_found_wherever_else_it_is() {
    let sandbox = Sandbox::empty();
    let upper = KEY.to_uppercase();
    for (name, text) in [
        ("plumber.R", source(KEY)),
        ("README.md", format!("# App\n\nkey is {KEY}\n")),
        ("test.py", format!("KEY='{KEY}'\n")),
        ("x.sh", format!("curl -H \"x: {upper}\" https://a\n")),
        ("notes", format!("to do\n{KEY}\n")),
        ("web.log", format!("started\nwith {KEY} in it\n")),
        ("tests/test_a.py", format!("X = '{KEY}'\n")),
        ("tests/test_b.py", format!("app.secret_key = '{KEY}'\n")),
        // What is no copy of it.
        ("b.py", format!("KEY='{OTHER_KEY}'\n")),
        ("short.md", format!("key is {}\n", &KEY[..63])),
    ] {
        sandbox.file(&format!("app/{name}"), text, 0o600);
    }
    let copy = "holds the key of app/plumber.R in line";
    assert_eq!(
        lines(&sandbox, &["app"]),
        format!(
            "app/README.md CK411: {copy} 3\n\
             app/notes CK411: {copy} 2\n\
             app/plumber.R CK801: hands a literal key to pr_cookie() in line 2\n\
             app/test.py CK411: {copy} 1\n\
             app/tests/test_a.py CK411: {copy} 1\n\
             app/tests/test_b.py CK411: has a key under app.secret_key in line 1\n\
             app/web.log CK412: {copy} 2\n\
             app/x.sh CK411: {copy} 1\n"
        )
    );
    // It opens what the program makes: a test that has it is no test of nothing.
    let findings = sandbox.findings("CK411", &["app"]);
    assert!(findings.iter().all(|it| it["severity"] == "high"));
    // Code is left to its author; the key is kept once.
    let all = ["CK801", "CK411", "CK412"].map(|id| sandbox.findings(id, &["app"]));
    for finding in all.iter().flatten() {
        if let Some(fix) = finding["fix"].as_str() {
            sandbox.sh(fix);
        }
    }
    let kept = sandbox.sh("cat home/.config/cookiekit/*.key");
    assert_eq!(kept, KEY);
    assert_eq!(sandbox.sh("cat app/README.md"), "# App\n\nkey is \n");
    assert_eq!(sandbox.sh("cat app/notes"), "to do\n\n");
    assert_eq!(sandbox.sh("cat app/web.log"), "started\nwith  in it\n");
}

#[test]
fn a_second_copy_in_the_same_text_is_found() {
    let sandbox = Sandbox::empty();
    let text = source(KEY) + &format!("# was {KEY}\nx <- \"{KEY}\"\n");
    sandbox.file("app/plumber.R", text, 0o600);
    for path in ["app", "app/plumber.R"] {
        assert_eq!(
            lines(&sandbox, &[path]),
            "app/plumber.R CK801: hands a literal key to pr_cookie() in line 2\n\
             app/plumber.R CK801: holds the key of app/plumber.R in line 3\n\
             app/plumber.R CK801: holds the key of app/plumber.R in line 4\n"
        );
    }
    for finding in sandbox.findings("CK801", &["app"]) {
        sandbox.obey(&finding);
    }
    assert_eq!(lines(&sandbox, &["app"]), "");
    let text = sandbox.sh("cat app/plumber.R");
    assert!(text.contains("\n# was \n"), "{text}");
    assert!(
        text.contains("x <- readLines(\"~/.config/cookiekit/"),
        "{text}"
    );
}

#[test]
fn a_key_of_settings_is_found_in_the_prose_of_a_document_too() {
    let sandbox = Sandbox::empty();
    sandbox.file("app/.env", format!("A=b\nSESSION_SECRET={KEY}\n"), 0o600);
    let document = format!("# Report\n\nIt was {KEY}.\n\n```{{r}}\nk <- 1\n```\n");
    sandbox.file("app/report.Rmd", document, 0o600);
    assert_eq!(
        lines(&sandbox, &["app"]),
        "app/.env CK411: has a key under SESSION_SECRET in line 2\n\
         app/report.Rmd CK801: holds the key of app/.env in line 3\n"
    );
    // Where something says that it is a key, that is what is shown.
    let document = format!("# Report\n\nSESSION_SECRET={KEY}\n");
    sandbox.file("app/report.Rmd", document, 0o600);
    assert_eq!(
        lines(&sandbox, &["app"]),
        "app/.env CK411: has a key under SESSION_SECRET in line 2\n\
         app/report.Rmd CK801: has a key under SESSION_SECRET in line 3\n"
    );
}

/// A copy is what is the same and can be nothing else.
#[test]
fn what_may_be_the_same_by_chance_is_no_copy() {
    let phrase = "correct giraffe battery staple";
    for (name, text, other) in [
        // A passphrase may stand anywhere.
        (".Renviron", format!("COOKIE_KEY={phrase}\n"), phrase),
        ("a.py", "app.secret_key = 'pony'\n".to_owned(), "pony"),
        // A key of a test opens nothing, nor does one that everybody knows.
        ("tests/a.py", format!("app.secret_key = '{KEY}'\n"), KEY),
        (
            ".env",
            format!("SESSION_SECRET={}\n", "0".repeat(64)),
            &"0".repeat(64),
        ),
    ] {
        let sandbox = Sandbox::empty();
        sandbox.file(&format!("app/{name}"), text, 0o600);
        sandbox.file("app/README.md", format!("see {other} there\n"), 0o600);
        let told = lines(&sandbox, &["app"]);
        assert!(!told.contains("README"), "{told}");
    }
}

#[test]
fn two_keys_in_one_line_are_taken_out_in_any_order() {
    let line = format!(
        "pr_cookie(a, '{KEY}', secure = TRUE); pr_cookie(b, \"{OTHER_KEY}\", secure = TRUE)\n"
    );
    let mixed =
        format!("pr_cookie(a, '{KEY}', secure = TRUE); SESSION_SECRET <- \"{OTHER_KEY}\"\n");
    for (line, reversed) in [
        (&line, false),
        (&line, true),
        (&mixed, false),
        (&mixed, true),
    ] {
        let sandbox = Sandbox::empty();
        sandbox.file("app/plumber.R", format!("library(plumber)\n{line}"), 0o600);
        let mut findings = sandbox.findings("CK801", &["app"]);
        assert_eq!(findings.len(), 2, "{findings:#?}");
        if reversed {
            findings.reverse();
        }
        for finding in &findings {
            sandbox.obey(finding);
        }
        let text = sandbox.sh("cat app/plumber.R");
        assert_eq!(text.matches("readLines(").count(), 2, "{text}");
        assert_eq!(
            text.matches("secure = TRUE").count(),
            line.matches("TRUE").count()
        );
        let kept = sandbox.sh("cat home/.config/cookiekit/*.key");
        assert!(kept.contains(KEY) && kept.contains(OTHER_KEY), "{kept}");
        sandbox.passes("CK801", &["app"]);
    }
}

/// What a name is called while one key takes the place of another is no other name.
#[test]
fn a_key_is_one_under_the_names_of_a_rotation() {
    let words = [
        "OLD", "NEW", "PREV", "PREVIOUS", "CURRENT", "RETIRED", "NEXT", "MY",
    ];
    let names = ["SECRET_KEY", "APP_KEY", "SESSION_SECRET", "COOKIE_SECRET"];
    let names = words
        .iter()
        .flat_map(|word| names.map(|name| format!("{word}_{name}")));
    let names: Vec<String> = names.collect();
    for (file, start, end) in [
        (".env", "", ""),
        ("app.env", "", ""),
        (".Renviron", "", ""),
        ("run.sh", "export ", ""),
        ("settings.py", "", "'"),
        ("compose.yaml", "      - ", ""),
    ] {
        let head = match file {
            "compose.yaml" => "services:\n  web:\n    environment:\n",
            _ => "",
        };
        let each = names.iter().enumerate();
        // Each has another key.
        let lines = each.map(|(number, name)| {
            let key = &format!("{KEY}{OTHER_KEY}")[number..number + 64];
            format!("{start}{name}={end}{key}{end}\n")
        });
        let sandbox = Sandbox::empty();
        let text = head.to_owned() + &lines.collect::<String>();
        sandbox.file(&format!("app/{file}"), text, 0o600);
        let told = self::lines(&sandbox, &["app"]);
        for name in &names {
            assert!(
                told.contains(&format!("key under {name} in")),
                "{file} {name}: {told}"
            );
        }
    }
}
