//! Three nodes with a plumber API each are rotated by the plan that cookiekit
//! prints, while clients go from node to node and count.
//!
//! plumber knows one key. A client who comes to the nodes directly loses its
//! session whenever cookie and node are of different keys; one whose cookie
//! passes `cookiekit reissue` at the edge of each node loses none.

use std::fs;
use std::io::{self, Write};
use std::os::unix::fs::{PermissionsExt, symlink};
use std::path::{Path, PathBuf};
use std::process::{Command, Output};

use super::api::Plumber;
use super::key::Key;
use super::{HEX_KEY, run, stdout_of};

/// A node: its key file, named `key` in a folder of its own, and its API.
struct Node {
    key: Key,
    api: Option<Plumber>,
}

impl Node {
    fn new() -> Node {
        let key = Key::of(HEX_KEY);
        let api = Some(Plumber::serve(&key, &[]));
        Node { key, api }
    }

    fn restart(&mut self) {
        self.api = None;
        self.api = Some(Plumber::serve(&self.key, &[]));
    }

    /// The cookie as this node's edge passes it on.
    fn reissue(&self, cookie: &str) -> String {
        let mut reissue = Command::new(env!("CARGO_BIN_EXE_cookiekit"));
        reissue
            .args(["reissue", "-q", "--format", "plumber", "--key", "key"])
            .current_dir(&self.key.directory);
        stdout_of(run(&mut reissue, cookie)).trim_end().to_owned()
    }
}

/// Someone with a session.
#[derive(Default)]
struct Client {
    cookie: Option<String>,
    count: u32,
    requests: u32,
    lost: u32,
}

impl Client {
    fn visit(&mut self, node: &Node, through_edge: bool) {
        let cookie = self.cookie.as_ref().map(|cookie| match through_edge {
            true => node.reissue(cookie),
            false => cookie.clone(),
        });
        let api = node.api.as_ref().expect("the node is up");
        let answer = api.get("/counter", cookie.as_deref());
        let count: u32 = answer.body.parse().expect("a number");
        self.requests += 1;
        self.lost += u32::from(count != self.count + 1);
        self.count = count;
        let line = answer.set_cookie.strip_prefix("Set-Cookie: plumber=");
        let value = line.and_then(|line| line.split(';').next());
        self.cookie = Some(value.expect("a cookie").to_owned());
    }
}

/// A folder with the programs that the plan calls: cookiekit, and an ssh that
/// goes to a node's folder.
fn programs(scratch: &Key, nodes: &[(&str, &Node)]) -> PathBuf {
    let folder = scratch.directory.join("bin");
    fs::create_dir(&folder).expect("a folder");
    symlink(env!("CARGO_BIN_EXE_cookiekit"), folder.join("cookiekit")).expect("a link");
    let cases: String = nodes
        .iter()
        .map(|(name, node)| format!("{name}) cd '{}' ;;\n", node.key.directory.display()))
        .collect();
    let ssh = format!(
        "#!/bin/sh\n[ \"$1\" = -n ] && shift && exec </dev/null\nhost=$1; shift\ncase $host in\n{cases}esac\nexec sh -c \"$*\"\n"
    );
    let path = folder.join("ssh");
    fs::write(&path, ssh).expect("a script");
    fs::set_permissions(&path, fs::Permissions::from_mode(0o755)).expect("its mode");
    folder
}

/// Pastes one command of the plan into a shell on the first node; `$fp` lives
/// on from one to the next.
fn paste(command: &str, node: &Node, programs: &Path) -> Output {
    let script = format!(
        "fp=$(cat fp 2>/dev/null)\n{command}\nstatus=$?\nprintf %s \"$fp\" > fp\nexit $status"
    );
    let path = format!("{}:/usr/bin:/bin", programs.display());
    let mut shell = Command::new("sh");
    shell
        .args(["-c", &script])
        .env("PATH", path)
        .env_remove("COOKIEKIT_KEY")
        .current_dir(&node.key.directory);
    run(&mut shell, "")
}

#[test]
#[ignore = "needs R plumber: tests/run"]
fn a_session_outlives_the_rotation_of_three_nodes() {
    let mut nodes = [Node::new(), Node::new(), Node::new()];
    let scratch = Key::none();
    let programs = programs(&scratch, &[("b", &nodes[1]), ("c", &nodes[2])]);
    let plan = "cookiekit rotate plan --for plumber --key key --node b --node c --restart true \
                --json";
    let plan = stdout_of(paste(plan, &nodes[0], &programs));
    let plan: serde_json::Value = serde_json::from_str(&plan).expect("the plan in JSON");

    let (mut edge, mut direct) = (Client::default(), Client::default());
    let mut visit_all = |nodes: &[Node; 3]| {
        for node in nodes {
            edge.visit(node, true);
            direct.visit(node, false);
        }
    };
    visit_all(&nodes);
    for step in plan["steps"].as_array().expect("steps") {
        for command in step["commands"].as_array().expect("commands") {
            let command = command.as_str().expect("text");
            let output = paste(command, &nodes[0], &programs);
            assert!(output.status.success(), "{command}: {output:?}");
            if command.contains("rotate promote") {
                let at = match command {
                    _ if command.starts_with("ssh -n b") => 1,
                    _ if command.starts_with("ssh -n c") => 2,
                    _ => 0,
                };
                nodes[at].restart();
            }
            visit_all(&nodes);
        }
    }
    let _ = writeln!(
        io::stderr(),
        "through reissue: {} requests, {} sessions lost; plumber alone: {} requests, {} lost",
        edge.requests,
        edge.lost,
        direct.requests,
        direct.lost
    );
    assert_eq!(edge.lost, 0);
    assert_eq!(edge.count, edge.requests);
    assert!(direct.lost > 0, "plumber alone loses sessions");

    // The way back, node by node, while both continue.
    let back = plan["back"].as_array().expect("the way back");
    let rollback = back.last().expect("a step")["commands"].clone();
    let rollback = rollback.as_array().expect("commands").clone();
    for (at, command) in rollback.iter().enumerate() {
        let output = paste(command.as_str().expect("text"), &nodes[0], &programs);
        assert!(output.status.success(), "{command}: {output:?}");
        nodes[at].restart();
        for node in &nodes {
            edge.visit(node, true);
        }
    }
    assert_eq!(edge.lost, 0);
    for node in &nodes {
        let key = fs::read_to_string(node.key.directory.join("key")).expect("a key");
        assert_eq!(key, HEX_KEY);
    }
}
