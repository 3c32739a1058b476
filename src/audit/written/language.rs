//! What a text is written in, by the name of its file.

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
        let name = name.to_ascii_lowercase();
        let (stem, ending) = name.rsplit_once('.').unwrap_or((&name, ""));
        Some(match ending {
            "r" | "rmd" | "qmd" | "rprofile" => Language::R,
            "env" | "envrc" | "renviron" | "sh" | "bash" | "zsh" | "ksh" | "fish" | "profile"
            | "bashrc" | "bash_profile" | "zshrc" | "zshenv" | "zprofile" => Language::Shell,
            "yml" | "yaml" => Language::Yaml,
            "json" | "jsonc" => Language::Json,
            "toml" | "ini" | "conf" | "cfg" | "cnf" | "properties" => Language::Settings,
            "py" => Language::Python,
            "dockerfile" | "containerfile" => Language::Docker,
            _ if is_build_file(stem) || is_build_file(&name) => Language::Docker,
            _ if name == "renviron.site" || name.starts_with(".env.") => Language::Shell,
            _ if name == "rprofile.site" => Language::R,
            _ => return None,
        })
    }

    /// Whether its comments may start behind a space only.
    pub(super) fn comments_want_space(self) -> bool {
        !matches!(self, Language::R | Language::Python)
    }
}

/// Whether a file of this name is never a key as a whole: a text in which one
/// may be written. A file of settings may be called so and hold nothing but a
/// key.
pub fn is_text_name(name: &str) -> bool {
    let language = Language::of(name);
    language.is_some_and(|it| !matches!(it, Language::Settings | Language::Json))
}

fn is_build_file(name: &str) -> bool {
    matches!(name, "dockerfile" | "containerfile")
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
