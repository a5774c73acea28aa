"""What can go wrong inside authority: one line per class, each with a stable code."""

from __future__ import annotations


class AuthorityError(Exception):
    """Base of everything authority raises; `code` is stable, the message is for people."""

    code = "authority"


class RequestConflict(AuthorityError):
    """The same request id came again with another content."""

    code = "request_conflict"


class UnknownAction(AuthorityError):
    """The limits in force do not name this action."""

    code = "unknown_action"


class BadRequest(AuthorityError):
    """A parameter of the request is missing, unknown or of the wrong kind."""

    code = "bad_request"


class ApprovalNotFound(AuthorityError):
    """There is no approval with this id."""

    code = "approval_not_found"


class ApprovalClosed(AuthorityError):
    """Somebody else decided first, or the approval has expired."""

    code = "approval_closed"


class NotPermitted(AuthorityError):
    """This person may not do this: wrong role, the requester, or the author of the limits."""

    code = "not_permitted"


class CustomerUnknown(AuthorityError):
    """Nobody knows whose money or booking it would be: the customer is not signed in now."""

    code = "customer_unknown"


class Outdated(AuthorityError):
    """Something was done or changed since the person looked."""

    code = "outdated"


class Stopped(AuthorityError):
    """The stop button is on for this action."""

    code = "stopped"


class BadScope(AuthorityError):
    """A stop scope is `all`, `action:<name>` or `channel:<name>`."""

    code = "bad_scope"


class ReservationNotFound(AuthorityError):
    """There is no such reservation, or it is not in the state this needs."""

    code = "reservation_not_found"


class VersionNotFound(AuthorityError):
    """There is no such version of the limits waiting for a second person."""

    code = "version_not_found"


class DecisionNotFound(AuthorityError):
    """There is no such decision, or it was not judged in shadow."""

    code = "decision_not_found"


class ShadowRecorded(AuthorityError):
    """What a person did about this request is on record already."""

    code = "already_recorded"
