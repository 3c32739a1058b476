//! CK411 and CK801: keys that are written in texts of every kind, and known
//! keys wherever they are.

use base64::Engine;
use base64::engine::general_purpose::STANDARD;

use crate::sandbox::Sandbox;
use crate::{KEY, OTHER_KEY};

/// A text in which `§` stands for a key and `B64` for its text in base64.
fn filled(text: &str) -> String {
    text.replace('§', KEY).replace("B64", &STANDARD.encode(KEY))
}

/// The key in the text is found, and the near miss is not. The command leaves `mended`;
/// where that is the text as it was, there is none: its author changes it.
fn finds(id: &str, severity: &str, name: &str, bad: &str, mended: &str, near: &str) {
    let sandbox = Sandbox::empty();
    let file = format!("app/{name}");
    sandbox.file(&file, filled(near), 0o600);
    sandbox.passes("CK411", &["app"]);
    sandbox.passes("CK801", &["app"]);
    sandbox.file(&file, filled(bad), 0o600);
    let finding = sandbox.finds(id, severity, &["app"]);
    assert!(!finding.to_string().contains(&KEY[..8]), "{finding}");
    let mended = filled(mended);
    if mended == filled(bad) {
        assert!(finding["fix"].is_null(), "{finding}");
        assert!(finding["mend"].as_str().unwrap().contains("take it out"));
        return;
    }
    sandbox.obey(&finding);
    assert_eq!(sandbox.sh(&format!("cat {file}")), mended, "{name}");
    sandbox.passes(id, &["app"]);
}

/// As [`finds_in_text`], of a text that only its author can change.
fn finds_in_program(name: &str, bad: &str, near: &str) {
    finds("CK411", "high", name, bad, bad, near);
}

fn finds_in_text(name: &str, bad: &str, mended: &str, near: &str) {
    finds("CK411", "high", name, bad, mended, near);
}

fn finds_in_source(name: &str, bad: &str, mended: &str, near: &str) {
    finds("CK801", "critical", name, bad, mended, near);
}

#[test]
fn a_key_in_the_environment_of_a_container() {
    finds_in_text(
        "deployment.yaml",
        "spec:\n  containers:\n    - name: web\n      env:\n        - name: COOKIE_KEY\n          value: \"§\"\n",
        "spec:\n  containers:\n    - name: web\n      env:\n        - name: COOKIE_KEY\n          value: \"§\"\n",
        "spec:\n  containers:\n    - name: web\n      env:\n        - name: COOKIE_KEY\n          valueFrom: {secretKeyRef: {name: web, key: cookie}}\n        - name: BUILD\n          value: \"§\"\n",
    );
    finds_in_text(
        "flow.yml",
        "env: [{name: SESSION_SECRET, value: §}, {name: A, value: b}]\n",
        "env: [{name: SESSION_SECRET, value: §}, {name: A, value: b}]\n",
        "env: [{name: SESSION_SECRET, value: $(SECRET)}, {name: A, value: §}]\n",
    );
    finds_in_text(
        "docker-compose.yml",
        "services:\n  web:\n    environment:\n      - A=b\n      - SESSION_SECRET=§\n",
        "services:\n  web:\n    environment:\n      - A=b\n      # - SESSION_SECRET=\n",
        "services:\n  web:\n    image: web@sha256:§\n    environment:\n      - SESSION_SECRET=${SESSION_SECRET}\n      - SESSION_SECRET\n",
    );
    finds_in_text(
        "compose.yaml",
        "    environment:\n      PLUMBER_COOKIE_KEY: '§' # prod\n",
        "    environment:\n      {} # PLUMBER_COOKIE_KEY: '' # prod\n",
        "    environment:\n      PLUMBER_COOKIE_KEY: ${KEY_OF_COOKIES:?}\n",
    );
    finds_in_text(
        "task.json",
        "{\"environment\": [\n  {\"value\": \"§\", \"name\": \"COOKIE_KEY\"}\n]}\n",
        "{\"environment\": [\n  {\"value\": \"§\", \"name\": \"COOKIE_KEY\"}\n]}\n",
        "{\"environment\": [\n  {\"value\": \"§\", \"name\": \"GIT_COMMIT\"},\n  {\"name\": \"COOKIE_KEY\"}\n]}\n",
    );
}

