//! Laravel's encrypted cookies at the command line. They are Laravel's own:
//! 8.83.26 and 12.67.0.

use crate::world::{Ended, World};

const KEY: &str = "base64:cEtfgzdaj9ub5w9CfDTP7NfYGy/OquQm3OnXULY3Cds=";
const OTHER: &str = "base64:vtgqwaDPfhs3WfFcdptaux06lMsB0wEvqZnrohnhPF0=";
/// An APP_KEY of 32 letters, as it was once made.
const OLD: &str = "Nx7euiaW32VDVnSyQMLdk26OTdMt23rI";
const CBC: &str = "eyJpdiI6InVDTVRXVjM3SWluZzVSbWY3R0JkOGc9PSIsInZhbHVlIjoieDhQeGVldTY4VE\
    N1RlRxQ3B0QVFiRmd6a21TK0FMSk02WlVhblRwQ0V2YXBRNmVaYlZra0dSeTlIUEt4c1No\
    RkNpbC9QcXhFZG43aEFCNzlwVlNsdVduWTA3eVdFVm9YbFp0VDFXcFR6eTZWbm1Kc2I0d2\
    llQ1VCa0huWkN5YkQiLCJtYWMiOiJlMGQxMmJkODlkNjdhMmVhYTUxZTUxY2EwYzc2M2I3\
    NjQ2ZDQ0YWEwNTBjZTI5NGQ4OWVmM2NiYzAwMGE2NTI0IiwidGFnIjoiIn0=";
const GCM: &str = "eyJpdiI6InM2N0NPVXZPaG81S2J4cTMiLCJ2YWx1ZSI6ImVWOUN6SFc0L2NXWHIxR1RYeU\
    RkeER0Y3VwSGczYjRVOVdsR3BrUmtQZFJiWjBNMzE0bXlJdjdtQy91NVVsVzlEVGJJcDR4\
    aVNwL3d0RUxoa3ZjVVNuc0ZIbUhYN25La1Iwd2dOUGZabFd0USIsIm1hYyI6IiIsInRhZy\
    I6IndPV1hXSDJVd1BPOGpnd3VFdDFzMmc9PSJ9";
const UNDER_OLD: &str = "eyJpdiI6IlZiaTJlT3JUNE5LY2tEWGciLCJ2YWx1ZSI6ImVRT1krbEQxaFM4T2lnQ202NF\
    kzWE4wYjYrU0x2b2Z0aFAzMzRSMjBRTEl2czR6amdMUkIxR2V6aHdaNnJjeStMTkQvOG83\
    MTNXT3NvK0h6djY5Nk9sdHBTWTBHencxbERhdW1wQT09IiwibWFjIjoiIiwidGFnIjoiVn\
    JrMEhJWVhabFdhSmY3RTBucHM1dz09In0=";
/// Before a text started with the HMAC of the name.
const BARE: &str = "eyJpdiI6IlJvdzZmUzJyQVRWeTE4ckZQczRWZ3c9PSIsInZhbHVlIjoiRE8zM0RVMytKS2\
    hNM0NTL3VYUStGaThWbEd1L1JURTYxNnNySjNvWXlOeG5aZm5QdDl3RlhJeG8zN1U1MEI5\
    QiIsIm1hYyI6ImU4NDcxZjNkNTI5MDI4OTVmOWI0ZTU5MmYxOGU4ODU1NzUyZWQ0NDE3NT\
    c4MTE3ZmE1NDZhODM2MmQ5YTRjMGIiLCJ0YWciOiIifQ==";
const SERIALIZED: &str = "eyJpdiI6IkhRdk1OTTNFZlZRT3lSdXI3TFQ4c0E9PSIsInZhbHVlIjoic01qNkE5WElYc3\
    VBNTVwVTMzd29YSHRqejRERE8vYW1YZFZKZlFNVFVES0JLZnFWRnJZeHdIek1lMkFrTGp1\
    bS9RN3hSblV2WjZSdUNIUUV3QStDcFE9PSIsIm1hYyI6ImZkOWY2MzZhYTE5NDFjMWE0Mm\
    VkMzZkYzQ2YTg2ZDUwNzFlNDg2NzM3ZTIyMDM1YTM0ZDBkODkxNmM2YjBlN2UiLCJ0YWci\
    OiIifQ==";
const SESSION: &str = "WozT8H5rufwC5JNoUON4e2CwrLnBDkNxFC3hhiXQ\n";

fn world() -> World {
    let world = World::new();
    world.file("key", format!("{KEY}\n"));
    world.file("other", OTHER);
    world.file("old", format!("{OLD}\n"));
    world.file("bare", KEY.strip_prefix("base64:").unwrap());
    world
}

