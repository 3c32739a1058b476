//! What is left of a key in the memory of a process that has used it: the key
//! itself, where memory is locked and left out of dumps, and no copy elsewhere.

use std::fs::{self, File};
use std::io::{Read, Seek, SeekFrom, Write};
use std::process::{Child, Command, Stdio};
use std::thread;
use std::time::{Duration, Instant};

use cookiekit::crypto::gcm::GcmKey;
use cookiekit::encoding::{base64, from_base64, from_hex};

use crate::known::{KEY, PAYLOADS, SEALED, SIGNED, THEN, WAYS, WORKBENCH_KEY};
use crate::world::World;

/// A region of a process's memory, with what the kernel says of it.
struct Region {
    range: String,
    flags: String,
    bytes: Vec<u8>,
}

/// All of the memory of a process that can be read.
fn memory_of(pid: u32) -> Vec<Region> {
    let smaps = fs::read_to_string(format!("/proc/{pid}/smaps")).unwrap();
    let mut memory = File::open(format!("/proc/{pid}/mem")).unwrap();
    let mut regions: Vec<Region> = Vec::new();
    for line in smaps.lines() {
        let first = line.split(' ').next().unwrap();
        if let Some((start, end)) = first.split_once('-') {
            let number = |text| u64::from_str_radix(text, 16);
            if let (Ok(start), Ok(end)) = (number(start), number(end)) {
                let mut bytes = vec![0; usize::try_from(end - start).unwrap()];
                let is_there = memory.seek(SeekFrom::Start(start)).is_ok()
                    && memory.read_exact(&mut bytes).is_ok();
                regions.push(Region {
                    range: line.to_owned(),
                    flags: String::new(),
                    bytes: if is_there { bytes } else { vec![] },
                });
            }
        } else if let Some(flags) = line.strip_prefix("VmFlags: ") {
            regions.last_mut().unwrap().flags = flags.to_owned();
        }
    }
    regions
}

/// The regions that hold a text, and how they are kept.
fn holding<'a>(regions: &'a [Region], text: &str) -> Vec<&'a Region> {
    let is_there = |it: &&Region| memchr::memmem::find(&it.bytes, text.as_bytes()).is_some();
    regions.iter().filter(is_there).collect()
}

/// A run that has used its key and waits for the rest of its input.
struct Waiting(Child);

impl Drop for Waiting {
    fn drop(&mut self) {
        let _ = self.0.kill();
        let _ = self.0.wait();
    }
}

/// A filter that was given these lines, has answered the first, and waits for
/// more.
fn filtering(world: &World, script: &str, lines: &str) -> Waiting {
    let mut run = world.shell(script);
    let mut child = run
        .command
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::inherit())
        .spawn()
        .unwrap();
    let input = child.stdin.as_mut().unwrap();
    input.write_all(lines.as_bytes()).unwrap();
    let mut first = [0];
    let answer = child.stdout.as_mut().unwrap();
    answer.read_exact(&mut first).unwrap();
    Waiting(child)
}

/// `decrypt --lines` with this key, which has answered for one cookie.
fn decrypting(world: &World, script: &str) -> Waiting {
    let run = format!("exec cookiekit decrypt -q --lines --name session --now {THEN} --key");
    filtering(world, &script.replace("RUN", &run), &format!("{SEALED}\n"))
}

/// The ranges outside of locked memory that hold a text.
fn left<'a>(regions: &'a [Region], text: &str) -> Vec<&'a str> {
    let found = holding(regions, text).into_iter();
    let is_kept = |it: &&Region| {
        let mut flags = it.flags.split(' ');
        flags.clone().any(|flag| flag == "lo") && flags.any(|flag| flag == "dd")
    };
    found
        .filter(|it| !is_kept(it))
        .map(|it| &*it.range)
        .collect()
}

/// The encrypted credentials of a Rails application whose secret_key_base is the key:
/// one text of Marshal, under AES-128-GCM.
fn credentials() -> String {
    let yaml = format!("secret_key_base: {KEY}\n");
    let length = u8::try_from(yaml.len() + 5).unwrap();
    let start = [b"\x04\x08I\"".as_slice(), &[length]].concat();
    let mut text = [&start, yaml.as_bytes(), b"\x06:\x06ET"].concat();
    let key = GcmKey::new(&[0x01, 0x23, 0x45, 0x67, 0x89, 0xab, 0xcd, 0xef].repeat(2)).unwrap();
    let tag = key.seal(&[7; 12], b"", &mut text);
    let parts = [&text[..], &[7; 12], &tag];
    parts.map(base64).join("--")
}

