//! Rails' cookies at the command line. They are Rails' own: 6.1.7.10, 7.2.3.2 and
//! 8.0.5.1.

use crate::world::{Ended, World};

const GCM_SECRET: &str = "4ad5232669ecd9db6ab992b228a303946dcb6fd638a450c0f92e9e1253a94ce64779f1\
    da25a03cb7a29f096016e829ea8af69bfc5d3dbaec1a7dc73322fba81d";
const CBC_SECRET: &str = "d2e603c67086c8eddebb808d7a4144b70751ce0a8ed4fbc19f6f5c4d16a2607924f340\
    194037df4fb3ca3ef90f5c93bd09de51d230c7e9416592d4cb48837b0c";
const SIGNED_SECRET: &str = "65a9d8dc2544cb70ebda9d6d4850c13d8239bbbf1422c86ae68c5b916ab146ee137800\
    aef78c16043383bd1e7a34c5fea3153cc8a94e3dde2322c43d1ef40e7e";
/// Of 8.0, without an expiry.
const GCM: &str = "C4vyemADglTSo2EtPWysidEH0nfeLtXyNItC650+u1RwUeUkFqjCwYVmfoTTXNoqu6xbjv\
    qDteuYqyzuCpbWIl5cljcYPseffBWPfQEPHth4oeU0GhQWLONiOh2Vie66ldmn62WdNdgC\
    MXz/xgyCjef1NZQ4rqphWPqOyrjHbw20dj5/4/9Dg3w5Q+Pdg5pZjENXoA==--95zJpQ8e\
    ZY4eYiqL--qXSdaH749K03MIqFyMKQ7Q==";
const CBC: &str = "UVpDVWlwSExMcUtuVUhsZDJScXIweEJEbi9kd0hnK3FrVTN5VjM1ZmdVOVF4U1A1d1FuNz\
    BWd2NaZFZlblRaSEllNldQZEVRN3lZQXVqVXpPR1d6TGdlbE52azhZUjZUWEZoTUJ6RUVN\
    UE1oam1SSTN3bnovcDRPeE5kdnNXNU95TFZOd1NQcjEwZWQyNlMyNnNSbkJYdVB4L3BLUU\
    Z5YVEzUmtUOXRvd2I1UDdRdFpITUtxMGRaeUJ4S3FBM0psSU13YU5jV2Nob3BPME44akov\
    dEg2Zz09LS1NR3daTGxqMVdaWkdjNzBiTFg2dkR3PT0=--f8a363fec6ed1a4091b47a6e\
    24344fb4ce6a9394";
const SIGNED: &str = "eyJfcmFpbHMiOnsibWVzc2FnZSI6ImV5SnpaWE56YVc5dVgybGtJam9pWmpGbE9XVXlZek\
    V3TkRaaE4yVTFOR1l4T0RkaU5EazJNVE5pTlRrNVpEa2lMQ0oxYzJWeVgybGtJam8wTW4w\
    PSIsImV4cCI6bnVsbCwicHVyIjoiY29va2llLl9hcHBfc2Vzc2lvbiJ9fQ==--898a0d38\
    a6a3ebcf7de72c5a11917881c166f320";
/// Of 6.1, whose keys are made with SHA-1.
const OLD: &str = "d2bq7NH1aBJ6D7Mwnv5Q1z4AR7g/fi2Coaf60JEQzGEMgTw9DhWqjkJiIqaJgCkGxAO0FW\
    Yn2FeZ/74rBMWI3u4ZDPqx7+k2wOGD7l5BtaeWu/dfWX2+7Z5j0TvQ6yPH85m39r0mYCdY\
    w+vifH2eIjp6ENPzimWObqKZOPF6Zl9C0Hen+frJ6xFquvhXAZyPyEvT1Q==--eVaemrAS\
    282t5VNn--ct0vVJ00G+oAhRhKmxkqVQ==";
/// Of 7.2, until 2023-11-14T22:23:20Z.
const EXPIRES: &str = "E/txzWYOjAoihsRFU108FDUTplWtCc9jmNdBrrGjDMIL3s17IfQkzyorz2H0SH9KLW+knx\
    UvxVoPwq/ABmeUo8NsCWqkS3m44NlsktGjMWKWt0X9GmYr5Jr/C8g8N0qxAZlWUbbueylj\
    NnAsuRvLz05rfI5ovYMusAVfRWIuyOyFkMSz89h1IHGSDXE7u39Xvsrs6kRc8TQm3crbGw\
    ZhSIAUDx6mPqByG0o=--U6PfXIh0lKm5Rh5s--qmQ4Awb0pIQ0OjBMLLHdew==";
