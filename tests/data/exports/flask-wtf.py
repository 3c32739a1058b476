with open("@PATH@", "rb") as file:
    key = file.read().removesuffix(b"\n").removesuffix(b"\r").decode()

# One key is all it takes: a form that is open when it changes is refused.
app.config["WTF_CSRF_SECRET_KEY"] = key
