#!/bin/sh
# The audit of a tree against `find TREE -perm /077`, side by side: both warm,
# taken in turns, the least wall time of each counts. Prints the ratio; 1 or
# less is the aim. FOLDERS, FILES and RUNS change the size.
set -eu

cookiekit=${1:?"usage: tests/bench/audit.sh target/release/cookiekit"}
folders=${FOLDERS:-400} files=${FILES:-100} runs=${RUNS:-25}
# Not in /tmp, which is shared: every key there is a finding.
tree=$(mktemp -d "$HOME/.cookiekit-bench-XXXXXX")
trap 'rm -rf "$tree"' EXIT INT TERM

python3 - "$tree" "$folders" "$files" "$cookiekit" "$runs" <<'PYTHON'
import os, subprocess, sys, time

tree, folders, files, cookiekit, runs = sys.argv[1], *map(int, sys.argv[2:4]), sys.argv[4], int(sys.argv[5])
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
for name in range(5):
    with open(f"{tree}/part-{name}/web-{name}.key", "w") as out:
        out.write(os.urandom(32).hex())
    os.chmod(out.name, 0o600)

def seconds(command):
    start = time.perf_counter()
    subprocess.run(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, check=True)
    return time.perf_counter() - start

def peak(command):
    child = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    return os.wait4(child.pid, 0)[2].ru_maxrss

audit = [cookiekit, "audit", tree]
find = ["find", tree, "-perm", "/077"]
times = {"audit": [], "find": []}
for run in range(runs):
    times["audit"].append(seconds(audit))
    times["find"].append(seconds(find))
one, other = min(times["audit"]), min(times["find"])
middle = sorted(times["audit"])[runs // 2] / sorted(times["find"])[runs // 2]
print(f"{folders * files} files: audit {one * 1000:.1f} ms, find {other * 1000:.1f} ms, "
      f"ratio {one / other:.2f} (of the medians {middle:.2f}), "
      f"at most {peak(audit) // 1024} MiB")
PYTHON
