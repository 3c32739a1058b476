#!/bin/sh
# Cookies of other frameworks against their own libraries: whole programs that open
# the same lines, in turns, as ratios of rates by the medians; what they read is
# compared first. LINES and RUNS change the size, FORMATS chooses. Needs what
# tests/run installs: PEERS_PYTHON and PEERS_NODE_PATH with the frameworks, Rails and
# Laravel of Debian; what is not there is left out and said. The aim is 20 times the
# rate of Python, Ruby and PHP and 5 times that of Node, with the jobs that cookiekit
# takes by itself, one for each core; one job is shown beside it.
set -eu

cookiekit=$(realpath "${1:?"usage: tests/bench/frameworks.sh target/release/cookiekit"}")
root=$(realpath "$(dirname "$0")/../..")
PEERS=$root/tests/bench/peers
PEERS_PYTHON=${PEERS_PYTHON:-$root/target/peers/bin/python}
NODE_PATH=${PEERS_NODE_PATH:-$root/target/peers-node/node_modules}
export PEERS PEERS_PYTHON NODE_PATH
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT INT TERM
cd "$folder"

/usr/bin/python3 - "$cookiekit" "${LINES:-200000}" "${RUNS:-5}" "${FORMATS:-}" <<'PYTHON'
import json, os, random, statistics, string, subprocess, sys, time

cookiekit, lines, runs, chosen = sys.argv[1], int(sys.argv[2]), int(sys.argv[3]), sys.argv[4]
random.seed(1)
letters = string.ascii_letters + string.digits

# Payloads of 100 bytes.
def object_of_json(number):
    start = '{"user":"%s","id":%d,"roles":["admin","reader"],"token":"' % (
        "".join(random.choices(letters, k=12)), 1000000 + number)
    return start + "".join(random.choices(letters, k=98 - len(start))) + '"}'

def identity(number):
    return "".join(random.choices(letters, k=32))

def wall(command, source, records):
    with open(source) as stdin, open(records, "w") as stdout:
        start = time.perf_counter()
        subprocess.run(command, stdin=stdin, stdout=stdout, check=True)
        return time.perf_counter() - start

PEERS = os.environ["PEERS"]
python = 20, [os.environ["PEERS_PYTHON"], f"{PEERS}/python.py"]
node = 5, ["node", f"{PEERS}/node.mjs"]
ruby = 20, ["ruby", f"{PEERS}/ruby.rb"]
php = 20, ["php", f"{PEERS}/php.php"]
rows = [
    (name, object_of_json, python)
    for name in ("flask", "itsdangerous", "django-session", "starlette", "fernet",
                 "aiohttp-session", "litestar", "tornado", "jwt")
] + [
    ("express", identity, node),
    ("fastify-cookie", identity, node),
    ("hono", identity, node),
    ("iron", object_of_json, node),
    ("iron-session", object_of_json, node),
    ("authjs", object_of_json, node),
    ("fastify-secure-session", object_of_json, node),
    ("jwt", object_of_json, node),
    ("rails-gcm", object_of_json, ruby),
    ("rails-cbc", object_of_json, ruby),
    ("rails-signed", object_of_json, ruby),
    ("laravel", identity, php),
]

def told(record):
    """What a record says of a payload, without what a library adds or takes away."""
    payload = record["payload"]
    if isinstance(payload, str) and payload.startswith("{"):
        payload = json.loads(payload)
    if isinstance(payload, dict):
        payload = payload.get("session", payload)
        payload = {name: payload[name] for name in ("user", "id", "roles", "token")}
    return record["outcome"], payload

print(f"{lines} lines of each, medians of {runs}")
print(f"{'':34} {'ours us':>8} {'theirs us':>10} {'ratio':>7} {'1 job':>7} {'aim':>4}")
for name, payload, (aim, peer) in rows:
    if chosen and name not in chosen.split():
        continue
    facts = json.loads(subprocess.run([cookiekit, "formats", name, "--json"],
                                      check=True, capture_output=True).stdout)
    make, open_ = ("encrypt", "decrypt") if facts["protection"] == "encrypted" else ("sign", "verify")
    cookie = facts["cookie_names"][0] if facts["cookie_names"] else "own"
    if os.path.exists("key"):
        os.remove("key")
    subprocess.run([cookiekit, "keygen", "--quiet", "--for", name, "--out", "key"],
                   check=True, stdout=subprocess.DEVNULL)
    with open("payloads", "w") as out:
        out.writelines(payload(number) + "\n" for number in range(lines))
    which = ["--lines", "--quiet", "--format", name, "--key", "key"]
    if facts["bound_to_name"]:
        which += ["--name", cookie]
    which += ["--param", "kdf=SHA1"] if peer[0] == "ruby" else []
    timed = ["--expires-in", "8h"] if facts["expiry"] == "required" else []
    label = f"{name} / {os.path.basename(peer[-1])}"
    try:
        wall([cookiekit, make, *which, *timed], "payloads", "made")
        with open("made") as made, open("cookies", "w") as out:
            for record in made:
                out.write(json.loads(record)["cookie"] + "\n")
        theirs = [*peer, name, cookie]
        wall(theirs, "cookies", "theirs")
    except (OSError, subprocess.CalledProcessError) as error:
        print(f"{label}: not measured: {error}")
        continue
    ours = [cookiekit, open_, *which]
    wall(ours, "cookies", "own")
    with open("own") as own, open("theirs") as other:
        pairs = [[told(json.loads(it)) for it in records] for records in (own, other)]
    assert len(pairs[0]) == lines and pairs[0] == pairs[1], (name, pairs[0][0], pairs[1][0])
    commands = {"theirs": theirs, "one": [*ours, "--jobs", "1"], "own": ours}
    walls = {it: [] for it in commands}
    for _ in range(runs):
        for side, command in commands.items():
            walls[side].append(wall(command, "cookies", side))
    other, one, own = (statistics.median(walls[it]) for it in commands)
    print(f"{label:34} {own / lines * 1e6:8.2f} {other / lines * 1e6:10.2f} "
          f"{other / own:7.1f} {other / one:7.1f} {aim:4}", flush=True)
PYTHON
