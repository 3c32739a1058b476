//! Keys and cookies that go from one system to the other, and rotations.

use crate::scene::Folder;

/// Both programs hold the same key at the end of this.
fn with_key() -> Folder {
    let folder = Folder::new();
    folder.windows(&["keygen", "-q", "--out", "k"]).done();
    folder.file("copied", &folder.read("k"), 0o600);
    folder
}

#[test]
#[ignore = "needs wine: tests/windows/run"]
fn a_key_made_on_windows_opens_its_cookies_on_linux_and_the_other_way_round() {
    let folder = with_key();
    // One line of hex digits, as every reader of keys takes it.
    let key = folder.read("k");
    assert_eq!(key.len(), 64);
    assert!(key.iter().all(u8::is_ascii_hexdigit));
    for format in ["sealed", "plumber"] {
        let seal = ["encrypt", "-q", "--format", format, "--key"];
        let open = ["decrypt", "-q", "--format", format, "--key"];
        let there = folder.windows(&[&seal[..], &["k", "{\"a\":1}"]].concat());
        let there = there.done();
        // A line end of Windows would be a part of the cookie.
        assert!(there.ends_with('\n') && !there.contains('\r'));
        let here = folder.linux(&[&open[..], &["copied"]].concat(), there.as_bytes());
        assert_eq!(here.done(), "{\"a\":1}\n");
        let here = folder.linux(&[&seal[..], &["copied", "{\"b\":2}"]].concat(), b"");
        let there = folder.windows_with(&[&open[..], &["k"]].concat(), here.done().as_bytes());
        assert_eq!(there.done(), "{\"b\":2}\n");
    }
}

#[test]
#[ignore = "needs wine: tests/windows/run"]
fn a_key_is_named_by_a_path_of_windows_and_by_a_command_of_cmd() {
    let folder = with_key();
    let id = folder
        .windows(&["key", "fingerprint", "-q", "--key", "k"])
        .done();
    let path = folder.on_drive("k");
    let line = format!("{}\n", id.split_whitespace().next().unwrap());
    for spec in [
        path.clone(),
        path.replace('\\', "/"),
        format!("file:{path}"),
        format!(r"cmd:type {path}"),
        format!("cmd:type \"{path}\""),
        "cmd:type k".to_owned(),
    ] {
        let said = folder.windows(&["key", "fingerprint", "--json", "--key", &spec]);
        assert!(said.done().contains(line.trim_end()), "{spec}");
    }
    let said = folder.windows(&["key", "fingerprint", "--key", "cmd:type nothing"]);
    assert_eq!((said.code, &*said.out), (Some(4), ""), "{said:?}");
    assert!(
        said.err.contains("the key command failed: exit code: 1"),
        "{}",
        said.err
    );
}

#[test]
#[ignore = "needs wine: tests/windows/run"]
fn a_rotation_keeps_what_was_and_goes_back() {
    let folder = with_key();
    let first = folder.read("k");
    let cookie = folder
        .windows(&["encrypt", "-q", "--key", "k", "{\"a\":1}"])
        .done();
    folder.windows(&["rotate", "-q", "--key", "k"]).done();
    let second = folder.read("k");
    assert_ne!(first, second);
    let retired = |folder: &Folder| {
        let names = folder.names().into_iter();
        names
            .filter(|name| name.starts_with("k.retired-"))
            .collect::<Vec<_>>()
    };
    let [kept] = &retired(&folder)[..] else {
        panic!("{:?}", folder.names());
    };
    assert_eq!(folder.read(kept), first);
    // What the old key sealed is still opened.
    let opened = folder.windows_with(&["decrypt", "-q", "--key", "k"], cookie.as_bytes());
    assert_eq!(opened.done(), "{\"a\":1}\n");

    folder
        .windows(&["rotate", "stage", "-q", "--key", "k"])
        .done();
    let staged = folder.read("k.next");
    folder
        .windows(&["rotate", "promote", "-q", "--key", "k"])
        .done();
    assert_eq!(folder.read("k"), staged);
    folder
        .windows(&["rotate", "rollback", "-q", "--key", "k"])
        .done();
    assert_eq!(folder.read("k"), second);
    // By another spelling it is the same key with the same slots.
    let status = folder.windows(&["rotate", "status", "--key", "K"]).done();
    assert_eq!(status.lines().count(), 3, "{status}");
    assert_eq!(retired(&folder).len(), 2);
    assert!(!folder.names().iter().any(|name| name.ends_with(".tmp")));
}

#[test]
#[ignore = "needs wine: tests/windows/run"]
fn of_many_rotations_at_once_each_has_its_turn() {
    const RIVALS: usize = 8;
    let folder = with_key();
    std::thread::scope(|scope| {
        for _ in 0..RIVALS {
            scope.spawn(|| {
                let rotate = ["rotate", "-q", "--lock-timeout", "50s", "--key", "k"];
                folder.windows(&rotate).done()
            });
        }
    });
    let mut keys: Vec<Vec<u8>> = folder
        .names()
        .iter()
        .filter(|name| name.starts_with("k.retired-") || *name == "k")
        .map(|name| folder.read(name))
        .collect();
    keys.sort();
    keys.dedup();
    assert_eq!(keys.len(), RIVALS + 1);
}
