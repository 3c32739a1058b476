//! Inputs without end, and how long and in how much memory they are read: the
//! memory does not depend on their size, and the time does no more than in
//! proportion.

use std::time::{Duration, Instant};

use crate::known::{KEY, PLUMBER_PAYLOAD, PLUMBER_WIRE};
use crate::world::World;

/// In kibibytes, program and libraries included.
const MEMORY: u32 = 60_000;

/// A generator of input, and what of it is to be found.
fn endless(world: &World, generate: &str, code: i32, out: &str) {
    world.file("cookie", PLUMBER_WIRE);
    for command in ["decrypt -q --key key", "inspect --json --key key"] {
        let script = format!(
            "C=$(cat cookie); {{ {generate}; }} | (ulimit -v {MEMORY}; cookiekit {command} --name plumber)"
        );
        let ended = world.shell(&script).ends();
        assert_eq!(ended.code(), code, "{script}: {}", ended.err);
        if command.starts_with("decrypt") {
            assert_eq!(ended.text(), out, "{script}: {}", ended.err);
        } else if code == 0 {
            assert_eq!(ended.json()["outcome"], "valid", "{script}");
        }
    }
}

#[test]
fn what_has_no_end_is_read_in_little_memory() {
    let world = World::with_key(KEY);
    let payload = format!("{PLUMBER_PAYLOAD}\n");
    for generate in [
        // A head with lines without end, and one with a line without end.
        r"printf 'HTTP/1.1 200 OK\r\nSet-Cookie: plumber=%s\r\n' $C; yes 'X-Y: zzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzz' | head -c 30M",
        r"printf 'HTTP/1.1 200 OK\r\nSet-Cookie: plumber=%s\r\n' $C; yes 'Set-Cookie: a=bbbbbbbbbbbbbbbbbbbbbbbbbb' | head -c 30M",
        r"printf 'HTTP/1.1 200 OK\r\nSet-Cookie: plumber=%s; x=' $C; head -c 300M /dev/zero | tr '\0' x",
        r"printf 'HTTP/1.1 200 OK\r\nSet-Cookie: plumber=%s; x' $C; yes ';a' | head -c 100M | tr -d '\n'",
        r"printf '> GET / HTTP/1.1\n> Cookie: plumber=%s\n' $C; yes '> Cookie: a=bbbbbbbbbbbbbbbbbbbbbbbbbbbbbbb' | head -c 30M",
        // A HAR, a header of which has no end, and headers without end.
        r#"printf '{"log":{"entries":[{"request":{"url":"http://h/","headers":[{"name":"Cookie","value":"plumber=%s; x=' $C; head -c 300M /dev/zero | tr '\0' x; printf '"}]}}]}}'"#,
        r#"printf '{"log":{"entries":[{"request":{"url":"http://h/","headers":[{"name":"Cookie","value":"plumber=%s"}' $C; yes ',{"name":"Cookie","value":"a=bbbbbbbbbbbbbbbbbbbbbbbbbbb"}' | head -n 300000; printf ']}}]}}'"#,
        r#"printf '{"log":{"entries":[{"request":{"url":"http://h/","cookies":[{"name":"plumber","value":"%s"}' $C; yes ',{"name":"a","value":"bbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbb"}' | head -n 300000; printf ']}}]}}'"#,
        r#"printf '{"log":{"comment":"'; head -c 300M /dev/zero | tr '\0' x; printf '","entries":[{"request":{"cookies":[{"name":"plumber","value":"%s"}]}}]}}' $C"#,
        // An export of a cookie editor: cookies, and texts and names in it.
        r#"printf '[{"name":"plumber","value":"%s"}' $C; yes ',{"name":"a","value":"bbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbb"}' | head -n 300000; printf ']'"#,
        r#"printf '[{"name":"plumber","value":"%s"},{"name":"x","value":"' $C; head -c 300M /dev/zero | tr '\0' x; printf '"}]'"#,
        r#"printf '[{"name":"plumber","value":"%s"},{"' $C; head -c 300M /dev/zero | tr '\0' x; printf '":1}]'"#,
        r#"printf '[{"name":"plumber","value":"%s","expires":1' $C; head -c 30M /dev/zero | tr '\0' 1; printf '}]'"#,
        r#"printf '{"plumber":"%s"' $C; yes ',"x":"yyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyy"' | head -n 300000; printf '}'"#,
        // Jars and rows with lines without end, and with a line without end.
        r"printf 'h\tFALSE\t/\tFALSE\t0\tplumber\t%s\n' $C; yes 'no row of a jar, however often it stands there' | head -c 30M",
        r"printf 'h\tFALSE\t/\tFALSE\t0\tplumber\t%s\n' $C; yes | head -c 10M",
        r"printf 'h\tFALSE\t/\tFALSE\t0\tplumber\t%s\n' $C; head -c 300M /dev/zero | tr '\0' x",
        r"printf 'plumber\t%s\th\t/\tSession\n' $C; head -c 300M /dev/zero | tr '\0' '\t'",
        r"printf 'send: b\x27GET / HTTP/1.1\\r\\nCookie: plumber=%s\\r\\n\\r\\n\x27\n' $C; yes 'header: Set-Cookie: a=bbbbbbbbbbbbbbbbbbbbb' | head -c 30M",
        // A command with thousands of options.
        r"printf 'curl -b plumber=%s http://h/' $C; yes ' -H x:y' | head -n 40000 | tr -d '\n'",
        r"printf 'curl -b plumber=%s http://h/' $C; yes ' -b a=b' | head -n 40000 | tr -d '\n'",
    ] {
        endless(&world, generate, 0, &payload);
    }
}

