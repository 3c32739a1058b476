//! A checkout of a project that keeps its keys elsewhere: nothing is found in it
//! and in its history, and nothing is reported but what was looked at.
//!
//! The projects have what those of their kind have and what looks like a key:
//! checksums of packages, digests of images, identifiers, names of secrets, texts
//! to be filled in. `§` stands for 64 bytes in base64, `¤` for 32 in hex, both
//! made again each time.

use base64::Engine;
use base64::engine::general_purpose::STANDARD;

use crate::sandbox::Sandbox;

/// Files by their names, of one project.
type Project = (&'static str, &'static [(&'static str, &'static str)]);

const PROJECTS: [Project; 10] = [
    (
        "plumber",
        &[
            (
                "plumber.R",
                "library(plumber)\n\n#* @plumber\nfunction(pr) {\n  \
                 key <- readLines(Sys.getenv(\"COOKIE_KEY_FILE\"), n = 1)\n  \
                 pr_cookie(pr, key, name = \"session\", secure = TRUE)\n}\n\n#* @get /count\n\
                 function(req, res) {\n  req$session$count <- 1\n}\n",
            ),
            (
                "renv.lock",
                "{\n  \"R\": {\"Version\": \"4.4.1\"},\n  \"Packages\": {\n    \"plumber\": {\n      \
                 \"Package\": \"plumber\",\n      \"Hash\": \"¤\"\n    }\n  }\n}\n",
            ),
            (
                "Dockerfile",
                "FROM rocker/r-ver:4.4@sha256:¤\nRUN install2.r plumber\nCOPY . /app\nUSER nobody\n\
                 CMD [\"Rscript\", \"-e\", \"plumber::pr_run(plumber::pr('/app/plumber.R'))\"]\n",
            ),
            (".dockerignore", "*.key\n.env\n.git\n.Renviron\n"),
            (".gitignore", "*.key\n.Renviron\n.Rhistory\n"),
            (
                "DESCRIPTION",
                "Package: api\nVersion: 0.1.0\nImports: plumber\n",
            ),
        ],
    ),
    (
        "shiny",
        &[
            (
                "app.R",
                "library(shiny)\nui <- fluidPage(textInput(\"secret\", \"Secret\"))\n\
                 server <- function(input, output, session) {\n  \
                 observeEvent(input$secret, session$sendCustomMessage(\"key\", input$secret))\n}\n\
                 shinyApp(ui, server)\n",
            ),
            (
                "rsconnect/shinyapps.io/me/app.dcf",
                "name: app\naccount: me\nserver: shinyapps.io\nbundleId: 7512345\nappId: 1234567\n",
            ),
            (
                "manifest.json",
                "{\"version\": 1, \"files\": {\"app.R\": {\"checksum\": \"¤\"}}}\n",
            ),
            (
                "config.yml",
                "default:\n  db:\n    password: !expr Sys.getenv(\"DB_PASSWORD\")\n",
            ),
        ],
    ),
    (
        "django",
        &[
            (
                "web/settings.py",
                "import os\nfrom pathlib import Path\n\nBASE_DIR = Path(__file__).parent\n\
                 SECRET_KEY = os.environ['DJANGO_SECRET_KEY']\n\
                 SECRET_KEY_FALLBACKS = os.environ.get('DJANGO_FALLBACKS', '').split()\n\
                 SESSION_COOKIE_SECURE = True\nCSRF_COOKIE_NAME = 'csrftoken'\n\
                 PASSWORD_HASHERS = ['django.contrib.auth.hashers.Argon2PasswordHasher']\n",
            ),
            (
                "requirements.txt",
                "django==5.2.1 \\\n    --hash=sha256:¤ \\\n    --hash=sha256:¤\n",
            ),
            (
                ".env.example",
                "DJANGO_SECRET_KEY=\nDATABASE_URL=postgres://localhost/web\n",
            ),
            (
                "web/tests.py",
                "def test_session_key(client):\n    session_key = client.session.session_key\n    \
                 assert len(session_key) == 32\n",
            ),
            (
                ".github/workflows/ci.yml",
                "jobs:\n  test:\n    steps:\n      - run: python manage.py test\n        env:\n          \
                 DJANGO_SECRET_KEY: ${{ secrets.DJANGO_SECRET_KEY }}\n",
            ),
        ],
    ),
    (
        "flask",
        &[
            (
                "app.py",
                "import os\nimport secrets\nfrom flask import Flask\n\napp = Flask(__name__)\n\
                 app.secret_key = os.environ.get(\"SECRET_KEY\") or secrets.token_hex(32)\n\
                 app.config[\"SESSION_COOKIE_NAME\"] = \"session\"\n",
            ),
            (
                "poetry.lock",
                "[[package]]\nname = \"flask\"\nfiles = [\n  \
                 {file = \"flask.whl\", hash = \"sha256:¤\"},\n]\n",
            ),
            (
                "README.md",
                "# App\n\nMake a key and keep it:\n\n```sh\n\
                 export SECRET_KEY=$(python -c 'import secrets; print(secrets.token_hex())')\n```\n",
            ),
        ],
    ),
    (
        "express",
        &[
            (
                "server.js",
                "const session = require('express-session');\napp.use(session({\n  \
                 secret: process.env.SESSION_SECRET,\n  name: 'connect.sid',\n  \
                 cookie: { secure: true },\n}));\n",
            ),
            (
                "package-lock.json",
                "{\"packages\": {\"node_modules/express\": {\"version\": \"5.1.0\", \"integrity\": \
                 \"sha512-§\"}}}\n",
            ),
            (
                "yarn.lock",
                "cookie-session@^2.1.0:\n  version \"2.1.0\"\n  resolved \
                 \"https://example.org/cookie-session-2.1.0.tgz#¤\"\n  integrity sha512-§\n",
            ),
            (
                "tsconfig.json",
                "{\"compilerOptions\": {\"strict\": true}}\n",
            ),
            (".npmrc", "//npm.example.org/:_authToken=${NPM_TOKEN}\n"),
        ],
    ),
    (
        "next",
        &[
            (
                "auth.ts",
                "export const { handlers } = NextAuth({\n  secret: process.env.AUTH_SECRET,\n  \
                 cookies: { sessionToken: { name: '__Secure-authjs.session-token' } },\n});\n",
            ),
            (
                ".env.example",
                "AUTH_SECRET=\"\" # npx auth secret\nAUTH_GITHUB_ID=\n",
            ),
            (
                "public/index.html",
                "<script src=\"/main.js\" integrity=\"sha384-§\" crossorigin></script>\n",
            ),
            (
                "next.config.mjs",
                "export default { env: { BUILD_ID: process.env.GIT_SHA } };\n",
            ),
        ],
    ),
    (
        "rails",
        &[
            (
                "config/initializers/session_store.rb",
                "Rails.application.config.session_store :cookie_store, key: '_shop_session'\n",
            ),
            (
                "config/credentials.yml.enc",
                "§--MTIzNDU2Nzg5MDEy--MTIzNDU2Nzg5MDEyMzQ1Ng==\n",
            ),
            (
                "config/environments/production.rb",
                "Rails.application.configure do\n  config.require_master_key = true\n  \
                 config.secret_key_base = ENV.fetch('SECRET_KEY_BASE')\nend\n",
            ),
            (
                "Gemfile.lock",
                "CHECKSUMS\n  rails (8.0.2) sha256=¤\n  rack (3.1.14) sha256=¤\n",
            ),
            (".gitignore", "/config/master.key\n/.env*\n"),
            (
                "db/schema.rb",
                "create_table :users do |t|\n  t.string :password_digest\n  \
                 t.string :session_token, limit: 64\nend\n",
            ),
        ],
    ),
    (
        "laravel",
        &[
            (
                ".env.example",
                "APP_NAME=Laravel\nAPP_ENV=local\nAPP_KEY=\nAPP_DEBUG=true\nSESSION_DRIVER=database\n",
            ),
            (
                "config/app.php",
                "<?php\nreturn [\n    'key' => env('APP_KEY'),\n    'cipher' => 'AES-256-CBC',\n    \
                 'previous_keys' => [...array_filter(explode(',', env('APP_PREVIOUS_KEYS', '')))],\n];\n",
            ),
            (
                "composer.lock",
                "{\"content-hash\": \"¤\", \"packages\": [{\"name\": \"laravel/framework\", \
                 \"dist\": {\"reference\": \"¤\", \"shasum\": \"\"}}]}\n",
            ),
            (
                "phpunit.xml",
                "<phpunit><php><env name=\"SESSION_DRIVER\" value=\"array\"/></php></phpunit>\n",
            ),
        ],
    ),
    (
        "go",
        &[
            (
                "main.go",
                "package main\n\nvar store = sessions.NewCookieStore([]byte(os.Getenv(\"SESSION_KEY\")))\n\n\
                 func main() {\n\tstore.Options.HttpOnly = true\n}\n",
            ),
            ("go.sum", "github.com/gorilla/securecookie v1.1.2 h1:§\n"),
            (
                "deploy/k8s.yaml",
                "kind: Deployment\nspec:\n  containers:\n    - image: web@sha256:¤\n      env:\n        \
                 - name: SESSION_KEY\n          valueFrom:\n            secretKeyRef:\n              \
                 name: web\n              key: session-key\n",
            ),
            (
                "main_test.go",
                "package main\n\nconst sessionKeyName = \"session-key\"\n",
            ),
        ],
    ),
    (
        "terraform",
        &[
            (
                "main.tf",
                "resource \"random_password\" \"session_secret\" {\n  length = 64\n}\n\n\
                 variable \"app_key\" {\n  type      = string\n  sensitive = true\n}\n",
            ),
            (
                ".terraform.lock.hcl",
                "provider \"registry.example.org/hashicorp/random\" {\n  version = \"3.7.2\"\n  hashes = \
                 [\n    \"zh:¤\",\n    \"zh:¤\",\n  ]\n}\n",
            ),
            (
                "ansible/site.yml",
                "- hosts: web\n  tasks:\n    - name: key of the cookies\n      ansible.builtin.copy:\n        \
                 dest: /etc/web/cookie.key\n        content: \"{{ cookie_key }}\"\n        \
                 mode: \"0600\"\n",
            ),
            (
                "Jenkinsfile",
                "withCredentials([string(credentialsId: 'session-secret', \
                 variable: 'SESSION_SECRET')]) {\n  sh 'make deploy'\n}\n",
            ),
        ],
    ),
];