#[test]
fn a_key_of_workbench_in_the_values_of_its_chart() {
    let uuid = "936da01f-9abd-4d9d-80c7-02af85c822a8";
    finds_in_program(
        "values.yaml",
        &format!("image:\n  tag: a\nsecureCookieKey:\n  value: \"{uuid}\"\n"),
        &format!("image:\n  value: \"{uuid}\"\nsecureCookieKey:\n  existingSecret: web\n"),
    );
    finds_in_program(
        "deploy.yml",
        &format!(
            "run: kubectl create secret generic x --from-literal=secure-cookie-key=\"{uuid}\" -n y\n"
        ),
        &format!(
            "run: kubectl create secret generic x --from-literal=instance-id=\"{uuid}\" -n y\n"
        ),
    );
}

/// Of a variable that is set inside of a text it says nothing what the text belongs to.
#[test]
fn a_variable_of_a_command_is_found_whatever_holds_the_command() {
    for (name, text) in [
        (
            "supervisord.conf",
            "[program:api]\nenvironment=SECRET_KEY=\"§\"\n",
        ),
        ("uwsgi.ini", "[uwsgi]\nenv = SECRET_KEY=§\n"),
        ("tox.ini", "[testenv]\nsetenv =\n    SECRET_KEY=§\n"),
        (
            "ci.yml",
            "jobs:\n  one:\n    steps:\n      - run: SECRET_KEY=§ flask run\n",
        ),
        (
            "ci.yml",
            "jobs:\n  one:\n    steps:\n      - run: |\n          export SECRET_KEY=§\n",
        ),
        (
            ".gitlab-ci.yml",
            "unit:\n  script:\n    - export SECRET_KEY=§\n",
        ),
        ("cloud.yml", "runcmd:\n  - docker run -e SECRET_KEY=§ web\n"),
        (
            "play.yml",
            "- lineinfile:\n    path: /etc/x\n    line: SECRET_KEY=§\n",
        ),
        (
            "package.json",
            "{\"scripts\": {\"start\": \"SECRET_KEY=§ node x.js\"}}\n",
        ),
    ] {
        let sandbox = Sandbox::empty();
        sandbox.file(&format!("app/{name}"), filled(text), 0o600);
        sandbox.finds("CK411", "high", &["app"]);
    }
    // Of a section, a mapping, and beside what is of a storage, it does.
    for (name, text) in [
        ("app.ini", "[stripe]\nSECRET_KEY=§\n"),
        ("app.yml", "stripe:\n  SECRET_KEY: §\n"),
        ("app.yml", "stripe:\n  secret_key=§\n"),
        ("ci.yml", "x:\n  - run: ACCESS_KEY=abc SECRET_KEY=§ mc ls\n"),
    ] {
        let sandbox = Sandbox::empty();
        sandbox.file(&format!("app/{name}"), filled(text), 0o600);
        sandbox.passes("CK411", &["app"]);
    }
}

#[test]
fn a_key_in_a_secret_of_kubernetes() {
    let head = "apiVersion: v1\nkind: Secret\nmetadata:\n  name: web-session\n";
    for (bad, mended, near) in [
        (
            "data:\n  cookie-key: B64\n",
            "data:\n  {} # cookie-key: \n",
            "data:\n  tls.crt: B64\n",
        ),
        (
            "stringData:\n  secret: §\n",
            "stringData:\n  {} # secret: \n",
            "stringData:\n  digest: §\n",
        ),
        (
            "data:\n  secret: \"B64\"\n",
            "data:\n  {} # secret: \"\"\n",
            "---\nkind: ConfigMap\ndata:\n  secret: §\n",
        ),
    ] {
        let with_head = |text: &str| format!("{head}{text}");
        finds_in_text(
            "secret.yaml",
            &with_head(bad),
            &with_head(mended),
            &with_head(near),
        );
    }
    finds_in_text(
        "secret.json",
        "{\"kind\":\"Secret\",\"metadata\":{\"name\":\"cookie\"},\"data\":{\"key\":\"B64\"}}",
        "{\"kind\":\"Secret\",\"metadata\":{\"name\":\"cookie\"},\"data\":{\"key\":\"B64\"}}",
        "{\"kind\":\"ConfigMap\",\"metadata\":{\"name\":\"cookie\"},\"data\":{\"key\":\"B64\"}}",
    );
}

