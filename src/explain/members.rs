//! What may be wrong with a key that is several in one text: a JSON object, with a hash
//! key and a block key or keys by their ids, or a list. Nothing of them is copied but into
//! memory that is wiped.

use std::collections::BTreeMap;

use serde::de::IgnoredAny;
use zeroize::Zeroizing;

use super::key::Secret;
use crate::keys::spec::list;

/// The most bytes that are looked at: a key has a few dozen.
const MAX_BYTES: usize = 16 * 1024;
/// The most texts of an object that are tried.
const MAX_TEXTS: usize = 32;
/// The ids that keys are often given.
const IDS: u64 = 10;

/// The members of a key that is such an object, all of them texts without escapes,
/// where they stand.
type Members<'k> = BTreeMap<&'k str, &'k str>;

fn members(key: &[u8]) -> Option<Members<'_>> {
    let text = key.trim_ascii();
    let may_be = text.starts_with(b"{") && text.len() <= MAX_BYTES;
    let members: Members = may_be.then(|| serde_json::from_slice(text).ok())??;
    (!members.is_empty()).then_some(members)
}

/// An object of these names, and for each what stands before its text, and that.
fn object(members: &[(&str, &str, &str)]) -> Secret {
    let mut pieces = vec!["{"];
    for (index, (name, prefix, text)) in members.iter().enumerate() {
        let comma = if index == 0 { "" } else { "," };
        pieces.extend([comma, "\"", name, "\":\"", prefix, text, "\""]);
    }
    pieces.push("}");
    Zeroizing::new(pieces.concat().into_bytes())
}

/// A hash key and a block key the other way around.
pub fn swapped(key: &[u8]) -> Vec<Secret> {
    let swap = || {
        let members = members(key)?;
        let (hash, block) = (members.get("hash")?, members.get("block")?);
        Some(object(&[("hash", "", block), ("block", "", hash)]))
    };
    swap().into_iter().collect()
}

/// A hash key alone, without the block key beside it.
pub fn without_block(key: &[u8]) -> Vec<Secret> {
    let alone = || {
        let members = members(key)?;
        members.get("block")?;
        Some(object(&[("hash", "", members.get("hash")?)]))
    };
    alone().into_iter().collect()
}

/// Members of a pair that are read as text, as hex digits or as base64 instead.
pub fn read_otherwise(key: &[u8]) -> Vec<Secret> {
    let Some(members) = members(key).filter(|it| it.contains_key("hash")) else {
        return vec![];
    };
    let mut found = Vec::new();
    let names: Vec<&str> = members.keys().copied().collect();
    let each = names.iter().map(|it| vec![*it]);
    for changed in each.chain((names.len() > 1).then(|| names.clone())) {
        for prefix in ["", "hex:", "base64:"] {
            let other = members.iter().map(|(name, text)| {
                let bare = text.strip_prefix("hex:").or(text.strip_prefix("base64:"));
                match changed.contains(name) {
                    true => (*name, prefix, bare.unwrap_or(text)),
                    false => (*name, "", *text),
                }
            });
            let other: Vec<_> = other.collect();
            let is_same = other.iter().all(|(name, prefix, text)| {
                let own = members[name];
                own.len() == prefix.len() + text.len() && own.starts_with(prefix)
            });
            if !is_same {
                found.push(object(&other));
            }
        }
    }
    found
}

/// One password of a map alone, whatever the id that a cookie says.
pub fn each_alone(key: &[u8]) -> Vec<Secret> {
    let Some(members) = members(key).filter(is_by_id) else {
        return vec![];
    };
    let alone = |it: &&str| Zeroizing::new(it.as_bytes().to_vec());
    members.values().map(alone).collect()
}

/// A password under another id than it has: 1 for one that has none.
pub fn under_another_id(key: &[u8]) -> Vec<Secret> {
    let texts: Vec<&str> = match members(key) {
        Some(members) if is_by_id(&members) => members.values().copied().collect(),
        Some(_) => return vec![],
        None => std::str::from_utf8(key.trim_ascii()).into_iter().collect(),
    };
    let is_plain = |it: &&str| {
        !it.is_empty()
            && !it
                .chars()
                .any(|it| it.is_control() || matches!(it, '"' | '\\'))
    };
    let of = |text| (0..IDS).map(move |id| object(&[(&id.to_string(), "", text)]));
    texts.into_iter().filter(is_plain).flat_map(of).collect()
}

