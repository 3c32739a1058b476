# Print an optspec for argparse to handle cmd's options that are independent of any subcommand.
function __fish_cookiekit_global_optspecs
    string join \n json q/quiet v/verbose color= h/help V/version
end

function __fish_cookiekit_needs_command
    # Figure out if the current invocation already has a command.
    set -l cmd (commandline -opc)
    set -e cmd[1]
    argparse -s (__fish_cookiekit_global_optspecs) -- $cmd 2>/dev/null
    or return
    if set -q argv[1]
        # Also print the command, so this can be used to figure out what it is.
        echo $argv[1]
        return 1
    end
    return 0
end

function __fish_cookiekit_using_subcommand
    set -l cmd (__fish_cookiekit_needs_command)
    test -z "$cmd"
    and return 1
    contains -- $cmd[1] $argv
end

complete -c cookiekit -n "__fish_cookiekit_needs_command" -l color -d 'When to colour' -r -f -a "auto\t'On a terminal, unless NO_COLOR is set'
always\t''
never\t''"
complete -c cookiekit -n "__fish_cookiekit_needs_command" -l json -d 'Print one JSON document on standard output'
complete -c cookiekit -n "__fish_cookiekit_needs_command" -s q -l quiet -d 'Say nothing on standard error but errors'
complete -c cookiekit -n "__fish_cookiekit_needs_command" -s v -l verbose -d 'Say more on standard error: which key was used, which format was seen'
complete -c cookiekit -n "__fish_cookiekit_needs_command" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c cookiekit -n "__fish_cookiekit_needs_command" -s V -l version -d 'Print version'
complete -c cookiekit -n "__fish_cookiekit_needs_command" -f -a "keygen" -d 'Make a new key'
complete -c cookiekit -n "__fish_cookiekit_needs_command" -f -a "key" -d 'Look after keys: fingerprint, list, show, copy, delete'
complete -c cookiekit -n "__fish_cookiekit_needs_command" -f -a "encrypt" -d 'Make an encrypted cookie of a JSON payload'
complete -c cookiekit -n "__fish_cookiekit_needs_command" -f -a "decrypt" -d 'Open an encrypted cookie and print its payload'
complete -c cookiekit -n "__fish_cookiekit_needs_command" -f -a "sign" -d 'Make a signed cookie of a value: value|expiry|signature'
complete -c cookiekit -n "__fish_cookiekit_needs_command" -f -a "verify" -d 'Check a signed cookie and print its value'
complete -c cookiekit -n "__fish_cookiekit_needs_command" -f -a "inspect" -d 'Say what a cookie is: format, parts, times, size, what it does not protect'
complete -c cookiekit -n "__fish_cookiekit_needs_command" -f -a "completions" -d 'Print the completion script of a shell'
complete -c cookiekit -n "__fish_cookiekit_using_subcommand keygen" -l color -d 'When to colour' -r -f -a "auto\t'On a terminal, unless NO_COLOR is set'
always\t''
never\t''"
complete -c cookiekit -n "__fish_cookiekit_using_subcommand keygen" -l keyring -d 'Put it in the keyring of the operating system [default entry: cookiekit]' -r
complete -c cookiekit -n "__fish_cookiekit_using_subcommand keygen" -l out -d 'Put it in a new file with mode 0600' -r
complete -c cookiekit -n "__fish_cookiekit_using_subcommand keygen" -l for -d 'For which format: workbench keys have 32 hex digits, all others 64' -r -f -a "sealed\t'cookiekit sealed cookie (XChaCha20-Poly1305)'
signed\t'cookiekit signed cookie (HMAC-SHA256)'
workbench\t'Posit Workbench secure cookie (HMAC-SHA256)'
plumber\t'R plumber session cookie (XSalsa20-Poly1305)'"
complete -c cookiekit -n "__fish_cookiekit_using_subcommand keygen" -l json -d 'Print one JSON document on standard output'
complete -c cookiekit -n "__fish_cookiekit_using_subcommand keygen" -s q -l quiet -d 'Say nothing on standard error but errors'
complete -c cookiekit -n "__fish_cookiekit_using_subcommand keygen" -s v -l verbose -d 'Say more on standard error: which key was used, which format was seen'
complete -c cookiekit -n "__fish_cookiekit_using_subcommand keygen" -l stdout -d 'Print it'
complete -c cookiekit -n "__fish_cookiekit_using_subcommand keygen" -l reveal -d 'Print it on a terminal, too'
complete -c cookiekit -n "__fish_cookiekit_using_subcommand keygen" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c cookiekit -n "__fish_cookiekit_using_subcommand key; and not __fish_seen_subcommand_from fingerprint list show copy delete" -l color -d 'When to colour' -r -f -a "auto\t'On a terminal, unless NO_COLOR is set'
always\t''
never\t''"
complete -c cookiekit -n "__fish_cookiekit_using_subcommand key; and not __fish_seen_subcommand_from fingerprint list show copy delete" -l json -d 'Print one JSON document on standard output'
complete -c cookiekit -n "__fish_cookiekit_using_subcommand key; and not __fish_seen_subcommand_from fingerprint list show copy delete" -s q -l quiet -d 'Say nothing on standard error but errors'
complete -c cookiekit -n "__fish_cookiekit_using_subcommand key; and not __fish_seen_subcommand_from fingerprint list show copy delete" -s v -l verbose -d 'Say more on standard error: which key was used, which format was seen'
complete -c cookiekit -n "__fish_cookiekit_using_subcommand key; and not __fish_seen_subcommand_from fingerprint list show copy delete" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c cookiekit -n "__fish_cookiekit_using_subcommand key; and not __fish_seen_subcommand_from fingerprint list show copy delete" -f -a "fingerprint" -d 'Print a key\'s fingerprint, its length and the CRC-32 that Workbench logs'
complete -c cookiekit -n "__fish_cookiekit_using_subcommand key; and not __fish_seen_subcommand_from fingerprint list show copy delete" -f -a "list" -d 'List the keyring\'s entries, or with --key the slots of one key'
complete -c cookiekit -n "__fish_cookiekit_using_subcommand key; and not __fish_seen_subcommand_from fingerprint list show copy delete" -f -a "show" -d 'Print a key, byte for byte as it is stored'
complete -c cookiekit -n "__fish_cookiekit_using_subcommand key; and not __fish_seen_subcommand_from fingerprint list show copy delete" -f -a "copy" -d 'Copy a key to a file or to the keyring, never over another'
complete -c cookiekit -n "__fish_cookiekit_using_subcommand key; and not __fish_seen_subcommand_from fingerprint list show copy delete" -f -a "delete" -d 'Delete a key: what it sealed can never be opened again'
complete -c cookiekit -n "__fish_cookiekit_using_subcommand key; and __fish_seen_subcommand_from fingerprint" -l color -d 'When to colour' -r -f -a "auto\t'On a terminal, unless NO_COLOR is set'
always\t''
never\t''"
complete -c cookiekit -n "__fish_cookiekit_using_subcommand key; and __fish_seen_subcommand_from fingerprint" -l key -d 'Where the key is; the first seals and signs, all open and verify' -r
complete -c cookiekit -n "__fish_cookiekit_using_subcommand key; and __fish_seen_subcommand_from fingerprint" -l expect -d 'Exit with 1 unless the key has this fingerprint or this CRC-32' -r
complete -c cookiekit -n "__fish_cookiekit_using_subcommand key; and __fish_seen_subcommand_from fingerprint" -l json -d 'Print one JSON document on standard output'
complete -c cookiekit -n "__fish_cookiekit_using_subcommand key; and __fish_seen_subcommand_from fingerprint" -s q -l quiet -d 'Say nothing on standard error but errors'
complete -c cookiekit -n "__fish_cookiekit_using_subcommand key; and __fish_seen_subcommand_from fingerprint" -s v -l verbose -d 'Say more on standard error: which key was used, which format was seen'
complete -c cookiekit -n "__fish_cookiekit_using_subcommand key; and __fish_seen_subcommand_from fingerprint" -l allow-unsafe-key -d 'Go on, with a warning, when others can read the key file'
complete -c cookiekit -n "__fish_cookiekit_using_subcommand key; and __fish_seen_subcommand_from fingerprint" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c cookiekit -n "__fish_cookiekit_using_subcommand key; and __fish_seen_subcommand_from list" -l color -d 'When to colour' -r -f -a "auto\t'On a terminal, unless NO_COLOR is set'
always\t''
never\t''"
complete -c cookiekit -n "__fish_cookiekit_using_subcommand key; and __fish_seen_subcommand_from list" -l key -d 'Where the key is; the first seals and signs, all open and verify' -r
complete -c cookiekit -n "__fish_cookiekit_using_subcommand key; and __fish_seen_subcommand_from list" -l json -d 'Print one JSON document on standard output'
complete -c cookiekit -n "__fish_cookiekit_using_subcommand key; and __fish_seen_subcommand_from list" -s q -l quiet -d 'Say nothing on standard error but errors'
complete -c cookiekit -n "__fish_cookiekit_using_subcommand key; and __fish_seen_subcommand_from list" -s v -l verbose -d 'Say more on standard error: which key was used, which format was seen'
complete -c cookiekit -n "__fish_cookiekit_using_subcommand key; and __fish_seen_subcommand_from list" -l allow-unsafe-key -d 'Go on, with a warning, when others can read the key file'
complete -c cookiekit -n "__fish_cookiekit_using_subcommand key; and __fish_seen_subcommand_from list" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c cookiekit -n "__fish_cookiekit_using_subcommand key; and __fish_seen_subcommand_from show" -l color -d 'When to colour' -r -f -a "auto\t'On a terminal, unless NO_COLOR is set'
always\t''
never\t''"
complete -c cookiekit -n "__fish_cookiekit_using_subcommand key; and __fish_seen_subcommand_from show" -l key -d 'Where the key is; the first seals and signs, all open and verify' -r
complete -c cookiekit -n "__fish_cookiekit_using_subcommand key; and __fish_seen_subcommand_from show" -l json -d 'Print one JSON document on standard output'
complete -c cookiekit -n "__fish_cookiekit_using_subcommand key; and __fish_seen_subcommand_from show" -s q -l quiet -d 'Say nothing on standard error but errors'
complete -c cookiekit -n "__fish_cookiekit_using_subcommand key; and __fish_seen_subcommand_from show" -s v -l verbose -d 'Say more on standard error: which key was used, which format was seen'
complete -c cookiekit -n "__fish_cookiekit_using_subcommand key; and __fish_seen_subcommand_from show" -l allow-unsafe-key -d 'Go on, with a warning, when others can read the key file'
complete -c cookiekit -n "__fish_cookiekit_using_subcommand key; and __fish_seen_subcommand_from show" -l reveal -d 'Print it on a terminal, too'
complete -c cookiekit -n "__fish_cookiekit_using_subcommand key; and __fish_seen_subcommand_from show" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c cookiekit -n "__fish_cookiekit_using_subcommand key; and __fish_seen_subcommand_from copy" -l color -d 'When to colour' -r -f -a "auto\t'On a terminal, unless NO_COLOR is set'
always\t''
never\t''"
complete -c cookiekit -n "__fish_cookiekit_using_subcommand key; and __fish_seen_subcommand_from copy" -l key -d 'Where the key is; the first seals and signs, all open and verify' -r
complete -c cookiekit -n "__fish_cookiekit_using_subcommand key; and __fish_seen_subcommand_from copy" -l to -d 'Where to: PATH (a new file, 0600) or keyring:SERVICE[/USER]' -r
complete -c cookiekit -n "__fish_cookiekit_using_subcommand key; and __fish_seen_subcommand_from copy" -l json -d 'Print one JSON document on standard output'
complete -c cookiekit -n "__fish_cookiekit_using_subcommand key; and __fish_seen_subcommand_from copy" -s q -l quiet -d 'Say nothing on standard error but errors'
complete -c cookiekit -n "__fish_cookiekit_using_subcommand key; and __fish_seen_subcommand_from copy" -s v -l verbose -d 'Say more on standard error: which key was used, which format was seen'
complete -c cookiekit -n "__fish_cookiekit_using_subcommand key; and __fish_seen_subcommand_from copy" -l allow-unsafe-key -d 'Go on, with a warning, when others can read the key file'
complete -c cookiekit -n "__fish_cookiekit_using_subcommand key; and __fish_seen_subcommand_from copy" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c cookiekit -n "__fish_cookiekit_using_subcommand key; and __fish_seen_subcommand_from delete" -l color -d 'When to colour' -r -f -a "auto\t'On a terminal, unless NO_COLOR is set'
always\t''
never\t''"
complete -c cookiekit -n "__fish_cookiekit_using_subcommand key; and __fish_seen_subcommand_from delete" -l key -d 'Which key: PATH or keyring:SERVICE[/USER]' -r
complete -c cookiekit -n "__fish_cookiekit_using_subcommand key; and __fish_seen_subcommand_from delete" -l json -d 'Print one JSON document on standard output'
complete -c cookiekit -n "__fish_cookiekit_using_subcommand key; and __fish_seen_subcommand_from delete" -s q -l quiet -d 'Say nothing on standard error but errors'
complete -c cookiekit -n "__fish_cookiekit_using_subcommand key; and __fish_seen_subcommand_from delete" -s v -l verbose -d 'Say more on standard error: which key was used, which format was seen'
complete -c cookiekit -n "__fish_cookiekit_using_subcommand key; and __fish_seen_subcommand_from delete" -l yes -d 'Do not ask'
complete -c cookiekit -n "__fish_cookiekit_using_subcommand key; and __fish_seen_subcommand_from delete" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c cookiekit -n "__fish_cookiekit_using_subcommand encrypt" -l color -d 'When to colour' -r -f -a "auto\t'On a terminal, unless NO_COLOR is set'
always\t''
never\t''"
complete -c cookiekit -n "__fish_cookiekit_using_subcommand encrypt" -l format -d 'The format to make' -r -f -a "sealed\t'cookiekit sealed cookie (XChaCha20-Poly1305)'
plumber\t'R plumber session cookie (XSalsa20-Poly1305)'"
complete -c cookiekit -n "__fish_cookiekit_using_subcommand encrypt" -l name -d 'The cookie\'s name: sealed and signed are bound to it' -r
complete -c cookiekit -n "__fish_cookiekit_using_subcommand encrypt" -l expires-in -d 'Expire after this long' -r
complete -c cookiekit -n "__fish_cookiekit_using_subcommand encrypt" -l expires-at -d 'Expire at this time' -r
complete -c cookiekit -n "__fish_cookiekit_using_subcommand encrypt" -l now -d 'Make it as if it were this time' -r
complete -c cookiekit -n "__fish_cookiekit_using_subcommand encrypt" -l path -d 'Below which path the browser sends it [default: /]' -r
complete -c cookiekit -n "__fish_cookiekit_using_subcommand encrypt" -l domain -d 'To which domain and all below it; without it, to this host alone' -r
complete -c cookiekit -n "__fish_cookiekit_using_subcommand encrypt" -l max-age -d 'For how long the browser keeps it; without it, until it closes' -r
complete -c cookiekit -n "__fish_cookiekit_using_subcommand encrypt" -l same-site -d 'Along with requests from other sites or not' -r -f -a "strict\t'Never'
lax\t'When a link is followed'
none\t'Always; needs --secure'"
complete -c cookiekit -n "__fish_cookiekit_using_subcommand encrypt" -l key -d 'Where the key is; the first seals and signs, all open and verify' -r
complete -c cookiekit -n "__fish_cookiekit_using_subcommand encrypt" -l json -d 'Print one JSON document on standard output'
complete -c cookiekit -n "__fish_cookiekit_using_subcommand encrypt" -s q -l quiet -d 'Say nothing on standard error but errors'
complete -c cookiekit -n "__fish_cookiekit_using_subcommand encrypt" -s v -l verbose -d 'Say more on standard error: which key was used, which format was seen'
complete -c cookiekit -n "__fish_cookiekit_using_subcommand encrypt" -l unencrypted -d 'Make plumber\'s form without a key, which protects nothing'
complete -c cookiekit -n "__fish_cookiekit_using_subcommand encrypt" -l allow-oversize -d 'Make a cookie that browsers will drop for its size'
complete -c cookiekit -n "__fish_cookiekit_using_subcommand encrypt" -l set-cookie -d 'Print the whole Set-Cookie header line'
complete -c cookiekit -n "__fish_cookiekit_using_subcommand encrypt" -l secure -d 'Over HTTPS only'
complete -c cookiekit -n "__fish_cookiekit_using_subcommand encrypt" -l no-http-only -d 'Let scripts read it'
complete -c cookiekit -n "__fish_cookiekit_using_subcommand encrypt" -l allow-unsafe-key -d 'Go on, with a warning, when others can read the key file'
complete -c cookiekit -n "__fish_cookiekit_using_subcommand encrypt" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c cookiekit -n "__fish_cookiekit_using_subcommand decrypt" -l color -d 'When to colour' -r -f -a "auto\t'On a terminal, unless NO_COLOR is set'
always\t''
never\t''"
complete -c cookiekit -n "__fish_cookiekit_using_subcommand decrypt" -l name -d 'The cookie\'s name: picks it from a header, and names a bare value' -r
complete -c cookiekit -n "__fish_cookiekit_using_subcommand decrypt" -l format -d 'Take the cookie for one of this format and no other' -r -f -a "sealed\t'cookiekit sealed cookie (XChaCha20-Poly1305)'
plumber\t'R plumber session cookie (XSalsa20-Poly1305)'"
complete -c cookiekit -n "__fish_cookiekit_using_subcommand decrypt" -l key -d 'Where the key is; the first seals and signs, all open and verify' -r
complete -c cookiekit -n "__fish_cookiekit_using_subcommand decrypt" -l now -d 'Judge at this time instead of now' -r
complete -c cookiekit -n "__fish_cookiekit_using_subcommand decrypt" -l leeway -d 'Take a cookie for this long after it has expired' -r
complete -c cookiekit -n "__fish_cookiekit_using_subcommand decrypt" -l json -d 'Print one JSON document on standard output'
complete -c cookiekit -n "__fish_cookiekit_using_subcommand decrypt" -s q -l quiet -d 'Say nothing on standard error but errors'
complete -c cookiekit -n "__fish_cookiekit_using_subcommand decrypt" -s v -l verbose -d 'Say more on standard error: which key was used, which format was seen'
complete -c cookiekit -n "__fish_cookiekit_using_subcommand decrypt" -l unbox -d 'Take R\'s one-element arrays off: {"user":["alice"]} becomes {"user":"alice"}'
complete -c cookiekit -n "__fish_cookiekit_using_subcommand decrypt" -l unencrypted -d 'Read plumber\'s form without a key, which protects nothing'
complete -c cookiekit -n "__fish_cookiekit_using_subcommand decrypt" -l allow-unsafe-key -d 'Go on, with a warning, when others can read the key file'
complete -c cookiekit -n "__fish_cookiekit_using_subcommand decrypt" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c cookiekit -n "__fish_cookiekit_using_subcommand sign" -l color -d 'When to colour' -r -f -a "auto\t'On a terminal, unless NO_COLOR is set'
always\t''
never\t''"
complete -c cookiekit -n "__fish_cookiekit_using_subcommand sign" -l format -d 'The format to make' -r -f -a "signed\t'cookiekit signed cookie (HMAC-SHA256)'
workbench\t'Posit Workbench secure cookie (HMAC-SHA256)'"
complete -c cookiekit -n "__fish_cookiekit_using_subcommand sign" -l name -d 'The cookie\'s name: sealed and signed are bound to it' -r
complete -c cookiekit -n "__fish_cookiekit_using_subcommand sign" -l expires-in -d 'Expire after this long' -r
complete -c cookiekit -n "__fish_cookiekit_using_subcommand sign" -l expires-at -d 'Expire at this time' -r
complete -c cookiekit -n "__fish_cookiekit_using_subcommand sign" -l now -d 'Make it as if it were this time' -r
complete -c cookiekit -n "__fish_cookiekit_using_subcommand sign" -l path -d 'Below which path the browser sends it [default: /]' -r
complete -c cookiekit -n "__fish_cookiekit_using_subcommand sign" -l domain -d 'To which domain and all below it; without it, to this host alone' -r
complete -c cookiekit -n "__fish_cookiekit_using_subcommand sign" -l max-age -d 'For how long the browser keeps it; without it, until it closes' -r
complete -c cookiekit -n "__fish_cookiekit_using_subcommand sign" -l same-site -d 'Along with requests from other sites or not' -r -f -a "strict\t'Never'
lax\t'When a link is followed'
none\t'Always; needs --secure'"
complete -c cookiekit -n "__fish_cookiekit_using_subcommand sign" -l key -d 'Where the key is; the first seals and signs, all open and verify' -r
complete -c cookiekit -n "__fish_cookiekit_using_subcommand sign" -l json -d 'Print one JSON document on standard output'
complete -c cookiekit -n "__fish_cookiekit_using_subcommand sign" -s q -l quiet -d 'Say nothing on standard error but errors'
complete -c cookiekit -n "__fish_cookiekit_using_subcommand sign" -s v -l verbose -d 'Say more on standard error: which key was used, which format was seen'
complete -c cookiekit -n "__fish_cookiekit_using_subcommand sign" -l allow-oversize -d 'Make a cookie that browsers will drop for its size'
complete -c cookiekit -n "__fish_cookiekit_using_subcommand sign" -l set-cookie -d 'Print the whole Set-Cookie header line'
complete -c cookiekit -n "__fish_cookiekit_using_subcommand sign" -l secure -d 'Over HTTPS only'
complete -c cookiekit -n "__fish_cookiekit_using_subcommand sign" -l no-http-only -d 'Let scripts read it'
complete -c cookiekit -n "__fish_cookiekit_using_subcommand sign" -l allow-unsafe-key -d 'Go on, with a warning, when others can read the key file'
complete -c cookiekit -n "__fish_cookiekit_using_subcommand sign" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c cookiekit -n "__fish_cookiekit_using_subcommand verify" -l color -d 'When to colour' -r -f -a "auto\t'On a terminal, unless NO_COLOR is set'
always\t''
never\t''"
complete -c cookiekit -n "__fish_cookiekit_using_subcommand verify" -l name -d 'The cookie\'s name: picks it from a header, and names a bare value' -r
complete -c cookiekit -n "__fish_cookiekit_using_subcommand verify" -l format -d 'Take the cookie for one of this format and no other' -r -f -a "signed\t'cookiekit signed cookie (HMAC-SHA256)'
workbench\t'Posit Workbench secure cookie (HMAC-SHA256)'"
complete -c cookiekit -n "__fish_cookiekit_using_subcommand verify" -l key -d 'Where the key is; the first seals and signs, all open and verify' -r
complete -c cookiekit -n "__fish_cookiekit_using_subcommand verify" -l now -d 'Judge at this time instead of now' -r
complete -c cookiekit -n "__fish_cookiekit_using_subcommand verify" -l leeway -d 'Take a cookie for this long after it has expired' -r
complete -c cookiekit -n "__fish_cookiekit_using_subcommand verify" -l json -d 'Print one JSON document on standard output'
complete -c cookiekit -n "__fish_cookiekit_using_subcommand verify" -s q -l quiet -d 'Say nothing on standard error but errors'
complete -c cookiekit -n "__fish_cookiekit_using_subcommand verify" -s v -l verbose -d 'Say more on standard error: which key was used, which format was seen'
complete -c cookiekit -n "__fish_cookiekit_using_subcommand verify" -l allow-unsafe-key -d 'Go on, with a warning, when others can read the key file'
complete -c cookiekit -n "__fish_cookiekit_using_subcommand verify" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c cookiekit -n "__fish_cookiekit_using_subcommand inspect" -l color -d 'When to colour' -r -f -a "auto\t'On a terminal, unless NO_COLOR is set'
always\t''
never\t''"
complete -c cookiekit -n "__fish_cookiekit_using_subcommand inspect" -l name -d 'The cookie\'s name: picks it from a header, and names a bare value' -r
complete -c cookiekit -n "__fish_cookiekit_using_subcommand inspect" -l format -d 'Take the cookie for one of this format and no other' -r -f -a "sealed\t'cookiekit sealed cookie (XChaCha20-Poly1305)'
signed\t'cookiekit signed cookie (HMAC-SHA256)'
workbench\t'Posit Workbench secure cookie (HMAC-SHA256)'
plumber\t'R plumber session cookie (XSalsa20-Poly1305)'"
complete -c cookiekit -n "__fish_cookiekit_using_subcommand inspect" -l key -d 'Where the key is; the first seals and signs, all open and verify' -r
complete -c cookiekit -n "__fish_cookiekit_using_subcommand inspect" -l now -d 'Judge at this time instead of now' -r
complete -c cookiekit -n "__fish_cookiekit_using_subcommand inspect" -l leeway -d 'Take a cookie for this long after it has expired' -r
complete -c cookiekit -n "__fish_cookiekit_using_subcommand inspect" -l json -d 'Print one JSON document on standard output'
complete -c cookiekit -n "__fish_cookiekit_using_subcommand inspect" -s q -l quiet -d 'Say nothing on standard error but errors'
complete -c cookiekit -n "__fish_cookiekit_using_subcommand inspect" -s v -l verbose -d 'Say more on standard error: which key was used, which format was seen'
complete -c cookiekit -n "__fish_cookiekit_using_subcommand inspect" -l allow-unsafe-key -d 'Go on, with a warning, when others can read the key file'
complete -c cookiekit -n "__fish_cookiekit_using_subcommand inspect" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c cookiekit -n "__fish_cookiekit_using_subcommand completions" -l color -d 'When to colour' -r -f -a "auto\t'On a terminal, unless NO_COLOR is set'
always\t''
never\t''"
complete -c cookiekit -n "__fish_cookiekit_using_subcommand completions" -l json -d 'Print one JSON document on standard output'
complete -c cookiekit -n "__fish_cookiekit_using_subcommand completions" -s q -l quiet -d 'Say nothing on standard error but errors'
complete -c cookiekit -n "__fish_cookiekit_using_subcommand completions" -s v -l verbose -d 'Say more on standard error: which key was used, which format was seen'
complete -c cookiekit -n "__fish_cookiekit_using_subcommand completions" -s h -l help -d 'Print help (see more with \'--help\')'
