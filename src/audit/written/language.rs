//! What a text is written in, by the name of its file.

use crate::audit::lines;

/// What a text is written in, as far as it matters for finding a key in it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Language {
    /// R.
    R,
    /// Variables, one a line, and shell scripts, which are lines of them.
    Shell,
    /// The file that a container image is built from.
    Docker,
    /// YAML.
    Yaml,
    /// JSON.
    Json,
    /// Sections of settings: INI, TOML, properties and their kin.
    Settings,
    /// Python.
    Python,
}

impl Language {
    /// By the name of a file; `None` for what is not read for keys of unknown
    /// text.
    pub fn of(name: &str) -> Option<Language> {
        let (stem, ending) = name.rsplit_once('.').unwrap_or((name, ""));
        // Every file is asked for its name: nothing is allocated.
        let mut lower = [0; MAX_ENDING_BYTES];
        let lower = lower.get_mut(..ending.len()).unwrap_or_default();
        lower.copy_from_slice(&ending.as_bytes()[..lower.len()]);
        lower.make_ascii_lowercase();
        let is = |other: &str| name.eq_ignore_ascii_case(other);
        Some(match std::str::from_utf8(lower).unwrap_or_default() {
            "r" | "rmd" | "qmd" | "rprofile" => Language::R,
            "env" | "envrc" | "renviron" | "sh" | "bash" | "zsh" | "ksh" | "fish" | "profile"
            | "bashrc" | "bash_profile" | "zshrc" | "zshenv" | "zprofile" => Language::Shell,
            "yml" | "yaml" => Language::Yaml,
            "json" | "jsonc" => Language::Json,
            _ if is_unit_name(name) => Language::Settings,
            "toml" | "ini" | "conf" | "cfg" | "cnf" | "properties" => Language::Settings,
            "py" => Language::Python,
            "dockerfile" | "containerfile" => Language::Docker,
            _ if is_build_file(stem) || is_build_file(name) => Language::Docker,
            _ if is("renviron.site") || name.starts_with(".env.") => Language::Shell,
            _ if is("rprofile.site") => Language::R,
            _ => return None,
        })
    }

    /// Whether such a file is never a key as a whole: settings may be called so
    /// and be nothing but a key.
    pub fn is_text(self) -> bool {
        !matches!(self, Language::Settings | Language::Json)
    }

    /// The most bytes of a file that is read. Data are kept in some languages
    /// too, and what is larger than this is no configuration.
    pub fn max_bytes(self) -> u64 {
        const MAX_CONFIGURATION_BYTES: u64 = 1024 * 1024;
        match self {
            Language::R | Language::Shell | Language::Yaml => lines::MAX_BYTES,
            _ => MAX_CONFIGURATION_BYTES,
        }
    }

    /// Whether its comments may start behind a space only.
    pub(super) fn comments_want_space(self) -> bool {
        !matches!(self, Language::R | Language::Python)
    }
}

/// Whether a file of this name is a text, in which a key may be written.
pub fn is_text_name(name: &str) -> bool {
    Language::of(name).is_some_and(Language::is_text)
}

/// Whether a file of this name is a unit of systemd with settings of its own.
pub fn is_unit_name(name: &str) -> bool {
    const ENDINGS: [&str; 6] = ["service", "socket", "timer", "mount", "container", "nspawn"];
    let ending = name.rsplit_once('.').map(|(_, ending)| ending);
    ending.is_some_and(|ending| ENDINGS.contains(&ending))
}

/// The longest ending that tells.
const MAX_ENDING_BYTES: usize = "containerfile".len();

fn is_build_file(name: &str) -> bool {
    let mut names = ["dockerfile", "containerfile"].into_iter();
    names.any(|it| name.eq_ignore_ascii_case(it))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn texts_are_known_by_their_names() {
        for (name, language) in [
            (".env", Language::Shell),
            (".env.prod", Language::Shell),
            ("prod.env", Language::Shell),
            (".envrc", Language::Shell),
            (".Renviron", Language::Shell),
            ("Renviron.site", Language::Shell),
            ("plumber.R", Language::R),
            (".Rprofile", Language::R),
            ("values.yaml", Language::Yaml),
            ("Dockerfile", Language::Docker),
            ("Dockerfile.prod", Language::Docker),
            ("web.dockerfile", Language::Docker),
            ("settings.py", Language::Python),
            ("rserver.conf", Language::Settings),
            ("config.json", Language::Json),
        ] {
            assert_eq!(Language::of(name), Some(language), "{name}");
        }
        for name in ["environment", "key", "data.csv", "r", "json", "README.md"] {
            assert_eq!(Language::of(name), None, "{name}");
        }
    }
}
