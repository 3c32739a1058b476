//! What looks like a key and is none, and what is one all the same.

use crate::sandbox::Sandbox;
use crate::{KEY, OTHER_KEY, WORKBENCH_KEY};

/// Files of nothing but as many hex digits as a key has, which are no keys.
const DIGITS: &[&str] = &[
    ".vagrant/machines/default/virtualbox/index_uuid",
    ".vagrant/machines/default/virtualbox/id",
    ".vagrant/machines/default/libvirt/machine-folders",
    "machineId",
    "machine-id",
    "etc/machine_id",
    "diskId",
    "disk.id",
    "hostid",
    "boot_id",
    "server-uuid",
    "app/GUID",
    "public_key",
    "publicKey",
    "public_key.txt",
    "signing.pub",
    "keys/public/alice",
    "keys/alice.pub",
    "verify_key",
    "verification",
    "google-site-verification",
    "bing-verification.txt",
    ".well-known/apple-developer-merchantid-domain-association",
    ".well-known/pki-validation/file-validation.txt",
    "4fc1a0b7d2e89635a1b0c7d8e9f203145e6d7c8b9a0f1e2d3c4b5a6978800112.txt",
    "d41d8cd98f00b204e9800998ecf8427e.txt",
    "keys/d41d8cd98f00b204e9800998ecf8427e",
    "tls/cert.fingerprint",
    "fingerprint",
    "key_fingerprint",
    "keyFingerprint.txt",
    "SECRET_FINGERPRINT",
    "certs/server.thumbprint",
    "page.etag",
    "ETag",
    "cache/etag",
    "package.lock.hash",
    "yarn-lock-hash",
    ".npm-lock.md5",
    "requirements.sha256",
    "requirements.sha256sum",
    "SHA256SUM",
    "md5",
    "checksum",
    "app.digest",
    "cookie_key.sha256",
    "cookie_key.md5",
    "cookieKeyHash",
    "secret.sum",
    "session_id",
    "sessionId",
    "SESSIONID",
    "key-id",
    "keyid",
    "cookbooks/.chef/checksum",
    "cookbooks/metadata",
    "puppet/modules/apt/checksums",
    ".terraform/lineage",
    ".terraform/plugins.hash",
    "nix/source-hash",
    "nix/narhash",
    "bazel/output_base",
    "bazel/sha256",
    ".git_revision",
    "REVISION",
    "HEAD",
    "COMMIT",
    "build/version",
    "docker/container.cid",
    "cidfile",
    "docker/image-id",
    "containerid",
    "btrfs/uuid",
    "zfs/pool_guid",
    "fs/volume-serial",
    "cache_key",
    ".cache-key",
    "cache/blob",
    "secretary",
    "cookiecutter",
    "monkey",
    "notes",
    "data/blob",
    "data/blob.txt",
    "data/blob.conf",
    "data/blob.json",
    "data/etag.json",
    "cookie-app/data",
    "x",
];

/// Other digits for each name, of 64 or 32.
fn digits(number: usize) -> String {
    let all: String = KEY.chars().cycle().skip(number % 61).take(64).collect();
    let all = all.replacen(|_: char| true, &format!("{:x}", number % 16), 1);
    let all = format!("{all:.60}{number:04x}");
    match number % 2 {
        0 => all,
        _ => format!("{}\n", &all[32..]),
    }
}

