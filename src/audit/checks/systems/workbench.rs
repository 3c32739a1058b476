//! 7xx: Posit Workbench and RStudio Server.
//!
//! Where it looks for its key is taken from its source,
//! `SecureKeyFile.cpp`, and is looked at in the same order.

mod cluster;
mod cookies;
mod nodes;
mod variables;

use std::path::Path;

use crate::audit::scan::systems::workbench::search::{
    KEY_NAME, SERVER_USER, STATE, config_directories, setting,
};

use crate::audit::checks::check::{Check, Scope};
use crate::audit::checks::file::{is_meant, left_to_the_group};
use crate::audit::detect::framework_files::read_by;
use crate::audit::facts::key_file::KeyFile;
use crate::audit::facts::observation::{Observation, Severity};
use crate::audit::facts::policy::Policy;
use crate::audit::facts::rooted::{self, quoted};
use crate::audit::facts::{extent, incomplete, lines, system};
use crate::audit::fix::renewal::put_out_of_use;
use crate::audit::scan::scene::Scene;
use crate::crypto;
use crate::encoding;
use crate::shell::shown;
use crate::subject::{CheckId, Kind};

const WB_LOCATION_SHADOWED: CheckId = id("CK701", "wb-location-shadowed");
const WB_MODE_OWNER: CheckId = id("CK702", "wb-mode-owner");
const WB_ENCRYPTED_VALUES_DEPEND: CheckId = id("CK704", "wb-encrypted-values-depend");
const WB_LAUNCHER_KEYS: CheckId = id("CK706", "wb-launcher-keys");
const WB_TMP_KEY: CheckId = id("CK707", "wb-tmp-key");

const fn id(id: &'static str, slug: &'static str) -> CheckId {
    CheckId { id, slug }
}

/// The rows.
pub const CHECKS: &[Check] = &[
    Check {
        id: WB_LOCATION_SHADOWED,
        severity: Severity::High,
        title: "Workbench has several key files and uses one",
        expected: "a key in only one of the places where Workbench looks",
        why: "the configuration decides which one: after a change everybody signs in again",
        fix: "keep the key that is in use, and move the others away",
        scope: Scope::Scene(shadowed),
    },
    Check {
        id: WB_MODE_OWNER,
        severity: Severity::High,
        title: "Workbench's key has the wrong owner or mode",
        expected: "mode 0600, owned by the server's user or root",
        why: "a server that cannot read its key silently makes another one",
        fix: "chown to the server's user, chmod 600",
        scope: Scope::Scene(mode_owner),
    },
    nodes::ROW,
    Check {
        id: WB_ENCRYPTED_VALUES_DEPEND,
        severity: Severity::Info,
        title: "Encrypted settings depend on Workbench's key",
        expected: "settings that are encrypted again when the key is rotated",
        why: "what rstudio-server encrypt-password made with a key no other key opens",
        fix: "after a rotation: rstudio-server encrypt-password, for each of them",
        scope: Scope::Scene(encrypted_values),
    },
    variables::ROW,
    Check {
        id: WB_LAUNCHER_KEYS,
        severity: Severity::Medium,
        title: "Another key of Workbench is open or incomplete",
        expected: "mode 0600 on launcher.pem, key.pem and session-rpc-key, and a launcher.pub",
        why: "these keys start sessions and jobs in the name of any user",
        fix: "chmod 600; make a missing launcher.pub from launcher.pem",
        scope: Scope::Scene(launcher_keys),
    },
    Check {
        id: WB_TMP_KEY,
        severity: Severity::High,
        title: "A key of Workbench is in the temporary directory",
        expected: "no rstudio-server/secure-cookie-key in the temporary directory",
        why: "before 2022 a server without root took it, and anybody could put one there",
        fix: "put it out of use and restart the server",
        scope: Scope::Scene(temporary),
    },
    cookies::ROW,
    cluster::ROW,
];

fn workbench_keys(scene: &Scene) -> Vec<&KeyFile> {
    if !scene.whole_machine {
        return vec![];
    }
    let places = scene.searched.iter();
    places.filter_map(|path| scene.key_at(path)).collect()
}

/// What there is to do where the first of the places has an empty file.
const ONE_IS_EMPTY: &str = "leave this one where it is: it may be the only copy. See by the crc32 \
     that the server logs as its secure key hash whether it is in use, then put it in the place of \
     the empty file";

