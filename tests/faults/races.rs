//! Root at work in the folder of a user who gives its names to other files
//! meanwhile: to a link to a file of root's, to a directory.
//!
//! The user is a thread of this process with another user number, which the
//! kernel judges by that alone. It swaps names as fast as it can, is paused
//! between two runs, and ends with the test. Each test counts how often the run
//! met something else than it had looked at, for a race in which nobody met
//! anything proves nothing.

use std::fs;
use std::io::Write;
use std::os::fd::OwnedFd;
use std::os::unix::fs::{MetadataExt, PermissionsExt, chown, fchown, symlink};
use std::path::{Path, PathBuf};
use std::process::{Command, Output, Stdio};
use std::sync::atomic::{AtomicBool, AtomicU32, Ordering};
use std::thread;

use rustix::fs::{Mode, OFlags, RenameFlags, inotify, renameat_with};
use rustix::thread::{set_thread_groups, set_thread_res_gid, set_thread_res_uid};

use self::When::{Listed, Locked, Now};
use crate::scene::{BEFORE, NEXT, OLD, report};

/// How often each race is run.
const TRIES: usize = 1000;
/// One of so many runs must have met what the user swapped, or the race does not
/// count.
const MET: usize = 50;
/// A user who is not root and has nothing here.
const USER: u32 = 65533;
/// What only root may read; it has the form of a key.
const SECRET: &str = "5ec5e75ec5e75ec5e75ec5e75ec5e75ec5e75ec5e75ec5e75ec5e75ec5e75ec5";

/// What the user waits for before a swap.
#[derive(Clone, Copy, PartialEq, Eq)]
enum When {
    /// Nothing.
    Now,
    /// The lock of the key was opened: what is looked at next is the key.
    Locked,
    /// The folder was opened: it is listed, and the key was read before.
    Listed,
}

/// A swap of two names.
type Step = (When, &'static str, &'static str);

/// Swaps names of a folder as this user, until it is stopped.
struct Swapper<'a> {
    folder: &'a Path,
    /// One after the other, and from the start again.
    steps: &'a [Step],
    /// Odd while it is to swap.
    turn: AtomicU32,
    /// The even turn in which it was seen to rest.
    rested: AtomicU32,
    ends: AtomicBool,
    swaps: AtomicU32,
}

impl<'a> Swapper<'a> {
    fn new(folder: &'a Path, steps: &'a [Step]) -> Swapper<'a> {
        Swapper {
            folder,
            steps,
            turn: AtomicU32::new(0),
            rested: AtomicU32::new(0),
            ends: AtomicBool::new(false),
            swaps: AtomicU32::new(0),
        }
    }

    /// Becomes the user, for this thread alone, and swaps.
    fn work(&self) {
        let (uid, gid) = (
            rustix::process::Uid::from_raw(USER),
            rustix::process::Gid::from_raw(USER),
        );
        set_thread_groups(&[]).expect("no groups");
        set_thread_res_gid(gid, gid, gid).expect("the user's group");
        set_thread_res_uid(uid, uid, uid).expect("the user");
        let flags = OFlags::RDONLY | OFlags::DIRECTORY | OFlags::CLOEXEC;
        let folder = rustix::fs::open(self.folder, flags, Mode::empty());
        let folder: OwnedFd = folder.expect("the user's own folder");
        let events = inotify::init(inotify::CreateFlags::NONBLOCK).expect("inotify");
        let opening = inotify::WatchFlags::OPEN | inotify::WatchFlags::CREATE;
        inotify::add_watch(&events, self.folder, opening).expect("the user's own folder");
        let mut random = 1_u32;
        while !self.ends.load(Ordering::SeqCst) {
            let turn = self.turn.load(Ordering::SeqCst);
            if turn.is_multiple_of(2) {
                while self.has_seen(&events, Now) {}
                self.rested.store(turn, Ordering::SeqCst);
                thread::yield_now();
                continue;
            }
            for (when, one, other) in self.steps {
                while *when != Now && !self.has_seen(&events, *when) {
                    if self.turn.load(Ordering::SeqCst) != turn {
                        break;
                    }
                    std::hint::spin_loop();
                }
                // From no time at all to a tenth of a millisecond or so, so
                // that each step is met sooner or later.
                random = random.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
                for _ in 0..(1 << (random >> 28)) {
                    std::hint::spin_loop();
                }
                let swapped = renameat_with(&folder, *one, &folder, *other, RenameFlags::EXCHANGE);
                if swapped.is_ok() {
                    self.swaps.fetch_add(1, Ordering::Relaxed);
                }
            }
        }
    }

    /// Whether this has happened since it was asked last; with
    /// [`Now`], whether anything has.
    fn has_seen(&self, events: &OwnedFd, when: When) -> bool {
        let mut room = [std::mem::MaybeUninit::uninit(); 4096];
        let mut events = inotify::Reader::new(events, &mut room);
        loop {
            let Ok(event) = events.next() else {
                return false;
            };
            let is_lock = event
                .file_name()
                .is_some_and(|it| it.to_bytes() == b".k.lock");
            let is_folder = event.file_name().is_none();
            match when {
                Now => return true,
                Locked if is_lock => return true,
                Listed if is_folder => return true,
                _ => {}
            }
        }
    }

    /// Begins to swap; ends with the guard, also if the test fails.
    fn start<'s, 'e>(&'e self, scope: &'s thread::Scope<'s, 'e>) -> Ending<'e> {
        scope.spawn(|| self.work());
        Ending(&self.ends)
    }

    /// Runs `act` while the names are swapped.
    fn during<T>(&self, act: impl FnOnce() -> T) -> T {
        self.turn.fetch_add(1, Ordering::SeqCst);
        let done = act();
        let rest = self.turn.fetch_add(1, Ordering::SeqCst) + 1;
        while self.rested.load(Ordering::SeqCst) != rest {
            thread::yield_now();
        }
        done
    }
}

