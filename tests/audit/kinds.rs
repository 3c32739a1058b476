//! CK411, CK410: keys in files of every kind: copies of texts, templates, dumps, changes,
//! variables without an ending. And how short a key may be.

use std::collections::BTreeSet;

use serde_json::Value;

use crate::KEY;
use crate::sandbox::Sandbox;

fn found(sandbox: &Sandbox, id: &str) -> BTreeSet<String> {
    let document: Value = serde_json::from_str(&sandbox.audit(&["--json", "app"]).stdout).unwrap();
    let findings = document["findings"].as_array().unwrap().iter();
    let path = |it: &Value| it["path"].as_str().unwrap()["app/".len()..].to_owned();
    findings.filter(|it| it["id"] == id).map(path).collect()
}

#[test]
fn a_key_is_found_in_a_file_of_any_kind_that_programs_read() {
    let files = [
        (
            "etc/default/web",
            "# Read by web.service\nPORT=80\nSESSION_SECRET=§\n",
        ),
        ("sysconfig/web", "export SESSION_SECRET=\"§\"\n"),
        (".dev.vars", "SESSION_SECRET=§\n"),
        (".dev.vars.production", "SESSION_SECRET=§\n"),
        (
            "fix.patch",
            "--- a/.env\n+++ b/.env\n@@ -1 +1,2 @@\n PORT=1\n+SESSION_SECRET=§\n",
        ),
        (
            "old.diff",
            "--- a/a.js\n+++ b/a.js\n@@ -1,2 +1 @@\n x\n-app.use(session({ secret: '§' }))\n",
        ),
        (
            "dump.sql",
            "INSERT INTO settings (name, value) VALUES ('port', '80'), ('session_secret', '§');\n",
        ),
        ("settings.py.bak", "SECRET_KEY = '§'\n"),
        ("app.js.old", "app.use(session({ secret: '§' }));\n"),
        ("config.yml.orig", "session_secret: §\n"),
        ("config.php~", "<?php\ndefine('COOKIE_SECRET', '§');\n"),
        ("app.ini.save", "[session]\nsecret = §\n"),
        (".env.bak", "SESSION_SECRET=§\n"),
        ("web.conf.dpkg-old", "session_secret=§\n"),
        ("app.yml.j2", "session_secret: §\nport: {{ port }}\n"),
        ("app.env.tmpl", "SESSION_SECRET=§\n"),
        ("secrets.yml.erb", "production:\n  secret_key_base: §\n"),
        ("app.hocon", "session { secret = \"§\" }\n"),
        ("app.hjson", "{ jwt_secret: \"§\" }\n"),
        ("init.lua", "local session_secret = \"§\"\n"),
        ("a.coffee", "sessionSecret = '§'\n"),
        ("a.nix", "{ sessionSecret = \"§\"; }\n"),
        ("a.jl", "session_secret = \"§\"\n"),
        ("a.pp", "class { 'web': session_secret => '§' }\n"),
        ("a.sls", "session_secret: §\n"),
        ("a.csh", "setenv SESSION_SECRET §\n"),
        ("a.bicep", "var sessionSecret = '§'\n"),
        ("a.vb", "Dim sessionSecret As String = \"§\"\n"),
        ("a.ex", "@session_secret \"§\"\n"),
    ];
    let sandbox = Sandbox::empty();
    for (name, text) in files {
        sandbox.file(&format!("app/{name}"), text.replace('§', KEY), 0o600);
    }
    let found = found(&sandbox, "CK411");
    let missed = files.iter().filter(|(name, _)| !found.contains(*name));
    let missed: Vec<_> = missed.collect();
    assert!(missed.is_empty(), "{missed:#?}");
    // A change is a setting once it is applied, and a program may take an empty key.
    for finding in sandbox.findings("CK411", &["app/fix.patch"]) {
        assert!(finding["fix"].is_null(), "{finding}");
    }
}

#[test]
fn what_is_no_setting_in_such_files_is_no_key() {
    let files = [
        (
            "etc/default/web",
            "COMMIT=§\nSESSION_SECRET=$(cat /run/key)\n",
        ),
        ("CHECKSUMS", "SESSION_SECRET=§\nand some words\n"),
        (
            "dump.sql",
            "-- ('session_secret', ?)\nINSERT INTO django_session VALUES ('k3v9x0q7m2z8w4r6t1y5u0i3o7p2a9sd', 'x', '2026');\n",
        ),
        ("a.lua", "-- session_secret = \"changeme\"\n"),
        (
            "fix.diff",
            "index 4fc1a0b..c0d1e2f\n-commit = '§'\n+SESSION_SECRET=${SESSION_SECRET}\n",
        ),
        (
            "app.yml.j2",
            "session_secret: {{ session_secret }}\nsha: §\n",
        ),
        ("photo.png.bak", "SESSION_SECRET=§\n"),
        ("a.vb", "Dim commit As String = \"§\"\n"),
    ];
    let sandbox = Sandbox::empty();
    for (name, text) in files {
        sandbox.file(&format!("app/{name}"), text.replace('§', KEY), 0o600);
    }
    assert_eq!(found(&sandbox, "CK411"), BTreeSet::new());
}

