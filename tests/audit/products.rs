//! CK411: the names that products and frameworks have for their key, as their own
//! documentation writes them.

use std::collections::BTreeSet;

use serde_json::Value;

use crate::sandbox::Sandbox;
use crate::{KEY, OTHER_KEY};

/// The folders of the texts in which a key is found.
fn found(cases: &[(&str, &str)]) -> BTreeSet<String> {
    const MIXED: &str = "Q7zXk2Vb9Lm4Tn8Rp3Ws6Yd1Hf5Jg0Kc";
    const SALT: &str = "7$kQ{x Zp|3v]N!m)2Wt~r;8L>e &Yb^u=5Jg* h+Cd<0s`fA%9(iT-o#6@qMwB";
    let sandbox = Sandbox::empty();
    for (number, (name, text)) in cases.iter().enumerate() {
        const BASE64: &str = "wlZYX34JjRFEz+1vGZPUI/2hbR5oKtxcq58qh8i2eO7CjdQGuyd3U6+tRIUe1Qzw\
             w3kOHZ30Tz8BPcd3nsFEgg==";
        let text = text.replace("HEX", KEY).replace("MIXED", MIXED);
        let text = text.replace("BASE64", BASE64);
        let text = text
            .replace("SHORT", "GLRbeEx1sTXH+w7J7HlH9g==")
            .replace("SALT!", SALT);
        sandbox.file(&format!("app/{number:03}/{name}"), text, 0o600);
    }
    let document: Value = serde_json::from_str(&sandbox.audit(&["--json", "app"]).stdout).unwrap();
    let findings = document["findings"].as_array().unwrap().iter();
    let path = |it: &Value| it["path"].as_str().unwrap()[4..7].to_owned();
    findings
        .filter(|it| it["id"] == "CK411")
        .map(path)
        .collect()
}

