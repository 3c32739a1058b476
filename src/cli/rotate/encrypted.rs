//! What else Workbench's key decrypts: values in its configuration that
//! `rstudio-server encrypt-password` made. After a rotation the server cannot
//! read them, and may not start.
//!
//! How they are encrypted is not published. What is: they are text for a
//! setting that holds a secret, and newer ones carry the CRC-32 of the key. So
//! a value with this key's CRC-32 in it is one for certain, and a secret that
//! is long base64 is taken for one: it is better to look at it once too often.

use std::env;
use std::fmt;
use std::fs;
use std::path::{Path, PathBuf};

use crate::encoding::from_base64;
use crate::error::{Error, Result};
use crate::keys::Key;
use crate::keys::rotation::word;
use crate::keys::spec::Spec;
use crate::shell::shown;

/// Where Workbench's configuration is, unless the variable says it.
const DIRECTORY: &str = "/etc/rstudio";
const DIRECTORY_VARIABLE: &str = "RSTUDIO_CONFIG_DIR";
/// Words in the names of settings that hold a secret.
const SECRET_WORDS: [&str; 6] = ["password", "secret", "passphrase", "token", "uri", "key"];
/// An initialization vector and a block of ciphertext.
const MIN_ENCRYPTED_BYTES: usize = 24;
/// A configuration file is some kilobytes.
const MAX_FILE_BYTES: u64 = 1024 * 1024;

/// A setting whose value the key decrypts.
pub struct Encrypted {
    file: PathBuf,
    line: usize,
    setting: String,
    is_certain: bool,
}

/// `/etc/rstudio/database.conf:3 password`.
impl fmt::Display for Encrypted {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let doubt = if self.is_certain {
            ""
        } else {
            " (by its looks)"
        };
        write!(
            f,
            "{}:{} {}{doubt}",
            shown(&self.file),
            self.line,
            self.setting
        )
    }
}

/// Stops a rotation that would break such values.
pub fn stop_at_values(place: &Spec, key: &Key) -> Result<()> {
    let found = find(key);
    if found.is_empty() {
        return Ok(());
    }
    let names: Vec<String> = found.iter().map(ToString::to_string).collect();
    Err(Error::could_not(format!(
        "Workbench could no longer decrypt: {}",
        names.join(", ")
    ))
    .hint(format!(
        "read the plan first: cookiekit rotate plan --for workbench --key {}, then add \
         --i-have-read-the-plan",
        word(place)
    )))
}

/// Every value in the configuration that this key seems to have encrypted.
pub fn find(key: &Key) -> Vec<Encrypted> {
    let mut files: Vec<PathBuf> = fs::read_dir(directory())
        .into_iter()
        .flatten()
        .flatten()
        .map(|entry| entry.path())
        .filter(|path| is_read(path))
        .collect();
    files.sort();
    let crc32 = format!("{:08X}", key.crc32());
    files
        .iter()
        .flat_map(|file| find_in(file, &crc32))
        .collect()
}

/// Where the configuration was looked for.
pub fn directory() -> PathBuf {
    let told = env::var_os(DIRECTORY_VARIABLE).filter(|it| !it.is_empty());
    told.map_or_else(|| DIRECTORY.into(), PathBuf::from)
}

/// Configuration ends in `.conf`; the secret of OpenID has a file of its own.
fn is_read(path: &Path) -> bool {
    let is_named = path.extension().is_some_and(|it| it == "conf")
        || path
            .file_name()
            .is_some_and(|it| it == "openid-client-secret");
    let is_small = |facts: fs::Metadata| facts.is_file() && facts.len() <= MAX_FILE_BYTES;
    is_named && fs::metadata(path).is_ok_and(is_small)
}

fn find_in(file: &Path, crc32: &str) -> Vec<Encrypted> {
    let text = fs::read(file).unwrap_or_default();
    let text = String::from_utf8_lossy(&text);
    let found = text.lines().enumerate().filter_map(|(index, line)| {
        let line = line.trim();
        if line.starts_with(['#', ';']) {
            return None;
        }
        let (setting, value) = line.split_once('=')?;
        let (setting, value) = (setting.trim(), value.trim().trim_matches('"'));
        let is_certain = value.to_ascii_uppercase().contains(crc32) && value.len() > crc32.len();
        let is_likely = holds_secret(setting) && looks_encrypted(value);
        (is_certain || is_likely).then(|| Encrypted {
            file: file.to_owned(),
            line: index + 1,
            setting: crate::encoding::visible(setting),
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
        let folder = tempfile::tempdir().unwrap();
        let file = folder.path().join("database.conf");
        let text = "# password=AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA\n\
                    provider=postgresql\n\
                    password=AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA\n\
                    password=plain\n\
                    username = cbf43926AAAA\n\
                    path=AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA\n";
        fs::write(&file, text).unwrap();
        let found = find_in(&file, "CBF43926");
        let found: Vec<_> = found.iter().map(|it| (it.line, it.is_certain)).collect();
        assert_eq!(found, [(3, false), (5, true)]);
        assert!(is_read(&file));
        assert!(!is_read(folder.path()));
    }
}
