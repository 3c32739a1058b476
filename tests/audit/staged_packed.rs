//! `--staged`: keys in archives and compressed files of the stage.

use serde_json::Value;

use crate::KEY;
use crate::packed::zip;
use crate::sandbox::Sandbox;

fn repository() -> Sandbox {
    let sandbox = Sandbox::empty();
    sandbox.sh(
        "git init -q && git config user.name a && git config user.email a@b && \
         echo home/ > .gitignore && git add -A && git commit -qm one",
    );
    sandbox
}

/// The findings, and how the run ended.
fn staged(sandbox: &Sandbox) -> (i32, Vec<Value>) {
    let run = sandbox.audit(&["--staged", "--json"]);
    let document: Value = serde_json::from_str(&run.stdout).unwrap();
    (run.exit, document["findings"].as_array().unwrap().clone())
}

#[test]
fn a_key_in_what_is_packed_and_staged_is_found() {
    let text = format!("COOKIE_KEY={KEY}\n");
    let pack = "mkdir pack && cp site.env pack/ && tar -C pack";
    for (name, command, expected) in [
        (
            "a.tar",
            "-cf a.tar site.env",
            "is staged, and has a key under COOKIE_KEY in site.env",
        ),
        (
            "a.tar.gz",
            "-czf a.tar.gz site.env",
            "is staged, and has a key under COOKIE_KEY in site.env",
        ),
        (
            "a.tgz",
            "-czf a.tgz site.env",
            "is staged, and has a key under COOKIE_KEY in site.env",
        ),
    ] {
        let sandbox = repository();
        sandbox.file("site.env", &text, 0o600);
        sandbox.sh(&format!("{pack} {command} && git add {name}"));
        let (exit, findings) = staged(&sandbox);
        assert_eq!((exit, findings.len()), (1, 1), "{name} {findings:#?}");
        assert_eq!(findings[0]["id"], "CK418");
        assert_eq!(findings[0]["path"], name);
        assert_eq!(findings[0]["observed"], expected);
        let fix = findings[0]["fix"].as_str().unwrap();
        assert!(
            fix.ends_with(&format!(" restore --staged -- {name}")),
            "{fix}"
        );
        let mend = findings[0]["mend"].as_str().unwrap();
        assert!(mend.starts_with("pack it again without the key"), "{mend}");
        sandbox.obey(&findings[0]);
        assert_eq!(staged(&sandbox), (0, vec![]));
        assert!(sandbox.path(name).is_file());
    }
    let sandbox = repository();
    zip(&sandbox, "a.zip", &[("keys/cookie.key", KEY.as_bytes())]);
    sandbox.file("web.env", &text, 0o600);
    sandbox.sh("gzip web.env && git add a.zip web.env.gz");
    let (exit, findings) = staged(&sandbox);
    let told: Vec<&str> = findings
        .iter()
        .map(|it| it["observed"].as_str().unwrap())
        .collect();
    assert_eq!(
        (exit, &*told),
        (
            1,
            &[
                "is staged, and holds the key file keys/cookie.key",
                "is staged, and has a key under COOKIE_KEY in web.env"
            ][..]
        )
    );
}

#[test]
fn what_is_packed_without_a_key_or_changed_since_is_judged_as_it_is_staged() {
    let sandbox = repository();
    zip(&sandbox, "a.zip", &[("README", b"COOKIE_KEY_FILE=/etc/k")]);
    sandbox.sh("git add a.zip");
    assert_eq!(staged(&sandbox), (0, vec![]));
    // What is staged counts, and not what lies about.
    zip(&sandbox, "a.zip", &[("cookie.key", KEY.as_bytes())]);
    assert_eq!(staged(&sandbox), (0, vec![]));
    sandbox.sh("git add a.zip");
    zip(&sandbox, "a.zip", &[("README", b"x")]);
    let (exit, findings) = staged(&sandbox);
    assert_eq!((exit, findings.len()), (1, 1));
    assert!(findings[0]["fix"].is_null(), "{findings:#?}");
    // In a test it opens nothing; what is none is none; a broken one was not judged.
    let sandbox = repository();
    zip(
        &sandbox,
        "a.zip",
        &[("tests/a.env", format!("COOKIE_KEY={KEY}\n").as_bytes())],
    );
    sandbox.file("b.zip", "no zip", 0o600);
    sandbox.sh("git add a.zip b.zip");
    let (exit, findings) = staged(&sandbox);
    assert_eq!((exit, findings.len()), (0, 1), "{findings:#?}");
    assert_eq!(findings[0]["severity"], "low");
    let sandbox = repository();
    sandbox.file("c.zip", "PK\x03\x04 and no more", 0o600);
    sandbox.sh("git add c.zip");
    let (exit, findings) = staged(&sandbox);
    assert_eq!((exit, findings.len()), (5, 1), "{findings:#?}");
}
