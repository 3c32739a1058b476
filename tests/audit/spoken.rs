//! CK411, CK410 and CK801: keys of every shape under the names of every
//! framework, in every language, and what only looks like one.
//!
//! The keys are made by the test. `§` stands for one in a template.

use std::collections::{BTreeMap, BTreeSet};

use base64::Engine;
use base64::engine::general_purpose::{STANDARD, URL_SAFE, URL_SAFE_NO_PAD};

use serde_json::Value;

use crate::sandbox::Sandbox;

fn random<const N: usize>() -> [u8; N] {
    let mut bytes = [0; N];
    getrandom::fill(&mut bytes).unwrap();
    bytes
}

fn hex(bytes: &[u8]) -> String {
    bytes.iter().map(|it| format!("{it:02x}")).collect()
}

/// Characters of an alphabet, of every kind of which there are some.
fn of(alphabet: &str, length: usize) -> String {
    let alphabet: Vec<char> = alphabet.chars().collect();
    loop {
        let text: String = (0..length)
            .map(|_| alphabet[usize::from(random::<1>()[0]) % alphabet.len()])
            .collect();
        // One in some hundreds looks like a word: those are not for tests that
        // must say the same each time.
        let digits = text.bytes().filter(u8::is_ascii_digit).count();
        let letters = text.bytes().filter(u8::is_ascii_alphabetic).count();
        let pairs = text.as_bytes().windows(2);
        let changes = pairs.filter(|it| it[0].is_ascii_digit() != it[1].is_ascii_digit());
        let is_mixed = changes.count() * 4 >= length;
        if digits >= 3 && letters >= 6 && is_mixed && text.as_bytes()[0].is_ascii_alphanumeric() {
            return text;
        }
    }
}

const ALNUM: &str =
    "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789012345678901234567890123456789";
const DJANGO: &str = "abcdefghijklmnopqrstuvwxyz01234567890123456789!@#%^&*-_+";

/// A fresh key of one of the shapes that people use.
fn key(number: usize) -> String {
    match number % 12 {
        0 => hex(&random::<32>()),
        1 => hex(&random::<16>()),
        2 => hex(&random::<64>()),
        3 => STANDARD.encode(random::<32>()),
        4 => URL_SAFE.encode(random::<32>()),
        5 => of(ALNUM, 32),
        6 => hex(&random::<24>()),
        7 => URL_SAFE_NO_PAD.encode(random::<48>()),
        8 => hex(&random::<20>()),
        9 => of(DJANGO, 50),
        10 => STANDARD.encode(random::<64>()),
        _ => of(ALNUM, 24),
    }
}

/// One that may stand without quotation marks everywhere.
fn plain_key(number: usize) -> String {
    match key(number) {
        key if key.bytes().all(|it| it.is_ascii_alphanumeric()) => key,
        _ => hex(&random::<32>()),
    }
}

/// A name of a file and what is in it.
type Text = (&'static str, &'static str);

/// A place of its own for each of them.
fn place(number: usize, name: &str) -> String {
    format!("app/n{number:03}/{name}")
}

/// The findings of keys in texts, of one run.
fn findings(sandbox: &Sandbox) -> Vec<Value> {
    let run = sandbox.audit(&["--json", "app"]);
    let document: Value = serde_json::from_str(&run.stdout)
        .unwrap_or_else(|_| panic!("{} {}", run.stdout, run.stderr));
    let of_texts = |it: &&Value| {
        let id = it["id"].as_str().unwrap();
        ["CK410", "CK411", "CK801"].contains(&id)
    };
    let findings = document["findings"].as_array().unwrap();
    findings.iter().filter(of_texts).cloned().collect()
}

fn found(sandbox: &Sandbox) -> BTreeMap<String, Vec<String>> {
    let mut found: BTreeMap<String, Vec<String>> = BTreeMap::new();
    for finding in findings(sandbox) {
        let path = finding["path"].as_str().unwrap().to_owned();
        let observed = finding["observed"].as_str().unwrap().to_owned();
        found.entry(path).or_default().push(observed);
    }
    found
}

