//! Keys in the code of programs that no plain assignment shows: what is taken by default,
//! what a library is handed. And what has a name that tells, and a value that is no key.

use std::collections::BTreeMap;

use serde_json::Value;

use crate::sandbox::Sandbox;
use crate::{KEY, OTHER_KEY};

/// Keys of several shapes.
const KEYS: [&str; 4] = [
    KEY,
    "4fc1a0b7d2e89635a1b0c7d8e9f203145e6d7c8b9a0f1e2d3c4b5a6978800112c0d1e2f3a4958677f8e9dacbbcad9e8f10213243546576879889a0b1c2d3e4f5",
    "gT2mVx8QbN5rLz0KpW7yHc3JdF6sAe9UoXi1ZkB4vRq=",
    "Q7zXk2Vb9Lm4Tn8Rp3Ws6Yd1Hf5Jg0Kc7Qx2Zv9Bn4Mt8Lr3Pw6Sd1Fh5Gj0Kc",
];

/// What the audit says of each file, by its place.
fn found(sandbox: &Sandbox, folder: &str) -> BTreeMap<String, Vec<Value>> {
    let mut found: BTreeMap<String, Vec<Value>> = BTreeMap::new();
    for id in ["CK411", "CK801", "CK412"] {
        for finding in sandbox.findings(id, &[folder]) {
            let path = finding["path"].as_str().unwrap().to_owned();
            found.entry(path).or_default().push(finding);
        }
    }
    found
}

/// Each text, whatever the key, has one finding of this name.
pub fn tells(cases: &[(&str, &str, &str)]) {
    let sandbox = Sandbox::empty();
    let mut written = BTreeMap::new();
    for (number, (name, text, expected)) in cases.iter().enumerate() {
        for (shape, key) in KEYS.iter().enumerate() {
            let path = format!("app/{number}/{shape}/{name}");
            sandbox.file(&path, text.replace('§', key), 0o600);
            written.insert(path, (*text, *expected));
        }
    }
    let found = found(&sandbox, "app");
    for (path, (text, expected)) in &written {
        let told = found.get(path).map(Vec::as_slice).unwrap_or_default();
        assert_eq!(told.len(), 1, "{path} {text} {told:#?}");
        let observed = told[0]["observed"].as_str().unwrap();
        assert!(
            observed.contains(&format!(" under {expected} in line ")),
            "{observed}"
        );
        assert_eq!(told[0]["severity"], "high", "{path}");
    }
}

/// Nothing is found in any of them, whatever the key.
pub fn passes(cases: &[(&str, &str)]) {
    let sandbox = Sandbox::empty();
    for (number, (name, text)) in cases.iter().enumerate() {
        for (shape, key) in KEYS.iter().enumerate() {
            let path = format!("app/{number}/{shape}/{name}");
            sandbox.file(&path, text.replace('§', key), 0o600);
        }
    }
    let found = found(&sandbox, "app");
    assert!(found.is_empty(), "{found:#?}");
}

