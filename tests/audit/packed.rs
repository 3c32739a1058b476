//! Histories, logs and archives with keys that are of no file of the run.

use std::fs::{self, File};
use std::io::Write;

use serde_json::Value;
use zip::write::SimpleFileOptions;
use zip::{CompressionMethod, ZipWriter};

use crate::sandbox::Sandbox;
use crate::{KEY, OTHER_KEY};

fn text<'a>(finding: &'a Value, field: &str) -> &'a str {
    finding[field].as_str().unwrap()
}

#[test]
fn a_key_under_a_telling_name_in_a_history() {
    for (name, line, called) in [
        (
            ".bash_history",
            format!("export SESSION_SECRET={KEY}"),
            "SESSION_SECRET",
        ),
        (
            ".bash_history",
            format!("COOKIE_KEY='{KEY}' ./run"),
            "COOKIE_KEY",
        ),
        (
            ".zsh_history",
            format!(": 1700000000:0;export SESSION_SECRET={KEY}"),
            "SESSION_SECRET",
        ),
        (
            ".local/share/fish/fish_history",
            format!("- cmd: set -gx SESSION_SECRET {KEY}"),
            "SESSION_SECRET",
        ),
        (
            ".zsh_history",
            format!(": 1700000000:0;setenv SESSION_SECRET {KEY}"),
            "SESSION_SECRET",
        ),
        (
            ".local/share/fish/fish_history",
            format!("- cmd: export COOKIE_KEY={KEY}"),
            "COOKIE_KEY",
        ),
        (
            ".Rhistory",
            format!("Sys.setenv(COOKIE_KEY=\"{KEY}\")"),
            "COOKIE_KEY",
        ),
        (".Rhistory", format!("cookie_key <- '{KEY}'"), "cookie_key"),
        (
            ".python_history",
            format!("SESSION_SECRET = \"{KEY}\""),
            "SESSION_SECRET",
        ),
        (
            ".local/share/powershell/PSReadLine/ConsoleHost_history.txt",
            format!("$env:SESSION_SECRET = \"{KEY}\""),
            "SESSION_SECRET",
        ),
    ] {
        let sandbox = Sandbox::new();
        let file = format!("home/{name}");
        sandbox.key(
            &file,
            format!("ls\n{}\ncd\n", line.replace(KEY, "changeme")),
        );
        sandbox.passes("CK407", &["cookie.key"]);
        sandbox.passes("CK407", &["home"]);
        sandbox.key(&file, format!("ls\n{line}\ncd\n"));
        sandbox.key("cookie.key", OTHER_KEY);
        // The histories of the user are looked at, whatever is asked for.
        for arguments in [["home"], ["cookie.key"]] {
            let all = sandbox.findings("CK407", &arguments);
            assert_eq!(all.len(), 1, "{name} {line}: {all:#?}");
            assert_eq!(
                all[0]["observed"],
                *format!("has a key under {called} in line 2")
            );
            assert!(!all[0].to_string().contains(&KEY[..8]));
        }
        let finding = sandbox.finds("CK407", "high", &["home"]);
        sandbox.passes("CK411", &["home"]);
        sandbox.passes("CK801", &["home"]);
        sandbox.obey(&finding);
        sandbox.passes("CK407", &["home"]);
        // It is kept: it may be the only one.
        let kept = sandbox.sh("cat home/.config/cookiekit/*.key");
        assert_eq!(kept.trim(), KEY, "{name}");
    }
}

#[test]
fn a_literal_that_was_typed_in_r() {
    let sandbox = Sandbox::empty();
    let typed = "pr <- pr() %>%\n  pr_cookie(\"a passphrase\")\n";
    sandbox.key("home/.Rhistory", "pr_cookie(key)\n");
    sandbox.passes("CK407", &["home"]);
    sandbox.key("home/.Rhistory", typed);
    let finding = sandbox.finds("CK407", "high", &["home"]);
    assert_eq!(
        finding["observed"],
        "hands a literal key to pr_cookie() in line 2"
    );
    assert!(finding["fix"].is_null());
}

