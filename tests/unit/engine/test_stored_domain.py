"""The domain that the engine takes from a model's metadata is the one that Rasa reads as YAML."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import pytest
from rasa.engine.graph import ExecutionContext, GraphSchema
from rasa.engine.storage.local_model_storage import LocalModelStorage
from rasa.engine.storage.resource import Resource
from rasa.engine.storage.storage import ModelStorage
from rasa.graph_components.providers.domain_provider import DomainProvider
from rasa.shared.core.domain import Domain

from bot.rasa_ext import stored_domain
from tests.support.trained_model import trained_model

# Worked out at the first question and kept: what was asked before does not make a domain another.
KEPT = "_lazy_"


@pytest.fixture
def yaml_read(monkeypatch: pytest.MonkeyPatch) -> Iterator[list[str]]:
    """The folders whose domain was read as YAML."""
    read: list[str] = []
    rasas = Domain.from_path.__func__  # type: ignore[attr-defined]

    def noted(cls: type[Domain], path: str) -> Domain:
        read.append(str(path))
        domain: Domain = rasas(cls, path)
        return domain

    monkeypatch.setattr(Domain, "from_path", classmethod(noted))
    yield read


def provided(storage: ModelStorage) -> Domain:
    """What the graph's provider gives."""
    context = ExecutionContext(GraphSchema({}))
    resource = Resource("domain_provider")
    return DomainProvider.load({}, storage, resource, context).provide_inference()


def spelled(value: Any) -> Any:
    """Everything that a domain holds, with its order, as plain values."""
    if isinstance(value, Mapping):
        return [(spelled(key), spelled(each)) for key, each in value.items()]
    if isinstance(value, (set, frozenset)):
        return sorted(map(str, value))
    if isinstance(value, (list, tuple)):
        return [spelled(each) for each in value]
    if hasattr(value, "__dict__"):
        told = {k: v for k, v in vars(value).items() if not k.startswith(KEPT)}
        return [type(value).__name__, spelled(told)]
    return value


def test_the_domain_is_the_one_that_rasa_reads(tmp_path: Path, yaml_read: list[str]) -> None:
    stored_domain.take_domain_from_metadata()
    storage, _ = LocalModelStorage.from_model_archive(tmp_path, trained_model())
    ours, rasas = provided(storage), provided(LocalModelStorage(tmp_path))
    assert yaml_read == [str(tmp_path / "domain_provider")]
    assert ours.fingerprint() == rasas.fingerprint()
    assert spelled(ours) == spelled(rasas)


def test_a_domain_that_differs_in_one_place_is_told_apart(tmp_path: Path) -> None:
    LocalModelStorage.from_model_archive(tmp_path, trained_model())
    one, other = (Domain.from_path(str(tmp_path / "domain_provider")) for _ in range(2))
    other.slots[-1].initial_value = "other"
    assert spelled(one) != spelled(other)


def test_a_loaded_engine_has_read_no_domain_as_yaml(yaml_read: list[str]) -> None:
    from rasa.core.agent import Agent

    stored_domain.take_domain_from_metadata()
    agent = Agent.load(trained_model())
    assert agent.domain is not None and agent.domain.intents
    assert not yaml_read