const LEAKS: &[Text] = &[
    // JavaScript and TypeScript.
    (
        "app.js",
        "app.use(session({ secret: '§', resave: false }));\n",
    ),
    (
        "app.mjs",
        "app.use(session({\n  resave: false,\n  secret: \"§\",\n}));\n",
    ),
    (
        "app.cjs",
        "app.use(cookieSession({\n  name: 'session',\n  keys: ['§'],\n}))\n",
    ),
    ("server.js", "app.use(cookieParser('§'));\n"),
    ("koa.js", "app.keys = ['§'];\n"),
    ("keys.js", "const keys = new Keygrip(['§'], 'sha256');\n"),
    ("auth.ts", "export const AUTH_SECRET = '§';\n"),
    ("auth.tsx", "const jwtSecret: string = \"§\";\n"),
    (
        "options.ts",
        "export const sessionOptions = {\n  password: '§',\n  cookieName: 'x',\n};\n",
    ),
    (
        "fastify.js",
        "fastify.register(fastifySession, {\n  secret: '§',\n});\n",
    ),
    (
        "secure.js",
        "fastify.register(require('@fastify/secure-session'), { secret: '§' });\n",
    ),
    (
        "hapi.js",
        "server.auth.strategy('session', 'cookie', {\n  cookie: { name: 'sid', password: '§', isSecure: true },\n});\n",
    ),
    (
        "remix.ts",
        "createCookieSessionStorage({ cookie: { name: '__session', secrets: ['§'] } });\n",
    ),
    (
        "jwt.js",
        "const token = jwt.sign({ id: user.id }, '§', { expiresIn: '1h' });\n",
    ),
    (
        "or.js",
        "const secret = process.env.SESSION_SECRET || '§';\n",
    ),
    ("nullish.ts", "const jwtSecret = config.value ?? '§';\n"),
    ("env.js", "process.env.NEXTAUTH_SECRET = '§';\n"),
    (
        "exports.js",
        "module.exports = {\n  cookieSecret: '§',\n  port: 80,\n};\n",
    ),
    ("config.js", "module.exports = { SECRET_KEY: \"§\" };\n"),
    ("buffer.js", "const sessionKey = Buffer.from('§', 'hex');\n"),
    (
        "ecosystem.config.js",
        "module.exports = { apps: [{ env: { SESSION_SECRET: '§' } }] };\n",
    ),
    ("auth.vue", "<script>\nconst jwt_secret = '§'\n</script>\n"),
    // Python.
    ("app.py", "app.secret_key = '§'\n"),
    ("flask.py", "app.config[\"SECRET_KEY\"] = \"§\"\n"),
    ("settings.py", "DEBUG = True\nSECRET_KEY = '§'\n"),
    (
        "prod.py",
        "SECRET_KEY = os.environ.get('SECRET_KEY', '§')\n",
    ),
    (
        "local.py",
        "SECRET_KEY = os.environ.get(\"SECRET_KEY\") or \"§\"\n",
    ),
    ("bytes.py", "app.secret_key = b'§'\n"),
    (
        "mapping.py",
        "app.config.from_mapping(\n    SECRET_KEY='§',\n)\n",
    ),
    (
        "main.py",
        "app.add_middleware(SessionMiddleware, secret_key=\"§\")\n",
    ),
    ("gui.py", "ui.run(storage_secret='§')\n"),
    (
        "tornado.py",
        "settings = dict(cookie_secret=\"§\", debug=True)\n",
    ),
    ("fernet.py", "f = Fernet(b\"§\")\n"),
    ("signer.py", "s = URLSafeTimedSerializer(\"§\")\n"),
    (
        "decode.py",
        "jwt.decode(token, \"§\", algorithms=[\"HS256\"])\n",
    ),
    ("typed.py", "class Settings:\n    secret_key: str = \"§\"\n"),
    ("superset_config.py", "SECRET_KEY = \"§\"\n"),
    ("pyramid.py", "factory = SignedCookieSessionFactory('§')\n"),
    ("aiohttp.py", "setup(app, EncryptedCookieStorage('§'))\n"),
    (
        "hub_config.py",
        "c.JupyterHub.cookie_secret = bytes.fromhex('§')\n",
    ),
    ("jwtext.py", "app.config['JWT_SECRET_KEY'] = '§'\n"),
    // Ruby.
    (
        "secret_token.rb",
        "Rails.application.config.secret_key_base = '§'\n",
    ),
    ("sinatra.rb", "set :session_secret, '§'\n"),
    (
        "rack.rb",
        "use Rack::Session::Cookie, :key => 'rack.session', :secret => '§'\n",
    ),
    (
        "config.ru",
        "use Rack::Session::Cookie, key: 'rack.session',\n                           path: '/',\n                           secret: '§'\n",
    ),
    ("fetch.rb", "secret = ENV.fetch('SESSION_SECRET', '§')\n"),
    ("block.rb", "x = ENV.fetch('SECRET_KEY_BASE') { '§' }\n"),
    ("devise.rb", "config.secret_key = '§'\n"),
    (
        "Vagrantfile",
        "config.vm.provision 'shell', inline: <<-SHELL\n  export SESSION_SECRET=§\nSHELL\n",
    ),
    // PHP.
    (
        "web.php",
        "'components' => ['request' => ['cookieValidationKey' => '§']],\n",
    ),
    ("app.php", "'key' => env('APP_KEY', 'base64:§'),\n"),
    ("define.php", "define('COOKIE_SECRET', '§');\n"),
    ("config.php", "$config['session_secret'] = '§';\n"),
    ("elvis.php", "$jwtSecret = getenv('JWT_SECRET') ?: '§';\n"),
    // Go.
    (
        "main.go",
        "var store = sessions.NewCookieStore([]byte(\"§\"))\n",
    ),
    ("cookie.go", "s := securecookie.New([]byte(\"§\"), nil)\n"),
    ("const.go", "const sessionSecret = \"§\"\n"),
    ("typed.go", "const jwtSecret string = \"§\"\n"),
    ("getenv.go", "key := getEnv(\"SESSION_KEY\", \"§\")\n"),
    ("setenv.go", "os.Setenv(\"SESSION_SECRET\", \"§\")\n"),
    // Java, Kotlin, C#.
    (
        "Jwt.java",
        "private static final String JWT_SECRET = \"§\";\n",
    ),
    (
        "Value.java",
        "@Value(\"${jwt.secret:§}\")\nprivate String secret;\n",
    ),
    (
        "Hmac.java",
        "Key key = Keys.hmacShaKeyFor(\"§\".getBytes());\n",
    ),
    ("Jwt.kt", "val jwtSecret: String = \"§\"\n"),
    (
        "Startup.cs",
        "var key = new SymmetricSecurityKey(Encoding.UTF8.GetBytes(\"§\"));\n",
    ),
    (
        "Config.cs",
        "var secret = Configuration[\"Jwt:Secret\"] ?? \"§\";\n",
    ),
    // Infrastructure.
    ("main.tf", "environment = {\n  SESSION_SECRET = \"§\"\n}\n"),
    (
        "vars.tf",
        "variable \"session_secret\" {\n  type    = string\n  default = \"§\"\n}\n",
    ),
    ("prod.tfvars", "session_secret = \"§\"\n"),
    (
        "set.tf",
        "set {\n  name  = \"cookie.secret\"\n  value = \"§\"\n}\n",
    ),
    (
        "parameter.tf",
        "resource \"aws_ssm_parameter\" \"jwt_secret\" {\n  type  = \"SecureString\"\n  value = \"§\"\n}\n",
    ),
    ("job.hcl", "env {\n  COOKIE_SECRET = \"§\"\n}\n"),
    (
        "terraform.tfstate",
        "{\"outputs\": {\"session_secret\": {\"value\": \"§\", \"type\": \"string\"}}}\n",
    ),
    (
        "stack.yaml",
        "Environment:\n  - Name: SESSION_SECRET\n    Value: §\n",
    ),
    (
        "parameters.yml",
        "Parameters:\n  SessionSecret:\n    Type: String\n    Default: \"§\"\n",
    ),
    (
        "stack.json",
        "[{\"ParameterKey\": \"SessionSecret\", \"ParameterValue\": \"§\"}]\n",
    ),
    (
        "user-data.yml",
        "#cloud-config\nwrite_files:\n  - path: /etc/rstudio/secure-cookie-key\n    permissions: '0600'\n    content: §\n",
    ),
    (
        "cloud.yaml",
        "write_files:\n- content: |\n    §\n  path: /srv/web/cookie.key\n",
    ),
    (
        "playbook.yml",
        "- name: key\n  copy:\n    dest: /etc/plumber/cookie_key\n    content: \"§\"\n",
    ),
    (
        "inline.yml",
        "- copy: content=§ dest=/etc/plumber/cookie.key mode=0600\n",
    ),
    (
        "compose.yml",
        "services:\n  web:\n    environment:\n      SECRET_KEY_BASE: §\n",
    ),
    (
        "docker-compose.yaml",
        "services:\n  web:\n    environment:\n      - NEXTAUTH_SECRET=§\n",
    ),
    ("group_vars.yml", "airflow_webserver_secret_key: \"§\"\n"),
    ("secrets.yml", "production:\n  secret_key_base: §\n"),
    ("Jenkinsfile", "environment {\n  SESSION_SECRET = '§'\n}\n"),
    (
        "Jenkinsfile.prod",
        "sh 'docker run -e SESSION_SECRET=§ web'\n",
    ),
    ("Makefile", "export SESSION_SECRET := §\n"),
    ("GNUmakefile", "run:\n\tSESSION_SECRET=§ ./web\n"),
    ("Procfile", "web: SESSION_SECRET=§ node app.js\n"),
    ("Dockerfile", "FROM node\nENV NEXTAUTH_SECRET=§\n"),
    // Variables.
    (".flaskenv", "FLASK_SECRET_KEY=§\n"),
    (".env", "SECRET_KEY=§\n"),
    (".env-prod", "APP_KEY=base64:§\n"),
    ("env.list", "AUTH_SECRET=§\n"),
    ("_environment.local", "SECRET_KEY_BASE=§\n"),
    ("environment", "JWT_SECRET=\"§\"\n"),
    ("app.env", "AIRFLOW__WEBSERVER__SECRET_KEY=§\n"),
    (".env.local", "WEBUI_SECRET_KEY='§'\n"),
    (".env.production", "NUXT_SESSION_PASSWORD=§\n"),
    ("web.env", "BETTER_AUTH_SECRET=§\n"),
    (
        "prod.env",
        "SUPERSET_SECRET_KEY=§\nAWS_ACCESS_KEY_ID=x\nAWS_SECRET_ACCESS_KEY=y\n",
    ),
    ("keys.env", "JWT_REFRESH_SECRET=§\n"),
    // Windows.
    ("run.ps1", "$env:SESSION_SECRET = \"§\"\n"),
    (
        "set.ps1",
        "[Environment]::SetEnvironmentVariable(\"COOKIE_SECRET\", \"§\", \"Machine\")\n",
    ),
    ("run.bat", "@echo off\nset SESSION_SECRET=§\n"),
    ("setx.cmd", "setx SESSION_SECRET \"§\" /M\n"),
    (
        "Web.config",
        "<configuration><appSettings>\n<add key=\"SessionSecret\" value=\"§\" />\n</appSettings></configuration>\n",
    ),
    // Documents.
    (
        "context.xml",
        "<Context><Environment name=\"cookieSecret\" value=\"§\" type=\"java.lang.String\"/></Context>\n",
    ),
    (
        "app.xml",
        "<config>\n  <sessionSecret>§</sessionSecret>\n</config>\n",
    ),
    (
        "strings.xml",
        "<resources><string name=\"jwt_secret\">§</string></resources>\n",
    ),
    (
        "nested.xml",
        "<session>\n  <secret>§</secret>\n</session>\n",
    ),
    (
        "book.ipynb",
        "{\"cells\": [{\"source\": [\"import os\\n\", \"os.environ[\\\"SESSION_SECRET\\\"] = \\\"§\\\"\\n\"]}]}\n",
    ),
    (
        "code.ipynb",
        "{\"cells\": [{\"source\": [\"app.secret_key = '§'\\n\"]}]}\n",
    ),
    (
        "README.md",
        "# Setup\n\n```sh\nexport SESSION_SECRET=§\n```\n",
    ),
    ("notes.md", "The key of production is `COOKIE_KEY=§`.\n"),
    ("deploy.md", "```yaml\nsession:\n  secret: §\n```\n"),
    ("plain.md", "session_secret: §\n"),
    ("doc.Rmd", "---\nparams:\n  cookie_key: §\n---\n\nText.\n"),
    ("doc.qmd", "```{python}\napp.secret_key = \"§\"\n```\n"),
    (
        "chunk.Rmd",
        "```{r}\nSys.setenv(SESSION_SECRET = \"§\")\n```\n",
    ),
    // Settings.
    (
        "appsettings.json",
        "{\"Jwt\": {\"Issuer\": \"x\", \"Key\": \"§\"}}\n",
    ),
    (
        "app.json",
        "{\"env\": {\"SECRET_KEY_BASE\": {\"value\": \"§\"}}}\n",
    ),
    ("airflow.cfg", "[webserver]\nsecret_key = §\n"),
    ("core.cfg", "[core]\nfernet_key = §\n"),
    ("secrets.toml", "[auth]\ncookie_secret = \"§\"\n"),
    ("application.properties", "jwt.secret=§\n"),
    ("application.conf", "play.http.secret.key=\"§\"\n"),
    ("site.conf", "SetEnv SESSION_SECRET \"§\"\n"),
    ("fpm.conf", "env[SESSION_SECRET] = §\n"),
    ("web.service", "[Service]\nEnvironment=SESSION_SECRET=§\n"),
    (
        "web.container",
        "[Container]\nEnvironment=NEXTAUTH_SECRET=§\n",
    ),
    // Scripts.
    ("start", "#!/bin/sh\nexport SESSION_SECRET=§\nexec web\n"),
    ("job", "#!/usr/bin/env python3\napp.secret_key = '§'\n"),
    (
        "serve",
        "#!/usr/bin/env node\napp.use(session({ secret: '§' }));\n",
    ),
    ("run.sh", "SESSION_SECRET=\"${SESSION_SECRET:-§}\" ./web\n"),
];

