//! Names that programs give the key of their sessions, and others give the keys
//! of other things: `SECRET_KEY`, `APP_KEY`.

use super::{OWNERS, ROTATED, is_behind, tells_whole, words};

/// Names that programs give the key of their sessions, and others other things:
/// they count as a whole, behind words that say nothing of whose it is.
const PLAIN: [&[&str]; 20] = [
    &["secret", "key"],
    &["secret", "keys"],
    &["auth", "secret"],
    &["storage", "secret"],
    &["app", "key"],
    &["app", "keys"],
    &["app", "previous", "keys"],
    &["app", "secret"],
    &["application", "secret"],
    &["play", "http", "secret", "key"],
    &["secure", "auth", "key"],
    &["logged", "in", "key"],
    &["nonce", "key"],
    &["auth", "salt"],
    &["secure", "auth", "salt"],
    &["logged", "in", "salt"],
    &["nonce", "salt"],
    &["hash", "salt"],
    &["payload", "secret"],
    &["play", "crypto", "secret"],
];
/// Words that say nothing of whose a secret is but that it is the program's own.
const NEUTRAL: &str = "airflow app application args authentik backend base better build common \
    conf config configuration constants container core data debug default defaults deploy dev \
    development drupal env environ environment exports extra forgejo gf gitea global globals \
    local main module my netbox next nuxt open os paperless parameters process prod production \
    project public release rocket secret secrets security self sentry server service settings \
    site stage staging string superset system test this variables web webserver webui wordpress";

/// Whether it is one of the names that other things have, too.
pub fn has_others(name: &str) -> bool {
    let words = words(name);
    let is_sure = words
        .iter()
        .any(|word| matches!(&**word, "storage" | "auth" | "play"));
    is_plain(name) && !is_sure && !tells_whole(name)
}

/// Whether such a name is that of an application at somebody's service as often.
pub fn is_of_an_app(name: &str) -> bool {
    let words = words(name);
    words.iter().any(|word| word == "app") && words.iter().all(|word| word != "secret")
        || words.ends_with(&["app".to_owned(), "secret".to_owned()])
}

/// Whether what holds a secret of a program has this name.
pub fn is_home(name: &str) -> bool {
    let words = words(name);
    words
        .iter()
        .any(|word| is_neutral(word) || OWNERS.contains(&&**word))
}

fn is_neutral(word: &str) -> bool {
    NEUTRAL.split(' ').any(|it| it == word)
}

/// Whether it is one of them.
pub(super) fn is_plain(name: &str) -> bool {
    let last = name.rsplit('.').next().unwrap_or(name);
    let words = words(name);
    let end = words
        .iter()
        .rposition(|word| !is_behind(word) || word == "keys");
    let words = &words[..end.map_or(0, |end| end + 1)];
    let found = (0..words.len()).take_while(|start| {
        let before = start.checked_sub(1).map(|at| &*words[at]);
        before.is_none_or(|word| {
            is_neutral(word) || ROTATED.contains(&word) || OWNERS.contains(&word)
        })
    });
    let mut found = found.filter(|start| PLAIN.iter().any(|it| *it == &words[*start..]));
    // In small letters a key of an app is one of somebody's service.
    let is_loud = || !last.bytes().any(|byte| byte.is_ascii_lowercase()) || name == "app.keys";
    found.any(|start| words[start] != "app" || is_loud())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_plain_name_is_a_programs_own_and_no_services() {
        for name in [
            "SECRET_KEY",
            "app.secret_key",
            "DJANGO_SECRET_KEY",
            "WEBUI_SECRET_KEY",
            "AIRFLOW__WEBSERVER__SECRET_KEY",
            "SECRET_KEY_FALLBACKS",
            "AUTH_SECRET_1",
            "BETTER_AUTH_SECRET",
            "storage_secret",
            "APP_KEY",
            "APP_PREVIOUS_KEYS",
            "app.keys",
            "process.env.APP_SECRET",
            "OLD_SECRET_KEY",
            "CURRENT_SECRET_KEY",
            "NEW_APP_KEY",
            "MY_PREVIOUS_SECRET_KEY",
        ] {
            assert!(is_plain(name) || tells_whole(name), "{name}");
        }
        for name in [
            "RECAPTCHA_SECRET_KEY",
            "AWS_SECRET_KEY",
            "stripe.secretKey",
            "appKey",
            "app_secret",
            "PUSHER_APP_KEY",
            "GITHUB_AUTH_SECRET",
            "SECRET_KEY_NAME",
            "SECRET",
            "OLD_AWS_SECRET_KEY",
            "AWS_OLD_SECRET_KEY",
            "LIVE_SECRET_KEY",
        ] {
            assert!(!is_plain(name) && !tells_whole(name), "{name}");
        }
    }
}
