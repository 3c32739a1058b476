//! CK411, CK801: keys in variables whose name does not tell, and that the program hands on;
//! words that a running program takes for its key.

use serde_json::Value;

use crate::KEY;
use crate::sandbox::Sandbox;

/// What the audit says of each file: its place and what was seen.
fn found(sandbox: &Sandbox) -> Vec<(String, String)> {
    let document: Value = serde_json::from_str(&sandbox.audit(&["--json", "app"]).stdout).unwrap();
    let of_keys = |it: &&Value| ["CK411", "CK801"].contains(&it["id"].as_str().unwrap());
    let findings = document["findings"].as_array().unwrap().iter();
    let text = |it: &Value, name: &str| it[name].as_str().unwrap().to_owned();
    let found = findings.filter(of_keys);
    found
        .map(|it| (text(it, "path"), text(it, "observed")))
        .collect()
}

/// Each text has one finding of this name.
fn tells(cases: &[(&str, &str, &str)]) {
    let sandbox = Sandbox::empty();
    for (number, (name, text, _)) in cases.iter().enumerate() {
        let path = format!("app/{number:03}/{name}");
        sandbox.file(&path, text.replace('§', KEY), 0o600);
    }
    let found = found(&sandbox);
    for (number, (name, text, told)) in cases.iter().enumerate() {
        let path = format!("app/{number:03}/{name}");
        let of_it: Vec<&str> = found
            .iter()
            .filter(|it| it.0 == path)
            .map(|it| &*it.1)
            .collect();
        let expected = format!("has a key under {told} in line ");
        assert!(
            of_it.len() == 1 && of_it[0].starts_with(&expected),
            "{text} {of_it:?}"
        );
    }
}

/// Nothing is found in any of them.
fn passes(cases: &[(&str, &str)]) {
    let sandbox = Sandbox::empty();
    for (number, (name, text)) in cases.iter().enumerate() {
        let path = format!("app/{number:03}/{name}");
        sandbox.file(&path, text.replace('§', KEY), 0o600);
    }
    let found = found(&sandbox);
    assert!(found.is_empty(), "{found:#?}");
}

#[test]
fn a_variable_that_is_handed_on_as_a_key_is_one_whatever_it_is_called() {
    tells(&[
        (
            "a.go",
            "const mySecret = \"§\"\nvar store = sessions.NewCookieStore([]byte(mySecret))\n",
            "mySecret (NewCookieStore)",
        ),
        (
            "b.go",
            "var (\n\tk = []byte(\"§\")\n)\nvar store = sessions.NewCookieStore(k)\n",
            "k (NewCookieStore)",
        ),
        (
            "a.js",
            "const mySecret = '§';\napp.use(session({ secret: mySecret }));\n",
            "mySecret (session.secret)",
        ),
        (
            "b.js",
            "const secret = '§';\napp.use(session({\n  secret: secret,\n  resave: false,\n}));\n",
            "secret (session.secret)",
        ),
        (
            "c.js",
            "const secret = '§';\napp.use(session({ resave: false, secret }));\n",
            "secret (session.secret)",
        ),
        (
            "d.js",
            "const k = '§';\njwt.verify(token, k, (error, user) => {\n  next(error);\n});\n",
            "k (jwt.verify)",
        ),
        (
            "e.ts",
            "const a: string = '§';\nconst b = process.env.SESSION_SECRET || a;\n",
            "a (process.env.SESSION_SECRET)",
        ),
        (
            "a.py",
            "KEY = \"§\"\napp.secret_key = KEY\n",
            "KEY (app.secret_key)",
        ),
        (
            "b.py",
            "KEY = \"§\"\napp.config[\"SECRET_KEY\"] = KEY.encode()\n",
            "KEY (SECRET_KEY)",
        ),
        (
            "a.rb",
            "KEY = '§'\nset :session_secret, KEY\n",
            "KEY (session_secret)",
        ),
        (
            "a.php",
            "<?php\n$k = '§';\n$config['cookieValidationKey'] = $k;\n",
            "k (cookieValidationKey)",
        ),
        (
            "a.R",
            "k <- \"§\"\nSys.setenv(SESSION_SECRET = k)\n",
            "k (SESSION_SECRET)",
        ),
        (
            "A.java",
            "private static final String K = \"§\";\nKey key = Keys.hmacShaKeyFor(K.getBytes());\n",
            "K (hmacShaKeyFor)",
        ),
        (
            "a.rs",
            "const K: &str = \"§\";\nlet session_secret = K;\n",
            "K (session_secret)",
        ),
        (
            "a.sh",
            "K=§\ndocker run -e SESSION_SECRET=\"$K\" web\n",
            "K (SESSION_SECRET)",
        ),
        (
            "Dockerfile",
            "FROM node\nARG K=§\nENV SESSION_SECRET=${K}\n",
            "K (SESSION_SECRET)",
        ),
    ]);
}

