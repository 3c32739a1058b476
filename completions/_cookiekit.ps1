
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
            [CompletionResult]::new('-q', '-q', [CompletionResultType]::ParameterName, 'Say nothing on standard error but errors')
            [CompletionResult]::new('--quiet', '--quiet', [CompletionResultType]::ParameterName, 'Say nothing on standard error but errors')
            [CompletionResult]::new('-v', '-v', [CompletionResultType]::ParameterName, 'Say more on standard error: which key was used, which format was seen')
            [CompletionResult]::new('--verbose', '--verbose', [CompletionResultType]::ParameterName, 'Say more on standard error: which key was used, which format was seen')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('-V', '-V ', [CompletionResultType]::ParameterName, 'Print version')
            [CompletionResult]::new('--version', '--version', [CompletionResultType]::ParameterName, 'Print version')
            [CompletionResult]::new('keygen', 'keygen', [CompletionResultType]::ParameterValue, 'Make a new key')
            [CompletionResult]::new('key', 'key', [CompletionResultType]::ParameterValue, 'Look after keys: fingerprint, list, show, copy, export, delete')
            [CompletionResult]::new('encrypt', 'encrypt', [CompletionResultType]::ParameterValue, 'Make an encrypted cookie of a JSON payload')
            [CompletionResult]::new('decrypt', 'decrypt', [CompletionResultType]::ParameterValue, 'Open an encrypted cookie and print its payload')
            [CompletionResult]::new('sign', 'sign', [CompletionResultType]::ParameterValue, 'Make a signed cookie of a value: value|expiry|signature')
            [CompletionResult]::new('verify', 'verify', [CompletionResultType]::ParameterValue, 'Check a signed cookie and print its value')
            [CompletionResult]::new('inspect', 'inspect', [CompletionResultType]::ParameterValue, 'Say what a cookie is: format, parts, times, size, what it does not protect')
            [CompletionResult]::new('reissue', 'reissue', [CompletionResultType]::ParameterValue, 'Take a cookie over to the primary key, with its times and its name')
            [CompletionResult]::new('rotate', 'rotate', [CompletionResultType]::ParameterValue, 'Replace a key and lose none: the old one still opens what it sealed')
            [CompletionResult]::new('audit', 'audit', [CompletionResultType]::ParameterValue, 'Find every way in which a session key is exposed, and the command that mends it')
            [CompletionResult]::new('completions', 'completions', [CompletionResultType]::ParameterValue, 'Print the completion script of a shell')
            break
        }
        'cookiekit;keygen' {
            [CompletionResult]::new('--color', '--color', [CompletionResultType]::ParameterName, 'When to colour')
            [CompletionResult]::new('--keyring', '--keyring', [CompletionResultType]::ParameterName, 'Put it in the keyring of the operating system [default entry: cookiekit]')
            [CompletionResult]::new('--out', '--out', [CompletionResultType]::ParameterName, 'Put it in a new file with mode 0600')
            [CompletionResult]::new('--for', '--for', [CompletionResultType]::ParameterName, 'For which format: workbench keys have 32 hex digits, all others 64')
            [CompletionResult]::new('--json', '--json', [CompletionResultType]::ParameterName, 'Print one JSON document on standard output')
            [CompletionResult]::new('-q', '-q', [CompletionResultType]::ParameterName, 'Say nothing on standard error but errors')
            [CompletionResult]::new('--quiet', '--quiet', [CompletionResultType]::ParameterName, 'Say nothing on standard error but errors')
            [CompletionResult]::new('-v', '-v', [CompletionResultType]::ParameterName, 'Say more on standard error: which key was used, which format was seen')
            [CompletionResult]::new('--verbose', '--verbose', [CompletionResultType]::ParameterName, 'Say more on standard error: which key was used, which format was seen')
            [CompletionResult]::new('--stdout', '--stdout', [CompletionResultType]::ParameterName, 'Print it')
            [CompletionResult]::new('--reveal', '--reveal', [CompletionResultType]::ParameterName, 'Print it on a terminal, too')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            break
        }
        'cookiekit;key' {
            [CompletionResult]::new('--color', '--color', [CompletionResultType]::ParameterName, 'When to colour')
            [CompletionResult]::new('--json', '--json', [CompletionResultType]::ParameterName, 'Print one JSON document on standard output')
            [CompletionResult]::new('-q', '-q', [CompletionResultType]::ParameterName, 'Say nothing on standard error but errors')
            [CompletionResult]::new('--quiet', '--quiet', [CompletionResultType]::ParameterName, 'Say nothing on standard error but errors')
            [CompletionResult]::new('-v', '-v', [CompletionResultType]::ParameterName, 'Say more on standard error: which key was used, which format was seen')
            [CompletionResult]::new('--verbose', '--verbose', [CompletionResultType]::ParameterName, 'Say more on standard error: which key was used, which format was seen')
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
            [CompletionResult]::new('--expect', '--expect', [CompletionResultType]::ParameterName, 'Exit with 1 unless the key has this fingerprint or this CRC-32')
            [CompletionResult]::new('--json', '--json', [CompletionResultType]::ParameterName, 'Print one JSON document on standard output')
            [CompletionResult]::new('-q', '-q', [CompletionResultType]::ParameterName, 'Say nothing on standard error but errors')
            [CompletionResult]::new('--quiet', '--quiet', [CompletionResultType]::ParameterName, 'Say nothing on standard error but errors')
            [CompletionResult]::new('-v', '-v', [CompletionResultType]::ParameterName, 'Say more on standard error: which key was used, which format was seen')
            [CompletionResult]::new('--verbose', '--verbose', [CompletionResultType]::ParameterName, 'Say more on standard error: which key was used, which format was seen')
            [CompletionResult]::new('--allow-unsafe-key', '--allow-unsafe-key', [CompletionResultType]::ParameterName, 'Go on, with a warning, when others can read the key file')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            break
        }
        'cookiekit;key;list' {
            [CompletionResult]::new('--color', '--color', [CompletionResultType]::ParameterName, 'When to colour')
            [CompletionResult]::new('--key', '--key', [CompletionResultType]::ParameterName, 'Where the key is; the first seals and signs, all open and verify')
            [CompletionResult]::new('--json', '--json', [CompletionResultType]::ParameterName, 'Print one JSON document on standard output')
            [CompletionResult]::new('-q', '-q', [CompletionResultType]::ParameterName, 'Say nothing on standard error but errors')
            [CompletionResult]::new('--quiet', '--quiet', [CompletionResultType]::ParameterName, 'Say nothing on standard error but errors')
            [CompletionResult]::new('-v', '-v', [CompletionResultType]::ParameterName, 'Say more on standard error: which key was used, which format was seen')
            [CompletionResult]::new('--verbose', '--verbose', [CompletionResultType]::ParameterName, 'Say more on standard error: which key was used, which format was seen')
            [CompletionResult]::new('--allow-unsafe-key', '--allow-unsafe-key', [CompletionResultType]::ParameterName, 'Go on, with a warning, when others can read the key file')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            break
        }
        'cookiekit;key;show' {
            [CompletionResult]::new('--color', '--color', [CompletionResultType]::ParameterName, 'When to colour')
            [CompletionResult]::new('--key', '--key', [CompletionResultType]::ParameterName, 'Where the key is; the first seals and signs, all open and verify')
            [CompletionResult]::new('--json', '--json', [CompletionResultType]::ParameterName, 'Print one JSON document on standard output')
            [CompletionResult]::new('-q', '-q', [CompletionResultType]::ParameterName, 'Say nothing on standard error but errors')
            [CompletionResult]::new('--quiet', '--quiet', [CompletionResultType]::ParameterName, 'Say nothing on standard error but errors')
            [CompletionResult]::new('-v', '-v', [CompletionResultType]::ParameterName, 'Say more on standard error: which key was used, which format was seen')
            [CompletionResult]::new('--verbose', '--verbose', [CompletionResultType]::ParameterName, 'Say more on standard error: which key was used, which format was seen')
            [CompletionResult]::new('--allow-unsafe-key', '--allow-unsafe-key', [CompletionResultType]::ParameterName, 'Go on, with a warning, when others can read the key file')
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
            [CompletionResult]::new('-q', '-q', [CompletionResultType]::ParameterName, 'Say nothing on standard error but errors')
            [CompletionResult]::new('--quiet', '--quiet', [CompletionResultType]::ParameterName, 'Say nothing on standard error but errors')
            [CompletionResult]::new('-v', '-v', [CompletionResultType]::ParameterName, 'Say more on standard error: which key was used, which format was seen')
            [CompletionResult]::new('--verbose', '--verbose', [CompletionResultType]::ParameterName, 'Say more on standard error: which key was used, which format was seen')
            [CompletionResult]::new('--allow-unsafe-key', '--allow-unsafe-key', [CompletionResultType]::ParameterName, 'Go on, with a warning, when others can read the key file')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            break
        }
        'cookiekit;key;export' {
            [CompletionResult]::new('--color', '--color', [CompletionResultType]::ParameterName, 'When to colour')
            [CompletionResult]::new('--key', '--key', [CompletionResultType]::ParameterName, 'Where the key is; the first seals and signs, all open and verify')
            [CompletionResult]::new('--for', '--for', [CompletionResultType]::ParameterName, 'Whom it is for')
            [CompletionResult]::new('--name', '--name', [CompletionResultType]::ParameterName, 'What the variable, secret or credential is called [default: COOKIE_KEY for env and docker, cookie-key for k8s, cookie.key for systemd]')
            [CompletionResult]::new('--json', '--json', [CompletionResultType]::ParameterName, 'Print one JSON document on standard output')
            [CompletionResult]::new('-q', '-q', [CompletionResultType]::ParameterName, 'Say nothing on standard error but errors')
            [CompletionResult]::new('--quiet', '--quiet', [CompletionResultType]::ParameterName, 'Say nothing on standard error but errors')
            [CompletionResult]::new('-v', '-v', [CompletionResultType]::ParameterName, 'Say more on standard error: which key was used, which format was seen')
            [CompletionResult]::new('--verbose', '--verbose', [CompletionResultType]::ParameterName, 'Say more on standard error: which key was used, which format was seen')
            [CompletionResult]::new('--allow-unsafe-key', '--allow-unsafe-key', [CompletionResultType]::ParameterName, 'Go on, with a warning, when others can read the key file')
            [CompletionResult]::new('--reveal', '--reveal', [CompletionResultType]::ParameterName, 'Print a secret on a terminal, too')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            break
        }
        'cookiekit;key;delete' {
            [CompletionResult]::new('--color', '--color', [CompletionResultType]::ParameterName, 'When to colour')
            [CompletionResult]::new('--key', '--key', [CompletionResultType]::ParameterName, 'Which key: PATH or keyring:SERVICE[/USER]')
            [CompletionResult]::new('--json', '--json', [CompletionResultType]::ParameterName, 'Print one JSON document on standard output')
            [CompletionResult]::new('-q', '-q', [CompletionResultType]::ParameterName, 'Say nothing on standard error but errors')
            [CompletionResult]::new('--quiet', '--quiet', [CompletionResultType]::ParameterName, 'Say nothing on standard error but errors')
            [CompletionResult]::new('-v', '-v', [CompletionResultType]::ParameterName, 'Say more on standard error: which key was used, which format was seen')
            [CompletionResult]::new('--verbose', '--verbose', [CompletionResultType]::ParameterName, 'Say more on standard error: which key was used, which format was seen')
            [CompletionResult]::new('--yes', '--yes', [CompletionResultType]::ParameterName, 'Do not ask')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            break
        }
        'cookiekit;encrypt' {
            [CompletionResult]::new('--color', '--color', [CompletionResultType]::ParameterName, 'When to colour')
            [CompletionResult]::new('--format', '--format', [CompletionResultType]::ParameterName, 'The format to make')
            [CompletionResult]::new('--name', '--name', [CompletionResultType]::ParameterName, 'The cookie''s name: sealed and signed are bound to it')
            [CompletionResult]::new('--expires-in', '--expires-in', [CompletionResultType]::ParameterName, 'Expire after this long')
            [CompletionResult]::new('--expires-at', '--expires-at', [CompletionResultType]::ParameterName, 'Expire at this time')
            [CompletionResult]::new('--now', '--now', [CompletionResultType]::ParameterName, 'Make it as if it were this time')
            [CompletionResult]::new('--path', '--path', [CompletionResultType]::ParameterName, 'Below which path the browser sends it [default: /]')
            [CompletionResult]::new('--domain', '--domain', [CompletionResultType]::ParameterName, 'To which domain and all below it; without it, to this host alone')
            [CompletionResult]::new('--max-age', '--max-age', [CompletionResultType]::ParameterName, 'For how long the browser keeps it; without it, until it closes')
            [CompletionResult]::new('--same-site', '--same-site', [CompletionResultType]::ParameterName, 'Along with requests from other sites or not')
            [CompletionResult]::new('--key', '--key', [CompletionResultType]::ParameterName, 'Where the key is; the first seals and signs, all open and verify')
            [CompletionResult]::new('--json', '--json', [CompletionResultType]::ParameterName, 'Print one JSON document on standard output')
            [CompletionResult]::new('-q', '-q', [CompletionResultType]::ParameterName, 'Say nothing on standard error but errors')
            [CompletionResult]::new('--quiet', '--quiet', [CompletionResultType]::ParameterName, 'Say nothing on standard error but errors')
            [CompletionResult]::new('-v', '-v', [CompletionResultType]::ParameterName, 'Say more on standard error: which key was used, which format was seen')
            [CompletionResult]::new('--verbose', '--verbose', [CompletionResultType]::ParameterName, 'Say more on standard error: which key was used, which format was seen')
            [CompletionResult]::new('--unencrypted', '--unencrypted', [CompletionResultType]::ParameterName, 'Make plumber''s form without a key, which protects nothing')
            [CompletionResult]::new('--allow-oversize', '--allow-oversize', [CompletionResultType]::ParameterName, 'Make a cookie that browsers will drop for its size')
            [CompletionResult]::new('--set-cookie', '--set-cookie', [CompletionResultType]::ParameterName, 'Print the whole Set-Cookie header line')
            [CompletionResult]::new('--secure', '--secure', [CompletionResultType]::ParameterName, 'Over HTTPS only')
            [CompletionResult]::new('--no-http-only', '--no-http-only', [CompletionResultType]::ParameterName, 'Let scripts read it')
            [CompletionResult]::new('--allow-unsafe-key', '--allow-unsafe-key', [CompletionResultType]::ParameterName, 'Go on, with a warning, when others can read the key file')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            break
        }
        'cookiekit;decrypt' {
            [CompletionResult]::new('--color', '--color', [CompletionResultType]::ParameterName, 'When to colour')
            [CompletionResult]::new('--name', '--name', [CompletionResultType]::ParameterName, 'The cookie''s name: picks it from a header, and names a bare value')
            [CompletionResult]::new('--format', '--format', [CompletionResultType]::ParameterName, 'Take the cookie for one of this format and no other')
            [CompletionResult]::new('--key', '--key', [CompletionResultType]::ParameterName, 'Where the key is; the first seals and signs, all open and verify')
            [CompletionResult]::new('--now', '--now', [CompletionResultType]::ParameterName, 'Judge at this time instead of now')
            [CompletionResult]::new('--leeway', '--leeway', [CompletionResultType]::ParameterName, 'Take a cookie for this long after it has expired')
            [CompletionResult]::new('--json', '--json', [CompletionResultType]::ParameterName, 'Print one JSON document on standard output')
            [CompletionResult]::new('-q', '-q', [CompletionResultType]::ParameterName, 'Say nothing on standard error but errors')
            [CompletionResult]::new('--quiet', '--quiet', [CompletionResultType]::ParameterName, 'Say nothing on standard error but errors')
            [CompletionResult]::new('-v', '-v', [CompletionResultType]::ParameterName, 'Say more on standard error: which key was used, which format was seen')
            [CompletionResult]::new('--verbose', '--verbose', [CompletionResultType]::ParameterName, 'Say more on standard error: which key was used, which format was seen')
            [CompletionResult]::new('--unbox', '--unbox', [CompletionResultType]::ParameterName, 'Take R''s one-element arrays off: {"user":["alice"]} becomes {"user":"alice"}')
            [CompletionResult]::new('--unencrypted', '--unencrypted', [CompletionResultType]::ParameterName, 'Read plumber''s form without a key, which protects nothing')
            [CompletionResult]::new('--allow-unsafe-key', '--allow-unsafe-key', [CompletionResultType]::ParameterName, 'Go on, with a warning, when others can read the key file')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            break
        }
        'cookiekit;sign' {
            [CompletionResult]::new('--color', '--color', [CompletionResultType]::ParameterName, 'When to colour')
            [CompletionResult]::new('--format', '--format', [CompletionResultType]::ParameterName, 'The format to make')
            [CompletionResult]::new('--name', '--name', [CompletionResultType]::ParameterName, 'The cookie''s name: sealed and signed are bound to it')
            [CompletionResult]::new('--expires-in', '--expires-in', [CompletionResultType]::ParameterName, 'Expire after this long')
            [CompletionResult]::new('--expires-at', '--expires-at', [CompletionResultType]::ParameterName, 'Expire at this time')
            [CompletionResult]::new('--now', '--now', [CompletionResultType]::ParameterName, 'Make it as if it were this time')
            [CompletionResult]::new('--path', '--path', [CompletionResultType]::ParameterName, 'Below which path the browser sends it [default: /]')
            [CompletionResult]::new('--domain', '--domain', [CompletionResultType]::ParameterName, 'To which domain and all below it; without it, to this host alone')
            [CompletionResult]::new('--max-age', '--max-age', [CompletionResultType]::ParameterName, 'For how long the browser keeps it; without it, until it closes')
            [CompletionResult]::new('--same-site', '--same-site', [CompletionResultType]::ParameterName, 'Along with requests from other sites or not')
            [CompletionResult]::new('--key', '--key', [CompletionResultType]::ParameterName, 'Where the key is; the first seals and signs, all open and verify')
            [CompletionResult]::new('--json', '--json', [CompletionResultType]::ParameterName, 'Print one JSON document on standard output')
            [CompletionResult]::new('-q', '-q', [CompletionResultType]::ParameterName, 'Say nothing on standard error but errors')
            [CompletionResult]::new('--quiet', '--quiet', [CompletionResultType]::ParameterName, 'Say nothing on standard error but errors')
            [CompletionResult]::new('-v', '-v', [CompletionResultType]::ParameterName, 'Say more on standard error: which key was used, which format was seen')
            [CompletionResult]::new('--verbose', '--verbose', [CompletionResultType]::ParameterName, 'Say more on standard error: which key was used, which format was seen')
            [CompletionResult]::new('--allow-oversize', '--allow-oversize', [CompletionResultType]::ParameterName, 'Make a cookie that browsers will drop for its size')
            [CompletionResult]::new('--set-cookie', '--set-cookie', [CompletionResultType]::ParameterName, 'Print the whole Set-Cookie header line')
            [CompletionResult]::new('--secure', '--secure', [CompletionResultType]::ParameterName, 'Over HTTPS only')
            [CompletionResult]::new('--no-http-only', '--no-http-only', [CompletionResultType]::ParameterName, 'Let scripts read it')
            [CompletionResult]::new('--allow-unsafe-key', '--allow-unsafe-key', [CompletionResultType]::ParameterName, 'Go on, with a warning, when others can read the key file')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            break
        }
        'cookiekit;verify' {
            [CompletionResult]::new('--color', '--color', [CompletionResultType]::ParameterName, 'When to colour')
            [CompletionResult]::new('--name', '--name', [CompletionResultType]::ParameterName, 'The cookie''s name: picks it from a header, and names a bare value')
            [CompletionResult]::new('--format', '--format', [CompletionResultType]::ParameterName, 'Take the cookie for one of this format and no other')
            [CompletionResult]::new('--key', '--key', [CompletionResultType]::ParameterName, 'Where the key is; the first seals and signs, all open and verify')
            [CompletionResult]::new('--now', '--now', [CompletionResultType]::ParameterName, 'Judge at this time instead of now')
            [CompletionResult]::new('--leeway', '--leeway', [CompletionResultType]::ParameterName, 'Take a cookie for this long after it has expired')
            [CompletionResult]::new('--json', '--json', [CompletionResultType]::ParameterName, 'Print one JSON document on standard output')
            [CompletionResult]::new('-q', '-q', [CompletionResultType]::ParameterName, 'Say nothing on standard error but errors')
            [CompletionResult]::new('--quiet', '--quiet', [CompletionResultType]::ParameterName, 'Say nothing on standard error but errors')
            [CompletionResult]::new('-v', '-v', [CompletionResultType]::ParameterName, 'Say more on standard error: which key was used, which format was seen')
            [CompletionResult]::new('--verbose', '--verbose', [CompletionResultType]::ParameterName, 'Say more on standard error: which key was used, which format was seen')
            [CompletionResult]::new('--allow-unsafe-key', '--allow-unsafe-key', [CompletionResultType]::ParameterName, 'Go on, with a warning, when others can read the key file')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            break
        }
        'cookiekit;inspect' {
            [CompletionResult]::new('--color', '--color', [CompletionResultType]::ParameterName, 'When to colour')
            [CompletionResult]::new('--name', '--name', [CompletionResultType]::ParameterName, 'The cookie''s name: picks it from a header, and names a bare value')
            [CompletionResult]::new('--format', '--format', [CompletionResultType]::ParameterName, 'Take the cookie for one of this format and no other')
            [CompletionResult]::new('--key', '--key', [CompletionResultType]::ParameterName, 'Where the key is; the first seals and signs, all open and verify')
            [CompletionResult]::new('--now', '--now', [CompletionResultType]::ParameterName, 'Judge at this time instead of now')
            [CompletionResult]::new('--leeway', '--leeway', [CompletionResultType]::ParameterName, 'Take a cookie for this long after it has expired')
            [CompletionResult]::new('--json', '--json', [CompletionResultType]::ParameterName, 'Print one JSON document on standard output')
            [CompletionResult]::new('-q', '-q', [CompletionResultType]::ParameterName, 'Say nothing on standard error but errors')
            [CompletionResult]::new('--quiet', '--quiet', [CompletionResultType]::ParameterName, 'Say nothing on standard error but errors')
            [CompletionResult]::new('-v', '-v', [CompletionResultType]::ParameterName, 'Say more on standard error: which key was used, which format was seen')
            [CompletionResult]::new('--verbose', '--verbose', [CompletionResultType]::ParameterName, 'Say more on standard error: which key was used, which format was seen')
            [CompletionResult]::new('--allow-unsafe-key', '--allow-unsafe-key', [CompletionResultType]::ParameterName, 'Go on, with a warning, when others can read the key file')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            break
        }
        'cookiekit;reissue' {
            [CompletionResult]::new('--color', '--color', [CompletionResultType]::ParameterName, 'When to colour')
            [CompletionResult]::new('--name', '--name', [CompletionResultType]::ParameterName, 'The cookie''s name: picks it from a header, and names a bare value')
            [CompletionResult]::new('--format', '--format', [CompletionResultType]::ParameterName, 'Take the cookie for one of this format and no other')
            [CompletionResult]::new('--key', '--key', [CompletionResultType]::ParameterName, 'Where the key is; the first seals and signs, all open and verify')
            [CompletionResult]::new('--now', '--now', [CompletionResultType]::ParameterName, 'Judge at this time instead of now')
            [CompletionResult]::new('--leeway', '--leeway', [CompletionResultType]::ParameterName, 'Take a cookie for this long after it has expired')
            [CompletionResult]::new('--json', '--json', [CompletionResultType]::ParameterName, 'Print one JSON document on standard output')
            [CompletionResult]::new('-q', '-q', [CompletionResultType]::ParameterName, 'Say nothing on standard error but errors')
            [CompletionResult]::new('--quiet', '--quiet', [CompletionResultType]::ParameterName, 'Say nothing on standard error but errors')
            [CompletionResult]::new('-v', '-v', [CompletionResultType]::ParameterName, 'Say more on standard error: which key was used, which format was seen')
            [CompletionResult]::new('--verbose', '--verbose', [CompletionResultType]::ParameterName, 'Say more on standard error: which key was used, which format was seen')
            [CompletionResult]::new('--allow-unsafe-key', '--allow-unsafe-key', [CompletionResultType]::ParameterName, 'Go on, with a warning, when others can read the key file')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            break
        }
        'cookiekit;rotate' {
            [CompletionResult]::new('--color', '--color', [CompletionResultType]::ParameterName, 'When to colour')
            [CompletionResult]::new('--key', '--key', [CompletionResultType]::ParameterName, 'Which key: PATH or keyring:SERVICE[/USER]')
            [CompletionResult]::new('--lock-timeout', '--lock-timeout', [CompletionResultType]::ParameterName, 'Wait this long while another rotation of the key is running')
            [CompletionResult]::new('--now', '--now', [CompletionResultType]::ParameterName, 'Act as if it were this time')
            [CompletionResult]::new('--for', '--for', [CompletionResultType]::ParameterName, 'For which format the new key is: 32 hex digits for workbench, 64 for all others')
            [CompletionResult]::new('--json', '--json', [CompletionResultType]::ParameterName, 'Print one JSON document on standard output')
            [CompletionResult]::new('-q', '-q', [CompletionResultType]::ParameterName, 'Say nothing on standard error but errors')
            [CompletionResult]::new('--quiet', '--quiet', [CompletionResultType]::ParameterName, 'Say nothing on standard error but errors')
            [CompletionResult]::new('-v', '-v', [CompletionResultType]::ParameterName, 'Say more on standard error: which key was used, which format was seen')
            [CompletionResult]::new('--verbose', '--verbose', [CompletionResultType]::ParameterName, 'Say more on standard error: which key was used, which format was seen')
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
            [CompletionResult]::new('--lock-timeout', '--lock-timeout', [CompletionResultType]::ParameterName, 'Wait this long while another rotation of the key is running')
            [CompletionResult]::new('--now', '--now', [CompletionResultType]::ParameterName, 'Act as if it were this time')
            [CompletionResult]::new('--from', '--from', [CompletionResultType]::ParameterName, 'Stage this key, which another node has staged, instead of a new one')
            [CompletionResult]::new('--for', '--for', [CompletionResultType]::ParameterName, 'For which format the new key is: 32 hex digits for workbench, 64 for all others [default: as the key that it replaces]')
            [CompletionResult]::new('--json', '--json', [CompletionResultType]::ParameterName, 'Print one JSON document on standard output')
            [CompletionResult]::new('-q', '-q', [CompletionResultType]::ParameterName, 'Say nothing on standard error but errors')
            [CompletionResult]::new('--quiet', '--quiet', [CompletionResultType]::ParameterName, 'Say nothing on standard error but errors')
            [CompletionResult]::new('-v', '-v', [CompletionResultType]::ParameterName, 'Say more on standard error: which key was used, which format was seen')
            [CompletionResult]::new('--verbose', '--verbose', [CompletionResultType]::ParameterName, 'Say more on standard error: which key was used, which format was seen')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            break
        }
        'cookiekit;rotate;promote' {
            [CompletionResult]::new('--color', '--color', [CompletionResultType]::ParameterName, 'When to colour')
            [CompletionResult]::new('--key', '--key', [CompletionResultType]::ParameterName, 'Which key: PATH or keyring:SERVICE[/USER]')
            [CompletionResult]::new('--lock-timeout', '--lock-timeout', [CompletionResultType]::ParameterName, 'Wait this long while another rotation of the key is running')
            [CompletionResult]::new('--now', '--now', [CompletionResultType]::ParameterName, 'Act as if it were this time')
            [CompletionResult]::new('--not-before', '--not-before', [CompletionResultType]::ParameterName, 'Refuse before this time: the same one on every node')
            [CompletionResult]::new('--min-staged', '--min-staged', [CompletionResultType]::ParameterName, 'Refuse until the key has been staged this long')
            [CompletionResult]::new('--json', '--json', [CompletionResultType]::ParameterName, 'Print one JSON document on standard output')
            [CompletionResult]::new('-q', '-q', [CompletionResultType]::ParameterName, 'Say nothing on standard error but errors')
            [CompletionResult]::new('--quiet', '--quiet', [CompletionResultType]::ParameterName, 'Say nothing on standard error but errors')
            [CompletionResult]::new('-v', '-v', [CompletionResultType]::ParameterName, 'Say more on standard error: which key was used, which format was seen')
            [CompletionResult]::new('--verbose', '--verbose', [CompletionResultType]::ParameterName, 'Say more on standard error: which key was used, which format was seen')
            [CompletionResult]::new('--i-have-read-the-plan', '--i-have-read-the-plan', [CompletionResultType]::ParameterName, 'Promote a Workbench key although its configuration holds values that only the old key decrypts')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            break
        }
        'cookiekit;rotate;rollback' {
            [CompletionResult]::new('--color', '--color', [CompletionResultType]::ParameterName, 'When to colour')
            [CompletionResult]::new('--key', '--key', [CompletionResultType]::ParameterName, 'Which key: PATH or keyring:SERVICE[/USER]')
            [CompletionResult]::new('--lock-timeout', '--lock-timeout', [CompletionResultType]::ParameterName, 'Wait this long while another rotation of the key is running')
            [CompletionResult]::new('--now', '--now', [CompletionResultType]::ParameterName, 'Act as if it were this time')
            [CompletionResult]::new('--to', '--to', [CompletionResultType]::ParameterName, 'To the retired key with this fingerprint [default: the newest]')
            [CompletionResult]::new('--json', '--json', [CompletionResultType]::ParameterName, 'Print one JSON document on standard output')
            [CompletionResult]::new('-q', '-q', [CompletionResultType]::ParameterName, 'Say nothing on standard error but errors')
            [CompletionResult]::new('--quiet', '--quiet', [CompletionResultType]::ParameterName, 'Say nothing on standard error but errors')
            [CompletionResult]::new('-v', '-v', [CompletionResultType]::ParameterName, 'Say more on standard error: which key was used, which format was seen')
            [CompletionResult]::new('--verbose', '--verbose', [CompletionResultType]::ParameterName, 'Say more on standard error: which key was used, which format was seen')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            break
        }
        'cookiekit;rotate;retire' {
            [CompletionResult]::new('--color', '--color', [CompletionResultType]::ParameterName, 'When to colour')
            [CompletionResult]::new('--key', '--key', [CompletionResultType]::ParameterName, 'Which key: PATH or keyring:SERVICE[/USER]')
            [CompletionResult]::new('--lock-timeout', '--lock-timeout', [CompletionResultType]::ParameterName, 'Wait this long while another rotation of the key is running')
            [CompletionResult]::new('--now', '--now', [CompletionResultType]::ParameterName, 'Act as if it were this time')
            [CompletionResult]::new('--older-than', '--older-than', [CompletionResultType]::ParameterName, 'Those that were retired this long ago')
            [CompletionResult]::new('--max-lifetime', '--max-lifetime', [CompletionResultType]::ParameterName, 'How long a cookie lives at most: refuse to drop a key any earlier')
            [CompletionResult]::new('--json', '--json', [CompletionResultType]::ParameterName, 'Print one JSON document on standard output')
            [CompletionResult]::new('-q', '-q', [CompletionResultType]::ParameterName, 'Say nothing on standard error but errors')
            [CompletionResult]::new('--quiet', '--quiet', [CompletionResultType]::ParameterName, 'Say nothing on standard error but errors')
            [CompletionResult]::new('-v', '-v', [CompletionResultType]::ParameterName, 'Say more on standard error: which key was used, which format was seen')
            [CompletionResult]::new('--verbose', '--verbose', [CompletionResultType]::ParameterName, 'Say more on standard error: which key was used, which format was seen')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            break
        }
        'cookiekit;rotate;status' {
            [CompletionResult]::new('--color', '--color', [CompletionResultType]::ParameterName, 'When to colour')
            [CompletionResult]::new('--key', '--key', [CompletionResultType]::ParameterName, 'Which key: PATH or keyring:SERVICE[/USER]')
            [CompletionResult]::new('--max-age', '--max-age', [CompletionResultType]::ParameterName, 'Exit with 1 when the key is older than this')
            [CompletionResult]::new('--now', '--now', [CompletionResultType]::ParameterName, 'Judge at this time instead of now')
            [CompletionResult]::new('--json', '--json', [CompletionResultType]::ParameterName, 'Print one JSON document on standard output')
            [CompletionResult]::new('-q', '-q', [CompletionResultType]::ParameterName, 'Say nothing on standard error but errors')
            [CompletionResult]::new('--quiet', '--quiet', [CompletionResultType]::ParameterName, 'Say nothing on standard error but errors')
            [CompletionResult]::new('-v', '-v', [CompletionResultType]::ParameterName, 'Say more on standard error: which key was used, which format was seen')
            [CompletionResult]::new('--verbose', '--verbose', [CompletionResultType]::ParameterName, 'Say more on standard error: which key was used, which format was seen')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            break
        }
        'cookiekit;rotate;plan' {
            [CompletionResult]::new('--color', '--color', [CompletionResultType]::ParameterName, 'When to colour')
            [CompletionResult]::new('--key', '--key', [CompletionResultType]::ParameterName, 'Which key: PATH or keyring:SERVICE[/USER]')
            [CompletionResult]::new('--for', '--for', [CompletionResultType]::ParameterName, 'Whose key it is')
            [CompletionResult]::new('--node', '--node', [CompletionResultType]::ParameterName, 'Another node that has the same key, as ssh names it; may be repeated')
            [CompletionResult]::new('--restart', '--restart', [CompletionResultType]::ParameterName, 'How the program is restarted, on each node [default: by its service]')
            [CompletionResult]::new('--max-lifetime', '--max-lifetime', [CompletionResultType]::ParameterName, 'How long a cookie lives at most; the old key is dropped after that')
            [CompletionResult]::new('--json', '--json', [CompletionResultType]::ParameterName, 'Print one JSON document on standard output')
            [CompletionResult]::new('-q', '-q', [CompletionResultType]::ParameterName, 'Say nothing on standard error but errors')
            [CompletionResult]::new('--quiet', '--quiet', [CompletionResultType]::ParameterName, 'Say nothing on standard error but errors')
            [CompletionResult]::new('-v', '-v', [CompletionResultType]::ParameterName, 'Say more on standard error: which key was used, which format was seen')
            [CompletionResult]::new('--verbose', '--verbose', [CompletionResultType]::ParameterName, 'Say more on standard error: which key was used, which format was seen')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            break
        }
        'cookiekit;audit' {
            [CompletionResult]::new('--color', '--color', [CompletionResultType]::ParameterName, 'When to colour')
            [CompletionResult]::new('--owner', '--owner', [CompletionResultType]::ParameterName, 'The user who may have the keys, besides root [default: who runs this]')
            [CompletionResult]::new('--reader', '--reader', [CompletionResultType]::ParameterName, 'A user who must be able to read the keys: that of the service')
            [CompletionResult]::new('--allow-group', '--allow-group', [CompletionResultType]::ParameterName, 'A group that may read the keys; repeatable')
            [CompletionResult]::new('--max-age', '--max-age', [CompletionResultType]::ParameterName, 'A key older than this is a finding, such as 90d')
            [CompletionResult]::new('--history-limit', '--history-limit', [CompletionResultType]::ParameterName, 'How long the history of one git repository may be searched')
            [CompletionResult]::new('--root', '--root', [CompletionResultType]::ParameterName, 'Look at an unpacked image instead of this machine')
            [CompletionResult]::new('--compare', '--compare', [CompletionResultType]::ParameterName, 'Copies of one key on the nodes of a cluster, which must be the same')
            [CompletionResult]::new('--format', '--format', [CompletionResultType]::ParameterName, 'How to print the findings')
            [CompletionResult]::new('--fail-on', '--fail-on', [CompletionResultType]::ParameterName, 'Exit with 1 for findings of this severity and above')
            [CompletionResult]::new('--ignore', '--ignore', [CompletionResultType]::ParameterName, 'Leave a check out: CK101 or others-can-read; repeatable')
            [CompletionResult]::new('--baseline', '--baseline', [CompletionResultType]::ParameterName, 'Leave out the findings that this file accepts')
            [CompletionResult]::new('--write-baseline', '--write-baseline', [CompletionResultType]::ParameterName, 'Accept all findings, into this file')
            [CompletionResult]::new('--explain', '--explain', [CompletionResultType]::ParameterName, 'Say what a check is about: CK101 or others-can-read')
            [CompletionResult]::new('--json', '--json', [CompletionResultType]::ParameterName, 'Print one JSON document on standard output')
            [CompletionResult]::new('-q', '-q', [CompletionResultType]::ParameterName, 'Say nothing on standard error but errors')
            [CompletionResult]::new('--quiet', '--quiet', [CompletionResultType]::ParameterName, 'Say nothing on standard error but errors')
            [CompletionResult]::new('-v', '-v', [CompletionResultType]::ParameterName, 'Say more on standard error: which key was used, which format was seen')
            [CompletionResult]::new('--verbose', '--verbose', [CompletionResultType]::ParameterName, 'Say more on standard error: which key was used, which format was seen')
            [CompletionResult]::new('--allow-env', '--allow-env', [CompletionResultType]::ParameterName, 'A key in a process''s environment is meant to be there')
            [CompletionResult]::new('--allow-incomplete', '--allow-incomplete', [CompletionResultType]::ParameterName, 'What could not be checked does not count')
            [CompletionResult]::new('--no-skip', '--no-skip', [CompletionResultType]::ParameterName, 'Walk into build folders, fetched packages and version control, too')
            [CompletionResult]::new('--fix', '--fix', [CompletionResultType]::ParameterName, 'Mend what can be mended by taking permissions away from others')
            [CompletionResult]::new('--dry-run', '--dry-run', [CompletionResultType]::ParameterName, 'With --fix: show the commands, run none')
            [CompletionResult]::new('--list-checks', '--list-checks', [CompletionResultType]::ParameterName, 'List all checks')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            break
        }
        'cookiekit;completions' {
            [CompletionResult]::new('--color', '--color', [CompletionResultType]::ParameterName, 'When to colour')
            [CompletionResult]::new('--json', '--json', [CompletionResultType]::ParameterName, 'Print one JSON document on standard output')
            [CompletionResult]::new('-q', '-q', [CompletionResultType]::ParameterName, 'Say nothing on standard error but errors')
            [CompletionResult]::new('--quiet', '--quiet', [CompletionResultType]::ParameterName, 'Say nothing on standard error but errors')
            [CompletionResult]::new('-v', '-v', [CompletionResultType]::ParameterName, 'Say more on standard error: which key was used, which format was seen')
            [CompletionResult]::new('--verbose', '--verbose', [CompletionResultType]::ParameterName, 'Say more on standard error: which key was used, which format was seen')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            break
        }
    })

    $completions.Where{ $_.CompletionText -like "$wordToComplete*" } |
        Sort-Object -Property ListItemText
}
