//! A keyring of its own for each test: a private home, a private bus, a
//! private GNOME Keyring. The keyring of the person who runs the tests is
//! never touched, and nothing outlives the test.

use std::fs::{self, DirBuilder};
use std::io::Write;
use std::os::unix::fs::DirBuilderExt;
use std::os::unix::net::UnixStream;
use std::panic::{AssertUnwindSafe, catch_unwind, resume_unwind};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Output, Stdio};
use std::sync::atomic::{AtomicU32, Ordering};
use std::thread;
use std::time::{Duration, Instant};

use crate::keyring_printed;

/// How long a daemon may take to be there, and a command to end. Both take
/// milliseconds; the limit is for a machine that is busy with other tests.
const PATIENCE: Duration = Duration::from_secs(20);

/// How often to look whether it is.
const GLANCE: Duration = Duration::from_millis(5);

/// A private home without any bus.
pub struct Home {
    dir: PathBuf,
    address: Option<String>,
}

/// What a command printed, how it ended and how long it took.
#[derive(Debug)]
pub struct Ran {
    pub code: i32,
    pub stdout: String,
    pub stderr: String,
    pub took: Duration,
}

impl Home {
    pub fn new() -> Self {
        static COUNT: AtomicU32 = AtomicU32::new(0);
        let number = COUNT.fetch_add(1, Ordering::Relaxed);
        let name = format!("ck-keyring-{}-{number}", std::process::id());
        let home = Home {
            dir: std::env::temp_dir().join(name),
            address: None,
        };
        for dir in ["", "run", "data", "config", "cache"] {
            DirBuilder::new()
                .mode(0o700)
                .create(home.dir.join(dir))
                .expect("a private directory");
        }
        home
    }

    pub fn path(&self, name: &str) -> PathBuf {
        self.dir.join(name)
    }

    /// The address that commands find in their environment from now on.
    pub fn set_address(&mut self, address: &str) {
        self.address = Some(address.to_owned());
    }

    /// `program` with an environment that has this home and no other.
    pub fn command(&self, program: &str) -> Command {
        let mut command = Command::new(program);
        command
            .env_clear()
            .env("PATH", std::env::var_os("PATH").unwrap_or_default())
            .env("LANG", "C.UTF-8")
            .env("HOME", &self.dir)
            .env("XDG_RUNTIME_DIR", self.path("run"))
            .env("XDG_DATA_HOME", self.path("data"))
            .env("XDG_CONFIG_HOME", self.path("config"))
            .env("XDG_CACHE_HOME", self.path("cache"))
            .current_dir(&self.dir)
            .stdin(Stdio::null());
        if let Some(address) = &self.address {
            command.env("DBUS_SESSION_BUS_ADDRESS", address);
        }
        command
    }

    pub fn cookiekit(&self, arguments: &[&str]) -> Ran {
        let mut command = self.command(env!("CARGO_BIN_EXE_cookiekit"));
        let ran = run(command.args(arguments));
        keyring_printed::try_all(self, &ran);
        ran
    }
}

impl Drop for Home {
    fn drop(&mut self) {
        let _ = fs::remove_dir_all(&self.dir);
    }
}

/// Runs a command that prints little, and ends it when it hangs.
pub fn run(command: &mut Command) -> Ran {
    let start = Instant::now();
    finish(spawn(command), start)
}

pub fn spawn(command: &mut Command) -> Child {
    command
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap_or_else(|error| panic!("{:?}: {error}", command.get_program()))
}

pub fn finish(mut child: Child, start: Instant) -> Ran {
    while child.try_wait().expect("a child").is_none() {
        if start.elapsed() > PATIENCE {
            let _ = child.kill();
            panic!("it hangs: {:?}", child.wait_with_output());
        }
        thread::sleep(GLANCE);
    }
    let took = start.elapsed();
    let Output {
        status,
        stdout,
        stderr,
    } = child.wait_with_output().expect("its output");
    Ran {
        code: status.code().expect("an exit code"),
        stdout: String::from_utf8(stdout).expect("text"),
        stderr: String::from_utf8(stderr).expect("text"),
        took,
    }
}

/// A daemon that ends with the test, by its own process id.
struct Daemon(Child);

impl Drop for Daemon {
    fn drop(&mut self) {
        let _ = self.0.kill();
        let _ = self.0.wait();
    }
}

