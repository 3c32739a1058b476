//! The checks: each module has its rows and the function that looks, and the
//! [`catalogue`] has all of them in order.

pub mod access;
pub mod baked;
pub mod catalogue;
pub mod check;
pub mod clear_text;
pub mod config;
pub mod content;
pub mod copies;
pub mod docker;
pub mod file;
pub mod file_system;
pub mod fixtures;
pub mod git;
pub mod here;
pub mod image;
pub mod interrupted;
pub mod kernel_keys;
pub mod key_directories;
pub mod lifecycle;
pub mod logs;
pub mod own_work;
pub mod packed;
pub mod parents;
pub mod processes;
pub mod readers;
pub mod removal;
pub mod shell_history;
pub mod staged;
pub mod synced;
pub mod systemd;
pub mod systems;
