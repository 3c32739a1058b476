//! The key in histories, processes, units, configurations and sources.

use std::fs;
use std::process::{Child, Command};
use std::thread;
use std::time::{Duration, Instant};

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
pub struct Process(Child);

impl Process {
    /// Starts it, and waits until its arguments and its environment can be read:
    /// they come a moment after the program has taken the place of ours.
    pub fn start(command: &mut Command) -> Self {
        let process = Process(command.spawn().unwrap());
        let environment = format!("/proc/{}/environ", process.0.id());
        let until = Instant::now() + Duration::from_secs(30);
        while fs::read(&environment).unwrap().is_empty() {
            assert!(Instant::now() < until, "{command:?} has no environment");
            thread::sleep(Duration::from_millis(1));
        }
        process
    }
}

impl Process {
    fn end(&mut self) {
        let _ = self.0.kill();
        let _ = self.0.wait();
    }
}

impl Drop for Process {
    fn drop(&mut self) {
        self.end();
    }
}

#[test]
fn the_key_in_an_environment() {
    let sandbox = Sandbox::empty();
    let random = sandbox.sh("cookiekit keygen --stdout");
    sandbox.key("cookie.key", &random);
    sandbox.passes("CK408", PATH);
    let mut process = Process::start(Command::new("sleep").arg("60").env("SESSION", &random));
    let finding = sandbox.finds("CK408", "high", PATH);
    assert!(
        finding["observed"]
            .as_str()
            .unwrap()
            .contains("(sleep) has it")
    );
    sandbox.finds("CK408", "low", &["--allow-env", "cookie.key"]);
    assert_eq!(sandbox.audit(&["--allow-env", "cookie.key"]).exit, 0);
    // Whose work would end with the process is not known.
    assert_eq!(finding["fix"], serde_json::Value::Null);
    process.end();
    sandbox.passes("CK408", PATH);
}

#[test]
fn the_key_in_arguments() {
    let sandbox = Sandbox::empty();
    let random = sandbox.sh("cookiekit keygen --stdout");
    sandbox.key("cookie.key", &random);
    let script = "sleep 60; :";
    let mut process = Process::start(Command::new("sh").args(["-c", script, &random]));
    let finding = sandbox.finds("CK409", "critical", PATH);
    assert!(!finding.to_string().contains(&random[..8]));
    sandbox.passes("CK408", PATH);
    assert_eq!(finding["fix"], serde_json::Value::Null);
    process.end();
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
            format!("# - SESSION_SECRET_ID={KEY}\n"),
        ),
    ] {
        let sandbox = Sandbox::empty();
        sandbox.file(&format!("app/{name}"), near, 0o600);
        sandbox.passes("CK411", &["app"]);
        sandbox.file(&format!("app/{name}"), bad, 0o600);
        // What R reads is not taken away before it reads another.
        let finding = match name {
            ".Renviron" => sandbox.finds("CK411", "high", &["app"]),
            _ => sandbox.mends("CK411", "high", &["app"]),
        };
        assert_eq!(finding["fix"].is_null(), name == ".Renviron");
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
    assert_eq!(
        sandbox.sh("cat app/plumber.R"),
        near.replace(
            "keyring::key_get(\"plumber_api\")",
            "readLines(\"~/.config/cookiekit/app-pr-cookie.key\", warn = FALSE)"
        )
    );
    // It is the same key, where that line looks for it.
    let kept = "cat home/.config/cookiekit/app-pr-cookie.key";
    assert_eq!(sandbox.sh(kept), "mySecretHere");
    sandbox.file("app/tests/plumber.R", bad, 0o644);
    sandbox.finds("CK801", "low", &["app"]);
}

/// Adds the content of `file` to a keyring of a session of its own, as `name`
/// with these permissions, and audits; then what is printed is run, and the
/// audit again. The exits of both, and what the first said.
fn kernel_key(sandbox: &Sandbox, name: &str, permissions: &str, paths: &str) -> String {
    let audit = format!("cookiekit audit {paths}");
    let script = format!(
        "id=$(keyctl padd user '{name}' @s < content) && keyctl setperm $id {permissions}
         {audit} > said; echo $?
         sed -n 's/^ *[$] keyctl/keyctl/p' said | sh
         {audit} > /dev/null; echo $?; cat said"
    );
    sandbox.file("run", script, 0o600);
    sandbox.sh("keyctl session - sh run 2>/dev/null")
}

