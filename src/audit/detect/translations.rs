//! Files with the texts of a program, which its users read.

use std::path::Path;

/// Whether a file has the texts of a program in a language of people.
pub fn is_translation(path: &Path) -> bool {
    const FOLDERS: &str = "_locales i18n intl l10n lang langs language languages locale locales \
        messages nls translation translations";
    const NAMES: [&str; 3] = ["messages", "translation", "translations"];
    const ENDINGS: [&str; 9] = [
        "ini",
        "js",
        "json",
        "php",
        "properties",
        "toml",
        "ts",
        "yaml",
        "yml",
    ];
    let ending = path.extension().unwrap_or_default().to_string_lossy();
    let name = path.file_stem().unwrap_or_default().to_string_lossy();
    let first = name.split(['.', '_', '-']).next().unwrap_or_default();
    let folders = path.parent().into_iter().flat_map(Path::components);
    let mut folders = folders.map(|it| it.as_os_str().to_string_lossy());
    let mut is_below = || folders.any(|folder| FOLDERS.split(' ').any(|it| it == folder));
    ENDINGS.contains(&&*ending) && (NAMES.contains(&first) || is_below())
}