#[test]
fn a_key_that_is_taken_by_default_is_found_however_the_default_is_given() {
    tells(&[
        (
            "a.py",
            "SECRET_KEY = config(\"SECRET_KEY\", default=\"§\")\n",
            "SECRET_KEY",
        ),
        (
            "b.py",
            "X = env(\"DJANGO_SECRET_KEY\", default='§')\n",
            "DJANGO_SECRET_KEY",
        ),
        (
            "c.py",
            "X = env.str(\"SECRET_KEY\", default=\"§\")\n",
            "SECRET_KEY",
        ),
        (
            "d.py",
            "X = config(\"SECRET_KEY\", cast=Secret, default=\"§\")\n",
            "SECRET_KEY",
        ),
        (
            "e.py",
            "X = os.environ.get(\"SECRET_KEY\", default=\"§\")\n",
            "SECRET_KEY",
        ),
        (
            "f.py",
            "@click.option(\"--session-secret\", default=\"§\")\n",
            "session-secret",
        ),
        (
            "g.py",
            "class S(BaseSettings):\n    secret_key: str = Field(default=\"§\")\n",
            "secret_key",
        ),
        (
            "h.py",
            "SECRET_KEY = os.environ.get(\"MYAPP_KEY\", \"§\")\n",
            "SECRET_KEY",
        ),
        (
            "a.ts",
            "const schema = z.object({\n  SESSION_SECRET: z.string().min(32).default('§'),\n});\n",
            "SESSION_SECRET",
        ),
        (
            "b.ts",
            "const schema = z.object({\n  SESSION_SECRET: z\n    .string()\n    .default('§'),\n});\n",
            "SESSION_SECRET",
        ),
        (
            "c.js",
            "const schema = Joi.object({ COOKIE_SECRET: Joi.string().default('§') });\n",
            "COOKIE_SECRET",
        ),
        (
            "d.js",
            "const env = cleanEnv(process.env, {\n  SESSION_SECRET: str({ default: '§' }),\n});\n",
            "SESSION_SECRET",
        ),
        (
            "a.rb",
            "config.secret_key = ENV.fetch('DEVISE_SECRET_KEY', '§')\n",
            "config.secret_key",
        ),
        (
            "secrets.yml",
            "production:\n  secret_key_base: <%= ENV['SECRET_KEY_BASE'] || '§' %>\n",
            "SECRET_KEY_BASE",
        ),
        (
            "main.rs",
            "let k = env::var(\"SESSION_SECRET\").unwrap_or_else(|_| \"§\".to_string());\n",
            "SESSION_SECRET",
        ),
        (
            "b.rs",
            "let k = env::var(\"SESSION_SECRET\").unwrap_or_else(|_| String::from(\"§\"));\n",
            "SESSION_SECRET",
        ),
        (
            "c.rs",
            "let session_secret = std::env::var(\"KEY\").ok().unwrap_or(\"§\".into());\n",
            "session_secret",
        ),
        (
            "A.java",
            "String k = Optional.ofNullable(System.getenv(\"SESSION_SECRET\")).orElse(\"§\");\n",
            "SESSION_SECRET",
        ),
    ]);
    let sandbox = Sandbox::empty();
    let text = format!("keys: env.array('APP_KEYS', ['{KEY}', '{OTHER_KEY}']),\n");
    sandbox.file("app/server.js", text, 0o600);
    assert_eq!(sandbox.findings("CK411", &["app"]).len(), 2);
}

#[test]
fn a_default_that_is_no_key_is_none() {
    passes(&[
        (
            "a.py",
            "SECRET_KEY = config(\"SECRET_KEY\", default=None)\nX = '§'\n",
        ),
        (
            "b.py",
            "SECRET_KEY = config(\"SECRET_KEY\", default=\"\")\nX = '§'\n",
        ),
        (
            "c.py",
            "SECRET_KEY = config(\"SECRET_KEY\", default=\"change-me-to-something-random\")\n",
        ),
        ("d.py", "COMMIT = config(\"COMMIT\", default=\"§\")\n"),
        (
            "e.py",
            "SECRET_KEY = config(\"SECRET_KEY\")\nC = config(\"COMMIT\", default=\"§\")\n",
        ),
        (
            "a.ts",
            "SESSION_SECRET: z.string().min(32),\nCOMMIT: z.string().default('§'),\n",
        ),
        ("b.ts", "SESSION_SECRET: z.string().describe('§'),\n"),
        (
            "c.js",
            "SESSION_SECRET: str({ desc: '§' }),\nCOMMIT: str({ default: '§' }),\n",
        ),
        ("d.js", "env.array('COMMITS', ['§', '§'])\n"),
        ("a.rb", "config.secret_key = digest('SALT', '§')\n"),
        (
            "a.yml",
            "commit: <%= ENV['COMMIT'] || '§' %>\nsecret_key_base: <%= ENV['X'] %>\n",
        ),
        (
            "a.rs",
            "let commit = env::var(\"COMMIT\").unwrap_or_else(|_| \"§\".to_string());\n",
        ),
        ("b.rs", "let x = session_secret.map(|_| \"§\");\n"),
    ]);
}