/// Of 7.2, with Marshal in it.
const MARSHAL: &str = "7ok0SKys9mUcXQVGYKLIFgfNEhjb/1PTOXDl5RaVEf4Kw5rDYHa8yUkQtyOFwWV2JEAxfK\
    w3uyMsYEgDg3gEoLKHepcDcd+KySY0do524yYH98+QZgf9OoBV7dI6huwrl1H2C76h4uSx\
    8cvXSAjtDyCqonWdY5DZzRYoC7waf8SgzV8ifFZB1sP5/3oDdgg+YEJDY5tkeVuqF4g1Ir\
    El+XDrt65+riNJ--qDuyde06Z6rZban+--hZxsWCeodDA+Ofo3rd4tCw==";
/// Without an envelope.
const BARE: &str = "eyJzZXNzaW9uX2lkIjoiZjFlOWUyYzEwNDZhN2U1NGYxODdiNDk2MTNiNTk5ZDkiLCJ1c2\
    VyX2lkIjo0Mn0=--a9bb1e0b2e0a70ac41fe866351f94f5f47984acb";
/// Signed with SHA-256.
const SHA256: &str = "eyJfcmFpbHMiOnsibWVzc2FnZSI6ImV5SnpaWE56YVc5dVgybGtJam9pWmpGbE9XVXlZek\
    V3TkRaaE4yVTFOR1l4T0RkaU5EazJNVE5pTlRrNVpEa2lMQ0oxYzJWeVgybGtJam8wTW4w\
    PSIsImV4cCI6bnVsbCwicHVyIjoiY29va2llLl9hcHBfc2Vzc2lvbiJ9fQ==--598f43b1\
    e1be0fbb065d6d428575acd527cc33611b9197041146c941b849335c";
const USER: &str = "{\"session_id\":\"9cff643c4c9bb3d914fd6176f460d843\",\"user_id\":42}\n";
const SIGNED_USER: &str = "{\"session_id\":\"f1e9e2c1046a7e54f187b49613b599d9\",\"user_id\":42}\n";
const CBC_USER: &str = "{\"session_id\":\"4f30a3eb1d4510ccb7500dffb9384ddc\",\"user_id\":42}\n";

fn world() -> World {
    let world = World::new();
    // A line end of an editor is no part of it.
    world.file("gcm", format!("{GCM_SECRET}\n"));
    world.file("cbc", CBC_SECRET);
    world.file("signed", SIGNED_SECRET);
    world
}

fn named(cookie: &str) -> String {
    format!("_app_session={cookie}")
}

fn run(world: &World, command: &[&str], cookie: &str) -> Ended {
    world.run(command).args(&["-q", &named(cookie)]).ends()
}

fn gives(ended: &Ended, code: i32, out: &str, err: &str) {
    assert_eq!(
        (ended.code(), &*ended.text(), &*ended.err),
        (code, out, err)
    );
}

#[test]
fn cookies_of_rails_are_opened_and_told_apart() {
    let world = world();
    for (command, cookie, format, payload) in [
        (["decrypt", "--key", "gcm"], GCM, "rails-gcm", USER),
        (["decrypt", "--key", "cbc"], CBC, "rails-cbc", CBC_USER),
        (
            ["verify", "--key", "signed"],
            SIGNED,
            "rails-signed",
            SIGNED_USER,
        ),
        (
            ["verify", "--key", "signed"],
            BARE,
            "rails-signed",
            SIGNED_USER,
        ),
    ] {
        let pinned = [&command[..], &["--format", format]].concat();
        gives(&run(&world, &pinned, cookie), 0, payload, "");
        gives(&run(&world, &command, cookie), 0, payload, "");
        let encoded = cookie
            .replace('+', "%2B")
            .replace('/', "%2F")
            .replace('=', "%3D");
        gives(&run(&world, &command, &encoded), 0, payload, "");
        let told = run(
            &world,
            &["inspect", "--json", command[1], command[2]],
            cookie,
        )
        .json();
        assert_eq!(
            (&told["format"], &told["outcome"]),
            (&format.into(), &"valid".into())
        );
        let told = run(&world, &["inspect", "--json"], cookie).json();
        assert_eq!(
            (&told["format"], &told["outcome"]),
            (&format.into(), &"unchecked".into())
        );
    }
}

