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
complete -c cookiekit -n "__fish_cookiekit_needs_command" -s q -l quiet -d 'Print only errors on standard error'
complete -c cookiekit -n "__fish_cookiekit_needs_command" -s v -l verbose -d 'Print more on standard error: the key that was used, the format'
complete -c cookiekit -n "__fish_cookiekit_needs_command" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c cookiekit -n "__fish_cookiekit_needs_command" -s V -l version -d 'Print version'
complete -c cookiekit -n "__fish_cookiekit_needs_command" -f -a "keygen" -d 'Make a new key'
complete -c cookiekit -n "__fish_cookiekit_needs_command" -f -a "key" -d 'Manage keys: fingerprint, list, show, copy, export, delete'
complete -c cookiekit -n "__fish_cookiekit_needs_command" -f -a "encrypt" -d 'Make an encrypted cookie of a JSON payload'
complete -c cookiekit -n "__fish_cookiekit_needs_command" -f -a "decrypt" -d 'Open an encrypted cookie and print its payload'
complete -c cookiekit -n "__fish_cookiekit_needs_command" -f -a "sign" -d 'Make a signed cookie of a value: value|expiry|signature'
complete -c cookiekit -n "__fish_cookiekit_needs_command" -f -a "verify" -d 'Check a signed cookie and print its value'
complete -c cookiekit -n "__fish_cookiekit_needs_command" -f -a "inspect" -d 'Say what a cookie is, and why it fails'
complete -c cookiekit -n "__fish_cookiekit_needs_command" -f -a "reissue" -d 'Seal a cookie again with the primary key; its times and name stay'
complete -c cookiekit -n "__fish_cookiekit_needs_command" -f -a "rotate" -d 'Replace a key; cookiekit keeps the old one and still opens its cookies'
complete -c cookiekit -n "__fish_cookiekit_needs_command" -f -a "audit" -d 'Find exposed session keys, and print the command that fixes each'
complete -c cookiekit -n "__fish_cookiekit_needs_command" -f -a "token" -d 'Bearer tokens with an expiry, for APIs: users, issue, check, revoke, import'
complete -c cookiekit -n "__fish_cookiekit_needs_command" -f -a "formats" -d 'List the formats, or describe one'
complete -c cookiekit -n "__fish_cookiekit_needs_command" -f -a "completions" -d 'Print the completion script of a shell'
complete -c cookiekit -n "__fish_cookiekit_needs_command" -f -a "help" -d 'Print the help of a command, or a topic'
complete -c cookiekit -n "__fish_cookiekit_using_subcommand keygen" -l color -d 'When to colour' -r -f -a "auto\t'On a terminal, unless NO_COLOR is set'
always\t''
never\t''"
complete -c cookiekit -n "__fish_cookiekit_using_subcommand keygen" -l keyring -d 'Put it in the keyring of the operating system [default entry: cookiekit]' -r
complete -c cookiekit -n "__fish_cookiekit_using_subcommand keygen" -l out -d 'Put it in a new file with mode 0600' -r
complete -c cookiekit -n "__fish_cookiekit_using_subcommand keygen" -l for -d 'The format that the key is for: workbench keys have 32 hex digits, others 64 [default: the one that reads a file of that name]' -r -f -a "sealed\t'cookiekit sealed cookie (XChaCha20-Poly1305)'
signed\t'cookiekit signed cookie (HMAC-SHA256)'
jwt\t'JSON Web Token (HS256, HS384 or HS512)'
fernet\t'Fernet token (AES-128-CBC and HMAC-SHA256)'
aiohttp-session\t'aiohttp-session cookie (Fernet, or NaCl\'s secretbox)'
litestar\t'Litestar client-side session (AES-GCM)'
authjs\t'session token of Auth.js 5 (A256CBC-HS512) or NextAuth 4 (A256GCM)'
paseto\t'PASETO v4.local token (XChaCha20, BLAKE2b)'
rails-gcm\t'Rails encrypted cookie (AES-256-GCM)'
rails-cbc\t'Rails encrypted cookie of old (AES-256-CBC, HMAC-SHA1)'
rails-signed\t'Rails signed cookie (HMAC-SHA1)'
rack-hmac\t'Rack session of old (HMAC-SHA1)'
laravel\t'Laravel encrypted cookie (AES-256-CBC and HMAC-SHA256, or AES-256-GCM)'
tornado\t'signed cookie of Tornado and Jupyter (HMAC-SHA256)'
bottle\t'signed cookie of Bottle, a pickle (HMAC-SHA256)'
pyramid-auth-tkt\t'auth_tkt ticket of Pyramid (SHA-512)'
pyramid\t'session cookie of Pyramid (HMAC-SHA512)'
gorilla\t'gorilla/securecookie (HMAC-SHA256, AES-CTR)'
flask\t'Flask session cookie (HMAC-SHA1)'
starlette\t'session cookie of Starlette and FastAPI (HMAC-SHA1)'
flask-login\t'Flask-Login remember-me cookie (HMAC-SHA512)'
flask-wtf\t'CSRF token of Flask-WTF (HMAC-SHA1)'
streamlit\t'Streamlit user cookie (HMAC-SHA1)'
quart-auth\t'Quart-Auth login cookie (HMAC-SHA512)'
flask-session\t'id of Flask-Session with its signature (HMAC-SHA1)'
itsdangerous\t'text signed by itsdangerous (HMAC)'
django-messages\t'messages cookie of django.contrib.messages (HMAC-SHA256)'
django-session\t'Django session cookie of the signed_cookies backend (HMAC-SHA256)'
django-cookie\t'cookie of Django\'s set_signed_cookie (HMAC-SHA256)'
keygrip\t'Koa or cookie-session cookie with its NAME.sig (keygrip, HMAC-SHA1)'
adonis\t'AdonisJS cookie, signed (HMAC-SHA256) or encrypted (AES-256-GCM, CBC, SIV or ChaCha20)'
iron-session\t'iron-session cookie (an iron seal: AES-256-CBC and HMAC-SHA256)'
h3\t'h3 session of Nitro, Nuxt and TanStack Start (an iron seal: AES-256-CBC and HMAC-SHA256)'
iron\t'iron seal of hapi (AES-256-CBC and HMAC-SHA256)'
express\t'Express signed cookie (cookie-signature, HMAC-SHA256)'
hono\t'Hono signed cookie (HMAC-SHA256)'
remix\t'Remix and React Router cookie (HMAC-SHA256)'
fastify-secure-session\t'session of @fastify/secure-session (XSalsa20-Poly1305)'
fastify-cookie\t'Fastify signed cookie, and the id of @fastify/session (HMAC-SHA256)'
workbench\t'Posit Workbench secure cookie (HMAC-SHA256)'
rack\t'Rack encrypted session (AES-256-GCM, or AES-256-CTR and HMAC-SHA256)'
plumber\t'R plumber session cookie (XSalsa20-Poly1305)'
plumber2\t'plumber2 session cookie (XSalsa20-Poly1305)'"
complete -c cookiekit -n "__fish_cookiekit_using_subcommand keygen" -l json -d 'Print one JSON document on standard output'
complete -c cookiekit -n "__fish_cookiekit_using_subcommand keygen" -s q -l quiet -d 'Print only errors on standard error'
complete -c cookiekit -n "__fish_cookiekit_using_subcommand keygen" -s v -l verbose -d 'Print more on standard error: the key that was used, the format'
complete -c cookiekit -n "__fish_cookiekit_using_subcommand keygen" -l stdout -d 'Print it'
complete -c cookiekit -n "__fish_cookiekit_using_subcommand keygen" -l reveal -d 'Print it on a terminal, too'
complete -c cookiekit -n "__fish_cookiekit_using_subcommand keygen" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c cookiekit -n "__fish_cookiekit_using_subcommand key; and not __fish_seen_subcommand_from fingerprint list show copy export delete" -l color -d 'When to colour' -r -f -a "auto\t'On a terminal, unless NO_COLOR is set'
always\t''
never\t''"
complete -c cookiekit -n "__fish_cookiekit_using_subcommand key; and not __fish_seen_subcommand_from fingerprint list show copy export delete" -l json -d 'Print one JSON document on standard output'
complete -c cookiekit -n "__fish_cookiekit_using_subcommand key; and not __fish_seen_subcommand_from fingerprint list show copy export delete" -s q -l quiet -d 'Print only errors on standard error'
complete -c cookiekit -n "__fish_cookiekit_using_subcommand key; and not __fish_seen_subcommand_from fingerprint list show copy export delete" -s v -l verbose -d 'Print more on standard error: the key that was used, the format'
complete -c cookiekit -n "__fish_cookiekit_using_subcommand key; and not __fish_seen_subcommand_from fingerprint list show copy export delete" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c cookiekit -n "__fish_cookiekit_using_subcommand key; and not __fish_seen_subcommand_from fingerprint list show copy export delete" -f -a "fingerprint" -d 'Print a key\'s fingerprint, its length and the CRC-32 that Workbench logs'
complete -c cookiekit -n "__fish_cookiekit_using_subcommand key; and not __fish_seen_subcommand_from fingerprint list show copy export delete" -f -a "list" -d 'List the keyring\'s entries, or with --key the slots of one key'
complete -c cookiekit -n "__fish_cookiekit_using_subcommand key; and not __fish_seen_subcommand_from fingerprint list show copy export delete" -f -a "show" -d 'Print a key, byte for byte as it is stored'
complete -c cookiekit -n "__fish_cookiekit_using_subcommand key; and not __fish_seen_subcommand_from fingerprint list show copy export delete" -f -a "copy" -d 'Copy a key to a file or to the keyring, never over another'
complete -c cookiekit -n "__fish_cookiekit_using_subcommand key; and not __fish_seen_subcommand_from fingerprint list show copy export delete" -f -a "export" -d 'Print what a consumer of the key reads: code, a unit, a manifest, the key'
complete -c cookiekit -n "__fish_cookiekit_using_subcommand key; and not __fish_seen_subcommand_from fingerprint list show copy export delete" -f -a "delete" -d 'Delete a key: what it sealed can never be opened again'
complete -c cookiekit -n "__fish_cookiekit_using_subcommand key; and __fish_seen_subcommand_from fingerprint" -l color -d 'When to colour' -r -f -a "auto\t'On a terminal, unless NO_COLOR is set'
always\t''
never\t''"
complete -c cookiekit -n "__fish_cookiekit_using_subcommand key; and __fish_seen_subcommand_from fingerprint" -l key -d 'Where the key is; the first seals and signs, all open and verify' -r
complete -c cookiekit -n "__fish_cookiekit_using_subcommand key; and __fish_seen_subcommand_from fingerprint" -l expect -d 'Exit with 1 unless the key has this fingerprint or CRC-32' -r
complete -c cookiekit -n "__fish_cookiekit_using_subcommand key; and __fish_seen_subcommand_from fingerprint" -l json -d 'Print one JSON document on standard output'
complete -c cookiekit -n "__fish_cookiekit_using_subcommand key; and __fish_seen_subcommand_from fingerprint" -s q -l quiet -d 'Print only errors on standard error'
complete -c cookiekit -n "__fish_cookiekit_using_subcommand key; and __fish_seen_subcommand_from fingerprint" -s v -l verbose -d 'Print more on standard error: the key that was used, the format'
complete -c cookiekit -n "__fish_cookiekit_using_subcommand key; and __fish_seen_subcommand_from fingerprint" -l allow-unsafe-key -d 'Continue, with a warning, when others can read or replace the key file'
complete -c cookiekit -n "__fish_cookiekit_using_subcommand key; and __fish_seen_subcommand_from fingerprint" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c cookiekit -n "__fish_cookiekit_using_subcommand key; and __fish_seen_subcommand_from list" -l color -d 'When to colour' -r -f -a "auto\t'On a terminal, unless NO_COLOR is set'
always\t''
never\t''"
complete -c cookiekit -n "__fish_cookiekit_using_subcommand key; and __fish_seen_subcommand_from list" -l key -d 'A key, whose slots are listed; repeatable' -r
complete -c cookiekit -n "__fish_cookiekit_using_subcommand key; and __fish_seen_subcommand_from list" -l json -d 'Print one JSON document on standard output'
complete -c cookiekit -n "__fish_cookiekit_using_subcommand key; and __fish_seen_subcommand_from list" -s q -l quiet -d 'Print only errors on standard error'
complete -c cookiekit -n "__fish_cookiekit_using_subcommand key; and __fish_seen_subcommand_from list" -s v -l verbose -d 'Print more on standard error: the key that was used, the format'
complete -c cookiekit -n "__fish_cookiekit_using_subcommand key; and __fish_seen_subcommand_from list" -l allow-unsafe-key -d 'Continue, with a warning, when others can read or replace the key file'
complete -c cookiekit -n "__fish_cookiekit_using_subcommand key; and __fish_seen_subcommand_from list" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c cookiekit -n "__fish_cookiekit_using_subcommand key; and __fish_seen_subcommand_from show" -l color -d 'When to colour' -r -f -a "auto\t'On a terminal, unless NO_COLOR is set'
always\t''
never\t''"
complete -c cookiekit -n "__fish_cookiekit_using_subcommand key; and __fish_seen_subcommand_from show" -l key -d 'Where the key is; the first seals and signs, all open and verify' -r
complete -c cookiekit -n "__fish_cookiekit_using_subcommand key; and __fish_seen_subcommand_from show" -l json -d 'Print one JSON document on standard output'
complete -c cookiekit -n "__fish_cookiekit_using_subcommand key; and __fish_seen_subcommand_from show" -s q -l quiet -d 'Print only errors on standard error'
complete -c cookiekit -n "__fish_cookiekit_using_subcommand key; and __fish_seen_subcommand_from show" -s v -l verbose -d 'Print more on standard error: the key that was used, the format'
complete -c cookiekit -n "__fish_cookiekit_using_subcommand key; and __fish_seen_subcommand_from show" -l allow-unsafe-key -d 'Continue, with a warning, when others can read or replace the key file'
complete -c cookiekit -n "__fish_cookiekit_using_subcommand key; and __fish_seen_subcommand_from show" -l reveal -d 'Print it on a terminal, too'
complete -c cookiekit -n "__fish_cookiekit_using_subcommand key; and __fish_seen_subcommand_from show" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c cookiekit -n "__fish_cookiekit_using_subcommand key; and __fish_seen_subcommand_from copy" -l color -d 'When to colour' -r -f -a "auto\t'On a terminal, unless NO_COLOR is set'
always\t''
never\t''"
complete -c cookiekit -n "__fish_cookiekit_using_subcommand key; and __fish_seen_subcommand_from copy" -l key -d 'Where the key is; the first seals and signs, all open and verify' -r
complete -c cookiekit -n "__fish_cookiekit_using_subcommand key; and __fish_seen_subcommand_from copy" -l to -d 'Where to: PATH (a new file, 0600) or keyring:SERVICE[/USER]' -r
complete -c cookiekit -n "__fish_cookiekit_using_subcommand key; and __fish_seen_subcommand_from copy" -l json -d 'Print one JSON document on standard output'
complete -c cookiekit -n "__fish_cookiekit_using_subcommand key; and __fish_seen_subcommand_from copy" -s q -l quiet -d 'Print only errors on standard error'
complete -c cookiekit -n "__fish_cookiekit_using_subcommand key; and __fish_seen_subcommand_from copy" -s v -l verbose -d 'Print more on standard error: the key that was used, the format'
complete -c cookiekit -n "__fish_cookiekit_using_subcommand key; and __fish_seen_subcommand_from copy" -l allow-unsafe-key -d 'Continue, with a warning, when others can read or replace the key file'
complete -c cookiekit -n "__fish_cookiekit_using_subcommand key; and __fish_seen_subcommand_from copy" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c cookiekit -n "__fish_cookiekit_using_subcommand key; and __fish_seen_subcommand_from export" -l color -d 'When to colour' -r -f -a "auto\t'On a terminal, unless NO_COLOR is set'
always\t''
never\t''"
complete -c cookiekit -n "__fish_cookiekit_using_subcommand key; and __fish_seen_subcommand_from export" -l key -d 'Where the key is; the first seals and signs, all open and verify' -r
complete -c cookiekit -n "__fish_cookiekit_using_subcommand key; and __fish_seen_subcommand_from export" -l for -d 'The consumer of the key' -r -f -a "adonis\t'JavaScript code for config/encryption.ts of version 7: the keys of a driver'
aiohttp-session\t'Python code: EncryptedCookieStorage with its keys'
authjs\t'JavaScript code: the secrets of Auth.js 5'
bottle\t'Python code: the secret of set_cookie and get_cookie'
cookie-session\t'JavaScript code: cookie-session with its keys'
django\t'Python code: SECRET_KEY and SECRET_KEY_FALLBACKS, for settings.py'
express\t'JavaScript code: cookie-parser with its secrets, as express-session takes them too'
fastify-cookie\t'JavaScript code: @fastify/cookie with its secrets, as @fastify/session takes them too'
fastify-secure-session\t'JavaScript code: @fastify/secure-session with its keys of 32 bytes in base64'
fernet\t'Python code: MultiFernet with its keys'
flask\t'Python code: the application\'s SECRET_KEY and SECRET_KEY_FALLBACKS'
flask-login\t'Python code: the application\'s SECRET_KEY and SECRET_KEY_FALLBACKS'
flask-session\t'Python code: the SECRET_KEY that Flask-Session signs ids with'
flask-wtf\t'Python code: the application\'s WTF_CSRF_SECRET_KEY'
gorilla\t'Go code: a function that reads the pairs of keys'
h3\t'JavaScript code: the password of h3\'s useSession'
hono\t'JavaScript code: the secret of setSignedCookie and getSignedCookie'
iron\t'JavaScript code: the password of @hapi/iron, and of the cookies and yar of hapi'
iron-session\t'JavaScript code: the password of iron-session, or its map of numbers to passwords'
itsdangerous\t'Python code: the list of keys for a signer or a serializer'
jsonwebtoken\t'JavaScript code: the secrets of jsonwebtoken, and a verify that tries each'
jwt\t'Python code: the secrets of PyJWT, and a decode that tries each'
koa\t'JavaScript code: Koa\'s app.keys'
laravel\t'PHP code for config/app.php: the keys, and two lines of its list (Laravel 11 and later)'
laravel-env\t'the secrets: APP_KEY and APP_PREVIOUS_KEYS, for .env'
litestar\t'Python code: CookieBackendConfig with its secret'
next-auth\t'JavaScript code: the secret of NextAuth 4, which takes one'
paseto\t'Python code: the keys of pyseto\'s tokens'
plumber\t'R code: the API\'s session cookie with this key'
plumber2\t'R code: the plumber2 API\'s session cookie with this key'
pyramid\t'Python code: SignedCookieSessionFactory with its secret'
pyramid-auth-tkt\t'Python code: AuthTktCookieHelper with its secret'
quart-auth\t'Python code: Quart\'s SECRET_KEY and SECRET_KEY_FALLBACKS'
rack\t'Ruby code: Rack::Session::Cookie of rack-session 2 with its secrets'
rack-hmac\t'Ruby code: Rack::Session::Cookie of Rack 1 and 2 with its secret and the old one'
rails\t'Ruby code for config/application.rb: secret_key_base, and rotations of cookies'
remix\t'JavaScript code: the secrets of createCookieSessionStorage and createCookie'
starlette\t'Python code: SessionMiddleware with its keys, for FastAPI as well'
streamlit\t'the secret: the line cookie_secret for [auth] in secrets.toml'
tornado\t'Python code: the application\'s cookie_secret and key_version'
workbench\t'The bytes of secure-cookie-key'
env\t'NAME=KEY, a line of an env file'
r\t'R code: an expression whose value is the key'
docker\t'A secret in a Compose file'
k8s\t'A Secret manifest, with all slots'
systemd\t'A drop-in that gives the unit the key as a credential'"
complete -c cookiekit -n "__fish_cookiekit_using_subcommand key; and __fish_seen_subcommand_from export" -l as -d 'What the variable, secret or credential is called [default: COOKIE_KEY for env and docker, cookie-key for k8s, cookie.key for systemd]' -r
complete -c cookiekit -n "__fish_cookiekit_using_subcommand key; and __fish_seen_subcommand_from export" -l json -d 'Print one JSON document on standard output'
complete -c cookiekit -n "__fish_cookiekit_using_subcommand key; and __fish_seen_subcommand_from export" -s q -l quiet -d 'Print only errors on standard error'
complete -c cookiekit -n "__fish_cookiekit_using_subcommand key; and __fish_seen_subcommand_from export" -s v -l verbose -d 'Print more on standard error: the key that was used, the format'
complete -c cookiekit -n "__fish_cookiekit_using_subcommand key; and __fish_seen_subcommand_from export" -l allow-unsafe-key -d 'Continue, with a warning, when others can read or replace the key file'
complete -c cookiekit -n "__fish_cookiekit_using_subcommand key; and __fish_seen_subcommand_from export" -l reveal -d 'Print a secret on a terminal, too'
complete -c cookiekit -n "__fish_cookiekit_using_subcommand key; and __fish_seen_subcommand_from export" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c cookiekit -n "__fish_cookiekit_using_subcommand key; and __fish_seen_subcommand_from delete" -l color -d 'When to colour' -r -f -a "auto\t'On a terminal, unless NO_COLOR is set'
always\t''
never\t''"
complete -c cookiekit -n "__fish_cookiekit_using_subcommand key; and __fish_seen_subcommand_from delete" -l key -d 'Which key: PATH or keyring:SERVICE[/USER]' -r
complete -c cookiekit -n "__fish_cookiekit_using_subcommand key; and __fish_seen_subcommand_from delete" -l json -d 'Print one JSON document on standard output'
complete -c cookiekit -n "__fish_cookiekit_using_subcommand key; and __fish_seen_subcommand_from delete" -s q -l quiet -d 'Print only errors on standard error'
complete -c cookiekit -n "__fish_cookiekit_using_subcommand key; and __fish_seen_subcommand_from delete" -s v -l verbose -d 'Print more on standard error: the key that was used, the format'
complete -c cookiekit -n "__fish_cookiekit_using_subcommand key; and __fish_seen_subcommand_from delete" -l yes -d 'Do not ask'
complete -c cookiekit -n "__fish_cookiekit_using_subcommand key; and __fish_seen_subcommand_from delete" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c cookiekit -n "__fish_cookiekit_using_subcommand encrypt" -l color -d 'When to colour' -r -f -a "auto\t'On a terminal, unless NO_COLOR is set'
always\t''
never\t''"
complete -c cookiekit -n "__fish_cookiekit_using_subcommand encrypt" -l format -d 'The format to make' -r -f -a "sealed\t'cookiekit sealed cookie (XChaCha20-Poly1305)'
fernet\t'Fernet token (AES-128-CBC and HMAC-SHA256)'
aiohttp-session\t'aiohttp-session cookie (Fernet, or NaCl\'s secretbox)'
litestar\t'Litestar client-side session (AES-GCM)'
authjs\t'session token of Auth.js 5 (A256CBC-HS512) or NextAuth 4 (A256GCM)'
paseto\t'PASETO v4.local token (XChaCha20, BLAKE2b)'
rails-gcm\t'Rails encrypted cookie (AES-256-GCM)'
rails-cbc\t'Rails encrypted cookie of old (AES-256-CBC, HMAC-SHA1)'
laravel\t'Laravel encrypted cookie (AES-256-CBC and HMAC-SHA256, or AES-256-GCM)'
gorilla\t'gorilla/securecookie (HMAC-SHA256, AES-CTR)'
adonis\t'AdonisJS cookie, signed (HMAC-SHA256) or encrypted (AES-256-GCM, CBC, SIV or ChaCha20)'
iron-session\t'iron-session cookie (an iron seal: AES-256-CBC and HMAC-SHA256)'
h3\t'h3 session of Nitro, Nuxt and TanStack Start (an iron seal: AES-256-CBC and HMAC-SHA256)'
iron\t'iron seal of hapi (AES-256-CBC and HMAC-SHA256)'
fastify-secure-session\t'session of @fastify/secure-session (XSalsa20-Poly1305)'
rack\t'Rack encrypted session (AES-256-GCM, or AES-256-CTR and HMAC-SHA256)'
plumber\t'R plumber session cookie (XSalsa20-Poly1305)'
plumber2\t'plumber2 session cookie (XSalsa20-Poly1305)'"
complete -c cookiekit -n "__fish_cookiekit_using_subcommand encrypt" -l param -d 'A parameter that the application chose, as max-age=1h' -r
complete -c cookiekit -n "__fish_cookiekit_using_subcommand encrypt" -l name -d 'The cookie\'s name: some formats are bound to it' -r
complete -c cookiekit -n "__fish_cookiekit_using_subcommand encrypt" -l expires-in -d 'Expire after this long' -r
complete -c cookiekit -n "__fish_cookiekit_using_subcommand encrypt" -l expires-at -d 'Expire at this time' -r
complete -c cookiekit -n "__fish_cookiekit_using_subcommand encrypt" -l now -d 'Make it as if it were this time' -r
complete -c cookiekit -n "__fish_cookiekit_using_subcommand encrypt" -l path -d 'The path for which the browser sends it [default: /]' -r
complete -c cookiekit -n "__fish_cookiekit_using_subcommand encrypt" -l domain -d 'The domain for which the browser sends it, subdomains included [default: this host only]' -r
complete -c cookiekit -n "__fish_cookiekit_using_subcommand encrypt" -l max-age -d 'How long the browser keeps it [default: until it closes]' -r
complete -c cookiekit -n "__fish_cookiekit_using_subcommand encrypt" -l same-site -d 'Whether requests from other sites include it' -r -f -a "strict\t'Never'
lax\t'When a link is followed'
none\t'Always; needs --secure'"
complete -c cookiekit -n "__fish_cookiekit_using_subcommand encrypt" -l key -d 'Where the key is; the first seals and signs, all open and verify' -r
complete -c cookiekit -n "__fish_cookiekit_using_subcommand encrypt" -l field -d 'Read the cookie from this member of each line, a JSON object' -r
complete -c cookiekit -n "__fish_cookiekit_using_subcommand encrypt" -l into -d 'The member that holds the result [default: cookiekit]' -r
complete -c cookiekit -n "__fish_cookiekit_using_subcommand encrypt" -l jobs -d 'Use this many threads [default: the number of cores]' -r
complete -c cookiekit -n "__fish_cookiekit_using_subcommand encrypt" -l only -d 'Print only records with these outcomes' -r -f -a "valid\t''
unprotected\t''
unchecked\t''
expired\t''
forged\t''
malformed\t''
unknown\t''
untried\t''
absent\t''
unread\t''
made\t''
refused\t''"
complete -c cookiekit -n "__fish_cookiekit_using_subcommand encrypt" -l json -d 'Print one JSON document on standard output'
complete -c cookiekit -n "__fish_cookiekit_using_subcommand encrypt" -s q -l quiet -d 'Print only errors on standard error'
complete -c cookiekit -n "__fish_cookiekit_using_subcommand encrypt" -s v -l verbose -d 'Print more on standard error: the key that was used, the format'
complete -c cookiekit -n "__fish_cookiekit_using_subcommand encrypt" -l unencrypted -d 'Make plumber\'s form without a key, which protects nothing'
complete -c cookiekit -n "__fish_cookiekit_using_subcommand encrypt" -l allow-oversize -d 'Make a cookie even if browsers will drop it for its size'
complete -c cookiekit -n "__fish_cookiekit_using_subcommand encrypt" -l set-cookie -d 'Print the whole Set-Cookie header line'
complete -c cookiekit -n "__fish_cookiekit_using_subcommand encrypt" -l secure -d 'Send it only over HTTPS'
complete -c cookiekit -n "__fish_cookiekit_using_subcommand encrypt" -l no-http-only -d 'Allow scripts to read it'
complete -c cookiekit -n "__fish_cookiekit_using_subcommand encrypt" -l allow-unsafe-key -d 'Continue, with a warning, when others can read or replace the key file'
complete -c cookiekit -n "__fish_cookiekit_using_subcommand encrypt" -l lines -d 'Read one cookie or payload from each line of standard input, and print a JSON record for each'
complete -c cookiekit -n "__fish_cookiekit_using_subcommand encrypt" -l summary -d 'Print totals instead: outcomes, formats, keys and ages, and which key may go'
complete -c cookiekit -n "__fish_cookiekit_using_subcommand encrypt" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c cookiekit -n "__fish_cookiekit_using_subcommand decrypt" -l color -d 'When to colour' -r -f -a "auto\t'On a terminal, unless NO_COLOR is set'
always\t''
never\t''"
complete -c cookiekit -n "__fish_cookiekit_using_subcommand decrypt" -l name -d 'The cookie\'s name: selects it in a header, and names a bare value' -r
complete -c cookiekit -n "__fish_cookiekit_using_subcommand decrypt" -l format -d 'Treat the cookie as this format' -r -f -a "sealed\t'cookiekit sealed cookie (XChaCha20-Poly1305)'
fernet\t'Fernet token (AES-128-CBC and HMAC-SHA256)'
aiohttp-session\t'aiohttp-session cookie (Fernet, or NaCl\'s secretbox)'
litestar\t'Litestar client-side session (AES-GCM)'
authjs\t'session token of Auth.js 5 (A256CBC-HS512) or NextAuth 4 (A256GCM)'
paseto\t'PASETO v4.local token (XChaCha20, BLAKE2b)'
rails-gcm\t'Rails encrypted cookie (AES-256-GCM)'
rails-cbc\t'Rails encrypted cookie of old (AES-256-CBC, HMAC-SHA1)'
laravel\t'Laravel encrypted cookie (AES-256-CBC and HMAC-SHA256, or AES-256-GCM)'
gorilla\t'gorilla/securecookie (HMAC-SHA256, AES-CTR)'
adonis\t'AdonisJS cookie, signed (HMAC-SHA256) or encrypted (AES-256-GCM, CBC, SIV or ChaCha20)'
iron-session\t'iron-session cookie (an iron seal: AES-256-CBC and HMAC-SHA256)'
h3\t'h3 session of Nitro, Nuxt and TanStack Start (an iron seal: AES-256-CBC and HMAC-SHA256)'
iron\t'iron seal of hapi (AES-256-CBC and HMAC-SHA256)'
fastify-secure-session\t'session of @fastify/secure-session (XSalsa20-Poly1305)'
rack\t'Rack encrypted session (AES-256-GCM, or AES-256-CTR and HMAC-SHA256)'
plumber\t'R plumber session cookie (XSalsa20-Poly1305)'
plumber2\t'plumber2 session cookie (XSalsa20-Poly1305)'"
complete -c cookiekit -n "__fish_cookiekit_using_subcommand decrypt" -l param -d 'A parameter that the application chose, as max-age=1h' -r
complete -c cookiekit -n "__fish_cookiekit_using_subcommand decrypt" -l key -d 'Where the key is; the first seals and signs, all open and verify' -r
complete -c cookiekit -n "__fish_cookiekit_using_subcommand decrypt" -l now -d 'Judge at this time instead of now' -r
complete -c cookiekit -n "__fish_cookiekit_using_subcommand decrypt" -l leeway -d 'Accept a cookie for this long after it expired' -r
complete -c cookiekit -n "__fish_cookiekit_using_subcommand decrypt" -l field -d 'Read the cookie from this member of each line, a JSON object' -r
complete -c cookiekit -n "__fish_cookiekit_using_subcommand decrypt" -l into -d 'The member that holds the result [default: cookiekit]' -r
complete -c cookiekit -n "__fish_cookiekit_using_subcommand decrypt" -l jobs -d 'Use this many threads [default: the number of cores]' -r
complete -c cookiekit -n "__fish_cookiekit_using_subcommand decrypt" -l only -d 'Print only records with these outcomes' -r -f -a "valid\t''
unprotected\t''
unchecked\t''
expired\t''
forged\t''
malformed\t''
unknown\t''
untried\t''
absent\t''
unread\t''
made\t''
refused\t''"
complete -c cookiekit -n "__fish_cookiekit_using_subcommand decrypt" -l json -d 'Print one JSON document on standard output'
complete -c cookiekit -n "__fish_cookiekit_using_subcommand decrypt" -s q -l quiet -d 'Print only errors on standard error'
complete -c cookiekit -n "__fish_cookiekit_using_subcommand decrypt" -s v -l verbose -d 'Print more on standard error: the key that was used, the format'
complete -c cookiekit -n "__fish_cookiekit_using_subcommand decrypt" -l unbox -d 'Unwrap R\'s one-element arrays: {"user":["alice"]} becomes {"user":"alice"}'
complete -c cookiekit -n "__fish_cookiekit_using_subcommand decrypt" -l unencrypted -d 'Read plumber\'s form without a key, which protects nothing'
complete -c cookiekit -n "__fish_cookiekit_using_subcommand decrypt" -l allow-unsafe-key -d 'Continue, with a warning, when others can read or replace the key file'
complete -c cookiekit -n "__fish_cookiekit_using_subcommand decrypt" -l lines -d 'Read one cookie or payload from each line of standard input, and print a JSON record for each'
complete -c cookiekit -n "__fish_cookiekit_using_subcommand decrypt" -l summary -d 'Print totals instead: outcomes, formats, keys and ages, and which key may go'
complete -c cookiekit -n "__fish_cookiekit_using_subcommand decrypt" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c cookiekit -n "__fish_cookiekit_using_subcommand sign" -l color -d 'When to colour' -r -f -a "auto\t'On a terminal, unless NO_COLOR is set'
always\t''
never\t''"
complete -c cookiekit -n "__fish_cookiekit_using_subcommand sign" -l format -d 'The format to make' -r -f -a "signed\t'cookiekit signed cookie (HMAC-SHA256)'
jwt\t'JSON Web Token (HS256, HS384 or HS512)'
rails-signed\t'Rails signed cookie (HMAC-SHA1)'
rack-hmac\t'Rack session of old (HMAC-SHA1)'
tornado\t'signed cookie of Tornado and Jupyter (HMAC-SHA256)'
bottle\t'signed cookie of Bottle, a pickle (HMAC-SHA256)'
pyramid-auth-tkt\t'auth_tkt ticket of Pyramid (SHA-512)'
pyramid\t'session cookie of Pyramid (HMAC-SHA512)'
gorilla\t'gorilla/securecookie (HMAC-SHA256, AES-CTR)'
flask\t'Flask session cookie (HMAC-SHA1)'
starlette\t'session cookie of Starlette and FastAPI (HMAC-SHA1)'
flask-login\t'Flask-Login remember-me cookie (HMAC-SHA512)'
flask-wtf\t'CSRF token of Flask-WTF (HMAC-SHA1)'
streamlit\t'Streamlit user cookie (HMAC-SHA1)'
quart-auth\t'Quart-Auth login cookie (HMAC-SHA512)'
flask-session\t'id of Flask-Session with its signature (HMAC-SHA1)'
itsdangerous\t'text signed by itsdangerous (HMAC)'
django-messages\t'messages cookie of django.contrib.messages (HMAC-SHA256)'
django-session\t'Django session cookie of the signed_cookies backend (HMAC-SHA256)'
django-cookie\t'cookie of Django\'s set_signed_cookie (HMAC-SHA256)'
keygrip\t'Koa or cookie-session cookie with its NAME.sig (keygrip, HMAC-SHA1)'
adonis\t'AdonisJS cookie, signed (HMAC-SHA256) or encrypted (AES-256-GCM, CBC, SIV or ChaCha20)'
express\t'Express signed cookie (cookie-signature, HMAC-SHA256)'
hono\t'Hono signed cookie (HMAC-SHA256)'
remix\t'Remix and React Router cookie (HMAC-SHA256)'
fastify-cookie\t'Fastify signed cookie, and the id of @fastify/session (HMAC-SHA256)'
workbench\t'Posit Workbench secure cookie (HMAC-SHA256)'"
complete -c cookiekit -n "__fish_cookiekit_using_subcommand sign" -l param -d 'A parameter that the application chose, as max-age=1h' -r
complete -c cookiekit -n "__fish_cookiekit_using_subcommand sign" -l name -d 'The cookie\'s name: some formats are bound to it' -r
complete -c cookiekit -n "__fish_cookiekit_using_subcommand sign" -l expires-in -d 'Expire after this long' -r
complete -c cookiekit -n "__fish_cookiekit_using_subcommand sign" -l expires-at -d 'Expire at this time' -r
complete -c cookiekit -n "__fish_cookiekit_using_subcommand sign" -l now -d 'Make it as if it were this time' -r
complete -c cookiekit -n "__fish_cookiekit_using_subcommand sign" -l path -d 'The path for which the browser sends it [default: /]' -r
complete -c cookiekit -n "__fish_cookiekit_using_subcommand sign" -l domain -d 'The domain for which the browser sends it, subdomains included [default: this host only]' -r
complete -c cookiekit -n "__fish_cookiekit_using_subcommand sign" -l max-age -d 'How long the browser keeps it [default: until it closes]' -r
complete -c cookiekit -n "__fish_cookiekit_using_subcommand sign" -l same-site -d 'Whether requests from other sites include it' -r -f -a "strict\t'Never'
lax\t'When a link is followed'
none\t'Always; needs --secure'"
complete -c cookiekit -n "__fish_cookiekit_using_subcommand sign" -l key -d 'Where the key is; the first seals and signs, all open and verify' -r
complete -c cookiekit -n "__fish_cookiekit_using_subcommand sign" -l login-expires-at -d 'End the login at this time too, where the format has a place for it' -r
complete -c cookiekit -n "__fish_cookiekit_using_subcommand sign" -l field -d 'Read the cookie from this member of each line, a JSON object' -r
complete -c cookiekit -n "__fish_cookiekit_using_subcommand sign" -l into -d 'The member that holds the result [default: cookiekit]' -r
complete -c cookiekit -n "__fish_cookiekit_using_subcommand sign" -l jobs -d 'Use this many threads [default: the number of cores]' -r
complete -c cookiekit -n "__fish_cookiekit_using_subcommand sign" -l only -d 'Print only records with these outcomes' -r -f -a "valid\t''
unprotected\t''
unchecked\t''
expired\t''
forged\t''
malformed\t''
unknown\t''
untried\t''
absent\t''
unread\t''
made\t''
refused\t''"
complete -c cookiekit -n "__fish_cookiekit_using_subcommand sign" -l json -d 'Print one JSON document on standard output'
complete -c cookiekit -n "__fish_cookiekit_using_subcommand sign" -s q -l quiet -d 'Print only errors on standard error'
complete -c cookiekit -n "__fish_cookiekit_using_subcommand sign" -s v -l verbose -d 'Print more on standard error: the key that was used, the format'
complete -c cookiekit -n "__fish_cookiekit_using_subcommand sign" -l allow-oversize -d 'Make a cookie even if browsers will drop it for its size'
complete -c cookiekit -n "__fish_cookiekit_using_subcommand sign" -l set-cookie -d 'Print the whole Set-Cookie header line'
complete -c cookiekit -n "__fish_cookiekit_using_subcommand sign" -l secure -d 'Send it only over HTTPS'
complete -c cookiekit -n "__fish_cookiekit_using_subcommand sign" -l no-http-only -d 'Allow scripts to read it'
complete -c cookiekit -n "__fish_cookiekit_using_subcommand sign" -l allow-unsafe-key -d 'Continue, with a warning, when others can read or replace the key file'
complete -c cookiekit -n "__fish_cookiekit_using_subcommand sign" -l lines -d 'Read one cookie or payload from each line of standard input, and print a JSON record for each'
complete -c cookiekit -n "__fish_cookiekit_using_subcommand sign" -l summary -d 'Print totals instead: outcomes, formats, keys and ages, and which key may go'
complete -c cookiekit -n "__fish_cookiekit_using_subcommand sign" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c cookiekit -n "__fish_cookiekit_using_subcommand verify" -l color -d 'When to colour' -r -f -a "auto\t'On a terminal, unless NO_COLOR is set'
always\t''
never\t''"
complete -c cookiekit -n "__fish_cookiekit_using_subcommand verify" -l name -d 'The cookie\'s name: selects it in a header, and names a bare value' -r
complete -c cookiekit -n "__fish_cookiekit_using_subcommand verify" -l format -d 'Treat the cookie as this format' -r -f -a "signed\t'cookiekit signed cookie (HMAC-SHA256)'
jwt\t'JSON Web Token (HS256, HS384 or HS512)'
rails-signed\t'Rails signed cookie (HMAC-SHA1)'
rack-hmac\t'Rack session of old (HMAC-SHA1)'
tornado\t'signed cookie of Tornado and Jupyter (HMAC-SHA256)'
bottle\t'signed cookie of Bottle, a pickle (HMAC-SHA256)'
pyramid-auth-tkt\t'auth_tkt ticket of Pyramid (SHA-512)'
pyramid\t'session cookie of Pyramid (HMAC-SHA512)'
gorilla\t'gorilla/securecookie (HMAC-SHA256, AES-CTR)'
flask\t'Flask session cookie (HMAC-SHA1)'
starlette\t'session cookie of Starlette and FastAPI (HMAC-SHA1)'
flask-login\t'Flask-Login remember-me cookie (HMAC-SHA512)'
flask-wtf\t'CSRF token of Flask-WTF (HMAC-SHA1)'
streamlit\t'Streamlit user cookie (HMAC-SHA1)'
quart-auth\t'Quart-Auth login cookie (HMAC-SHA512)'
flask-session\t'id of Flask-Session with its signature (HMAC-SHA1)'
itsdangerous\t'text signed by itsdangerous (HMAC)'
django-messages\t'messages cookie of django.contrib.messages (HMAC-SHA256)'
django-session\t'Django session cookie of the signed_cookies backend (HMAC-SHA256)'
django-cookie\t'cookie of Django\'s set_signed_cookie (HMAC-SHA256)'
keygrip\t'Koa or cookie-session cookie with its NAME.sig (keygrip, HMAC-SHA1)'
adonis\t'AdonisJS cookie, signed (HMAC-SHA256) or encrypted (AES-256-GCM, CBC, SIV or ChaCha20)'
express\t'Express signed cookie (cookie-signature, HMAC-SHA256)'
hono\t'Hono signed cookie (HMAC-SHA256)'
remix\t'Remix and React Router cookie (HMAC-SHA256)'
fastify-cookie\t'Fastify signed cookie, and the id of @fastify/session (HMAC-SHA256)'
workbench\t'Posit Workbench secure cookie (HMAC-SHA256)'"
complete -c cookiekit -n "__fish_cookiekit_using_subcommand verify" -l param -d 'A parameter that the application chose, as max-age=1h' -r
complete -c cookiekit -n "__fish_cookiekit_using_subcommand verify" -l key -d 'Where the key is; the first seals and signs, all open and verify' -r
complete -c cookiekit -n "__fish_cookiekit_using_subcommand verify" -l now -d 'Judge at this time instead of now' -r
complete -c cookiekit -n "__fish_cookiekit_using_subcommand verify" -l leeway -d 'Accept a cookie for this long after it expired' -r
complete -c cookiekit -n "__fish_cookiekit_using_subcommand verify" -l field -d 'Read the cookie from this member of each line, a JSON object' -r
complete -c cookiekit -n "__fish_cookiekit_using_subcommand verify" -l into -d 'The member that holds the result [default: cookiekit]' -r
complete -c cookiekit -n "__fish_cookiekit_using_subcommand verify" -l jobs -d 'Use this many threads [default: the number of cores]' -r
complete -c cookiekit -n "__fish_cookiekit_using_subcommand verify" -l only -d 'Print only records with these outcomes' -r -f -a "valid\t''
unprotected\t''
unchecked\t''
expired\t''
forged\t''
malformed\t''
unknown\t''
untried\t''
absent\t''
unread\t''
made\t''
refused\t''"
complete -c cookiekit -n "__fish_cookiekit_using_subcommand verify" -l json -d 'Print one JSON document on standard output'
complete -c cookiekit -n "__fish_cookiekit_using_subcommand verify" -s q -l quiet -d 'Print only errors on standard error'
complete -c cookiekit -n "__fish_cookiekit_using_subcommand verify" -s v -l verbose -d 'Print more on standard error: the key that was used, the format'
complete -c cookiekit -n "__fish_cookiekit_using_subcommand verify" -l allow-unsafe-key -d 'Continue, with a warning, when others can read or replace the key file'
complete -c cookiekit -n "__fish_cookiekit_using_subcommand verify" -l lines -d 'Read one cookie or payload from each line of standard input, and print a JSON record for each'
complete -c cookiekit -n "__fish_cookiekit_using_subcommand verify" -l summary -d 'Print totals instead: outcomes, formats, keys and ages, and which key may go'
complete -c cookiekit -n "__fish_cookiekit_using_subcommand verify" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c cookiekit -n "__fish_cookiekit_using_subcommand inspect" -l color -d 'When to colour' -r -f -a "auto\t'On a terminal, unless NO_COLOR is set'
always\t''
never\t''"
complete -c cookiekit -n "__fish_cookiekit_using_subcommand inspect" -l name -d 'The cookie\'s name: selects it in a header, and names a bare value' -r
complete -c cookiekit -n "__fish_cookiekit_using_subcommand inspect" -l format -d 'Treat the cookie as this format' -r -f -a "sealed\t'cookiekit sealed cookie (XChaCha20-Poly1305)'
signed\t'cookiekit signed cookie (HMAC-SHA256)'
jwt\t'JSON Web Token (HS256, HS384 or HS512)'
fernet\t'Fernet token (AES-128-CBC and HMAC-SHA256)'
aiohttp-session\t'aiohttp-session cookie (Fernet, or NaCl\'s secretbox)'
litestar\t'Litestar client-side session (AES-GCM)'
authjs\t'session token of Auth.js 5 (A256CBC-HS512) or NextAuth 4 (A256GCM)'
paseto\t'PASETO v4.local token (XChaCha20, BLAKE2b)'
rails-gcm\t'Rails encrypted cookie (AES-256-GCM)'
rails-cbc\t'Rails encrypted cookie of old (AES-256-CBC, HMAC-SHA1)'
rails-signed\t'Rails signed cookie (HMAC-SHA1)'
rack-hmac\t'Rack session of old (HMAC-SHA1)'
laravel\t'Laravel encrypted cookie (AES-256-CBC and HMAC-SHA256, or AES-256-GCM)'
tornado\t'signed cookie of Tornado and Jupyter (HMAC-SHA256)'
bottle\t'signed cookie of Bottle, a pickle (HMAC-SHA256)'
pyramid-auth-tkt\t'auth_tkt ticket of Pyramid (SHA-512)'
pyramid\t'session cookie of Pyramid (HMAC-SHA512)'
gorilla\t'gorilla/securecookie (HMAC-SHA256, AES-CTR)'
flask\t'Flask session cookie (HMAC-SHA1)'
starlette\t'session cookie of Starlette and FastAPI (HMAC-SHA1)'
flask-login\t'Flask-Login remember-me cookie (HMAC-SHA512)'
flask-wtf\t'CSRF token of Flask-WTF (HMAC-SHA1)'
streamlit\t'Streamlit user cookie (HMAC-SHA1)'
quart-auth\t'Quart-Auth login cookie (HMAC-SHA512)'
flask-session\t'id of Flask-Session with its signature (HMAC-SHA1)'
itsdangerous\t'text signed by itsdangerous (HMAC)'
django-messages\t'messages cookie of django.contrib.messages (HMAC-SHA256)'
django-session\t'Django session cookie of the signed_cookies backend (HMAC-SHA256)'
django-cookie\t'cookie of Django\'s set_signed_cookie (HMAC-SHA256)'
keygrip\t'Koa or cookie-session cookie with its NAME.sig (keygrip, HMAC-SHA1)'
adonis\t'AdonisJS cookie, signed (HMAC-SHA256) or encrypted (AES-256-GCM, CBC, SIV or ChaCha20)'
iron-session\t'iron-session cookie (an iron seal: AES-256-CBC and HMAC-SHA256)'
h3\t'h3 session of Nitro, Nuxt and TanStack Start (an iron seal: AES-256-CBC and HMAC-SHA256)'
iron\t'iron seal of hapi (AES-256-CBC and HMAC-SHA256)'
express\t'Express signed cookie (cookie-signature, HMAC-SHA256)'
hono\t'Hono signed cookie (HMAC-SHA256)'
remix\t'Remix and React Router cookie (HMAC-SHA256)'
fastify-secure-session\t'session of @fastify/secure-session (XSalsa20-Poly1305)'
fastify-cookie\t'Fastify signed cookie, and the id of @fastify/session (HMAC-SHA256)'
workbench\t'Posit Workbench secure cookie (HMAC-SHA256)'
rack\t'Rack encrypted session (AES-256-GCM, or AES-256-CTR and HMAC-SHA256)'
plumber\t'R plumber session cookie (XSalsa20-Poly1305)'
plumber2\t'plumber2 session cookie (XSalsa20-Poly1305)'"
complete -c cookiekit -n "__fish_cookiekit_using_subcommand inspect" -l param -d 'A parameter that the application chose, as max-age=1h' -r
complete -c cookiekit -n "__fish_cookiekit_using_subcommand inspect" -l words -d 'Try each line of a word list as the key; - is standard input' -r -F
complete -c cookiekit -n "__fish_cookiekit_using_subcommand inspect" -l key -d 'Where the key is; the first seals and signs, all open and verify' -r
complete -c cookiekit -n "__fish_cookiekit_using_subcommand inspect" -l now -d 'Judge at this time instead of now' -r
complete -c cookiekit -n "__fish_cookiekit_using_subcommand inspect" -l leeway -d 'Accept a cookie for this long after it expired' -r
complete -c cookiekit -n "__fish_cookiekit_using_subcommand inspect" -l field -d 'Read the cookie from this member of each line, a JSON object' -r
complete -c cookiekit -n "__fish_cookiekit_using_subcommand inspect" -l into -d 'The member that holds the result [default: cookiekit]' -r
complete -c cookiekit -n "__fish_cookiekit_using_subcommand inspect" -l jobs -d 'Use this many threads [default: the number of cores]' -r
complete -c cookiekit -n "__fish_cookiekit_using_subcommand inspect" -l only -d 'Print only records with these outcomes' -r -f -a "valid\t''
unprotected\t''
unchecked\t''
expired\t''
forged\t''
malformed\t''
unknown\t''
untried\t''
absent\t''
unread\t''
made\t''
refused\t''"
complete -c cookiekit -n "__fish_cookiekit_using_subcommand inspect" -l json -d 'Print one JSON document on standard output'
complete -c cookiekit -n "__fish_cookiekit_using_subcommand inspect" -s q -l quiet -d 'Print only errors on standard error'
complete -c cookiekit -n "__fish_cookiekit_using_subcommand inspect" -s v -l verbose -d 'Print more on standard error: the key that was used, the format'
complete -c cookiekit -n "__fish_cookiekit_using_subcommand inspect" -l unencrypted -d 'The server runs without a key, as plumber does with `key = NULL`'
complete -c cookiekit -n "__fish_cookiekit_using_subcommand inspect" -l try-weak -d 'Try well-known keys: from documentation and examples'
complete -c cookiekit -n "__fish_cookiekit_using_subcommand inspect" -l allow-unsafe-key -d 'Continue, with a warning, when others can read or replace the key file'
complete -c cookiekit -n "__fish_cookiekit_using_subcommand inspect" -l lines -d 'Read one cookie or payload from each line of standard input, and print a JSON record for each'
complete -c cookiekit -n "__fish_cookiekit_using_subcommand inspect" -l summary -d 'Print totals instead: outcomes, formats, keys and ages, and which key may go'
complete -c cookiekit -n "__fish_cookiekit_using_subcommand inspect" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c cookiekit -n "__fish_cookiekit_using_subcommand reissue" -l color -d 'When to colour' -r -f -a "auto\t'On a terminal, unless NO_COLOR is set'
always\t''
never\t''"
complete -c cookiekit -n "__fish_cookiekit_using_subcommand reissue" -l name -d 'The cookie\'s name: selects it in a header, and names a bare value' -r
complete -c cookiekit -n "__fish_cookiekit_using_subcommand reissue" -l format -d 'Treat the cookie as this format' -r -f -a "sealed\t'cookiekit sealed cookie (XChaCha20-Poly1305)'
signed\t'cookiekit signed cookie (HMAC-SHA256)'
jwt\t'JSON Web Token (HS256, HS384 or HS512)'
fernet\t'Fernet token (AES-128-CBC and HMAC-SHA256)'
aiohttp-session\t'aiohttp-session cookie (Fernet, or NaCl\'s secretbox)'
litestar\t'Litestar client-side session (AES-GCM)'
authjs\t'session token of Auth.js 5 (A256CBC-HS512) or NextAuth 4 (A256GCM)'
paseto\t'PASETO v4.local token (XChaCha20, BLAKE2b)'
rails-gcm\t'Rails encrypted cookie (AES-256-GCM)'
rails-cbc\t'Rails encrypted cookie of old (AES-256-CBC, HMAC-SHA1)'
rails-signed\t'Rails signed cookie (HMAC-SHA1)'
rack-hmac\t'Rack session of old (HMAC-SHA1)'
laravel\t'Laravel encrypted cookie (AES-256-CBC and HMAC-SHA256, or AES-256-GCM)'
tornado\t'signed cookie of Tornado and Jupyter (HMAC-SHA256)'
bottle\t'signed cookie of Bottle, a pickle (HMAC-SHA256)'
pyramid-auth-tkt\t'auth_tkt ticket of Pyramid (SHA-512)'
pyramid\t'session cookie of Pyramid (HMAC-SHA512)'
gorilla\t'gorilla/securecookie (HMAC-SHA256, AES-CTR)'
flask\t'Flask session cookie (HMAC-SHA1)'
starlette\t'session cookie of Starlette and FastAPI (HMAC-SHA1)'
flask-login\t'Flask-Login remember-me cookie (HMAC-SHA512)'
flask-wtf\t'CSRF token of Flask-WTF (HMAC-SHA1)'
streamlit\t'Streamlit user cookie (HMAC-SHA1)'
quart-auth\t'Quart-Auth login cookie (HMAC-SHA512)'
flask-session\t'id of Flask-Session with its signature (HMAC-SHA1)'
itsdangerous\t'text signed by itsdangerous (HMAC)'
django-messages\t'messages cookie of django.contrib.messages (HMAC-SHA256)'
django-session\t'Django session cookie of the signed_cookies backend (HMAC-SHA256)'
django-cookie\t'cookie of Django\'s set_signed_cookie (HMAC-SHA256)'
keygrip\t'Koa or cookie-session cookie with its NAME.sig (keygrip, HMAC-SHA1)'
adonis\t'AdonisJS cookie, signed (HMAC-SHA256) or encrypted (AES-256-GCM, CBC, SIV or ChaCha20)'
iron-session\t'iron-session cookie (an iron seal: AES-256-CBC and HMAC-SHA256)'
h3\t'h3 session of Nitro, Nuxt and TanStack Start (an iron seal: AES-256-CBC and HMAC-SHA256)'
iron\t'iron seal of hapi (AES-256-CBC and HMAC-SHA256)'
express\t'Express signed cookie (cookie-signature, HMAC-SHA256)'
hono\t'Hono signed cookie (HMAC-SHA256)'
remix\t'Remix and React Router cookie (HMAC-SHA256)'
fastify-secure-session\t'session of @fastify/secure-session (XSalsa20-Poly1305)'
fastify-cookie\t'Fastify signed cookie, and the id of @fastify/session (HMAC-SHA256)'
workbench\t'Posit Workbench secure cookie (HMAC-SHA256)'
rack\t'Rack encrypted session (AES-256-GCM, or AES-256-CTR and HMAC-SHA256)'
plumber\t'R plumber session cookie (XSalsa20-Poly1305)'
plumber2\t'plumber2 session cookie (XSalsa20-Poly1305)'"
complete -c cookiekit -n "__fish_cookiekit_using_subcommand reissue" -l param -d 'A parameter that the application chose, as max-age=1h' -r
complete -c cookiekit -n "__fish_cookiekit_using_subcommand reissue" -l key -d 'Where the key is; the first seals and signs, all open and verify' -r
complete -c cookiekit -n "__fish_cookiekit_using_subcommand reissue" -l to -d 'Make the new cookie in this format, with the same payload, times and name' -r -f -a "sealed\t'cookiekit sealed cookie (XChaCha20-Poly1305)'
signed\t'cookiekit signed cookie (HMAC-SHA256)'
jwt\t'JSON Web Token (HS256, HS384 or HS512)'
fernet\t'Fernet token (AES-128-CBC and HMAC-SHA256)'
aiohttp-session\t'aiohttp-session cookie (Fernet, or NaCl\'s secretbox)'
litestar\t'Litestar client-side session (AES-GCM)'
authjs\t'session token of Auth.js 5 (A256CBC-HS512) or NextAuth 4 (A256GCM)'
paseto\t'PASETO v4.local token (XChaCha20, BLAKE2b)'
rails-gcm\t'Rails encrypted cookie (AES-256-GCM)'
rails-cbc\t'Rails encrypted cookie of old (AES-256-CBC, HMAC-SHA1)'
rails-signed\t'Rails signed cookie (HMAC-SHA1)'
rack-hmac\t'Rack session of old (HMAC-SHA1)'
laravel\t'Laravel encrypted cookie (AES-256-CBC and HMAC-SHA256, or AES-256-GCM)'
tornado\t'signed cookie of Tornado and Jupyter (HMAC-SHA256)'
bottle\t'signed cookie of Bottle, a pickle (HMAC-SHA256)'
pyramid-auth-tkt\t'auth_tkt ticket of Pyramid (SHA-512)'
pyramid\t'session cookie of Pyramid (HMAC-SHA512)'
gorilla\t'gorilla/securecookie (HMAC-SHA256, AES-CTR)'
flask\t'Flask session cookie (HMAC-SHA1)'
starlette\t'session cookie of Starlette and FastAPI (HMAC-SHA1)'
flask-login\t'Flask-Login remember-me cookie (HMAC-SHA512)'
flask-wtf\t'CSRF token of Flask-WTF (HMAC-SHA1)'
streamlit\t'Streamlit user cookie (HMAC-SHA1)'
quart-auth\t'Quart-Auth login cookie (HMAC-SHA512)'
flask-session\t'id of Flask-Session with its signature (HMAC-SHA1)'
itsdangerous\t'text signed by itsdangerous (HMAC)'
django-messages\t'messages cookie of django.contrib.messages (HMAC-SHA256)'
django-session\t'Django session cookie of the signed_cookies backend (HMAC-SHA256)'
django-cookie\t'cookie of Django\'s set_signed_cookie (HMAC-SHA256)'
keygrip\t'Koa or cookie-session cookie with its NAME.sig (keygrip, HMAC-SHA1)'
adonis\t'AdonisJS cookie, signed (HMAC-SHA256) or encrypted (AES-256-GCM, CBC, SIV or ChaCha20)'
iron-session\t'iron-session cookie (an iron seal: AES-256-CBC and HMAC-SHA256)'
h3\t'h3 session of Nitro, Nuxt and TanStack Start (an iron seal: AES-256-CBC and HMAC-SHA256)'
iron\t'iron seal of hapi (AES-256-CBC and HMAC-SHA256)'
express\t'Express signed cookie (cookie-signature, HMAC-SHA256)'
hono\t'Hono signed cookie (HMAC-SHA256)'
remix\t'Remix and React Router cookie (HMAC-SHA256)'
fastify-secure-session\t'session of @fastify/secure-session (XSalsa20-Poly1305)'
fastify-cookie\t'Fastify signed cookie, and the id of @fastify/session (HMAC-SHA256)'
workbench\t'Posit Workbench secure cookie (HMAC-SHA256)'
rack\t'Rack encrypted session (AES-256-GCM, or AES-256-CTR and HMAC-SHA256)'
plumber\t'R plumber session cookie (XSalsa20-Poly1305)'
plumber2\t'plumber2 session cookie (XSalsa20-Poly1305)'"
complete -c cookiekit -n "__fish_cookiekit_using_subcommand reissue" -l to-key -d 'The key that makes the new cookie [default: the first --key]' -r
complete -c cookiekit -n "__fish_cookiekit_using_subcommand reissue" -l to-param -d 'A parameter of the new format, as kdf=sha256' -r
complete -c cookiekit -n "__fish_cookiekit_using_subcommand reissue" -l now -d 'Judge at this time instead of now' -r
complete -c cookiekit -n "__fish_cookiekit_using_subcommand reissue" -l leeway -d 'Accept a cookie for this long after it expired' -r
complete -c cookiekit -n "__fish_cookiekit_using_subcommand reissue" -l field -d 'Read the cookie from this member of each line, a JSON object' -r
complete -c cookiekit -n "__fish_cookiekit_using_subcommand reissue" -l into -d 'The member that holds the result [default: cookiekit]' -r
complete -c cookiekit -n "__fish_cookiekit_using_subcommand reissue" -l jobs -d 'Use this many threads [default: the number of cores]' -r
complete -c cookiekit -n "__fish_cookiekit_using_subcommand reissue" -l only -d 'Print only records with these outcomes' -r -f -a "valid\t''
unprotected\t''
unchecked\t''
expired\t''
forged\t''
malformed\t''
unknown\t''
untried\t''
absent\t''
unread\t''
made\t''
refused\t''"
complete -c cookiekit -n "__fish_cookiekit_using_subcommand reissue" -l json -d 'Print one JSON document on standard output'
complete -c cookiekit -n "__fish_cookiekit_using_subcommand reissue" -s q -l quiet -d 'Print only errors on standard error'
complete -c cookiekit -n "__fish_cookiekit_using_subcommand reissue" -s v -l verbose -d 'Print more on standard error: the key that was used, the format'
complete -c cookiekit -n "__fish_cookiekit_using_subcommand reissue" -l allow-unsafe-key -d 'Continue, with a warning, when others can read or replace the key file'
complete -c cookiekit -n "__fish_cookiekit_using_subcommand reissue" -l lines -d 'Read one cookie or payload from each line of standard input, and print a JSON record for each'
complete -c cookiekit -n "__fish_cookiekit_using_subcommand reissue" -l summary -d 'Print totals instead: outcomes, formats, keys and ages, and which key may go'
complete -c cookiekit -n "__fish_cookiekit_using_subcommand reissue" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c cookiekit -n "__fish_cookiekit_using_subcommand rotate; and not __fish_seen_subcommand_from stage promote rollback retire status plan" -l color -d 'When to colour' -r -f -a "auto\t'On a terminal, unless NO_COLOR is set'
always\t''
never\t''"
complete -c cookiekit -n "__fish_cookiekit_using_subcommand rotate; and not __fish_seen_subcommand_from stage promote rollback retire status plan" -l key -d 'Which key: PATH or keyring:SERVICE[/USER]' -r
complete -c cookiekit -n "__fish_cookiekit_using_subcommand rotate; and not __fish_seen_subcommand_from stage promote rollback retire status plan" -l lock-timeout -d 'Wait this long for another rotation of the key to end' -r
complete -c cookiekit -n "__fish_cookiekit_using_subcommand rotate; and not __fish_seen_subcommand_from stage promote rollback retire status plan" -l now -d 'Act as if it were this time' -r
complete -c cookiekit -n "__fish_cookiekit_using_subcommand rotate; and not __fish_seen_subcommand_from stage promote rollback retire status plan" -l for -d 'The format that the new key is for: 32 hex digits for workbench, 64 for others' -r -f -a "sealed\t'cookiekit sealed cookie (XChaCha20-Poly1305)'
signed\t'cookiekit signed cookie (HMAC-SHA256)'
jwt\t'JSON Web Token (HS256, HS384 or HS512)'
fernet\t'Fernet token (AES-128-CBC and HMAC-SHA256)'
aiohttp-session\t'aiohttp-session cookie (Fernet, or NaCl\'s secretbox)'
litestar\t'Litestar client-side session (AES-GCM)'
authjs\t'session token of Auth.js 5 (A256CBC-HS512) or NextAuth 4 (A256GCM)'
paseto\t'PASETO v4.local token (XChaCha20, BLAKE2b)'
rails-gcm\t'Rails encrypted cookie (AES-256-GCM)'
rails-cbc\t'Rails encrypted cookie of old (AES-256-CBC, HMAC-SHA1)'
rails-signed\t'Rails signed cookie (HMAC-SHA1)'
rack-hmac\t'Rack session of old (HMAC-SHA1)'
laravel\t'Laravel encrypted cookie (AES-256-CBC and HMAC-SHA256, or AES-256-GCM)'
tornado\t'signed cookie of Tornado and Jupyter (HMAC-SHA256)'
bottle\t'signed cookie of Bottle, a pickle (HMAC-SHA256)'
pyramid-auth-tkt\t'auth_tkt ticket of Pyramid (SHA-512)'
pyramid\t'session cookie of Pyramid (HMAC-SHA512)'
gorilla\t'gorilla/securecookie (HMAC-SHA256, AES-CTR)'
flask\t'Flask session cookie (HMAC-SHA1)'
starlette\t'session cookie of Starlette and FastAPI (HMAC-SHA1)'
flask-login\t'Flask-Login remember-me cookie (HMAC-SHA512)'
flask-wtf\t'CSRF token of Flask-WTF (HMAC-SHA1)'
streamlit\t'Streamlit user cookie (HMAC-SHA1)'
quart-auth\t'Quart-Auth login cookie (HMAC-SHA512)'
flask-session\t'id of Flask-Session with its signature (HMAC-SHA1)'
itsdangerous\t'text signed by itsdangerous (HMAC)'
django-messages\t'messages cookie of django.contrib.messages (HMAC-SHA256)'
django-session\t'Django session cookie of the signed_cookies backend (HMAC-SHA256)'
django-cookie\t'cookie of Django\'s set_signed_cookie (HMAC-SHA256)'
keygrip\t'Koa or cookie-session cookie with its NAME.sig (keygrip, HMAC-SHA1)'
adonis\t'AdonisJS cookie, signed (HMAC-SHA256) or encrypted (AES-256-GCM, CBC, SIV or ChaCha20)'
iron-session\t'iron-session cookie (an iron seal: AES-256-CBC and HMAC-SHA256)'
h3\t'h3 session of Nitro, Nuxt and TanStack Start (an iron seal: AES-256-CBC and HMAC-SHA256)'
iron\t'iron seal of hapi (AES-256-CBC and HMAC-SHA256)'
express\t'Express signed cookie (cookie-signature, HMAC-SHA256)'
hono\t'Hono signed cookie (HMAC-SHA256)'
remix\t'Remix and React Router cookie (HMAC-SHA256)'
fastify-secure-session\t'session of @fastify/secure-session (XSalsa20-Poly1305)'
fastify-cookie\t'Fastify signed cookie, and the id of @fastify/session (HMAC-SHA256)'
workbench\t'Posit Workbench secure cookie (HMAC-SHA256)'
rack\t'Rack encrypted session (AES-256-GCM, or AES-256-CTR and HMAC-SHA256)'
plumber\t'R plumber session cookie (XSalsa20-Poly1305)'
plumber2\t'plumber2 session cookie (XSalsa20-Poly1305)'"
complete -c cookiekit -n "__fish_cookiekit_using_subcommand rotate; and not __fish_seen_subcommand_from stage promote rollback retire status plan" -l after -d 'Only if this key is the primary, by its fingerprint: where a new key has taken its place already, nothing is done' -r
complete -c cookiekit -n "__fish_cookiekit_using_subcommand rotate; and not __fish_seen_subcommand_from stage promote rollback retire status plan" -l json -d 'Print one JSON document on standard output'
complete -c cookiekit -n "__fish_cookiekit_using_subcommand rotate; and not __fish_seen_subcommand_from stage promote rollback retire status plan" -s q -l quiet -d 'Print only errors on standard error'
complete -c cookiekit -n "__fish_cookiekit_using_subcommand rotate; and not __fish_seen_subcommand_from stage promote rollback retire status plan" -s v -l verbose -d 'Print more on standard error: the key that was used, the format'
complete -c cookiekit -n "__fish_cookiekit_using_subcommand rotate; and not __fish_seen_subcommand_from stage promote rollback retire status plan" -l i-have-read-the-plan -d 'Rotate a Workbench key although its configuration holds values that only the old key decrypts'
complete -c cookiekit -n "__fish_cookiekit_using_subcommand rotate; and not __fish_seen_subcommand_from stage promote rollback retire status plan" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c cookiekit -n "__fish_cookiekit_using_subcommand rotate; and not __fish_seen_subcommand_from stage promote rollback retire status plan" -f -a "stage" -d 'Stage a new key: it opens cookies from now on, and seals when promoted'
complete -c cookiekit -n "__fish_cookiekit_using_subcommand rotate; and not __fish_seen_subcommand_from stage promote rollback retire status plan" -f -a "promote" -d 'Make the staged key the primary, and retire the old one'
complete -c cookiekit -n "__fish_cookiekit_using_subcommand rotate; and not __fish_seen_subcommand_from stage promote rollback retire status plan" -f -a "rollback" -d 'Go back to a retired key; the present one is retired and still opens'
complete -c cookiekit -n "__fish_cookiekit_using_subcommand rotate; and not __fish_seen_subcommand_from stage promote rollback retire status plan" -f -a "retire" -d 'Drop the keys that were retired long ago: what they sealed opens no more'
complete -c cookiekit -n "__fish_cookiekit_using_subcommand rotate; and not __fish_seen_subcommand_from stage promote rollback retire status plan" -f -a "status" -d 'Show a key\'s age and slots; exit with 1 when a rotation is due or half done'
complete -c cookiekit -n "__fish_cookiekit_using_subcommand rotate; and not __fish_seen_subcommand_from stage promote rollback retire status plan" -f -a "plan" -d 'Print the runbook for rotating this key: commands, effects, the way back'
complete -c cookiekit -n "__fish_cookiekit_using_subcommand rotate; and __fish_seen_subcommand_from stage" -l color -d 'When to colour' -r -f -a "auto\t'On a terminal, unless NO_COLOR is set'
always\t''
never\t''"
complete -c cookiekit -n "__fish_cookiekit_using_subcommand rotate; and __fish_seen_subcommand_from stage" -l key -d 'Which key: PATH or keyring:SERVICE[/USER]' -r
complete -c cookiekit -n "__fish_cookiekit_using_subcommand rotate; and __fish_seen_subcommand_from stage" -l lock-timeout -d 'Wait this long for another rotation of the key to end' -r
complete -c cookiekit -n "__fish_cookiekit_using_subcommand rotate; and __fish_seen_subcommand_from stage" -l now -d 'Act as if it were this time' -r
complete -c cookiekit -n "__fish_cookiekit_using_subcommand rotate; and __fish_seen_subcommand_from stage" -l from -d 'Stage this key, which another node has staged, instead of a new one' -r
complete -c cookiekit -n "__fish_cookiekit_using_subcommand rotate; and __fish_seen_subcommand_from stage" -l after -d 'Stage the key that follows this one, by its fingerprint: where it is staged already, or the primary, nothing is done' -r
complete -c cookiekit -n "__fish_cookiekit_using_subcommand rotate; and __fish_seen_subcommand_from stage" -l for -d 'The format that the new key is for: 32 hex digits for workbench, 64 for others [default: as the key that it replaces]' -r -f -a "sealed\t'cookiekit sealed cookie (XChaCha20-Poly1305)'
signed\t'cookiekit signed cookie (HMAC-SHA256)'
jwt\t'JSON Web Token (HS256, HS384 or HS512)'
fernet\t'Fernet token (AES-128-CBC and HMAC-SHA256)'
aiohttp-session\t'aiohttp-session cookie (Fernet, or NaCl\'s secretbox)'
litestar\t'Litestar client-side session (AES-GCM)'
authjs\t'session token of Auth.js 5 (A256CBC-HS512) or NextAuth 4 (A256GCM)'
paseto\t'PASETO v4.local token (XChaCha20, BLAKE2b)'
rails-gcm\t'Rails encrypted cookie (AES-256-GCM)'
rails-cbc\t'Rails encrypted cookie of old (AES-256-CBC, HMAC-SHA1)'
rails-signed\t'Rails signed cookie (HMAC-SHA1)'
rack-hmac\t'Rack session of old (HMAC-SHA1)'
laravel\t'Laravel encrypted cookie (AES-256-CBC and HMAC-SHA256, or AES-256-GCM)'
tornado\t'signed cookie of Tornado and Jupyter (HMAC-SHA256)'
bottle\t'signed cookie of Bottle, a pickle (HMAC-SHA256)'
pyramid-auth-tkt\t'auth_tkt ticket of Pyramid (SHA-512)'
pyramid\t'session cookie of Pyramid (HMAC-SHA512)'
gorilla\t'gorilla/securecookie (HMAC-SHA256, AES-CTR)'
flask\t'Flask session cookie (HMAC-SHA1)'
starlette\t'session cookie of Starlette and FastAPI (HMAC-SHA1)'
flask-login\t'Flask-Login remember-me cookie (HMAC-SHA512)'
flask-wtf\t'CSRF token of Flask-WTF (HMAC-SHA1)'
streamlit\t'Streamlit user cookie (HMAC-SHA1)'
quart-auth\t'Quart-Auth login cookie (HMAC-SHA512)'
flask-session\t'id of Flask-Session with its signature (HMAC-SHA1)'
itsdangerous\t'text signed by itsdangerous (HMAC)'
django-messages\t'messages cookie of django.contrib.messages (HMAC-SHA256)'
django-session\t'Django session cookie of the signed_cookies backend (HMAC-SHA256)'
django-cookie\t'cookie of Django\'s set_signed_cookie (HMAC-SHA256)'
keygrip\t'Koa or cookie-session cookie with its NAME.sig (keygrip, HMAC-SHA1)'
adonis\t'AdonisJS cookie, signed (HMAC-SHA256) or encrypted (AES-256-GCM, CBC, SIV or ChaCha20)'
iron-session\t'iron-session cookie (an iron seal: AES-256-CBC and HMAC-SHA256)'
h3\t'h3 session of Nitro, Nuxt and TanStack Start (an iron seal: AES-256-CBC and HMAC-SHA256)'
iron\t'iron seal of hapi (AES-256-CBC and HMAC-SHA256)'
express\t'Express signed cookie (cookie-signature, HMAC-SHA256)'
hono\t'Hono signed cookie (HMAC-SHA256)'
remix\t'Remix and React Router cookie (HMAC-SHA256)'
fastify-secure-session\t'session of @fastify/secure-session (XSalsa20-Poly1305)'
fastify-cookie\t'Fastify signed cookie, and the id of @fastify/session (HMAC-SHA256)'
workbench\t'Posit Workbench secure cookie (HMAC-SHA256)'
rack\t'Rack encrypted session (AES-256-GCM, or AES-256-CTR and HMAC-SHA256)'
plumber\t'R plumber session cookie (XSalsa20-Poly1305)'
plumber2\t'plumber2 session cookie (XSalsa20-Poly1305)'"
complete -c cookiekit -n "__fish_cookiekit_using_subcommand rotate; and __fish_seen_subcommand_from stage" -l json -d 'Print one JSON document on standard output'
complete -c cookiekit -n "__fish_cookiekit_using_subcommand rotate; and __fish_seen_subcommand_from stage" -s q -l quiet -d 'Print only errors on standard error'
complete -c cookiekit -n "__fish_cookiekit_using_subcommand rotate; and __fish_seen_subcommand_from stage" -s v -l verbose -d 'Print more on standard error: the key that was used, the format'
complete -c cookiekit -n "__fish_cookiekit_using_subcommand rotate; and __fish_seen_subcommand_from stage" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c cookiekit -n "__fish_cookiekit_using_subcommand rotate; and __fish_seen_subcommand_from promote" -l color -d 'When to colour' -r -f -a "auto\t'On a terminal, unless NO_COLOR is set'
always\t''
never\t''"
complete -c cookiekit -n "__fish_cookiekit_using_subcommand rotate; and __fish_seen_subcommand_from promote" -l key -d 'Which key: PATH or keyring:SERVICE[/USER]' -r
complete -c cookiekit -n "__fish_cookiekit_using_subcommand rotate; and __fish_seen_subcommand_from promote" -l lock-timeout -d 'Wait this long for another rotation of the key to end' -r
complete -c cookiekit -n "__fish_cookiekit_using_subcommand rotate; and __fish_seen_subcommand_from promote" -l now -d 'Act as if it were this time' -r
complete -c cookiekit -n "__fish_cookiekit_using_subcommand rotate; and __fish_seen_subcommand_from promote" -l to -d 'The key that is to be the primary, by its fingerprint: another one is not promoted, and where it is the primary already nothing is done [default: whichever is staged]' -r
complete -c cookiekit -n "__fish_cookiekit_using_subcommand rotate; and __fish_seen_subcommand_from promote" -l not-before -d 'Refuse before this time: the same one on every node' -r
complete -c cookiekit -n "__fish_cookiekit_using_subcommand rotate; and __fish_seen_subcommand_from promote" -l min-staged -d 'Refuse until the key has been staged this long' -r
complete -c cookiekit -n "__fish_cookiekit_using_subcommand rotate; and __fish_seen_subcommand_from promote" -l json -d 'Print one JSON document on standard output'
complete -c cookiekit -n "__fish_cookiekit_using_subcommand rotate; and __fish_seen_subcommand_from promote" -s q -l quiet -d 'Print only errors on standard error'
complete -c cookiekit -n "__fish_cookiekit_using_subcommand rotate; and __fish_seen_subcommand_from promote" -s v -l verbose -d 'Print more on standard error: the key that was used, the format'
complete -c cookiekit -n "__fish_cookiekit_using_subcommand rotate; and __fish_seen_subcommand_from promote" -l i-have-read-the-plan -d 'Promote a Workbench key although its configuration holds values that only the old key decrypts'
complete -c cookiekit -n "__fish_cookiekit_using_subcommand rotate; and __fish_seen_subcommand_from promote" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c cookiekit -n "__fish_cookiekit_using_subcommand rotate; and __fish_seen_subcommand_from rollback" -l color -d 'When to colour' -r -f -a "auto\t'On a terminal, unless NO_COLOR is set'
always\t''
never\t''"
complete -c cookiekit -n "__fish_cookiekit_using_subcommand rotate; and __fish_seen_subcommand_from rollback" -l key -d 'Which key: PATH or keyring:SERVICE[/USER]' -r
complete -c cookiekit -n "__fish_cookiekit_using_subcommand rotate; and __fish_seen_subcommand_from rollback" -l lock-timeout -d 'Wait this long for another rotation of the key to end' -r
complete -c cookiekit -n "__fish_cookiekit_using_subcommand rotate; and __fish_seen_subcommand_from rollback" -l now -d 'Act as if it were this time' -r
complete -c cookiekit -n "__fish_cookiekit_using_subcommand rotate; and __fish_seen_subcommand_from rollback" -l to -d 'The retired key to go back to, by its fingerprint [default: the newest]' -r
complete -c cookiekit -n "__fish_cookiekit_using_subcommand rotate; and __fish_seen_subcommand_from rollback" -l json -d 'Print one JSON document on standard output'
complete -c cookiekit -n "__fish_cookiekit_using_subcommand rotate; and __fish_seen_subcommand_from rollback" -s q -l quiet -d 'Print only errors on standard error'
complete -c cookiekit -n "__fish_cookiekit_using_subcommand rotate; and __fish_seen_subcommand_from rollback" -s v -l verbose -d 'Print more on standard error: the key that was used, the format'
complete -c cookiekit -n "__fish_cookiekit_using_subcommand rotate; and __fish_seen_subcommand_from rollback" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c cookiekit -n "__fish_cookiekit_using_subcommand rotate; and __fish_seen_subcommand_from retire" -l color -d 'When to colour' -r -f -a "auto\t'On a terminal, unless NO_COLOR is set'
always\t''
never\t''"
complete -c cookiekit -n "__fish_cookiekit_using_subcommand rotate; and __fish_seen_subcommand_from retire" -l key -d 'Which key: PATH or keyring:SERVICE[/USER]' -r
complete -c cookiekit -n "__fish_cookiekit_using_subcommand rotate; and __fish_seen_subcommand_from retire" -l lock-timeout -d 'Wait this long for another rotation of the key to end' -r
complete -c cookiekit -n "__fish_cookiekit_using_subcommand rotate; and __fish_seen_subcommand_from retire" -l now -d 'Act as if it were this time' -r
complete -c cookiekit -n "__fish_cookiekit_using_subcommand rotate; and __fish_seen_subcommand_from retire" -l older-than -d 'Drop keys that were retired this long ago' -r
complete -c cookiekit -n "__fish_cookiekit_using_subcommand rotate; and __fish_seen_subcommand_from retire" -l max-lifetime -d 'How long a cookie lives at most: refuse to drop a key any earlier' -r
complete -c cookiekit -n "__fish_cookiekit_using_subcommand rotate; and __fish_seen_subcommand_from retire" -l json -d 'Print one JSON document on standard output'
complete -c cookiekit -n "__fish_cookiekit_using_subcommand rotate; and __fish_seen_subcommand_from retire" -s q -l quiet -d 'Print only errors on standard error'
complete -c cookiekit -n "__fish_cookiekit_using_subcommand rotate; and __fish_seen_subcommand_from retire" -s v -l verbose -d 'Print more on standard error: the key that was used, the format'
complete -c cookiekit -n "__fish_cookiekit_using_subcommand rotate; and __fish_seen_subcommand_from retire" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c cookiekit -n "__fish_cookiekit_using_subcommand rotate; and __fish_seen_subcommand_from status" -l color -d 'When to colour' -r -f -a "auto\t'On a terminal, unless NO_COLOR is set'
always\t''
never\t''"
complete -c cookiekit -n "__fish_cookiekit_using_subcommand rotate; and __fish_seen_subcommand_from status" -l key -d 'Which key: PATH or keyring:SERVICE[/USER]' -r
complete -c cookiekit -n "__fish_cookiekit_using_subcommand rotate; and __fish_seen_subcommand_from status" -l max-key-age -d 'Exit with 1 when the key is older than this' -r
complete -c cookiekit -n "__fish_cookiekit_using_subcommand rotate; and __fish_seen_subcommand_from status" -l now -d 'Judge at this time instead of now' -r
complete -c cookiekit -n "__fish_cookiekit_using_subcommand rotate; and __fish_seen_subcommand_from status" -l json -d 'Print one JSON document on standard output'
complete -c cookiekit -n "__fish_cookiekit_using_subcommand rotate; and __fish_seen_subcommand_from status" -s q -l quiet -d 'Print only errors on standard error'
complete -c cookiekit -n "__fish_cookiekit_using_subcommand rotate; and __fish_seen_subcommand_from status" -s v -l verbose -d 'Print more on standard error: the key that was used, the format'
complete -c cookiekit -n "__fish_cookiekit_using_subcommand rotate; and __fish_seen_subcommand_from status" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c cookiekit -n "__fish_cookiekit_using_subcommand rotate; and __fish_seen_subcommand_from plan" -l color -d 'When to colour' -r -f -a "auto\t'On a terminal, unless NO_COLOR is set'
always\t''
never\t''"
complete -c cookiekit -n "__fish_cookiekit_using_subcommand rotate; and __fish_seen_subcommand_from plan" -l key -d 'Which key: PATH or keyring:SERVICE[/USER]' -r
complete -c cookiekit -n "__fish_cookiekit_using_subcommand rotate; and __fish_seen_subcommand_from plan" -l for -d 'Whose key it is' -r -f -a "adonis\t'An application of AdonisJS 7'
aiohttp-session\t'An application of aiohttp with EncryptedCookieStorage'
authjs\t'An application of Auth.js 5 with sessions in its cookies'
bottle\t'An application of Bottle'
django-cookie\t'A project of Django: its signed cookies'
django-messages\t'A project of Django: its messages'
django-session\t'A project of Django'
express\t'An application of Express with signed cookies or express-session'
fastify-cookie\t'An application of Fastify with signed cookies or @fastify/session'
fastify-secure-session\t'An application of Fastify with @fastify/secure-session'
fernet\t'A program that encrypts with Fernet'
flask\t'An application of Flask'
flask-login\t'An application of Flask with Flask-Login'
flask-session\t'An application of Flask with Flask-Session\'s signer'
flask-wtf\t'Flask-WTF\'s key, where it has its own'
gorilla\t'A program with gorilla/sessions or gorilla/securecookie'
h3\t'An application of Nuxt, Nitro or TanStack Start with h3\'s sessions'
hono\t'An application of Hono with signed cookies'
iron\t'An application of hapi with cookies that iron seals, or yar'
iron-session\t'An application with iron-session'
itsdangerous\t'A program that signs with itsdangerous'
jwt\t'A program that makes and reads JSON Web Tokens'
keygrip\t'An application of Koa or cookie-session'
laravel\t'An application of Laravel'
litestar\t'An application of Litestar with sessions in its cookies'
paseto\t'A program that makes tokens with pyseto'
plumber\t'An R plumber API'
plumber2\t'A plumber2 API'
pyramid\t'Sessions of an application of Pyramid'
pyramid-auth-tkt\t'Tickets of an application of Pyramid'
quart-auth\t'An application of Quart with Quart-Auth'
rack\t'An application of Rack 3, Sinatra 4 or another with rack-session'
rack-hmac\t'An application of Rack 1 or 2'
rails-cbc\t'An application of Rails'
rails-gcm\t'An application of Rails'
rails-signed\t'An application of Rails'
remix\t'An application of Remix or React Router with cookies that have secrets'
sealed\t'A program that runs cookiekit'
signed\t'A program that runs cookiekit'
starlette\t'An application of Starlette or FastAPI'
streamlit\t'An application of Streamlit with a login'
tornado\t'An application of Tornado'
workbench\t'Posit Workbench, RStudio Server'"
complete -c cookiekit -n "__fish_cookiekit_using_subcommand rotate; and __fish_seen_subcommand_from plan" -l node -d 'Another node with the same key, as ssh names it; repeatable' -r
complete -c cookiekit -n "__fish_cookiekit_using_subcommand rotate; and __fish_seen_subcommand_from plan" -l restart -d 'The command that restarts the program on each node [default: its service]' -r
complete -c cookiekit -n "__fish_cookiekit_using_subcommand rotate; and __fish_seen_subcommand_from plan" -l max-lifetime -d 'How long a cookie lives at most; the old key is dropped after that [default: as long as the framework has it, else 30d]' -r
complete -c cookiekit -n "__fish_cookiekit_using_subcommand rotate; and __fish_seen_subcommand_from plan" -l json -d 'Print one JSON document on standard output'
complete -c cookiekit -n "__fish_cookiekit_using_subcommand rotate; and __fish_seen_subcommand_from plan" -s q -l quiet -d 'Print only errors on standard error'
complete -c cookiekit -n "__fish_cookiekit_using_subcommand rotate; and __fish_seen_subcommand_from plan" -s v -l verbose -d 'Print more on standard error: the key that was used, the format'
complete -c cookiekit -n "__fish_cookiekit_using_subcommand rotate; and __fish_seen_subcommand_from plan" -l another -d 'Plan another rotation, although one is under way: a key was retired, and its cookies are not over yet'
complete -c cookiekit -n "__fish_cookiekit_using_subcommand rotate; and __fish_seen_subcommand_from plan" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c cookiekit -n "__fish_cookiekit_using_subcommand audit" -l color -d 'When to colour' -r -f -a "auto\t'On a terminal, unless NO_COLOR is set'
always\t''
never\t''"
complete -c cookiekit -n "__fish_cookiekit_using_subcommand audit" -l owner -d 'The user who may have the keys, besides root [default: who runs this]' -r
complete -c cookiekit -n "__fish_cookiekit_using_subcommand audit" -l reader -d 'A user who must be able to read the keys: the service\'s user' -r
complete -c cookiekit -n "__fish_cookiekit_using_subcommand audit" -l allow-group -d 'A group that may read the keys; repeatable' -r
complete -c cookiekit -n "__fish_cookiekit_using_subcommand audit" -l max-key-age -d 'Report a key that is older than this, such as 90d' -r
complete -c cookiekit -n "__fish_cookiekit_using_subcommand audit" -l exclude -d 'Skip what this .gitignore pattern matches; repeatable' -r
complete -c cookiekit -n "__fish_cookiekit_using_subcommand audit" -l history-limit -d 'How long the history of one git repository may be searched' -r
complete -c cookiekit -n "__fish_cookiekit_using_subcommand audit" -l root -d 'Audit an unpacked image instead of this machine' -r -F
complete -c cookiekit -n "__fish_cookiekit_using_subcommand audit" -l compare -d 'Copies of one key on the nodes of a cluster, which must be the same' -r -F
complete -c cookiekit -n "__fish_cookiekit_using_subcommand audit" -l format -d 'How to print the findings' -r -f -a "human\t'For people'
json\t'One JSON document, as --json'
sarif\t'SARIF 2.1.0, for GitHub code scanning and others'"
complete -c cookiekit -n "__fish_cookiekit_using_subcommand audit" -l fail-on -d 'Exit with 1 for findings of this severity and above' -r -f -a "none\t'no finding ends it with 1'
info\t'worth knowing'
low\t'a weakness that needs another one to matter'
medium\t'a step away from exposure, or from an outage'
high\t'others can get at the key with little effort'
critical\t'others can read the key or forge cookies now'"
complete -c cookiekit -n "__fish_cookiekit_using_subcommand audit" -l output -d 'Write the findings into this file instead of standard output' -r -F
complete -c cookiekit -n "__fish_cookiekit_using_subcommand audit" -l ignore -d 'Leave a check out: CK101 or others-can-read; repeatable' -r
complete -c cookiekit -n "__fish_cookiekit_using_subcommand audit" -l baseline -d 'Hide the findings that this file accepts' -r -F
complete -c cookiekit -n "__fish_cookiekit_using_subcommand audit" -l write-baseline -d 'Accept all findings: write them to this file' -r -F
complete -c cookiekit -n "__fish_cookiekit_using_subcommand audit" -l explain -d 'Explain a check: CK101 or others-can-read' -r
complete -c cookiekit -n "__fish_cookiekit_using_subcommand audit" -l json -d 'Print one JSON document on standard output'
complete -c cookiekit -n "__fish_cookiekit_using_subcommand audit" -s q -l quiet -d 'Print only errors on standard error'
complete -c cookiekit -n "__fish_cookiekit_using_subcommand audit" -s v -l verbose -d 'Print more on standard error: the key that was used, the format'
complete -c cookiekit -n "__fish_cookiekit_using_subcommand audit" -l allow-env -d 'Accept a key in a process\'s environment'
complete -c cookiekit -n "__fish_cookiekit_using_subcommand audit" -l allow-incomplete -d 'Ignore what could not be checked'
complete -c cookiekit -n "__fish_cookiekit_using_subcommand audit" -l no-skip -d 'Also search build folders, fetched packages and version control'
complete -c cookiekit -n "__fish_cookiekit_using_subcommand audit" -l require-key -d 'Exit with 4 if no key was found'
complete -c cookiekit -n "__fish_cookiekit_using_subcommand audit" -l staged -d 'Audit only the staged files, as the next commit would have them'
complete -c cookiekit -n "__fish_cookiekit_using_subcommand audit" -l fix -d 'Fix what can be fixed by taking permissions away from others'
complete -c cookiekit -n "__fish_cookiekit_using_subcommand audit" -l dry-run -d 'With --fix: show the commands, run none'
complete -c cookiekit -n "__fish_cookiekit_using_subcommand audit" -l list-checks -d 'List all checks'
complete -c cookiekit -n "__fish_cookiekit_using_subcommand audit" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c cookiekit -n "__fish_cookiekit_using_subcommand token; and not __fish_seen_subcommand_from user issue check revoke purge list import" -l color -d 'When to colour' -r -f -a "auto\t'On a terminal, unless NO_COLOR is set'
always\t''
never\t''"
complete -c cookiekit -n "__fish_cookiekit_using_subcommand token; and not __fish_seen_subcommand_from user issue check revoke purge list import" -l json -d 'Print one JSON document on standard output'
complete -c cookiekit -n "__fish_cookiekit_using_subcommand token; and not __fish_seen_subcommand_from user issue check revoke purge list import" -s q -l quiet -d 'Print only errors on standard error'
complete -c cookiekit -n "__fish_cookiekit_using_subcommand token; and not __fish_seen_subcommand_from user issue check revoke purge list import" -s v -l verbose -d 'Print more on standard error: the key that was used, the format'
complete -c cookiekit -n "__fish_cookiekit_using_subcommand token; and not __fish_seen_subcommand_from user issue check revoke purge list import" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c cookiekit -n "__fish_cookiekit_using_subcommand token; and not __fish_seen_subcommand_from user issue check revoke purge list import" -f -a "user" -d 'Manage the users of tokens: add, remove, list, passwd'
complete -c cookiekit -n "__fish_cookiekit_using_subcommand token; and not __fish_seen_subcommand_from user issue check revoke purge list import" -f -a "issue" -d 'Issue a token to a user who gives the password'
complete -c cookiekit -n "__fish_cookiekit_using_subcommand token; and not __fish_seen_subcommand_from user issue check revoke purge list import" -f -a "check" -d 'Check a token from standard input: 0 valid, 1 unknown or revoked, 3 expired'
complete -c cookiekit -n "__fish_cookiekit_using_subcommand token; and not __fish_seen_subcommand_from user issue check revoke purge list import" -f -a "revoke" -d 'Revoke tokens: the one on standard input, one by its id, all of a user'
complete -c cookiekit -n "__fish_cookiekit_using_subcommand token; and not __fish_seen_subcommand_from user issue check revoke purge list import" -f -a "purge" -d 'Delete the tokens that have expired'
complete -c cookiekit -n "__fish_cookiekit_using_subcommand token; and not __fish_seen_subcommand_from user issue check revoke purge list import" -f -a "list" -d 'List the tokens that were issued: id, user, times'
complete -c cookiekit -n "__fish_cookiekit_using_subcommand token; and not __fish_seen_subcommand_from user issue check revoke purge list import" -f -a "import" -d 'Import a table that kept passwords and tokens in plain text'
complete -c cookiekit -n "__fish_cookiekit_using_subcommand token; and __fish_seen_subcommand_from user" -l color -d 'When to colour' -r -f -a "auto\t'On a terminal, unless NO_COLOR is set'
always\t''
never\t''"
complete -c cookiekit -n "__fish_cookiekit_using_subcommand token; and __fish_seen_subcommand_from user" -l json -d 'Print one JSON document on standard output'
complete -c cookiekit -n "__fish_cookiekit_using_subcommand token; and __fish_seen_subcommand_from user" -s q -l quiet -d 'Print only errors on standard error'
complete -c cookiekit -n "__fish_cookiekit_using_subcommand token; and __fish_seen_subcommand_from user" -s v -l verbose -d 'Print more on standard error: the key that was used, the format'
complete -c cookiekit -n "__fish_cookiekit_using_subcommand token; and __fish_seen_subcommand_from user" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c cookiekit -n "__fish_cookiekit_using_subcommand token; and __fish_seen_subcommand_from user" -f -a "add" -d 'Add a user; the database is made when there is none'
complete -c cookiekit -n "__fish_cookiekit_using_subcommand token; and __fish_seen_subcommand_from user" -f -a "remove" -d 'Remove a user with all tokens'
complete -c cookiekit -n "__fish_cookiekit_using_subcommand token; and __fish_seen_subcommand_from user" -f -a "list" -d 'List the users'
complete -c cookiekit -n "__fish_cookiekit_using_subcommand token; and __fish_seen_subcommand_from user" -f -a "passwd" -d 'Set a new password; the user\'s tokens are revoked, and a lock ends'
complete -c cookiekit -n "__fish_cookiekit_using_subcommand token; and __fish_seen_subcommand_from issue" -l color -d 'When to colour' -r -f -a "auto\t'On a terminal, unless NO_COLOR is set'
always\t''
never\t''"
complete -c cookiekit -n "__fish_cookiekit_using_subcommand token; and __fish_seen_subcommand_from issue" -l user -d 'Who it is for' -r
complete -c cookiekit -n "__fish_cookiekit_using_subcommand token; and __fish_seen_subcommand_from issue" -l expires-in -d 'How long it is valid' -r
complete -c cookiekit -n "__fish_cookiekit_using_subcommand token; and __fish_seen_subcommand_from issue" -l now -d 'Act as if it were this time' -r
complete -c cookiekit -n "__fish_cookiekit_using_subcommand token; and __fish_seen_subcommand_from issue" -l password-fd -d 'Read the password from an inherited file descriptor' -r
complete -c cookiekit -n "__fish_cookiekit_using_subcommand token; and __fish_seen_subcommand_from issue" -l name -d 'The name that the signed cookie is bound to [default: token]' -r
complete -c cookiekit -n "__fish_cookiekit_using_subcommand token; and __fish_seen_subcommand_from issue" -l key -d 'Where the key is; the first seals and signs, all open and verify' -r
complete -c cookiekit -n "__fish_cookiekit_using_subcommand token; and __fish_seen_subcommand_from issue" -l db -d 'The SQLite file with the users and tokens' -r -F
complete -c cookiekit -n "__fish_cookiekit_using_subcommand token; and __fish_seen_subcommand_from issue" -l lock-timeout -d 'Wait this long while others write' -r
complete -c cookiekit -n "__fish_cookiekit_using_subcommand token; and __fish_seen_subcommand_from issue" -l json -d 'Print one JSON document on standard output'
complete -c cookiekit -n "__fish_cookiekit_using_subcommand token; and __fish_seen_subcommand_from issue" -s q -l quiet -d 'Print only errors on standard error'
complete -c cookiekit -n "__fish_cookiekit_using_subcommand token; and __fish_seen_subcommand_from issue" -s v -l verbose -d 'Print more on standard error: the key that was used, the format'
complete -c cookiekit -n "__fish_cookiekit_using_subcommand token; and __fish_seen_subcommand_from issue" -l keep -d 'Keep the user\'s older tokens'
complete -c cookiekit -n "__fish_cookiekit_using_subcommand token; and __fish_seen_subcommand_from issue" -l password-stdin -d 'Read the password from standard input (one newline at its end is dropped)'
complete -c cookiekit -n "__fish_cookiekit_using_subcommand token; and __fish_seen_subcommand_from issue" -l stateless -d 'Make it a signed cookie with the user\'s name, which needs no database'
complete -c cookiekit -n "__fish_cookiekit_using_subcommand token; and __fish_seen_subcommand_from issue" -l allow-unsafe-key -d 'Continue, with a warning, when others can read or replace the key file'
complete -c cookiekit -n "__fish_cookiekit_using_subcommand token; and __fish_seen_subcommand_from issue" -l allow-unsafe-db -d 'Continue, with a warning, when others can read or write the database'
complete -c cookiekit -n "__fish_cookiekit_using_subcommand token; and __fish_seen_subcommand_from issue" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c cookiekit -n "__fish_cookiekit_using_subcommand token; and __fish_seen_subcommand_from check" -l color -d 'When to colour' -r -f -a "auto\t'On a terminal, unless NO_COLOR is set'
always\t''
never\t''"
complete -c cookiekit -n "__fish_cookiekit_using_subcommand token; and __fish_seen_subcommand_from check" -l now -d 'Judge at this time instead of now' -r
complete -c cookiekit -n "__fish_cookiekit_using_subcommand token; and __fish_seen_subcommand_from check" -l leeway -d 'Accept a cookie for this long after it expired' -r
complete -c cookiekit -n "__fish_cookiekit_using_subcommand token; and __fish_seen_subcommand_from check" -l db -d 'The SQLite file with the users and tokens' -r -F
complete -c cookiekit -n "__fish_cookiekit_using_subcommand token; and __fish_seen_subcommand_from check" -l lock-timeout -d 'Wait this long while others write' -r
complete -c cookiekit -n "__fish_cookiekit_using_subcommand token; and __fish_seen_subcommand_from check" -l json -d 'Print one JSON document on standard output'
complete -c cookiekit -n "__fish_cookiekit_using_subcommand token; and __fish_seen_subcommand_from check" -s q -l quiet -d 'Print only errors on standard error'
complete -c cookiekit -n "__fish_cookiekit_using_subcommand token; and __fish_seen_subcommand_from check" -s v -l verbose -d 'Print more on standard error: the key that was used, the format'
complete -c cookiekit -n "__fish_cookiekit_using_subcommand token; and __fish_seen_subcommand_from check" -l lines -d 'Take one token from each line, and print a JSON record for each'
complete -c cookiekit -n "__fish_cookiekit_using_subcommand token; and __fish_seen_subcommand_from check" -l allow-unsafe-db -d 'Continue, with a warning, when others can read or write the database'
complete -c cookiekit -n "__fish_cookiekit_using_subcommand token; and __fish_seen_subcommand_from check" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c cookiekit -n "__fish_cookiekit_using_subcommand token; and __fish_seen_subcommand_from revoke" -l color -d 'When to colour' -r -f -a "auto\t'On a terminal, unless NO_COLOR is set'
always\t''
never\t''"
complete -c cookiekit -n "__fish_cookiekit_using_subcommand token; and __fish_seen_subcommand_from revoke" -l user -d 'All tokens of this user' -r
complete -c cookiekit -n "__fish_cookiekit_using_subcommand token; and __fish_seen_subcommand_from revoke" -l id -d 'The token with this id, as `token list` prints it' -r
complete -c cookiekit -n "__fish_cookiekit_using_subcommand token; and __fish_seen_subcommand_from revoke" -l db -d 'The SQLite file with the users and tokens' -r -F
complete -c cookiekit -n "__fish_cookiekit_using_subcommand token; and __fish_seen_subcommand_from revoke" -l lock-timeout -d 'Wait this long while others write' -r
complete -c cookiekit -n "__fish_cookiekit_using_subcommand token; and __fish_seen_subcommand_from revoke" -l json -d 'Print one JSON document on standard output'
complete -c cookiekit -n "__fish_cookiekit_using_subcommand token; and __fish_seen_subcommand_from revoke" -s q -l quiet -d 'Print only errors on standard error'
complete -c cookiekit -n "__fish_cookiekit_using_subcommand token; and __fish_seen_subcommand_from revoke" -s v -l verbose -d 'Print more on standard error: the key that was used, the format'
complete -c cookiekit -n "__fish_cookiekit_using_subcommand token; and __fish_seen_subcommand_from revoke" -l all -d 'All tokens of all users'
complete -c cookiekit -n "__fish_cookiekit_using_subcommand token; and __fish_seen_subcommand_from revoke" -l allow-unsafe-db -d 'Continue, with a warning, when others can read or write the database'
complete -c cookiekit -n "__fish_cookiekit_using_subcommand token; and __fish_seen_subcommand_from revoke" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c cookiekit -n "__fish_cookiekit_using_subcommand token; and __fish_seen_subcommand_from purge" -l color -d 'When to colour' -r -f -a "auto\t'On a terminal, unless NO_COLOR is set'
always\t''
never\t''"
complete -c cookiekit -n "__fish_cookiekit_using_subcommand token; and __fish_seen_subcommand_from purge" -l older-than -d 'Delete tokens that expired this long ago' -r
complete -c cookiekit -n "__fish_cookiekit_using_subcommand token; and __fish_seen_subcommand_from purge" -l now -d 'Act as if it were this time' -r
complete -c cookiekit -n "__fish_cookiekit_using_subcommand token; and __fish_seen_subcommand_from purge" -l db -d 'The SQLite file with the users and tokens' -r -F
complete -c cookiekit -n "__fish_cookiekit_using_subcommand token; and __fish_seen_subcommand_from purge" -l lock-timeout -d 'Wait this long while others write' -r
complete -c cookiekit -n "__fish_cookiekit_using_subcommand token; and __fish_seen_subcommand_from purge" -l json -d 'Print one JSON document on standard output'
complete -c cookiekit -n "__fish_cookiekit_using_subcommand token; and __fish_seen_subcommand_from purge" -s q -l quiet -d 'Print only errors on standard error'
complete -c cookiekit -n "__fish_cookiekit_using_subcommand token; and __fish_seen_subcommand_from purge" -s v -l verbose -d 'Print more on standard error: the key that was used, the format'
complete -c cookiekit -n "__fish_cookiekit_using_subcommand token; and __fish_seen_subcommand_from purge" -l allow-unsafe-db -d 'Continue, with a warning, when others can read or write the database'
complete -c cookiekit -n "__fish_cookiekit_using_subcommand token; and __fish_seen_subcommand_from purge" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c cookiekit -n "__fish_cookiekit_using_subcommand token; and __fish_seen_subcommand_from list" -l color -d 'When to colour' -r -f -a "auto\t'On a terminal, unless NO_COLOR is set'
always\t''
never\t''"
complete -c cookiekit -n "__fish_cookiekit_using_subcommand token; and __fish_seen_subcommand_from list" -l user -d 'Only this user\'s tokens' -r
complete -c cookiekit -n "__fish_cookiekit_using_subcommand token; and __fish_seen_subcommand_from list" -l now -d 'Act as if it were this time' -r
complete -c cookiekit -n "__fish_cookiekit_using_subcommand token; and __fish_seen_subcommand_from list" -l db -d 'The SQLite file with the users and tokens' -r -F
complete -c cookiekit -n "__fish_cookiekit_using_subcommand token; and __fish_seen_subcommand_from list" -l lock-timeout -d 'Wait this long while others write' -r
complete -c cookiekit -n "__fish_cookiekit_using_subcommand token; and __fish_seen_subcommand_from list" -l json -d 'Print one JSON document on standard output'
complete -c cookiekit -n "__fish_cookiekit_using_subcommand token; and __fish_seen_subcommand_from list" -s q -l quiet -d 'Print only errors on standard error'
complete -c cookiekit -n "__fish_cookiekit_using_subcommand token; and __fish_seen_subcommand_from list" -s v -l verbose -d 'Print more on standard error: the key that was used, the format'
complete -c cookiekit -n "__fish_cookiekit_using_subcommand token; and __fish_seen_subcommand_from list" -l allow-unsafe-db -d 'Continue, with a warning, when others can read or write the database'
complete -c cookiekit -n "__fish_cookiekit_using_subcommand token; and __fish_seen_subcommand_from list" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c cookiekit -n "__fish_cookiekit_using_subcommand token; and __fish_seen_subcommand_from import" -l color -d 'When to colour' -r -f -a "auto\t'On a terminal, unless NO_COLOR is set'
always\t''
never\t''"
complete -c cookiekit -n "__fish_cookiekit_using_subcommand token; and __fish_seen_subcommand_from import" -l db -d 'The SQLite file with the table; it becomes the database of the tokens' -r -F
complete -c cookiekit -n "__fish_cookiekit_using_subcommand token; and __fish_seen_subcommand_from import" -l backup -d 'Keep a copy of the file as it is, clear text included (mode 0600)' -r -F
complete -c cookiekit -n "__fish_cookiekit_using_subcommand token; and __fish_seen_subcommand_from import" -l zone -d 'The zone of expiry times that are text without one: UTC, or +02:00' -r
complete -c cookiekit -n "__fish_cookiekit_using_subcommand token; and __fish_seen_subcommand_from import" -l from -d 'Copy the users out of this database, which is read and never changed' -r -F
complete -c cookiekit -n "__fish_cookiekit_using_subcommand token; and __fish_seen_subcommand_from import" -l table -d 'The table with its users' -r
complete -c cookiekit -n "__fish_cookiekit_using_subcommand token; and __fish_seen_subcommand_from import" -l user-column -d 'The column with the name to log in with' -r
complete -c cookiekit -n "__fish_cookiekit_using_subcommand token; and __fish_seen_subcommand_from import" -l name-column -d 'The column with the display name' -r
complete -c cookiekit -n "__fish_cookiekit_using_subcommand token; and __fish_seen_subcommand_from import" -l password-column -d 'The column with the password' -r
complete -c cookiekit -n "__fish_cookiekit_using_subcommand token; and __fish_seen_subcommand_from import" -l token-column -d 'The column with the token' -r
complete -c cookiekit -n "__fish_cookiekit_using_subcommand token; and __fish_seen_subcommand_from import" -l expiry-column -d 'The column with the time at which the token expires' -r
complete -c cookiekit -n "__fish_cookiekit_using_subcommand token; and __fish_seen_subcommand_from import" -l lock-timeout -d 'Wait this long while others use the database' -r
complete -c cookiekit -n "__fish_cookiekit_using_subcommand token; and __fish_seen_subcommand_from import" -l now -d 'Act as if it were this time' -r
complete -c cookiekit -n "__fish_cookiekit_using_subcommand token; and __fish_seen_subcommand_from import" -l json -d 'Print one JSON document on standard output'
complete -c cookiekit -n "__fish_cookiekit_using_subcommand token; and __fish_seen_subcommand_from import" -s q -l quiet -d 'Print only errors on standard error'
complete -c cookiekit -n "__fish_cookiekit_using_subcommand token; and __fish_seen_subcommand_from import" -s v -l verbose -d 'Print more on standard error: the key that was used, the format'
complete -c cookiekit -n "__fish_cookiekit_using_subcommand token; and __fish_seen_subcommand_from import" -l no-backup -d 'Keep no copy, and do not ask'
complete -c cookiekit -n "__fish_cookiekit_using_subcommand token; and __fish_seen_subcommand_from import" -l passwords-are-clear -d 'Take the passwords for clear text even if they look like hashes'
complete -c cookiekit -n "__fish_cookiekit_using_subcommand token; and __fish_seen_subcommand_from import" -l drop-tokens -d 'Drop the tokens that cannot be imported'
complete -c cookiekit -n "__fish_cookiekit_using_subcommand token; and __fish_seen_subcommand_from import" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c cookiekit -n "__fish_cookiekit_using_subcommand formats" -l color -d 'When to colour' -r -f -a "auto\t'On a terminal, unless NO_COLOR is set'
always\t''
never\t''"
complete -c cookiekit -n "__fish_cookiekit_using_subcommand formats" -l json -d 'Print one JSON document on standard output'
complete -c cookiekit -n "__fish_cookiekit_using_subcommand formats" -s q -l quiet -d 'Print only errors on standard error'
complete -c cookiekit -n "__fish_cookiekit_using_subcommand formats" -s v -l verbose -d 'Print more on standard error: the key that was used, the format'
complete -c cookiekit -n "__fish_cookiekit_using_subcommand formats" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c cookiekit -n "__fish_cookiekit_using_subcommand completions" -l color -d 'When to colour' -r -f -a "auto\t'On a terminal, unless NO_COLOR is set'
always\t''
never\t''"
complete -c cookiekit -n "__fish_cookiekit_using_subcommand completions" -l json -d 'Print one JSON document on standard output'
complete -c cookiekit -n "__fish_cookiekit_using_subcommand completions" -s q -l quiet -d 'Print only errors on standard error'
complete -c cookiekit -n "__fish_cookiekit_using_subcommand completions" -s v -l verbose -d 'Print more on standard error: the key that was used, the format'
complete -c cookiekit -n "__fish_cookiekit_using_subcommand completions" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c cookiekit -n "__fish_cookiekit_using_subcommand help; and not __fish_seen_subcommand_from plumber workbench frameworks rotation tokens ci logs json platforms glossary security reasons lints checks keygen key encrypt decrypt sign verify inspect reissue rotate audit token formats completions" -l color -d 'When to colour' -r -f -a "auto\t'On a terminal, unless NO_COLOR is set'
always\t''
never\t''"
complete -c cookiekit -n "__fish_cookiekit_using_subcommand help; and not __fish_seen_subcommand_from plumber workbench frameworks rotation tokens ci logs json platforms glossary security reasons lints checks keygen key encrypt decrypt sign verify inspect reissue rotate audit token formats completions" -l json -d 'Print one JSON document on standard output'
complete -c cookiekit -n "__fish_cookiekit_using_subcommand help; and not __fish_seen_subcommand_from plumber workbench frameworks rotation tokens ci logs json platforms glossary security reasons lints checks keygen key encrypt decrypt sign verify inspect reissue rotate audit token formats completions" -s q -l quiet -d 'Print only errors on standard error'
complete -c cookiekit -n "__fish_cookiekit_using_subcommand help; and not __fish_seen_subcommand_from plumber workbench frameworks rotation tokens ci logs json platforms glossary security reasons lints checks keygen key encrypt decrypt sign verify inspect reissue rotate audit token formats completions" -s v -l verbose -d 'Print more on standard error: the key that was used, the format'
complete -c cookiekit -n "__fish_cookiekit_using_subcommand help; and not __fish_seen_subcommand_from plumber workbench frameworks rotation tokens ci logs json platforms glossary security reasons lints checks keygen key encrypt decrypt sign verify inspect reissue rotate audit token formats completions" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c cookiekit -n "__fish_cookiekit_using_subcommand help; and not __fish_seen_subcommand_from plumber workbench frameworks rotation tokens ci logs json platforms glossary security reasons lints checks keygen key encrypt decrypt sign verify inspect reissue rotate audit token formats completions" -f -a "plumber" -d 'R plumber: keys, sessions, rotation, plumber2'
complete -c cookiekit -n "__fish_cookiekit_using_subcommand help; and not __fish_seen_subcommand_from plumber workbench frameworks rotation tokens ci logs json platforms glossary security reasons lints checks keygen key encrypt decrypt sign verify inspect reissue rotate audit token formats completions" -f -a "workbench" -d 'Posit Workbench: the key, nodes, the user-id cookie'
complete -c cookiekit -n "__fish_cookiekit_using_subcommand help; and not __fish_seen_subcommand_from plumber workbench frameworks rotation tokens ci logs json platforms glossary security reasons lints checks keygen key encrypt decrypt sign verify inspect reissue rotate audit token formats completions" -f -a "frameworks" -d 'Flask, Django, Express, Rails and all others'
complete -c cookiekit -n "__fish_cookiekit_using_subcommand help; and not __fish_seen_subcommand_from plumber workbench frameworks rotation tokens ci logs json platforms glossary security reasons lints checks keygen key encrypt decrypt sign verify inspect reissue rotate audit token formats completions" -f -a "rotation" -d 'replace a key, and who stays signed in'
complete -c cookiekit -n "__fish_cookiekit_using_subcommand help; and not __fish_seen_subcommand_from plumber workbench frameworks rotation tokens ci logs json platforms glossary security reasons lints checks keygen key encrypt decrypt sign verify inspect reissue rotate audit token formats completions" -f -a "tokens" -d 'bearer tokens for an API, with a plumber API'
complete -c cookiekit -n "__fish_cookiekit_using_subcommand help; and not __fish_seen_subcommand_from plumber workbench frameworks rotation tokens ci logs json platforms glossary security reasons lints checks keygen key encrypt decrypt sign verify inspect reissue rotate audit token formats completions" -f -a "ci" -d 'the audit in hooks, in CI and at night'
complete -c cookiekit -n "__fish_cookiekit_using_subcommand help; and not __fish_seen_subcommand_from plumber workbench frameworks rotation tokens ci logs json platforms glossary security reasons lints checks keygen key encrypt decrypt sign verify inspect reissue rotate audit token formats completions" -f -a "logs" -d 'every cookie of a log: --lines'
complete -c cookiekit -n "__fish_cookiekit_using_subcommand help; and not __fish_seen_subcommand_from plumber workbench frameworks rotation tokens ci logs json platforms glossary security reasons lints checks keygen key encrypt decrypt sign verify inspect reissue rotate audit token formats completions" -f -a "json" -d 'the documents of --json'
complete -c cookiekit -n "__fish_cookiekit_using_subcommand help; and not __fish_seen_subcommand_from plumber workbench frameworks rotation tokens ci logs json platforms glossary security reasons lints checks keygen key encrypt decrypt sign verify inspect reissue rotate audit token formats completions" -f -a "platforms" -d 'Windows and macOS: what differs, what has run'
complete -c cookiekit -n "__fish_cookiekit_using_subcommand help; and not __fish_seen_subcommand_from plumber workbench frameworks rotation tokens ci logs json platforms glossary security reasons lints checks keygen key encrypt decrypt sign verify inspect reissue rotate audit token formats completions" -f -a "glossary" -d 'the words: key, slot, format, finding, fix …'
complete -c cookiekit -n "__fish_cookiekit_using_subcommand help; and not __fish_seen_subcommand_from plumber workbench frameworks rotation tokens ci logs json platforms glossary security reasons lints checks keygen key encrypt decrypt sign verify inspect reissue rotate audit token formats completions" -f -a "security" -d 'what is promised, the bounds, the dependencies'
complete -c cookiekit -n "__fish_cookiekit_using_subcommand help; and not __fish_seen_subcommand_from plumber workbench frameworks rotation tokens ci logs json platforms glossary security reasons lints checks keygen key encrypt decrypt sign verify inspect reissue rotate audit token formats completions" -f -a "reasons" -d 'why a cookie fails: the ids that inspect reports'
complete -c cookiekit -n "__fish_cookiekit_using_subcommand help; and not __fish_seen_subcommand_from plumber workbench frameworks rotation tokens ci logs json platforms glossary security reasons lints checks keygen key encrypt decrypt sign verify inspect reissue rotate audit token formats completions" -f -a "lints" -d 'what inspect reports about a Set-Cookie line'
complete -c cookiekit -n "__fish_cookiekit_using_subcommand help; and not __fish_seen_subcommand_from plumber workbench frameworks rotation tokens ci logs json platforms glossary security reasons lints checks keygen key encrypt decrypt sign verify inspect reissue rotate audit token formats completions" -f -a "checks" -d 'what the audit reports, and what it reads'
complete -c cookiekit -n "__fish_cookiekit_using_subcommand help; and not __fish_seen_subcommand_from plumber workbench frameworks rotation tokens ci logs json platforms glossary security reasons lints checks keygen key encrypt decrypt sign verify inspect reissue rotate audit token formats completions" -f -a "keygen" -d 'Make a new key'
complete -c cookiekit -n "__fish_cookiekit_using_subcommand help; and not __fish_seen_subcommand_from plumber workbench frameworks rotation tokens ci logs json platforms glossary security reasons lints checks keygen key encrypt decrypt sign verify inspect reissue rotate audit token formats completions" -f -a "key" -d 'Manage keys: fingerprint, list, show, copy, export, delete'
complete -c cookiekit -n "__fish_cookiekit_using_subcommand help; and not __fish_seen_subcommand_from plumber workbench frameworks rotation tokens ci logs json platforms glossary security reasons lints checks keygen key encrypt decrypt sign verify inspect reissue rotate audit token formats completions" -f -a "encrypt" -d 'Make an encrypted cookie of a JSON payload'
complete -c cookiekit -n "__fish_cookiekit_using_subcommand help; and not __fish_seen_subcommand_from plumber workbench frameworks rotation tokens ci logs json platforms glossary security reasons lints checks keygen key encrypt decrypt sign verify inspect reissue rotate audit token formats completions" -f -a "decrypt" -d 'Open an encrypted cookie and print its payload'
complete -c cookiekit -n "__fish_cookiekit_using_subcommand help; and not __fish_seen_subcommand_from plumber workbench frameworks rotation tokens ci logs json platforms glossary security reasons lints checks keygen key encrypt decrypt sign verify inspect reissue rotate audit token formats completions" -f -a "sign" -d 'Make a signed cookie of a value: value|expiry|signature'
complete -c cookiekit -n "__fish_cookiekit_using_subcommand help; and not __fish_seen_subcommand_from plumber workbench frameworks rotation tokens ci logs json platforms glossary security reasons lints checks keygen key encrypt decrypt sign verify inspect reissue rotate audit token formats completions" -f -a "verify" -d 'Check a signed cookie and print its value'
complete -c cookiekit -n "__fish_cookiekit_using_subcommand help; and not __fish_seen_subcommand_from plumber workbench frameworks rotation tokens ci logs json platforms glossary security reasons lints checks keygen key encrypt decrypt sign verify inspect reissue rotate audit token formats completions" -f -a "inspect" -d 'Say what a cookie is, and why it fails'
complete -c cookiekit -n "__fish_cookiekit_using_subcommand help; and not __fish_seen_subcommand_from plumber workbench frameworks rotation tokens ci logs json platforms glossary security reasons lints checks keygen key encrypt decrypt sign verify inspect reissue rotate audit token formats completions" -f -a "reissue" -d 'Seal a cookie again with the primary key; its times and name stay'
complete -c cookiekit -n "__fish_cookiekit_using_subcommand help; and not __fish_seen_subcommand_from plumber workbench frameworks rotation tokens ci logs json platforms glossary security reasons lints checks keygen key encrypt decrypt sign verify inspect reissue rotate audit token formats completions" -f -a "rotate" -d 'Replace a key; cookiekit keeps the old one and still opens its cookies'
complete -c cookiekit -n "__fish_cookiekit_using_subcommand help; and not __fish_seen_subcommand_from plumber workbench frameworks rotation tokens ci logs json platforms glossary security reasons lints checks keygen key encrypt decrypt sign verify inspect reissue rotate audit token formats completions" -f -a "audit" -d 'Find exposed session keys, and print the command that fixes each'
complete -c cookiekit -n "__fish_cookiekit_using_subcommand help; and not __fish_seen_subcommand_from plumber workbench frameworks rotation tokens ci logs json platforms glossary security reasons lints checks keygen key encrypt decrypt sign verify inspect reissue rotate audit token formats completions" -f -a "token" -d 'Bearer tokens with an expiry, for APIs: users, issue, check, revoke, import'
complete -c cookiekit -n "__fish_cookiekit_using_subcommand help; and not __fish_seen_subcommand_from plumber workbench frameworks rotation tokens ci logs json platforms glossary security reasons lints checks keygen key encrypt decrypt sign verify inspect reissue rotate audit token formats completions" -f -a "formats" -d 'List the formats, or describe one'
complete -c cookiekit -n "__fish_cookiekit_using_subcommand help; and not __fish_seen_subcommand_from plumber workbench frameworks rotation tokens ci logs json platforms glossary security reasons lints checks keygen key encrypt decrypt sign verify inspect reissue rotate audit token formats completions" -f -a "completions" -d 'Print the completion script of a shell'
complete -c cookiekit -n "__fish_cookiekit_using_subcommand help; and __fish_seen_subcommand_from plumber" -l color -d 'When to colour' -r -f -a "auto\t'On a terminal, unless NO_COLOR is set'
always\t''
never\t''"
complete -c cookiekit -n "__fish_cookiekit_using_subcommand help; and __fish_seen_subcommand_from plumber" -l json -d 'Print one JSON document on standard output'
complete -c cookiekit -n "__fish_cookiekit_using_subcommand help; and __fish_seen_subcommand_from plumber" -s q -l quiet -d 'Print only errors on standard error'
complete -c cookiekit -n "__fish_cookiekit_using_subcommand help; and __fish_seen_subcommand_from plumber" -s v -l verbose -d 'Print more on standard error: the key that was used, the format'
complete -c cookiekit -n "__fish_cookiekit_using_subcommand help; and __fish_seen_subcommand_from plumber" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c cookiekit -n "__fish_cookiekit_using_subcommand help; and __fish_seen_subcommand_from workbench" -l color -d 'When to colour' -r -f -a "auto\t'On a terminal, unless NO_COLOR is set'
always\t''
never\t''"
complete -c cookiekit -n "__fish_cookiekit_using_subcommand help; and __fish_seen_subcommand_from workbench" -l json -d 'Print one JSON document on standard output'
complete -c cookiekit -n "__fish_cookiekit_using_subcommand help; and __fish_seen_subcommand_from workbench" -s q -l quiet -d 'Print only errors on standard error'
complete -c cookiekit -n "__fish_cookiekit_using_subcommand help; and __fish_seen_subcommand_from workbench" -s v -l verbose -d 'Print more on standard error: the key that was used, the format'
complete -c cookiekit -n "__fish_cookiekit_using_subcommand help; and __fish_seen_subcommand_from workbench" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c cookiekit -n "__fish_cookiekit_using_subcommand help; and __fish_seen_subcommand_from frameworks" -l color -d 'When to colour' -r -f -a "auto\t'On a terminal, unless NO_COLOR is set'
always\t''
never\t''"
complete -c cookiekit -n "__fish_cookiekit_using_subcommand help; and __fish_seen_subcommand_from frameworks" -l json -d 'Print one JSON document on standard output'
complete -c cookiekit -n "__fish_cookiekit_using_subcommand help; and __fish_seen_subcommand_from frameworks" -s q -l quiet -d 'Print only errors on standard error'
complete -c cookiekit -n "__fish_cookiekit_using_subcommand help; and __fish_seen_subcommand_from frameworks" -s v -l verbose -d 'Print more on standard error: the key that was used, the format'
complete -c cookiekit -n "__fish_cookiekit_using_subcommand help; and __fish_seen_subcommand_from frameworks" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c cookiekit -n "__fish_cookiekit_using_subcommand help; and __fish_seen_subcommand_from rotation" -l color -d 'When to colour' -r -f -a "auto\t'On a terminal, unless NO_COLOR is set'
always\t''
never\t''"
complete -c cookiekit -n "__fish_cookiekit_using_subcommand help; and __fish_seen_subcommand_from rotation" -l json -d 'Print one JSON document on standard output'
complete -c cookiekit -n "__fish_cookiekit_using_subcommand help; and __fish_seen_subcommand_from rotation" -s q -l quiet -d 'Print only errors on standard error'
complete -c cookiekit -n "__fish_cookiekit_using_subcommand help; and __fish_seen_subcommand_from rotation" -s v -l verbose -d 'Print more on standard error: the key that was used, the format'
complete -c cookiekit -n "__fish_cookiekit_using_subcommand help; and __fish_seen_subcommand_from rotation" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c cookiekit -n "__fish_cookiekit_using_subcommand help; and __fish_seen_subcommand_from tokens" -l color -d 'When to colour' -r -f -a "auto\t'On a terminal, unless NO_COLOR is set'
always\t''
never\t''"
complete -c cookiekit -n "__fish_cookiekit_using_subcommand help; and __fish_seen_subcommand_from tokens" -l json -d 'Print one JSON document on standard output'
complete -c cookiekit -n "__fish_cookiekit_using_subcommand help; and __fish_seen_subcommand_from tokens" -s q -l quiet -d 'Print only errors on standard error'
complete -c cookiekit -n "__fish_cookiekit_using_subcommand help; and __fish_seen_subcommand_from tokens" -s v -l verbose -d 'Print more on standard error: the key that was used, the format'
complete -c cookiekit -n "__fish_cookiekit_using_subcommand help; and __fish_seen_subcommand_from tokens" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c cookiekit -n "__fish_cookiekit_using_subcommand help; and __fish_seen_subcommand_from ci" -l color -d 'When to colour' -r -f -a "auto\t'On a terminal, unless NO_COLOR is set'
always\t''
never\t''"
complete -c cookiekit -n "__fish_cookiekit_using_subcommand help; and __fish_seen_subcommand_from ci" -l json -d 'Print one JSON document on standard output'
complete -c cookiekit -n "__fish_cookiekit_using_subcommand help; and __fish_seen_subcommand_from ci" -s q -l quiet -d 'Print only errors on standard error'
complete -c cookiekit -n "__fish_cookiekit_using_subcommand help; and __fish_seen_subcommand_from ci" -s v -l verbose -d 'Print more on standard error: the key that was used, the format'
complete -c cookiekit -n "__fish_cookiekit_using_subcommand help; and __fish_seen_subcommand_from ci" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c cookiekit -n "__fish_cookiekit_using_subcommand help; and __fish_seen_subcommand_from logs" -l color -d 'When to colour' -r -f -a "auto\t'On a terminal, unless NO_COLOR is set'
always\t''
never\t''"
complete -c cookiekit -n "__fish_cookiekit_using_subcommand help; and __fish_seen_subcommand_from logs" -l json -d 'Print one JSON document on standard output'
complete -c cookiekit -n "__fish_cookiekit_using_subcommand help; and __fish_seen_subcommand_from logs" -s q -l quiet -d 'Print only errors on standard error'
complete -c cookiekit -n "__fish_cookiekit_using_subcommand help; and __fish_seen_subcommand_from logs" -s v -l verbose -d 'Print more on standard error: the key that was used, the format'
complete -c cookiekit -n "__fish_cookiekit_using_subcommand help; and __fish_seen_subcommand_from logs" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c cookiekit -n "__fish_cookiekit_using_subcommand help; and __fish_seen_subcommand_from json" -l color -d 'When to colour' -r -f -a "auto\t'On a terminal, unless NO_COLOR is set'
always\t''
never\t''"
complete -c cookiekit -n "__fish_cookiekit_using_subcommand help; and __fish_seen_subcommand_from json" -l json -d 'Print one JSON document on standard output'
complete -c cookiekit -n "__fish_cookiekit_using_subcommand help; and __fish_seen_subcommand_from json" -s q -l quiet -d 'Print only errors on standard error'
complete -c cookiekit -n "__fish_cookiekit_using_subcommand help; and __fish_seen_subcommand_from json" -s v -l verbose -d 'Print more on standard error: the key that was used, the format'
complete -c cookiekit -n "__fish_cookiekit_using_subcommand help; and __fish_seen_subcommand_from json" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c cookiekit -n "__fish_cookiekit_using_subcommand help; and __fish_seen_subcommand_from platforms" -l color -d 'When to colour' -r -f -a "auto\t'On a terminal, unless NO_COLOR is set'
always\t''
never\t''"
complete -c cookiekit -n "__fish_cookiekit_using_subcommand help; and __fish_seen_subcommand_from platforms" -l json -d 'Print one JSON document on standard output'
complete -c cookiekit -n "__fish_cookiekit_using_subcommand help; and __fish_seen_subcommand_from platforms" -s q -l quiet -d 'Print only errors on standard error'
complete -c cookiekit -n "__fish_cookiekit_using_subcommand help; and __fish_seen_subcommand_from platforms" -s v -l verbose -d 'Print more on standard error: the key that was used, the format'
complete -c cookiekit -n "__fish_cookiekit_using_subcommand help; and __fish_seen_subcommand_from platforms" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c cookiekit -n "__fish_cookiekit_using_subcommand help; and __fish_seen_subcommand_from glossary" -l color -d 'When to colour' -r -f -a "auto\t'On a terminal, unless NO_COLOR is set'
always\t''
never\t''"
complete -c cookiekit -n "__fish_cookiekit_using_subcommand help; and __fish_seen_subcommand_from glossary" -l json -d 'Print one JSON document on standard output'
complete -c cookiekit -n "__fish_cookiekit_using_subcommand help; and __fish_seen_subcommand_from glossary" -s q -l quiet -d 'Print only errors on standard error'
complete -c cookiekit -n "__fish_cookiekit_using_subcommand help; and __fish_seen_subcommand_from glossary" -s v -l verbose -d 'Print more on standard error: the key that was used, the format'
complete -c cookiekit -n "__fish_cookiekit_using_subcommand help; and __fish_seen_subcommand_from glossary" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c cookiekit -n "__fish_cookiekit_using_subcommand help; and __fish_seen_subcommand_from security" -l color -d 'When to colour' -r -f -a "auto\t'On a terminal, unless NO_COLOR is set'
always\t''
never\t''"
complete -c cookiekit -n "__fish_cookiekit_using_subcommand help; and __fish_seen_subcommand_from security" -l json -d 'Print one JSON document on standard output'
complete -c cookiekit -n "__fish_cookiekit_using_subcommand help; and __fish_seen_subcommand_from security" -s q -l quiet -d 'Print only errors on standard error'
complete -c cookiekit -n "__fish_cookiekit_using_subcommand help; and __fish_seen_subcommand_from security" -s v -l verbose -d 'Print more on standard error: the key that was used, the format'
complete -c cookiekit -n "__fish_cookiekit_using_subcommand help; and __fish_seen_subcommand_from security" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c cookiekit -n "__fish_cookiekit_using_subcommand help; and __fish_seen_subcommand_from reasons" -l color -d 'When to colour' -r -f -a "auto\t'On a terminal, unless NO_COLOR is set'
always\t''
never\t''"
complete -c cookiekit -n "__fish_cookiekit_using_subcommand help; and __fish_seen_subcommand_from reasons" -l json -d 'Print one JSON document on standard output'
complete -c cookiekit -n "__fish_cookiekit_using_subcommand help; and __fish_seen_subcommand_from reasons" -s q -l quiet -d 'Print only errors on standard error'
complete -c cookiekit -n "__fish_cookiekit_using_subcommand help; and __fish_seen_subcommand_from reasons" -s v -l verbose -d 'Print more on standard error: the key that was used, the format'
complete -c cookiekit -n "__fish_cookiekit_using_subcommand help; and __fish_seen_subcommand_from reasons" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c cookiekit -n "__fish_cookiekit_using_subcommand help; and __fish_seen_subcommand_from lints" -l color -d 'When to colour' -r -f -a "auto\t'On a terminal, unless NO_COLOR is set'
always\t''
never\t''"
complete -c cookiekit -n "__fish_cookiekit_using_subcommand help; and __fish_seen_subcommand_from lints" -l json -d 'Print one JSON document on standard output'
complete -c cookiekit -n "__fish_cookiekit_using_subcommand help; and __fish_seen_subcommand_from lints" -s q -l quiet -d 'Print only errors on standard error'
complete -c cookiekit -n "__fish_cookiekit_using_subcommand help; and __fish_seen_subcommand_from lints" -s v -l verbose -d 'Print more on standard error: the key that was used, the format'
complete -c cookiekit -n "__fish_cookiekit_using_subcommand help; and __fish_seen_subcommand_from lints" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c cookiekit -n "__fish_cookiekit_using_subcommand help; and __fish_seen_subcommand_from checks" -l color -d 'When to colour' -r -f -a "auto\t'On a terminal, unless NO_COLOR is set'
always\t''
never\t''"
complete -c cookiekit -n "__fish_cookiekit_using_subcommand help; and __fish_seen_subcommand_from checks" -l json -d 'Print one JSON document on standard output'
complete -c cookiekit -n "__fish_cookiekit_using_subcommand help; and __fish_seen_subcommand_from checks" -s q -l quiet -d 'Print only errors on standard error'
complete -c cookiekit -n "__fish_cookiekit_using_subcommand help; and __fish_seen_subcommand_from checks" -s v -l verbose -d 'Print more on standard error: the key that was used, the format'
complete -c cookiekit -n "__fish_cookiekit_using_subcommand help; and __fish_seen_subcommand_from checks" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c cookiekit -n "__fish_cookiekit_using_subcommand help; and __fish_seen_subcommand_from keygen" -l color -d 'When to colour' -r -f -a "auto\t'On a terminal, unless NO_COLOR is set'
always\t''
never\t''"
complete -c cookiekit -n "__fish_cookiekit_using_subcommand help; and __fish_seen_subcommand_from keygen" -l json -d 'Print one JSON document on standard output'
complete -c cookiekit -n "__fish_cookiekit_using_subcommand help; and __fish_seen_subcommand_from keygen" -s q -l quiet -d 'Print only errors on standard error'
complete -c cookiekit -n "__fish_cookiekit_using_subcommand help; and __fish_seen_subcommand_from keygen" -s v -l verbose -d 'Print more on standard error: the key that was used, the format'
complete -c cookiekit -n "__fish_cookiekit_using_subcommand help; and __fish_seen_subcommand_from keygen" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c cookiekit -n "__fish_cookiekit_using_subcommand help; and __fish_seen_subcommand_from key" -l color -d 'When to colour' -r -f -a "auto\t'On a terminal, unless NO_COLOR is set'
always\t''
never\t''"
complete -c cookiekit -n "__fish_cookiekit_using_subcommand help; and __fish_seen_subcommand_from key" -l json -d 'Print one JSON document on standard output'
complete -c cookiekit -n "__fish_cookiekit_using_subcommand help; and __fish_seen_subcommand_from key" -s q -l quiet -d 'Print only errors on standard error'
complete -c cookiekit -n "__fish_cookiekit_using_subcommand help; and __fish_seen_subcommand_from key" -s v -l verbose -d 'Print more on standard error: the key that was used, the format'
complete -c cookiekit -n "__fish_cookiekit_using_subcommand help; and __fish_seen_subcommand_from key" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c cookiekit -n "__fish_cookiekit_using_subcommand help; and __fish_seen_subcommand_from encrypt" -l color -d 'When to colour' -r -f -a "auto\t'On a terminal, unless NO_COLOR is set'
always\t''
never\t''"
complete -c cookiekit -n "__fish_cookiekit_using_subcommand help; and __fish_seen_subcommand_from encrypt" -l json -d 'Print one JSON document on standard output'
complete -c cookiekit -n "__fish_cookiekit_using_subcommand help; and __fish_seen_subcommand_from encrypt" -s q -l quiet -d 'Print only errors on standard error'
complete -c cookiekit -n "__fish_cookiekit_using_subcommand help; and __fish_seen_subcommand_from encrypt" -s v -l verbose -d 'Print more on standard error: the key that was used, the format'
complete -c cookiekit -n "__fish_cookiekit_using_subcommand help; and __fish_seen_subcommand_from encrypt" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c cookiekit -n "__fish_cookiekit_using_subcommand help; and __fish_seen_subcommand_from decrypt" -l color -d 'When to colour' -r -f -a "auto\t'On a terminal, unless NO_COLOR is set'
always\t''
never\t''"
complete -c cookiekit -n "__fish_cookiekit_using_subcommand help; and __fish_seen_subcommand_from decrypt" -l json -d 'Print one JSON document on standard output'
complete -c cookiekit -n "__fish_cookiekit_using_subcommand help; and __fish_seen_subcommand_from decrypt" -s q -l quiet -d 'Print only errors on standard error'
complete -c cookiekit -n "__fish_cookiekit_using_subcommand help; and __fish_seen_subcommand_from decrypt" -s v -l verbose -d 'Print more on standard error: the key that was used, the format'
complete -c cookiekit -n "__fish_cookiekit_using_subcommand help; and __fish_seen_subcommand_from decrypt" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c cookiekit -n "__fish_cookiekit_using_subcommand help; and __fish_seen_subcommand_from sign" -l color -d 'When to colour' -r -f -a "auto\t'On a terminal, unless NO_COLOR is set'
always\t''
never\t''"
complete -c cookiekit -n "__fish_cookiekit_using_subcommand help; and __fish_seen_subcommand_from sign" -l json -d 'Print one JSON document on standard output'
complete -c cookiekit -n "__fish_cookiekit_using_subcommand help; and __fish_seen_subcommand_from sign" -s q -l quiet -d 'Print only errors on standard error'
complete -c cookiekit -n "__fish_cookiekit_using_subcommand help; and __fish_seen_subcommand_from sign" -s v -l verbose -d 'Print more on standard error: the key that was used, the format'
complete -c cookiekit -n "__fish_cookiekit_using_subcommand help; and __fish_seen_subcommand_from sign" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c cookiekit -n "__fish_cookiekit_using_subcommand help; and __fish_seen_subcommand_from verify" -l color -d 'When to colour' -r -f -a "auto\t'On a terminal, unless NO_COLOR is set'
always\t''
never\t''"
complete -c cookiekit -n "__fish_cookiekit_using_subcommand help; and __fish_seen_subcommand_from verify" -l json -d 'Print one JSON document on standard output'
complete -c cookiekit -n "__fish_cookiekit_using_subcommand help; and __fish_seen_subcommand_from verify" -s q -l quiet -d 'Print only errors on standard error'
complete -c cookiekit -n "__fish_cookiekit_using_subcommand help; and __fish_seen_subcommand_from verify" -s v -l verbose -d 'Print more on standard error: the key that was used, the format'
complete -c cookiekit -n "__fish_cookiekit_using_subcommand help; and __fish_seen_subcommand_from verify" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c cookiekit -n "__fish_cookiekit_using_subcommand help; and __fish_seen_subcommand_from inspect" -l color -d 'When to colour' -r -f -a "auto\t'On a terminal, unless NO_COLOR is set'
always\t''
never\t''"
complete -c cookiekit -n "__fish_cookiekit_using_subcommand help; and __fish_seen_subcommand_from inspect" -l json -d 'Print one JSON document on standard output'
complete -c cookiekit -n "__fish_cookiekit_using_subcommand help; and __fish_seen_subcommand_from inspect" -s q -l quiet -d 'Print only errors on standard error'
complete -c cookiekit -n "__fish_cookiekit_using_subcommand help; and __fish_seen_subcommand_from inspect" -s v -l verbose -d 'Print more on standard error: the key that was used, the format'
complete -c cookiekit -n "__fish_cookiekit_using_subcommand help; and __fish_seen_subcommand_from inspect" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c cookiekit -n "__fish_cookiekit_using_subcommand help; and __fish_seen_subcommand_from reissue" -l color -d 'When to colour' -r -f -a "auto\t'On a terminal, unless NO_COLOR is set'
always\t''
never\t''"
complete -c cookiekit -n "__fish_cookiekit_using_subcommand help; and __fish_seen_subcommand_from reissue" -l json -d 'Print one JSON document on standard output'
complete -c cookiekit -n "__fish_cookiekit_using_subcommand help; and __fish_seen_subcommand_from reissue" -s q -l quiet -d 'Print only errors on standard error'
complete -c cookiekit -n "__fish_cookiekit_using_subcommand help; and __fish_seen_subcommand_from reissue" -s v -l verbose -d 'Print more on standard error: the key that was used, the format'
complete -c cookiekit -n "__fish_cookiekit_using_subcommand help; and __fish_seen_subcommand_from reissue" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c cookiekit -n "__fish_cookiekit_using_subcommand help; and __fish_seen_subcommand_from rotate" -l color -d 'When to colour' -r -f -a "auto\t'On a terminal, unless NO_COLOR is set'
always\t''
never\t''"
complete -c cookiekit -n "__fish_cookiekit_using_subcommand help; and __fish_seen_subcommand_from rotate" -l json -d 'Print one JSON document on standard output'
complete -c cookiekit -n "__fish_cookiekit_using_subcommand help; and __fish_seen_subcommand_from rotate" -s q -l quiet -d 'Print only errors on standard error'
complete -c cookiekit -n "__fish_cookiekit_using_subcommand help; and __fish_seen_subcommand_from rotate" -s v -l verbose -d 'Print more on standard error: the key that was used, the format'
complete -c cookiekit -n "__fish_cookiekit_using_subcommand help; and __fish_seen_subcommand_from rotate" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c cookiekit -n "__fish_cookiekit_using_subcommand help; and __fish_seen_subcommand_from audit" -l color -d 'When to colour' -r -f -a "auto\t'On a terminal, unless NO_COLOR is set'
always\t''
never\t''"
complete -c cookiekit -n "__fish_cookiekit_using_subcommand help; and __fish_seen_subcommand_from audit" -l json -d 'Print one JSON document on standard output'
complete -c cookiekit -n "__fish_cookiekit_using_subcommand help; and __fish_seen_subcommand_from audit" -s q -l quiet -d 'Print only errors on standard error'
complete -c cookiekit -n "__fish_cookiekit_using_subcommand help; and __fish_seen_subcommand_from audit" -s v -l verbose -d 'Print more on standard error: the key that was used, the format'
complete -c cookiekit -n "__fish_cookiekit_using_subcommand help; and __fish_seen_subcommand_from audit" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c cookiekit -n "__fish_cookiekit_using_subcommand help; and __fish_seen_subcommand_from token" -l color -d 'When to colour' -r -f -a "auto\t'On a terminal, unless NO_COLOR is set'
always\t''
never\t''"
complete -c cookiekit -n "__fish_cookiekit_using_subcommand help; and __fish_seen_subcommand_from token" -l json -d 'Print one JSON document on standard output'
complete -c cookiekit -n "__fish_cookiekit_using_subcommand help; and __fish_seen_subcommand_from token" -s q -l quiet -d 'Print only errors on standard error'
complete -c cookiekit -n "__fish_cookiekit_using_subcommand help; and __fish_seen_subcommand_from token" -s v -l verbose -d 'Print more on standard error: the key that was used, the format'
complete -c cookiekit -n "__fish_cookiekit_using_subcommand help; and __fish_seen_subcommand_from token" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c cookiekit -n "__fish_cookiekit_using_subcommand help; and __fish_seen_subcommand_from formats" -l color -d 'When to colour' -r -f -a "auto\t'On a terminal, unless NO_COLOR is set'
always\t''
never\t''"
complete -c cookiekit -n "__fish_cookiekit_using_subcommand help; and __fish_seen_subcommand_from formats" -l json -d 'Print one JSON document on standard output'
complete -c cookiekit -n "__fish_cookiekit_using_subcommand help; and __fish_seen_subcommand_from formats" -s q -l quiet -d 'Print only errors on standard error'
complete -c cookiekit -n "__fish_cookiekit_using_subcommand help; and __fish_seen_subcommand_from formats" -s v -l verbose -d 'Print more on standard error: the key that was used, the format'
complete -c cookiekit -n "__fish_cookiekit_using_subcommand help; and __fish_seen_subcommand_from formats" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c cookiekit -n "__fish_cookiekit_using_subcommand help; and __fish_seen_subcommand_from completions" -l color -d 'When to colour' -r -f -a "auto\t'On a terminal, unless NO_COLOR is set'
always\t''
never\t''"
complete -c cookiekit -n "__fish_cookiekit_using_subcommand help; and __fish_seen_subcommand_from completions" -l json -d 'Print one JSON document on standard output'
complete -c cookiekit -n "__fish_cookiekit_using_subcommand help; and __fish_seen_subcommand_from completions" -s q -l quiet -d 'Print only errors on standard error'
complete -c cookiekit -n "__fish_cookiekit_using_subcommand help; and __fish_seen_subcommand_from completions" -s v -l verbose -d 'Print more on standard error: the key that was used, the format'
complete -c cookiekit -n "__fish_cookiekit_using_subcommand help; and __fish_seen_subcommand_from completions" -s h -l help -d 'Print help (see more with \'--help\')'