#[test]
fn every_key_is_found_whatever_it_is_written_in() {
    let sandbox = Sandbox::empty();
    let is_bare = |text: &str| {
        let at = text.find('§').unwrap();
        let before = text[..at].chars().last().unwrap();
        !matches!(before, '"' | '\'' | '`')
    };
    let mut written = BTreeMap::new();
    for round in 0..2 {
        for (number, (name, text)) in LEAKS.iter().enumerate() {
            let shape = number + round * 5;
            let fresh = match is_bare(text) || text.contains("base64:") {
                true if text.contains("base64:") => STANDARD.encode(random::<32>()),
                true => plain_key(shape),
                false => key(shape),
            };
            let path = place(number + round * LEAKS.len(), name);
            sandbox.file(&path, text.replace('§', &fresh), 0o600);
            written.insert(path, (fresh, *text));
        }
    }
    let found = found(&sandbox);
    let missed = written
        .iter()
        .filter(|(path, _)| !found.contains_key(*path));
    let missed: Vec<_> = missed.collect();
    assert!(missed.is_empty(), "{} missed: {missed:#?}", missed.len());
    for (path, observed) in &found {
        let (key, text) = &written[path];
        assert_eq!(observed.len(), 1, "{path} {text} {observed:?}");
        assert!(!observed[0].contains(&key[..8]), "{path}");
    }
    assert!(LEAKS.len() >= 120, "{}", LEAKS.len());
}

