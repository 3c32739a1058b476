//! `cookiekit keygen`.

use std::fs;
use std::os::unix::fs::{PermissionsExt, symlink};

use serde_json::json;

use crate::known::{KEY, NO_KEYRING, NO_KEYRING_HINT, is_fingerprint, is_new_key};
use crate::world::World;

fn mode(world: &World, name: &str) -> u32 {
    let facts = fs::symlink_metadata(world.path(name)).unwrap();
    facts.permissions().mode()
}

#[test]
fn a_key_is_put_in_a_closed_file_and_its_fingerprint_is_printed() {
    let world = World::new();
    let ended = world.run(&["keygen", "--out", "key"]).ends();
    let fingerprint = ended.text().trim_end().to_owned();
    assert!(is_fingerprint(&fingerprint), "{fingerprint}");
    ended.is(
        0,
        format!("{fingerprint}\n"),
        "note: made a key of 256 bits in key\n",
    );
    assert!(is_new_key(&fs::read(world.path("key")).unwrap(), 64));
    assert_eq!(mode(&world, "key"), 0o100_600);
    assert_eq!(world.names(), ["key"]);

    let again = world.run(&["key", "fingerprint", "--key", "key"]).ends();
    assert!(again.text().starts_with(&format!("{fingerprint}  ")));
}

/// As a rotation would make it there.
#[test]
fn a_file_that_is_called_as_one_that_a_framework_reads_gets_its_key() {
    for (name, more, digits) in [
        ("secure-cookie-key", &[][..], 32),
        ("secure-cookie-key", &["--for", "plumber"], 64),
        ("secure-cookie-key.next", &[], 64),
        ("my-secure-cookie-key", &[], 64),
    ] {
        let world = World::new();
        let made = world.run(&[&["keygen", "--out", name, "-q"], more].concat());
        assert_eq!(made.ends().code(), 0, "{name}");
        assert!(
            is_new_key(&fs::read(world.path(name)).unwrap(), digits),
            "{name}"
        );
    }
}

#[test]
fn a_workbench_key_has_32_digits_and_all_others_64() {
    for (format, digits) in [
        ("workbench", 32),
        ("plumber", 64),
        ("sealed", 64),
        ("signed", 64),
    ] {
        let world = World::new();
        let ended = world
            .run(&["keygen", "--out", "key", "--for", format])
            .ends();
        let note = format!("note: made a key of {} bits in key\n", digits * 4);
        ended.is(0, ended_fingerprint(&world), &note);
        assert!(is_new_key(&fs::read(world.path("key")).unwrap(), digits));
    }
}

/// The line that keygen must have printed for the file `key`.
fn ended_fingerprint(world: &World) -> String {
    let shown = world
        .run(&["key", "fingerprint", "--key", "key"])
        .ends()
        .text();
    format!("{}\n", shown.split(' ').next().unwrap())
}

#[test]
fn the_document_names_the_place_and_not_the_key() {
    let world = World::new();
    let ended = world.run(&["keygen", "--out", "key", "--json"]).ends();
    let document = ended.json();
    assert!(is_fingerprint(document["fingerprint"].as_str().unwrap()));
    let expected = json!({
        "exit": 0,
        "word": "yes",
        "key": "key",
        "fingerprint": document["fingerprint"],
        "bits": 256,
        "durable": true,
        "warnings": [],
    });
    assert_eq!(document, expected);
    assert_eq!(ended.err, "");
}

#[test]
fn quiet_leaves_the_fingerprint_alone() {
    let world = World::new();
    let ended = world.run(&["keygen", "--out", "key", "-q"]).ends();
    ended.is(0, ended_fingerprint(&world), "");
}

#[test]
fn stdout_gets_the_key_without_a_newline_and_stderr_its_fingerprint() {
    let world = World::new();
    let ended = world.run(&["keygen", "--stdout"]).ends();
    assert!(is_new_key(&ended.out, 64));
    world.file("key", &ended.out);
    let fingerprint = ended_fingerprint(&world);
    let note = format!("note: the key's fingerprint is {fingerprint}");
    let out = ended.out.clone();
    ended.is(0, out, &note);

    let ended = world
        .run(&["keygen", "--stdout", "--for", "workbench", "-q"])
        .ends();
    assert!(is_new_key(&ended.out, 32));
    assert_eq!(ended.err, "");
}