/// Where a key can be, except for standard input, which the filters read, and for the
/// keyring (`tests/interop`). RUN is a command whose last argument is `--key`.
const PLACES: [(&str, &str); 8] = [
    ("a file", "RUN key"),
    ("a descriptor", "RUN fd:9 9< key"),
    ("a pipe", "RUN <(cat key)"),
    ("a command", "RUN 'cmd:cat key'"),
    ("a variable", "read -r K < key; export K; RUN env:K"),
    (
        "an env file",
        "(umask 077; printf 'K=%s\\n' \"$(cat key)\" > .env); RUN dotenv:.env#K",
    ),
    (
        "an env file with quotes",
        "(umask 077; printf 'export K=\"%s\"\\n' \"$(cat key)\" > .env); RUN dotenv:.env#K",
    ),
    ("credentials of Rails", "RUN rails:app"),
];

/// A world in which a key is in all of them.
fn with_places() -> World {
    let world = World::with_key(KEY);
    fs::create_dir_all(world.path("app/config")).unwrap();
    world.file("app/config/master.key", "0123456789abcdef".repeat(2));
    world.file("app/config/credentials.yml.enc", credentials());
    world
}

/// The bytes that the digits of the key stand for, of which others are derived.
fn decoded() -> Vec<u8> {
    let digits = (0..KEY.len()).step_by(2).map(|at| &KEY[at..at + 2]);
    digits
        .map(|it| u8::from_str_radix(it, 16).unwrap())
        .collect()
}

#[test]
#[ignore = "needs root: tests/run"]
fn of_a_key_that_was_used_there_is_none_but_in_locked_memory() {
    let world = with_places();
    for (what, script) in PLACES {
        let waiting = decrypting(&world, script);
        let regions = memory_of(waiting.0.id());
        let found = holding(&regions, KEY);
        for region in &found {
            let is_kept = |flag: &str| region.flags.split(' ').any(|it| it == flag);
            assert!(
                is_kept("lo") && is_kept("dd"),
                "{what}: {} {}",
                region.range,
                region.flags
            );
        }
        let decoded = decoded();
        let of_bytes = |it: &&Region| memchr::memmem::find(&it.bytes, &decoded).is_some();
        let left: Vec<&str> = regions
            .iter()
            .filter(of_bytes)
            .map(|it| &*it.range)
            .collect();
        assert!(left.is_empty(), "{what}: {left:?}");
        // The key of a variable that is wiped is kept for who asks again.
        let copies = if what == "a variable" { 2 } else { 1 };
        assert!(found.len() <= copies, "{what}: {}", found.len());
        let environment = fs::read(format!("/proc/{}/environ", waiting.0.id())).unwrap();
        assert!(
            memchr::memmem::find(&environment, KEY.as_bytes()).is_none(),
            "{what}"
        );
        // What the search would find: the name of the cookie is an argument.
        assert!(!holding(&regions, "session").is_empty(), "{what}");
    }
}

/// A run that has read what is secret, and sleeps in its first write: nobody
/// reads what it says.
fn blocked(world: &World, script: &str) -> Waiting {
    let _ = fs::remove_file(world.path("fifo"));
    let made = Command::new("mkfifo").arg(world.path("fifo")).status();
    assert!(made.unwrap().success());
    // As much as a pipe takes.
    let fill = "exec 5<>fifo; head -c 65536 /dev/zero >&5;";
    let mut run = world.shell(&format!("{fill} {script} >&5"));
    let waiting = Waiting(run.command.stdin(Stdio::null()).spawn().unwrap());
    let pid = waiting.0.id();
    let start = Instant::now();
    loop {
        let name = fs::read_to_string(format!("/proc/{pid}/comm")).unwrap_or_default();
        let call = fs::read_to_string(format!("/proc/{pid}/syscall")).unwrap_or_default();
        if name == "cookiekit\n" && call.starts_with("1 0x1 ") {
            return waiting;
        }
        assert!(start.elapsed() < Duration::from_secs(60), "{name} {call}");
        thread::sleep(Duration::from_millis(5));
    }
}