/// What is called as a key is, and is none by its content.
fn documents() -> Vec<(&'static str, Vec<u8>)> {
    let der = [&[0x30, 0x82, 0x01, 0x00, 0x02, 0x01, 0x00][..], &[7; 253]].concat();
    let small_der = [&[0x30, 0x2e, 0x02, 0x01, 0x00, 0x30, 0x05][..], &[0x81; 41]].concat();
    let ring = [
        &[0x99, 0x01, 0x0d, 0x04, 0x60, 0x01, 0x02, 0x03, 0x01][..],
        &[0xd1; 200],
    ]
    .concat();
    let locked = [&b"\0GITCRYPT\0"[..], &[0xc3; 60]].concat();
    let zip = [&b"PK\x03\x04"[..], &[0xe1; 100]].concat();
    let text = |text: &str| text.as_bytes().to_vec();
    let line = "RWQf6LRCGA9i53mlYecO4IzT51TGPpvWucNSCh1CBM0QTaLn73Y7GFO3";
    vec![
        ("empty.key", text("")),
        ("blank.key", text(" \n")),
        (".gitkeep.key", text("")),
        (
            "tls.key",
            text("-----BEGIN PRIVATE KEY-----\nMC4CAQ\n-----END PRIVATE KEY-----\n"),
        ),
        ("ec.key", text("-----BEGIN EC PRIVATE KEY-----")),
        ("server.key", der),
        ("ed25519.key", small_der),
        (
            "release.key",
            text("-----BEGIN PGP PUBLIC KEY BLOCK-----\n\nmQ\n"),
        ),
        ("ring.key", ring),
        (
            "Kexample.org.+013+12345.key",
            text(
                "example.org. 3600 IN DNSKEY 257 3 13 mdsswUyr3DPW132mOi8V9xESWE8jTo0dxCjjnopKl+GqJxpVXckHAeF+KkxLbxILfDLUT0rAK9iUzy1L53eKGQ==\n",
            ),
        ),
        (
            "Kzone.key",
            text(
                "; This is a zone-signing key, keyid 1, for a.org.\na.org. IN DNSKEY 256 3 8 AwEA\n",
            ),
        ),
        (
            "tsig.key",
            text("key \"transfer\" {\n\talgorithm hmac-sha256;\n};\n"),
        ),
        (
            "age.key",
            text("# created: 2026-01-01\nAGE-SECRET-KEY-1QQQQ\n"),
        ),
        ("recipient.key", text(&format!("age1{}", "q".repeat(58)))),
        (
            "id.key",
            text("ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIA a@example.org\n"),
        ),
        (
            "deploy.key",
            text("-----BEGIN OPENSSH PRIVATE KEY-----\nb3Bl\n"),
        ),
        ("putty.key", text("PuTTY-User-Key-File-3: ssh-ed25519\n")),
        (
            "minisign.key",
            text(&format!(
                "untrusted comment: minisign encrypted secret key\n{line}\n"
            )),
        ),
        (
            "signify.key",
            text(&format!("untrusted comment: signify public key\n{line}\n")),
        ),
        (
            "wg.pub.key",
            text("HIgo9xNzJMWLKASShiTqIybxZ0U3wGLiUeJ1PKf8ykw=\n"),
        ),
        (
            "public.key",
            text("HIgo9xNzJMWLKASShiTqIybxZ0U3wGLiUeJ1PKf8ykw=\n"),
        ),
        ("license.key", text("a1b2c3d4e5f6")),
        ("licence.key", text("AAAA-BBBB-CCCC-DDDD")),
        ("product.key", text("ABCDE-12345-FGHIJ-67890-KLMNO\n")),
        ("slides.key", zip),
        ("locked.key", locked.clone()),
        ("cookie.locked.key", locked.clone()),
        ("secure-cookie-key", locked),
        (
            "crypt.key",
            text("U2FsdGVkX19kc2Zkc2Zkc2Zkc2Zkc2Zkc2Zkc2Y=\n"),
        ),
        ("vault.key", text("$ANSIBLE_VAULT;1.1;AES256\n6162\n")),
        ("messages.key", text("greeting = Hello\nfarewell = Bye\n")),
        ("en.key", text("greeting: \"Hello\"")),
        ("de.key", text("app.title=Willkommen")),
        ("fr.key", text("{\"greeting\": \"Bonjour\"}")),
        ("page.key", text("<html></html>")),
        (
            "about.key",
            text("This file is here so that the folder is kept when all the keys are gone."),
        ),
        ("cookie_key.sha256", text(KEY)),
        ("cookie_key_id", text(WORKBENCH_KEY)),
        ("cookie-public-key", text(OTHER_KEY)),
    ]
}

