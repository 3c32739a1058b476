//! Keys in what shells, editors, secret stores and consoles put around them, in
//! the file or at the server; and what is nearly that.

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use hmac::{Hmac, KeyInit, Mac};
use serde_json::{Value, json};
use sha2::Sha256;

use super::hypotheses::{Case, case};
use super::{HEX32, JANE_NOW, document};
use crate::known::ANOTHER_PORT;
use crate::world::World;

/// Workbench's cookie of `janedoe` under these very bytes.
pub fn under(key: &[u8]) -> String {
    let (value, date) = ("janedoe", "Sat, 24 Sep 2022 17:46:21 GMT");
    let mut mac = Hmac::<Sha256>::new_from_slice(key).unwrap();
    mac.update(value.as_bytes());
    mac.update(date.as_bytes());
    let tag = STANDARD.encode(mac.finalize().into_bytes());
    let percent = |text: &str| {
        let escaped = text
            .replace('%', "%25")
            .replace(' ', "%20")
            .replace(',', "%2C");
        let escaped = escaped.replace(':', "%3A").replace('+', "%2B");
        escaped.replace('/', "%2F").replace('=', "%3D")
    };
    format!("{value}|{}|{}", percent(date), percent(&tag))
}

fn wide(text: &str, mark: &[u8], is_big: bool) -> Vec<u8> {
    let units = text
        .bytes()
        .flat_map(|it| if is_big { [0, it] } else { [it, 0] });
    mark.iter().copied().chain(units).collect()
}

/// The row, the file, and what the server used.
fn table() -> Vec<(&'static str, Vec<u8>, Vec<u8>)> {
    const K: &str = HEX32;
    let letters = |text: &str| STANDARD.encode(text);
    let digits = |text: &str| base16ct::lower::encode_string(text.as_bytes());
    let line = format!("{K}\n");
    let text =
        |id, file: &str, server: &str| (id, file.as_bytes().to_vec(), server.as_bytes().to_vec());
    let mut rows = vec![
        text("key-newline-removed", &format!("{K}\n\n\n"), K),
        text("key-line-end-removed", &format!("{K}\r\n\r\n\n"), K),
        text("key-one-newline", &format!("{K}\n\n\n"), &line),
        text("key-one-newline", &format!("{K}\r\n\r\n"), &line),
        text("key-newlines-added", K, &format!("{K}\n\n")),
        text("key-white-space-removed", &format!("  {K}\n"), K),
        text("key-indent-removed", &format!("    {K}\n"), &line),
        text("key-two-spaces-added", &line, &format!("  {K}")),
        text("key-two-spaces-added-line", K, &format!("  {K}\n")),
        text("key-four-spaces-added", K, &format!("    {K}")),
        text("key-four-spaces-added-line", &line, &format!("    {K}\n")),
        text("key-quotes-removed", &format!("'{K}'"), K),
        text("key-in-quotes", &format!("\"{K}\"\n"), K),
        text("key-in-quotes", &format!("'{K}'\r\n"), K),
        text("key-in-quotes-line", &format!("'{K}'"), &line),
        text("key-double-quotes-added", K, &format!("\"{K}\"")),
        text("key-double-quotes-added", &line, &format!("\"{K}\"")),
        text("key-double-quotes-added-line", K, &format!("\"{K}\"\n")),
        text("key-single-quotes-added", &line, &format!("'{K}'")),
        text("key-single-quotes-added-line", K, &format!("'{K}'\n")),
        text("key-escape-removed", &format!("{K}\\n"), K),
        text("key-escape-removed", &format!("{K}\\r\\n\n"), K),
        text("key-escape-undone", &format!("{K}\\n"), &line),
        text("key-escape-added", &line, &format!("{K}\\n")),
        text("key-escape-added-line", K, &format!("{K}\\n\n")),
        text("key-option-removed", &format!("-n {K}\n"), K),
        text("key-option-removed-line", &format!("-n {K}\n"), &line),
        text("key-option-added", K, &format!("-n {K}")),
        text("key-option-added-line", K, &format!("-n {K}\n")),
        text("key-assigned", &format!("secure-cookie-key: '{K}'\n"), K),
        text("key-assigned", &format!("$env:KEY = \"{K}\"\r\n"), K),
        text("key-assigned-line", &format!("KEY={K}\n"), &line),
        text("key-base64", &letters(K), K),
        text("key-base64-bare", &letters(&line), K),
        text("key-base64-line", &letters(K), &line),
        text("key-base64-twice", &letters(&letters(K)), K),
        text("key-text-to-base64", &line, &letters(K)),
        text(
            "key-text-to-base64-line",
            &line,
            &format!("{}\n", letters(K)),
        ),
        text("key-line-to-base64", K, &letters(&line)),
        text(
            "key-line-to-base64-line",
            K,
            &format!("{}\n", letters(&line)),
        ),
        text("key-hex-bare", &digits(&line), K),
        text("key-hex-line", &digits(K), &line),
        text("key-text-to-hex", &line, &digits(K)),
        text("key-line-to-hex", K, &digits(&line)),
        text(
            "key-bom-and-line-end-removed",
            &format!("\u{feff}{K}\r\n"),
            K,
        ),
    ];
    rows.extend(spelt());
    for (mark, is_big) in [
        (&b"\xff\xfe"[..], false),
        (b"\xfe\xff", true),
        (b"", false),
        (b"", true),
    ] {
        for end in ["", "\r\n"] {
            let file = wide(&format!("{K}{end}"), mark, is_big);
            rows.push(("key-utf16", file.clone(), K.into()));
            rows.push(("key-utf16-line", file, line.clone().into()));
        }
    }
    rows
}

