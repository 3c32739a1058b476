//! How a framework's key is rotated: what users notice, which commands in which
//! order, and the way back.
//!
//! A framework says what is its own and names the rest; the command line knows
//! the key's place and the nodes, and writes the commands.

/// The runbook of a framework.
pub struct Runbook {
    /// The word for it on the command line: one of the framework's formats.
    pub name: &'static str,
    /// Whose key it is, for the help.
    pub about: &'static str,
    /// How the program is restarted by its service.
    pub restart: &'static str,
    /// What is to be done at a site.
    pub course: fn(&Site) -> Course,
}

/// Where a key is rotated.
pub struct Site<'a> {
    /// The key, as a word of a command.
    pub key: &'a str,
    /// Whether other nodes have the same key.
    pub has_others: bool,
    /// The command that restarts the program.
    pub restart: &'a str,
    /// Where the framework's [`Configuration`](super::Configuration) was looked
    /// for.
    pub folder: &'a str,
    /// The settings in it that the old key alone decrypts.
    pub at_risk: &'a [String],
}

impl Site<'_> {
    /// The command for a step of the rotation.
    pub fn rotate(&self, step: &str) -> String {
        format!("cookiekit rotate {step} --key {}", self.key)
    }
}

/// What is to be done.
pub struct Course {
    /// What will be noticed, and what breaks.
    pub effects: Vec<String>,
    /// The steps, in order.
    pub steps: Vec<Step>,
    /// The way back.
    pub back: Vec<Step>,
}

/// A step of a rotation.
pub enum Step {
    /// Every other node gets the new key; nothing where there is none.
    Stage,
    /// The new key makes cookies, and the program is restarted: how that is
    /// done node by node, and a flag that it needs.
    Promote {
        /// What is said of it.
        how: &'static str,
        /// With a space before it.
        flag: &'static str,
    },
    /// Each node has the new key, and nothing is half done.
    Check,
    /// The old key is dropped.
    Drop,
    /// A key that is staged and no more is dropped; nothing on one node alone.
    DropStaged,
    /// The old key makes cookies again, and the program is restarted.
    GoBack,
    /// The framework's own.
    Own(Own),
}

/// A step that is the framework's own.
pub struct Own {
    /// What it is for.
    pub what: String,
    /// Its commands.
    pub commands: Vec<Command>,
}

/// A command, and where it is run.
pub enum Command {
    /// On this node.
    Here(String),
    /// On this node and on every other.
    Everywhere(String),
    /// On every other node.
    Others(String),
}
