//! A real R plumber API, served over HTTP, and cookiekit open, make and count on from each other's session cookies.
//!
//! The vectors hold what plumber once wrote. Only a running API shows what it makes of a cookie that it is given,
//! and what curl prints of the cookie that it gives. `plumber.R` beside this file is the R side.

#![cfg(unix)]

mod api;
mod captures;
mod key;
mod payloads;
mod rotation;
mod sessions;
mod tokens;

use std::io::{self, Write};
use std::process::{Command, Output, Stdio};

use api::Plumber;
use key::Key;

const HEX_KEY: &str = "00112233445566778899aabbccddeeff00112233445566778899aabbccddeeff";
const LEGACY_KEY: &str = "correct horse battery staple";
const LEGACY_KEY_IN_UTF8: &str = "  clé secrète 名前\n";

#[test]
#[ignore = "needs R plumber: tests/run"]
fn plumber_counts_on_from_our_cookie_with_a_generated_key() {
    counts_on(&Key::generated(), "readLines");
}

#[test]
#[ignore = "needs R plumber: tests/run"]
fn plumber_counts_on_from_our_cookie_with_a_generated_key_read_by_read_char() {
    counts_on(&Key::generated(), "readChar");
}

#[test]
#[ignore = "needs R plumber: tests/run"]
fn plumber_counts_on_from_our_cookie_with_an_upper_case_key() {
    counts_on(&Key::of(&HEX_KEY.to_uppercase()), "readLines");
}

#[test]
#[ignore = "needs R plumber: tests/run"]
fn plumber_counts_on_from_our_cookie_with_a_newline_after_the_key() {
    let key = Key::of(&format!("{HEX_KEY}\n"));
    counts_on(&key, "readLines");
    counts_on(&key, "readChar");
}

#[test]
#[ignore = "needs R plumber: tests/run"]
fn plumber_counts_on_from_our_cookie_with_a_windows_line_end_after_the_key() {
    let key = Key::of(&format!("{HEX_KEY}\r\n"));
    counts_on(&key, "readLines");
    counts_on(&key, "readChar");
}

#[test]
#[ignore = "needs R plumber: tests/run"]
fn plumber_counts_on_from_our_cookie_with_a_byte_order_mark_before_the_key() {
    counts_on(&Key::of(&format!("\u{feff}{HEX_KEY}")), "readLines");
}

#[test]
#[ignore = "needs R plumber: tests/run"]
fn plumber_counts_on_from_our_cookie_with_a_legacy_key() {
    counts_on(&Key::of(LEGACY_KEY), "readLines");
}

#[test]
#[ignore = "needs R plumber: tests/run"]
fn plumber_counts_on_from_our_cookie_with_a_legacy_key_in_utf8() {
    counts_on(&Key::of(LEGACY_KEY_IN_UTF8), "readLines");
}

#[test]
#[ignore = "needs R plumber: tests/run"]
fn plumber_counts_on_from_our_cookie_without_a_key() {
    counts_on(&Key::none(), "readLines");
}

