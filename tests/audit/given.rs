//! CK411, CK801, CK407, CK410: keys that stand in a line of their own, in a list of
//! arguments, in what a template puts in, in commands that keep a secret under a name; and
//! keys that are none.

use serde_json::Value;

use crate::KEY;
use crate::programs::{passes, tells};
use crate::sandbox::Sandbox;

#[test]
fn a_key_in_the_line_below_its_name_is_found() {
    tells(&[
        ("a.py", "SECRET_KEY = \\\n    \"§\"\n", "SECRET_KEY"),
        ("a.py", "SECRET_KEY = (\n    '§'\n)\n", "SECRET_KEY"),
        (
            "a.py",
            "app.config['SECRET_KEY'] = \\\n  '§'\n",
            "SECRET_KEY",
        ),
        (
            "a.py",
            "SECRET_KEY = \"\"\"\n§\n\"\"\".strip()\n",
            "SECRET_KEY",
        ),
        ("a.py", "SECRET_KEY = b'''\\\n§\\\n'''\n", "SECRET_KEY"),
        ("a.ini", "[session]\nsecret =\n    §\n", "session.secret"),
        ("a.cfg", "[app]\nsession_secret=\n\t§\n", "session_secret"),
        (
            "a.properties",
            "session.secret=\\\n   §\n",
            "session.secret",
        ),
        (
            "a.toml",
            "session_secret = \"\"\"\n§\"\"\"\n",
            "session_secret",
        ),
        ("a.toml", "session_secret = '''\n§\n'''\n", "session_secret"),
        (
            "A.java",
            "String sessionSecret = \"\"\"\n    §\n    \"\"\";\n",
            "sessionSecret",
        ),
        (
            "A.kt",
            "val sessionSecret = \"\"\"\n    §\n\"\"\".trimIndent()\n",
            "sessionSecret",
        ),
        (
            "a.js",
            "const sessionSecret = `\n§\n`.trim();\n",
            "sessionSecret",
        ),
        ("a.go", "sessionSecret := `\n§\n`\n", "sessionSecret"),
        (
            "a.rb",
            "secret_key_base = <<~KEY\n  §\nKEY\n",
            "secret_key_base",
        ),
        ("a.tf", "session_secret = <<EOT\n§\nEOT\n", "session_secret"),
        (
            "a.php",
            "<?php\n$session_secret = <<<'EOT'\n§\nEOT;\n",
            "session_secret",
        ),
        (
            "a.ps1",
            "$env:SESSION_SECRET = `\n  \"§\"\n",
            "SESSION_SECRET",
        ),
        (
            "a.ps1",
            "$env:SESSION_SECRET = @\"\n§\n\"@\n",
            "SESSION_SECRET",
        ),
        ("a.sh", "export SESSION_SECRET=\\\n§\n", "SESSION_SECRET"),
        ("a.sh", "SESSION_SECRET=\"\\\n§\"\n", "SESSION_SECRET"),
        ("a.sh", "web --session-secret \\\n  §\n", "session-secret"),
        (
            "Dockerfile",
            "FROM x\nENV SESSION_SECRET=\\\n§\n",
            "SESSION_SECRET",
        ),
        ("a.yml", "session_secret: >-\n  §\n", "session_secret"),
        ("a.yml", "session_secret: |2-\n  §\n", "session_secret"),
        (
            "a.yml",
            "session_secret: | # as it is\n  §\n",
            "session_secret",
        ),
        ("a.yml", "session_secret: !!str §\n", "session_secret"),
        ("a.yml", "session_secret: !!str |\n  §\n", "session_secret"),
        ("a.yml", "session_secret: &it \"§\"\n", "session_secret"),
    ]);
    // One that no run of letters and digits is.
    let made = "x7!k@9q#zp2$w8%vn4^tm6&rb1*jd5(hs3)gf0-ly";
    let sandbox = Sandbox::empty();
    for (name, text) in [
        ("a.yml", "session_secret: |\n  §\n"),
        ("b.yml", "session_secret: !!str §\n"),
        ("a.ini", "session_secret =\n   §\n"),
        ("a.py", "SECRET_KEY = \"\"\"\n§\n\"\"\"\n"),
    ] {
        sandbox.file(&format!("app/{name}"), text.replace('§', made), 0o600);
    }
    assert_eq!(sandbox.findings("CK411", &["app"]).len(), 4);
}

