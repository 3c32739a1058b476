//! Every command that is printed about a keyring, run in a copy of it: no
//! secret may be lost by it.

use std::collections::BTreeSet;
use std::path::Path;
use std::sync::Mutex;

use crate::printed::{self, record};
use crate::private_keyring::{Home, PrivateKeyring, Ran, run};

/// What was tried: the same words are tried once.
static TRIED: Mutex<BTreeSet<String>> = Mutex::new(BTreeSet::new());

/// Tries everything that was printed there.
#[track_caller]
pub fn try_all(home: &Home, ran: &Ran) {
    for printed in printed::all(&ran.stdout, &ran.stderr) {
        let command = printed.command;
        record::keep(&command);
        let read = run(home.command("sh").args(["-n", "-c", &command]));
        assert_eq!(read.code, 0, "{command}: {read:?}");
        let is_ours = command.starts_with("cookiekit ");
        if is_ours && TRIED.lock().expect("a lock").insert(command.clone()) {
            try_in_copy(home, &command);
        }
    }
}

#[track_caller]
fn try_in_copy(home: &Home, command: &str) {
    let copy = PrivateKeyring::copy_of(home);
    let before = secrets(&copy);
    let programs = Path::new(env!("CARGO_BIN_EXE_cookiekit")).parent();
    let programs = programs.expect("a folder").display();
    let path = std::env::var("PATH").unwrap_or_default();
    for time in ["it", "a second time it"] {
        let mut shell = copy.home.command("sh");
        shell.env("PATH", format!("{programs}:{path}"));
        let ended = run(shell.args(["-c", command]));
        let after = secrets(&copy);
        let lost = before.difference(&after).count();
        assert_eq!(lost, 0, "{time} loses what was there: {command}");
        // The cookie is to be given to it, it asks whether it may, or only the user knows
        // whose key it is.
        let is_open = command.ends_with(" -")
            || command.contains(" key delete ")
            || command.ends_with(" --for FORMAT");
        let is_done = time != "it" || ended.code == 0 || is_open;
        assert!(is_done, "{command}: {ended:?}");
    }
}

/// All secrets in it but empty ones: under which name does not matter, for a
/// rotation gives a key another.
fn secrets(keyring: &PrivateKeyring) -> BTreeSet<String> {
    let mut search = keyring.home.command("secret-tool");
    search.args(["search", "--all", "--unlock", "xdg:schema"]);
    let found = run(search.arg("com.rstudio.keyring.password"));
    let secrets = found.stdout.lines();
    let secrets = secrets.filter_map(|it| it.strip_prefix("secret = "));
    let secrets = secrets.filter(|it| !it.is_empty()).map(str::to_owned);
    secrets.collect()
}

#[test]
#[ignore = "needs gnome-keyring, libsecret-tools: tests/run"]
fn a_secret_that_is_lost_in_a_copy_is_noticed() {
    let keyring = PrivateKeyring::unlocked();
    keyring.store("default", "plumber_api", "", "one secret");
    keyring.store("default", "plumber_api", "bob", "another");
    let copy = PrivateKeyring::copy_of(&keyring.home);
    let both = secrets(&keyring);
    assert_eq!((both.len(), secrets(&copy)), (2, both.clone()));
    let delete = ["key", "delete", "--yes", "--key", "keyring:plumber_api/bob"];
    assert_eq!(copy.cookiekit(&delete).code, 0);
    assert_eq!((secrets(&copy).len(), secrets(&keyring)), (1, both));
}
