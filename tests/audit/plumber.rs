//! CK801 to CK803: R sources of plumber's APIs, and packages that are none.

use crate::sandbox::Sandbox;
use crate::{KEY, OTHER_KEY};

/// The source is found, and the near misses are not; the command leaves
/// `fixed`.
fn objects(id: &str, severity: &str, bad: &str, mended: &str, near: &[&str]) {
    let sandbox = Sandbox::empty();
    for near in near {
        sandbox.file("app/plumber.R", near, 0o644);
        sandbox.passes(id, &["app"]);
    }
    sandbox.file("app/plumber.R", bad, 0o644);
    sandbox.mends(id, severity, &["app"]);
    assert_eq!(sandbox.sh("cat app/plumber.R"), mended);
}

#[test]
fn a_literal_is_found_wherever_it_is_among_the_arguments() {
    let get = |function: &str| {
        format!("readLines(\"~/.config/cookiekit/app-{function}.key\", warn = FALSE)")
    };
    for (bad, near) in [
        (
            "pr_cookie(pr, 'abc', secure = TRUE)\n",
            "pr_cookie(pr, key, 'abc', secure = TRUE)\n",
        ),
        (
            "pr %>%\n  plumber::pr_cookie(\n    name = \"n\", # it's a name\n    key = \"abc\", secure = TRUE)\n",
            "pr %>%\n  plumber::pr_cookie(\n    name = \"abc\", # \"abc\")\n    key = k, secure = TRUE)\n",
        ),
        (
            "pr_cookie(pr = x, \"abc\", secure = TRUE)\n",
            "pr_cookie(pr = x, f(\"abc\"), secure = TRUE)\n",
        ),
        (
            "session_cookie(k = 'abc', secure = TRUE)\n",
            "session_cookie(k, 'abc', secure = TRUE)\n",
        ),
    ] {
        let literal = if bad.contains("'abc'") {
            "'abc'"
        } else {
            "\"abc\""
        };
        objects(
            "CK801",
            "critical",
            bad,
            &bad.replace(
                literal,
                &get(match bad.contains("pr_cookie") {
                    true => "pr-cookie",
                    false => "session-cookie",
                }),
            ),
            &[near],
        );
    }
}

#[test]
fn a_cookie_without_the_secure_flag() {
    for (bad, mended, near) in [
        (
            "pr_cookie(pr, key)\n",
            "pr_cookie(pr, key, secure = TRUE)\n",
            &[
                "pr_cookie(pr, key, secure = TRUE)\n",
                "# pr_cookie(pr, key)\n",
            ][..],
        ),
        (
            "pr |>\n  pr_cookie(\n    key, \"n\"\n  )\n",
            "pr |>\n  pr_cookie(\n    key, \"n\"\n  , secure = TRUE)\n",
            &["pr |> pr_cookie(key, \"n\", FALSE, TRUE, TRUE)\n"],
        ),
        (
            "session_cookie(key, secure = FALSE)\n",
            "session_cookie(key, secure = TRUE)\n",
            &[
                "session_cookie(key, secure = is_production)\n",
                "session_cookie(key, secure = T)\n",
                "session_cookie(...)\n",
                "my_session_cookie(key)\n",
            ],
        ),
        (
            "session_cookie(key, \"n\", FALSE, TRUE, F)\n",
            "session_cookie(key, \"n\", FALSE, TRUE, TRUE)\n",
            &["session_cookie(key, sec = TRUE)\n"],
        ),
    ] {
        objects("CK802", "low", bad, mended, near);
    }
    // A test has no users, and no TLS.
    let sandbox = Sandbox::empty();
    sandbox.file("app/tests/api.R", "pr_cookie(pr, key)\n", 0o644);
    sandbox.passes("CK802", &["app"]);
    // Nothing is added behind a comma.
    sandbox.file("app/api.R", "pr_cookie(pr, key, )\n", 0o644);
    assert!(sandbox.finds("CK802", "low", &["app"])["fix"].is_null());
    // A low finding fails no build by itself.
    assert_eq!(sandbox.audit(&["app"]).exit, 0);
}

