"""Faults that somebody could make in authority, each with the test that has to notice it."""

from __future__ import annotations

from dataclasses import dataclass

REQUESTS = "tests/unit/authority/test_authority_requests.py"
APPROVALS = "tests/unit/authority/test_authority_approvals.py"
VERSIONS = "tests/unit/authority/test_authority_versions.py"
WINDOWS = "tests/unit/authority/test_budget_windows.py"
FENCES = "tests/unit/authority/laws/test_fences.py"
PROCESSES = "tests/faults/authority/test_processes.py"
PROVIDERS = "tests/faults/authority/test_providers.py"
UNRULY = "tests/faults/authority/test_unruly_provider.py"

FIRST_REVISION = "bot/storage/migrations/versions/0001_every_table_of_the_first_release.py"
WALL = "CREATE TRIGGER budget_wall_update BEFORE UPDATE ON authority_budget_rows"


@dataclass(frozen=True)
class Edit:
    """One text, there exactly once in a file, and what is written instead."""

    path: str
    old: str
    new: str


@dataclass(frozen=True)
class Fault:
    """A fault, what it would do to a shop, and the test that fails with it."""

    id: str
    would: str
    edits: tuple[Edit, ...]
    test: str


def _fault(id: str, would: str, path: str, old: str, new: str, test: str) -> Fault:
    return Fault(id, would, (Edit(f"bot/{path}", old, new),), test)


LEDGER = "bot/authority/ledger.py"
FENCE = '    _c.owner == bindparam("claimer"),\n    _c.epoch == bindparam("claim"),\n'

