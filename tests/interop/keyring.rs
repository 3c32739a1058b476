//! The keyring on Linux: GNOME Keyring, and `secret-tool` in the place of R,
//! whose `keyring` package looks up exactly these three attributes.

use std::os::unix::fs::{OpenOptionsExt, PermissionsExt};
use std::os::unix::net::UnixListener;
use std::path::Path;
use std::process::Stdio;
use std::time::{Duration, Instant};
use std::{fs, io::Write};

use cookiekit::keys::Key;
use zeroize::Zeroizing;

use crate::private_keyring::{BusRules, Home, PrivateKeyring, Ran, finish, run, spawn};

/// A failure must come before a person thinks that the command hangs.
const NO_HANG: Duration = Duration::from_secs(2);

const TEXT: &str = "00112233445566778899aabbccddeeff00112233445566778899aabbccddeeff";
const OTHER: &str = "ffeeddccbbaa99887766554433221100ffeeddccbbaa99887766554433221100";

#[track_caller]
fn fine(ran: &Ran) -> &str {
    assert_eq!(ran.code, 0, "{ran:?}");
    &ran.stdout
}

/// It failed with this exit code, said `message`, and hints at `remedy`.
#[track_caller]
fn fails(ran: &Ran, code: i32, message: &str, remedy: &str) {
    assert_eq!(ran.code, code, "{ran:?}");
    assert_eq!(ran.stdout, "", "{ran:?}");
    let mut lines = ran.stderr.lines();
    let said = lines.next().expect("a message");
    let hint = lines.next().expect("a hint");
    assert!(said.starts_with("cookiekit: "), "{ran:?}");
    assert!(said.contains(message), "{ran:?}");
    assert!(hint.starts_with("hint: "), "{ran:?}");
    assert!(hint.contains(remedy), "{ran:?}");
    assert!(ran.took < NO_HANG, "{ran:?}");
}

/// Everything that needs a keyring fails alike.
#[track_caller]
fn everything_fails(home: &Home, message: &str, remedy: &str) {
    for arguments in [
        &["key", "show", "--key", "keyring:plumber_api"][..],
        &["keygen", "--keyring", "plumber_api"],
        &["key", "delete", "--key", "keyring:plumber_api", "--yes"],
        &["key", "list"],
        &["encrypt", "{}"],
    ] {
        fails(&home.cookiekit(arguments), 4, message, remedy);
    }
}

fn fingerprint_of(text: &str) -> String {
    let key = Key::new(Zeroizing::new(text.as_bytes().to_vec()));
    key.fingerprint().to_string()
}

#[test]
#[ignore = "needs gnome-keyring: tests/run"]
fn what_keygen_stores_is_what_r_looks_up() {
    let keyring = PrivateKeyring::unlocked();
    let made = keyring.cookiekit(&["keygen", "--keyring", "plumber_api"]);
    let stored = keyring.lookup("plumber_api", "");
    let text = fine(&stored);
    assert_eq!(text.len(), 64);
    let lower_hex = |byte: u8| matches!(byte, b'0'..=b'9' | b'a'..=b'f');
    assert!(text.bytes().all(lower_hex));
    assert_eq!(fine(&made), format!("{}\n", fingerprint_of(text)));
    let shown = keyring.cookiekit(&["key", "show", "--key", "keyring:plumber_api"]);
    assert_eq!(fine(&shown), text);
}

