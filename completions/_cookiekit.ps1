
using namespace System.Management.Automation
using namespace System.Management.Automation.Language

Register-ArgumentCompleter -Native -CommandName 'cookiekit' -ScriptBlock {
    param($wordToComplete, $commandAst, $cursorPosition)

    $commandElements = $commandAst.CommandElements
    $command = @(
        'cookiekit'
        for ($i = 1; $i -lt $commandElements.Count; $i++) {
            $element = $commandElements[$i]
            if ($element -isnot [StringConstantExpressionAst] -or
                $element.StringConstantType -ne [StringConstantType]::BareWord -or
                $element.Value.StartsWith('-') -or
                $element.Value -eq $wordToComplete) {
                break
        }
        $element.Value
    }) -join ';'

    $completions = @(switch ($command) {
        'cookiekit' {
            [CompletionResult]::new('--color', '--color', [CompletionResultType]::ParameterName, 'When to colour')
            [CompletionResult]::new('--json', '--json', [CompletionResultType]::ParameterName, 'Print one JSON document on standard output')
            [CompletionResult]::new('-q', '-q', [CompletionResultType]::ParameterName, 'Print only errors on standard error')
            [CompletionResult]::new('--quiet', '--quiet', [CompletionResultType]::ParameterName, 'Print only errors on standard error')
            [CompletionResult]::new('-v', '-v', [CompletionResultType]::ParameterName, 'Print more on standard error: the key that was used, the format')
            [CompletionResult]::new('--verbose', '--verbose', [CompletionResultType]::ParameterName, 'Print more on standard error: the key that was used, the format')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('-V', '-V ', [CompletionResultType]::ParameterName, 'Print version')
            [CompletionResult]::new('--version', '--version', [CompletionResultType]::ParameterName, 'Print version')
            [CompletionResult]::new('keygen', 'keygen', [CompletionResultType]::ParameterValue, 'Make a new key')
            [CompletionResult]::new('key', 'key', [CompletionResultType]::ParameterValue, 'Manage keys: fingerprint, list, show, copy, export, delete')
            [CompletionResult]::new('encrypt', 'encrypt', [CompletionResultType]::ParameterValue, 'Make an encrypted cookie of a JSON payload')
            [CompletionResult]::new('decrypt', 'decrypt', [CompletionResultType]::ParameterValue, 'Open an encrypted cookie and print its payload')
            [CompletionResult]::new('sign', 'sign', [CompletionResultType]::ParameterValue, 'Make a signed cookie of a value: value|expiry|signature')
            [CompletionResult]::new('verify', 'verify', [CompletionResultType]::ParameterValue, 'Check a signed cookie and print its value')
            [CompletionResult]::new('inspect', 'inspect', [CompletionResultType]::ParameterValue, 'Say what a cookie is, and why it fails')
            [CompletionResult]::new('reissue', 'reissue', [CompletionResultType]::ParameterValue, 'Seal a cookie again with the primary key; its times and name stay')
            [CompletionResult]::new('rotate', 'rotate', [CompletionResultType]::ParameterValue, 'Replace a key; cookiekit keeps the old one and still opens its cookies')
            [CompletionResult]::new('audit', 'audit', [CompletionResultType]::ParameterValue, 'Find exposed session keys, and print the command that fixes each')
            [CompletionResult]::new('token', 'token', [CompletionResultType]::ParameterValue, 'Bearer tokens with an expiry, for APIs: users, issue, check, revoke, import')
            [CompletionResult]::new('formats', 'formats', [CompletionResultType]::ParameterValue, 'List the formats, or describe one')
            [CompletionResult]::new('completions', 'completions', [CompletionResultType]::ParameterValue, 'Print the completion script of a shell')
            [CompletionResult]::new('help', 'help', [CompletionResultType]::ParameterValue, 'Print the help of a command, or a topic')
            break
        }
        'cookiekit;keygen' {
            [CompletionResult]::new('--color', '--color', [CompletionResultType]::ParameterName, 'When to colour')
            [CompletionResult]::new('--keyring', '--keyring', [CompletionResultType]::ParameterName, 'Put it in the keyring of the operating system [default entry: cookiekit]')
            [CompletionResult]::new('--out', '--out', [CompletionResultType]::ParameterName, 'Put it in a new file with mode 0600')
            [CompletionResult]::new('--for', '--for', [CompletionResultType]::ParameterName, 'The format that the key is for: workbench keys have 32 hex digits, others 64 [default: the one that reads a file of that name]')
            [CompletionResult]::new('--json', '--json', [CompletionResultType]::ParameterName, 'Print one JSON document on standard output')
            [CompletionResult]::new('-q', '-q', [CompletionResultType]::ParameterName, 'Print only errors on standard error')
            [CompletionResult]::new('--quiet', '--quiet', [CompletionResultType]::ParameterName, 'Print only errors on standard error')
            [CompletionResult]::new('-v', '-v', [CompletionResultType]::ParameterName, 'Print more on standard error: the key that was used, the format')
            [CompletionResult]::new('--verbose', '--verbose', [CompletionResultType]::ParameterName, 'Print more on standard error: the key that was used, the format')
            [CompletionResult]::new('--stdout', '--stdout', [CompletionResultType]::ParameterName, 'Print it')
            [CompletionResult]::new('--reveal', '--reveal', [CompletionResultType]::ParameterName, 'Print it on a terminal, too')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            break
        }
        'cookiekit;key' {
            [CompletionResult]::new('--color', '--color', [CompletionResultType]::ParameterName, 'When to colour')
            [CompletionResult]::new('--json', '--json', [CompletionResultType]::ParameterName, 'Print one JSON document on standard output')
            [CompletionResult]::new('-q', '-q', [CompletionResultType]::ParameterName, 'Print only errors on standard error')
            [CompletionResult]::new('--quiet', '--quiet', [CompletionResultType]::ParameterName, 'Print only errors on standard error')
            [CompletionResult]::new('-v', '-v', [CompletionResultType]::ParameterName, 'Print more on standard error: the key that was used, the format')
            [CompletionResult]::new('--verbose', '--verbose', [CompletionResultType]::ParameterName, 'Print more on standard error: the key that was used, the format')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('fingerprint', 'fingerprint', [CompletionResultType]::ParameterValue, 'Print a key''s fingerprint, its length and the CRC-32 that Workbench logs')
            [CompletionResult]::new('list', 'list', [CompletionResultType]::ParameterValue, 'List the keyring''s entries, or with --key the slots of one key')
            [CompletionResult]::new('show', 'show', [CompletionResultType]::ParameterValue, 'Print a key, byte for byte as it is stored')
            [CompletionResult]::new('copy', 'copy', [CompletionResultType]::ParameterValue, 'Copy a key to a file or to the keyring, never over another')
            [CompletionResult]::new('export', 'export', [CompletionResultType]::ParameterValue, 'Print what a consumer of the key reads: code, a unit, a manifest, the key')
            [CompletionResult]::new('delete', 'delete', [CompletionResultType]::ParameterValue, 'Delete a key: what it sealed can never be opened again')
            break
        }
        'cookiekit;key;fingerprint' {
            [CompletionResult]::new('--color', '--color', [CompletionResultType]::ParameterName, 'When to colour')
            [CompletionResult]::new('--key', '--key', [CompletionResultType]::ParameterName, 'Where the key is; the first seals and signs, all open and verify')
            [CompletionResult]::new('--expect', '--expect', [CompletionResultType]::ParameterName, 'Exit with 1 unless the key has this fingerprint or CRC-32')
            [CompletionResult]::new('--json', '--json', [CompletionResultType]::ParameterName, 'Print one JSON document on standard output')
            [CompletionResult]::new('-q', '-q', [CompletionResultType]::ParameterName, 'Print only errors on standard error')
            [CompletionResult]::new('--quiet', '--quiet', [CompletionResultType]::ParameterName, 'Print only errors on standard error')
            [CompletionResult]::new('-v', '-v', [CompletionResultType]::ParameterName, 'Print more on standard error: the key that was used, the format')
            [CompletionResult]::new('--verbose', '--verbose', [CompletionResultType]::ParameterName, 'Print more on standard error: the key that was used, the format')
            [CompletionResult]::new('--allow-unsafe-key', '--allow-unsafe-key', [CompletionResultType]::ParameterName, 'Continue, with a warning, when others can read or replace the key file')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            break
        }
        'cookiekit;key;list' {
            [CompletionResult]::new('--color', '--color', [CompletionResultType]::ParameterName, 'When to colour')
            [CompletionResult]::new('--key', '--key', [CompletionResultType]::ParameterName, 'A key, whose slots are listed; repeatable')
            [CompletionResult]::new('--json', '--json', [CompletionResultType]::ParameterName, 'Print one JSON document on standard output')
            [CompletionResult]::new('-q', '-q', [CompletionResultType]::ParameterName, 'Print only errors on standard error')
            [CompletionResult]::new('--quiet', '--quiet', [CompletionResultType]::ParameterName, 'Print only errors on standard error')
            [CompletionResult]::new('-v', '-v', [CompletionResultType]::ParameterName, 'Print more on standard error: the key that was used, the format')
            [CompletionResult]::new('--verbose', '--verbose', [CompletionResultType]::ParameterName, 'Print more on standard error: the key that was used, the format')
            [CompletionResult]::new('--allow-unsafe-key', '--allow-unsafe-key', [CompletionResultType]::ParameterName, 'Continue, with a warning, when others can read or replace the key file')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            break
        }
        'cookiekit;key;show' {
            [CompletionResult]::new('--color', '--color', [CompletionResultType]::ParameterName, 'When to colour')
            [CompletionResult]::new('--key', '--key', [CompletionResultType]::ParameterName, 'Where the key is; the first seals and signs, all open and verify')
            [CompletionResult]::new('--json', '--json', [CompletionResultType]::ParameterName, 'Print one JSON document on standard output')
            [CompletionResult]::new('-q', '-q', [CompletionResultType]::ParameterName, 'Print only errors on standard error')
            [CompletionResult]::new('--quiet', '--quiet', [CompletionResultType]::ParameterName, 'Print only errors on standard error')
            [CompletionResult]::new('-v', '-v', [CompletionResultType]::ParameterName, 'Print more on standard error: the key that was used, the format')
            [CompletionResult]::new('--verbose', '--verbose', [CompletionResultType]::ParameterName, 'Print more on standard error: the key that was used, the format')
            [CompletionResult]::new('--allow-unsafe-key', '--allow-unsafe-key', [CompletionResultType]::ParameterName, 'Continue, with a warning, when others can read or replace the key file')
            [CompletionResult]::new('--reveal', '--reveal', [CompletionResultType]::ParameterName, 'Print it on a terminal, too')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            break
        }
        'cookiekit;key;copy' {
            [CompletionResult]::new('--color', '--color', [CompletionResultType]::ParameterName, 'When to colour')
            [CompletionResult]::new('--key', '--key', [CompletionResultType]::ParameterName, 'Where the key is; the first seals and signs, all open and verify')
            [CompletionResult]::new('--to', '--to', [CompletionResultType]::ParameterName, 'Where to: PATH (a new file, 0600) or keyring:SERVICE[/USER]')
            [CompletionResult]::new('--json', '--json', [CompletionResultType]::ParameterName, 'Print one JSON document on standard output')
            [CompletionResult]::new('-q', '-q', [CompletionResultType]::ParameterName, 'Print only errors on standard error')
            [CompletionResult]::new('--quiet', '--quiet', [CompletionResultType]::ParameterName, 'Print only errors on standard error')
            [CompletionResult]::new('-v', '-v', [CompletionResultType]::ParameterName, 'Print more on standard error: the key that was used, the format')
            [CompletionResult]::new('--verbose', '--verbose', [CompletionResultType]::ParameterName, 'Print more on standard error: the key that was used, the format')
            [CompletionResult]::new('--allow-unsafe-key', '--allow-unsafe-key', [CompletionResultType]::ParameterName, 'Continue, with a warning, when others can read or replace the key file')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            break
        }
        'cookiekit;key;export' {
            [CompletionResult]::new('--color', '--color', [CompletionResultType]::ParameterName, 'When to colour')
            [CompletionResult]::new('--key', '--key', [CompletionResultType]::ParameterName, 'Where the key is; the first seals and signs, all open and verify')
            [CompletionResult]::new('--for', '--for', [CompletionResultType]::ParameterName, 'The consumer of the key')
            [CompletionResult]::new('--as', '--as', [CompletionResultType]::ParameterName, 'What the variable, secret or credential is called [default: COOKIE_KEY for env and docker, cookie-key for k8s, cookie.key for systemd]')
            [CompletionResult]::new('--json', '--json', [CompletionResultType]::ParameterName, 'Print one JSON document on standard output')
            [CompletionResult]::new('-q', '-q', [CompletionResultType]::ParameterName, 'Print only errors on standard error')
            [CompletionResult]::new('--quiet', '--quiet', [CompletionResultType]::ParameterName, 'Print only errors on standard error')
            [CompletionResult]::new('-v', '-v', [CompletionResultType]::ParameterName, 'Print more on standard error: the key that was used, the format')
            [CompletionResult]::new('--verbose', '--verbose', [CompletionResultType]::ParameterName, 'Print more on standard error: the key that was used, the format')
            [CompletionResult]::new('--allow-unsafe-key', '--allow-unsafe-key', [CompletionResultType]::ParameterName, 'Continue, with a warning, when others can read or replace the key file')
            [CompletionResult]::new('--reveal', '--reveal', [CompletionResultType]::ParameterName, 'Print a secret on a terminal, too')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            break
        }
        'cookiekit;key;delete' {
            [CompletionResult]::new('--color', '--color', [CompletionResultType]::ParameterName, 'When to colour')
            [CompletionResult]::new('--key', '--key', [CompletionResultType]::ParameterName, 'Which key: PATH or keyring:SERVICE[/USER]')
            [CompletionResult]::new('--json', '--json', [CompletionResultType]::ParameterName, 'Print one JSON document on standard output')
            [CompletionResult]::new('-q', '-q', [CompletionResultType]::ParameterName, 'Print only errors on standard error')
            [CompletionResult]::new('--quiet', '--quiet', [CompletionResultType]::ParameterName, 'Print only errors on standard error')
            [CompletionResult]::new('-v', '-v', [CompletionResultType]::ParameterName, 'Print more on standard error: the key that was used, the format')
            [CompletionResult]::new('--verbose', '--verbose', [CompletionResultType]::ParameterName, 'Print more on standard error: the key that was used, the format')
            [CompletionResult]::new('--yes', '--yes', [CompletionResultType]::ParameterName, 'Do not ask')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            break
        }
        'cookiekit;encrypt' {
            [CompletionResult]::new('--color', '--color', [CompletionResultType]::ParameterName, 'When to colour')
            [CompletionResult]::new('--format', '--format', [CompletionResultType]::ParameterName, 'The format to make')
            [CompletionResult]::new('--param', '--param', [CompletionResultType]::ParameterName, 'A parameter that the application chose, as max-age=1h')
            [CompletionResult]::new('--name', '--name', [CompletionResultType]::ParameterName, 'The cookie''s name: some formats are bound to it')
            [CompletionResult]::new('--expires-in', '--expires-in', [CompletionResultType]::ParameterName, 'Expire after this long')
            [CompletionResult]::new('--expires-at', '--expires-at', [CompletionResultType]::ParameterName, 'Expire at this time')
            [CompletionResult]::new('--now', '--now', [CompletionResultType]::ParameterName, 'Make it as if it were this time')
            [CompletionResult]::new('--path', '--path', [CompletionResultType]::ParameterName, 'The path for which the browser sends it [default: /]')
            [CompletionResult]::new('--domain', '--domain', [CompletionResultType]::ParameterName, 'The domain for which the browser sends it, subdomains included [default: this host only]')
            [CompletionResult]::new('--max-age', '--max-age', [CompletionResultType]::ParameterName, 'How long the browser keeps it [default: until it closes]')
            [CompletionResult]::new('--same-site', '--same-site', [CompletionResultType]::ParameterName, 'Whether requests from other sites include it')
            [CompletionResult]::new('--key', '--key', [CompletionResultType]::ParameterName, 'Where the key is; the first seals and signs, all open and verify')
            [CompletionResult]::new('--field', '--field', [CompletionResultType]::ParameterName, 'Read the cookie from this member of each line, a JSON object')
            [CompletionResult]::new('--into', '--into', [CompletionResultType]::ParameterName, 'The member that holds the result [default: cookiekit]')
            [CompletionResult]::new('--jobs', '--jobs', [CompletionResultType]::ParameterName, 'Use this many threads [default: the number of cores]')
            [CompletionResult]::new('--only', '--only', [CompletionResultType]::ParameterName, 'Print only records with these outcomes')
            [CompletionResult]::new('--json', '--json', [CompletionResultType]::ParameterName, 'Print one JSON document on standard output')
            [CompletionResult]::new('-q', '-q', [CompletionResultType]::ParameterName, 'Print only errors on standard error')
            [CompletionResult]::new('--quiet', '--quiet', [CompletionResultType]::ParameterName, 'Print only errors on standard error')
            [CompletionResult]::new('-v', '-v', [CompletionResultType]::ParameterName, 'Print more on standard error: the key that was used, the format')
            [CompletionResult]::new('--verbose', '--verbose', [CompletionResultType]::ParameterName, 'Print more on standard error: the key that was used, the format')
            [CompletionResult]::new('--unencrypted', '--unencrypted', [CompletionResultType]::ParameterName, 'Make plumber''s form without a key, which protects nothing')
            [CompletionResult]::new('--allow-oversize', '--allow-oversize', [CompletionResultType]::ParameterName, 'Make a cookie even if browsers will drop it for its size')
            [CompletionResult]::new('--set-cookie', '--set-cookie', [CompletionResultType]::ParameterName, 'Print the whole Set-Cookie header line')
            [CompletionResult]::new('--secure', '--secure', [CompletionResultType]::ParameterName, 'Send it only over HTTPS')
            [CompletionResult]::new('--no-http-only', '--no-http-only', [CompletionResultType]::ParameterName, 'Allow scripts to read it')
            [CompletionResult]::new('--allow-unsafe-key', '--allow-unsafe-key', [CompletionResultType]::ParameterName, 'Continue, with a warning, when others can read or replace the key file')
            [CompletionResult]::new('--lines', '--lines', [CompletionResultType]::ParameterName, 'Read one cookie or payload from each line of standard input, and print a JSON record for each')
            [CompletionResult]::new('--summary', '--summary', [CompletionResultType]::ParameterName, 'Print totals instead: outcomes, formats, keys and ages, and which key may go')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            break
        }
        'cookiekit;decrypt' {
            [CompletionResult]::new('--color', '--color', [CompletionResultType]::ParameterName, 'When to colour')
            [CompletionResult]::new('--name', '--name', [CompletionResultType]::ParameterName, 'The cookie''s name: selects it in a header, and names a bare value')
            [CompletionResult]::new('--format', '--format', [CompletionResultType]::ParameterName, 'Treat the cookie as this format')
            [CompletionResult]::new('--param', '--param', [CompletionResultType]::ParameterName, 'A parameter that the application chose, as max-age=1h')
            [CompletionResult]::new('--key', '--key', [CompletionResultType]::ParameterName, 'Where the key is; the first seals and signs, all open and verify')
            [CompletionResult]::new('--now', '--now', [CompletionResultType]::ParameterName, 'Judge at this time instead of now')
            [CompletionResult]::new('--leeway', '--leeway', [CompletionResultType]::ParameterName, 'Accept a cookie for this long after it expired')
            [CompletionResult]::new('--field', '--field', [CompletionResultType]::ParameterName, 'Read the cookie from this member of each line, a JSON object')
            [CompletionResult]::new('--into', '--into', [CompletionResultType]::ParameterName, 'The member that holds the result [default: cookiekit]')
            [CompletionResult]::new('--jobs', '--jobs', [CompletionResultType]::ParameterName, 'Use this many threads [default: the number of cores]')
            [CompletionResult]::new('--only', '--only', [CompletionResultType]::ParameterName, 'Print only records with these outcomes')
            [CompletionResult]::new('--json', '--json', [CompletionResultType]::ParameterName, 'Print one JSON document on standard output')
            [CompletionResult]::new('-q', '-q', [CompletionResultType]::ParameterName, 'Print only errors on standard error')
            [CompletionResult]::new('--quiet', '--quiet', [CompletionResultType]::ParameterName, 'Print only errors on standard error')
            [CompletionResult]::new('-v', '-v', [CompletionResultType]::ParameterName, 'Print more on standard error: the key that was used, the format')
            [CompletionResult]::new('--verbose', '--verbose', [CompletionResultType]::ParameterName, 'Print more on standard error: the key that was used, the format')
            [CompletionResult]::new('--unbox', '--unbox', [CompletionResultType]::ParameterName, 'Unwrap R''s one-element arrays: {"user":["alice"]} becomes {"user":"alice"}')
            [CompletionResult]::new('--unencrypted', '--unencrypted', [CompletionResultType]::ParameterName, 'Read plumber''s form without a key, which protects nothing')
            [CompletionResult]::new('--allow-unsafe-key', '--allow-unsafe-key', [CompletionResultType]::ParameterName, 'Continue, with a warning, when others can read or replace the key file')
            [CompletionResult]::new('--lines', '--lines', [CompletionResultType]::ParameterName, 'Read one cookie or payload from each line of standard input, and print a JSON record for each')
            [CompletionResult]::new('--summary', '--summary', [CompletionResultType]::ParameterName, 'Print totals instead: outcomes, formats, keys and ages, and which key may go')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            break
        }
        'cookiekit;sign' {
            [CompletionResult]::new('--color', '--color', [CompletionResultType]::ParameterName, 'When to colour')
            [CompletionResult]::new('--format', '--format', [CompletionResultType]::ParameterName, 'The format to make')
            [CompletionResult]::new('--param', '--param', [CompletionResultType]::ParameterName, 'A parameter that the application chose, as max-age=1h')
            [CompletionResult]::new('--name', '--name', [CompletionResultType]::ParameterName, 'The cookie''s name: some formats are bound to it')
            [CompletionResult]::new('--expires-in', '--expires-in', [CompletionResultType]::ParameterName, 'Expire after this long')
            [CompletionResult]::new('--expires-at', '--expires-at', [CompletionResultType]::ParameterName, 'Expire at this time')
            [CompletionResult]::new('--now', '--now', [CompletionResultType]::ParameterName, 'Make it as if it were this time')
            [CompletionResult]::new('--path', '--path', [CompletionResultType]::ParameterName, 'The path for which the browser sends it [default: /]')
            [CompletionResult]::new('--domain', '--domain', [CompletionResultType]::ParameterName, 'The domain for which the browser sends it, subdomains included [default: this host only]')
            [CompletionResult]::new('--max-age', '--max-age', [CompletionResultType]::ParameterName, 'How long the browser keeps it [default: until it closes]')
            [CompletionResult]::new('--same-site', '--same-site', [CompletionResultType]::ParameterName, 'Whether requests from other sites include it')
            [CompletionResult]::new('--key', '--key', [CompletionResultType]::ParameterName, 'Where the key is; the first seals and signs, all open and verify')
            [CompletionResult]::new('--login-expires-at', '--login-expires-at', [CompletionResultType]::ParameterName, 'End the login at this time too, where the format has a place for it')
            [CompletionResult]::new('--field', '--field', [CompletionResultType]::ParameterName, 'Read the cookie from this member of each line, a JSON object')
            [CompletionResult]::new('--into', '--into', [CompletionResultType]::ParameterName, 'The member that holds the result [default: cookiekit]')
            [CompletionResult]::new('--jobs', '--jobs', [CompletionResultType]::ParameterName, 'Use this many threads [default: the number of cores]')
            [CompletionResult]::new('--only', '--only', [CompletionResultType]::ParameterName, 'Print only records with these outcomes')
            [CompletionResult]::new('--json', '--json', [CompletionResultType]::ParameterName, 'Print one JSON document on standard output')
            [CompletionResult]::new('-q', '-q', [CompletionResultType]::ParameterName, 'Print only errors on standard error')
            [CompletionResult]::new('--quiet', '--quiet', [CompletionResultType]::ParameterName, 'Print only errors on standard error')
            [CompletionResult]::new('-v', '-v', [CompletionResultType]::ParameterName, 'Print more on standard error: the key that was used, the format')
            [CompletionResult]::new('--verbose', '--verbose', [CompletionResultType]::ParameterName, 'Print more on standard error: the key that was used, the format')
            [CompletionResult]::new('--allow-oversize', '--allow-oversize', [CompletionResultType]::ParameterName, 'Make a cookie even if browsers will drop it for its size')
            [CompletionResult]::new('--set-cookie', '--set-cookie', [CompletionResultType]::ParameterName, 'Print the whole Set-Cookie header line')
            [CompletionResult]::new('--secure', '--secure', [CompletionResultType]::ParameterName, 'Send it only over HTTPS')
            [CompletionResult]::new('--no-http-only', '--no-http-only', [CompletionResultType]::ParameterName, 'Allow scripts to read it')
            [CompletionResult]::new('--allow-unsafe-key', '--allow-unsafe-key', [CompletionResultType]::ParameterName, 'Continue, with a warning, when others can read or replace the key file')
            [CompletionResult]::new('--lines', '--lines', [CompletionResultType]::ParameterName, 'Read one cookie or payload from each line of standard input, and print a JSON record for each')
            [CompletionResult]::new('--summary', '--summary', [CompletionResultType]::ParameterName, 'Print totals instead: outcomes, formats, keys and ages, and which key may go')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            break
        }
        'cookiekit;verify' {
            [CompletionResult]::new('--color', '--color', [CompletionResultType]::ParameterName, 'When to colour')
            [CompletionResult]::new('--name', '--name', [CompletionResultType]::ParameterName, 'The cookie''s name: selects it in a header, and names a bare value')
            [CompletionResult]::new('--format', '--format', [CompletionResultType]::ParameterName, 'Treat the cookie as this format')
            [CompletionResult]::new('--param', '--param', [CompletionResultType]::ParameterName, 'A parameter that the application chose, as max-age=1h')
            [CompletionResult]::new('--key', '--key', [CompletionResultType]::ParameterName, 'Where the key is; the first seals and signs, all open and verify')
            [CompletionResult]::new('--now', '--now', [CompletionResultType]::ParameterName, 'Judge at this time instead of now')
            [CompletionResult]::new('--leeway', '--leeway', [CompletionResultType]::ParameterName, 'Accept a cookie for this long after it expired')
            [CompletionResult]::new('--field', '--field', [CompletionResultType]::ParameterName, 'Read the cookie from this member of each line, a JSON object')
            [CompletionResult]::new('--into', '--into', [CompletionResultType]::ParameterName, 'The member that holds the result [default: cookiekit]')
            [CompletionResult]::new('--jobs', '--jobs', [CompletionResultType]::ParameterName, 'Use this many threads [default: the number of cores]')
            [CompletionResult]::new('--only', '--only', [CompletionResultType]::ParameterName, 'Print only records with these outcomes')
            [CompletionResult]::new('--json', '--json', [CompletionResultType]::ParameterName, 'Print one JSON document on standard output')
            [CompletionResult]::new('-q', '-q', [CompletionResultType]::ParameterName, 'Print only errors on standard error')
            [CompletionResult]::new('--quiet', '--quiet', [CompletionResultType]::ParameterName, 'Print only errors on standard error')
            [CompletionResult]::new('-v', '-v', [CompletionResultType]::ParameterName, 'Print more on standard error: the key that was used, the format')
            [CompletionResult]::new('--verbose', '--verbose', [CompletionResultType]::ParameterName, 'Print more on standard error: the key that was used, the format')
            [CompletionResult]::new('--allow-unsafe-key', '--allow-unsafe-key', [CompletionResultType]::ParameterName, 'Continue, with a warning, when others can read or replace the key file')
            [CompletionResult]::new('--lines', '--lines', [CompletionResultType]::ParameterName, 'Read one cookie or payload from each line of standard input, and print a JSON record for each')
            [CompletionResult]::new('--summary', '--summary', [CompletionResultType]::ParameterName, 'Print totals instead: outcomes, formats, keys and ages, and which key may go')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            break
        }
        'cookiekit;inspect' {
            [CompletionResult]::new('--color', '--color', [CompletionResultType]::ParameterName, 'When to colour')
            [CompletionResult]::new('--name', '--name', [CompletionResultType]::ParameterName, 'The cookie''s name: selects it in a header, and names a bare value')
            [CompletionResult]::new('--format', '--format', [CompletionResultType]::ParameterName, 'Treat the cookie as this format')
            [CompletionResult]::new('--param', '--param', [CompletionResultType]::ParameterName, 'A parameter that the application chose, as max-age=1h')
            [CompletionResult]::new('--words', '--words', [CompletionResultType]::ParameterName, 'Try each line of a word list as the key; - is standard input')
            [CompletionResult]::new('--key', '--key', [CompletionResultType]::ParameterName, 'Where the key is; the first seals and signs, all open and verify')
            [CompletionResult]::new('--now', '--now', [CompletionResultType]::ParameterName, 'Judge at this time instead of now')
            [CompletionResult]::new('--leeway', '--leeway', [CompletionResultType]::ParameterName, 'Accept a cookie for this long after it expired')
            [CompletionResult]::new('--field', '--field', [CompletionResultType]::ParameterName, 'Read the cookie from this member of each line, a JSON object')
            [CompletionResult]::new('--into', '--into', [CompletionResultType]::ParameterName, 'The member that holds the result [default: cookiekit]')
            [CompletionResult]::new('--jobs', '--jobs', [CompletionResultType]::ParameterName, 'Use this many threads [default: the number of cores]')
            [CompletionResult]::new('--only', '--only', [CompletionResultType]::ParameterName, 'Print only records with these outcomes')
            [CompletionResult]::new('--json', '--json', [CompletionResultType]::ParameterName, 'Print one JSON document on standard output')
            [CompletionResult]::new('-q', '-q', [CompletionResultType]::ParameterName, 'Print only errors on standard error')
            [CompletionResult]::new('--quiet', '--quiet', [CompletionResultType]::ParameterName, 'Print only errors on standard error')
            [CompletionResult]::new('-v', '-v', [CompletionResultType]::ParameterName, 'Print more on standard error: the key that was used, the format')
            [CompletionResult]::new('--verbose', '--verbose', [CompletionResultType]::ParameterName, 'Print more on standard error: the key that was used, the format')
            [CompletionResult]::new('--unencrypted', '--unencrypted', [CompletionResultType]::ParameterName, 'The server runs without a key, as plumber does with `key = NULL`')
            [CompletionResult]::new('--try-weak', '--try-weak', [CompletionResultType]::ParameterName, 'Try well-known keys: from documentation and examples')
            [CompletionResult]::new('--allow-unsafe-key', '--allow-unsafe-key', [CompletionResultType]::ParameterName, 'Continue, with a warning, when others can read or replace the key file')
            [CompletionResult]::new('--lines', '--lines', [CompletionResultType]::ParameterName, 'Read one cookie or payload from each line of standard input, and print a JSON record for each')
            [CompletionResult]::new('--summary', '--summary', [CompletionResultType]::ParameterName, 'Print totals instead: outcomes, formats, keys and ages, and which key may go')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            break
        }
        'cookiekit;reissue' {
            [CompletionResult]::new('--color', '--color', [CompletionResultType]::ParameterName, 'When to colour')
            [CompletionResult]::new('--name', '--name', [CompletionResultType]::ParameterName, 'The cookie''s name: selects it in a header, and names a bare value')
            [CompletionResult]::new('--format', '--format', [CompletionResultType]::ParameterName, 'Treat the cookie as this format')
            [CompletionResult]::new('--param', '--param', [CompletionResultType]::ParameterName, 'A parameter that the application chose, as max-age=1h')
            [CompletionResult]::new('--key', '--key', [CompletionResultType]::ParameterName, 'Where the key is; the first seals and signs, all open and verify')
            [CompletionResult]::new('--to', '--to', [CompletionResultType]::ParameterName, 'Make the new cookie in this format, with the same payload, times and name')
            [CompletionResult]::new('--to-key', '--to-key', [CompletionResultType]::ParameterName, 'The key that makes the new cookie [default: the first --key]')
            [CompletionResult]::new('--to-param', '--to-param', [CompletionResultType]::ParameterName, 'A parameter of the new format, as kdf=sha256')
            [CompletionResult]::new('--now', '--now', [CompletionResultType]::ParameterName, 'Judge at this time instead of now')
            [CompletionResult]::new('--leeway', '--leeway', [CompletionResultType]::ParameterName, 'Accept a cookie for this long after it expired')
            [CompletionResult]::new('--field', '--field', [CompletionResultType]::ParameterName, 'Read the cookie from this member of each line, a JSON object')
            [CompletionResult]::new('--into', '--into', [CompletionResultType]::ParameterName, 'The member that holds the result [default: cookiekit]')
            [CompletionResult]::new('--jobs', '--jobs', [CompletionResultType]::ParameterName, 'Use this many threads [default: the number of cores]')
            [CompletionResult]::new('--only', '--only', [CompletionResultType]::ParameterName, 'Print only records with these outcomes')
            [CompletionResult]::new('--json', '--json', [CompletionResultType]::ParameterName, 'Print one JSON document on standard output')
            [CompletionResult]::new('-q', '-q', [CompletionResultType]::ParameterName, 'Print only errors on standard error')
            [CompletionResult]::new('--quiet', '--quiet', [CompletionResultType]::ParameterName, 'Print only errors on standard error')
            [CompletionResult]::new('-v', '-v', [CompletionResultType]::ParameterName, 'Print more on standard error: the key that was used, the format')
            [CompletionResult]::new('--verbose', '--verbose', [CompletionResultType]::ParameterName, 'Print more on standard error: the key that was used, the format')
            [CompletionResult]::new('--allow-unsafe-key', '--allow-unsafe-key', [CompletionResultType]::ParameterName, 'Continue, with a warning, when others can read or replace the key file')
            [CompletionResult]::new('--lines', '--lines', [CompletionResultType]::ParameterName, 'Read one cookie or payload from each line of standard input, and print a JSON record for each')
            [CompletionResult]::new('--summary', '--summary', [CompletionResultType]::ParameterName, 'Print totals instead: outcomes, formats, keys and ages, and which key may go')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            break
        }
        'cookiekit;rotate' {
            [CompletionResult]::new('--color', '--color', [CompletionResultType]::ParameterName, 'When to colour')
            [CompletionResult]::new('--key', '--key', [CompletionResultType]::ParameterName, 'Which key: PATH or keyring:SERVICE[/USER]')
            [CompletionResult]::new('--lock-timeout', '--lock-timeout', [CompletionResultType]::ParameterName, 'Wait this long for another rotation of the key to end')
            [CompletionResult]::new('--now', '--now', [CompletionResultType]::ParameterName, 'Act as if it were this time')
            [CompletionResult]::new('--for', '--for', [CompletionResultType]::ParameterName, 'The format that the new key is for: 32 hex digits for workbench, 64 for others')
            [CompletionResult]::new('--after', '--after', [CompletionResultType]::ParameterName, 'Only if this key is the primary, by its fingerprint: where a new key has taken its place already, nothing is done')
            [CompletionResult]::new('--json', '--json', [CompletionResultType]::ParameterName, 'Print one JSON document on standard output')
            [CompletionResult]::new('-q', '-q', [CompletionResultType]::ParameterName, 'Print only errors on standard error')
            [CompletionResult]::new('--quiet', '--quiet', [CompletionResultType]::ParameterName, 'Print only errors on standard error')
            [CompletionResult]::new('-v', '-v', [CompletionResultType]::ParameterName, 'Print more on standard error: the key that was used, the format')
            [CompletionResult]::new('--verbose', '--verbose', [CompletionResultType]::ParameterName, 'Print more on standard error: the key that was used, the format')
            [CompletionResult]::new('--i-have-read-the-plan', '--i-have-read-the-plan', [CompletionResultType]::ParameterName, 'Rotate a Workbench key although its configuration holds values that only the old key decrypts')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('stage', 'stage', [CompletionResultType]::ParameterValue, 'Stage a new key: it opens cookies from now on, and seals when promoted')
            [CompletionResult]::new('promote', 'promote', [CompletionResultType]::ParameterValue, 'Make the staged key the primary, and retire the old one')
            [CompletionResult]::new('rollback', 'rollback', [CompletionResultType]::ParameterValue, 'Go back to a retired key; the present one is retired and still opens')
            [CompletionResult]::new('retire', 'retire', [CompletionResultType]::ParameterValue, 'Drop the keys that were retired long ago: what they sealed opens no more')
            [CompletionResult]::new('status', 'status', [CompletionResultType]::ParameterValue, 'Show a key''s age and slots; exit with 1 when a rotation is due or half done')
            [CompletionResult]::new('plan', 'plan', [CompletionResultType]::ParameterValue, 'Print the runbook for rotating this key: commands, effects, the way back')
            break
        }
        'cookiekit;rotate;stage' {
            [CompletionResult]::new('--color', '--color', [CompletionResultType]::ParameterName, 'When to colour')
            [CompletionResult]::new('--key', '--key', [CompletionResultType]::ParameterName, 'Which key: PATH or keyring:SERVICE[/USER]')
            [CompletionResult]::new('--lock-timeout', '--lock-timeout', [CompletionResultType]::ParameterName, 'Wait this long for another rotation of the key to end')
            [CompletionResult]::new('--now', '--now', [CompletionResultType]::ParameterName, 'Act as if it were this time')
            [CompletionResult]::new('--from', '--from', [CompletionResultType]::ParameterName, 'Stage this key, which another node has staged, instead of a new one')
            [CompletionResult]::new('--after', '--after', [CompletionResultType]::ParameterName, 'Stage the key that follows this one, by its fingerprint: where it is staged already, or the primary, nothing is done')
            [CompletionResult]::new('--for', '--for', [CompletionResultType]::ParameterName, 'The format that the new key is for: 32 hex digits for workbench, 64 for others [default: as the key that it replaces]')
            [CompletionResult]::new('--json', '--json', [CompletionResultType]::ParameterName, 'Print one JSON document on standard output')
            [CompletionResult]::new('-q', '-q', [CompletionResultType]::ParameterName, 'Print only errors on standard error')
            [CompletionResult]::new('--quiet', '--quiet', [CompletionResultType]::ParameterName, 'Print only errors on standard error')
            [CompletionResult]::new('-v', '-v', [CompletionResultType]::ParameterName, 'Print more on standard error: the key that was used, the format')
            [CompletionResult]::new('--verbose', '--verbose', [CompletionResultType]::ParameterName, 'Print more on standard error: the key that was used, the format')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            break
        }
        'cookiekit;rotate;promote' {
            [CompletionResult]::new('--color', '--color', [CompletionResultType]::ParameterName, 'When to colour')
            [CompletionResult]::new('--key', '--key', [CompletionResultType]::ParameterName, 'Which key: PATH or keyring:SERVICE[/USER]')
            [CompletionResult]::new('--lock-timeout', '--lock-timeout', [CompletionResultType]::ParameterName, 'Wait this long for another rotation of the key to end')
            [CompletionResult]::new('--now', '--now', [CompletionResultType]::ParameterName, 'Act as if it were this time')
            [CompletionResult]::new('--to', '--to', [CompletionResultType]::ParameterName, 'The key that is to be the primary, by its fingerprint: another one is not promoted, and where it is the primary already nothing is done [default: whichever is staged]')
            [CompletionResult]::new('--not-before', '--not-before', [CompletionResultType]::ParameterName, 'Refuse before this time: the same one on every node')
            [CompletionResult]::new('--min-staged', '--min-staged', [CompletionResultType]::ParameterName, 'Refuse until the key has been staged this long')
            [CompletionResult]::new('--json', '--json', [CompletionResultType]::ParameterName, 'Print one JSON document on standard output')
            [CompletionResult]::new('-q', '-q', [CompletionResultType]::ParameterName, 'Print only errors on standard error')
            [CompletionResult]::new('--quiet', '--quiet', [CompletionResultType]::ParameterName, 'Print only errors on standard error')
            [CompletionResult]::new('-v', '-v', [CompletionResultType]::ParameterName, 'Print more on standard error: the key that was used, the format')
            [CompletionResult]::new('--verbose', '--verbose', [CompletionResultType]::ParameterName, 'Print more on standard error: the key that was used, the format')
            [CompletionResult]::new('--i-have-read-the-plan', '--i-have-read-the-plan', [CompletionResultType]::ParameterName, 'Promote a Workbench key although its configuration holds values that only the old key decrypts')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            break
        }
        'cookiekit;rotate;rollback' {
            [CompletionResult]::new('--color', '--color', [CompletionResultType]::ParameterName, 'When to colour')
            [CompletionResult]::new('--key', '--key', [CompletionResultType]::ParameterName, 'Which key: PATH or keyring:SERVICE[/USER]')
            [CompletionResult]::new('--lock-timeout', '--lock-timeout', [CompletionResultType]::ParameterName, 'Wait this long for another rotation of the key to end')
            [CompletionResult]::new('--now', '--now', [CompletionResultType]::ParameterName, 'Act as if it were this time')
            [CompletionResult]::new('--to', '--to', [CompletionResultType]::ParameterName, 'The retired key to go back to, by its fingerprint [default: the newest]')
            [CompletionResult]::new('--json', '--json', [CompletionResultType]::ParameterName, 'Print one JSON document on standard output')
            [CompletionResult]::new('-q', '-q', [CompletionResultType]::ParameterName, 'Print only errors on standard error')
            [CompletionResult]::new('--quiet', '--quiet', [CompletionResultType]::ParameterName, 'Print only errors on standard error')
            [CompletionResult]::new('-v', '-v', [CompletionResultType]::ParameterName, 'Print more on standard error: the key that was used, the format')
            [CompletionResult]::new('--verbose', '--verbose', [CompletionResultType]::ParameterName, 'Print more on standard error: the key that was used, the format')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            break
        }
        'cookiekit;rotate;retire' {
            [CompletionResult]::new('--color', '--color', [CompletionResultType]::ParameterName, 'When to colour')
            [CompletionResult]::new('--key', '--key', [CompletionResultType]::ParameterName, 'Which key: PATH or keyring:SERVICE[/USER]')
            [CompletionResult]::new('--lock-timeout', '--lock-timeout', [CompletionResultType]::ParameterName, 'Wait this long for another rotation of the key to end')
            [CompletionResult]::new('--now', '--now', [CompletionResultType]::ParameterName, 'Act as if it were this time')
            [CompletionResult]::new('--older-than', '--older-than', [CompletionResultType]::ParameterName, 'Drop keys that were retired this long ago')
            [CompletionResult]::new('--max-lifetime', '--max-lifetime', [CompletionResultType]::ParameterName, 'How long a cookie lives at most: refuse to drop a key any earlier')
            [CompletionResult]::new('--json', '--json', [CompletionResultType]::ParameterName, 'Print one JSON document on standard output')
            [CompletionResult]::new('-q', '-q', [CompletionResultType]::ParameterName, 'Print only errors on standard error')
            [CompletionResult]::new('--quiet', '--quiet', [CompletionResultType]::ParameterName, 'Print only errors on standard error')
            [CompletionResult]::new('-v', '-v', [CompletionResultType]::ParameterName, 'Print more on standard error: the key that was used, the format')
            [CompletionResult]::new('--verbose', '--verbose', [CompletionResultType]::ParameterName, 'Print more on standard error: the key that was used, the format')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            break
        }
        'cookiekit;rotate;status' {
            [CompletionResult]::new('--color', '--color', [CompletionResultType]::ParameterName, 'When to colour')
            [CompletionResult]::new('--key', '--key', [CompletionResultType]::ParameterName, 'Which key: PATH or keyring:SERVICE[/USER]')
            [CompletionResult]::new('--max-key-age', '--max-key-age', [CompletionResultType]::ParameterName, 'Exit with 1 when the key is older than this')
            [CompletionResult]::new('--now', '--now', [CompletionResultType]::ParameterName, 'Judge at this time instead of now')
            [CompletionResult]::new('--json', '--json', [CompletionResultType]::ParameterName, 'Print one JSON document on standard output')
            [CompletionResult]::new('-q', '-q', [CompletionResultType]::ParameterName, 'Print only errors on standard error')
            [CompletionResult]::new('--quiet', '--quiet', [CompletionResultType]::ParameterName, 'Print only errors on standard error')
            [CompletionResult]::new('-v', '-v', [CompletionResultType]::ParameterName, 'Print more on standard error: the key that was used, the format')
            [CompletionResult]::new('--verbose', '--verbose', [CompletionResultType]::ParameterName, 'Print more on standard error: the key that was used, the format')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            break
        }
        'cookiekit;rotate;plan' {
            [CompletionResult]::new('--color', '--color', [CompletionResultType]::ParameterName, 'When to colour')
            [CompletionResult]::new('--key', '--key', [CompletionResultType]::ParameterName, 'Which key: PATH or keyring:SERVICE[/USER]')
            [CompletionResult]::new('--for', '--for', [CompletionResultType]::ParameterName, 'Whose key it is')
            [CompletionResult]::new('--node', '--node', [CompletionResultType]::ParameterName, 'Another node with the same key, as ssh names it; repeatable')
            [CompletionResult]::new('--restart', '--restart', [CompletionResultType]::ParameterName, 'The command that restarts the program on each node [default: its service]')
            [CompletionResult]::new('--max-lifetime', '--max-lifetime', [CompletionResultType]::ParameterName, 'How long a cookie lives at most; the old key is dropped after that [default: as long as the framework has it, else 30d]')
            [CompletionResult]::new('--json', '--json', [CompletionResultType]::ParameterName, 'Print one JSON document on standard output')
            [CompletionResult]::new('-q', '-q', [CompletionResultType]::ParameterName, 'Print only errors on standard error')
            [CompletionResult]::new('--quiet', '--quiet', [CompletionResultType]::ParameterName, 'Print only errors on standard error')
            [CompletionResult]::new('-v', '-v', [CompletionResultType]::ParameterName, 'Print more on standard error: the key that was used, the format')
            [CompletionResult]::new('--verbose', '--verbose', [CompletionResultType]::ParameterName, 'Print more on standard error: the key that was used, the format')
            [CompletionResult]::new('--another', '--another', [CompletionResultType]::ParameterName, 'Plan another rotation, although one is under way: a key was retired, and its cookies are not over yet')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            break
        }
        'cookiekit;audit' {
            [CompletionResult]::new('--color', '--color', [CompletionResultType]::ParameterName, 'When to colour')
            [CompletionResult]::new('--owner', '--owner', [CompletionResultType]::ParameterName, 'The user who may have the keys, besides root [default: who runs this]')
            [CompletionResult]::new('--reader', '--reader', [CompletionResultType]::ParameterName, 'A user who must be able to read the keys: the service''s user')
            [CompletionResult]::new('--allow-group', '--allow-group', [CompletionResultType]::ParameterName, 'A group that may read the keys; repeatable')
            [CompletionResult]::new('--max-key-age', '--max-key-age', [CompletionResultType]::ParameterName, 'Report a key that is older than this, such as 90d')
            [CompletionResult]::new('--exclude', '--exclude', [CompletionResultType]::ParameterName, 'Skip what this .gitignore pattern matches; repeatable')
            [CompletionResult]::new('--history-limit', '--history-limit', [CompletionResultType]::ParameterName, 'How long the history of one git repository may be searched')
            [CompletionResult]::new('--root', '--root', [CompletionResultType]::ParameterName, 'Audit an unpacked image instead of this machine')
            [CompletionResult]::new('--compare', '--compare', [CompletionResultType]::ParameterName, 'Copies of one key on the nodes of a cluster, which must be the same')
            [CompletionResult]::new('--format', '--format', [CompletionResultType]::ParameterName, 'How to print the findings')
            [CompletionResult]::new('--fail-on', '--fail-on', [CompletionResultType]::ParameterName, 'Exit with 1 for findings of this severity and above')
            [CompletionResult]::new('--output', '--output', [CompletionResultType]::ParameterName, 'Write the findings into this file instead of standard output')
            [CompletionResult]::new('--ignore', '--ignore', [CompletionResultType]::ParameterName, 'Leave a check out: CK101 or others-can-read; repeatable')
            [CompletionResult]::new('--baseline', '--baseline', [CompletionResultType]::ParameterName, 'Hide the findings that this file accepts')
            [CompletionResult]::new('--write-baseline', '--write-baseline', [CompletionResultType]::ParameterName, 'Accept all findings: write them to this file')
            [CompletionResult]::new('--explain', '--explain', [CompletionResultType]::ParameterName, 'Explain a check: CK101 or others-can-read')
            [CompletionResult]::new('--json', '--json', [CompletionResultType]::ParameterName, 'Print one JSON document on standard output')
            [CompletionResult]::new('-q', '-q', [CompletionResultType]::ParameterName, 'Print only errors on standard error')
            [CompletionResult]::new('--quiet', '--quiet', [CompletionResultType]::ParameterName, 'Print only errors on standard error')
            [CompletionResult]::new('-v', '-v', [CompletionResultType]::ParameterName, 'Print more on standard error: the key that was used, the format')
            [CompletionResult]::new('--verbose', '--verbose', [CompletionResultType]::ParameterName, 'Print more on standard error: the key that was used, the format')
            [CompletionResult]::new('--allow-env', '--allow-env', [CompletionResultType]::ParameterName, 'Accept a key in a process''s environment')
            [CompletionResult]::new('--allow-incomplete', '--allow-incomplete', [CompletionResultType]::ParameterName, 'Ignore what could not be checked')
            [CompletionResult]::new('--no-skip', '--no-skip', [CompletionResultType]::ParameterName, 'Also search build folders, fetched packages and version control')
            [CompletionResult]::new('--require-key', '--require-key', [CompletionResultType]::ParameterName, 'Exit with 4 if no key was found')
            [CompletionResult]::new('--staged', '--staged', [CompletionResultType]::ParameterName, 'Audit only the staged files, as the next commit would have them')
            [CompletionResult]::new('--fix', '--fix', [CompletionResultType]::ParameterName, 'Fix what can be fixed by taking permissions away from others')
            [CompletionResult]::new('--dry-run', '--dry-run', [CompletionResultType]::ParameterName, 'With --fix: show the commands, run none')
            [CompletionResult]::new('--list-checks', '--list-checks', [CompletionResultType]::ParameterName, 'List all checks')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            break
        }
        'cookiekit;token' {
            [CompletionResult]::new('--color', '--color', [CompletionResultType]::ParameterName, 'When to colour')
            [CompletionResult]::new('--json', '--json', [CompletionResultType]::ParameterName, 'Print one JSON document on standard output')
            [CompletionResult]::new('-q', '-q', [CompletionResultType]::ParameterName, 'Print only errors on standard error')
            [CompletionResult]::new('--quiet', '--quiet', [CompletionResultType]::ParameterName, 'Print only errors on standard error')
            [CompletionResult]::new('-v', '-v', [CompletionResultType]::ParameterName, 'Print more on standard error: the key that was used, the format')
            [CompletionResult]::new('--verbose', '--verbose', [CompletionResultType]::ParameterName, 'Print more on standard error: the key that was used, the format')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('user', 'user', [CompletionResultType]::ParameterValue, 'Manage the users of tokens: add, remove, list, passwd')
            [CompletionResult]::new('issue', 'issue', [CompletionResultType]::ParameterValue, 'Issue a token to a user who gives the password')
            [CompletionResult]::new('check', 'check', [CompletionResultType]::ParameterValue, 'Check a token from standard input: 0 valid, 1 unknown or revoked, 3 expired')
            [CompletionResult]::new('revoke', 'revoke', [CompletionResultType]::ParameterValue, 'Revoke tokens: the one on standard input, one by its id, all of a user')
            [CompletionResult]::new('purge', 'purge', [CompletionResultType]::ParameterValue, 'Delete the tokens that have expired')
            [CompletionResult]::new('list', 'list', [CompletionResultType]::ParameterValue, 'List the tokens that were issued: id, user, times')
            [CompletionResult]::new('import', 'import', [CompletionResultType]::ParameterValue, 'Import a table that kept passwords and tokens in plain text')
            break
        }
        'cookiekit;token;user' {
            [CompletionResult]::new('--color', '--color', [CompletionResultType]::ParameterName, 'When to colour')
            [CompletionResult]::new('--json', '--json', [CompletionResultType]::ParameterName, 'Print one JSON document on standard output')
            [CompletionResult]::new('-q', '-q', [CompletionResultType]::ParameterName, 'Print only errors on standard error')
            [CompletionResult]::new('--quiet', '--quiet', [CompletionResultType]::ParameterName, 'Print only errors on standard error')
            [CompletionResult]::new('-v', '-v', [CompletionResultType]::ParameterName, 'Print more on standard error: the key that was used, the format')
            [CompletionResult]::new('--verbose', '--verbose', [CompletionResultType]::ParameterName, 'Print more on standard error: the key that was used, the format')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('add', 'add', [CompletionResultType]::ParameterValue, 'Add a user; the database is made when there is none')
            [CompletionResult]::new('remove', 'remove', [CompletionResultType]::ParameterValue, 'Remove a user with all tokens')
            [CompletionResult]::new('list', 'list', [CompletionResultType]::ParameterValue, 'List the users')
            [CompletionResult]::new('passwd', 'passwd', [CompletionResultType]::ParameterValue, 'Set a new password; the user''s tokens are revoked, and a lock ends')
            break
        }
        'cookiekit;token;user;add' {
            [CompletionResult]::new('--color', '--color', [CompletionResultType]::ParameterName, 'When to colour')
            [CompletionResult]::new('--display-name', '--display-name', [CompletionResultType]::ParameterName, 'The display name')
            [CompletionResult]::new('--password-fd', '--password-fd', [CompletionResultType]::ParameterName, 'Read the password from an inherited file descriptor')
            [CompletionResult]::new('--now', '--now', [CompletionResultType]::ParameterName, 'Act as if it were this time')
            [CompletionResult]::new('--db', '--db', [CompletionResultType]::ParameterName, 'The SQLite file with the users and tokens')
            [CompletionResult]::new('--lock-timeout', '--lock-timeout', [CompletionResultType]::ParameterName, 'Wait this long while others write')
            [CompletionResult]::new('--json', '--json', [CompletionResultType]::ParameterName, 'Print one JSON document on standard output')
            [CompletionResult]::new('-q', '-q', [CompletionResultType]::ParameterName, 'Print only errors on standard error')
            [CompletionResult]::new('--quiet', '--quiet', [CompletionResultType]::ParameterName, 'Print only errors on standard error')
            [CompletionResult]::new('-v', '-v', [CompletionResultType]::ParameterName, 'Print more on standard error: the key that was used, the format')
            [CompletionResult]::new('--verbose', '--verbose', [CompletionResultType]::ParameterName, 'Print more on standard error: the key that was used, the format')
            [CompletionResult]::new('--password-stdin', '--password-stdin', [CompletionResultType]::ParameterName, 'Read the password from standard input (one newline at its end is dropped)')
            [CompletionResult]::new('--allow-unsafe-db', '--allow-unsafe-db', [CompletionResultType]::ParameterName, 'Continue, with a warning, when others can read or write the database')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            break
        }
        'cookiekit;token;user;remove' {
            [CompletionResult]::new('--color', '--color', [CompletionResultType]::ParameterName, 'When to colour')
            [CompletionResult]::new('--db', '--db', [CompletionResultType]::ParameterName, 'The SQLite file with the users and tokens')
            [CompletionResult]::new('--lock-timeout', '--lock-timeout', [CompletionResultType]::ParameterName, 'Wait this long while others write')
            [CompletionResult]::new('--json', '--json', [CompletionResultType]::ParameterName, 'Print one JSON document on standard output')
            [CompletionResult]::new('-q', '-q', [CompletionResultType]::ParameterName, 'Print only errors on standard error')
            [CompletionResult]::new('--quiet', '--quiet', [CompletionResultType]::ParameterName, 'Print only errors on standard error')
            [CompletionResult]::new('-v', '-v', [CompletionResultType]::ParameterName, 'Print more on standard error: the key that was used, the format')
            [CompletionResult]::new('--verbose', '--verbose', [CompletionResultType]::ParameterName, 'Print more on standard error: the key that was used, the format')
            [CompletionResult]::new('--yes', '--yes', [CompletionResultType]::ParameterName, 'Do not ask')
            [CompletionResult]::new('--allow-unsafe-db', '--allow-unsafe-db', [CompletionResultType]::ParameterName, 'Continue, with a warning, when others can read or write the database')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            break
        }
        'cookiekit;token;user;list' {
            [CompletionResult]::new('--color', '--color', [CompletionResultType]::ParameterName, 'When to colour')
            [CompletionResult]::new('--now', '--now', [CompletionResultType]::ParameterName, 'Act as if it were this time')
            [CompletionResult]::new('--db', '--db', [CompletionResultType]::ParameterName, 'The SQLite file with the users and tokens')
            [CompletionResult]::new('--lock-timeout', '--lock-timeout', [CompletionResultType]::ParameterName, 'Wait this long while others write')
            [CompletionResult]::new('--json', '--json', [CompletionResultType]::ParameterName, 'Print one JSON document on standard output')
            [CompletionResult]::new('-q', '-q', [CompletionResultType]::ParameterName, 'Print only errors on standard error')
            [CompletionResult]::new('--quiet', '--quiet', [CompletionResultType]::ParameterName, 'Print only errors on standard error')
            [CompletionResult]::new('-v', '-v', [CompletionResultType]::ParameterName, 'Print more on standard error: the key that was used, the format')
            [CompletionResult]::new('--verbose', '--verbose', [CompletionResultType]::ParameterName, 'Print more on standard error: the key that was used, the format')
            [CompletionResult]::new('--allow-unsafe-db', '--allow-unsafe-db', [CompletionResultType]::ParameterName, 'Continue, with a warning, when others can read or write the database')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            break
        }
        'cookiekit;token;user;passwd' {
            [CompletionResult]::new('--color', '--color', [CompletionResultType]::ParameterName, 'When to colour')
            [CompletionResult]::new('--password-fd', '--password-fd', [CompletionResultType]::ParameterName, 'Read the password from an inherited file descriptor')
            [CompletionResult]::new('--db', '--db', [CompletionResultType]::ParameterName, 'The SQLite file with the users and tokens')
            [CompletionResult]::new('--lock-timeout', '--lock-timeout', [CompletionResultType]::ParameterName, 'Wait this long while others write')
            [CompletionResult]::new('--json', '--json', [CompletionResultType]::ParameterName, 'Print one JSON document on standard output')
            [CompletionResult]::new('-q', '-q', [CompletionResultType]::ParameterName, 'Print only errors on standard error')
            [CompletionResult]::new('--quiet', '--quiet', [CompletionResultType]::ParameterName, 'Print only errors on standard error')
            [CompletionResult]::new('-v', '-v', [CompletionResultType]::ParameterName, 'Print more on standard error: the key that was used, the format')
            [CompletionResult]::new('--verbose', '--verbose', [CompletionResultType]::ParameterName, 'Print more on standard error: the key that was used, the format')
            [CompletionResult]::new('--keep-tokens', '--keep-tokens', [CompletionResultType]::ParameterName, 'Do not revoke the user''s tokens')
            [CompletionResult]::new('--password-stdin', '--password-stdin', [CompletionResultType]::ParameterName, 'Read the password from standard input (one newline at its end is dropped)')
            [CompletionResult]::new('--allow-unsafe-db', '--allow-unsafe-db', [CompletionResultType]::ParameterName, 'Continue, with a warning, when others can read or write the database')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            break
        }
        'cookiekit;token;issue' {
            [CompletionResult]::new('--color', '--color', [CompletionResultType]::ParameterName, 'When to colour')
            [CompletionResult]::new('--user', '--user', [CompletionResultType]::ParameterName, 'Who it is for')
            [CompletionResult]::new('--expires-in', '--expires-in', [CompletionResultType]::ParameterName, 'How long it is valid')
            [CompletionResult]::new('--now', '--now', [CompletionResultType]::ParameterName, 'Act as if it were this time')
            [CompletionResult]::new('--password-fd', '--password-fd', [CompletionResultType]::ParameterName, 'Read the password from an inherited file descriptor')
            [CompletionResult]::new('--name', '--name', [CompletionResultType]::ParameterName, 'The name that the signed cookie is bound to [default: token]')
            [CompletionResult]::new('--key', '--key', [CompletionResultType]::ParameterName, 'Where the key is; the first seals and signs, all open and verify')
            [CompletionResult]::new('--db', '--db', [CompletionResultType]::ParameterName, 'The SQLite file with the users and tokens')
            [CompletionResult]::new('--lock-timeout', '--lock-timeout', [CompletionResultType]::ParameterName, 'Wait this long while others write')
            [CompletionResult]::new('--json', '--json', [CompletionResultType]::ParameterName, 'Print one JSON document on standard output')
            [CompletionResult]::new('-q', '-q', [CompletionResultType]::ParameterName, 'Print only errors on standard error')
            [CompletionResult]::new('--quiet', '--quiet', [CompletionResultType]::ParameterName, 'Print only errors on standard error')
            [CompletionResult]::new('-v', '-v', [CompletionResultType]::ParameterName, 'Print more on standard error: the key that was used, the format')
            [CompletionResult]::new('--verbose', '--verbose', [CompletionResultType]::ParameterName, 'Print more on standard error: the key that was used, the format')
            [CompletionResult]::new('--keep', '--keep', [CompletionResultType]::ParameterName, 'Keep the user''s older tokens')
            [CompletionResult]::new('--password-stdin', '--password-stdin', [CompletionResultType]::ParameterName, 'Read the password from standard input (one newline at its end is dropped)')
            [CompletionResult]::new('--stateless', '--stateless', [CompletionResultType]::ParameterName, 'Make it a signed cookie with the user''s name, which needs no database')
            [CompletionResult]::new('--allow-unsafe-key', '--allow-unsafe-key', [CompletionResultType]::ParameterName, 'Continue, with a warning, when others can read or replace the key file')
            [CompletionResult]::new('--allow-unsafe-db', '--allow-unsafe-db', [CompletionResultType]::ParameterName, 'Continue, with a warning, when others can read or write the database')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            break
        }
        'cookiekit;token;check' {
            [CompletionResult]::new('--color', '--color', [CompletionResultType]::ParameterName, 'When to colour')
            [CompletionResult]::new('--now', '--now', [CompletionResultType]::ParameterName, 'Judge at this time instead of now')
            [CompletionResult]::new('--leeway', '--leeway', [CompletionResultType]::ParameterName, 'Accept a cookie for this long after it expired')
            [CompletionResult]::new('--db', '--db', [CompletionResultType]::ParameterName, 'The SQLite file with the users and tokens')
            [CompletionResult]::new('--lock-timeout', '--lock-timeout', [CompletionResultType]::ParameterName, 'Wait this long while others write')
            [CompletionResult]::new('--json', '--json', [CompletionResultType]::ParameterName, 'Print one JSON document on standard output')
            [CompletionResult]::new('-q', '-q', [CompletionResultType]::ParameterName, 'Print only errors on standard error')
            [CompletionResult]::new('--quiet', '--quiet', [CompletionResultType]::ParameterName, 'Print only errors on standard error')
            [CompletionResult]::new('-v', '-v', [CompletionResultType]::ParameterName, 'Print more on standard error: the key that was used, the format')
            [CompletionResult]::new('--verbose', '--verbose', [CompletionResultType]::ParameterName, 'Print more on standard error: the key that was used, the format')
            [CompletionResult]::new('--lines', '--lines', [CompletionResultType]::ParameterName, 'Take one token from each line, and print a JSON record for each')
            [CompletionResult]::new('--allow-unsafe-db', '--allow-unsafe-db', [CompletionResultType]::ParameterName, 'Continue, with a warning, when others can read or write the database')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            break
        }
        'cookiekit;token;revoke' {
            [CompletionResult]::new('--color', '--color', [CompletionResultType]::ParameterName, 'When to colour')
            [CompletionResult]::new('--user', '--user', [CompletionResultType]::ParameterName, 'All tokens of this user')
            [CompletionResult]::new('--id', '--id', [CompletionResultType]::ParameterName, 'The token with this id, as `token list` prints it')
            [CompletionResult]::new('--db', '--db', [CompletionResultType]::ParameterName, 'The SQLite file with the users and tokens')
            [CompletionResult]::new('--lock-timeout', '--lock-timeout', [CompletionResultType]::ParameterName, 'Wait this long while others write')
            [CompletionResult]::new('--json', '--json', [CompletionResultType]::ParameterName, 'Print one JSON document on standard output')
            [CompletionResult]::new('-q', '-q', [CompletionResultType]::ParameterName, 'Print only errors on standard error')
            [CompletionResult]::new('--quiet', '--quiet', [CompletionResultType]::ParameterName, 'Print only errors on standard error')
            [CompletionResult]::new('-v', '-v', [CompletionResultType]::ParameterName, 'Print more on standard error: the key that was used, the format')
            [CompletionResult]::new('--verbose', '--verbose', [CompletionResultType]::ParameterName, 'Print more on standard error: the key that was used, the format')
            [CompletionResult]::new('--all', '--all', [CompletionResultType]::ParameterName, 'All tokens of all users')
            [CompletionResult]::new('--allow-unsafe-db', '--allow-unsafe-db', [CompletionResultType]::ParameterName, 'Continue, with a warning, when others can read or write the database')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            break
        }
        'cookiekit;token;purge' {
            [CompletionResult]::new('--color', '--color', [CompletionResultType]::ParameterName, 'When to colour')
            [CompletionResult]::new('--older-than', '--older-than', [CompletionResultType]::ParameterName, 'Delete tokens that expired this long ago')
            [CompletionResult]::new('--now', '--now', [CompletionResultType]::ParameterName, 'Act as if it were this time')
            [CompletionResult]::new('--db', '--db', [CompletionResultType]::ParameterName, 'The SQLite file with the users and tokens')
            [CompletionResult]::new('--lock-timeout', '--lock-timeout', [CompletionResultType]::ParameterName, 'Wait this long while others write')
            [CompletionResult]::new('--json', '--json', [CompletionResultType]::ParameterName, 'Print one JSON document on standard output')
            [CompletionResult]::new('-q', '-q', [CompletionResultType]::ParameterName, 'Print only errors on standard error')
            [CompletionResult]::new('--quiet', '--quiet', [CompletionResultType]::ParameterName, 'Print only errors on standard error')
            [CompletionResult]::new('-v', '-v', [CompletionResultType]::ParameterName, 'Print more on standard error: the key that was used, the format')
            [CompletionResult]::new('--verbose', '--verbose', [CompletionResultType]::ParameterName, 'Print more on standard error: the key that was used, the format')
            [CompletionResult]::new('--allow-unsafe-db', '--allow-unsafe-db', [CompletionResultType]::ParameterName, 'Continue, with a warning, when others can read or write the database')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            break
        }
        'cookiekit;token;list' {
            [CompletionResult]::new('--color', '--color', [CompletionResultType]::ParameterName, 'When to colour')
            [CompletionResult]::new('--user', '--user', [CompletionResultType]::ParameterName, 'Only this user''s tokens')
            [CompletionResult]::new('--now', '--now', [CompletionResultType]::ParameterName, 'Act as if it were this time')
            [CompletionResult]::new('--db', '--db', [CompletionResultType]::ParameterName, 'The SQLite file with the users and tokens')
            [CompletionResult]::new('--lock-timeout', '--lock-timeout', [CompletionResultType]::ParameterName, 'Wait this long while others write')
            [CompletionResult]::new('--json', '--json', [CompletionResultType]::ParameterName, 'Print one JSON document on standard output')
            [CompletionResult]::new('-q', '-q', [CompletionResultType]::ParameterName, 'Print only errors on standard error')
            [CompletionResult]::new('--quiet', '--quiet', [CompletionResultType]::ParameterName, 'Print only errors on standard error')
            [CompletionResult]::new('-v', '-v', [CompletionResultType]::ParameterName, 'Print more on standard error: the key that was used, the format')
            [CompletionResult]::new('--verbose', '--verbose', [CompletionResultType]::ParameterName, 'Print more on standard error: the key that was used, the format')
            [CompletionResult]::new('--allow-unsafe-db', '--allow-unsafe-db', [CompletionResultType]::ParameterName, 'Continue, with a warning, when others can read or write the database')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            break
        }
        'cookiekit;token;import' {
            [CompletionResult]::new('--color', '--color', [CompletionResultType]::ParameterName, 'When to colour')
            [CompletionResult]::new('--db', '--db', [CompletionResultType]::ParameterName, 'The SQLite file with the table; it becomes the database of the tokens')
            [CompletionResult]::new('--backup', '--backup', [CompletionResultType]::ParameterName, 'Keep a copy of the file as it is, clear text included (mode 0600)')
            [CompletionResult]::new('--zone', '--zone', [CompletionResultType]::ParameterName, 'The zone of expiry times that are text without one: UTC, or +02:00')
            [CompletionResult]::new('--from', '--from', [CompletionResultType]::ParameterName, 'Copy the users out of this database, which is read and never changed')
            [CompletionResult]::new('--table', '--table', [CompletionResultType]::ParameterName, 'The table with its users')
            [CompletionResult]::new('--user-column', '--user-column', [CompletionResultType]::ParameterName, 'The column with the name to log in with')
            [CompletionResult]::new('--name-column', '--name-column', [CompletionResultType]::ParameterName, 'The column with the display name')
            [CompletionResult]::new('--password-column', '--password-column', [CompletionResultType]::ParameterName, 'The column with the password')
            [CompletionResult]::new('--token-column', '--token-column', [CompletionResultType]::ParameterName, 'The column with the token')
            [CompletionResult]::new('--expiry-column', '--expiry-column', [CompletionResultType]::ParameterName, 'The column with the time at which the token expires')
            [CompletionResult]::new('--lock-timeout', '--lock-timeout', [CompletionResultType]::ParameterName, 'Wait this long while others use the database')
            [CompletionResult]::new('--now', '--now', [CompletionResultType]::ParameterName, 'Act as if it were this time')
            [CompletionResult]::new('--json', '--json', [CompletionResultType]::ParameterName, 'Print one JSON document on standard output')
            [CompletionResult]::new('-q', '-q', [CompletionResultType]::ParameterName, 'Print only errors on standard error')
            [CompletionResult]::new('--quiet', '--quiet', [CompletionResultType]::ParameterName, 'Print only errors on standard error')
            [CompletionResult]::new('-v', '-v', [CompletionResultType]::ParameterName, 'Print more on standard error: the key that was used, the format')
            [CompletionResult]::new('--verbose', '--verbose', [CompletionResultType]::ParameterName, 'Print more on standard error: the key that was used, the format')
            [CompletionResult]::new('--no-backup', '--no-backup', [CompletionResultType]::ParameterName, 'Keep no copy, and do not ask')
            [CompletionResult]::new('--passwords-are-clear', '--passwords-are-clear', [CompletionResultType]::ParameterName, 'Take the passwords for clear text even if they look like hashes')
            [CompletionResult]::new('--drop-tokens', '--drop-tokens', [CompletionResultType]::ParameterName, 'Drop the tokens that cannot be imported')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            break
        }
        'cookiekit;formats' {
            [CompletionResult]::new('--color', '--color', [CompletionResultType]::ParameterName, 'When to colour')
            [CompletionResult]::new('--json', '--json', [CompletionResultType]::ParameterName, 'Print one JSON document on standard output')
            [CompletionResult]::new('-q', '-q', [CompletionResultType]::ParameterName, 'Print only errors on standard error')
            [CompletionResult]::new('--quiet', '--quiet', [CompletionResultType]::ParameterName, 'Print only errors on standard error')
            [CompletionResult]::new('-v', '-v', [CompletionResultType]::ParameterName, 'Print more on standard error: the key that was used, the format')
            [CompletionResult]::new('--verbose', '--verbose', [CompletionResultType]::ParameterName, 'Print more on standard error: the key that was used, the format')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            break
        }
        'cookiekit;completions' {
            [CompletionResult]::new('--color', '--color', [CompletionResultType]::ParameterName, 'When to colour')
            [CompletionResult]::new('--json', '--json', [CompletionResultType]::ParameterName, 'Print one JSON document on standard output')
            [CompletionResult]::new('-q', '-q', [CompletionResultType]::ParameterName, 'Print only errors on standard error')
            [CompletionResult]::new('--quiet', '--quiet', [CompletionResultType]::ParameterName, 'Print only errors on standard error')
            [CompletionResult]::new('-v', '-v', [CompletionResultType]::ParameterName, 'Print more on standard error: the key that was used, the format')
            [CompletionResult]::new('--verbose', '--verbose', [CompletionResultType]::ParameterName, 'Print more on standard error: the key that was used, the format')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            break
        }
        'cookiekit;help' {
            [CompletionResult]::new('--color', '--color', [CompletionResultType]::ParameterName, 'When to colour')
            [CompletionResult]::new('--json', '--json', [CompletionResultType]::ParameterName, 'Print one JSON document on standard output')
            [CompletionResult]::new('-q', '-q', [CompletionResultType]::ParameterName, 'Print only errors on standard error')
            [CompletionResult]::new('--quiet', '--quiet', [CompletionResultType]::ParameterName, 'Print only errors on standard error')
            [CompletionResult]::new('-v', '-v', [CompletionResultType]::ParameterName, 'Print more on standard error: the key that was used, the format')
            [CompletionResult]::new('--verbose', '--verbose', [CompletionResultType]::ParameterName, 'Print more on standard error: the key that was used, the format')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('plumber', 'plumber', [CompletionResultType]::ParameterValue, 'R plumber: keys, sessions, rotation, plumber2')
            [CompletionResult]::new('workbench', 'workbench', [CompletionResultType]::ParameterValue, 'Posit Workbench: the key, nodes, the user-id cookie')
            [CompletionResult]::new('frameworks', 'frameworks', [CompletionResultType]::ParameterValue, 'Flask, Django, Express, Rails and all others')
            [CompletionResult]::new('rotation', 'rotation', [CompletionResultType]::ParameterValue, 'replace a key, and who stays signed in')
            [CompletionResult]::new('tokens', 'tokens', [CompletionResultType]::ParameterValue, 'bearer tokens for an API, with a plumber API')
            [CompletionResult]::new('ci', 'ci', [CompletionResultType]::ParameterValue, 'the audit in hooks, in CI and at night')
            [CompletionResult]::new('logs', 'logs', [CompletionResultType]::ParameterValue, 'every cookie of a log: --lines')
            [CompletionResult]::new('json', 'json', [CompletionResultType]::ParameterValue, 'the documents of --json')
            [CompletionResult]::new('platforms', 'platforms', [CompletionResultType]::ParameterValue, 'Windows and macOS: what differs, what has run')
            [CompletionResult]::new('glossary', 'glossary', [CompletionResultType]::ParameterValue, 'the words: key, slot, format, finding, fix …')
            [CompletionResult]::new('security', 'security', [CompletionResultType]::ParameterValue, 'what is promised, the bounds, the dependencies')
            [CompletionResult]::new('reasons', 'reasons', [CompletionResultType]::ParameterValue, 'why a cookie fails: the ids that inspect reports')
            [CompletionResult]::new('lints', 'lints', [CompletionResultType]::ParameterValue, 'what inspect reports about a Set-Cookie line')
            [CompletionResult]::new('checks', 'checks', [CompletionResultType]::ParameterValue, 'what the audit reports, and what it reads')
            [CompletionResult]::new('keygen', 'keygen', [CompletionResultType]::ParameterValue, 'Make a new key')
            [CompletionResult]::new('key', 'key', [CompletionResultType]::ParameterValue, 'Manage keys: fingerprint, list, show, copy, export, delete')
            [CompletionResult]::new('encrypt', 'encrypt', [CompletionResultType]::ParameterValue, 'Make an encrypted cookie of a JSON payload')
            [CompletionResult]::new('decrypt', 'decrypt', [CompletionResultType]::ParameterValue, 'Open an encrypted cookie and print its payload')
            [CompletionResult]::new('sign', 'sign', [CompletionResultType]::ParameterValue, 'Make a signed cookie of a value: value|expiry|signature')
            [CompletionResult]::new('verify', 'verify', [CompletionResultType]::ParameterValue, 'Check a signed cookie and print its value')
            [CompletionResult]::new('inspect', 'inspect', [CompletionResultType]::ParameterValue, 'Say what a cookie is, and why it fails')
            [CompletionResult]::new('reissue', 'reissue', [CompletionResultType]::ParameterValue, 'Seal a cookie again with the primary key; its times and name stay')
            [CompletionResult]::new('rotate', 'rotate', [CompletionResultType]::ParameterValue, 'Replace a key; cookiekit keeps the old one and still opens its cookies')
            [CompletionResult]::new('audit', 'audit', [CompletionResultType]::ParameterValue, 'Find exposed session keys, and print the command that fixes each')
            [CompletionResult]::new('token', 'token', [CompletionResultType]::ParameterValue, 'Bearer tokens with an expiry, for APIs: users, issue, check, revoke, import')
            [CompletionResult]::new('formats', 'formats', [CompletionResultType]::ParameterValue, 'List the formats, or describe one')
            [CompletionResult]::new('completions', 'completions', [CompletionResultType]::ParameterValue, 'Print the completion script of a shell')
            break
        }
        'cookiekit;help;plumber' {
            [CompletionResult]::new('--color', '--color', [CompletionResultType]::ParameterName, 'When to colour')
            [CompletionResult]::new('--json', '--json', [CompletionResultType]::ParameterName, 'Print one JSON document on standard output')
            [CompletionResult]::new('-q', '-q', [CompletionResultType]::ParameterName, 'Print only errors on standard error')
            [CompletionResult]::new('--quiet', '--quiet', [CompletionResultType]::ParameterName, 'Print only errors on standard error')
            [CompletionResult]::new('-v', '-v', [CompletionResultType]::ParameterName, 'Print more on standard error: the key that was used, the format')
            [CompletionResult]::new('--verbose', '--verbose', [CompletionResultType]::ParameterName, 'Print more on standard error: the key that was used, the format')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            break
        }
        'cookiekit;help;workbench' {
            [CompletionResult]::new('--color', '--color', [CompletionResultType]::ParameterName, 'When to colour')
            [CompletionResult]::new('--json', '--json', [CompletionResultType]::ParameterName, 'Print one JSON document on standard output')
            [CompletionResult]::new('-q', '-q', [CompletionResultType]::ParameterName, 'Print only errors on standard error')
            [CompletionResult]::new('--quiet', '--quiet', [CompletionResultType]::ParameterName, 'Print only errors on standard error')
            [CompletionResult]::new('-v', '-v', [CompletionResultType]::ParameterName, 'Print more on standard error: the key that was used, the format')
            [CompletionResult]::new('--verbose', '--verbose', [CompletionResultType]::ParameterName, 'Print more on standard error: the key that was used, the format')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            break
        }
        'cookiekit;help;frameworks' {
            [CompletionResult]::new('--color', '--color', [CompletionResultType]::ParameterName, 'When to colour')
            [CompletionResult]::new('--json', '--json', [CompletionResultType]::ParameterName, 'Print one JSON document on standard output')
            [CompletionResult]::new('-q', '-q', [CompletionResultType]::ParameterName, 'Print only errors on standard error')
            [CompletionResult]::new('--quiet', '--quiet', [CompletionResultType]::ParameterName, 'Print only errors on standard error')
            [CompletionResult]::new('-v', '-v', [CompletionResultType]::ParameterName, 'Print more on standard error: the key that was used, the format')
            [CompletionResult]::new('--verbose', '--verbose', [CompletionResultType]::ParameterName, 'Print more on standard error: the key that was used, the format')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            break
        }
        'cookiekit;help;rotation' {
            [CompletionResult]::new('--color', '--color', [CompletionResultType]::ParameterName, 'When to colour')
            [CompletionResult]::new('--json', '--json', [CompletionResultType]::ParameterName, 'Print one JSON document on standard output')
            [CompletionResult]::new('-q', '-q', [CompletionResultType]::ParameterName, 'Print only errors on standard error')
            [CompletionResult]::new('--quiet', '--quiet', [CompletionResultType]::ParameterName, 'Print only errors on standard error')
            [CompletionResult]::new('-v', '-v', [CompletionResultType]::ParameterName, 'Print more on standard error: the key that was used, the format')
            [CompletionResult]::new('--verbose', '--verbose', [CompletionResultType]::ParameterName, 'Print more on standard error: the key that was used, the format')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            break
        }
        'cookiekit;help;tokens' {
            [CompletionResult]::new('--color', '--color', [CompletionResultType]::ParameterName, 'When to colour')
            [CompletionResult]::new('--json', '--json', [CompletionResultType]::ParameterName, 'Print one JSON document on standard output')
            [CompletionResult]::new('-q', '-q', [CompletionResultType]::ParameterName, 'Print only errors on standard error')
            [CompletionResult]::new('--quiet', '--quiet', [CompletionResultType]::ParameterName, 'Print only errors on standard error')
            [CompletionResult]::new('-v', '-v', [CompletionResultType]::ParameterName, 'Print more on standard error: the key that was used, the format')
            [CompletionResult]::new('--verbose', '--verbose', [CompletionResultType]::ParameterName, 'Print more on standard error: the key that was used, the format')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            break
        }
        'cookiekit;help;ci' {
            [CompletionResult]::new('--color', '--color', [CompletionResultType]::ParameterName, 'When to colour')
            [CompletionResult]::new('--json', '--json', [CompletionResultType]::ParameterName, 'Print one JSON document on standard output')
            [CompletionResult]::new('-q', '-q', [CompletionResultType]::ParameterName, 'Print only errors on standard error')
            [CompletionResult]::new('--quiet', '--quiet', [CompletionResultType]::ParameterName, 'Print only errors on standard error')
            [CompletionResult]::new('-v', '-v', [CompletionResultType]::ParameterName, 'Print more on standard error: the key that was used, the format')
            [CompletionResult]::new('--verbose', '--verbose', [CompletionResultType]::ParameterName, 'Print more on standard error: the key that was used, the format')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            break
        }
        'cookiekit;help;logs' {
            [CompletionResult]::new('--color', '--color', [CompletionResultType]::ParameterName, 'When to colour')
            [CompletionResult]::new('--json', '--json', [CompletionResultType]::ParameterName, 'Print one JSON document on standard output')
            [CompletionResult]::new('-q', '-q', [CompletionResultType]::ParameterName, 'Print only errors on standard error')
            [CompletionResult]::new('--quiet', '--quiet', [CompletionResultType]::ParameterName, 'Print only errors on standard error')
            [CompletionResult]::new('-v', '-v', [CompletionResultType]::ParameterName, 'Print more on standard error: the key that was used, the format')
            [CompletionResult]::new('--verbose', '--verbose', [CompletionResultType]::ParameterName, 'Print more on standard error: the key that was used, the format')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            break
        }
        'cookiekit;help;json' {
            [CompletionResult]::new('--color', '--color', [CompletionResultType]::ParameterName, 'When to colour')
            [CompletionResult]::new('--json', '--json', [CompletionResultType]::ParameterName, 'Print one JSON document on standard output')
            [CompletionResult]::new('-q', '-q', [CompletionResultType]::ParameterName, 'Print only errors on standard error')
            [CompletionResult]::new('--quiet', '--quiet', [CompletionResultType]::ParameterName, 'Print only errors on standard error')
            [CompletionResult]::new('-v', '-v', [CompletionResultType]::ParameterName, 'Print more on standard error: the key that was used, the format')
            [CompletionResult]::new('--verbose', '--verbose', [CompletionResultType]::ParameterName, 'Print more on standard error: the key that was used, the format')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            break
        }
        'cookiekit;help;platforms' {
            [CompletionResult]::new('--color', '--color', [CompletionResultType]::ParameterName, 'When to colour')
            [CompletionResult]::new('--json', '--json', [CompletionResultType]::ParameterName, 'Print one JSON document on standard output')
            [CompletionResult]::new('-q', '-q', [CompletionResultType]::ParameterName, 'Print only errors on standard error')
            [CompletionResult]::new('--quiet', '--quiet', [CompletionResultType]::ParameterName, 'Print only errors on standard error')
            [CompletionResult]::new('-v', '-v', [CompletionResultType]::ParameterName, 'Print more on standard error: the key that was used, the format')
            [CompletionResult]::new('--verbose', '--verbose', [CompletionResultType]::ParameterName, 'Print more on standard error: the key that was used, the format')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            break
        }
        'cookiekit;help;glossary' {
            [CompletionResult]::new('--color', '--color', [CompletionResultType]::ParameterName, 'When to colour')
            [CompletionResult]::new('--json', '--json', [CompletionResultType]::ParameterName, 'Print one JSON document on standard output')
            [CompletionResult]::new('-q', '-q', [CompletionResultType]::ParameterName, 'Print only errors on standard error')
            [CompletionResult]::new('--quiet', '--quiet', [CompletionResultType]::ParameterName, 'Print only errors on standard error')
            [CompletionResult]::new('-v', '-v', [CompletionResultType]::ParameterName, 'Print more on standard error: the key that was used, the format')
            [CompletionResult]::new('--verbose', '--verbose', [CompletionResultType]::ParameterName, 'Print more on standard error: the key that was used, the format')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            break
        }
        'cookiekit;help;security' {
            [CompletionResult]::new('--color', '--color', [CompletionResultType]::ParameterName, 'When to colour')
            [CompletionResult]::new('--json', '--json', [CompletionResultType]::ParameterName, 'Print one JSON document on standard output')
            [CompletionResult]::new('-q', '-q', [CompletionResultType]::ParameterName, 'Print only errors on standard error')
            [CompletionResult]::new('--quiet', '--quiet', [CompletionResultType]::ParameterName, 'Print only errors on standard error')
            [CompletionResult]::new('-v', '-v', [CompletionResultType]::ParameterName, 'Print more on standard error: the key that was used, the format')
            [CompletionResult]::new('--verbose', '--verbose', [CompletionResultType]::ParameterName, 'Print more on standard error: the key that was used, the format')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            break
        }
        'cookiekit;help;reasons' {
            [CompletionResult]::new('--color', '--color', [CompletionResultType]::ParameterName, 'When to colour')
            [CompletionResult]::new('--json', '--json', [CompletionResultType]::ParameterName, 'Print one JSON document on standard output')
            [CompletionResult]::new('-q', '-q', [CompletionResultType]::ParameterName, 'Print only errors on standard error')
            [CompletionResult]::new('--quiet', '--quiet', [CompletionResultType]::ParameterName, 'Print only errors on standard error')
            [CompletionResult]::new('-v', '-v', [CompletionResultType]::ParameterName, 'Print more on standard error: the key that was used, the format')
            [CompletionResult]::new('--verbose', '--verbose', [CompletionResultType]::ParameterName, 'Print more on standard error: the key that was used, the format')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            break
        }
        'cookiekit;help;lints' {
            [CompletionResult]::new('--color', '--color', [CompletionResultType]::ParameterName, 'When to colour')
            [CompletionResult]::new('--json', '--json', [CompletionResultType]::ParameterName, 'Print one JSON document on standard output')
            [CompletionResult]::new('-q', '-q', [CompletionResultType]::ParameterName, 'Print only errors on standard error')
            [CompletionResult]::new('--quiet', '--quiet', [CompletionResultType]::ParameterName, 'Print only errors on standard error')
            [CompletionResult]::new('-v', '-v', [CompletionResultType]::ParameterName, 'Print more on standard error: the key that was used, the format')
            [CompletionResult]::new('--verbose', '--verbose', [CompletionResultType]::ParameterName, 'Print more on standard error: the key that was used, the format')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            break
        }
        'cookiekit;help;checks' {
            [CompletionResult]::new('--color', '--color', [CompletionResultType]::ParameterName, 'When to colour')
            [CompletionResult]::new('--json', '--json', [CompletionResultType]::ParameterName, 'Print one JSON document on standard output')
            [CompletionResult]::new('-q', '-q', [CompletionResultType]::ParameterName, 'Print only errors on standard error')
            [CompletionResult]::new('--quiet', '--quiet', [CompletionResultType]::ParameterName, 'Print only errors on standard error')
            [CompletionResult]::new('-v', '-v', [CompletionResultType]::ParameterName, 'Print more on standard error: the key that was used, the format')
            [CompletionResult]::new('--verbose', '--verbose', [CompletionResultType]::ParameterName, 'Print more on standard error: the key that was used, the format')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            break
        }
        'cookiekit;help;keygen' {
            [CompletionResult]::new('--color', '--color', [CompletionResultType]::ParameterName, 'When to colour')
            [CompletionResult]::new('--json', '--json', [CompletionResultType]::ParameterName, 'Print one JSON document on standard output')
            [CompletionResult]::new('-q', '-q', [CompletionResultType]::ParameterName, 'Print only errors on standard error')
            [CompletionResult]::new('--quiet', '--quiet', [CompletionResultType]::ParameterName, 'Print only errors on standard error')
            [CompletionResult]::new('-v', '-v', [CompletionResultType]::ParameterName, 'Print more on standard error: the key that was used, the format')
            [CompletionResult]::new('--verbose', '--verbose', [CompletionResultType]::ParameterName, 'Print more on standard error: the key that was used, the format')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            break
        }
        'cookiekit;help;key' {
            [CompletionResult]::new('--color', '--color', [CompletionResultType]::ParameterName, 'When to colour')
            [CompletionResult]::new('--json', '--json', [CompletionResultType]::ParameterName, 'Print one JSON document on standard output')
            [CompletionResult]::new('-q', '-q', [CompletionResultType]::ParameterName, 'Print only errors on standard error')
            [CompletionResult]::new('--quiet', '--quiet', [CompletionResultType]::ParameterName, 'Print only errors on standard error')
            [CompletionResult]::new('-v', '-v', [CompletionResultType]::ParameterName, 'Print more on standard error: the key that was used, the format')
            [CompletionResult]::new('--verbose', '--verbose', [CompletionResultType]::ParameterName, 'Print more on standard error: the key that was used, the format')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            break
        }
        'cookiekit;help;encrypt' {
            [CompletionResult]::new('--color', '--color', [CompletionResultType]::ParameterName, 'When to colour')
            [CompletionResult]::new('--json', '--json', [CompletionResultType]::ParameterName, 'Print one JSON document on standard output')
            [CompletionResult]::new('-q', '-q', [CompletionResultType]::ParameterName, 'Print only errors on standard error')
            [CompletionResult]::new('--quiet', '--quiet', [CompletionResultType]::ParameterName, 'Print only errors on standard error')
            [CompletionResult]::new('-v', '-v', [CompletionResultType]::ParameterName, 'Print more on standard error: the key that was used, the format')
            [CompletionResult]::new('--verbose', '--verbose', [CompletionResultType]::ParameterName, 'Print more on standard error: the key that was used, the format')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            break
        }
        'cookiekit;help;decrypt' {
            [CompletionResult]::new('--color', '--color', [CompletionResultType]::ParameterName, 'When to colour')
            [CompletionResult]::new('--json', '--json', [CompletionResultType]::ParameterName, 'Print one JSON document on standard output')
            [CompletionResult]::new('-q', '-q', [CompletionResultType]::ParameterName, 'Print only errors on standard error')
            [CompletionResult]::new('--quiet', '--quiet', [CompletionResultType]::ParameterName, 'Print only errors on standard error')
            [CompletionResult]::new('-v', '-v', [CompletionResultType]::ParameterName, 'Print more on standard error: the key that was used, the format')
            [CompletionResult]::new('--verbose', '--verbose', [CompletionResultType]::ParameterName, 'Print more on standard error: the key that was used, the format')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            break
        }
        'cookiekit;help;sign' {
            [CompletionResult]::new('--color', '--color', [CompletionResultType]::ParameterName, 'When to colour')
            [CompletionResult]::new('--json', '--json', [CompletionResultType]::ParameterName, 'Print one JSON document on standard output')
            [CompletionResult]::new('-q', '-q', [CompletionResultType]::ParameterName, 'Print only errors on standard error')
            [CompletionResult]::new('--quiet', '--quiet', [CompletionResultType]::ParameterName, 'Print only errors on standard error')
            [CompletionResult]::new('-v', '-v', [CompletionResultType]::ParameterName, 'Print more on standard error: the key that was used, the format')
            [CompletionResult]::new('--verbose', '--verbose', [CompletionResultType]::ParameterName, 'Print more on standard error: the key that was used, the format')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            break
        }
        'cookiekit;help;verify' {
            [CompletionResult]::new('--color', '--color', [CompletionResultType]::ParameterName, 'When to colour')
            [CompletionResult]::new('--json', '--json', [CompletionResultType]::ParameterName, 'Print one JSON document on standard output')
            [CompletionResult]::new('-q', '-q', [CompletionResultType]::ParameterName, 'Print only errors on standard error')
            [CompletionResult]::new('--quiet', '--quiet', [CompletionResultType]::ParameterName, 'Print only errors on standard error')
            [CompletionResult]::new('-v', '-v', [CompletionResultType]::ParameterName, 'Print more on standard error: the key that was used, the format')
            [CompletionResult]::new('--verbose', '--verbose', [CompletionResultType]::ParameterName, 'Print more on standard error: the key that was used, the format')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            break
        }
        'cookiekit;help;inspect' {
            [CompletionResult]::new('--color', '--color', [CompletionResultType]::ParameterName, 'When to colour')
            [CompletionResult]::new('--json', '--json', [CompletionResultType]::ParameterName, 'Print one JSON document on standard output')
            [CompletionResult]::new('-q', '-q', [CompletionResultType]::ParameterName, 'Print only errors on standard error')
            [CompletionResult]::new('--quiet', '--quiet', [CompletionResultType]::ParameterName, 'Print only errors on standard error')
            [CompletionResult]::new('-v', '-v', [CompletionResultType]::ParameterName, 'Print more on standard error: the key that was used, the format')
            [CompletionResult]::new('--verbose', '--verbose', [CompletionResultType]::ParameterName, 'Print more on standard error: the key that was used, the format')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            break
        }
        'cookiekit;help;reissue' {
            [CompletionResult]::new('--color', '--color', [CompletionResultType]::ParameterName, 'When to colour')
            [CompletionResult]::new('--json', '--json', [CompletionResultType]::ParameterName, 'Print one JSON document on standard output')
            [CompletionResult]::new('-q', '-q', [CompletionResultType]::ParameterName, 'Print only errors on standard error')
            [CompletionResult]::new('--quiet', '--quiet', [CompletionResultType]::ParameterName, 'Print only errors on standard error')
            [CompletionResult]::new('-v', '-v', [CompletionResultType]::ParameterName, 'Print more on standard error: the key that was used, the format')
            [CompletionResult]::new('--verbose', '--verbose', [CompletionResultType]::ParameterName, 'Print more on standard error: the key that was used, the format')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            break
        }
        'cookiekit;help;rotate' {
            [CompletionResult]::new('--color', '--color', [CompletionResultType]::ParameterName, 'When to colour')
            [CompletionResult]::new('--json', '--json', [CompletionResultType]::ParameterName, 'Print one JSON document on standard output')
            [CompletionResult]::new('-q', '-q', [CompletionResultType]::ParameterName, 'Print only errors on standard error')
            [CompletionResult]::new('--quiet', '--quiet', [CompletionResultType]::ParameterName, 'Print only errors on standard error')
            [CompletionResult]::new('-v', '-v', [CompletionResultType]::ParameterName, 'Print more on standard error: the key that was used, the format')
            [CompletionResult]::new('--verbose', '--verbose', [CompletionResultType]::ParameterName, 'Print more on standard error: the key that was used, the format')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            break
        }
        'cookiekit;help;audit' {
            [CompletionResult]::new('--color', '--color', [CompletionResultType]::ParameterName, 'When to colour')
            [CompletionResult]::new('--json', '--json', [CompletionResultType]::ParameterName, 'Print one JSON document on standard output')
            [CompletionResult]::new('-q', '-q', [CompletionResultType]::ParameterName, 'Print only errors on standard error')
            [CompletionResult]::new('--quiet', '--quiet', [CompletionResultType]::ParameterName, 'Print only errors on standard error')
            [CompletionResult]::new('-v', '-v', [CompletionResultType]::ParameterName, 'Print more on standard error: the key that was used, the format')
            [CompletionResult]::new('--verbose', '--verbose', [CompletionResultType]::ParameterName, 'Print more on standard error: the key that was used, the format')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            break
        }
        'cookiekit;help;token' {
            [CompletionResult]::new('--color', '--color', [CompletionResultType]::ParameterName, 'When to colour')
            [CompletionResult]::new('--json', '--json', [CompletionResultType]::ParameterName, 'Print one JSON document on standard output')
            [CompletionResult]::new('-q', '-q', [CompletionResultType]::ParameterName, 'Print only errors on standard error')
            [CompletionResult]::new('--quiet', '--quiet', [CompletionResultType]::ParameterName, 'Print only errors on standard error')
            [CompletionResult]::new('-v', '-v', [CompletionResultType]::ParameterName, 'Print more on standard error: the key that was used, the format')
            [CompletionResult]::new('--verbose', '--verbose', [CompletionResultType]::ParameterName, 'Print more on standard error: the key that was used, the format')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            break
        }
        'cookiekit;help;formats' {
            [CompletionResult]::new('--color', '--color', [CompletionResultType]::ParameterName, 'When to colour')
            [CompletionResult]::new('--json', '--json', [CompletionResultType]::ParameterName, 'Print one JSON document on standard output')
            [CompletionResult]::new('-q', '-q', [CompletionResultType]::ParameterName, 'Print only errors on standard error')
            [CompletionResult]::new('--quiet', '--quiet', [CompletionResultType]::ParameterName, 'Print only errors on standard error')
            [CompletionResult]::new('-v', '-v', [CompletionResultType]::ParameterName, 'Print more on standard error: the key that was used, the format')
            [CompletionResult]::new('--verbose', '--verbose', [CompletionResultType]::ParameterName, 'Print more on standard error: the key that was used, the format')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            break
        }
        'cookiekit;help;completions' {
            [CompletionResult]::new('--color', '--color', [CompletionResultType]::ParameterName, 'When to colour')
            [CompletionResult]::new('--json', '--json', [CompletionResultType]::ParameterName, 'Print one JSON document on standard output')
            [CompletionResult]::new('-q', '-q', [CompletionResultType]::ParameterName, 'Print only errors on standard error')
            [CompletionResult]::new('--quiet', '--quiet', [CompletionResultType]::ParameterName, 'Print only errors on standard error')
            [CompletionResult]::new('-v', '-v', [CompletionResultType]::ParameterName, 'Print more on standard error: the key that was used, the format')
            [CompletionResult]::new('--verbose', '--verbose', [CompletionResultType]::ParameterName, 'Print more on standard error: the key that was used, the format')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            break
        }
    })

    $completions.Where{ $_.CompletionText -like "$wordToComplete*" } |
        Sort-Object -Property ListItemText
}
