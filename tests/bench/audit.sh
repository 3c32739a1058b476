#!/bin/sh
# The audit of a tree against `find TREE -perm /077`, side by side: both warm,
# taken in turns, the least wall time of each counts. Prints the ratio; 1 or
# less is the aim for a tree without keys, where one walk is enough. With keys
# every small file is read, to see whether it holds one of them: that is told
# too, and what the same search costs by grep. FOLDERS, FILES and RUNS change
# the size.
#
# Then a history of COMMITS commits is searched, three files in each, one in ten
# of which are settings: at most 10 s and 512 MB for 118,000.
set -eu

cookiekit=${1:?"usage: tests/bench/audit.sh target/release/cookiekit"}
folders=${FOLDERS:-400} files=${FILES:-100} runs=${RUNS:-25} commits=${COMMITS:-118000}
# Not in /tmp, which is shared: every key there is a finding.
tree=$(mktemp -d "$HOME/.cookiekit-bench-XXXXXX")
trap 'rm -rf "$tree" "$tree-history"' EXIT INT TERM

python3 - "$tree" "$folders" "$files" "$cookiekit" "$runs" "$commits" <<'PYTHON'
import os, subprocess, sys, time

tree, folders, files, cookiekit, runs = sys.argv[1], *map(int, sys.argv[2:4]), sys.argv[4], int(sys.argv[5])
commits = int(sys.argv[6])
endings = [".txt", ".csv", ".json", ".py", ".html", ".md", "", ".log", ".svg", ".js"]
for folder in range(folders):
    path = f"{tree}/part-{folder % 20}/folder-{folder}"
    os.makedirs(path)
    for file in range(files):
        # Sizes as in a checkout; of the sizes of a key one in a hundred.
        size = 64 if file == 50 else 100 + file * 37
        with open(f"{path}/file-{file}{endings[file % 10]}", "w") as out:
            out.write("x" * size)
        os.chmod(out.name, 0o600)

def seconds(command):
    start = time.perf_counter()
    subprocess.run(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    return time.perf_counter() - start

def peak(command):
    child = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    return os.wait4(child.pid, 0)[2].ru_maxrss

def middle(times):
    return sorted(times)[len(times) // 2]

def compare(what, other, command):
    audit = [cookiekit, "audit", tree]
    times = ([], [])
    for run in range(runs):
        times[0].append(seconds(audit))
        times[1].append(seconds(command))
    one, two = min(times[0]), min(times[1])
    print(f"{what}: audit {one * 1000:.1f} ms, {other} {two * 1000:.1f} ms, "
          f"ratio {one / two:.2f} (of the medians {middle(times[0]) / middle(times[1]):.2f}), "
          f"at most {peak(audit) // 1024} MiB")

find = ["find", tree, "-perm", "/077"]
compare(f"{folders * files} files", "find", find)
keys = []
for name in range(5):
    keys.append(os.urandom(32).hex())
    with open(f"{tree}/part-{name}/web-{name}.key", "w") as out:
        out.write(keys[-1])
    os.chmod(out.name, 0o600)
compare("with 5 keys", "find", find)
with open(f"{tree}/patterns", "w") as out:
    out.write("\n".join(keys))
os.chmod(out.name, 0o600)
compare("with 5 keys", "grep -rlFi", ["grep", "-rlFi", "-f", out.name, tree])

def blob(number, file):
    if file == 0 and number % 10 == 0:
        body = f"session:\n  timeout: {number}\nname: service-{number}\n" * 40
        return f"config/service-{number % 500}.yml", body
    body = f"def handler_{number}(request)\n  render(request, {number})\nend\n" * 60
    return f"lib/part-{number % 40}/file-{(number * 7 + file) % 4000}.rb", body

repository = f"{tree}-history"
subprocess.run(["git", "init", "-q", repository], check=True)
pipe = subprocess.Popen(["git", "-C", repository, "fast-import", "--quiet"], stdin=subprocess.PIPE)
for number in range(commits):
    message = f"Change {number}\n\nA reason, and a few words more about it."
    lines = [f"commit refs/heads/main\ncommitter a <a@example.org> {1500000000 + number} +0000\n"
             f"data {len(message)}\n{message}\n"]
    for file in range(3):
        name, body = blob(number, file)
        lines.append(f"M 100644 inline {name}\ndata {len(body)}\n{body}\n")
    pipe.stdin.write("".join(lines).encode())
pipe.stdin.close()
if pipe.wait() != 0:
    sys.exit("fast-import failed")
subprocess.run(["git", "-C", repository, "symbolic-ref", "HEAD", "refs/heads/main"], check=True)
audit = [cookiekit, "audit", "--history-limit", "10m", repository]
first = seconds(audit)
print(f"a history of {commits} commits: {first:.1f} s, then {seconds(audit):.1f} s, "
      f"at most {peak(audit) // 1024} MiB")
subprocess.run(["rm", "-rf", repository], check=True)
PYTHON
