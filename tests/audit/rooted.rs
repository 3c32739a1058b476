//! `--root`: in an image a link leads to a place of the image, and nothing of
//! the host is judged or read.

use std::os::unix::fs::PermissionsExt;

use serde_json::Value;

use crate::sandbox::Sandbox;
use crate::{KEY, WORKBENCH_KEY};

const NAME: &str = "image/etc/rstudio/secure-cookie-key";

/// Every path that the findings name, and what the run says it looked at.
fn told(sandbox: &Sandbox) -> String {
    let run = sandbox.audit(&["--verbose", "--json", "--root", "image"]);
    format!("{} {}", run.stdout, run.stderr)
}

/// A file of the host, open for all to see, that nobody asked about.
struct Host(tempfile::TempDir);

impl Host {
    fn with(name: &str, content: &str) -> Host {
        let host = Host(tempfile::tempdir().unwrap());
        std::fs::write(host.0.path().join(name), content).unwrap();
        let permissions = std::fs::Permissions::from_mode(0o666);
        std::fs::set_permissions(host.0.path().join(name), permissions).unwrap();
        host
    }

    fn path(&self, name: &str) -> String {
        self.0.path().join(name).display().to_string()
    }
}

#[test]
fn an_absolute_link_leads_to_the_images_file() {
    let sandbox = Sandbox::empty();
    sandbox.file("image/keys/k", WORKBENCH_KEY, 0o644);
    sandbox.sh(&format!(
        "mkdir -p image/etc/rstudio && ln -s /keys/k {NAME}"
    ));
    let finding = sandbox.finds("CK101", "critical", &["--root", "image"]);
    assert!(
        finding["path"].as_str().unwrap().ends_with(NAME),
        "{finding}"
    );
    sandbox.finds("CK406", "critical", &["--root", "image"]);
    sandbox.sh("chmod 600 image/keys/k");
    sandbox.passes("CK101", &["--root", "image"]);
}

/// Where the image has no such file there is none, whatever the host has.
#[test]
fn no_link_leads_out_of_the_image() {
    let sandbox = Sandbox::empty();
    let canary = Host::with("key", KEY);
    let host = canary.path("key");
    sandbox.sh("mkdir -p image/etc/rstudio image/var/lib/rstudio-server");
    let up = "../".repeat(40);
    for target in [
        host.clone(),
        format!("{up}{host}"),
        format!("/{up}{host}"),
        format!("/proc/self/root{host}"),
    ] {
        sandbox.sh(&format!("ln -sfn '{target}' {NAME}"));
        let told = told(&sandbox);
        assert!(!told.contains(&host), "{target}: {told}");
        assert!(!told.contains("mode 0666"), "{target}: {told}");
        sandbox.passes("CK406", &["--root", "image"]);
    }
}

/// The host's file of the same path is another one.
#[test]
fn of_two_files_of_one_path_the_images_is_judged() {
    let sandbox = Sandbox::empty();
    let canary = Host::with("key", KEY);
    let host = canary.path("key");
    sandbox.file(&format!("image/{host}"), WORKBENCH_KEY, 0o600);
    sandbox.sh(&format!(
        "mkdir -p image/etc/rstudio && ln -s {host} {NAME}"
    ));
    sandbox.passes("CK101", &["--root", "image"]);
    let told = told(&sandbox);
    assert!(told.contains(&format!("image{host} (device")), "{told}");
}

#[test]
fn a_folder_on_the_way_may_be_an_absolute_link() {
    let sandbox = Sandbox::empty();
    sandbox.file("image/opt/rs/secure-cookie-key", WORKBENCH_KEY, 0o644);
    sandbox.sh("mkdir -p image/etc && ln -s /opt/rs image/etc/rstudio");
    sandbox.finds("CK101", "critical", &["--root", "image"]);
    // The settings are in the same folder.
    sandbox.file(
        "image/opt/rs/rserver.conf",
        "secure-cookie-key-file=/srv/k\n",
        0o644,
    );
    sandbox.file("image/data/k", WORKBENCH_KEY, 0o644);
    sandbox.sh("mkdir -p image/srv && ln -s /data/k image/srv/k");
    let found = sandbox.findings("CK101", &["--root", "image"]);
    let is_named = |it: &Value| it["path"].as_str().unwrap().ends_with("image/srv/k");
    assert!(found.iter().any(is_named), "{found:#?}");
}

