//! What the program of Windows says where it refuses: word for word.

use std::fs;

use crate::scene::Folder;

/// The system's name for everybody, and what closes a key file to them.
const CLOSING: &str = "/inheritance:r /grant:r *S-1-5-21-0-0-0-1000:F *S-1-5-18:F \
                       *S-1-5-32-544:F /remove:g *S-1-1-0";

#[test]
#[ignore = "needs wine: tests/windows/run"]
fn a_key_file_that_others_can_read_is_refused_with_the_line_that_closes_it() {
    let folder = Folder::new();
    folder.windows(&["keygen", "-q", "--out", "my key"]).done();
    let fingerprint = ["key", "fingerprint", "--key", "my key"];
    folder.windows(&fingerprint).done();
    folder.set_mode("my key", 0o644);
    let encrypt = ["encrypt", "-q", "--key", "my key", "{}"];
    folder.windows(&encrypt).refused(
        4,
        &format!(
            "cookiekit: my key can be read by Everyone (access control list)\n\
             hint: fix it with: icacls \"my key\" {CLOSING} \
             (`--allow-unsafe-key` continues with a warning)\n"
        ),
    );
    folder.set_mode("my key", 0o606);
    let said = folder.windows(&encrypt);
    assert!(
        said.err.contains("can be read and written by Everyone"),
        "{}",
        said.err
    );
    let allowed = folder.windows(&[&encrypt[..], &["--allow-unsafe-key"]].concat());
    assert_eq!(allowed.code, Some(0), "{allowed:?}");
    let rotate = folder.windows(&["rotate", "--key", "my key"]);
    assert_eq!((rotate.code, &*rotate.out), (Some(4), ""), "{rotate:?}");
}

#[test]
#[ignore = "needs wine: tests/windows/run"]
fn a_key_whose_folder_others_can_change_is_refused() {
    let folder = Folder::new();
    fs::create_dir(folder.path("open")).unwrap();
    folder.windows(&["keygen", "-q", "--out", r"open\k"]).done();
    folder.set_mode("open", 0o777);
    let said = folder.windows(&["encrypt", "-q", "--key", r"open\k", "{}"]);
    let open = folder.on_drive("open");
    said.refused(
        4,
        &format!(
            "cookiekit: open\\k is below {open}, which Everyone can change (access control list)\n\
             hint: keep the key in a folder of your own, as in your profile \
             (`--allow-unsafe-key` continues with a warning)\n"
        ),
    );
    folder.windows(&["keygen", "--out", r"open\other"]).refused(
        2,
        &format!(
            "cookiekit: others could replace a key in open, for it is below {open}, which \
             Everyone can change (access control list)\n\
             hint: choose a directory of your own, as in your profile\n"
        ),
    );
}

#[test]
#[ignore = "needs wine: tests/windows/run"]
fn names_that_windows_takes_for_something_else_are_refused() {
    let folder = Folder::new();
    for (name, why) in [
        ("NUL", "names a device"),
        ("con.key", "names a device"),
        (r"T:\aux", "names a device"),
        (r"\\.\PhysicalDrive0", "names a device"),
        (r"\\.\pipe\key", "names a pipe"),
        (
            "key:stream",
            "names a hidden stream of a file (FILE:STREAM)",
        ),
        (
            "key.",
            "ends with a full stop or a space, which Windows drops",
        ),
    ] {
        folder.windows(&["keygen", "--out", name]).refused(
            2,
            &format!("cookiekit: {name} {why}: no key is kept there\nhint: choose another name\n"),
        );
    }
    for (name, what) in [("NUL", "a device"), (r"\\.\pipe\key", "a pipe")] {
        folder.windows(&["encrypt", "--key", name, "{}"]).refused(
            4,
            &format!(
                "cookiekit: {name} is {what}, not a key file\n\
                 hint: standard input is read with `--key -`\n"
            ),
        );
    }
    assert_eq!(folder.names(), [""; 0]);
    let said = folder.windows(&["keygen", "--out", r"no\k"]);
    said.refused(
        2,
        "cookiekit: there is no directory no\nhint: make it with: mkdir no\n",
    );
    let said = folder.windows(&["keygen", "--out", r"q:\k"]);
    said.refused(
        2,
        "cookiekit: there is no directory q:\\\nhint: choose a directory that is there\n",
    );
}

#[test]
#[ignore = "needs wine: tests/windows/run"]
fn nothing_is_ever_replaced() {
    let folder = Folder::new();
    folder.file("k", b"old", 0o600);
    folder.windows(&["keygen", "--out", "k"]).refused(
        2,
        "cookiekit: a key is already at k\n\
         hint: to replace it without losing it: cookiekit rotate --key k\n",
    );
    assert_eq!(folder.read("k"), b"old");
    assert_eq!(folder.names(), ["k"]);
}

#[test]
#[ignore = "needs wine: tests/windows/run"]
fn what_is_not_on_windows_says_so() {
    let folder = Folder::new();
    folder
        .windows(&["key", "fingerprint", "--key", "fd:3"])
        .refused(
            2,
            "cookiekit: descriptors cannot be read on this system\n\
         hint: give the key on standard input: --key -\n",
        );
}

#[test]
#[ignore = "needs wine: tests/windows/run"]
fn a_database_that_others_can_read_is_refused() {
    let folder = Folder::new();
    folder.file("u.db", b"", 0o644);
    let list = ["token", "user", "list", "--db", "u.db"];
    let said = folder.windows(&list);
    assert_eq!((said.code, &*said.out), (Some(2), ""), "{said:?}");
    let seen = "cookiekit: u.db can be read";
    assert!(said.err.starts_with(seen), "{}", said.err);
    assert!(said.err.contains("access control list"), "{}", said.err);
    // Closed, it is looked into.
    folder.set_mode("u.db", 0o600);
    let said = folder.windows(&list);
    assert!(!said.err.contains("access control list"), "{}", said.err);
}