#[test]
fn what_stands_below_a_name_and_does_not_belong_to_it_is_no_key() {
    passes(&[
        ("a.py", "BUILD = \\\n   \"§\"\n"),
        ("a.py", "assert session_secret == \\\n   \"§\"\n"),
        ("a.py", "session_secret = digest(\"\"\"\n§\n\"\"\")\n"),
        ("a.py", "session_secret = \"\"\"\n§\nmore of it\n\"\"\"\n"),
        ("a.py", "x = 'session_secret'\n\"\"\"\n§\n\"\"\"\n"),
        ("a.ini", "session_secret =\nbuild = §\n"),
        ("a.ini", "[a]\n\tsession_secret =\n\tbuild=§\n"),
        ("a.ini", "[a]\n\tsession_secret =\n\t§\n"),
        ("a.toml", "session_secret = \"\"\nbuild = \"§\"\n"),
        ("a.toml", "session_secret_hash = \"\"\"\n§\"\"\"\n"),
        ("a.properties", "session.secret=\nbuild=§\n"),
        ("a.tf", "session_secret = <<EOT\n§\n§\nEOT\n"),
        ("a.yml", "session_secret:\n  sha256: §\n"),
        ("a.yml", "session_secret:\nLAUNCHPAD_RPC_SHARED_SECRET:\n"),
        ("a.yml", "session_secret: !decrypt \"§\"\n"),
        (
            "a.yml",
            "session_secret: !vault |\n  $ANSIBLE_VAULT;1.1;AES256\n  §\n",
        ),
    ]);
    // A half of a key is none, and no command moves it.
    let sandbox = Sandbox::empty();
    let (first, second) = KEY.split_at(24);
    let text = format!("session.secret = {first}\\\n   {second}\n");
    sandbox.file("app/a.properties", text, 0o600);
    sandbox.passes("CK411", &["app"]);
}

#[test]
fn a_key_that_is_an_argument_is_found_in_every_list_of_them() {
    tells(&[
        ("a.yml", "args: [--cookie-secret, §]\n", "cookie-secret"),
        (
            "a.yml",
            "args: [\"--cookie-secret\",\n  \"§\"]\n",
            "cookie-secret",
        ),
        (
            "a.yml",
            "args:\n  - --cookie-secret\n  - §\n",
            "cookie-secret",
        ),
        (
            "a.yml",
            "args:\n- '--cookie-secret'\n- '§'\n- --port\n",
            "cookie-secret",
        ),
        ("a.yml", "args:\n  - --cookie-secret=§\n", "cookie-secret"),
        (
            "a.yml",
            "command: [\"web\", \"--cookie-secret=§\"]\n",
            "cookie-secret",
        ),
        (
            "a.json",
            "{\"args\": [\"--cookie-secret\", \"§\"]}\n",
            "cookie-secret",
        ),
        (
            "a.json",
            "{\"args\": [\n  \"--cookie-secret\",\n  \"§\"\n]}\n",
            "cookie-secret",
        ),
        (
            "a.json",
            "{\"command\": \"web --cookie-secret §\"}\n",
            "cookie-secret",
        ),
        (
            "a.toml",
            "args = [\"--cookie-secret\", \"§\"]\n",
            "cookie-secret",
        ),
        (
            "a.toml",
            "cmd = \"web --cookie-secret §\"\n",
            "cookie-secret",
        ),
        (
            "a.tf",
            "command = [\"web\", \"--cookie-secret\", \"§\"]\n",
            "cookie-secret",
        ),
        (
            "Dockerfile",
            "FROM x\nCMD [\"web\", \"--cookie-secret\", \"§\"]\n",
            "cookie-secret",
        ),
        (
            "Dockerfile",
            "FROM x\nENTRYPOINT [\"web\", \"--cookie-secret=§\"]\n",
            "cookie-secret",
        ),
        (
            "Dockerfile",
            "FROM x\nCMD web --cookie-secret §\n",
            "cookie-secret",
        ),
        (
            "a.py",
            "run([\"web\", \"--cookie-secret\", \"§\"])\n",
            "cookie-secret",
        ),
        (
            "a.js",
            "spawn('web', ['--cookie-secret', '§'])\n",
            "cookie-secret",
        ),
        ("a.js", "exec('web --cookie-secret §')\n", "cookie-secret"),
        (
            "a.plist",
            "<plist><array><string>--cookie-secret</string>\n<string>§</string></array></plist>\n",
            "cookie-secret",
        ),
        (
            "b.plist",
            "<plist><array><string>--cookie-secret=§</string></array></plist>\n",
            "cookie-secret",
        ),
    ]);
    passes(&[
        ("a.yml", "args: [--image-digest, §]\n"),
        ("a.yml", "args: [--cookie-secret, $(S), --digest, §]\n"),
        ("a.yml", "args:\n  - --cookie-secret\n  - $(S)\n  - §\n"),
        (
            "a.yml",
            "args:\n  - --cookie-secret-file\n  - /x\n  - --digest\n  - §\n",
        ),
        ("a.yml", "args:\n  - --cookie-secret\nother:\n  - §\n"),
        (
            "a.json",
            "{\"args\": [\"--cookie-secret\", \"$S\", \"§\"]}\n",
        ),
        ("a.json", "[\"--cookie-secret\", {\"sum\": \"§\"}]\n"),
        ("a.json", "{\"command\": \"web --cookie-secret-file §\"}\n"),
        (
            "Dockerfile",
            "FROM x@sha256:§\nCMD [\"web\", \"--digest\", \"§\"]\n",
        ),
        (
            "a.js",
            "program.option('--session-secret', 'Encrypts visitor login state')\n",
        ),
        (
            "a.py",
            "parser.add_argument('--session-secret', dest='x', help='§')\n",
        ),
        (
            "a.plist",
            "<plist><string>--cookie-secret</string><key>§</key></plist>\n",
        ),
    ]);
}

