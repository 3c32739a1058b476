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
    /// The fingerprint of the key that is to be replaced.
    pub was: &'a str,
    /// Whether it is in a file.
    pub is_file: bool,
    /// Whether other nodes have the same key.
    pub has_others: bool,
    /// The command that restarts the program.
    pub restart: &'a str,
    /// Whether that is [`Runbook::restart`], for nobody said how.
    pub restart_is_guessed: bool,
    /// How long a cookie lives at most, as it was said.
    pub max_lifetime: &'a str,
    /// Whether that is [`Runbook::max_lifetime`], for nobody said how long.
    pub lifetime_is_guessed: bool,
    /// The [`Runbook::code`], or that of the library that was named.
    pub code: Option<&'static str>,
    /// Where the framework's [`Configuration`](super::Configuration) was looked
    /// for.
    pub folder: &'a str,
    /// The settings in it that the old key alone decrypts.
    pub at_risk: &'a [String],
}

impl Site<'_> {
    /// The command that brings the key back that is to be replaced, and no older one.
    pub fn rollback(&self) -> String {
        format!("{} --to {}", self.rotate("rollback"), self.was)
    }

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
        /// What is reported about it.
        how: &'static str,
        /// With a space before it.
        flag: &'static str,
    },
    /// The same on every node, where nothing is restarted.
    PromoteAll {
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
/// reported about it is the framework's own: who stays signed in, and what else its
/// key protects.
pub fn by_slots(site: &Site, effects: &[&str]) -> Course {
    let mut effects = with_the_restart(site, effects);
    if site.lifetime_is_guessed {
        effects.push(format!(
            "cookies are taken to live {} at most, which the application may have set otherwise: if \
             yours live longer, have this printed with --max-lifetime DURATION",
            site.max_lifetime
        ));
    }
    let at_once = match site.is_file {
        true => {
            let retire = site.rotate("retire");
            let (place, each) = match site.has_others {
                true => (" on every node", " each"),
                false => ("", ""),
            };
            format!("do `{retire} --older-than 0s`{place} and restart{each}")
        }
        false => "do the last step".to_owned(),
    };
    effects.push(format!(
        "if the old key leaked: anyone who has it makes valid cookies until the last step. To end \
         that at once, {at_once} right after the new key makes cookies: users whose cookie is still \
         under the old key sign in again"
    ));
    let code = |export: &str| Own {
        what:
            "once, on every node: give the application its keys by this code, and restart it. It \
               reads the slots of the key too: those that are staged and retired are accepted. \
               If it has the code already, continue"
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

/// The course for a program that takes one key and nothing else: anyone who has a cookie
/// of the old one signs in again, and that comes first.
pub fn by_one_key(site: &Site, effects: &[&str]) -> Course {
    let first = "everyone must sign in again: the program takes one key, and a cookie under another \
                 is none to it";
    at_once(site, &[&[first], effects].concat())
}

/// The same, where what is under the old key is no login: the first of the effects says
/// what it is.
pub fn at_once(site: &Site, effects: &[&str]) -> Course {
    let mut all = effects.to_vec();
    if site.has_others {
        all.insert(
            1.min(all.len()),
            "from the first node's restart to the last one's each refuses what the others make: do \
             it when few are there, and one node right after the other",
        );
    }
    Course {
        effects: with_the_restart(site, &all),
        steps: vec![
            Step::Stage,
            Step::Promote {
                how: "one node right after the other",
                flag: "",
            },
            Step::Check,
            Step::Drop,
        ],
        back: vec![Step::DropStaged, Step::GoBack],
    }
}

/// What will be noticed, and of which command that depends on.
fn with_the_restart(site: &Site, effects: &[&str]) -> Vec<String> {
    let mut effects: Vec<String> = effects.iter().map(|it| (*it).to_owned()).collect();
    if site.restart_is_guessed {
        effects.push(format!(
            "the program is taken to be restarted with `{}`: if it is not, have this printed with \
             --restart COMMAND",
            site.restart
        ));
    }
    effects
}

/// A key in a variable of a program's environment, of which `rotate` changes nothing.
pub struct Variable<'a> {
    /// Its name.
    pub name: &'a str,
    /// The format that a new key is for.
    pub format: &'a str,
    /// How long a cookie lives at most.
    pub max_lifetime: &'a str,
}

/// What prints a line for an environment.
const EXPORT: &str = "cookiekit key export --for env --reveal --as";

/// The steps and the way back of [`by_slots`] for a key in a variable: what stands
/// beside a file stands in two more variables, which people set.
pub fn by_variables(site: &Site, variable: &Variable) -> [Vec<Step>; 2] {
    let Variable {
        name,
        format,
        max_lifetime,
    } = variable;
    // Of this rotation alone: a file that an earlier one has left may be the present key.
    let new = format!(
        "after-{}.key",
        site.was.split('-').next().unwrap_or_default()
    );
    let new = new.as_str();
    // A plan that is old or was done already stops here.
    let if_old = format!(
        "cookiekit key fingerprint --key {} --expect {}",
        site.key, site.was
    );
    let line = |end: &str, key: &str| {
        Command::Here(format!("{if_old} && {EXPORT} {name}{end} --key {key}"))
    };
    let restart = || Command::Everywhere(site.restart.to_owned());
    let own = |what: String, commands| Step::Own(Own { what, commands });
    let code = site.code.map(|export| {
        own(
            format!(
                "once, on every node: give the application its keys by this code, and restart it. \
                 It reads {name}_NEXT and {name}_RETIRED too, where they are set. If it has the \
                 code already, continue"
            ),
            vec![Command::Here(format!(
                "cookiekit key export --for {export} --key {}",
                site.key
            ))],
        )
    });
    let keygen = format!("{if_old} && cookiekit keygen --for {format} --out {new}");
    let steps = [
        own(
            "make a new key, in a file of its own. If the file is there already, continue".to_owned(),
            vec![Command::Here(keygen)],
        ),
        own(
            "add this line to the program's environment on every node, and restart it: the new key \
             is accepted from then on. Do not continue before the last one is up again"
                .to_owned(),
            vec![line("_NEXT", new), restart()],
        ),
        own(
            format!(
                "these two lines in the place of {name} and {name}_NEXT, node after node: cookies are \
                 made with the new key from then on, and those under the old one are still accepted"
            ),
            vec![line("", new), line("_RETIRED", site.key), restart()],
        ),
        own(
            format!(
                "{max_lifetime} later, when the last old cookie is over: take {name}_RETIRED out on \
                 every node, and restart. Nothing reads {new}: it is a backup of the key, or is \
                 deleted"
            ),
            vec![restart()],
        ),
    ];
    let back = own(
        format!(
            "these two lines in the place of {name} and {name}_RETIRED, node after node, from the \
             shell of the steps above"
        ),
        vec![line("", site.key), line("_NEXT", new), restart()],
    );
    // There the old key is in the other variable.
    let old = format!("env:{name}_RETIRED");
    let if_old = format!(
        "cookiekit key fingerprint --key {old} --expect {}",
        site.was
    );
    let line = |end: &str, key: &str| {
        Command::Here(format!("{if_old} && {EXPORT} {name}{end} --key {key}"))
    };
    let present = own(
        format!(
            "the same from a shell that has the program's present environment, in which the old key \
             is {name}_RETIRED"
        ),
        vec![line("", &old), line("_NEXT", new), restart()],
    );
    [code.into_iter().chain(steps).collect(), vec![back, present]]
}