#[test]
fn what_has_no_end_and_no_cookie_is_refused_in_little_memory() {
    let world = World::with_key(KEY);
    for (generate, code) in [
        (
            "printf 'curl http://h/ -d '; head -c 300M /dev/zero | tr '\\0' x",
            2,
        ),
        ("printf 'fetch(\"'; head -c 300M /dev/zero | tr '\\0' x", 2),
        ("printf '$session'; head -c 300M /dev/zero | tr '\\0' x", 2),
        (
            "printf '<RequestsCookieJar['; head -c 300M /dev/zero | tr '\\0' x",
            2,
        ),
        ("head -c 300M /dev/zero | tr '\\0' '['", 2),
        ("yes '{\"a\":' | head -c 30M", 2),
        ("printf '['; head -c 30M /dev/zero | tr '\\0' 1", 2),
        ("printf 'HTTP/1.1 200 OK\\n'; yes 'x: y' | head -c 10M", 1),
        (
            "printf '# Netscape HTTP Cookie File\\n'; yes | head -c 10M",
            1,
        ),
        (
            "printf 'Cookie: '; yes 'a=b;' | head -c 30M | tr -d '\\n'",
            1,
        ),
    ] {
        endless(&world, generate, code, "");
    }
}

#[test]
fn the_time_is_in_proportion_to_the_size() {
    let world = World::with_key(KEY);
    // Attributes, cookies, options: what stood quadratic before took minutes
    // of this.
    let har = |header: &str, attributes: usize| {
        let value = format!("plumber={PLUMBER_WIRE}{}", ";a=b;c".repeat(attributes));
        format!(
            r#"{{"log":{{"entries":[{{"request":{{"url":"http://h/"}},"response":{{"headers":[{{"name":"{header}","value":"{value}"}}]}}}}]}}}}"#
        )
    };
    let names: Vec<String> = (0..100_000).map(|it| format!("n{it}=1")).collect();
    let response = |line: &str| format!("HTTP/1.1 200 OK\r\nSet-Cookie: {line}\r\n\r\n");
    for input in [
        har("Set-Cookie", 130_000),
        response(&format!(
            "plumber={PLUMBER_WIRE}{}",
            ";a=b;c".repeat(130_000)
        )),
        format!(
            "> GET / HTTP/1.1\n> Cookie: plumber={PLUMBER_WIRE}; {}\n>\n",
            names.join("; ")
        ),
        format!(
            "curl http://h/ -b 'plumber={PLUMBER_WIRE}; {}'",
            names[..30_000].join("; ")
        ),
    ] {
        let begun = Instant::now();
        let arguments = ["decrypt", "-q", "--key", "key", "--name", "plumber"];
        let ended = world.run(&arguments).stdin(&input).ends();
        assert_eq!(
            (ended.code(), ended.text()),
            (0, format!("{PLUMBER_PAYLOAD}\n")),
            "{}",
            ended.err
        );
        let arguments = ["inspect", "--json", "--key", "key", "--name", "plumber"];
        let ended = world.run(&arguments).stdin(&input).ends();
        assert_eq!(ended.code(), 0, "{}", ended.err);
        assert!(
            begun.elapsed() < Duration::from_secs(30),
            "{}",
            &input[..60]
        );
    }
}