/// The same of a key that came on standard input: the run waits for somebody
/// to read what it says.
#[test]
#[ignore = "needs root: tests/run"]
fn a_key_from_standard_input_is_in_no_buffer() {
    let world = World::with_key(KEY);
    let payload = format!("\"{}\"", "x".repeat(3000));
    let script = format!("exec cookiekit encrypt -q --key - '{payload}' < key");
    let waiting = blocked(&world, &script);
    let regions = memory_of(waiting.0.id());
    for region in holding(&regions, KEY) {
        let is_kept = |flag: &str| region.flags.split(' ').any(|it| it == flag);
        assert!(
            is_kept("lo") && is_kept("dd"),
            "{} {}",
            region.range,
            region.flags
        );
    }
    assert!(!holding(&regions, "xxxxxxxxxxxxxxxx").is_empty());
}

/// A password is needed for a moment, and then nowhere.
#[test]
#[ignore = "needs root: tests/run"]
fn a_password_from_standard_input_is_nowhere_once_it_was_compared() {
    const PASSWORD: &str = "correct-horse-battery-7c4de1a0";
    let world = World::new();
    world.file("password", PASSWORD);
    let add = "cookiekit token user add --db users.db --password-stdin jb < password";
    assert_eq!(world.shell(add).ends().code(), 0);
    for command in [
        "issue --user jb --expires-in 10m",
        "issue --user jb --expires-in 10m --json",
        "user passwd jb --json",
        "user add other --json",
    ] {
        let script =
            format!("exec cookiekit token {command} --db users.db --password-stdin < password");
        let waiting = blocked(&world, &script);
        let regions = memory_of(waiting.0.id());
        let found = holding(&regions, PASSWORD).into_iter();
        let found: Vec<&str> = found.map(|it| &*it.range).collect();
        assert!(found.is_empty(), "{command}: {found:?}");
        assert!(!holding(&regions, "users.db").is_empty(), "{command}");
    }
}

/// As [`of_a_key_that_was_used_there_is_none_but_in_locked_memory`], of each command
/// that takes a key, once it has its answer.
#[test]
#[ignore = "needs root: tests/run"]
fn whatever_a_command_does_with_a_key_it_leaves_it_in_locked_memory_alone() {
    let world = with_places();
    let mut commands: Vec<String> = [
        format!("decrypt --name session --now {THEN} {SEALED}"),
        format!("verify --format signed --name session --now {THEN} '{SIGNED}'"),
        format!("inspect --name session --now {THEN} {SEALED}"),
        format!("reissue --name session --now {THEN} {SEALED}"),
        "encrypt --name session --expires-in 8h '{\"session\":1}'".into(),
        "sign --format signed --name session --expires-in 8h alice".into(),
        "key fingerprint".into(),
    ]
    .into();
    for (number, (what, script)) in PLACES
        .into_iter()
        .chain([("standard input", "RUN - < key")])
        .enumerate()
    {
        commands.push(format!("key copy --to session-{number}.key"));
        for command in &commands {
            let run = format!("exec cookiekit {command} -q --json --key");
            leaves_none(
                &world,
                &format!("{what}: {command}"),
                &script.replace("RUN", &run),
            );
        }
        commands.pop();
    }
    // Those that work on a file, the second of them with a new key beside it.
    for command in [
        "audit --format json key",
        "rotate stage --json --key key",
        "rotate status --json --key key",
        "rotate promote --json --key key",
        "rotate rollback --json --key key",
        "key list --json --key key",
    ] {
        leaves_none(&world, command, &format!("exec cookiekit {command}"));
    }
}

/// Runs a script until it writes what it found out: then the key is in no memory but
/// what is locked, and what the key was read as nowhere.
#[track_caller]
fn leaves_none(world: &World, what: &str, script: &str) {
    let waiting = blocked(world, script);
    let regions = memory_of(waiting.0.id());
    let kept = left(&regions, KEY);
    assert!(kept.is_empty(), "{what}: {kept:?}");
    let half = &decoded()[..16];
    let of_bytes = |it: &&Region| memchr::memmem::find(&it.bytes, half).is_some();
    let found: Vec<&str> = regions
        .iter()
        .filter(of_bytes)
        .map(|it| &*it.range)
        .collect();
    assert!(found.is_empty(), "{what}: {found:?}");
    // What the search would find.
    assert!(!holding(&regions, "cookiekit").is_empty(), "{what}");
}

