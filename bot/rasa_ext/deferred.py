"""Imports Rasa for the engine without what only its channels, stores and plots need.

Importing Rasa imports the kits of a dozen chat services, drivers of databases, a web server,
scikit-learn and matplotlib. The engine answers one wire of its own and uses none of them: they were
a second of its start and a fifth of its memory. While Rasa is imported here, each is answered with
a stand-in, which imports the real thing when somebody calls it or looks into it; then the stand-ins
leave the table of modules, so that whoever imports one later gets the real one. `rasa run`,
`rasa shell` and training in a process of their own import everything, as ever.
"""

from __future__ import annotations

import importlib
import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from importlib.abc import Loader, MetaPathFinder
from importlib.machinery import ModuleSpec
from pkgutil import resolve_name
from types import FrameType, ModuleType
from typing import Any

LATER = (
    *("aiogram", "fbmessenger", "mattermostwrapper", "rocketchat_API", "slack_sdk", "twilio"),
    *("webexteamssdk", "boto3", "pymongo", "sanic", "sanic_cors", "sanic_jwt"),
    *("questionary", "prompt_toolkit", "matplotlib", "sklearn", "sklearn_crfsuite"),
)
# What loading a model imports, so that nothing of it is imported afterwards in full.
NEEDED = (
    "rasa.core.agent",
    "rasa.graph_components.validators.default_recipe_validator",
    "rasa.graph_components.validators.finetuning_validator",
    "rasa_sdk.executor",
)
ASKERS = ("rasa", "rasa_sdk")
IMPORT_SYSTEM = ("importlib", "_frozen_importlib", "_frozen_importlib_external")


class LeftOut(RuntimeError):
    """A channel, store or part of Rasa was made whose base class the engine does not import.

    Not an ImportError: those are caught all over as "then do without".
    """


class _Later(type):
    """Something of a package that is imported when used. What is derived from it cannot be made."""

    path = ""

    def __getattr__(cls, name: str) -> Any:
        if name.startswith("__") or not cls._stands_in():
            raise AttributeError(name)
        return getattr(resolve_name(cls.path), name)

    def __call__(cls, *args: Any, **kwargs: Any) -> Any:
        if cls._stands_in():
            return resolve_name(cls.path)(*args, **kwargs)
        raise LeftOut(
            f"{cls.__module__}.{cls.__name__} needs {cls.path}, which Samenspel's engine does "
            "not import; use it with `rasa run`"
        )

    def __instancecheck__(cls, instance: Any) -> bool:
        if not cls._stands_in():
            return super().__instancecheck__(instance)
        # Nobody can have made one before the package was imported.
        return cls.path.partition(".")[0] in sys.modules and isinstance(
            instance, resolve_name(cls.path)
        )

    def _stands_in(cls) -> bool:
        return "path" in vars(cls)


class _Stand(ModuleType):
    """A module that hands out stand-ins while Rasa is imported, and afterwards what is real."""

    importing = True

    def __getattr__(self, name: str) -> Any:
        if not self.importing:
            return getattr(importlib.import_module(self.__name__), name)
        if name.startswith("__"):
            raise AttributeError(name)
        return _Later(name, (), {"path": f"{self.__name__}.{name}"})


class _Finder(MetaPathFinder, Loader):
    """Answers what Rasa itself asks for, before anybody looks for the real package."""

    def find_spec(
        self, fullname: str, path: Sequence[str] | None, target: ModuleType | None = None
    ) -> ModuleSpec | None:
        root = fullname.partition(".")[0]
        if root not in LATER or not _asked_by_rasa(sys._getframe(1)):
            return None
        # What somebody has imported already stays real in all its parts.
        if not isinstance(sys.modules.get(root, _Stand(root)), _Stand):
            return None
        return ModuleSpec(fullname, self, is_package=True)

    def create_module(self, spec: ModuleSpec) -> ModuleType:
        return _Stand(spec.name)

    def exec_module(self, module: ModuleType) -> None:
        """There is nothing to run."""


def import_rasa() -> None:
    """Import what the engine needs of Rasa. What is imported already stays as it is."""
    with _left_for_later():
        for name in NEEDED:
            importlib.import_module(name)


@contextmanager
def _left_for_later() -> Iterator[None]:
    finder = _Finder()
    sys.meta_path.insert(0, finder)
    try:
        yield
    finally:
        sys.meta_path.remove(finder)
        for name, module in list(sys.modules.items()):
            if isinstance(module, _Stand):
                module.importing = False
                del sys.modules[name]


def _asked_by_rasa(frame: FrameType | None) -> bool:
    """Is the code that holds the import statement part of Rasa?"""
    while frame is not None:
        root = str(frame.f_globals.get("__name__", "")).partition(".")[0]
        if root not in IMPORT_SYSTEM:
            return root in ASKERS
        frame = frame.f_back
    return False