#[test]
fn the_commands_for_one_line_work_in_any_order_and_twice() {
    for (line, mended) in [
        (
            "pr() |> pr_cookie(\"mySecretHere\")",
            "pr() |> pr_cookie(GET, secure = TRUE)",
        ),
        (
            "pr_cookie(pr, 'mySecretHere', 'n', secure = FALSE) # a",
            "pr_cookie(pr, GET, 'n', secure = TRUE) # a",
        ),
        (
            "f(pr_cookie(pr, 'mySecretHere', 'n', secure = F), 1)",
            "f(pr_cookie(pr, GET, 'n', secure = TRUE), 1)",
        ),
    ] {
        for is_turned in [false, true] {
            let sandbox = Sandbox::empty();
            sandbox.file("app/plumber.R", format!("x <- 1\n{line}\n"), 0o644);
            let mut findings = sandbox.findings("CK801", &["app"]);
            findings.extend(sandbox.findings("CK802", &["app"]));
            assert_eq!(findings.len(), 2, "{findings:#?}");
            if is_turned {
                findings.reverse();
            }
            for finding in findings.iter().chain(&findings[1..]) {
                let fix = finding["fix"].as_str().unwrap();
                sandbox.sh(&format!("{{ {fix}; }} 2>/dev/null || true"));
            }
            let get = "readLines(\"~/.config/cookiekit/app-pr-cookie.key\", warn = FALSE)";
            let mended = mended.replace("GET", get);
            assert_eq!(
                sandbox.sh("cat app/plumber.R"),
                format!("x <- 1\n{mended}\n")
            );
        }
    }
}

#[test]
fn a_key_file_as_the_documentation_of_plumber_makes_it() {
    let recipe =
        "f <- \"key.txt\"\ncat(plumber::random_cookie_key(), file = f)\nSys.chmod(f, \"0600\")\n";
    objects(
        "CK803",
        "low",
        recipe,
        &format!("Sys.umask(\"077\")\n{recipe}"),
        &[
            "cat(random_cookie_key())\n",
            "cat(random_cookie_key(), file = stderr())\n",
            "cat(random_cookie_key(), file = \"\")\n",
            "key <- random_cookie_key()\n",
            "# cat(random_cookie_key(), file = f)\n",
            "withr::with_umask(\"077\", cat(random_cookie_key(), file = f))\n",
            "cat(not_random_cookie_key(), file = f)\n",
        ],
    );
    let script = "#!/usr/bin/env Rscript\nwriteLines(random_cookie_key(), 'key.txt')\n";
    objects(
        "CK803",
        "low",
        script,
        &script.replacen('\n', "\nSys.umask(\"077\")\n", 1),
        &["writeLines(random_cookie_key())\n"],
    );
}

#[test]
fn an_unclosed_call_is_no_code_and_costs_little() {
    // This took 28 seconds when every call was searched to the end of the file.
    let sandbox = Sandbox::empty();
    sandbox.file("app/odd.R", "pr_cookie(x\n".repeat(50_000), 0o644);
    let run = sandbox.audit(&["app"]);
    assert_eq!((run.exit, &*run.stderr), (0, ""));
}

const SHIPPED: &str = "pr_cookie(pr, \"secret\", \"cookieName\")\ncookie_key <- \"§\"\n";

#[test]
fn an_installed_package_is_no_source_of_an_api() {
    let shipped = SHIPPED.replace('§', KEY);
    let sandbox = Sandbox::empty();
    let file = "library/web/plumber/plumber.R";
    sandbox.file(file, &shipped, 0o644);
    // The sources of a package have a DESCRIPTION too.
    sandbox.file("library/web/DESCRIPTION", "Package: web\n", 0o644);
    assert_eq!(sandbox.findings("CK801", &["library"]).len(), 2);
    assert_eq!(sandbox.findings("CK802", &["library"]).len(), 1);
    sandbox.file("library/web/Meta/package.rds", "", 0o644);
    for id in ["CK801", "CK802", "CK803"] {
        sandbox.passes(id, &["library"]);
    }
    let said = "library/web is an installed package, and no API's source";
    let quiet = sandbox.audit(&["library"]);
    assert!(!quiet.stderr.contains(said), "{}", quiet.stderr);
    let verbose = sandbox.audit(&["-v", "library"]);
    assert!(verbose.stderr.contains(said), "{}", verbose.stderr);
    // A key that is in use is one wherever it is written.
    sandbox.key("cookie.key", KEY);
    sandbox.finds("CK801", "critical", &["library", "cookie.key"]);
}

#[test]
#[ignore = "needs r-cran-plumber: tests/run"]
fn what_plumber_itself_ships_is_no_finding() {
    let sandbox = Sandbox::empty();
    let installed = "/usr/lib/R/site-library/plumber";
    assert!(
        sandbox
            .sh(&format!("grep -rl pr_cookie {installed}/plumber"))
            .contains("entrypoint.R")
    );
    for id in ["CK411", "CK801", "CK802", "CK803"] {
        sandbox.passes(id, &[installed]);
    }
    // The same examples are a fault in a project.
    sandbox.sh(&format!(
        "cp -r {installed}/plumber/12-entrypoint app && chmod -R u+w app"
    ));
    assert_eq!(sandbox.findings("CK801", &["app"]).len(), 2);
}

