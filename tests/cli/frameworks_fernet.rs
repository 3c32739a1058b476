//! Fernet tokens at the command line. The cookies are made by the library
//! (cryptography 48), at THEN and with an initialization vector of zeros.

use crate::known::{ADD_THE_KEY, JUDGED_THEN, THEN};
use crate::world::World;

const KEY: &str = "MDEyMzQ1Njc4OWFiY2RlZjAxMjM0NTY3ODlhYmNkZWY=";
/// The first half of it is the same.
const HALF: &str = "MDEyMzQ1Njc4OWFiY2RlZnh4eHh4eHh4eHh4eHh4eHg=";
const PAYLOAD: &str = r#"{"user":"alice"}"#;
const TOKEN: &str = "gAAAAABlU_EAAAAAAAAAAAAAAAAAAAAAAEC60r4ZiAmfKHwO92XEho2Az2Z_aFD_NAqYfpoM23nkNVP6Ue3oTvXFqz2q9Pu90mZz8kKxXxjO4eeQ5tr4_eU=";

const DECRYPT: [&str; 5] = ["decrypt", "--key", "key", "--now", THEN];

#[test]
fn a_token_is_decrypted_and_made_again() {
    let world = World::with_key(format!("{KEY}\n"));
    let line = format!("Set-Cookie: token=\"{TOKEN}\"; Path=/");
    for cookie in [&[TOKEN][..], &["--format", "fernet", TOKEN], &[&line]] {
        world
            .run(&[&DECRYPT[..], cookie].concat())
            .gives(0, format!("{PAYLOAD}\n"), JUDGED_THEN);
    }
    let encrypt = ["encrypt", "--format", "fernet", "--key", "key"];
    let made = world
        .run(&[&encrypt[..], &["--now", THEN, PAYLOAD]].concat())
        .ends()
        .text();
    assert!(
        made.starts_with("gAAAAABlU_EA") && made.trim() != TOKEN,
        "{made}"
    );
    world.run(&[&DECRYPT[..], &[made.trim()]].concat()).gives(
        0,
        format!("{PAYLOAD}\n"),
        JUDGED_THEN,
    );
    let until = [&encrypt[..], &["--expires-in", "8h", PAYLOAD]].concat();
    world.run(&until).gives(
        2,
        "",
        "cookiekit: a fernet cookie says when it was made, and not when it expires\n\
         hint: leave the expiry out; who reads it decides how old it may be\n",
    );
    world.run(&["verify", "--key", "key", TOKEN]).gives(
        1,
        "",
        "cookiekit: this is a fernet cookie, which is encrypted\n\
         hint: use decrypt, with the same cookie and key\n",
    );
}

#[test]
fn it_is_as_old_as_it_may_be_and_no_further_ahead_than_a_minute() {
    let world = World::with_key(KEY);
    let at = |now: u64, more: &[&str]| {
        let now = now.to_string();
        let common = ["decrypt", "--json", "--key", "key"];
        let arguments = [&common[..], &["--now", &now], more, &[TOKEN]].concat();
        let ended = world.run(&arguments).ends();
        (ended.code(), ended.json()["outcome"].clone())
    };
    const MADE: u64 = 1_700_000_000;
    let hour = ["--format", "fernet", "--param", "ttl=1h"];
    assert_eq!(at(MADE * 2, &[]), (0, "valid".into()));
    assert_eq!(at(MADE / 2, &[]), (0, "valid".into()));
    assert_eq!(at(MADE + 3600, &hour), (0, "valid".into()));
    assert_eq!(at(MADE + 3601, &hour), (3, "expired".into()));
    assert_eq!(at(MADE - 60, &hour), (0, "valid".into()));
    assert_eq!(at(MADE - 61, &hour), (3, "expired".into()));
}

