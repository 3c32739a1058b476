//! Names that the settings of a product have for its key, and no framework here does.

use super::{plain, words};
use crate::audit::detect::hardcoded::Place;

/// Names that nobody else gives a key, a dash between their words.
pub(super) const NAMES: [&str; 24] = [
    // Passport's strategy for tokens.
    "secret-or-key",
    // A program that has a key of its own for these tokens.
    "refresh-token-secret",
    "application-config-secret-token",
    // ASP.NET, and the key ring of ASP.NET Core.
    "machine-key-validation-key",
    "machine-key-decryption-key",
    "master-key-value",
    // Symfony.
    "framework-secret",
    "kernel-secret",
    // CakePHP.
    "security-salt",
    // Shiro, Spring Security.
    "remember-me-manager-cipher-key",
    "remember-me-key",
    // WordPress, as its image is given them.
    "wordpress-auth-key",
    // Airflow 3, Craft, Kibana, n8n.
    "airflow-api-secret-key",
    "craft-security-key",
    "xpack-security-encryption-key",
    "n8n-encryption-key",
    // JupyterHub.
    "jpy-cookie-secret",
    // phpMyAdmin, MediaWiki.
    "blowfish-secret",
    "wg-secret-key",
    // Chainlit, Bokeh.
    "chainlit-auth-secret",
    "bokeh-secret-key",
    // Nacos, which signs tokens with it.
    "nacos-auth-token",
    "nacos-token-secret-key",
    "nacos-core-auth-default-token-secret-key",
];

/// Names that tell where something else of the same product stands in the text.
const BESIDE: [(&str, &str); 15] = [
    // CodeIgniter, Laravel, Symfony, Egg, Sanic, Magento.
    // Others call what a service gives them so.
    ("ACCESS_TOKEN_SECRET", "REFRESH_TOKEN_SECRET"),
    ("encryption_key", "$config["),
    ("key", "'cipher' =>"),
    ("secret", "parameters:\n    database_"),
    ("config.keys", "appInfo"),
    ("app.config.SECRET", "Session("),
    ("AUTH_KEY", "NONCE_"),
    ("SECRET", "forward-auth"),
    ("SECRET", "PROVIDERS_GOOGLE_CLIENT"),
    ("SECRET", "PROVIDERS_OIDC_"),
    ("SECRET", "directus/directus"),
    ("secret", "passwordsalt"),
    // Joomla, Roundcube, TYPO3.
    ("secret", "$live_site"),
    ("des_key", "oundcube"),
    ("encryptionKey", "sitename"),
];

/// Whether a name is that of a product's key, as something in the text beside it says.
pub fn is_beside(name: &str, text: &[u8]) -> bool {
    let mut known = BESIDE.iter().filter(|(key, _)| *key == name);
    known.any(|(_, mark)| memchr::memmem::find(text, mark.as_bytes()).is_some())
}

/// Functions that take the key of a product as an argument, where a text has this in it, too.
const FUNCTIONS: [(&str, Place, &str); 17] = [
    ("CookieSession::signed", Place::First, "CookieSession"),
    ("CookieSession::private", Place::First, "CookieSession"),
    ("CookieIdentityPolicy::new", Place::First, "IdentityService"),
    ("EncodingKey::from_secret", Place::First, "EncodingKey"),
    ("DecodingKey::from_secret", Place::First, "DecodingKey"),
    ("SignedString", Place::First, "NewWithClaims"),
    ("MessageVerifier.new", Place::First, "ActiveSupport"),
    ("MessageEncryptor.new", Place::First, "ActiveSupport"),
    ("Signer", Place::First, "tsdangerous"),
    ("setCipherKey", Place::First, "ememberMe"),
    ("TokenBasedRememberMeServices", Place::First, "RememberMe"),
    (
        "SessionTransportTransformerMessageAuthentication",
        Place::First,
        "Session",
    ),
    (
        "SessionTransportTransformerEncrypt",
        Place::First,
        "Session",
    ),
    ("SessionMiddleware::new", Place::Later, "CookieSessionStore"),
    // The crate `cookie`, which others hand on; Mojolicious.
    ("Key::from", Place::First, "cookie::"),
    ("Key::derive_from", Place::First, "cookie::"),
    ("secrets", Place::First, "Mojolicious"),
];

/// What the function is called, if it takes the key of a product.
pub fn takes_a_key(function: &str, place: Place, text: &[u8]) -> Option<&'static str> {
    let is_one = |known: &&(&'static str, Place, &str)| {
        let before = function.strip_suffix(known.0);
        known.1 == place && before.is_some_and(|it| it.is_empty() || it.ends_with(['.', ':']))
    };
    let (name, _, mark) = FUNCTIONS.iter().find(is_one)?;
    let is_there = memchr::memmem::find(text, mark.as_bytes()).is_some();
    is_there.then_some(name)
}

/// Whether a path of names in one another is that of a key: `play.http.secret.key`.
pub fn is_path(path: &str) -> bool {
    super::tells_whole(path) || words(path).len() > 2 && plain::is_plain(path)
}