#[test]
fn a_variable_with_another_meaning_or_another_use_is_no_key() {
    passes(&[
        // It comes from elsewhere, and the text is of something else.
        (
            "a.js",
            "const k = process.env.K;\nconst sum = '§';\napp.use(session({ secret: k }));\n",
        ),
        ("b.js", "const k = '§';\nverify(download, k);\n"),
        (
            "c.js",
            "const k = '§';\napp.use(session({ secret: options.k }));\n",
        ),
        (
            "d.js",
            "const k = '§';\napp.use(session({ secret: prefix + k }));\nsum(k);\n",
        ),
        // It is set again, or is another one where it is used.
        (
            "e.js",
            "let k = '§';\nk = process.env.K;\napp.use(session({ secret: k }));\n",
        ),
        (
            "f.js",
            "const k = '§';\nfunction start(k) {\n  app.use(session({ secret: k }));\n}\n",
        ),
        (
            "g.js",
            "const k = '§';\nconst start = ({ k }) => app.use(session({ secret: k }));\n",
        ),
        (
            "h.js",
            "const k = '§';\n{\n  const { k } = process.env;\n  app.use(session({ secret: k }));\n}\n",
        ),
        (
            "i.js",
            "const k = '§';\n// app.use(session({ secret: k }));\n",
        ),
        (
            "a.go",
            "const k = \"§\"\nfunc store(k string) (s Store, err error) {\n\treturn sessions.NewCookieStore([]byte(k)), nil\n}\n",
        ),
        (
            "a.py",
            "KEY = \"§\"\nKEY = os.environ[\"KEY\"]\napp.secret_key = KEY\n",
        ),
        (
            "b.py",
            "key = \"§\"\ndef start(key):\n    app.secret_key = key\n",
        ),
        ("c.py", "start(\n    key=\"§\",\n)\napp.secret_key = key\n"),
        (
            "a.rb",
            "k = '§'\nfiles.each { |k| set :session_secret, k }\n",
        ),
        (
            "a.R",
            "k <- \"§\"\nk <- Sys.getenv(\"K\")\nSys.setenv(SESSION_SECRET = k)\n",
        ),
        ("a.sh", "K=§\nK=$(pass web)\nexport SESSION_SECRET=$K\n"),
        ("b.sh", "K=§\nexport SESSION_SECRET=$KEY COMMIT=$K\n"),
    ]);
}

/// A word in the place of the key is one that anyone guesses.
#[test]
fn a_word_that_a_running_program_takes_for_its_key_is_found() {
    let code = [
        ("a.py", "app.secret_key = '§'\n"),
        ("b.py", "app.config['SECRET_KEY'] = '§'\n"),
        ("c.py", "s = URLSafeTimedSerializer('§', salt='x')\n"),
        (
            "a.js",
            "app.use(session({ secret: '§', resave: false }));\n",
        ),
        (
            "b.js",
            "app.use(cookieSession({ name: 's', keys: ['§'] }));\n",
        ),
        ("c.js", "app.use(cookieParser('§'));\n"),
        ("f.js", "app.use(require('cookie-parser')('§'));\n"),
        (
            "g.js",
            "app.use(require(\"cookie-parser\")(process.env.C || '§'));\n",
        ),
        (
            "d.js",
            "const t = jwt.sign({ id: user.id, b: 1 }, '§', { expiresIn: '1h' });\n",
        ),
        (
            "e.js",
            "const mySecret = '§';\napp.use(session({ secret: mySecret }));\n",
        ),
        ("a.go", "store := sessions.NewCookieStore([]byte(\"§\"))\n"),
        ("a.rb", "set :session_secret, '§'\n"),
        ("config.ru", "use Rack::Session::Cookie, secret: '§'\n"),
    ];
    for (word, judged) in [
        ("secret", "everybody knows it"),
        ("changeme", "everybody knows it"),
        ("pony", "anyone can guess it"),
        ("my little pony", "anyone can guess it"),
    ] {
        let sandbox = Sandbox::empty();
        for (name, text) in code {
            sandbox.file(&format!("app/{name}"), text.replace('§', word), 0o600);
        }
        let found = found(&sandbox);
        assert_eq!(found.len(), code.len(), "{word} {found:#?}");
        for (path, observed) in &found {
            assert!(
                observed.ends_with(&format!(", and {judged}")),
                "{path} {observed}"
            );
        }
    }
    let sandbox = Sandbox::empty();
    sandbox.file("app/a.py", "app.secret_key = 'pony'\n", 0o600);
    let finding = sandbox.finds("CK411", "high", &["app"]);
    assert!(finding["fix"].is_null(), "{finding}");
    let mend = finding["mend"].as_str().unwrap();
    assert!(mend.contains("forges sessions"), "{mend}");
}

