//! CK411, CK410: passphrases in the variables of a program, by a name that tells or because
//! R code asks for exactly this variable where a key belongs.

use crate::sandbox::Sandbox;

/// What the audit says of the tree `app`: of each finding its check, path and observation.
fn found(sandbox: &Sandbox) -> Vec<String> {
    let run = sandbox.audit(&["--json", "app"]);
    let document: serde_json::Value = serde_json::from_str(&run.stdout).unwrap();
    let findings = document["findings"].as_array().unwrap().iter();
    let text = |it: &serde_json::Value, name: &str| it[name].as_str().unwrap().to_owned();
    findings
        .filter(|it| it["id"] != "CK802")
        .map(|it| {
            let (id, path, observed) = (text(it, "id"), text(it, "path"), text(it, "observed"));
            format!("{id} {path} {observed}")
        })
        .collect()
}

#[test]
fn a_passphrase_under_a_name_that_tells_is_found_in_each_form() {
    for (name, text, expected) in [
        (
            ".env",
            "A=b\nCOOKIE_KEY=correct horse battery\n",
            "CK411 app/.env has a key under COOKIE_KEY in line 2",
        ),
        (
            ".env",
            "SESSION_SECRET=giraffe7\n",
            "CK411 app/.env has a key under SESSION_SECRET in line 1",
        ),
        (
            "start.sh",
            "#!/bin/sh\nexport COOKIE_KEY='correct horse'\n",
            "CK411 app/start.sh has a key under COOKIE_KEY in line 2",
        ),
        (
            "Dockerfile",
            "FROM r-base\nENV A=b \\\n    COOKIE_KEY=\"correct horse battery\"\n",
            "CK411 app/Dockerfile has a key under COOKIE_KEY in line 3",
        ),
        (
            "compose.yml",
            "services:\n  web:\n    environment:\n      - COOKIE_KEY=Tr0ub4dor&3-horse\n",
            "CK411 app/compose.yml has a key under COOKIE_KEY in line 4",
        ),
        (
            "web.yaml",
            "env:\n  - name: COOKIE_KEY\n    value: correct horse battery\n",
            "CK411 app/web.yaml has a key under COOKIE_KEY in line 3",
        ),
        (
            "web.service",
            "[Service]\nEnvironment=\"COOKIE_KEY=correct horse battery\"\n",
            "CK410 app/web.service has a key in line 2",
        ),
    ] {
        let sandbox = Sandbox::empty();
        sandbox.file(&format!("app/{name}"), text, 0o600);
        assert_eq!(found(&sandbox), [expected], "{text}");
        // Where a test has it, it opens nothing.
        let sandbox = Sandbox::empty();
        sandbox.file(&format!("app/tests/{name}"), text, 0o600);
        assert_eq!(found(&sandbox), [""; 0], "{text}");
    }
}

#[test]
fn what_is_no_passphrase_is_none_in_any_form() {
    for value in [
        "/run/secrets/cookie_key",
        "<your key>",
        "changeme",
        "true",
        "8080",
        "https://vault.example.org/cookie",
        "${OTHER_KEY}",
        "$OTHER_KEY",
        "OTHER_KEY_NAME",
        "set by the operator",
        "my_cookie",
    ] {
        let sandbox = Sandbox::empty();
        for (name, text) in [
            (".env", "COOKIE_KEY=§\n"),
            (".Renviron", "COOKIE_KEY=§\n"),
            ("Dockerfile", "FROM r-base\nENV COOKIE_KEY=\"§\"\n"),
            ("compose.yml", "environment:\n  COOKIE_KEY: \"§\"\n"),
            ("web.service", "[Service]\nEnvironment=\"COOKIE_KEY=§\"\n"),
        ] {
            sandbox.file(&format!("app/{name}"), text.replace('§', value), 0o600);
        }
        assert_eq!(found(&sandbox), [""; 0], "{value}");
    }
}