#[test]
fn the_key_of_a_product_is_found_under_its_own_name() {
    let cases = [
        (
            "web.config",
            "<configuration><system.web>\n<machineKey validationKey=\"HEX\" validation=\"HMACSHA256\" />\n</system.web></configuration>\n",
        ),
        (
            "web.config",
            "<system.web><machineKey\n  decryption=\"AES\"\n  decryptionKey=\"HEX\" /></system.web>\n",
        ),
        (".env", "APP_SECRET=HEX\n"),
        ("framework.yaml", "framework:\n    secret: HEX\n"),
        ("services.yaml", "parameters:\n    kernel.secret: HEX\n"),
        (".env", "ROCKET_SECRET_KEY=HEX\n"),
        (
            "Rocket.toml",
            "[release]\nport = 80\nsecret_key = \"HEX\"\n",
        ),
        (
            "wp-config.php",
            "<?php\ndefine( 'AUTH_KEY', 'SALT!' );\ndefine( 'NONCE_SALT', '' );\n",
        ),
        (
            "wp-config.php",
            "<?php\ndefine( 'SECURE_AUTH_KEY', 'SALT!' );\n",
        ),
        (
            "wp-config.php",
            "<?php\ndefine( 'LOGGED_IN_SALT', 'SALT!' );\n",
        ),
        ("wp-config.php", "<?php\ndefine( 'NONCE_KEY', 'SALT!' );\n"),
        (".env", "AUTH_SALT='SALT!'\n"),
        (
            "compose.yml",
            "services:\n  wp:\n    environment:\n      WORDPRESS_AUTH_KEY: MIXED\n",
        ),
        ("grafana.ini", "[security]\nsecret_key = MIXED\n"),
        (".env", "GF_SECURITY_SECRET_KEY=MIXED\n"),
        (
            "app.ini",
            "[security]\nINSTALL_LOCK = true\nSECRET_KEY = MIXED\n",
        ),
        (".env", "GITEA__security__SECRET_KEY=MIXED\n"),
        ("app.ini", "[oauth2]\nJWT_SECRET = MIXED\n"),
        (".env", "encryption.key = hex2bin:HEX\n"),
        (
            "Encryption.php",
            "<?php\npublic string $key = 'hex2bin:HEX';\n",
        ),
        (
            "core.php",
            "<?php\nConfigure::write('Security.salt', 'MIXED');\n",
        ),
        (
            "app.php",
            "<?php\nreturn [\n    'Security' => [\n        'salt' => 'HEX',\n    ],\n];\n",
        ),
        (".env", "export SECURITY_SALT=\"HEX\"\n"),
        (
            "shiro.ini",
            "securityManager.rememberMeManager.cipherKey = SHORT\n",
        ),
        (
            "Shiro.java",
            "CookieRememberMeManager manager = new CookieRememberMeManager();\nmanager.setCipherKey(Base64.decode(\"SHORT\"));\n",
        ),
        ("Security.java", "http.rememberMe().key(\"MIXED\");\n"),
        (
            "Security.java",
            "http.rememberMe(it -> it.key(\"MIXED\"));\n",
        ),
        (".env", "AIRFLOW__API__SECRET_KEY=MIXED\n"),
        (".env", "JPY_COOKIE_SECRET=HEX\n"),
        (
            "key-1.xml",
            "<key><descriptor>\n<masterKey p4:requiresEncryption=\"true\">\n<!-- Warning: the key below is in an unencrypted form. -->\n<value>BASE64</value>\n</masterKey></descriptor></key>\n",
        ),
        (
            "key-2.xml",
            "<key><masterKey p4:requiresEncryption=\"true\"><!-- Warning --><value>BASE64</value></masterKey></key>\n",
        ),
        (
            "config.inc.php",
            "<?php\n$cfg['blowfish_secret'] = 'MIXED'; /* fill in */\n",
        ),
        ("LocalSettings.php", "<?php\n$wgSecretKey = \"HEX\";\n"),
        (
            "configuration.php",
            "<?php\nclass JConfig {\n\tpublic $live_site = '';\n\tpublic $secret = 'MIXED';\n}\n",
        ),
        (
            "config.inc.php",
            "<?php\n$config['product_name'] = 'Roundcube Webmail';\n$config['des_key'] = 'MIXED';\n",
        ),
        (
            "settings.php",
            "<?php\nreturn ['SYS' => [\n    'encryptionKey' => 'HEX',\n    'sitename' => 'a',\n]];\n",
        ),
        (".env", "CHAINLIT_AUTH_SECRET=MIXED\n"),
        (".env", "BOKEH_SECRET_KEY=MIXED\n"),
        (
            "application.properties",
            "nacos.core.auth.plugin.nacos.token.secret.key=MIXED\n",
        ),
        (
            "application.yml",
            "jhipster:\n  security:\n    authentication:\n      jwt:\n        base64-secret: HEX\n",
        ),
        (
            "main.rs",
            "use actix_web::cookie::Key;\nlet k = Key::from(b\"HEX\");\n",
        ),
        (
            "app.pl",
            "use Mojolicious::Lite;\napp->secrets(['MIXED']);\n",
        ),
        ("application.conf", "play.http.secret.key = \"MIXED\"\n"),
        (
            "application.conf",
            "play {\n  http {\n    secret {\n      key = \"MIXED\"\n    }\n  }\n}\n",
        ),
        ("application.conf", "play.crypto.secret = \"MIXED\"\n"),
        (
            "application.conf",
            "ktor {\n  session {\n    secretSignKey = \"HEX\"\n  }\n}\n",
        ),
        (
            "App.kt",
            "val k = hex(\"HEX\")\ntransform(SessionTransportTransformerMessageAuthentication(k))\n",
        ),
        (
            "main.rs",
            "let key = Key::from(b\"HEX\");\nSessionMiddleware::new(CookieSessionStore::default(), key)\n",
        ),
        (
            "compose.yml",
            "services:\n  auth:\n    image: thomseddon/traefik-forward-auth:2\n    environment:\n      - SECRET=HEX\n",
        ),
        (
            "compose.yml",
            "services:\n  cms:\n    image: directus/directus:11\n    environment:\n      SECRET: MIXED\n",
        ),
        (".env", "N8N_ENCRYPTION_KEY=MIXED\n"),
        (
            "admin.js",
            "module.exports = { auth: { secret: 'MIXED' } };\n",
        ),
        ("settings.php", "<?php\n$settings['hash_salt'] = 'MIXED';\n"),
        (".env", "CRAFT_SECURITY_KEY=MIXED\n"),
        (".env", "AUTHENTIK_SECRET_KEY=MIXED\n"),
        (".env", "PAYLOAD_SECRET=MIXED\n"),
        ("kibana.yml", "xpack.security.encryptionKey: \"MIXED\"\n"),
        (
            "config.php",
            "<?php\n$CONFIG = array (\n  'passwordsalt' => 'x',\n  'secret' => 'MIXED',\n);\n",
        ),
    ];
    let found = found(&cases);
    let missed: Vec<_> = (0..cases.len())
        .filter(|it| !found.contains(&format!("{it:03}")))
        .map(|it| cases[it])
        .collect();
    assert!(missed.is_empty(), "{missed:#?}");
}

