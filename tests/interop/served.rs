//! An application of another framework, served on a port of its own, and curl to
//! ask it.

#![allow(clippy::unwrap_used, reason = "what a test cannot do ends it")]

use std::fs::{self, File};
use std::io::Write;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Output, Stdio};
use std::thread;
use std::time::{Duration, Instant};

/// How long it may take to start: a loaded machine gets a minute.
const START: Duration = Duration::from_secs(60);

/// What serves, ended with the test.
pub struct Served {
    process: Child,
    port: String,
}

/// An answer: its Set-Cookie lines as curl prints them, and its body.
pub struct Answer {
    pub set_cookies: Vec<String>,
    pub body: String,
}

impl Served {
    /// Starts a program that says `ready PORT` once it serves; what else it says
    /// goes to a log in the folder.
    pub fn start(program: &mut Command, folder: &Path) -> Served {
        let log = folder.join("served.log");
        let written = File::create(&log).unwrap();
        let process = program
            .stdin(Stdio::null())
            .stdout(written.try_clone().unwrap())
            .stderr(written)
            .spawn()
            .unwrap();
        let mut served = Served {
            process,
            port: String::new(),
        };
        served.port = served.wait_until_ready(&log);
        served
    }

    fn wait_until_ready(&mut self, log: &PathBuf) -> String {
        let started = Instant::now();
        while started.elapsed() < START {
            let text = fs::read_to_string(log).unwrap();
            // The line counts only once it is whole.
            let whole = text.split_inclusive('\n');
            let mut lines = whole.filter_map(|line| line.strip_suffix('\n'));
            if let Some(port) = lines.find_map(|line| line.strip_prefix("ready ")) {
                return port.to_owned();
            }
            let ended = self.process.try_wait().unwrap();
            assert!(ended.is_none(), "it ended before it served: {text}");
            thread::sleep(Duration::from_millis(20));
        }
        panic!("it does not serve after {START:?}");
    }

    /// What it answers to a request with this Cookie header.
    pub fn get(&self, path: &str, cookies: &str) -> Answer {
        self.ask(path, &format!("Cookie: {cookies}\n"), &["--header", "@-"])
    }

    /// What it answers to this JSON.
    pub fn post(&self, path: &str, json: &str) -> Answer {
        let header = ["--header", "Content-Type: application/json"];
        self.ask(
            path,
            json,
            &[&header[..], &["--data-binary", "@-"]].concat(),
        )
    }

    fn ask(&self, path: &str, input: &str, arguments: &[&str]) -> Answer {
        let url = format!("http://127.0.0.1:{}{path}", self.port);
        let mut curl = Command::new("curl");
        curl.arg("--disable").args(arguments);
        curl.args(["-si", "--fail", "--max-time", "30", "--noproxy", "*", &url]);
        let ended = fed(&mut curl, input);
        assert!(ended.status.success(), "{url}: {}", ended.status);
        let text = String::from_utf8(ended.stdout).unwrap();
        let (head, body) = text.split_once("\r\n\r\n").unwrap();
        let is_set_cookie = |line: &&str| line.to_ascii_lowercase().starts_with("set-cookie:");
        Answer {
            set_cookies: head
                .lines()
                .filter(is_set_cookie)
                .map(str::to_owned)
                .collect(),
            body: body.to_owned(),
        }
    }
}

impl Drop for Served {
    fn drop(&mut self) {
        // It may have ended by itself.
        let _ = self.process.kill();
        let _ = self.process.wait();
    }
}

/// Runs a program with this on its standard input.
pub fn fed(program: &mut Command, input: &str) -> Output {
    let mut process = program
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap();
    let mut stdin = process.stdin.take().unwrap();
    let input = input.to_owned();
    // A program may answer before it has read everything, or read nothing.
    let writer = thread::spawn(move || stdin.write_all(input.as_bytes()));
    let ended = process.wait_with_output().unwrap();
    let _ = writer.join().unwrap();
    ended
}
