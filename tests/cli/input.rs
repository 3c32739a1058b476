//! Bad input: nothing, too much, binary, cut off.

use crate::known::{BEFORE, KEY, PLUMBER, SEALED, SIGNED, THEN, WORKBENCH};
use crate::world::World;

const COMMANDS: [&[&str]; 3] = [
    &["decrypt", "--key", "key"],
    &["verify", "--key", "key"],
    &["inspect"],
];

#[test]
fn nothing_is_no_cookie() {
    let world = World::with_key(KEY);
    for command in COMMANDS {
        let mut err = "cookiekit: malformed: there is no cookie in the input\n".to_owned();
        if command == ["inspect"] {
            err += "hint: give the cookie or its header, or, on standard input, what curl -i, \
                    curl -v or curl --trace prints, a cookie jar or a browser's HAR file\n";
        }
        for input in ["", "\n", " \r\n\t", ";", "Cookie:", "\"\""] {
            let ended = world.run(command).stdin(input).ends();
            assert_eq!((ended.code(), ended.text().as_str()), (1, ""), "{input:?}");
            if input != "\"\"" {
                assert_eq!(ended.err, err, "{input:?}");
            }
        }
        world.run(&[command, &[""]].concat()).gives(1, "", &err);
    }
}

#[test]
fn the_name_of_a_file_is_no_cookie_and_is_told() {
    let world = World::new();
    world.file("my capture.har", "{}");
    let said = "cookiekit: malformed: not a cookie of a known format\nhint: ";
    let hint =
        "that is the name of a file; read what is in it: cookiekit inspect < 'my capture.har'";
    world
        .run(&["inspect", "my capture.har"])
        .gives(1, "", &format!("{said}{hint}\n"));
    let hint = "a cookie of every format was looked for (`cookiekit formats` lists them), alone, as NAME=VALUE and in headers; --format NAME says why it is not one of that";
    world
        .run(&["inspect", "absent.har"])
        .gives(1, "", &format!("{said}{hint}\n"));
    world.file("header", format!("Cookie: a={PLUMBER}"));
    let read = world.shell("cookiekit inspect < header").ends();
    assert_eq!(read.code(), 0, "{}", read.err);
}

#[test]
fn sixteen_kibibytes_are_looked_at_and_one_more_is_not() {
    let world = World::with_key(KEY);
    for command in COMMANDS {
        let ended = world.run(command).stdin("x".repeat(16 * 1024)).ends();
        let err = "cookiekit: malformed: not a cookie of a known format\n\
                   hint: a cookie of every format was looked for (`cookiekit formats` lists them), alone, as NAME=VALUE and in headers; --format NAME says why it is not one of that\n";
        ended.is(1, "", err);
        let err = "cookiekit: malformed: the input has more than 16384 bytes, and a cookie at most \
                   4096\nhint: give the cookie or its header alone\n";
        let large = "x".repeat(16 * 1024 + 1);
        world.run(command).stdin(&large).gives(1, "", err);
        world.run(&[command, &[&large]].concat()).gives(1, "", err);
    }
}

#[test]
fn a_gigabyte_is_refused_at_once_and_in_little_memory() {
    let world = World::with_key(KEY);
    let err = "cookiekit: malformed: the input has more than 16384 bytes, and a cookie at most \
               4096\nhint: give the cookie or its header alone\n";
    for command in ["decrypt", "verify", "inspect"] {
        let script =
            format!("ulimit -v 100000; head -c 1G /dev/zero | cookiekit {command} --key key");
        world.shell(&script).gives(1, "", err);
    }
    world
        .shell("ulimit -v 100000; head -c 1G /dev/zero | cookiekit encrypt --key key")
        .gives(
            2,
            "",
            "cookiekit: the payload has more than 1048576 bytes\n",
        );
    world
        .shell("ulimit -v 100000; head -c 1G /dev/zero | cookiekit sign --key key --expires-in 1h")
        .gives(2, "", "cookiekit: the value has more than 1048576 bytes\n");
    world
        .shell("ulimit -v 100000; head -c 1G /dev/zero | cookiekit key fingerprint --key -")
        .gives(
            2,
            "",
            "cookiekit: the key from standard input has more than 65536 bytes\n",
        );
}

#[test]
fn bytes_that_are_no_text_are_malformed() {
    let world = World::with_key(KEY);
    for command in COMMANDS {
        for input in [
            &b"\xff"[..],
            b"session=\xc3\x28",
            b"\x80\x81\x82",
            &[0xff; 4096],
        ] {
            world.run(command).stdin(input).gives(
                1,
                "",
                "cookiekit: malformed: the input is not UTF-8 text\n",
            );
        }
        let every: Vec<u8> = (0..=255).collect();
        assert_eq!(world.run(command).stdin(every).ends().code(), 1);
    }
}

