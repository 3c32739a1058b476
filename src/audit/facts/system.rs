//! What the audit asks of the system that it runs on, with one interface: on Unix
//! the calls themselves, on Windows what stands for each of them there.

#[cfg(unix)]
mod unix;
#[cfg(windows)]
mod windows;

#[cfg(unix)]
pub use self::unix::*;
#[cfg(windows)]
pub use self::windows::*;