/// What a program gets is what Kubernetes decodes, and that is what is kept: with the
/// newline that it was encoded with.
#[test]
fn a_key_that_kubernetes_decodes_is_kept_decoded() {
    let head = "apiVersion: v1\nkind: Secret\nmetadata:\n  name: web-session\n";
    let both = "kind: List\nitems:\n- apiVersion: v1\n  data:\n    cookie-key: B64\n  kind: Secret\n\
                - kind: ConfigMap\n  data:\n    x: y\n";
    let decoded = [
        ("secret.yaml", format!("{head}data:\n  cookie-key: B64\n")),
        (
            "secret.yaml",
            format!("{head}data:\n  cookie-key: \"B64\"\n"),
        ),
        (
            "secret.yaml",
            format!("data:\n  a: b\n  cookie-key: B64\n{head}"),
        ),
        ("secret.yaml", both.to_owned()),
        (
            "map.yaml",
            "kind: ConfigMap\nbinaryData:\n  cookie-key: B64\n".to_owned(),
        ),
    ];
    let as_it_is = [
        ("values.yaml", "data:\n  cookie-key: B64\n".to_owned()),
        (
            "map.yaml",
            "kind: ConfigMap\ndata:\n  cookie-key: B64\n".to_owned(),
        ),
        (
            "secret.yaml",
            format!("{head}stringData:\n  cookie-key: B64\n"),
        ),
        (
            "secret.yaml",
            format!("{head}---\nkind: X\ndata:\n  cookie-key: B64\n"),
        ),
        ("a.env", "COOKIE_KEY=B64\n".to_owned()),
    ];
    let tries = decoded.iter().map(|it| (it, true));
    for ((name, text), is_decoded) in tries.chain(as_it_is.iter().map(|it| (it, false))) {
        for key in [KEY.to_owned(), format!("{KEY}\n")] {
            let base64 = cookiekit::encoding::base64(key.as_bytes());
            let sandbox = Sandbox::empty();
            sandbox.key(name, text.replace("B64", &base64));
            sandbox.mends("CK411", "high", &["."]);
            let kept = sandbox.sh("cat home/.config/cookiekit/*.key");
            let expected = if is_decoded { &key } else { &base64 };
            assert_eq!(&kept, expected, "{text}");
        }
    }
}

/// Kubernetes refuses it, and a command would decode the start of it alone.
#[test]
fn what_kubernetes_could_not_decode_is_kept_as_it_is() {
    for key in [
        "2Xb7Qp-Zt4Lk_9RmC1vNs8HdWy3EaGf6JuKo0TiPxAc=",
        "2Xb7Qp+Zt4Lk/9RmC1vNs8HdWy3EaGf6JuKo0TiPxAc",
    ] {
        let sandbox = Sandbox::empty();
        let text = format!("kind: Secret\ndata:\n  cookie-key: {key}\n");
        sandbox.key("secret.yaml", text);
        sandbox.mends("CK411", "high", &["."]);
        assert_eq!(sandbox.sh("cat home/.config/cookiekit/*.key"), key);
    }
}

#[test]
fn a_key_in_a_script_or_a_build_file() {
    for (name, bad, mended, near) in [
        (
            ".envrc",
            "export COOKIE_KEY=§\n",
            "# export COOKIE_KEY=\n",
            "export COOKIE_KEY=$(pass cookie)\nexport SHA256=§\n",
        ),
        (
            "start.sh",
            "#!/bin/sh\nexec web --session-secret '§'\n",
            "#!/bin/sh\nexec web --session-secret '§'\n",
            "#!/bin/sh\necho '§  cookie.key' | sha256sum -c\n# SESSION_SECRET=<64 hex digits>\n",
        ),
        (
            "run.bash",
            "docker run -e A=b -e SESSION_SECRET=§ web\n",
            "docker run -e A=b -e SESSION_SECRET=§ web\n",
            "docker run -e SESSION_SECRET web@sha256:§\n",
        ),
        (
            ".bashrc",
            "x=\"${COOKIE_KEY:-§}\"\n",
            "x=\"${COOKIE_KEY:-§}\"\n",
            "x=\"${COOKIE_KEY_FILE:-/run/keys/§}\"\n",
        ),
        (
            "Dockerfile",
            "FROM r-base\nENV A=b COOKIE_KEY=§\n",
            "FROM r-base\nENV A=b COOKIE_KEY=§\n",
            "FROM r-base@sha256:§\nARG COOKIE_KEY\nENV COOKIE_KEY_FILE=/run/§\n",
        ),
        (
            "Dockerfile.prod",
            "FROM r-base\nARG COOKIE_KEY=\"§\"\n",
            "FROM r-base\n# ARG COOKIE_KEY=\"\"\n",
            "FROM r-base\nADD --checksum=sha256:§ https://example.org/cookie-key /\n",
        ),
        (
            "web.Dockerfile",
            "FROM r-base\nENV COOKIE_KEY §\n",
            "FROM r-base\nENV COOKIE_KEY §\n",
            "FROM r-base\nLABEL commit=§\n# ENV COOKIE_KEY <key>\n",
        ),
    ] {
        finds_in_text(name, bad, mended, near);
    }
}