#[test]
fn a_newline_or_nul_inside_a_cookie_is_never_skipped() {
    let world = World::with_key(KEY);
    for (cookie, command) in [
        (
            SEALED,
            &[
                "decrypt", "--key", "key", "--name", "session", "--now", THEN,
            ][..],
        ),
        (PLUMBER, &["decrypt", "--key", "key"]),
        (
            SIGNED,
            &["verify", "--key", "key", "--name", "session", "--now", THEN],
        ),
        (WORKBENCH, &["verify", "--key", "key", "--now", BEFORE]),
    ] {
        for inside in ["\n", "\r\n", "\0", " ", "\t", "\u{85}", "\u{feff}"] {
            let middle = cookie.len() / 2;
            let text = [&cookie[..middle], inside, &cookie[middle..]].concat();
            let ended = world.run(command).stdin(&text).ends();
            assert!(matches!(ended.code(), 1 | 2), "{inside:?} {}", ended.err);
            assert_eq!(ended.text(), "");
        }
        let ended = world.run(command).stdin(format!("{cookie}\0")).ends();
        assert_ne!(ended.code(), 0, "{}", ended.err);
    }
}

#[test]
fn a_cookie_that_was_cut_off_is_a_no() {
    let world = World::with_key(KEY);
    let payload = format!("{{\"text\":\"{}\"}}", "x".repeat(4000));
    for format in ["sealed", "plumber"] {
        let arguments = [
            "encrypt",
            "-q",
            "--allow-oversize",
            "--format",
            format,
            "--key",
            "key",
            &payload,
        ];
        let cookie = world.run(&arguments).ends().text();
        assert!(cookie.len() > 4096);
        let cut = world
            .run(&["decrypt", "--key", "key"])
            .stdin(&cookie[..4096])
            .ends();
        assert_eq!(
            (cut.code(), cut.text().as_str()),
            (1, ""),
            "{format} {}",
            cut.err
        );
        for length in [1, 2, 3, 4, 5, 20, 60, 100] {
            let cut = world
                .run(&["decrypt", "--key", "key"])
                .stdin(&cookie[..length])
                .ends();
            assert_eq!(cut.code(), 1, "{format} {length} {}", cut.err);
        }
    }
}

#[test]
fn standard_input_that_cannot_be_read_is_told() {
    let world = World::with_key(KEY);
    world.shell("cookiekit decrypt --key key < .").gives(
        2,
        "",
        "cookiekit: could not read the cookie: is a directory\n",
    );
    world.shell("cookiekit key fingerprint --key - < .").gives(
        2,
        "",
        "cookiekit: could not read the key from standard input: is a directory\n",
    );
    let ended = world.shell("cookiekit decrypt --key key <&-").ends();
    assert_eq!(
        (ended.code(), ended.text().as_str()),
        (1, ""),
        "{}",
        ended.err
    );
}

#[test]
fn compressed_input_is_named_with_a_command_that_reads_it() {
    let world = World::with_key(KEY);
    world.file("log", format!("session={SEALED}\n"));
    for (tool, packed, what) in [
        ("gzip -k", "log.gz", "compressed (gzip)"),
        ("bzip2 -k", "log.bz2", "compressed (bzip2)"),
        ("xz -k", "log.xz", "compressed (xz)"),
        ("zstd -q", "log.zst", "compressed (zstd)"),
    ] {
        // Not every machine has them all.
        if world.shell(&format!("{tool} log")).ends().code() != 0 {
            continue;
        }
        for command in [
            format!("decrypt --lines -q --name session --key key --now {THEN}"),
            format!("decrypt -q --name session --key key --now {THEN}"),
            format!("inspect -q --name session --key key --now {THEN} -"),
        ] {
            let ended = world
                .shell(&format!("cookiekit {command} < {packed}"))
                .ends();
            assert_eq!(
                (ended.code(), ended.text()),
                (2, String::new()),
                "{command}"
            );
            let says = format!("cookiekit: standard input is {what}\nhint: make a text of it: ");
            let printed = ended
                .err
                .strip_prefix(&says)
                .unwrap_or_else(|| panic!("{}", ended.err));
            assert_eq!(
                world.shell(printed.trim_end()).ends().code(),
                0,
                "{printed}"
            );
            // Through a pipe there is no file to name.
            let piped = world
                .shell(&format!("cat {packed} | cookiekit {command}"))
                .ends();
            assert_eq!(piped.code(), 2);
            assert!(piped.err.contains(" FILE | cookiekit "), "{}", piped.err);
        }
    }
}