#[test]
fn a_key_among_the_arguments_of_a_unit_is_found() {
    for arguments in [
        "--cookie-secret §",
        "\\\n  --cookie-secret §",
        "\"--cookie-secret=§\"",
    ] {
        let sandbox = Sandbox::empty();
        let text = format!("[Service]\nExecStart=/usr/bin/web {arguments}\n");
        sandbox.file("app/web.service", text.replace('§', KEY), 0o600);
        let finding = sandbox.finds("CK410", "high", &["app"]);
        assert!(finding["fix"].is_null(), "{finding}");
        let near = text.replace("--cookie-secret", "--digest");
        sandbox.file("app/web.service", near.replace('§', KEY), 0o600);
        sandbox.passes("CK410", &["app"]);
    }
}

/// A comment in a folded text would be an argument.
#[test]
fn no_command_makes_a_comment_of_an_argument_in_a_folded_text() {
    let sandbox = Sandbox::empty();
    let text = format!("command: >\n  web\n  --cookie-secret={KEY}\n  --port=80\n");
    sandbox.file("app/a.yml", text, 0o600);
    let finding = sandbox.finds("CK411", "high", &["app"]);
    assert!(finding["fix"].is_null(), "{finding}");
}

#[test]
fn a_key_that_a_template_puts_in_where_there_is_no_other_is_found() {
    tells(&[
        (
            "a.yaml",
            "secret: {{ .Values.sessionSecret | default \"§\" }}\n",
            "sessionSecret",
        ),
        (
            "a.yaml",
            "x: {{ .Values.session.secret | default \"§\" }}\n",
            "session.secret",
        ),
        (
            "a.yaml",
            "sessionSecret: {{ .Values.x | default \"§\" | quote }}\n",
            "sessionSecret",
        ),
        (
            "a.yaml",
            "sessionSecret: {{ default \"§\" .Values.x | b64enc }}\n",
            "sessionSecret",
        ),
        (
            "a.yaml",
            "x: {{- default \"§\" .Values.sessionSecret }}\n",
            "sessionSecret",
        ),
        (
            "a.yaml",
            "sessionSecret: \"{{ .Values.x | default \"§\" }}\"\n",
            "sessionSecret",
        ),
        (
            "a.yaml",
            "- name: SESSION_SECRET\n  value: {{ .Values.x | default \"§\" }}\n",
            "SESSION_SECRET",
        ),
        (
            "a.yml",
            "session_secret: \"{{ lookup('env', 'X') | default('§') }}\"\n",
            "session_secret",
        ),
        (
            "a.yml",
            "x: \"{{ lookup('env', 'SESSION_SECRET') | default('§') }}\"\n",
            "SESSION_SECRET",
        ),
        (
            "a.conf.j2",
            "session_secret = {{ x | default(\"§\") }}\n",
            "session_secret",
        ),
        (
            "a.env.j2",
            "SESSION_SECRET={{ x | default('§', true) }}\n",
            "SESSION_SECRET",
        ),
        (
            "a.env.tmpl",
            "SESSION_SECRET={{ or .X \"§\" }}\n",
            "SESSION_SECRET",
        ),
    ]);
    passes(&[
        ("a.yaml", "image: {{ .Values.digest | default \"§\" }}\n"),
        (
            "a.yaml",
            "x: {{ .Values.sessionSecretName | default \"§\" }}\n",
        ),
        ("a.yaml", "sessionSecret: {{ eq .Values.x \"§\" }}\n"),
        (
            "a.yaml",
            "x: {{ .Values.sessionSecret }}-{{ .x | default \"§\" }}\n",
        ),
    ]);
}