#[test]
fn a_circle_of_links_is_no_way_out() {
    let sandbox = Sandbox::empty();
    sandbox
        .sh("mkdir -p image/etc && ln -s /loop image/etc/rstudio && ln -s /etc/rstudio image/loop");
    let run = sandbox.audit(&["--root", "image"]);
    assert!([0, 5].contains(&run.exit), "{} {}", run.stdout, run.stderr);
}

#[test]
fn a_unit_names_a_file_of_the_image() {
    let sandbox = Sandbox::empty();
    let line = format!("COOKIE_KEY={KEY}\n");
    let canary = Host::with("env", &line);
    let host = canary.path("env");
    sandbox.file(
        "image/etc/systemd/system/app.service",
        "[Service]\nEnvironmentFile=/etc/app.env\n",
        0o644,
    );
    sandbox.sh(&format!("ln -s {host} image/etc/app.env"));
    sandbox.passes("CK410", &["--root", "image"]);
    sandbox.file("image/secrets/env", &line, 0o644);
    sandbox.sh("ln -sfn /secrets/env image/etc/app.env");
    let finding = sandbox.finds("CK410", "high", &["--root", "image"]);
    let path = finding["path"].as_str().unwrap();
    assert!(path.ends_with("image/etc/app.env"), "{path}");
}

/// A unit is a link where it is enabled, and the folder of units may be one.
#[test]
fn units_are_found_behind_links_of_the_image() {
    let sandbox = Sandbox::empty();
    let unit = format!("[Service]\nEnvironment=COOKIE_KEY={KEY}\n");
    let canary = Host::with("app.service", &unit);
    let host = canary.path("app.service");
    sandbox.sh("mkdir -p image/etc/systemd/system image/usr/lib/systemd/system");
    sandbox.sh(&format!(
        "ln -s {host} image/etc/systemd/system/app.service"
    ));
    sandbox.passes("CK410", &["--root", "image"]);
    sandbox.file("image/usr/lib/systemd/system/app.service", &unit, 0o644);
    let enabled = "/usr/lib/systemd/system/app.service image/etc/systemd/system/app.service";
    sandbox.sh(&format!("ln -sfn {enabled} && ln -s /usr/lib image/lib"));
    sandbox.finds("CK410", "high", &["--root", "image"]);
}

/// The users are those of the image, also where their file is a link.
#[test]
fn users_are_those_of_the_image() {
    let sandbox = Sandbox::empty();
    sandbox.file(
        "image/usr/lib/passwd",
        "ivy:x:4321:4321::/home/ivy:/bin/sh\n",
        0o644,
    );
    sandbox.sh("mkdir -p image/etc && ln -s /usr/lib/passwd image/etc/passwd");
    let known = sandbox.audit(&["--root", "image", "--owner", "ivy"]);
    assert_eq!(known.exit, 0, "{} {}", known.stdout, known.stderr);
    let canary = Host::with("passwd", "eve:x:4322:4322::/home/eve:/bin/sh\n");
    let host = canary.path("passwd");
    sandbox.sh(&format!("ln -sfn {host} image/etc/passwd"));
    let unknown = sandbox.audit(&["--root", "image", "--owner", "eve"]);
    assert_eq!(unknown.exit, 2, "{} {}", unknown.stdout, unknown.stderr);
}

/// Texts and folders that are walked: a link among them leads into the image.
#[test]
fn a_link_in_a_walked_folder_leads_into_the_image() {
    let sandbox = Sandbox::empty();
    let line = format!("COOKIE_KEY={KEY}\n");
    let canary = Host::with(".env", &line);
    let host = canary.path(".env");
    sandbox.sh(&format!(
        "mkdir -p image/app && ln -s {host} image/app/.env"
    ));
    let arguments = ["--root", "image", "image/app"];
    sandbox.passes("CK411", &arguments);
    sandbox.file("image/conf/env", &line, 0o644);
    sandbox.sh("ln -sfn /conf/env image/app/.env");
    let told: Vec<Value> = sandbox.findings("CK411", &arguments);
    assert_eq!(told.len(), 1, "{told:#?}");
}

