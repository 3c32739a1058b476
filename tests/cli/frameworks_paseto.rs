//! PASETO's local tokens at the command line. They are those of pyseto 1.10.0, of
//! nonces that were given.

use crate::known::{JUDGED_THEN, THEN, add_the_key_or};
use crate::world::World;

/// The bytes 0 to 31.
const KEY: &str = "k4.local.AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8";
const HEX: &str = "000102030405060708090a0b0c0d0e0f101112131415161718191a1b1c1d1e1f";
const TOKEN: &str = "v4.local.AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAPsqPqTaqC1TcMzbXt1L74dw_selAnok\
    WfUaPOEYKD8NHUqtf36sm0IZvf_VaKQ2g";
/// Until 2023-11-14T23:13:20+00:00.
const WITH_EXP: &str = "v4.local.AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAPsqPqTaqC1TcMzbXt1L6pqY74B_-Cxk\
    dCkIVevFP5Pk20orbP_Rieb-YYMlK70mVLQJC3T2fS9wxlr85mr8ryCK9WCajGWZOlgArwKsgmwAi7";
/// With a footer that names a key, and the implicit assertion `session:7`.
const WITH_FOOTER: &str = "v4.local.AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAPsqPqTaqC1TcMzbXt1L74zZj17Os4yG\
    ZkdWkd5k-rmbyRGcsmKawPYoNpj65gTF4.eyJraWQiOiJvbmUifQ";
const IMPLICIT: [&str; 2] = ["--param", "implicit-assertion=session:7"];

const DECRYPT: [&str; 5] = ["decrypt", "--key", "key", "--now", THEN];

fn forged() -> String {
    let hint = add_the_key_or("paseto", &["implicit-assertion"]);
    format!("cookiekit: forged or under another key (format paseto)\nhint: {hint}\n")
}

#[test]
fn a_token_is_decrypted_by_a_key_of_either_spelling() {
    let world = World::with_key(format!("{KEY}\n"));
    world.file("hex", HEX);
    let hex = [
        "decrypt", "--key", "hex", "--now", THEN, "--format", "paseto",
    ];
    let encoding = ["--param", "key-encoding=hex", TOKEN];
    for arguments in [
        &[&DECRYPT[..], &[TOKEN]].concat()[..],
        &[&DECRYPT[..], &["--format", "paseto", TOKEN]].concat(),
        &[&hex[..], &encoding].concat(),
    ] {
        let ended = world.run(arguments).ends();
        let told = (ended.code(), ended.text());
        assert_eq!(
            told,
            (0, "{\"user\":\"alice\"}\n".to_owned()),
            "{}",
            ended.err
        );
    }
    let named = [
        &DECRYPT[..],
        &["--format", "paseto"],
        &IMPLICIT,
        &[WITH_FOOTER],
    ]
    .concat();
    world
        .run(&named)
        .gives(0, "{\"user\":\"alice\"}\n", JUDGED_THEN);
    world
        .run(&[&DECRYPT[..], &[WITH_FOOTER]].concat())
        .gives(1, "", &forged());
}

#[test]
fn it_is_valid_through_the_second_of_its_exp() {
    let world = World::with_key(KEY);
    let at = |now: &str, more: &[&str]| {
        let common = ["decrypt", "--json", "--key", "key", "--format", "paseto"];
        let ended = world
            .run(&[&common[..], &["--now", now], more, &[WITH_EXP]].concat())
            .ends();
        (ended.code(), ended.json()["outcome"].clone())
    };
    assert_eq!(at("1700003600", &[]), (0, "valid".into()));
    assert_eq!(at("1700003601", &[]), (3, "expired".into()));
    let leeway = ["--param", "leeway=30"];
    assert_eq!(at("1700003630", &leeway), (0, "valid".into()));
    assert_eq!(at("1700003631", &leeway), (3, "expired".into()));
}