#[test]
#[ignore = "needs gnome-keyring: tests/run"]
fn inspect_names_the_entry_of_the_same_service_that_a_cookie_is_under() {
    let keyring = PrivateKeyring::unlocked();
    for entry in ["plumber_api", "plumber_api/bob", "other/carol"] {
        fine(&keyring.cookiekit(&["keygen", "--keyring", entry]));
    }
    let sealed_payload = |place: &str, payload: &str| {
        let arguments = ["encrypt", "--format", "plumber", "--key", place, payload];
        fine(&keyring.cookiekit(&arguments)).trim_end().to_owned()
    };
    let sealed = |place: &str| sealed_payload(place, "{}");
    let inspected = |cookie: &str| {
        let arguments = ["inspect", "--json", "--key", "keyring:plumber_api", cookie];
        let ran = keyring.cookiekit(&arguments);
        assert_eq!(ran.code, 1, "{ran:?}");
        serde_json::from_str::<serde_json::Value>(&ran.stdout).expect("a document")
    };
    let told = inspected(&sealed("keyring:plumber_api/bob"));
    assert_eq!(told["reason"], "keyring-entry", "{told}");
    assert_eq!(told["explanation"]["key"], "keyring:plumber_api/bob");
    let command = told["to_do"][0]["command"].as_str().expect("a command");
    assert_eq!(command, "cookiekit inspect --key keyring:plumber_api/bob -");
    // Another service is nobody's neighbour.
    let told = inspected(&sealed("keyring:other/carol"));
    assert_eq!(told["reason"], serde_json::Value::Null, "{told}");
    // Nothing is claimed where a cookie that came with it may have been meant.
    let (bobs, own) = (
        sealed("keyring:plumber_api/bob"),
        sealed_payload("keyring:plumber_api", "[1]"),
    );
    let header = format!("Cookie: a={bobs}; b={own}");
    let arguments = ["--key", "keyring:plumber_api", "--name", "a", &header];
    let ran = keyring.cookiekit(&[&["inspect", "--json"], &arguments[..]].concat());
    let told: serde_json::Value = serde_json::from_str(&ran.stdout).expect("a document");
    assert_eq!(told["reason"], serde_json::Value::Null, "{told}");
    assert_eq!((ran.code, &told["fits"]), (1, &serde_json::json!(2)));
}

#[test]
#[ignore = "needs gnome-keyring: tests/run"]
fn an_item_has_exactly_the_attributes_that_r_gives_it() {
    let keyring = PrivateKeyring::unlocked();
    fine(&keyring.cookiekit(&["keygen", "--keyring", "plumber_api"]));
    let mut search = keyring.home.command("secret-tool");
    search.args(["search", "--all", "service", "plumber_api"]);
    let found = run(&mut search);
    let both = format!("{}{}", found.stdout, found.stderr);
    let mut about: Vec<_> = both
        .lines()
        .filter(|line| {
            ["label", "schema", "attribute."]
                .iter()
                .any(|it| line.starts_with(it))
        })
        .collect();
    about.sort_unstable();
    assert_eq!(
        about,
        [
            "attribute.service = plumber_api",
            "attribute.username = ",
            "label = plumber_api",
            "schema = com.rstudio.keyring.password",
        ]
    );
    let raw = keyring.gdbus(
        "/org/freedesktop/secrets/collection/login/1",
        "org.freedesktop.DBus.Properties.Get",
        &["org.freedesktop.Secret.Item", "Attributes"],
    );
    assert_eq!(fine(&raw).matches("': '").count(), 3, "{raw:?}");
}

#[test]
#[ignore = "needs gnome-keyring: tests/run"]
fn what_r_stores_is_used() {
    let keyring = PrivateKeyring::unlocked();
    for (service, user, spec) in [
        ("plumber_api", "", "keyring:plumber_api"),
        ("plumber_api", "bob", "keyring:plumber_api/bob"),
        ("schlüssel 鍵", "", "keyring:schlüssel 鍵"),
        (
            "with space; and 'quotes'",
            "",
            "keyring:with space; and 'quotes'",
        ),
    ] {
        let text = if user.is_empty() { TEXT } else { OTHER };
        keyring.store("default", service, user, text);
        let shown = keyring.cookiekit(&["key", "show", "--key", spec]);
        assert_eq!(fine(&shown), text, "{spec}");
        let named = keyring.cookiekit(&["key", "fingerprint", "--key", spec]);
        let first = fine(&named).split_whitespace().next();
        assert_eq!(first, Some(fingerprint_of(text).as_str()), "{spec}");
    }
}

#[test]
#[ignore = "needs gnome-keyring: tests/run"]
fn a_user_name_makes_another_entry() {
    let keyring = PrivateKeyring::unlocked();
    fine(&keyring.cookiekit(&["keygen", "--keyring", "svc/user"]));
    fine(&keyring.cookiekit(&["keygen", "--keyring", "svc"]));
    let (with, without) = (keyring.lookup("svc", "user"), keyring.lookup("svc", ""));
    assert_ne!(fine(&with), fine(&without));
}