/// Ends a swapper.
struct Ending<'a>(&'a AtomicBool);

impl Drop for Ending<'_> {
    fn drop(&mut self) {
        self.0.store(true, Ordering::SeqCst);
    }
}

fn is_root(what: &str) -> bool {
    let is_root = rustix::process::geteuid().is_root();
    if !is_root {
        report(&format!("SKIPPED: {what} needs root"));
    }
    is_root
}

/// A folder that everybody may enter.
fn base() -> tempfile::TempDir {
    let base = tempfile::tempdir().expect("a folder");
    fs::set_permissions(base.path(), fs::Permissions::from_mode(0o755)).expect("it is ours");
    base
}

fn file(path: &Path, text: &str, mode: u32, owner: u32) {
    let _ = fs::remove_file(path);
    let mut file = fs::File::create_new(path).expect("a new file");
    file.write_all(text.as_bytes()).expect("it is written");
    let mode = fs::Permissions::from_mode(mode);
    file.set_permissions(mode).expect("it is ours");
    fchown(&file, Some(owner), Some(owner)).expect("root gives it away");
}

fn folder(path: &Path, owner: u32) -> PathBuf {
    fs::create_dir(path).expect("a new folder");
    chown(path, Some(owner), Some(owner)).expect("root gives it away");
    path.to_owned()
}

fn cookiekit(arguments: &[&str], directory: &Path) -> Output {
    Command::new(env!("CARGO_BIN_EXE_cookiekit"))
        .args(arguments)
        .current_dir(directory)
        .env_remove("COOKIEKIT_KEY")
        .env("RSTUDIO_CONFIG_DIR", "/nonexistent")
        .stdin(Stdio::null())
        .output()
        .expect("cookiekit")
}

/// A command on a key whose folder belongs to the user.
struct Attack {
    name: &'static str,
    arguments: &'static [&'static str],
    tries: usize,
    /// Beside the key `k`.
    files: &'static [(&'static str, &'static str)],
    /// `link` leads to the secret, and `folder` is a directory.
    steps: &'static [Step],
}