#[test]
#[ignore = "needs root: tests/run"]
fn of_the_key_of_any_format_there_is_none_but_in_locked_memory() {
    let world = World::new();
    let formats = world.run(&["formats", "--json"]).ends().json();
    let formats = formats["formats"].as_array().unwrap();
    assert!(formats.len() > 10);
    for format in formats {
        let name = format["name"].as_str().unwrap();
        let key = format!("{name}.key");
        let made = world.run(&["keygen", "-q", "--for", name, "--out", &key]);
        assert_eq!(made.ends().code(), 0);
        let text = fs::read_to_string(world.path(&key)).unwrap();
        // A part of it that no parser keeps as a piece of its own.
        let parts: Vec<&str> = text.split(|c: char| !c.is_ascii_hexdigit()).collect();
        let parts = parts.into_iter().filter(|it| it.len() >= 32);
        let parts: Vec<&str> = parts.collect();
        let expires = format["expiry"] == "required" || format["expiry"] == "optional";
        let more: &[&str] = if expires {
            &["--expires-in", "8h"]
        } else {
            &[]
        };
        let ways = WAYS.iter().flat_map(|way| PAYLOADS.map(|it| (way, it)));
        let mut made = ways.map(|((make, open), payload)| {
            let make = [
                make, "-q", "--format", name, "--key", &key, "--name", "session",
            ];
            (open, world.run(&make).args(more).stdin(payload).ends())
        });
        let made = made.find(|(_, ended)| ended.code() == 0);
        let (open, ended) = made.unwrap_or_else(|| panic!("{name}: it makes none"));
        let cookie = ended.text().lines().next().unwrap().to_owned();
        let script =
            format!("exec cookiekit {open} -q --lines --name session --format {name} --key {key}");
        let waiting = filtering(&world, &script, &format!("{cookie}\n"));
        let regions = memory_of(waiting.0.id());
        for part in &parts {
            let left = left(&regions, part);
            assert!(left.is_empty(), "{name}: {left:?}");
        }
        assert!(!holding(&regions, "session").is_empty(), "{name}");
        drop(waiting);
        // Why it fails is looked for under the key in every reading.
        let script = format!(
            "exec cookiekit inspect --json --name session --key {key} '{}'",
            changed(&cookie)
        );
        let waiting = blocked(&world, &script);
        let regions = memory_of(waiting.0.id());
        for part in &parts {
            let left = left(&regions, part);
            assert!(left.is_empty(), "{name}, searched: {left:?}");
        }
        let bytes = key_bytes(text.trim_end());
        let of_bytes = |it: &&Region| memchr::memmem::find(&it.bytes, &bytes).is_some();
        let found = regions.iter().filter(of_bytes);
        let found: Vec<&str> = found.map(|it| &*it.range).collect();
        assert!(
            bytes.is_empty() || found.is_empty(),
            "{name}, searched: {found:?}"
        );
    }
}

/// The cookie with another letter in its middle.
fn changed(cookie: &str) -> String {
    let mut changed = cookie.to_owned().into_bytes();
    let middle = changed.len() / 2;
    let letter = changed[middle..]
        .iter_mut()
        .find(|it| it.is_ascii_lowercase());
    let letter = letter.expect("half a cookie has a letter");
    *letter = if *letter == b'm' { b'n' } else { b'm' };
    String::from_utf8(changed).unwrap()
}

/// The start of the bytes that a key's digits or base64 stand for; empty where it is
/// neither.
fn key_bytes(text: &str) -> Vec<u8> {
    let text = text.strip_prefix("base64:").unwrap_or(text);
    let digits = from_hex(text.as_bytes()).map(|it| it.to_vec());
    let letters = text.replace('-', "+").replace('_', "/");
    let mut bytes = digits.or_else(|| from_base64(&letters)).unwrap_or_default();
    bytes.truncate(16);
    bytes
}

/// What is tried of a key - without its line end, in another encoding, hashed -
/// is a key as well.
#[test]
#[ignore = "needs root: tests/run"]
fn of_a_key_that_was_tried_in_other_readings_there_is_none_but_in_locked_memory() {
    let world = World::with_key(format!("{WORKBENCH_KEY}\n"));
    world.file("right", WORKBENCH_KEY);
    let made = [
        "sign",
        "-q",
        "--key",
        "right",
        "--expires-in",
        "8h",
        "alice",
    ];
    let cookie = world.run(&made).ends().text();
    let script = format!(
        "exec cookiekit inspect --json --key key '{}'",
        cookie.trim()
    );
    // More than a pipe takes is not said: what is before it is.
    let waiting = blocked(&world, &script);
    let regions = memory_of(waiting.0.id());
    let left = left(&regions, WORKBENCH_KEY);
    assert!(left.is_empty(), "{left:?}");
    assert!(!holding(&regions, "alice").is_empty());
}
