//! The API of `cookiekit help tokens`, run as it is there and asked over HTTP.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Output};

use rusqlite::Connection;
use serde_json::{Value, json};

use super::api::Plumber;
use super::key::Key;
use super::{code_of, run, stdout_of};

/// Serves the file `plumber.R` of its folder, as `plumber.R` of these tests does.
const SERVE: &str = r#"
suppressPackageStartupMessages(library(plumber))
api <- pr("plumber.R")
later::later(function() cat("ready ", port, "\n", sep = "", file = stderr()))
later::later(function() quit("no"), delay = 300)
for (attempt in 1:5) {
  port <- httpuv::randomPort(host = "127.0.0.1")
  try({ pr_run(api, host = "127.0.0.1", port = port, docs = FALSE, quiet = TRUE); break })
}
quit("no", status = 1)
"#;

const PASSWORD: &str = "correct horse";

const GUIDE: &str = include_str!("../../../src/cli/help/topics/tokens.md");

/// A folder with `plumber.R`, a database and a key, and the API over them.
struct Api {
    folder: Key,
    plumber: Option<Plumber>,
}

/// What the API answered.
#[derive(Debug)]
struct Reply {
    status: u16,
    token: Option<String>,
    retry_after: Option<String>,
    body: Value,
}

impl Api {
    /// A folder where `prepare` makes what is needed, and the API of these blocks.
    fn new(blocks: &[&str], prepare: impl FnOnce(&Api)) -> Api {
        let mut api = Api {
            folder: Key::none(),
            plumber: None,
        };
        let code: String = blocks.iter().map(|name| code_of(GUIDE, name)).collect();
        fs::write(api.path("plumber.R"), code).expect("the API");
        prepare(&api);
        let cookiekit = Path::new(env!("CARGO_BIN_EXE_cookiekit"));
        let programs = cookiekit.parent().expect("its folder").display();
        let mut r = Command::new("Rscript");
        r.args(["--vanilla", "-e", SERVE])
            .current_dir(&api.folder.directory)
            .env("PATH", format!("{programs}:/usr/bin:/bin"))
            .env("TMPDIR", &api.folder.directory);
        api.plumber = Some(Plumber::start(&mut r, &api.folder.directory));
        api
    }

    fn path(&self, name: &str) -> PathBuf {
        self.folder.directory.join(name)
    }

    fn cookiekit(&self, arguments: &[&str], input: &str) -> Output {
        let mut cookiekit = Command::new(env!("CARGO_BIN_EXE_cookiekit"));
        cookiekit
            .args(arguments)
            .env_remove("COOKIEKIT_KEY")
            .current_dir(&self.folder.directory);
        run(&mut cookiekit, input)
    }

    fn add_user(&self, user: &str, name: &str, password: &str) {
        let add = [
            "token",
            "user",
            "add",
            "--db",
            "users.db",
            "--password-stdin",
            "--name",
            name,
            user,
        ];
        stdout_of(self.cookiekit(&add, password));
    }

    /// Asks with curl; headers and body go through pipes.
    fn ask(&self, path: &str, headers: &[&str], body: Option<&str>) -> Reply {
        let plumber = self.plumber.as_ref().expect("it serves");
        let mut curl = Command::new("curl");
        curl.args(["--disable", "-si", "--max-time", "120", "--noproxy", "*"]);
        for header in headers {
            curl.args(["--header", header]);
        }
        if body.is_some() {
            curl.args(["--header", "Content-Type: application/json"]);
            curl.args(["--data-binary", "@-"]);
        }
        let answer = stdout_of(run(curl.arg(plumber.url(path)), body.unwrap_or_default()));
        let (head, body) = answer.split_once("\r\n\r\n").expect("a head and a body");
        let status = head.split(' ').nth(1).and_then(|code| code.parse().ok());
        let header = |name: &str| {
            let mut lines = head.lines().filter_map(|line| line.split_once(": "));
            let found = lines.find(|(given, _)| given.eq_ignore_ascii_case(name));
            found.map(|(_, value)| value.to_owned())
        };
        Reply {
            status: status.expect("a status"),
            token: header("token"),
            retry_after: header("Retry-After"),
            body: serde_json::from_str(body).unwrap_or_else(|_| panic!("{answer}")),
        }
    }