#[test]
fn a_key_in_settings_of_every_kind() {
    for (name, bad, mended, near) in [
        (
            "config.json",
            "{\"cookie\": {\"key\": \"§\", \"name\": \"n\"}}",
            "{\"cookie\": {\"key\": \"§\", \"name\": \"n\"}}",
            "{\"cookie\": {\"key\": \"0000000000000000000000000000000000000000000000000000000000000000\"}, \"sum\": {\"key\": \"§\"}}",
        ),
        (
            "package-lock.json",
            "{\"sessionSecret\": \"§\"}",
            "{\"sessionSecret\": \"§\"}",
            "{\"node_modules/cookie-key\": {\"integrity\": \"sha256-§\", \"resolved\": \"§\"}}",
        ),
        (
            "config.toml",
            "[session]\nsecret = \"§\"\n",
            "[session]\n# secret = \"\"\n",
            "[package]\nname = \"session\"\nchecksum = \"§\"\nsecret = \"§\"\n",
        ),
        (
            "app.ini",
            "; note\n[web]\nsecret-cookie-key = §\n",
            "; note\n[web]\n; secret-cookie-key = \n",
            "; secret-cookie-key = changeme\n[web]\ncookie_key_id = §\n",
        ),
        (
            "nginx.conf",
            "session_secret=§\n",
            "# session_secret=\n",
            "etag=§\nsession_secret=<64 hex digits>\n",
        ),
        (
            "app.properties",
            "cookie.key=§\r\nserver.port=8080\r\n",
            "# cookie.key=\r\nserver.port=8080\r\n",
            "cookie.key=${COOKIE_KEY}\r\nbuild.sha=§\r\n",
        ),
        (
            "settings.py",
            "SESSION_SECRET = bytes.fromhex(\"§\")\n",
            "SESSION_SECRET = bytes.fromhex(\"§\")\n",
            "SESSION_SECRET = os.environ[\"SESSION_SECRET\"]\nassert SESSION_SECRET != \"§\"\n",
        ),
        (
            "rserver.conf",
            "secure-cookie-key=936da01f-9abd-4d9d-80c7-02af85c822a8\n",
            "# secure-cookie-key=\n",
            "secure-cookie-key-file=/etc/rstudio/§\ncookie-key=936da01f-9abd-4d9d-80c7-02af85c822a8\n",
        ),
    ] {
        finds_in_text(name, bad, mended, near);
    }
}

#[test]
fn the_keys_of_a_json_document_are_left_to_its_author() {
    let sandbox = Sandbox::empty();
    let line =
        format!("{{\"a\": [1, {{\"cookie_keys\": [\"{KEY}\", \"{OTHER_KEY}\"]}}], \"b\": 2}}");
    sandbox.file("app/config.json", line, 0o600);
    let findings = sandbox.findings("CK411", &["app"]);
    assert_eq!(findings.len(), 2, "{findings:#?}");
    assert!(findings.iter().all(|it| it["fix"].is_null()));
}

