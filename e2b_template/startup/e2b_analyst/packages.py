"""Packages that code lacks, installed by pip below the home, beside what is there already.

What the sandbox came with is never changed: it is a constraint, and stands first on the path.
"""

import importlib
import importlib.metadata
import json
import os
import subprocess
import sys
import sysconfig
import tempfile

MARK = "e2b-analyst-packages"
_FOLDER = os.path.join(os.path.expanduser("~"), ".e2b-analyst", "packages")
_LAST_LINES = 5


def set_up():
    """Lets this kernel see the folder, and pip put there what code installs by itself."""
    for place in _places():
        if place not in sys.path:
            sys.path.append(place)
    if not os.access(sysconfig.get_path("purelib"), os.W_OK):
        os.environ.setdefault("PIP_PREFIX", _FOLDER)


def _places():
    scheme = sysconfig.get_preferred_scheme("prefix")
    bases = {"base": _FOLDER, "platbase": _FOLDER}
    return dict.fromkeys(sysconfig.get_path(kind, scheme, bases) for kind in ("purelib", "platlib"))


def install(*requirements):
    """Installs what is not there yet, and prints one line of JSON: what came, or why nothing did."""
    wanted = [one for one in requirements if not _is_there(one)]
    report = _install(wanted) if wanted else {"installed": []}
    importlib.invalidate_caches()
    print(f"\n{MARK} {json.dumps(report)}")


def _is_there(requirement):
    name, _, version = requirement.partition("==")
    try:
        return version != "" and importlib.metadata.version(name) == version
    except importlib.metadata.PackageNotFoundError:
        return False


def _install(wanted):
    with tempfile.TemporaryDirectory() as folder:
        constraints, report = os.path.join(folder, "constraints.txt"), os.path.join(folder, "report.json")
        with open(constraints, "w") as file:
            file.writelines(f"{name}=={version}\n" for name, version in _present())
        options = ["--prefix", _FOLDER, "--constraint", constraints, "--report", report]
        manner = ["--quiet", "--no-input", "--no-cache-dir", "--prefer-binary", "--retries", "1"]
        quiet = ["--disable-pip-version-check", "--no-warn-script-location"]
        command = [sys.executable, "-m", "pip", "install", *options, *manner, *quiet, *wanted]
        ran = subprocess.run(command, stdin=subprocess.DEVNULL, capture_output=True, text=True)
        if ran.returncode != 0:
            said = [line for line in (ran.stderr or ran.stdout).splitlines() if line.strip()]
            return {"installed": [], "fault": "\n".join(said[-_LAST_LINES:])[-1000:] or f"exit {ran.returncode}"}
        with open(report) as file:
            came = [one["metadata"] for one in json.load(file)["install"]]
    return {"installed": [f"{one['name']}=={one['version']}" for one in came]}


def _present():
    places = set(_places())
    for one in importlib.metadata.distributions(path=[path for path in sys.path if path not in places]):
        name = one.metadata["Name"]
        if name:
            yield name, one.version
