//! Cookies that no one key opens all of: the words for what that may come of, which
//! a cookie never proves, and for what to do.

use crate::time::Time;

const MAY_BE: &str = "a server that makes a new key at each start, or nodes that have a key each, would \
                      look like this; so would another application of the same host, a key that was \
                      replaced, and a cookie that was changed";

/// What finds the key that the others are under.
pub const COMPARE: &str = "on each node, and again after a restart: cookiekit key fingerprint --key SPEC \
                           (it is to be the same everywhere); a key that is nowhere to be found is made \
                           at the start: give the application one from a file or a variable";

const ONE_AFTER_THE_OTHER: &str =
    "by the times that they say, one key came after the other: more like a start";
const IN_TURNS: &str = "by the times that they say, the keys take turns: more like several nodes";

/// What it may come of, with what the times tell.
pub fn may_be(order: Option<&'static str>) -> String {
    let order = order.map(|it| format!("; {it}")).unwrap_or_default();
    format!("{MAY_BE}{order}")
}

/// How keys follow each other, by the key of each cookie in the order of time.
pub fn order_of<K: PartialEq>(mut in_time: Vec<K>) -> Option<&'static str> {
    in_time.dedup();
    let mut kinds: Vec<&K> = Vec::new();
    for it in &in_time {
        if !kinds.contains(&it) {
            kinds.push(it);
        }
    }
    match kinds.len() {
        0 | 1 => None,
        kinds if kinds == in_time.len() => Some(ONE_AFTER_THE_OTHER),
        _ => Some(IN_TURNS),
    }
}

/// How keys follow each other, by when the first and the last cookie of each was
/// made. Nothing is reported where two were made at one time.
pub fn order_of_spans(mut spans: Vec<(Time, Time)>) -> Option<&'static str> {
    spans.sort_by_key(|it| (it.0.0, it.1.0));
    let pairs = || spans.windows(2).map(|it| (it[0].1.0, it[1].0.0));
    match spans.len() {
        0 | 1 => None,
        _ if pairs().all(|(last, next)| last < next) => Some(ONE_AFTER_THE_OTHER),
        _ if pairs().any(|(last, next)| last > next) => Some(IN_TURNS),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_order_of_keys_is_told_by_times_alone() {
        assert_eq!(order_of(vec!['a', 'a', 'b']), Some(ONE_AFTER_THE_OTHER));
        assert_eq!(order_of(vec!['a', 'b', 'a']), Some(IN_TURNS));
        assert_eq!(order_of(vec!['a', 'a']), None);
        let of = |spans: &[(u64, u64)]| {
            order_of_spans(spans.iter().map(|it| (Time(it.0), Time(it.1))).collect())
        };
        assert_eq!(of(&[(5, 9), (1, 4)]), Some(ONE_AFTER_THE_OTHER));
        assert_eq!(of(&[(5, 9), (1, 6)]), Some(IN_TURNS));
        assert_eq!(of(&[(1, 9), (2, 2)]), Some(IN_TURNS));
        assert_eq!(of(&[(1, 4), (4, 9)]), None);
        assert_eq!(of(&[(1, 4)]), None);
    }
}
