"""The log: whole numbers rising by one, keys that make repeats harmless, and the last wall."""

from __future__ import annotations

from datetime import datetime, timedelta, timezone

import pytest
from sqlalchemy.engine import Connection
from sqlalchemy.exc import IntegrityError

from bot import disclosure
from bot.conversation import log, record
from bot.conversation.errors import NobodyMaySpeak
from bot.conversation.record import Record
from bot.conversation.voice import Voice
from bot.model import Author, AuthorKind, ConversationId, Draft, Mode, Option, Reviewed, StaffId
from bot.storage.database import Database

NOW = datetime(2026, 11, 22, 10, 0, tzinfo=timezone.utc)
HERE = ConversationId("c-1")
MARIA = StaffId("maria")


def _opened(connection: Connection, voice: Voice, *, disclosed: bool = True) -> Record:
    made = record.create(connection, HERE, token_hash="h", language="nl", customer=None, now=NOW)
    if disclosed:
        told = voice.disclosure("nl", again=False, moods="on")
        log.append_reviewed(connection, made, told, now=NOW)
    return record.load(connection, HERE)


def _bot(text: str = "hoi", *options: Option) -> Reviewed:
    made = disclosure.review(Draft(Author(AuthorKind.BOT, "Pip"), text, "nl", options=options))
    assert isinstance(made, Reviewed)
    return made


def _person(text: str = "hoi") -> Reviewed:
    made = disclosure.review(Draft(Author(AuthorKind.HUMAN_AGENT, "Maria"), text, "nl"))
    assert isinstance(made, Reviewed)
    return made


def _wrote(connection: Connection, found: Record, text: str, key: str) -> log.Entry:
    return log.append_customer(connection, found, text=text, client_id=key, name="Klant", now=NOW)


def test_customers_count_without_the_notes_and_the_desk_with_them(
    database: Database, voice: Voice
) -> None:
    def work(connection: Connection) -> None:
        found = _opened(connection, voice)
        _wrote(connection, found, "een", "a")
        log.append_note(
            connection, found, text="stil", client_id="n", by=MARIA, name="Maria", now=NOW
        )
        _wrote(connection, found, "twee", "b")

    database.run_sync(work)
    shown = database.read_sync(lambda c: log.read_public(c, HERE))
    assert [entry.for_customer()["offset"] for entry in shown] == [1, 2, 3]
    whole = database.read_sync(lambda c: log.read_all(c, HERE))
    assert [entry.for_desk()["offset"] for entry in whole] == [1, 2, 3, 4]
    assert [
        e.for_customer()["text"]
        for e in database.read_sync(lambda c: log.read_public(c, HERE, after=2))
    ] == ["twee"]
    with pytest.raises(NobodyMaySpeak):
        whole[2].for_customer()


def test_the_same_key_cannot_be_written_twice(database: Database, voice: Voice) -> None:
    def work(connection: Connection) -> None:
        found = _opened(connection, voice)
        _wrote(connection, found, "een", "a")
        _wrote(connection, found, "nog eens", "a")

    with pytest.raises(IntegrityError):
        database.run_sync(work)


def test_a_customer_and_a_colleague_may_use_the_same_client_id(
    database: Database, voice: Voice
) -> None:
    def work(connection: Connection) -> tuple[str, str]:
        found = _opened(connection, voice)
        _wrote(connection, found, "van de klant", "same")
        log.append_note(
            connection, found, text="noot", client_id="same", by=MARIA, name="Maria", now=NOW
        )
        mine = log.find(connection, HERE, log.customer_key("same"))
        theirs = log.find(connection, HERE, log.staff_key(MARIA, "same"))
        assert mine is not None
        assert theirs is not None
        return mine.body["text"], theirs.body["text"]

    assert database.run_sync(work) == ("van de klant", "noot")


