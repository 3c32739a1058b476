//! CK411, CK801, CK804, CK805: keys that a condition chooses, that have quotation marks in
//! them, and the ways of plumber's sources.

use serde_json::Value;

use crate::KEY;
use crate::sandbox::Sandbox;

/// The files in which the audit finds a key, with what it says.
fn found(cases: &[(&str, &str)]) -> Vec<(usize, String)> {
    let sandbox = Sandbox::empty();
    for (number, (name, text)) in cases.iter().enumerate() {
        let path = format!("app/{number:03}/{name}");
        sandbox.file(&path, text.replace('§', KEY), 0o600);
    }
    let document: Value = serde_json::from_str(&sandbox.audit(&["--json", "app"]).stdout).unwrap();
    let ids = ["CK411", "CK801", "CK804", "CK805"];
    let findings = document["findings"].as_array().unwrap().iter();
    let of_keys = findings.filter(|it| ids.contains(&it["id"].as_str().unwrap()));
    let mut found: Vec<_> = of_keys
        .map(|it| {
            let path = it["path"].as_str().unwrap();
            let number = path.split('/').nth(1).unwrap().parse().unwrap();
            let fix = it["fix"].as_str().map_or("", |_| " (fix)");
            let (id, observed) = (it["id"].as_str().unwrap(), it["observed"].as_str().unwrap());
            (number, format!("{id} {observed}{fix}"))
        })
        .collect();
    found.sort();
    found
}

/// Each text has one finding.
fn finds_each(cases: &[(&str, &str)]) {
    let found = found(cases);
    let numbers: Vec<usize> = found.iter().map(|it| it.0).collect();
    let missed = (0..cases.len()).filter(|number| !numbers.contains(number));
    let missed: Vec<_> = missed.map(|number| cases[number]).collect();
    assert!(missed.is_empty(), "missed {missed:#?}");
    assert_eq!(numbers, (0..cases.len()).collect::<Vec<_>>(), "{found:#?}");
}

