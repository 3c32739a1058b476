//! Reading a key file: who else can read it, what it is, what is in it.

use std::fs;
use std::os::unix::fs::symlink;
use std::os::unix::net::UnixListener;

use crate::known::{JUDGED_THEN, KEY, PLUMBER, PLUMBER_PAYLOAD, THEN, WORKBENCH_KEY};
use crate::world::{Run, World};

fn decrypt(world: &World, more: &[&str]) -> Run {
    let arguments = ["decrypt", "--key", "key", "--now", THEN, PLUMBER];
    world.run(&[&arguments, more].concat())
}

fn sign(world: &World) -> Run {
    world.run(&["sign", "--key", "key", "--expires-in", "1h", "alice"])
}

/// The group of the file, by number.
fn group(world: &World) -> u32 {
    use std::os::unix::fs::MetadataExt;
    fs::metadata(world.path("key")).unwrap().gid()
}

#[test]
fn a_key_that_others_can_have_is_refused_until_the_printed_command_closes_it() {
    for (mode, seen) in [
        (0o644, "can be read by others (mode 0644)"),
        (0o640, "can be read by group GID (mode 0640)"),
        (0o660, "can be read and written by group GID (mode 0660)"),
        (0o602, "can be written by others (mode 0602)"),
        (0o666, "can be read by others (mode 0666)"),
    ] {
        let world = World::with_key(KEY);
        world.set_mode("key", mode);
        let seen = seen.replace("GID", &group(&world).to_string());
        let ended = decrypt(&world, &[]).gives(
            4,
            "",
            &format!(
                "cookiekit: key {seen}\n\
                 hint: fix it with: chmod 600 key (`--allow-unsafe-key` continues with a warning)\n"
            ),
        );
        let fix = ended.err.split_once("fix it with: ").unwrap().1;
        let fix = fix.split_once(" (`").unwrap().0;
        assert_eq!(world.shell(fix).ends().code(), 0, "{fix}");
        let payload = format!("{PLUMBER_PAYLOAD}\n");
        decrypt(&world, &[]).gives(0, payload, JUDGED_THEN);
    }
}

/// It may be how a service reads the key, which `chmod 600` alone would stop.
#[test]
#[ignore = "needs root: tests/run"]
fn closing_a_key_to_a_group_that_was_chosen_says_what_that_takes_and_the_other_way() {
    let world = World::with_key(KEY);
    std::os::unix::fs::chown(world.path("key"), None, Some(4242)).unwrap();
    world.set_mode("key", 0o640);
    decrypt(&world, &[]).gives(
        4,
        "",
        "cookiekit: key can be read by group 4242 (mode 0640)\n\
         hint: fix it with: chmod 600 key, after which group 4242 cannot read it; if a service \
         reads it as a member, give it the file as well: chown USER key (`--allow-unsafe-key` \
         continues with a warning)\n",
    );
}

#[test]
fn an_unsafe_key_is_used_with_a_warning_when_that_is_allowed() {
    let world = World::with_key(KEY);
    world.set_mode("key", 0o646);
    let payload = format!("{PLUMBER_PAYLOAD}\n");
    let warned = "warning: using an unsafe key: key can be read by others (mode 0646)\n\
                  warning: using an unsafe key: key can be written by others (mode 0646)\n\
                  warning: using an unsafe key: key can be read by group GID (mode 0646)\n"
        .replace("GID", &group(&world).to_string());
    decrypt(&world, &["--allow-unsafe-key"]).gives(0, &payload, &format!("{warned}{JUDGED_THEN}"));
    decrypt(&world, &["--allow-unsafe-key", "-q"]).gives(0, &payload, "");
    let document = decrypt(&world, &["--allow-unsafe-key", "--json"])
        .ends()
        .json();
    let warnings = document["warnings"].as_array().unwrap();
    assert_eq!(warnings.len(), 3);
    assert_eq!(
        warnings[0],
        "using an unsafe key: key can be read by others (mode 0646)"
    );
}

#[test]
fn every_command_that_reads_a_key_refuses_an_unsafe_one() {
    let world = World::with_key(KEY);
    world.set_mode("key", 0o644);
    for arguments in [
        &["encrypt", "{}"][..],
        &["decrypt", PLUMBER],
        &["sign", "--expires-in", "1h", "alice"],
        &["verify", crate::known::SIGNED],
        &["inspect", PLUMBER],
        &["key", "fingerprint"],
        &["key", "show"],
        &["key", "copy", "--to", "second"],
        &["key", "export", "--for", "r"],
    ] {
        let ended = world.run(&[arguments, &["--key", "key"]].concat()).gives(
            4,
            "",
            "cookiekit: key can be read by others (mode 0644)\n\
             hint: fix it with: chmod 600 key (`--allow-unsafe-key` continues with a warning)\n",
        );
        let allowed = [arguments, &["--key", "key", "--allow-unsafe-key"]].concat();
        let allowed = world.run(&allowed).ends();
        assert_ne!(allowed.code(), 4, "{} {}", ended.what, allowed.err);
        assert!(
            allowed.err.contains("using an unsafe key"),
            "{}",
            allowed.what
        );
    }
}

