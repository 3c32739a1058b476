//! What an accepted finding does not cover: another key, another reader,
//! another place.

use std::process::Command;

use crate::baseline::{accept, new};
use crate::clear_text::database;
use crate::leaks::Process;
use crate::sandbox::Sandbox;
use crate::{KEY, OTHER_KEY, WORKBENCH_KEY};

/// Nothing is new where everything was just accepted, and then this is.
fn adds(sandbox: &Sandbox, arguments: &[&str], change: &str, id: &str) {
    accept(sandbox, arguments);
    assert_eq!(new(sandbox, arguments), [""; 0], "{id}");
    sandbox.sh(change);
    assert_eq!(new(sandbox, arguments), [id], "{change}");
}

#[test]
fn another_bit_another_link_or_another_name_of_a_key() {
    let sandbox = Sandbox::new();
    sandbox.mode("cookie.key", 0o700);
    adds(&sandbox, &["cookie.key"], "chmod u+s cookie.key", "CK106");
    sandbox.sh("chmod 600 cookie.key && ln cookie.key second");
    adds(&sandbox, &["cookie.key"], "ln cookie.key third", "CK110");
    sandbox.sh("rm second");
    assert_eq!(new(&sandbox, &["cookie.key"]), [""; 0]);
    sandbox.sh("rm third && cp -p cookie.key other.key && ln -s cookie.key link");
    adds(&sandbox, &["link"], "ln -sf other.key link", "CK109");
}

#[test]
fn a_second_key_below_a_loose_directory() {
    let sandbox = Sandbox::empty();
    sandbox.key("a/cookie.key", KEY);
    sandbox.mode("a", 0o702);
    accept(&sandbox, &["a"]);
    // A rotation makes slots of the same key.
    sandbox.key("a/cookie.key.next", WORKBENCH_KEY);
    assert_eq!(new(&sandbox, &["a"]), [""; 0]);
    sandbox.key("a/web.key", OTHER_KEY);
    assert_eq!(new(&sandbox, &["a"]), ["CK201"]);
    // It is one finding still, and as bad as before.
    sandbox.finds("CK201", "high", &["a"]);
}

#[test]
fn a_second_name_in_a_listed_directory() {
    let sandbox = Sandbox::below(&std::env::temp_dir());
    sandbox.mode("", 0o755);
    sandbox.key("keys/cookie.key", KEY);
    sandbox.mode("keys", 0o755);
    let arguments = &["--ignore", "CK202", "keys"];
    accept(&sandbox, arguments);
    sandbox.sh("cookiekit rotate -q --key keys/cookie.key");
    assert_eq!(new(&sandbox, arguments), [""; 0]);
    sandbox.key("keys/web.key", OTHER_KEY);
    assert_eq!(new(&sandbox, arguments), ["CK205"]);
}

#[test]
fn another_folder_that_is_copied_and_another_build() {
    let path = &["a/b/cookie.key"];
    let sandbox = Sandbox::empty();
    sandbox.key(path[0], KEY);
    sandbox.sh("mkdir a/.stfolder");
    adds(&sandbox, path, "mkdir a/b/.stfolder", "CK413");
    sandbox.sh("rm -r a/.stfolder a/b/.stfolder && touch a/Dockerfile");
    adds(&sandbox, path, "touch a/b/Dockerfile", "CK405");
}

#[test]
fn another_column_or_table_in_clear() {
    let table = |name: &str, token: &str| {
        format!(
            "CREATE TABLE {name} (user TEXT, password TEXT, token TEXT);
             INSERT INTO {name} VALUES ('jbrown', '1234', '{token}');"
        )
    };
    let sandbox = Sandbox::empty();
    database(&sandbox, "app/a.db", &table("users", ""));
    accept(&sandbox, &["app"]);
    assert_eq!(new(&sandbox, &["app"]), [""; 0]);
    let update = "UPDATE users SET token = 'abcdefghijklmnopqrstuvwx'";
    database(&sandbox, "app/a.db", update);
    assert_eq!(new(&sandbox, &["app"]), ["CK417"]);
    accept(&sandbox, &["app"]);
    database(&sandbox, "app/a.db", &table("admins", ""));
    assert_eq!(new(&sandbox, &["app"]), ["CK417"]);
}

#[test]
fn a_key_that_another_one_is_spelled_like() {
    let sandbox = Sandbox::empty();
    sandbox.key("a.key", KEY.to_uppercase());
    sandbox.key("b.key", OTHER_KEY);
    sandbox.key("c.key", KEY);
    let arguments = &["a.key", "b.key", "c.key"];
    let change = format!(
        "printf {OTHER_KEY} > c.key; printf {} > b.key",
        OTHER_KEY.to_uppercase()
    );
    adds(&sandbox, arguments, &change, "CK509");
}

