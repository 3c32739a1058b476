//! What browsers drop.

use super::Level::Dropped;
use super::{LEAVE, LESS, NO_DOMAIN, Rule, SECURE, rule};
use crate::set_cookie::checks as is;

/// In the order in which they are reported.
pub static RULES: [Rule; 10] = [
    rule(
        Dropped,
        "same-site-none-not-secure",
        "SameSite=None without Secure is dropped by browsers",
        "a cookie that goes along with requests from every site must not travel in plain text",
        SECURE,
        |it, _| is::true_when(is::same_site(it, "none") && !it.secure),
    ),
    rule(
        Dropped,
        "prefix-not-secure",
        "a cookie of that name prefix must be Secure",
        "browsers refuse __Secure- and __Host- without it, and the session is never kept",
        SECURE,
        |it, _| is::true_when(is::prefixed(it) && !it.secure),
    ),
    rule(
        Dropped,
        "host-prefix",
        "a __Host- cookie has Path=/ and no Domain",
        "browsers refuse it otherwise, and the session is never kept",
        "set `Path=/`, and leave `Domain` out",
        |it, _| {
            is::true_when(
                is::host_prefixed(it) && (it.domain.is_some() || it.path.as_deref() != Some("/")),
            )
        },
    ),
    rule(
        Dropped,
        "too-large",
        "name and value are larger than browsers keep",
        "above 4096 bytes browsers silently drop the cookie",
        LESS,
        is::too_large,
    ),
    rule(
        Dropped,
        "attribute-too-long",
        "an attribute is longer than browsers read",
        "above 1024 bytes browsers ignore the attribute",
        LEAVE,
        is::long_attribute,
    ),
    rule(
        Dropped,
        "secure-over-http",
        "a Secure cookie was set over plain HTTP",
        "browsers take Secure send it only over HTTPS; just localhost is let through by some",
        "serve over HTTPS",
        |it, seen| is::true_when(it.secure && is::over_http(seen)),
    ),
    rule(
        Dropped,
        "domain-of-others",
        "Domain is neither the host that sets it nor above it",
        "browsers drop a cookie for somebody else's domain",
        NO_DOMAIN,
        is::foreign_domain,
    ),
    rule(
        Dropped,
        "domain-of-all",
        "Domain is a whole top level",
        "browsers drop a cookie for everybody's domain",
        NO_DOMAIN,
        |it, seen| {
            is::true_when(it.domain.as_deref().is_some_and(|domain| {
                !domain.is_empty()
                    && !domain.contains('.')
                    && seen.host.is_some_and(|host| host != domain)
            }))
        },
    ),
    rule(
        Dropped,
        "partitioned-not-secure",
        "Partitioned without Secure is dropped by browsers",
        "a cookie that is kept apart for each site must be Secure",
        SECURE,
        |it, _| is::true_when(it.partitioned && !it.secure),
    ),
    rule(
        Dropped,
        "duplicate",
        "a later line sets the same cookie again",
        "browsers keep the last of several with one name, domain and path",
        "set each cookie once in a response",
        is::set_again,
    ),
];
