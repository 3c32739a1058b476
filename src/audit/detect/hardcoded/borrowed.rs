//! Keys that a text hands on and another one holds: `from config import K` and
//! `app.secret_key = K`.

use std::ops::Range;
use std::sync::LazyLock;

use super::back::is_name;
use super::comments::Comments;
use super::context::Context;
use super::secret::Likeness;
use super::values::Value;
use super::{Language, handed, is_quote};
use crate::audit::detect::words::Words;

/// A key that stands in another text.
#[derive(Debug, PartialEq, Eq)]
pub struct Borrowed {
    /// The text, as this one calls it.
    pub from: String,
    /// What the key is called there.
    pub name: String,
    /// What it is handed on as.
    pub told: String,
}

/// A name that comes from another text.
struct Import {
    /// What it is called here.
    local: String,
    from: String,
    /// What it is called there; `None` for all of the text.
    name: Option<String>,
}

/// The keys that a text hands on and has from others.
pub fn borrowed(text: &[u8], language: Language) -> Vec<Borrowed> {
    // What takes a key says one of these, and most sources say none.
    static WORDS: LazyLock<Words> =
        LazyLock::new(|| Words::new(&["secret", "session", "cookie", "jwt", "crypt"]));
    let Some(source) = std::str::from_utf8(text).ok() else {
        return vec![];
    };
    let imports = match language {
        _ if !WORDS.are_in(text) => return vec![],
        Language::Python => of_python(source),
        Language::Script => of_javascript(source),
        _ => return vec![],
    };
    let mut left = handed::MAX_SEARCHED;
    let mut found = Vec::new();
    for import in imports {
        let Some(rest) = left.checked_sub(text.len()) else {
            break;
        };
        left = rest;
        let mut comments = Comments::of(text, language);
        for (range, name) in uses(text, &import) {
            let place = Context {
                text,
                language,
                value: &Value {
                    range: range.clone(),
                    likeness: Likeness::Key,
                    is_default: false,
                },
                variables: &[],
            };
            // Most are handed to nothing, and where comments are takes all of the text.
            let start = range.start;
            if let Some((told, _)) = place.handed_at(range)
                && !comments.have(start)
            {
                found.push(Borrowed {
                    from: import.from.clone(),
                    name,
                    told,
                });
                break;
            }
        }
    }
    found
}

/// Where a name is used, with what it is called where it comes from: the last part of what
/// is taken out of a whole text.
fn uses<'a>(
    text: &'a [u8],
    import: &'a Import,
) -> impl Iterator<Item = (Range<usize>, String)> + 'a {
    let local = import.local.as_bytes();
    let found = memchr::memmem::find_iter(text, local);
    found.filter_map(move |at| {
        let end = at + local.len();
        let before = text[..at].last();
        let rest = &text[end..];
        let length = rest.iter().take_while(|it| is_name(**it)).count();
        let path = std::str::from_utf8(&rest[..length]).ok()?;
        let is_whole = !before.is_some_and(|it| is_name(*it) || is_quote(*it));
        let name = match (path.strip_prefix('.'), &import.name) {
            (Some(path), None) => path.rsplit('.').next()?,
            (None, Some(name)) if path.is_empty() => name,
            _ => return None,
        };
        (is_whole && !name.is_empty()).then(|| (at..end + length, name.to_owned()))
    })
}

/// `import A`, `import A as B`, `from A import B as C`.
fn of_python(source: &str) -> Vec<Import> {
    let mut found = Vec::new();
    let mut rest = source;
    while let Some((line, after)) = rest
        .split_once('\n')
        .or((!rest.is_empty()).then_some((rest, "")))
    {
        rest = after;
        let line = line.split('#').next().unwrap_or_default().trim();
        if let Some(names) = line.strip_prefix("import ") {
            for (name, local) in names.split(',').filter_map(|it| renamed(it, " as ")) {
                found.push(Import {
                    local: local.to_owned(),
                    from: name.to_owned(),
                    name: None,
                });
            }
        }
        let Some((from, names)) = line
            .strip_prefix("from ")
            .and_then(|it| it.split_once(" import "))
        else {
            continue;
        };
        let from = from.trim();
        let names = match names.trim().strip_prefix('(') {
            Some(start) if !start.contains(')') => {
                format!("{start} {}", after.split(')').next().unwrap_or_default())
            }
            _ => names.to_owned(),
        };
        for (name, local) in names.split(',').filter_map(|it| renamed(it, " as ")) {
            let dot = if from.ends_with('.') { "" } else { "." };
            // What is imported may be a name, and may be a module.
            for (from, name) in [
                (from.to_owned(), Some(name.to_owned())),
                (format!("{from}{dot}{name}"), None),
            ] {
                found.push(Import {
                    local: local.to_owned(),
                    from,
                    name,
                });
            }
        }
    }
    found
}

