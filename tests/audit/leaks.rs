//! The key in histories, processes, units, configurations and sources.

use std::process::{Child, Command};

use crate::KEY;
use crate::sandbox::Sandbox;

const PATH: &[&str] = &["cookie.key"];

#[test]
fn the_key_in_a_history() {
    for name in [
        ".bash_history",
        ".local/share/fish/fish_history",
        ".Rhistory",
    ] {
        let sandbox = Sandbox::new();
        let file = format!("home/{name}");
        sandbox.key(&file, format!("ls\necho {}\ncd\n", crate::OTHER_KEY));
        sandbox.passes("CK407", PATH);
        sandbox.key(
            &file,
            format!("ls\necho {KEY}\ncd\nx {}\n", KEY.to_uppercase()),
        );
        let finding = sandbox.mends("CK407", "high", PATH);
        assert!(!finding.to_string().contains(&KEY[..8]));
        assert_eq!(sandbox.sh(&format!("cat {file}")), "ls\ncd\n");
    }
}

/// A process that is ended with the test.
struct Process(Child);

impl Drop for Process {
    fn drop(&mut self) {
        let _ = self.0.kill();
        let _ = self.0.wait();
    }
}

#[test]
fn the_key_in_an_environment() {
    let sandbox = Sandbox::empty();
    let random = sandbox.sh("cookiekit keygen --stdout");
    sandbox.key("cookie.key", &random);
    sandbox.passes("CK408", PATH);
    let child = Command::new("sleep")
        .arg("60")
        .env("SESSION", &random)
        .spawn();
    let mut process = Process(child.unwrap());
    let finding = sandbox.finds("CK408", "high", PATH);
    assert!(
        finding["observed"]
            .as_str()
            .unwrap()
            .contains("(sleep) has it")
    );
    sandbox.finds("CK408", "low", &["--allow-env", "cookie.key"]);
    assert_eq!(sandbox.audit(&["--allow-env", "cookie.key"]).exit, 0);
    sandbox.sh(finding["fix"].as_str().unwrap());
    process.0.wait().unwrap();
    sandbox.passes("CK408", PATH);
}

#[test]
fn the_key_in_arguments() {
    let sandbox = Sandbox::empty();
    let random = sandbox.sh("cookiekit keygen --stdout");
    sandbox.key("cookie.key", &random);
    let script = "sleep 60; :";
    let child = Command::new("sh").args(["-c", script, &random]).spawn();
    let mut process = Process(child.unwrap());
    let finding = sandbox.finds("CK409", "critical", PATH);
    assert!(!finding.to_string().contains(&random[..8]));
    sandbox.passes("CK408", PATH);
    sandbox.sh(finding["fix"].as_str().unwrap());
    process.0.wait().unwrap();
    sandbox.passes("CK409", PATH);
}

#[test]
fn the_key_in_a_unit() {
    let sandbox = Sandbox::new();
    let unit = "home/.config/systemd/user/web.service";
    let text =
        |value: &str| format!("[Service]\nEnvironment=SESSION={value}\nExecStart=/bin/web\n");
    sandbox.file(unit, text(crate::OTHER_KEY), 0o644);
    sandbox.passes("CK410", PATH);
    sandbox.file(unit, text(KEY), 0o644);
    sandbox.mends("CK410", "high", PATH);
    assert_eq!(
        sandbox.sh(&format!("cat {unit}")),
        "[Service]\nExecStart=/bin/web\n"
    );
}

#[test]
fn a_key_by_its_name_in_a_drop_in_when_the_machine_is_judged() {
    let sandbox = Sandbox::empty();
    let drop_in = "home/.config/systemd/user/web.service.d/key.conf";
    sandbox.file(
        drop_in,
        format!("[Service]\nEnvironment=\"COOKIE_KEY={KEY}\"\n"),
        0o644,
    );
    sandbox.mends("CK410", "high", &[]);
}

#[test]
fn a_key_in_a_configuration() {
    for (name, bad, near) in [
        (
            ".env",
            format!("COOKIE_KEY={KEY}\n"),
            "COOKIE_KEY=/run/key\n".to_owned(),
        ),
        (
            ".Renviron",
            format!("PLUMBER_SECRET='{KEY}'\n"),
            format!("SHA256={KEY}\n"),
        ),
        (
            "values.yaml",
            format!("app:\n  secureCookieKey: {KEY}\n"),
            format!("digest: sha256:{KEY}\n"),
        ),
        (
            "docker-compose.yml",
            format!("    - SESSION_SECRET={KEY}\n"),
            format!("# - SESSION_SECRET={KEY}\n"),
        ),
    ] {
        let sandbox = Sandbox::empty();
        sandbox.file(&format!("app/{name}"), near, 0o600);
        sandbox.passes("CK411", &["app"]);
        sandbox.file(&format!("app/{name}"), bad, 0o600);
        let finding = sandbox.mends("CK411", "high", &["app"]);
        assert!(!finding.to_string().contains(&KEY[..8]));
    }
}

#[test]
fn an_audited_key_is_found_under_any_name() {
    let sandbox = Sandbox::empty();
    sandbox.key("app/cookie.key", KEY);
    sandbox.file("app/conf.yml", format!("anything: {KEY}\n"), 0o600);
    sandbox.mends("CK411", "high", &["app"]);
}

#[test]
fn a_key_in_an_r_source() {
    let sandbox = Sandbox::empty();
    let near = "library(plumber)\npr() |> pr_cookie(keyring::key_get(\"plumber_api\"), \"n\")\n";
    sandbox.file("app/plumber.R", near, 0o644);
    sandbox.passes("CK801", &["app"]);
    let bad = "library(plumber)\npr() |> pr_cookie(\"mySecretHere\", \"n\")\n";
    sandbox.file("app/plumber.R", bad, 0o644);
    sandbox.mends("CK801", "critical", &["app"]);
    assert_eq!(sandbox.sh("cat app/plumber.R"), near);
    sandbox.file("app/tests/plumber.R", bad, 0o644);
    sandbox.finds("CK801", "low", &["app"]);
}
