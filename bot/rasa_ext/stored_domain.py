"""Takes a model's domain from its metadata, where Rasa keeps it as JSON.

A model holds its domain twice: in `metadata.json`, which is read anyway, and as YAML for the graph,
which Rasa parses five times and checks against its schema at every load. That took a third of the
start, for a domain that was checked when the model was trained. `rasa run` reads it as before.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

from rasa.engine.graph import ExecutionContext
from rasa.engine.storage.local_model_storage import LocalModelStorage
from rasa.engine.storage.resource import Resource
from rasa.engine.storage.storage import ModelMetadata, ModelStorage
from rasa.graph_components.providers.domain_provider import DomainProvider

_unpacked = LocalModelStorage.from_model_archive.__func__  # type: ignore[attr-defined]
_read = DomainProvider.load.__func__  # type: ignore[attr-defined]


def take_domain_from_metadata() -> None:
    """Let models that are loaded from now on in this process give their domain that way."""
    LocalModelStorage.from_model_archive = classmethod(_keeping)  # type: ignore[assignment]
    DomainProvider.load = classmethod(_taken)  # type: ignore[assignment]


def _keeping(
    cls: type[LocalModelStorage], /, storage_path: Path, model_archive_path: str | Path
) -> tuple[LocalModelStorage, ModelMetadata]:
    storage, metadata = _unpacked(cls, storage_path, model_archive_path)
    storage.metadata = metadata
    return storage, metadata


def _taken(
    cls: type[DomainProvider],
    /,
    config: dict[str, Any],
    model_storage: ModelStorage,
    resource: Resource,
    execution_context: ExecutionContext,
    **kwargs: Any,
) -> DomainProvider:
    """The provider with the domain of the metadata; the one that Rasa reads for other storages."""
    metadata: ModelMetadata | None = getattr(model_storage, "metadata", None)
    if metadata is None:
        provider: DomainProvider = _read(
            cls, config, model_storage, resource, execution_context, **kwargs
        )
        return provider
    return cls(model_storage, resource, metadata.domain)
