//! AdonisJS's cookies at the command line. They are its own: @adonisjs/core 6.21.0
//! and 7.5.2.

use crate::world::{Ended, World};

const KEY: &str = "averylongrandom32charsstring-v";
/// All of them until 2023-11-14T22:23:20Z, for the cookie `adonis-session`.
const SIGNED: &str = "s:eyJtZXNzYWdlIjp7InVzZXIiOiJhbGljZSJ9LCJwdXJwb3NlIjoiYWRvbmlzLXNlc3Np\
    b24iLCJleHBpcnlEYXRlIjoiMjAyMy0xMS0xNFQyMjoyMzoyMC4wMDBaIn0.EzB0-2xFNj\
    FCABCz_L2pZBkiaMfqsgWmSR-rHV6XoV4";
const LEGACY: &str = "e:9HpexoAnjZeRijgKgfCGtIdM1VZZXamlfMYOq9wVXWVPK7ZaBdAz2-d8IcCy7mM7yoFV\
    NoiudyfRQ72uqQBWD-4AHP6SV1ERcyu15-FDPfAJbWbdrB2QbiCwm8zI2kyV.cHhrNDdEe\
    UhSaTY3Y0VFTA.dOkgs9aTwFybkWv8ffcFt_x60UEd_VAnJqlAAxWyd6g";
const GCM: &str = "e:app.v1:sNQ1ItDI0ZADRnK85jv-QJHyNIJIbMWxvE7zDjOx3tU8EwIRu21D9Nl7LYYRJ\
    7s93t7PLXS90a2ixM6j3RpSk-lml6M.Q4stPot5eU_CQhpe.b92TR3lgbuP2Tqboq-cPdg";
const CHACHA: &str = "e:app.v1:2SFdJfD3KM0eJlQ-7bFXDoZNyFppE0ejiYpFLNKPjdnr_gc_jo-XpFrR0exPU\
    opFbtm1DyzRcCiFdGD47n7VFXGw2wk.1gOgf7-fObUR7gZe.rdjiiEiT0OAoGbkFP_yImQ";
const CBC: &str = "e:app.t6VFmjIHznRxTo8HIbVH6SbrHuNLaNHUkDRqEi4Vz7mGp6C4VguvXBJ5lFQFQl-z\
    MNlpnH33D6Z6Yg0eBoaXgf6pctpRWy5Q58NFxAZD9EqZBgBgiCo5mGQxagpU9_4i.n51Oh\
    F0ICbkvqiHKssckjw.C2dIJQdBMcWVhZU5EYNiUFV9WQkMvNI760fCHVyqVps";
const PLAIN: &str = "eyJtZXNzYWdlIjp7InVzZXIiOiJhbGljZSJ9fQ";
const USER: &str = "{\"user\":\"alice\"}\n";

fn world() -> World {
    let world = World::with_key(format!("{KEY}\n"));
    world.file("other", "correct horse battery staple");
    world.file("short", "fifteen letters");
    world
}

/// At a time at which they are valid.
fn run(world: &World, command: &[&str], cookie: &str) -> Ended {
    let named = format!("adonis-session={cookie}");
    let now = ["-q", "--now", "2023-11-14T22:20:00Z"];
    world.run(command).args(&now).args(&[&named]).ends()
}

fn gives(ended: &Ended, code: i32, out: &str, err: &str) {
    assert_eq!(
        (ended.code(), &*ended.text(), &*ended.err),
        (code, out, err)
    );
}

#[test]
fn cookies_of_each_driver_are_opened() {
    let world = world();
    for (command, cookie) in [
        ("verify", SIGNED),
        ("decrypt", LEGACY),
        ("decrypt", GCM),
        ("decrypt", CHACHA),
        ("decrypt", CBC),
    ] {
        let open = [command, "--key", "key"];
        gives(&run(&world, &open, cookie), 0, USER, "");
        let both = [
            command, "--key", "other", "--key", "key", "--format", "adonis",
        ];
        gives(
            &run(&world, &both, &cookie.replace(':', "%3A")),
            0,
            USER,
            "",
        );
        let told = run(&world, &["inspect", "--json", "--key", "key"], cookie).json();
        assert_eq!(
            (&told["format"], &told["outcome"]),
            (&"adonis".into(), &"valid".into())
        );
        assert_eq!(told["expires"], "2023-11-14T22:23:21Z");
        let forged = run(
            &world,
            &[command, "--key", "other", "--format", "adonis"],
            cookie,
        );
        assert_eq!(forged.code(), 1);
        assert!(
            forged.err.starts_with("cookiekit: forged"),
            "{}",
            forged.err
        );
        let renamed = [
            command,
            "-q",
            "--key",
            "key",
            "--now",
            "2023-11-14T22:20:00Z",
        ];
        let renamed = world
            .run(&renamed)
            .args(&[&format!("other={cookie}")])
            .ends();
        assert!(
            renamed.err.starts_with("cookiekit: forged"),
            "{}",
            renamed.err
        );
        // Valid at its last millisecond, and not behind it.
        let at = |now: &str| {
            let named = format!("adonis-session={cookie}");
            world
                .run(&[command, "-q", "--key", "key", "--now", now, &named])
                .ends()
                .code()
        };
        assert_eq!(at("2023-11-14T22:23:20Z"), 0);
        assert_eq!(at("2023-11-14T22:23:21Z"), 3);
    }
}

