#!/bin/sh
# One cookie from a cold process against /bin/true and against what else makes or
# checks one at a command line, side by side: whole runs in turns, RUNS of each.
# Prints the ratios of the medians and of the least wall times. `jwt` is of the
# crate jwt-cli; what is not there is left out and said.
set -eu

cookiekit=$(realpath "${1:?"usage: tests/bench/start.sh target/release/cookiekit"}")
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT INT TERM
cd "$folder"
# Copies, as `cargo install` makes one, and several in turns: how a file happens to
# lie in the page cache is up to a tenth of its start.
for copy in 0 1 2 3 4 5 6 7; do
    cp "$cookiekit" "cookiekit.$copy"
done
"$cookiekit" keygen --quiet --out key > fingerprint
"$cookiekit" encrypt --quiet --key key '{"user":"alice"}' > cookie

python3 - "$cookiekit" "${RUNS:-600}" <<'PYTHON'
import os, shutil, statistics, sys, time

cookiekit, runs = sys.argv[1], int(sys.argv[2])
cookie = open("cookie").read().strip()
commands = {
    "/bin/true": ["/bin/true"],
    "encrypt": [cookiekit, "encrypt", "--key", "key", '{"user":"alice"}'],
    "decrypt": [cookiekit, "decrypt", "--key", "key", cookie],
}
# A throw-away key: openssl and jwt take none but as an argument.
secret = open("key").read()
peers = {
    "openssl dgst -hmac": ["openssl", "dgst", "-sha256", "-hmac", secret, "cookie"],
    "jwt encode": ["jwt", "encode", "--alg", "HS256", "--secret", secret, '{"user":"alice"}'],
}
for name, command in peers.items():
    command[0] = shutil.which(command[0])
    if command[0]:
        commands[name] = command
    else:
        print(f"left out: {name} is not there")
silent = [(os.POSIX_SPAWN_OPEN, number, "/dev/null", os.O_WRONLY, 0) for number in (1, 2)]

def run(command):
    start = time.perf_counter()
    child = os.posix_spawn(command[0], command, os.environ, file_actions=silent)
    status = os.waitpid(child, 0)[1]
    assert status == 0, command
    return time.perf_counter() - start

walls = {name: [] for name in commands}
for number in range(runs):
    for name, command in commands.items():
        if command[0] == cookiekit:
            command = [f"./cookiekit.{number % 8}", *command[1:]]
        walls[name].append(run(command))
at_most = {"/bin/true": 2.3, "openssl dgst -hmac": 0.5}
print(f"one cookie from a cold process, medians of {runs} runs")
print(f"{'':55} {'ours us':>10} {'theirs us':>10} {'ratio':>7} {'least':>6} {'at most':>8}")
for name in ("encrypt", "decrypt"):
    for peer in [peer for peer in commands if peer not in ("encrypt", "decrypt")]:
        ours, theirs = (statistics.median(walls[it]) for it in (name, peer))
        least = min(walls[name]) / min(walls[peer])
        print(f"{name + ' / ' + peer:55} {1e6 * ours:10.0f} {1e6 * theirs:10.0f} "
              f"{ours / theirs:7.2f} {least:6.2f} {at_most.get(peer, '-'):>8}")
PYTHON