const SLOT: &str = "k.retired-20200101T000000Z-d82cf1c7";
const ATTACKS: [Attack; 7] = [
    Attack {
        name: "rotate, at random",
        arguments: &["rotate", "--key", "k"],
        tries: TRIES / 5,
        files: &[],
        steps: &[(Now, "k", "link"), (Now, "k", "folder")],
    },
    Attack {
        name: "rotate",
        arguments: &["rotate", "--key", "k"],
        tries: TRIES,
        files: &[],
        steps: &[(Locked, "k", "link"), (Listed, "k", "folder")],
    },
    Attack {
        name: "rotate after a kill",
        arguments: &["rotate", "--key", "k"],
        tries: TRIES / 5,
        files: &[(".k.0123456789abcdef.tmp", NEXT)],
        steps: &[
            (Now, "k", "link"),
            (Now, ".k.0123456789abcdef.tmp", "folder"),
        ],
    },
    Attack {
        name: "stage",
        arguments: &["rotate", "stage", "--key", "k"],
        tries: TRIES / 5,
        files: &[],
        steps: &[(Now, "k", "link"), (Now, "k", "folder")],
    },
    Attack {
        name: "promote",
        arguments: &["rotate", "promote", "--key", "k"],
        tries: TRIES / 5,
        files: &[("k.next", NEXT)],
        steps: &[
            (Now, "k.next", "link"),
            (Now, "k", "folder"),
            (Now, "k.next", "k"),
        ],
    },
    Attack {
        name: "rollback",
        arguments: &["rotate", "rollback", "--key", "k"],
        tries: TRIES / 5,
        files: &[(SLOT, BEFORE)],
        steps: &[(Now, SLOT, "link"), (Now, "k", "folder"), (Now, SLOT, "k")],
    },
    Attack {
        name: "retire",
        // By the clock of its name: the file is of today.
        arguments: &[
            "rotate",
            "retire",
            "--key",
            "k",
            "--older-than",
            "1d",
            "--now",
            "2026-01-01",
        ],
        tries: TRIES / 5,
        files: &[(SLOT, BEFORE)],
        steps: &[
            (Now, SLOT, "link"),
            (Now, "k", "link"),
            (Now, SLOT, "folder"),
        ],
    },
];

/// Everything in the folder as the user has it before a run.
fn fill(own: &Path, secret: &Path, attack: &Attack) {
    for entry in fs::read_dir(own).expect("the folder") {
        let path = entry.expect("an entry").path();
        let is_folder = path.symlink_metadata().is_ok_and(|it| it.is_dir());
        let removed = match is_folder {
            true => fs::remove_dir(path),
            false => fs::remove_file(path),
        };
        removed.expect("it goes");
    }
    file(&own.join("k"), OLD, 0o600, USER);
    for (name, text) in attack.files {
        file(&own.join(name), text, 0o600, USER);
    }
    symlink(secret, own.join("link")).expect("a link");
    folder(&own.join("folder"), USER);
}

/// The files of the user that hold the secret.
fn handed_out(own: &Path) -> Vec<PathBuf> {
    let entries = fs::read_dir(own).expect("the folder");
    let paths = entries.map(|entry| entry.expect("an entry").path());
    let holds = |path: &PathBuf| {
        let is_file = path.symlink_metadata().is_ok_and(|it| it.is_file());
        is_file && fs::read(path).is_ok_and(|it| it == SECRET.as_bytes())
    };
    paths.filter(holds).collect()
}

