//! CK406: a key in an image, where every container that is started from it
//! has the same one.

use std::path::Path;

use crate::audit::checks::check::{Check, Scope};
use crate::audit::facts::observation::{Observation, Severity};
use crate::audit::facts::rooted;
use crate::audit::fix::renewal::moved_home;
use crate::audit::scan::scene::Scene;
use crate::subject::CheckId;

const BAKED_INTO_IMAGE: CheckId = CheckId {
    id: "CK406",
    slug: "baked-into-image",
};

/// The row.
pub const CHECKS: &[Check] = &[Check {
    id: BAKED_INTO_IMAGE,
    severity: Severity::Critical,
    title: "A key is baked into an image",
    expected: "no key in the image: a container mounts it, and those of one cluster the same one",
    why: "anyone who can pull the image can forge the cookies of every container of it",
    fix: "remove the key in the same RUN that makes it, then rotate",
    scope: Scope::Scene(baked),
}];

/// What is left to be done when the key is out of the image.
const REBUILD: &str = "build the image without the key, mount one into its containers (the same into \
     all that share cookies, as the nodes of a cluster do), rotate; this one still opens what it has \
     sealed";

/// The same of a file that no key has been put into yet.
const EMPTY: &str = "build the image without the empty file, and mount a key into its containers (the \
     same into all that share cookies, as the nodes of a cluster do)";

fn baked(scene: &Scene) -> Vec<Observation> {
    let Some(root) = &scene.policy.root else {
        return vec![];
    };
    let root = rooted::canonical(root).unwrap_or_else(|_| root.clone());
    let keys = scene
        .keys
        .iter()
        .filter(|key| key.trail.real.starts_with(&root));
    let mut observations: Vec<Observation> = keys
        .map(|key| {
            let name = key.path.file_name().unwrap_or_default();
            if key.key.as_ref().is_some_and(|it| it.bytes().is_empty()) {
                let observed = "is part of the image, and empty";
                return Observation::new(BAKED_INTO_IMAGE, &key.path, observed).mend(EMPTY);
            }
            let fix = moved_home(&key.path, name.as_ref());
            let observation = Observation::new(BAKED_INTO_IMAGE, &key.path, "is part of the image");
            observation.fix(fix).mend(REBUILD)
        })
        .collect();
    observations.extend(
        scene
            .looked_at
            .iter()
            .filter_map(|place| deleted(&place.path)),
    );
    observations
}

/// A layer that deletes a file has a mark in its place; the file is in a
/// layer below, which everybody pulls too.
fn deleted(path: &Path) -> Option<Observation> {
    let name = path.file_name()?.to_str()?;
    let mark = path.with_file_name(format!(".wh.{name}"));
    rooted::link_metadata(&mark).ok()?;
    let observed = "was deleted in this layer, and is in one below";
    Some(Observation::new(BAKED_INTO_IMAGE, &mark, observed))
}