#[test]
fn a_key_in_an_r_source_that_is_no_argument_of_plumbers() {
    for (name, bad, mended, near) in [
        (
            "global.R",
            "Sys.setenv(A = 1, COOKIE_KEY = \"§\")\n",
            "Sys.setenv(A = 1, COOKIE_KEY = GET)\n",
            "Sys.setenv(COOKIE_KEY = Sys.getenv(\"§\"), SHA = \"§\")\n",
        ),
        (
            "plumber.R",
            "key <- \"§\"\npr() |> pr_cookie(key, secure = TRUE)\n",
            "key <- GET\npr() |> pr_cookie(key, secure = TRUE)\n",
            "key <- key_get('x')\nf(key = \"§\")\npr() |> pr_cookie(key, secure = TRUE)\n",
        ),
        (
            "api.R",
            "k = '§'\nf(session_cookie(k, secure = TRUE))\n",
            "k = GET\nf(session_cookie(k, secure = TRUE))\n",
            "k = '§'\nj <- key_get('x')\nf(session_cookie(j, secure = TRUE))\n",
        ),
        (
            "web.R",
            "Sys.setenv(X = \"§\")\nf(session_cookie(Sys.getenv(\"X\"), secure = TRUE))\n",
            "Sys.setenv(X = GET)\nf(session_cookie(Sys.getenv(\"X\"), secure = TRUE))\n",
            "Sys.setenv(X = \"§\")\nf(session_cookie(Sys.getenv(\"Y\"), secure = TRUE))\n",
        ),
        (
            "arrow.r",
            "\"§\" -> cookie_key\n",
            "GET -> cookie_key\n",
            "# \"changeme\" -> cookie_key\n\"§\" -> checksum\n",
        ),
        (
            ".Rprofile",
            "options(plumber.cookie_secret = '§')\n",
            "options(plumber.cookie_secret = GET)\n",
            "options(plumber.port = 8000, repos = '§')\n",
        ),
        (
            "notes.Rmd",
            "It's here:\n\n```{r setup}\ncookie_key <- '§'\n```\n",
            "It's here:\n\n```{r setup}\ncookie_key <- GET\n```\n",
            "It's `cookie_key <- key_get('x')` in:\n\n```{r}\nkey <- '§'\n```\n",
        ),
        (
            "notes.qmd",
            "```{r}\nSys.setenv(SESSION_SECRET = '§')\n```\n",
            "```{r}\nSys.setenv(SESSION_SECRET = GET)\n```\n",
            "```{bash}\nSESSION_SECRET=$(pass web)\nCOMMIT=§\n```\n",
        ),
    ] {
        // The key is in a file called by the variable, which is read instead.
        let variable = match name {
            "global.R" | "arrow.r" | "notes.Rmd" => "cookie-key",
            "plumber.R" => "key",
            "api.R" => "k",
            "web.R" => "x",
            ".Rprofile" => "plumber-cookie-secret",
            _ => "session-secret",
        };
        let get = format!("readLines(\"~/.config/cookiekit/app-{variable}.key\", warn = FALSE)");
        finds_in_source(name, bad, &mended.replace("GET", &get), near);
    }
}

#[test]
fn a_key_of_a_test_or_an_example_is_a_low_finding_unless_it_is_in_use() {
    let sandbox = Sandbox::empty();
    let text = format!("COOKIE_KEY={KEY}\n");
    for name in [
        "app/tests/.env",
        "app/.env.example",
        "app/config.sample.ini",
    ] {
        sandbox.file(name, &text, 0o600);
        sandbox.finds("CK411", "low", &["app"]);
        sandbox.key("app/cookie.key", KEY);
        sandbox.finds("CK411", "high", &["app"]);
        sandbox.sh(&format!("rm {name} app/cookie.key"));
    }
}

