//! What holds a value whose own name leaves open what it is: the other half of
//! a pair, the mapping, the section, the call, the tag.

use super::Language;
use super::back::{Back, is_name};
use super::calls::{self, Place};
use super::context::Context;
use super::flow::Holder;
use super::{block, flow, markup};
use crate::audit::detect::classify::{is_key_name, tells_of_a_key};
use crate::audit::detect::key_names;
use crate::frameworks;

/// What an entry is called whose name is in an entry beside it.
const VALUES: [&str; 12] = [
    "value",
    "content",
    "contents",
    "parametervalue",
    "default",
    "default_value",
    "defaultvalue",
    "result",
    "text",
    "line",
    "secret_string",
    "secretstring",
];

/// Names that say nothing of what they hold.
const TRANSPARENT: [&str; 20] = [
    "options",
    "opts",
    "config",
    "settings",
    "params",
    "default",
    "defaults",
    "production",
    "prod",
    "development",
    "dev",
    "staging",
    "test",
    "data",
    "stringData",
    "env",
    "environment",
    "attributes",
    "instances",
    "local",
];

impl<'a> Context<'a> {
    /// The name by what is around an entry of this one, which ends there.
    pub(super) fn around(&self, name: &str, at: usize) -> Option<String> {
        let is_value = VALUES.iter().any(|it| name.eq_ignore_ascii_case(it));
        if is_value && let Some(pair) = self.pair(at) {
            if key_names::tells(pair) {
                return Some(pair.to_owned());
            }
            // `path: /etc/rstudio/secure-cookie-key` and `content: …`
            let file = pair.rsplit('/').next().filter(|it| it.len() < pair.len());
            if file.is_some_and(|file| is_key_name(file) || tells_of_a_key(file)) {
                return Some(pair.to_owned());
            }
        }
        const MADE: [&str; 4] = ["result", "hex", "b64_std", "b64_url"];
        if self.language == Language::Json
            && MADE.contains(&name)
            && let Some(thing) = flow::random_thing(self.text, at)
        {
            return self.telling(thing, None);
        }
        if let Some(asked) = self.defaulted(name, at) {
            return Some(asked);
        }
        if !is_value && !key_names::is_open(name) {
            return None;
        }
        if let Some(function) = self.function(at) {
            return Some(format!("{function}().{name}"));
        }
        if let Some(path) = self.path(name, at) {
            return Some(path);
        }
        let holders = self.holders(at)?;
        holders.iter().find_map(|holder| {
            let outer = std::str::from_utf8(holder.name).ok()?;
            let full = format!("{outer}.{name}");
            // What a store of Ruby's is given so is the name of its cookie.
            let is_name = self.language == Language::Ruby && name == "key" && holder.is_loose;
            let is_one = !is_name && (key_names::tells_whole(&full) || full == "auth.secret")
                || is_value && holder.is_label && key_names::tells(outer)
                || holder.is_loose && !is_name && key_names::tells_in(outer, name)
                || name == "secret" && self.takes_secret(outer, at);
            is_one.then_some(full)
        })
    }