#[test]
fn another_name_or_key_is_forged() {
    let world = world();
    let forged = "cookiekit: forged or under another key (format rails-gcm)\n\
         hint: rails-gcm cookies are bound to their cookie's name, and one was given: try --name \
         OTHER; or add the right --key; or, where the application chose its own salt, name it: \
         --format rails-gcm --param salt=TEXT\n";
    let decrypt = ["decrypt", "-q", "--key", "gcm"];
    let other = format!("other={GCM}");
    gives(&world.run(&decrypt).args(&[&other]).ends(), 1, "", forged);
    gives(
        &run(&world, &["decrypt", "--key", "cbc"], GCM),
        1,
        "",
        forged,
    );
    // One without a purpose is for any name, as Rails reads it.
    let verify = ["verify", "-q", "--key", "signed", &format!("other={BARE}")];
    gives(&world.run(&verify).ends(), 0, SIGNED_USER, "");
}

/// The digest of the keys changed with the defaults of 7.0: a cookie of before
/// opens by the old one, or by both.
#[test]
fn the_digest_of_the_keys_is_the_applications() {
    let world = world();
    let decrypt = |kdf: &str| {
        let kdf = format!("kdf={kdf}");
        let command = [
            "decrypt",
            "--key",
            "gcm",
            "--format",
            "rails-gcm",
            "--param",
            &kdf,
        ];
        (
            run(&world, &command, OLD).code(),
            run(&world, &command, GCM).code(),
        )
    };
    assert_eq!(decrypt("SHA256"), (1, 0));
    assert_eq!(decrypt("SHA1"), (0, 1));
    assert_eq!(decrypt("sha1"), (0, 1));
    assert_eq!(decrypt("SHA256,SHA1"), (0, 0));
    let ended = world
        .run(&[
            "decrypt",
            "--key",
            "gcm",
            "--format",
            "rails-gcm",
            "--param",
            "kdf=md5",
            GCM,
        ])
        .ends();
    assert_eq!(ended.code(), 2);
    assert!(ended.err.contains("SHA256, SHA1"), "{}", ended.err);
    let verify = ["verify", "--key", "signed", "--format", "rails-signed"];
    let sha256 = [&verify[..], &["--param", "digest=SHA256"]].concat();
    gives(&run(&world, &sha256, SHA256), 0, SIGNED_USER, "");
    gives(
        &run(&world, &verify, SHA256),
        1,
        "",
        "cookiekit: malformed: rails-signed: its signature is of another digest than was named: \
         --format rails-signed --param digest=SHA256, SHA384 or SHA512 (SHA1 where none is)\n",
    );
}

#[test]
fn it_is_over_at_its_expiry_and_only_the_key_tells_when_that_is() {
    let world = world();
    let at = |now: &str| run(&world, &["decrypt", "--key", "gcm", "--now", now], EXPIRES);
    gives(&at("2023-11-14T22:23:19Z"), 0, USER, "");
    let over = at("2023-11-14T22:23:20Z");
    assert_eq!((over.code(), over.text().as_str()), (3, ""));
    let inspect = ["inspect", "--json", "--now", "2023-11-14T22:20:00Z"];
    let told = run(&world, &[&inspect[..], &["--key", "gcm"]].concat(), EXPIRES).json();
    assert_eq!(told["expires"], "2023-11-14T22:23:20Z");
    let told = run(&world, &inspect, EXPIRES).json();
    assert_eq!(told["expires"], serde_json::Value::Null);
    let drawn = run(&world, &["inspect"], EXPIRES).text();
    assert!(
        drawn.contains("expires     only the key tells\n"),
        "{drawn}"
    );
    let late = ["inspect", "--json", "--key", "gcm"];
    let told = run(&world, &late, EXPIRES).json();
    assert_eq!(
        (&told["outcome"], &told["expires"]),
        (&"expired".into(), &"2023-11-14T22:23:20Z".into())
    );
}