/// A variable has such a word as a program that is written so: where somebody is to put
/// another one for it, it is none.
#[test]
fn a_word_that_everybody_tries_first_is_a_key_in_a_variable_too() {
    let words = [
        "dev",
        "development",
        "admin",
        "password",
        "'super secret key'",
        "\"keyboard cat\"",
        "123456",
    ];
    for name in [".env", "app.env", "run.sh", "Dockerfile"] {
        for word in words {
            let sandbox = Sandbox::empty();
            let set = match name {
                "run.sh" => "export SECRET_KEY=",
                "Dockerfile" => "FROM a\nENV SECRET_KEY=",
                _ => "SECRET_KEY=",
            };
            sandbox.file(&format!("app/{name}"), format!("{set}{word}\n"), 0o600);
            let found = found(&sandbox);
            assert_eq!(found.len(), 1, "{name} {word} {found:?}");
            let observed = &found[0].1;
            assert!(observed.ends_with(", and everybody knows it"), "{observed}");
        }
    }
    for word in [
        "changeme",
        "change_me",
        "your-secret-key",
        "'my secret key'",
        "secret-key",
        "test",
        "example",
        "todo",
    ] {
        passes(&[(".env", &format!("SECRET_KEY={word}\n"))]);
    }
    passes(&[
        (".env.example", "SECRET_KEY=dev\n"),
        (".env", "MODE=dev\nSTAGE=development\nUSER=admin\n"),
        (".env", "SECRET_NAME=dev\nSECRET_KEY_FILE=dev\n"),
        ("a.js", "app.use(require('cookie-parsers')('secret'));\n"),
        (
            "b.js",
            "app.use(require('cookie-parser')(config.secret));\n",
        ),
        ("c.js", "app.use(other('cookie-parser')('secret'));\n"),
    ]);
}

#[test]
fn a_word_elsewhere_is_no_key() {
    passes(&[
        (".env", "SESSION_SECRET=changeme\n"),
        (".env.example", "SESSION_SECRET=secret\n"),
        (
            "README.md",
            "```js\napp.use(session({ secret: 'secret' }))\n```\n",
        ),
        ("config.yml", "session:\n  secret: changeme\n"),
        ("settings.py", "SECRET_KEY = 'change-me'\n"),
        ("tests/app.js", "app.use(session({ secret: 'secret' }));\n"),
        (
            "app_test.go",
            "store := sessions.NewCookieStore([]byte(\"secret\"))\n",
        ),
        ("examples/app.py", "app.secret_key = 'dev'\n"),
        (
            "a.js",
            "app.use(session({ secret: config.get('SESSION_SECRET') }));\n",
        ),
        ("b.js", "app.use(session({ name: 'secret', secret: s }));\n"),
        ("c.js", "app.use(session({ secret: `${name}-secret` }));\n"),
        ("d.js", "jwt.verify(token, key, 'HS256');\n"),
        ("e.js", "const store = { session: { secret: 'secret' } };\n"),
        ("a.php", "<?php JWT::decode($token, $key, 'HS256');\n"),
        ("a.py", "app.secret_key = os.environ['SECRET_KEY']\n"),
        ("b.py", "app.secret_key = config('SECRET_KEY')\n"),
        ("c.py", "app.secret_key_name = 'secret'\n"),
        (
            "a.go",
            "store := sessions.NewCookieStore([]byte(os.Getenv(\"SESSION_KEY\")))\n",
        ),
        (
            "doc.go",
            "/*\nPackage web:\n\n\tvar store = sessions.NewCookieStore([]byte(\"secret\"))\n*/\npackage web\n",
        ),
        (
            "d.py",
            "\"\"\"How to use it:\n\n    app.secret_key = 'dev'\n\"\"\"\nimport flask\n",
        ),
        (
            "fuzz/a.go",
            "store := sessions.NewCookieStore([]byte(\"secret\"))\n",
        ),
        (
            "b.go",
            "store := sessions.NewFilesystemStore(\"sessions\", key)\n",
        ),
    ]);
}