#[test]
#[ignore = "needs gnome-keyring: tests/run"]
fn the_default_entry_encrypts_and_decrypts() {
    let keyring = PrivateKeyring::unlocked();
    let made = keyring.cookiekit(&["keygen", "--keyring"]);
    let stored = keyring.lookup("cookiekit", "");
    assert_eq!(fine(&made).trim_end(), fingerprint_of(fine(&stored)));
    let payload = r#"{"user":"alice"}"#;
    let sealed = keyring.cookiekit(&["encrypt", payload]);
    let cookie = fine(&sealed).trim_end();
    assert!(cookie.starts_with("ck1."), "{sealed:?}");
    let opened = keyring.cookiekit(&["decrypt", cookie]);
    assert_eq!(fine(&opened).trim_end(), payload);
}

/// Node has no library for it: the key is to be put where it can be read, and it is in the
/// keyring already.
#[test]
#[ignore = "needs gnome-keyring: tests/run"]
fn a_key_that_node_is_to_fetch_from_there_is_to_be_put_in_a_file() {
    let keyring = PrivateKeyring::unlocked();
    fine(&keyring.cookiekit(&["keygen", "--keyring", "web"]));
    fails(
        &keyring.cookiekit(&["key", "export", "--for", "express", "--key", "keyring:web"]),
        2,
        "Node cannot fetch the key from there itself",
        "put it in a file: cookiekit key copy --key keyring:web --to PATH",
    );
}

#[test]
#[ignore = "needs gnome-keyring: tests/run"]
fn keygen_never_overwrites() {
    let keyring = PrivateKeyring::unlocked();
    keyring.store("default", "plumber_api", "", TEXT);
    let again = keyring.cookiekit(&["keygen", "--keyring", "plumber_api"]);
    let message = "a key is already in the keyring at plumber_api";
    fails(
        &again,
        2,
        message,
        "cookiekit rotate --key keyring:plumber_api",
    );
    assert_eq!(fine(&keyring.lookup("plumber_api", "")), TEXT);
    assert!(!again.stderr.contains(TEXT));
}

/// All at once; each keygen's outcome.
fn race(keyring: &PrivateKeyring, entry: &str, contestants: usize) -> Vec<Ran> {
    let start = Instant::now();
    let children: Vec<_> = (0..contestants)
        .map(|_| {
            let mut keygen = keyring.home.command(env!("CARGO_BIN_EXE_cookiekit"));
            spawn(keygen.args(["keygen", "--keyring", entry]))
        })
        .collect();
    let ended = children.into_iter().map(|child| finish(child, start));
    ended.collect()
}

#[test]
#[ignore = "needs gnome-keyring: tests/run"]
fn of_forty_keygens_at_once_exactly_one_wins() {
    let keyring = PrivateKeyring::unlocked();
    let (won, lost): (Vec<_>, Vec<_>) = race(&keyring, "race", 40)
        .into_iter()
        .partition(|ran| ran.code == 0);
    assert_eq!(won.len(), 1, "{won:?}");
    for ran in lost {
        assert_eq!(ran.code, 2, "{ran:?}");
        assert!(
            ran.stderr.contains("already in the keyring at race"),
            "{ran:?}"
        );
    }
    let stored = keyring.lookup("race", "");
    assert_eq!(won[0].stdout.trim_end(), fingerprint_of(fine(&stored)));
}

