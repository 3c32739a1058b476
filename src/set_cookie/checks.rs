//! The small functions behind the rules.

use super::attributes::{Attributes, SameSiteSeen};
use super::{MAX_NAME_AND_VALUE_BYTES, WARN_LINE_BYTES};
use crate::cookie::trim;
use crate::encoding::visible;
use crate::time::{HTTP_DATE_BYTES, Time};

/// The most bytes of an attribute that browsers read (RFC 6265bis, 5.6).
const MAX_ATTRIBUTE_BYTES: usize = 1024;
/// The longest that browsers keep a cookie (RFC 6265bis, 5.5): 400 days.
const MAX_LIFETIME: u64 = 400 * 24 * 3600;
/// Two times may differ by this and mean the same, in seconds: a response
/// takes a while to be made.
const SAME: u64 = 60;

/// What is known of a line besides its text.
#[derive(Clone, Debug, Default)]
pub struct Seen<'a> {
    /// `http` or `https`.
    pub scheme: Option<&'a str>,
    /// The host that set it.
    pub host: Option<&'a str>,
    /// The path of the request.
    pub path: Option<&'a str>,
    /// When the response was made.
    pub date: Option<Time>,
    /// When the cookie itself says that it expires: `None` for never.
    pub expires: Option<Option<Time>>,
    /// It takes a cookie away.
    pub is_removal: bool,
    /// A later line sets the same cookie.
    pub is_set_again: bool,
    /// It is the twin of another for old browsers.
    pub is_twin: bool,
}

/// What is seen is what the rule says.
pub fn true_when(is_so: bool) -> Option<String> {
    is_so.then(String::new)
}

/// Whether SameSite has this value, in any case.
pub fn same_site(it: &Attributes, value: &str) -> bool {
    matches!(&it.same_site, SameSiteSeen::Value(seen) if seen.eq_ignore_ascii_case(value))
}

/// A SameSite that browsers do not know.
pub fn unknown_same_site(it: &Attributes, _: &Seen) -> Option<String> {
    let known = ["strict", "lax", "none"];
    match &it.same_site {
        SameSiteSeen::Value(seen) if !known.contains(&&*seen.to_ascii_lowercase()) => {
            Some(format!("`{}`", visible(seen)))
        }
        _ => None,
    }
}

/// Whether browsers ask more of a cookie of this name. They take the prefixes
/// in any case.
pub fn prefixed(it: &Attributes) -> bool {
    it.name.to_ascii_lowercase().starts_with("__secure-") || host_prefixed(it)
}

/// The stricter of the two prefixes.
pub fn host_prefixed(it: &Attributes) -> bool {
    it.name.to_ascii_lowercase().starts_with("__host-")
}

/// More than browsers keep.
pub fn too_large(it: &Attributes, _: &Seen) -> Option<String> {
    let bytes = it.name.len() + it.value.len();
    (bytes > MAX_NAME_AND_VALUE_BYTES).then(|| format!("{bytes} bytes"))
}

/// An attribute that browsers ignore for its length.
pub fn long_attribute(it: &Attributes, _: &Seen) -> Option<String> {
    let mut attributes = it.line.as_deref()?.split(';').skip(1);
    let longest = attributes.find(|it| trim(it).len() > MAX_ATTRIBUTE_BYTES)?;
    Some(format!("{} bytes", trim(longest).len()))
}

/// A whole line that some browsers drop.
pub fn long_line(it: &Attributes, _: &Seen) -> Option<String> {
    let bytes = it.line.as_deref()?.len();
    (bytes >= WARN_LINE_BYTES).then(|| format!("{bytes} bytes"))
}

/// Over plain HTTP, and not to this machine itself.
pub fn over_http(seen: &Seen) -> bool {
    let is_local = |host: &str| {
        host == "localhost"
            || host.ends_with(".localhost")
            || host.starts_with("127.")
            || host == "[::1]"
    };
    seen.scheme == Some("http") && !seen.host.is_some_and(is_local)
}

/// A domain that the host does not belong to.
pub fn foreign_domain(it: &Attributes, seen: &Seen) -> Option<String> {
    let (domain, host) = (it.domain.as_deref()?, seen.host?);
    let belongs = host == domain || host.ends_with(&format!(".{domain}"));
    (!domain.is_empty() && !belongs).then(|| format!("{} for {}", visible(domain), visible(host)))
}

/// A domain with others below it.
pub fn wide_domain(it: &Attributes, seen: &Seen) -> Option<String> {
    let domain = it.domain.as_deref().filter(|it| it.contains('.'))?;
    foreign_domain(it, seen).is_none().then(|| visible(domain))
}

