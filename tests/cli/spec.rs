//! `--key SPEC`: every place that a key can be in.

use serde_json::json;

use crate::known::{
    FINGERPRINT, JUDGED_THEN, KEY, NO_KEYRING, NO_KEYRING_HINT, OTHER_KEY, SEALED, SEALED_PAYLOAD,
    THEN,
};
use crate::world::{Run, World};

const SHOWN: &str = "1e75b355-e4de5af7  crc32 A77CAC63 (not cryptographic)  64 bytes";

fn fingerprint(world: &World, place: &str) -> Run {
    world.run(&["key", "fingerprint", "--key", place])
}

#[test]
fn a_path_is_a_file_by_itself_and_with_its_scheme() {
    let world = World::with_key(KEY);
    for place in ["key", "./key", "file:key", "file:./key"] {
        let shown = place.strip_prefix("file:").unwrap_or(place);
        fingerprint(&world, place).gives(0, format!("{SHOWN}  {shown}\n"), "");
    }
    let path = world.path("key").display().to_string();
    fingerprint(&world, &path).gives(0, format!("{SHOWN}  {path}\n"), "");
}

#[test]
fn a_file_may_have_the_name_of_another_place() {
    let world = World::new();
    for name in ["-", "env:A", "fd:3", "cmd:true", "keyring:x"] {
        world.file(name, KEY);
        fingerprint(&world, &format!("file:{name}")).gives(0, format!("{SHOWN}  {name}\n"), "");
        fingerprint(&world, &format!("./{name}")).gives(0, format!("{SHOWN}  ./{name}\n"), "");
    }
}

#[test]
fn a_key_that_is_not_there_is_told_and_no_other_is_offered() {
    let world = World::new();
    let err = "cookiekit: there is no key file of that name (not shown: it may be a \
               secret)\nhint: name the key that is in use: ./FILE, keyring:SERVICE, env:NAME (a \
               new key opens no existing cookie)\n";
    for place in ["no key", "file:no key"] {
        fingerprint(&world, place).gives(4, "", err);
    }
    let made = world.shell("cookiekit keygen -q --out 'no key'").ends();
    assert_eq!(made.code(), 0);
    assert_eq!(fingerprint(&world, "no key").ends().code(), 0);
}

#[test]
fn a_variable_is_named_and_never_shown() {
    let world = World::new();
    fingerprint(&world, "env:SESSION_KEY")
        .env("SESSION_KEY", KEY)
        .gives(0, format!("{SHOWN}  env:SESSION_KEY\n"), "");
    fingerprint(&world, "env:SESSION_KEY").gives(
        4,
        "",
        "cookiekit: the environment variable SESSION_KEY is not set\n\
         hint: export it, or name another place: --key PATH, keyring:SERVICE\n",
    );
    fingerprint(&world, "env:SESSION_KEY")
        .env("SESSION_KEY", "")
        .gives(4, "", "cookiekit: the key from env:SESSION_KEY is empty\n");
}

#[test]
fn a_descriptor_is_read_when_it_is_open() {
    let world = World::with_key(KEY);
    world
        .shell("cookiekit key fingerprint --key fd:3 3<key")
        .gives(0, format!("{SHOWN}  fd:3\n"), "");
    world
        .shell("cookiekit key fingerprint --key /dev/fd/7 7<key")
        .gives(0, format!("{SHOWN}  fd:7\n"), "");
    world
        .shell("cookiekit key fingerprint --key fd:9 9>&-")
        .gives(
            4,
            "",
            "cookiekit: file descriptor 9 is not open for a key\n\
             hint: open it on the command line: --key fd:9 9< key\n",
        );
    for output in ["1", "2"] {
        let ended = fingerprint(&world, &format!("fd:{output}")).ends();
        assert_eq!(ended.code(), 4, "{}", ended.err);
    }
}

#[test]
fn a_process_substitution_is_a_place() {
    let world = World::with_key(KEY);
    let ended = world
        .shell("cookiekit key fingerprint --key <(cat key)")
        .ends();
    let text = ended.text();
    assert!(
        text.starts_with(&format!("{SHOWN}  fd:")),
        "{text} {}",
        ended.err
    );
    assert_eq!((ended.code(), ended.err.as_str()), (0, ""));
}