#[test]
#[ignore = "needs gnome-keyring: tests/run"]
fn two_never_win_even_where_the_bus_cannot_lock() {
    let keyring = PrivateKeyring::bus(&BusRules {
        denied_name: Some("org.cookiekit.Keyring"),
        ..BusRules::default()
    })
    .and_unlocked();
    // A round without an overlap proves nothing, so there are several.
    let mut rounds = 0;
    for round in 0..10 {
        let entry = format!("race-{round}");
        let ended = race(&keyring, &entry, 20);
        let won: Vec<_> = ended.iter().filter(|ran| ran.code == 0).collect();
        assert!(won.len() <= 1, "several won: {won:?}");
        // gnome-keyring 42 aborts now and then where items come and go so fast.
        if !keyring.has_provider() {
            break;
        }
        match won[..] {
            [winner] => {
                let stored = keyring.lookup(&entry, "");
                assert_eq!(winner.stdout.trim_end(), fingerprint_of(fine(&stored)));
            }
            _ => {
                // Each took its own key back, or could not, which its exit code says.
                let mut again = keyring.home.command(env!("CARGO_BIN_EXE_cookiekit"));
                let again = run(again.args(["keygen", "--keyring", &entry]));
                let is_left = ended.iter().any(|ran| ran.code > 2);
                assert!(again.code == 0 || is_left, "{again:?} after {ended:?}");
            }
        }
        rounds += 1;
    }
    assert!(rounds > 0, "the keyring ended in the first round");
}

#[test]
#[ignore = "needs gnome-keyring: tests/run"]
fn of_several_items_the_one_that_r_reads_is_used_and_all_are_deleted() {
    let keyring = PrivateKeyring::unlocked();
    keyring.store("default", "plumber_api", "", TEXT);
    keyring.store("session", "plumber_api", "", OTHER);
    let r_reads = keyring.lookup("plumber_api", "");
    let shown = keyring.cookiekit(&["key", "show", "--key", "keyring:plumber_api"]);
    assert_eq!(fine(&shown), fine(&r_reads));
    let listed = keyring.cookiekit(&["key", "list"]);
    assert_eq!(
        fine(&listed).matches("plumber_api").count(),
        1,
        "{listed:?}"
    );
    let again = keyring.cookiekit(&["keygen", "--keyring", "plumber_api"]);
    assert_eq!(again.code, 2, "{again:?}");
    fine(&keyring.cookiekit(&["key", "delete", "--key", "keyring:plumber_api", "--yes"]));
    assert_eq!(keyring.lookup("plumber_api", "").stdout, "");
}

#[test]
#[ignore = "needs gnome-keyring: tests/run"]
fn a_key_is_copied_between_entries_and_from_a_file() {
    let keyring = PrivateKeyring::unlocked();
    keyring.store("default", "a", "", TEXT);
    fine(&keyring.cookiekit(&["key", "copy", "--key", "keyring:a", "--to", "keyring:b"]));
    assert_eq!(fine(&keyring.lookup("b", "")), TEXT);

    let path = keyring.home.path("key");
    let mut file = fs::OpenOptions::new();
    let mut file = file
        .write(true)
        .create_new(true)
        .mode(0o600)
        .open(&path)
        .expect("a file");
    file.write_all(OTHER.as_bytes()).expect("written");
    let path = path.to_str().expect("text");
    let over = keyring.cookiekit(&["key", "copy", "--key", path, "--to", "keyring:b"]);
    fails(&over, 2, "already in the keyring at b", "keyring:b");
    fine(&keyring.cookiekit(&["key", "copy", "--key", path, "--to", "keyring:c/user"]));
    assert_eq!(fine(&keyring.lookup("c", "user")), OTHER);
    assert_eq!(fine(&keyring.lookup("b", "")), TEXT);
}

#[test]
#[ignore = "needs gnome-keyring: tests/run"]
fn list_names_every_entry_of_r_and_no_other_program() {
    let keyring = PrivateKeyring::unlocked();
    assert_eq!(
        fine(&keyring.cookiekit(&["key", "list"])).lines().count(),
        0
    );
    keyring.store("default", "plumber_api", "", TEXT);
    keyring.store("default", "svc", "user", OTHER);
    let mut foreign = keyring.home.command("secret-tool");
    foreign.args([
        "store", "--label", "mail", "service", "mail", "username", "me",
    ]);
    assert_eq!(run(&mut foreign).code, 0);
    let listed = keyring.cookiekit(&["key", "list"]);
    let lines: Vec<_> = fine(&listed).lines().collect();
    assert_eq!(lines.len(), 2, "{listed:?}");
    assert!(lines[0].contains("plumber_api"), "{listed:?}");
    assert!(
        lines[1].contains("svc") && lines[1].contains("user"),
        "{listed:?}"
    );
    assert!(!listed.stdout.contains(TEXT) && !listed.stdout.contains(OTHER));
}

