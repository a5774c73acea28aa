"""What our classifiers share as pipeline components: made by Rasa's graph, stored, loaded again."""

from __future__ import annotations

from abc import abstractmethod
from pathlib import Path
from typing import Any, ClassVar, Generic, Protocol, TypeVar

from rasa.engine.graph import ExecutionContext, GraphComponent
from rasa.engine.storage.resource import Resource
from rasa.engine.storage.storage import ModelStorage
from rasa.nlu.classifiers.classifier import IntentClassifier as RasaIntentClassifier


class Learned(Protocol):
    """What was learned from examples, and can be written as arrays."""

    def save(self, path: Path) -> None:
        """Write it; the component reads it back with `restored`."""


Model = TypeVar("Model", bound=Learned)


class LinearClassifier(GraphComponent, RasaIntentClassifier, Generic[Model]):
    """A component around a linear model: it has none until it was trained or loaded."""

    stored: ClassVar[str]
    """The name of the file with the arrays."""

    def __init__(
        self, config: dict[str, Any], model_storage: ModelStorage, resource: Resource
    ) -> None:
        self._config = config
        self._storage = model_storage
        self._resource = resource
        self._model: Model | None = None

    @classmethod
    @abstractmethod
    def restored(cls, path: Path) -> Model:
        """Read what the model's `save` wrote."""

    @classmethod
    def create(
        cls,
        config: dict[str, Any],
        model_storage: ModelStorage,
        resource: Resource,
        execution_context: ExecutionContext,
    ) -> LinearClassifier[Model]:
        """Made by Rasa's graph, untrained."""
        return cls(config, model_storage, resource)

    @classmethod
    def load(
        cls,
        config: dict[str, Any],
        model_storage: ModelStorage,
        resource: Resource,
        execution_context: ExecutionContext,
        **kwargs: Any,
    ) -> LinearClassifier[Model]:
        """Made by Rasa's graph, from a trained model."""
        component = cls(config, model_storage, resource)
        with model_storage.read_from(resource) as folder:
            path = Path(folder) / cls.stored
            if path.exists():
                component._model = cls.restored(path)
        return component

    def _keep(self, model: Model) -> Resource:
        """Use the model from now on, and store it with Rasa's model."""
        self._model = model
        with self._storage.write_to(self._resource) as folder:
            model.save(Path(folder) / self.stored)
        return self._resource