/// The same key in another spelling.
fn spelt() -> Vec<(&'static str, Vec<u8>, Vec<u8>)> {
    const K: &str = HEX32;
    const PASSPHRASE: &str = "correct horse battery staple and more";
    let text =
        |id, file: &str, server: &str| (id, file.as_bytes().to_vec(), server.as_bytes().to_vec());
    let uuid = |text: &str| {
        let (a, rest) = text.split_at(8);
        format!(
            "{a}-{}-{}-{}-{}",
            &rest[..4],
            &rest[4..8],
            &rest[8..12],
            &rest[12..]
        )
    };
    let pairs: Vec<&str> = (0..16).map(|it| &K[2 * it..2 * it + 2]).collect();
    let digits = base16ct::lower::encode_string(K.as_bytes());
    let letters = STANDARD.encode(K);
    let bare = letters.trim_end_matches('=');
    assert_ne!(bare, letters);
    let (standard, url) = (
        "+Ab/cdefghijklmnopq+rs/cdefghijklmnopq=",
        "-Ab_cdefghijklmnopq-rs_cdefghijklmnopq=",
    );
    vec![
        text("key-ends-trimmed", &format!("{PASSPHRASE} \n"), PASSPHRASE),
        text("key-ends-trimmed", &format!("\t{PASSPHRASE}\t"), PASSPHRASE),
        text(
            "key-ends-trimmed",
            &format!(" {PASSPHRASE}\r\n"),
            PASSPHRASE,
        ),
        text("key-invisible-removed", &format!("{K}\u{a0}\n"), K),
        text("key-invisible-removed", &format!("\u{200b}{K}"), K),
        text("key-letters-url", standard, url),
        text("key-letters-url", &format!("{standard}\n"), url),
        text("key-letters-standard", url, standard),
        text("key-padding-removed", &format!("{letters}\n"), bare),
        text("key-padding-added", bare, &letters),
        text("key-padding-added", &letters[..letters.len() - 1], &letters),
        text("key-digits-alone", &format!("0x{K}\n"), K),
        text("key-digits-alone", &pairs.join(":"), K),
        text("key-digits-alone", &uuid(K), K),
        text("key-dashes-added", &format!("{K}\n"), &uuid(K)),
        text("key-hex", &format!("0x{digits}"), K),
        // What R prints of a key, and writes of it.
        text("key-last-quotes", &format!("[1] \"{K}\"\n"), K),
        text(
            "key-last-quotes",
            &format!("[1] \"{PASSPHRASE}\"\n"),
            PASSPHRASE,
        ),
        text("key-last-quotes", &format!("key <-\n\"{K}\"\n"), K),
        text(
            "key-last-quotes",
            &format!("\"\",\"x\"\n\"1\",\"{K}\"\n"),
            K,
        ),
        text("key-last-quotes", &format!("\"x\",\"\"\n\"{K}\",\"\"\n"), K),
        text("key-last-quotes", &format!("{{\"key\":[\"{K}\"]}}\n"), K),
        text(
            "key-last-quotes",
            &format!("# don't lose it\nkey: '{K}'\n"),
            K,
        ),
        text("key-last-quotes", &format!("\u{201c}{K}\u{201d}\n"), K),
        text(
            "key-last-quotes",
            &format!("\u{2018}{PASSPHRASE}\u{2019}"),
            PASSPHRASE,
        ),
        text("key-digits-amid", &format!("{K}  cookie.key\n"), K),
        text("key-digits-amid", &format!("my key is {K}, keep it\n"), K),
        text("key-digits-amid", &format!("Key ({})\n", uuid(K)), &uuid(K)),
        text(
            "key-last-line",
            &format!("# s\n\n{PASSPHRASE}\r\n"),
            PASSPHRASE,
        ),
        text("key-listed-bytes", &r_prints(K), K),
        text(
            "key-listed-bytes",
            &format!("as.raw(c(0x{}))\n", pairs.join(", 0x")),
            K,
        ),
        text(
            "key-listed-bytes",
            &format!("\\x{}\n", pairs.join("\\x")),
            K,
        ),
    ]
}

