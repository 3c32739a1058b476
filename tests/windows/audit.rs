//! The audit: what is in files it judges as the program of Linux does, and who may
//! have them by their lists.

use std::collections::BTreeSet;
use std::fs;
use std::path::Path;

use serde_json::Value;

use crate::cases::{LEAKS, LOOKALIKES, cases};
use crate::scene::{Folder, Said, windows};

const KEY: &str = "4fc1a0b7d2e89635a1b0c7d8e9f203145e6d7c8b9a0f1e2d3c4b5a6978800112";
const OTHER_KEY: &str = "c0d1e2f3a4958677f8e9dacbbcad9e8f10213243546576879889a0b1c2d3e4f5";

impl Folder {
    fn put(&self, name: &str, content: impl AsRef<[u8]>) {
        let path = self.path(name);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        self.file(name, content.as_ref(), 0o600);
    }

    fn audit(&self, arguments: &[&str]) -> Said {
        self.windows(&[&["audit"], arguments].concat())
    }

    /// The audit with these variables, as it is typed into `cmd.exe`.
    fn audit_with(&self, variables: &[(&str, String)], arguments: &str) -> Said {
        let mut script = "@echo off\r\n".to_owned();
        for (name, value) in variables {
            script += &format!("set {name}={value}\r\n");
        }
        script += &format!("cookiekit audit {arguments}\r\nexit /b %errorlevel%\r\n");
        fs::write(self.path("run.bat"), script).unwrap();
        let said = self.run(&windows().with_file_name("cmd"), &["run.bat"], b"");
        fs::remove_file(self.path("run.bat")).unwrap();
        said
    }
}

fn document(said: &Said) -> Value {
    serde_json::from_str(&said.out).unwrap_or_else(|_| panic!("{said:?}"))
}

fn findings(document: &Value) -> &[Value] {
    document["findings"].as_array().unwrap()
}

fn ids(said: &Said) -> Vec<String> {
    let document = document(said);
    let found = findings(&document).iter();
    found
        .map(|it| it["id"].as_str().unwrap().to_owned())
        .collect()
}

/// What a finding says, wherever it was found: the same on both systems.
fn told(finding: &Value) -> String {
    let text = |name: &str| finding[name].as_str().unwrap().replace('\\', "/");
    format!(
        "{} {} {}:{}:{} {}",
        finding["id"].as_str().unwrap(),
        finding["severity"].as_str().unwrap(),
        text("path"),
        finding["line"],
        finding["column"],
        text("observed").replace(" (mode 0600)", "")
    )
}

/// Those that are about what is in files.
fn of_content(document: &Value) -> BTreeSet<String> {
    let is_of_place = |id: &str| ["CK1", "CK2", "CK3"].iter().any(|it| id.starts_with(it));
    let here = findings(document).iter();
    let here = here.filter(|it| !is_of_place(it["id"].as_str().unwrap()));
    here.map(told).collect()
}

#[test]
#[ignore = "needs wine: tests/windows/run"]
fn what_is_in_files_is_judged_as_on_linux() {
    let folder = Folder::new();
    let of_both = [("leak", LEAKS), ("like", LOOKALIKES)];
    let mut count = 0;
    for (kind, corpus) in of_both {
        for (number, case) in cases(corpus).iter().enumerate() {
            for file in case.files.iter().filter(|it| !it.is_removed) {
                folder.put(&format!("{kind}{number}/{}", file.path), &file.content);
                count += 1;
            }
        }
    }
    folder.put("packed/.env", format!("SESSION_SECRET={KEY}\n"));
    folder.put(
        "packed/one.log",
        format!("start\nsession_secret={OTHER_KEY}\n"),
    );
    let made = "import sqlite3; c = sqlite3.connect('packed/users.db'); \
                c.execute('create table users(name, password)'); \
                c.execute(\"insert into users values('ann', 'correct horse')\"); c.commit()";
    folder.run(Path::new("python3"), &["-c", made], b"").done();
    folder.set_mode("packed/users.db", 0o600);
    for pack in [
        "cd packed && tar czf all.tgz .env && python3 -m zipfile -c all.zip .env && rm .env",
        "gzip packed/one.log",
    ] {
        folder.run(Path::new("sh"), &["-c", pack], b"").done();
    }
    assert!(count > 200, "{count}");
    let arguments = ["audit", "--json", "."];
    let here = folder.linux(&arguments, b"");
    let there = folder.windows(&arguments);
    assert_eq!(there.code, Some(1), "{}", there.err);
    let (here, there) = (document(&here), document(&there));
    assert_eq!(here["files_walked"], there["files_walked"]);
    assert_eq!(here["not_read"], there["not_read"]);
    let (here, found) = (of_content(&here), of_content(&there));
    let missed: Vec<&String> = here.difference(&found).collect();
    let more: Vec<&String> = found.difference(&here).collect();
    assert!(here.len() > 100, "{}", here.len());
    assert!(
        missed.is_empty() && more.is_empty(),
        "{missed:#?} {more:#?}"
    );
    for finding in findings(&there) {
        // A command is one of Windows; what there is to do is reported in any case.
        match finding["fix"].as_str() {
            Some(fix) => {
                let first = fix.split(' ').next().unwrap();
                assert!(["cookiekit", "git", "icacls"].contains(&first), "{fix}");
                for word in ["'", "$(", "chmod", "| ", "~/", ";"] {
                    assert!(!fix.contains(word), "{fix}");
                }
            }
            None => assert!(!finding["mend"].as_str().unwrap().is_empty()),
        }
    }
}

