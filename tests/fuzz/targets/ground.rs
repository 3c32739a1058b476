//! Encodings, times and the other small readers, each beside another library's where
//! there is one.

use ::base64::Engine as _;
use ::base64::engine::general_purpose::{STANDARD, STANDARD_NO_PAD, URL_SAFE, URL_SAFE_NO_PAD};
use cookiekit::encoding;
use cookiekit::fuzzing;
use cookiekit::keys::spec::Spec;
use cookiekit::subject::acl::Acl;
use cookiekit::time::stored::{self, Zone};
use cookiekit::time::{Time, parse_duration};
use std::ffi::OsStr;
use std::time::{Duration, UNIX_EPOCH};

use super::text;

fn owned<const N: usize>(texts: [&str; N]) -> Vec<Vec<u8>> {
    texts.map(|it| it.as_bytes().to_vec()).to_vec()
}

/// A value that is read is the one that dotenvy reads.
pub fn dotenv(data: &[u8]) -> bool {
    let Some(value) = fuzzing::dotenv(data, "K") else {
        return false;
    };
    // White space is left out by other readers, and kept by none as we do not have it.
    let Some(text) = text(data) else {
        return true;
    };
    let text = text.strip_prefix('\u{feff}').unwrap_or(text);
    let mut theirs = None;
    for item in dotenvy::from_read_iter(text.as_bytes()) {
        match item {
            Ok((name, value)) if name == "K" => theirs = Some(value),
            Ok(_) => {}
            // It gives up at a line that it cannot read, which may be another's.
            Err(_) => return true,
        }
    }
    if let Some(theirs) = theirs {
        assert!(theirs.as_bytes() == value, "dotenvy reads another value");
    }
    true
}

pub fn env_files() -> Vec<Vec<u8>> {
    owned([
        "K=abc",
        "A=1\nexport K='a b$c\\n' # x\nB=\"2\"\n",
        "K=\"a b#c\"\nK=\"a b#c\"",
        "\u{feff}K=abc\r\n",
        "K=a$\n",
        "K=\"a$-b\"\n",
        " K = base64:QUJD= # c\n",
    ])
}

/// A list is read whole or not at all.
pub fn acl(data: &[u8]) -> bool {
    let Some(acl) = Acl::parse(data) else {
        return false;
    };
    assert_eq!(data.len(), 4 + 8 * acl.entries().len());
    for entry in acl.entries() {
        assert_eq!(
            acl.effective(*entry) & !entry.permissions,
            0,
            "no more than is granted"
        );
    }
    let all = acl.named(&[]).count();
    assert!(acl.named(&[0, 1000]).count() <= all);
    assert!(acl.owning_group() <= 7);
    true
}

pub fn acls() -> Vec<Vec<u8>> {
    vec![
        b"\x02\0\0\0\x01\0\x06\0\xff\xff\xff\xff\x02\0\x06\0\xe9\x03\0\0\x04\0\0\0\xff\xff\xff\xff\
          \x10\0\x04\0\xff\xff\xff\xff\x20\0\0\0\xff\xff\xff\xff"
            .to_vec(),
        b"\x02\0\0\0".to_vec(),
    ]
}

/// A place of a key that is read is written as a word that is read as the same.
pub fn spec(data: &[u8]) -> bool {
    let Some(text) = text(data) else {
        return false;
    };
    match Spec::parse(OsStr::new(text)) {
        Ok(spec) => {
            let _ = (spec.word(), spec.origin());
            let shown = spec.to_string();
            assert!(
                !shown.chars().any(char::is_control),
                "a control character is shown"
            );
            true
        }
        Err(error) => {
            assert!(!error.message.is_empty());
            false
        }
    }
}

pub fn specs() -> Vec<Vec<u8>> {
    owned([
        "key",
        "./a b",
        "env:SECRET",
        "file:/etc/key",
        "keyring:service/user",
        "dotenv:.env#K",
        "cmd:pass show x",
        "fd:3",
        "-",
        "rails:config/credentials.yml.enc",
    ])
}

