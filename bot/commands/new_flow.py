"""`samenspel new flow NAME`: writes the four files of a flow and says what is next."""

from __future__ import annotations

import re
import sys
from pathlib import Path

_NAME = re.compile(r"^[a-z][a-z0-9]*(_[a-z0-9]+)*$")

DOMAIN = """\
version: "3.1"
# What the flow {name} adds to the bot's world.
intents:
  - ask_{name}
actions:
  - action_start_{name}
responses:
  utter_{name}_done:
    - condition: [{{type: slot, name: language, value: en}}]
      text: "Here is what I can tell you about {words}."
    - condition: [{{type: slot, name: language, value: nl}}]
      text: "Dit kan ik je vertellen over {words}."
    - text: "Here is what I can tell you about {words}."
"""

DATA = """\
version: "3.1"
nlu:
  - intent: ask_{name}
    examples: |
      - i have a question about {words}
      - tell me about {words}
      - can you help me with {words}
      - ik heb een vraag over {words}
      - vertel me over {words}
      - kun je me helpen met {words}
rules:
  - rule: {name} starts
    steps:
      - intent: ask_{name}
      - action: action_start_{name}
"""

ACTION = '''\
"""The flow {name}: slots in, one call, a response out."""

from __future__ import annotations

from typing import Any

from rasa_sdk import Action, Tracker
from rasa_sdk.executor import CollectingDispatcher
from rasa_sdk.types import DomainDict


class ActionStart{camel}(Action):
    """Answers the first question of the flow."""

    def name(self) -> str:
        """The name in domain/{name}.yml."""
        return "action_start_{name}"

    async def run(
        self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: DomainDict
    ) -> list[dict[str, Any]]:
        """Say what there is to say."""
        dispatcher.utter_message(response="utter_{name}_done")
        return []
'''

TEST = """\
stories:
  - story: {name} happy_path
    steps:
      - user: |
          i have a question about {words}
        intent: ask_{name}
      - action: action_start_{name}
"""


def files(name: str) -> dict[str, str]:
    """Path -> content of a new flow, relative to the project."""
    values = {
        "name": name,
        "words": name.replace("_", " "),
        "camel": "".join(part.capitalize() for part in name.split("_")),
    }
    return {
        f"domain/{name}.yml": DOMAIN.format(**values),
        f"data/{name}.yml": DATA.format(**values),
        f"actions/{name}.py": ACTION.format(**values),
        f"tests/conversations/test_{name}.yml": TEST.format(**values),
    }


def run(name: str, root: Path) -> int:
    """Write the files; refuses a bad name and never overwrites."""
    if not _NAME.match(name):
        print(f"samenspel: {name!r} is no flow name; write it like 'cancel_order'", file=sys.stderr)
        return 2
    wanted = {root / path: text for path, text in files(name).items()}
    taken = [path for path in wanted if path.exists()]
    if taken:
        listed = ", ".join(str(path.relative_to(root)) for path in taken)
        print(f"samenspel: nothing written, these exist already: {listed}", file=sys.stderr)
        return 1
    for path, text in wanted.items():
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
        print(f"wrote {path.relative_to(root)}")
    print(
        "Next: write real examples in both languages; then `samenspel check`, `samenspel train`.\n"
        "If the flow moves money or a booking, add its action to limits.yml first."
    )
    return 0
