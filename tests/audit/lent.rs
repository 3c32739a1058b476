//! CK411, CK801: keys that one file holds and another one hands on.

use serde_json::Value;

use crate::KEY;
use crate::sandbox::Sandbox;

/// What is seen of the keys in the files of a program: the file, and what of it.
fn found(files: &[(&str, &str)]) -> Vec<(String, String)> {
    let sandbox = Sandbox::empty();
    for (name, text) in files {
        sandbox.file(&format!("app/{name}"), text.replace('§', KEY), 0o600);
    }
    let document: Value = serde_json::from_str(&sandbox.audit(&["--json", "app"]).stdout).unwrap();
    let findings = document["findings"].as_array().unwrap().iter();
    let of_keys = |it: &&Value| ["CK411", "CK801"].contains(&it["id"].as_str().unwrap());
    let text = |it: &Value, name: &str| it[name].as_str().unwrap().to_owned();
    findings
        .filter(of_keys)
        .map(|it| (text(it, "path"), text(it, "observed")))
        .collect()
}

#[test]
fn a_key_that_another_file_hands_on_is_found_where_it_stands() {
    for (files, path, observed) in [
        (
            &[
                ("config.py", "DEBUG = False\nK = \"§\"\n"),
                ("app.py", "import config\napp.secret_key = config.K\n"),
            ][..],
            "app/config.py",
            "has a key under K in line 2, which app/app.py hands on as app.secret_key",
        ),
        (
            &[
                ("web/settings/base.py", "K = \"§\"\n"),
                (
                    "web/app.py",
                    "from web.settings.base import (\n    DEBUG,\n    K as key,\n)\n\
                     app.add_middleware(SessionMiddleware, secret_key=key)\n",
                ),
            ],
            "app/web/settings/base.py",
            "has a key under K in line 1, which app/web/app.py hands on as secret_key",
        ),
        (
            &[
                ("web/config.py", "K = \"§\"\n"),
                (
                    "web/app.py",
                    "from . import config\napp.config[\"SECRET_KEY\"] = config.K\n",
                ),
            ],
            "app/web/config.py",
            "has a key under K in line 1, which app/web/app.py hands on as SECRET_KEY",
        ),
        (
            &[
                ("config/index.js", "module.exports = { mine: '§' };\n"),
                (
                    "server.js",
                    "const config = require('./config');\napp.use(session({ secret: config.mine }));\n",
                ),
            ],
            "app/config/index.js",
            "has a key under mine in line 1, which app/server.js hands on as session.secret",
        ),
        (
            &[
                ("config.json", "{\"web\": {\"mine\": \"§\"}}\n"),
                (
                    "src/server.ts",
                    "import config from '../config.json';\napp.use(session({ secret: config.web.mine }));\n",
                ),
            ],
            "app/config.json",
            "has a key under mine in line 1, which app/src/server.ts hands on as session.secret",
        ),
        (
            &[
                ("keys.ts", "export const mine = '§';\n"),
                (
                    "server.ts",
                    "import { mine as k } from './keys';\napp.use(session({ secret: k }));\n",
                ),
            ],
            "app/keys.ts",
            "has a key under mine in line 1, which app/server.ts hands on as session.secret",
        ),
        (
            &[
                ("R/conf.R", "my_value <- \"§\"\n"),
                (
                    "plumber.R",
                    "source(\"R/conf.R\")\npr() |> pr_cookie(my_value, secure = TRUE)\n",
                ),
            ],
            "app/R/conf.R",
            "has a key under my_value in line 1, which app/plumber.R hands on as pr_cookie()",
        ),
    ] {
        let expected = vec![(path.to_owned(), observed.to_owned())];
        assert_eq!(found(files), expected, "{files:?}");
    }
}

#[test]
fn a_value_of_another_file_that_may_be_another_thing_is_none() {
    for files in [
        // Handed on as something else.
        &[
            ("config.py", "K = \"§\"\n"),
            ("app.py", "import config\nprint(config.K)\n"),
        ][..],
        // One of two, and a file that is not there.
        &[
            ("config.py", "if a:\n    K = \"§\"\nelse:\n    K = \"§\"\n"),
            ("app.py", "import config\napp.secret_key = config.K\n"),
        ],
        &[
            ("other.py", "K = \"§\"\n"),
            ("app.py", "import config\napp.secret_key = config.K\n"),
        ],
        // A part of the key, a call, another name.
        &[
            ("config.py", "K = \"§\"\n"),
            (
                "app.py",
                "import config\napp.secret_key = config.K + pepper\n",
            ),
        ],
        &[
            ("config.py", "K = \"§\"\n"),
            ("app.py", "import config\napp.secret_key = config.K()\n"),
        ],
        &[
            ("config.py", "K = \"§\"\n"),
            ("app.py", "import config\napp.secret_key = config.L\n"),
        ],
        // A package that somebody installed, and a test.
        &[
            ("config.js", "module.exports = { mine: '§' };\n"),
            (
                "server.js",
                "const config = require('config');\napp.use(session({ secret: config.mine }));\n",
            ),
        ],
        &[
            ("config.js", "module.exports = { mine: '§' };\n"),
            (
                "server.test.js",
                "const config = require('./config');\napp.use(session({ secret: config.mine }));\n",
            ),
        ],
        // Set again behind it.
        &[
            ("conf.R", "my_value <- \"§\"\n"),
            (
                "plumber.R",
                "source(\"conf.R\")\nmy_value <- Sys.getenv(\"K\")\npr() |> pr_cookie(my_value)\n",
            ),
        ],
    ] {
        assert_eq!(found(files), [], "{files:?}");
    }
}

/// The command line says how far is looked.
#[test]
fn a_key_outside_of_what_is_audited_is_not_followed() {
    let sandbox = Sandbox::empty();
    sandbox.file("config.py", format!("K = \"{KEY}\"\n"), 0o600);
    let app = "from .. import config\napp.secret_key = config.K\n";
    sandbox.file("app/app.py", app, 0o600);
    sandbox.passes("CK411", &["app"]);
    assert_eq!(sandbox.findings("CK411", &["."]).len(), 1);
}