    fn refresh(&self, user: &str, password: &str) -> Reply {
        let body = json!({ "user": user, "password": password }).to_string();
        self.ask("/refresh-token", &[], Some(&body))
    }

    /// A new token.
    fn token(&self, user: &str) -> String {
        let reply = self.refresh(user, PASSWORD);
        assert_eq!(reply.status, 200, "{reply:?}");
        reply.token.expect("the header `token`")
    }

    fn data(&self, token: &str) -> Reply {
        self.ask("/return-data", &[&format!("token: {token}")], None)
    }
}

impl Reply {
    #[track_caller]
    fn is_error(&self, status: u16, message: &str) {
        assert_eq!(self.status, status, "{self:?}");
        assert_eq!(self.body, json!({ "error": message }));
        assert_eq!(self.token, None);
    }
}

fn with_john() -> Api {
    Api::new(&["plumber.R"], |api| {
        api.add_user("jbrown", "John", PASSWORD)
    })
}

#[test]
#[ignore = "needs R plumber: tests/run"]
fn tokens_of_the_guide_are_asked_for_used_and_refused() {
    let api = with_john();
    let none = api.ask("/return-data", &[], None);
    none.is_error(401, "token not found in request header");
    api.data("nothing")
        .is_error(401, "token not allocated to user");

    let token = api.token("jbrown");
    assert!(token.len() == 24 && token.bytes().all(|it| it.is_ascii_alphanumeric()));
    let data = api.data(&token);
    assert_eq!(data.status, 200);
    assert_eq!(data.body["user"], "jbrown");
    assert_eq!(data.body["name"], "John");
    assert!(!data.body.to_string().contains(&token), "{}", data.body);

    // The next one takes its place.
    let next = api.token("jbrown");
    api.data(&token)
        .is_error(401, "token not allocated to user");
    assert_eq!(api.data(&next).status, 200);

    stdout_of(api.cookiekit(
        &["token", "revoke", "--db", "users.db", "--user", "jbrown"],
        "",
    ));
    api.data(&next).is_error(401, "token not allocated to user");

    let late = api.token("jbrown");
    let database = Connection::open(api.path("users.db")).expect("the database");
    let update = "UPDATE cookiekit_tokens SET expires = expires - 600";
    assert_eq!(database.execute(update, ()).expect("a token"), 1);
    api.data(&late)
        .is_error(401, "token expired, please refesh token");
}