/// A name, and what it is called instead.
fn renamed<'a>(part: &'a str, mark: &str) -> Option<(&'a str, &'a str)> {
    let part = part.trim_matches(|it: char| it.is_whitespace() || "(){}\\".contains(it));
    let (name, local) = part.split_once(mark).unwrap_or((part, part));
    let (name, local) = (name.trim(), local.trim());
    let is_word = |it: &str| !it.is_empty() && it.bytes().all(|it| is_name(it) || it == b'$');
    (is_word(name) && is_word(local)).then_some((name, local))
}

/// `const A = require('./a')`, `import { A as B } from './a'`.
fn of_javascript(source: &str) -> Vec<Import> {
    let mut found = Vec::new();
    for (at, _) in source.match_indices(['"', '\'']) {
        let quote = &source[at..=at];
        let rest = &source[at + 1..];
        let Some(from) = rest.split(quote).next().filter(|it| it.starts_with('.')) else {
            continue;
        };
        if from.contains(['\n', ' ']) {
            continue;
        }
        let before = source[..at].trim_end();
        let clause = match before.strip_suffix("require(") {
            Some(before) => before.trim_end().strip_suffix('=').and_then(|it| {
                let words = ["const ", "let ", "var "].iter();
                let start = words
                    .filter_map(|word| Some(it.rfind(word)? + word.len()))
                    .max();
                it.get(start?..)
            }),
            None => before.strip_suffix("from").and_then(|it| {
                let start = it.rfind("import ")?;
                it.get(start + "import ".len()..)
            }),
        };
        // Directly behind it stands what is taken out: `require('./a').k`.
        if clause.is_none() && before.ends_with("require(") {
            let start = before.len() - "require(".len();
            found.push(Import {
                local: source[start..]
                    .split_inclusive(')')
                    .next()
                    .unwrap_or_default()
                    .to_owned(),
                from: from.to_owned(),
                name: None,
            });
        }
        let Some(clause) = clause.filter(|it| !it.contains([';', '='])) else {
            continue;
        };
        let (whole, names) = clause.split_once('{').unwrap_or((clause, ""));
        let whole = whole.trim().trim_end_matches(',');
        let whole = whole.strip_prefix("* as ").unwrap_or(whole);
        if let Some((local, _)) = renamed(whole, ":") {
            found.push(Import {
                local: local.to_owned(),
                from: from.to_owned(),
                name: None,
            });
        }
        let names = names.split(',');
        let renamed = names.filter_map(|it| renamed(it, ":").or_else(|| renamed(it, " as ")));
        found.extend(renamed.map(|(name, local)| Import {
            local: local.to_owned(),
            from: from.to_owned(),
            name: Some(name.to_owned()),
        }));
    }
    found
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_key_that_is_borrowed_is_known_by_where_it_comes_from() {
        let python = Language::Python;
        let script = Language::Script;
        for (text, language, expected) in [
            (
                "import config\napp.secret_key = config.K\n",
                python,
                ("config", "K"),
            ),
            (
                "import a.b as c\napp.secret_key = c.K\n",
                python,
                ("a.b", "K"),
            ),
            (
                "from .config import (\n    A,\n    K as k2,\n)\napp.config['SECRET_KEY'] = k2\n",
                python,
                (".config", "K"),
            ),
            (
                "from . import config\napp.secret_key = config.K\n",
                python,
                (".config", "K"),
            ),
            (
                "const c = require('./c');\napp.use(session({ secret: c.web.mine }));\n",
                script,
                ("./c", "mine"),
            ),
            (
                "const { mine: k } = require(\"../c\");\napp.use(session({ secret: k }));\n",
                script,
                ("../c", "mine"),
            ),
            (
                "import d, { mine as k } from './c';\napp.use(session({ secret: k }));\n",
                script,
                ("./c", "mine"),
            ),
            (
                "app.use(session({ secret: require('./c').mine }));\n",
                script,
                ("./c", "mine"),
            ),
        ] {
            let found = borrowed(text.as_bytes(), language);
            let found: Vec<_> = found.iter().map(|it| (&*it.from, &*it.name)).collect();
            assert_eq!(found, [expected], "{text}");
        }
        for (text, language) in [
            ("import config\nprint(config.K)\n", python),
            ("import config\n# app.secret_key = config.K\n", python),
            ("from config import K\napp.secret_key = other.K\n", python),
            ("from config import K\napp.secret_key = K + '1'\n", python),
            ("from config import K\napp.secret_key = K()\n", python),
            (
                "const c = require('c');\napp.use(session({ secret: c.mine }));\n",
                script,
            ),
            (
                "const c = require('./c');\napp.use(session({ name: c.mine }));\n",
                script,
            ),
        ] {
            assert_eq!(borrowed(text.as_bytes(), language), [], "{text}");
        }
    }
}
