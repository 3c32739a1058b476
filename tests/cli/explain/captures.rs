//! What people have in hand: every cookie of it is listed, and said what it is.

use std::fs;

use serde_json::{Value, json};

use super::{HEX32, JANE, JANE_NOW};
use crate::known::{KEY, OTHER_KEY, PLUMBER_WIRE, SEALED, SIGNED, THEN};
use crate::world::{Run, World};

fn inspect(world: &World, more: &[&str], input: impl AsRef<[u8]>) -> Run {
    let arguments = ["inspect", "--now", THEN];
    world.run(&[&arguments, more].concat()).stdin(input)
}

/// Name, outcome and exit of each cookie in a document.
fn listed(document: &Value) -> Vec<(&str, &str, Value)> {
    let cookies = document["cookies"].as_array().unwrap();
    let row = |it: &'_ Value| {
        let name = it["name"].as_str().unwrap_or_default();
        (
            name.to_owned(),
            it["outcome"].as_str().unwrap().to_owned(),
            it["exit"].clone(),
        )
    };
    let rows = cookies.iter().map(row).collect::<Vec<_>>();
    rows.into_iter()
        .map(|(name, outcome, exit)| (&*name.leak(), &*outcome.leak(), exit))
        .collect()
}

#[test]
fn a_header_with_several_lists_each() {
    let world = World::with_key(KEY);
    let header = format!("Cookie: theme=dark; session={SEALED}; plumber={PLUMBER_WIRE}");
    let ended = inspect(&world, &["--key", "key"], &header).ends();
    let text = ended.text();
    let first = "3 cookies in header lines: 2 genuine and valid, 1 of another kind\n";
    assert!(text.starts_with(first), "{text}");
    for line in [
        "\n1  theme\n   not a cookie of a known format: nothing to open\n",
        "\n2  session\n   genuine and valid: authenticated by the primary key from key\n   (1e75b355-e4de5af7)\n",
        "\n3  plumber\n   genuine and valid: authenticated by",
    ] {
        assert!(text.contains(line), "{line}: {text}");
    }
    assert!(
        text.lines().all(|line| line.chars().count() <= 80),
        "{text}"
    );
    assert_eq!((ended.code(), ended.err.as_str()), (0, ""));
    let document = inspect(&world, &["--json", "--key", "key"], &header)
        .ends()
        .json();
    let expected = [
        ("theme", "unknown", Value::Null),
        ("session", "valid", json!(0)),
        ("plumber", "valid", json!(0)),
    ];
    assert_eq!(listed(&document), expected);
    assert_eq!(
        (&document["source"], &document["more"]),
        (&json!("headers"), &json!(0))
    );
    assert_eq!(document["cookies"][1]["payload"], json!({"user": "alice"}));
}

#[test]
fn the_worst_of_several_decides_the_exit() {
    let world = World::with_key(KEY);
    let valid = format!("session={SEALED}");
    let forged = format!("b={}", PLUMBER_WIRE.replacen("1KRC", "AAAA", 1));
    let late = format!("user={SIGNED}");
    let of = |cookies: &[&str]| format!("Cookie: {}", cookies.join("; "));
    for (cookies, now, exit) in [
        (&[&*valid, "a=1"][..], THEN, 0),
        (&[&valid, &forged], THEN, 1),
        (&["a=1", "b=2"], THEN, 1),
        (&[&valid, &format!("x={SIGNED}")], THEN, 1),
    ] {
        let arguments = ["inspect", "--now", now, "--key", "key"];
        let ended = world.run(&arguments).stdin(of(cookies)).ends();
        assert_eq!(ended.code(), exit, "{cookies:?} {}", ended.text());
    }
    // Expired alone is 3, and 1 is worse.
    let late = late.replace("user=", "session=");
    let arguments = ["inspect", "--now", "1800000000", "--key", "key"];
    let run = |input: String| world.run(&arguments).stdin(input).ends();
    assert_eq!(run(of(&[&late, "a=1"])).code(), 3);
    assert_eq!(run(of(&[&late, &forged])).code(), 1);
    // A key that is not there is 4 for each of them.
    let arguments = ["inspect", "--now", THEN, "--key", "absent", "--json"];
    let ended = World::new()
        .run(&arguments)
        .stdin(of(&[&valid, "a=1"]))
        .ends();
    assert_eq!(ended.code(), 4);
    let error = ended.json()["cookies"][0]["error"].clone();
    assert_eq!(
        error,
        "there is no key file of that name (not shown: it may be a secret)"
    );
}