const NEAR: &[Text] = &[
    ("env.js", "const secret = process.env.SESSION_SECRET;\n"),
    (
        "arn.js",
        "const SESSION_SECRET_ARN = 'arn:aws:secretsmanager:eu-west-1:123456789012:secret:§';\n",
    ),
    ("name.js", "const jwt_secret_name = '§';\n"),
    ("call.js", "const sessionSecret = loadSecret('§');\n"),
    (
        "comment.js",
        "// secret: '§' for session({})\nsession({ secret: process.env.S });\n",
    ),
    ("doc.js", "/**\n * session({ secret: '§' })\n */\n"),
    ("compare.js", "if (sessionSecret === '§') fail();\n"),
    (
        "redis.js",
        "session({ store: new RedisStore({ password: '§' }), secret: s });\n",
    ),
    ("template.js", "const sessionSecret = `${prefix}-§`;\n"),
    ("id.ts", "export const sessionKeyId = '§';\n"),
    (
        "storage.ts",
        "const SESSION_KEY = 'user-session-storage.v2';\n",
    ),
    (
        "props.ts",
        "const cookieKey = 'remember_me_cookie_of_users';\n",
    ),
    ("stripe.js", "const stripe = { secretKey: '§' };\n"),
    ("s3.js", "new S3({ accessKeyId: 'x', secretKey: '§' });\n"),
    (
        "environ.py",
        "SECRET_KEY = os.environ['SECRET_KEY']\nCOMMIT = '§'\n",
    ),
    (
        "hash.py",
        "SECRET_KEY_SHA256 = '§'\nSECRET_KEY_HASH_ID = '§'\n",
    ),
    (
        "minio.py",
        "client = Minio('x', access_key='a', secret_key='§')\n",
    ),
    ("boto.py", "aws_access_key_id = 'x'\nsecret_key = '§'\n"),
    (
        "django_names.py",
        "SESSION_KEY = '_auth_user_id'\nHASH_SESSION_KEY = '_auth_user_hash'\n",
    ),
    (
        "insecure.py",
        "SECRET_KEY = 'change-me-to-something-random'\n",
    ),
    (
        "help.py",
        "parser.add('--cookie-secret', help='The secret that signs the cookies of this server')\n",
    ),
    ("recaptcha.py", "RECAPTCHA_SECRET_KEY = '§'\n"),
    ("assert.py", "assert app.secret_key != '§'\n"),
    ("public.rb", "config.jwt_public_key = '§'\n"),
    (
        "fetch.rb",
        "secret = ENV.fetch('SESSION_SECRET')\nsha = '§'\n",
    ),
    ("digest.rb", "set :session_digest, '§'\n"),
    ("env.php", "'key' => env('APP_KEY'),\n'hash' => '§',\n"),
    ("pusher.php", "$pusher_app_key = '§';\n"),
    (
        "main.go",
        "store := sessions.NewCookieStore([]byte(os.Getenv(\"SESSION_KEY\")))\nconst sum = \"§\"\n",
    ),
    ("Path.java", "String JWT_SECRET = \"/run/secrets/§\";\n"),
    (
        "Url.java",
        "String JWT_SECRET = \"https://vault.example.org/§\";\n",
    ),
    (
        "vars.tf",
        "variable \"session_secret\" {\n  description = \"§\"\n}\n",
    ),
    (
        "s3.tf",
        "provider \"minio\" {\n  access_key = \"x\"\n  secret_key = \"§\"\n}\n",
    ),
    (
        "ref.tf",
        "session_secret = var.session_secret\ncommit = \"§\"\n",
    ),
    (
        "deploy.yaml",
        "env:\n  - name: SESSION_SECRET\n    valueFrom:\n      secretKeyRef:\n        name: web\n        key: cookie\n  - name: SHA\n    value: §\n",
    ),
    (
        "values.yaml",
        "session:\n  existingSecret: plumber-session-secret-production\n  secretName: §\n",
    ),
    (
        "files.yml",
        "write_files:\n  - path: /etc/web/build-id\n    content: §\n",
    ),
    (
        "helm.yaml",
        "cookieSecret: {{ .Values.cookieSecret }}\nchecksum: §\n",
    ),
    (
        "vault.yml",
        "session_secret: !vault |\n  $ANSIBLE_VAULT;1.1;AES256\n",
    ),
    ("recaptcha.yml", "recaptcha:\n  secret_key: §\n"),
    ("s3.yml", "s3:\n  bucket: b\n  secret_key: §\n"),
    (".env", "SESSION_SECRET=${SESSION_SECRET}\nCOMMIT=§\n"),
    (
        ".env.local",
        "SESSION_SECRET=changeme\nJWT_SECRET=<your secret of 32 characters>\n",
    ),
    (
        ".env.prod",
        "SESSION_SECRET=xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx\nSECRET_KEY=your-secret-key-goes-here-123\n",
    ),
    ("aws.env", "AWS_ACCESS_KEY_ID=x\nSECRET_KEY=§\n"),
    (
        "rotated.env",
        "AWS_ACCESS_KEY_ID=x\nOLD_SECRET_KEY=§\nNEW_SECRET_KEY=§\n",
    ),
    (
        "service.env",
        "OLD_AWS_SECRET_KEY=§\nAWS_OLD_SECRET_KEY=§\nLIVE_SECRET_KEY=§\n",
    ),
    ("access.env", "ACCESS_KEY=x\nSECRET_KEY=§\n"),
    (
        "seq.env",
        "SESSION_SECRET=0123456789abcdef0123456789abcdef\nCOOKIE_KEY=abcdefghijklmnopqrstuvwxyz012345\n",
    ),
    (
        "file.env",
        "SESSION_SECRET_FILE=/run/secrets/§\nSESSION_SECRET=/run/secrets/§\n",
    ),
    (
        "bcrypt.env",
        "SESSION_PASSWORD=$2b$12$GhvMmNVjRW29ulnudlxLbuAnUtNaLRfe1JsBm1Xu6LE3059z5Tr8m\n",
    ),
    (
        "vendor.env",
        "RECAPTCHA_SECRET_KEY=§\nSTRIPE_SECRET_KEY=§\nGITHUB_CLIENT_SECRET=§\n",
    ),
    (
        "jwt.env",
        "JWT_SECRET_NAME=§\nJWT_PUBLIC_KEY=§\nSESSION_ID=§\n",
    ),
    ("run.ps1", "$env:SESSION_SECRET = $secret\n$sum = \"§\"\n"),
    ("run.bat", "rem set SESSION_SECRET=changeme\nset COMMIT=§\n"),
    (
        "app.xml",
        "<config>\n<!-- <sessionSecret>changeme</sessionSecret> -->\n<commit>§</commit>\n</config>\n",
    ),
    (
        "add.xml",
        "<add key=\"CommitHash\" value=\"§\"/>\n<add key=\"SessionSecret\" value=\"${secret}\"/>\n",
    ),
    (
        "book.ipynb",
        "{\"cells\": [{\"source\": [\"SECRET_KEY = os.environ[\\\"SECRET_KEY\\\"]\\n\", \"commit = \\\"§\\\"\\n\"]}]}\n",
    ),
    (
        "README.md",
        "Set `SESSION_SECRET` to what `openssl rand -hex 32` prints. Commit §.\n\n```sh\nexport SESSION_SECRET=<64 hex digits>\n```\n",
    ),
    (
        "help.md",
        "- `SESSION_SECRET`: The secret that signs the session cookies, of at least 32 characters\n",
    ),
    (
        "locale.json",
        "{\"session_secret\": \"The secret used to sign sessions\", \"cookie\": {\"password\": \"Enter the password of your account\"}}\n",
    ),
    (
        "lock.json",
        "{\"node_modules/cookie-session\": {\"integrity\": \"sha512-§\", \"resolved\": \"https://example.org/§\"}}\n",
    ),
    ("app.cfg", "[s3]\nsecret_key = §\n"),
    (
        "Makefile",
        "SESSION_SECRET ?= $(shell openssl rand -hex 32)\nSHA := §\n",
    ),
    (
        "start",
        "#!/bin/sh\nexport SESSION_SECRET=\"$(cat /run/secrets/web)\"\nSHA=§\n",
    ),
    (
        "image.tf",
        "image = \"web@sha256:§\"\ncookie_secret_arn = \"§\"\n",
    ),
];