/// What is read is what percent-encoding reads; what is read exactly has this text
/// alone.
pub fn percent(data: &[u8]) -> bool {
    let written = encoding::percent_bytes(data);
    assert_eq!(
        encoding::from_percent_exact(&written).as_deref(),
        Some(data)
    );
    let Some(text) = text(data) else {
        return false;
    };
    assert_eq!(encoding::percent(text), written);
    let theirs: Vec<u8> = percent_encoding::percent_decode_str(text).collect();
    let read = encoding::from_percent(text);
    let mut buffer = vec![b'x'; 7];
    assert_eq!(encoding::from_percent_to(text, &mut buffer), read.is_some());
    if let Some(read) = &read {
        assert_eq!(**read, *theirs, "percent-encoding reads another");
        assert_eq!(**read, *buffer);
    }
    if let Some(exact) = encoding::from_percent_exact(text) {
        assert_eq!(encoding::percent_bytes(&exact), text);
        assert_eq!(Some(exact), read);
    }
    let lenient = encoding::from_percent_leniently(text);
    assert_eq!(lenient.as_deref(), std::str::from_utf8(&theirs).ok());
    text.contains('%') && encoding::from_percent(text).is_some()
}

pub fn percents() -> Vec<Vec<u8>> {
    owned([
        "a%2Bb+",
        "%2b",
        "%",
        "%%41",
        "%C3%A9~!*()'",
        "abcdefg%20hijklmnop%3D%3D",
        "%FF",
    ])
}

/// Each alphabet, beside the engine that takes a byte at a time.
pub fn base64(data: &[u8]) -> bool {
    assert_eq!(encoding::base64(data), STANDARD.encode(data));
    assert_eq!(encoding::base64url(data), URL_SAFE_NO_PAD.encode(data));
    assert_eq!(encoding::base64url_padded(data), URL_SAFE.encode(data));
    let standard = STANDARD.decode(data).ok();
    assert_eq!(encoding::from_base64(data), standard);
    let mut in_place = data.to_vec();
    assert_eq!(encoding::base64_in_place(&mut in_place), standard.is_some());
    if let Some(standard) = &standard {
        assert_eq!(&in_place, standard);
        assert_eq!(
            STANDARD.encode(standard).as_bytes(),
            data,
            "a second spelling"
        );
    }
    if let Some(read) = encoding::from_base64_of::<24>(data) {
        assert_eq!(Some(read.to_vec()), standard);
    }
    let Some(text) = text(data) else {
        return false;
    };
    assert_eq!(
        encoding::from_base64_unpadded(text),
        STANDARD_NO_PAD.decode(text).ok()
    );
    let url = URL_SAFE_NO_PAD.decode(text).ok();
    assert_eq!(encoding::from_base64url(text), url);
    assert_eq!(
        encoding::from_base64url_padded(text),
        URL_SAFE.decode(text).ok()
    );
    let mut buffer = vec![1; 3];
    assert_eq!(
        encoding::from_base64url_to(text, &mut buffer),
        url.is_some()
    );
    if let Some(url) = url {
        assert_eq!(buffer, url);
    }
    standard.is_some()
}

pub fn base64s() -> Vec<Vec<u8>> {
    owned([
        "QUJD",
        "QUI=",
        "QQ==",
        "QR==",
        "QUJDREVGR0hJSktMTU5PUFFSU1RVVldY",
        "a-_b",
        "QUI",
        "====",
        "",
    ])
}

/// Hex digits of either case, two a byte.
pub fn hex(data: &[u8]) -> bool {
    let digit = |byte: u8| char::from(byte).to_digit(16).map(|it| it as u8);
    let pairs = data.chunks(2).map(|pair| match pair {
        [high, low] => Some(digit(*high)? << 4 | digit(*low)?),
        _ => None,
    });
    let theirs: Option<Vec<u8>> = pairs.collect();
    let read = encoding::from_hex(data);
    assert_eq!(read.as_ref().map(|it| it.to_vec()), theirs);
    let written = encoding::hex(data);
    assert_eq!(
        encoding::from_hex(written.as_bytes()).map(|it| it.to_vec()),
        Some(data.to_vec())
    );
    theirs.is_some()
}

