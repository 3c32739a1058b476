//! What protects less than it could.

use super::Level::Weak;
use super::{LAX, LIFETIME, NO_DOMAIN, PATH, Rule, SECURE, rule};
use crate::set_cookie::attributes::SameSiteSeen;
use crate::set_cookie::checks as is;

/// In the order in which they are reported.
pub static RULES: [Rule; 11] = [
    rule(
        Weak,
        "not-http-only",
        "scripts can read it: HttpOnly is missing",
        "one injected script sends the session to somebody else",
        "add `HttpOnly`",
        |it, seen| is::true_when(!it.http_only && !seen.is_removal),
    ),
    rule(
        Weak,
        "not-secure",
        "it is sent over plain HTTP as well: Secure is missing",
        "anyone who listens on the way has the session",
        SECURE,
        |it, seen| is::true_when(!it.secure && !seen.is_removal),
    ),
    rule(
        Weak,
        "no-same-site",
        "SameSite is missing",
        "what browsers then do differs: some send it along with every request from other sites",
        LAX,
        |it, seen| {
            is::true_when(it.same_site == SameSiteSeen::Absent && !seen.is_removal && !seen.is_twin)
        },
    ),
    rule(
        Weak,
        "same-site-unknown",
        "SameSite has a value that browsers do not know",
        "they treat it as missing",
        LAX,
        is::unknown_same_site,
    ),
    rule(
        Weak,
        "same-site-none",
        "SameSite=None: it is sent along with requests from every site",
        "any site can make its visitors send requests with their session; only a page in a frame \
         of another site needs this",
        "use `SameSite=Lax`, unless it is shown in a frame of another site",
        |it, _| is::true_when(is::same_site(it, "none") && it.secure),
    ),
    rule(
        Weak,
        "domain-wide",
        "Domain sends it to every host below",
        "the weakest of those hosts can read the session and set another",
        NO_DOMAIN,
        is::wide_domain,
    ),
    rule(
        Weak,
        "path-missing",
        "Path is missing: it goes back below the folder of this request only",
        "a session that /login sets does not reach /api, and each folder gets one of its own",
        PATH,
        is::missing_path,
    ),
    rule(
        Weak,
        "path-elsewhere",
        "Path does not cover the request that set it",
        "the page that set it does not get it back",
        PATH,
        is::elsewhere,
    ),
    rule(
        Weak,
        "outlives-session",
        "browsers keep it longer than it is valid",
        "users learn that they are signed out from an error, not from a missing cookie",
        LIFETIME,
        is::outlives,
    ),
    rule(
        Weak,
        "session-outlives",
        "it stays valid longer than browsers keep it",
        "anyone who copied it can use it after the user's browser has dropped it",
        LIFETIME,
        is::outlived,
    ),
    rule(
        Weak,
        "valid-for-ever",
        "only the browser knows its lifetime: the server accepts it forever",
        "a copied cookie opens the session until the key changes",
        "put an expiry into the cookie itself",
        is::valid_for_ever,
    ),
];