/// The texts in a JSON object, whatever else is in it and however deep, and their names:
/// the first of each name, and none with escapes.
pub fn texts(key: &[u8]) -> Vec<(String, Secret)> {
    let text = key.trim_ascii();
    let is_object = text.starts_with(b"{")
        && text.len() <= MAX_BYTES
        && serde_json::from_slice::<IgnoredAny>(text).is_ok();
    let mut pieces = std::str::from_utf8(text).ok().filter(|_| is_object);
    let mut found: Vec<(String, Secret)> = Vec::new();
    let is_word = |it: &str| !it.is_empty() && it.bytes().all(is_word_letter);
    // As the filter of its row reads it: `"NAME" : "TEXT"`, where neither has a quote.
    while let Some((_, rest)) = pieces.and_then(|it| it.split_once('"')) {
        pieces = Some(rest);
        let Some((name, rest)) = rest.split_once('"').filter(|it| is_word(it.0)) else {
            continue;
        };
        let value = rest.trim_ascii_start().strip_prefix(':');
        let value = value.and_then(|it| it.trim_ascii_start().strip_prefix('"'));
        let value = value.and_then(|it| it.split_once('"'));
        let value = value.filter(|it| !it.0.is_empty() && !it.0.contains('\\'));
        if let Some((value, behind)) = value {
            pieces = Some(behind);
            if found.len() < MAX_TEXTS && !found.iter().any(|it| it.0 == name) {
                found.push((name.to_owned(), Zeroizing::new(value.as_bytes().to_vec())));
            }
        }
    }
    found
}

/// The keys of a text that lists several, with commas between, and their numbers.
pub fn items(key: &[u8]) -> Vec<(String, Secret)> {
    let items: Vec<&[u8]> = list::items(key).take(MAX_TEXTS).collect();
    if items.len() < 2 {
        return vec![];
    }
    let numbered = |(index, it): (usize, &[u8])| ((index + 1).to_string(), it.to_vec().into());
    items.into_iter().enumerate().map(numbered).collect()
}

fn is_word_letter(byte: u8) -> bool {
    byte.is_ascii_alphanumeric() || b"_.-".contains(&byte)
}

fn is_by_id(members: &Members) -> bool {
    let is_word = |it: &&str| {
        it.bytes()
            .all(|it| it.is_ascii_alphanumeric() || it == b'_')
    };
    !members.contains_key("hash") && members.keys().all(is_word)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn texts(found: Vec<Secret>) -> Vec<String> {
        let text = |it: Secret| String::from_utf8(it.to_vec()).unwrap();
        found.into_iter().map(text).collect()
    }

    #[test]
    fn a_key_that_is_no_object_has_no_members() {
        for key in [&b""[..], b"abc", b"{", b"{}", b"[1]", br#"{"hash":1}"#] {
            for edit in [swapped, without_block, read_otherwise, each_alone] {
                assert!(edit(key).is_empty(), "{key:?}");
            }
        }
        assert_eq!(texts(under_another_id(b"abc"))[2], r#"{"2":"abc"}"#);
    }

    #[test]
    fn members_change_places_ids_and_spelling() {
        let pair = br#"{"hash":"hex:aa","block":"bb"}"#;
        assert_eq!(texts(swapped(pair)), [r#"{"hash":"bb","block":"hex:aa"}"#]);
        assert_eq!(texts(without_block(pair)), [r#"{"hash":"hex:aa"}"#]);
        let read = texts(read_otherwise(pair));
        for other in [
            r#"{"block":"bb","hash":"aa"}"#,
            r#"{"block":"hex:bb","hash":"hex:aa"}"#,
            r#"{"block":"base64:bb","hash":"hex:aa"}"#,
        ] {
            assert!(read.contains(&other.to_owned()), "{read:?}");
        }
        let map = br#"{"1":"abc","new":"def"}"#;
        assert_eq!(texts(each_alone(map)), ["abc", "def"]);
        assert!(texts(under_another_id(map)).contains(&r#"{"2":"def"}"#.to_owned()));
    }
}
