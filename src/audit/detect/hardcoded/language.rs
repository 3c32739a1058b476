//! What a text is written in, by the name of its file.

use crate::audit::facts::lines;

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
    /// Languages with braces and `//`: JavaScript, Go, Java, C# and their kin.
    Script,
    /// Ruby, and others with `#` and few braces.
    Ruby,
    /// PHP.
    Php,
    /// The language of Terraform and its kin.
    Hcl,
    /// `PowerShell`.
    PowerShell,
    /// Batch files of Windows.
    Batch,
    /// XML.
    Xml,
    /// SQL, Lua: comments start with two dashes.
    Dashed,
    /// Prose with code in it.
    Markdown,
}

impl Language {
    /// By the name of a file; `None` for what is not read for keys of unknown
    /// text.
    pub fn of(name: &str) -> Option<Language> {
        // `settings.py.bak`, `app.conf.j2`: what it was copied from, or becomes.
        if let Some(inner) = inner_name(name) {
            return Language::of(inner);
        }
        let (stem, ending) = name.rsplit_once('.').unwrap_or((name, ""));
        // Every file is asked for its name: nothing is allocated.
        let mut lower = [0; MAX_ENDING_BYTES];
        let lower = lower.get_mut(..ending.len()).unwrap_or_default();
        lower.copy_from_slice(&ending.as_bytes()[..lower.len()]);
        lower.make_ascii_lowercase();
        let is = |other: &str| name.eq_ignore_ascii_case(other);
        // `Jenkinsfile`, and `Jenkinsfile.release`.
        let first = name.split('.').next().unwrap_or_default();
        let is_file = |other: &str| first.eq_ignore_ascii_case(other);
        Some(match std::str::from_utf8(lower).unwrap_or_default() {
            "r" | "rmd" | "qmd" | "rprofile" => Language::R,
            "env" | "envrc" | "renviron" | "sh" | "bash" | "zsh" | "ksh" | "fish" | "profile"
            | "bashrc" | "bash_profile" | "bash_aliases" | "zshrc" | "zshenv" | "zprofile"
            | "mk" | "csh" | "tcsh" | "vars" => Language::Shell,
            "yml" | "yaml" | "sls" => Language::Yaml,
            "json" | "jsonc" | "json5" | "hjson" | "ipynb" | "tfstate" => Language::Json,
            _ if is_unit_name(name) => Language::Settings,
            "toml" | "ini" | "conf" | "cfg" | "cnf" | "hocon" | "properties" | "htaccess" => {
                Language::Settings
            }
            "py" | "pyw" | "jl" => Language::Python,
            "js" if stem.ends_with(".min") => return None,
            "js" | "mjs" | "cjs" | "jsx" | "ts" | "mts" | "cts" | "tsx" | "vue" | "svelte"
            | "go" | "java" | "kt" | "kts" | "cs" | "fs" | "scala" | "groovy" | "gradle" | "rs"
            | "swift" | "dart" | "astro" | "bicep" | "vb" => Language::Script,
            "rb" | "erb" | "rake" | "ru" | "pl" | "pm" | "ex" | "exs" | "cr" | "coffee" | "pp" => {
                Language::Ruby
            }
            "php" | "phtml" => Language::Php,
            "tf" | "tfvars" | "hcl" | "nomad" | "nix" => Language::Hcl,
            "ps1" | "psm1" | "psd1" => Language::PowerShell,
            "bat" | "cmd" => Language::Batch,
            "xml" | "config" | "plist" | "props" => Language::Xml,
            "sql" | "lua" => Language::Dashed,
            // A change has code in it, and what was there before.
            "md" | "markdown" | "mdx" | "rst" | "adoc" | "patch" | "diff" => Language::Markdown,
            "dockerfile" | "containerfile" => Language::Docker,
            _ if is_build_file(stem) || is_build_file(name) => Language::Docker,
            _ if is("renviron.site")
                || name.starts_with(".env.")
                || name.starts_with(".dev.vars.") =>
            {
                Language::Shell
            }
            _ if is("rprofile.site") => Language::R,
            _ if is_file("jenkinsfile") => Language::Script,
            _ if is_file("vagrantfile") || is("gemfile") || is("rakefile") || is("capfile") => {
                Language::Ruby
            }
            _ if is("makefile") || is("gnumakefile") || is("justfile") => Language::Shell,
            _ if is_file("procfile") || is_variables(name) => Language::Shell,
            _ => return None,
        })
    }

