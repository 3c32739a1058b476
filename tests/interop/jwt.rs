//! JSON Web Tokens against their libraries: PyJWT, jsonwebtoken of node, and an
//! application of Flask-JWT-Extended that keeps them in a cookie. Ours are
//! accepted by them, and theirs opened by the command line; of what is no usual
//! token, PyJWT and we think the same, or a reason says that we do not.

#![allow(clippy::unwrap_used, reason = "what a test cannot do ends it")]

use std::process::Command;

use serde_json::{Value, json};
use tempfile::TempDir;

use crate::served::{Served, fed};

const COOKIEKIT: &str = env!("CARGO_BIN_EXE_cookiekit");
const FOLDER: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/interop");
const ALGORITHMS: [&str; 3] = ["HS256", "HS384", "HS512"];
const PAYLOAD: &str = r#"{"user":"josé 名前","nested":{"a":[1,null,1.5]},"empty":""}"#;

/// A folder with a key in the file `key`, with a line end.
struct World(TempDir);

impl World {
    fn new() -> World {
        let world = World(tempfile::tempdir().unwrap());
        let made = world.cookiekit(&["keygen", "--for", "jwt", "--out", "key"], "");
        assert_eq!(made.0, 0);
        world
    }

    /// The exit of a run, and what it prints.
    fn cookiekit(&self, arguments: &[&str], input: &str) -> (i32, String) {
        let mut program = Command::new(COOKIEKIT);
        program.args(arguments).current_dir(self.0.path());
        program.env("HOME", self.0.path());
        let ended = fed(&mut program, input);
        let text = String::from_utf8(ended.stdout).unwrap();
        (ended.status.code().unwrap(), text)
    }

    /// What a run prints that must succeed.
    fn prints(&self, arguments: &[&str], input: &str) -> String {
        let (code, text) = self.cookiekit(arguments, input);
        assert_eq!(code, 0, "{arguments:?}");
        text.trim_end_matches('\n').to_owned()
    }

    fn key(&self) -> String {
        let text = std::fs::read_to_string(self.0.path().join("key")).unwrap();
        text.trim_end_matches('\n').to_owned()
    }
}

/// What a library answers to each line.
fn asked(program: &mut Command, lines: &[Value]) -> Vec<Value> {
    let input: String = lines.iter().map(|it| format!("{it}\n")).collect();
    let ended = fed(program, &input);
    let err = String::from_utf8_lossy(&ended.stderr);
    assert!(ended.status.success(), "{err}");
    let text = String::from_utf8(ended.stdout).unwrap();
    let answers = text.lines().map(|it| serde_json::from_str(it).unwrap());
    let answers: Vec<Value> = answers.collect();
    assert_eq!(answers.len(), lines.len(), "{err}");
    answers
}

fn pyjwt(what: &str) -> Command {
    let mut python = Command::new(std::env::var("PEERS_PYTHON").expect("tests/run sets it"));
    python.args(["-I", "-B", &format!("{FOLDER}/pyjwt_peer.py"), what]);
    python
}

fn jsonwebtoken(what: &str) -> Command {
    let modules = std::env::var("PEERS_NODE_PATH").expect("tests/run sets it");
    let mut node = Command::new("node");
    node.args([&format!("{FOLDER}/jsonwebtoken_peer.js"), what]);
    node.env("NODE_PATH", modules);
    node
}

