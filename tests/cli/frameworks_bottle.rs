//! Bottle's signed cookies at the command line, of the bytes that Bottle 0.13.4 writes.

use crate::known::try_another_name;
use crate::world::World;

const KEY: &str = "0123456789abcdef0123456789abcdef";
const COOKIE: &str = "\"!QHoPw4v1YkirkXpzk1mTa3ew/Mnr400BCEsAfRQI7SE=?gAWVFwAAAAAAAABdlCiMB2FjY291bnSUj\
    AVhbGljZZRlLg==\"";
/// `{'user': 'alice', 'n': [1, None]}`.
const DICT: &str = "\"!+PgvxHuAMI+gsAonZNqE7VL42xjXBzuF2iewiAJBgqQ=?gAWVLQAAAAAAAABdlCiMB2FjY291bnSUf\
    ZQojAR1c2VylIwFYWxpY2WUjAFulF2UKEsBTmV1ZS4=\"";
/// What prints a word when it is loaded.
const CODE: &str = "\"!K7BK+U7JeOUD3iuCVy4r8AYzNKIjl3ON0SfixYXbor8=?gAWVMAAAAAAAAABdlCiMB2FjY291bnSUj\
    AhidWlsdGluc5SMBXByaW50lJOUjAVwd25lZJSFlFKUZS4=\"";
const MD5: &str = "\"!V+4+OdF6IaV1eCh7vdNozw==?gAWVFwAAAAAAAABdlCiMB2FjY291bnSUjAVhbGljZZRlLg==\"";

const VERIFY: [&str; 5] = ["verify", "--key", "key", "--name", "account"];

fn forged() -> String {
    let hint = try_another_name("bottle", "one was given: try --name OTHER");
    format!("cookiekit: forged or under another key (format bottle)\nhint: {hint}\n")
}

#[test]
fn a_cookie_is_verified_and_made_again() {
    let world = World::with_key(format!("{KEY}\n"));
    let bare = COOKIE.trim_matches('"');
    for (cookie, value) in [
        (COOKIE, "alice"),
        (bare, "alice"),
        (DICT, "{\"user\": \"alice\", \"n\": [1, null]}"),
    ] {
        for format in [&[][..], &["--format", "bottle"]] {
            world.run(&[&VERIFY[..], format, &[cookie]].concat()).gives(
                0,
                format!("{value}\n"),
                "",
            );
        }
    }
    let sign = [
        "sign", "--format", "bottle", "--key", "key", "--name", "account",
    ];
    world
        .run(&[&sign[..], &["alice"]].concat())
        .gives(0, format!("{COOKIE}\n"), "");
    let md5 = ["--format", "bottle", "--param", "digest=md5", MD5];
    world
        .run(&[&VERIFY[..], &md5].concat())
        .gives(0, "alice\n", "");
    world
        .run(&["sign", "--format", "bottle", "--key", "key", "alice"])
        .gives(
            2,
            "",
            "cookiekit: a bottle cookie is bound to its name, and no name was given\n\
             hint: add --name account, or the name that the application uses\n",
        );
}

#[test]
fn a_value_that_is_no_text_stays_what_it_is_when_it_is_made_again() {
    let world = World::with_key(KEY);
    world.file("new", KEY.repeat(2));
    let reissue = [
        "reissue", "--key", "new", "--key", "key", "--name", "account",
    ];
    let ended = world.run(&[&reissue[..], &[DICT]].concat()).ends();
    assert_eq!(ended.code(), 0, "{}", ended.err);
    let (_, pickle) = DICT.split_once('?').unwrap();
    assert!(
        ended.text().trim_end().ends_with(pickle),
        "{}",
        ended.text()
    );
}

#[test]
fn a_pickle_that_would_run_code_is_named_and_never_loaded() {
    let world = World::with_key(KEY);
    let why = "the pickle would call or build more than plain values, as only a class of the \
               application can: it is left unread, and is never loaded here";
    world
        .run(&[&VERIFY[..], &["--format", "bottle", CODE]].concat())
        .gives(1, "", &format!("cookiekit: malformed: bottle: {why}\n"));
}

#[test]
fn what_is_forged_or_broken_is_said() {
    let world = World::with_key(KEY);
    let verify = [&VERIFY[..], &["--format", "bottle"]].concat();
    for other in [
        COOKIE.replace("QHoP", "QHoQ"),
        COOKIE.replace("FwAA", "FwAB"),
    ] {
        world
            .run(&[&verify[..], &[&other]].concat())
            .gives(1, "", &forged());
    }
    let renamed = [
        "verify", "--key", "key", "--format", "bottle", "--name", "accounts",
    ];
    world
        .run(&[&renamed[..], &[COOKIE]].concat())
        .gives(1, "", &forged());
    let bare = COOKIE.trim_matches('"');
    for (cookie, why) in [
        (
            bare[1..].to_owned(),
            "it does not start with !: Bottle takes it for an unsigned cookie",
        ),
        (
            bare.replace('?', "."),
            "there is no ? between signature and pickle",
        ),
        (
            format!("Cookie: account={MD5}"),
            "the signature is not base64 of a digest of SHA-256 (another one is named with --param \
             digest)",
        ),
        (bare.replace("gAWV", "gA*V"), "the pickle is not base64"),
    ] {
        world.run(&[&verify[..], &[&cookie]].concat()).gives(
            1,
            "",
            &format!("cookiekit: malformed: bottle: {why}\n"),
        );
    }
}

#[test]
fn many_are_verified() {
    let world = World::with_key(KEY);
    let lines = format!("account={COOKIE}\naccount={DICT}; Path=/\nother={COOKIE}\n");
    let ended = world
        .run(&["verify", "--lines", "--quiet", "--key", "key"])
        .stdin(&lines)
        .ends();
    let told: Vec<String> = ended
        .text()
        .lines()
        .map(|line| serde_json::from_str::<serde_json::Value>(line).unwrap())
        .map(|record| format!("{} {}", record["outcome"], record["format"]))
        .collect();
    let [valid, forged] = ["\"valid\" \"bottle\"", "\"forged\" \"bottle\""];
    assert_eq!(told, [valid, valid, forged]);
}
