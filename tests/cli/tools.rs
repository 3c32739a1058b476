//! What real tools print and copy: each is read by every command, and a text
//! that is no cookie is never called forged.
//!
//! The texts are those of the tools themselves: of curl 7.88, Python 3.11's
//! http.client, requests 2.34, Playwright and Puppeteer with Chromium, Selenium
//! 4, Chrome's DevTools (the rules of its `NetworkLogView.ts`, old and new),
//! and the exports of Cookie-Editor and EditThisCookie.

use serde_json::{Value, json};

use crate::known::{KEY, PLUMBER_PAYLOAD, PLUMBER_WIRE};
use crate::world::World;

const HEX32: &str = "0123456789abcdef0123456789abcdef";
const JANE_NOW: &str = "2022-09-24T17:46:20Z";
const JANE: &str = "janedoe|Sat%2C%2024%20Sep%202022%2017%3A46%3A21%20GMT|9i70BByljSMnNsO3c9mEpR1qYclhtCMH5nvzJPFuJHA%3D";

/// What a character is written as before it goes through Chrome's rules for
/// `cmd`.
fn for_cmd(text: &str, quote: &str) -> String {
    let mut made = quote.to_owned();
    let mut characters = text.chars().peekable();
    while let Some(character) = characters.next() {
        if character.is_ascii_alphanumeric() || " _-:=+~'/.',?;()*`".contains(character) {
            made.push(character);
            continue;
        }
        made.push('^');
        made.push(character);
        let next = characters.peek();
        if character == '%' && next.is_some_and(|it| it.is_ascii_alphanumeric() || *it == '_') {
            made.push('^');
        }
    }
    made + quote
}