/// Both ways, with each algorithm.
fn both_ways(library: fn(&str) -> Command) {
    let world = World::new();
    let key = world.key();
    let payload: Value = serde_json::from_str(PAYLOAD).unwrap();
    let far = 4_102_444_800_u64;
    for algorithm in ALGORITHMS {
        let list = format!("algorithms={algorithm}");
        let sign = ["sign", "--format", "jwt", "--key", "key", "--param", &list];
        let at = ["--expires-at", "2100-01-01T00:00:00Z"];
        let ours = world.prints(&[&sign[..], &at].concat(), PAYLOAD);
        let line = json!({"token": ours, "key": key, "alg": algorithm});
        let mut claims = payload.clone();
        claims["exp"] = far.into();
        let answer = &asked(&mut library("decode"), &[line])[0];
        assert_eq!(answer["payload"], claims, "{algorithm}: {answer}");

        let line = json!({"payload": claims, "key": key, "alg": algorithm});
        let theirs = &asked(&mut library("encode"), &[line])[0];
        let theirs = theirs.as_str().unwrap();
        let opened = world.prints(&["verify", "--key", "key"], theirs);
        let opened: Value = serde_json::from_str(&opened).unwrap();
        assert_eq!(opened, claims, "{algorithm}");
        let changed = theirs.replacen("eyJ", "eyI", 2);
        assert_eq!(world.cookiekit(&["verify", "--key", "key"], &changed).0, 1);

        // Over is over for both of us.
        let old = json!({"payload": {"exp": 1}, "key": key, "alg": algorithm});
        let old = &asked(&mut library("encode"), &[old])[0];
        let (code, _) = world.cookiekit(&["verify", "--key", "key"], old.as_str().unwrap());
        let line = json!({"token": old, "key": key, "alg": algorithm});
        let answer = &asked(&mut library("decode"), &[line])[0];
        assert_eq!(code, 3);
        assert!(
            answer["error"].as_str().unwrap().contains("Expired"),
            "{answer}"
        );
    }
}

#[test]
#[ignore = "needs PyJWT: tests/run"]
fn pyjwt_takes_ours_and_we_take_its_tokens() {
    both_ways(pyjwt);
}

#[test]
#[ignore = "needs node and jsonwebtoken: tests/run"]
fn jsonwebtoken_takes_ours_and_we_take_its_tokens() {
    both_ways(jsonwebtoken);
}

/// What may stand in a header besides its `alg`, and in its place.
const HEADERS: [&str; 39] = [
    r#"{"alg":"HS256"}"#,
    r#"{"typ":"JWT","alg":"HS256"}"#,
    r#"{"alg":"HS256","typ":"at+jwt","cty":"x","zip":"no"}"#,
    r#" {"alg" : "HS256"} "#,
    "\n{\t\"alg\":\"HS256\"}\r\n",
    r#"{"alg":"\u0048S256"}"#,
    r#"{"\u0061lg":"HS256"}"#,
    r#"{"alg":"HS256","kid":"1"}"#,
    r#"{"alg":"HS256","jwk":{"kty":"oct","k":"AAAA"}}"#,
    r#"{"alg":"HS256","x":"\ud800"}"#,
    r#"{"alg":"HS256","typ":"a","typ":"b"}"#,
    r#"{"alg":"HS256","crit":["b64"],"b64":true}"#,
    r#"{"alg":"HS256","b64":true}"#,
    r#"{"alg":"HS256","crit":["b64","b64"],"b64":true}"#,
    r#"{"alg":"none"}"#,
    r#"{"alg":"None"}"#,
    r#"{"alg":"hs256"}"#,
    r#"{"alg":" HS256"}"#,
    r#"{"alg":"HS256 "}"#,
    r#"{"alg":"HS257"}"#,
    r#"{"alg":"RS256"}"#,
    r#"{"alg":"ES256"}"#,
    r#"{"alg":"EdDSA"}"#,
    r#"{"alg":""}"#,
    r#"{"alg":null}"#,
    r#"{"alg":256}"#,
    r#"{"typ":"JWT"}"#,
    r#"{"ALG":"HS256"}"#,
    r#"{"alg":"HS256","alg":"none"}"#,
    r#"{"alg":"HS256","crit":["exp"],"exp":1}"#,
    r#"{"alg":"HS256","crit":[]}"#,
    r#"{"alg":"HS256","crit":null}"#,
    r#"{"alg":"HS256","crit":["b64"]}"#,
    r#"{"alg":"HS256","crit":[1]}"#,
    r#"{"alg":"HS256","crit":["b64"],"b64":false}"#,
    r#"{"alg":"HS256","b64":false}"#,
    r#"{"alg":"HS256"} x"#,
    r#"[]"#,
    "",
];