def test_the_client_id_of_a_person_is_not_shown_to_the_customer(
    database: Database, voice: Voice
) -> None:
    def work(connection: Connection) -> log.Entry:
        found = _opened(connection, voice)
        found = record.change(connection, HERE, mode="human", fence=2, holder=MARIA)
        return log.append_reviewed(
            connection, found, _person(), now=NOW, by=MARIA, client_id="mine"
        )

    entry = database.run_sync(work)
    assert entry.for_desk()["client_id"] == "mine"
    assert "client_id" not in entry.for_customer()


@pytest.mark.parametrize("mode", [Mode.WAITING, Mode.HUMAN, Mode.CLOSED])
def test_the_wall_lets_no_bot_message_into_another_mode(
    database: Database, voice: Voice, mode: Mode
) -> None:
    def work(connection: Connection) -> None:
        found = _opened(connection, voice)
        found = record.change(connection, HERE, mode=mode.value, holder=MARIA)
        log.append_reviewed(connection, found, _bot(), now=NOW)

    with pytest.raises(NobodyMaySpeak):
        database.run_sync(work)


def test_the_wall_lets_no_answer_from_before_a_change_of_mode_in(
    database: Database, voice: Voice
) -> None:
    def work(connection: Connection) -> None:
        found = _opened(connection, voice)
        found = record.change(connection, HERE, fence=5)
        log.append_reviewed(connection, found, _bot(), now=NOW, fence=4)

    with pytest.raises(NobodyMaySpeak):
        database.run_sync(work)


def test_the_wall_lets_no_bot_speak_before_it_was_disclosed(
    database: Database, voice: Voice
) -> None:
    def work(connection: Connection) -> None:
        found = _opened(connection, voice, disclosed=False)
        log.append_reviewed(connection, found, _bot(), now=NOW)

    with pytest.raises(NobodyMaySpeak):
        database.run_sync(work)


@pytest.mark.parametrize("by", [None, StaffId("sam")])
def test_the_wall_lets_only_the_holder_speak_as_a_person(
    database: Database, voice: Voice, by: StaffId | None
) -> None:
    def work(connection: Connection) -> None:
        found = _opened(connection, voice)
        found = record.change(connection, HERE, mode="human", holder=MARIA)
        log.append_reviewed(connection, found, _person(), now=NOW, by=by)

    with pytest.raises(NobodyMaySpeak):
        database.run_sync(work)


def test_only_what_the_bot_offered_here_can_be_chosen(database: Database, voice: Voice) -> None:
    def work(connection: Connection) -> None:
        found = _opened(connection, voice)
        log.append_reviewed(connection, found, _bot("kies", Option("Ja", "/affirm")), now=NOW)
        log.append_reviewed(connection, found, _bot("kies", Option("Jazeker", "/affirm")), now=NOW)

    database.run_sync(work)
    assert database.read_sync(lambda c: log.offered(c, HERE, "/affirm")) == "Jazeker"
    assert database.read_sync(lambda c: log.offered(c, HERE, "/deny")) is None
    assert database.read_sync(lambda c: log.offered(c, ConversationId("c-2"), "/affirm")) is None


def test_a_receipt_of_one_outbox_row_is_in_one_log_once(database: Database, voice: Voice) -> None:
    def work(connection: Connection) -> None:
        found = _opened(connection, voice)
        told = voice.mode(Mode.BOT, reason="test")
        log.append_reviewed(connection, found, told, now=NOW, outbox=7)
        assert log.has_receipt(connection, 7)
        assert not log.has_receipt(connection, 8)
        log.append_reviewed(connection, found, told, now=NOW, outbox=7)

    with pytest.raises(IntegrityError):
        database.run_sync(work)


def test_notes_do_not_count_as_a_sign_of_the_customer(database: Database, voice: Voice) -> None:
    later = NOW + timedelta(hours=1)

    def work(connection: Connection) -> datetime:
        found = _opened(connection, voice)
        log.append_note(
            connection, found, text="stil", client_id="n", by=MARIA, name="Maria", now=later
        )
        return record.load(connection, HERE).last_at

    assert database.run_sync(work) == NOW