#[test]
fn a_response_a_jar_and_rows_of_devtools() {
    let world = World::with_key(KEY);
    let response = format!(
        "HTTP/1.1 200 OK\r\nDate: Tue, 14 Nov 2023 22:13:20 GMT\r\n\
         Set-Cookie: plumber={PLUMBER_WIRE}; HttpOnly\r\nSet-Cookie: theme=dark; Path=/\r\n\r\nbody"
    );
    let jar = format!(
        "# Netscape HTTP Cookie File\n\n#HttpOnly_127.0.0.1\tFALSE\t/\tFALSE\t0\tplumber\t{PLUMBER_WIRE}\n\
         .example.com\tTRUE\t/\tTRUE\t1800000000\ttheme\tdark\n"
    );
    let rows = format!(
        "plumber\t{PLUMBER_WIRE}\t127.0.0.1\t/\tSession\t124\t\u{2713}\t\t\t\tMedium\n\
         theme\tdark\t.example.com\t/\tSession\t9\t\t\u{2713}\tLax\t\tMedium\n"
    );
    let command = format!(
        "curl 'http://127.0.0.1:8000/x' \\\n  -b 'plumber={PLUMBER_WIRE}; theme=dark' \\\n  --insecure"
    );
    let exchange = format!(
        "*   Trying 127.0.0.1:8000...\n> GET /x HTTP/1.1\n> Host: 127.0.0.1:8000\n\
         > Cookie: plumber={PLUMBER_WIRE}; theme=dark\n>\n< HTTP/1.1 200 OK\n<\nbody"
    );
    for (source, input) in [
        ("response", response),
        ("jar", jar),
        ("devtools", rows),
        ("command", command),
        ("exchange", exchange),
    ] {
        let document = inspect(&world, &["--json", "--key", "key"], &input)
            .ends()
            .json();
        assert_eq!(document["source"], source);
        let expected = [
            ("plumber", "valid", json!(0)),
            ("theme", "unknown", Value::Null),
        ];
        assert_eq!(listed(&document), expected, "{source}");
        // One of them alone is shown in full.
        let more = ["--json", "--key", "key", "--name", "plumber"];
        let one = inspect(&world, &more, &input).ends().json();
        assert_eq!(
            (&one["outcome"], &one["name"]),
            (&json!("valid"), &json!("plumber"))
        );
    }
}

#[test]
fn the_twin_of_workbench_is_seen_as_such() {
    let world = World::with_key(HEX32);
    let response = format!(
        "HTTP/1.1 302 Found\r\nset-cookie: user-id={JANE}; path=/; HttpOnly; SameSite=None; secure\r\n\
         set-cookie: user-id-legacy={JANE}; path=/; HttpOnly; secure\r\n\r\n"
    );
    let arguments = ["inspect", "--json", "--key", "key", "--now", JANE_NOW];
    let document = world.run(&arguments).stdin(response).ends().json();
    let lints = |index: usize| {
        let lints = document["cookies"][index]["lints"].as_array().unwrap();
        lints.iter().map(|it| it["id"].clone()).collect::<Vec<_>>()
    };
    assert_eq!(lints(0), ["same-site-none"]);
    assert_eq!(lints(1), ["legacy-twin"]);
    let fix = document["cookies"][1]["lints"][0]["fix"].as_str().unwrap();
    assert!(
        fix.starts_with("/etc/rstudio/rserver.conf: www-same-site=lax"),
        "{fix}"
    );
}