    /// The text around the value, in which other settings of the same program stand.
    pub(super) fn near(&self) -> &'a [u8] {
        const NEAR: usize = 1024;
        let range = &self.value.range;
        &self.text[range.start.saturating_sub(NEAR)..self.text.len().min(range.end + NEAR)]
    }

    /// The path of an entry in settings with braces: `play.http { secret { key = "…" } }`.
    fn path(&self, name: &str, at: usize) -> Option<String> {
        const MAX_DEPTH: usize = 4;
        if self.language != Language::Settings {
            return None;
        }
        let (mut path, mut at) = (name.to_owned(), at);
        for _ in 0..MAX_DEPTH {
            let open = flow::bracket(self.text, at).filter(|&open| self.text[open] == b'{')?;
            let mut back = Back {
                text: self.text,
                at: open,
            };
            back.white();
            let _ = back.take(b"=") || back.take(b":");
            back.white();
            path = format!("{}.{path}", std::str::from_utf8(back.name()?).ok()?);
            if key_names::is_path(&path) {
                return Some(path);
            }
            at = back.at;
        }
        None
    }

    /// Whether `secret` is the key of a framework in a call or options of this name.
    fn takes_secret(&self, holder: &str, at: usize) -> bool {
        const NEAR: usize = 256;
        // Other libraries have a function of this name, and give it no request.
        let has_request = || {
            let open = flow::bracket(self.text, at).unwrap_or(at);
            let rest = &self.text[self.value.range.end..];
            let end = memchr::memchr(b'}', rest).unwrap_or(0);
            let has = |text: &[u8]| memchr::memmem::find(text, b"req").is_some();
            has(&self.text[open..at]) || has(&rest[..end.min(NEAR)])
        };
        self.language == Language::Script
            && frameworks::all().any(|it| it.takes_secret.contains(&holder))
            && (holder != "getToken" || has_request())
    }

    /// Whether a name that other things have too stands where a program has its
    /// settings, and not in those of a storage or of somebody's service.
    pub(super) fn is_at_home(&self, at: usize) -> bool {
        if self.is_variable_of_a_text(at) {
            return true;
        }
        let first = flow::first_word(self.text, at).and_then(|it| std::str::from_utf8(it).ok());
        if first.is_some_and(|it| calls::takes_a_key(it, Place::Later).is_some()) {
            return true;
        }
        let Some(holders) = self.holders(at).filter(|it| !it.is_empty()) else {
            return true;
        };
        let mut names = holders
            .iter()
            .filter_map(|it| std::str::from_utf8(it.name).ok());
        names.any(key_names::is_home)
    }

    /// Whether the name that ends there is that of a variable of an environment, which is
    /// set inside of another text: `run: SECRET_KEY=… flask run`. What holds that text
    /// has a name of its own.
    fn is_variable_of_a_text(&self, at: usize) -> bool {
        let mut back = Back {
            text: self.text,
            at,
        };
        let name = back.name().unwrap_or_default();
        let is_loud = name.iter().all(|it| !it.is_ascii_lowercase());
        let is_set = self.text.get(at) == Some(&b'=');
        let start = memchr::memrchr(b'\n', &self.text[..at]).map_or(0, |it| it + 1);
        let is_inside = match self.language {
            Language::Yaml | Language::Json => true,
            // A setting of its own begins a line.
            Language::Settings => back.at > start,
            _ => false,
        };
        is_loud && is_set && is_inside
    }

    /// Whether a name that other things have too stands among theirs: a
    /// `secret_key` beside an `access_key` is that of a storage.
    pub(super) fn is_beside_others(&self, name: &str) -> bool {
        const NEAR: usize = 320;
        const ACCESS: [&str; 6] = [
            "access_key",
            "accesskey",
            "access-key",
            "aws_",
            "aws:",
            "s3",
        ];
        const APPS: [&str; 8] = [
            "app_id",
            "appid",
            "app-id",
            "client_id",
            "clientid",
            "pusher",
            "app_secret",
            "appsecret",
        ];
        let range = &self.value.range;
        let from = range.start.saturating_sub(NEAR);
        let to = self.text.len().min(range.end + NEAR);
        let mut near = zeroize::Zeroizing::new(self.text[from..range.start].to_vec());
        near.extend(&self.text[range.end..to]);
        near.make_ascii_lowercase();
        let has = |word: &str| memchr::memmem::find(&near, word.as_bytes()).is_some();
        match key_names::is_of_an_app(name) {
            true => APPS
                .iter()
                .filter(|it| !name.eq_ignore_ascii_case(it))
                .any(|it| has(it)),
            // One that has a secret of its own needs no other.
            false => {
                let has_own = has("secret_access") || has("secretaccess");
                ACCESS.iter().any(|it| has(it)) && !has_own
            }
        }
    }

    /// The function of plumber that gets it by the name `key`, in a command such
    /// as `Rscript -e '…'`.
    fn function(&self, at: usize) -> Option<&'static str> {
        const FUNCTIONS: [&str; 4] = [
            "pr_cookie",
            "session_cookie",
            "sessionCookie",
            "api_session_cookie",
        ];
        if self.language == Language::R {
            return None;
        }
        let open = flow::list(self.text, at).filter(|&open| self.text[open] == b'(')?;
        let mut back = Back {
            text: self.text,
            at: open,
        };
        let name = back.take_while(is_name);
        FUNCTIONS.into_iter().find(|it| it.as_bytes() == name)
    }

    fn pair(&self, at: usize) -> Option<&'a str> {
        let pair = match self.language {
            Language::Xml => markup::pair(self.text, at),
            _ => flow::pair(self.text, at),
        };
        let pair = pair
            .or_else(|| match self.language.has_blocks() {
                true => block::pair(self.text, at),
                false => None,
            })
            .or_else(|| flow::inline_pair(self.text, at));
        std::str::from_utf8(pair?).ok()
    }

    /// What holds the entry, from the inside.
    fn holders(&self, at: usize) -> Option<Vec<Holder<'a>>> {
        let flow = |calls: bool| flow::holders(self.text, at, calls, &TRANSPARENT);
        let plain = |names: Vec<&'a [u8]>| names.into_iter().map(Holder::of).collect::<Vec<_>>();
        match self.language {
            Language::Yaml => flow(false).or_else(|| block::holders(self.text, at).map(plain)),
            Language::Json => flow(false),
            Language::Settings => flow(false).or_else(|| block::section(self.text, at).map(plain)),
            Language::Markdown => flow(true)
                .or_else(|| block::holders(self.text, at).map(plain))
                .or_else(|| block::section(self.text, at).map(plain)),
            Language::Ruby => flow(true).or_else(|| Some(vec![self.statement(at)?])),
            Language::Xml => markup::holders(self.text, at).map(plain),
            Language::R | Language::Shell | Language::Docker | Language::Batch => None,
            _ => flow(true),
        }
    }

    /// What a command without brackets is about: `use Rack::Session::Cookie,
    /// secret: "…"`.
    fn statement(&self, at: usize) -> Option<Holder<'a>> {
        const MAX_BYTES: usize = 512;
        let from = at.saturating_sub(MAX_BYTES);
        let before = &self.text[from..at];
        let mut start = before.len();
        for line in before.rsplit(|byte| *byte == b'\n') {
            start -= line.len();
            let rest = before[..start].trim_ascii_end();
            if !rest.ends_with(b",") {
                break;
            }
            start = start.saturating_sub(1);
        }
        let words = before[start..].split(|byte| !is_name(*byte) && *byte != b':');
        let tells = |word: &&[u8]| std::str::from_utf8(word).is_ok_and(key_names::has_owner);
        let word = words.into_iter().find(tells)?;
        let word = word.strip_prefix(b":").unwrap_or(word);
        let mut back = Back {
            text: word,
            at: word.len(),
        };
        back.take(b":");
        Some(Holder {
            name: &word[..back.at],
            is_label: false,
            is_loose: true,
        })
    }
}

/// What stands inline: `content=… dest=…`.
pub(super) const FILES: [&str; 7] = [
    "path",
    "dest",
    "destination",
    "filename",
    "file",
    "target",
    "file_path",
];