/// Nothing of the host is opened below the canaries, by the system's own word.
#[test]
#[ignore = "needs strace: tests/run"]
fn no_file_of_the_host_is_opened_in_the_stead_of_the_images() {
    let sandbox = Sandbox::empty();
    let canary = Host::with("key", KEY);
    let host = canary.path("key");
    let folder = canary.0.path().display().to_string();
    sandbox.sh(&format!(
        "mkdir -p image/etc/systemd/system image/var/lib/rstudio-server image/home/ivy image/etc/R \
         && for name in {NAME} image/etc/rstudio/rserver.conf image/etc/R/Renviron.site \
            image/etc/systemd/system/a.service image/home/ivy/.Rhistory image/home/ivy/.bash_history \
            image/var/lib/rstudio-server/rstudio.sqlite image/etc/passwd image/etc/group \
            image/var/lib/rstudio-server/secure-cookie-key; do \
            mkdir -p \"$(dirname \"$name\")\" && ln -sfn {host} \"$name\"; done"
    ));
    sandbox.sh(&format!(
        "ln -s {folder} image/usr && ln -s {folder} image/tmp"
    ));
    sandbox.sh("strace -f -o trace -e trace=%file cookiekit audit --root image image || true");
    let trace = std::fs::read_to_string(sandbox.path("trace")).unwrap();
    assert!(trace.contains("image"), "nothing was traced");
    let opened = trace.lines().filter(|line| {
        let is_open = line.contains("openat") || line.contains("open(");
        is_open && line.contains(&format!("\"{folder}"))
    });
    let opened: Vec<&str> = opened.collect();
    assert!(opened.is_empty(), "{opened:#?}");
}

/// The root of a process with mounts of its own reads as `/`: the host's files
/// would be judged in its stead.
#[test]
#[cfg(target_arch = "x86_64")]
#[ignore = "needs root: tests/run"]
fn the_root_of_a_process_with_other_mounts_is_refused() {
    let sandbox = Sandbox::empty();
    let sleeper = "set -e; mkdir -p new/bin new/lib64 new/lib/x86_64-linux-gnu new/old; \
         cp /bin/sleep new/bin; cp /lib64/ld-linux-x86-64.so.2 new/lib64; \
         cp /lib/x86_64-linux-gnu/libc.so.6 new/lib/x86_64-linux-gnu; \
         unshare --mount sh -c 'mount --bind new new && cd new && pivot_root . old && \
         exec /bin/sleep 60' > /dev/null 2>&1 & echo $! > pid; sleep 2";
    sandbox.sh(sleeper);
    let pid = sandbox.sh("cat pid");
    let root = format!("/proc/{}/root", pid.trim());
    let run = sandbox.audit(&["--root", &root]);
    sandbox.sh("kill $(cat pid)");
    assert_eq!(run.exit, 2, "{} {}", run.stdout, run.stderr);
    assert!(
        run.stderr.contains("leads to another place"),
        "{}",
        run.stderr
    );
}

/// What lies above an image on this machine is none of it.
#[test]
fn folders_of_the_host_above_the_image_are_not_looked_at() {
    let sandbox = Sandbox::empty();
    sandbox.key("image/app/cookie.key", KEY);
    sandbox.file("Dockerfile", "FROM scratch\nCOPY . /app\n", 0o644);
    sandbox.file("app.R", "shinyApp(ui, server)\n", 0o644);
    sandbox.sh("git init -q . && git add -f image/app/cookie.key && mkdir .stfolder");
    sandbox.sh("git init -q --bare .cfg && git --git-dir=.cfg --work-tree=. add -f image/app");
    // As a folder of this machine it is all that.
    for id in ["CK402", "CK405"] {
        assert!(!sandbox.findings(id, &["image/app"]).is_empty(), "{id}");
    }
    let run = sandbox.audit(&["--root", "image", "image/app"]);
    for id in ["CK402", "CK403", "CK404", "CK405", "CK408", "CK902"] {
        assert!(!run.stdout.contains(id), "{id}: {}", run.stdout);
    }
    assert!(run.stdout.contains("CK406"), "{}", run.stdout);
    // A repository of the image is asked as before.
    sandbox.sh("git init -q image");
    sandbox.finds("CK404", "medium", &["--root", "image", "image/app"]);
}