/// A raw vector of two lines, as R prints one.
fn r_prints(digits: &str) -> String {
    let pairs: Vec<&str> = (0..16).map(|it| &digits[2 * it..2 * it + 2]).collect();
    format!(
        " [1] {}\n[11] {}\n",
        pairs[..10].join(" "),
        pairs[10..].join(" ")
    )
}

/// A key file of Workbench that is UTF-16: of this its server read this much.
fn at_workbench() -> Vec<(&'static str, Vec<u8>, Vec<u8>)> {
    let (text, line) = (HEX32, format!("{HEX32}\r\n"));
    vec![
        (
            "key-utf16-nul",
            wide(&line, b"\xff\xfe", false),
            b"\xff\xfe0".to_vec(),
        ),
        ("key-utf16-nul", wide(text, b"", false), b"0".to_vec()),
        (
            "key-utf16-nul",
            wide(text, b"\xfe\xff", true),
            b"\xfe\xff".to_vec(),
        ),
        (
            "key-utf16-le-bom-on-server",
            text.into(),
            b"\xff\xfe0".to_vec(),
        ),
        ("key-utf16-le-on-server", text.into(), b"0".to_vec()),
        (
            "key-utf16-be-bom-on-server",
            line.into(),
            b"\xfe\xff".to_vec(),
        ),
    ]
}

pub fn cases() -> Vec<Case> {
    let plain = table().into_iter();
    let plain = plain.map(|(id, file, server)| case(id, file, under(&server)));
    let on_server = at_workbench().into_iter().map(|(id, file, server)| Case {
        server: json!(true),
        ..case(id, file, under(&server))
    });
    plain.chain(on_server).collect()
}

/// The wrapping of another key proves nothing, and neither does one that is
/// nearly it.
#[test]
fn nothing_is_claimed_of_what_is_nearly_a_wrapping() {
    let other = HEX32.replace('a', "b");
    for (file, server) in [
        (format!("\"{HEX32}"), HEX32.to_owned() + "x"),
        (format!("'{HEX32}\"\n"), format!("'{HEX32}")),
        (format!("-x_{HEX32}\n"), HEX32.to_owned()),
        (
            format!("{} {HEX32}\n", HEX32.to_uppercase()),
            HEX32.to_owned(),
        ),
        (format!("{} x\n", &HEX32[..31]), HEX32[..31].to_owned()),
        (format!("x\"{HEX32}x\"\n"), HEX32.to_owned()),
        (format!("[1] \"\\\"\" \"{HEX32}x\"\n"), format!("{HEX32}x")),
        (format!("[1] 0{}\n", r_prints(HEX32)), HEX32.to_owned()),
        (STANDARD.encode(&other), HEX32.to_owned()),
        (HEX32.to_owned(), format!("{HEX32}\n\n\n\n")),
        (HEX32.to_owned(), format!("   {HEX32}")),
        (HEX32.to_owned(), format!("\u{201c}{HEX32}\u{201d}")),
        (
            "correct horse  battery staple and more ".into(),
            "correct horse battery staple and more".into(),
        ),
        (format!("{HEX32}=+/"), format!("{HEX32}=_-")),
        (format!("0y{HEX32}"), HEX32.to_owned()),
        (format!("{HEX32}\u{301}"), HEX32.to_owned()),
        (
            format!("{}-{}", &HEX32[..8], &HEX32[8..]),
            HEX32.replace('0', "1"),
        ),
        (HEX32.to_owned(), format!("{}-{}", &HEX32[..8], &HEX32[8..])),
    ] {
        let world = World::with_key(&file);
        let more = ["--now", JANE_NOW];
        let (code, document) = document(&world, &more, under(server.as_bytes()));
        assert_eq!((code, &document["reason"]), (1, &Value::Null), "{file}");
        assert_eq!(document["to_do"][1]["text"], ANOTHER_PORT, "{file}");
    }
}

/// It is named as what it is, and not as a NUL.
#[test]
fn a_key_in_utf16_is_called_that() {
    let world = World::with_key(wide(HEX32, b"\xff\xfe", false));
    let cookie = under(b"another key of some thirty-two bytes");
    world
        .run(&["verify", "--key", "key", "--now", JANE_NOW, &cookie])
        .ends();
    let ended = world
        .run(&["verify", "--key", "key", "--now", JANE_NOW, &cookie])
        .ends();
    assert!(
        ended
            .err
            .contains("UTF-16 text, as PowerShell's > writes it"),
        "{}",
        ended.err
    );
    let nul = World::with_key(format!("{HEX32}\0"));
    let ended = nul
        .run(&["verify", "--key", "key", "--now", JANE_NOW, &cookie])
        .ends();
    assert!(ended.err.contains("holds a NUL byte"), "{}", ended.err);
    assert!(!ended.err.contains("UTF-16"), "{}", ended.err);
}