#[test]
fn a_key_that_a_library_is_handed_is_found() {
    tells(&[
        (
            "a.py",
            "m = [Middleware(SessionMiddleware, secret_key=\"§\")]\n",
            "secret_key",
        ),
        (
            "b.py",
            "m = [\n    Middleware(\n        SessionMiddleware,\n        secret_key=\"§\",\n    ),\n]\n",
            "secret_key",
        ),
        (
            "c.py",
            "app.add_middleware(SessionMiddleware, \"§\")\n",
            "SessionMiddleware",
        ),
        (
            "d.py",
            "app = SessionMiddleware(app, \"§\")\n",
            "SessionMiddleware",
        ),
        ("e.py", "SECRET_KEY: Final[str] = '§'\n", "SECRET_KEY"),
        (
            "f.py",
            "SECRET_KEY: typing.Optional[str] = '§'\n",
            "SECRET_KEY",
        ),
        ("g.py", "SECRET_KEY = \"\"\"§\"\"\"\n", "SECRET_KEY"),
        ("h.py", "app.secret_key = '''§'''\n", "app.secret_key"),
        (
            "a.ts",
            "export default NextAuth({ providers: [], secret: '§' });\n",
            "NextAuth.secret",
        ),
        (
            "b.ts",
            "export const authOptions = {\n  secret: '§',\n};\n",
            "authOptions.secret",
        ),
        (
            "c.ts",
            "export const authOptions: NextAuthOptions = {\n  secret: '§',\n};\n",
            "NextAuthOptions.secret",
        ),
        (
            "d.ts",
            "export default withAuth({ secret: '§' });\n",
            "withAuth.secret",
        ),
        (
            "e.ts",
            "const token = await getToken({ req, secret: '§' });\n",
            "getToken.secret",
        ),
        (
            "token.ts",
            "const token = await getToken({ secret: '§', req });\n",
            "getToken.secret",
        ),
        (
            "f.ts",
            "export const handle = SvelteKitAuth({ providers, secret: '§' });\n",
            "SvelteKitAuth.secret",
        ),
        (
            "g.ts",
            "export const auth = betterAuth({ secret: '§', database });\n",
            "betterAuth.secret",
        ),
    ]);
    passes(&[
        (
            "a.py",
            "m = [Middleware(SignatureMiddleware, secret_key=\"§\")]\n",
        ),
        (
            "b.py",
            "app.add_middleware(SessionMiddleware, settings.secret)\nadd(Build, \"§\")\n",
        ),
        ("c.py", "stripe = Client(session_id, secret_key=\"§\")\n"),
        (
            "a.ts",
            "const token = await getToken({ clientId, secret: '§' });\n",
        ),
        (
            "b.ts",
            "NextAuth({ providers: [Github({ clientId: 'x', clientSecret: '§' })] });\n",
        ),
        (
            "c.ts",
            "NextAuth({ providers: [Twitter({ secret: '§' })] });\n",
        ),
        (
            "d.ts",
            "NextAuth({ secret: process.env.AUTH_SECRET, commit: '§' });\n",
        ),
    ]);
}

/// As Flask's documentation had it; the commands leave it to its author, who knows how it
/// is read.
#[test]
fn bytes_with_escapes_are_a_key_and_no_text_is() {
    let sandbox = Sandbox::empty();
    let bytes = r"\xfd{H\xe5<\x95\xf9\xe3\x96.5\xd1\x01O<!\xd5\xa2\xa0\x9fR\xa1\xa9";
    sandbox.file("app/a.py", format!("app.secret_key = b'{bytes}'\n"), 0o600);
    let finding = sandbox.finds("CK411", "high", &["app"]);
    assert_eq!(
        finding["observed"],
        "has a key under app.secret_key in line 1"
    );
    assert!(finding["fix"].is_null(), "{finding}");
    for near in [
        // A text in UTF-8.
        r"app.secret_key = b'\xd0\xb8\xd0\xb7\xd0\xbc\xd0\xb5\xd0\xbd\xd0\xb8\xd1\x82\xd0\xb5'",
        &format!("magic = b'{bytes}'"),
        r"app.secret_key = b'\xzz\xzz\xzz\xzz\xzz\xzz\xzz\xzz'",
    ] {
        sandbox.file("app/a.py", format!("{near}\n"), 0o600);
        sandbox.passes("CK411", &["app"]);
    }
}

