//! What others make with itsdangerous, at the command line: Quart-Auth 0.12.0,
//! Streamlit, Flask-WTF 1.3.0 and Flask-Session 0.8.0, at THEN.

use crate::known::{ADD_THE_KEY, JUDGED_THEN, THEN};
use crate::world::World;

const KEY: &str = "0123456789abcdef0123456789abcdef";
const MADE: u64 = 1_700_000_000;

/// The format, the cookie's name, its value, what it carries, and its age.
const COOKIES: [(&str, &str, &str, &str, Option<u64>); 4] = [
    (
        "quart-auth",
        "QUART_AUTH",
        "ImFsaWNlIg.ZVPxAA.LF_fgpQaDIlKq5QUQjDRh55CPvoI2mXZ3IpBEiFsskUGegGfrqcLQsLox_amHPncCXMXkFQJytsafZw7u_L6Fw",
        r#""alice""#,
        Some(31_536_000),
    ),
    (
        "streamlit",
        "_streamlit_user",
        "IntcIm9yaWdpblwiOiBcImh0dHA6Ly9sb2NhbGhvc3Q6ODUwMVwifSI.ZVPxAA.B6XHeacgCBjw0W5yndtZZnhNXIc",
        r#""{\"origin\": \"http://localhost:8501\"}""#,
        Some(2_678_400),
    ),
    (
        "flask-wtf",
        "csrf_token",
        "IjVmMmI5YzZlOGYwZDRhMWI3YzNlOWQyZjZhOGIwYzRkMWU1ZjdhOWIi.ZVPxAA.mmmFsIMCdIOeo5v-2g4wTao_6eo",
        r#""5f2b9c6e8f0d4a1b7c3e9d2f6a8b0c4d1e5f7a9b""#,
        Some(3600),
    ),
    (
        "flask-session",
        "session",
        "gP8zvqbuqmJ3z6VqC0oQ0x0K1kqU3m5yH3n4xLJt3Zs.Kp7S3JfKfyOFyR57y2vteMscwWM",
        "gP8zvqbuqmJ3z6VqC0oQ0x0K1kqU3m5yH3n4xLJt3Zs",
        None,
    ),
];

#[test]
fn each_is_told_by_its_look_verified_and_made_again() {
    let world = World::with_key(format!("{KEY}\n"));
    for (format, name, cookie, payload, _) in COOKIES {
        let line = format!("Set-Cookie: {name}={cookie}; HttpOnly; Path=/");
        world
            .run(&["verify", "--key", "key", "--now", THEN, &line])
            .gives(0, format!("{payload}\n"), JUDGED_THEN);
        let told = world
            .run(&["inspect", "--json", "--key", "key", "--now", THEN, &line])
            .ends();
        assert_eq!(told.json()["format"], format, "{}", told.text());
        let sign = ["sign", "--format", format, "--key", "key", "--now", THEN];
        world
            .run(&[&sign[..], &["--name", name]].concat())
            .stdin(payload)
            .gives(0, format!("{cookie}\n"), "");
    }
}

#[test]
fn each_is_taken_as_long_as_its_maker_takes_it() {
    let world = World::with_key(KEY);
    for (format, name, cookie, _, age) in COOKIES {
        let at = |now: u64| {
            let now = now.to_string();
            let verify = ["verify", "--key", "key", "--format", format, "--now", &now];
            let ended = world
                .run(&[&verify[..], &["--name", name, cookie]].concat())
                .ends();
            ended.code()
        };
        let ages = age.map_or([0, 0, 0], |_| [0, 3, 3]);
        let age = age.unwrap_or(MADE);
        assert_eq!(
            [at(MADE + age), at(MADE + age + 1), at(MADE - 1)],
            ages,
            "{format}"
        );
    }
}

#[test]
fn an_id_is_said_to_be_one() {
    let (_, name, cookie, ..) = COOKIES[3];
    let line = format!("Cookie: {name}={cookie}");
    let told = World::new().run(&["inspect", &line]).ends();
    let text = told.text().split_whitespace().collect::<Vec<_>>().join(" ");
    assert!(
        text.contains(
            "an id: the data is in the server's store, and nothing of it can be opened here"
        ),
        "{text}"
    );
    let world = World::with_key(KEY);
    let other = line.replace("scwWM", "scwWU");
    world
        .run(&["verify", "--key", "key", "--now", THEN, &other])
        .gives(
            1,
            "",
            &format!(
                "cookiekit: forged or under another key (format flask-session)\nhint: {ADD_THE_KEY}\n"
            ),
        );
    let sign = ["sign", "--format", "flask-session", "--key", "key", "alice"];
    world.run(&sign).gives(
        2,
        "",
        "cookiekit: the server could not read it: flask-session: what is signed is not an id of \
         Flask-Session: 43 letters of base64url, or a UUID\n",
    );
}

#[test]
fn the_salt_of_streamlit_is_the_name() {
    let world = World::with_key(KEY);
    let (_, _, cookie, ..) = COOKIES[1];
    let verify = [
        "verify",
        "--key",
        "key",
        "--now",
        THEN,
        "--format",
        "streamlit",
    ];
    for name in ["_streamlit_user_tokens", ""] {
        let ended = world
            .run(&[&verify[..], &["--name", name, cookie]].concat())
            .ends();
        assert_eq!(ended.code(), 1, "{}", ended.err);
        assert!(
            ended
                .err
                .contains("forged or under another key (format streamlit)"),
            "{}",
            ended.err
        );
    }
}

