//! What R makes of a payload, and that `encrypt` warns of just what is another value then.

use std::process::Command;

use super::key::{Key, cookiekit};
use super::{run, stdout_of};

/// A payload, what R has then, and whether that is another value.
const READ: [(&str, &str, bool); 9] = [
    (r#"{"a":"x\u0000y"}"#, r#"list("x")"#, true),
    (r#"{"a":9007199254740993}"#, "list(9007199254740992)", true),
    (r#"{"a":1e400}"#, "list(Inf)", true),
    (r#"{"a":[1,"x"]}"#, r#"list(c("1", "x"))"#, true),
    (r#"{"a":[true,2]}"#, "list(c(1, 2))", true),
    (r#"{"a":9007199254740992}"#, "list(9007199254740992)", false),
    (r#"{"a":["x",null]}"#, r#"list(c("x", NA))"#, false),
    (r#"{"a":[1.5,null]}"#, "list(c(1.5, NA))", false),
    (
        r#"{"a":"\ud83d\ude00"}"#,
        r#"list(intToUtf8(128512L))"#,
        false,
    ),
];

/// Opens the cookie of each line as plumber does, and says whether it is what R code is.
const SCRIPT: &str = r#"
key <- plumber:::asCookieKey(readLines("key", warn = FALSE))
for (line in readLines(file("stdin"))) {
  parts <- strsplit(line, "\t", fixed = TRUE)[[1]]
  read <- plumber:::decodeCookie(utils::URLdecode(parts[1]), key)
  cat(isTRUE(all.equal(unname(read), eval(parse(text = parts[2])), tolerance = 0)), "\n")
}
"#;

#[test]
#[ignore = "needs R plumber: tests/run"]
fn what_r_reads_otherwise_is_warned_of_and_nothing_else() {
    let key = Key::generated();
    let mut lines = String::new();
    for (payload, read, is_other) in READ {
        let mut encrypt = cookiekit("encrypt");
        encrypt.args(["--format", "plumber"]).args(key.arguments());
        let made = run(encrypt.arg("-"), payload);
        let err = String::from_utf8_lossy(&made.stderr).into_owned();
        assert_eq!(err.starts_with("warning: R "), is_other, "{payload}: {err}");
        let cookie = String::from_utf8(made.stdout).expect("text");
        lines += &format!("{}\t{read}\n", cookie.trim_end());
    }
    let mut r = Command::new("Rscript");
    r.args(["--vanilla", "-e", SCRIPT])
        .current_dir(&key.directory);
    let said = stdout_of(run(&mut r, &lines));
    let all: Vec<&str> = said.lines().map(str::trim).collect();
    assert_eq!(all, ["TRUE"; READ.len()], "{said}");
}
