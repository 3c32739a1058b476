//! What can be known about the packages without making them, which `tests/release`
//! does: that each has every file, and that what makes them is pinned.

#![allow(clippy::unwrap_used)]

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};

fn root() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}

fn read(path: &str) -> String {
    fs::read_to_string(root().join(path)).unwrap_or_else(|it| panic!("{path}: {it}"))
}

fn names(folder: &str) -> BTreeSet<String> {
    let entries = fs::read_dir(root().join(folder)).unwrap();
    let names = entries.map(|it| it.unwrap().file_name().into_string().unwrap());
    names.collect()
}

/// The section of the Debian package in Cargo.toml.
fn deb() -> String {
    let manifest = read("Cargo.toml");
    let (_, rest) = manifest.split_once("\n[package.metadata.deb]\n").unwrap();
    rest.split("\n[").next().unwrap().to_owned()
}

/// Which file goes where, with which mode.
fn assets() -> Vec<[String; 3]> {
    let section = deb();
    let (_, rest) = section.split_once("\nassets = [\n").unwrap();
    let rows = rest.lines().take_while(|it| *it != "]");
    let rows = rows.map(|it| serde_json::from_str(it.trim().trim_end_matches(',')).unwrap());
    rows.collect()
}

/// The assets that tests/release makes before the package.
const MADE: [&str; 2] = ["target/release/cookiekit", "target/THIRD-PARTY"];

#[test]
fn the_package_of_debian_names_files_that_are_there() {
    let assets = assets();
    assert!(assets.len() > 5, "{assets:?}");
    let release = read("tests/release");
    for [source, ..] in &assets {
        if let Some((folder, ending)) = source.split_once("/*") {
            let found = names(folder).iter().any(|it| it.ends_with(ending));
            assert!(found, "{source} matches nothing");
        } else if MADE.contains(&&**source) {
            let name = source.rsplit('/').next().unwrap();
            assert!(release.contains(name), "tests/release makes no {source}");
        } else {
            assert!(root().join(source).is_file(), "{source} is not there");
        }
    }
    let section = deb();
    let licence = section.lines().find(|it| it.starts_with("license-file"));
    let licence = licence.unwrap().split('"').nth(1).unwrap();
    assert!(read(licence).starts_with("Format: "), "{licence}");
}

#[test]
fn the_package_of_debian_has_every_man_page_where_man_looks() {
    let assets = assets();
    let pages: Vec<String> = ["man/man1", "man/man7"]
        .into_iter()
        .flat_map(names)
        .collect();
    assert!(pages.len() > 30, "{pages:?}");
    for page in pages {
        let section = page.rsplit('.').next().unwrap();
        let is_packed = assets.iter().any(|[source, to, mode]| {
            *source == format!("man/man{section}/*")
                && *to == format!("usr/share/man/man{section}/")
                && mode == "644"
        });
        assert!(is_packed, "{page} is not in the package");
    }
}

/// PowerShell and Elvish have no place for those of a package of Debian.
#[test]
fn the_package_of_debian_has_the_completions_where_the_shells_look() {
    let expected = [
        (
            "cookiekit.bash",
            "usr/share/bash-completion/completions/cookiekit",
        ),
        ("_cookiekit", "usr/share/zsh/vendor-completions/_cookiekit"),
        (
            "cookiekit.fish",
            "usr/share/fish/vendor_completions.d/cookiekit.fish",
        ),
    ];
    let assets = assets();
    let elsewhere = ["_cookiekit.ps1", "cookiekit.elv"].map(str::to_owned);
    let mut all = BTreeSet::from(elsewhere);
    for (name, place) in expected {
        let row = [
            format!("completions/{name}"),
            place.to_owned(),
            "644".to_owned(),
        ];
        assert!(assets.contains(&row), "{row:?}");
        all.insert(name.to_owned());
    }
    assert_eq!(names("completions"), all);
}

fn below(folder: &Path, found: &mut Vec<PathBuf>) {
    for entry in fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            below(&path, found);
        } else if path.extension().is_some_and(|it| it == "yml") {
            found.push(path);
        }
    }
}

/// A tag can be moved to other code by anyone who has the action; a hash cannot.
#[test]
fn every_action_and_image_of_the_workflows_is_pinned_by_its_hash() {
    let is_hex =
        |text: &str, digits| text.len() == digits && text.bytes().all(|it| it.is_ascii_hexdigit());
    let mut files = Vec::new();
    below(&root().join(".github"), &mut files);
    let mut checked = 0;
    for path in files {
        let text = fs::read_to_string(&path).unwrap();
        for line in text.lines().map(str::trim) {
            let line = line.strip_prefix("- ").unwrap_or(line);
            let place = format!("{}: {line}", path.display());
            if let Some(action) = line.strip_prefix("uses: ")
                && !action.starts_with("./")
            {
                let (_, pin) = action.split_once('@').unwrap();
                let (hash, version) = pin.split_once(" # ").expect(&place);
                assert!(is_hex(hash, 40) && !version.is_empty(), "{place}");
                checked += 1;
            }
            let image = line.strip_prefix("image: ");
            if let Some(image) = image.or_else(|| line.strip_prefix("container: ")) {
                let (_, hash) = image.split_once("@sha256:").expect(&place);
                assert!(is_hex(hash, 64), "{place}");
                checked += 1;
            }
        }
    }
    assert!(checked > 10, "the workflows were not read");
}

#[test]
fn a_workflow_has_no_right_that_a_job_does_not_ask_for() {
    let workflows = names(".github/workflows");
    assert!(workflows.len() >= 3, "{workflows:?}");
    for name in workflows {
        let text = read(&format!(".github/workflows/{name}"));
        assert!(text.contains("\npermissions: {}\n"), "{name}");
        let writes = text.lines().filter(|it| it.contains(": write"));
        let expected = if name == "release.yml" { 3 } else { 0 };
        assert_eq!(writes.count(), expected, "{name}");
    }
}