#[test]
#[ignore = "needs wine: tests/windows/run"]
fn a_key_that_everyone_can_read_is_found_with_the_line_that_closes_it() {
    let folder = Folder::new();
    folder.put("cookie.key", KEY);
    let said = folder.audit(&["--json", "cookie.key"]);
    assert_eq!((said.code, ids(&said).len()), (Some(0), 0), "{said:?}");
    folder.set_mode("cookie.key", 0o644);
    let said = folder.audit(&["--json", "cookie.key"]);
    assert_eq!(said.code, Some(1), "{said:?}");
    let document = document(&said);
    let [finding] = findings(&document) else {
        panic!("{document}");
    };
    assert_eq!(finding["id"], "CK101");
    assert_eq!(
        finding["observed"],
        "can be read by Everyone (access control list)"
    );
    let fix = finding["fix"].as_str().unwrap();
    assert!(
        fix.starts_with("icacls cookie.key /inheritance:r /grant:r *S-1-5-21-"),
        "{fix}"
    );
    assert!(fix.ends_with(" /remove:g *S-1-1-0"), "{fix}");
    let said = folder.audit(&["cookie.key"]);
    assert!(
        said.out.contains("then: rotate: it was exposed"),
        "{}",
        said.out
    );
}

#[test]
#[ignore = "needs wine: tests/windows/run"]
fn a_folder_that_others_can_change_is_found() {
    let folder = Folder::new();
    folder.put(r"open/cookie.key", KEY);
    folder.set_mode("open", 0o777);
    let said = folder.audit(&["--json", "open"]);
    assert_eq!(said.code, Some(1), "{said:?}");
    assert_eq!(ids(&said), ["CK201"], "{said:?}");
    let document = document(&said);
    let finding = &findings(&document)[0];
    assert_eq!(finding["path"], r"open\cookie.key");
    assert_eq!(finding["fix"], Value::Null);
    assert!(finding["mend"].as_str().unwrap().contains("your profile"));
}

#[test]
#[ignore = "needs wine: tests/windows/run"]
fn a_second_name_is_found_with_the_line_that_lists_them_all() {
    let folder = Folder::new();
    folder.put("cookie.key", KEY);
    fs::hard_link(folder.path("cookie.key"), folder.path("other")).unwrap();
    let said = folder.audit(&["--json", "cookie.key"]);
    assert_eq!((said.code, ids(&said)), (Some(1), vec!["CK110".to_owned()]));
    let document = document(&said);
    let finding = &findings(&document)[0];
    assert_eq!(
        finding["observed"],
        "has another name: fsutil hardlink list cookie.key"
    );
    assert_eq!(finding["fix"], Value::Null);
    fs::remove_file(folder.path("other")).unwrap();
    folder.audit(&["cookie.key"]).done();
}