/// Marshal is carried as its bytes, and shown as JSON where that is asked for.
#[test]
fn marshal_is_never_loaded() {
    let world = world();
    let ended = run(&world, &["decrypt", "--key", "gcm"], MARSHAL);
    assert_eq!(ended.code(), 0);
    assert!(
        ended.out.starts_with(b"\x04\x08{\x07I\"\x0fsession_id"),
        "{:?}",
        ended.out
    );
    let marshal = ["--format", "rails-gcm", "--param", "serializer=marshal"];
    let told = run(
        &world,
        &[&["decrypt", "--key", "gcm"], &marshal[..]].concat(),
        MARSHAL,
    );
    gives(&told, 0, USER, "");
    let json = ["--format", "rails-gcm", "--param", "serializer=json"];
    let told = run(
        &world,
        &[&["decrypt", "--key", "gcm"], &json[..]].concat(),
        MARSHAL,
    );
    gives(
        &told,
        1,
        "",
        "cookiekit: malformed: rails: it is genuine, and what it holds is not of the serializer \
         that was named: another --param serializer\n",
    );
    // Under a new key it holds the same bytes.
    let reissue = ["reissue", "--key", "cbc", "--key", "gcm"];
    let again = run(&world, &reissue, MARSHAL).text();
    let opened = run(&world, &["decrypt", "--key", "cbc"], again.trim());
    assert_eq!(opened.code(), 0, "{again} {}", opened.err);
    assert_eq!(opened.out, ended.out);
}

#[test]
fn what_is_made_opens_again() {
    let world = world();
    for (make, open, format) in [
        ("encrypt", "decrypt", "rails-gcm"),
        ("encrypt", "decrypt", "rails-cbc"),
        ("sign", "verify", "rails-signed"),
    ] {
        let common = [
            "-q",
            "--key",
            "gcm",
            "--format",
            format,
            "--name",
            "_app_session",
        ];
        let made = [
            &[make],
            &common[..],
            &["--expires-at", "2030-01-01T00:00:00Z"],
        ]
        .concat();
        let made = world.run(&made).stdin("{\"a\":\"b\"}").ends();
        assert_eq!(made.code(), 0, "{}", made.err);
        let cookie = made.text();
        assert!(!cookie.contains(['+', '/', '=']), "{cookie}");
        let opened = [
            &[open],
            &common[..],
            &["--now", "2029-12-31T23:59:59Z", cookie.trim()],
        ];
        gives(
            &world.run(&opened.concat()).ends(),
            0,
            "{\"a\":\"b\"}\n",
            "",
        );
        let late = [
            &[open],
            &common[..],
            &["--now", "2030-01-01T00:00:00Z", cookie.trim()],
        ];
        assert_eq!(world.run(&late.concat()).ends().code(), 3);
        let unnamed = [make, "-q", "--key", "gcm", "--format", format, "--name", ""];
        let unnamed = world.run(&unnamed).stdin("{}").ends();
        assert_eq!(unnamed.code(), 2, "{}", unnamed.text());
    }
}

#[test]
fn many_are_opened_and_what_rails_before_7_1_overlooks_is_refused() {
    let world = world();
    let lines = [GCM.to_owned(), format!("{GCM}--QUFB"), MARSHAL.to_owned()];
    let lines: String = lines.iter().map(|it| named(it) + "\n").collect();
    let many = ["decrypt", "--lines", "-q", "--key", "gcm"];
    let ended = world.run(&many).stdin(lines).ends();
    let outcomes: Vec<String> = ended
        .text()
        .lines()
        .map(|line| serde_json::from_str::<serde_json::Value>(line).unwrap())
        .map(|record| record["outcome"].as_str().unwrap().to_owned())
        .collect();
    assert_eq!(outcomes, ["valid", "malformed", "valid"]);
    let further = ["decrypt", "--key", "gcm", "--format", "rails-gcm"];
    gives(
        &run(&world, &further, &format!("{GCM}--QUFB")),
        1,
        "",
        "cookiekit: malformed: rails-gcm: there are more than three parts (Rails before 7.1 \
         ignores that)\n",
    );
}