/// A word that was a key once is no secret that a history gives away.
#[test]
fn a_word_in_a_history_is_no_leak_of_it() {
    let sandbox = Sandbox::empty();
    sandbox.file("app/a.py", "app.secret_key = 'my little pony'\n", 0o600);
    let commit = "git -c user.name=a -c user.email=a@b commit -q";
    sandbox.sh(&format!(
        "cd app && git init -q && git add -A && {commit} -m a && git rm -q a.py && {commit} -m b && echo > b"
    ));
    sandbox.passes("CK403", &["app"]);
}

/// What holds where nobody has set the variable, and what a function looks up for a call.
#[test]
fn a_default_of_a_variable_is_a_key_whatever_hands_it_on() {
    tells(&[
        (
            "a.py",
            "class Config:\n    SECRET_KEY = os.environ.get('SECRET_KEY') or 'my little pony'\n",
            "SECRET_KEY",
        ),
        (
            "settings.py",
            "INSTALLED_APPS = []\nSECRET_KEY = os.getenv(\"DJANGO_SECRET_KEY\", \"my little pony\")\n",
            "DJANGO_SECRET_KEY",
        ),
        (
            "a.js",
            "app.use(cookieParser(config.get('web.x', '§')));\n",
            "cookieParser",
        ),
        (
            "a.ts",
            "const s = createCookieSessionStorage({ cookie: { name: 'a', secrets: ['s3cr3t'] } });\n",
            "cookie.secrets",
        ),
        (
            "a.go",
            "store := sessions.NewCookieStore([]byte(getEnv(\"X\", \"§\")))\n",
            "NewCookieStore",
        ),
        (
            "a.ipynb",
            "{\"cells\": [{\"cell_type\": \"code\", \"source\": [\"pr() |> pr_cookie(Sys.getenv(\\\"X\\\", \\\"§\\\"))\\n\"]}]}\n",
            "pr_cookie",
        ),
    ]);
    passes(&[
        (
            "a.py",
            "class TestConfig:\n    SECRET_KEY = os.environ.get('SECRET_KEY') or 'my little pony'\nSQLALCHEMY_X = 1\n",
        ),
        (
            "b.py",
            "class Config:\n    SECRET_KEY = os.environ.get('SECRET_KEY') or read('my little pony')\n",
        ),
        (
            "c.py",
            "class Config:\n    SECRET_KEY = os.environ['SECRET_KEY']\n    NAME = 'my little pony'\n",
        ),
        ("a.js", "app.use(cacheParser(config.get('web.x', '§')));\n"),
    ]);
}

/// Somebody has left the key out of a text, and its ends in it.
#[test]
fn a_key_of_which_a_text_shows_the_ends_alone_is_none() {
    passes(&[
        (".env", "SESSION_SECRET=99ae8af...snip...ec0f262ac\n"),
        ("a.py", "SESSION_SECRET = \"99ae8afb7d2e****ec0f262ac\"\n"),
        (
            "README.md",
            "export SESSION_SECRET=4fc1a0b7d2e8...7d8e9f2031Kq\n",
        ),
    ]);
}

/// The tests of a source stand behind it in Rust.
#[test]
fn a_key_in_the_tests_of_a_source_of_rust_is_none() {
    passes(&[(
        "a.rs",
        "fn main() {}\n\n#[cfg(test)]\nmod tests {\n    const SESSION_SECRET: &str = \"§\";\n}\n",
    )]);
    tells(&[(
        "a.rs",
        "const SESSION_SECRET: &str = \"§\";\n\n#[cfg(test)]\nmod tests {}\n",
        "SESSION_SECRET",
    )]);
}