#[test]
fn a_key_that_terraform_has_made_is_found_in_its_state() {
    let state = |kind: &str, name: &str| {
        format!(
            "{{\"resources\": [{{\"type\": \"{kind}\", \"name\": \"{name}\", \"instances\": \
             [{{\"attributes\": {{\"id\": \"none\", \"result\": \"§\"}}}}]}}]}}\n"
        )
    };
    let made = state("random_password", "session_secret");
    tells(&[("a.tfstate", &made, "session_secret")]);
    let (other, read) = (
        state("random_password", "database"),
        state("external", "session_secret"),
    );
    passes(&[("a.tfstate", &other), ("a.tfstate", &read)]);
}

/// Commands, and the name that they give the key.
const COMMANDS: &[(&str, &str)] = &[
    ("gh secret set SESSION_SECRET --body §", "SESSION_SECRET"),
    (
        "gh secret set -R a/b SESSION_SECRET -b\"§\"",
        "SESSION_SECRET",
    ),
    ("gh secret set --body=§ SESSION_SECRET", "SESSION_SECRET"),
    ("gh secret set SESSION_SECRET <<< \"§\"", "SESSION_SECRET"),
    (
        "echo -n § | gh secret set SESSION_SECRET --repo a/b",
        "SESSION_SECRET",
    ),
    (
        "printf '%s' '§' | gh secret set SESSION_SECRET",
        "SESSION_SECRET",
    ),
    (
        "aws ssm put-parameter --name /prod/secret_key_base --value §",
        "secret_key_base",
    ),
    (
        "aws ssm put-parameter \\\n  --value \"§\" \\\n  --name /prod/secret_key_base",
        "secret_key_base",
    ),
    (
        "aws secretsmanager create-secret --name prod/session-secret --secret-string §",
        "session-secret",
    ),
    (
        "az keyvault secret set --vault-name v --name session-secret --value §",
        "session-secret",
    ),
    (
        "echo \"§\" | gcloud secrets create session-secret --data-file=-",
        "session-secret",
    ),
    (
        "heroku config:set A=b SESSION_SECRET=§ -a web",
        "SESSION_SECRET",
    ),
    ("fly secrets set SESSION_SECRET=\"§\"", "SESSION_SECRET"),
    (
        "kubectl create secret generic web --from-literal=SESSION_SECRET=§",
        "SESSION_SECRET",
    ),
    (
        "kubectl create secret generic session-secret --from-literal=key=§",
        "session-secret",
    ),
    ("docker run -e SESSION_SECRET=§ web", "SESSION_SECRET"),
    (
        "echo § | docker secret create session_secret -",
        "session_secret",
    ),
    (
        "echo § | vercel env add SESSION_SECRET production",
        "SESSION_SECRET",
    ),
    ("netlify env:set SESSION_SECRET §", "SESSION_SECRET"),
    (
        "pulumi config set --secret sessionSecret §",
        "sessionSecret",
    ),
    ("dotnet user-secrets set \"Jwt:Key\" \"§\"", "Jwt:Key"),
    (
        "vault kv put secret/web/session_secret value=§",
        "session_secret",
    ),
    ("printf 'SESSION_SECRET=§\\n' > .env", "SESSION_SECRET"),
    ("printf \"SESSION_SECRET=%s\\n\" § > .env", "SESSION_SECRET"),
    ("export SESSION_SECRET=$(echo §)", "SESSION_SECRET"),
    ("read -r SESSION_SECRET <<< §", "SESSION_SECRET"),
    ("read -r SESSION_SECRET <<EOF\n§\nEOF", "SESSION_SECRET"),
    (
        "flask-unsign --sign --cookie '{}' --secret '§'",
        "flask-unsign --secret",
    ),
    ("flask-unsign -s -c '{}' -S §", "flask-unsign -S"),
    ("cookiekit open x --key hex:§", "cookiekit --key"),
    ("cookiekit sign --key=§", "cookiekit --key"),
    ("jwt encode --secret § '{}'", "jwt encode --secret"),
];