#[test]
fn what_is_signed_is_not_decrypted_and_what_was_named_is_held_to() {
    let world = world();
    gives(
        &run(&world, &["decrypt", "--key", "key"], SIGNED),
        1,
        "",
        "cookiekit: this is an adonis cookie, which is signed and not encrypted\n\
         hint: use verify, with the same cookie and key\n",
    );
    for (param, cookie, reason) in [
        (
            "kind=signed",
            GCM,
            "adonis: it is of another kind than was named: --param kind",
        ),
        (
            "driver=aes256cbc",
            GCM,
            "adonis: it is of another driver than was named: --param driver",
        ),
        (
            "encrypter-id=gcm",
            GCM,
            "adonis: it is of another encrypter than was named: --param \
                                   encrypter-id",
        ),
    ] {
        let named = [
            "decrypt", "--key", "key", "--format", "adonis", "--param", param,
        ];
        let malformed = format!("cookiekit: malformed: {reason}\n");
        gives(&run(&world, &named, cookie), 1, "", &malformed);
    }
    let short = run(
        &world,
        &["decrypt", "--key", "short", "--format", "adonis"],
        GCM,
    );
    assert!(short.err.contains("fewer than 16 letters"), "{}", short.err);
}

#[test]
fn a_plain_one_proves_nothing() {
    let world = world();
    let plain = ["decrypt", "--unencrypted", "--format", "adonis"];
    let ended = run(&world, &plain, PLAIN);
    assert_eq!(
        (ended.code(), ended.text().as_str()),
        (0, USER),
        "{}",
        ended.err
    );
    let keyed = run(
        &world,
        &["decrypt", "--key", "key", "--format", "adonis"],
        PLAIN,
    );
    assert_eq!(keyed.code(), 1);
}

#[test]
fn what_is_made_opens_again_and_what_cannot_be_read_back_is_not_made() {
    let world = world();
    for (make, open, params) in [
        ("encrypt", "decrypt", &["driver=aes256gcm"][..]),
        (
            "encrypt",
            "decrypt",
            &["driver=aes256gcm", "encrypter-id=app"],
        ),
        ("encrypt", "decrypt", &["driver=chacha20"]),
        ("encrypt", "decrypt", &["driver=aes256cbc"]),
        ("encrypt", "decrypt", &["version=6"]),
        ("sign", "verify", &["kind=signed"]),
    ] {
        let mut common = vec![
            "-q", "--key", "key", "--format", "adonis", "--name", "prefs",
        ];
        for param in params {
            common.extend(["--param", param]);
        }
        let made = [
            &[make],
            &common[..],
            &["--expires-at", "2030-01-01T00:00:00Z"],
        ]
        .concat();
        let made = world.run(&made).stdin("{\"a\":[1,\"b\"]}").ends();
        assert_eq!(made.code(), 0, "{params:?}: {}", made.err);
        let cookie = made.text();
        let at = |now: &str| {
            world
                .run(&[&[open], &common[..], &["--now", now, cookie.trim()]].concat())
                .ends()
        };
        gives(&at("2029-12-31T23:59:59Z"), 0, "{\"a\":[1,\"b\"]}\n", "");
        assert_eq!(at("2030-01-01T00:00:00Z").code(), 3);
        let nothing = world
            .run(&[&[make], &common[..]].concat())
            .stdin("0")
            .ends();
        assert_eq!(nothing.code(), 2, "{}", nothing.text());
    }
    let sign = [
        "sign", "-q", "--key", "key", "--format", "adonis", "--name", "prefs",
    ];
    let ended = world.run(&sign).stdin("{}").ends();
    assert_eq!(ended.code(), 2, "{}", ended.text());
    let dotted = [
        "encrypt", "-q", "--key", "key", "--format", "adonis", "--name", "prefs",
    ];
    let dotted = [&dotted[..], &["--param", "encrypter-id=a.b"]].concat();
    let ended = world.run(&dotted).stdin("{}").ends();
    assert!(ended.err.contains("has no dot"), "{}", ended.err);
}

