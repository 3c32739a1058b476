//! What a command begins with.

/// What begins a command in a sentence.
pub const PROGRAMS: &[&str] = &[
    "[",
    "bzip2",
    "cat",
    "chmod",
    "chown",
    "cmp",
    "cookiekit",
    "cp",
    "dbus-run-session",
    "fuser",
    "getfacl",
    "git",
    "gzip",
    "iconv",
    "ls",
    "mkdir",
    "mv",
    "printf",
    "readlink",
    "rm",
    "Rscript",
    "sed",
    "setfacl",
    "sh",
    "shred",
    "sqlite3",
    "touch",
    "tr",
    "umask",
    "unzip",
    "xz",
    "zstd",
];

/// The commands of cookiekit: without one its name is only its name.
pub const COMMANDS: &[&str] = &[
    "audit",
    "completions",
    "decrypt",
    "encrypt",
    "formats",
    "inspect",
    "key",
    "keygen",
    "reissue",
    "rotate",
    "sign",
    "token",
    "verify",
];

/// Programs that act beyond a folder, and why they are not run. A shell reads
/// what is printed with them all the same.
pub const BEYOND: &[(&str, &str)] = &[
    ("systemctl", "restarts services of the machine"),
    ("rstudio-server", "is Workbench's own program"),
    ("sudo", "becomes another user"),
    ("apt-get", "installs on the machine"),
    ("curl", "reaches the network"),
    ("ssh", "is another machine"),
    ("docker", "is another machine"),
    ("mount", "mounts on the machine"),
    ("sysctl", "sets the machine"),
    ("dmesg", "reads the machine's log"),
    ("sync", "writes every disk"),
    ("kill", "ends processes of the machine"),
    ("gnome-keyring-daemon", "replaces the keyring of a session"),
    ("secret-tool", "asks the keyring of a session"),
    ("keyctl", "changes the keyring of the kernel"),
];
