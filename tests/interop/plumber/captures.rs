//! Real captures of a running plumber API: what curl prints, the jar that it
//! writes, and what headless Chromium's own DevTools export. And what is reported
//! about a cookie in another spelling, against what plumber makes of it.

use std::fs;
use std::process::Command;

use serde_json::{Value, json};

use super::api::Plumber;
use super::key::Key;
use super::{HEX_KEY, run, stdout_of, value_in, without_percent_encoding};

fn curl(arguments: &[&str]) -> String {
    let mut curl = Command::new("curl");
    curl.args(["--disable", "-s", "--max-time", "30", "--noproxy", "*"]);
    stdout_of(run(curl.args(arguments), ""))
}

/// The cookies of a document: all of several, or the only one.
fn cookies(document: &Value) -> Vec<Value> {
    match document["cookies"].as_array() {
        Some(several) => several.clone(),
        None => vec![document.clone()],
    }
}

fn lints(cookie: &Value) -> Vec<&str> {
    let lints = cookie["lints"].as_array().expect("lints");
    lints
        .iter()
        .map(|it| it["id"].as_str().expect("an id"))
        .collect()
}

#[test]
#[ignore = "needs R plumber: tests/run"]
fn what_curl_prints_of_plumber_is_read_whole() {
    let key = Key::of(HEX_KEY);
    let plumber = Plumber::serve(&key, &[("PLUMBER_EXPIRATION", "3600")]);
    let (url, jar) = (plumber.url("/counter"), key.directory.join("jar"));
    let jar = jar.to_str().expect("UTF-8");

    // curl -i: the head and the body.
    let printed = curl(&["-i", &url]);
    let (code, document) = key.inspect(&[], &printed);
    assert_eq!(
        (code, &document["outcome"]),
        (0, &json!("valid")),
        "{document}"
    );
    assert_eq!(document["payload"], json!({"counter": [1]}));
    assert_eq!(document["origin"]["role"], "set");
    let expected = [
        "not-secure",
        "no-same-site",
        "path-missing",
        "valid-for-ever",
        "plumber-spacing",
    ];
    let mut found = lints(&document);
    // In the first nine days of a month plumber writes the day with a space.
    found.retain(|id| *id != "date-form");
    assert_eq!(found, expected);

    // curl -c: the jar.
    curl(&["-c", jar, &url]);
    let (code, document) = key.inspect(&[], &fs::read_to_string(jar).expect("a jar"));
    assert_eq!(
        (code, &document["outcome"]),
        (0, &json!("valid")),
        "{document}"
    );
    assert_eq!(document["origin"]["host"], "127.0.0.1");

    // curl -v with that jar: both ways, with the body between.
    let script = format!("curl --disable -v --noproxy '*' -b '{jar}' '{url}' 2>&1");
    let printed = stdout_of(run(Command::new("sh").args(["-c", &script]), ""));
    let (code, document) = key.inspect(&[], &printed);
    let told: Vec<_> = cookies(&document)
        .iter()
        .map(|it| (it["origin"]["role"].clone(), it["payload"].clone()))
        .collect();
    let sent = (json!("sent"), json!({"counter": [1]}));
    let set = (json!("set"), json!({"counter": [2]}));
    assert_eq!((code, told), (0, vec![sent, set]), "{printed}");
    assert_eq!(cookies(&document)[1]["origin"]["path"], "/counter");
}

#[test]
#[ignore = "needs R plumber and Chromium: tests/run"]
fn what_chromium_exports_of_plumber_is_read_whole() {
    let key = Key::of(HEX_KEY);
    let plumber = Plumber::serve(&key, &[]);
    let script = concat!(
        env!("CARGO_MANIFEST_DIR"),
        "/tests/interop/plumber/chromium.py"
    );
    let mut python = Command::new("/usr/bin/python3");
    python
        .arg(script)
        .arg(plumber.url("/counter"))
        .arg(&key.directory);
    stdout_of(run(&mut python, ""));
    let export = |name: &str| fs::read_to_string(key.directory.join(name)).expect("an export");

    let (code, document) = key.inspect(&[], &export("full.har"));
    assert_eq!(
        (code, &document["source"]),
        (0, &json!("har")),
        "{document}"
    );
    let told = cookies(&document);
    assert!(told.len() >= 2, "{document}");
    for cookie in &told {
        assert_eq!(
            (&cookie["name"], &cookie["outcome"]),
            (&json!("plumber"), &json!("valid"))
        );
        assert!(cookie["payload"]["counter"][0].as_u64() >= Some(1));
    }
    let of = |role: &str| {
        told.iter()
            .filter(|it| it["origin"]["role"] == role)
            .count()
    };
    assert!(of("set") >= 1 && of("sent") >= 1, "{document}");
    let set = told
        .iter()
        .find(|it| it["origin"]["role"] == "set")
        .expect("one that was set");
    assert_eq!(lints(set), ["not-secure", "no-same-site"]);
    assert_eq!(set["origin"]["host"], "127.0.0.1");

    // Chrome leaves the cookies out unless it is given otherwise.
    let mut inspect = super::key::cookiekit("inspect");
    let output = run(&mut inspect, &export("sanitized.har"));
    assert_eq!(output.status.code(), Some(1));
    let said = String::from_utf8_lossy(&output.stderr);
    assert!(
        said.contains("hint: Chrome leaves cookies out of a HAR: in DevTools"),
        "{said}"
    );

    // A file that was not written to its end.
    let har = export("full.har");
    let output = run(&mut super::key::cookiekit("inspect"), &har[..har.len() / 2]);
    assert_eq!(output.status.code(), Some(2));
    assert!(String::from_utf8_lossy(&output.stderr).contains("the HAR file is cut off at line "));

    for name in ["command", "rows"] {
        let (code, document) = key.inspect(&["--name", "plumber"], &export(name));
        assert_eq!(
            (code, &document["outcome"]),
            (0, &json!("valid")),
            "{name}: {document}"
        );
    }
    let (_, document) = key.inspect(&["--name", "plumber"], &export("rows"));
    assert_eq!(lints(&document), ["not-secure", "no-same-site"]);
}