#[test]
#[ignore = "needs gnome-keyring: tests/run"]
fn a_deleted_key_is_gone_and_its_name_free() {
    let keyring = PrivateKeyring::unlocked();
    let delete = ["key", "delete", "--key", "keyring:plumber_api", "--yes"];
    fine(&keyring.cookiekit(&["keygen", "--keyring", "plumber_api"]));
    fine(&keyring.cookiekit(&delete));
    assert_eq!(keyring.lookup("plumber_api", "").code, 1);
    let gone = keyring.cookiekit(&delete);
    fails(
        &gone,
        4,
        "no key in the keyring at plumber_api",
        "cookiekit key list",
    );
    fine(&keyring.cookiekit(&["keygen", "--keyring", "plumber_api"]));
}

#[test]
#[ignore = "needs gnome-keyring: tests/run"]
fn an_empty_entry_is_no_key_and_can_be_made_one() {
    let keyring = PrivateKeyring::unlocked();
    keyring.store("default", "plumber_api", "", "");
    let shown = keyring.cookiekit(&["key", "show", "--key", "keyring:plumber_api"]);
    let message = "the keyring entry plumber_api is empty";
    let remedy = "cookiekit key delete --key keyring:plumber_api && cookiekit keygen \
                  --keyring plumber_api";
    fails(&shown, 4, message, remedy);
}

#[test]
#[ignore = "needs gnome-keyring: tests/run"]
fn an_absent_key_is_looked_for_and_none_is_offered() {
    let keyring = PrivateKeyring::unlocked();
    let absent = keyring.cookiekit(&["key", "show", "--key", "keyring:svc/user"]);
    let message = "no key in the keyring at svc/user";
    fails(&absent, 4, message, "cookiekit key list");
    // A slip, and a scheme that was left out.
    keyring.store("default", "plumber_api", "", TEXT);
    let absent = keyring.cookiekit(&["key", "show", "--key", "keyring:plumber-api"]);
    let message = "no key in the keyring at plumber-api";
    fails(&absent, 4, message, "did you mean keyring:plumber_api?");
    let absent = keyring.cookiekit(&["key", "show", "--key", "plumber_api"]);
    fails(
        &absent,
        4,
        "no key file of that name",
        "did you mean keyring:plumber_api?",
    );
    // What makes cookies needs one.
    let absent = keyring.cookiekit(&["encrypt", "--key", "keyring:svc/user", "{}"]);
    let message = "no key in the keyring at svc/user";
    fails(&absent, 4, message, "cookiekit keygen --keyring svc/user");
}

#[test]
#[ignore = "needs gnome-keyring: tests/run"]
fn a_locked_keyring_is_not_waited_for() {
    let keyring = PrivateKeyring::unlocked();
    keyring.store("default", "plumber_api", "", TEXT);
    keyring.lock();
    everything_fails(&keyring.home, "the keyring is locked", "--replace --unlock");
    let absent = keyring.cookiekit(&["key", "show", "--key", "keyring:other"]);
    fails(&absent, 4, "the keyring is locked", "--replace --unlock");
}

#[test]
#[ignore = "needs gnome-keyring: tests/run"]
fn without_a_session_bus_the_error_says_where_it_was_looked_for() {
    let home = Home::new();
    everything_fails(
        &home,
        "DBUS_SESSION_BUS_ADDRESS is not set",
        "dbus-run-session",
    );
}