fn shadowed(scene: &Scene) -> Vec<Observation> {
    let keys = workbench_keys(scene);
    let Some((used, others)) = keys.split_first() else {
        return vec![];
    };
    let observations = others.iter().filter_map(|key| {
        if key.trail.subject.identity == used.trail.subject.identity {
            return None;
        }
        let is_same = match (&key.key, &used.key) {
            (Some(one), Some(other)) => crypto::equal(one.bytes(), other.bytes()),
            _ => return None,
        };
        let (what, severity) = match is_same {
            true => ("holds a copy of", Severity::Low),
            false => ("holds another key than", Severity::High),
        };
        // What the server makes of an empty file is not known.
        if used.text().is_none_or(<[u8]>::is_empty) {
            let observed = format!(
                "holds a key, and {} is empty, where the server looks first: which of them is in \
                 use is not known",
                shown(&used.path)
            );
            let observation = Observation::new(WB_LOCATION_SHADOWED, &key.path, observed);
            return Some(observation.mend(ONE_IS_EMPTY));
        }
        let observed = format!("{what} {}, which is the one in use", shown(&used.path));
        let observation = Observation::new(WB_LOCATION_SHADOWED, &key.path, observed);
        Some(
            observation
                .severity(severity)
                .fix(put_out_of_use(&key.path)),
        )
    });
    observations.collect()
}

fn mode_owner(scene: &Scene) -> Vec<Observation> {
    let policy = &scene.policy;
    let name = setting(policy, "server-user").unwrap_or_else(|| SERVER_USER.to_owned());
    let server = policy.users.uid(&name);
    let own = system::user();
    let observations = workbench_keys(scene).into_iter().filter_map(|key| {
        let subject = &key.trail.subject;
        // A server that a user runs by hand has its key in the user's cache.
        let is_own = policy
            .home
            .as_ref()
            .is_some_and(|home| key.path.starts_with(home));
        let is_owned = subject.uid == 0 || Some(subject.uid) == server;
        let is_owned = is_owned || (is_own && subject.uid == own);
        let mode = subject.mode & 0o777;
        let is_meant = is_meant(subject, policy) && matches!(mode, 0o640 | 0o440);
        let is_closed = is_meant || matches!(mode, 0o600 | 0o400);
        let observed = match (is_owned, is_closed) {
            (true, true) => return None,
            (true, false) => format!("has mode {mode:04o}"),
            (false, true) => format!("belongs to {}", policy.users.name(subject.uid)),
            (false, false) => format!(
                "belongs to {} and has mode {mode:04o}",
                policy.users.name(subject.uid)
            ),
        };
        let path = quoted(&key.path);
        let owner = server.map_or("root".to_owned(), |uid| uid.to_string());
        let fix = match is_owned {
            true => format!("chmod 600 {path}"),
            false => format!("chown {owner} {path} && chmod 600 {path}"),
        };
        let owner = (!is_owned).then(|| format!("user {}", subject.uid));
        let extent = extent::of_mode(subject, &policy.users);
        let observation = Observation::new(WB_MODE_OWNER, &key.path, observed);
        let observation = left_to_the_group(observation.fix(fix), key, policy);
        Some(observation.extent(owner.into_iter().chain(extent)))
    });
    observations.collect()
}

/// Where passwords and secrets are that `rstudio-server encrypt-password`
/// may have made: the file, and the setting in it.
const ENCRYPTED: [(&str, &str); 4] = [
    ("database.conf", "password"),
    ("openid-client-secret", "client-secret"),
    ("smtp.conf", "password"),
    ("launcher.conf", "password"),
];
/// An encrypted value has an initialization vector and a block at least.
const MIN_ENCRYPTED_BYTES: usize = 32;