/// A private bus, and the keyring on it if one was started.
pub struct PrivateKeyring {
    // Dropped in this order: the keyring, its bus, their directory.
    keyring: Option<Daemon>,
    _bus: Daemon,
    pub home: Home,
}

/// What the bus knows how to start and whom it lets own which name.
#[derive(Default)]
pub struct BusRules<'a> {
    /// The command line that the bus knows for `org.freedesktop.secrets`.
    pub activates: Option<&'a str>,
    /// A name that nobody may own.
    pub denied_name: Option<&'a str>,
}

impl PrivateKeyring {
    /// A bus without a keyring.
    pub fn bus(rules: &BusRules<'_>) -> Self {
        let mut home = Home::new();
        let socket = home.path("socket");
        let config = home.path("bus.conf");
        let services = home.path("services");
        fs::create_dir(&services).expect("a directory");
        if let Some(line) = rules.activates {
            let service = format!("[D-BUS Service]\nName=org.freedesktop.secrets\nExec={line}\n");
            let file = services.join("org.freedesktop.secrets.service");
            fs::write(file, service).expect("a service file");
        }
        fs::write(&config, bus_config(&socket, &services, rules)).expect("a configuration");
        let bus = home
            .command("dbus-daemon")
            .arg(format!("--config-file={}", config.display()))
            .arg("--nofork")
            .stdout(Stdio::null())
            .stderr(Stdio::null())
            .spawn()
            .expect("dbus-daemon");
        let bus = Daemon(bus);
        wait_for("the bus", || UnixStream::connect(&socket).is_ok());
        home.set_address(&format!("unix:path={}", socket.display()));
        PrivateKeyring {
            keyring: None,
            _bus: bus,
            home,
        }
    }

    /// A keyring that is unlocked, as after signing in to a desktop.
    pub fn unlocked() -> Self {
        Self::bus(&BusRules::default()).and_unlocked()
    }

    /// A keyring with what is in that of a home, on a bus of its own.
    pub fn copy_of(home: &Home) -> Self {
        let copy = Self::bus(&BusRules::default());
        let copied = Command::new("cp")
            .arg("-aT")
            .args([home.path("data"), copy.home.path("data")])
            .output()
            .expect("cp");
        assert!(copied.status.success(), "{copied:?}");
        copy.and_unlocked()
    }

    /// Starts the keyring on this bus with a password.
    pub fn and_unlocked(mut self) -> Self {
        self.start_daemon(&["--unlock"]);
        wait_for("the default collection", || {
            self.gdbus(
                "/org/freedesktop/secrets",
                "org.freedesktop.Secret.Service.ReadAlias",
                &["default"],
            )
            .stdout
            .contains("/collection/login")
        });
        self
    }

    /// What holds of a keyring in use by many. gnome-keyring 42 itself ends now and then
    /// when it is asked much at once (a trap in GLib): then nothing was seen, and it is
    /// looked at again.
    pub fn in_use(scene: impl Fn(&PrivateKeyring)) {
        for _ in 0..3 {
            let mut keyring = Self::unlocked();
            let seen = catch_unwind(AssertUnwindSafe(|| scene(&keyring)));
            let Err(fault) = seen else { return };
            let daemon = keyring.keyring.as_mut().expect("a keyring");
            if daemon.0.try_wait().expect("a child").is_none() {
                resume_unwind(fault);
            }
        }
        panic!("the keyring ended by itself, three times");
    }

    /// Ends the keyring daemon by its process id, as a crash would. What it
    /// stored is there again after `and_unlocked`.
    pub fn end(&mut self) {
        self.keyring = None;
        wait_for("the end of the keyring", || !self.has_provider());
    }

    /// A keyring that runs, except for which nobody ever gave a password.
    pub fn never_unlocked() -> Self {
        let mut this = Self::bus(&BusRules::default());
        this.start_daemon(&[]);
        this
    }

    /// Starts the keyring with its password, and does not wait for it.
    pub fn start_in_background(&mut self) {
        self.spawn_daemon(&["--unlock"]);
    }

    fn start_daemon(&mut self, options: &[&str]) {
        self.spawn_daemon(options);
        wait_for("the keyring", || self.has_provider());
    }