/// A repository with all of them in it, committed; nothing is found in its tree
/// or its history.
#[test]
fn what_is_no_key_is_none_in_a_tree_and_in_a_history() {
    assert!(DIGITS.len() + documents().len() > 110);
    let sandbox = Sandbox::empty();
    for (number, name) in DIGITS.iter().enumerate() {
        // Files and folders of one name are not distinguished everywhere.
        sandbox.file(&format!("repo/{number}/{name}"), digits(number), 0o644);
    }
    for (name, content) in documents() {
        sandbox.file(&format!("repo/documents/{name}"), content, 0o644);
    }
    nothing(&sandbox, "repo");
    sandbox.sh(
        "cd repo && git init -q && git config user.name a && git config user.email a@example.org \
         && git add -A && git commit -qm all && chmod -R go= .",
    );
    nothing(&sandbox, "repo");
    sandbox.sh("cd repo && git rm -qr . && git commit -qm gone && echo > left");
    nothing(&sandbox, "repo");
    // Nor without a path, where keys are sought in the folder itself.
    sandbox.sh("cd repo && git checkout -q HEAD~ -- documents");
    let said = sandbox.sh("cd repo/documents && cookiekit audit --json --history-limit 60s; true");
    let document: serde_json::Value = serde_json::from_str(&said).unwrap();
    let is_here = |it: &&serde_json::Value| !it["path"].as_str().unwrap().starts_with('/');
    let findings = document["findings"].as_array().unwrap().iter();
    let here: Vec<_> = findings.filter(is_here).collect();
    assert!(here.is_empty(), "{here:#?}");
}

/// Nothing is reported about it.
fn nothing(sandbox: &Sandbox, path: &str) {
    let run = sandbox.audit(&["--json", path]);
    let document: serde_json::Value = serde_json::from_str(&run.stdout).unwrap();
    let findings = document["findings"].as_array().unwrap();
    assert!(findings.is_empty(), "{findings:#?}");
    assert_eq!(run.exit, 0, "{}", run.stderr);
}

#[test]
fn what_a_name_or_a_folder_calls_a_key_is_one_and_it_is_said_why() {
    let sixty_four = "64 hex digits and nothing else";
    for (name, why) in [
        ("secret", "its name says so"),
        ("session_secret", "its name says so"),
        ("sessionSecret", "its name says so"),
        ("session_secret.txt", "its name says so"),
        ("SESSION_SECRET.conf", "its name says so"),
        ("app-secret.txt", "its name says so"),
        ("SECRET_KEY_BASE", "its name says so"),
        ("hash_key", "its name says so"),
        ("hmacKey", "its name says so"),
        ("key", "its name says so"),
        ("secrets/web", "its folder secrets says so"),
        ("keys/prod/web", "its folder keys says so"),
        ("cookies/web", "its folder cookies says so"),
        (
            "app-credentials/a/web",
            "its folder app-credentials says so",
        ),
        ("web.key.bak", "its name is that of a copy of web.key"),
    ] {
        let sandbox = Sandbox::empty();
        sandbox.file(&format!("app/{name}"), KEY, 0o644);
        let finding = sandbox.finds("CK101", "critical", &["app"]);
        let observed = finding["observed"].as_str().unwrap();
        let told = format!("; taken for a key: {sixty_four}, and {why}");
        assert!(observed.ends_with(&told), "{name}: {observed}");
        // The same of what only the history has.
        sandbox.sh(
            "cd app && git init -q && git config user.name a && git config user.email a@b \
             && git add -A && git commit -qm all && git rm -qr . && git commit -qm gone; mkdir -p ../app",
        );
        if name.ends_with(".bak") {
            continue;
        }
        let finding = sandbox.finds("CK403", "critical", &["app"]);
        let observed = finding["observed"].as_str().unwrap();
        assert!(observed.ends_with(&told), "{name}: {observed}");
    }
    // Names of keys need not be explained, nor what the command line names.
    for (name, path) in [
        ("cookieKey", "app"),
        ("secure-cookie-key", "app"),
        ("notes", "app/notes"),
    ] {
        let sandbox = Sandbox::empty();
        sandbox.file(&format!("app/{name}"), WORKBENCH_KEY, 0o644);
        let finding = sandbox.finds("CK101", "critical", &[path]);
        let observed = finding["observed"].as_str().unwrap();
        assert!(!observed.contains("taken for"), "{name}: {observed}");
    }
    let sandbox = Sandbox::empty();
    sandbox.file(
        "app/cookie-secret.txt",
        "HIgo9xNzJMWLKASShiTqIybxZ0U3wGLiUeJ1PKf8ykw=",
        0o644,
    );
    let finding = sandbox.finds("CK101", "critical", &["app"]);
    let observed = finding["observed"].as_str().unwrap();
    let told = "; taken for a key: 32 bytes in base64 and nothing else, and its name says so";
    assert!(observed.ends_with(told), "{observed}");
}