#[test]
fn a_key_with_quotation_marks_and_backslashes_is_found_and_no_command_saves_its_spelling() {
    let cases = [
        ("a.py", r#"app.secret_key = b'_5#y2L"F4Q8z\n\xec]/'"#),
        ("a.py", r#"SECRET_KEY = "x7!k@9q#zp2$w8%vn4^\"tm6&rb1*jd5""#),
        (
            "a.py",
            r#"SECRET_KEY = 'x7!k@9q#zp2$w8%vn4^\'tm6&rb1*"jd5'"#,
        ),
        (
            "a.js",
            r#"app.use(session({ secret: "x7!k@9q#zp2$w8\\vn4^tm6&rb1*jd5\\" }));"#,
        ),
        (
            ".env",
            r#"SESSION_SECRET='x7!k@9q#zp2$w8%vn4^tm6"rb1*jd5\'"#,
        ),
        (".env", r"SESSION_SECRET=x7!k@9q#zp2$w8%vn4^tm6\rb1*jd5+x"),
        (
            "a.yml",
            r#"session_secret: 'x7!k@9q#zp2$w8%vn4^tm6"rb1*jd5\'"#,
        ),
        (
            "a.R",
            r#"cookie_key <- "x7!k@9q#zp2$w8%vn4^\"tm6&rb1*\\jd5""#,
        ),
        ("a.yml", "session_secret: 2ff713860939d691\n"),
    ];
    finds_each(&cases);
    let found = found(&cases[..8]);
    assert!(
        found.iter().all(|it| !it.1.ends_with("(fix)")),
        "{found:#?}"
    );
}

#[test]
fn a_pattern_and_a_piece_of_code_under_the_name_of_a_key_are_none() {
    let found = found(&[
        (
            "a.js",
            r#"const sessionSecret = '^[A-Za-z0-9+/=_\\-]{32,}$';"#,
        ),
        (
            "a.js",
            r#"const sessionSecret = '{"a1":"b","c2":{"d":["e9"]}}';"#,
        ),
        (
            "a.js",
            r#"const sessionSecret = 'a(B("x1"),C["y2"])+d3{e}';"#,
        ),
        ("a.py", r#"SESSION_SECRET = r'^\w+\d{4,}[x-z]*$(?:a1|B2)'"#),
        (
            "a.html.erb",
            r#"<input data-session-secret='<a href="x1" id="b2">#{c}'>"#,
        ),
        ("a.yml", "session_secret: deadbeefdeadbeef\n"),
    ]);
    assert!(found.is_empty(), "{found:#?}");
}

#[test]
fn a_key_that_a_condition_chooses_is_one() {
    finds_each(&[
        (
            "a.py",
            "SECRET_KEY = os.environ['SECRET_KEY'] if not DEBUG else '§'\n",
        ),
        (
            "b.py",
            "app.secret_key = read('x') if mode == 'prod' else '§'\n",
        ),
        ("c.py", "app.secret_key = '§' if debug else read('x')\n"),
        (
            "a.js",
            "app.use(session({ secret: isProd ? read('x', 1) : '§' }));\n",
        ),
        (
            "b.js",
            "const sessionSecret = env === 'production' ? process.env.S : '§';\n",
        ),
        (
            "c.js",
            "app.use(session({\n  secret: env === 'production'\n    ? process.env.S\n    : '§',\n}));\n",
        ),
        (
            "d.js",
            "const s = process.env.S || '§';\napp.use(session({ secret: s }));\n",
        ),
        ("e.js", "app.use(cookieParser(process.env.S || '§'));\n"),
        (
            "f.js",
            "app.use(session({ secret: dev ? '§' : process.env.S }));\n",
        ),
        (
            "a.php",
            "<?php\n$session_secret = $prod ? getenv('S') : '§';\n",
        ),
        ("b.php", "<?php\n$session_secret = getenv('S') ?: '§';\n"),
        ("c.php", "<?php\n$session_secret = $_ENV['S'] ?? '§';\n"),
        (
            "A.java",
            "String sessionSecret = prod ? System.getenv(\"S\") : \"§\";\n",
        ),
        ("A.cs", "var sessionSecret = prod ? Read(\"S\") : \"§\";\n"),
        (
            "a.rb",
            "set :session_secret, production? ? ENV['S'] : '§'\n",
        ),
        (
            "a.go",
            "k := os.Getenv(\"S\")\nif k == \"\" {\n\tk = \"§\"\n}\nvar s = sessions.NewCookieStore([]byte(k))\n",
        ),
        (
            "b.go",
            "k, err := hex.DecodeString(\"§\")\nvar s = sessions.NewCookieStore(k)\n",
        ),
    ]);
    let found = found(&[
        (
            "a.py",
            "app.secret_key = read('S') if name == '§' else read('T')\n",
        ),
        ("a.js", "const sessionSecret = id === '§' ? a : b;\n"),
        ("b.js", "const commit = prod ? process.env.S : '§';\n"),
        ("c.js", "const a = { b: prod ? 1 : 2, commit: '§' };\n"),
        (
            "d.js",
            "const sessionSecret = read(prod ? 'a' : 'b'), commit = '§';\n",
        ),
        ("a.php", "<?php\n$commit = $prod ? getenv('SHA') : '§';\n"),
        (
            "a.go",
            "k := read()\nif k == \"\" {\n\tk = \"§\"\n}\nvar s = sessions.NewCookieStore([]byte(k))\n",
        ),
    ]);
    assert!(found.is_empty(), "{found:#?}");
}

#[test]
fn plumber_is_given_a_key_in_all_the_ways_of_r() {
    finds_each(&[
        (
            "a.R",
            "pr_cookie(pr, if (prod) Sys.getenv('K') else 'pony one')\n",
        ),
        (
            "b.R",
            "pr_cookie(pr, ifelse(prod, Sys.getenv('K'), 'pony one'))\n",
        ),
        ("c.R", "pr_cookie(pr, read_key() %||% 'pony one')\n"),
        (
            "d.R",
            "k <- if (prod) Sys.getenv('K') else '§'\npr_cookie(pr, k)\n",
        ),
        ("e.R", "web <- function(pr, k = '§') pr_cookie(pr, k)\n"),
        (
            "f.R",
            "args <- list(pr, key = 'pony one')\ndo.call(pr_cookie, args)\n",
        ),
        ("g.R", "k <- r\"(pony \"one\")\"\npr_cookie(pr, k)\n"),
        ("h.R", "k <- '§'\npr_cookie(pr, trimws(k))\n"),
        (
            "i.R",
            "k <- sodium::hex2bin('§')\npr_cookie(pr, sodium::bin2hex(k))\n",
        ),
        ("j.R", "k <- 'pony one'\npr_cookie(pr, k, secure = TRUE)\n"),
        (
            "k.R",
            "  cookie_key <<- \"pony one\" # of the API\npr_cookie(pr, cookie_key)\n",
        ),
        ("l.R", "k = 'pony one'; x <- 1\npr |> pr_cookie(k)\n"),
    ]);
    let found = found(&[
        ("a.R", "pr_cookie(pr, if (x == 'pony one') a else b)\n"),
        ("b.R", "pr_cookie(pr, ifelse(x == 'pony one', a, b))\n"),
        (
            "c.R",
            "args <- list(pr, key = k, name = 'pony one')\ndo.call(pr_cookie, args)\n",
        ),
        (
            "d.R",
            "web <- function(pr, commit = '§') pr_cookie(pr, k)\n",
        ),
        ("e.R", "pr_cookie(pr, read(if (x) 'a' else 'pony one'))\n"),
        (
            "f.R",
            "commit <- '§'\nk <- read(commit)\npr_cookie(pr, k)\n",
        ),
        (
            "g.R",
            "k <- 'web.txt'\nk <- readLines(k)\npr_cookie(pr, k)\n",
        ),
        (
            "h.R",
            "k <- read()\nlist(k = 'pony one')\npr_cookie(pr, k)\n",
        ),
        ("i.R", "x$k <- 'pony one'\npr_cookie(pr, k)\n"),
        ("j.R", "k <- 'a' + read()\npr_cookie(pr, k)\n"),
        ("k.R", "k <- 'web'\nread() -> k\npr_cookie(pr, k)\n"),
        ("l.R", "k <- 'pony one'\npr_cookie(pr, key_of(k))\n"),
        ("m.R", "k2 <- 'pony one'\npr_cookie(pr, k)\n"),
    ]);
    assert!(found.is_empty(), "{found:#?}");
}

#[test]
fn an_empty_key_of_plumber_is_none_and_a_new_one_of_plumber2_is_one_of_each_start() {
    let cases = [
        ("a.R", "pr_cookie(pr, \"\")\n"),
        ("b.R", "k <- NULL\npr_cookie(pr, k)\n"),
        (
            "c.R",
            "library(plumber2)\napi_session_cookie(api, key = reqres::random_key())\n",
        ),
    ];
    let found = found(&cases);
    let ids: Vec<&str> = found.iter().map(|it| &it.1[..5]).collect();
    assert_eq!(ids, ["CK805", "CK805", "CK804"], "{found:#?}");
    let found = self::found(&[
        (
            "a.R",
            "k <- NULL\nif (prod) k <- read_key()\npr_cookie(pr, k)\n",
        ),
        ("b.R", "k <- NULL\nk <- read_key()\npr_cookie(pr, k)\n"),
        ("c.R", "k <- read_key()\npr_cookie(pr, k, name = \"\")\n"),
        ("d.R", "f <- function(k = NULL) pr_cookie(pr, k)\n"),
    ]);
    assert!(found.is_empty(), "{found:#?}");
}

#[test]
fn a_word_that_everybody_tries_first_is_a_guessable_secret_where_a_program_reads_it() {
    let cases = [
        (".env", "SESSION_SECRET=secret\n"),
        (".env", "SECRET_KEY=supersecret\n"),
        (
            "compose.yml",
            "services:\n  web:\n    environment:\n      SESSION_SECRET: secret\n",
        ),
        (
            "settings.py",
            "INSTALLED_APPS = []\nSECRET_KEY = 'secret'\n",
        ),
    ];
    finds_each(&cases);
    let said = found(&cases);
    let is_said = |it: &(usize, String)| it.1.ends_with("it") && it.1.contains(", and ");
    assert!(said.iter().all(is_said), "{said:#?}");
    let found = found(&[
        (".env.example", "SESSION_SECRET=secret\n"),
        (".env.test", "SESSION_SECRET=secret\n"),
        (
            ".env",
            "SESSION_SECRET=changeme\nSESSION_KEY=secret\nLABEL=secret\n",
        ),
        (
            "form.yml",
            "session_secret: secret\nsession_password: password\n",
        ),
        ("a.py", "SECRET_KEY = 'secret'\n"),
        (
            "b.py",
            "INSTALLED_APPS = []\nclass TestConfig:\n    SECRET_KEY = 'secret'\n",
        ),
        ("README.md", "```\nSESSION_SECRET=secret\n```\n"),
        (
            "k.yml",
            "env:\n  - name: SESSION_SECRET\n    valueFrom:\n      secretKeyRef:\n        name: secret\n        key: SESSION_SECRET\n",
        ),
    ]);
    assert!(found.is_empty(), "{found:#?}");
}

#[test]
fn a_key_in_the_place_of_one_more_framework_is_found() {
    finds_each(&[
        ("a.rb", "MyApp::Application.config.secret_token = '§'\n"),
        ("config.php", "<?php\n$config['encryption_key'] = '§';\n"),
        (
            "app.php",
            "<?php\nreturn [\n    'key' => '§',\n    'cipher' => 'AES-256-CBC',\n];\n",
        ),
        (
            "parameters.yml",
            "parameters:\n    database_host: 127.0.0.1\n    secret: §\n",
        ),
        ("koa.js", "app.keys = new KeyGrip(['§'], 'sha256');\n"),
        ("a.rs", ".wrap(CookieSession::signed(b\"§\"))\n"),
        ("b.rs", "let k = EncodingKey::from_secret(b\"§\");\n"),
        (
            "wsgi.py",
            "app = SessionMiddleware(app, {'session.validate_key': '§'})\n",
        ),
        ("a.py", "from itsdangerous import Signer\ns = Signer('§')\n"),
        (
            "a.js",
            "passport.use(new JwtStrategy({ secretOrKey: '§' }, f));\n",
        ),
        (".env", "REFRESH_TOKEN_SECRET=§\n"),
        (".env", "ACCESS_TOKEN_SECRET=§\nREFRESH_TOKEN_SECRET=${X}\n"),
    ]);
    let found = found(&[
        ("a.rb", "config.webhook_secret_token_id = '§'\n"),
        ("config.php", "<?php\n$settings['encryption_key'] = '§';\n"),
        (
            "app.php",
            "<?php\nreturn [\n    'key' => '§',\n    'etag' => 'x',\n];\n",
        ),
        (
            "parameters.yml",
            "parameters:\n    github:\n        secret: §\n",
        ),
        ("a.py", "s = Signer('§')\n"),
        (".env", "TWITTER_ACCESS_TOKEN_SECRET=§\n"),
        (".env", "ACCESS_TOKEN_SECRET=§\n"),
    ]);
    assert!(found.is_empty(), "{found:#?}");
}