/// plumber sets a counter, we open it from curl's output, we set another one, plumber answers with the next number.
fn counts_on(key: &Key, reader: &str) {
    let plumber = Plumber::serve(key, &[("PLUMBER_KEY_READER", reader)]);

    let first = plumber.get("/counter", None);
    assert_eq!(first.body, "1");
    assert_eq!(key.open(&first.set_cookie), "{\"counter\":[1]}\n");

    let ours = key.seal(r#"{"counter":[41]}"#);
    let next = plumber.get("/counter", Some(&ours));
    assert_eq!(next.body, "42");
    assert_eq!(key.open(&next.set_cookie), "{\"counter\":[42]}\n");
}

#[test]
#[ignore = "needs R plumber: tests/run"]
fn payloads_pass_both_ways_under_a_hex_key() {
    payloads_pass_both_ways(&Key::of(HEX_KEY));
}

#[test]
#[ignore = "needs R plumber: tests/run"]
fn payloads_pass_both_ways_under_a_legacy_key() {
    payloads_pass_both_ways(&Key::of(LEGACY_KEY));
}

#[test]
#[ignore = "needs R plumber: tests/run"]
fn payloads_pass_both_ways_without_a_key() {
    payloads_pass_both_ways(&Key::none());
}

fn payloads_pass_both_ways(key: &Key) {
    let plumber = Plumber::serve(key, &[]);
    for payload in payloads() {
        let theirs = plumber.post("/set", &payload);
        assert_eq!(theirs.body, payload, "plumber keeps the payload as it is");
        assert_eq!(key.open(&theirs.set_cookie), format!("{payload}\n"));

        let ours = key.seal(&payload);
        assert_eq!(plumber.get("/session", Some(&ours)).body, payload);
    }
}

/// JSON in the spelling of R's jsonlite, so that it comes back from R byte for byte.
fn payloads() -> Vec<String> {
    let long = format!(r#"{{"text":["{}"]}}"#, "x".repeat(3_887));
    assert_eq!(long.len(), 3_900);
    vec![
        "[]".to_owned(),
        "{}".to_owned(),
        r#"[""]"#.to_owned(),
        r#"{"name":["Zoë 名前 😀"],"quote":["\" \\ \n <\/b>"]}"#.to_owned(),
        r#"{"user":{"name":["alice"],"roles":["a","b"],"more":{"list":[[1],{"none":[null]}]}},"seen":[],"ok":[true]}"#
            .to_owned(),
        long,
    ]
}

#[test]
#[ignore = "needs R plumber: tests/run"]
fn plumber_takes_unboxed_scalars_and_its_vectors_open_unboxed() {
    let key = Key::of(HEX_KEY);
    let plumber = Plumber::serve(&key, &[]);

    let next = plumber.get("/counter", Some(&key.seal(r#"{"counter":1}"#)));

    assert_eq!(next.body, "2");
    let unboxed = key.decrypt(&["--unbox"], &next.set_cookie);
    assert_eq!(stdout_of(unboxed), "{\"counter\":2}\n");
}

#[test]
#[ignore = "needs R plumber: tests/run"]
fn plumber_reads_the_cookie_of_our_set_cookie_line() {
    let key = Key::of(HEX_KEY);
    let plumber = Plumber::serve(&key, &[]);

    let line = key.encrypt(&["--name", "plumber", "--set-cookie"], r#"{"counter":[7]}"#);

    let (pair, _attributes) = line.split_once(';').expect("attributes follow the value");
    let value = pair
        .strip_prefix("Set-Cookie: plumber=")
        .expect("a Set-Cookie line");
    assert_eq!(plumber.get("/counter", Some(value)).body, "8");
}

#[test]
#[ignore = "needs R plumber: tests/run"]
fn the_shapes_in_which_people_hold_a_plumber_cookie_all_open() {
    let key = Key::of(HEX_KEY);
    let plumber = Plumber::serve(&key, &[]);
    let line = plumber.get("/counter", None).set_cookie;
    assert!(line.ends_with("\r\n"), "curl prints the line end of HTTP");
    let wire = value_in(&line);
    let bare = without_percent_encoding(wire);

    for shape in [
        line.clone(),
        line.trim_end().to_owned(),
        wire.to_owned(),
        bare.clone(),
        format!("plumber={wire}"),
        format!("plumber={bare}"),
        format!("Cookie: plumber={wire}"),
    ] {
        assert_eq!(key.open(&shape), "{\"counter\":[1]}\n", "{shape}");
        assert_eq!(
            stdout_of(key.decrypt(&[&shape], "")),
            "{\"counter\":[1]}\n",
            "{shape}"
        );
    }
    let among_others = format!("Cookie: theme=dark; plumber={wire}; lang=en");
    let picked = key.decrypt(&["--name", "plumber"], &among_others);
    assert_eq!(stdout_of(picked), "{\"counter\":[1]}\n");
}

#[test]
#[ignore = "needs R plumber: tests/run"]
fn plumber_reads_our_cookie_without_percent_encoding() {
    let key = Key::of(HEX_KEY);
    let plumber = Plumber::serve(&key, &[]);
    let bare = without_percent_encoding(&key.seal(r#"{"counter":[7]}"#));
    assert_eq!(plumber.get("/counter", Some(&bare)).body, "8");
}

#[test]
#[ignore = "needs R plumber: tests/run"]
fn another_key_is_refused_by_us_and_ignored_by_plumber() {
    let (key, other) = (Key::of(HEX_KEY), Key::generated());
    let plumber = Plumber::serve(&key, &[]);

    let theirs = plumber.get("/counter", None);
    refused(&other.decrypt(&["--format", "plumber"], &theirs.set_cookie));

    let forged = other.seal(r#"{"counter":[41]}"#);
    assert_eq!(plumber.get("/counter", Some(&forged)).body, "1");
}

#[test]
#[ignore = "needs R plumber: tests/run"]
fn a_changed_cookie_is_refused_by_us_and_ignored_by_plumber() {
    let key = Key::of(HEX_KEY);
    let plumber = Plumber::serve(&key, &[]);

    let mut changed = key.seal(r#"{"counter":[41]}"#);
    let first = if changed.starts_with('A') { "B" } else { "A" };
    changed.replace_range(..1, first);

    refused(&key.decrypt(&["--format", "plumber"], &changed));
    assert_eq!(plumber.get("/session", Some(&changed)).body, "no session");
}

#[test]
#[ignore = "needs R plumber: tests/run"]
fn an_unencrypted_cookie_is_nothing_where_there_is_a_key() {
    let key = Key::of(HEX_KEY);
    let plumber = Plumber::serve(&key, &[]);

    let unencrypted = Key::none().seal(r#"{"counter":[41]}"#);

    refused(&key.decrypt(&["--format", "plumber"], &unencrypted));
    assert_eq!(
        plumber.get("/session", Some(&unencrypted)).body,
        "no session"
    );
}

#[test]
#[ignore = "needs R plumber: tests/run"]
fn the_expiry_as_plumber_writes_it_is_read_without_complaint() {
    let key = Key::of(HEX_KEY);
    let plumber = Plumber::serve(&key, &[("PLUMBER_EXPIRATION", "5")]);

    let line = plumber.get("/counter", None).set_cookie;

    assert!(
        line.contains("; Expires= ") && line.contains("; Max-Age= 5"),
        "plumber's odd spacing: {line}"
    );
    let opened = key.decrypt(&[], &line);
    assert_eq!(String::from_utf8_lossy(&opened.stderr), "");
    assert_eq!(stdout_of(opened), "{\"counter\":[1]}\n");
}

#[test]
#[ignore = "needs R plumber: tests/run"]
fn the_removal_of_a_cookie_holds_nothing_to_open() {
    let key = Key::of(HEX_KEY);
    let plumber = Plumber::serve(&key, &[]);

    let line = plumber
        .get("/clear", Some(&key.seal(r#"{"counter":[1]}"#)))
        .set_cookie;

    assert!(line.starts_with("Set-Cookie: plumber=; "), "{line}");
    assert!(
        line.contains("Expires=Thu, 01 Jan 1970 00:00:00 GMT"),
        "{line}"
    );
    refused(&key.decrypt(&["--format", "plumber"], &line));
}

#[test]
#[ignore = "needs R plumber: tests/run"]
fn a_legacy_key_is_warned_of_as_plumber_does() {
    let key = Key::of(LEGACY_KEY);
    let plumber = Plumber::serve(&key, &[]);
    assert!(
        plumber.log().contains("Legacy cookie secret"),
        "plumber warns"
    );

    let opened = key.decrypt(&[], &plumber.get("/counter", None).set_cookie);

    assert!(
        String::from_utf8_lossy(&opened.stderr).contains("legacy"),
        "we warn"
    );
    assert_eq!(stdout_of(opened), "{\"counter\":[1]}\n");
}

fn value_in(set_cookie: &str) -> &str {
    let pair = set_cookie.split(';').next().expect("a name and a value");
    pair.strip_prefix("Set-Cookie: plumber=")
        .expect("plumber's session cookie")
}

fn without_percent_encoding(wire: &str) -> String {
    wire.replace("%2B", "+")
        .replace("%2F", "/")
        .replace("%3D", "=")
}

fn refused(output: &Output) {
    let said = String::from_utf8_lossy(&output.stderr);
    assert_eq!(output.status.code(), Some(1), "{said}");
    assert!(
        output.stdout.is_empty(),
        "nothing is printed of a cookie that is refused"
    );
    assert!(said.starts_with("cookiekit: "), "{said}");
}

fn run(command: &mut Command, input: &str) -> Output {
    let mut child = command
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap_or_else(|error| panic!("{}: {error}", command.get_program().display()));
    let written = child
        .stdin
        .take()
        .expect("stdin is a pipe")
        .write_all(input.as_bytes());
    if let Err(error) = written {
        // A program that does not read its input is judged by what it answers.
        assert_eq!(error.kind(), io::ErrorKind::BrokenPipe);
    }
    child.wait_with_output().expect("the program ends")
}

/// The code of a guide that is to be saved under this name.
fn code_of(guide: &str, name: &str) -> String {
    let (_, rest) = guide
        .split_once(&format!("\n```r {name}\n"))
        .expect("a block of this name");
    let (code, _) = rest.split_once("```\n").expect("the end of the block");
    code.to_owned()
}

fn stdout_of(output: Output) -> String {
    let said = String::from_utf8_lossy(&output.stderr);
    assert!(output.status.success(), "{}: {said}", output.status);
    String::from_utf8(output.stdout).expect("UTF-8")
}