fn random<const N: usize>() -> [u8; N] {
    let mut bytes = [0; N];
    getrandom::fill(&mut bytes).unwrap();
    bytes
}

/// Each mark stands for another text.
fn filled(template: &str) -> String {
    let fill = |mark: char| match mark {
        '§' => STANDARD.encode(random::<64>()),
        '¤' => random::<32>()
            .iter()
            .map(|it| format!("{it:02x}"))
            .collect(),
        other => other.to_string(),
    };
    template.chars().map(fill).collect()
}

#[test]
fn a_fresh_clone_of_any_project_is_clean() {
    let sandbox = Sandbox::empty();
    for (name, files) in PROJECTS {
        for (file, text) in files {
            let text = filled(text);
            sandbox.file(&format!("origin/{name}/{file}"), text, 0o644);
        }
        sandbox.sh(&format!(
            "cd origin/{name} && git init -q && git add -A && git -c user.name=a -c user.email=a@b commit -qm first && \
             echo >> README && git add README && git -c user.name=a -c user.email=a@b commit -qm second && \
             cd ../.. && git clone -q origin/{name} {name}"
        ));
        let run = sandbox.audit(&[name]);
        let observed = (run.exit, &*run.stdout, &*run.stderr);
        let said = format!(
            "nothing found, and no key to look at (0 keys, {} files walked",
            files.len() + 1
        );
        assert!(run.stdout.starts_with(&said), "{name} {observed:?}");
        assert_eq!(
            (run.exit, run.stdout.lines().count()),
            (0, 1),
            "{name} {observed:?}"
        );
    }
}
