"""An application of Tornado, for tornado.rs beside this file.

    tornado_server.py CODE   serves on a free port of loopback, says `ready PORT`

CODE is a file of Python that gives `application` its keys.
"""

import asyncio
import os
import sys
import threading

from tornado.httpserver import HTTPServer
from tornado.netutil import bind_sockets
from tornado.web import Application, RequestHandler, create_signed_value

# Whoever started it may be gone.
bound = threading.Timer(300, os._exit, [1])
bound.daemon = True
bound.start()


class Counter(RequestHandler):
    def get(self):
        count = int(self.get_signed_cookie("visits") or b"0") + 1
        self.set_signed_cookie("visits", str(count))
        self.write(str(count))


class First(RequestHandler):
    """A cookie as Tornado before 4.0 made it."""

    def get(self):
        key = application.settings["cookie_secret"]
        self.write(create_signed_value(key, "visits", "41", version=1))


application = Application([("/counter", Counter), ("/first", First)])
with open(sys.argv[1]) as code:
    exec(code.read())


async def main():
    sockets = bind_sockets(0, "127.0.0.1")
    HTTPServer(application).add_sockets(sockets)
    print("ready", sockets[0].getsockname()[1], flush=True)
    await asyncio.Event().wait()


asyncio.run(main())