/// Each tool's text with the cookie `name`, and another.
fn texts(name: &str, value: &str) -> Vec<(&'static str, String)> {
    let pair = format!("{name}={value}");
    let pairs = format!("theme=dark; {pair}");
    let editor = |more: &str| {
        json!([
            {"domain": "app.example.com", "hostOnly": true, "httpOnly": true, "name": "theme",
             "path": "/", "sameSite": more, "secure": false, "session": true, "storeId": "0",
             "value": "dark"},
            {"domain": ".example.com", "expirationDate": 1_900_000_000.25, "hostOnly": false,
             "httpOnly": true, "name": name, "path": "/", "sameSite": null, "secure": true,
             "session": false, "storeId": null, "value": value}
        ])
    };
    let object = |name: &str, value: &str| {
        json!({"name": name, "value": value, "domain": "127.0.0.1", "path": "/", "expires": -1,
               "httpOnly": true, "secure": false, "sameSite": "Lax"})
    };
    let both = json!([object("theme", "dark"), object(name, value)]);
    let head = format!(
        "HTTP/1.1 200 OK\r\nSet-Cookie: theme=dark\r\nSet-Cookie: {pair}; Path=/\r\n\r\n<p>"
    );
    let windows = "curl ^\"http://127.0.0.1/^\" ^\n  -H ^\"accept: */*^\" ^\n  -b";
    vec![
        ("cookie editor", editor("no_restriction").to_string()),
        ("cookie editor, indented", format!("{:#}\n", editor("unspecified"))),
        ("one object", object(name, value).to_string()),
        ("playwright", json!({"cookies": both, "origins": [{"origin": "http://h", "localStorage": [{"name": "x", "value": "y"}]}]}).to_string()),
        ("puppeteer", both.to_string()),
        ("protocol", json!({"id": 1, "result": {"cookies": both}}).to_string()),
        ("node", format!("[\n  {{\n    name: 'theme',\n    value: 'dark',\n    expires: -1,\n    partitionKey: undefined\n  }},\n  {{\n    name: '{name}',\n    value: '{value}',\n    httpOnly: true\n  }}\n]")),
        ("selenium", format!("[{{'domain': '127.0.0.1', 'httpOnly': True, 'name': '{name}', 'path': '/', 'sameSite': 'Lax', 'secure': False, 'value': '{value}'}}]")),
        ("dict", format!("{{'theme': 'dark', '{name}': '{value}'}}")),
        ("dict as JSON", json!({"theme": "dark", name: value}).to_string()),
        ("headers of requests", format!("{{'Accept': '*/*', 'Cookie': '{pairs}'}}")),
        ("items", format!("[('theme', 'dark'), ('{name}', '{value}')]")),
        ("jar of requests", format!("<RequestsCookieJar[<Cookie theme=dark for />, <Cookie {pair} for 127.0.0.1/>]>")),
        ("firefox", json!({"Request Cookies": {"theme": "dark", name: value}}).to_string()),
        ("firefox, response", json!({"Response Cookies": {name: {"httpOnly": true, "path": "/", "value": value}}}).to_string()),
        ("set-cookie of node", format!("[ 'theme=dark', '{pair}; Path=/; HttpOnly' ]")),
        ("powershell", format!("$session = New-Object Microsoft.PowerShell.Commands.WebRequestSession\n$session.UserAgent = \"Mozilla/5.0 (X11; Linux x86_64)\"\n$session.Cookies.Add((New-Object System.Net.Cookie(\"theme\", \"dark\", \"/\", \"127.0.0.1\")))\n$session.Cookies.Add((New-Object System.Net.Cookie(\"{name}\", \"{value}\", \"/\", \"127.0.0.1\")))\nInvoke-WebRequest -UseBasicParsing -Uri \"http://127.0.0.1/\" `\n-WebSession $session `\n-Headers @{{\n\"accept\"=\"*/*\"\n  \"accept-encoding\"=\"gzip\"\n}}")),
        ("powershell, one line", format!("New-Object System.Net.Cookie(\"{name}\", \"{value}\", \"/\", \"host\")")),
        ("fetch", format!("fetch(\"http://127.0.0.1/\", {{\n  \"headers\": {{\n    \"accept\": \"*/*\",\n    \"cookie\": \"{pairs}\"\n  }},\n  \"body\": null,\n  \"method\": \"GET\"\n}});")),
        ("cmd", format!("{windows} {} ^\n  --insecure", for_cmd(&pairs, "^\""))),
        ("cmd, older", format!("curl \"http://127.0.0.1/\" ^\n  -H {} ^\n  --compressed", for_cmd(&format!("Cookie: {pairs}"), "\""))),
        ("cmd, oldest", format!("curl \"http://127.0.0.1/\" -H \"Cookie: {}\" --compressed", pairs.replace('%', "\"%\""))),
        ("bash", format!("curl 'http://127.0.0.1/' \\\n  -H 'accept: */*' \\\n  -b '{pairs}' \\\n  --insecure")),
        ("bash, all", format!("curl 'http://127.0.0.1/a' -b 'theme=dark' ;\ncurl 'http://127.0.0.1/b' -b '{pair}'")),
        ("-b", format!("curl -b'{pairs}' http://127.0.0.1/")),
        ("-sb", format!("curl -sb '{pairs}' http://127.0.0.1/")),
        ("-H", format!("curl -H'Cookie: {pairs}' http://127.0.0.1/")),
        ("--cookie=", format!("curl --cookie='{pairs}' http://127.0.0.1/")),
        ("--header=", format!("curl --header=\"Cookie: {pairs}\" http://127.0.0.1/")),
        ("a large body", format!("curl 'http://127.0.0.1/' -b '{pairs}' --data-raw '{}'", "x".repeat(100_000))),
        ("wget", format!("wget --header='Cookie: {pairs}' http://127.0.0.1/")),
        ("httpie", format!("http GET http://127.0.0.1/ 'Cookie:{pairs}'")),
        ("two lines", format!("accept:\n*/*\ncookie:\n{pairs}\nhost:\n127.0.0.1\n")),
        ("two lines, no colon", format!("Accept\n*/*\nCookie\n{pairs}\nHost\n127.0.0.1\n")),
        ("http.client", format!("send: b'GET / HTTP/1.1\\r\\nHost: 127.0.0.1\\r\\nCookie: {pairs}\\r\\n\\r\\n'\nreply: 'HTTP/1.0 200 OK\\r\\n'\nheader: Server: x\n")),
        ("http.client, reply", format!("send: b'GET / HTTP/1.1\\r\\nHost: 127.0.0.1\\r\\n\\r\\n'\nreply: 'HTTP/1.0 200 OK\\r\\n'\nheader: Set-Cookie: theme=dark\nheader: Set-Cookie: {pair}; Path=/; HttpOnly\n")),
        ("response", head.clone()),
        ("indented response", format!("    {}", head.replace("\r\n", "\r\n    "))),
        ("indented exchange", format!("  > GET / HTTP/1.1\n  > Host: h\n  > Cookie: {pairs}\n  >\n  < HTTP/1.1 200 OK\n  <\n")),
        ("jar", format!("# Netscape HTTP Cookie File\n127.0.0.1\tFALSE\t/\tFALSE\t0\ttheme\tdark\n127.0.0.1\tFALSE\t/\tFALSE\t1900000000.5\t{name}\t{value}\n")),
        ("jar without a title", format!("127.0.0.1\tfalse\t/\tfalse\t-1\t{name}\t{value}\n")),
        ("a jar's line of set-cookie", format!("# Netscape HTTP Cookie File\nSet-Cookie: {pair}; path=/\n")),
        ("document.cookie", format!("document.cookie = \"{pair}; path=/\";")),
        ("the console", format!("'{pairs}'")),
    ]
}

