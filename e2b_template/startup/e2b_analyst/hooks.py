"""Runs code right after a module was imported, without importing it; replaces functions of libraries."""

import sys

_waiting = {}


def after_import(name, action):
    """Calls `action(module)` when `name` has been imported; at once when it already is."""
    module = sys.modules.get(name)
    if module is not None and getattr(getattr(module, "__spec__", None), "_initializing", False) is False:
        _run(action, module)
        return
    _waiting.setdefault(name, []).append(action)
    if not any(isinstance(finder, _Finder) for finder in sys.meta_path):
        sys.meta_path.insert(0, _Finder())


def _run(action, module):
    # A library whose inside has changed must still import: its extra is then missing, no more.
    try:
        action(module)
    except Exception:
        pass


def replace(owner, name, make):
    """Sets `owner.name` to what `make(original)` returns.

    A kernel can get this package twice, in two versions: the later one takes the place of the
    earlier, and does not wrap it.
    """
    current = getattr(owner, name)
    original = getattr(current, "_e2b_original", current)
    replacement = make(original)
    replacement._e2b_original = original
    setattr(owner, name, replacement)


class _Finder:
    """Lets the other finders find the module, and puts `_Loader` around what they return."""

    def find_spec(self, name, path=None, target=None):
        if name not in _waiting:
            return None
        actions = _waiting.pop(name)
        spec = _spec_of_others(name, path, target)
        if spec is None or not hasattr(spec.loader, "exec_module"):
            _waiting[name] = actions
            return None
        spec.loader = _Loader(spec.loader, actions)
        return spec


def _spec_of_others(name, path, target):
    for finder in sys.meta_path:
        if isinstance(finder, _Finder) or not hasattr(finder, "find_spec"):
            continue
        spec = finder.find_spec(name, path, target)
        if spec is not None:
            return spec
    return None


class _Loader:
    def __init__(self, loader, actions):
        self._loader = loader
        self._actions = actions

    def __getattr__(self, name):
        return getattr(self._loader, name)

    def create_module(self, spec):
        return self._loader.create_module(spec)

    def exec_module(self, module):
        # The module must look as if this loader had never been there: resources are read through it.
        module.__loader__ = self._loader
        if module.__spec__ is not None:
            module.__spec__.loader = self._loader
        self._loader.exec_module(module)
        for action in self._actions:
            _run(action, module)