#[test]
fn digits_are_a_key_where_a_text_hands_the_file_on_as_one() {
    for (text, line, why) in [
        (".env", "COOKIE_KEY_FILE=data/blob", "app/.env names it"),
        (
            ".env",
            "COOKIE_KEY_FILE=/srv/app/data/blob",
            "app/.env names it",
        ),
        (
            "env.list",
            "SESSION_SECRET_FILE=./data/blob",
            "app/env.list names it",
        ),
        (
            "compose.yml",
            "secrets:\n  web:\n    file: ./data/blob",
            "app/compose.yml names it",
        ),
        (
            "rserver.conf",
            "secure-cookie-key-file=/opt/app/data/blob",
            "app/rserver.conf names it",
        ),
        (
            "web.service",
            "[Service]\nLoadCredential=web:/srv/data/blob",
            "app/web.service names it",
        ),
        (
            "plumber.R",
            "pr_cookie(pr, readLines('data/blob'))",
            "app/plumber.R names it",
        ),
        (
            "server.js",
            "app.use(session({ secret: fs.readFileSync('data/blob') }))",
            "app/server.js names it",
        ),
        (
            "settings.py",
            "SECRET_KEY = open('data/blob').read()",
            "app/settings.py names it",
        ),
    ] {
        let sandbox = Sandbox::empty();
        sandbox.file("app/data/blob", KEY, 0o644);
        assert_eq!(sandbox.audit(&["app"]).exit, 0, "{line}");
        sandbox.file(&format!("app/{text}"), format!("{line}\n"), 0o644);
        let finding = sandbox.finds("CK101", "critical", &["app"]);
        assert_eq!(finding["path"], "app/data/blob");
        let observed = finding["observed"].as_str().unwrap();
        let told = format!("taken for a key: 64 hex digits and nothing else, and {why}");
        assert!(observed.ends_with(&told), "{observed}");
    }
    for (text, line) in [
        (".env", "MACHINE_ID_FILE=data/blob"),
        (".env", "PUBLIC_KEY_FILE=data/blob"),
        (".env", "COOKIE_KEY_FILE=data/other"),
        ("compose.yml", "configs:\n  web:\n    file: ./data/blob"),
        ("compose.yml", "volumes:\n  - ./data/blob:/etc/machine-id"),
        (
            ".gitlab-ci.yml",
            "cache:\n  key:\n    files:\n      - data/blob",
        ),
        ("Makefile", "check:\n\tsha256sum -c data/blob"),
        ("README.md", "See data/blob."),
    ] {
        let sandbox = Sandbox::empty();
        sandbox.file("app/data/blob", KEY, 0o644);
        sandbox.file(&format!("app/{text}"), format!("{line}\n"), 0o644);
        assert_eq!(sandbox.audit(&["app"]).exit, 0, "{line}");
    }
}

#[test]
fn digits_are_a_key_where_they_are_those_of_another() {
    let sandbox = Sandbox::empty();
    sandbox.key("app/cookie.key", KEY);
    sandbox.file("app/data/blob", OTHER_KEY, 0o600);
    assert_eq!(sandbox.audit(&["app"]).exit, 0);
    sandbox.file("app/data/blob", KEY.to_uppercase(), 0o644);
    let finding = sandbox.finds("CK101", "critical", &["app"]);
    assert_eq!(finding["path"], "app/data/blob");
    let observed = finding["observed"].as_str().unwrap();
    assert!(
        observed.ends_with("64 hex digits and nothing else, and app/cookie.key is the same key"),
        "{observed}"
    );
    // One that is written in a text.
    let sandbox = Sandbox::empty();
    sandbox.file("app/data/blob", KEY, 0o644);
    sandbox.key("app/.env", format!("COOKIE_KEY={KEY}\n"));
    let finding = sandbox.finds("CK101", "critical", &["app"]);
    let observed = finding["observed"].as_str().unwrap();
    assert!(
        observed.ends_with("64 hex digits and nothing else, and app/.env has the same key in it"),
        "{observed}"
    );
    // What is not random proves nothing.
    let sandbox = Sandbox::empty();
    sandbox.key("app/tests/cookie.key", "0".repeat(64));
    sandbox.file("app/data/blob", "0".repeat(64), 0o644);
    assert_eq!(sandbox.audit(&["app"]).exit, 0);
}

