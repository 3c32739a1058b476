//! Seeds out of the vectors of the real systems.

use std::fs;
use std::path::Path;

use cookiekit::frameworks::FORMATS;
use serde_json::Value;

/// The most cookies of one file that are seeds.
const MAX_OF_FILE: usize = 12;

/// The cookies of each file of vectors, behind the name of the file.
fn vectors() -> Vec<(String, Vec<String>)> {
    // That of the engine is a folder further down.
    let own = Path::new(env!("CARGO_MANIFEST_DIR")).ancestors();
    let mut folders = own.map(|it| it.join("tests/data"));
    let data = folders.find(|it| it.is_dir()).expect("the vectors");
    let mut found = Vec::new();
    for folder in [data.join("frameworks"), data.clone()] {
        let mut paths: Vec<_> = fs::read_dir(folder)
            .expect("a folder of vectors")
            .map(|entry| entry.expect("an entry").path())
            .filter(|path| path.extension().is_some_and(|it| it == "json"))
            .collect();
        paths.sort();
        for path in paths {
            let read = fs::read(&path).expect("a file of vectors");
            // Some hold half a surrogate, which this library reads nowhere.
            let Ok(json) = serde_json::from_slice::<Value>(&read) else {
                continue;
            };
            let cases = json["cases"].as_array().cloned().unwrap_or_default();
            // From all over the file, for its cases stand in groups.
            let step = cases.len().div_ceil(MAX_OF_FILE).max(1);
            let cookies = cases.iter().step_by(step);
            let cookies = cookies.filter_map(|it| it["cookie"].as_str().map(str::to_owned));
            let name = path.file_stem().expect("a name").to_string_lossy();
            found.push((name.into_owned(), cookies.collect()));
        }
    }
    assert!(found.len() > FORMATS.len() / 2, "the vectors were not read");
    found
}

/// The cookies of every format, each behind the number of its format and that of a
/// name.
pub fn every_format() -> Vec<Vec<u8>> {
    let mut seeds = Vec::new();
    for (name, cookies) in vectors() {
        let number = FORMATS.iter().position(|it| it.name() == name);
        for cookie in cookies {
            let head = [number.unwrap_or_default() as u8, 0];
            seeds.push([&head, cookie.as_bytes()].concat());
        }
    }
    seeds
}

/// The cookies alone.
pub fn cookies() -> Vec<Vec<u8>> {
    let all = vectors().into_iter().flat_map(|it| it.1);
    all.map(String::into_bytes).collect()
}

/// Keys of every format, made again, behind the number of the format.
pub fn keys() -> Vec<Vec<u8>> {
    let keys = FORMATS.iter().enumerate().map(|(number, format)| {
        let key = format.facts().key.generate.text().expect("random bytes");
        [&[number as u8], &key[..]].concat()
    });
    keys.collect()
}

fn around(before: &str, after: &str) -> Vec<Vec<u8>> {
    let all = vectors()
        .into_iter()
        .filter_map(|it| it.1.into_iter().next());
    all.map(|it| format!("{before}{it}{after}").into_bytes())
        .collect()
}

pub fn headers() -> Vec<Vec<u8>> {
    let mut seeds = around("Cookie: a=b; session=", "; session.sig=x");
    seeds.push(b"a=\"b c\"; __Host-x=y==;;=z; k".to_vec());
    seeds
}

pub fn set_cookies() -> Vec<Vec<u8>> {
    let more = "; Path=/; HttpOnly; Secure; SameSite=Lax; Max-Age=60; Domain=example.com; \
                Expires=Sun, 01 Nov 2026 07:28:00 GMT";
    around("session=", more)
}

pub fn captures() -> Vec<Vec<u8>> {
    let mut seeds = [curls(), hars(), jars(), devtools()].concat();
    seeds.extend(around(
        "HTTP/1.1 200 OK\r\nSet-Cookie: session=",
        "; Path=/\r\n\r\n",
    ));
    seeds.extend(around(
        "> GET / HTTP/1.1\r\n> Host: a\r\n> Cookie: s=",
        "\r\n>\r\n",
    ));
    seeds.push(b"fetch(\"https://a/\", {\"headers\": {\"cookie\": \"s=v\"}});".to_vec());
    seeds.push(
        b"$session = New-Object Microsoft.PowerShell.Commands.WebRequestSession\n\
          $session.Cookies.Add((New-Object System.Net.Cookie(\"s\", \"v\", \"/\", \"a\")))\n"
            .to_vec(),
    );
    seeds.push(b"<RequestsCookieJar[<Cookie s=v for a/>]>".to_vec());
    seeds
}

pub fn curls() -> Vec<Vec<u8>> {
    let mut seeds = around("curl 'https://a/' -H 'Cookie: s=", "' --compressed");
    seeds.push(b"curl \"https://a/\" ^\n -b \"s=v; t=^%^20\" -H $'Cookie: s=a\\'b'".to_vec());
    seeds
}

pub fn hars() -> Vec<Vec<u8>> {
    let before = "{\"log\":{\"entries\":[{\"request\":{\"url\":\"https://a/\",\"cookies\":[{\"name\":\
                  \"s\",\"value\":\"";
    let mut seeds = around(
        before,
        "\"}],\"headers\":[]},\"response\":{\"headers\":[]}}]}}",
    );
    seeds.push(
        b"{\"log\":{\"entries\":[{\"request\":{\"url\":\"https://a/\",\"headers\":[{\"name\":\"cookie\",\
          \"value\":\"s=v\"}]},\"response\":{\"headers\":[{\"name\":\"Set-Cookie\",\"value\":\"s=v; \
          Path=/\"}]}}]}}"
            .to_vec(),
    );
    seeds
}

pub fn jars() -> Vec<Vec<u8>> {
    let before = "# Netscape HTTP Cookie File\n#HttpOnly_a\tFALSE\t/\tTRUE\t1793518080\ts\t";
    around(before, "\n")
}

pub fn devtools() -> Vec<Vec<u8>> {
    let after = "\ta\t/\t2026-11-01T07:28:00.000Z\t99\t\u{2713}\t\u{2713}\tLax\t\t\tMedium\n";
    around("session\t", after)
}