pub fn hexes() -> Vec<Vec<u8>> {
    owned(["00ff", "0aF", "0g", "", "DEADbeef"])
}

/// A date that is read is the one that httpdate reads, and is written so.
pub fn http_date(data: &[u8]) -> bool {
    let Some(text) = text(data) else {
        return false;
    };
    let _ = Time::from_cookie_date(text);
    let Some(time) = Time::from_http_date(text) else {
        return false;
    };
    let at = UNIX_EPOCH + Duration::from_secs(time.0);
    assert_eq!(httpdate::parse_http_date(text).ok(), Some(at));
    assert_eq!(httpdate::fmt_http_date(at), text);
    assert_eq!(
        Time::from_cookie_date(text),
        Some(time),
        "browsers read the same"
    );
    true
}

pub fn http_dates() -> Vec<Vec<u8>> {
    owned([
        "Tue, 14 Nov 2023 22:13:20 GMT",
        "Thu, 01 Jan 1970 00:00:00 GMT",
        "Fri, 31 Dec 9999 23:59:59 GMT",
        "Thu, 29 Feb 2024 12:00:00 GMT",
        "Wed,  1-Nov-23 7:28:0 GMT",
    ])
}

/// A time in any form: in the form of RFC 3339 with a Z, humantime reads the same.
pub fn time(data: &[u8]) -> bool {
    let Some(text) = text(data) else {
        return false;
    };
    let _ = (Time::from_compact(text), Time::from_iso_milliseconds(text));
    let _ = Time::from_iso_zoned(text);
    let _ = stored::of_text(text, Zone::parse("+02:00").ok());
    let _ = Zone::parse(text);
    let Ok(time) = Time::parse(text) else {
        return false;
    };
    if let Some(http) = time.http_date() {
        assert_eq!(Time::from_http_date(&http), Some(time));
    }
    if let Some(compact) = time.compact() {
        assert_eq!(Time::from_compact(&compact), Some(time));
        assert_eq!(Time::parse(&time.to_string()).ok(), Some(time));
    }
    if let Ok(theirs) = humantime::parse_rfc3339(text) {
        let theirs = theirs.duration_since(UNIX_EPOCH).map(|it| it.as_secs());
        // A leap second is the second before it to one, the one after it to the other.
        let is_leap = text.get(17..19) == Some("60");
        assert!(
            is_leap || theirs.ok() == Some(time.0),
            "humantime reads another"
        );
    }
    true
}

pub fn times() -> Vec<Vec<u8>> {
    owned([
        "2023-11-14T22:13:20Z",
        "2023-11-14T23:13:20+01:00",
        "1700000000",
        "20231114T221320Z",
        "2026-11-21T21:12:00.000Z",
        "2023-11-14 22:13:20",
        "9999-12-31T23:59:59Z",
    ])
}

/// A duration is the one that humantime reads.
pub fn duration(data: &[u8]) -> bool {
    let Some(text) = text(data) else {
        return false;
    };
    let Ok(seconds) = parse_duration(text) else {
        return false;
    };
    if let Ok(theirs) = humantime::parse_duration(text) {
        assert_eq!(theirs.as_secs(), seconds);
    }
    true
}

pub fn durations() -> Vec<Vec<u8>> {
    owned([
        "90s",
        "1h30m",
        "30d",
        "2w",
        "0s",
        "8y",
        "1m1m",
        "99999999999999999999s",
    ])
}

/// What is shown holds nothing that a terminal would act on.
pub fn visible(data: &[u8]) -> bool {
    let Some(text) = text(data) else {
        return false;
    };
    let shown = encoding::visible(text);
    assert!(!shown.chars().any(char::is_control));
    assert!(shown.chars().all(encoding::is_visible));
    true
}

pub fn visibles() -> Vec<Vec<u8>> {
    owned([
        "abc",
        "\u{1b}[31m",
        "a\u{202e}b",
        "\u{feff}\u{0}\r\n",
        "\u{e0001}",
    ])
}