#[test]
fn rules_translations_and_names_are_no_keys() {
    passes(&[
        (
            "a.php",
            "'session_secret' => 'required|string|min:32|max:64',\n",
        ),
        (
            "a.json",
            "{\"session_secret\": \"required|string|min:32|max:64\"}\n",
        ),
        (
            "locales/de.json",
            "{\"session_secret\": \"Geheimnis der Sitzung festgelegt\"}\n",
        ),
        (
            "locales/id.yml",
            "session_secret: Kunci rahasia sesi aplikasi\n",
        ),
        (
            "lang/fi/auth.php",
            "'session_secret' => 'Istunnon salaisuus puuttuu',\n",
        ),
        (
            "i18n/de.ts",
            "export default { cookieSecret: 'Cookie-Geheimnis festlegen' };\n",
        ),
        (
            "messages_de.properties",
            "session.secret=Geheimnis der Sitzung\n",
        ),
        (
            "b.php",
            "$sessionKey = 'login_web_59ba36addc2b2f9401580f014c7f58ea4e30989d';\n",
        ),
        ("a.go", "const SessionKey = \"session-key-9f8e7d6c\"\n"),
        (
            "session_store.rb",
            "Rails.application.config.session_store :cookie_store, key: '_acme_portal_session_9f8e7d6c'\n",
        ),
        ("b.rb", "config.session_store(:cookie_store, key: '§')\n"),
        (
            "c.rb",
            "use Rack::Session::Cookie, key: '§', secret: ENV['S']\n",
        ),
        (
            "dump.json",
            "[{\"model\": \"sessions.session\", \"fields\": {\"session_key\": \"k3v9x0q7m2z8w4r6t1y5u0i3o7p2a9sd\", \"expire_date\": \"2026\"}}]\n",
        ),
        (
            "rows.yaml",
            "- session_key: k3v9x0q7m2z8w4r6t1y5u0i3o7p2a9sd\n  session_data: x\n",
        ),
    ]);
}

#[test]
fn keys_that_are_like_rules_translations_and_names_are_found() {
    let sandbox = Sandbox::empty();
    let leaks = [
        (
            "app/a.php",
            "'session_secret' => 'Qx7|vB2|zK9|pW4|mN6|tR1|yL8',\n".to_owned(),
        ),
        (
            "app/locales/de.json",
            format!("{{\"session_secret\": \"{KEY}\"}}\n"),
        ),
        (
            "app/config.json",
            "{\"session_secret\": \"correct horse battery staple\"}\n".to_owned(),
        ),
        (
            "app/b.php",
            "$sessionSecret = 'login_web_59ba36addc2b2f9401580f014c7f58ea4e30989d';\n".to_owned(),
        ),
        (
            "app/c.rb",
            format!("use Rack::Session::Cookie, key: 'x', secret: '{KEY}'\n"),
        ),
        (
            "app/d.json",
            "{\"session_key\": \"K3v9x0q7M2z8w4r6T1y5u0i3o7P2a9sd\"}\n".to_owned(),
        ),
    ];
    for (path, text) in &leaks {
        sandbox.file(path, text, 0o600);
    }
    let found = found(&sandbox, "app");
    for (path, text) in &leaks {
        assert!(found.contains_key(*path), "{path} {text} {found:#?}");
    }
}

/// What stands beside the code as a test opens as little as what is in a folder of tests,
/// here and in the history.
#[test]
fn a_key_of_a_test_beside_the_code_is_a_low_finding() {
    let sandbox = Sandbox::empty();
    sandbox.sh("git init -q app");
    let commit = "git -C app -c user.name=a -c user.email=a@b commit -q";
    let code = format!("const sessionSecret = \"{KEY}\"\n");
    let python = format!("SECRET_KEY = '{KEY}'\n");
    let ruby = format!("config.secret_key = '{KEY}'\n");
    let variables = format!("SESSION_SECRET={KEY}\n");
    let compose = format!("services:\n  web:\n    environment:\n      SESSION_SECRET: {KEY}\n");
    for (name, text) in [
        ("auth_test.go", &code),
        ("auth.test.js", &code),
        ("auth.test.tsx", &code),
        ("auth.spec.ts", &code),
        ("auth_spec.rb", &ruby),
        ("test_auth.py", &python),
        ("auth_test.py", &python),
        ("AuthTest.kt", &code),
        ("AuthTests.cs", &code),
        ("conftest.py", &python),
        ("config/environments/test.rb", &ruby),
        ("settings/test.py", &python),
        (".env.test", &variables),
        ("jest.setup.js", &code),
        ("docker-compose.test.yml", &compose),
        ("cypress/auth.js", &code),
    ] {
        let path = format!("app/{name}");
        sandbox.file(&path, text, 0o600);
        let finding = sandbox.finds("CK411", "low", &["app"]);
        assert!(finding["fix"].is_null(), "{finding}");
        sandbox.sh(&format!(
            "git -C app add -Af && {commit} -m a && rm {path} && {commit} -am b"
        ));
    }
    sandbox.finds("CK403", "low", &["app"]);
    for (name, text) in [
        ("latest.go", &code),
        ("contest.js", &code),
        ("attest.py", &python),
        ("testimony.rb", &ruby),
        ("Latest.java", &code),
        (".env.testing-prod", &variables),
        ("docker-compose.latest.yml", &compose),
        ("testing.env", &variables),
        ("config/test.yml", &compose),
    ] {
        let path = format!("app/{name}");
        sandbox.file(&path, text, 0o600);
        sandbox.finds("CK411", "high", &["app"]);
        sandbox.sh(&format!("rm {path}"));
    }
    // One that is deployed, too, is one.
    sandbox.file("app/prod.env", &variables, 0o600);
    sandbox.sh(&format!(
        "git -C app add -Af && {commit} -m c && rm app/prod.env && {commit} -am d"
    ));
    sandbox.finds("CK403", "critical", &["app"]);
}

