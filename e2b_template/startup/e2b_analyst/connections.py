"""`connect("name")`: a SQLAlchemy engine for a database whose particulars are in `DB_<NAME>_*`.

Read-only unless `write=True` is said: a guard against accidents; what may be done is up to the
database's own rights.
"""

import os
import re

_DRIVERS = {"postgresql": "postgresql+psycopg", "mysql": "mysql+pymysql", "mariadb": "mysql+pymysql"}
_READ_ONLY = {
    "postgresql": "SET default_transaction_read_only = on",
    "mysql": "SET SESSION TRANSACTION READ ONLY",
    "mariadb": "SET SESSION TRANSACTION READ ONLY",
}
_CONNECT_SECONDS = 15

_engines = {}


class DataSourceError(Exception):
    """Says in words what is wrong with a data source; never its password."""

    def __init__(self, english, chinese):
        super().__init__(f"{english} / {chinese}")


def connect(name, write=False):
    """The engine of a data source, made and tried at first use. Raises DataSourceError."""
    part = re.sub(r"[^A-Z0-9]+", "_", str(name).upper()).strip("_")
    values = {key: os.environ.get(f"DB_{part}_{key}", "") for key in ("TYPE", "HOST", "PORT", "USER", "PASSWORD", "NAME")}
    if values["TYPE"] not in _DRIVERS:
        known = ", ".join(_names()) or "-"
        raise DataSourceError(
            f'There is no data source "{name}"; there are: {known}.',
            f"没有名为“{name}”的数据源；现有：{known}。",
        )
    # Values can change while a kernel runs.
    key = (part, bool(write), *values.values())
    if key not in _engines:
        engine = _make(values, write)
        _try(engine, name, values)
        for old in [old for old in _engines if old[:2] == key[:2]]:
            _engines.pop(old).dispose()
        _engines[key] = engine
    return _engines[key]


def _names():
    found = (re.fullmatch(r"DB_(.+)_TYPE", variable) for variable in sorted(os.environ))
    return [match[1].lower() for match in found if match and os.environ[match[0]] in _DRIVERS]


def _make(values, write):
    import sqlalchemy

    # Made of its parts, and the password apart from it: no character of them means something in a URL.
    url = sqlalchemy.URL.create(
        _DRIVERS[values["TYPE"]],
        username=values["USER"] or None,
        host=values["HOST"],
        port=int(values["PORT"] or 0) or None,
        database=values["NAME"] or None,
        query={} if values["TYPE"] == "postgresql" else {"charset": "utf8mb4"},
    )
    password = values["PASSWORD"]
    if values["TYPE"] != "postgresql":
        # PyMySQL would make latin-1 of text.
        password = password.encode()
    arguments = {"connect_timeout": _CONNECT_SECONDS, **({"password": password} if password else {})}
    # Tried before each use: a database drops what has been idle for long.
    engine = sqlalchemy.create_engine(
        url,
        connect_args=arguments,
        pool_pre_ping=True,
        pool_size=2,
        hide_parameters=True,
    )
    if not write:

        @sqlalchemy.event.listens_for(engine, "connect")
        def read_only(connection, _record):
            with connection.cursor() as cursor:
                cursor.execute(_READ_ONLY[values["TYPE"]])
            connection.commit()

    return engine


def _try(engine, name, values):
    try:
        with engine.connect():
            return
    except Exception as error:
        cause = str(getattr(error, "orig", None) or error).strip()
    if values["PASSWORD"]:
        cause = cause.replace(values["PASSWORD"], "***")
    engine.dispose()
    raise DataSourceError(
        f'The data source "{name}" ({values["TYPE"]}) cannot be reached: {cause}',
        f"无法连接数据源“{name}”（{values['TYPE']}）。",
    )
