//! What everything else is made of: the system that is asked, a key file, a place in a
//! text, what was seen there, and the rules of a run.

pub mod budget;
pub mod exclude;
pub mod extent;
pub mod incomplete;
pub mod key_file;
pub mod lines;
pub mod location;
pub mod observation;
pub mod policy;
pub mod rooted;
pub mod runs;
pub mod system;