#[test]
fn what_is_no_key_in_a_history_or_a_log() {
    let sandbox = Sandbox::empty();
    for (name, line) in [
        (".bash_history", format!("git show {}", &KEY[..40])),
        (".bash_history", format!("echo COOKIE_KEY_SHA256={KEY}")),
        (".bash_history", format!("export COMMIT={KEY}")),
        ("web.log", format!("GET /?id={KEY} trace={}", &KEY[..32])),
        ("web.log", format!("session_key={} user=1", &KEY[..32])),
        ("web.log", format!("cookie_key_sha256={KEY}")),
        ("history.md", format!("commit {KEY}\n")),
        ("core", format!("\0\0SESSION_SECRET={KEY}\0")),
    ] {
        sandbox.key("app/cookie", "");
        let file = format!("app/{name}");
        sandbox.key(&file, format!("x\n{line}\n"));
        for check in ["CK407", "CK412", "CK411"] {
            sandbox.passes(check, &["app"]);
        }
    }
}

#[test]
fn a_key_under_a_telling_name_in_a_log() {
    for (name, before) in [
        ("app/web.log", 0),
        ("app/web.log.1", 10),
        ("app/job.Rout", 100),
        // Larger than what a walk reads, and across what is read at once.
        ("app/nohup.out", 256 * 1024 - 40),
        ("app/large.log", 3_000_000),
    ] {
        let sandbox = Sandbox::empty();
        let line = |key: &str| {
            format!(
                "{}\nINFO config: SESSION_SECRET={key} x\nend\n",
                ".".repeat(before)
            )
        };
        sandbox.file(name, line("********"), 0o600);
        sandbox.passes("CK412", &["app"]);
        sandbox.file(name, line(KEY), 0o600);
        let finding = sandbox.mends("CK412", "high", &["app"]);
        assert_eq!(
            finding["observed"], "has a key under SESSION_SECRET in line 2",
            "{name}"
        );
        assert!(!finding.to_string().contains(&KEY[..8]));
        assert!(text(&finding, "mend").contains("rotate"));
        let kept = sandbox.sh("cat home/.config/cookiekit/*.key");
        assert_eq!(kept.trim(), KEY);
        // A named log of the same.
        sandbox.file(name, line(KEY), 0o600);
        assert_eq!(sandbox.findings("CK412", &[name]).len(), 1, "{name}");
    }
}

/// A zip of these files.
pub fn zip(sandbox: &Sandbox, name: &str, files: &[(&str, &[u8])]) {
    sandbox.key(name, "");
    let mut zip = ZipWriter::new(File::create(sandbox.path(name)).unwrap());
    let options = SimpleFileOptions::default().compression_method(CompressionMethod::Deflated);
    for (name, content) in files {
        zip.start_file(*name, options).unwrap();
        zip.write_all(content).unwrap();
    }
    zip.finish().unwrap();
}

#[test]
fn a_key_in_an_archive() {
    let sandbox = Sandbox::empty();
    let pack = |name: &str, key: &str| {
        sandbox.key("pack/site/.env", format!("A=1\nCOOKIE_KEY={key}\n"));
        match name {
            "app/a.zip" => {
                let env = fs::read(sandbox.path("pack/site/.env")).unwrap();
                sandbox.key("app/x", "");
                zip(&sandbox, name, &[("README", b"x"), ("site/.env", &env)]);
                fs::remove_file(sandbox.path("app/x")).unwrap();
            }
            "app/a.tar" => drop(sandbox.sh("mkdir -p app; tar -C pack -cf app/a.tar site")),
            _ => drop(sandbox.sh(&format!("mkdir -p app; tar -C pack -czf {name} site"))),
        }
    };
    for name in ["app/a.zip", "app/a.tar", "app/a.tar.gz", "app/a.tgz"] {
        pack(name, "changeme");
        sandbox.passes("CK418", &["app"]);
        assert_eq!(sandbox.audit(&["app"]).exit, 0, "{name}");
        pack(name, KEY);
        let finding = sandbox.finds("CK418", "high", &["app"]);
        assert_eq!(finding["path"], name);
        assert_eq!(
            finding["observed"],
            "has a key under COOKIE_KEY in site/.env"
        );
        assert!(finding["fix"].is_null());
        assert!(text(&finding, "mend").starts_with("rotate"));
        assert!(!finding.to_string().contains(&KEY[..8]));
        // By its own path.
        sandbox.finds("CK418", "high", &[name]);
        // A key of this run.
        sandbox.key("keys/cookie.key", KEY);
        let finding = sandbox.finds("CK418", "high", &["app", "keys/cookie.key"]);
        assert_eq!(finding["observed"], "holds keys/cookie.key in site/.env");
        fs::remove_file(sandbox.path(name)).unwrap();
    }
}