#[test]
#[ignore = "needs r-cran-plumber: tests/run"]
fn what_is_printed_for_a_source_leaves_code_that_r_reads() {
    let sandbox = Sandbox::empty();
    let source = "library(plumber)\nkey <- '§'\nSys.setenv(COOKIE_KEY = \"§\")\npr() |>\n  pr_cookie('mySecretHere', name = 'n') |>\n  pr_cookie(key)\ncat(random_cookie_key(), file = tempfile())\n";
    sandbox.file("app/plumber.R", source.replace('§', KEY), 0o644);
    let parsed = "Rscript -e 'length(parse(\"app/plumber.R\"))'";
    let before = sandbox.sh(parsed);
    for id in ["CK801", "CK802", "CK803"] {
        let count = sandbox.findings(id, &["app"]).len();
        // A line that is added moves the others.
        for _ in 0..count {
            let findings = sandbox.findings(id, &["app"]);
            sandbox.obey(&findings[0]);
        }
    }
    let after = sandbox.sh(parsed);
    // One statement was added.
    assert_eq!((before.trim(), after.trim()), ("[1] 5", "[1] 6"));
    assert_eq!(
        sandbox.audit(&["app"]).stdout.split(' ').next(),
        Some("nothing")
    );
}

/// What R calls a key that it reads from a file of this name.
fn read_from(function: &str) -> String {
    format!("readLines(\"~/.config/cookiekit/app-{function}.key\", warn = FALSE)")
}

#[test]
fn a_literal_is_found_in_whatever_way_it_is_given() {
    for (bad, literal, function, near) in [
        (
            "sessionCookie('abc def', secure = TRUE)\n",
            "'abc def'",
            "sessioncookie",
            "sessionCookie(key, 'abc', secure = TRUE)\n",
        ),
        (
            "api |> api_session_cookie(\"abc\", secure = TRUE)\n",
            "\"abc\"",
            "api-session-cookie",
            "api |> api_session_cookie(key, \"abc\", secure = TRUE)\n",
        ),
        (
            "do.call(pr_cookie, list(pr, 'abc', secure = TRUE))\n",
            "'abc'",
            "pr-cookie",
            "do.call(pr_get, list(pr, 'abc'))\ndo.call(pr_cookie, list(pr, key, 'abc', secure = TRUE))\n",
        ),
        (
            "do.call(\"session_cookie\", list(key = 'abc', secure = TRUE))\n",
            "'abc'",
            "session-cookie",
            "do.call(\"session_cookie\", list(key = k, name = 'abc', secure = TRUE))\n",
        ),
        (
            "do.call(plumber::pr_cookie, args = list(key = 'abc', pr = p, secure = TRUE))\n",
            "'abc'",
            "pr-cookie",
            "do.call(plumber::pr_cookie, args)\n",
        ),
        (
            "'abc' |> session_cookie(secure = TRUE)\n",
            "'abc'",
            "session-cookie",
            "k |> session_cookie('abc', secure = TRUE)\n",
        ),
        (
            "pr_cookie(pr, Sys.getenv(\"X\", unset = 'abc'), secure = TRUE)\n",
            "'abc'",
            "pr-cookie",
            "pr_cookie(pr, Sys.getenv(\"X\"), secure = TRUE)\npr_cookie(pr, Sys.getenv(\"X\", unset = \"\"), secure = TRUE)\n",
        ),
        (
            "k <- Sys.getenv(\"X\", 'abc')\npr_cookie(pr, k, secure = TRUE)\n",
            "'abc'",
            "pr-cookie",
            "j <- Sys.getenv(\"X\", 'abc')\npr_cookie(pr, k, secure = TRUE)\n",
        ),
        (
            "pr_cookie(pr, charToRaw('abc'), secure = TRUE)\n",
            "'abc'",
            "pr-cookie",
            "pr_cookie(pr, get_key('abc'), secure = TRUE)\n",
        ),
    ] {
        let mended = bad.replace(literal, &read_from(function));
        objects("CK801", "critical", bad, &mended, &[near]);
    }
    // What is put together of parts is found, and has no command.
    let sandbox = Sandbox::empty();
    for (bad, near) in [
        (
            "pr_cookie(pr, paste0('abc', 'def'), secure = TRUE)\n",
            "pr_cookie(pr, paste0('abc', x), secure = TRUE)\n",
        ),
        (
            "k <- paste0(\"abc\", \"def\")\nsession_cookie(k, secure = TRUE)\n",
            "k <- paste0(\"abc\", \"def\")\nsession_cookie(j, secure = TRUE)\n",
        ),
    ] {
        sandbox.file("app/plumber.R", near, 0o644);
        sandbox.passes("CK801", &["app"]);
        sandbox.file("app/plumber.R", bad, 0o644);
        let finding = sandbox.finds("CK801", "critical", &["app"]);
        assert!(finding["fix"].is_null(), "{finding}");
    }
}

