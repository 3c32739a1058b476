//! Functions that take a key as an argument without a name.

/// Which argument a text is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Place {
    First,
    /// The second, or one behind it.
    Later,
}

/// Functions whose first argument is a key, by the end of their path.
const FIRST: [&str; 28] = [
    "cookieParser",
    "Keygrip",
    "cookieSession",
    "NewCookieStore",
    "NewFilesystemStore",
    "NewCookieSessionStore",
    "securecookie.New",
    "securecookie.CodecsFromPairs",
    "cookie.NewStore",
    "Fernet",
    "MultiFernet",
    "EncryptedCookieStorage",
    "NaClCookieStorage",
    "SignedCookieSessionFactory",
    "AuthTktCookieHelper",
    "AuthTktAuthenticationPolicy",
    "URLSafeTimedSerializer",
    "URLSafeSerializer",
    "TimedSerializer",
    "TimestampSigner",
    "SymmetricSecurityKey",
    "hmacShaKeyFor",
    "HMAC256",
    "setSigningKey",
    "session_cookie",
    "sessionCookie",
    // Behind a pipe.
    "pr_cookie",
    "api_session_cookie",
];
/// Functions that take it behind another argument.
const LATER: [&str; 16] = [
    "jwt.sign",
    "jwt.verify",
    "jwt.encode",
    "jwt.decode",
    "JWT.encode",
    "JWT.decode",
    "JWT::encode",
    "signWith",
    "setSignedCookie",
    "getSignedCookie",
    "securecookie.New",
    "securecookie.CodecsFromPairs",
    "NewCookieStore",
    "NewFilesystemStore",
    // In commands: `Rscript -e '…'`.
    "pr_cookie",
    "api_session_cookie",
];

/// What the function is called, if it takes a key at this place.
pub(super) fn takes_a_key(function: &str, place: Place) -> Option<&str> {
    let list: &[&str] = match place {
        Place::First => &FIRST,
        Place::Later => &LATER,
    };
    let is_one = |known: &&&str| {
        let before = function.strip_suffix(**known);
        before.is_some_and(|it| it.is_empty() || it.ends_with(['.', ':']))
    };
    list.iter().find(is_one).copied()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_function_is_known_by_the_end_of_its_path() {
        for (function, place, expected) in [
            ("cookieParser", Place::First, Some("cookieParser")),
            (
                "sessions.NewCookieStore",
                Place::First,
                Some("NewCookieStore"),
            ),
            ("jwt.sign", Place::Later, Some("jwt.sign")),
            ("jwt.sign", Place::First, None),
            ("myFernet", Place::First, None),
            ("sign", Place::Later, None),
        ] {
            assert_eq!(takes_a_key(function, place), expected, "{function}");
        }
    }
}