#[test]
fn a_drop_in_of_a_unit_in_a_tree_is_judged_as_the_unit_is() {
    let sandbox = Sandbox::empty();
    let drop_in = "app/deploy/web.service.d/override.conf";
    sandbox.file(
        drop_in,
        "[Service]\nEnvironment=SESSION_SECRET_FILE=/run/x\n",
        0o600,
    );
    sandbox.passes("CK410", &["app"]);
    let text = format!("[Service]\nEnvironment=SESSION_SECRET={KEY}\n");
    sandbox.file(drop_in, &text, 0o600);
    sandbox.mends("CK410", "high", &["app"]);
    // Settings in the folder of another thing are settings.
    sandbox.file(
        "app/deploy/conf.d/override.conf",
        format!("session_secret={KEY}\n"),
        0o600,
    );
    sandbox.passes("CK410", &["app"]);
    sandbox.finds("CK411", "high", &["app"]);
}

#[test]
fn a_stack_of_cloudformation_runs_and_a_template_is_to_be_filled_in() {
    let text = format!("Resources:\n  F:\n    Environment:\n      SESSION_SECRET: {KEY}\n");
    for (name, severity) in [
        ("template.yaml", "high"),
        ("infra/template.yml", "high"),
        ("values.template.yaml", "low"),
        ("examples/template.yaml", "low"),
    ] {
        let sandbox = Sandbox::empty();
        sandbox.file(&format!("app/{name}"), &text, 0o600);
        sandbox.finds("CK411", severity, &["app"]);
    }
}

#[test]
fn a_short_random_key_counts_under_the_name_of_a_secret() {
    for key in [
        "k3Jx9mQ2vT7w",
        "zq8w1k5x0r7m",
        "xqzvkjwpmrtlbnhdgfcs",
        "Bk4tR9wLz2Nq7",
    ] {
        let sandbox = Sandbox::empty();
        sandbox.file("app/.env", format!("SESSION_SECRET={key}\n"), 0o600);
        sandbox.finds("CK411", "high", &["app"]);
        for name in ["SESSION_KEY", "COMMIT", "SESSION_SECRET_NAME"] {
            sandbox.file("app/.env", format!("{name}={key}\n"), 0o600);
            sandbox.passes("CK411", &["app"]);
        }
    }
    for word in [
        "web-session-2",
        "my-secret-v2",
        "sessionsecret2",
        "user12345678",
        "abc123def456",
        "2026-01-15T12",
        "applicationsettings",
        "internationalization",
        "correctsessionsecret",
        "uncharacteristically",
        "secret_of_the_web",
        "web01.prod.eu1",
    ] {
        let sandbox = Sandbox::empty();
        sandbox.file("app/.env", format!("SESSION_SECRET={word}\n"), 0o600);
        sandbox.passes("CK411", &["app"]);
    }
}

/// The path says nothing; what hands it on as that of a key does.
#[test]
fn a_key_that_a_build_writes_where_another_line_says_that_it_is_one() {
    for (line, is_one) in [
        ("CMD [\"app\", \"--key-file\", \"/etc/k\"]", true),
        ("CMD [\"app\",\"--cookie-key\",\"/etc/k\"]", true),
        ("CMD app --key-file /etc/k", true),
        ("CMD app --key-file=/etc/k", true),
        ("ENV COOKIE_KEY_FILE=/etc/k", true),
        ("COPY --from=build /etc/k /srv/cookie.key", true),
        ("CMD [\"app\", \"--state-file\", \"/etc/k\"]", false),
        (
            "CMD [\"app\", \"/etc/k\", \"--key-file\", \"/etc/other\"]",
            false,
        ),
        ("CMD app --key-file /etc/keys", false),
        ("COPY --from=build /etc/k /srv/version", false),
        ("RUN sha256sum --check /etc/k", false),
    ] {
        let sandbox = Sandbox::empty();
        let file = format!("FROM x\nRUN echo {KEY} > /etc/k\n{line}\n");
        sandbox.file("app/Dockerfile", file, 0o644);
        let findings = sandbox.findings("CK411", &["app"]);
        assert_eq!(findings.len(), usize::from(is_one), "{line}");
        for finding in findings {
            assert_eq!(finding["observed"], "writes a key into /etc/k in line 2");
            assert!(!finding.to_string().contains(&KEY[..8]));
        }
    }
}