#[test]
fn what_was_not_taken_for_a_key_is_said_when_asked_for() {
    let sandbox = Sandbox::empty();
    sandbox.file("app/index_uuid", WORKBENCH_KEY, 0o644);
    let run = sandbox.audit(&["-v", "app"]);
    let told = "app/index_uuid is hex digits and nothing else, and nothing says that it is a key";
    assert!(run.stderr.contains(told), "{}", run.stderr);
}

#[test]
fn keys_under_their_names_stay_found_whatever_is_in_them() {
    for (name, content, id) in [
        ("secure-cookie-key", &b""[..], "CK501"),
        ("cookie.key", b" \n", "CK501"),
        ("session.key", b"", "CK501"),
        ("web.key", b"a passphrase", "CK502"),
        ("COOKIE_KEY", b"\x01\x02 bytes", "CK502"),
        ("web.key", KEY.as_bytes(), "CK101"),
        ("hash.key", KEY.as_bytes(), "CK101"),
        ("a.key.next", KEY.as_bytes(), "CK101"),
    ] {
        let sandbox = Sandbox::empty();
        sandbox.file(&format!("app/{name}"), content, 0o644);
        let found = sandbox.findings(id, &["app"]);
        assert_eq!(found.len(), 1, "{name}");
        assert_eq!(sandbox.audit(&["app"]).exit, 1, "{name}");
    }
}

#[test]
fn keys_of_tests_and_examples_are_no_alarm() {
    for folder in [
        "testdata",
        "fixtures",
        "spec",
        "acceptance",
        "demos",
        "examples",
        "tests/a",
    ] {
        let sandbox = Sandbox::empty();
        sandbox.file(&format!("repo/{folder}/web.key"), KEY, 0o664);
        sandbox.file(&format!("repo/{folder}/secret"), OTHER_KEY, 0o664);
        sandbox.sh(
            "cd repo && git init -q && git config user.name a && git config user.email a@b \
             && git add -A && git commit -qm all",
        );
        for id in ["CK101", "CK402", "CK403"] {
            for finding in sandbox.findings(id, &["repo"]) {
                assert_eq!(finding["severity"], "low", "{finding:#?}");
                assert!(finding["fix"].is_null(), "{finding:#?}");
                assert_eq!(
                    finding["mend"],
                    "check that no server uses it; the test may need it as it is"
                );
            }
        }
        assert_eq!(sandbox.findings("CK101", &["repo"]).len(), 2);
        assert_eq!(sandbox.audit(&["repo"]).exit, 0, "{folder}");
        // One that is a server's, too, is one.
        sandbox.key("repo/live/web.key", KEY);
        sandbox.sh(&format!("chmod 644 repo/{folder}/web.key"));
        let found = sandbox.findings("CK101", &["repo"]);
        assert!(
            found.iter().any(|it| it["severity"] == "critical"),
            "{found:#?}"
        );
        // So is one that is asked for, and one that lies where all folders are called so.
        sandbox.sh(&format!(
            "rm -r repo/live && mv repo {0} && chmod 644 {0}/{folder}/web.key",
            "examples"
        ));
        let named = format!("examples/{folder}/web.key");
        sandbox.finds("CK101", "critical", &[&named]);
        sandbox.sh(&format!("mkdir inner && mv examples/{folder}/web.key inner && rm -rf examples && mkdir examples && mv inner examples"));
        let absolute = sandbox.path("examples/inner");
        sandbox.finds("CK101", "critical", &[absolute.to_str().unwrap()]);
    }
    // The history alone has it.
    let sandbox = Sandbox::empty();
    sandbox.key("repo/testdata/web.key", KEY);
    sandbox.sh(
        "cd repo && git init -q && git config user.name a && git config user.email a@b \
         && git add -A && git commit -qm all && git rm -q testdata/web.key && git commit -qm gone",
    );
    sandbox.finds("CK403", "low", &["repo"]);
    assert_eq!(sandbox.audit(&["repo"]).exit, 0);
}

