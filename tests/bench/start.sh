#!/bin/sh
# One cookie from a cold process against /bin/true, side by side: whole runs in
# turns, RUNS of each. Prints the ratios of the medians and of the least wall
# times; 2 or less is the aim.
set -eu

cookiekit=$(realpath "${1:?"usage: tests/bench/start.sh target/release/cookiekit"}")
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT INT TERM
cd "$folder"
"$cookiekit" keygen --quiet --out key > fingerprint
"$cookiekit" encrypt --quiet --key key '{"user":"alice"}' > cookie

python3 - "$cookiekit" "${RUNS:-600}" <<'PYTHON'
import os, statistics, sys, time

cookiekit, runs = sys.argv[1], int(sys.argv[2])
cookie = open("cookie").read().strip()
commands = {
    "true": ["/bin/true"],
    "encrypt": [cookiekit, "encrypt", "--key", "key", '{"user":"alice"}'],
    "decrypt": [cookiekit, "decrypt", "--key", "key", cookie],
}
silent = [(os.POSIX_SPAWN_OPEN, number, "/dev/null", os.O_WRONLY, 0) for number in (1, 2)]

def run(command):
    start = time.perf_counter()
    child = os.posix_spawn(command[0], command, os.environ, file_actions=silent)
    status = os.waitpid(child, 0)[1]
    assert status == 0, command
    return time.perf_counter() - start

walls = {name: [] for name in commands}
for _ in range(runs):
    for name, command in commands.items():
        walls[name].append(run(command))
for name in ("encrypt", "decrypt"):
    median = statistics.median(walls[name]) / statistics.median(walls["true"])
    least = min(walls[name]) / min(walls["true"])
    print(f"{name}: {median:.2f} times /bin/true by medians, {least:.2f} by the least")
PYTHON
