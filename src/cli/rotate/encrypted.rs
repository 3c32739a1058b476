//! What else a key decrypts: values in the configuration of its framework,
//! which cannot be read after a rotation.

use std::env;
use std::fmt;
use std::fs;
use std::path::{Path, PathBuf};

use crate::error::{Error, Result};
use crate::frameworks::{Configuration, Encrypted, Format, Secret};
use crate::keys::Key;
use crate::keys::spec::Spec;
use crate::shell::shown;

/// A configuration file is some kilobytes.
const MAX_FILE_BYTES: u64 = 1024 * 1024;

/// A setting whose value the key decrypts.
struct Setting {
    file: PathBuf,
    value: Encrypted,
}

/// `/etc/rstudio/database.conf:3 password`.
impl fmt::Display for Setting {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let doubt = match self.value.is_certain {
            true => "",
            false => " (by its looks)",
        };
        let (file, value) = (shown(&self.file), &self.value);
        write!(f, "{file}:{} {}{doubt}", value.line, value.setting)
    }
}

/// Stops a rotation that would break such values of the framework whose key it
/// is.
pub fn stop_at_values(owner: &dyn Format, place: &Spec, key: &Key) -> Result<()> {
    let framework = owner.facts().framework;
    let Some(configuration) = &framework.configuration else {
        return Ok(());
    };
    let found = find(configuration, key);
    if found.is_empty() {
        return Ok(());
    }
    Err(Error::could_not(format!(
        "{} could no longer decrypt: {}",
        framework.server,
        found.join(", ")
    ))
    .hint(format!(
        "read the plan first: cookiekit rotate plan --for {} --key {}, then add \
         --i-have-read-the-plan",
        owner.name(),
        place.word()
    )))
}

/// Every value in a configuration that this key seems to have encrypted.
pub fn find(configuration: &Configuration, key: &Key) -> Vec<String> {
    let mut files: Vec<PathBuf> = fs::read_dir(directory(configuration))
        .into_iter()
        .flatten()
        .flatten()
        .map(|entry| entry.path())
        .filter(|path| is_read(configuration, path))
        .collect();
    files.sort();
    let found = files
        .into_iter()
        .flat_map(|file| find_in(configuration, file, key));
    found.map(|setting| setting.to_string()).collect()
}

/// Where a configuration was looked for.
pub fn directory(configuration: &Configuration) -> PathBuf {
    let told = env::var_os(configuration.variable).filter(|it| !it.is_empty());
    told.map_or_else(|| configuration.directory.into(), PathBuf::from)
}

fn is_read(configuration: &Configuration, path: &Path) -> bool {
    let is_named = path
        .file_name()
        .is_some_and(|name| (configuration.is_read)(&name.to_string_lossy()));
    let is_small = |facts: fs::Metadata| facts.is_file() && facts.len() <= MAX_FILE_BYTES;
    is_named && fs::metadata(path).is_ok_and(is_small)
}

fn find_in(configuration: &Configuration, file: PathBuf, key: &Key) -> Vec<Setting> {
    let text = fs::read(&file).unwrap_or_default();
    let text = String::from_utf8_lossy(&text);
    let found = (configuration.encrypted)(&text, Secret::value(key.bytes()));
    let setting = |value| Setting {
        file: file.clone(),
        value,
    };
    found.into_iter().map(setting).collect()
}