#[test]
#[ignore = "needs gnome-keyring, dbus, libsecret-tools: tests/run"]
fn the_line_of_the_hint_makes_a_shell_with_a_keyring() {
    let home = Home::new();
    let said = home.cookiekit(&["key", "list"]).stderr;
    let (_, line) = said.split_once("asks for its password: `").expect(&said);
    let line = line.trim_end().strip_suffix('`').expect(&said);
    let typed = |text: &str| {
        let programs = Path::new(env!("CARGO_BIN_EXE_cookiekit")).parent();
        let programs = programs.expect("a folder").display();
        let path = std::env::var("PATH").unwrap_or_default();
        let mut shell = home.command("sh");
        shell.env("PATH", format!("{programs}:{path}"));
        shell.args(["-c", line]).stdin(Stdio::piped());
        let mut child = spawn(&mut shell);
        let mut stdin = child.stdin.take().expect("a pipe");
        stdin.write_all(text.as_bytes()).expect("a shell reads");
        drop(stdin);
        finish(child, Instant::now())
    };
    let made = typed(
        "a password\ncookiekit keygen --quiet --keyring plumber_api >/dev/null\n\
         secret-tool lookup xdg:schema com.rstudio.keyring.password service plumber_api \
         username '' | cookiekit key fingerprint --key -\n\
         cookiekit key fingerprint --key keyring:plumber_api\n",
    );
    assert_eq!(made.code, 0, "{made:?}");
    assert!(!made.stderr.contains("a password"), "{made:?}");
    let prints: Vec<&str> = made
        .stdout
        .lines()
        .filter_map(|it| it.split(' ').next())
        .collect();
    assert_eq!(prints.len(), 2, "{made:?}");
    assert_eq!(prints[0], prints[1]);
    // It is there the next time, for the same password.
    let again = typed("a password\ncookiekit key list\n");
    assert_eq!(
        (again.code, again.stdout.as_str()),
        (0, "keyring:plumber_api\n")
    );
}

#[test]
#[ignore = "needs gnome-keyring: tests/run"]
fn an_address_that_leads_nowhere_is_no_session_bus() {
    let mut home = Home::new();
    let nowhere = home.path("nowhere");
    home.set_address(&format!("unix:path={}", nowhere.display()));
    everything_fails(&home, "no session bus", "keep the key in a file");
}

#[test]
#[ignore = "needs gnome-keyring: tests/run"]
fn no_bus_is_launched_and_none_is_taken_from_the_network() {
    let mut home = Home::new();
    for address in [
        "autolaunch:",
        "tcp:host=127.0.0.1,port=1",
        "unixexec:path=/bin/false",
    ] {
        home.set_address(address);
        everything_fails(&home, "names no unix socket", "dbus-run-session");
    }
}

#[test]
#[ignore = "needs gnome-keyring: tests/run"]
fn a_bus_that_is_silent_is_not_waited_for() {
    let mut home = Home::new();
    let socket = home.path("silent");
    let _listener = UnixListener::bind(&socket).expect("a socket");
    home.set_address(&format!("unix:path={}", socket.display()));
    everything_fails(&home, "did not answer within", "keep the key in a file");
}

#[test]
#[ignore = "needs gnome-keyring: tests/run"]
fn a_bus_without_a_keyring_says_so() {
    let keyring = PrivateKeyring::bus(&BusRules::default());
    let message = "no keyring is running on the session bus";
    everything_fails(&keyring.home, message, "gnome-keyring-daemon --unlock");
}

#[test]
#[ignore = "needs gnome-keyring: tests/run"]
fn a_keyring_is_not_started_where_it_could_not_ask_for_a_password() {
    let keyring = PrivateKeyring::bus(&BusRules {
        activates: Some("/usr/bin/gnome-keyring-daemon --start --foreground --components=secrets"),
        ..BusRules::default()
    });
    everything_fails(
        &keyring.home,
        "no keyring is running",
        "gnome-keyring-daemon --unlock",
    );
    assert!(!keyring.has_provider());
}

#[test]
#[ignore = "needs gnome-keyring: tests/run"]
fn a_keyring_that_does_not_come_up_is_not_waited_for() {
    let keyring = PrivateKeyring::bus(&BusRules {
        activates: Some("/bin/sleep 5"),
        ..BusRules::default()
    });
    let mut show = keyring.home.command(env!("CARGO_BIN_EXE_cookiekit"));
    show.env("DISPLAY", ":99")
        .args(["key", "show", "--key", "keyring:a"]);
    let ran = run(&mut show);
    fails(
        &ran,
        4,
        "no keyring is running",
        "gnome-keyring-daemon --unlock",
    );
}