#[test]
#[ignore = "needs R plumber: tests/run"]
fn credentials_that_are_missing_or_wrong_are_answered_as_the_guide_says() {
    let api = with_john();
    let missing = "user or password not included in request body";
    for body in [
        r#"{"user":"jbrown"}"#,
        r#"{"password":"correct horse"}"#,
        "{}",
        "[]",
        r#"["jbrown"]"#,
    ] {
        api.ask("/refresh-token", &[], Some(body))
            .is_error(400, missing);
    }
    api.refresh("jbrown", "wrong")
        .is_error(401, "password incorrect");
    api.refresh("nobody", PASSWORD)
        .is_error(401, "password incorrect");
    // What has a meaning in a shell, in R, in JSON or to cookiekit has none here.
    for user in [
        "'; touch pwned; '",
        "$(touch pwned)",
        "--keep",
        "-",
        "a\nb",
        "00112233445566778899aabbccddeeff",
        "名前",
        "",
    ] {
        api.refresh(user, PASSWORD)
            .is_error(401, "password incorrect");
    }
    for body in [
        r#"{"user":["jbrown","sblue"],"password":"x"}"#,
        r#"{"user":"jbrown2","password":["correct horse","x"]}"#,
        r#"{"user":{"a":1},"password":{}}"#,
        r#"{"user":1234,"password":1234}"#,
        r#"{"user":true,"password":[]}"#,
    ] {
        let reply = api.ask("/refresh-token", &[], Some(body));
        reply.is_error(401, "password incorrect");
    }
    assert!(!api.path("pwned").exists());
    for token in ["a b", "' ; touch pwned", "Bearer x", &"x".repeat(4000)] {
        api.data(token).is_error(401, "token not allocated to user");
    }
    for number in 0..9 {
        let reply = api.refresh("sblue", "wrong");
        if number < 5 {
            reply.is_error(401, "password incorrect");
            continue;
        }
        reply.is_error(429, "too many wrong passwords");
        let seconds: u32 = reply
            .retry_after
            .as_deref()
            .unwrap_or_default()
            .parse()
            .expect("seconds");
        assert!((1..=30).contains(&seconds), "{seconds}");
    }
    let strange = "quo'te \" $HOME\\ `id`\nsecond line ü";
    api.add_user("strange", "", strange);
    assert_eq!(api.refresh("strange", strange).status, 200);
    // No secret is left in a file of R's, nor in its log.
    let log = api.plumber.as_ref().expect("it serves").log();
    assert!(!log.contains(PASSWORD), "{log}");
    let left = Command::new("grep")
        .args(["-rl", "second line"])
        .arg(&api.folder.directory)
        .output();
    assert_eq!(left.expect("grep").stdout, b"");
}

#[test]
#[ignore = "needs R plumber and RSQLite: tests/run"]
fn a_table_of_such_an_api_is_imported_and_served() {
    let api = Api::new(&["plumber.R"], |api| {
        // As the example makes its table, and sets a token in it.
        let make = r#"
            users <- DBI::dbConnect(RSQLite::SQLite(), "users.db")
            DBI::dbWriteTable(users, "users", data.frame(
              name = c("John", "Sally"), user = c("jbrown", "sblue"),
              password = c("1234", "4321"), token = "", token_expiry = ""))
            DBI::dbExecute(users,
              "UPDATE users SET token = ?, token_expiry = ? WHERE user = ?",
              params = as.list(c("4khDfzrRf0DyS96vwF6CyoWN", Sys.time() + 600, "jbrown")))
            DBI::dbDisconnect(users)"#;
        let mut r = Command::new("Rscript");
        r.args(["--vanilla", "-e", make]);
        stdout_of(run(r.current_dir(&api.folder.directory), ""));
        let database = Connection::open(api.path("users.db")).expect("the database of R");
        let kept = "SELECT token_expiry FROM users WHERE user = 'jbrown'";
        let kept: String = database
            .query_row(kept, (), |row| row.get(0))
            .expect("text");
        assert!(kept.contains('.'), "seconds with a fraction: {kept}");
        drop(database);
        stdout_of(api.cookiekit(&["token", "import", "--db", "users.db", "--no-backup"], ""));
    });
    let data = api.data("4khDfzrRf0DyS96vwF6CyoWN");
    assert_eq!((data.status, &data.body["name"]), (200, &json!("John")));
    api.refresh("sblue", "1234")
        .is_error(401, "password incorrect");
    let sally = api.refresh("sblue", "4321").token.expect("a token");
    assert_eq!(api.data(&sally).body["name"], "Sally");
}