    /// By the first line of a script; `None` for what is none.
    pub fn of_script(content: &[u8]) -> Option<Language> {
        let program = content.strip_prefix(b"#!")?;
        let program = program.split(|byte| *byte == b'\n').next();
        let program = String::from_utf8_lossy(program.unwrap_or_default());
        let has = |names: &[&str]| names.iter().any(|name| program.contains(name));
        Some(match () {
            () if has(&["Rscript", "/littler"]) || program.trim_end().ends_with("/r") => {
                Language::R
            }
            () if has(&["python"]) => Language::Python,
            () if has(&["node", "deno", "bun", "tsx", "groovy"]) => Language::Script,
            () if has(&["ruby", "perl", "elixir"]) => Language::Ruby,
            () if has(&["php"]) => Language::Php,
            () if has(&["pwsh"]) => Language::PowerShell,
            () => Language::Shell,
        })
    }

    /// By what a file without an ending has.
    pub fn of_content(content: &[u8]) -> Option<Language> {
        Language::of_script(content).or_else(|| Language::of_variables(content))
    }

    /// By what a file has whose name says nothing: `/etc/default/web` sets variables, one a
    /// line, and has nothing else.
    fn of_variables(content: &[u8]) -> Option<Language> {
        let content = std::str::from_utf8(content).ok()?;
        let mut lines = content.lines().map(str::trim);
        let is_empty = |line: &str| line.is_empty() || line.starts_with('#');
        let sets = |line: &str| {
            let line = line.strip_prefix("export ").unwrap_or(line);
            line.split_once('=').is_some_and(|(name, _)| {
                let is_part =
                    |it: char| it.is_ascii_uppercase() || it.is_ascii_digit() || it == '_';
                name.starts_with(|it: char| it.is_ascii_uppercase()) && name.chars().all(is_part)
            })
        };
        let has_some = content.lines().map(str::trim).any(sets);
        (has_some && lines.all(|line| is_empty(line) || sets(line))).then_some(Language::Shell)
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
        /// Notebooks have pictures in them, and states all of a cloud.
        const MAX_DOCUMENT_BYTES: u64 = 4 * MAX_CONFIGURATION_BYTES;
        match self {
            Language::R | Language::Shell | Language::Yaml => lines::MAX_BYTES,
            Language::Json | Language::Dashed => MAX_DOCUMENT_BYTES,
            _ => MAX_CONFIGURATION_BYTES,
        }
    }

    /// Whether its comments may start behind a space only.
    pub(super) fn comments_want_space(self) -> bool {
        !matches!(self, Language::R | Language::Python)
    }

    /// Whether a text stands in quotation marks there: what does not is the name
    /// of something.
    pub(super) fn wants_quotes(self) -> bool {
        matches!(
            self,
            Language::R
                | Language::Python
                | Language::Script
                | Language::Ruby
                | Language::Php
                | Language::Hcl
                | Language::PowerShell
                | Language::Dashed
        )
    }

    /// Whether a backslash between single quotation marks is one like any other character.
    pub(super) fn has_literal_quotes(self) -> bool {
        matches!(
            self,
            Language::Yaml | Language::Shell | Language::Docker | Language::PowerShell
        )
    }

    /// Whether the block style of YAML is read in it.
    pub(super) fn has_blocks(self) -> bool {
        matches!(self, Language::Yaml | Language::Markdown)
    }
}

/// Whether a file of this name is a text, in which a key may be written.
pub fn is_text_name(name: &str) -> bool {
    Language::of(name).is_some_and(Language::is_text)
}

/// Whether a file of this name is a unit of systemd with settings of its own.
pub fn is_unit_name(name: &str) -> bool {
    const ENDINGS: [&str; 8] = [
        "service",
        "socket",
        "timer",
        "mount",
        "container",
        "nspawn",
        "pod",
        "kube",
    ];
    let ending = name.rsplit_once('.').map(|(_, ending)| ending);
    ending.is_some_and(|ending| ENDINGS.contains(&ending))
}