#[test]
fn a_command_for_a_strange_name_can_be_run_as_it_is_printed() {
    let world = World::new();
    for name in ["a key", "it's", "$(touch bad)", "-rf", "a\nb", "\u{1b}[2Jx"] {
        world.file(name, KEY);
        world.set_mode(name, 0o644);
        let fingerprint = || world.run(&["key", "fingerprint", "--key", &format!("file:{name}")]);
        let ended = fingerprint().ends();
        assert_eq!(ended.code(), 4, "{}", ended.err);
        assert!(!ended.err.contains('\u{1b}'), "{:?}", ended.err);
        assert_eq!(ended.err.lines().count(), 2, "{:?}", ended.err);
        let fix = ended.err.split_once("fix it with: ").unwrap().1;
        let fix = fix.rsplit_once(" (`").unwrap().0;
        assert_eq!(world.shell(fix).ends().code(), 0, "{fix}");
        assert_eq!(fingerprint().ends().code(), 0, "{name}");
    }
    assert!(!world.path("bad").exists());
}

#[test]
fn what_is_no_file_is_never_waited_for() {
    let world = World::new();
    assert_eq!(world.shell("mkfifo fifo; mkdir folder").ends().code(), 0);
    let _socket = UnixListener::bind(world.path("socket")).unwrap();
    let pipe = "a pipe is read with `--key fd:N`, standard input with `--key -`";
    for (place, is, hint) in [
        ("fifo", "a pipe", pipe),
        ("socket", "a socket", pipe),
        ("/dev/zero", "a device", pipe),
        ("folder", "a directory", "name the key file in it"),
    ] {
        for more in [&[][..], &["--allow-unsafe-key"]] {
            let arguments = [&["decrypt", "--key", place, PLUMBER], more].concat();
            let err = format!("cookiekit: {place} is {is}, not a key file\nhint: {hint}\n");
            world.run(&arguments).gives(4, "", &err);
        }
    }
}

#[test]
fn links_are_followed_and_dangling_ones_named() {
    let world = World::with_key(KEY);
    symlink("key", world.path("link")).unwrap();
    symlink("nowhere", world.path("dangling")).unwrap();
    let decrypt = |place| world.run(&["decrypt", "-q", "--key", place, PLUMBER]);
    decrypt("link").gives(0, format!("{PLUMBER_PAYLOAD}\n"), "");
    decrypt("dangling").gives(
        4,
        "",
        "cookiekit: dangling is a symbolic link to a file that is not there\n\
         hint: see where it leads with: ls -l dangling\n",
    );
    world.set_mode("key", 0o644);
    let ended = decrypt("link").ends();
    assert_eq!(ended.code(), 4);
    assert!(
        ended.err.contains("fix it with: chmod 600 link ("),
        "{}",
        ended.err
    );
}

#[test]
fn a_key_file_is_neither_empty_nor_large() {
    let world = World::with_key("");
    decrypt(&world, &[]).gives(
        4,
        "",
        "cookiekit: the key file key is empty\n\
         hint: restore it from a backup or another node; to make a new one: \
         [ -s key ] || rm key && cookiekit keygen --out key\n",
    );
    world.file("key", "a".repeat(64 * 1024));
    assert_eq!(decrypt(&world, &[]).ends().code(), 1);
    world.file("key", "a".repeat(64 * 1024 + 1));
    decrypt(&world, &[]).gives(
        2,
        "",
        "cookiekit: key has 65537 bytes or more; a key has at most 65536\n\
         hint: name the file with the key alone in it\n",
    );
}

#[test]
fn workbench_takes_the_bytes_as_they_are_but_not_every_key() {
    let unfit = |why: &str| {
        format!(
            "cookiekit: the key from key does not fit: {why}\n\
             hint: make one that does: cookiekit keygen --for workbench --out PATH\n"
        )
    };
    let world = World::with_key(&WORKBENCH_KEY[..31]);
    let short = unfit("Workbench needs a key of at least 32 bytes");
    sign(&world).gives(2, "", &short);
    world.file("key", format!("{WORKBENCH_KEY}\0{WORKBENCH_KEY}"));
    let nul = unfit("the key holds a NUL byte, where Workbench stops reading it");
    sign(&world).gives(2, "", &nul);

    let mut made = Vec::new();
    for key in [WORKBENCH_KEY.into(), format!("{WORKBENCH_KEY}\n")] {
        world.file("key", key);
        let ended = world
            .run(&[
                "sign",
                "--key",
                "key",
                "--now",
                THEN,
                "--expires-in",
                "1h",
                "alice",
            ])
            .ends();
        assert_eq!(ended.code(), 0, "{}", ended.err);
        made.push(ended.text());
    }
    assert_ne!(made[0], made[1], "the newline is a part of the key");
}

#[test]
fn plumber_reads_a_key_through_a_mark_and_white_space() {
    let world = World::new();
    let payload = format!("{PLUMBER_PAYLOAD}\n");
    for key in [
        format!("\u{feff}{KEY}"),
        format!("{KEY}\r\n"),
        format!(" \t{KEY}\n"),
        KEY.to_uppercase(),
    ] {
        world.file("key", key);
        decrypt(&world, &[]).gives(0, &payload, JUDGED_THEN);
    }
}

