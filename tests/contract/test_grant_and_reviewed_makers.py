"""One module makes each of the two types that matter: a grant, and what may reach a customer."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
MAKERS = {
    "Grant": ROOT / "bot" / "authority" / "service.py",
    "Reviewed": ROOT / "bot" / "disclosure.py",
}
CODE = sorted(path for folder in ("bot", "actions") for path in (ROOT / folder).rglob("*.py"))


def makings(source: str, name: str) -> Iterator[int]:
    """Lines that build the type `name`, under whatever name they imported it.

    By a call, by `replace(...)` of a value that is annotated or named like one, by going round
    the constructor (`__new__`, `object.__setattr__`, pickle-like tricks), or by a subclass.
    """
    tree = ast.parse(source)
    aliases = {name}
    for node in ast.walk(tree):
        if isinstance(node, ast.ImportFrom):
            aliases |= {part.asname for part in node.names if part.name == name and part.asname}
        elif isinstance(node, ast.Assign) and _refers(node.value, aliases):
            aliases |= {target.id for target in node.targets if isinstance(target, ast.Name)}
    held = _held(tree, aliases)
    for node in ast.walk(tree):
        made = isinstance(node, ast.Call) and _makes(node, name, aliases, held)
        bases = node.bases if isinstance(node, ast.ClassDef) else []
        if isinstance(node, (ast.Call, ast.ClassDef)) and (
            made or any(_refers(base, aliases) for base in bases)
        ):
            yield node.lineno


def _makes(call: ast.Call, name: str, aliases: set[str], held: set[str]) -> bool:
    first = call.args[0] if call.args else None
    called = _named(call.func)
    if _refers(call.func, aliases):
        return True
    if called in ("replace", "copy", "deepcopy"):
        return _refers(first, held)
    if called in ("__new__", "partial", "__setattr__"):
        owner = getattr(call.func, "value", None)
        return _refers(first, aliases | held) or _refers(owner, aliases | held)
    words = [part.value for part in call.args if isinstance(part, ast.Constant)]
    return called == "getattr" and name in words


def _held(tree: ast.AST, aliases: set[str]) -> set[str]:
    """Names that are annotated as the type, or that hold one by their usual name."""
    held = {alias.lower() for alias in aliases}
    for node in ast.walk(tree):
        annotation = getattr(node, "annotation", None)
        if annotation is None or not any(_refers(part, aliases) for part in ast.walk(annotation)):
            continue
        if isinstance(node, ast.arg):
            held.add(node.arg)
        elif isinstance(node, ast.AnnAssign) and isinstance(node.target, ast.Name):
            held.add(node.target.id)
    return held


def _named(node: ast.expr) -> str:
    if isinstance(node, ast.Name):
        return node.id
    return node.attr if isinstance(node, ast.Attribute) else ""


def _refers(node: ast.AST | None, names: set[str]) -> bool:
    if isinstance(node, ast.Name):
        return node.id in names
    return isinstance(node, ast.Attribute) and node.attr in names


@pytest.mark.parametrize("name", sorted(MAKERS))
def test_only_its_maker_builds_it(name: str) -> None:
    found = [
        f"{path.relative_to(ROOT)}:{line}"
        for path in CODE
        if path != MAKERS[name] and path != ROOT / "bot" / "model.py"
        for line in makings(path.read_text(encoding="utf-8"), name)
    ]
    assert not found, f"{name} is built outside {MAKERS[name].relative_to(ROOT)}: {found}"


@pytest.mark.parametrize("name", sorted(MAKERS))
def test_its_maker_really_builds_it(name: str) -> None:
    assert list(makings(MAKERS[name].read_text(encoding="utf-8"), name))


@pytest.mark.parametrize(
    "source",
    [
        "from bot.model import Grant\nGrant(1)",
        "from bot.model import Grant as G\nG(1)",
        "import bot.model as m\nm.Grant(1)",
        "from bot import model\nMake = model.Grant\nMake(1)",
        "from dataclasses import replace\ndef f(grant): return replace(grant, amount=2)",
        "import dataclasses\ndef f(x: 'int | Grant'): ...\ndef g(y: Grant): "
        "dataclasses.replace(y, epoch=2)",
        "from bot.model import Grant\nGrant.__new__(Grant)",
        "from bot.model import Grant\nobject.__new__(Grant)",
        "def f(grant): object.__setattr__(grant, 'amount', 1)",
        "from functools import partial\nfrom bot.model import Grant\npartial(Grant, 1)",
        "import bot.model\ngetattr(bot.model, 'Grant')(1)",
        "from bot.model import Grant\nclass Wide(Grant): ...",
        "import copy\ndef f(grant): return copy.copy(grant)",
    ],
)
def test_every_way_round_is_seen(source: str) -> None:
    assert list(makings(source, "Grant"))


@pytest.mark.parametrize(
    "source",
    [
        "from bot.model import Grant\ndef f(grant: Grant) -> Grant: return grant",
        "from dataclasses import replace\ndef f(approval): return replace(approval, name=1)",
        "def f(reservation): return _grant(reservation)",
    ],
)
def test_handing_one_on_is_no_making(source: str) -> None:
    assert not list(makings(source, "Grant"))
