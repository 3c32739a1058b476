#!/bin/sh
# A word list tried as the key of a Flask session, against flask-unsign on the
# same words in the same run: RUNS of each in turns, whole runs timed. Prints the
# ratio of the medians of the rates; 100 or more is the aim. cookiekit has 60
# times the words, for it is over before flask-unsign has started. Needs
# flask-unsign 1.2.1 of PyPI: FLASK_UNSIGN names the command.
set -eu

cookiekit=$(realpath "${1:?"usage: FLASK_UNSIGN=venv/bin/flask-unsign tests/bench/words.sh target/release/cookiekit"}")
unsign=$(realpath "${FLASK_UNSIGN:?"set it to the flask-unsign to compare with"}")
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT INT TERM
cd "$folder"

python3 - "$cookiekit" "$unsign" "${RUNS:-5}" "${WORDS:-60000}" <<'PYTHON'
import json, os, random, statistics, subprocess, sys, time

cookiekit, unsign, runs, words = *sys.argv[1:3], *map(int, sys.argv[3:])
TIMES = 60
random.seed(1)
letters = "abcdefghijklmnopqrstuvwxyz0123456789"
lines = ["".join(random.choices(letters, k=random.randint(6, 12))) for _ in range(words - 1)]
# The last word is the key: both must find it, or nothing was measured.
key = "the-last-word"
for name, times in (("few", 1), ("many", TIMES)):
    with open(name, "w") as file:
        file.write("\n".join(lines * times) + "\n" + key + "\n")
cookie = subprocess.run([unsign, "--sign", "--cookie", "{'user': 'alice'}", "--secret", key],
                        check=True, capture_output=True, text=True).stdout.strip()

def timed(command, count):
    start = time.perf_counter()
    run = subprocess.run(command, capture_output=True, text=True)
    return run, count / (time.perf_counter() - start)

def theirs():
    run, rate = timed([unsign, "--unsign", "--no-literal-eval", "--wordlist", "few",
                       "--cookie", cookie], words)
    assert key in run.stdout, "flask-unsign does not find the key"
    return rate

def ours():
    run, rate = timed([cookiekit, "inspect", "--json", "--format", "flask", "--words", "many",
                       cookie], TIMES * (words - 1) + 1)
    found = json.loads(run.stdout)["weak_key"]
    assert found.startswith(f"on line {TIMES * (words - 1) + 1} "), found
    return rate

rates = [(theirs(), ours()) for _ in range(runs)]
theirs, ours = (statistics.median(it) for it in zip(*rates))
print(f"{os.cpu_count()} cores: flask-unsign {theirs:,.0f} words a second, "
      f"cookiekit {ours:,.0f}: ratio {ours / theirs:.0f}")
PYTHON