#[test]
fn one_is_made_with_a_date_and_a_footer_and_made_again_with_it() {
    let world = World::new();
    world
        .run(&["keygen", "--for", "paseto", "--out", "key"])
        .ends();
    let key = std::fs::read_to_string(world.path("key")).unwrap();
    assert!(
        key.starts_with("k4.local.") && key.trim_end().len() == 52,
        "{}",
        key.len()
    );
    let encrypt = [
        "encrypt", "--format", "paseto", "--key", "key", "--now", THEN,
    ];
    let more = [
        "--expires-in",
        "1h",
        "--param",
        "footer=kid:1",
        "{\"sub\":\"alice\"}",
    ];
    let made = world.run(&[&encrypt[..], &more].concat()).ends();
    assert_eq!(made.code(), 0, "{}", made.err);
    let token = made.text().trim_end().to_owned();
    assert!(token.ends_with(".a2lkOjE"), "{token}");
    let payload = "{\"sub\":\"alice\",\"exp\":\"2023-11-14T23:13:19+00:00\"}\n";
    world
        .run(&[&DECRYPT[..], &[&token]].concat())
        .gives(0, payload, JUDGED_THEN);
    world
        .run(&["keygen", "--for", "paseto", "--out", "new"])
        .ends();
    let reissue = ["reissue", "--key", "new", "--key", "key", "--now", THEN];
    let again = world.run(&[&reissue[..], &[&token]].concat()).ends().text();
    assert!(
        again.trim_end().ends_with(".a2lkOjE") && again.trim_end() != token,
        "{again}"
    );
    let late = [&encrypt[..], &["{\"exp\":\"2023-11-14T22:13:19Z\"}"]].concat();
    world.run(&late).gives(
        2,
        "",
        "cookiekit: the cookie would be expired as soon as it is made: its exp is past\n\
         hint: give a later exp, or --expires-in 8h in its place\n",
    );
}

#[test]
fn what_is_forged_or_broken_is_said() {
    let world = World::with_key(KEY);
    let decrypt = [&DECRYPT[..], &["--format", "paseto"]].concat();
    let other = TOKEN.replace("PsqPq", "PsqPr");
    world
        .run(&[&decrypt[..], &[&other]].concat())
        .gives(1, "", &forged());
    for (token, why) in [
        (
            TOKEN.replace("v4.local", "v4.public"),
            "it is a public token, which a pair of keys signs: those of v4.local are read here",
        ),
        (
            TOKEN.replace("v4", "v3"),
            "it is a local token of another version: those of v4.local are read here",
        ),
        (
            format!("{TOKEN}."),
            "there is a dot, and no footer behind it (pyseto accepts it)",
        ),
        (
            format!("{TOKEN}=="),
            "the payload is not canonical base64url without padding (pyseto ignores invalid \
             characters, unused bits and padding)",
        ),
        (format!("{TOKEN}.a.b"), "it has more than four parts"),
        (
            "v4.local.AAAA".to_owned(),
            "it is shorter than a nonce and a tag",
        ),
    ] {
        for chosen in [&decrypt[..], &DECRYPT] {
            world.run(&[chosen, &[&token]].concat()).gives(
                1,
                "",
                &format!("cookiekit: malformed: paseto: {why}\n"),
            );
        }
    }
    for (key, why) in [
        (
            "k4.public.AAAA",
            "the key is of PASERK, and none of v4.local: it starts with another word than k4.local.",
        ),
        (
            "k4.local.AAAA",
            "the key is not k4.local. and 32 bytes in base64url without padding",
        ),
    ] {
        world.file("key", key);
        let ended = world.run(&[&decrypt[..], &[TOKEN]].concat()).ends();
        assert_eq!(ended.code(), 2);
        assert!(ended.err.contains(why), "{}", ended.err);
    }
}

#[test]
fn many_are_decrypted() {
    let world = World::with_key(KEY);
    let lines = format!("token={TOKEN}\n{WITH_EXP}\n{TOKEN}=\n");
    let ended = world
        .run(&[
            "decrypt",
            "--lines",
            "--quiet",
            "--key",
            "key",
            "--now",
            "1700009999",
        ])
        .stdin(&lines)
        .ends();
    let told: Vec<String> = ended
        .text()
        .lines()
        .map(|line| serde_json::from_str::<serde_json::Value>(line).unwrap())
        .map(|record| format!("{} {}", record["outcome"], record["format"]))
        .collect();
    assert_eq!(
        told[..2],
        ["\"valid\" \"paseto\"", "\"expired\" \"paseto\""]
    );
    assert!(told[2].starts_with("\"malformed\""), "{told:?}");
}
