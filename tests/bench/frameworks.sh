#!/bin/sh
# Cookies of other frameworks against their own libraries: whole programs that
# verify the same lines, in turns, as ratios of rates by the medians. LINES and
# RUNS change the size. Needs what tests/run installs: PEERS_PYTHON with Flask and
# Django, PEERS_NODE_PATH with cookie-signature; what is not there is left out and
# said. Aims: 20 times Flask's and Django's own, 5 times Express's, with the jobs that
# cookiekit takes by itself, one for each core; one job is shown beside it.
set -eu

cookiekit=$(realpath "${1:?"usage: tests/bench/frameworks.sh target/release/cookiekit"}")
root=$(realpath "$(dirname "$0")/../..")
python=${PEERS_PYTHON:-$root/target/peers/bin/python}
NODE_PATH=${PEERS_NODE_PATH:-$root/target/peers-node/node_modules}
export NODE_PATH
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT INT TERM
cd "$folder"

cat > flask-session.py <<'PYTHON'
"""Flask's own sessions."""
import json, sys
from flask import Flask
from flask.sessions import SecureCookieSessionInterface

app = Flask("bench")
app.secret_key = open("key").read()
signer = SecureCookieSessionInterface().get_signing_serializer(app)
for number, line in enumerate(sys.stdin, 1):
    payload = signer.loads(line.rstrip("\n"), max_age=2678400)
    sys.stdout.write(json.dumps({"line": number, "outcome": "valid", "payload": payload}) + "\n")
PYTHON

cat > django-session.py <<'PYTHON'
"""Django's own sessions in cookies."""
import json, sys
from django.conf import settings

settings.configure(SECRET_KEY=open("key").read())
from django.contrib.sessions.serializers import JSONSerializer
from django.core import signing

salt = "django.contrib.sessions.backends.signed_cookies"
for number, line in enumerate(sys.stdin, 1):
    payload = signing.loads(
        line.rstrip("\n"), serializer=JSONSerializer, max_age=1209600, salt=salt)
    sys.stdout.write(json.dumps({"line": number, "outcome": "valid", "payload": payload}) + "\n")
PYTHON

cat > express.js <<'NODE'
// cookie-signature, as cookie-parser and express-session use it.
const { readFileSync } = require("fs");
const { unsign } = require("cookie-signature");

const key = readFileSync("key", "utf8");
let number = 0;
let out = [];
const input = require("readline").createInterface({ input: process.stdin });
input.on("line", (line) => {
  number += 1;
  const payload = unsign(decodeURIComponent(line).slice(2), key);
  if (payload === false) process.exit(1);
  out.push(JSON.stringify({ line: number, outcome: "valid", payload }));
  if (out.length === 1000) { process.stdout.write(out.join("\n") + "\n"); out = []; }
});
input.on("close", () => { if (out.length) process.stdout.write(out.join("\n") + "\n"); });
NODE

/usr/bin/python3 - "$cookiekit" "$python" "${LINES:-200000}" "${RUNS:-5}" <<'PYTHON'
import json, os, random, statistics, string, subprocess, sys, time

cookiekit, python, lines, runs = sys.argv[1], sys.argv[2], int(sys.argv[3]), int(sys.argv[4])
random.seed(1)
letters = string.ascii_letters + string.digits
subprocess.run([cookiekit, "keygen", "--quiet", "--out", "key"],
               check=True, stdout=subprocess.DEVNULL)

# Payloads of 100 bytes.
with open("json", "w") as out:
    for number in range(lines):
        start = '{"user":"%s","id":%d,"roles":["admin","reader"],"token":"' % (
            "".join(random.choices(letters, k=12)), 1000000 + number)
        out.write(start + "".join(random.choices(letters, k=100 - len(start) - 2)) + '"}\n')
with open("ids", "w") as out:
    for number in range(lines):
        out.write("".join(random.choices(letters, k=32)) + "\n")

def wall(command, source, records):
    with open(source) as stdin, open(records, "w") as stdout:
        start = time.perf_counter()
        subprocess.run(command, stdin=stdin, stdout=stdout, check=True)
        return time.perf_counter() - start

rows = (
    ("flask", "json", [python, "flask-session.py"]),
    ("django-session", "json", [python, "django-session.py"]),
    ("express", "ids", ["node", "express.js"]),
)
print(f"{lines} lines, medians of {runs}")
for name, payloads, peer in rows:
    ours = [cookiekit, "verify", "--lines", "--quiet", "--format", name, "--key", "key"]
    make = [cookiekit, "sign", "--lines", "--quiet", "--format", name, "--key", "key"]
    wall(make, payloads, "made")
    with open("made") as made, open(name, "w") as out:
        for record in made:
            out.write(json.loads(record)["cookie"] + "\n")
    try:
        wall(peer, name, "theirs")
    except (OSError, subprocess.CalledProcessError) as error:
        print(f"{name}: not measured: {error}")
        continue
    wall(ours, name, "own")
    with open("own") as own, open("theirs") as theirs:
        said = [[json.loads(it) for it in records] for records in (own, theirs)]
    assert all(len(it) == lines for it in said)
    for own, other in zip(*said):
        payload = own["payload"]
        payload = json.loads(payload) if payloads == "json" and isinstance(payload, str) else payload
        assert (own["outcome"], payload) == ("valid", other["payload"]), own
    commands = {"theirs": peer, "one": [*ours, "--jobs", "1"], "own": ours}
    walls = {it: [] for it in commands}
    for _ in range(runs):
        for side, command in commands.items():
            walls[side].append(wall(command, name, side))
    theirs, one, own = (statistics.median(walls[it]) for it in commands)
    print(f"{name}, its own library {theirs / lines * 1e6:.2f} us a line: "
          f"{theirs / own:.1f} times its rate, {theirs / one:.1f} on one job")
PYTHON
