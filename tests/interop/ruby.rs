//! Running applications of Rails 6.1 and Rack 2.2 take our cookies, and we open those
//! they set. `ruby.rb` beside this file is their side. Newer ones are no packages of
//! Debian: their vectors stand for them.

#![allow(clippy::unwrap_used, reason = "what a test cannot do ends it")]

use std::fs;
use std::path::Path;
use std::process::Command;

use tempfile::TempDir;

use crate::rotated::Application;
use crate::served::{Answer, Served, fed};

const COOKIEKIT: &str = env!("CARGO_BIN_EXE_cookiekit");
const SCRIPT: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/interop/ruby.rb");

/// A folder with the keys `key` and `old`.
struct World(TempDir);

impl World {
    fn new() -> World {
        let world = World(tempfile::tempdir().unwrap());
        for name in ["key", "old"] {
            world.cookiekit(&["keygen", "--for", "rails-gcm", "--out", name], "");
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
        text.trim_end_matches('\n').to_owned()
    }

    /// An application whose code is what we export for it.
    fn serve(&self, which: &str) -> Served {
        self.export(which);
        self.serve_exported(which, self.0.path())
    }

    fn export(&self, which: &str) {
        let consumer = which.split([':', '-']).next().unwrap();
        let consumer = if consumer == "rack" {
            "rack-hmac"
        } else {
            consumer
        };
        let export = ["key", "export", "--for", consumer, "--key", "key"];
        fs::write(self.0.path().join("code"), self.cookiekit(&export, "")).unwrap();
    }

    fn serve_exported(&self, which: &str, log: &Path) -> Served {
        Served::start(&mut self.ruby(which), log)
    }

    /// The program of such an application.
    fn ruby(&self, which: &str) -> Command {
        let mut ruby = Command::new("ruby");
        ruby.arg(SCRIPT).args([which, "code"]);
        ruby.current_dir(self.0.path());
        ruby
    }
}

/// Values that Ruby reads and writes in one way.
fn values() -> [&'static str; 4] {
    [
        r#"{"user":"alice"}"#,
        r#"{"name":"Zoë 名前 🍪","list":[1,null,true,{"a":"\"\\\n"}],"big":9007199254740991}"#,
        r#"{"f":1.5,"neg":-42,"edge":[122,123,-123,-124,255,256,-256,-257,65536,1073741824]}"#,
        r#"{"none":{},"empty":"","e":[]}"#,
    ]
}

/// Names of JSON in one order, for Ruby keeps it.
fn same(one: &str, other: &str) -> bool {
    let read = |text: &str| {
        serde_json::from_str::<serde_json::Value>(text).unwrap_or_else(|_| panic!("{text}"))
    };
    read(one) == read(other)
}

/// Their parameters, and the kind of the two commands.
type Kind = (
    &'static str,
    &'static [&'static str],
    &'static str,
    &'static str,
);

const KINDS: [Kind; 5] = [
    ("rails-gcm", &["kdf=SHA1"], "encrypt", "decrypt"),
    (
        "rails-gcm:marshal",
        &["kdf=SHA1", "serializer=marshal"],
        "encrypt",
        "decrypt",
    ),
    ("rails-cbc", &["kdf=SHA1"], "encrypt", "decrypt"),
    ("rails-signed", &["kdf=SHA1"], "sign", "verify"),
    (
        "rails-signed:marshal",
        &["kdf=SHA1", "serializer=marshal"],
        "sign",
        "verify",
    ),
];

#[test]
#[ignore = "needs Ruby and Rails: tests/run"]
fn rails_reads_ours_and_we_read_its_own() {
    for (which, params, make, open) in KINDS {
        let world = World::new();
        let format = which.split(':').next().unwrap();
        let mut common = vec!["--key", "key", "--format", format];
        for param in params {
            common.extend(["--param", param]);
        }
        let rails = world.serve(which);
        for value in values() {
            let theirs = rails.post("/set", value);
            let line = theirs.set_cookies.iter().find(|it| it.contains(" own="));
            let opened = world.cookiekit(&[&[open], &common[..]].concat(), line.unwrap());
            assert!(same(&opened, value), "{which}: {opened}");
            let made = [&[make], &common[..], &["--name", "own", "-"]].concat();
            let ours = world.cookiekit(&made, value);
            let answer = rails.get("/get", &format!("own={ours}"));
            assert!(same(&answer.body, value), "{which}: {}", answer.body);
            // Under another name, over, or under another key.
            let renamed = [&[make], &common[..], &["--name", "other", "-"]].concat();
            let over = [
                "--name",
                "own",
                "--now",
                "2020-01-01T00:00:00Z",
                "--expires-in",
                "1h",
                "-",
            ];
            let over = [&[make], &common[..], &over].concat();
            let mut old = made.clone();
            old[2] = "old";
            for refused in [&renamed, &over, &old] {
                let cookie = world.cookiekit(refused, value);
                let answer = rails.get("/get", &format!("own={cookie}"));
                assert_eq!(answer.body, "null", "{which}: {refused:?}");
            }
        }
    }
}