#[test]
fn nothing_is_found_in_what_only_looks_like_a_key() {
    let sandbox = Sandbox::empty();
    for round in 0..2 {
        for (number, (name, text)) in NEAR.iter().enumerate() {
            let path = place(number + round * NEAR.len(), name);
            let text = text.replace('§', &key(number + round * 5));
            sandbox.file(&path, text, 0o600);
        }
    }
    let found = found(&sandbox);
    assert!(found.is_empty(), "{} false alarms: {found:#?}", found.len());
    assert!(NEAR.len() >= 50, "{}", NEAR.len());
}

/// What is printed for a key is run, and leaves a text that has none. A program is left
/// to its author: with an empty key it might take what anybody signs.
#[test]
fn every_printed_command_takes_the_key_out() {
    let sandbox = Sandbox::empty();
    for (number, (name, text)) in LEAKS.iter().enumerate() {
        let fresh = hex(&random::<32>());
        sandbox.file(&place(number, name), text.replace('§', &fresh), 0o600);
    }
    let (mut without, mut mended) = (BTreeSet::new(), BTreeSet::new());
    for finding in findings(&sandbox) {
        let path = finding["path"].as_str().unwrap().to_owned();
        if finding["fix"].is_null() {
            without.insert(path);
        } else {
            sandbox.obey(&finding);
            mended.insert(path);
        }
    }
    let left = found(&sandbox);
    let left: BTreeSet<String> = left.into_keys().collect();
    assert_eq!(left, without);
    let ending = |path: &str| path.rsplit('.').next().unwrap_or_default().to_owned();
    let programs = [
        "py", "js", "ts", "rb", "php", "go", "java", "json", "tf", "xml",
    ];
    let is_program = |path: &String| programs.contains(&&*ending(path));
    assert!(without.iter().filter(|it| is_program(it)).count() >= 40);
    assert!(!mended.iter().any(is_program), "{mended:?}");
    assert!(mended.len() >= 20, "{mended:?}");
}

