//! Laravel's own middleware (8.83, as Debian has it) takes our cookies, and we open
//! those it sets. `laravel.php` beside this file is its side. APP_PREVIOUS_KEYS came
//! with Laravel 11, which is no package of Debian: its vectors stand for it.

#![allow(clippy::unwrap_used, reason = "what a test cannot do ends it")]

use std::fs;
use std::process::Command;

use tempfile::TempDir;

use crate::served::{Served, fed};

const COOKIEKIT: &str = env!("CARGO_BIN_EXE_cookiekit");
const SCRIPT: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/interop/laravel.php");
/// What puts our code where it says that it goes.
const CONFIG: &str = concat!(
    env!("CARGO_MANIFEST_DIR"),
    "/tests/interop/laravel_config.php"
);

/// A folder with the keys `key` and `old`.
struct World(TempDir);

impl World {
    fn new() -> World {
        let world = World(tempfile::tempdir().unwrap());
        for name in ["key", "old"] {
            world.cookiekit(&["keygen", "--for", "laravel", "--out", name], "");
        }
        world
    }

    /// What the command prints, without its line end.
    fn cookiekit(&self, arguments: &[&str], input: &str) -> String {
        let mut program = Command::new(COOKIEKIT);
        program.args(arguments).current_dir(self.0.path());
        program.env("HOME", self.0.path());
        let ended = fed(&mut program, input);
        let err = String::from_utf8_lossy(&ended.stderr);
        assert!(ended.status.success(), "{arguments:?}: {err}");
        let text = String::from_utf8(ended.stdout).unwrap();
        text.strip_suffix('\n').unwrap_or(&text).to_owned()
    }

    fn export(&self) {
        let export = ["key", "export", "--for", "laravel", "--key", "key"];
        fs::write(self.0.path().join("code"), self.cookiekit(&export, "")).unwrap();
    }
}

#[test]
#[ignore = "needs PHP and Illuminate: tests/run"]
fn laravel_reads_ours_and_we_read_its_own() {
    for cipher in ["aes-256-cbc", "aes-256-gcm"] {
        let world = World::new();
        world.export();
        let mut php = Command::new("php");
        php.arg(SCRIPT).args([cipher, "code"]);
        let laravel = Served::start(php.current_dir(world.0.path()), world.0.path());
        let param = format!("cipher={cipher}");
        let common = ["--key", "key", "--format", "laravel", "--param", &param];
        let made = |key: &str, name: &str, text: &str| {
            let mut make = [&["encrypt"], &common[..], &["--name", name, "-"]].concat();
            make[2] = key;
            world.cookiekit(&make, text)
        };
        let long = "x".repeat(1500);
        for text in [
            "alice",
            "{\"a\":[1,\"b\"]}",
            "Zoë 名前 🍪",
            "a;b,c \"d\" %41+=/|",
            &long,
        ] {
            let theirs = laravel.post("/set", text);
            let decrypt = [&["decrypt"], &common[..]].concat();
            assert_eq!(world.cookiekit(&decrypt, &theirs.set_cookies[0]), text);
            let ours = made("key", "own", text);
            assert_eq!(laravel.get("/", &format!("own={ours}")).body, text);
            for refused in [made("old", "own", text), made("key", "other", text)] {
                let answer = laravel.get("/", &format!("own={refused}"));
                assert_eq!(answer.body, "null");
            }
        }
        // A session that the cookie holds itself ends a second later than it says.
        let id = "WozT8H5rufwC5JNoUON4e2CwrLnBDkNxFC3hhiXQ";
        let held = "{\"data\":\"a:0:{}\",\"expires\":1700000000}";
        let session = format!("{id}={}", made("key", id, held));
        for (now, read) in [("1700000000", "a:0:{}"), ("1700000001", "")] {
            let answer = laravel.get(&format!("/session/{id}/{now}"), &session);
            assert_eq!(answer.body, read, "{now}");
            let mut decrypt = Command::new(COOKIEKIT);
            decrypt
                .args(["decrypt"])
                .args(common)
                .args(["--now", now, &session]);
            let ended = fed(decrypt.current_dir(world.0.path()), "");
            assert_eq!(ended.status.success(), !read.is_empty(), "{now}");
        }
        // In the other cipher it is refused there, too.
        let other = match cipher {
            "aes-256-cbc" => "cipher=aes-256-gcm",
            _ => "cipher=aes-256-cbc",
        };
        let other = [
            "encrypt", "--key", "key", "--format", "laravel", "--param", other, "--name", "own",
            "-",
        ];
        let other = world.cookiekit(&other, "alice");
        assert_eq!(laravel.get("/", &format!("own={other}")).body, "null");
    }
}

#[test]
#[ignore = "needs PHP: tests/run"]
fn the_code_that_is_exported_reads_the_keys_in_their_order() {
    let world = World::new();
    for now in ["1700000000", "1700000100"] {
        world.cookiekit(&["rotate", "--key", "key", "--now", now], "");
    }
    world.cookiekit(&["rotate", "stage", "--key", "key"], "");
    world.export();
    let print = format!(
        "require {CONFIG:?}; $it = configured('code'); \
         echo implode(\"\\n\", [$it['key'], ...$it['previous_keys']]); \
         exit($it['name'] === 'Laravel' && count($it) === 4 ? 0 : 1);"
    );
    let mut php = Command::new("php");
    let printed = fed(php.args(["-r", &print]).current_dir(world.0.path()), "");
    let said = String::from_utf8_lossy(&printed.stderr);
    assert!(printed.status.success(), "{said}");
    let mut retired: Vec<String> = fs::read_dir(world.0.path())
        .unwrap()
        .map(|it| it.unwrap().file_name().into_string().unwrap())
        .filter(|it| it.starts_with("key.retired-"))
        .collect();
    retired.sort();
    let slots = ["key", "key.next", &retired[1], &retired[0]];
    let keys = slots.map(|it| fs::read_to_string(world.0.path().join(it)).unwrap());
    let keys: Vec<&str> = keys.iter().map(|it| it.trim()).collect();
    assert!(keys.iter().all(|it| it.starts_with("base64:")));
    assert_eq!(String::from_utf8(printed.stdout).unwrap(), keys.join("\n"));
}