#[test]
fn plumber_keys_are_text_and_a_passphrase_is_warned_of() {
    let world = World::with_key(b"\xff\xfe0123456789abcdef0123456789abcdef");
    let hint = "hint: make one that does: cookiekit keygen --for plumber --out PATH\n";
    let unfit = "cookiekit: the key from key does not fit: ";
    let err = format!("{unfit}plumber keys are text, and this one is not UTF-8\n{hint}");
    // Without --format the key may be meant for another one.
    let plumber = ["--format", "plumber"];
    decrypt(&world, &plumber).gives(2, "", &err);
    world.file("key", " \n");
    let err = format!("{unfit}the key is nothing but white space\n{hint}");
    decrypt(&world, &plumber).gives(2, "", &err);

    world.file("key", "correct horse");
    let ended = world
        .run(&["encrypt", "--format", "plumber", "--key", "key", "{}"])
        .ends();
    let warned = "warning: a legacy key: not 64 hex digits, so plumber hashes it as a passphrase, \
                  and what can be guessed can be forged\n";
    assert_eq!((ended.code(), ended.err.as_str()), (0, warned));
}

#[test]
fn our_own_formats_need_64_digits() {
    let world = World::with_key(WORKBENCH_KEY);
    let hint = "hint: make one that does: cookiekit keygen --for";
    let unfit = "the key from key does not fit: sealed and signed need a key of 64 hex digits";
    let sealed = format!("cookiekit: {unfit}\n{hint} sealed --out PATH\n");
    world
        .run(&["encrypt", "--key", "key", "{}"])
        .gives(2, "", &sealed);
    let signed = format!("cookiekit: {unfit}\n{hint} signed --out PATH\n");
    let arguments = ["sign", "--format", "signed", "--key", "key", "alice"];
    world.run(&arguments).gives(2, "", &signed);
}

#[test]
#[ignore = "needs setfacl: tests/run"]
fn an_access_control_list_is_refused_with_a_command_that_removes_it() {
    let world = World::with_key(KEY);
    let set = world.shell("setfacl -m u:54321:r key").ends();
    assert_eq!(set.code(), 0, "{}", set.err);
    decrypt(&world, &[]).gives(
        4,
        "",
        "cookiekit: key can be read by user 54321 (access control list)\n\
         hint: fix it with: setfacl -b key && chmod 600 key \
         (`--allow-unsafe-key` continues with a warning)\n",
    );
    let fixed = world.shell("setfacl -b key && chmod 600 key").ends();
    assert_eq!(fixed.code(), 0, "{}", fixed.err);
    decrypt(&world, &[]).gives(0, format!("{PLUMBER_PAYLOAD}\n"), JUDGED_THEN);
}

#[test]
#[ignore = "needs root: tests/run"]
fn a_key_of_somebody_else_is_not_read() {
    let world = World::with_key(KEY);
    world.set_mode("", 0o755);
    let prepare = "cp $(command -v cookiekit) . && chmod 755 cookiekit";
    assert_eq!(world.shell(prepare).ends().code(), 0);
    let nobody = "setpriv --reuid 65534 --regid 65534 --clear-groups";
    let script = format!("{nobody} ./cookiekit key fingerprint --key key");
    world.shell(&script).gives(
        4,
        "",
        "cookiekit: no permission to read the key file key\n\
         hint: run this as the owner of the key: ls -l key\n",
    );
    assert_eq!(
        world
            .shell("chown 54321 key && chmod 604 key")
            .ends()
            .code(),
        0
    );
    world.shell(&script).gives(
        4,
        "",
        "cookiekit: key can be read by others (mode 0604) and belongs to user 54321, \
         not to user 65534 or root\n\
         hint: run this as the owner of the key: ls -l key \
         (`--allow-unsafe-key` continues with a warning)\n",
    );
}

/// The mode gives a group nothing: a key is its owner's, whatever group it has.
#[test]
#[ignore = "needs root: tests/run"]
fn its_owner_rotates_a_key_of_a_group_that_is_not_theirs() {
    let world = World::with_key(KEY);
    let prepare = "cp $(command -v cookiekit) . && chmod 755 cookiekit && chown 65534:65534 . \
                   && chown 65534:0 key";
    assert_eq!(world.shell(prepare).ends().code(), 0);
    let owner = "setpriv --reuid 65534 --regid 65534 --clear-groups";
    let rotate = format!("{owner} ./cookiekit rotate --key key -q");
    let ended = world.shell(&rotate).ends();
    assert_eq!(ended.code(), 0, "{}", ended.err);
    let looked = world.shell("stat -c '%u %a' key key.retired-*").ends();
    assert_eq!(looked.text(), "65534 600\n65534 600\n");
    let opens = world.shell(&format!(
        "{owner} ./cookiekit encrypt --key key '{{}}' | {owner} ./cookiekit decrypt --key key"
    ));
    assert_eq!(opens.ends().text(), "{}\n");
}