#[test]
fn what_a_tool_prints_is_read_by_every_command() {
    let workbench = World::with_key(HEX32);
    let plumber = World::with_key(KEY);
    for (tool, text) in texts("user-id", JANE) {
        for pinned in [&[][..], &["--format", "workbench"]] {
            for (command, out) in [
                ("verify", "janedoe\n".to_owned()),
                ("reissue", format!("{JANE}\n")),
            ] {
                for named in [&[][..], &["--name", "user-id"]] {
                    let arguments = [command, "-q", "--key", "key", "--now", JANE_NOW];
                    let arguments = [&arguments, pinned, named].concat();
                    let ended = workbench.run(&arguments).stdin(&text).ends();
                    let told = (ended.code(), ended.text());
                    assert_eq!(
                        told,
                        (0, out.clone()),
                        "{tool}, {arguments:?}: {}",
                        ended.err
                    );
                }
            }
        }
        let arguments = [
            "inspect", "--json", "--key", "key", "--now", JANE_NOW, "--name", "user-id",
        ];
        let ended = workbench.run(&arguments).stdin(&text).ends();
        assert_eq!(ended.code(), 0, "{tool}: {}", ended.err);
        let document = ended.json();
        assert_eq!(
            (&document["outcome"], &document["name"]),
            (&json!("valid"), &json!("user-id")),
            "{tool}"
        );
    }
    for (tool, text) in texts("plumber", PLUMBER_WIRE) {
        for more in [&[][..], &["--name", "plumber"], &["--format", "plumber"]] {
            let arguments = [&["decrypt", "-q", "--key", "key"], more].concat();
            let ended = plumber.run(&arguments).stdin(&text).ends();
            let told = (ended.code(), ended.text());
            assert_eq!(
                told,
                (0, format!("{PLUMBER_PAYLOAD}\n")),
                "{tool}, {more:?}: {}",
                ended.err
            );
        }
    }
}

#[test]
fn as_an_argument_it_is_read_too() {
    let world = World::with_key(HEX32);
    for (tool, text) in texts("user-id", JANE) {
        let arguments = ["verify", "-q", "--key", "key", "--now", JANE_NOW, &text];
        let ended = world.run(&arguments).ends();
        assert_eq!(
            (ended.code(), ended.text().as_str()),
            (0, "janedoe\n"),
            "{tool}: {}",
            ended.err
        );
    }
}

/// What a run says that must never be said of a text that is no cookie.
fn accuses(said: &str) -> bool {
    ["forged", "attack", "tampered"]
        .iter()
        .any(|word| said.contains(word))
}

