//! `cmd:`: what a shell command prints, and the end of everything it started.
//!
//! The command stays in our process group: only so can it ask for a password
//! on the terminal, and only so does Ctrl-C end us both. What it leaves in the
//! background has therefore no group of its own to be ended by; on Linux it
//! becomes our child when its parent ends, and is ended then. An agent that
//! made itself a daemon, with a session of its own, is meant to stay.

use std::ffi::OsStr;
use std::io;
use std::process::{Child, Command, Stdio};

use self::background::Background;
use crate::error::{Error, Result, reason};
use crate::keys::key::Key;
use crate::keys::spec::SPEC_VARIABLE;

/// Runs a command and reads the key that it prints; `None` when that is too
/// much. `hidden` are the variables that hold keys.
///
/// # Errors
/// When it cannot be run, or fails.
pub(super) fn printed_by(command: &OsStr, hidden: &[String]) -> Result<io::Result<Option<Key>>> {
    let mut shell = shell(command);
    shell.env_remove(SPEC_VARIABLE);
    for name in hidden {
        shell.env_remove(name);
    }
    let background = Background::watch();
    // Its questions and errors reach the terminal by themselves; standard
    // input may hold the cookie.
    let child = shell.stdin(Stdio::null()).stdout(Stdio::piped()).spawn();
    let ended = child.and_then(read);
    background.end();
    let (read, status) = ended.map_err(|error| {
        Error::no_key(format!(
            "could not start the key command: {}",
            reason(error)
        ))
    })?;
    if !status.success() && !matches!(read, Ok(None)) {
        return Err(Error::no_key(format!("the key command failed: {status}"))
            .hint("run the command by itself to see why"));
    }
    Ok(read)
}

#[cfg(not(windows))]
fn shell(command: &OsStr) -> Command {
    let mut shell = Command::new("/bin/sh");
    shell.arg("-c").arg(command);
    shell
}

/// `cmd.exe` of the system itself. It is given the command as it is: `/S` takes off
/// the outer quotation marks and nothing else, and `/D` runs nothing before it.
#[cfg(windows)]
fn shell(command: &OsStr) -> Command {
    use std::ffi::OsString;
    use std::os::windows::process::CommandExt;
    use std::path::PathBuf;

    let system = std::env::var_os("SystemRoot").map(PathBuf::from);
    let program = system.map_or_else(|| "cmd.exe".into(), |it| it.join(r"System32\cmd.exe"));
    let mut words = OsString::from("/D /S /C \"");
    words.push(command);
    words.push("\"");
    let mut shell = Command::new(program);
    shell.raw_arg(words);
    shell
}

type Ended = (io::Result<Option<Key>>, std::process::ExitStatus);

/// Reads what the shell prints until it ends.
fn read(mut child: Child) -> io::Result<Ended> {
    let read = printed::key(&mut child);
    if !matches!(read, Ok(Some(_))) {
        // It may continue forever with what nobody reads.
        let _ = child.kill();
    }
    Ok((read, child.wait()?))
}

#[cfg(unix)]
mod printed {
    use std::io::{self, Read};
    use std::process::{Child, ChildStdout};

    use rustix::event::{PollFd, PollFlags, Timespec, poll};
    use rustix::io::Errno;

    use crate::keys::key::Key;

    /// How often it is looked whether the shell has ended, in nanoseconds.
    /// Nobody waits for that but where something else holds its output open.
    const GLANCE: i64 = 20_000_000;

    /// The key that a child prints before it ends. What it has left in the
    /// background may hold its output open forever.
    pub(super) fn key(child: &mut Child) -> io::Result<Option<Key>> {
        let output = child.stdout.take().expect("standard output is piped");
        Key::read_from(Printed {
            child,
            output,
            has_ended: false,
        })
    }

    struct Printed<'a> {
        child: &'a mut Child,
        output: ChildStdout,
        has_ended: bool,
    }

    impl Printed<'_> {
        /// Whether there is something to read, or the end of it.
        fn is_ready(&self) -> io::Result<bool> {
            let patience = Timespec {
                tv_sec: 0,
                tv_nsec: if self.has_ended { 0 } else { GLANCE },
            };
            let mut output = [PollFd::new(&self.output, PollFlags::IN)];
            match poll(&mut output, Some(&patience)) {
                Ok(count) => Ok(count > 0),
                Err(Errno::INTR) => Ok(false),
                Err(error) => Err(error.into()),
            }
        }
    }

    impl Read for Printed<'_> {
        fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
            loop {
                if self.is_ready()? {
                    return self.output.read(buffer);
                }
                if self.has_ended {
                    return Ok(0);
                }
                self.has_ended = self.child.try_wait()?.is_some();
            }
        }
    }
}

