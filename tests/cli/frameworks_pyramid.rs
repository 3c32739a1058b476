//! Pyramid's sessions and tickets at the command line. They are those of Pyramid 2.1's
//! own serializer and `AuthTicket`, made at THEN.

use crate::known::{JUDGED_THEN, THEN, add_the_key_or};
use crate::world::World;

const KEY: &str = "0123456789abcdef0123456789abcdef";
const SESSION: &str = "XBEwb6X_ujL4b350CLKpuiogyrGSWPvs1OahU1het09prBv7ab5tby7FIpFf8C6VzK3MQVyrDppxt0\
    KmwtfEAVsxNzAwMDAwMDAwLCAxNzAwMDAwMDAwLCB7InVzZXIiOiAiYWxpY2UifV0";
/// `["1700000000", "1700000000", {…}]`.
const TIMES_AS_TEXT: &str = "mA5XyboxndYJF4uO1HkfUIHrqxOqejKHUY4jG1IUoxl7fFPlri7FwLfz8qUaNCnt4NN6egpg5a5Ku\
    ULrcpdFklsiMTcwMDAwMDAwMCIsICIxNzAwMDAwMDAwIiwgeyJ1c2VyIjogImFsaWNlIn1d";
const TICKET: &str = "51540bf1436ebac0f484b84dbc27ee7d687ab02fb6a74417ad5f69d212d76ad11f5fba40144a5459\
    314fb48a58143bd50ba552a17364ce92530c7aed7be755836553f100YWxpY2U%3D!userid_type:b64unicode";
const WITH_TOKENS: &str = "\"566c88bb6cfb065187d5a240881c179a2d5d264baa0735812eba04445c5c822ec47c4292bde436\
    2e89bdef859c185a5338fdc6d6f217cb72bdfdb6ad48ff1a6f6553f100YWxpY2U%3D!admin\\054group-1!\
    userid_type:b64unicode\"";
const NUMBER: &str = "c8004510378f6baa0c9de9241069a55e4e0619bf4ef5c884613fbb7a5647f4644ebc7ba38490a1c3\
    3769ac54708ea80cebff6a53e350ffacfe4c2c0b6c53ed346553f10014!userid_type:int";
const OF_ADDRESS: &str = "c32a901e12a6891ac11a9baff31b715d6d1f21a7c4e57fc719568d41a8e6e8562f693b15b1c020\
    ea409c8948de94de415983509d42efe690238e665bdfe97ec86553f10014!userid_type:int";
const MD5: &str = "0657859fd74376ba5ccb3ac2ebc8feef6553f100alice!";

const VERIFY: [&str; 5] = ["verify", "--key", "key", "--now", THEN];

fn forged(format: &str) -> String {
    let hint = add_the_key_or(format, &["salt"]);
    format!("cookiekit: forged or under another key (format {format})\nhint: {hint}\n")
}

#[test]
fn a_session_is_verified_and_made_again() {
    let world = World::with_key(format!("{KEY}\n"));
    let stored = "[1700000000, 1700000000, {\"user\": \"alice\"}]";
    let line = format!("Set-Cookie: session={SESSION}; Path=/; SameSite=Lax");
    for cookie in [&[SESSION][..], &["--format", "pyramid", SESSION], &[&line]] {
        world
            .run(&[&VERIFY[..], cookie].concat())
            .gives(0, format!("{stored}\n"), JUDGED_THEN);
    }
    let sign = ["sign", "--format", "pyramid", "--key", "key", "--now", THEN];
    for payload in ["{\"user\": \"alice\"}", stored] {
        world
            .run(&[&sign[..], &[payload]].concat())
            .gives(0, format!("{SESSION}\n"), "");
    }
    world.run(&[&sign[..], &["[1]"]].concat()).gives(
        2,
        "",
        "cookiekit: the payload of a pyramid cookie is a JSON object, or a list of two times and \
         one\n",
    );
}

