"""Environment variables of a kernel that change while it runs. Their values never stand in code."""

import json
import os

HOMES = ("/home/user", os.path.expanduser("~"))


def take(name):
    """Reads a file of variables below the home, removes it, and sets what it says."""
    path = next((path for path in (os.path.join(home, name) for home in HOMES) if os.path.exists(path)), None)
    if path is None:
        raise FileNotFoundError("the file of variables is not there")
    with open(path, encoding="utf-8") as file:
        text = file.read()
    os.remove(path)
    changes = json.loads(text)
    for gone in changes["unset"]:
        os.environ.pop(gone, None)
    os.environ.update(changes["set"])
