//! The rules of an audit, as the command line gives them.

use std::collections::BTreeSet;
use std::path::PathBuf;
use std::time::Duration;

use crate::audit::{Exclude, Policy, Reach};
use crate::error::{Error, Result};
use crate::shell::shown;
use crate::subject::users::Users;
use crate::time::{Time, parse_duration};

// What counts as a fault.
// Not a doc comment: clap would take it for the help of the command.
#[derive(clap::Args)]
#[command(next_help_heading = "Rules")]
pub struct Rules {
    /// The user who may have the keys, besides root [default: who runs this]
    #[arg(long, value_name = "USER")]
    owner: Option<String>,
    /// A user who must be able to read the keys: the service's user
    ///
    /// This checks modes and access control lists, not SELinux or containers.
    #[arg(long, value_name = "USER")]
    reader: Vec<String>,
    /// A group that may read the keys; repeatable
    #[arg(long, value_name = "GROUP")]
    allow_group: Vec<String>,
    /// Accept a key in a process's environment
    #[arg(long)]
    allow_env: bool,
    /// Ignore what could not be checked
    #[arg(long)]
    pub allow_incomplete: bool,
    /// Report a key that is older than this, such as 90d
    #[arg(
        long,
        alias = "max-age",
        value_name = "DURATION",
        value_parser = parse_duration
    )]
    max_key_age: Option<u64>,
    /// Also search build folders, fetched packages and version control
    ///
    /// Without it these are skipped, and named: target beside Cargo.toml or
    /// with a CACHEDIR.TAG, node_modules beside package.json, .venv with a
    /// pyvenv.cfg, .git, .hg and .svn.
    #[arg(long)]
    no_skip: bool,
    /// Skip what this .gitignore pattern matches; repeatable
    ///
    /// It applies below the searched directories and in their history. A file named
    /// on the command line is always checked.
    #[arg(long, value_name = "GLOB")]
    exclude: Vec<String>,
    /// How long the history of one git repository may be searched
    #[arg(long, value_name = "DURATION", value_parser = parse_duration, default_value = "60s")]
    history_limit: u64,
    /// Audit an unpacked image instead of this machine
    #[arg(long, value_name = "DIR")]
    root: Option<PathBuf>,
    /// Copies of one key on the nodes of a cluster, which must be the same
    #[arg(long, value_name = "FILE", num_args = 1..)]
    pub compare: Vec<PathBuf>,
}

impl Rules {
    /// What is of Unix alone is refused: ignored, it would seem to have been looked at.
    #[cfg(windows)]
    fn refuse_those_of_unix(&self) -> Result<()> {
        let list = "who may do what is in access control lists here, which are judged for the \
                    user who runs the audit";
        for (is_given, flag, hint) in [
            (self.owner.is_some(), "--owner", list),
            (!self.reader.is_empty(), "--reader", list),
            (!self.allow_group.is_empty(), "--allow-group", list),
            (
                self.root.is_some(),
                "--root",
                "unpack and audit an image on Linux: its links and modes do not last here",
            ),
        ] {
            if is_given {
                let why = format!("{flag} is not applicable on Windows");
                return Err(Error::could_not(why).hint(hint));
            }
        }
        Ok(())
    }

    /// The rules as the audit takes them.
    ///
    /// # Errors
    /// *Could not*, when one of them means nothing here.
    pub fn policy(&self) -> Result<Policy> {
        #[cfg(windows)]
        self.refuse_those_of_unix()?;
        let root = self.root.as_deref().map(super::image::enter).transpose()?;
        let nodes: BTreeSet<&PathBuf> = self.compare.iter().collect();
        if let [only] = Vec::from_iter(nodes)[..] {
            let why = format!(
                "--compare: there is nothing to compare {} with",
                shown(only)
            );
            return Err(Error::could_not(why).hint("name the copy of every node, two or more"));
        }
        let users = Users::of(root.as_deref().unwrap_or("/".as_ref()));
        let user = |name: &String| users.uid(name).ok_or_else(|| unknown("user", name));
        let owner = match &self.owner {
            Some(name) => user(name)?,
            None => crate::audit::user(),
        };
        let group = |name: &String| users.gid(name).ok_or_else(|| unknown("group", name));
        Ok(Policy {
            owner,
            is_owner_named: self.owner.is_some(),
            readers: self.reader.iter().map(user).collect::<Result<_>>()?,
            groups: self.allow_group.iter().map(group).collect::<Result<_>>()?,
            allow_env: self.allow_env,
            max_key_age: self.max_key_age,
            left_out: Vec::new(),
            history_limit: Duration::from_secs(self.history_limit),
            now: Time::now(),
            root,
            reach: match self.no_skip {
                true => Reach::Everywhere,
                false => Reach::Own,
            },
            compare: self.compare.clone(),
            exclude: Exclude::new(self.exclude.clone()).map_err(|pattern| {
                let pattern = crate::encoding::visible(&pattern);
                Error::could_not(format!("--exclude: {pattern} is not a pattern"))
                    .hint("patterns are written as in .gitignore: see git help gitignore")
            })?,
            home: std::env::var_os(HOME)
                .filter(|it| !it.is_empty())
                .map(PathBuf::from),
            users,
        })
    }
}

/// The variable that names the home of a user.
const HOME: &str = match cfg!(windows) {
    true => "USERPROFILE",
    false => "HOME",
};

fn unknown(kind: &str, name: &str) -> Error {
    let name = crate::encoding::visible(name);
    Error::could_not(format!("there is no {kind} {name} on this machine"))
        .hint("a user of a directory service is given by number: see id")
}