/// No path of its own, where that is not the root anyway.
pub fn missing_path(it: &Attributes, seen: &Seen) -> Option<String> {
    it.line.as_ref()?;
    let folder = folder(seen.path.unwrap_or_default());
    let text = match folder {
        "" | "/" => String::new(),
        folder => visible(folder),
    };
    let is_root = seen.path.is_some() && folder == "/";
    (it.path.is_none() && !is_root).then_some(text)
}

/// The folder that browsers take for a missing path (RFC 6265, 5.1.4).
fn folder(path: &str) -> &str {
    match path.rfind('/') {
        Some(0) => "/",
        Some(end) => &path[..end],
        None => "",
    }
}

/// A path that does not lead to the request.
pub fn elsewhere(it: &Attributes, seen: &Seen) -> Option<String> {
    let (path, request) = (it.path.as_deref()?, seen.path?);
    let rest = request.strip_prefix(path);
    let covers = rest.is_some_and(|it| it.is_empty() || it.starts_with('/') || path.ends_with('/'));
    (!covers).then(|| format!("{} for {}", visible(path), visible(request)))
}

/// Kept by browsers after it has expired.
pub fn outlives(it: &Attributes, seen: &Seen) -> Option<String> {
    let (expires, now) = (seen.expires??, seen.date?);
    let kept = now.plus(it.lifetime(now)?);
    (kept.0 > expires.0.saturating_add(SAME) && expires > now)
        .then(|| format!("by {} seconds", kept.0 - expires.0))
}

/// Dropped by browsers before it expires.
pub fn outlived(it: &Attributes, seen: &Seen) -> Option<String> {
    let (expires, now) = (seen.expires??, seen.date?);
    let lifetime = it.lifetime(now).filter(|seconds| *seconds > 0)?;
    let dropped = now.plus(lifetime);
    (expires.0 > dropped.0.saturating_add(SAME))
        .then(|| format!("by {} seconds", expires.0 - dropped.0))
}

/// A lifetime in the line, and none in the cookie.
pub fn valid_for_ever(it: &Attributes, seen: &Seen) -> Option<String> {
    let has_lifetime = it.max_age.is_some() || it.expires.is_some();
    true_when(has_lifetime && seen.expires == Some(None) && !seen.is_removal)
}

/// Longer than browsers allow.
pub fn beyond_cap(it: &Attributes, seen: &Seen) -> Option<String> {
    let by_date = || it.lifetime(seen.date?);
    let seconds = it.max_age_seconds().or_else(by_date)?;
    (seconds > MAX_LIFETIME + SAME).then(|| format!("{} days", seconds / (24 * 3600)))
}

/// Two lifetimes.
pub fn disagreeing(it: &Attributes, seen: &Seen) -> Option<String> {
    let (by_age, by_date) = (it.max_age_seconds()?, it.expires_at()?);
    let by_date = by_date.0.saturating_sub(seen.date?.0);
    let apart = by_age.abs_diff(by_date);
    (apart > SAME).then(|| format!("by {apart} seconds"))
}

/// White space behind the `=`, as plumber writes it.
pub fn spaced(it: &Attributes, _: &Seen) -> Option<String> {
    let mut attributes = it.line.as_deref()?.split(';').skip(1);
    true_when(attributes.any(|it| {
        it.split_once('=')
            .is_some_and(|(_, it)| it.starts_with(' '))
    }))
}

/// A date that browsers read though it is not in the one form.
pub fn loose_date(it: &Attributes, _: &Seen) -> Option<String> {
    let text = it.expires.as_deref()?;
    it.expires_at()?;
    let is_exact = text.len() == HTTP_DATE_BYTES && Time::from_http_date(text).is_some();
    (!is_exact).then(|| format!("`{}`", visible(text)))
}

/// Characters that RFC 6265 does not let a value have.
pub fn odd_characters(it: &Attributes, _: &Seen) -> Option<String> {
    let inner = it
        .value
        .strip_prefix('"')
        .and_then(|it| it.strip_suffix('"'));
    let is_fine = |c: char| matches!(c, '!' | '#'..='+' | '-'..=':' | '<'..='[' | ']'..='~');
    true_when(!inner.unwrap_or(&it.value).chars().all(is_fine))
}

/// Set again by a later line.
pub fn set_again(_: &Attributes, seen: &Seen) -> Option<String> {
    true_when(seen.is_set_again)
}
