//! Where a key may be printed, and a standard output that is not there.

use std::fs;
use std::os::unix::fs::PermissionsExt;

use crate::known::{FINGERPRINT, KEY, OTHER_KEY, is_new_key};
use crate::world::World;

/// The commands whose result is a key.
const PRINT: [&str; 5] = [
    "keygen -q --stdout",
    "key show --key key",
    "key export --for env --key key",
    "key export --for workbench --key key",
    "key export --for k8s --key key",
];

fn open(mode: &str) -> String {
    format!(
        "cookiekit: standard output is a file that others can read (mode {mode})\n\
         hint: close it with `chmod 600 FILE` and run this again (a new one is closed after `umask \
         077`); or cookiekit keygen --out PATH, key copy --to PATH\n"
    )
}

#[test]
fn a_key_is_not_printed_into_a_file_that_others_can_read() {
    for command in PRINT {
        for (umask, mode) in [("022", "0644"), ("027", "0640"), ("000", "0666")] {
            let world = World::with_key(KEY);
            let script = format!("umask {umask}; cookiekit {command} > out");
            world.shell(&script).gives(2, "", &open(mode));
            let revealed = format!("umask {umask}; cookiekit {command} --reveal >> out");
            world.shell(&revealed).gives(2, "", &open(mode));
            assert_eq!(fs::read(world.path("out")).unwrap(), b"", "{command}");
        }
    }
}

#[test]
fn a_key_is_printed_into_a_closed_file_and_into_a_pipe() {
    for command in PRINT {
        let world = World::with_key(KEY);
        let closed = format!("umask 077; cookiekit {command} > out");
        world.shell(&closed).gives(0, "", "");
        let mode = fs::metadata(world.path("out"))
            .unwrap()
            .permissions()
            .mode();
        assert_eq!(mode, 0o100_600);
        let printed = fs::read(world.path("out")).unwrap();
        assert!(printed.len() >= 64, "{command}");
        let piped = world.shell(&format!("umask 022; cookiekit {command} | cat"));
        let piped = piped.ends();
        assert_eq!((piped.code(), piped.err.as_str()), (0, ""));
        assert!(command.starts_with("keygen") || piped.out == printed);
        let nowhere = format!("umask 022; cookiekit {command} > /dev/null");
        world.shell(&nowhere).gives(0, "", "");
    }
}

#[test]
fn a_new_key_goes_into_a_closed_file_with_its_fingerprint_told() {
    let world = World::new();
    let ended = world
        .shell("umask 077; cookiekit keygen --stdout > key")
        .ends();
    assert_eq!((ended.code(), ended.text().as_str()), (0, ""));
    assert!(is_new_key(&fs::read(world.path("key")).unwrap(), 64));
    let shown = world
        .run(&["key", "fingerprint", "--key", "key"])
        .ends()
        .text();
    let fingerprint = shown.split(' ').next().unwrap();
    let note = format!("note: the key's fingerprint is {fingerprint}\n");
    assert_eq!(ended.err, note);
}

#[test]
fn what_is_no_key_goes_into_any_file() {
    let world = World::with_key(KEY);
    for command in [
        "key export --for r --key key",
        "key export --for plumber --key key",
        "key fingerprint --key key",
        "keygen -q --out new",
        "key list --key key",
    ] {
        let script = format!("umask 022; cookiekit {command} > out");
        world.shell(&script).gives(0, "", "");
        let text = fs::read_to_string(world.path("out")).unwrap();
        assert!(!text.is_empty() && !text.contains(&KEY[..16]), "{text}");
    }
}

#[test]
fn a_key_is_not_printed_in_a_document() {
    let world = World::with_key(KEY);
    for command in PRINT {
        let ended = world.shell(&format!("cookiekit {command} --json")).ends();
        let error = "a key is printed alone, and --json prints a document";
        let err = format!("cookiekit: {error}\nhint: leave --json out\n");
        assert_eq!(
            (ended.code(), ended.err.as_str()),
            (2, err.as_str()),
            "{command}"
        );
        let document = ended.json();
        assert_eq!(document["error"], error);
        assert_eq!(document["hint"], "leave --json out");
    }
}

#[test]
fn one_key_is_shown_and_not_several() {
    let world = World::with_key(KEY);
    world.file("other", OTHER_KEY);
    let show = ["key", "show", "--key", "key", "--key", "other"];
    let err = "cookiekit: key show prints one key\nhint: give one --key\n";
    world.run(&show).gives(2, "", err);
}

#[test]
fn a_result_without_a_standard_output_is_told() {
    let world = World::with_key(KEY);
    let none = "cookiekit: there is no standard output for the result\n";
    for command in [
        "key fingerprint --key key",
        "key fingerprint --key key --json",
        "key show --key key",
        "key list --key key",
        "keygen -q --stdout",
        "encrypt -q --key key '{}'",
        "sign --format signed -q --key key alice",
        "completions bash",
        "--help",
        "-h",
        "--version",
        "rotate stage --help",
        "inspect eyJ1c2VyIjpbImFsaWNlIl19",
    ] {
        let script = format!("cookiekit {command} >&-");
        world.shell(&script).gives(2, "", none);
    }
    // What failed has said so; its code stays.
    let ended = world.shell("cookiekit decrypt --key absent x >&-").ends();
    assert_eq!(ended.code(), 1, "{}", ended.err);
    assert!(!ended.err.contains(none), "{}", ended.err);
}

#[test]
fn a_change_without_a_standard_output_was_made_and_that_is_said() {
    let world = World::new();
    world.shell("cookiekit keygen -q --out key >&-").gives(
        5,
        "",
        "cookiekit: it was done, but there is no standard output for the result\n\
         hint: do not do it again before you have looked: cookiekit key list --key SPEC\n",
    );
    let key = fs::read(world.path("key")).unwrap();
    assert!(is_new_key(&key, 64));
}

#[test]
fn a_key_file_is_never_taken_for_the_standard_output_that_was_closed() {
    for script in [
        "cookiekit key fingerprint --key key >&-",
        "cookiekit key fingerprint --key key >&- 2>&-",
        "cookiekit decrypt --key key x <&- >&- 2>&-",
        "cookiekit key delete --key other --yes >&- 2>&-",
    ] {
        let world = World::with_key(KEY);
        world.shell(script).ends().code();
        assert_eq!(fs::read_to_string(world.path("key")).unwrap(), KEY);
        let row = world.run(&["key", "fingerprint", "--key", "key"]).ends();
        assert!(row.text().starts_with(FINGERPRINT), "{script}");
    }
}
