//! The nodes of a cluster, which must have one key.

use super::id;
use crate::audit::checks::check::{Check, Scope};
use crate::audit::detect::framework_files::read_by;
use crate::audit::facts::key_file::KeyFile;
use crate::audit::facts::observation::{Observation, Severity};
use crate::audit::fix::renewal::copied_over;
use crate::audit::scan::scene::Scene;
use crate::crypto;
use crate::error::counted;
use crate::frameworks::{Draft, FORMATS, Format, Input, LineEnd, NO_PARAMS, Origin, Secret};
use crate::keys::Key;
use crate::open::unlock;
use crate::shell::shown;
use crate::subject::CheckId;
use crate::time::Time;

const WB_NODES_DIFFER: CheckId = id("CK703", "wb-nodes-differ");

/// The row of keys that differ.
pub const ROW: Check = Check {
    id: WB_NODES_DIFFER,
    severity: Severity::Critical,
    title: "The nodes of a cluster have different keys",
    expected: "the same bytes on every node, to the last newline",
    why: "every request that reaches another node signs its user out",
    fix: "decide which key is right, keep the other beside it, copy the file byte for byte",
    scope: Scope::Scene(nodes_differ),
};

/// What is to be decided before one node's key is copied to another.
const WHICH_IS_RIGHT: &str = "decide which key is right: the one whose crc32 the servers that work \
     log as their secure key hash; the other stays in a file beside it, since its cookies and \
     encrypted settings need it";

fn nodes_differ(scene: &Scene) -> Vec<Observation> {
    let nodes = || {
        let nodes = scene.keys.iter().filter(|key| key.is_node);
        nodes.filter_map(|node| Some((node, node.key.as_ref()?)))
    };
    // What most nodes have, else what the first has: the others are compared with it.
    let agree = |expected: &Key| {
        let is_same = |(_, key): &(_, &Key)| crypto::equal(key.bytes(), expected.bytes());
        nodes().filter(is_same).count()
    };
    let most = nodes().map(|(_, key)| agree(key)).max();
    let Some((first, expected)) = nodes().find(|(_, key)| Some(agree(key)) == most) else {
        return vec![];
    };
    let has_majority = most.is_some_and(|most| most * 2 > nodes().count());
    let observations = nodes().filter_map(|(node, key)| {
        if crypto::equal(key.bytes(), expected.bytes()) {
            return None;
        }
        let is_trimmed_same = crypto::equal(node.text()?, first.text()?);
        let readers = same_to((first, expected), (node, key));
        let what = match is_trimmed_same {
            true => "is the same except for white space at an end",
            false if !readers.is_empty() => "is the same except for capitals",
            false => "is another key",
        };
        let observed = format!(
            "{what}: {}, crc32 {:08X}; {} has {}, crc32 {:08X}",
            counted(key.bytes().len(), "byte"),
            key.crc32(),
            shown(&first.path),
            counted(expected.bytes().len(), "byte"),
            expected.crc32()
        );
        let observation = Observation::new(WB_NODES_DIFFER, &node.path, observed);
        if !readers.is_empty() {
            let words = format!(
                "leave it where {} reads it, to which both are one key; a program that takes every \
                 byte of the file has two",
                readers.join(" or ")
            );
            return Some(observation.severity(Severity::Low).mend(words));
        }
        let fix = copied_over(&first.path, &node.path);
        Some(match has_majority {
            true => observation
                .fix(fix)
                .mend(format!("but first {WHICH_IS_RIGHT}")),
            false => observation.mend(format!(
                "{WHICH_IS_RIGHT}; where it is that of {}: {fix}; where it is this one: {}",
                shown(&first.path),
                copied_over(&node.path, &first.path)
            )),
        })
    });
    observations.collect()
}

/// The names of the frameworks that read both files as one key of their own kind; none
/// where a file has the name of one that another framework reads to the last byte.
fn same_to(one: (&KeyFile, &Key), other: (&KeyFile, &Key)) -> Vec<&'static str> {
    if [one, other]
        .iter()
        .any(|(file, _)| read_by(&file.path).is_some())
    {
        return vec![];
    }
    let takes = FORMATS.into_iter().filter(|format| {
        format.facts().key.line_end == LineEnd::Trimmed && is_one_key(*format, one.1, other.1)
    });
    let mut names: Vec<&str> = takes.map(|it| it.facts().framework.name).collect();
    names.dedup();
    names
}

/// Whether what a format makes under one of the keys opens under the other, and it has
/// nothing to warn of them.
fn is_one_key(format: &dyn Format, one: &Key, other: &Key) -> bool {
    let unlocked = [one, other].map(|key| {
        let secret = Secret {
            origin: Origin::File,
            ..Secret::value(key.bytes())
        };
        let unlocked = unlock(format, secret, &NO_PARAMS).ok()?;
        unlocked.warning.is_none().then_some(unlocked.codec)
    });
    let [Some(one), Some(other)] = unlocked else {
        return false;
    };
    let draft = Draft {
        name: "",
        payload: b"{}",
        issued: Time::now(),
        expires: None,
        login_expires: None,
        again: None,
    };
    let made = one.seal(&draft);
    made.is_ok_and(|made| other.open(Input::bare(&made.value)).is_ok())
}
