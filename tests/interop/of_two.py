"""Which of two cookies of one name each framework takes: a line each."""

import sys

HEADER = "a=1; s=first; s=last"
ENVIRON = {"HTTP_COOKIE": HEADER, "REQUEST_METHOD": "GET"}


def django():
    from django.http.cookie import parse_cookie

    return parse_cookie(HEADER)["s"]


def starlette():
    from starlette.requests import Request

    return Request({"type": "http", "headers": [(b"cookie", HEADER.encode())]}).cookies["s"]


def flask():
    from werkzeug.wrappers import Request

    return Request(ENVIRON).cookies["s"]


def tornado():
    from tornado.httputil import HTTPHeaders, HTTPServerRequest

    class Connection:
        context = None

    headers = HTTPHeaders({"Cookie": HEADER})
    request = HTTPServerRequest(method="GET", uri="/", headers=headers, connection=Connection())
    return request.cookies["s"].value


def aiohttp():
    from aiohttp.test_utils import make_mocked_request

    return make_mocked_request("GET", "/", headers={"Cookie": HEADER}).cookies["s"]


def bottle():
    from bottle import BaseRequest

    return BaseRequest(dict(ENVIRON)).get_cookie("s")


def litestar():
    from litestar.connection import Request

    scope = {"type": "http", "headers": [(b"cookie", HEADER.encode())], "state": {}}
    return Request(scope).cookies["s"]


def pyramid():
    from pyramid.request import Request

    request = Request.blank("/")
    request.headers["Cookie"] = HEADER
    return request.cookies["s"]


def quart():
    from quart.wrappers import Request
    from werkzeug.datastructures import Headers

    headers = Headers({"Cookie": HEADER})
    request = Request("GET", "http", "/", b"", headers, "", "1.1", {}, send_push_promise=None)
    return request.cookies["s"]


for taken, formats in [
    (django, "django-session django-cookie django-messages"),
    (starlette, "starlette"),
    (flask, "flask flask-login flask-wtf flask-session"),
    (tornado, "tornado streamlit"),
    (aiohttp, "aiohttp-session"),
    (bottle, "bottle"),
    (litestar, "litestar"),
    (pyramid, "pyramid pyramid-auth-tkt"),
    (quart, "quart-auth"),
]:
    for name in formats.split():
        sys.stdout.write(f"{name} {taken()}\n")