#[test]
#[ignore = "needs wine: tests/windows/run"]
fn what_is_of_unix_alone_is_said_and_passes_nothing() {
    let folder = Folder::new();
    folder.put("cookie.key", KEY);
    let said = folder.audit(&["cookie.key"]);
    let note = "not applicable on Windows: CK103, CK105, ";
    assert!(said.err.contains(note), "{said:?}");
    let said = folder.audit(&["--json", "cookie.key"]);
    let document = document(&said);
    let not_here = document["not_applicable"].as_array().unwrap();
    assert!(not_here.contains(&"CK408".into()) && !not_here.contains(&"CK101".into()));
    let said = folder.audit(&["--format", "sarif", "cookie.key"]);
    let sarif: Value = serde_json::from_str(&said.out).unwrap();
    let run = &sarif["runs"][0];
    let rules = run["tool"]["driver"]["rules"].as_array().unwrap();
    assert!(rules.iter().any(|it| it["id"] == "CK101"));
    assert!(!rules.iter().any(|it| it["id"] == "CK408"));
    let told = &run["invocations"][0]["toolConfigurationNotifications"][0];
    assert_eq!(told["level"], "note");
    assert!(told["message"]["text"].as_str().unwrap().starts_with(note));
    let said = folder.audit(&["--explain", "CK408"]);
    assert!(said.out.contains("not applicable on Windows"), "{said:?}");
    let said = folder.audit(&["--explain", "CK101"]);
    assert!(!said.out.contains("not applicable"), "{said:?}");
    assert!(!said.out.contains("chmod"), "{said:?}");
    for (arguments, flag) in [
        (&["--owner", "web"][..], "--owner"),
        (&["--reader", "web"], "--reader"),
        (&["--allow-group", "web"], "--allow-group"),
        (&["--root", "."], "--root"),
        (&["--fix"], "--fix"),
    ] {
        let said = folder.audit(&[arguments, &["cookie.key"]].concat());
        assert_eq!((said.code, &*said.out), (Some(2), ""), "{said:?}");
        let why = format!("cookiekit: {flag} is not applicable on Windows");
        assert!(said.err.starts_with(&why), "{said:?}");
    }
}

#[test]
#[ignore = "needs wine: tests/windows/run"]
fn a_key_in_a_text_is_a_decision_and_no_command_of_unix() {
    let folder = Folder::new();
    folder.put("app/.env", format!("# web\nSESSION_SECRET={KEY}\n"));
    let said = folder.audit(&["app"]);
    assert_eq!(said.code, Some(1), "{said:?}");
    for told in [r"app\.env", "CK411", "decide: ", "line 2"] {
        assert!(said.out.contains(told), "{told}: {said:?}");
    }
    assert!(
        !said.out.contains("$ ") && !said.out.contains("sed"),
        "{said:?}"
    );
    assert!(!said.out.contains(&KEY[..8]) && !said.err.contains(&KEY[..8]));
    let said = folder.audit(&["--format", "sarif", "app"]);
    let sarif: Value = serde_json::from_str(&said.out).unwrap();
    let result = &sarif["runs"][0]["results"][0];
    let place = &result["locations"][0]["physicalLocation"];
    assert_eq!(place["artifactLocation"]["uri"], "app/.env");
    assert_eq!(place["region"]["startLine"], 2);
}