/// SQLite opens a database by its path.
#[test]
#[cfg(feature = "token")]
fn a_database_behind_a_link_is_the_images() {
    use crate::clear_text::database;

    let sandbox = Sandbox::empty();
    let clear = "CREATE TABLE users (name TEXT, user TEXT, password TEXT, token TEXT, \
                 token_expiry TEXT); INSERT INTO users VALUES ('a', 'a', 'clear', 'b', 'c')";
    let host = sandbox.path("host").display().to_string();
    database(&sandbox, "host/users.db", clear);
    database(
        &sandbox,
        &format!("image{host}/users.db"),
        "CREATE TABLE other (a TEXT)",
    );
    sandbox.sh(&format!(
        "mkdir -p image/app && ln -s {host}/users.db image/app/users.db"
    ));
    let arguments = ["--root", "image", "image/app/users.db"];
    let run = sandbox.audit(&arguments);
    assert!(!run.stdout.contains("in plain text"), "{}", run.stdout);
    database(&sandbox, &format!("image{host}/other.db"), clear);
    sandbox.sh(&format!(
        "ln -sfn {host}/other.db image/app/users.db && rm host/users.db"
    ));
    let run = sandbox.audit(&arguments);
    assert!(run.stdout.contains("in plain text"), "{}", run.stdout);
}

/// A folder that is a link to one of the host's every other moment, while the
/// image is read.
#[test]
fn a_folder_that_is_swapped_for_a_link_does_not_lead_out() {
    use rustix::fs::{CWD, RenameFlags, renameat_with};
    use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
    use std::time::{Duration, Instant};

    /// How long it is tried, and how often the folder is another in it.
    const TIME: Duration = Duration::from_secs(8);
    const SWAPS: u64 = 1000;

    let sandbox = Sandbox::empty();
    let text = format!("COOKIE_KEY={}\n", crate::OTHER_KEY);
    for (folder, mode) in [("image/app", 0o600), ("host", 0o666)] {
        for (name, key) in [("cookie.key", KEY), ("sub/deep/web.key", WORKBENCH_KEY)] {
            let key = if mode == 0o600 { key } else { crate::OTHER_KEY };
            sandbox.file(&format!("{folder}/{name}"), key, mode);
        }
        sandbox.sh(&format!("git init -q {folder}"));
    }
    for name in [
        "host-only.key",
        "sub/host-only.key",
        "sub/deep/.env",
        ".env",
        "api.R",
    ] {
        sandbox.file(&format!("host/{name}"), &text, 0o666);
    }
    sandbox.sh("git -C host add -A");
    sandbox.sh("ln -s \"$PWD/host\" image/swapped");
    let (one, other) = (sandbox.path("image/app"), sandbox.path("image/swapped"));
    let (is_over, swaps) = (AtomicBool::new(false), AtomicU64::new(0));
    let start = Instant::now();
    std::thread::scope(|scope| {
        scope.spawn(|| {
            // It ends by itself, too: the other thread may have panicked.
            while !is_over.load(Ordering::Relaxed) && start.elapsed() < 2 * TIME {
                renameat_with(CWD, &one, CWD, &other, RenameFlags::EXCHANGE).unwrap();
                swaps.fetch_add(1, Ordering::Relaxed);
            }
        });
        while start.elapsed() < TIME {
            for arguments in [
                "--json --verbose --root image image/app",
                "--json --root image image",
                "--json --root image image/app/cookie.key image/app/sub",
            ] {
                // The printed commands are not tried: nothing stays in its place.
                let told = sandbox.sh(&format!("cookiekit audit {arguments} 2>&1 || true"));
                for canary in ["host-only", "0666", "CK402", "api.R", ".env"] {
                    assert!(!told.contains(canary), "{canary}: {told}");
                }
            }
        }
        is_over.store(true, Ordering::Relaxed);
    });
    assert!(swaps.into_inner() > SWAPS, "nothing was swapped");
}