#[test]
fn a_key_that_is_made_at_each_start() {
    for (bad, new, function) in [
        (
            "pr_cookie(pr, random_cookie_key(), secure = TRUE)\n",
            "random_cookie_key()",
            "pr-cookie",
        ),
        (
            "pr |> pr_cookie(key = plumber::random_cookie_key(), secure = TRUE)\n",
            "plumber::random_cookie_key()",
            "pr-cookie",
        ),
        (
            "k <- random_cookie_key()\nf(session_cookie(k, secure = TRUE))\n",
            "random_cookie_key()",
            "session-cookie",
        ),
        (
            "do.call(pr_cookie, list(pr, random_cookie_key(), secure = TRUE))\n",
            "random_cookie_key()",
            "pr-cookie",
        ),
    ] {
        let mended = bad.replace(new, &read_from(function));
        objects(
            "CK804",
            "medium",
            bad,
            &mended,
            &[
                "pr_cookie(pr, key, secure = TRUE)\n",
                "k <- if (file.exists(f)) readLines(f) else random_cookie_key()\npr_cookie(pr, k, secure = TRUE)\n",
                "keyring::key_set_with_value(\"plumber_api\", password = plumber::random_cookie_key())\n",
                "k <- random_cookie_key()\npr_cookie(pr, j, secure = TRUE)\n",
                "# pr_cookie(pr, random_cookie_key())\n",
            ],
        );
    }
}

#[test]
fn a_cookie_without_a_key() {
    for (bad, function) in [
        ("pr_cookie(pr, NULL, secure = TRUE)\n", "pr-cookie"),
        (
            "f(session_cookie(key = NULL, secure = TRUE))\n",
            "session-cookie",
        ),
    ] {
        let mended = bad.replace("NULL", &read_from(function));
        objects(
            "CK805",
            "high",
            bad,
            &mended,
            &[
                "pr_cookie(pr, key, NULL, secure = TRUE)\n",
                "pr_cookie(pr, key, path = NULL, secure = TRUE)\n",
                "reqres::session_cookie(NULL)\n",
            ],
        );
    }
}

/// In one folder, and in one file, keys that are missing, made at each start or written
/// down: each command makes a file of its own, and none stops before another's.
#[test]
fn the_commands_for_keys_of_one_name_make_a_file_each() {
    let sandbox = Sandbox::empty();
    let other = &OTHER_KEY;
    sandbox.file(
        "app/a.R",
        format!(
            "pr() |> pr_cookie(\"{KEY}\", secure = TRUE)\n\
             pr() |> pr_cookie(NULL, secure = TRUE)\n\
             pr() |> pr_cookie(random_cookie_key(), secure = TRUE)\n"
        ),
        0o644,
    );
    let text = format!("pr() |> pr_cookie(\"{other}\", secure = TRUE)\n");
    sandbox.file("app/b.R", &text, 0o644);
    // One that an earlier command has made.
    sandbox.key("home/.config/cookiekit/app-pr-cookie-2.key", "1");
    let document: serde_json::Value =
        serde_json::from_str(&sandbox.audit(&["--json", "app"]).stdout).unwrap();
    let findings = document["findings"].as_array().unwrap().iter();
    for fix in findings.filter_map(|it| it["fix"].as_str()) {
        sandbox.sh(fix);
    }
    let sources = sandbox.sh("cat app/a.R app/b.R");
    let numbers: Vec<&str> = sources
        .lines()
        .map(|line| {
            let start = line.split_once("app-pr-cookie").unwrap().1;
            start.split_once(".key").unwrap().0
        })
        .collect();
    let mut sorted = numbers.clone();
    sorted.sort_unstable();
    assert_eq!(sorted, ["", "-3", "-4", "-5"], "{sources}");
    let kept = |number: &str| {
        sandbox.sh(&format!(
            "cat home/.config/cookiekit/app-pr-cookie{number}.key"
        ))
    };
    assert_eq!(kept(numbers[0]), KEY);
    assert_eq!(kept(numbers[3]), OTHER_KEY);
    for id in ["CK801", "CK804", "CK805"] {
        sandbox.passes(id, &["app"]);
    }
}