#[test]
#[ignore = "needs root: tests/run"]
fn no_rotation_hands_out_what_a_link_leads_to() {
    if !is_root("a race with the owner of a folder") {
        return;
    }
    for attack in &ATTACKS {
        let base = base();
        let secret = base.path().join("secret");
        file(&secret, SECRET, 0o600, 0);
        let own = folder(&base.path().join("own"), USER);
        let swapper = Swapper::new(&own, attack.steps);
        let (mut met, mut done) = (0, 0);
        thread::scope(|scope| {
            let _ending = swapper.start(scope);
            for turn in 0..attack.tries {
                fill(&own, &secret, attack);
                let output = swapper.during(|| cookiekit(attack.arguments, &own));
                let said = String::from_utf8_lossy(&output.stderr);
                let code = output.status.code().expect("no signal ended it");
                let what = format!("{} {turn}: {code}: {said}", attack.name);
                // The swaps may leave another key under a retired key's name.
                let is_foreign = said.contains("it does not hold the key");
                assert!(
                    [0, 2, 4, 5].contains(&code) || (code == 1 && is_foreign),
                    "{what}"
                );
                assert!(!said.contains("fault of its own"), "{what}");
                let is_met = [
                    "symbolic link",
                    "a directory",
                    "another program changed",
                    "it does not hold the key",
                ];
                met += usize::from(is_met.iter().any(|word| said.contains(word)));
                done += usize::from(code == 0);
                let lost = handed_out(&own);
                assert_eq!(lost, Vec::<PathBuf>::new(), "handed out: {what}");
            }
        });
        let facts = fs::metadata(&secret).expect("the secret");
        assert_eq!((facts.uid(), facts.mode() & 0o7777), (0, 0o600));
        assert_eq!(fs::read_to_string(&secret).expect("text"), SECRET);
        report(&format!(
            "{}: of {} runs {met} met another file, {done} went through; {} swaps",
            attack.name,
            attack.tries,
            swapper.swaps.load(Ordering::Relaxed)
        ));
        let few = format!("{}: only {met} runs met the swap", attack.name);
        assert!(met * MET >= attack.tries, "{few}");
    }
}

#[test]
#[ignore = "needs root: tests/run"]
fn no_mending_reaches_out_of_the_tree() {
    if !is_root("a race with the owner of a tree") {
        return;
    }
    let base = base();
    let outside = folder(&base.path().join("outside"), 0);
    let victim = outside.join("cookie.key");
    let tree = folder(&base.path().join("tree"), USER);
    folder(&tree.join("keys"), USER);
    symlink(&outside, tree.join("link")).expect("a link");
    // A second name of the victim, where the system lets the user make one.
    let spare = folder(&tree.join("spare"), USER);
    let swapper = Swapper::new(&tree, &[(Now, "keys", "link"), (Now, "keys", "spare")]);
    let (mut met, mut mended) = (0, 0);
    thread::scope(|scope| {
        let _ending = swapper.start(scope);
        for turn in 0..TRIES {
            file(&victim, SECRET, 0o644, 0);
            let keys = [tree.join("keys"), spare.clone(), tree.join("link")];
            let real = keys.iter().filter(|path| !path.is_symlink());
            for (number, path) in real.enumerate() {
                let key = path.join("cookie.key");
                let _ = fs::remove_file(&key);
                match (number, turn % 2) {
                    (1, 1) => fs::hard_link(&victim, &key).expect("root may"),
                    _ => file(&key, OLD, 0o644, USER),
                }
            }
            let output = swapper.during(|| cookiekit(&["audit", "--fix", "tree"], base.path()));
            let said = String::from_utf8_lossy(&output.stderr);
            let code = output.status.code().expect("no signal ended it");
            assert!([0, 1, 2, 5].contains(&code), "{code}: {said}");
            // The second name may be there before it is judged.
            let is_met = ["warning: not fixed: ", " as it is: it has 2 names"];
            met += usize::from(is_met.iter().any(|it| said.contains(it)));
            mended += usize::from(said.contains("running: ") && !said.contains("not fixed"));
            let mode = fs::metadata(&victim).expect("the victim").mode() & 0o7777;
            assert_eq!(mode, 0o644, "it was changed in run {turn}: {code}: {said}");
        }
    });
    report(&format!(
        "audit --fix: of {TRIES} runs {met} met another file, {mended} fixed; {} swaps",
        swapper.swaps.load(Ordering::Relaxed)
    ));
    assert!(met * MET >= TRIES, "only {met} runs met the swap");
}

/// An import by root of a database in the user's folder.
struct Import {
    name: &'static str,
    tries: usize,
    arguments: &'static [&'static str],
    /// `link` leads to an empty file of root's, `outside` to a folder of root's
    /// with a file of the database's name in it.
    steps: &'static [Step],
}

