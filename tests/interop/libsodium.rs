//! Both ciphers against libsodium, by PyNaCl: what the one seals the other
//! opens, of every length around the blocks of the ciphers.

#![allow(clippy::unwrap_used, reason = "what a test cannot do ends it")]

use std::path::Path;
use std::process::{Command, Stdio};

const COOKIEKIT: &str = env!("CARGO_BIN_EXE_cookiekit");

/// Opens the cookies of the one file and writes others with the same payloads
/// into the other.
const PEER: &str = r#"
import base64, hashlib, hmac, json, os, struct, sys, urllib.parse
from nacl import bindings

def hkdf(key, info):
    prk = hmac.new(b"\0" * 32, key, hashlib.sha256).digest()
    return hmac.new(prk, info + b"\x01", hashlib.sha256).digest()

def b64u(data):
    return base64.urlsafe_b64encode(data).rstrip(b"=").decode()

def unb64u(text):
    return base64.urlsafe_b64decode(text + "=" * (-len(text) % 4))

key = bytes.fromhex(open("key").read().strip())
sealing = hkdf(key, b"cookiekit/1 sealed")

def plumber(cookie):
    sealed, nonce = urllib.parse.unquote(cookie).split("_")
    payload = bindings.crypto_secretbox_open(base64.b64decode(sealed), base64.b64decode(nonce), key)
    nonce = os.urandom(24)
    sealed = bindings.crypto_secretbox(payload, nonce, key)
    text = base64.b64encode(sealed).decode() + "_" + base64.b64encode(nonce).decode()
    return payload, urllib.parse.quote(text, safe="")

def sealed(cookie):
    data = unb64u(cookie.removeprefix("ck1."))
    head, nonce, box = data[:20], data[20:44], data[44:]
    associated = b"cookiekit/1 sealed\0" + head + b"session"
    payload = bindings.crypto_aead_xchacha20poly1305_ietf_decrypt(box, associated, nonce, sealing)
    nonce = os.urandom(24)
    box = bindings.crypto_aead_xchacha20poly1305_ietf_encrypt(payload, associated, nonce, sealing)
    return payload, "ck1." + b64u(head + nonce + box)

again = {"plumber": plumber, "sealed": sealed}[sys.argv[1]]
payloads = open("payloads", "rb").read().splitlines()
count = 0
with open("theirs", "w") as theirs:
    for payload, record in zip(payloads, open("ours"), strict=True):
        opened, cookie = again(json.loads(record)["cookie"])
        assert opened == payload, len(payload)
        theirs.write(cookie + "\n")
        count += 1
print(count)
"#;

/// What a script prints that must succeed.
fn shell(folder: &Path, script: &str) -> String {
    let bin = Path::new(COOKIEKIT).parent().unwrap();
    let path = std::env::var("PATH").unwrap();
    let ended = Command::new("timeout")
        .args(["300", "bash", "-c", script])
        .env("PATH", format!("{}:{path}", bin.display()))
        .current_dir(folder)
        .stdin(Stdio::null())
        .output()
        .unwrap();
    let err = String::from_utf8_lossy(&ended.stderr);
    assert!(ended.status.success(), "{:?} {err}", ended.status);
    String::from_utf8(ended.stdout).unwrap()
}

#[test]
#[ignore = "needs libsodium by PyNaCl: tests/run"]
fn what_the_one_seals_the_other_opens() {
    let folder = tempfile::tempdir().unwrap();
    let folder = folder.path();
    std::fs::write(folder.join("peer.py"), PEER).unwrap();
    // JSON of every length: numbers.
    let payloads: Vec<String> = (1..700)
        .chain([1023, 1024, 1025, 2047, 2500])
        .map(|length| {
            (0..length)
                .map(|at| char::from(b'1' + (at % 9) as u8))
                .collect()
        })
        .collect();
    std::fs::write(folder.join("payloads"), payloads.join("\n") + "\n").unwrap();
    shell(folder, "cookiekit keygen --quiet --out key");
    for format in ["plumber", "sealed"] {
        let bound = match format {
            "sealed" => "--name session",
            _ => "",
        };
        let counted = shell(
            folder,
            &format!(
                "set -eu
                cookiekit encrypt --lines --quiet --format {format} {bound} --key key \
                    < payloads > ours
                /usr/bin/python3 peer.py {format}
                cookiekit decrypt --lines --quiet --format {format} {bound} --key key \
                    < theirs > opened"
            ),
        );
        assert_eq!(counted.trim(), payloads.len().to_string(), "{format}");
        let opened = std::fs::read_to_string(folder.join("opened")).unwrap();
        let opened: Vec<String> = opened
            .lines()
            .map(|record| {
                let record: serde_json::Value = serde_json::from_str(record).unwrap();
                assert_eq!(record["outcome"], "valid");
                record["payload"].to_string()
            })
            .collect();
        assert_eq!(opened, payloads, "{format}");
    }
}