#[cfg(not(unix))]
mod printed {
    use std::io;
    use std::process::Child;

    use crate::keys::key::Key;

    /// The key that a child prints.
    pub(super) fn key(child: &mut Child) -> io::Result<Option<Key>> {
        Key::read_from(child.stdout.take().expect("standard output is piped"))
    }
}

#[cfg(target_os = "linux")]
mod background {
    use std::fs;
    use std::thread;
    use std::time::{Duration, Instant};

    use rustix::io::Errno;
    use rustix::process::{
        Pid, Signal, WaitId, WaitIdOptions, WaitOptions, getpgrp, getpid, kill_process,
        set_child_subreaper, waitid, waitpid,
    };

    /// How long what was asked to end may take for it.
    const GRACE: Duration = Duration::from_millis(200);
    /// What was killed is gone after this long, or waits for a disk.
    const PATIENCE: Duration = Duration::from_secs(1);
    const GLANCE: Duration = Duration::from_millis(5);

    /// What a command leaves behind: the children that it had.
    pub(super) struct Background {
        /// Children that we were started with, of a shell that became us.
        before: Vec<Pid>,
    }

    impl Background {
        /// From now on a child's children become ours when it ends.
        pub(super) fn watch() -> Background {
            let _ = set_child_subreaper(Some(getpid()));
            Background { before: children() }
        }

        /// Ends what is left: politely first.
        pub(super) fn end(self) {
            let start = Instant::now();
            let mut asked = Vec::new();
            loop {
                let left = self.left();
                if left.is_empty() || start.elapsed() > PATIENCE {
                    break;
                }
                for pid in left {
                    if start.elapsed() > GRACE {
                        let _ = kill_process(pid, Signal::KILL);
                    } else if !asked.contains(&pid) {
                        let _ = kill_process(pid, Signal::TERM);
                        asked.push(pid);
                    }
                }
                thread::sleep(GLANCE);
            }
            let _ = set_child_subreaper(None);
        }

        /// Those that still run, in our group: nobody else is ours to end.
        fn left(&self) -> Vec<Pid> {
            let mut left = children();
            left.retain(|pid| {
                let is_over = || !matches!(waitpid(Some(*pid), WaitOptions::NOHANG), Ok(None));
                !self.before.contains(pid) && !is_over()
            });
            left
        }
    }

    /// Our children in our group. The system is asked first whether there is
    /// one at all: most commands leave none.
    fn children() -> Vec<Pid> {
        let any = WaitIdOptions::EXITED | WaitIdOptions::NOHANG | WaitIdOptions::NOWAIT;
        if matches!(waitid(WaitId::All, any), Err(Errno::CHILD)) {
            return vec![];
        }
        let processes = fs::read_dir("/proc").into_iter().flatten().flatten();
        let pids = processes.filter_map(|it| it.file_name().to_str()?.parse().ok());
        pids.filter_map(Pid::from_raw).filter(is_ours).collect()
    }

    /// `PID (NAME) STATE PARENT GROUP …`: only the name may have spaces.
    fn is_ours(pid: &Pid) -> bool {
        let stat = fs::read_to_string(format!("/proc/{}/stat", pid.as_raw_nonzero()));
        let stat = stat.unwrap_or_default();
        let Some((_, rest)) = stat.rsplit_once(") ") else {
            return false;
        };
        let number = |pid: Pid| pid.as_raw_nonzero().to_string();
        let mut fields = rest.split(' ').skip(1);
        fields.next() == Some(&number(getpid())) && fields.next() == Some(&number(getpgrp()))
    }
}

/// Other systems have no way to find what lost its parent.
#[cfg(not(target_os = "linux"))]
mod background {
    pub(super) struct Background;

    impl Background {
        pub(super) fn watch() -> Background {
            Background
        }

        pub(super) fn end(self) {}
    }
}