#[test]
fn many_are_opened_and_made_again_in_their_own_form() {
    let world = world();
    let lines: String = [SIGNED, LEGACY, CHACHA, CBC]
        .iter()
        .map(|it| format!("adonis-session={it}\n"))
        .collect();
    let now = ["--now", "2023-11-14T22:20:00Z"];
    let reissue = ["reissue", "--lines", "-q", "--key", "other", "--key", "key"];
    let ended = world.run(&reissue).args(&now).stdin(&lines).ends();
    assert_eq!(ended.code(), 0, "{} {}", ended.text(), ended.err);
    for (line, start) in ended
        .text()
        .lines()
        .zip(["s%3A", "e%3A", "e%3Aapp.v1%3A", "e%3Aapp."])
    {
        let record: serde_json::Value = serde_json::from_str(line).unwrap();
        let cookie = record["cookie"].as_str().unwrap();
        assert!(cookie.starts_with(start), "{cookie}");
        let told = run(&world, &["inspect", "--json", "--key", "other"], cookie).json();
        assert_eq!(told["outcome"], "valid", "{start} {told:#}");
        assert_eq!(told["expires"], "2023-11-14T22:23:21Z");
    }
}

/// The deterministic driver, as @boringnode/encryption 1.0.1 makes it.
#[test]
fn a_cookie_of_the_driver_siv_is_read_and_made_the_same() {
    const SIV: &str = "e:siv.gLScgqgZWizv3QHKedECduHdZtjYbWyLk1K9ug.5EM5zGBbTvk20aNLAZpLyQ";
    let world = World::with_key("averylongrandomsecretkey\n");
    world.file("other", "correct horse battery staple");
    let decrypt = |key: &str, name: &str, more: &[&str], cookie: &str| {
        let decrypt = ["decrypt", "-q", "--key", key, "--name", name];
        world
            .run(&[&decrypt[..], more, &["--", cookie]].concat())
            .ends()
    };
    gives(&decrypt("key", "own", &[], SIV), 0, USER, "");
    let named = ["--param", "driver=aessiv", "--format", "adonis"];
    gives(&decrypt("key", "own", &named, SIV), 0, USER, "");
    let flipped = [
        ("other", "own", SIV.to_owned()),
        ("key", "other", SIV.to_owned()),
        ("key", "own", SIV.replace("gLSc", "gLSd")),
        ("key", "own", SIV.replace("5EM5", "5EM6")),
        ("key", "own", SIV.replace("e:siv", "e:six")),
    ];
    for (key, name, cookie) in flipped {
        let ended = decrypt(key, name, &[], &cookie);
        assert_eq!(ended.code(), 1, "{cookie}");
        assert!(
            ended.err.contains("forged or under another key"),
            "{}",
            ended.err
        );
    }
    for (more, why) in [
        (
            ["--param", "driver=aes256gcm"],
            "it is of another driver than was named",
        ),
        (
            ["--param", "encrypter-id=app"],
            "it is of another encrypter than was named",
        ),
    ] {
        let more = [&more[..], &["--format", "adonis"]].concat();
        let ended = decrypt("key", "own", &more, SIV);
        assert_eq!(ended.code(), 1);
        assert!(ended.err.contains(why), "{}", ended.err);
    }
    let encrypt = [
        "encrypt", "-q", "--key", "key", "--name", "own", "--format", "adonis",
    ];
    let more = [
        "--param",
        "driver=aessiv",
        "--param",
        "encrypter-id=siv",
        USER.trim(),
    ];
    let made = world.run(&[&encrypt[..], &more].concat()).ends();
    assert_eq!(made.text().replace("%3A", ":").trim(), SIV, "{}", made.err);
}

#[test]
fn the_other_command_is_named_with_the_kind_that_it_makes() {
    let world = World::with_key("averylongrandomsecretkey\n");
    for (command, kind, says) in [
        (
            "sign",
            "auto",
            "as it was chosen, an adonis cookie is encrypted\n\
             hint: use encrypt, or --param kind=signed\n",
        ),
        (
            "encrypt",
            "signed",
            "as it was chosen, an adonis cookie is signed and not encrypted\n\
             hint: use sign, or --param kind=encrypted\n",
        ),
    ] {
        let kind = format!("kind={kind}");
        let of = ["--format", "adonis", "--name", "own", "--param", &kind];
        let run = [&[command, "--key", "key"], &of[..], &["\"x\""]].concat();
        world.run(&run).gives(2, "", &format!("cookiekit: {says}"));
    }
    // What anyone reads has no times that only a key tells.
    let of = [
        "--format",
        "adonis",
        "--name",
        "own",
        "--param",
        "kind=signed",
    ];
    let signed = [&["sign", "-q", "--key", "key"], &of[..], &["\"x\""]].concat();
    let signed = world.run(&signed).ends().text();
    let seen = world
        .run(&["inspect", "--name", "own", signed.trim()])
        .ends();
    assert!(
        !seen.text().contains("only the key tells"),
        "{}",
        seen.text()
    );
}
