//! What works, and may surprise.

use super::Level::Odd;
use super::{LEAVE, LESS, LIFETIME, Rule, rule};
use crate::set_cookie::checks as is;

/// In the order in which they are reported.
pub static RULES: [Rule; 10] = [
    rule(
        Odd,
        "lifetime-capped",
        "its lifetime is longer than browsers allow",
        "they keep a cookie for 400 days at most",
        LIFETIME,
        is::beyond_cap,
    ),
    rule(
        Odd,
        "expires-differs",
        "Expires and Max-Age disagree",
        "browsers go by Max-Age, older clients by Expires: a clock is wrong, or two programs set it",
        LIFETIME,
        is::disagreeing,
    ),
    rule(
        Odd,
        "expires-unreadable",
        "Expires is not a date that browsers read",
        "they ignore it, and keep the cookie until they close",
        LEAVE,
        |it, _| is::true_when(it.expires.is_some() && it.expires_at().is_none()),
    ),
    rule(
        Odd,
        "max-age-unreadable",
        "Max-Age is not a whole number",
        "browsers ignore it",
        LEAVE,
        |it, _| is::true_when(it.max_age.is_some() && it.max_age_seconds().is_none()),
    ),
    rule(
        Odd,
        "plumber-spacing",
        "there is a space after `Expires=` or `Max-Age=`",
        "browsers drop it; clients that are stricter read no lifetime, or refuse the line",
        "write no space after `=`",
        is::spaced,
    ),
    rule(
        Odd,
        "date-form",
        "Expires is not in the one form of HTTP dates",
        "browsers read it; clients that are stricter may not",
        "write it as `Sun, 01 Nov 2026 07:28:00 GMT`",
        is::loose_date,
    ),
    rule(
        Odd,
        "unknown-attribute",
        "an attribute is unknown, or stands twice",
        "browsers ignore what they do not know, and of two take the last",
        LEAVE,
        |it, _| it.unknown.told(),
    ),
    rule(
        Odd,
        "odd-characters",
        "its value holds characters that a cookie may not have",
        "servers and proxies read white space, quotes, commas and backslashes in different ways",
        "percent-encode the value",
        is::odd_characters,
    ),
    rule(
        Odd,
        "line-too-long",
        "the whole line is longer than some browsers take",
        "from 4093 bytes on some drop it, attributes included",
        LESS,
        is::long_line,
    ),
    rule(
        Odd,
        "legacy-twin",
        "it is the twin, without SameSite, for browsers that misread SameSite=None",
        "every session is sent twice, and this one is not protected by SameSite in old browsers",
        "leave the twin out once no such browser is left (Safari 12)",
        |_, seen| is::true_when(seen.is_twin),
    ),
];