#[test]
#[ignore = "needs Ruby and Rack: tests/run"]
fn rack_reads_ours_and_we_read_its_own() {
    for coder in ["JSON", "Marshal", "ZipJSON"] {
        let world = World::new();
        let rack = world.serve(&format!("rack-hmac:{coder}"));
        let coder = format!("coder={coder}");
        let common = ["--key", "key", "--format", "rack-hmac", "--param", &coder];
        for value in values() {
            let theirs = rack.post("/set", value);
            let opened =
                world.cookiekit(&[&["verify"], &common[..]].concat(), &theirs.set_cookies[0]);
            let mut opened: serde_json::Value = serde_json::from_str(&opened).unwrap();
            let id = opened
                .as_object_mut()
                .unwrap()
                .shift_remove("session_id")
                .unwrap();
            assert!(id.as_str().unwrap().len() == 64, "{id}");
            assert!(same(&opened.to_string(), value), "{opened}");
            let session = value.replacen('{', "{\"session_id\":\"abc\",", 1);
            let ours = world.cookiekit(&[&["sign"], &common[..], &["-"]].concat(), &session);
            let answer = rack.get("/", &format!("rack.session={ours}"));
            assert!(same(&answer.body, value), "{coder}: {}", answer.body);
            let mut old = [&["sign"], &common[..], &["-"]].concat();
            old[2] = "old";
            let old = world.cookiekit(&old, &session);
            assert_eq!(rack.get("/", &format!("rack.session={old}")).body, "{}");
        }
    }
}

#[test]
#[ignore = "needs Ruby, Rails and Rack: tests/run"]
fn a_rotation_of_their_key_signs_nobody_out() {
    for (which, format, open) in [
        ("rails-gcm", "rails-gcm", "decrypt --param kdf=SHA1"),
        ("rails-cbc", "rails-cbc", "decrypt --param kdf=SHA1"),
        ("rails-signed", "rails-signed", "verify --param kdf=SHA1"),
        ("rack-hmac", "rack-hmac", "verify"),
    ] {
        let world = World::new();
        world.export(which);
        let visit = |server: &Served, cookies: &str| -> Answer { server.get("/counter", cookies) };
        Application {
            format,
            open,
            folder: world.0.path(),
            serve: &|log| world.serve_exported(which, log),
            visit: &visit,
            count: &|answer| answer.body.clone(),
        }
        .is_rotated_live();
    }
}

