#!/bin/sh
# Many cookies against the libraries alone and against what else opens them:
# one table of ratios of rates, all taken in turns in this run, and then the start
# of one cookie by start.sh. LINES and RUNS change the size. Needs gcc,
# libsodium-dev, libssl-dev, python3-nacl and r-cran-plumber; what is not there is
# left out and said.
set -eu

cookiekit=$(realpath "${1:?"usage: tests/bench/lines.sh target/release/cookiekit"}")
here=$(realpath "$(dirname "$0")")
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT INT TERM
cd "$folder"
gcc -O2 -Wall -o limit "$here/limit.c" -lsodium -lcrypto

cat > pynacl.py <<'PYTHON'
"""The same job with PyNaCl."""
import base64, json, sys, urllib.parse
from nacl.secret import SecretBox

box = SecretBox(bytes.fromhex(open("key").read()))
out = sys.stdout
for number, line in enumerate(sys.stdin, 1):
    sealed, nonce = urllib.parse.unquote(line.rstrip("\n")).split("_")
    payload = box.decrypt(base64.b64decode(sealed), base64.b64decode(nonce))
    out.write(json.dumps({"line": number, "outcome": "valid", "payload": json.loads(payload)}) + "\n")
PYTHON

cat > plumber.R <<'R'
# The same job with plumber's own functions.
decode <- getFromNamespace("decodeCookie", "plumber")
key <- getFromNamespace("asCookieKey", "plumber")(readLines("key", warn = FALSE))
input <- file("stdin", "r")
for (line in readLines(input)) {
  cat(jsonlite::toJSON(decode(utils::URLdecode(line), key)), "\n")
}
R

python3 - "$cookiekit" "${LINES:-1000000}" "${RUNS:-5}" <<'PYTHON'
import json, os, random, shutil, statistics, string, subprocess, sys, time

cookiekit, lines, runs = sys.argv[1], int(sys.argv[2]), int(sys.argv[3])
random.seed(1)
letters = string.ascii_letters + string.digits

def call(*arguments, **more):
    return subprocess.run([cookiekit, *arguments], check=True, **more)

for name, more in (("key", []), ("workbench", ["--for", "workbench"])):
    call("keygen", "--quiet", "--out", name, *more, stdout=subprocess.DEVNULL)

# Payloads of 100 bytes as jsonlite writes them.
with open("payloads", "w") as out:
    for number in range(lines):
        start = '{"user":["%s"],"id":[%d],"roles":["admin","reader"],"token":["' % (
            "".join(random.choices(letters, k=12)), 1000000 + number)
        out.write(start + "".join(random.choices(letters, k=100 - len(start) - 3)) + '"]}\n')
with open("users", "w") as out:
    for number in range(lines):
        out.write("user%d\n" % (number % 100000))

def made(name, source, *arguments):
    with open(source) as payloads, open("records", "w") as records:
        call(*arguments, "--lines", "--quiet", stdin=payloads, stdout=records)
    with open("records") as records, open(name, "w") as out:
        for record in records:
            out.write(json.loads(record)["cookie"] + "\n")

made("plumber", "payloads", "encrypt", "--format", "plumber", "--key", "key")
made("sealed", "payloads", "encrypt", "--format", "sealed", "--key", "key", "--expires-in", "8h")
made("signed", "users", "sign", "--format", "workbench", "--key", "workbench", "--expires-in", "8h")

def head(name, count):
    with open(name) as source, open(name + ".head", "w") as out:
        for _ in range(count):
            out.write(next(source))
    return name + ".head"

def wall(command, source):
    with open(source) as stdin:
        start = time.perf_counter()
        subprocess.run(command, check=True, stdin=stdin, stdout=subprocess.DEVNULL)
        return time.perf_counter() - start

def ours(command, key, source, jobs, count=lines):
    arguments = [cookiekit, command, "--lines", "--quiet", "--key", key, "--jobs", str(jobs)]
    return lambda: count / wall(arguments, source)

def limit(what):
    def rate():
        printed = subprocess.run(["./limit", what, str(lines)], check=True, capture_output=True)
        return lines / float(printed.stdout)
    return rate

few, fewest = min(lines, 100_000), min(lines, 5_000)
def nacl():
    return few / wall(["/usr/bin/python3", "pynacl.py"], head("plumber", few))
def plumber():
    return fewest / wall(["Rscript", "plumber.R"], head("plumber", fewest))

rows = [
    ("decrypt plumber, 1 job / libsodium's secretbox alone", 0.55,
     ours("decrypt", "key", "plumber", 1), limit("secretbox")),
    ("decrypt plumber, 2 jobs / libsodium's secretbox alone", 1.05,
     ours("decrypt", "key", "plumber", 2), limit("secretbox")),
    ("decrypt sealed, 1 job / libsodium's XChaCha20 alone", 0.65,
     ours("decrypt", "key", "sealed", 1), limit("xchacha")),
    ("verify workbench, 1 job / OpenSSL's HMAC alone", 0.8,
     ours("verify", "workbench", "signed", 1), limit("hmac")),
    ("verify workbench, 2 jobs / OpenSSL's HMAC alone", 1.5,
     ours("verify", "workbench", "signed", 2), limit("hmac")),
]
for name, aim, there, peer in (
    ("PyNaCl", 4, "import nacl", nacl),
    ("plumber", 80, None, plumber),
):
    check = ["/usr/bin/python3", "-c", there] if there else ["Rscript", "-e", "library(plumber)"]
    try:
        is_there = subprocess.run(check, capture_output=True).returncode == 0
    except FileNotFoundError:
        is_there = False
    if is_there:
        rows.append((f"decrypt plumber, 1 job / {name} doing the same", aim,
                     ours("decrypt", "key", "plumber", 1), peer))
    else:
        print(f"left out: {name} is not there")

print(f"{lines} lines, medians of {runs} pairs")
print(f"{'':55} {'ours/s':>10} {'theirs/s':>10} {'ratio':>7} {'aim':>5}")
for name, aim, one, other in rows:
    # What is slow anyway needs no more than three pairs.
    pairs = [(one(), other()) for _ in range(runs if aim < 4 else min(runs, 3))]
    ratio = statistics.median(a / b for a, b in pairs)
    middle = [statistics.median(side) for side in zip(*pairs)]
    print(f"{name:55} {middle[0]:10.0f} {middle[1]:10.0f} {ratio:7.2f} {aim:5.2f}")

# Memory and time as the input grows.
for factor in (1, 3, 10):
    with open("many", "w") as out:
        for _ in range(factor):
            with open("plumber") as source:
                shutil.copyfileobj(source, out)
    with open("many") as stdin:
        start = time.perf_counter()
        child = subprocess.Popen([cookiekit, "decrypt", "--lines", "--quiet", "--key", "key"],
                                 stdin=stdin, stdout=subprocess.DEVNULL)
        peak = os.wait4(child.pid, 0)[2].ru_maxrss
        seconds = time.perf_counter() - start
    print(f"{factor * lines:10} lines: {seconds:6.2f} s, "
          f"{1e9 * seconds / factor / lines:5.0f} ns a line, at most {peak / 1024:.1f} MiB")
PYTHON
# A start is far shorter: it has a number of runs of its own.
unset RUNS
sh "$here/start.sh" "$cookiekit"
