//! What else Workbench's key decrypts: values in its configuration that
//! `rstudio-server encrypt-password` made. After a rotation the server cannot
//! read them, and may not start.
//!
//! How they are encrypted is not published. What is: they are text for a
//! setting that holds a secret, and newer ones carry the CRC-32 of the key. So
//! a value with this key's CRC-32 in it is one for certain, and a secret that
//! is long base64 is taken for one: it is better to look at it once too often.

use crate::encoding::{from_base64, visible};
use crate::frameworks::{Configuration, Encrypted, Secret};

pub const CONFIGURATION: Configuration = Configuration {
    directory: "/etc/rstudio",
    variable: "RSTUDIO_CONFIG_DIR",
    is_read,
    encrypted,
};

/// Words in the names of settings that hold a secret.
const SECRET_WORDS: [&str; 6] = ["password", "secret", "passphrase", "token", "uri", "key"];
/// An initialization vector and a block of ciphertext.
const MIN_ENCRYPTED_BYTES: usize = 24;

/// Configuration ends in `.conf`; the secret of OpenID has a file of its own.
fn is_read(name: &str) -> bool {
    let stem = name.strip_suffix(".conf");
    stem.is_some_and(|stem| !stem.is_empty()) || name == "openid-client-secret"
}

fn encrypted(text: &str, key: Secret) -> Vec<Encrypted> {
    let crc32 = format!("{:08X}", key.crc32());
    let found = text.lines().enumerate().filter_map(|(index, line)| {
        let line = line.trim();
        if line.starts_with(['#', ';']) {
            return None;
        }
        let (setting, value) = line.split_once('=')?;
        let (setting, value) = (setting.trim(), value.trim().trim_matches('"'));
        let is_certain = value.to_ascii_uppercase().contains(&crc32) && value.len() > crc32.len();
        let is_likely = holds_secret(setting) && looks_encrypted(value);
        (is_certain || is_likely).then(|| Encrypted {
            line: index + 1,
            setting: visible(setting),
            is_certain,
        })
    });
    found.collect()
}

fn holds_secret(setting: &str) -> bool {
    let setting = setting.to_ascii_lowercase();
    SECRET_WORDS.iter().any(|word| setting.contains(word))
}

fn looks_encrypted(value: &str) -> bool {
    from_base64(value).is_some_and(|bytes| bytes.len() >= MIN_ENCRYPTED_BYTES)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn encrypted_values_are_told_from_others() {
        let text = "# password=AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA\n\
                    provider=postgresql\n\
                    password=AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA\n\
                    password=plain\n\
                    username = cbf43926AAAA\n\
                    path=AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA\n";
        // Its CRC-32 is CBF43926.
        let found = encrypted(text, Secret::value(b"123456789"));
        let found: Vec<_> = found.iter().map(|it| (it.line, it.is_certain)).collect();
        assert_eq!(found, [(3, false), (5, true)]);
    }

    #[test]
    fn files_of_the_configuration_are_read_and_no_others() {
        assert!(is_read("database.conf") && is_read("openid-client-secret"));
        assert!(
            !is_read(".conf") && !is_read("database.conf.bak") && !is_read("secure-cookie-key")
        );
    }
}