/// Commands that have what looks like a key, and keep no secret with it.
const HARMLESS: &[&str] = &[
    "gh secret set BUILD_ID --body §",
    "gh secret set SESSION_SECRET --body \"$(cat x)\"; echo §",
    "gh secret set SESSION_SECRET < file; git show §",
    "echo § | gh secret set BUILD_ID",
    "gh secret list | grep SESSION_SECRET; git reset §",
    "aws ssm put-parameter --name /prod/commit --value §",
    "aws ssm put-parameter --name /x/secret_key_base --value file://x --key-id §",
    "aws s3 cp x s3://y/session-secret --sse-kms-key-id §",
    "kubectl create secret generic session-secret --from-literal=commit=§",
    "kubectl delete secret session-secret; git show §",
    "vercel env rm SESSION_SECRET; git show §",
    "read COMMIT <<< §",
    "read -p session_secret COMMIT <<< §",
    "read -r COMMIT <<EOF\n§\nEOF",
    "printf \"BUILD=%s\\n\" § > .env",
    "export BUILD=$(echo §)",
    "echo §  cookie_secret | sha256sum -c",
    "flask-unsign --unsign --cookie §",
    "cookiekit verify --id §",
    "git checkout § # session secret",
    "docker pull web@sha256:§",
    "vault kv get secret/session_secret; git show §",
];

#[test]
fn a_key_that_a_command_keeps_under_a_name_is_found() {
    let scripts: Vec<String> = COMMANDS
        .iter()
        .map(|it| format!("#!/bin/sh\n{}\n", it.0))
        .collect();
    let cases = scripts.iter().zip(COMMANDS);
    let cases: Vec<_> = cases.map(|(text, it)| ("run.sh", &**text, it.1)).collect();
    tells(&cases);
    let scripts: Vec<String> = HARMLESS
        .iter()
        .map(|it| format!("#!/bin/sh\n{it}\n"))
        .collect();
    let cases: Vec<_> = scripts.iter().map(|it| ("run.sh", &**it)).collect();
    passes(&cases);
    // The same where another text has the command.
    tells(&[
        (
            "ci.yml",
            "- run: gh secret set SESSION_SECRET --body §\n",
            "SESSION_SECRET",
        ),
        (
            "Dockerfile",
            "FROM x\nRUN echo § | vercel env add SESSION_SECRET\n",
            "SESSION_SECRET",
        ),
        (
            "a.md",
            "```sh\n$ gh secret set SESSION_SECRET --body §\n```\n",
            "SESSION_SECRET",
        ),
        (
            "a.ps1",
            "gh secret set SESSION_SECRET --body \"§\"\r\n",
            "SESSION_SECRET",
        ),
    ]);
}

#[test]
fn a_command_that_kept_a_key_is_found_in_a_history_and_the_printed_one_takes_the_key_out() {
    let sandbox = Sandbox::empty();
    for (number, (command, _)) in COMMANDS.iter().enumerate() {
        let text = format!("ls\n{command}\ncd\n").replace('§', KEY);
        sandbox.file(&format!("app/{number}/.bash_history"), text, 0o600);
    }
    let findings = sandbox.findings("CK407", &["app"]);
    assert_eq!(findings.len(), COMMANDS.len(), "{findings:#?}");
    for finding in &findings {
        assert!(!finding.to_string().contains(&KEY[..8]), "{finding}");
        sandbox.obey(finding);
    }
    sandbox.passes("CK407", &["app"]);
    assert_eq!(sandbox.sh("grep -rc cd app | grep -vc :1 || true"), "0\n");
    let near = Sandbox::empty();
    for (number, command) in HARMLESS.iter().enumerate() {
        let text = format!("ls\n{command}\ncd\n").replace('§', KEY);
        near.file(&format!("app/{number}/.bash_history"), text, 0o600);
    }
    near.passes("CK407", &["app"]);
}

