"""Leaves names out of a message before its mood is read: who writes must not change how it sounds.

The encoder hears moods in names that it happens to know or not to know. A word with a capital in
the middle of a sentence is taken for a name, and so is an unknown word where people say theirs.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence

from bot.rasa_ext.tongue import COMMON

_WORD = re.compile(r"[^\W\d_]+")
_POSSESSIVE = re.compile(r"['’]s?$")
_ENDS = (".", "!", "?", "…")
# After these people say a name, also without a capital.
_INTRODUCES = frozenset(
    [
        *("i'm", "im", "am", "is", "ben", "heet", "name", "naam", "called", "regards", "greetings"),
        *("groeten", "groetjes", "gr", "mvg", "husband", "wife", "son", "daughter", "partner"),
        *("brother", "sister", "friend", "man", "vrouw", "zoon", "dochter", "broer", "zus"),
        *(
            "vriend",
            "vriendin",
            "mr",
            "mrs",
            "ms",
            "meneer",
            "mevrouw",
            "met",
            "hi",
            "hey",
            "hallo",
            "says",
            "zegt",
        ),
    ]
)
# How names are put around a training message, so that what is not caught means nothing either.
_FRAMES = (
    "{name} here, {text}",
    "{text} {name}",
    "{name}: {text}",
    "my neighbour {name} says {text}",
    "mijn buur {name} zegt {text}",
    "{text} says {name}",
    "{text} zegt {name}",
    "{name} hier, {text}",
    "I am {name} and {text}",
    "ik ben {name} en {text}",
)


def words(texts: Iterable[str]) -> frozenset[str]:
    """The words that are known to be no names: those of the examples and the common ones.

    What the examples write with a capital inside a sentence is a name; an address has no words.
    """
    found: set[str] = set()
    for text in texts:
        before = "."
        for token in text.split():
            inside = token[0].isupper() and not token.isupper() and not before.endswith(_ENDS)
            if "@" not in token and (not inside or token[1:2] in ("'", "’")):
                found.update(_WORD.findall(token.lower()))
            before = token
    return COMMON | found


def nameless(text: str, known: frozenset[str]) -> str:
    """The text without what is probably a name; the text itself when nothing else would be left."""
    kept: list[str] = []
    begins, introduced = True, False
    for token in text.split():
        if not _is_name(token, known, begins=begins, introduced=introduced):
            kept.append(token)
            introduced = token.lower().strip(".,:;!") in _INTRODUCES
        # Also after a name that ends a sentence: "for Anna? Her coach" goes on with a common word.
        begins = token.endswith(_ENDS)
    return " ".join(kept) or text


def with_names(
    texts: Sequence[str], labels: Sequence[str], names: Sequence[str]
) -> tuple[list[str], list[str], list[int]]:
    """Every second message once more with a name around it: the mood stays what it is.

    The third list says of which message each is a form.
    """
    more_texts, more_labels, sources = list(texts), list(labels), list(range(len(texts)))
    for place in range(0, len(texts), 2) if names else ():
        name = names[(place // 2) % len(names)].lower()
        frame = _FRAMES[(place // 2) % len(_FRAMES)]
        more_texts.append(frame.format(name=name, text=texts[place]))
        more_labels.append(labels[place])
        sources.append(place)
    return more_texts, more_labels, sources


def _is_name(token: str, known: frozenset[str], *, begins: bool, introduced: bool) -> bool:
    core = _POSSESSIVE.sub("", "".join(c for c in token if c.isalpha() or c in "'’-"))
    plain = core.lower()
    if not core or (core.isupper() and len(core) > 1) or plain == "i":
        return False
    strange = not any(part in known for part in re.split(r"['’-]", plain))
    if core[0].isupper():
        return strange or not begins
    # "I am fearing": who is called so would be called by a verb.
    return introduced and strange and not _of_a_verb(plain, known)


def _of_a_verb(word: str, known: frozenset[str]) -> bool:
    stem = word.removesuffix("ing")
    return stem != word and not known.isdisjoint((stem, f"{stem}e", stem[:-1]))