#[test]
#[ignore = "needs gnome-keyring: tests/run"]
fn a_keyring_that_was_never_unlocked_says_how_to_make_it() {
    let keyring = PrivateKeyring::never_unlocked();
    everything_fails(&keyring.home, "was never unlocked", "--replace --unlock");
}

#[test]
#[ignore = "needs gnome-keyring: tests/run"]
fn a_keyring_that_is_silent_is_not_waited_for() {
    let keyring = PrivateKeyring::unlocked();
    keyring.freeze();
    everything_fails(
        &keyring.home,
        "the keyring did not answer within",
        "--replace",
    );
}

#[test]
#[ignore = "needs gnome-keyring: tests/run"]
fn the_bus_is_found_in_the_runtime_directory() {
    let keyring = PrivateKeyring::unlocked();
    keyring.store("default", "plumber_api", "", TEXT);
    let runtime = keyring.home.path("run");
    fs::rename(keyring.home.path("socket"), runtime.join("bus")).expect("moved");
    let mode = fs::metadata(&runtime).expect("there").permissions().mode();
    assert_eq!(mode & 0o777, 0o700);
    let mut show = keyring.home.command(env!("CARGO_BIN_EXE_cookiekit"));
    show.env_remove("DBUS_SESSION_BUS_ADDRESS").args([
        "key",
        "show",
        "--key",
        "keyring:plumber_api",
    ]);
    assert_eq!(fine(&run(&mut show)), TEXT);
}

/// Started in the background, a keyring takes a while to own its name and to
/// have its default collection.
#[test]
#[ignore = "needs gnome-keyring: tests/run"]
fn a_keyring_that_is_being_started_is_waited_for() {
    let activates = Some("/usr/bin/gnome-keyring-daemon --start --foreground --components=secrets");
    for round in 0..20 {
        let keyring = PrivateKeyring::bus(&BusRules {
            activates: activates.filter(|_| round % 2 == 0),
            ..BusRules::default()
        });
        let program = env!("CARGO_BIN_EXE_cookiekit");
        let script = format!(
            "printf %s test | gnome-keyring-daemon --foreground --components=secrets --unlock \
             >/dev/null 2>&1 & pid=$!
             {program} keygen -q --keyring started; code=$?
             {program} key fingerprint -q --key keyring:started || code=$?
             kill $pid; exit $code"
        );
        let ran = run(keyring.home.command("sh").args(["-c", &script]));
        assert_eq!(
            (ran.code, ran.stderr.as_str()),
            (0, ""),
            "round {round}: {ran:?}"
        );
    }
}

/// The key of before is found by the first command after a start, too.
#[test]
#[ignore = "needs gnome-keyring: tests/run"]
fn what_a_keyring_kept_is_found_while_it_is_being_started() {
    let mut keyring = PrivateKeyring::unlocked();
    keyring.store("default", "plumber_api", "", TEXT);
    for round in 0..5 {
        keyring.end();
        keyring.start_in_background();
        let ran = keyring.cookiekit(&["key", "show", "--key", "keyring:plumber_api"]);
        assert_eq!(
            (ran.code, ran.stdout.as_str()),
            (0, TEXT),
            "round {round}: {ran:?}"
        );
    }
}

#[test]
#[ignore = "needs gnome-keyring: tests/run"]
fn nobody_waits_where_no_keyring_is_installed() {
    let keyring = PrivateKeyring::bus(&BusRules::default());
    let mut show = keyring.home.command("unshare");
    // Without the one that is installed here, and those that others run.
    show.args(["--mount", "--pid", "--fork", "--mount-proc", "sh", "-c"]).arg(format!(
        "mount --bind /dev/null /usr/bin/gnome-keyring-daemon && exec {} key show --key keyring:a",
        env!("CARGO_BIN_EXE_cookiekit")
    ));
    let ran = run(&mut show);
    fails(
        &ran,
        4,
        "no keyring is running",
        "gnome-keyring-daemon --unlock",
    );
    assert!(ran.took < Duration::from_millis(1000), "{ran:?}");
}
