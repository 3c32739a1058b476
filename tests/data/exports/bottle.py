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


def get_signed_cookie(request, name, default=None):
    """The value of a cookie that was signed with any of the keys."""
    for key in keys:
        value = request.get_cookie(name, secret=key)
        if value is not None:
            return value
    return default


# The first signs: response.set_cookie("account", value, secret=keys[0])
