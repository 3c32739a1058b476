//! Formats that are meant by a name that is none of theirs: that of their framework, of
//! a library of it, or one that is spelled in another way.

use super::{FORMATS, of_consumer};

/// What builds on a framework and keeps its cookies, and the names that people have for
/// a library.
const BUILT_ON: [(&str, &str); 9] = [
    ("fastapi", "starlette"),
    ("koa", "keygrip"),
    ("hapi", "iron"),
    ("nuxt", "h3"),
    ("nitro", "h3"),
    ("next", "authjs"),
    ("reactrouter", "remix"),
    ("jupyterhub", "tornado"),
    ("jsonwebtokens", "jwt"),
];

/// The names of the formats that are meant by a word, the likeliest alone where one is.
pub fn named_alike(word: &str) -> Vec<&'static str> {
    let word = bare(word);
    if word.is_empty() {
        return vec![];
    }
    let named = |is_it: &dyn Fn(&str) -> bool| -> Vec<&'static str> {
        let names = FORMATS.into_iter().map(|it| it.name());
        names.filter(|it| is_it(&bare(it))).collect()
    };
    let own = named(&|it| it == word);
    if !own.is_empty() {
        return own;
    }
    let built_on = BUILT_ON.iter().find(|it| it.0 == word);
    if let Some((_, format)) = built_on {
        return vec![format];
    }
    let of_framework = FORMATS.into_iter().filter(|it| {
        let mut names = it.facts().framework.name.split(" and ");
        names.any(|it| bare(it) == word)
    });
    let of_framework: Vec<_> = of_framework.map(|it| it.name()).collect();
    if !of_framework.is_empty() {
        return of_framework;
    }
    let exports = super::all().flat_map(|it| it.exports);
    let mut consumers = exports.map(|it| it.name).filter(|it| bare(it) == word);
    if let Some(format) = consumers.find_map(of_consumer) {
        return vec![format.name()];
    }
    named(&|it| it.starts_with(&word) && word.len() > 3)
}

/// Its letters and digits, in small letters.
fn bare(name: &str) -> String {
    let letters = name.chars().filter(char::is_ascii_alphanumeric);
    letters.map(|it| it.to_ascii_lowercase()).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_builds_on_a_framework_is_called_by_no_format() {
        for (name, format) in BUILT_ON {
            assert!(super::super::find(format).is_some(), "{format}");
            assert!(super::super::find(name).is_none(), "{name}");
            assert_eq!(named_alike(name), [format]);
        }
    }

    #[test]
    fn a_word_that_means_no_format_has_none() {
        for word in [
            "",
            "-",
            "play",
            "spring",
            "laravell",
            "a",
            "express-session-x",
        ] {
            assert!(named_alike(word).is_empty(), "{word}");
        }
    }
}
