#!/bin/sh
# How long `inspect --key` takes to say why a cookie fails, in the worst case:
# ten keys with staged ones, forty more key files in the folder, eighty other
# cookies in the header, and nothing that fits. Prints the median of RUNS runs
# and the slowest; the median is to be under 100 ms, or the script fails.
set -eu

cookiekit=$(realpath "${1:?"usage: tests/bench/explain.sh target/release/cookiekit"}")
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT INT TERM
cd "$folder"
umask 077

python3 - "$cookiekit" "${RUNS:-51}" <<'PYTHON'
import base64, json, os, statistics, subprocess, sys, time

cookiekit, runs = sys.argv[1], int(sys.argv[2])
keys = []
for number in range(10):
    for name in (f"k{number}.key", f"k{number}.key.next"):
        with open(name, "w") as file:
            file.write(os.urandom(32).hex())
    keys += ["--key", f"k{number}.key"]
for number in range(40):
    with open(f"other{number}.key", "w") as file:
        file.write(os.urandom(32).hex())

def plumber(size):
    box, nonce = os.urandom(size), os.urandom(24)
    return base64.b64encode(box).decode() + "_" + base64.b64encode(nonce).decode()

def sealed():
    return "ck1." + base64.urlsafe_b64encode(os.urandom(80)).decode().rstrip("=")

def workbench():
    tag = base64.b64encode(os.urandom(32)).decode().replace("+", "%2B").replace("/", "%2F").replace("=", "%3D")
    return "janedoe|Sat%2C%2024%20Sep%202022%2017%3A46%3A21%20GMT|" + tag

def header(cookie):
    others = "; ".join(f"n{number}={plumber(60)}" for number in range(80))
    return f"Cookie: a={cookie}; {others}"

cases = {
    "plumber": plumber(60),
    "plumber, 4 KiB": plumber(2900),
    "sealed": sealed(),
    "workbench": workbench(),
}
slow = []
for what, cookie in cases.items():
    command = [cookiekit, "inspect", "--json", "--name", "a", *keys]
    text = header(cookie).encode()
    seconds = []
    for _ in range(runs):
        start = time.perf_counter()
        run = subprocess.run(command, input=text, capture_output=True)
        seconds.append(time.perf_counter() - start)
    told = json.loads(run.stdout)
    assert run.returncode == 1 and told["reason"] is None and told["tries"] > 1000, told
    median = statistics.median(seconds)
    print(f"{what}: {told['tries']} tries with ten keys, median {median * 1000:.1f} ms, "
          f"slowest {max(seconds) * 1000:.1f} ms")
    if median >= 0.1:
        slow.append(what)
sys.exit(f"over 100 ms: {', '.join(slow)}" if slow else 0)
PYTHON