/// git-crypt is set up by two programs of ours: what counts is what git has.
#[test]
fn what_git_keeps_encrypted_is_not_tracked_in_clear() {
    let sandbox = Sandbox::empty();
    sandbox.key("repo/cookie.key", KEY);
    sandbox.sh(
        "cd repo && git init -q && git config user.name a && git config user.email a@b \
         && echo 'cookie.key filter=git-crypt' > .gitattributes \
         && git config filter.git-crypt.clean \"printf '\\\\0GITCRYPT\\\\0'; tr 0-9a-f g-v; true\" \
         && git config filter.git-crypt.smudge cat",
    );
    // It would be encrypted when it is added.
    sandbox.passes("CK404", &["repo"]);
    sandbox.sh("cd repo && git add -A && git commit -qm all");
    assert!(
        sandbox
            .sh("cd repo && git cat-file blob HEAD:cookie.key")
            .starts_with("\0GITCRYPT\0")
    );
    for id in ["CK402", "CK403", "CK404"] {
        sandbox.passes(id, &["repo"]);
    }
    assert_eq!(sandbox.audit(&["repo"]).exit, 0);
    // An attribute alone proves nothing: without its program git has it as it is.
    let sandbox = Sandbox::empty();
    sandbox.key("repo/cookie.key", KEY);
    sandbox.sh(
        "cd repo && git init -q && git config user.name a && git config user.email a@b \
         && echo 'cookie.key filter=git-crypt' > .gitattributes",
    );
    sandbox.finds("CK404", "medium", &["repo"]);
    sandbox.sh("cd repo && git add -A && git commit -qm all");
    sandbox.finds("CK402", "critical", &["repo"]);
    sandbox.finds("CK403", "critical", &["repo"]);
    // Nor does one that came after the key.
    sandbox.sh(
        "cd repo && git config filter.git-crypt.clean \"printf '\\\\0GITCRYPT\\\\0'; tr 0-9a-f g-v; true\" \
         && git add --renormalize . && git commit -qm locked",
    );
    sandbox.passes("CK402", &["repo"]);
    sandbox.finds("CK403", "critical", &["repo"]);
}

#[test]
fn a_stage_that_is_not_the_last_is_not_the_image() {
    let sandbox = Sandbox::empty();
    sandbox.key("app/cookie.key", KEY);
    let path = &["app/cookie.key"];
    for (build_file, severity, observed) in [
        (
            "FROM a AS b\nCOPY . .\nRUN make\nFROM c\nCOPY --from=b /bin/x /x\n",
            "low",
            "is copied into a stage that the image is not, by ",
        ),
        (
            "FROM a AS b\nWORKDIR /src\nCOPY . .\nFROM c\nCOPY --from=b /src /src\n",
            "critical",
            "is copied into the image by ",
        ),
        (
            "FROM a AS b\nCOPY . .\nFROM b\n",
            "critical",
            "is copied into the image by ",
        ),
        (
            "FROM a\nCOPY *.key /\n",
            "critical",
            "is copied into the image by ",
        ),
    ] {
        sandbox.file("app/Dockerfile", build_file, 0o644);
        let finding = sandbox.finds("CK405", severity, path);
        let told = finding["observed"].as_str().unwrap();
        assert!(told.starts_with(observed), "{told}");
    }
}

#[test]
fn a_list_of_words_that_began_with_one_was_never_a_key() {
    let sandbox = Sandbox::empty();
    sandbox
        .sh("git init -q repo && cd repo && git config user.name a && git config user.email a@b");
    for name in ["cookie_keys.txt", "words.key", "session_key"] {
        sandbox.key(&format!("repo/{name}"), "letmein\n");
    }
    sandbox.sh("cd repo && git add -A && git commit -qm one");
    for name in ["cookie_keys.txt", "words.key", "session_key"] {
        sandbox.key(&format!("repo/{name}"), "letmein\nmonkey\ndragon\n");
    }
    sandbox.sh("cd repo && git add -A && git commit -qm more");
    nothing(&sandbox, "repo");
    sandbox.sh("cd repo && git rm -q --cached -r . && rm *k* && git commit -qm gone");
    nothing(&sandbox, "repo");
    // A key that was one stays one, whatever was made of the file.
    sandbox.key("repo/web.key", KEY);
    sandbox.sh("cd repo && git add -A && git commit -qm key");
    sandbox.key("repo/web.key", "name = value\nother = value\n");
    sandbox.sh("cd repo && git add -A && git commit -qm no-key");
    sandbox.finds("CK403", "critical", &["repo"]);
}