/// What a program writes again and again took the place of all other keys.
#[test]
fn a_log_with_one_key_in_every_line_shows_its_other_keys_too() {
    let sandbox = Sandbox::empty();
    let line = format!("SESSION_SECRET={KEY}\n");
    let last = format!("COOKIE_KEY={OTHER_KEY}\n");
    sandbox.file("app/app.log", line.repeat(150) + &last, 0o600);
    let findings = sandbox.findings("CK412", &["app"]);
    let observed: Vec<&str> = findings
        .iter()
        .map(|it| it["observed"].as_str().unwrap())
        .collect();
    let expected = [
        "has a key under SESSION_SECRET in line 1 and 149 others",
        "has a key under COOKIE_KEY in line 151",
    ];
    assert_eq!(observed, expected);
    // The commands may be run in any order, and twice.
    for finding in findings.iter().rev().chain(&findings[..1]) {
        let fix = finding["fix"].as_str().unwrap();
        sandbox.sh(&format!("{{ {fix}; }} 2>/dev/null || true"));
    }
    sandbox.passes("CK412", &["app"]);
    let left = "SESSION_SECRET=\n".repeat(150) + "COOKIE_KEY=\n";
    assert_eq!(sandbox.sh("cat app/app.log"), left);
    let kept = sandbox.sh("cat home/.config/cookiekit/*");
    assert!(kept.contains(KEY) && kept.contains(OTHER_KEY));
}

#[test]
fn a_large_log_shows_each_key_once_and_says_what_it_leaves_out() {
    let sandbox = Sandbox::empty();
    let line = |key: &str| format!("web: SESSION_SECRET={key} started\n");
    let filler = format!("{}\n", "x".repeat(99)).repeat(700_000);
    let text = line(KEY).repeat(2000) + &filler + &line(KEY) + &line(OTHER_KEY);
    sandbox.file("app/app.log", &text, 0o600);
    let findings = sandbox.findings("CK412", &["app"]);
    let observed: Vec<&str> = findings
        .iter()
        .map(|it| it["observed"].as_str().unwrap())
        .collect();
    let expected = [
        "has a key under SESSION_SECRET in line 1 and 2000 others",
        "has a key under SESSION_SECRET in line 702002",
    ];
    assert_eq!(observed, expected);
    let many: String = (0..130)
        .map(|it| line(&format!("{it:08x}{}", &KEY[8..])))
        .collect();
    for text in [many.clone(), filler + &many] {
        sandbox.file("app/app.log", text, 0o600);
        assert_eq!(sandbox.findings("CK412", &["app"]).len(), 100);
        let run = sandbox.audit(&["app"]);
        let words = run.words();
        let left_out = "of more than 100 different keys in it, the others are not shown";
        assert!(words.contains(left_out), "{words}");
        let document: Value =
            serde_json::from_str(&sandbox.audit(&["--json", "app"]).stdout).unwrap();
        assert_eq!(document["incomplete"], true);
    }
}
