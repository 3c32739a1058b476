#!/bin/sh
# Checking tokens: one from a cold process against /bin/true, side by side in
# turns, RUNS of each; and LINES of them in one process, of a database with
# 10,000 tokens, against the same table asked by Python's sqlite3. Aims: at most
# 5 times /bin/true; at least 3,000 a second.
set -eu

cookiekit=$(realpath "${1:?"usage: tests/bench/token.sh target/release/cookiekit"}")
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT INT TERM
cd "$folder"
echo 'correct horse' > password
"$cookiekit" token user add --quiet --db db alice --password-stdin < password
"$cookiekit" token issue --quiet --db db --user alice --expires-in 8h --password-stdin < password > token

python3 - "$cookiekit" "${RUNS:-600}" "${LINES:-300000}" <<'PYTHON'
import hashlib, os, random, sqlite3, statistics, string, subprocess, sys, time

cookiekit, runs, count = sys.argv[1], int(sys.argv[2]), int(sys.argv[3])
check = [cookiekit, "token", "check", "--db", "db"]
commands = {"true": ["/bin/true"], "check": check}

def run(command):
    files = [
        (os.POSIX_SPAWN_OPEN, 0, "token", os.O_RDONLY, 0),
        (os.POSIX_SPAWN_OPEN, 1, "/dev/null", os.O_WRONLY, 0),
    ]
    start = time.perf_counter()
    child = os.posix_spawn(command[0], command, os.environ, file_actions=files)
    status = os.waitpid(child, 0)[1]
    assert status == 0, command
    return time.perf_counter() - start

walls = {name: [] for name in commands}
for _ in range(runs):
    for name, command in commands.items():
        walls[name].append(run(command))
median = statistics.median(walls["check"]) / statistics.median(walls["true"])
least = min(walls["check"]) / min(walls["true"])
print(f"check: {median:.2f} times /bin/true by medians, {least:.2f} by the least")

random.seed(1)
alphabet = string.ascii_letters + string.digits
tokens = ["".join(random.choices(alphabet, k=24)) for _ in range(10000)]
digests = [hashlib.sha256(token.encode()).digest() for token in tokens]
database = sqlite3.connect("db")
rows = [(digest, 1, 0, 4000000000) for digest in digests]
database.executemany("INSERT INTO cookiekit_tokens VALUES (?, ?, ?, ?)", rows)
database.commit()
asked = random.choices(tokens, k=count)
with open("lines", "w") as lines:
    lines.write("\n".join(asked) + "\n")
start = time.perf_counter()
with open("lines") as lines, open("records", "w") as records:
    subprocess.run(check + ["--lines"], stdin=lines, stdout=records, check=True)
own = count / (time.perf_counter() - start)
with open("records") as records:
    assert sum('"outcome":"valid"' in record for record in records) == count
select = """SELECT u.user, t.expires FROM cookiekit_tokens t
    JOIN cookiekit_users u ON u.id = t.user WHERE t.digest = ?"""
start = time.perf_counter()
for token in asked:
    digest = hashlib.sha256(token.encode()).digest()
    assert database.execute(select, (digest,)).fetchone()
other = count / (time.perf_counter() - start)
print(f"--lines: {own:,.0f} a second; {own / other:.2f} times Python's sqlite3")
PYTHON
