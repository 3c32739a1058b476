"""Frameworks of Python open the cookies of many lines, for frameworks.sh.

    python.py FORMAT NAME   reads cookies with the key of the file `key`, a line each,
                            and writes a record for each; NAME is the cookies' name
"""

import base64
import json
import sys

form, name = sys.argv[1:]
with open("key") as file:
    key = file.read().strip()


def flask():
    from flask import Flask
    from flask.sessions import SecureCookieSessionInterface

    app = Flask("bench")
    app.secret_key = key
    signer = SecureCookieSessionInterface().get_signing_serializer(app)
    return lambda value: signer.loads(value, max_age=2678400)


def itsdangerous():
    from itsdangerous import URLSafeTimedSerializer

    return URLSafeTimedSerializer(key).loads


def django_session():
    from django.conf import settings

    settings.configure(SECRET_KEY=key)
    from django.contrib.sessions.serializers import JSONSerializer
    from django.core import signing

    salt = "django.contrib.sessions.backends.signed_cookies"
    return lambda value: signing.loads(value, serializer=JSONSerializer, max_age=1209600, salt=salt)


def starlette():
    from itsdangerous import TimestampSigner

    # As SessionMiddleware does it.
    signer = TimestampSigner(key)
    unsign = lambda value: signer.unsign(value.encode(), max_age=1209600)
    return lambda value: json.loads(base64.b64decode(unsign(value)))


def fernet():
    from cryptography.fernet import Fernet

    box = Fernet(key)
    return lambda value: json.loads(box.decrypt(value))


def aiohttp_session():
    return fernet()


def litestar():
    from litestar.middleware.session.client_side import ClientSideSessionBackend, CookieBackendConfig

    backend = ClientSideSessionBackend(CookieBackendConfig(secret=bytes.fromhex(key)))
    return lambda value: backend.load_data([value.strip('"').encode()])


def jwt():
    import jwt

    return lambda value: jwt.decode(value, key, algorithms=["HS256"])


def tornado():
    from tornado.web import decode_signed_value

    # In quotes on the wire.
    return lambda value: json.loads(decode_signed_value(key, name, value.strip('"')))


read = {
    "flask": flask,
    "itsdangerous": itsdangerous,
    "django-session": django_session,
    "starlette": starlette,
    "fernet": fernet,
    "aiohttp-session": aiohttp_session,
    "litestar": litestar,
    "jwt": jwt,
    "tornado": tornado,
}[form]()
for number, line in enumerate(sys.stdin, 1):
    payload = read(line.rstrip("\n"))
    sys.stdout.write(json.dumps({"line": number, "outcome": "valid", "payload": payload}) + "\n")