#[test]
fn another_fault_of_the_same_slot() {
    let sandbox = Sandbox::new();
    let slot = "cookie.key.retired-20260101T000000Z-00000000";
    sandbox.key(slot, OTHER_KEY);
    accept(&sandbox, &["cookie.key"]);
    assert_eq!(new(&sandbox, &["cookie.key"]), [""; 0]);
    let twin = "cookie.key.retired-20260102T000000Z-00000000";
    sandbox.key(twin, WORKBENCH_KEY);
    assert_eq!(new(&sandbox, &["cookie.key"]), ["CK512"]);
}

#[test]
fn another_program_with_the_key() {
    let sandbox = Sandbox::empty();
    let random = sandbox.sh("cookiekit keygen --stdout");
    sandbox.key("cookie.key", &random);
    let run = |program: &str, arguments: &[&str]| {
        Process::start(
            Command::new(program)
                .env("SESSION", &random)
                .args(arguments),
        )
    };
    let path = &["cookie.key"];
    let _first = run("sleep", &["60"]);
    accept(&sandbox, path);
    // A pool of workers has more of them after each start.
    let _second = run("sleep", &["60"]);
    assert_eq!(new(&sandbox, path), [""; 0]);
    let finding = sandbox.finds("CK408", "high", path);
    assert!(
        finding["observed"]
            .as_str()
            .unwrap()
            .starts_with("processes ")
    );
    let _other = run("tail", &["-f", "/dev/null"]);
    assert_eq!(new(&sandbox, path), ["CK408"]);
}

#[test]
fn a_variable_or_a_value_that_is_set_once_more() {
    let arguments = &["--root", "image"];
    let sandbox = Sandbox::empty();
    sandbox.key("image/etc/rstudio/secure-cookie-key", WORKBENCH_KEY);
    let file = "image/etc/rstudio/env-vars";
    let set = format!("WORKBENCH_ENCRYPTION_KEY={WORKBENCH_KEY}\n");
    sandbox.key(file, &set);
    accept(&sandbox, arguments);
    assert_eq!(new(&sandbox, arguments), [""; 0]);
    sandbox.key(file, format!("# moved\n{set}"));
    assert_eq!(new(&sandbox, arguments), [""; 0]);
    sandbox.key(file, format!("{set}{set}"));
    assert!(new(&sandbox, arguments).contains(&"CK705".to_owned()));
}

#[test]
#[ignore = "needs keyutils: tests/run"]
fn another_reader_of_a_key_of_the_kernel() {
    let sandbox = Sandbox::new();
    sandbox.key("content", KEY);
    let count = |accepted: &str, now: &str| {
        let script = format!(
            "id=$(keyctl padd user web @s < content) && keyctl setperm $id {accepted}
             cookiekit audit -q --write-baseline base.json cookie.key > /dev/null
             keyctl setperm $id {now}
             cookiekit audit -q --baseline base.json cookie.key | grep -c 'CK415  has'"
        );
        sandbox.file("run", script, 0o600);
        sandbox.sh("keyctl session - sh run 2>/dev/null || true")
    };
    for (accepted, now, new) in [
        ("0x3f000002", "0x3f000002", "0\n"),
        ("0x3f000006", "0x3f000002", "0\n"),
        ("0x3f000002", "0x3f000006", "1\n"),
        ("0x3f000004", "0x3f000024", "1\n"),
    ] {
        assert_eq!(count(accepted, now), new, "{accepted} {now}");
    }
    // A second one of the same name, in a keyring below.
    sandbox.file(
        "run",
        "id=$(keyctl padd user web @s < content) && keyctl setperm $id 0x3f000002
         cookiekit audit -q --write-baseline base.json cookie.key > /dev/null
         ring=$(keyctl newring more @s)
         id=$(keyctl padd user web $ring < content) && keyctl setperm $id 0x3f000002
         cookiekit audit -q --baseline base.json cookie.key | grep -c 'CK415  has'",
        0o600,
    );
    assert_eq!(sandbox.sh("keyctl session - sh run 2>/dev/null"), "1\n");
}

#[test]
#[ignore = "needs root, sshfs, openssh-sftp-server: tests/run"]
fn a_disk_of_another_machine() {
    let sandbox = Sandbox::new();
    sandbox.sh("mkdir one two mounted && cp -p cookie.key one && cp -p cookie.key two");
    sandbox.file(
        "ssh",
        "#!/bin/sh\nexec /usr/lib/openssh/sftp-server\n",
        0o700,
    );
    let arguments = &["--ignore", "CK303", "mounted/cookie.key"];
    let mount = |name: &str| {
        sandbox.sh(&format!(
            "sshfs -o ssh_command=\"$PWD/ssh\" {name}:\"$PWD/{name}\" mounted"
        ));
        crate::root::Mount(&sandbox)
    };
    let mounted = mount("one");
    accept(&sandbox, arguments);
    assert_eq!(new(&sandbox, arguments), [""; 0]);
    drop(mounted);
    let _mounted = mount("two");
    assert_eq!(new(&sandbox, arguments), ["CK304"]);
}