#[test]
fn its_age_since_its_last_use_counts() {
    let world = World::with_key(KEY);
    let at = |now: u64, more: &[&str]| {
        let now = now.to_string();
        let common = ["verify", "--json", "--key", "key", "--format", "pyramid"];
        let ended = world
            .run(&[&common[..], &["--now", &now], more, &[SESSION]].concat())
            .ends();
        (ended.code(), ended.json()["outcome"].clone())
    };
    const MADE: u64 = 1_700_000_000;
    assert_eq!(at(MADE + 1200, &[]), (0, "valid".into()));
    assert_eq!(at(MADE + 1201, &[]), (3, "expired".into()));
    assert_eq!(at(0, &[]), (0, "valid".into()));
    assert_eq!(
        at(MADE + 9999, &["--param", "timeout=none"]),
        (0, "valid".into())
    );
    assert_eq!(at(MADE, &["--param", "salt=other."]), (1, "forged".into()));
    assert_eq!(
        at(MADE, &["--param", "digest=sha256"]),
        (1, "forged".into())
    );
}

#[test]
fn a_session_that_is_broken_is_said_to_be() {
    let world = World::with_key(KEY);
    let verify = [&VERIFY[..], &["--format", "pyramid"]].concat();
    let other = SESSION.replace("XBEwb6X", "XBEwb6Y");
    world
        .run(&[&verify[..], &[&other]].concat())
        .gives(1, "", &forged("pyramid"));
    let quoted = format!("Cookie: session=\"\\130{}\"", &SESSION[1..]);
    for (cookie, why) in [
        (
            TIMES_AS_TEXT.to_owned(),
            "it is not a list of two times and an object (the server begins an empty session, or \
             ends in an error; times in quotes it takes)",
        ),
        (
            quoted,
            "it is in double quotes, with escapes or with white space around it (the server \
             removes them)",
        ),
        (
            format!("{SESSION}=="),
            "it is not canonical base64url without padding (the server ignores invalid \
             characters, unused bits and padding)",
        ),
        ("AAAA".to_owned(), "it is shorter than a MAC"),
    ] {
        world.run(&[&verify[..], &[&cookie]].concat()).gives(
            1,
            "",
            &format!("cookiekit: malformed: pyramid: {why}\n"),
        );
    }
}

#[test]
fn a_ticket_is_verified_and_made_again() {
    let world = World::with_key(format!("{KEY}\n"));
    let alice =
        "{\"userid\": \"alice\", \"tokens\": [], \"user_data\": \"userid_type:b64unicode\"}";
    let tokens = "{\"userid\": \"alice\", \"tokens\": [\"admin\", \"group-1\"], \
                  \"user_data\": \"userid_type:b64unicode\"}";
    let number = "{\"userid\": 14, \"tokens\": [], \"user_data\": \"userid_type:int\"}";
    let sign = [
        "sign",
        "--format",
        "pyramid-auth-tkt",
        "--key",
        "key",
        "--now",
        THEN,
    ];
    for (ticket, said, short) in [
        (TICKET, alice, "alice"),
        (
            WITH_TOKENS,
            tokens,
            "{\"userid\":\"alice\",\"tokens\":[\"admin\",\"group-1\"]}",
        ),
        (NUMBER, number, "{\"userid\":14}"),
    ] {
        let named = format!("Cookie: auth_tkt={ticket}");
        for cookie in [&[&*named][..], &["--format", "pyramid-auth-tkt", &named]] {
            world
                .run(&[&VERIFY[..], cookie].concat())
                .gives(0, format!("{said}\n"), JUDGED_THEN);
        }
        for payload in [said, short] {
            world
                .run(&[&sign[..], &[payload]].concat())
                .gives(0, format!("{ticket}\n"), "");
        }
    }
    for (payload, error) in [
        (
            "{\"userid\":\"alice\",\"tokens\":[\"1st\"]}",
            "a token of a pyramid-auth-tkt ticket is a letter, and letters, digits, + - _",
        ),
        (
            "{\"userid\":1.5}",
            "the userid of a pyramid-auth-tkt ticket is text or a whole number, of the type that \
             its user_data says",
        ),
        (
            "{\"userid\":\"a\",\"user_data\":\"a!b\"}",
            "the user_data of a pyramid-auth-tkt ticket holds no !",
        ),
    ] {
        world
            .run(&[&sign[..], &[payload]].concat())
            .gives(2, "", &format!("cookiekit: {error}\n"));
    }
}