#[test]
fn a_key_is_made_and_exported_as_rails_has_it() {
    let world = world();
    let ended = world
        .run(&["keygen", "--for", "rails-gcm", "--stdout"])
        .ends();
    let key = ended.text();
    assert_eq!(key.trim().len(), 128);
    assert!(key.trim().bytes().all(|byte| byte.is_ascii_hexdigit()));
    let path = world.path("gcm");
    let ended = world
        .run(&["key", "export", "-q", "--for", "rails", "--key", "gcm"])
        .ends();
    let code = ended.text();
    let keys = format!("keys = keys_at.call('{}')\n", path.display());
    assert!(code.contains(&keys), "{code}");
    assert!(
        code.contains("config.secret_key_base = keys.first\n"),
        "{code}"
    );
}

/// What stands before padding in the middle of a value is not its name.
#[test]
fn a_value_with_padding_in_its_middle_is_not_split_there() {
    let world = world();
    let common = ["-q", "--key", "gcm", "--format", "rails-gcm", "--name", "n"];
    for length in 0..40 {
        let payload = format!("\"{}\"", "x".repeat(length));
        let made = world
            .run(&[&["encrypt"], &common[..]].concat())
            .stdin(&payload)
            .ends();
        let value = made
            .text()
            .replace("%2B", "+")
            .replace("%2F", "/")
            .replace("%3D", "=");
        for input in [value.trim().to_owned(), format!("n={}", value.trim())] {
            for format in [&common[1..], &["--key", "gcm", "--name", "n"]] {
                let decrypt = [&["decrypt", "-q"], format, &["--", &input]].concat();
                let ended = world.run(&decrypt).ends();
                gives(&ended, 0, &format!("{payload}\n"), "");
            }
        }
    }
}

/// SHA-1 is the default below 7.0, and SHA-256 from there on.
#[test]
fn of_a_digest_that_was_a_default_it_is_said_of_which_version() {
    let world = World::with_key("0123456789abcdef0123456789abcdef");
    let of = ["--format", "rails-signed", "--name", "u", "--key", "key"];
    let sign = [&["sign", "-q"], &of[..], &["--param", "kdf=SHA1", "\"a\""]].concat();
    let cookie = world.run(&sign).ends().text();
    let inspect = [&["inspect", "--json"], &of[..]].concat();
    let told = world.run(&inspect).stdin(&cookie).ends().json();
    assert_eq!(told["reason"], "other-parameter", "{told}");
    let says = told["explanation"]["steps"].to_string();
    assert!(
        says.contains("SHA256 with the defaults of 7.0 and later, SHA1 below"),
        "{says}"
    );
    let why = told["explanation"]["why"].as_str().unwrap();
    assert!(
        why.contains("or the version of its framework takes it"),
        "{why}"
    );
}

/// A cookie of another digest than the default, which came without its name or under
/// another one: both changes together are proven.
#[test]
fn a_name_and_a_digest_are_found_together() {
    let world = World::with_key("4fc1a0b7d2e89635a1b0c7d8e9f203144fc1a0b7d2e89635a1b0c7d8e9f20314");
    for (verb, format) in [
        ("encrypt", "rails-gcm"),
        ("encrypt", "rails-cbc"),
        ("sign", "rails-signed"),
    ] {
        let made = [
            "-q", "--format", format, "--param", "kdf=SHA1", "--key", "key",
        ];
        let run = world.run(&[verb]).args(&made);
        let made = run
            .args(&["--name", "_app_session", r#"{"user":"alice"}"#])
            .ends();
        let value = made.text().trim_end().to_owned();
        for (input, was) in [
            (value.clone(), "without a name"),
            (format!("other={value}"), "under the name other"),
        ] {
            let run = world.run(&["inspect", "--json", "--key", "key", "-"]);
            let told = run.stdin(&input).ends().json();
            let verdict = format!("not valid {was}; valid under _app_session, with kdf=SHA1");
            assert_eq!(told["verdict"], verdict.as_str(), "{format}: {told}");
            // As its advice says.
            let both = [
                "--name",
                "_app_session",
                "--format",
                format,
                "--param",
                "kdf=SHA1",
            ];
            let run = world
                .run(&["inspect", "--json", "--key", "key"])
                .args(&both);
            assert_eq!(run.stdin(&value).ends().json()["outcome"], "valid");
        }
        // Under another key nothing is claimed.
        world.file("other", "another key");
        let run = world.run(&["inspect", "--json", "--key", "other", "-"]);
        let told = run.stdin(&value).ends().json();
        assert_eq!(told["outcome"], "forged", "{told}");
        assert_eq!(told["reason"], serde_json::Value::Null);
    }
}