#[test]
fn a_text_in_utf_16_is_read_and_not_edited() {
    let sandbox = Sandbox::empty();
    let text = format!(
        "\u{feff}$env:SESSION_SECRET = \"{}\"\r\n",
        hex(&random::<32>())
    );
    let little: Vec<u8> = text.encode_utf16().flat_map(u16::to_le_bytes).collect();
    let big: Vec<u8> = text.encode_utf16().flat_map(u16::to_be_bytes).collect();
    for bytes in [little, big] {
        sandbox.file("app/run.ps1", bytes, 0o600);
        let findings = sandbox.findings("CK411", &["app"]);
        assert_eq!(findings.len(), 1, "{findings:#?}");
        assert_eq!(
            findings[0]["observed"],
            "has a key under SESSION_SECRET in line 1"
        );
        assert!(findings[0]["fix"].is_null(), "{}", findings[0]);
    }
}

#[test]
fn what_was_not_read_is_counted_and_read_when_it_is_named() {
    let sandbox = Sandbox::empty();
    let leak = format!("SESSION_SECRET={}\n", hex(&random::<32>()));
    sandbox.file("app/notes.txt", &leak, 0o600);
    let large = format!("{leak}{}", "# filler\n".repeat(200_000));
    sandbox.file(
        "app/large.toml",
        large.replace("=", " = \"").replace("\n#", "\"\n#"),
        0o600,
    );
    sandbox.file("app/small.toml", "a = 1\n", 0o600);
    let run = sandbox.audit(&["app"]);
    assert_eq!(run.exit, 0, "{}", run.stdout);
    let line = "1 file was not read for what it is, 1 file was not read for its size: name a file \
                on the command line to have it read";
    assert_eq!(run.stderr, format!("note: {line}\n"));
    let run = sandbox.audit(&["--json", "app"]);
    let document: Value = serde_json::from_str(&run.stdout).unwrap();
    let counts = serde_json::json!({"other_types": 1, "too_large": 1, "in_history": 0,
        "packed_in_history": 0});
    assert_eq!(document["not_read"], counts);
    for name in ["app/notes.txt", "app/large.toml"] {
        assert_eq!(sandbox.audit(&[name]).exit, 1, "{name}");
    }
}

