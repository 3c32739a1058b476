//! cookiekit

pub mod crypto;
pub mod error;
pub mod exit;
pub mod keys;