#[test]
#[ignore = "needs R plumber: tests/run"]
fn stateless_tokens_of_the_guide_need_no_database_when_they_are_checked() {
    let api = Api::new(&["plumber.R", "stateless.R"], |api| {
        api.add_user("jbrown", "John", PASSWORD);
        stdout_of(api.cookiekit(&["keygen", "--out", "token.key"], ""));
    });
    let none = api.ask("/return-data", &[], None);
    none.is_error(401, "token not found in request header");
    api.refresh("jbrown", "wrong")
        .is_error(401, "password incorrect");
    let token = api.token("jbrown");
    assert!(token.starts_with("jbrown|"), "{token}");
    fs::rename(api.path("users.db"), api.path("elsewhere")).expect("it goes");
    let data = api.data(&token);
    assert_eq!((data.status, &data.body["user"]), (200, &json!("jbrown")));
    let forged = token.replacen("jbrown", "admin", 1);
    for wrong in [&*forged, &token[..token.len() - 1], "nothing", "a|b|c"] {
        api.data(wrong).is_error(401, "token not allocated to user");
    }
    let empty = api.ask("/return-data", &["token;"], None);
    empty.is_error(401, "token not allocated to user");
    let issue = [
        "token",
        "issue",
        "--stateless",
        "--user",
        "jbrown",
        "--expires-in",
        "10m",
    ];
    let expired = [&issue[..], &["--key", "token.key", "--now", "1700000000"]].concat();
    let expired = stdout_of(api.cookiekit(&expired, ""));
    api.data(expired.trim_end())
        .is_error(401, "token expired, please refesh token");
    // A retired key still verifies; one that is dropped does not.
    stdout_of(api.cookiekit(&["rotate", "--key", "token.key"], ""));
    assert_eq!(api.data(&token).status, 200);
    let drop_old = [
        "rotate",
        "retire",
        "--key",
        "token.key",
        "--older-than",
        "0s",
        "--now",
        "2099-01-01T00:00:00Z",
    ];
    stdout_of(api.cookiekit(&drop_old, ""));
    api.data(&token)
        .is_error(401, "token not allocated to user");
}

/// Each client logs in and fetches its data, again and again, while others write to the same database.
#[test]
#[ignore = "needs R plumber: tests/run"]
fn fifty_clients_at_once_see_no_error_and_no_write_is_lost() {
    const CLIENTS: usize = 50;
    const ROUNDS: usize = 3;
    let api = Api::new(&["plumber.R"], |api| {
        for number in 0..CLIENTS {
            api.add_user(&format!("user{number}"), "", PASSWORD);
        }
        api.add_user("cron", "", PASSWORD);
    });
    std::thread::scope(|scope| {
        let client = |number: usize| {
            let api = &api;
            move || {
                let user = format!("user{number}");
                let mut token = String::new();
                for _ in 0..ROUNDS {
                    token = api.token(&user);
                    let data = api.data(&token);
                    assert_eq!(
                        (data.status, &data.body["user"]),
                        (200, &json!(user)),
                        "{data:?}"
                    );
                }
                token
            }
        };
        let cron = || {
            let issue = [
                "token",
                "issue",
                "--db",
                "users.db",
                "--user",
                "cron",
                "--expires-in",
                "1h",
            ];
            let issue = [&issue[..], &["--keep", "--password-stdin"]].concat();
            for _ in 0..20 {
                stdout_of(api.cookiekit(&issue, PASSWORD));
                stdout_of(api.cookiekit(&["token", "purge", "--db", "users.db"], ""));
            }
        };
        let others: Vec<_> = (0..4).map(|_| scope.spawn(cron)).collect();
        let clients: Vec<_> = (0..CLIENTS)
            .map(|number| scope.spawn(client(number)))
            .collect();
        let tokens: Vec<String> = clients
            .into_iter()
            .map(|it| it.join().expect("no error"))
            .collect();
        for other in others {
            other.join().expect("no error");
        }
        for token in tokens {
            assert_eq!(api.data(&token).status, 200);
        }
    });
    let database = Connection::open(api.path("users.db")).expect("the database");
    let value = |query: &str| -> String {
        database
            .query_row(query, (), |row| row.get(0))
            .expect("a value")
    };
    assert_eq!(
        value("SELECT CAST(count(*) AS TEXT) FROM cookiekit_tokens"),
        "130"
    );
    assert_eq!(value("PRAGMA integrity_check"), "ok");
}