const IMPORTS: [Import; 3] = [
    Import {
        name: "import's backup",
        tries: TRIES * 2 / 5,
        arguments: &["token", "import", "-q", "--db", "d/db", "--backup", "copy"],
        steps: &[(Now, "copy", "link")],
    },
    Import {
        name: "import's chmod",
        tries: TRIES * 2 / 5,
        arguments: &["token", "import", "-q", "--db", "d/db", "--no-backup"],
        steps: &[(Now, "d", "outside")],
    },
    Import {
        name: "import's backup of another file",
        tries: TRIES / 5,
        arguments: &["token", "import", "-q", "--db", "d/db", "--backup", "copy"],
        steps: &[(Now, "d", "outside"), (Now, "copy", "link")],
    },
];

/// The table of the recipe, without a password: nothing is hashed.
fn clear_database() -> Vec<u8> {
    let base = base();
    let path = base.path().join("db");
    let connection = rusqlite::Connection::open(&path).expect("a database");
    let statements = "CREATE TABLE users (name TEXT, user TEXT, password TEXT, token TEXT,
        token_expiry TEXT); INSERT INTO users VALUES ('Al', 'al', '', 'CANARYTOKEN', 4000000000)";
    connection.execute_batch(statements).expect("a table");
    drop(connection);
    fs::read(&path).expect("its bytes")
}

#[test]
#[ignore = "needs root: tests/run"]
fn no_import_changes_or_fills_what_a_link_leads_to() {
    if !is_root("a race with the owner of a folder") {
        return;
    }
    let database = clear_database();
    for import in &IMPORTS {
        let base = base();
        let outside = folder(&base.path().join("outside"), 0);
        let (empty, other) = (base.path().join("empty"), outside.join("db"));
        file(&empty, "", 0o600, 0);
        file(&other, SECRET, 0o644, 0);
        let own = folder(&base.path().join("own"), USER);
        let swapper = Swapper::new(&own, import.steps);
        let (mut met, mut done) = (0, 0);
        let tries = import.tries;
        thread::scope(|scope| {
            let _ending = swapper.start(scope);
            for turn in 0..tries {
                for entry in fs::read_dir(&own).expect("the folder") {
                    let path = entry.expect("an entry").path();
                    let is_folder = path.symlink_metadata().is_ok_and(|it| it.is_dir());
                    let removed = match is_folder {
                        true => fs::remove_dir_all(path),
                        false => fs::remove_file(path),
                    };
                    removed.expect("it goes");
                }
                let db = folder(&own.join("d"), USER).join("db");
                fs::write(&db, &database).expect("a database");
                fs::set_permissions(&db, fs::Permissions::from_mode(0o644)).expect("it is ours");
                chown(&db, Some(USER), Some(USER)).expect("root gives it away");
                symlink(&empty, own.join("link")).expect("a link");
                symlink(&outside, own.join("outside")).expect("a link");
                let output = swapper.during(|| cookiekit(import.arguments, &own));
                let said = String::from_utf8_lossy(&output.stderr);
                let code = output.status.code().expect("no signal ended it");
                let what = format!("{} {turn}: {code}: {said}", import.name);
                assert!([0, 2, 5].contains(&code), "{what}");
                assert!(!said.contains("fault of its own"), "{what}");
                // The backup has its name at the end alone: a swap after that
                // is met as well.
                let link = own.join("link").symlink_metadata();
                met += usize::from(code != 0 || link.is_ok_and(|it| it.is_file()));
                done += usize::from(code == 0);
                let facts = fs::metadata(&empty).expect("the empty file");
                let is = (facts.len(), facts.uid(), facts.mode() & 0o7777);
                assert_eq!(is, (0, 0, 0o600), "it was filled: {what}");
                let facts = fs::metadata(&other).expect("the other file");
                assert_eq!((facts.uid(), facts.mode() & 0o7777), (0, 0o644), "{what}");
                assert_eq!(fs::read_to_string(&other).expect("text"), SECRET, "{what}");
                assert_eq!(handed_out(&own), Vec::<PathBuf>::new(), "{what}");
                let made = fs::read_dir(&outside).expect("the folder").count();
                assert_eq!(made, 1, "something was made outside: {what}");
            }
        });
        report(&format!(
            "{}: of {tries} runs {met} met another file, {done} went through; {} swaps",
            import.name,
            swapper.swaps.load(Ordering::Relaxed)
        ));
        let few = format!("{}: only {met} runs met the swap", import.name);
        assert!(met * MET >= tries, "{few}");
    }
}
