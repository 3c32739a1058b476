import contextlib
import os
import re


def keys_at(path):
    """The key of a file, then those that `cookiekit rotate` keeps beside it: the
    staged one and the retired ones."""
    folder, name = os.path.split(os.path.realpath(path))

    def read(name):
        with open(os.path.join(folder, name), "rb") as file:
            key = file.read().removesuffix(b"\n").removesuffix(b"\r")
        if not key:
            raise ValueError(f"the key file {name} is empty")
        return key

    def read_some(names):
        for name in names:
            with contextlib.suppress(FileNotFoundError):
                yield read(name)

    staged = list(read_some([name + ".next"]))
    primary = read(name)
    slot = re.compile(re.escape(name) + r"\.retired-[0-9]{8}T[0-9]{6}Z-[0-9a-f]{8}")
    retired = sorted(filter(slot.fullmatch, os.listdir(folder)), reverse=True)
    return [primary, *staged, *read_some(retired)]


keys = keys_at("@PATH@")


from pyramid.session import BaseCookieSessionFactory, JSONSerializer
from webob.cookies import SignedSerializer


class Signed:
    """The first of the keys signs, all verify."""

    def __init__(self, keys):
        self.signed = [
            SignedSerializer(key, "pyramid.session.", "sha512", serializer=JSONSerializer())
            for key in keys
        ]

    def dumps(self, session):
        return self.signed[0].dumps(session)

    def loads(self, value):
        for signed in self.signed:
            try:
                return signed.loads(value)
            except ValueError:
                continue
        raise ValueError("no key fits")


config.set_session_factory(BaseCookieSessionFactory(Signed(keys)))
