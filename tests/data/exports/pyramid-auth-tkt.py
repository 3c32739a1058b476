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
        return key.decode()

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


from pyramid.authentication import AuthTktCookieHelper


class Tickets:
    """The first of the keys makes tickets, all verify."""

    def __init__(self, keys, **options):
        self.helpers = [AuthTktCookieHelper(key, **options) for key in keys]

    def remember(self, request, userid, **options):
        return self.helpers[0].remember(request, userid, **options)

    def forget(self, request):
        return self.helpers[0].forget(request)

    def identify(self, request):
        for helper in self.helpers:
            if found := helper.identify(request):
                return found
        return None


helper = Tickets(keys, hashalg="sha512")
