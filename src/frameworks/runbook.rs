//! How a framework's key is rotated: what users notice, which commands in which
//! order, and the way back.
//!
//! A framework says what is its own and names the rest; the command line knows
//! the key's place and the nodes, and writes the commands.

/// The runbook of a framework: for the key of any of its formats.
pub struct Runbook {
    /// Whose key it is, for the help.
    pub about: &'static str,
    /// How the program is restarted by its service.
    pub restart: &'static str,
    /// How long a cookie lives at most, unless the application says otherwise.
    pub max_lifetime: &'static str,
    /// The name of the export whose code reads the slots of a key file, for the
    /// course [`by_slots`]: it cannot read those of the keyring.
    pub code: Option<&'static str>,
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
    /// Whether that is [`Runbook::restart`], for nobody said how.
    pub restart_is_guessed: bool,
    /// The [`Runbook::code`].
    pub code: Option<&'static str>,
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
    /// This node gets the new key and every other one, and each is restarted:
    /// it accepts that key from then on.
    Accept,
    /// The key that every node accepts makes cookies, and each is restarted.
    Use,
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
    /// The same, and each node is restarted: it has that key in memory.
    Forget,
    /// A key that is staged and no more is dropped; nothing on one node alone.
    DropStaged,
    /// The old key makes cookies again, and the program is restarted.
    GoBack,
    /// The same, where the new key makes cookies: a node without it is left as
    /// it is.
    GoBackFromNew,
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

/// The course for a program that reads the slots of its key when it starts, with
/// the code that `key export` prints for it.
///
/// Every node accepts the new key before the first makes cookies with it, and the
/// old one until its last cookie is over: at each moment each node takes what each
/// other makes, and a node that is started between two steps does as well. What is
/// said of it is the framework's own: who stays signed in, and what else its key
/// protects.
pub fn by_slots(site: &Site, effects: &[&str]) -> Course {
    let mut effects: Vec<String> = effects.iter().map(|it| (*it).to_owned()).collect();
    if site.restart_is_guessed {
        effects.push(format!(
            "the program is taken to be restarted with `{}`: if it is not, have this printed with \
             --restart COMMAND",
            site.restart
        ));
    }
    let code = |export: &str| Own {
        what:
            "once, on every node: give the application its keys by this code, and restart it. It \
               reads the slots of the key too: those that are staged and retired are accepted. \
               Where it has the code, go on"
                .to_owned(),
        commands: vec![Command::Here(format!(
            "cookiekit key export --for {export} --key {}",
            site.key
        ))],
    };
    let mut steps: Vec<Step> = site.code.map(code).map(Step::Own).into_iter().collect();
    steps.extend([Step::Accept, Step::Use, Step::Check, Step::Forget]);
    Course {
        effects,
        steps,
        back: vec![Step::DropStaged, Step::GoBackFromNew],
    }
}
