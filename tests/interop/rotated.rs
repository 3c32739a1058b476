//! An application that has the code of `key export` once, and whose key is rotated
//! as `rotate plan` says: at no step anyone is signed out who was signed in.

#![allow(clippy::unwrap_used, reason = "what a test cannot do ends it")]

use std::fs;
use std::path::Path;
use std::process::{Command, Stdio};

use crate::served::{Answer, Served};

const COOKIEKIT: &str = env!("CARGO_BIN_EXE_cookiekit");

/// An application that counts the visits of a session.
pub struct Application<'a> {
    /// The format of its cookies, and what opens them.
    pub format: &'a str,
    pub open: &'a str,
    /// Where its key is, as `key`.
    pub folder: &'a Path,
    /// Starts it, with a log in this folder.
    pub serve: &'a dyn Fn(&Path) -> Served,
    /// Visits it with a Cookie header.
    pub visit: &'a dyn Fn(&Served, &str) -> Answer,
    /// The number in an answer.
    pub count: &'a dyn Fn(&Answer) -> String,
}

/// Who visits it: the session is in the cookies.
#[derive(Clone)]
struct Visitor {
    cookies: String,
    lines: String,
}

impl Application<'_> {
    fn cookiekit(&self, arguments: &[&str]) -> bool {
        let mut program = Command::new(COOKIEKIT);
        program.args(arguments).current_dir(self.folder);
        let status = program.stdout(Stdio::null()).status().unwrap();
        status.success()
    }

    fn rotate(&self, step: &[&str]) {
        assert!(
            self.cookiekit(&[&["rotate"], step, &["-q", "--key", "key"]].concat()),
            "{step:?}"
        );
    }

    fn start(&self) -> Served {
        let log = tempfile::tempdir().unwrap();
        (self.serve)(log.path())
    }

    /// A visit, which is the one with this number.
    #[track_caller]
    fn visited(&self, server: &Served, who: &Visitor, number: u32) -> Visitor {
        let answer = (self.visit)(server, &who.cookies);
        assert_eq!((self.count)(&answer), number.to_string(), "{}", self.format);
        assert!(!answer.set_cookies.is_empty());
        let pair = |line: &String| {
            let (_, pair) = line.split_once(": ").unwrap();
            pair.split(';').next().unwrap().to_owned()
        };
        let pairs: Vec<String> = answer.set_cookies.iter().map(pair).collect();
        Visitor {
            cookies: pairs.join("; "),
            lines: answer.set_cookies.join("\n"),
        }
    }

    /// Whether the cookies of a visitor are under the key of a file, and no other.
    fn is_under(&self, who: &Visitor, key: &str) -> bool {
        fs::write(self.folder.join("cookies"), &who.lines).unwrap();
        let script = format!(
            "{COOKIEKIT} {} --format {} --key {key} < cookies >/dev/null 2>&1",
            self.open, self.format
        );
        let mut shell = Command::new("sh");
        shell.args(["-c", &script]).current_dir(self.folder);
        shell.status().unwrap().success()
    }

    /// The key that is in use now, alone under another name.
    fn copy(&self, name: &str) {
        let (key, copy) = (self.folder.join("key"), self.folder.join(name));
        fs::copy(key, copy).unwrap();
    }

    /// The whole rotation, on two nodes that have one folder of keys.
    pub fn is_rotated_live(&self) {
        let new = Visitor {
            cookies: "a=1".to_owned(),
            lines: String::new(),
        };
        self.copy("first");
        let before = self.start();
        let alice = self.visited(&before, &new, 1);
        assert!(self.is_under(&alice, "first"));

        self.rotate(&["stage", "--for", self.format]);
        let alice = self.visited(&before, &alice, 2);
        let (node, other) = (self.start(), self.start());
        let alice = self.visited(&node, &alice, 3);
        assert!(self.is_under(&alice, "first"), "a staged key made it");
        // She does not come back for a while.
        let (asleep, bob) = (alice.clone(), self.visited(&other, &new, 1));

        self.rotate(&["promote"]);
        self.copy("second");
        let node = {
            drop(node);
            self.start()
        };
        // One node has been started with the promoted key, the other has not.
        let alice = self.visited(&node, &alice, 4);
        assert!(self.is_under(&alice, "second") && !self.is_under(&alice, "first"));
        let alice = self.visited(&other, &alice, 5);
        assert!(self.is_under(&alice, "first"));
        let alice = self.visited(&node, &alice, 6);
        let bob = self.visited(&node, &bob, 2);
        let other = {
            drop(other);
            self.start()
        };
        let alice = self.visited(&other, &alice, 7);
        assert!(self.is_under(&alice, "second") && self.is_under(&bob, "second"));

        // And back, and again.
        self.rotate(&["rollback"]);
        let back = self.start();
        let carol = self.visited(&back, &alice, 8);
        assert!(self.is_under(&carol, "first"));
        self.visited(&other, &carol, 9);
        self.rotate(&["rollback"]);

        // Long after, by the clock of the user who types it.
        self.rotate(&["retire", "--older-than", "31d", "--now", "4102444800"]);
        let alice = self.visited(&other, &alice, 8);
        let last = self.start();
        let alice = self.visited(&last, &alice, 9);
        assert!(self.is_under(&alice, "second"));
        self.visited(&last, &bob, 3);
        // What is under the old key alone is over.
        self.visited(&last, &asleep, 1);
        self.visited(&other, &asleep, 4);
    }
}