/// Keys that documentation shows are in every attacker's list.
#[test]
fn a_published_key_is_found_and_a_blank_is_not() {
    let sandbox = Sandbox::empty();
    let keyboard = ["keyboard", "cat"].join(" ");
    for (name, text) in [
        (
            "app.js",
            format!("app.use(session({{ secret: '{keyboard}' }}))\n"),
        ),
        (
            ".env",
            format!("SESSION_SECRET={}\n", ["worldof", "walmart"].concat()),
        ),
        (
            "settings.py",
            format!("SECRET_KEY = '{}'\n", ["temporary", "key"].join("_")),
        ),
    ] {
        sandbox.file(&format!("app/{name}"), text, 0o600);
    }
    // A document that quotes them has made nothing known.
    for name in ["README.md", "docs/a.rst", "fix.patch"] {
        let text = format!("```js\napp.use(session({{ secret: '{keyboard}' }}))\n```\n");
        sandbox.file(&format!("app/{name}"), text, 0o600);
    }
    let found = found(&sandbox);
    let told: Vec<&str> = found.values().flatten().map(String::as_str).collect();
    assert_eq!(
        told,
        [
            "has a key under SESSION_SECRET in line 1, and everybody knows it",
            "has a key under session.secret in line 1, and everybody knows it",
            "has a key under SECRET_KEY in line 1, and everybody knows it",
        ]
    );
}

/// Three hundred thousand keys in one text are read in a time that grows with
/// it alone.
#[test]
fn a_text_of_many_keys_is_read_in_bounded_time() {
    let sandbox = Sandbox::empty();
    let line = |number: usize| format!("SESSION_SECRET_{number}={}\n", hex(&random::<16>()));
    let text: String = (0..300_000).map(line).collect();
    sandbox.file("app/.env", text, 0o600);
    let start = std::time::Instant::now();
    for view in [&["--json"][..], &[]] {
        let run = sandbox.audit(&[view, &["--fail-on", "critical", "app"]].concat());
        assert_eq!(run.exit, 0, "{}", run.stderr);
    }
    // Seconds on a quiet machine, and hours if it were quadratic.
    assert!(start.elapsed().as_secs() < 600, "{:?}", start.elapsed());
}

/// Texts that write a key into the file of one, and the file.
const WRITES: &[(&str, &str, &str)] = &[
    (
        "setup.sh",
        "echo '§' > /etc/rstudio/secure-cookie-key\n",
        "/etc/rstudio/secure-cookie-key",
    ),
    (
        "init.sh",
        "echo -n § >/srv/web/cookie.key\n",
        "/srv/web/cookie.key",
    ),
    (
        "printf.sh",
        "printf '%s' \"§\" > \"$DIR/cookie.key\"\n",
        "$DIR/cookie.key",
    ),
    (
        "tee.sh",
        "echo § | sudo tee -a /etc/plumber/cookie_key >/dev/null\n",
        "/etc/plumber/cookie_key",
    ),
    (
        "here.sh",
        "cat > /etc/web/cookie.key <<EOF\n§\nEOF\n",
        "/etc/web/cookie.key",
    ),
    (
        "document.sh",
        "cat <<'EOF' > cookie.key\n§\nEOF\n",
        "cookie.key",
    ),
    ("string.sh", "tee cookie.key <<< \"§\"\n", "cookie.key"),
    (
        "Dockerfile",
        "FROM r\nRUN echo \"§\" > /etc/rstudio/secure-cookie-key\n",
        "/etc/rstudio/secure-cookie-key",
    ),
    (
        "Dockerfile.prod",
        "FROM r\nCOPY <<EOF /etc/web/cookie.key\n§\nEOF\n",
        "/etc/web/cookie.key",
    ),
    (
        "make.R",
        "writeLines(\"§\", \"cookie.key\")\n",
        "cookie.key",
    ),
    (
        "cat.R",
        "cat(\"§\", file = \"/etc/plumber/cookie.key\")\n",
        "/etc/plumber/cookie.key",
    ),
    (
        "make.py",
        "open('cookie.key', 'w').write('§')\n",
        "cookie.key",
    ),
    (
        "make.js",
        "fs.writeFileSync('keys/cookie.key', '§')\n",
        "keys/cookie.key",
    ),
    ("make.ps1", "Set-Content cookie.key \"§\"\n", "cookie.key"),
    (
        "ci.yml",
        "run: echo § > secure-cookie-key\n",
        "secure-cookie-key",
    ),
];