#[test]
fn a_name_that_is_like_a_products_is_none() {
    let cases = [
        (
            "web.config",
            "<machineKey validationKey=\"AutoGenerate,IsolateApps\" decryptionKey=\"AutoGenerate\" /><x id=\"HEX\" />\n",
        ),
        (
            "framework.yaml",
            "framework:\n    secret: '%env(APP_SECRET)%'\n    assets:\n        version: HEX\n",
        ),
        (
            "wp-config.php",
            "<?php\ndefine( 'AUTH_KEY', 'put your unique phrase here' );\ndefine( 'NONCE_SALT', 'put your unique phrase here' );\n",
        ),
        (".env", "AUTH_KEY=HEX\nTS_AUTH_KEY=HEX\n"),
        (".env", "PASSWORD_HASH_SALT_ID=HEX\nHASH_SALT_ROUNDS=10\n"),
        (
            "app.py",
            "def salt():\n    auth_salt = None\n    checksum = 'HEX'\n",
        ),
        // What signs a cookie is made of it and of the key, and it stands in every program.
        (
            "endpoint.ex",
            "@session_options [\n  store: :cookie,\n  key: \"_app_key\",\n  signing_salt: \"MIXED\"\n]\n",
        ),
        (
            "app.ini",
            "[storage]\nMINIO_ACCESS_KEY_ID = x\nSECRET_KEY = MIXED\n",
        ),
        (
            "compose.yml",
            "services:\n  web:\n    image: web\n    environment:\n      - SECRET=HEX\n",
        ),
        (
            "config.php",
            "<?php\n$client = array (\n  'id' => 'x',\n  'secret' => 'MIXED',\n);\n",
        ),
        ("Crypt.java", "config.setCipherKey(\"MIXED\");\n"),
        ("Map.java", "http.header().key(\"MIXED\");\n"),
        (
            "main.rs",
            "let key = Key::from(b\"HEX\");\ncipher.open(key);\n",
        ),
        (
            "main.tf",
            "server {\n  checksum {\n    key = \"HEX\"\n  }\n}\n",
        ),
        (
            "application.conf",
            "s3 {\n  secret {\n    key = \"MIXED\"\n  }\n}\n",
        ),
        (
            "Rocket.toml",
            "[release]\nsecret_key = \"${ROCKET_SECRET_KEY}\"\ncommit = \"HEX\"\n",
        ),
        (
            "app.php",
            "<?php\nreturn ['Security' => ['salt' => env('SECURITY_SALT'), 'sum' => 'HEX']];\n",
        ),
        (
            "a.js",
            "const auth = { secret: process.env.S, etag: 'HEX' };\n",
        ),
        (
            "key-3.xml",
            "<key><masterKey><encryptedSecret><value>BASE64</value></encryptedSecret></masterKey></key>\n",
        ),
        ("a.php", "<?php\n$config['des_key'] = 'MIXED';\n"),
        (
            "b.php",
            "<?php\nclass A {\n\tpublic $secret = 'MIXED';\n}\n",
        ),
        (
            "sum.xml",
            "<key><!-- masterKey --><value>BASE64</value></key>\n",
        ),
        ("vault.pl", "use Vault;\n$vault->secrets(['MIXED']);\n"),
        // A text that is code, and not what WordPress makes.
        (
            "query.py",
            "session_secret = \"a = b AND (c <> d) OR [e] = {f} ; -- g | h * 2 + ~1\"\n",
        ),
    ];
    let found = found(&cases);
    let wrong: Vec<_> = found
        .iter()
        .map(|it| cases[it.parse::<usize>().unwrap()])
        .collect();
    assert!(wrong.is_empty(), "{wrong:#?}");
}

/// The pair of keys of a machine, each by its own name.
#[test]
fn both_keys_of_a_machine_are_found() {
    let sandbox = Sandbox::empty();
    let text = format!("<machineKey validationKey=\"{KEY}\" decryptionKey=\"{OTHER_KEY}\" />\n");
    sandbox.file("app/web.config", text, 0o600);
    let findings = sandbox.findings("CK411", &["app"]);
    let observed: Vec<&str> = findings
        .iter()
        .map(|it| it["observed"].as_str().unwrap())
        .collect();
    assert_eq!(
        observed,
        [
            "has a key under machineKey.validationKey in line 1",
            "has a key under machineKey.decryptionKey in line 1"
        ]
    );
}