#[test]
fn what_is_of_another_use_is_not_signed() {
    let world = World::with_key(KEY);
    for format in ["quart-auth", "streamlit", "flask-wtf"] {
        let sign = [
            "sign", "--format", format, "--key", "key", "--name", "a", "{}",
        ];
        world.run(&sign).gives(
            2,
            "",
            &format!(
                "cookiekit: the server could not read it: {format}: the payload is not a JSON \
                 string\n"
            ),
        );
    }
}

/// Streamlit's own: `tests/data/streamlit-chunks.json`.
#[test]
fn a_user_of_streamlit_in_several_cookies_is_read() {
    let made: serde_json::Value =
        serde_json::from_str(include_str!("../data/streamlit-chunks.json")).unwrap();
    let world = World::with_key(made["secret"].as_str().unwrap());
    let cookies = made["cookies"].as_object().unwrap();
    let pair = |name: &String| format!("{name}={}", cookies[name].as_str().unwrap());
    let mut names: Vec<&String> = cookies.keys().collect();
    names.sort();
    let header = |names: &[&String]| {
        let pairs: Vec<String> = names.iter().map(|it| pair(it)).collect();
        format!("Cookie: theme=dark; {}", pairs.join("; "))
    };
    let verify = |now: &str, header: &str| {
        let verify = [
            "verify",
            "-q",
            "--key",
            "key",
            "--format",
            "streamlit",
            "--now",
            now,
        ];
        let more = ["--name", "_streamlit_user", "--", header];
        world.run(&[&verify[..], &more].concat()).ends()
    };
    let opened = verify("1700000000", &header(&names));
    assert_eq!(opened.code(), 0, "{}", opened.err);
    let text: String = serde_json::from_str(opened.text().trim()).unwrap();
    let user: serde_json::Value = serde_json::from_str(&text).unwrap();
    assert_eq!(user["name"], "Zo\u{eb}");
    assert_eq!(user["text"].as_str().unwrap().len(), 60 * 128);
    // The order in the header is none of theirs.
    names.reverse();
    assert_eq!(verify("1700000000", &header(&names)).code(), 0);
    assert_eq!(verify("1702678401", &header(&names)).code(), 3);
    let missing = verify("1700000000", &header(&names[1..]));
    assert_eq!(missing.code(), 1);
    assert!(missing.err.contains("one is missing"), "{}", missing.err);
    let swapped = header(&names)
        .replace("_user_1=", "_user_9=")
        .replace("_user_2=", "_user_1=")
        .replace("_user_9=", "_user_2=");
    let forged = verify("1700000000", &swapped);
    assert!(
        forged.err.contains("forged or under another key"),
        "{}",
        forged.err
    );
}

#[test]
fn a_long_user_of_streamlit_is_made_in_parts_and_a_part_that_is_missing_is_named() {
    let world = World::with_key(KEY);
    let name = ["--name", "_streamlit_user"];
    let user = format!("{{\"text\": \"{}\"}}", "0123456789abcdef".repeat(600));
    let payload = serde_json::Value::from(&*user).to_string();
    let sign = [
        "sign",
        "-q",
        "--format",
        "streamlit",
        "--key",
        "key",
        "--now",
        THEN,
    ];
    let signed = |payload: &str| {
        let sign = [&sign[..], &name].concat();
        let ended = world.run(&sign).stdin(payload).ends();
        assert_eq!(ended.code(), 0, "{}", ended.err);
        ended.text().trim_end().to_owned()
    };
    let made = signed(&payload);
    // It compresses: only what is too long all the same is in parts.
    assert!(!made.contains("; "), "{made}");
    let long: String = (0..2400_u32)
        .map(|it| format!("{:08x}", it.wrapping_mul(2_654_435_761)))
        .collect();
    let payload = serde_json::Value::from(&*long).to_string();
    let made = signed(&payload);
    let pairs: Vec<&str> = made.split("; ").collect();
    assert!(pairs.len() > 3, "{}", pairs.len());
    assert!(pairs.iter().all(|it| it.len() < 4096 - 50));
    let verify = [
        "verify",
        "--key",
        "key",
        "--format",
        "streamlit",
        "--now",
        THEN,
    ];
    let opened = world
        .run(&[&verify[..], &name].concat())
        .stdin(&made)
        .ends();
    assert_eq!(opened.text().trim_end(), payload, "{}", opened.err);
    let inspect = ["inspect", "--json", "--key", "key", "--now", THEN];
    for (index, id) in [
        (1, "first-chunk-missing"),
        (2, "chunk-missing"),
        (pairs.len() - 1, "last-chunk-missing"),
    ] {
        let mut rest = pairs.clone();
        let missing = rest.remove(index).split('=').next().unwrap();
        let header = format!("Cookie: {}", rest.join("; "));
        let ended = world
            .run(&[&inspect[..], &name].concat())
            .stdin(header)
            .ends();
        let told = ended.json();
        assert_eq!((ended.code(), &told["reason"]), (1, &id.into()), "{told:#}");
        assert!(
            told["verdict"].as_str().unwrap().contains(missing),
            "{told:#}"
        );
    }
    // A part is signed on its own.
    for more in [&[][..], &["--format", "streamlit"]] {
        let ended = world
            .run(&[&inspect[..], more].concat())
            .stdin(format!("Cookie: {}", pairs[1]))
            .ends();
        let told = ended.json();
        assert_eq!((ended.code(), &told["format"]), (1, &"streamlit".into()));
        assert_eq!(
            (&told["outcome"], &told["reason"]),
            (&"refused".into(), &"first-chunk-missing".into()),
            "{told:#}"
        );
        assert_eq!(told["remarks"][0]["id"], "first-chunk-missing", "{told:#}");
    }
}
