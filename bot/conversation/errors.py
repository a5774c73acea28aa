"""What a person may hear instead of a yes: one line per class, each with a stable code."""

from __future__ import annotations


class ConversationError(Exception):
    """Base of everything the conversation refuses; `values` fill the blanks of its sentence."""

    code = "failed"

    def __init__(self, **values: object) -> None:
        self.values = values
        super().__init__(self.code)


class UnknownConversation(ConversationError):
    """There is no such conversation."""

    code = "not_found"


class BadToken(ConversationError):
    """A token that opens nothing: forged, unknown, or of an erased conversation."""

    code = "bad_token"


class NotOffered(ConversationError):
    """A quick reply that this conversation never offered."""

    code = "not_offered"


class Taken(ConversationError):
    """Somebody else at the desk holds the conversation."""

    code = "taken"


class NotHolder(ConversationError):
    """Only the person who holds the conversation may do this."""

    code = "not_holder"


class Away(ConversationError):
    """Somebody who stepped away takes no conversations."""

    code = "away"


class Full(ConversationError):
    """Somebody holds as many conversations as they want to."""

    code = "full"


class ColleagueGone(ConversationError):
    """The colleague who was asked is not at the desk."""

    code = "colleague_gone"


class ColleagueAway(ConversationError):
    """The colleague who was asked stepped away."""

    code = "colleague_away"


class ColleagueBusy(ConversationError):
    """The colleague who was asked holds as many conversations as they want to."""

    code = "colleague_busy"


class UnknownSkill(ConversationError):
    """No colleague knows about this."""

    code = "unknown_skill"


class Closed(ConversationError):
    """The conversation is closed."""

    code = "closed"


class WithPerson(ConversationError):
    """A person is talking with the customer; only that person can hand back."""

    code = "with_person"


class Forgotten(ConversationError):
    """The customer had this conversation erased."""

    code = "forgotten"


class NoMail(ConversationError):
    """No mail server is set up, so nothing can be sent."""

    code = "no_mail"


class BadAddress(ConversationError):
    """This is no e-mail address."""

    code = "bad_address"


class NoAddress(ConversationError):
    """No address was given and none is on file."""

    code = "no_address"


class BadNumber(ConversationError):
    """This is no telephone number."""

    code = "bad_number"


class BadTime(ConversationError):
    """Nobody is at the desk at that time, or it is past or too far ahead."""

    code = "bad_time"


class NoCall(ConversationError):
    """Nobody waits for a call in this conversation."""

    code = "no_call"


class TooManyLetters(ConversationError):
    """This conversation was mailed often enough for now."""

    code = "too_many_letters"


class HeldBack(ConversationError):
    """Disclosure held the text of a person at the desk back."""

    code = "withheld"

    def __init__(self, reason: str) -> None:
        self.reason = reason
        super().__init__()


class NobodyMaySpeak(ConversationError):
    """A message that the router does not let through; a mistake in the code, not of a person."""

    code = "not_allowed"