/// In production Rails prefers `SECRET_KEY_BASE`, and then its credentials, to what
/// `config` says: with our code it makes cookies under the key of the file all the same.
#[test]
#[ignore = "needs Ruby and Rails: tests/run"]
fn rails_in_production_has_the_key_of_the_file_whatever_its_environment_and_credentials_say() {
    for which in ["rails-gcm", "rails-cbc", "rails-signed"] {
        let world = World::new();
        world.export(which);
        let old = fs::read_to_string(world.0.path().join("old")).unwrap();
        let credentials = format!(
            "require 'ostruct'\n\
             define_method(:credentials) {{ OpenStruct.new(secret_key_base: '{}') }}\n",
            old.trim_end()
        );
        let code = fs::read_to_string(world.0.path().join("code")).unwrap();
        let set = world.0.path().join("code");
        for is_variable in [true, false] {
            let mut ruby = world.ruby(which);
            ruby.env("RAILS_ENV", "production");
            match is_variable {
                true => drop(ruby.env("SECRET_KEY_BASE", old.trim_end())),
                false => fs::write(&set, format!("{credentials}{code}")).unwrap(),
            }
            let rails = Served::start(&mut ruby, world.0.path());
            let theirs = rails.post("/set", r#"{"user":"alice"}"#);
            let line = theirs.set_cookies.iter().find(|it| it.contains(" own="));
            let line = line.unwrap().as_str();
            let command = if which == "rails-signed" {
                "verify"
            } else {
                "decrypt"
            };
            let open = [command, "--format", which, "--param", "kdf=SHA1", "--key"];
            let opened = world.cookiekit(&[&open[..], &["key"]].concat(), line);
            assert_eq!(opened, r#"{"user":"alice"}"#, "{which}");
            let mut under_old = Command::new(COOKIEKIT);
            under_old
                .args([&open[..], &["old"]].concat())
                .current_dir(world.0.path());
            assert_eq!(fed(&mut under_old, line).status.code(), Some(1), "{which}");
        }
    }
}

/// rack-session is no package of Debian: what it is given is seen here, and its
/// vectors stand for the rest.
#[test]
#[ignore = "needs Ruby: tests/run"]
fn the_code_for_rack_session_gives_it_the_keys_in_their_order() {
    let world = World::new();
    for now in ["1700000000", "1700000100"] {
        world.cookiekit(&["rotate", "--key", "key", "--now", now], "");
    }
    world.cookiekit(&["rotate", "stage", "--key", "key"], "");
    let code = world.cookiekit(&["key", "export", "--for", "rack", "--key", "key"], "");
    let stub = "module Rack; module Session; Cookie = Encryptor = :of_it; end; end\n\
                def use(it, secrets:) = puts(secrets)\n";
    fs::write(world.0.path().join("code"), format!("{stub}{code}")).unwrap();
    let mut ruby = Command::new("ruby");
    let printed = fed(ruby.arg("code").current_dir(world.0.path()), "");
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
    let keys: String = keys.iter().map(|it| it.trim().to_owned() + "\n").collect();
    assert_eq!(String::from_utf8(printed.stdout).unwrap(), keys);
    // Rack 2 itself ignores `secrets:` and would sign nothing: it is not given any.
    let old = "require 'rack'\ndef use(*, **) = puts('used')\n";
    fs::write(world.0.path().join("code"), format!("{old}{code}")).unwrap();
    let mut ruby = Command::new("ruby");
    let printed = fed(ruby.arg("code").current_dir(world.0.path()), "");
    let said = String::from_utf8_lossy(&printed.stderr);
    assert!(
        !printed.status.success() && printed.stdout.is_empty(),
        "{said}"
    );
    assert!(
        said.contains("this is for rack-session 2.0 or later"),
        "{said}"
    );
}

/// Credentials as `rails credentials:edit` writes them are the key of a running
/// application and ours.
#[test]
#[ignore = "needs Ruby and Rails: tests/run"]
fn the_secret_of_encrypted_credentials_is_that_of_rails() {
    const MAKE: &str = "require 'active_support/all'; require 'active_support/encrypted_configuration'
        at = { config_path: 'config/credentials.yml.enc', key_path: 'config/master.key' }
        of = { **at, env_key: 'RAILS_MASTER_KEY', raise_if_missing_key: true }
        File.write(at[:key_path], ActiveSupport::EncryptedFile.generate_key, perm: 0o600)
        ActiveSupport::EncryptedConfiguration.new(**of).write('a: 1')
        edited = ActiveSupport::EncryptedConfiguration.new(**of)
        edited.change { |file| file.binwrite(%(# é\nsecret_key_base: #{$stdin.read}\nb:\n  c: |\n    x\n)) }";
    const CODE: &str = "require 'active_support/encrypted_configuration'
        config.secret_key_base = ActiveSupport::EncryptedConfiguration.new(
          config_path: 'config/credentials.yml.enc', key_path: 'config/master.key',
          env_key: 'RAILS_MASTER_KEY', raise_if_missing_key: true
        ).secret_key_base";
    let world = World::new();
    let folder = world.0.path();
    fs::create_dir(folder.join("config")).unwrap();
    let secret = fs::read_to_string(folder.join("key")).unwrap();
    let mut ruby = Command::new("ruby");
    ruby.args(["-e", MAKE]).current_dir(folder);
    let made = fed(&mut ruby, secret.trim_end());
    assert!(
        made.status.success(),
        "{}",
        String::from_utf8_lossy(&made.stderr)
    );
    fs::write(folder.join("code"), CODE).unwrap();
    let rails = world.serve_exported("rails-gcm", folder);
    let common = [
        "--key",
        "rails:.",
        "--format",
        "rails-gcm",
        "--param",
        "kdf=SHA1",
    ];
    let value = r#"{"user":"alice"}"#;
    let ours = world.cookiekit(
        &[&["encrypt"], &common[..], &["--name", "own", "-"]].concat(),
        value,
    );
    assert!(same(&rails.get("/get", &format!("own={ours}")).body, value));
    let theirs = rails.post("/set", value);
    let line = theirs.set_cookies.iter().find(|it| it.contains(" own="));
    let opened = world.cookiekit(&[&["decrypt"], &common[..]].concat(), line.unwrap());
    assert!(same(&opened, value), "{opened}");
}
