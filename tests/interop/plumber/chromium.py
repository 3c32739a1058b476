#!/usr/bin/env python3
"""Lets headless Chromium visit a page twice, and writes what its own DevTools
export of it: chromium.py URL FOLDER

  full.har       the HAR with sensitive data
  sanitized.har  the HAR as it is exported by default
  command        the second request, copied as a curl command
  rows           the cookie table, with tabs between the columns

The DevTools front end that Chromium ships is opened on the page over the
DevTools protocol, and its own modules are asked: nothing here writes a HAR.
Needs Chromium (Debian: chromium) and the standard library.
"""

import json
import os
import pathlib
import shutil
import signal
import subprocess
import sys
import tempfile
import time

FRONT_END = "devtools://devtools/bundled/"
PATIENCE = 120  # seconds, for a machine that is busy with other tests


class Chromium:
    """Chromium, asked over a pipe: messages of JSON that end with NUL."""

    def __init__(self, folder):
        to_child, self.to = os.pipe()
        self.out, from_child = os.pipe()

        def pipes():
            os.dup2(to_child, 100)
            os.dup2(from_child, 101)
            os.dup2(100, 3)
            os.dup2(101, 4)

        arguments = (
            "--headless=new --no-sandbox --disable-gpu --disable-quic --no-first-run "
            "--disable-background-networking --disable-component-update --disable-sync "
            "--remote-debugging-pipe --remote-debugging-port=0 --remote-allow-origins=*"
        )
        environment = dict(os.environ, HOME=folder, XDG_CONFIG_HOME=folder, XDG_CACHE_HOME=folder)
        environment.pop("DBUS_SESSION_BUS_ADDRESS", None)
        self.log = pathlib.Path(folder, "log")
        self.profile = pathlib.Path(folder, "profile")
        self.process = subprocess.Popen(
            ["chromium", *arguments.split(), f"--user-data-dir={self.profile}", "about:blank"],
            preexec_fn=pipes,
            close_fds=False,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            stderr=self.log.open("wb"),
            env=environment,
        )
        os.close(to_child)
        os.close(from_child)
        self.reader = os.fdopen(self.out, "rb")
        self.number = 0

    def ask(self, method, session=None, **parameters):
        self.number += 1
        message = {"id": self.number, "method": method, "params": parameters}
        if session:
            message["sessionId"] = session
        os.write(self.to, json.dumps(message).encode() + b"\0")
        while True:
            answer = json.loads(self.read())
            if answer.get("id") == self.number:
                if "error" in answer:
                    raise RuntimeError(f"{method}: {answer['error']}")
                return answer["result"]

    def read(self):
        message = bytearray()
        while (byte := self.reader.read(1)) != b"\0":
            if not byte:
                raise RuntimeError("Chromium ended: " + self.log.read_text(errors="replace")[-2000:])
            message += byte
        return message

    def evaluate(self, session, expression):
        result = self.ask(
            "Runtime.evaluate",
            session,
            expression=f"(async () => {{ {expression} }})()",
            awaitPromise=True,
            returnByValue=True,
        )
        if "exceptionDetails" in result:
            raise RuntimeError(json.dumps(result["exceptionDetails"])[:2000])
        return result["result"].get("value")

    def until(self, session, expression):
        """Evaluates until it is true."""
        end = time.monotonic() + PATIENCE
        while time.monotonic() < end:
            try:
                if self.evaluate(session, expression):
                    return
            except RuntimeError as error:
                # A page that is still loading cannot answer yet.
                last = error
            else:
                last = None
            time.sleep(0.1)
        raise RuntimeError(f"not within {PATIENCE} s: {expression} {last or ''}")


def main(url, folder):
    scratch = tempfile.mkdtemp(prefix="chromium-")
    chromium = Chromium(scratch)
    try:
        export(chromium, url, pathlib.Path(folder))
    finally:
        chromium.process.kill()
        chromium.process.wait()
        shutil.rmtree(scratch, ignore_errors=True)


def export(chromium, url, folder):
    targets = chromium.ask("Target.getTargets")["targetInfos"]
    page = next(it["targetId"] for it in targets if it["type"] == "page")
    port = (chromium.profile / "DevToolsActivePort").read_text().split()[0]
    front = f"{FRONT_END}devtools_app.html?ws=127.0.0.1:{port}/devtools/page/{page}"
    opened = chromium.ask("Target.createTarget", url=front)["targetId"]
    attach = lambda target: chromium.ask(
        "Target.attachToTarget", targetId=target, flatten=True
    )["sessionId"]
    front, page = attach(opened), attach(page)
    modules = f"""
        const of = (name) => import('{FRONT_END}' + name);
        const sdk = await of('core/sdk/sdk.js');
        const log = (await of('models/logs/logs.js')).NetworkLog.NetworkLog.instance();
        const target = sdk.TargetManager.TargetManager.instance().primaryPageTarget();
        const of_url = log.requests().filter((it) => it.url() === {json.dumps(url)} && it.finished);
    """
    # What the front end asked of the page is done in the order in which it was
    # asked: an answer to this one says that requests are listened to.
    listens = "return !!target?.model(sdk.NetworkManager.NetworkManager) && !!(await target.networkAgent().invoke_enable({}))"
    chromium.until(front, modules + listens)
    for visits in (1, 2):
        chromium.ask("Page.navigate", page, url=url)
        # The log forgets the page before, unless it is told otherwise.
        sent = "" if visits == 1 else " && of_url.some((it) => it.requestHeaderValue('cookie'))"
        chromium.until(front, modules + f"return of_url.length > 0{sent}")
    for name, sanitize in (("full.har", "false"), ("sanitized.har", "true")):
        har = chromium.evaluate(
            front,
            modules
            + f"""
            const har = await of('models/har/har.js');
            const log_of = await har.Log.Log.build(log.requests(), {{sanitize: {sanitize}}});
            return JSON.stringify({{log: log_of}}, null, 2);""",
        )
        (folder / name).write_text(har)
    command = chromium.evaluate(
        front,
        modules
        + """
        const panel = await of('panels/network/network.js');
        return await panel.NetworkLogView.NetworkLogView.generateCurlCommand(of_url.at(-1), 'unix');
        """,
    )
    (folder / "command").write_text(command + "\n")
    rows = chromium.evaluate(
        front,
        modules
        + f"""
        const table = await of('ui/legacy/components/cookie_table/cookie_table.js');
        const got = await target.networkAgent().invoke_getCookies({{urls: [{json.dumps(url)}]}});
        const cookies = got.cookies.map((it) => sdk.Cookie.Cookie.fromProtocolCookie(it));
        const view = new table.CookiesTable.CookiesTable();
        view.markAsRoot();
        view.show(document.body);
        view.setCookies(cookies);
        await view.updateComplete;
        // The grid shows a check mark where the data is true.
        const text = (cell) => cell.dataset.value === 'true' ? '\\u2713' : cell.innerText;
        const rows = [...view.element.querySelectorAll('tr')].map((row) =>
            [...row.querySelectorAll('td')].map(text).join('\\t'));
        return rows.filter((row) => row.trim()).join('\\n');
        """,
    )
    (folder / "rows").write_text(rows + "\n")


if __name__ == "__main__":
    signal.alarm(2 * PATIENCE)
    main(*sys.argv[1:])