#[test]
fn ids_of_sessions_substitutions_and_what_haproxy_hashes_with_are_no_keys() {
    let id = "k3v9x0q2m8z7w1y5t4r6p0n2b8c7h1g5";
    for (name, text) in [
        (
            "steps.py",
            format!("get('/', cookies={{'session_key': '{id}'}})\n"),
        ),
        ("answer.json", format!("{{\"session_key\": \"{id}\"}}\n")),
        (
            "haproxy.cfg",
            format!("backend a\n  dynamic-cookie-key {KEY}\n"),
        ),
        (
            "setup.sh",
            "echo \"SECRET_KEY_BASE = '$(bundle exec rake secret)'\" >> .env\n".to_owned(),
        ),
        (
            "install.sh",
            "sed -i 's/x/secret_key_base = \"'$(bundle exec rake secret)'\"/' a\n".to_owned(),
        ),
    ] {
        let sandbox = Sandbox::empty();
        sandbox.key(&format!("app/{name}"), text);
        sandbox.passes("CK411", &["app"]);
    }
    // A key of that name is one.
    let sandbox = Sandbox::empty();
    sandbox.key("app/settings.py", format!("session_key = '{KEY}'\n"));
    sandbox.finds("CK411", "high", &["app"]);
}

#[test]
fn a_key_in_documentation_is_low_and_one_beside_it_is_not() {
    for (file, severity) in [
        ("docs/config.rst", "low"),
        ("docs/api/session.md", "low"),
        ("api/openapi.yaml", "low"),
        ("spec-of/cassettes/login.yaml", "low"),
        ("docs/.env", "high"),
        ("notes/session.md", "high"),
    ] {
        let sandbox = Sandbox::empty();
        let separator = if file.ends_with("yaml") { ": " } else { "=" };
        sandbox.key(
            &format!("app/{file}"),
            format!("SESSION_SECRET{separator}{KEY}\n"),
        );
        sandbox.finds("CK411", severity, &["app"]);
    }
}

#[test]
fn a_deleted_file_of_words_is_no_key_of_a_history() {
    for (name, content, is_one) in [
        ("flag.key", "CTF{th1s_is_the_fl4g}", false),
        ("answer.key", "correct horse battery", false),
        ("flag.key", KEY, true),
        ("cookie.key", "correct horse battery", true),
    ] {
        let sandbox = Sandbox::empty();
        sandbox.key(&format!("repo/{name}"), content);
        sandbox.sh(&format!(
            "cd repo && git init -q && git add -A && C='git -c user.name=a -c user.email=a@b' &&
             $C commit -qm a && git rm -q {name} && $C commit -qm b"
        ));
        let found = sandbox.findings("CK403", &["repo"]);
        assert_eq!(
            found.len(),
            usize::from(is_one),
            "{name} {content}: {found:#?}"
        );
    }
}

#[test]
fn each_place_of_a_history_is_named_once_and_a_message_has_a_place() {
    let sandbox = Sandbox::empty();
    sandbox.key(
        "repo/.env",
        format!("COOKIE_KEY={KEY}\nSESSION_SECRET={KEY}\n"),
    );
    sandbox.sh(&format!(
        "cd repo && git init -q && git add -A && C='git -c user.name=a -c user.email=a@b' &&
         $C commit -qm a && git rm -q .env &&
         echo 'SESSION_SECRET={OTHER_KEY}' | $C commit -qF -"
    ));
    let found = sandbox.findings("CK403", &["repo"]);
    assert_eq!(found.len(), 2, "{found:#?}");
    for finding in &found {
        let places = finding["locations"].as_array().unwrap();
        let mut each: Vec<String> = places.iter().map(ToString::to_string).collect();
        each.sort();
        each.dedup();
        assert_eq!(each.len(), places.len(), "{finding:#}");
    }
    let run = sandbox.sh("cd repo && cookiekit audit --format sarif . || true");
    assert!(!run.contains("\"uri\":\"\""), "{run}");
    assert!(run.contains("\"uri\":\"./\""), "{run}");
}
