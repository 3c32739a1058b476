//! What is looked at: directories are walked, files are read, and a [`scene`] of all
//! that the checks look at is made of it.

pub mod asked;
pub mod databases;
pub mod discovery;
pub mod git;
pub mod lent;
pub mod literals;
pub mod mounts;
pub mod named;
pub mod packed;
pub mod proven;
pub mod rotated;
pub mod scene;
pub mod systems;
pub mod traces;
pub mod tree;
pub mod units;