#[test]
fn what_is_forged_or_broken_or_under_half_a_key_is_said() {
    let world = World::with_key(KEY);
    let other = TOKEN.replace("Ue3oTvXF", "Ue3oTvXG");
    for (format, also) in [
        (&["--format", "fernet"][..], ""),
        (&[], "; nor does a key open it as aiohttp-session"),
    ] {
        world
            .run(&[&DECRYPT[..], format, &[&other]].concat())
            .gives(
                1,
                "",
                &format!(
                    "cookiekit: forged or under another key (format fernet){also}\n\
                 hint: {ADD_THE_KEY}\n"
                ),
            );
    }
    world.file("half", HALF);
    let half = ["decrypt", "--key", "half", "--now", THEN, TOKEN];
    world.run(&half).gives(
        1,
        "",
        "cookiekit: malformed: fernet: its signature is right, and its padding is wrong: the second \
         half of its key may be another one\n",
    );
    // Another key may have both halves.
    let both = [
        "decrypt", "--key", "half", "--key", "key", "--now", THEN, TOKEN,
    ];
    world
        .run(&both)
        .gives(0, format!("{PAYLOAD}\n"), JUDGED_THEN);
    for (token, why) in [
        (
            format!("{TOKEN}="),
            "the token is not canonical base64url (the server accepts it)",
        ),
        (
            TOKEN.trim_end_matches('=').to_owned(),
            "the token is not padded base64url",
        ),
        (TOKEN[..60].to_owned(), "the token is too short"),
        (
            TOKEN.replacen("gAAA", "gQAA", 1),
            "the token's first byte is not 0x80",
        ),
    ] {
        world
            .run(&[&DECRYPT[..], &["--format", "fernet", &format!("t={token}")]].concat())
            .gives(1, "", &format!("cookiekit: malformed: fernet: {why}\n"));
    }
    let told = world
        .run(&[
            "inspect",
            "--json",
            "--key",
            "key",
            "--now",
            THEN,
            &format!("{TOKEN}=="),
        ])
        .ends();
    assert_eq!(told.json()["reason"], "server-spelling", "{}", told.text());
}

#[test]
fn a_key_is_44_characters_and_is_made_so() {
    let world = World::with_key(KEY.trim_end_matches('='));
    let ended = world
        .run(&[&DECRYPT[..], &["--format", "fernet", TOKEN]].concat())
        .ends();
    assert_eq!((ended.code(), ended.text().as_str()), (2, ""));
    assert!(
        ended.err.contains("with its padding, 44 characters"),
        "{}",
        ended.err
    );
    let standard = KEY.replace('-', "+").replace('_', "/");
    world.file("standard", &standard);
    let decrypt = ["decrypt", "--key", "standard", "--now", THEN, TOKEN];
    world
        .run(&decrypt)
        .gives(0, format!("{PAYLOAD}\n"), JUDGED_THEN);
    let ended = world
        .run(&["keygen", "--for", "fernet", "--out", "new"])
        .ends();
    assert_eq!(ended.code(), 0, "{}", ended.err);
    let key = std::fs::read_to_string(world.path("new")).unwrap();
    assert!(key.trim().len() == 44 && key.trim().ends_with('='));
    let encrypt = ["encrypt", "--format", "fernet", "--key", "new", PAYLOAD];
    assert_eq!(world.run(&encrypt).ends().code(), 0);
}

#[test]
fn many_are_decrypted() {
    let world = World::with_key(KEY);
    let lines = format!("{TOKEN}\ntoken=\"{TOKEN}\"; Path=/\n{TOKEN}=\n");
    let ended = world
        .run(&[
            "decrypt", "--lines", "--quiet", "--key", "key", "--now", THEN,
        ])
        .stdin(&lines)
        .ends();
    let outcomes: Vec<String> = ended
        .text()
        .lines()
        .map(|line| serde_json::from_str::<serde_json::Value>(line).unwrap())
        .map(|record| format!("{} {}", record["outcome"], record["format"]))
        .collect();
    let valid = "\"valid\" \"fernet\"";
    assert_eq!([&*outcomes[0], &outcomes[1]], [valid; 2]);
    assert!(outcomes[2].starts_with("\"malformed\""), "{outcomes:?}");
}

#[test]
fn the_exported_code_names_the_keys_and_does_not_hold_them() {
    let world = World::with_key(KEY);
    let ended = world
        .run(&["key", "export", "--for", "fernet", "--key", "key"])
        .ends();
    let (text, path) = (ended.text(), world.path("key"));
    let keys = format!("\nkeys = keys_at(\"{}\")\n", path.display());
    let end = "\nfernet = MultiFernet([Fernet(key) for key in keys])\n";
    assert!(text.contains(&keys) && text.ends_with(end), "{text}");
    assert!(!text.contains(KEY), "{text}");
}