#[test]
fn a_known_key_is_found_in_a_file_of_any_name_and_in_any_spelling() {
    let mixed: String = KEY
        .chars()
        .enumerate()
        .map(|(at, it)| {
            if at % 2 == 0 {
                it.to_ascii_uppercase()
            } else {
                it
            }
        })
        .collect();
    let raw: Vec<u8> = (0..KEY.len())
        .step_by(2)
        .map(|at| u8::from_str_radix(&KEY[at..at + 2], 16).unwrap())
        .collect();
    let url = STANDARD.encode(&raw).replace('+', "-").replace('/', "_");
    for (name, text, mended) in [
        (
            "notes.txt",
            format!("the key is {KEY}!\n"),
            Some("the key is !\n"),
        ),
        (
            "README.md",
            format!("`{}`\n", KEY.to_uppercase()),
            Some("``\n"),
        ),
        ("page.html", format!("<p>{mixed}</p>"), Some("<p></p>")),
        ("app.js", format!("f('{}')", STANDARD.encode(KEY)), None),
        (
            "data.csv",
            format!("a,{}\n", STANDARD.encode(&raw)),
            Some("a,\n"),
        ),
        ("noending", format!("{url}\n{url} "), None),
        (
            "dump.sql",
            format!("'{}'", STANDARD.encode(format!("COOKIE_KEY={KEY}\nA=b\n"))),
            None,
        ),
        ("program.bin", format!("\0\0{KEY}\0"), None),
        ("list.json", format!("[\"{KEY}\"]"), None),
    ] {
        let sandbox = Sandbox::empty();
        sandbox.key("app/cookie.key", KEY);
        let file = format!("app/{name}");
        sandbox.file(&file, text.replace(KEY, OTHER_KEY), 0o600);
        if text.contains(KEY) {
            sandbox.passes("CK411", &["app"]);
        }
        sandbox.file(&file, &text, 0o600);
        let findings = sandbox.findings("CK411", &["app"]);
        assert!(!findings.is_empty(), "{name}");
        for finding in &findings {
            let observed = finding["observed"].as_str().unwrap();
            assert!(
                observed.starts_with("holds app/cookie.key in line "),
                "{observed}"
            );
            assert!(!finding.to_string().contains(&KEY[..8]), "{finding}");
        }
        match mended {
            Some(mended) => {
                sandbox.mends("CK411", "high", &["app"]);
                assert_eq!(sandbox.sh(&format!("cat {file}")), mended, "{name}");
            }
            None if name == "noending" => {
                assert_eq!(findings.len(), 2, "{findings:#?}");
            }
            // What is around it would be broken.
            None => assert!(findings[0]["fix"].is_null(), "{findings:#?}"),
        }
    }
}

#[test]
fn what_may_be_something_else_than_the_key_is_not_searched_for() {
    for key in [
        "0".repeat(64),
        "0123456789abcdef".repeat(4),
        "the title of a song that many people sing".to_owned(),
    ] {
        let sandbox = Sandbox::empty();
        sandbox.key("app/cookie.key", &key);
        sandbox.file("app/notes.txt", format!("{key}\n"), 0o600);
        sandbox.passes("CK411", &["app"]);
    }
}

#[test]
fn a_large_file_is_no_place_for_a_key() {
    let sandbox = Sandbox::empty();
    sandbox.key("app/cookie.key", KEY);
    let (small, large) = (64 * 1024 - KEY.len(), 64 * 1024 - KEY.len() + 1);
    sandbox.file("app/film", format!("{}{KEY}", ".".repeat(large)), 0o600);
    sandbox.passes("CK411", &["app"]);
    sandbox.file("app/film", format!("{}{KEY}", ".".repeat(small)), 0o600);
    sandbox.finds("CK411", "high", &["app"]);
    // Texts that people write keys in are read as a whole.
    sandbox.sh("rm app/film");
    sandbox.file(
        "app/values.yaml",
        format!("{}\na: {KEY}", "#\n".repeat(large)),
        0o600,
    );
    sandbox.mends("CK411", "high", &["app"]);
}

#[test]
fn the_key_itself_and_what_other_checks_tell_is_told_once() {
    let sandbox = Sandbox::empty();
    sandbox.key("app/cookie.key", KEY);
    sandbox.key(
        "app/cookie.key.retired-20261121T211200Z-1a2b3c4d",
        OTHER_KEY,
    );
    sandbox.passes("CK411", &["app"]);
    sandbox.key("app/cookie.key.bak", format!("# old\n{KEY}\n"));
    sandbox.finds("CK401", "high", &["app"]);
    sandbox.passes("CK411", &["app"]);
    sandbox.key("home/.bash_history", format!("echo {KEY}\n"));
    sandbox.finds("CK407", "high", &["app", "home"]);
    sandbox.passes("CK411", &["app", "home"]);
}

#[test]
fn links_and_pipes_are_not_searched() {
    let sandbox = Sandbox::empty();
    sandbox.key("app/cookie.key", KEY);
    sandbox.key("home/notes.txt", KEY);
    sandbox.sh("ln -s ../home/notes.txt app/link && mkfifo app/pipe app/pipe.json");
    sandbox.passes("CK411", &["app"]);
    assert_eq!(sandbox.audit(&["app"]).exit, 0);
}