fn run(world: &World, command: &[&str], cookie: &str) -> Ended {
    let named = format!("laravel_session={cookie}");
    world.run(command).args(&["-q", &named]).ends()
}

fn gives(ended: &Ended, code: i32, out: &str, err: &str) {
    assert_eq!(
        (ended.code(), &*ended.text(), &*ended.err),
        (code, out, err)
    );
}

#[test]
fn cookies_of_either_cipher_are_opened() {
    let world = world();
    let decrypt = ["decrypt", "--key", "key"];
    for cookie in [CBC, GCM] {
        gives(&run(&world, &decrypt, cookie), 0, SESSION, "");
        let pinned = [&decrypt[..], &["--format", "laravel"]].concat();
        gives(
            &run(&world, &pinned, &cookie.replace('=', "%3D")),
            0,
            SESSION,
            "",
        );
        let told = run(&world, &["inspect", "--json", "--key", "key"], cookie).json();
        assert_eq!(
            (&told["format"], &told["outcome"]),
            (&"laravel".into(), &"valid".into())
        );
    }
    let old = run(&world, &["decrypt", "--key", "old"], UNDER_OLD);
    gives(
        &old,
        0,
        "Zo\u{eb} M\u{fc}ller \u{6771}\u{4eac} \u{1f36a}\u{1f469}\u{200d}\u{1f680}\n",
        "",
    );
    let named = ["--format", "laravel", "--param", "cipher=AES-256-GCM"];
    let named = [&decrypt[..], &named].concat();
    gives(&run(&world, &named, GCM), 0, SESSION, "");
    gives(
        &run(&world, &named, CBC),
        1,
        "",
        "cookiekit: malformed: laravel: it is of another cipher than was named: --param cipher\n",
    );
}

#[test]
fn previous_keys_open_and_another_key_or_name_is_forged() {
    let world = world();
    let both = ["decrypt", "--key", "other", "--key", "key"];
    gives(&run(&world, &both, CBC), 0, SESSION, "");
    let forged = "cookiekit: forged or under another key (format laravel)\n\
         hint: laravel cookies are bound to their cookie's name, and one was given: try --name \
         OTHER; or add the right --key\n";
    gives(
        &run(&world, &["decrypt", "--key", "other"], CBC),
        1,
        "",
        forged,
    );
    let renamed = [
        "decrypt",
        "-q",
        "--key",
        "key",
        &format!("laravel_sessions={CBC}"),
    ];
    gives(&world.run(&renamed).ends(), 1, "", forged);
    gives(
        &run(&world, &["decrypt", "--key", "key"], BARE),
        1,
        "",
        forged,
    );
    let lines = format!("laravel_session={CBC}\nXSRF-TOKEN={GCM}\nlaravel_session=x{GCM}\n");
    let many = ["decrypt", "--lines", "-q", "--key", "key"];
    let ended = world.run(&many).stdin(lines).ends();
    let outcomes: Vec<String> = ended
        .text()
        .lines()
        .map(|line| serde_json::from_str::<serde_json::Value>(line).unwrap())
        .map(|record| record["outcome"].as_str().unwrap().to_owned())
        .collect();
    assert_eq!(outcomes, ["valid", "forged", "malformed"]);
}

/// Older layouts, and what PHP serialized: that is text, and nothing else.
#[test]
fn a_text_without_a_prefix_or_serialized_is_read_where_that_is_said() {
    let world = world();
    let with = |params: &[&str], cookie: &str| {
        let mut command = vec!["decrypt", "--key", "key", "--format", "laravel"];
        for param in params {
            command.extend(["--param", param]);
        }
        run(&world, &command, cookie)
    };
    let bare = with(&["prefix=false"], BARE);
    assert_eq!(
        (bare.code(), bare.text().is_empty()),
        (0, false),
        "{}",
        bare.err
    );
    let serialized = with(&["serialize=true", "prefix=false"], SERIALIZED);
    assert_eq!((serialized.code(), serialized.err.as_str()), (0, ""));
    assert!(
        !serialized.text().starts_with("s:"),
        "{}",
        serialized.text()
    );
    gives(
        &with(&["serialize=true"], CBC),
        1,
        "",
        "cookiekit: malformed: laravel: it is genuine, and its text is not a string that PHP \
         serialized: --param serialize=false\n",
    );
}

/// `base64:` is a part of the text of a key, and tells how to read it.
#[test]
fn a_key_that_lost_its_base64_is_told() {
    let world = world();
    let pinned = ["decrypt", "--key", "bare", "--format", "laravel"];
    let ended = run(&world, &pinned, CBC);
    assert_eq!(ended.code(), 2);
    assert!(
        ended
            .err
            .contains("where `base64:` was left out, --param key-encoding=base64 reads it"),
        "{}",
        ended.err
    );
    let encoded = [&pinned[..], &["--param", "key-encoding=base64"]].concat();
    gives(&run(&world, &encoded, CBC), 0, SESSION, "");
}