#[test]
fn standard_input_is_a_place_under_each_of_its_names() {
    let world = World::new();
    for place in ["-", "/dev/stdin", "/dev/fd/0", "/proc/self/fd/0"] {
        fingerprint(&world, place)
            .stdin(KEY)
            .gives(0, format!("{SHOWN}  standard input\n"), "");
    }
    fingerprint(&world, "-").gives(4, "", "cookiekit: the key from standard input is empty\n");
}

#[test]
fn standard_input_holds_one_thing_only() {
    let world = World::with_key(KEY);
    let hint = "hint: pass one of them another way: a file, fd:N, an argument\n";
    let refused = |arguments: &[&str], what: &str| {
        let err = format!("cookiekit: standard input cannot hold both {what}\n{hint}");
        world.run(arguments).stdin(SEALED).gives(2, "", &err);
    };
    refused(&["decrypt", "--key", "-"], "the cookie and the key");
    refused(&["decrypt", "--key", "-", "-"], "the cookie and the key");
    refused(&["inspect", "--key", "-"], "the cookie and the key");
    refused(
        &["key", "fingerprint", "--key", "-", "--key", "-"],
        "the key and the key",
    );
    world
        .run(&["encrypt", "--key", "-"])
        .stdin(SEALED_PAYLOAD)
        .gives(
            2,
            "",
            &format!("cookiekit: standard input cannot hold both the payload and the key\n{hint}"),
        );
    world
        .run(&["sign", "--key", "-", "--expires-in", "1h"])
        .stdin("alice")
        .gives(
            2,
            "",
            &format!("cookiekit: standard input cannot hold both the value and the key\n{hint}"),
        );
}

#[test]
fn a_command_prints_the_key() {
    let world = World::with_key(KEY);
    fingerprint(&world, "cmd:cat key").gives(0, format!("{SHOWN}  the key command\n"), "");
    // Its messages are for the user to see.
    fingerprint(&world, "cmd:cat key; echo unlocked >&2").gives(
        0,
        format!("{SHOWN}  the key command\n"),
        "unlocked\n",
    );
}

#[test]
fn a_command_that_fails_gives_no_key() {
    let world = World::with_key(KEY);
    let failed = |how: &str| {
        format!(
            "cookiekit: the key command failed: {how}\n\
             hint: run the command by itself to see why\n"
        )
    };
    fingerprint(&world, "cmd:exit 3").gives(4, "", &failed("exit status: 3"));
    fingerprint(&world, "cmd:cat key; exit 3").gives(4, "", &failed("exit status: 3"));
    fingerprint(&world, "cmd:kill -9 $$").gives(4, "", &failed("signal: 9 (SIGKILL)"));
    fingerprint(&world, "cmd:no-such-program 2>/dev/null").gives(
        4,
        "",
        &failed("exit status: 127"),
    );
    fingerprint(&world, "cmd:true").gives(
        4,
        "",
        "cookiekit: the key from the key command is empty\n",
    );
}

#[test]
fn a_command_that_prints_without_end_is_stopped() {
    let world = World::new();
    fingerprint(&world, "cmd:yes").gives(
        2,
        "",
        "cookiekit: the key from the key command has more than 65536 bytes\n",
    );
}

#[test]
fn a_command_gets_no_input_and_no_key_of_ours() {
    let world = World::new();
    let script = "cmd:cat; env >&2; printf '%064d' 7";
    let ended = world
        .run(&["key", "fingerprint", "--key", script, "--key", "env:SECOND"])
        .env("SECOND", KEY)
        .env("COOKIEKIT_KEY", "file:elsewhere")
        .env("PLAIN", "stays")
        .stdin("typed")
        .ends();
    assert_eq!(ended.code(), 0, "{}", ended.err);
    assert!(
        ended.text().contains("  64 bytes  the key command\n"),
        "{}",
        ended.text()
    );
    assert!(ended.err.contains("PLAIN=stays\n"), "{}", ended.err);
    for hidden in [KEY, "SECOND", "COOKIEKIT_KEY", "typed"] {
        assert!(!ended.err.contains(hidden), "{hidden}: {}", ended.err);
    }
}

#[test]
fn a_command_gets_no_descriptor_that_holds_a_key() {
    let world = World::with_key(KEY);
    let script = "cookiekit key fingerprint --key fd:5 \
                  --key 'cmd:if read x <&5; then echo leaked; else printf %064d 7; fi 2>/dev/null' \
                  5<key";
    let ended = world.shell(script).ends();
    assert_eq!(ended.code(), 0, "{}", ended.err);
    let text = ended.text();
    assert!(text.contains("  64 bytes  the key command\n"), "{text}");
}