#[test]
fn what_is_cut_off_inside_of_quotes_is_never_called_forged() {
    let world = World::with_key(HEX32);
    // Where a value ends is seen by quotes and brackets alone.
    let is_open = |tool: &str| {
        [
            "two lines",
            "http.client, reply",
            "response",
            "indented",
            "jar without",
            "a jar's",
            "document",
            "the console",
        ]
        .iter()
        .any(|it| tool.starts_with(it))
            || tool == "jar"
    };
    for (tool, text) in texts("user-id", JANE)
        .into_iter()
        .filter(|(tool, _)| !is_open(tool))
    {
        for end in (1..text.len().min(1500)).step_by(53) {
            let Some(cut) = text.get(..end) else { continue };
            let ended = world
                .run(&["verify", "--key", "key", "--now", JANE_NOW])
                .stdin(cut)
                .ends();
            assert!(
                (0..=2).contains(&ended.code()),
                "{tool}, {end}: {}",
                ended.err
            );
            assert!(!accuses(&ended.err), "{tool}, {end}: {}", ended.err);
        }
    }
}

#[test]
fn a_text_that_is_no_cookie_is_never_called_forged() {
    let world = World::with_key(HEX32);
    for text in [
        format!("{{\"user-id\": \"{JANE}\""),
        format!("session.cookies.set('user-id', '{JANE}')"),
        format!("cookies: {{ \"user-id\": \"{JANE}\" }}"),
        format!("- user-id {JANE}"),
        format!("\"user-id\": \"{JANE}\","),
        format!("Cookie(name='user-id', value='{JANE}')"),
        format!("<td>user-id</td> <td>{JANE}</td>"),
        format!("x {JANE}"),
        format!("`{JANE}`x"),
        format!("{{{JANE}}}"),
    ] {
        for command in ["verify", "reissue", "inspect"] {
            for pinned in [&[][..], &["--format", "workbench"]] {
                let arguments = [&[command, "--key", "key", "--now", JANE_NOW], pinned].concat();
                let ended = world.run(&arguments).stdin(&text).ends();
                let said = ended.text() + &ended.err;
                assert!(
                    matches!(ended.code(), 1 | 2),
                    "{text} {arguments:?}: {said}"
                );
                assert!(!accuses(&said), "{text} {arguments:?}: {said}");
            }
        }
    }
    for text in [format!("user-id: {JANE}"), format!("user-id: \"{JANE}\"")] {
        let arguments = ["verify", "--key", "key", "--now", JANE_NOW];
        assert_eq!(
            world.run(&arguments).stdin(&text).ends().text(),
            "janedoe\n"
        );
    }
    // Where nothing odd stands in it, it is.
    let other = World::with_key("another key of thirty-two bytes or more");
    for value in [JANE, &JANE.replace("janedoe", "o'brien")] {
        let arguments = ["verify", "--key", "key", "--now", JANE_NOW, value];
        let ended = other.run(&arguments).ends();
        assert!(ended.code() == 1 && accuses(&ended.err), "{}", ended.err);
    }
}

#[test]
fn what_is_no_value_is_told_in_words() {
    let world = World::with_key(HEX32);
    let said = "cookiekit: malformed: the text is not a cookie value: white space, quotes or \
                braces stand in it\n\
                hint: pass the value alone, or everything that it was copied from\n";
    // In the form of the documentation, which holds white space in its date.
    let decoded = JANE.replace("%2C", ",").replace("%20", " ");
    let decoded = decoded.replace("%3A", ":").replace("%3D", "=");
    for text in [format!("x {decoded}"), format!("<{{x}}>{decoded}")] {
        let arguments = ["verify", "--key", "key", "--now", JANE_NOW, &text];
        world.run(&arguments).gives(1, "", said);
        let arguments = [
            "inspect", "--json", "--key", "key", "--now", JANE_NOW, &text,
        ];
        let document = world.run(&arguments).ends().json();
        assert_eq!(document["outcome"], "malformed", "{document}");
    }
}

