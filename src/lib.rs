//! cookiekit

pub mod crypto;
pub mod error;
pub mod exit;
pub mod keys;
pub mod shell;
pub mod subject;
#[cfg(unix)]
pub mod sys;