    fn spawn_daemon(&mut self, options: &[&str]) {
        let mut daemon = self
            .home
            .command("gnome-keyring-daemon")
            .args(["--foreground", "--components=secrets"])
            .args(options)
            .stdin(Stdio::piped())
            .stdout(Stdio::null())
            .stderr(Stdio::null())
            .spawn()
            .expect("gnome-keyring-daemon");
        let mut password = daemon.stdin.take().expect("a pipe");
        self.keyring = Some(Daemon(daemon));
        password.write_all(b"test").expect("it reads its password");
        drop(password);
    }

    pub fn has_provider(&self) -> bool {
        let mut ask = self.home.command("gdbus");
        ask.args(["call", "--session", "--dest", "org.freedesktop.DBus"])
            .args(["--object-path", "/org/freedesktop/DBus", "--method"])
            .args([
                "org.freedesktop.DBus.NameHasOwner",
                "org.freedesktop.secrets",
            ]);
        run(&mut ask).stdout.contains("true")
    }

    /// Locks the default collection, as a screen lock may.
    pub fn lock(&self) {
        let locked = self.gdbus(
            "/org/freedesktop/secrets",
            "org.freedesktop.Secret.Service.Lock",
            &["[objectpath '/org/freedesktop/secrets/collection/login']"],
        );
        assert!(locked.stdout.contains("login"), "{locked:?}");
    }

    /// Stops the keyring daemon in its tracks: it is there, and silent.
    pub fn freeze(&self) {
        let daemon = self.keyring.as_ref().expect("a running keyring");
        let stopped = run(self
            .home
            .command("kill")
            .args(["-STOP", &daemon.0.id().to_string()]));
        assert_eq!(stopped.code, 0, "{stopped:?}");
    }

    /// Calls a method of the keyring.
    pub fn gdbus(&self, path: &str, method: &str, arguments: &[&str]) -> Ran {
        let mut call = self.home.command("gdbus");
        call.args(["call", "--session", "--dest", "org.freedesktop.secrets"])
            .args(["--object-path", path, "--method", method])
            .args(arguments);
        run(&mut call)
    }

    pub fn cookiekit(&self, arguments: &[&str]) -> Ran {
        self.home.cookiekit(arguments)
    }

    /// What R looks up: schema, service and user name.
    pub fn lookup(&self, service: &str, user: &str) -> Ran {
        let mut lookup = self.home.command("secret-tool");
        lookup.args(["lookup", "xdg:schema", "com.rstudio.keyring.password"]);
        run(lookup.args(["service", service, "username", user]))
    }

    /// Stores as R does, in `collection` (`default`, or `session`).
    pub fn store(&self, collection: &str, service: &str, user: &str, secret: &str) {
        let mut store = self.home.command("secret-tool");
        store
            .args(["store", "--label", service, "--collection", collection])
            .args(["xdg:schema", "com.rstudio.keyring.password"])
            .args(["service", service, "username", user])
            .stdin(Stdio::piped());
        let start = Instant::now();
        let mut child = spawn(&mut store);
        let mut input = child.stdin.take().expect("a pipe");
        input.write_all(secret.as_bytes()).expect("it reads");
        drop(input);
        let stored = finish(child, start);
        assert_eq!(stored.code, 0, "{stored:?}");
    }
}

fn wait_for(what: &str, mut there: impl FnMut() -> bool) {
    let start = Instant::now();
    while !there() {
        assert!(start.elapsed() < PATIENCE, "{what} does not come up");
        thread::sleep(GLANCE);
    }
}

/// The usual session bus, except that it starts nothing: a GNOME Keyring that
/// the bus started has no default collection.
fn bus_config(socket: &Path, services: &Path, rules: &BusRules<'_>) -> String {
    let denied = rules
        .denied_name
        .map_or_else(String::new, |name| format!("<deny own=\"{name}\"/>"));
    format!(
        r#"<!DOCTYPE busconfig PUBLIC "-//freedesktop//DTD D-Bus Bus Configuration 1.0//EN"
 "http://www.freedesktop.org/standards/dbus/1.0/busconfig.dtd">
<busconfig>
  <type>session</type>
  <listen>unix:path={}</listen>
  <auth>EXTERNAL</auth>
  <servicedir>{}</servicedir>
  <policy context="default">
    <allow send_destination="*" eavesdrop="true"/>
    <allow eavesdrop="true"/>
    <allow own="*"/>
    {denied}
  </policy>
</busconfig>
"#,
        socket.display(),
        services.display(),
    )
}
