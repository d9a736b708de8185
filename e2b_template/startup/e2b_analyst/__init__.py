"""What a kernel needs to be good at data analysis, loaded by `%load_ext e2b_analyst`.

Charts show Chinese, Japanese and Korean; frames and figures are displayed as data too;
`read_table(path)` reads awkward files; `profile.emit(paths)` describes them; `connect(name)` gives
an engine for a data source. Loading is cheap:
pandas and matplotlib are set up when somebody imports them.

The file of the CJK font is in the environment as `E2B_ANALYST_CJK_FONT`, for libraries that want
a path (`WordCloud(font_path=...)`, `PIL.ImageFont.truetype(...)`).
"""

import os

_loaded = False


def load_ipython_extension(ip):
    """Sets up the kernel once; a part that fails leaves the others working and prints nothing."""
    global _loaded
    if _loaded:
        return
    _loaded = True
    parts = (_write_pid, _set_up_fonts, _set_up_libraries, _set_up_formatters, _set_up_connections, _set_up_packages)
    for part in parts:
        try:
            part(ip)
        except Exception:
            continue


def _write_pid(_ip):
    """The sandbox's owner interrupts a cell by a signal to this process."""
    folder = os.path.join(os.path.expanduser("~"), ".e2b-analyst")
    os.makedirs(folder, exist_ok=True)
    with open(os.path.join(folder, "kernel.pid"), "w") as file:
        file.write(str(os.getpid()))


def _set_up_fonts(_ip):
    from . import fonts

    fonts.install()


def _set_up_libraries(_ip):
    from . import libraries

    libraries.install()


def _set_up_formatters(ip):
    from . import formatters

    formatters.install(ip)


def _set_up_packages(_ip):
    from . import packages

    packages.set_up()


def _set_up_connections(ip):
    def connect(name, write=False):
        """A SQLAlchemy engine for one of the data sources; reads only, unless `write=True`."""
        from . import connections

        return connections.connect(name, write)

    # There for everybody, and not among the names that the user's code has made.
    ip.push({"connect": connect}, interactive=False)


def __getattr__(name):
    if name == "connect":
        from . import connections

        return connections.connect
    if name in ("read_table", "read_tables"):
        from . import reading

        return getattr(reading, name)
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
