//! Keys and cookies that are known: the vectors of `tests/data`, one each.

/// The key of plumber's and our own vectors.
pub const KEY: &str = "0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef";

/// A key that no test hands to a process: an audit, which looks at all that run, would find
/// it there in one run and not in another.
pub const UNSEEN: &str = "7d1f0b9be2c64a53f8a0cc31d95e7246b1830f6ad7e94c25ab60d3f1587c9e04";

/// Another key.
pub const OTHER_KEY: &str = "00112233445566778899aabbccddeeff00112233445566778899aabbccddeeff";
/// The key of Workbench's vectors, as it is in the file.
pub const WORKBENCH_KEY: &str = "0123456789abcdef0123456789abcdef";

/// When the vectors were made.
pub const THEN: &str = "1700000000";
/// When those that expire do.
pub const EXPIRES: &str = "1700086400";

/// `{"user":"alice"}` from THEN to EXPIRES, for the cookie `session`.
pub const SEALED: &str = "ck1.HnWzVQAAAABlU_EAAAAAAGVVQoBubm5ubm5ubm5ubm5ubm5ubm5ubm5ubm6SrCzBWOL_FgmkthgEqkCBbBW1cHe8lqfVDujB3efWtQ";
pub const SEALED_PAYLOAD: &str = r#"{"user":"alice"}"#;

/// `alice` until EXPIRES, for the cookie `session`.
pub const SIGNED: &str = "alice|1700086400|hpu8XerrOsYXTqv9p5RQ_nBZaHLxLR33mkUGTIFKu_w";

/// `alice` until THEN.
pub const WORKBENCH: &str = "alice|Tue%2C%2014%20Nov%202023%2022%3A13%3A20%20GMT|YrDyFfUaaywsHRn9ghYyLQwtZBRIKARppEVi3Ilszsw%3D";
/// The second before WORKBENCH expires.
pub const BEFORE: &str = "1699999999";

pub const PLUMBER: &str = "1KRCb+zh6E/si5RNQh2+RM5XDm4qa5hiu8Pc7LFuTScl5haeCpFbfPbQmoWVjWFXcp/jlw==_T2uLEcrNE0UjQAjouWexhsQLBnW6ounP";
pub const PLUMBER_WIRE: &str = "1KRCb%2Bzh6E%2Fsi5RNQh2%2BRM5XDm4qa5hiu8Pc7LFuTScl5haeCpFbfPbQmoWVjWFXcp%2Fjlw%3D%3D_T2uLEcrNE0UjQAjouWexhsQLBnW6ounP";
pub const PLUMBER_PAYLOAD: &str = r#"{"user":["alice"],"roles":["a","b"]}"#;

/// plumber's form without a key, `{"user":["alice"]}`.
pub const UNENCRYPTED: &str = "eyJ1c2VyIjpbImFsaWNlIl19";

/// What `--now` is answered with when it is THEN.
pub const JUDGED_THEN: &str = "note: judged at 2023-11-14T22:13:20Z (--now)\n";

/// The fingerprint of KEY.
pub const FINGERPRINT: &str = "1e75b355-e4de5af7";
/// The CRC-32 of KEY, as Workbench would log it.
pub const CRC32: &str = "A77CAC63";
/// The fingerprint of OTHER_KEY.
pub const OTHER_FINGERPRINT: &str = "6b584cfc-2debbb1f";
/// The fingerprint of WORKBENCH_KEY.
pub const WORKBENCH_FINGERPRINT: &str = "b874728e-6449d0da";

/// The hints when a cookie is under none of the keys: for a format that is
/// bound to no name, and to a name.
pub const ADD_THE_KEY: &str = "add the key that made it: --key SPEC (can be repeated)";

/// The hint beside a key that opens nothing, of a format of which the application chooses
/// these texts.
pub fn add_the_key_or(format: &str, params: &[&str]) -> String {
    let flags: String = params
        .iter()
        .map(|it| format!(" --param {it}=TEXT"))
        .collect();
    format!(
        "{ADD_THE_KEY}; or, where the application chose its own {}, name it: --format \
         {format}{flags}",
        params.join(" and ")
    )
}

/// What is reported beside another key.
pub const ANOTHER_PORT: &str = "cookies do not keep ports apart: where two servers run on one host, each \
    overwrites the other's cookie of the same name, so it may be the other one's key; give the two \
    cookies other names, or the servers other hosts";

pub fn try_another_name(format: &str, was: &str) -> String {
    format!("{format} cookies are bound to their cookie's name, and {was}; or add the right --key")
}

pub const NO_NAME: &str = "none was given: add --name NAME";
pub const A_NAME: &str = "one was given: try --name OTHER, or --name '' for one made without";

/// What is reported where there is no session bus, and so no keyring.
pub const NO_KEYRING: &str = "no session bus, so no keyring: DBUS_SESSION_BUS_ADDRESS is not set \
    and there is no $XDG_RUNTIME_DIR/bus";
pub const NO_KEYRING_HINT: &str = "without a desktop, keep the key in a file: --key PATH (R \
    without a keyring: R_KEYRING_BACKEND=env reads the variable SERVICE, R_KEYRING_BACKEND=file \
    a file of R's own); a shell with a keyring, which asks for its password: `dbus-run-session \
    -- sh -c 'stty -echo 2>/dev/null; printf \"keyring password: \" >&2; IFS= read -r password; \
    stty echo 2>/dev/null; printf %s \"$password\" | gnome-keyring-daemon --unlock >/dev/null && \
    unset password && exec sh'`";

/// Whether text is a fingerprint.
pub fn is_fingerprint(text: &str) -> bool {
    let is_hex = |part: &str| part.len() == 8 && part.bytes().all(is_lower_hex);
    text.split_once('-')
        .is_some_and(|(first, second)| is_hex(first) && is_hex(second))
}

/// Whether text is a new key of so many digits, with nothing after it.
pub fn is_new_key(text: &[u8], digits: usize) -> bool {
    text.len() == digits && text.iter().copied().all(is_lower_hex)
}

fn is_lower_hex(byte: u8) -> bool {
    byte.is_ascii_digit() || (b'a'..=b'f').contains(&byte)
}

/// Payloads of which every format takes one: an object, a list of messages, a token
/// of hex digits, an id, a text.
pub const PAYLOADS: [&str; 5] = [
    "{\"user\":[\"alice\"]}",
    "[[\"__json_message\",0,20,\"Saved\"]]",
    "\"0123456789abcdef0123456789abcdef01234567\"",
    "gP8zvqbuqmJ3z6VqC0oQ0x0K1kqU3m5yH3n4xLJt3Zs",
    "alice",
];

/// The command that makes a cookie and the one that opens it, of either kind.
pub const WAYS: [(&str, &str); 2] = [("sign", "verify"), ("encrypt", "decrypt")];
