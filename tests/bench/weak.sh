#!/bin/sh
# A word list tried as the keys of a legacy plumber cookie, against a C program
# that does SHA-256 and libsodium's crypto_secretbox_open_easy and nothing else,
# side by side on all cores: RUNS of each in turns. Prints the ratio of the
# medians of the rates, the whole run of cookiekit counted; 0.8 or more is the
# aim. Needs cc and libsodium (Debian: gcc libsodium-dev).
set -eu

cookiekit=$(realpath "${1:?"usage: tests/bench/weak.sh target/release/cookiekit"}")
here=$(realpath "$(dirname "$0")")
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT INT TERM
cd "$folder"
cc -O3 -march=native -o weak "$here/weak.c" -lsodium -lpthread

python3 - "$cookiekit" "${RUNS:-9}" "${WORDS:-4000000}" <<'PYTHON'
import base64, json, os, random, statistics, subprocess, sys, time

cookiekit, runs, words = sys.argv[1], int(sys.argv[2]), int(sys.argv[3])
# Under the key `secret`, by plumber 1.2.1; the word is the last of the list.
cookie = "ABaqZxy7KgA7Ph4UUh7OL7cEG2G3nn+/c8mIRWBe_0+ctwmv8W4XDgrwE7PbRi5DLy3mQV71K"
box, nonce = (base64.b64decode(part).hex() for part in cookie.split("_"))
random.seed(1)
letters = "abcdefghijklmnopqrstuvwxyz0123456789"
with open("words", "w") as file:
    for _ in range(words - 1):
        file.write("".join(random.choices(letters, k=random.randint(6, 12))) + "\n")
    file.write("secret\n")

def limit():
    out = subprocess.run(["./weak", "words", box, nonce], check=True, capture_output=True).stdout
    tried, found, seconds = out.split()
    assert (int(tried), int(found)) == (words, 1), out
    return words / float(seconds)

def ours():
    start = time.perf_counter()
    run = subprocess.run(
        [cookiekit, "inspect", "--json", "--words", "words", cookie], capture_output=True)
    seconds = time.perf_counter() - start
    document = json.loads(run.stdout)
    assert (run.returncode, document["words"]["tried"]) == (1, words), document
    assert document["weak_key"].startswith(f"on line {words} "), document
    return words / seconds

rates = {"limit": [], "ours": []}
limit(), ours()
for _ in range(runs):
    rates["limit"].append(limit())
    rates["ours"].append(ours())
limit, ours = (statistics.median(rates[name]) for name in ("limit", "ours"))
print(f"{os.cpu_count()} cores, {words} words: libsodium {limit:,.0f} a second, "
      f"cookiekit {ours:,.0f}: ratio {ours / limit:.2f}")
PYTHON