fn on_one_line(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

#[test]
#[ignore = "needs keyutils: tests/run"]
fn the_key_in_a_keyring_of_the_kernel() {
    let sandbox = Sandbox::new();
    sandbox.key("content", KEY);
    for (permissions, severity, what) in [
        ("0x3f000002", "critical", "can be read by others"),
        ("0x3f000004", "high", "can be changed by others"),
        (
            "0x3f000026",
            "critical",
            "can be read and changed by others",
        ),
    ] {
        let said = kernel_key(&sandbox, "any name", permissions, "cookie.key");
        let told = on_one_line(&said);
        let found = format!(
            "/proc/keys {severity} CK415 has the key any name, which holds cookie.key and {what}"
        );
        assert!(told.starts_with("1 0 ") && told.contains(&found), "{said}");
        assert!(!said.contains(&KEY[..8]));
    }
    // Its owner alone may do anything; others may know that there is one.
    for permissions in ["0x3f3f0000", "0x3f3f0009"] {
        let said = kernel_key(&sandbox, "any name", permissions, "cookie.key");
        assert!(said.starts_with("0\n0\n"), "{said}");
    }
    // Another key is one by its name alone, where the machine is judged.
    sandbox.key("content", crate::OTHER_KEY);
    let said = kernel_key(&sandbox, "web cookie key", "0x3f000002", "cookie.key");
    assert!(said.starts_with("0\n0\n"), "{said}");
    let said = kernel_key(&sandbox, "web cookie key", "0x3f000002", "");
    assert!(
        said.contains("CK415") && on_one_line(&said).contains("is 64 hex digits"),
        "{said}"
    );
    let said = kernel_key(&sandbox, "web checksum", "0x3f000002", "");
    assert!(!said.contains("CK415"), "{said}");
}

#[test]
fn the_key_in_a_log() {
    let lines = |key: &str| format!("start\nsession opened with {key}\nGET / 200\n{key}\n");
    for (name, arguments) in [
        ("app/web.log", &["app"][..]),
        ("app/run.Rout", &["app"]),
        ("home/.local/share/rstudio/log/rserver.log.1", PATH),
    ] {
        let sandbox = Sandbox::new();
        sandbox.key("app/cookie.key", KEY);
        sandbox.file(name, lines(crate::OTHER_KEY), 0o600);
        sandbox.passes("CK412", arguments);
        sandbox.file(name, lines(&KEY.to_uppercase()), 0o600);
        let finding = sandbox.mends("CK412", "high", arguments);
        let observed = finding["observed"].as_str().unwrap();
        assert!(observed.ends_with("cookie.key in lines 2, 4"), "{observed}");
        assert!(!finding.to_string().contains(&KEY[..8]));
        assert_eq!(sandbox.sh(&format!("cat {name}")), "start\nGET / 200\n");
        sandbox.passes("CK411", arguments);
    }
}

#[test]
fn the_key_in_a_log_of_an_image() {
    let sandbox = Sandbox::new();
    let log = "image/var/log/rstudio/rstudio-server/rserver.log";
    sandbox.file(log, format!("{KEY}\n"), 0o600);
    let finding = sandbox.mends("CK412", "high", &["--root", "image", "cookie.key"]);
    assert!(finding["path"].as_str().unwrap().ends_with(log));
}

#[test]
fn the_key_in_a_large_log_across_what_is_read_at_once() {
    // Pieces of 256 KiB: the key lies at each end of the first ones.
    for before in [256 * 1024 - 32, 256 * 1024, 512 * 1024 - 1, 5_000_000] {
        let sandbox = Sandbox::new();
        sandbox.key("app/cookie.key", KEY);
        let text = format!("{}\n{KEY}\nend\n", ".".repeat(before));
        sandbox.file("app/web.log", text, 0o600);
        let finding = sandbox.mends("CK412", "high", &["app"]);
        let observed = finding["observed"].as_str().unwrap();
        assert_eq!(observed, "holds app/cookie.key in line 2", "{before}");
    }
}

#[test]
fn the_key_in_a_memory_dump() {
    for name in ["core", "core.4242"] {
        let sandbox = Sandbox::new();
        let dump = |key: &str| format!("\x7fELF\x02\x01\x01\0{}{key}\0\0", "\0".repeat(100_000));
        sandbox.file(name, dump(crate::OTHER_KEY), 0o600);
        sandbox.passes("CK412", PATH);
        sandbox.file(name, dump(KEY), 0o600);
        let finding = sandbox.mends("CK412", "high", PATH);
        assert_eq!(finding["observed"], "holds cookie.key");
        assert!(!sandbox.path(name).exists());
    }
}

#[test]
#[ignore = "needs gdb: tests/run"]
fn the_key_in_a_dump_of_a_real_process() {
    let sandbox = Sandbox::empty();
    let random = sandbox.sh("cookiekit keygen --stdout");
    sandbox.key("cookie.key", &random);
    let process = Process::start(Command::new("sleep").arg("60").env("SESSION", &random));
    sandbox.sh(&format!("gcore -o core {}", process.0.id()));
    drop(process);
    sandbox.mends("CK412", "high", PATH);
}

#[test]
fn a_credential_that_a_unit_sets_in_clear() {
    for (name, setting) in [
        ("web.service", format!("SetCredential=cookie.key:{KEY}")),
        (
            "web.service",
            format!("SetCredential=session_secret: \\\n  {KEY}"),
        ),
        (
            "web.service.d/key.conf",
            format!("SetCredential=cookie.key:{KEY}"),
        ),
    ] {
        let sandbox = Sandbox::empty();
        let unit = |setting: &str| format!("[Service]\nDynamicUser=yes\n{setting}\nExecStart=/x\n");
        sandbox.file(&format!("app/{name}"), unit(&setting), 0o644);
        let finding = sandbox.finds("CK410", "high", &["app"]);
        assert_eq!(finding["path"], *format!("app/{name}"));
        let line = if setting.contains('\n') { 4 } else { 3 };
        assert_eq!(finding["observed"], *format!("has a key in line {line}"));
        // A person decides where the key goes.
        assert!(finding["fix"].is_null());
        assert_eq!(
            finding["mend"],
            "before the service restarts, give it the key by `LoadCredential=NAME:FILE`: without \
             one it may take an empty key, rotate"
        );
        assert!(!finding.to_string().contains(&KEY[..8]));
        sandbox.finds("CK410", "high", &[&format!("app/{name}")]);
        let loaded = unit("LoadCredential=cookie.key:/etc/web/cookie.key");
        sandbox.file(&format!("app/{name}"), loaded, 0o644);
        assert_eq!(sandbox.audit(&["app"]).exit, 0);
    }
}

#[test]
fn an_encrypted_credential_of_a_unit_is_no_key() {
    let sandbox = Sandbox::empty();
    for setting in [
        // As systemd-creds encrypt --pretty prints it.
        "SetCredentialEncrypted=cookie.key: \\\n        \
         HwYUNF1lQbqC9sirq4/p06MFBeJ4k6yHcbWBocywFdvs/Ct2s/4RV2N5Sc0qo2ZMg8bG9 \\\n        \
         o2dJ08pAMrmaz+1GcXuhtgPXTVB5Yxs8K5j1J86GgNOLAyzCD4w0MjHklA5SR2ZOs+Yow \\\n        \
         7iB3vtDOePEOz16Wowng=",
        "SetCredentialEncrypted=cookie.key: \\\n  HwYUNF1lQbqC9sirq4/p06MFBeJ4k6yHcbWBocyw",
        "SetCredentialEncrypted=cookie.key:q4/p06MFBeJ4k6yHcbWBocywFdvs/Ct2s/4RV2N5Sc0=",
        "LoadCredentialEncrypted=cookie.key:/etc/credstore/cookie.key",
        "SetCredential=checksum:q4/p06MFBeJ4k6yHcbWBocywFdvs/Ct2s/4RV2N5Sc0=",
        "SetCredential=cookie.key:",
        "SetCredential=cookie.key:CHANGE_ME",
    ] {
        for name in ["web.service", "web.container"] {
            let unit = format!("[Service]\nDynamicUser=yes\n{setting}\nExecStart=/x\n");
            sandbox.file(&format!("app/{name}"), unit, 0o644);
        }
        let run = sandbox.audit(&["app"]);
        assert_eq!(run.exit, 0, "{setting}: {}", run.stdout);
    }
}

/// A credential is given to podman, and not to what runs in the container.
#[test]
fn a_container_unit_is_given_its_key_as_a_secret() {
    let sandbox = Sandbox::empty();
    let unit = format!("[Container]\nImage=x\nEnvironment=COOKIE_KEY={KEY}\n");
    sandbox.file("app/web.container", unit, 0o644);
    let finding = sandbox.finds("CK410", "high", &["app"]);
    assert_eq!(
        finding["mend"],
        "before the service restarts, give the container the key by `Secret=NAME`: without one \
         it may take an empty key, rotate"
    );
    let unit = "[Container]\nImage=x\nSecret=cookie,type=env,target=COOKIE_KEY\n";
    sandbox.file("app/web.container", unit, 0o644);
    assert_eq!(sandbox.audit(&["app"]).exit, 0);
}