/// The name without what a copy of a text, or one that is still to be filled, has behind it;
/// `None` where there is no such thing, or nothing is left that says what it is.
fn inner_name(name: &str) -> Option<&str> {
    const ENDINGS: [&str; 20] = [
        "~",
        "-old",
        ".backup",
        ".bak",
        ".dpkg-dist",
        ".dpkg-old",
        ".ejs",
        ".erb",
        ".gotmpl",
        ".in",
        ".j2",
        ".jinja",
        ".jinja2",
        ".njk",
        ".old",
        ".orig",
        ".rpmsave",
        ".save",
        ".tmpl",
        ".tpl",
    ];
    let mut inner = ENDINGS.iter().filter_map(|it| name.strip_suffix(it));
    inner.find(|it| it.contains('.') && Language::of(it).is_some())
}

/// The longest ending that tells.
const MAX_ENDING_BYTES: usize = "containerfile".len();

fn is_build_file(name: &str) -> bool {
    let mut names = ["dockerfile", "containerfile"].into_iter();
    names.any(|it| name.eq_ignore_ascii_case(it))
}

/// Whether a name says that variables are set in the file, one a line, whatever
/// stands around that: `.flaskenv`, `.env-prod`, `env.list`,
/// `_environment.local`. What is packed, encrypted or a key by its name is none.
fn is_variables(name: &str) -> bool {
    const OTHERS: [&str; 24] = [
        "age", "asc", "bin", "bz2", "crt", "csv", "d", "db", "enc", "exe", "gpg", "gz", "html",
        "key", "lock", "pdf", "pem", "png", "secret", "so", "tar", "xz", "zip", "zst",
    ];
    const NAMES: [&str; 5] = ["env", "environment", "flaskenv", "dotenv", "envfile"];
    let ending = name.rsplit_once('.').map_or("", |(_, ending)| ending);
    let mut words = name.split(|it: char| !it.is_ascii_alphanumeric());
    let is_one = |word: &str| NAMES.iter().any(|it| word.eq_ignore_ascii_case(it));
    let is_key = |word: &str| matches!(word, "key" | "keys" | "secret");
    let is_named = words.clone().any(is_one) && !words.any(is_key);
    is_named && !OTHERS.iter().any(|it| ending.eq_ignore_ascii_case(it))
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
            ("server.mjs", Language::Script),
            ("App.TSX", Language::Script),
            ("Jenkinsfile", Language::Script),
            ("Jenkinsfile.release", Language::Script),
            ("Vagrantfile", Language::Ruby),
            ("session_store.rb", Language::Ruby),
            ("app.php", Language::Php),
            ("prod.tfvars", Language::Hcl),
            ("terraform.tfstate", Language::Json),
            ("notes.ipynb", Language::Json),
            ("run.ps1", Language::PowerShell),
            ("run.CMD", Language::Batch),
            ("Web.config", Language::Xml),
            ("README.md", Language::Markdown),
            ("Makefile", Language::Shell),
            ("Procfile.dev", Language::Shell),
            (".flaskenv", Language::Shell),
            (".env-prod", Language::Shell),
            ("env.list", Language::Shell),
            ("_environment.local", Language::Shell),
            ("environment", Language::Shell),
            ("web.container", Language::Settings),
            (".dev.vars", Language::Shell),
            (".dev.vars.prod", Language::Shell),
            ("settings.py.bak", Language::Python),
            ("app.js~", Language::Script),
            ("nginx.conf.j2", Language::Settings),
            ("secrets.yml.erb", Language::Yaml),
            ("show.html.erb", Language::Ruby),
            ("fix.patch", Language::Markdown),
            ("dump.sql", Language::Dashed),
            ("init.lua", Language::Dashed),
        ] {
            assert_eq!(Language::of(name), Some(language), "{name}");
        }
        for name in [
            "envelope",
            "env.key",
            "env.tar.gz",
            "env-secret",
            "key",
            "data.csv",
            "r",
            "json",
            "bundle.min.js",
            "makefiles",
            "web.key.bak",
            "photo.png.orig",
            "old",
            ".bak",
            "page.tpl",
        ] {
            assert_eq!(Language::of(name), None, "{name}");
        }
    }

    #[test]
    fn scripts_are_known_by_their_first_line() {
        for (line, language) in [
            ("#!/bin/sh\n", Some(Language::Shell)),
            ("#!/usr/bin/env node\n", Some(Language::Script)),
            ("#!/usr/bin/env python3", Some(Language::Python)),
            ("#!/usr/bin/env Rscript\n", Some(Language::R)),
            ("# !/bin/sh\n", None),
            ("", None),
        ] {
            assert_eq!(Language::of_script(line.as_bytes()), language, "{line}");
        }
    }
}