#[test]
fn other_things_in_archives() {
    let sandbox = Sandbox::empty();
    let env = format!("COOKIE_KEY={KEY}\n");
    for (inner, content, observed) in [
        ("a/cookie.key", KEY, Some("holds the key file a/cookie.key")),
        (
            "app.R",
            "pr_cookie(pr, 'a passphrase')",
            Some("has a key under pr_cookie() in app.R"),
        ),
        (
            ".bash_history",
            &format!("export {env}"),
            Some("has a key under COOKIE_KEY in .bash_history"),
        ),
        (
            "logs/web.log",
            &env,
            Some("has a key under COOKIE_KEY in logs/web.log"),
        ),
        (
            "../../etc/x.env",
            &env,
            Some("has a key under COOKIE_KEY in ../../etc/x.env"),
        ),
        ("$(touch pwned)\n.env", &env, None),
        ("a.csv", &env, Some("")),
        ("tls.key", "-----BEGIN PRIVATE KEY-----\nabc\n", Some("")),
        ("a.env", &format!("COOKIE_KEY_SHA256={KEY}\n"), Some("")),
    ] {
        zip(&sandbox, "app/a.zip", &[(inner, content.as_bytes())]);
        let findings = sandbox.findings("CK418", &["app"]);
        let told: Vec<&str> = findings.iter().map(|it| text(it, "observed")).collect();
        match observed {
            Some("") => assert!(told.is_empty(), "{inner}: {told:?}"),
            Some(observed) => assert_eq!(told, [observed]),
            None => assert!(told.len() == 1 && !told[0].contains('\n'), "{told:?}"),
        }
        assert!(!sandbox.path("pwned").exists());
    }
    // What is in a folder of tests.
    zip(&sandbox, "app/a.zip", &[("tests/a.env", env.as_bytes())]);
    sandbox.finds("CK418", "low", &["app"]);
}