#[test]
fn a_list_that_is_empty_broken_or_of_something_else_is_told() {
    let world = World::with_key(HEX32);
    let none = "cookiekit: malformed: there is no cookie in the input\n";
    let give = "hint: give a HAR file, a cookie jar, headers or the cookie itself\n";
    for command in ["verify", "decrypt", "reissue"] {
        let gives = |input: &[u8], code: i32, said: &str| {
            let arguments = [command, "--key", "key"];
            world.run(&arguments).stdin(input).gives(code, "", said);
        };
        gives(b"[]", 1, none);
        gives(b"{\"cookies\":[],\"origins\":[]}", 1, none);
        let list = format!(
            "cookiekit: the input is JSON, but no list of cookies: none has a `name` and a `value`\n{give}"
        );
        gives(b"[1]", 2, &list);
        gives(b"[{\"a\":1}]", 2, &list);
        let object = format!(
            "cookiekit: the input is JSON, and no cookie of a known format is in its texts\n{give}"
        );
        gives(b"{}", 2, &object);
        gives(b"{\"user\":\"alice\"}", 2, &object);
        gives(
            b"[{\"name\":\"s\",\"value\":\"v\"},",
            2,
            "cookiekit: the JSON is cut off at line 1, column 26\n\
             hint: export it again, and wait until it is complete\n",
        );
        gives(
            b"[{\"name\":\xff\xfe\x00",
            2,
            "cookiekit: the input starts as JSON, and is none at line 1, column 10\n\
             hint: export it again, or give the cookie or its header alone\n",
        );
        let deep = "[".repeat(1_000_000);
        gives(
            deep.as_bytes(),
            2,
            "cookiekit: the JSON is nested too deep at line 1, column 101\n\
             hint: give the cookie or its header alone\n",
        );
    }
}

#[test]
fn a_command_without_a_cookie_says_where_it_may_be() {
    let world = World::with_key(KEY);
    let none = "cookiekit: malformed: there is no cookie in the input\n";
    for (text, hint) in [
        (
            "curl -b jar.txt http://h/",
            "what stands behind -b has no `=`: curl takes it for the name of a cookie jar; give \
             that: cookiekit inspect < JAR",
        ),
        (
            "curl http://h/",
            "there is no -b, no --cookie and no Cookie header in it: the browser sent none with \
             that request, or DevTools left them out",
        ),
        (
            "curl http://h/ -b 'plumber=abc",
            "the text is cut off, it ends inside of quotes: copy it whole",
        ),
        (
            "fetch(\"http://h/\", {\n  \"credentials\": \"include\"\n});",
            "`Copy as fetch` leaves cookies out, for fetch may not set them: copy it as cURL, or \
             as fetch (Node.js)",
        ),
        (
            "# Netscape HTTP Cookie File\nh FALSE / FALSE 0 s v\n",
            "its tabs became spaces when it was copied from a terminal or a page: use the file \
             itself, or convert them: tr -s ' ' '\\t' < JAR | cookiekit inspect",
        ),
    ] {
        for command in ["decrypt", "inspect"] {
            let ended = world.run(&[command, "--key", "key"]).stdin(text).ends();
            assert_eq!((ended.code(), ended.text().as_str()), (1, ""), "{text}");
            let said = format!("{none}hint: {hint}\n");
            assert!(ended.err.ends_with(&said), "{text}: {}", ended.err);
        }
    }
}

#[test]
fn several_cookies_of_a_name_are_not_one() {
    let world = World::with_key(KEY);
    let jar = format!(
        "a\tFALSE\t/\tFALSE\t0\tplumber\t{PLUMBER_WIRE}\nb\tFALSE\t/\tFALSE\t0\tplumber\tx\n"
    );
    for text in [
        jar,
        json!([{"name": "plumber", "value": PLUMBER_WIRE}, {"name": "plumber", "value": "x"}])
            .to_string(),
    ] {
        let arguments = ["decrypt", "--key", "key", "--name", "plumber"];
        world.run(&arguments).stdin(&text).gives(
            2,
            "",
            "cookiekit: there are several cookies of that name in the input\n\
             hint: give one of them alone; cookiekit inspect, with the same --name, shows each\n",
        );
        let arguments = ["inspect", "--json", "--key", "key", "--name", "plumber"];
        let document: Value = world.run(&arguments).stdin(&text).ends().json();
        assert_eq!(document["cookies"].as_array().unwrap().len(), 2);
    }
    // The same twice is one.
    let twice = json!([{"name": "plumber", "value": PLUMBER_WIRE, "domain": "a"}, {"name": "plumber", "value": PLUMBER_WIRE, "domain": "b"}]);
    let arguments = ["decrypt", "-q", "--key", "key", "--name", "plumber"];
    let ended = world.run(&arguments).stdin(twice.to_string()).ends();
    assert_eq!(
        (ended.code(), ended.text()),
        (0, format!("{PLUMBER_PAYLOAD}\n"))
    );
}
