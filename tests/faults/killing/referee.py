"""After the kills: compares what was acknowledged, heard, logged and paid. Pure."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field


@dataclass(frozen=True)
class Taken:
    """A message that the server acknowledged: it promised to have it, at this offset."""

    client_id: str
    text: str
    offset: int


@dataclass(frozen=True)
class Heard:
    """An entry as a tab got it, or as the log has it; the keys only where the log has them."""

    offset: int
    type: str
    author: str
    text: str
    client_id: str = ""
    reference: str = ""
    """What a receipt that says `done` calls it."""
    answers: str = ""
    """Which turn a message of the bot answers, and as which of its messages: `<turn>:<number>`."""


@dataclass(frozen=True)
class TabStory:
    """What one tab was promised and what it heard, in order, over all its connections."""

    name: str
    taken: tuple[Taken, ...]
    heard: tuple[Heard, ...]


@dataclass(frozen=True)
class Story:
    """One conversation at the end: its tabs, its log, and the turns that are not finished."""

    conversation: str
    tabs: tuple[TabStory, ...]
    log: tuple[Heard, ...]
    unfinished: int = 0


@dataclass(frozen=True)
class Books:
    """Money at the end: reference and cents of what is settled, and of every transfer."""

    settled: tuple[tuple[str, int], ...] = ()
    paid: tuple[tuple[str, int], ...] = ()
    open: int = 0


@dataclass(frozen=True)
class Verdict:
    """Every fault that was found, by its kind."""

    messages: int
    heard: int
    effects: int
    faults: Mapping[str, Sequence[str]] = field(default_factory=dict)

    @property
    def ok(self) -> bool:
        """Nothing lost, nothing doubled, in order everywhere, nothing done twice."""
        return not self.faults


def judge(stories: Sequence[Story], books: Books) -> Verdict:
    """Find every breach of the promises."""
    found: dict[str, list[str]] = {}
    for kind, what in [*_all(stories), *_money(stories, books)]:
        found.setdefault(kind, []).append(what)
    tabs = [tab for story in stories for tab in story.tabs]
    return Verdict(
        messages=sum(len(tab.taken) for tab in tabs),
        heard=sum(len(tab.heard) for tab in tabs),
        effects=len(books.paid),
        faults=found,
    )


def _all(stories: Sequence[Story]) -> Iterator[tuple[str, str]]:
    for story in stories:
        yield from _log(story)
        for tab in story.tabs:
            yield from _tab(story, tab)


def _log(story: Story) -> Iterator[tuple[str, str]]:
    where = story.conversation
    offsets = [entry.offset for entry in story.log]
    if offsets != list(range(1, len(offsets) + 1)):
        yield "gap", f"{where}: the log has the offsets {offsets}"
    ids = Counter(entry.client_id for entry in story.log if entry.client_id)
    for client_id, times in ids.items():
        if times > 1:
            yield "doubled", f"{where}: {client_id} is in the log {times} times"
    yield from _answers(story)
    if story.unfinished:
        yield "unanswered", f"{where}: {story.unfinished} turns are not finished"


def _answers(story: Story) -> Iterator[tuple[str, str]]:
    """Each turn is answered once: its messages in a row, each of them one time."""
    said = [entry for entry in story.log if entry.answers]
    turns: dict[str, list[tuple[int, int]]] = {}
    for entry in said:
        turn, _, number = entry.answers.rpartition(":")
        turns.setdefault(turn, []).append((entry.offset, int(number)))
    for turn, messages in turns.items():
        first = messages[0][0]
        if messages != [(first + number, number) for number in range(len(messages))]:
            yield "answered twice", f"{story.conversation}: {turn} is answered by {messages}"


def _tab(story: Story, tab: TabStory) -> Iterator[tuple[str, str]]:
    where = f"{story.conversation}/{tab.name}"
    at = {entry.offset: entry for entry in story.log}
    for taken in tab.taken:
        entry = at.get(taken.offset)
        if entry is None or (entry.client_id, entry.text) != (taken.client_id, taken.text):
            yield "lost", f"{where}: {taken} was acknowledged, the log has {entry}"
    sent = [taken.offset for taken in tab.taken]
    if sent != sorted(sent):
        yield "order", f"{where}: its messages stand in the log as {sent}"
    heard = [entry.offset for entry in tab.heard]
    if heard != list(range(1, len(heard) + 1)):
        yield "order", f"{where}: heard the offsets {heard}"
    if len(heard) < len(story.log):
        yield "unheard", f"{where}: heard {len(heard)} of {len(story.log)} entries"
    for entry in tab.heard:
        logged = at.get(entry.offset)
        if logged is None or _shown(logged) != _shown(entry):
            yield "differs", f"{where}: heard {entry}, the log has {logged}"


def _shown(entry: Heard) -> tuple[str, str, str, str]:
    return entry.type, entry.author, entry.text, entry.reference


def _money(stories: Sequence[Story], books: Books) -> Iterator[tuple[str, str]]:
    settled, paid = Counter(books.settled), Counter(books.paid)
    for what, times in paid.items():
        if times > max(1, settled[what]):
            yield "twice", f"{what} was paid {times} times"
    for what in (paid - settled).keys() - {one for one, n in paid.items() if n > 1}:
        yield "unrecorded", f"{what} was paid without a settled record"
    for what in settled - paid:
        yield "unpaid", f"{what} is settled, and nothing was paid"
    references = {reference for reference, _ in books.settled}
    told = Counter(entry.reference for story in stories for entry in story.log if entry.reference)
    for reference in references - told.keys():
        yield "untold", f"{reference} is settled, and nobody was told"
    for reference, times in told.items():
        if reference not in references:
            yield "empty promise", f"{reference} was told as done, and is not settled"
        elif times > 1:
            yield "told twice", f"{reference} was told {times} times"
    if books.open:
        yield "open", f"{books.open} reservations never came to an end"