#[test]
fn a_key_is_not_printed_inside_a_document() {
    World::new().run(&["keygen", "--stdout", "--json"]).gives(
        2,
        "{\"exit\":2,\"word\":\"could not\",\
         \"error\":\"a key is printed alone, and --json prints a document\",\
         \"hint\":\"leave --json out\",\"warnings\":[]}\n",
        "cookiekit: a key is printed alone, and --json prints a document\n\
         hint: leave --json out\n",
    );
}

#[test]
fn no_umask_opens_or_closes_the_file_further() {
    for umask in ["000", "022", "077", "277", "777"] {
        let world = World::new();
        let ended = world
            .shell(&format!("umask {umask}; cookiekit keygen --out key"))
            .ends();
        assert_eq!(ended.code(), 0, "umask {umask}: {}", ended.err);
        assert_eq!(mode(&world, "key"), 0o100_600, "umask {umask}");
        assert!(is_new_key(&fs::read(world.path("key")).unwrap(), 64));
    }
}

#[test]
fn nothing_that_is_there_is_ever_replaced() {
    let world = World::with_key(KEY);
    world.run(&["keygen", "--out", "key"]).gives(
        2,
        "",
        "cookiekit: a key is already at key\n\
         hint: to replace it without losing it: cookiekit rotate --key key\n",
    );
    assert_eq!(fs::read_to_string(world.path("key")).unwrap(), KEY);

    symlink("key", world.path("link")).unwrap();
    symlink("nowhere", world.path("dangling")).unwrap();
    fs::create_dir(world.path("folder")).unwrap();
    for (name, what) in [
        ("link", "a symbolic link"),
        ("dangling", "a symbolic link"),
        ("folder", "a directory"),
    ] {
        let err = format!(
            "cookiekit: {what} is already at {name}\n\
             hint: choose another path\n"
        );
        world.run(&["keygen", "--out", name]).gives(2, "", &err);
    }
    assert_eq!(world.names(), ["dangling", "folder", "key", "link"]);
    assert_eq!(fs::read_to_string(world.path("key")).unwrap(), KEY);
}

#[test]
fn a_missing_directory_is_named_with_the_command_that_makes_it() {
    let world = World::new();
    world.run(&["keygen", "--out", "a b/key"]).gives(
        2,
        "",
        "cookiekit: there is no directory a b\n\
         hint: make it with: mkdir -p -m 700 'a b'\n",
    );
    assert_eq!(world.names(), [""; 0]);
    let ended = world
        .shell("mkdir -p -m 700 'a b' && cookiekit keygen -q --out 'a b/key'")
        .ends();
    assert_eq!(ended.code(), 0, "{}", ended.err);
}

#[test]
fn a_directory_that_anybody_can_write_is_refused_with_its_fix() {
    let world = World::new();
    fs::create_dir(world.path("open")).unwrap();
    world.set_mode("open", 0o777);
    world.run(&["keygen", "--out", "open/key"]).gives(
        2,
        "",
        "cookiekit: anybody could replace a key in open (mode 0777)\n\
         hint: close it with: chmod o-w open, or choose another directory\n",
    );
    let ended = world
        .shell("chmod o-w open && cookiekit keygen --out open/key")
        .ends();
    assert_eq!(ended.code(), 0, "{}", ended.err);
}

#[test]
fn a_name_that_can_only_be_a_directory_is_refused() {
    for (path, message) in [
        ("keys/", "keys/ is not a file name"),
        (".", ". is not a file name"),
        ("..", ".. is not a file name"),
        ("", "the key's path is empty"),
    ] {
        let world = World::new();
        let err = format!("cookiekit: {message}\n");
        world.run(&["keygen", "--out", path]).gives(2, "", &err);
        assert_eq!(world.names(), [""; 0]);
    }
}

#[test]
fn a_place_where_no_file_can_be_made_leaves_nothing() {
    let ended = World::new().run(&["keygen", "--out", "/proc/key"]).ends();
    assert_eq!((ended.code(), ended.text().as_str()), (2, ""));
    let start = "cookiekit: could not make the key file /proc/key: ";
    assert!(ended.err.starts_with(start), "{}", ended.err);
}

#[test]
fn a_key_is_put_in_a_file_or_the_keyring_only() {
    for place in ["env:KEY", "fd:3", "-", "cmd:cat", "/dev/stdin"] {
        World::new().run(&["keygen", "--out", place]).gives(
            2,
            "",
            "cookiekit: this works only with a key in a file or in the keyring\n\
             hint: give PATH or keyring:SERVICE[/USER]\n",
        );
    }
}

