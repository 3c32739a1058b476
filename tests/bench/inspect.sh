#!/bin/sh
# How long `inspect` of one cookie takes without --format, ten keys given, for a
# cookie of each format: under the last of the keys, and under none of them. The
# medians of RUNS runs are to be at most 100 ms, but for formats whose key
# derivation costs more by itself.
set -eu

cookiekit=$(realpath "${1:?"usage: tests/bench/inspect.sh target/release/cookiekit"}")
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT INT TERM
cd "$folder"
umask 077

python3 - "$cookiekit" "${RUNS:-7}" <<'PYTHON'
import json, os, statistics, subprocess, sys, time

cookiekit, runs = sys.argv[1], int(sys.argv[2])
PAYLOADS = [
    '{"user":["alice"]}',
    '[["__json_message",0,20,"Saved"]]',
    '"0123456789abcdef0123456789abcdef01234567"',
    "gP8zvqbuqmJ3z6VqC0oQ0x0K1kqU3m5yH3n4xLJt3Zs",
    "alice",
]
# The key of these is made slowly, and each of the ten is read in some 35 ways
# (a newline more, decoded once less) before it is said that none opens:
# Argon2id, 8192 rounds of PBKDF2, 1000 rounds. What rack-hmac makes looks like
# what Rails signs.
SLOW = {"fastify-secure-session", "h3", "iron", "rails-cbc", "rails-signed", "rack-hmac"}

def run(*arguments, given=""):
    return subprocess.run([cookiekit, *arguments], input=given, capture_output=True, text=True)

def made(name, key):
    for way in ("sign", "encrypt"):
        for payload in PAYLOADS:
            for ends in ([], ["--expires-in", "8h"]):
                done = run(way, "-q", "--format", name, "--name", "session-name", "--key", key, *ends,
                           given=payload)
                if done.returncode == 0:
                    return done.stdout.strip()
    raise SystemExit(f"{name}: no cookie is made")

# Nine keys of other formats, as one has them beside each other.
keys = []
for number, name in enumerate(("flask", "rails-gcm", "laravel", "iron", "express", "jwt", "fernet",
                               "sealed", "authjs")):
    key = f"k{number}"
    run("keygen", "-q", "--for", name, "--out", key)
    keys += ["--key", key]

def timed(cookie, key):
    took = []
    for _ in range(runs):
        start = time.perf_counter()
        run("inspect", "--json", "--name", "session-name", *keys, "--key", key, given=cookie)
        took.append(1000 * (time.perf_counter() - start))
    return statistics.median(took)

late = []
print(f"{'format':24} {'opens':>9} {'opens not':>10}")
for format in json.loads(run("formats", "--json").stdout)["formats"]:
    name = format["name"]
    for key in ("own", "other"):
        if os.path.exists(key):
            os.remove(key)
        run("keygen", "-q", "--for", name, "--out", key)
    cookie = made(name, "own")
    opens, fails = timed(cookie, "own"), timed(cookie, "other")
    print(f"{name:24} {opens:6.0f} ms {fails:7.0f} ms", flush=True)
    if max(opens, fails) > 100 and name not in SLOW:
        late.append(name)
if late:
    raise SystemExit("over 100 ms: " + ", ".join(late))
PYTHON