#[test]
fn without_a_key_the_variable_says_where_it_is() {
    let world = World::with_key(KEY);
    let decrypt = || world.run(&["decrypt", "--name", "session", "--now", THEN, SEALED]);
    let payload = format!("{SEALED_PAYLOAD}\n");
    for place in ["key", "file:key", "cmd:cat key"] {
        decrypt()
            .env("COOKIEKIT_KEY", place)
            .gives(0, &payload, JUDGED_THEN);
    }
    decrypt()
        .env("COOKIEKIT_KEY", "env:K")
        .env("K", KEY)
        .gives(0, &payload, JUDGED_THEN);
    // --key wins.
    world
        .run(&["key", "fingerprint", "--key", "key"])
        .env("COOKIEKIT_KEY", "absent")
        .gives(0, format!("{SHOWN}  key\n"), "");
}

#[test]
fn the_variable_must_not_hold_the_key_itself() {
    let err = "cookiekit: $COOKIEKIT_KEY must say where the key is: an argument looks like a \
               key; it is rejected and not shown\nhint: for example: export \
               COOKIEKIT_KEY=keyring:plumber_api\n";
    for secret in [
        KEY,
        &KEY[..32],
        "//////////////////////////////////////////8=",
    ] {
        World::new()
            .run(&["key", "fingerprint"])
            .env("COOKIEKIT_KEY", secret)
            .gives(2, "", err);
    }
}

#[test]
fn without_anything_the_keyring_was_looked_at_and_that_is_said() {
    for variable in [None, Some("")] {
        let world = World::new();
        let mut run = world.run(&["decrypt", "--name", "session", SEALED]);
        if let Some(value) = variable {
            run = run.env("COOKIEKIT_KEY", value);
        }
        let err = format!(
            "cookiekit: {NO_KEYRING} (tried keyring:cookiekit, because neither --key nor \
             $COOKIEKIT_KEY is set)\nhint: {NO_KEYRING_HINT}\n"
        );
        run.gives(4, "", &err);
    }
}

#[test]
fn the_first_key_seals_and_all_open() {
    let world = World::with_key(KEY);
    world.file("other", OTHER_KEY);
    let seal = |keys: &[&str]| {
        let arguments = [&["encrypt", "--json", "--expires-in", "1h", "{}"], keys].concat();
        world.run(&arguments).ends().json()
    };
    let cookie = seal(&["--key", "key", "--key", "other"]);
    assert_eq!(cookie["fingerprint"], json!(FINGERPRINT));
    for order in [["key", "other"], ["other", "key"]] {
        let cookie = cookie["cookie"].as_str().unwrap();
        world
            .run(&["decrypt", "--key", order[0], "--key", order[1], cookie])
            .gives(0, "{}\n", "");
    }
}

#[test]
fn a_key_that_cannot_be_had_does_not_hide_another_that_opens() {
    let world = World::with_key(KEY);
    let arguments = |first, second| {
        [
            "decrypt", "--key", first, "--key", second, "--name", "session", "--now", THEN, SEALED,
        ]
    };
    let payload = format!("{SEALED_PAYLOAD}\n");
    let warned = "warning: a key was not tried: there is no key file of that name (not shown: it may be a secret)\n";
    world
        .run(&arguments("absent", "key"))
        .gives(0, &payload, &format!("{warned}{JUDGED_THEN}"));
    world
        .run(&arguments("key", "absent"))
        .gives(0, payload, JUDGED_THEN);
}

#[test]
fn a_place_that_says_nothing_is_wrong_usage() {
    for (place, err) in [
        ("", "cookiekit: the key's path is empty\n"),
        ("file:", "cookiekit: the key's path is empty\n"),
        (
            "env:",
            "cookiekit: env: needs the name of an environment variable\n\
             hint: for example: --key env:SESSION_KEY\n",
        ),
        (
            "fd:x",
            "cookiekit: fd: needs the number of an open file descriptor\n\
             hint: for example: --key fd:3 3< key\n",
        ),
        (
            "cmd: ",
            "cookiekit: cmd: needs a command\nhint: for example: --key 'cmd:pass show web'\n",
        ),
        (
            "keyring:",
            "cookiekit: a keyring entry needs a service name\n\
             hint: for example: keyring:plumber_api\n",
        ),
    ] {
        fingerprint(&World::new(), place).gives(2, "", err);
    }
}
