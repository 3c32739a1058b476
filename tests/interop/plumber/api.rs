//! A plumber API served by R, and curl to ask it.

use std::fs::{self, File};
use std::io::{self, Write};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::thread;
use std::time::{Duration, Instant};

use super::key::Key;
use super::{run, stdout_of};

/// R starts within a second on an idle machine; a loaded one gets a minute.
const START: Duration = Duration::from_secs(60);

/// A plumber API on a port of its own, ended with the test.
pub struct Plumber {
    process: Child,
    log: PathBuf,
    port: String,
}

/// An answer of the API: the Set-Cookie line as curl prints it, line end included, and the body.
pub struct Answer {
    pub set_cookie: String,
    pub body: String,
}

impl Plumber {
    pub fn serve(key: &Key, settings: &[(&str, &str)]) -> Plumber {
        let mut r = Command::new("Rscript");
        r.arg("--vanilla")
            .arg(concat!(
                env!("CARGO_MANIFEST_DIR"),
                "/tests/interop/plumber.R"
            ))
            .env(
                "PLUMBER_KEY_FILE",
                key.file.as_deref().unwrap_or(Path::new("")),
            )
            .envs(settings.iter().copied());
        Plumber::start(&mut r, &key.directory)
    }

    /// Starts an R that says `ready PORT` once it serves; what else it says goes to a log in the folder.
    pub fn start(r: &mut Command, folder: &Path) -> Plumber {
        let log = folder.join("plumber.log");
        let written = File::create(&log).expect("a log file");
        let process = r
            .env("LC_ALL", "C.UTF-8")
            .stdin(Stdio::null())
            .stdout(
                written
                    .try_clone()
                    .expect("a second handle on the log file"),
            )
            .stderr(written)
            .spawn()
            .expect("Rscript starts (Debian: apt-get install r-cran-plumber)");
        let mut plumber = Plumber {
            process,
            log,
            port: String::new(),
        };
        plumber.port = plumber.wait_until_ready();
        plumber
    }

    fn wait_until_ready(&mut self) -> String {
        let started = Instant::now();
        while started.elapsed() < START {
            let log = self.log();
            // The line counts only once it is whole.
            let lines = log
                .split_inclusive('\n')
                .filter_map(|line| line.strip_suffix('\n'));
            if let Some(port) = lines.filter_map(|line| line.strip_prefix("ready ")).next() {
                return port.to_owned();
            }
            let ended = self.process.try_wait().expect("R is our child");
            assert!(ended.is_none(), "R ended before it served");
            thread::sleep(Duration::from_millis(20));
        }
        panic!("R does not serve after {START:?}");
    }

    pub fn log(&self) -> String {
        fs::read_to_string(&self.log).expect("the log file can be read")
    }

    /// Where a path of it is.
    pub fn url(&self, path: &str) -> String {
        format!("http://127.0.0.1:{}{path}", self.port)
    }

    pub fn get(&self, path: &str, cookie: Option<&str>) -> Answer {
        let header = cookie.map(|value| format!("Cookie: plumber={value}\n"));
        self.ask(
            Command::new("curl").args(["--disable", "--header", "@-"]),
            path,
            &header.unwrap_or_default(),
        )
    }

    pub fn post(&self, path: &str, body: &str) -> Answer {
        let octets = [
            "--disable",
            "--header",
            "Content-Type: application/octet-stream",
            "--data-binary",
            "@-",
        ];
        self.ask(Command::new("curl").args(octets), path, body)
    }

    fn ask(&self, curl: &mut Command, path: &str, input: &str) -> Answer {
        let url = self.url(path);
        let answer = stdout_of(run(
            curl.args(["-si", "--fail", "--max-time", "30", "--noproxy", "*", &url]),
            input,
        ));
        let (_head, body) = answer.split_once("\r\n\r\n").expect("a head and a body");
        let mut lines = answer.split_inclusive('\n');
        let set_cookie = lines.find(|line| line.starts_with("Set-Cookie: "));
        Answer {
            set_cookie: set_cookie.unwrap_or_default().to_owned(),
            body: body.to_owned(),
        }
    }
}

impl Drop for Plumber {
    fn drop(&mut self) {
        // It may have ended by itself: then there is nothing to kill, and nothing to say.
        let _ = self.process.kill();
        let _ = self.process.wait();
        if thread::panicking() {
            let _ = writeln!(
                io::stderr(),
                "--- what R said\n{}",
                fs::read_to_string(&self.log).unwrap_or_default()
            );
        }
    }
}