#[test]
fn of_forty_at_once_one_makes_the_key() {
    let world = World::new();
    let ended = world
        .shell(
            "for i in $(seq 40); do \
               { cookiekit keygen --out key 2>/dev/null; echo \"exit $?\"; } > out.$i & \
             done; wait; cat out.*; rm out.*",
        )
        .ends();
    let text = ended.text();
    assert_eq!(text.matches("exit 0").count(), 1, "{text}");
    assert_eq!(text.matches("exit 2").count(), 39, "{text}");
    assert!(text.contains(&ended_fingerprint(&world)));
    assert_eq!(world.names(), ["key"]);
}

#[test]
fn a_full_disk_behind_stdout_is_told_after_the_key_was_made() {
    let world = World::new();
    world
        .shell("cookiekit keygen --stdout -q > /dev/full")
        .gives(
            2,
            "",
            "cookiekit: could not write the result: no space left on device\n",
        );
}

#[test]
fn a_place_must_be_named_and_only_one() {
    let world = World::new();
    world.run(&["keygen"]).gives(
        2,
        "",
        "cookiekit: missing: one of --keyring, --out, --stdout\n\
         hint: see: cookiekit keygen --help\n",
    );
    world.run(&["keygen", "--out", "key", "--stdout"]).gives(
        2,
        "",
        "cookiekit: --out and --stdout cannot be combined\n\
         hint: see: cookiekit keygen --help\n",
    );
    world.run(&["keygen", "--out", "key", "--reveal"]).gives(
        2,
        "",
        "cookiekit: --out and --reveal cannot be combined\n\
         hint: see: cookiekit keygen --help\n",
    );
    assert_eq!(world.names(), [""; 0]);
}

#[test]
fn a_keyring_that_is_not_there_is_told() {
    let err = format!("cookiekit: {NO_KEYRING}\nhint: {NO_KEYRING_HINT}\n");
    for entry in ["--keyring", "--keyring=web", "--keyring=web/alice"] {
        World::new().run(&["keygen", entry]).gives(4, "", &err);
    }
    World::new().run(&["keygen", "--keyring="]).gives(
        2,
        "",
        "cookiekit: a keyring entry needs a service name\n\
         hint: for example: keyring:plumber_api\n",
    );
}

#[test]
#[ignore = "needs root: tests/run"]
fn a_directory_that_may_not_be_written_is_told() {
    let world = World::new();
    fs::create_dir(world.path("closed")).unwrap();
    world.set_mode("", 0o711);
    world.set_mode("closed", 0o755);
    let reach = "cp $(command -v cookiekit) . && chmod 755 cookiekit";
    let script = format!(
        "{reach} && setpriv --reuid 65534 --regid 65534 --clear-groups \
         ./cookiekit keygen --out closed/key"
    );
    world.shell(&script).gives(
        2,
        "",
        "cookiekit: could not make the key file closed/key: opening: permission denied\n\
         hint: run this as the user to whom the folder belongs: ls -ld closed\n",
    );
}

/// As `key export` calls them.
#[test]
fn a_library_is_taken_for_its_format() {
    for (library, format) in [
        ("django", "django-session"),
        ("rails", "rails-gcm"),
        ("koa", "keygrip"),
        ("cookie-session", "keygrip"),
        ("next-auth", "authjs"),
        ("jsonwebtoken", "jwt"),
        ("laravel-env", "laravel"),
    ] {
        let made = [library, format].map(|name| {
            let world = World::new();
            let keygen = ["keygen", "-q", "--for", name, "--out", "key"];
            let ended = world.run(&keygen).ends();
            assert_eq!(ended.code(), 0, "{name} {}", ended.err);
            let length = fs::read(world.path("key")).unwrap().len();
            world
                .run(&["rotate", "stage", "-q", "--for", name, "--key", "key"])
                .ends();
            let staged = fs::read(world.path("key.next")).unwrap();
            assert_eq!(staged.len(), length, "{name}");
            let plan = ["rotate", "plan", "--json", "--for", name, "--key", "key"];
            (length, world.run(&plan).ends().json()["for"].clone())
        });
        assert_eq!(made[0], made[1], "{library}");
        assert_eq!(made[0].1, format);
    }
}

/// A key under the name of a slot is one to every command that looks beside the primary.
#[test]
fn a_key_that_is_called_as_one_beside_another_is_made_with_a_warning() {
    let world = World::new();
    let made = world.run(&["keygen", "--out", "web.next"]).ends();
    assert_eq!(made.code(), 0);
    assert_eq!(
        made.err,
        "warning: web.next is called as a key that is kept beside web: rotate and decrypt take it \
         for one of those\n\
         note: made a key of 256 bits in web.next\n"
    );
}
