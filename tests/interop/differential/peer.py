"""The frameworks in Python, for differential.rs beside this folder.

    peer.py FORMAT KEY NAME make|read

KEY is a file, NAME the cookie's. Each line of standard input is JSON: a payload, of
which a cookie is made, or a cookie's value, which is read. A line of JSON is printed
for each: the value, or the payload in a list, which is empty if it was refused.
"""

import asyncio
import json
import sys

form, key_file, name, what = sys.argv[1:]
with open(key_file, encoding="utf-8") as file:
    key = file.read().rstrip("\n")


def key_bytes():
    return bytes.fromhex(key) if len(key) == 64 else key.encode()


def value_of(set_cookie):
    """The value as it goes on the wire."""
    return set_cookie.split(";", 1)[0].split("=", 1)[1].strip()


def flask():
    from flask import Flask

    app = Flask("app")
    app.secret_key = key
    serializer = app.session_interface.get_signing_serializer(app)
    return serializer.dumps, serializer.loads


def itsdangerous():
    from itsdangerous import URLSafeTimedSerializer

    serializer = URLSafeTimedSerializer(key)
    return serializer.dumps, serializer.loads


def starlette():
    from starlette.middleware.sessions import SessionMiddleware

    def through(session, cookie):
        """The middleware itself, around an application that reads and sets the session."""
        seen, sent = {}, []

        async def app(scope, receive, send):
            seen.update(scope["session"])
            if session is not None:
                scope["session"].update(session)
            await send({"type": "http.response.start", "status": 200, "headers": []})

        async def send(message):
            sent.extend(message["headers"])

        headers = [(b"cookie", f"{name}={cookie}".encode("latin-1"))] if cookie else []
        scope = {"type": "http", "headers": headers}
        middleware = SessionMiddleware(app, secret_key=key, session_cookie=name)
        asyncio.run(middleware(scope, None, send))
        return seen, [value_of(it.decode()) for header, it in sent if header == b"set-cookie"]

    def read(cookie):
        # What it makes of a cookie that it refuses is an empty session.
        return through(None, cookie)[0] or refused()

    return lambda session: through(session, None)[1][0], read


def django():
    from django.conf import settings

    settings.configure(SECRET_KEY=key, SESSION_COOKIE_NAME=name)


def django_session():
    django()
    from django.contrib.sessions.backends.signed_cookies import SessionStore

    def make(session):
        store = SessionStore()
        store.update(session)
        store.save()
        return store.session_key

    def read(cookie):
        store = SessionStore(session_key=cookie)
        # It takes a refused one for a new session.
        return dict(store.items()) or refused()

    return make, read


def django_cookie():
    django()
    from django.http import HttpRequest, HttpResponse, parse_cookie

    def make(text):
        response = HttpResponse()
        response.set_signed_cookie(name, text)
        return value_of(response.cookies[name].OutputString())

    def read(cookie):
        request = HttpRequest()
        request.COOKIES = parse_cookie(f"{name}={cookie}")
        return request.get_signed_cookie(name)

    return make, read


def tornado():
    from http.cookies import SimpleCookie

    from tornado.httputil import parse_cookie
    from tornado.web import create_signed_value, decode_signed_value

    def make(text):
        jar = SimpleCookie({name: create_signed_value(key, name, text).decode()})
        return value_of(jar[name].OutputString())

    def read(cookie):
        value = decode_signed_value(key, name, parse_cookie(f"{name}={cookie}")[name])
        return refused() if value is None else value.decode()

    return make, read


def fernet():
    from cryptography.fernet import Fernet

    fernet = Fernet(key)
    return (
        lambda text: fernet.encrypt(text.encode()).decode(),
        lambda cookie: fernet.decrypt(cookie.encode()).decode(),
    )


def paseto():
    import pyseto

    paserk = pyseto.Key.from_paserk(key)
    return (
        lambda claims: pyseto.encode(paserk, claims, serializer=json).decode(),
        lambda cookie: pyseto.decode(paserk, cookie, deserializer=json).payload,
    )


def jwt():
    import jwt

    return (
        lambda claims: jwt.encode(claims, key, algorithm="HS256"),
        lambda cookie: jwt.decode(cookie, key, algorithms=["HS256"]),
    )


def litestar():
    from litestar.middleware.session.client_side import ClientSideSessionBackend, CookieBackendConfig

    backend = ClientSideSessionBackend(CookieBackendConfig(secret=key_bytes(), key=name))
    return (
        lambda session: b"".join(backend.dump_data(session)).decode(),
        lambda cookie: backend.load_data([cookie.encode()]) or refused(),
    )


def aiohttp_session():
    from aiohttp import web
    from aiohttp.test_utils import make_mocked_request
    from aiohttp_session import SESSION_KEY, Session
    from aiohttp_session.cookie_storage import EncryptedCookieStorage

    storage = EncryptedCookieStorage(key, cookie_name=name)

    def make(members):
        session = Session(None, data=None, new=True, max_age=None)
        session.update(members)
        response = web.Response()
        request = make_mocked_request("GET", "/")
        asyncio.run(storage.save_session(request, response, session))
        return response.cookies[name].value

    def read(cookie):
        request = make_mocked_request("GET", "/", headers={"Cookie": f"{name}={cookie}"})
        session = asyncio.run(storage.load_session(request))
        return refused() if session.new else dict(session)

    return make, read


def pyramid():
    from pyramid.request import Request
    from pyramid.response import Response
    from pyramid.session import SignedCookieSessionFactory

    factory = SignedCookieSessionFactory(key, cookie_name=name)

    def make(members):
        request = Request.blank("/")
        session = factory(request)
        session.update(members)
        session.changed()
        response = Response()
        request._process_response_callbacks(response)
        return value_of(response.headers["Set-Cookie"])

    def read(cookie):
        request = Request.blank("/")
        request.headers["Cookie"] = f"{name}={cookie}"
        session = factory(request)
        return refused() if session.new else dict(session)

    return make, read


def bottle():
    from bottle import BaseRequest, BaseResponse

    def make(text):
        response = BaseResponse()
        response.set_cookie(name, text, secret=key)
        return value_of(response._cookies[name].OutputString())

    def read(cookie):
        request = BaseRequest({"HTTP_COOKIE": f"{name}={cookie}", "REQUEST_METHOD": "GET"})
        value = request.get_cookie(name, secret=key)
        return refused() if value is None else value

    return make, read


def flask_login():
    from flask import Flask
    from flask_login.utils import decode_cookie, encode_cookie
    from werkzeug.http import dump_cookie, parse_cookie

    app = Flask("app")
    app.secret_key = key

    def read(cookie):
        with app.app_context():
            value = decode_cookie(parse_cookie(f"{name}={cookie}")[name])
        return refused() if value is None else value

    def make(text):
        with app.app_context():
            return value_of(dump_cookie(name, encode_cookie(text)))

    return make, read


class Refused(Exception):
    pass


def refused():
    raise Refused


make, read = globals()[form.replace("-", "_")]()
for line in sys.stdin:
    given = json.loads(line)
    if what == "make":
        answer = make(given)
    else:
        try:
            answer = [read(given)]
        except Exception:  # As its server has it: another session, or an error.
            answer = []
    sys.stdout.write(json.dumps(answer) + "\n")