#[test]
#[ignore = "needs R plumber: tests/run"]
fn what_is_said_of_another_spelling_is_what_plumber_makes_of_it() {
    let key = Key::of(HEX_KEY);
    let plumber = Plumber::serve(&key, &[]);
    // Long enough for every letter of base64, and a nonce that has them too.
    let (wire, bare) = loop {
        let line = plumber.post(
            "/set",
            r#"{"text":["abcdefghijklmnopqrstuvwxyz0123456789abcdef"]}"#,
        );
        let wire = value_in(&line.set_cookie).to_owned();
        let bare = without_percent_encoding(&wire);
        // A space at an end is lost wherever a cookie is copied from.
        let keeps_spaces = !bare.starts_with('+') && !bare.ends_with('+');
        if bare.contains('+') && bare.contains('/') && bare.contains("=_") && keeps_spaces {
            break (wire, bare);
        }
    };
    let percent = wire.replace('%', "%25");
    for (id, spelling) in [
        (
            "percent-spelling",
            wire.replace("%2B", "%2b")
                .replace("%2F", "%2f")
                .replace("%3D", "%3d"),
        ),
        ("percent-encoded-twice", percent.replace('%', "%25")),
        ("plus-as-space", bare.replace('+', " ")),
        ("quotes", format!("`{bare}`")),
        ("separator", format!("{bare},")),
        (
            "line-breaks-written",
            format!("{}\\n{}", &bare[..20], &bare[20..]),
        ),
        ("escapes", bare.replace('/', "\\/")),
        ("padding", bare.replace('=', "")),
        ("base64url", bare.replace('+', "-").replace('/', "_")),
        ("server-spelling", format!("{}*{}", &bare[..9], &bare[9..])),
    ] {
        let (code, document) = key.inspect(&[], &spelling);
        assert_eq!((code, &document["reason"]), (1, &json!(id)), "{document}");
        let takes = plumber.get("/session", Some(&spelling)).body != "no session";
        assert_eq!(document["explanation"]["server_takes_it"], takes, "{id}");
    }
    // And what is only remarked on, since it opens here.
    let (code, document) = key.inspect(&[], &percent);
    assert_eq!(
        (code, &document["remarks"][0]["id"]),
        (0, &json!("percent-encoded"))
    );
    assert_eq!(plumber.get("/session", Some(&percent)).body, "no session");
    let quoted = format!("\"{bare}\"");
    let (_, document) = key.inspect(&[], &quoted);
    assert_eq!(
        document["remarks"][0]["text"],
        "taken without the quotes around it; plumber ignores them"
    );
    assert_ne!(plumber.get("/session", Some(&quoted)).body, "no session");
    let followed = format!("{wire}; Path=/");
    let (_, document) = key.inspect(&[], &followed);
    assert_eq!(
        document["remarks"][0]["text"],
        "taken without what follows its end; plumber does not read that"
    );
    assert_ne!(plumber.get("/session", Some(&followed)).body, "no session");
}

#[test]
#[ignore = "needs R plumber: tests/run"]
fn plumber_without_a_key_and_with_one_that_everybody_knows() {
    let none = Key::none();
    let line = Plumber::serve(&none, &[]).get("/counter", None).set_cookie;
    let (code, document) = Key::of(HEX_KEY).inspect(&[], &line);
    assert_eq!(
        (code, &document["reason"]),
        (1, &json!("unencrypted")),
        "{document}"
    );
    let (code, _) = none.inspect(&["--unencrypted"], &line);
    assert_eq!(code, 0);

    let secret = Key::of("mySecretHere");
    let line = Plumber::serve(&secret, &[])
        .get("/counter", None)
        .set_cookie;
    let (code, document) = none.inspect(&["--unencrypted"], &line);
    assert_eq!(
        (code, &document["reason"]),
        (1, &json!("encrypted")),
        "{document}"
    );
    let (code, document) = none.inspect(&["--try-weak"], &line);
    assert_eq!(code, 1);
    assert_eq!(
        document["weak_key"],
        "`mySecretHere`, of plumber's documentation"
    );
    let list = secret.directory.join("words");
    fs::write(&list, "one\ntwo\nmySecretHere\n").expect("a word list");
    let list = list.to_str().expect("UTF-8");
    let (code, document) = none.inspect(&["--words", list], &line);
    assert_eq!(
        (code, &document["words"]["tried"]),
        (1, &json!(3)),
        "{document}"
    );
}
