//! CK413: folders that are copied to other machines.

use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

use crate::KEY;
use crate::sandbox::Sandbox;

const PATH: &[&str] = &["shared/app/cookie.key"];

#[test]
fn a_folder_of_syncthing() {
    let sandbox = Sandbox::empty();
    sandbox.key(PATH[0], KEY);
    // A folder beside it is another one.
    sandbox.sh("mkdir -p other/.stfolder shared/app/sub/.stfolder");
    sandbox.passes("CK413", PATH);
    sandbox.sh("mkdir shared/.stfolder");
    for list in ["*.key\n", "/app\n", "(?d)cookie.*\n"] {
        sandbox.file("shared/.stignore", list, 0o600);
        sandbox.passes("CK413", PATH);
    }
    sandbox.file(
        "shared/.stignore",
        "// nothing\n!cookie.key\n*.key\n",
        0o600,
    );
    sandbox.finds("CK413", "medium", PATH);
    sandbox.sh("rm shared/.stignore");
    let finding = sandbox.mends("CK413", "medium", PATH);
    assert!(
        finding["observed"]
            .as_str()
            .unwrap()
            .ends_with("which Syncthing copies")
    );
    assert_eq!(sandbox.sh("cat shared/.stignore"), "/app/cookie.key\n");
}

#[test]
fn a_folder_of_nextcloud() {
    let sandbox = Sandbox::empty();
    sandbox.key(PATH[0], KEY);
    sandbox.file("shared/.sync_journal.db", "", 0o600);
    sandbox.passes("CK413", PATH);
    sandbox.file("shared/.sync_0a1b2c3d4e5f.db", "", 0o600);
    for list in [
        "home/.config/Nextcloud/sync-exclude.lst",
        "shared/.sync-exclude.lst",
    ] {
        sandbox.file(list, "# list\n]*.key\n", 0o600);
        sandbox.passes("CK413", PATH);
        sandbox.sh(&format!("rm {list}"));
    }
    sandbox.mends("CK413", "medium", PATH);
}

#[test]
#[ignore = "needs attr: tests/run"]
fn a_folder_of_dropbox() {
    let sandbox = Sandbox::empty();
    sandbox.key(PATH[0], KEY);
    sandbox.passes("CK413", PATH);
    sandbox.sh("mkdir shared/.dropbox.cache");
    sandbox.mends("CK413", "medium", PATH);
    sandbox.sh("setfattr -x user.com.dropbox.ignored shared/app/cookie.key");
    sandbox.finds("CK413", "medium", PATH);
    sandbox.sh("setfattr -n user.com.dropbox.ignored -v 1 shared/app");
    sandbox.passes("CK413", PATH);
}

/// A server that is ended with the test.
struct Server(Child);

impl Drop for Server {
    fn drop(&mut self) {
        let _ = self.0.kill();
        let _ = self.0.wait();
    }
}

/// Waits until a command prints what is expected.
fn wait_for(sandbox: &Sandbox, script: &str, is: impl Fn(&str) -> bool) {
    let end = Instant::now() + Duration::from_secs(120);
    loop {
        let said = sandbox.sh(&format!("{script} || true"));
        if is(&said) {
            return;
        }
        assert!(Instant::now() < end, "{script}: {said}");
        std::thread::sleep(Duration::from_millis(200));
    }
}

#[test]
#[ignore = "needs syncthing, curl: tests/run"]
fn syncthing_itself_marks_the_folder_and_leaves_out_what_is_printed() {
    let sandbox = Sandbox::empty();
    let home = sandbox.path("home");
    sandbox.sh("syncthing generate --home settings --no-default-folder >&2");
    // A port of its own, no other machines, no reports.
    let port = std::net::TcpListener::bind("127.0.0.1:0")
        .unwrap()
        .local_addr()
        .unwrap()
        .port();
    sandbox.sh(&format!(
        "sed -i -e 's|<address>127.0.0.1:8384</address>|<address>127.0.0.1:{port}</address>|' \
         -e 's|Enabled>true<|Enabled>false<|g' \
         -e 's|<listenAddress>default</listenAddress>|<listenAddress>tcp://127.0.0.1:0</listenAddress>|' \
         settings/config.xml"
    ));
    sandbox.key("shared/app/cookie.key", KEY);
    sandbox.key("shared/app/notes.txt", "a");
    let server = Command::new("syncthing")
        .args([
            "serve",
            "--no-browser",
            "--no-restart",
            "--no-upgrade",
            "--home",
        ])
        .arg(sandbox.path("settings"))
        .env("HOME", home)
        .stdout(Stdio::null())
        .stderr(Stdio::null())
        .spawn();
    let _server = Server(server.unwrap());
    let key = sandbox.sh("sed -n 's|.*<apikey>\\(.*\\)</apikey>.*|\\1|p' settings/config.xml");
    let ask = |what: &str| {
        let key = key.trim();
        format!("curl -sf -H 'X-API-Key: {key}' 'http://127.0.0.1:{port}/rest/{what}'")
    };
    wait_for(&sandbox, &ask("system/ping"), |said| said.contains("pong"));
    let folder = sandbox.path("shared");
    let folder = format!("{{\"id\": \"test\", \"path\": \"{}\"}}", folder.display());
    sandbox.sh(&format!("{} -X POST -d '{folder}'", ask("config/folders")));
    let browse = ask("db/browse?folder=test&prefix=app");
    wait_for(&sandbox, &browse, |said| {
        said.contains("cookie.key") && said.contains("notes.txt")
    });
    let mark = sandbox.path("shared/.stfolder");
    assert!(mark.exists());
    sandbox.mends("CK413", "medium", PATH);
    sandbox.sh(&format!("{} -X POST", ask("db/scan?folder=test")));
    wait_for(&sandbox, &browse, |said| {
        !said.contains("cookie.key") && said.contains("notes.txt")
    });
}