#[test]
fn what_is_made_opens_again() {
    let world = world();
    let common = [
        "-q",
        "--key",
        "key",
        "--format",
        "laravel",
        "--name",
        "laravel_session",
    ];
    for param in [
        "cipher=aes-256-cbc",
        "cipher=aes-256-gcm",
        "serialize=true",
        "prefix=false",
    ] {
        let with = [&common[..], &["--param", param]].concat();
        let made = world
            .run(&[&["encrypt"], &with[..]].concat())
            .stdin("jan\u{e9}")
            .ends();
        assert_eq!(made.code(), 0, "{}", made.err);
        let cookie = made.text();
        assert!(!cookie.contains(['+', '/', '=']), "{cookie}");
        let opened = world
            .run(&[&["decrypt"], &with[..], &[cookie.trim()]].concat())
            .ends();
        gives(&opened, 0, "jan\u{e9}\n", "");
    }
    let small = ["--format", "laravel", "--param", "cipher=aes-128-cbc"];
    let small = [&["encrypt", "-q", "--key", "key"], &small[..]].concat();
    let small = world.run(&small).stdin("x").ends();
    assert_eq!(small.code(), 2);
    assert!(
        small.err.contains("does not have the bytes of the cipher"),
        "{}",
        small.err
    );
    let made = world
        .run(&["keygen", "--for", "laravel", "--stdout"])
        .ends()
        .text();
    assert!(
        made.starts_with("base64:") && made.trim().len() == 51,
        "{}",
        made.len()
    );
}

/// The lines of .env: the key in use, then the staged and the retired ones.
#[test]
fn the_keys_are_exported_as_env_has_them() {
    let world = world();
    let export = [
        "key",
        "export",
        "-q",
        "--for",
        "laravel-env",
        "--key",
        "other",
        "--reveal",
    ];
    let one = world.run(&export).ends();
    assert_eq!(
        (one.code(), one.text()),
        (0, format!("APP_KEY={OTHER}\n")),
        "{}",
        one.err
    );
    let stage = [
        "rotate", "stage", "-q", "--for", "laravel", "--key", "other",
    ];
    assert_eq!(world.run(&stage).ends().code(), 0);
    let staged = std::fs::read_to_string(world.path("other.next")).unwrap();
    assert!(staged.starts_with("base64:"));
    let two = world.run(&export).ends().text();
    assert_eq!(
        two,
        format!("APP_KEY={OTHER}\nAPP_PREVIOUS_KEYS={}\n", staged.trim())
    );
}

#[test]
fn a_session_that_a_cookie_holds_itself_ends_where_it_says() {
    const ID: &str = "WozT8H5rufwC5JNoUON4e2CwrLnBDkNxFC3hhiXQ";
    const HELD: &str = r#"{"data":"a:0:{}","expires":1700000000}"#;
    let world = world();
    let made = |name: &str| {
        let encrypt = [
            "encrypt", "--format", "laravel", "--key", "key", "-q", "--name",
        ];
        let ended = world.run(&encrypt).args(&[name, HELD]).ends();
        assert_eq!(ended.code(), 0, "{}", ended.err);
        format!("{name}={}", ended.text().trim_end())
    };
    let decrypt = |cookie: &str, now: &str| {
        world
            .run(&["decrypt", "--key", "key", "-q", "--now", now])
            .args(&[cookie])
            .ends()
    };
    let session = made(ID);
    gives(
        &decrypt(&session, "1700000000"),
        0,
        &format!("{HELD}\n"),
        "",
    );
    let over = decrypt(&session, "1700000001");
    assert_eq!((over.code(), &*over.text()), (3, ""), "{}", over.err);
    assert!(over.err.contains("expired"), "{}", over.err);
    // Any other cookie of the application may hold the same, and Laravel takes it.
    gives(
        &decrypt(&made("own"), "1800000000"),
        0,
        &format!("{HELD}\n"),
        "",
    );
    // Made again, it says the same.
    world.file("next", OTHER);
    let again = world
        .run(&["reissue", "--key", "next", "--key", "key", "-q"])
        .args(&["--now", "1700000000", &session])
        .ends();
    assert_eq!(again.code(), 0, "{}", again.err);
    let again = again.text();
    let over = world
        .run(&["decrypt", "--key", "next", "-q", "--now", "1700000001"])
        .args(&["--name", ID, again.trim_end()])
        .ends();
    assert!(over.err.contains("expired"), "{}", over.err);
}