/// Two scripts install one program: the later would build it a second time.
#[test]
fn the_scripts_agree_on_the_versions_of_their_tools() {
    let pinned = |path: &str| {
        let text = read(path);
        let words = text.split_whitespace();
        let pins =
            words.filter_map(|it| it.split_once('@').filter(|it| it.0.starts_with("cargo-")));
        let pins =
            pins.map(|(name, version)| (name.to_owned(), version.trim_end_matches(';').to_owned()));
        pins.collect::<BTreeSet<_>>()
    };
    let (run, release) = (pinned("tests/run"), pinned("tests/release"));
    assert!(
        !run.is_empty() && release.len() > run.len(),
        "{run:?} {release:?}"
    );
    assert!(run.is_subset(&release), "{run:?} {release:?}");
}

#[test]
fn no_document_has_a_place_that_somebody_is_to_fill_in() {
    let mut texts = vec![("Cargo.toml".to_owned(), read("Cargo.toml"))];
    texts.push(("README.md".to_owned(), read("README.md")));
    for folder in [".github", "man/man1", "man/man7", ".github/ISSUE_TEMPLATE"] {
        for name in names(folder) {
            let path = format!("{folder}/{name}");
            if root().join(&path).is_file() {
                texts.push((path.clone(), read(&path)));
            }
        }
    }
    assert!(texts.len() > 40);
    for (path, text) in texts {
        for mark in ["OWNER/", "TODO", "FIXME", "YOUR-", "@example.org>"] {
            assert!(!text.contains(mark), "{path} has {mark}");
        }
    }
}

/// The names of the members that the form has taken out of what `inspect` prints.
#[cfg(unix)]
fn taken_out() -> Vec<String> {
    let form = read(".github/ISSUE_TEMPLATE/cookie.yml");
    let line = form
        .lines()
        .find(|it| it.trim().starts_with("jq "))
        .unwrap();
    let (_, names) = line.split_once("del(").unwrap();
    let names = names.split(')').next().unwrap().split(", ");
    let names = names.map(|it| it.rsplit('.').next().unwrap().trim_end_matches('?'));
    names.map(str::to_owned).collect()
}

#[cfg(unix)]
fn without(value: &mut serde_json::Value, names: &[String]) {
    match value {
        serde_json::Value::Object(members) => {
            members.retain(|name, _| !names.contains(name));
            members.values_mut().for_each(|it| without(it, names));
        }
        serde_json::Value::Array(values) => values.iter_mut().for_each(|it| without(it, names)),
        _ => {}
    }
}

/// Anyone who fills in the form shows nobody's session: neither what the cookie holds
/// nor its key, whether it opens or not.
#[cfg(unix)]
#[test]
fn what_the_form_for_cookies_asks_for_holds_no_payload_and_no_key() {
    use std::process::Command;
    const CANARY: &str = "canary-of-a-payload";
    let names = taken_out();
    assert!(names.contains(&"payload".to_owned()), "{names:?}");
    let folder = tempfile::tempdir().unwrap();
    let ended = |arguments: &[&str]| {
        let ended = Command::new(env!("CARGO_BIN_EXE_cookiekit"))
            .args(arguments)
            .current_dir(folder.path())
            .env_clear()
            .output()
            .unwrap();
        let said = String::from_utf8(ended.stdout).unwrap();
        (ended.status.success(), said)
    };
    let run = |arguments: &[&str]| {
        let (is_yes, said) = ended(arguments);
        is_yes.then_some(said)
    };
    let shown = |arguments: &[&str]| ended(arguments).1;
    let formats = run(&["formats", "--json"]).unwrap();
    let formats: serde_json::Value = serde_json::from_str(&formats).unwrap();
    let formats = formats["formats"].as_array().unwrap();
    let payloads = [
        format!("{{\"user\":\"{CANARY}\"}}"),
        CANARY.to_owned(),
        format!("\"{CANARY}\""),
    ];
    run(&["keygen", "--out", "other.key"]).unwrap();
    let mut covered = BTreeSet::new();
    for format in formats {
        let format = format["name"].as_str().unwrap();
        let key = format!("{format}.key");
        if run(&["keygen", "--for", format, "--out", &key]).is_none() {
            continue;
        }
        let text = fs::read(folder.path().join(&key)).unwrap();
        let text = String::from_utf8_lossy(&text).into_owned();
        for (command, payload) in payloads
            .iter()
            .flat_map(|it| [("encrypt", it), ("sign", it)])
        {
            let make = [
                command, "--format", format, "--key", &key, "--name", "session", payload,
            ];
            let cookie = run(&make).or_else(|| run(&[&make[..], &["--expires-in", "8h"]].concat()));
            let Some(cookie) = cookie else { continue };
            for opened_with in [&*key, "other.key"] {
                let inspect = [
                    "inspect",
                    "--json",
                    "--name",
                    "session",
                    "--key",
                    opened_with,
                    cookie.trim_end(),
                ];
                let document = shown(&inspect);
                let mut document: serde_json::Value = serde_json::from_str(&document).unwrap();
                if opened_with == key && document["authenticated"] == true {
                    assert!(
                        document.to_string().contains(CANARY),
                        "{format}: no payload"
                    );
                    covered.insert(format);
                }
                without(&mut document, &names);
                let document = document.to_string();
                for secret in [CANARY, &text, cookie.trim_end()] {
                    assert!(!document.contains(secret), "{format}: {document}");
                }
            }
        }
    }
    assert!(covered.len() >= 25, "{covered:?}");
}
