"""An application of Pyramid, for pyramid.rs beside this file.

    pyramid_server.py CODE   serves on a free port of loopback, says `ready PORT`

CODE is a file of Python that gives `config` its sessions, or makes `helper` of
tickets: `/counter` counts in whichever it is.
"""

import os
import sys
import threading
from wsgiref.simple_server import WSGIRequestHandler, make_server

from pyramid.config import Configurator
from pyramid.response import Response

# Whoever started it may be gone.
bound = threading.Timer(300, os._exit, [1])
bound.daemon = True
bound.start()

config = Configurator()
helper = None
with open(sys.argv[1]) as code:
    exec(code.read())


def counter(request):
    if helper is None:
        count = request.session["counter"] = request.session.get("counter", 0) + 1
        return Response(str(count))
    found = helper.identify(request)
    count = int(found["userid"]) + 1 if found else 1
    response = Response(str(count))
    response.headerlist.extend(helper.remember(request, str(count)))
    return response


config.add_route("counter", "/counter")
config.add_view(counter, route_name="counter")


class Quiet(WSGIRequestHandler):
    def log_message(self, *_):
        pass


server = make_server("127.0.0.1", 0, config.make_wsgi_app(), handler_class=Quiet)
print("ready", server.server_port, flush=True)
server.serve_forever()