#[test]
#[ignore = "needs wine: tests/windows/run"]
fn the_history_of_powershell_and_the_variables_of_r_are_looked_at() {
    const HISTORY: &str = "Roaming/Microsoft/Windows/PowerShell/PSReadLine/ConsoleHost_history.txt";
    let folder = Folder::new();
    folder.put("cookie.key", KEY);
    folder.put(HISTORY, format!("dir\r\necho {KEY}\r\n"));
    folder.put("r/.Renviron", format!("PLUMBER_SECRET={OTHER_KEY}\n"));
    let variables = [
        ("APPDATA", folder.on_drive("Roaming")),
        ("R_USER", folder.on_drive("r")),
        ("USERPROFILE", folder.on_drive("home")),
    ];
    let said = folder.audit_with(&variables, "--json cookie.key");
    assert_eq!(said.code, Some(1), "{said:?}");
    assert_eq!(ids(&said), ["CK407"], "{said:?}");
    let told = document(&said);
    let path = findings(&told)[0]["path"].as_str().unwrap();
    assert!(path.ends_with(&HISTORY.replace('/', r"\")), "{path}");
    // Without a path the places are looked at where keys are here, and none of Unix.
    let said = folder.audit_with(&variables, "--json");
    let document = document(&said);
    let places = document["looked_at"].as_array().unwrap().iter();
    let places: Vec<String> = places
        .map(|it| it["path"].as_str().unwrap().replace('\\', "/"))
        .collect();
    assert!(
        places.iter().any(|it| it.ends_with("/r/.Renviron")),
        "{places:?}"
    );
    assert!(!places.iter().any(|it| it.contains("/etc/")), "{places:?}");
    let mut found = findings(&document).iter();
    let is_r =
        |it: &Value| it["id"] == "CK411" && it["path"].as_str().unwrap().contains(".Renviron");
    assert!(found.any(is_r), "{document}");
}

#[test]
#[ignore = "needs wine: tests/windows/run"]
fn a_baseline_of_linux_is_known_on_windows_and_the_other_way_round() {
    let folder = Folder::new();
    folder.put("app/conf/.env", format!("SESSION_SECRET={KEY}\n"));
    folder.put("app/cookie.key", "short");
    let write = ["audit", "-q", "--write-baseline", "here.json", "app"];
    folder.linux(&write, b"").done();
    let said = folder.audit(&["--baseline", "here.json", "app"]);
    assert_eq!(said.code, Some(0), "{said:?}");
    folder.put("there.json", "");
    for _ in 0..2 {
        folder
            .audit(&["-q", "--write-baseline", "there.json", "app"])
            .done();
    }
    let apply = ["audit", "--baseline", "there.json", "app"];
    let apply = [&apply[..], &["--json"]].concat();
    let left = of_content(&document(&folder.linux(&apply, b"")));
    assert!(left.is_empty(), "{left:#?}");
    // What is new is found.
    folder.put("app/new.env", format!("SESSION_SECRET={OTHER_KEY}\n"));
    let said = folder.audit(&["--json", "--baseline", "there.json", "app"]);
    assert_eq!(ids(&said), ["CK411"], "{said:?}");
    let names = folder.names();
    assert!(!names.iter().any(|it| it.ends_with(".tmp")), "{names:?}");
}

#[test]
#[ignore = "needs wine: tests/windows/run"]
fn a_report_takes_the_place_of_a_report_and_of_nothing_else() {
    let folder = Folder::new();
    folder.put("cookie.key", KEY);
    for _ in 0..2 {
        folder
            .audit(&["-q", "--output", "report.txt", "cookie.key"])
            .done();
        let report = String::from_utf8(folder.read("report.txt")).unwrap();
        assert!(report.starts_with("nothing found (1 key, "), "{report}");
    }
    let said = folder.audit(&["--output", "cookie.key", "cookie.key"]);
    said.refused(
        2,
        "cookiekit: could not write the report cookie.key: it exists and is not the report of an \
         audit\nhint: nothing was changed; name another file\n",
    );
    assert_eq!(folder.read("cookie.key"), KEY.as_bytes());
    let said = folder.audit(&["--output", r"no\report.txt", "cookie.key"]);
    assert_eq!(said.code, Some(2), "{said:?}");
    assert!(
        said.err.contains("hint: make it with: mkdir no\n"),
        "{said:?}"
    );
}

#[test]
#[ignore = "needs wine: tests/windows/run"]
fn without_git_a_work_tree_is_unknown() {
    let folder = Folder::new();
    folder.put("app/.git/HEAD", "ref: refs/heads/main\n");
    folder.put("app/.git/config", "");
    folder.put("app/.git/objects/info/packs", "");
    folder.put("app/.git/refs/heads/none", "");
    folder.put("app/cookie.key", KEY);
    let said = folder.audit(&["--json", "app"]);
    assert_eq!(said.code, Some(5), "{said:?}");
    let document = document(&said);
    let mut found = findings(&document).iter();
    let is_said = |it: &Value| {
        it["id"] == "CK902"
            && it["observed"]
                .as_str()
                .unwrap()
                .contains("there is no git to ask")
    };
    assert!(found.any(is_said), "{document}");
    let said = folder.audit(&["--staged"]);
    assert_eq!((said.code, &*said.out), (Some(2), ""), "{said:?}");
}

#[test]
#[ignore = "needs wine: tests/windows/run"]
fn what_is_not_there_or_no_file_is_said() {
    let folder = Folder::new();
    let said = folder.audit(&["--json", "none.key"]);
    assert_eq!((said.code, ids(&said)), (Some(5), vec!["CK901".to_owned()]));
    let said = folder.audit(&["--json", "NUL"]);
    assert_eq!((said.code, ids(&said)), (Some(1), vec!["CK108".to_owned()]));
}
