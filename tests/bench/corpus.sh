#!/bin/sh
# The labelled corpus of leaks and look-alikes (tests/data/corpus), a repository
# for each case, searched by cookiekit and by other tools: how many of the keys
# each finds, and in how many of the look-alikes. Tools that are not there are left
# out: detect-secrets and credsweeper of PyPI, ripsecrets of crates, betterleaks;
# TOOLS is a folder in which they are looked for before PATH.
set -eu

cookiekit=$(realpath "${1:?"usage: tests/bench/corpus.sh target/release/cookiekit"}")
corpus=$(realpath "$(dirname "$0")/../data/corpus")
PATH=${TOOLS:+$(realpath "$TOOLS"):}$PATH
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT INT TERM
cd "$folder"
umask 077

python3 - "$cookiekit" "$corpus" <<'PYTHON'
import base64, collections, gzip, io, json, os, random, re, shutil, string, subprocess
import sys, tarfile, uuid, zipfile

cookiekit, corpus = sys.argv[1:]
chosen = random.Random(1)
HEX, LETTERS = "0123456789abcdef", string.ascii_letters + string.digits
DJANGO = "abcdefghijklmnopqrstuvwxyz0123456789!@#$%^&*(-_=+)"

def of(alphabet, length):
    return "".join(chosen.choices(alphabet, k=length))

# As tests/audit/corpus.rs writes them.
KINDS = {
    "hex": lambda n: of(HEX, n),
    "alnum": lambda n: of(LETTERS, n),
    "django": lambda n: of(DJANGO, 50),
    "uuid": lambda n: str(uuid.UUID(int=chosen.getrandbits(128), version=4)),
    "b64": lambda n: base64.b64encode(chosen.randbytes(n)).decode(),
    "b64url": lambda n: base64.urlsafe_b64encode(chosen.randbytes(n)).decode(),
}

def expanded(text):
    return re.sub(r"\{\{(%s)(?::(\d+))?\}\}" % "|".join(KINDS),
                  lambda it: KINDS[it[1]](int(it[2] or 0)), text)

def git(tree, *arguments):
    subprocess.run(["git", "-c", "user.name=a", "-c", "user.email=a@b", "-C", tree, *arguments],
                   check=True, env={**os.environ, "GIT_CONFIG_GLOBAL": "/dev/null"})

def archive(path, files):
    """An archive of files, or one file under gzip, by the name that it is to have."""
    if path.endswith(".zip"):
        with zipfile.ZipFile(path, "w") as out:
            for name, content in files:
                out.writestr(name, content)
    elif ".tar" in path or path.endswith(".tgz"):
        with tarfile.open(path, "w" if path.endswith(".tar") else "w:gz") as out:
            for name, content in files:
                head = tarfile.TarInfo(name)
                head.size = len(content.encode())
                out.addfile(head, io.BytesIO(content.encode()))
    else:
        with gzip.open(path, "wt") as out:
            out.write(files[0][1])

def cases(name):
    for number, case in enumerate(open(f"{corpus}/{name}.txt").read().split("\n## ")[1:]):
        category, files = case.split("\n", 1)
        tree, gone, packed = f"{name}/{number}", [], collections.defaultdict(list)
        for file in files.removeprefix("=== ").split("\n=== "):
            head, _, content = file.partition("\n")
            path, _, mark = expanded(head).partition(" @")
            content = expanded(content) + "\n"
            if mark.startswith("in "):
                packed[mark.removeprefix("in ")].append((path, content))
                continue
            os.makedirs(os.path.dirname(f"{tree}/{path}") or tree, exist_ok=True)
            with open(f"{tree}/{path}", "w") as out:
                out.write(content)
            gone += [path] if mark == "removed" else []
        os.makedirs(tree, exist_ok=True)
        for path, files in packed.items():
            archive(f"{tree}/{path}", files)
        git(tree, "init", "-q")
        git(tree, "add", "-Af")
        git(tree, "commit", "-qm", "all of it")
        for path in gone:
            os.remove(f"{tree}/{path}")
            git(tree, "commit", "-qam", "taken out")
        yield category, tree

def output(*command):
    return subprocess.run(command, capture_output=True, text=True)

def by_cookiekit(tree):
    found = json.loads(output(cookiekit, "audit", "--json", tree).stdout)["findings"]
    # That cookies are sent in clear text is no key, nor what an audit says of itself.
    return any(it["id"] != "CK802" and not it["id"].startswith("CK9") for it in found)

def by_detect_secrets(tree):
    done = output("detect-secrets", "-C", tree, "scan", "--all-files")
    return bool(json.loads(done.stdout)["results"])

def by_credsweeper(tree):
    output("credsweeper", "--path", tree, "--save-json", "out.json")
    found = os.path.exists("out.json") and json.load(open("out.json"))
    if os.path.exists("out.json"):
        os.remove("out.json")
    return bool(found)

def by_ripsecrets(tree):
    return output("ripsecrets", tree).returncode == 1

def by_betterleaks(tree):
    return output("betterleaks", "git", "--exit-code", "9", tree).returncode == 9

tools = {"cookiekit": by_cookiekit}
for name, search in (("detect-secrets", by_detect_secrets), ("credsweeper", by_credsweeper),
                     ("ripsecrets", by_ripsecrets), ("betterleaks", by_betterleaks)):
    if shutil.which(name):
        tools[name] = search
    else:
        print(f"{name}: not there, left out", file=sys.stderr)

print(f"{'':24}{'cases':>6}" + "".join(f"{it:>16}" for it in tools))
for label in ("leaks", "lookalikes"):
    rows = collections.defaultdict(lambda: [0] * (len(tools) + 1))
    for category, tree in cases(label):
        found = [1] + [int(search(tree)) for search in tools.values()]
        for row in (rows[category], rows["all"]):
            row[:] = [one + other for one, other in zip(row, found)]
    all_of_them = rows.pop("all")
    for category, row in [*sorted(rows.items()), (f"all {label}", all_of_them)]:
        print(f"{category:24}{row[0]:6}" + "".join(f"{it:16}" for it in row[1:]), flush=True)
PYTHON
