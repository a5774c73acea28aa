"""`samenspel new flow NAME`: writes the five files of a flow and says what is next."""

from __future__ import annotations

import re
import sys
from pathlib import Path

_NAME = re.compile(r"^[a-z][a-z0-9]*(_[a-z0-9]+)*$")

DOMAIN = """\
version: "3.1"
# What the flow {name} adds to the bot's world, and every word that it says.
intents:
  - ask_{name}
actions:
  - action_{name}
responses:
  utter_{name}_told:
    - condition: &en [{{type: slot, name: language, value: en}}]
      text: "About order {{number}} ({{title}}): here is what I can tell you about {words}."
    - condition: &nl [{{type: slot, name: language, value: nl}}]
      text: "Over bestelling {{number}} ({{title}}): dit kan ik je vertellen over {words}."
  # Why this answer: told with every message of the flow.
  utter_{name}_why_title:
    - {{condition: *en, text: "About {words}"}}
    - {{condition: *nl, text: "Over {words}"}}
  utter_{name}_why:
    - {{condition: *en, text: "This stands in the records of your order."}}
    - {{condition: *nl, text: "Dit staat in de gegevens van je bestelling."}}
"""

DATA = """\
version: "3.1"
# Ten examples a language are a start, thirty are good: short and long, polite and rude, with typos.
nlu:
  - intent: ask_{name}
    examples: |
      - i have a question about {words}
      - tell me about {words}
      - can you help me with {words}
      - {words}?
      - what about the {words} of my order
      - {words} please
      - how does {words} work
      - I need something about {words}
      - I wonder about {words} for what I ordered
      - explain {words} to me
      - ik heb een vraag over {words}
      - vertel me over {words}
      - kun je me helpen met {words}
      - hoe zit het met {words}
      - wat met {words} van mijn bestelling
      - {words} graag
      - hoe werkt {words}
      - ik moet iets weten over {words}
      - ik vraag me iets af over {words} van wat ik bestelde
      - leg {words} eens uit

# Answers to the flow's questions need no rule: they find their way back to it.
rules:
  - rule: {name} starts
    steps:
      - intent: ask_{name}
      - action: action_{name}
"""

ACTION = '''\
"""The flow {name}: slots in, one call, words out."""

from __future__ import annotations

from actions.flow import Flow
from actions.subject import find, order_title, orders
from actions.talk import Talk


class {camel}(Flow):
    """Called with the first message and with every answer; takes the next step."""

    flow = "{name}"

    async def answer(self, talk: Talk) -> None:
        """Find the order, asking only when it is not known, and say what there is to say."""
        order = await find(talk, orders())
        talk.say("told", number=order.id, title=order_title(talk, order))
'''

TEST = """\
version: "3.1"
# Named by what the person does; `pytest tests/conversations/test_stories.py` runs them.

stories:
  - story: {name} happy_path
    steps:
      - user: |
          i have a question about {words}
        intent: ask_{name}
      - action: action_{name}

  - story: {name} happy_path in Dutch
    steps:
      - user: |
          ik heb een vraag over {words}
        intent: ask_{name}
      - action: action_{name}

  - story: {name} cancellation
    steps:
      - user: |
          tell me about {words}
        intent: ask_{name}
      - action: action_{name}
      - user: |
          never mind
        intent: never_mind
      - action: action_never_mind

  - story: {name} wants_human
    steps:
      - user: |
          vertel me over {words}
        intent: ask_{name}
      - action: action_{name}
      - user: |
          medewerker graag
        intent: talk_to_human
      - action: action_talk_to_human
"""

BEHAVIOURS = """\
# Its row in the table that tests/conversations/test_behaviours.py plays in both languages.
flow: {name}
customer: C-1007
wish: {{en: i have a question about {words}, nl: ik heb een vraag over {words}}}
asks: utter_ask_order_number
happy_path:
  - &told
    say: {{en: "tell me about {words} for O-20012", nl: "vertel me over {words} voor O-20012"}}
    hears: [utter_{name}_told]
    names: O-20012
correction:
  - *told
  - say: {{en: "no, the other order", nl: "nee, die andere bestelling"}}
    hears: [utter_{name}_told]
    names: O-20013
already_known:
  - say: {{en: "where is order O-20012?", nl: "waar is bestelling O-20012?"}}
  - say: {{en: tell me about {words}, nl: vertel me over {words}}}
    hears: [utter_{name}_told]
    names: O-20012
# What it asks for; tests/conversations/test_never_ask_twice.py tells it beforehand in every way.
facts:
  order: {{is: O-20012, not: O-20013}}
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
        f"tests/data/behaviours/{name}.yml": BEHAVIOURS.format(**values),
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
        "docs/tutorials/your-first-flow.md goes through it in ten minutes.\n"
        "If the flow moves money or a booking, add its action to limits.yml first."
    )
    return 0