fn encrypted_values(scene: &Scene) -> Vec<Observation> {
    let Some(key) = workbench_keys(scene).into_iter().next() else {
        return vec![];
    };
    let mut staged = key.path.clone().into_os_string();
    staged.push(".next");
    let is_rotating = rooted::exists(Path::new(&staged));
    let mut observations = Vec::new();
    for directory in config_directories(&scene.policy) {
        for (file, name) in ENCRYPTED {
            let path = directory.join(file);
            let Ok(Some(bytes)) = lines::read(&path) else {
                continue;
            };
            let numbers: Vec<usize> = lines::numbered(&bytes)
                .filter(|(_, line)| is_encrypted(line, name))
                .map(|(number, _)| number)
                .collect();
            if numbers.is_empty() {
                continue;
            }
            let observed = format!(
                "has in {} what looks like a value that the server's key encrypts; whether that is \
                 {} is not known",
                lines::told(&numbers),
                shown(&key.path)
            );
            let observation = Observation::new(WB_ENCRYPTED_VALUES_DEPEND, &path, observed);
            let observation = observation.extent(extent::numbered(name, numbers.len()));
            observations.push(match is_rotating {
                true => observation.severity(Severity::High),
                false => observation,
            });
        }
    }
    observations
}

fn is_encrypted(line: &[u8], name: &str) -> bool {
    let value = lines::assignment(line, '=');
    value.is_some_and(|(given, value)| {
        let bytes = encoding::from_base64(value);
        given == name && bytes.is_some_and(|it| it.len() >= MIN_ENCRYPTED_BYTES)
    })
}

/// Keys beside the one for cookies.
const SIBLINGS: [&str; 4] = ["launcher.pem", "key.pem", "session-rpc-key", "launcher.key"];

fn launcher_keys(scene: &Scene) -> Vec<Observation> {
    if !scene.whole_machine {
        return vec![];
    }
    let policy = &scene.policy;
    let mut directories = config_directories(policy);
    directories.push(policy.system(STATE));
    let mut observations = Vec::new();
    for directory in directories {
        for name in SIBLINGS {
            observations.extend(sibling(&directory.join(name), policy));
        }
        let private = directory.join("launcher.pem");
        let public = directory.join("launcher.pub");
        if rooted::is_file(&private) && !rooted::exists(&public) {
            let observed = "is missing: sessions cannot be started";
            let (from, to) = (quoted(&private), quoted(&public));
            let fix = format!("test -e {to} || openssl rsa -in {from} -pubout -out {to}");
            observations.push(Observation::new(WB_LAUNCHER_KEYS, &public, observed).fix(fix));
        }
    }
    observations
}

fn sibling(path: &Path, policy: &Policy) -> Option<Observation> {
    let subject = match rooted::subject(path) {
        Ok(subject) => subject,
        Err(error) if error.kind() == std::io::ErrorKind::PermissionDenied => {
            return Some(incomplete::skipped(path, crate::error::reason_of(&error)));
        }
        Err(_) => return None,
    };
    if subject.kind != Kind::Regular || subject.mode & 0o077 == 0 {
        return None;
    }
    let observed = format!("has mode {:04o}", subject.mode);
    let fix = format!("chmod 600 {}", quoted(path));
    let extent = extent::of_mode(&subject, &policy.users);
    let observation = Observation::new(WB_LAUNCHER_KEYS, path, observed);
    Some(observation.fix(fix).extent(extent))
}

/// Whether a file is a key of Workbench by its name, and in use.
fn is_own_key(path: &Path) -> bool {
    let name = path.file_name().unwrap_or_default().to_string_lossy();
    name.ends_with(KEY_NAME) && read_by(path).is_some()
}

/// What is to be done after a key was put out of use.
const RESTART: &str = "restart the server, which makes another key; if cookies or encrypted \
     settings need this one, move it to where the server looks for its key";

fn temporary(scene: &Scene) -> Vec<Observation> {
    if !scene.whole_machine {
        return vec![];
    }
    let mut directories = vec![scene.policy.system("/tmp")];
    if scene.policy.root.is_none() {
        directories.push(std::env::temp_dir());
        directories.dedup();
    }
    let mut observations = Vec::new();
    for directory in directories {
        let folder = directory.join("rstudio-server");
        // Under the name that the server looks for, and those that people give it.
        let mut keys: Vec<_> = rooted::paths(&folder)
            .filter(|path| is_own_key(path))
            .collect();
        keys.sort();
        observations.extend(keys.iter().map(|path| {
            let observed = "is there for any server to take";
            let observation = Observation::new(WB_TMP_KEY, path, observed);
            observation.fix(put_out_of_use(path)).mend(RESTART)
        }));
    }
    observations
}
