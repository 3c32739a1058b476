//! The binary on other processors than this machine's: what chooses faster
//! code must find out that it cannot run.

#![allow(clippy::unwrap_used, reason = "what a test cannot do ends it")]

use std::process::{Command, Stdio};

const COOKIEKIT: &str = env!("CARGO_BIN_EXE_cookiekit");

/// Without SSE4 and AVX; without AVX; with AVX2; all that the emulator has.
const PROCESSORS: [&str; 4] = ["core2duo", "Nehalem", "Haswell", "max"];

#[test]
#[ignore = "needs qemu-user: tests/run"]
fn cookies_open_on_processors_without_wide_instructions() {
    let folder = tempfile::tempdir().unwrap();
    // Sealed by one processor and opened by the next.
    for (index, sealing) in PROCESSORS.into_iter().enumerate() {
        let opening = PROCESSORS[(index + 1) % PROCESSORS.len()];
        for format in ["plumber", "sealed"] {
            let script = format!(
                r#"set -eu
                rm -f key
                cookiekit keygen --quiet --out key > fingerprint
                long=$(printf '%02000d' 0)
                for payload in '{{"a":1}}' '"'"$long"'"'; do
                    cookie=$(printf %s "$payload" |
                        qemu-x86_64 -cpu {sealing} '{COOKIEKIT}' encrypt --quiet --key key --format {format})
                    printf '%s\n' "$cookie" |
                        qemu-x86_64 -cpu {opening} '{COOKIEKIT}' decrypt --lines --quiet --key key |
                        grep -c -F "\"payload\":$payload"
                done"#
            );
            let ended = Command::new("timeout")
                .args(["120", "bash", "-o", "pipefail", "-c", &script])
                .current_dir(folder.path())
                .env("PATH", format!("{}:/usr/bin:/bin", bin()))
                .stdin(Stdio::null())
                .output()
                .unwrap();
            let out = String::from_utf8_lossy(&ended.stdout);
            let err = String::from_utf8_lossy(&ended.stderr);
            assert_eq!(out, "1\n1\n", "{sealing} {opening} {format}: {err}");
        }
    }
}

fn bin() -> &'static str {
    COOKIEKIT.strip_suffix("/cookiekit").unwrap()
}