/// What the audit says of one text.
fn told(name: &str, text: &str) -> Vec<String> {
    let sandbox = Sandbox::empty();
    sandbox.file(&format!("app/{name}"), text, 0o600);
    let findings = ["CK411", "CK801"].map(|id| sandbox.findings(id, &["app"]));
    let observed = |it: &Value| it["observed"].as_str().unwrap().to_owned();
    findings.iter().flatten().map(observed).collect()
}

#[test]
fn a_key_of_zeros_is_one_that_anyone_can_guess() {
    let guess =
        |line: usize| format!("has a key under Key::from in line {line}, and anyone can guess it");
    for (text, line) in [
        (
            "use cookie::Key;\nfn f() { let key = Key::from(&[0; 64]); }\n",
            2,
        ),
        (
            "use actix_web::cookie::Key;\nlet m = M::new(S::new(), Key::from(&[0u8; 64]));\n",
            2,
        ),
        ("let k = actix_web::cookie::Key::from(&vec![7; 64]);\n", 1),
    ] {
        assert_eq!(told("main.rs", text), [guess(line)], "{text}");
    }
    for text in [
        "let key = Key::from(&[0; 64]);\n",
        "use cookie::Key;\nlet key = Key::from(&buffer);\nlet x = [0; 64];\n",
        "use cookie::Key;\nlet key = Key::from(&[0; 16]);\n",
        "use cookie::Key;\nlet key = Other::from(&[0; 64]);\n",
        "use cookie::Key;\n/// let key = Key::from(&[0; 64]);\n",
        "use cookie::Key;\nfn zero() -> Key { Key::from(&[0; 64]) }\n",
        "use cookie::Key;\n#[cfg(test)]\nmod tests { fn f() { Key::from(&[0; 64]); } }\n",
    ] {
        assert_eq!(told("main.rs", text), [""; 0], "{text}");
    }
}

/// Each of these signs with it; Flask, express-session and jsonwebtoken refuse one.
#[test]
fn an_empty_key_is_found_where_the_library_takes_it() {
    for (name, text, expected) in [
        (
            "a.py",
            "s = URLSafeTimedSerializer(\"\")\n",
            "URLSafeTimedSerializer",
        ),
        (
            "a.py",
            "app.add_middleware(SessionMiddleware, secret_key=\"\")\n",
            "secret_key",
        ),
        (
            "a.py",
            "app = SessionMiddleware(app, secret_key='')\n",
            "secret_key",
        ),
        ("a.js", "app.keys = [''];\n", "app.keys"),
        ("a.js", "new Keygrip([\"\"]);\n", "Keygrip"),
        (
            "a.js",
            "app.use(cookieSession({ name: 'x', keys: [''] }));\n",
            "cookieSession.keys",
        ),
    ] {
        let expected = format!("has a key under {expected} in line 1, and anyone can guess it");
        assert_eq!(told(name, text), [expected], "{text}");
    }
    for (name, text) in [
        ("a.py", "app.secret_key = \"\"\n"),
        ("a.py", "SECRET_KEY = \"\"\n"),
        ("a.py", "app.add_middleware(Other, secret_key=\"\")\n"),
        ("a.py", "s = URLSafeTimedSerializer(key, salt=\"\")\n"),
        ("a.py", "s = URLSafeTimedSerializer(\"\"\"\n\"\"\")\n"),
        ("a.js", "app.use(session({ secret: '' }));\n"),
        ("a.js", "jwt.sign({}, '');\n"),
        ("a.js", "const keys = [''];\n"),
        ("a.js", "// app.keys = [''];\n"),
    ] {
        assert_eq!(told(name, text), [""; 0], "{text}");
    }
}

