"""Lets Rasa start without TensorFlow, and says which extra to install when it is really needed.

Rasa 3.6 imports TensorFlow when it starts, also when the pipeline uses none of it. Those imports
are answered with empty classes that may be named, subclassed and used in type hints; calling one
raises. A `.pth` file runs `install()` at every start of Python, so only `sys` is imported for it.
"""

import sys

ROOTS = ("tensorflow", "tensorflow_text", "tensorflow_hub", "keras")
IMPORT_SYSTEM = ("importlib", "_frozen_importlib", "_frozen_importlib_external")
ADVICE = (
    "{} was used, but TensorFlow is left out of this environment. DIETClassifier, TEDPolicy and "
    "everything else that trains with TensorFlow need the extra `tensorflow`: "
    "`make env EXTRAS='engine postgres redis tensorflow'`, or `uv sync --extra tensorflow`."
)


class TensorFlowNotInstalled(RuntimeError):
    """A part of TensorFlow was called, and TensorFlow is not there.

    Not an ImportError: those are caught all over as "then do without".
    """


class _Meta(type):
    """Classes whose every attribute is again such a class, and which cannot be called."""

    __standin__ = ""

    def __getattr__(cls, name: str) -> type:
        if name.startswith("__"):
            raise AttributeError(name)
        return _standin(f"{cls.__standin__}.{name}")

    def __call__(cls, *args: object, **kwargs: object) -> object:
        if cls.__standin__ == "tensorflow.function":  # decorates methods while Rasa is imported
            return args[0] if args and callable(args[0]) else (lambda function: function)
        raise TensorFlowNotInstalled(ADVICE.format(cls.__standin__))


def _standin(path: str) -> type:
    names: dict[str, object] = {"__standin__": path, "__module__": __name__}
    return _Meta(path.rpartition(".")[2], (), names)


class _Loader:
    """Fills a stand-in module: `from tensorflow.x import Y` finds a class for every Y."""

    @staticmethod
    def create_module(spec: object) -> None:
        return None

    @staticmethod
    def exec_module(module):  # type: ignore[no-untyped-def]  # naming its type costs an import
        path = module.__name__

        def attribute(name: str) -> type:
            if name.startswith("__"):
                raise AttributeError(name)
            return _standin(f"{path}.{name}")

        module.__getattr__ = attribute


class Finder:
    """Stands last in sys.meta_path, so that a real TensorFlow wins, and answers Rasa only."""

    @staticmethod
    def find_spec(fullname: str, path: object = None, target: object = None) -> object:
        if fullname.partition(".")[0] not in ROOTS or not _asked_by_rasa():
            return None
        from importlib.machinery import ModuleSpec

        return ModuleSpec(fullname, _Loader, is_package=True)  # type: ignore[arg-type]


def _asked_by_rasa() -> bool:
    """Is the code that holds the import statement part of Rasa?"""
    frame = sys._getframe(2)
    while frame is not None:
        root = frame.f_globals.get("__name__", "").partition(".")[0]
        if root not in IMPORT_SYSTEM:
            return bool(root == "rasa")
        frame = frame.f_back  # type: ignore[assignment]
    return False


def install() -> None:
    """Put the finder last, once."""
    if Finder not in sys.meta_path:  # type: ignore[comparison-overlap]
        sys.meta_path.append(Finder)  # type: ignore[arg-type]