#[test]
fn settings_that_are_nothing_but_a_key_are_one() {
    for name in ["session.conf", "secret.json", "cookie.cfg"] {
        let sandbox = Sandbox::empty();
        sandbox.file(&format!("app/{name}"), format!("{KEY}\n"), 0o644);
        sandbox.mends("CK101", "critical", &["app"]);
        sandbox.sh(&format!("mv app/{name} app/sha256.conf"));
        assert_eq!(sandbox.audit(&["app"]).exit, 0);
    }
}

/// An empty key is a key for some frameworks, and half a key is none.
#[test]
fn a_literal_of_a_program_is_never_emptied() {
    let half = |at: usize| &KEY[32 * at..32 * at + 32];
    for (name, text) in [
        ("app.py", format!("SECRET_KEY = '{KEY}'\n")),
        (
            "app.js",
            format!("app.use(cookieSession({{keys: ['{KEY}', '{OTHER_KEY}']}}))\n"),
        ),
        (
            "two.py",
            format!("SECRET_KEY = '{}' + '{}'\n", half(0), half(1)),
        ),
        (
            "devise.rb",
            format!("config.secret_key = \"{KEY}\" \\\n  \"{OTHER_KEY}\"\n"),
        ),
        ("main.tf", format!("session_secret = \"{KEY}\"\n")),
        (
            "folded.yml",
            format!("secret_key_base: >-\n  {KEY}\n  {OTHER_KEY}\n"),
        ),
        (
            "Dockerfile",
            format!("FROM a\nENV A=b \\\n    SESSION_SECRET={KEY}\n"),
        ),
        ("run.sh", format!("SESSION_SECRET={KEY} node app.js\n")),
    ] {
        let sandbox = Sandbox::empty();
        sandbox.file(name, &text, 0o600);
        let findings = sandbox.findings("CK411", &["."]);
        assert!(!findings.is_empty(), "{name}");
        for finding in findings {
            assert!(finding["fix"].is_null(), "{finding}");
        }
    }
}

/// Settings of one name in several files of a folder are several keys.
#[test]
fn keys_of_several_env_files_of_a_folder_are_all_saved() {
    let sandbox = Sandbox::empty();
    let keys = [KEY, OTHER_KEY];
    for (name, key) in [".env", ".env.local"].iter().zip(keys) {
        sandbox.file(
            &format!("app/{name}"),
            format!("SESSION_SECRET={key}\n"),
            0o600,
        );
    }
    for finding in sandbox.findings("CK411", &["app"]) {
        sandbox.obey(&finding);
    }
    sandbox.passes("CK411", &["app"]);
    let kept = sandbox.sh("cat home/.config/cookiekit/*.key");
    assert!(keys.iter().all(|key| kept.contains(key)));
}

/// A line that is less indented would end the text that it stands in.
#[test]
fn a_comment_in_a_text_of_yaml_stays_in_it() {
    let sandbox = Sandbox::empty();
    let text = format!("run: |\n  export SESSION_SECRET={KEY}\n  node app.js\nnext: 1\n");
    sandbox.file("app/deploy.yml", text, 0o600);
    sandbox.mends("CK411", "high", &["app"]);
    assert_eq!(
        sandbox.sh("cat app/deploy.yml"),
        "run: |\n  # export SESSION_SECRET=\n  node app.js\nnext: 1\n"
    );
}

/// Its line is another one by then.
#[test]
fn a_line_that_moved_is_left_alone() {
    let sandbox = Sandbox::empty();
    let text = format!("A=b\nSESSION_SECRET={KEY}\n");
    sandbox.file("app/.env", &text, 0o600);
    let finding = sandbox.finds("CK411", "high", &["app"]);
    let moved = format!("SESSION_TOKEN_URL={OTHER_KEY}{OTHER_KEY}\n{text}");
    sandbox.file("app/.env", &moved, 0o600);
    sandbox.sh(&format!(
        "{{ {}; }} 2>/dev/null || true",
        finding["fix"].as_str().unwrap()
    ));
    assert_eq!(sandbox.sh("cat app/.env"), moved);
}
