//! Keys and a database of an application, put beside what a command is about:
//! nothing that is printed may touch them.

use std::fs;
use std::os::unix::fs::{MetadataExt, PermissionsExt, chown};
use std::path::Path;

use rusqlite::Connection;

const KEY: &str = "7b1f0c5d9e2a48361d7c4b8fa0e95263f8147a2cd05be39611c7d84a5f02e96b";
const OLD_KEY: &str = "d3a85e17f4c2069b8e51d7304ab9fc62175e08d94b3c6af2e0917d845c3fb2a6";

/// What is put into the folder `canary`.
pub fn put(folder: &Path) {
    let canary = folder.join("canary");
    fs::create_dir(&canary).unwrap();
    let retired = "cookie.key.retired-20251121T211200Z-1a2b3c4d";
    for (name, text) in [
        ("cookie.key", KEY.to_owned()),
        (retired, OLD_KEY.to_owned()),
        ("cookie.key.next", OLD_KEY.chars().rev().collect()),
        ("master.key", KEY[7..39].to_owned()),
        (".env", format!("SESSION_SECRET={}\n", &OLD_KEY[3..51])),
        (
            "app.service",
            format!("[Service]\nEnvironment=APP_KEY={}\n", &KEY[2..50]),
        ),
        (
            "server.pem",
            format!("-----BEGIN PRIVATE KEY-----\n{OLD_KEY}\n-----END PRIVATE KEY-----\n"),
        ),
    ] {
        fs::write(canary.join(name), text).unwrap();
    }
    let database = Connection::open(canary.join("app.db")).unwrap();
    let schema = "CREATE TABLE users (id INTEGER PRIMARY KEY, name TEXT, password TEXT);
                  INSERT INTO users (name, password) VALUES ('alice', 'Tr0ub4dor'), ('bob', 'x7');";
    database.execute_batch(schema).unwrap();
    drop(database);
    let owner = folder.metadata().unwrap();
    for entry in fs::read_dir(&canary).unwrap() {
        let path = entry.unwrap().path();
        fs::set_permissions(&path, fs::Permissions::from_mode(0o600)).unwrap();
        chown(&path, Some(owner.uid()), Some(owner.gid())).unwrap();
    }
    fs::set_permissions(&canary, fs::Permissions::from_mode(0o700)).unwrap();
    chown(&canary, Some(owner.uid()), Some(owner.gid())).unwrap();
}
