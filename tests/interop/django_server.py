"""A site of Django with sessions in signed cookies, for django.rs beside this file.

    django_server.py CODE   serves on a free port of loopback, says `ready PORT`

CODE is a file of Python that gives SECRET_KEY.
"""

import json
import os
import sys
import threading
from wsgiref.simple_server import WSGIRequestHandler, make_server

from django.conf import settings
from django.contrib import messages
from django.core.wsgi import get_wsgi_application
from django.http import HttpResponse
from django.urls import path

# Whoever started it may be gone.
bound = threading.Timer(300, os._exit, [1])
bound.daemon = True
bound.start()

SECRET_KEY_FALLBACKS = []
with open(sys.argv[1]) as code:
    exec(code.read())

settings.configure(
    SECRET_KEY=SECRET_KEY,
    SECRET_KEY_FALLBACKS=SECRET_KEY_FALLBACKS,
    ALLOWED_HOSTS=["127.0.0.1"],
    ROOT_URLCONF=__name__,
    SESSION_ENGINE="django.contrib.sessions.backends.signed_cookies",
    INSTALLED_APPS=["django.contrib.messages"],
    MIDDLEWARE=[
        "django.contrib.sessions.middleware.SessionMiddleware",
        "django.contrib.messages.middleware.MessageMiddleware",
    ],
)


def counter(request):
    request.session["counter"] = request.session.get("counter", 0) + 1
    return HttpResponse(str(request.session["counter"]))


def set_session(request):
    for name, value in json.loads(request.body).items():
        request.session[name] = value
    return HttpResponse("")


def get_session(request):
    return HttpResponse(json.dumps(dict(request.session), separators=(",", ":")))


def set_value(request):
    response = HttpResponse("")
    response.set_signed_cookie("pref", request.GET["value"], salt="s\u00e9l")
    return response


def get_value(request):
    return HttpResponse(request.get_signed_cookie("pref", "refused", salt="s\u00e9l"))


def add_message(request):
    messages.success(request, request.GET["text"])
    return HttpResponse("")


def get_messages(request):
    return HttpResponse("".join(f"{it.level} {it}" for it in messages.get_messages(request)))


urlpatterns = [
    path("counter", counter),
    path("set", set_session),
    path("session", get_session),
    path("set-value", set_value),
    path("value", get_value),
    path("add-message", add_message),
    path("messages", get_messages),
]


class Quiet(WSGIRequestHandler):
    def log_message(self, *_):
        pass


server = make_server("127.0.0.1", 0, get_wsgi_application(), handler_class=Quiet)
print("ready", server.server_port, flush=True)
server.serve_forever()