#[test]
fn an_archive_in_an_archive_is_looked_into_and_none_in_that() {
    let sandbox = Sandbox::empty();
    sandbox.key("in/.env", format!("COOKIE_KEY={KEY}\n"));
    sandbox.sh("cd in && tar -czf ../one.tgz .env && cd .. && mkdir app &&
         tar -czf app/two.tar.gz one.tgz && tar -cf three.tar app/two.tar.gz");
    let finding = sandbox.finds("CK418", "high", &["app"]);
    assert_eq!(
        finding["observed"],
        "has a key under COOKIE_KEY in one.tgz/.env"
    );
    sandbox.passes("CK418", &["three.tar"]);
}

#[test]
fn a_log_under_gzip() {
    let sandbox = Sandbox::empty();
    for name in [
        "app/web.log.gz",
        "app/web.log.2.gz",
        "app/web.log-20261128.gz",
        "app/.env.gz",
    ] {
        let plain = name.trim_end_matches(".gz");
        sandbox.key(plain, "SESSION_SECRET=********\n");
        sandbox.sh(&format!("gzip -f {plain}"));
        sandbox.passes("CK418", &["app"]);
        sandbox.key(plain, format!("x\nSESSION_SECRET={KEY}\n"));
        sandbox.sh(&format!("gzip -f {plain}"));
        let finding = sandbox.finds("CK418", "high", &["app"]);
        let inner = plain.trim_start_matches("app/");
        assert_eq!(
            finding["observed"],
            *format!("has a key under SESSION_SECRET in {inner}")
        );
        fs::remove_file(sandbox.path(name)).unwrap();
    }
}

#[test]
fn a_bomb_is_refused_and_said() {
    let sandbox = Sandbox::empty();
    sandbox.sh("mkdir -p app && head -c 400000000 /dev/zero | gzip -1 > app/web.log.gz");
    let finding = sandbox.finds("CK902", "medium", &["app"]);
    assert_eq!(
        finding["observed"],
        "could not be checked: more than 64 MiB are packed in it, of which the first were \
         searched for keys"
    );
    assert_eq!(sandbox.audit(&["app"]).exit, 5);
    sandbox.sh("cd app && rm * && truncate -s 300M zeros && tar -czf a.tgz zeros && rm zeros");
    let finding = sandbox.finds("CK902", "medium", &["app"]);
    let observed = text(&finding, "observed");
    assert!(
        observed.contains("it is packed so densely that"),
        "{observed}"
    );
    // One that is broken is reported, too; what only has the name is none.
    sandbox.sh("rm app/* && head -c 30 /dev/zero > app/a.zip && printf x > app/b.tar.gz && touch app/c.tgz app/d.rds");
    assert_eq!(sandbox.audit(&["app"]).exit, 0);
    sandbox.key("in/.env", format!("COOKIE_KEY={KEY}\n"));
    sandbox.sh("tar -czf app/a.tgz in && truncate -s 60 app/a.tgz");
    let finding = sandbox.finds("CK902", "medium", &["app"]);
    assert!(
        text(&finding, "observed").contains("it could not be unpacked"),
        "{finding:#}"
    );
    // Links and pipes of such a name are none.
    sandbox.sh("rm app/* && mkfifo app/x.zip && ln -s /dev/zero app/y.zip");
    assert_eq!(sandbox.audit(&["app"]).exit, 0);
}

#[test]
#[ignore = "needs R: tests/run"]
fn what_r_has_saved() {
    let sandbox = Sandbox::empty();
    for (code, called) in [
        (
            "cookie_key <- 'K'; n <- 1; save.image('app/.RData')",
            Some("cookie_key"),
        ),
        (
            "l <- list(n = 'x', session_secret = 'K'); saveRDS(l, 'app/l.rds')",
            Some("session_secret"),
        ),
        (
            "v <- c(a = 'x', COOKIE_KEY = 'K'); saveRDS(v, 'app/v.rds')",
            Some("COOKIE_KEY"),
        ),
        (
            "v <- c(COOKIE_KEY = 'K'); saveRDS(v, 'app/v.rds', compress = FALSE)",
            Some("COOKIE_KEY"),
        ),
        (
            "e <- new.env(); e$cookie_key <- 'K'; save(e, file = 'app/e.rda')",
            Some("cookie_key"),
        ),
        ("v <- c(checksum = 'K'); saveRDS(v, 'app/v.rds')", None),
        (
            "l <- list(cookie_key = 'x', sum = 'K'); saveRDS(l, 'app/l.rds')",
            None,
        ),
    ] {
        sandbox.sh("rm -rf app && mkdir app");
        let code = code
            .replace('K', KEY)
            .replace(&format!("COO{KEY}IE_{KEY}EY"), "COOKIE_KEY");
        sandbox.key("code.R", &code);
        sandbox.sh("Rscript code.R");
        let told = sandbox.findings("CK418", &["app"]);
        let told: Vec<&str> = told.iter().map(|it| text(it, "observed")).collect();
        match called {
            Some(called) => assert_eq!(told, [format!("has a key under {called}")], "{code}"),
            None => assert!(told.is_empty(), "{told:?}"),
        }
    }
}