#[test]
fn a_har_that_is_broken_or_holds_none_is_told() {
    let world = World::new();
    let har = r#"{"log":{"version":"1.2","creator":{"name":"WebInspector"},"entries":[{"request":{"url":"http://h/","headers":[],"cookies":[]},"response":{"headers":[],"cookies":[]}}]}}"#;
    let cut = &har[..har.len() - 10];
    inspect(&world, &[], cut).gives(
        2,
        "",
        "cookiekit: the HAR file is cut off at line 1, column 158\n\
         hint: export it again, and wait until it is complete\n",
    );
    inspect(&world, &[], har.replace("[]}}]", "[]}}x]")).gives(
        2,
        "",
        "cookiekit: the HAR file is not JSON at line 1, column 166\n\
         hint: export it again, or give the cookie or its header alone\n",
    );
    inspect(&world, &[], "{\"user\":\"alice\"}").gives(
        2,
        "",
        "cookiekit: the input is JSON, and no cookie of a known format is in its texts\n\
         hint: give a HAR file, a cookie jar, headers or the cookie itself\n",
    );
    inspect(&world, &[], har).gives(
        1,
        "",
        "cookiekit: malformed: there is no cookie in the input\n\
         hint: Chrome leaves cookies out of a HAR: in DevTools, Settings, Preferences, Network, \
         check `Allow to generate HAR with sensitive data`, then export it `with sensitive data`\n",
    );
    let utf16: Vec<u8> = har.encode_utf16().flat_map(u16::to_le_bytes).collect();
    inspect(&world, &[], [&b"\xff\xfe"[..], &utf16].concat()).gives(
        2,
        "",
        "cookiekit: the input is UTF-16 text\n\
         hint: convert it: iconv -f UTF-16 -t UTF-8 (PowerShell's > writes UTF-16)\n",
    );
}