/// What may stand in a payload. All times are far from now.
const PAYLOADS: [&str; 51] = [
    "{}",
    r#"{"sub":"alice"}"#,
    r#" {"a": 1} "#,
    r#"{"a":1,"a":2}"#,
    r#"{"a":"\ud800"}"#,
    r#"{"\ud800":1}"#,
    r#"{"a":"\u0000"}"#,
    r#"{"a":1e400,"b":-0.0,"c":1E-7}"#,
    r#"{"a":100000000000000000000000000000000}"#,
    r#"{"a":true,"b":null}"#,
    r#"{"exp":4102444800}"#,
    r#"{"exp":4102444800.75}"#,
    r#"{"exp":4.1024448e9}"#,
    r#"{"exp":1e300}"#,
    r#"{"exp":100000000000000000000000000000000}"#,
    r#"{"exp":0}"#,
    r#"{"exp":-5}"#,
    r#"{"exp":-0.5}"#,
    r#"{"exp":1000000000}"#,
    r#"{"exp":-1e300}"#,
    r#"{"exp":1e400}"#,
    r#"{"exp":null}"#,
    r#"{"exp":"soon"}"#,
    r#"{"exp":""}"#,
    r#"{"exp":[4102444800]}"#,
    r#"{"exp":{}}"#,
    r#"{"exp":1,"exp":4102444800}"#,
    r#"{"exp":4102444800,"exp":1}"#,
    r#"{"\u0065xp":1}"#,
    r#"{"EXP":1}"#,
    r#"{"nbf":1}"#,
    r#"{"nbf":-5}"#,
    r#"{"nbf":-1e300}"#,
    r#"{"nbf":4102444800}"#,
    r#"{"nbf":1e300}"#,
    r#"{"nbf":null}"#,
    r#"{"iat":1.5}"#,
    r#"{"iat":"x"}"#,
    r#"{"iat":1,"nbf":4102444800,"exp":1}"#,
    r#"{"aud":null,"iss":5}"#,
    r#"{"aud":""}"#,
    r#"{"aud":[]}"#,
    r#"[1]"#,
    r#""alice""#,
    "1",
    "null",
    "alice",
    "",
    r#"{"a":1}}"#,
    r#"{'a':1}"#,
    r#"{"a":1,}"#,
];

