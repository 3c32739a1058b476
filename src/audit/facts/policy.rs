//! The rules of a run.

use std::path::PathBuf;
use std::time::Duration;

use crate::audit::facts::exclude::Exclude;
use crate::subject::users::Users;
use crate::time::Time;

/// The rules of a run.
#[derive(Debug)]
pub struct Policy {
    /// Who may have the keys, besides root. Root takes any owner.
    pub owner: u32,
    /// Somebody said who that is.
    pub is_owner_named: bool,
    /// The users who must be able to read the keys.
    pub readers: Vec<u32>,
    /// The groups that may read a key file.
    pub groups: Vec<u32>,
    /// A key in the environment of a process is meant to be there.
    pub allow_env: bool,
    /// The age in seconds at which a key is too old.
    pub max_key_age: Option<u64>,
    /// The checks that are not run, by their numbers.
    pub left_out: Vec<&'static str>,
    /// How long the history of one repository may be searched.
    pub history_limit: Duration,
    /// The time of the run.
    pub now: Time,
    /// An unpacked image to look at instead of this machine.
    pub root: Option<PathBuf>,
    /// What is left out of it.
    pub exclude: Exclude,
    /// How far a directory is walked.
    pub reach: Reach,
    /// The copies of one key on the nodes of a cluster.
    pub compare: Vec<PathBuf>,
    /// The home directory of who runs this.
    pub home: Option<PathBuf>,
    /// The users of this machine or of the image.
    pub users: Users,
}

impl Policy {
    /// An absolute path of the system, as it is in the image if there is one.
    pub fn system(&self, path: &str) -> PathBuf {
        match &self.root {
            Some(root) => root.join(path.trim_start_matches('/')),
            None => PathBuf::from(path),
        }
    }
}

/// How far a walk goes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Reach {
    /// Not into what tools made.
    Own,
    /// Into every directory.
    Everywhere,
}