#[test]
fn a_har_of_any_size_is_read_in_little_memory() {
    let world = World::with_key(KEY);
    let entry = |body: &str| {
        format!(
            r#"{{"startedDateTime":"2023-11-14T22:13:20.000Z","request":{{"url":"http://h/x","headers":[{{"name":"Cookie","value":"plumber={PLUMBER_WIRE}"}}]}},"response":{{"headers":[],"content":{{"text":"{body}"}}}}}}"#
        )
    };
    let body = "x".repeat(4 * 1024 * 1024);
    let entries = vec![entry(&body); 16].join(",");
    fs::write(
        world.path("big.har"),
        format!(r#"{{"log":{{"entries":[{entries}]}}}}"#),
    )
    .unwrap();
    let script = "ulimit -v 60000; cookiekit inspect --json --key key < big.har";
    let ended = world.shell(script).ends();
    assert_eq!(ended.code(), 0, "{}", ended.err);
    let document = ended.json();
    assert_eq!(document["outcome"], "valid");
    assert_eq!(document["origin"]["times"], 16);
}

#[test]
fn what_was_captured_twice_is_listed_once_and_what_is_too_much_is_counted() {
    let world = World::new();
    let mut jar = String::from("# Netscape HTTP Cookie File\n");
    for index in 0..1100 {
        jar += &format!("h\tFALSE\t/\tFALSE\t0\tn{index}\tvalue\n");
    }
    let document = inspect(&world, &["--json"], jar).ends().json();
    assert_eq!(document["cookies"].as_array().unwrap().len(), 1000);
    assert_eq!(document["more"], 100);
    let lints = document["lints"].as_array().unwrap();
    let ids: Vec<_> = lints.iter().map(|it| it["id"].as_str().unwrap()).collect();
    assert_eq!(ids, ["all-too-large", "too-many"]);
}

#[test]
fn rows_of_a_jar_that_are_broken_are_told() {
    let world = World::with_key(KEY);
    let jar = format!(
        "# Netscape HTTP Cookie File\nh\tFALSE\t/\tFALSE\t0\tplumber\t{PLUMBER_WIRE}\nbroken row\n"
    );
    let ended = inspect(&world, &["--key", "key"], jar).ends();
    assert_eq!(ended.code(), 0);
    assert_eq!(
        ended.err,
        "warning: line 3 of the jar does not have seven tab-separated fields: it was skipped\n"
    );
}

#[test]
fn a_cookie_under_another_key_in_a_capture_is_explained_there() {
    let world = World::with_key(format!("{KEY}\n"));
    world.file("other", OTHER_KEY);
    let jane = format!("Cookie: user-id={JANE}; plumber={PLUMBER_WIRE}");
    let key = World::with_key(format!("{HEX32}\n"));
    let arguments = ["inspect", "--json", "--key", "key", "--now", JANE_NOW];
    let document = key.run(&arguments).stdin(&jane).ends().json();
    assert_eq!(document["cookies"][0]["reason"], "key-newline-removed");
    // plumber trims its key, and this is none of its keys.
    assert_eq!(document["cookies"][1]["reason"], Value::Null);
    let arguments = ["inspect", "--json", "--key", "other", "--now", JANE_NOW];
    let document = world.run(&arguments).stdin(&jane).ends().json();
    assert_eq!(document["cookies"][1]["reason"], "sibling-file");
}

/// What a console, a log, a page or mail prints around a cookie, `V` in it, and the name
/// that it gives it.
const AROUND: [(&str, &str); 25] = [
    ("[1] \"plumber=V\"", "plumber"),
    ("[1] \"V\"", ""),
    // What R prints of a text in quotes, of a named vector and of tables.
    ("[1] \"plumber=\\\"V\\\"\"", "plumber"),
    ("                  plumber \n\"V\" \n", "plumber"),
    ("     name value\n1 _ga   a\n2 plumber V\n", "plumber"),
    (
        "# A tibble: 1 \u{d7} 2\n  name value\n  <chr> <chr>\n1 plumber V\n",
        "plumber",
    ),
    ("b'V'", ""),
    ("session:\"V\",", "session"),
    (
        "ImmutableMultiDict([('theme', 'dark'), ('plumber', 'V')])",
        "plumber",
    ),
    (" chr \"V\"", ""),
    ("$plumber\n[1] \"V\"\n", "plumber"),
    ("$`my.app`\n[1] \"V\"\n", "my.app"),
    ("[Object: null prototype] {\n  plumber: 'V'\n}", "plumber"),
    ("{:plumber=>\"V\"}", "plumber"),
    (
        "{\"headers\":{\"set-cookie\":[\"plumber=V; Path=/\"]}}",
        "plumber",
    ),
    ("{\"set-cookie\":[\"plumber=V\"]}", "plumber"),
    (
        "{\"headers\":[[\"Set-Cookie\",\"plumber=V; Path=/\"]]}",
        "plumber",
    ),
    (
        "{\"response\":{\"headers\":{\"set-cookie\":[\"plumber=V\"]}}}",
        "plumber",
    ),
    ("level=info cookie=\"plumber=V\" path=/", "plumber"),
    (
        "* Added cookie plumber=\"V\" for domain h, path /, expire 0",
        "plumber",
    ),
    ("Set-Cookie      : {plumber=V; Path=/}", "plumber"),
    ("cookies:\n  plumber: V", "plumber"),
    ("```\nCookie: plumber=V\n```", "plumber"),
    ("```sh\nplumber=V\n```", "plumber"),
    ("<code>&quot;plumber=V&quot;</code>", "plumber"),
];

#[test]
fn a_cookie_is_taken_out_of_what_consoles_logs_and_pages_print() {
    let world = World::with_key(KEY);
    for (text, name) in AROUND {
        let text = text.replace('V', PLUMBER_WIRE);
        let json = inspect(&world, &["--json", "--key", "key"], &text)
            .ends()
            .json();
        assert_eq!(json["outcome"], "valid", "{text}");
        assert_eq!(json["name"].as_str().unwrap_or_default(), name, "{text}");
        let decrypted = world.run(&["decrypt", "--key", "key"]).stdin(&text).ends();
        assert_eq!(decrypted.code(), 0, "{text}: {}", decrypted.err);
    }
    // As mail wraps it.
    let letters: Vec<String> = PLUMBER_WIRE.chars().map(String::from).collect();
    let lines: Vec<String> = letters
        .chunks(40)
        .map(|line| line.concat().replace('=', "=3D"))
        .collect();
    let mail = format!("plumber=3D{}=\n", lines.join("=\n"));
    let json = inspect(&world, &["--json", "--key", "key"], &mail)
        .ends()
        .json();
    assert_eq!(json["outcome"], "valid", "{mail}");
}

#[test]
fn text_around_a_cookie_is_none_where_it_may_be_its_own_fault() {
    let world = World::with_key(KEY);
    for text in ["Bearer V", "V,", "\"V", "xV", "x V"] {
        let text = text.replace('V', PLUMBER_WIRE);
        let ended = inspect(&world, &["--key", "key"], &text).ends();
        assert_eq!(ended.code(), 1, "{text}: {}", ended.text());
    }
}