#[test]
fn a_key_that_ruby_is_given_without_brackets_is_found() {
    tells(&[
        (
            "a.rb",
            "token = JWT.encode payload, '§', 'HS256'\n",
            "JWT.encode",
        ),
        (
            "a.rb",
            "JWT.decode token, '§', true, { algorithm: 'HS256' }\n",
            "JWT.decode",
        ),
        ("a.rb", "JWT.encode({ a: 1, b: 2 }, '§')\n", "JWT.encode"),
        (
            "a.rb",
            "JWT.encode({ a: 1, b: 2 }.merge(x), '§')\n",
            "JWT.encode",
        ),
    ]);
    passes(&[
        ("a.rb", "JWT.encode payload, key, '§'\n"),
        ("a.rb", "sum payload, '§'\n"),
    ]);
    let known = "has a key under JWT.encode in line 1, and everybody knows it";
    let readme = ["my$ecret", "K3y"].concat();
    assert_eq!(
        told(
            "a.rb",
            &format!("JWT.encode payload, '{readme}', 'HS256'\n")
        ),
        [known]
    );
}

#[test]
fn a_key_in_r_is_found_in_lists_in_switches_and_where_jose_is_given_one() {
    let sources = [
        (
            "token <- jwt_encode_hmac(claim, secret = \"§\")\n",
            "jwt_encode_hmac",
        ),
        (
            "token <- jose::jwt_encode_hmac(claim, \"§\")\n",
            "jwt_encode_hmac",
        ),
        ("claim |> jwt_encode_hmac(\"§\")\n", "jwt_encode_hmac"),
        (
            "jwt_decode_hmac(token, secret = charToRaw(\"§\"))\n",
            "jwt_decode_hmac",
        ),
        (
            "k <- \"§\"\njwt_encode_hmac(claim, k)\n",
            "k (jwt_encode_hmac)",
        ),
        (
            "config <- list(session = list(key = \"§\"))\n",
            "session.key",
        ),
        (
            "config <- list(cookie = list(name = \"x\", key = \"§\"))\n",
            "cookie.key",
        ),
        (
            "session_secret <- switch(env, prod = \"§\", dev = \"x\")\n",
            "session_secret",
        ),
        (
            "session_key <- switch(Sys.getenv(\"X\"),\n  prod = \"§\",\n  \"y\")\n",
            "session_key",
        ),
        (
            "session_key <- ifelse(is_prod, \"§\", \"\")\n",
            "session_key",
        ),
    ];
    for (text, name) in sources {
        let sandbox = Sandbox::empty();
        sandbox.file("app/api.R", text.replace('§', KEY), 0o600);
        let finding = sandbox.mends("CK801", "critical", &["app"]);
        let observed = finding["observed"].as_str().unwrap();
        assert!(
            observed.contains(&format!(" under {name} in line ")),
            "{observed}"
        );
    }
    let switched = "pr() |> pr_cookie(switch(env, prod = \"§\"))\n".replace('§', KEY);
    assert_eq!(
        told("plumber.R", &switched),
        ["hands a literal key to pr_cookie() in line 1"]
    );
    for (text, who) in [
        ("letmein of all", "anyone can guess it"),
        ("your-384-bit-secret", "everybody knows it"),
    ] {
        let text = format!("jwt_encode_hmac(claim, secret = \"{text}\")\n");
        let expected = format!("has a key under jwt_encode_hmac in line 1, and {who}");
        assert_eq!(told("api.R", &text), [expected]);
    }
    passes(&[
        ("a.R", "config <- list(session = list(name = \"§\"))\n"),
        ("a.R", "config <- list(image = list(key = \"§\"))\n"),
        ("a.R", "x <- switch(env, prod = \"§\")\n"),
        ("a.R", "jwt_encode_sig(claim, \"§\")\n"),
        (
            "a.R",
            "jwt_encode_hmac(claim, key, header = list(kid = \"§\"))\n",
        ),
    ]);
}

#[test]
fn the_secrets_that_jwt_io_shows_are_known() {
    for bits in ["256", "384", "512"] {
        let shown = ["your", bits, "bit", "secret"].join("-");
        for (name, text) in [(".env", "JWT_SECRET=§\n"), ("a.yml", "jwt_secret: §\n")] {
            let observed = told(name, &text.replace('§', &shown));
            assert_eq!(observed.len(), 1, "{shown} {name}");
            assert!(
                observed[0].ends_with(", and everybody knows it"),
                "{observed:?}"
            );
        }
    }
}
