"""Takes the engine's answer past disclosure: what goes out, and what goes out instead."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from bot import disclosure
from bot.conversation.engine import Answer, Said
from bot.conversation.voice import Voice
from bot.disclosure import Ledger, Withheld
from bot.model import Draft, Reviewed


@dataclass(frozen=True)
class Spoken:
    """One message of the answer after review; `held` is the reason when it was replaced."""

    reviewed: Reviewed
    held: Withheld | None
    utter: str | None


def drafts_of(voice: Voice, answer: Answer, language: str) -> list[Draft]:
    """The answer's messages as drafts, signed by the bot."""
    return [_draft(voice, said, language) for said in answer.messages]


def _draft(voice: Voice, said: Said, language: str) -> Draft:
    return Draft(
        author=voice.bot,
        text=voice.addressed(said.text, language),
        language=language,
        options=tuple(
            replace(option, title=voice.addressed(option.title, language))
            for option in said.options
        ),
        why=said.why
        and replace(
            said.why,
            title=voice.addressed(said.why.title, language),
            detail=voice.addressed(said.why.detail, language),
        ),
        claims=said.claims,
        utter=said.utter,
    )


def judge(voice: Voice, drafts: Sequence[Draft], ledger: Ledger) -> list[Spoken]:
    """Each draft as it goes out; what is held back is replaced, once per reason."""
    spoken: list[Spoken] = []
    replaced: set[disclosure.Reason] = set()
    for draft in drafts:
        made = disclosure.review(draft, ledger)
        if isinstance(made, Reviewed):
            spoken.append(Spoken(made, None, draft.utter))
        elif made.reason not in replaced:
            replaced.add(made.reason)
            spoken.append(Spoken(voice.instead_of(made, draft.language), made, draft.utter))
    return spoken
