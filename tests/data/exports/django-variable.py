import os


def keys_in(name):
    """The key of a variable, then a staged one and a retired one, where these are
    set: NAME_NEXT and NAME_RETIRED."""
    if not os.environ.get(name):
        raise KeyError(name)
    others = map(os.environ.get, (name + "_NEXT", name + "_RETIRED"))
    return [os.environ[name], *filter(None, others)]


keys = keys_in("SECRET")

# The first signs, the others only verify (Django 4.1.8 and later).
SECRET_KEY, *SECRET_KEY_FALLBACKS = keys
