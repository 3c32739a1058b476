#!/bin/sh
# Wrong passwords of users and of names that nobody has, side by side in turns,
# RUNS of each: the medians of the time until the process has ended. A user has
# a hash of ours, a costlier one or a cheaper one of an import, or none; a name
# is tried for the first time, again, or among 20,000 others. Aim: no median is
# more than 3% from that of `nobody`.
set -eu

cookiekit=$(realpath "${1:?"usage: tests/bench/login.sh target/release/cookiekit"}")
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT INT TERM
cd "$folder"
echo 'correct horse' > password
echo wrong > wrong
"$cookiekit" token user add --quiet --db db ours --password-stdin < password

python3 - "$cookiekit" "${RUNS:-200}" <<'PYTHON'
import os, sqlite3, statistics, subprocess, sys, time

cookiekit, runs = sys.argv[1], int(sys.argv[2])
end = "$c29tZXNhbHQ$nf65EOgLrQMR/uIPnA4rEsF5h7TKyQwu9U1bMCHGi/4"
database = sqlite3.connect("db", isolation_level=None)
for user, hash in {
    "costly": "$argon2id$v=19$m=65536,t=2,p=1" + end,
    "cheap": "$argon2id$v=19$m=256,t=2,p=1" + end,
    "none": "*",
}.items():
    insert = "INSERT INTO cookiekit_users (user, name, password, added) VALUES (?, '', ?, 0)"
    database.execute(insert, (user, hash))

def run(user):
    command = [cookiekit, "token", "issue", "--db", "db", "--expires-in", "1m", "--user", user]
    with open("wrong") as password:
        start = time.perf_counter()
        code = subprocess.run(command + ["--password-stdin"], stdin=password,
                              stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL).returncode
        took = time.perf_counter() - start
    assert code == 1, (user, code)
    return took

def medians(users, prepare):
    times = {user: [] for user in users}
    for _ in range(runs):
        for user in users:
            prepare(user)
            times[user].append(run(user))
    base = statistics.median(times["nobody"])
    for user in users:
        median = statistics.median(times[user])
        print(f"  {user:8} {median * 1000:7.2f} ms  {median / base - 1:+.1%} of nobody")

users = ["nobody", "ours", "costly", "cheap", "none"]
def forget(user):
    database.execute("DELETE FROM cookiekit_failures")
def once(user):
    forget(user)
    run(user)
print("for the first time:")
medians(users, forget)
print("for the second time:")
medians(users, once)
print("among 20,000 other names:")
others = """WITH RECURSIVE n (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 20000)
    INSERT INTO cookiekit_failures SELECT randomblob(32), 0, 1, unixepoch(), 0 FROM n"""
forget(None)
database.execute(others)
def again(user):
    database.execute("UPDATE cookiekit_failures SET failures = 1, locked_until = 0")
medians(users, again)
PYTHON