/// The file that asks is named in the finding, and each fact is one finding.
#[test]
fn a_variable_that_r_code_asks_for_its_key_is_one_whatever_it_is_called() {
    for (code, function) in [
        ("pr_cookie(pr, Sys.getenv(\"THING\"))\n", "pr_cookie()"),
        (
            "pr() %>% plumber::pr_cookie(Sys.getenv('THING'), \"id\")\n",
            "pr_cookie()",
        ),
        (
            "plumber::session_cookie(Sys.getenv(\"THING\", unset = NA))\n",
            "session_cookie()",
        ),
        (
            "sessionCookie(key = trimws(Sys.getenv(\"THING\")))\n",
            "sessionCookie()",
        ),
        (
            "api |> api_session_cookie(key = Sys.getenv(\"THING\"))\n",
            "api_session_cookie()",
        ),
        (
            "k <- Sys.getenv(\"THING\")\npr_cookie(pr, k)\n",
            "pr_cookie()",
        ),
        (
            "f <- function(pr) {\n  k = base::Sys.getenv(\"THING\")\n  pr_cookie(pr, k)\n}\n",
            "pr_cookie()",
        ),
        (
            "Sys.getenv(\"THING\") |> session_cookie()\n",
            "session_cookie()",
        ),
        (
            "pr_cookie(pr, Sys.getenv(\"OTHER\", Sys.getenv(\"THING\")))\n",
            "pr_cookie()",
        ),
    ] {
        let sandbox = Sandbox::empty();
        sandbox.file("app/R/api.R", code, 0o600);
        sandbox.file("app/.env", "TITLE=pony\nTHING=pony\n", 0o600);
        let expected = format!(
            "CK411 app/.env has a key under THING in line 2, which app/R/api.R asks for and hands \
             to {function}"
        );
        assert_eq!(found(&sandbox), [expected], "{code}");
    }
    // Words that everybody knows are a key; one alone stands for one that is still to come.
    for (value, is_found) in [
        ("correct horse battery staple", true),
        ("keyboard cat", true),
        ("changeme", false),
        ("password", false),
    ] {
        let sandbox = Sandbox::empty();
        let code = "pr_cookie(pr, Sys.getenv(\"THING\"))\n";
        sandbox.file("app/a.R", code, 0o600);
        sandbox.file("app/.Renviron", format!("THING=\"{value}\"\n"), 0o600);
        assert_eq!(found(&sandbox).len(), usize::from(is_found), "{value}");
    }
    // A name that tells is the same fact.
    let sandbox = Sandbox::empty();
    sandbox.file(
        "app/a.R",
        "pr_cookie(pr, Sys.getenv(\"COOKIE_KEY\"))\n",
        0o600,
    );
    sandbox.file(
        "app/b.R",
        "pr_cookie(pr, Sys.getenv(\"COOKIE_KEY\"))\n",
        0o600,
    );
    sandbox.file("app/.Renviron", "COOKIE_KEY=correct horse\n", 0o600);
    assert_eq!(
        found(&sandbox),
        [
            "CK411 app/.Renviron has a key under COOKIE_KEY in line 1, which app/a.R asks for and \
          hands to pr_cookie()"
        ]
    );
}

#[test]
fn a_variable_that_is_asked_for_is_found_in_each_form() {
    let sandbox = Sandbox::empty();
    sandbox.file(
        "app/plumber.R",
        "pr_cookie(pr, Sys.getenv(\"THING\"))\n",
        0o600,
    );
    for (name, text) in [
        (".Renviron", "THING=pony\n"),
        ("Dockerfile", "FROM r-base\nENV THING=pony\n"),
        ("compose.yml", "environment:\n  THING: pony\n"),
        ("deploy/env", "THING=pony\n"),
        ("deploy/web", "THING=pony\n"),
        ("deploy/web.service", "[Service]\nEnvironment=THING=pony\n"),
        ("run.sh", "export THING=pony\n"),
    ] {
        sandbox.file(&format!("app/{name}"), text, 0o600);
    }
    let who = "which app/plumber.R asks for and hands to pr_cookie()";
    let mut all = found(&sandbox);
    all.sort();
    assert_eq!(
        all,
        [
            format!("CK410 app/deploy/web.service has a key in line 2, {who}"),
            format!("CK411 app/.Renviron has a key under THING in line 1, {who}"),
            format!("CK411 app/Dockerfile has a key under THING in line 2, {who}"),
            format!("CK411 app/compose.yml has a key under THING in line 2, {who}"),
            format!("CK411 app/deploy/env has a key under THING in line 1, {who}"),
            format!("CK411 app/deploy/web has a key under THING in line 1, {who}"),
            format!("CK411 app/run.sh has a key under THING in line 1, {who}"),
        ]
    );
}

#[test]
fn a_variable_that_is_asked_for_something_else_is_none() {
    for code in [
        "title <- Sys.getenv(\"THING\")\n",
        "pr_cookie(pr, key, name = Sys.getenv(\"THING\"))\n",
        "# pr_cookie(pr, Sys.getenv(\"THING\"))\n",
        "pr_cookie(pr, Sys.getenv(\"THINGS\"))\n",
        "f(k = Sys.getenv(\"THING\"))\npr_cookie(pr, k)\n",
        "reqres::session_cookie(Sys.getenv(\"THING\"))\n",
    ] {
        let sandbox = Sandbox::empty();
        sandbox.file("app/plumber.R", code, 0o600);
        sandbox.file("app/.env", "THING=pony\n", 0o600);
        assert_eq!(found(&sandbox), [""; 0], "{code}");
    }
    // Of another project, of a test, of an example.
    let code = "pr_cookie(pr, Sys.getenv(\"THING\"))\n";
    let sandbox = Sandbox::empty();
    sandbox.file("app/one/plumber.R", code, 0o600);
    sandbox.file("app/two/.env", "THING=pony\n", 0o600);
    assert_eq!(found(&sandbox), [""; 0]);
    sandbox.file("app/renv.lock", "{}", 0o600);
    assert_eq!(found(&sandbox).len(), 1);
    let sandbox = Sandbox::empty();
    sandbox.file("app/tests/testthat/test-api.R", code, 0o600);
    sandbox.file("app/.env", "THING=pony\n", 0o600);
    assert_eq!(found(&sandbox), [""; 0]);
    let sandbox = Sandbox::empty();
    sandbox.file("app/plumber.R", code, 0o600);
    sandbox.file("app/.env.example", "THING=pony\n", 0o600);
    sandbox.file("app/other.env", "THING=/etc/plumber/key\n", 0o600);
    assert_eq!(found(&sandbox), [""; 0]);
}