FAULTS: tuple[Fault, ...] = (
    _fault(
        "no fence",
        "who was overtaken by recovery frees money that its successor pays out",
        "authority/ledger.py",
        FENCE,
        "",
        f"{PROCESSES}::test_who_was_overtaken_can_neither_free_nor_settle_nor_doubt",
    ),
    _fault(
        "the epoch is not checked",
        "the same process, overtaken by itself, ends a claim that is not its own any more",
        "authority/ledger.py",
        FENCE,
        '    _c.owner == bindparam("claimer"),\n',
        f"{PROCESSES}::test_who_was_overtaken_can_neither_free_nor_settle_nor_doubt",
    ),
    _fault(
        "a claim of what somebody else has",
        "two processes carry out the same reservation",
        "authority/ledger.py",
        '.where(_c.id == reservation, _c.state == "reserved")\n'
        '        .values(\n            state="executing",',
        '.where(_c.id == reservation)\n        .values(\n            state="executing",',
        f"{FENCES}::test_what_is_reserved_is_claimed_by_one_owner_only",
    ),
    _fault(
        "a no to what is under way",
        "money that is being paid out is freed and paid a second time",
        "authority/ledger.py",
        '.where(_c.id == reservation, _c.state == "reserved")\n'
        '        .values(state="released", problem',
        '.where(_c.id == reservation)\n        .values(state="released", problem',
        f"{FENCES}::test_what_is_being_carried_out_cannot_be_withdrawn",
    ),
    Fault(
        "recovery without a lease",
        "recovery takes over from a process that is merely slow",
        (
            Edit(
                LEDGER,
                'return and_(_c.state == "executing", or_(_c.claimed_at <= now - lease, late))',
                'return _c.state == "executing"',
            ),
        ),
        f"{FENCES}::test_a_running_lease_keeps_recovery_away",
    ),
    _fault(
        "the guard on money dropped",
        "only the database's own wall is left: customers get an error instead of a colleague",
        "authority/budgets.py",
        "if need.cap_minor is not None and need.minor:",
        "if False:",
        f"{FENCES}::test_the_guard_speaks_before_the_wall_in_the_database_does[held0-1]",
    ),
    _fault(
        "the guard on times dropped",
        "the same for budgets that count how often",
        "authority/budgets.py",
        "if need.cap_count is not None:",
        "if False:",
        f"{FENCES}::test_the_guard_speaks_before_the_wall_in_the_database_does[held1-1]",
    ),
    Fault(
        "the guards and the trigger dropped",
        "nothing is left that keeps a budget under its cap",
        (
            Edit(
                "bot/authority/budgets.py", "need.cap_minor is not None and need.minor:", "False:"
            ),
            Edit(FIRST_REVISION, f'"{WALL} WHEN (', f'"{WALL} WHEN 0 AND ('),
        ),
        f"{FENCES}::test_the_wall_in_the_database_holds_when_nothing_else_does",
    ),
    _fault(
        "the rest is not freed",
        "a partial refund uses up the budget of a whole one",
        "authority/budgets.py",
        "spent = actual if hold.minor == reserved else min(hold.minor, actual)",
        "spent = hold.minor",
        f"{UNRULY}::test_less_than_was_asked_is_told_as_it_is_and_the_rest_is_free",
    ),
    _fault(
        "settled above what was reserved",
        "what moved beyond the hold goes over the budget without anybody looking",
        "authority/finishing.py",
        " or actual.minor > held.amount.minor:",
        ":",
        f"{UNRULY}::test_more_than_was_asked_is_never_told_as_done_and_a_person_has_to_look",
    ),
    _fault(
        "the key rotated",
        "the provider takes a retry for a new refund and pays twice",
        "authority/service.py",
        "reservation=held.id,\n        action=held.action,",
        'reservation=ReservationId(f"{held.id}-{held.tries}"),\n        action=held.action,',
        f"{PROVIDERS}::test_a_lost_answer_is_found_again_without_a_second_effect",
    ),
    _fault(
        "a lost connection taken for a no",
        "money that left is freed, and told as not paid",
        "authority/carrying.py",
        "        except ConnectorError as error:\n"
        "            await self._finish_doubt(held, error.code)\n        else:",
        "        except ConnectorError as error:\n"
        "            await self._finish_release(held, error.code)\n        else:",
        f"{PROVIDERS}::test_a_lost_answer_is_in_doubt_and_never_told_as_done",
    ),
    _fault(
        "a timer frees what is in doubt",
        "money that left counts no more, and leaves again",
        "authority/carrying.py",
        'await self._finish_doubt(held, "needs_a_person")',
        'await self._finish_release(held, "timeout")',
        f"{PROVIDERS}::test_after_twenty_hours_it_is_only_looked_up",
    ),
    _fault(
        "retries without an end",
        "the provider has forgotten the key and pays a second time",
        "authority/carrying.py",
        "RETRY_FOR = timedelta(hours=20)",
        "RETRY_FOR = timedelta(hours=2000)",
        f"{PROVIDERS}::test_after_twenty_hours_it_is_only_looked_up",
    ),
    _fault(
        "no second read of the stop button",
        "what waits in doubt is paid after somebody pressed stop",
        "authority/carrying.py",
        "stopped = stops.stopped(connection, seen.action, seen.channel)",
        "stopped = False",
        f"{PROVIDERS}::test_the_stop_button_holds_back_retries_but_not_looking",
    ),
    _fault(
        "the stop button not read at an approval",
        "a person's yes goes through while everything is stopped",
        "authority/approving.py",
        "if stops.stopped(connection, request.action, request.channel):",
        "if False:",
        f"{APPROVALS}::test_the_stop_button_holds_for_approvals_too",
    ),
    _fault(
        "not decided again at the approval",
        "a yes pays under limits and records of hours ago",
        "authority/approving.py",
        "granted = decision.outcome in GRANTS and unchanged",
        "granted = unchanged",
        f"{APPROVALS}::test_stricter_limits_hold_for_what_waits",
    ),
    _fault(
        "the yes not bound to the digest",
        "a yes to one amount pays another one",
        "authority/approving.py",
        "unchanged = decision.digest == pending.digest",
        "unchanged = True",
        f"{APPROVALS}::test_a_yes_holds_for_exactly_what_was_asked",
    ),
    _fault(
        "who asked may approve",
        "one person refunds themselves",
        "authority/agreement.py",
        "if person == requested_by:",
        "if False:",
        f"{APPROVALS}::test_who_asked_cannot_approve",
    ),
    _fault(
        "who wrote the limits may approve",
        "one person makes the rule and the exception",
        "authority/agreement.py",
        "return Hindrance.AUTHOR if person == author else None",
        "return None",
        f"{APPROVALS}::test_who_wrote_the_limits_cannot_approve_under_them",
    ),
    _fault(
        "an expired approval accepted",
        "a yes counts for a question that nobody waits for any more",
        "authority/approving.py",
        'if pending.state != "open" or pending.expires_at <= now:',
        'if pending.state != "open":',
        f"{APPROVALS}::test_an_expired_approval_cannot_be_given_before_anybody_closed_it",
    ),
    _fault(
        "looser limits at once",
        "one person raises a cap alone",
        "authority/versions.py",
        "applied = None if looser else now",
        "applied = now",
        f"{VERSIONS}::test_looser_limits_wait_for_a_second_person",
    ),
    _fault(
        "the version not compared in the transaction",
        "a request is granted under limits that are in force no more",
        "authority/reserving.py",
        "if versions.number_in_force(connection) != force.version.number:",
        "if False:",
        f"{FENCES}::test_a_decision_under_limits_that_are_in_force_no_more_is_not_written",
    ),
    _fault(
        "a new reservation for every retry",
        "a turn that is run again after a crash asks for the money again",
        "authority/records.py",
        "digest([request.conversation, request.turn,",
        "digest([__import__('time').time_ns(), request.turn,",
        f"{REQUESTS}::test_the_same_turn_again_gives_the_same_answer_and_no_second_effect",
    ),
    _fault(
        "the audit record outside the transaction",
        "money moves of which no record tells",
        "authority/reserving.py",
        '    audit.append(\n        connection,\n        at=now,\n        kind="decision",',
        '    dict(\n        connection=connection,\n        at=now,\n        kind="decision",',
        f"{FENCES}::test_without_its_audit_record_nothing_is_held_and_nothing_is_paid",
    ),
    Fault(
        "the receipt outside the transaction",
        "a crash between the two, and the customer never hears that it is done",
        (
            Edit(
                "bot/authority/finishing.py",
                "    outbox.write(\n        connection,\n        held,\n"
                "        status=ReceiptStatus.DONE,",
                "    (lambda *_, **__: None)(\n        connection,\n        held,\n"
                "        status=ReceiptStatus.DONE,",
            ),
            Edit(
                "bot/authority/carrying.py",
                '        self._log("settled", held, done)',
                "        from bot.authority import outbox\n"
                "        from bot.model import ReceiptStatus\n\n"
                "        await self._database.run(\n            lambda c: outbox.write(\n"
                "                c, held, status=ReceiptStatus.DONE, explanation={}, now=now\n"
                '            )\n        )\n        self._log("settled", held, done)',
            ),
        ),
        f"{FENCES}::test_without_its_receipt_nothing_is_settled_and_later_it_is_told",
    ),
    _fault(
        "the partial hour of a rolling window dropped",
        "up to an hour of refunds counts no more before its time",
        "authority/windows.py",
        "return self.bucket(now, zone) - self.span",
        "return self.bucket(now, zone) - self.span + HOUR",
        f"{WINDOWS}::test_a_rolling_window_counts_its_oldest_hour_whole",
    ),
    _fault(
        "the day of UTC for the shop's day",
        "the budget of the day starts anew in the middle of an evening",
        "authority/windows.py",
        "day = now.astimezone(zone).date()",
        "day = now.date()",
        f"{WINDOWS}::test_a_calendar_window_starts_at_midnight_where_the_shop_is",
    ),
    _fault(
        "money as a float",
        "0.29 EUR is 28 cents",
        "model.py",
        "minor = int(whole) * 100 + int(cents or 0)",
        'minor = int(float(f"{whole}.{cents or 0}") * 100)',
        f"{FENCES}::test_the_money_of_the_ledger_is_exact_to_the_cent",
    ),
    _fault(
        "synchronous=NORMAL",
        "a power cut takes the budget row of money that has left",
        "storage/database.py",
        "PRAGMA synchronous=FULL",
        "PRAGMA synchronous=NORMAL",
        "tests/unit/storage/test_database.py::test_commits_are_on_the_disk_and_reads_do_not_block",
    ),
    _fault(
        "once per list instead of per element",
        "a refund of one item and then of that item with another pays it twice",
        "authority/plan.py",
        'texts = [f"{fixed},{spelled(element)}]" for element in listed]',
        'texts = [f"{fixed},{spelled(listed)}]"]',
        "tests/unit/authority/test_decide.py::test_a_list_happens_once_for_each_of_its_elements",
    ),
)