/// Those that PyJWT takes and we do not, each with the words that say so.
const LENIENT: [(&str, &str); 15] = [
    (r#"{"alg":"HS256","b64":1}"#, "{}"),
    (r#"{"alg":"none","alg":"HS256"}"#, "{}"),
    (r#"{"alg":"HS256","alg":"HS256"}"#, "{}"),
    ("\u{feff}{\"alg\":\"HS256\"}", "{}"),
    (r#"{"alg":"HS256","x":NaN}"#, "{}"),
    (
        r#"{"alg":"HS256","crit":[],"crit":["b64"],"b64":true}"#,
        "{}",
    ),
    (r#"{"alg":"HS256","b64":false,"b64":true}"#, "{}"),
    (r#"{"alg":"HS256"}"#, r#"{"exp":"4102444800"}"#),
    (r#"{"alg":"HS256"}"#, r#"{"exp":" 4102444800 "}"#),
    (r#"{"alg":"HS256"}"#, r#"{"nbf":true}"#),
    (r#"{"alg":"HS256"}"#, r#"{"iat":false}"#),
    (r#"{"alg":"HS256"}"#, r#"{"a":NaN}"#),
    (r#"{"alg":"HS256"}"#, r#"{"a":[-Infinity,Infinity]}"#),
    (r#"{"alg":"HS256"}"#, "\u{feff}{}"),
    (r#"{"alg":"HS256"}"#, "{\0}\0"),
];

#[test]
#[ignore = "needs PyJWT: tests/run"]
fn what_pyjwt_takes_we_take_or_say_that_it_does() {
    let world = World::new();
    let key = world.key();
    let mut cases: Vec<(&str, &str)> = HEADERS.map(|header| (header, "{}")).to_vec();
    cases.extend(PAYLOADS.map(|payload| (HEADERS[0], payload)));
    cases.extend(LENIENT);
    let line = |(header, payload): &(&str, &str)| json!({"header": header, "payload": payload, "key": key});
    let lines: Vec<Value> = cases.iter().map(line).collect();
    let answers = asked(&mut pyjwt("try"), &lines);
    let tokens = |it: &Value| format!("{}\n", it["token"].as_str().unwrap());
    let tokens: String = answers.iter().map(tokens).collect();
    let verify = [
        "verify", "--lines", "--quiet", "--format", "jwt", "--key", "key",
    ];
    let (_, text) = world.cookiekit(&verify, &tokens);
    let records: Vec<Value> = text
        .lines()
        .map(|it| serde_json::from_str(it).unwrap())
        .collect();
    assert_eq!(records.len(), cases.len());
    let (mut valid, mut refused) = (0, 0);
    for (index, ((case, answer), record)) in cases.iter().zip(&answers).zip(&records).enumerate() {
        let takes = answer["takes"] == true;
        let what = format!("{case:?}: {answer} {record}");
        let is_lenient = index >= cases.len() - LENIENT.len();
        let error = record["error"].as_str().unwrap_or_default();
        assert!(!is_lenient || error.contains("(PyJWT "), "{what}");
        assert!(is_lenient || !error.contains("(PyJWT takes "), "{what}");
        assert_eq!(record["outcome"] == "valid", takes && !is_lenient, "{what}");
        assert!(takes || !is_lenient, "{what}");
        let is_untimely = matches!(
            answer["error"].as_str(),
            Some("ExpiredSignatureError" | "ImmatureSignatureError")
        );
        assert_eq!(record["outcome"] == "expired", is_untimely, "{what}");
        valid += u32::from(takes);
        refused += u32::from(!takes);
    }
    assert!(valid > 40 && refused > 40, "{valid} {refused}");
}

#[test]
#[ignore = "needs Flask-JWT-Extended and curl: tests/run"]
fn an_application_takes_our_cookie_and_we_open_the_one_it_sets() {
    let world = World::new();
    let mut server = pyjwt("serve");
    let served = Served::start(server.arg(world.0.path().join("key")), world.0.path());
    let answer = served.get("/login", "");
    let line = &answer.set_cookies[0];
    assert!(line.contains("access_token_cookie="), "{line}");
    let opened = world.prints(&["verify", "--key", "key"], line);
    let mut claims: Value = serde_json::from_str(&opened).unwrap();
    assert_eq!(
        (&claims["sub"], &claims["name"], &claims["nested"]),
        (&"alice".into(), &"josé".into(), &json!({"a": [1, null]}))
    );

    claims["sub"] = "bob".into();
    claims.as_object_mut().unwrap().remove("exp");
    let sign = [
        "sign",
        "--format",
        "jwt",
        "--key",
        "key",
        "--expires-in",
        "1h",
    ];
    let ours = world.prints(&sign, &claims.to_string());
    let seen = served.get("/claims", &format!("access_token_cookie={ours}"));
    let seen: Value = serde_json::from_str(&seen.body).unwrap();
    assert_eq!(
        (&seen["sub"], &seen["name"]),
        (&"bob".into(), &claims["name"])
    );

    // Under a new key, and at the edge of one that still knows the old one.
    let keygen = ["keygen", "--for", "jwt", "--out", "new"];
    assert_eq!(world.cookiekit(&keygen, "").0, 0);
    let mut renewed = pyjwt("serve");
    let renewed = Served::start(renewed.arg(world.0.path().join("new")), world.0.path());
    let reissue = ["reissue", "--quiet", "--key", "new", "--key", "key"];
    let over = world.prints(&reissue, &ours);
    let seen = renewed.get("/claims", &format!("access_token_cookie={over}"));
    let seen: Value = serde_json::from_str(&seen.body).unwrap();
    assert_eq!(seen["sub"], "bob");
}

#[test]
#[ignore = "needs PyJWT, node and jsonwebtoken: tests/run"]
fn the_exported_code_gives_the_libraries_the_key() {
    let world = World::new();
    let claims = r#"{"sub":"alice","exp":4102444800}"#;
    let token = world.prints(&["sign", "--format", "jwt", "--key", "key"], claims);
    let export = ["key", "export", "--key", "key", "--for"];
    let of_python = world.prints(&[&export[..], &["jwt"]].concat(), "");
    let of_node = world.prints(&[&export[..], &["jsonwebtoken"]].concat(), "");
    let mut python = Command::new(std::env::var("PEERS_PYTHON").expect("tests/run sets it"));
    let code = "import json, sys, jwt\n\
                print(json.dumps(jwt.decode(sys.argv[1], secret_key, algorithms=['HS256'])))";
    python.args(["-I", "-B", "-c", &format!("{of_python}\n{code}"), &token]);
    let mut node = Command::new("node");
    let code = "console.log(JSON.stringify(\
                require('jsonwebtoken').verify(process.argv[1], secretKey)))";
    node.args(["-e", &format!("{of_node}\n{code}"), &token]);
    let modules = std::env::var("PEERS_NODE_PATH").expect("tests/run sets it");
    node.env("NODE_PATH", modules);
    for mut library in [python, node] {
        let ended = fed(&mut library, "");
        let err = String::from_utf8_lossy(&ended.stderr);
        assert!(ended.status.success(), "{err}");
        let read: Value = serde_json::from_slice(&ended.stdout).unwrap();
        assert_eq!(read, serde_json::from_str::<Value>(claims).unwrap());
    }
}

/// The exported code is there once, and its key is rotated.
#[test]
#[ignore = "needs PyJWT, node and jsonwebtoken: tests/run"]
fn the_exported_code_reads_tokens_of_each_key_and_signs_with_the_first() {
    let world = World::new();
    let export = ["key", "export", "--key", "key", "--for"];
    let of_python = world.prints(&[&export[..], &["jwt"]].concat(), "");
    let of_node = world.prints(&[&export[..], &["jsonwebtoken"]].concat(), "");
    let claims = r#"{"sub":"alice","exp":4102444800}"#;
    let sign = || world.prints(&["sign", "--format", "jwt", "--key", "key"], claims);
    let python = |code: &str, token: &str| {
        let mut python = Command::new(std::env::var("PEERS_PYTHON").expect("tests/run sets it"));
        python.args([
            "-I",
            "-B",
            "-c",
            &format!("{of_python}\nimport sys, jwt\n{code}"),
            token,
        ]);
        fed(&mut python, "")
    };
    let node = |code: &str, token: &str| {
        let mut node = Command::new("node");
        node.args(["-e", &format!("{of_node}\n{code}"), token]);
        node.env(
            "NODE_PATH",
            std::env::var("PEERS_NODE_PATH").expect("tests/run sets it"),
        );
        fed(&mut node, "")
    };
    let are_read = |tokens: &[&str]| {
        let read = |token: &&str| {
            let ended = [
                python("decode(sys.argv[1], algorithms=['HS256'])", token),
                node("verify(process.argv[1], { algorithms: ['HS256'] })", token),
            ];
            let [python, node] = ended.map(|it| it.status.success());
            assert_eq!(python, node);
            python
        };
        tokens.iter().map(read).collect::<Vec<_>>()
    };
    let old = sign();
    world.prints(&["rotate", "stage", "-q", "--key", "key"], "");
    let staged = world.prints(&["sign", "--format", "jwt", "--key", "key.next"], claims);
    assert_eq!(are_read(&[&old, &staged]), [true, true]);
    world.prints(&["rotate", "promote", "-q", "--key", "key"], "");
    let new = sign();
    let changed = new.replace("eyJzdWIi", "eyJzdWIj");
    assert_eq!(are_read(&[&old, &new, &changed]), [true, true, false]);
    let code =
        "print(jwt.encode({'sub': 'bob', 'exp': 4102444800}, secret_key, algorithm='HS256'))";
    let theirs = String::from_utf8(python(code, "").stdout).unwrap();
    world.prints(&["verify", "--key", "key", theirs.trim()], "");
    let retire = [
        "rotate",
        "retire",
        "-q",
        "--key",
        "key",
        "--older-than",
        "1d",
    ];
    world.prints(&[&retire[..], &["--now", "4102444800"]].concat(), "");
    assert_eq!(are_read(&[&old, &new, theirs.trim()]), [false, true, true]);
}