#[test]
fn a_ticket_is_of_its_digest_its_address_and_its_timeout() {
    let world = World::with_key(KEY);
    let run = |now: &str, more: &[&str], ticket: &str| {
        let common = [
            "verify",
            "--json",
            "--key",
            "key",
            "--format",
            "pyramid-auth-tkt",
        ];
        let ended = world
            .run(&[&common[..], &["--now", now], more, &[ticket]].concat())
            .ends();
        (ended.code(), ended.json()["outcome"].clone())
    };
    let valid = (0, "valid".into());
    let timeout = ["--param", "timeout=600"];
    assert_eq!(run("1700000600", &timeout, TICKET), valid);
    assert_eq!(run("1700000601", &timeout, TICKET), (3, "expired".into()));
    assert_eq!(run("2700000000", &["--param", "timeout=0"], TICKET), valid);
    assert_eq!(run(THEN, &["--param", "digest=md5"], MD5), valid);
    assert_eq!(run(THEN, &[], MD5), (1, "malformed".into()));
    assert_eq!(run(THEN, &["--param", "ip=192.0.2.7"], OF_ADDRESS), valid);
    assert_eq!(
        run(THEN, &["--param", "ip=192.0.2.8"], OF_ADDRESS),
        (1, "forged".into())
    );
    assert_eq!(run(THEN, &[], OF_ADDRESS), (1, "forged".into()));
    let upper = TICKET.replace("6553f100", "6553F100");
    assert_eq!(run(THEN, &[], &upper), (1, "malformed".into()));
    let other = TICKET.replace("YWxp", "YWxq");
    assert_eq!(run(THEN, &[], &other), (1, "forged".into()));
    let spelled = TICKET.replace("YWxp", "%59Wxp");
    assert_eq!(run(THEN, &[], &spelled), (1, "malformed".into()));
}

#[test]
fn many_are_verified_and_told_apart() {
    let world = World::with_key(KEY);
    let lines = format!("session={SESSION}; Path=/\nauth_tkt={TICKET}\n{SESSION}\n{TICKET}\n");
    let ended = world
        .run(&[
            "verify", "--lines", "--quiet", "--key", "key", "--now", THEN,
        ])
        .stdin(&lines)
        .ends();
    let told: Vec<String> = ended
        .text()
        .lines()
        .map(|line| serde_json::from_str::<serde_json::Value>(line).unwrap())
        .map(|record| format!("{} {}", record["outcome"], record["format"]))
        .collect();
    let [session, ticket] = ["\"valid\" \"pyramid\"", "\"valid\" \"pyramid-auth-tkt\""];
    assert_eq!(told, [session, ticket, session, ticket]);
}

#[test]
fn a_session_is_carried_to_another_framework() {
    let world = World::with_key(KEY);
    world.file("new", KEY.repeat(2));
    let reissue = [
        "reissue",
        "--key",
        "key",
        "--to",
        "starlette",
        "--to-key",
        "new",
    ];
    let named = format!("session={SESSION}");
    let ended = world
        .run(&[&reissue[..], &["--now", THEN, &named]].concat())
        .ends();
    assert_eq!(ended.code(), 0, "{}", ended.err);
    let made = ended.text().trim_end().to_owned();
    let verify = [
        "verify",
        "--key",
        "new",
        "--now",
        THEN,
        "--format",
        "starlette",
    ];
    world
        .run(&[&verify[..], &[&made]].concat())
        .gives(0, "{\"user\": \"alice\"}\n", JUDGED_THEN);
}

#[test]
fn the_exported_code_names_the_key_and_does_not_hold_it() {
    let world = World::with_key(KEY);
    for (name, end) in [
        (
            "pyramid",
            "config.set_session_factory(BaseCookieSessionFactory(Signed(keys)))\n",
        ),
        (
            "pyramid-auth-tkt",
            "helper = Tickets(keys, hashalg=\"sha512\")\n",
        ),
    ] {
        let export = ["key", "export", "--for", name, "--key", "key"];
        let text = world.run(&export).ends().text();
        assert!(text.ends_with(end) && !text.contains(KEY), "{text}");
    }
}