/// The same of R in a command, and the name.
const COMMANDS: &[(&str, &str, &str)] = &[
    (
        "run.sh",
        "Rscript -e 'library(plumber); pr() |> pr_cookie(\"§\") |> pr_run()'\n",
        "pr_cookie",
    ),
    (
        "named.sh",
        "R -e \"pr_run(pr_cookie(pr(), key = '§'))\"\n",
        "pr_cookie().key",
    ),
    (
        "Dockerfile",
        "FROM r\nCMD [\"R\", \"-e\", \"plumber::pr_cookie(pr, \\\"§\\\")\"]\n",
        "pr_cookie",
    ),
];

#[test]
fn a_key_that_a_text_writes_into_its_file_is_found_and_nothing_empties_it() {
    let sandbox = Sandbox::empty();
    let mut expected = BTreeMap::new();
    for (number, (name, text, file)) in WRITES.iter().enumerate() {
        let path = place(number, name);
        sandbox.file(&path, text.replace('§', &hex(&random::<32>())), 0o600);
        let line = text[..text.find('§').unwrap()].matches('\n').count() + 1;
        expected.insert(
            path,
            vec![format!("writes a key into {file} in line {line}")],
        );
    }
    assert_eq!(found(&sandbox), expected);
    for finding in findings(&sandbox) {
        assert!(finding["fix"].is_null(), "{finding}");
    }
    let near = Sandbox::empty();
    for (number, (name, text, _)) in WRITES.iter().enumerate() {
        let text = text.replace("cookie.key", "build-id");
        let text = text
            .replace("secure-cookie-key", "build-id")
            .replace("cookie_key", "id");
        near.file(
            &place(number, name),
            text.replace('§', &hex(&random::<32>())),
            0o600,
        );
    }
    assert_eq!(found(&near), BTreeMap::new());
}

#[test]
fn a_key_in_r_that_a_command_runs_is_found() {
    for (name, text, told) in COMMANDS {
        let sandbox = Sandbox::empty();
        sandbox.file(
            &format!("app/{name}"),
            text.replace('§', &hex(&random::<32>())),
            0o600,
        );
        let finding = sandbox.finds("CK411", "high", &["app"]);
        let line = text[..text.find('§').unwrap()].matches('\n').count() + 1;
        assert_eq!(
            finding["observed"],
            format!("has a key under {told} in line {line}")
        );
    }
}

#[test]
fn a_key_that_a_build_makes_is_the_same_for_every_container() {
    let sandbox = Sandbox::empty();
    let key = "/etc/rstudio/secure-cookie-key";
    sandbox.file(
        "app/Dockerfile",
        format!("FROM r\nCMD uuidgen > {key}\n"),
        0o600,
    );
    sandbox.passes("CK419", &["app"]);
    sandbox.file(
        "app/Dockerfile",
        format!("FROM r\nRUN uuidgen > {key}\n"),
        0o600,
    );
    let finding = sandbox.finds("CK419", "high", &["app"]);
    assert_eq!(
        finding["observed"],
        "makes /etc/rstudio/secure-cookie-key in line 2, the same for every container"
    );
}

/// Most of what a generator makes of twelve characters is known from names, and from words.
#[test]
fn a_short_random_secret_is_found_and_a_name_of_its_length_is_not() {
    const MADE: usize = 120;
    let alphanumeric = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789";
    let letters = "abcdefghijklmnopqrstuvwxyz";
    for (alphabet, length, least) in [
        (alphanumeric, 12, 68),
        (alphanumeric, 15, 70),
        (letters, 16, 70),
        (letters, 20, 75),
        (letters, 32, 80),
    ] {
        let sandbox = Sandbox::empty();
        let mut text = String::new();
        for number in 0..MADE {
            let at = || usize::from(u16::from_le_bytes(random::<2>())) % alphabet.len();
            let made = (0..length).map(|_| alphabet.as_bytes()[at()] as char);
            let line = made.collect::<String>();
            text += &format!("COOKIE_SECRET_{number}={line}\n");
        }
        sandbox.file("app/.env", text, 0o600);
        let count = sandbox.findings("CK411", &["app"]).len();
        let share = count * 100 / MADE;
        assert!(share >= least, "{share} of 100 with {length} of {alphabet}");
    }
    let sandbox = Sandbox::empty();
    let names = [
        "useMyOwnKey12",
        "SHA256withRSA",
        "ES256KeyPair",
        "HS512WithHmac",
        "AES256GCMNoPad",
        "correcthorsebattery",
        "thisisnotasecret",
        "itsasecrettoeverybody",
        "kubernetesmanagement",
        "getSessionSecret",
        "webSessionKeyV2",
        "XXXXXXXXYYYY",
        "abcdefghijklmnop",
        "qwertyuiopasdfgh",
        "SCHLUESSELDIENST",
        "mysupersecretvalue",
    ];
    for (number, name) in names.iter().enumerate() {
        let text = format!("COOKIE_SECRET={name}\n");
        sandbox.file(&format!("app/{number:03}/.env"), text, 0o600);
    }
    let found = found(&sandbox);
    assert!(found.is_empty(), "{found:#?}");
}
