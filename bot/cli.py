"""The command `samenspel`: parses the words and calls the command that does the work.

Exit codes: 0 done, 1 the answer is no (a check failed, a chain is broken), 2 wrong use or settings.
"""

from __future__ import annotations

import argparse
import os
import sys
from collections.abc import Sequence
from pathlib import Path

from bot.settings import Settings, SettingsError

ROLES = ("agent", "operator", "approver", "admin")


def parser() -> argparse.ArgumentParser:
    """The whole command line as one parser."""
    top = argparse.ArgumentParser(
        prog="samenspel", description="A support bot that may really solve things, within limits."
    )
    top.add_argument("--config", default=os.environ.get("SAMENSPEL_CONFIG", "samenspel.yml"))
    commands = top.add_subparsers(dest="command", required=True, metavar="COMMAND")

    run = commands.add_parser("run", help="start gateway and engine, and keep them running")
    part = run.add_mutually_exclusive_group()
    part.add_argument("--gateway-only", action="store_true", help="only the public process")
    part.add_argument("--engine-only", action="store_true", help="only the engine")
    run.add_argument("--dev", action="store_true", help="reload flows, texts and limits on change")
    run.add_argument("--host", help="address to listen on")
    run.add_argument("--port", type=int, help="port to listen on")
    run.add_argument("--data-dir", help="where databases, models and keys live")

    train = commands.add_parser("train", help="train the model; does nothing when it is up to date")
    train.add_argument("--force", action="store_true", help="train even when nothing changed")

    chat = commands.add_parser("chat", help="talk with the bot in this terminal")
    chat.add_argument("--customer", help="sign in as this customer (demo mode)")
    chat.add_argument("--locale", default="en")
    chat.add_argument("--debug", action="store_true", help="show flow, mood and reasons")

    commands.add_parser("check", help="validate settings, flows, texts and limits")

    new = commands.add_parser("new", help="write the files of something new")
    kinds = new.add_subparsers(dest="kind", required=True, metavar="KIND")
    flow = kinds.add_parser("flow", help="scaffold a flow: domain, data, action and test")
    flow.add_argument("name", metavar="NAME")

    _limits(commands)

    knowledge = commands.add_parser("knowledge", help="the articles, and what they lack")
    verbs = knowledge.add_subparsers(dest="verb", required=True, metavar="VERB")
    questions = verbs.add_parser("questions", help="what was asked and no article answers")
    questions.add_argument("--since", default="30d", metavar="LENGTH")

    remarks = commands.add_parser("remarks", help="complaints and feedback, as written down")
    remarks.add_argument("kind", choices=("complaints", "feedback"))
    remarks.add_argument("--since", default="30d", metavar="LENGTH")

    customer = commands.add_parser("customer", help="privacy requests: a copy, or erasure")
    verbs = customer.add_subparsers(dest="verb", required=True, metavar="VERB")
    export = verbs.add_parser("export", help="everything kept of a customer, as one archive")
    export.add_argument("id", metavar="ID", help="the customer's number")
    export.add_argument("--to", required=True, metavar="FILE", help="the archive to write (.zip)")
    erase = verbs.add_parser("erase", help="erase a customer everywhere; asks first")
    erase.add_argument("id", metavar="ID", help="the customer's number")
    erase.add_argument("--yes", action="store_true", help="do not ask")

    insights = commands.add_parser("insights", help="what the conversations teach")
    verbs = insights.add_subparsers(dest="verb", required=True, metavar="VERB")
    report = verbs.add_parser("report", help="the frictions with what they cost, as a page")
    report.add_argument("--since", default="30d", metavar="LENGTH")
    month = verbs.add_parser("digest", help="the same for one month, for a customer council")
    month.add_argument("--month", required=True, metavar="YYYY-MM")
    facts = verbs.add_parser("export", help="the facts as Parquet, without saying whose they are")
    facts.add_argument("--parquet", required=True, metavar="FOLDER")
    facts.add_argument("--since", metavar="LENGTH", help="30d, 24h; everything when left out")
    for verb in (report, month):
        verb.add_argument("--html", required=True, metavar="FILE")
        verb.add_argument("--language", metavar="CODE", help="en or nl; else the default one")

    audit = commands.add_parser("audit", help="the audit trail")
    verbs = audit.add_subparsers(dest="verb", required=True, metavar="VERB")
    verify = verbs.add_parser(
        "verify", help="check the chain; exit 1 and the first bad record when broken"
    )
    verify.add_argument("--database", metavar="URL", help="instead of the one in the settings")
    verify.add_argument("--checkpoint", metavar="FILE", help="signed checkpoints kept elsewhere")
    verify.add_argument("--key", metavar="FILE", help="the public key they are signed with")
    verify.add_argument("--json", action="store_true", help="the result as JSON")

    empathy = commands.add_parser("empathy", help="how the customers seem to feel")
    verbs = empathy.add_subparsers(dest="verb", required=True, metavar="VERB")
    replay = verbs.add_parser("replay", help="what other settings would have made of it")
    which = replay.add_mutually_exclusive_group()
    which.add_argument("--conversation", metavar="ID", help="one recorded conversation, not all")
    which.add_argument("--file", metavar="FILE", help="conversations written down in a file")
    replay.add_argument(
        "--set",
        dest="changes",
        metavar="KEY=VALUE",
        action="append",
        default=[],
        help="under empathy: in the settings; handoff_level=0.6, weights.refused=0.2",
    )

    staff = commands.add_parser("staff", help="accounts of the people who work with it")
    verbs = staff.add_subparsers(dest="verb", required=True, metavar="VERB")
    add = verbs.add_parser("add", help="add an account; asks for the password")
    add.add_argument("name", metavar="NAME")
    add.add_argument("--role", choices=ROLES, required=True)
    add.add_argument(
        "--skill",
        action="append",
        default=[],
        metavar="WORD",
        help="what they know about; more than once if needed",
    )
    add.add_argument("--display", help="the name customers and colleagues see")
    return top


def _limits(commands: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    limits = commands.add_parser("limits", help="what the bot may do by itself")
    verbs = limits.add_subparsers(dest="verb", required=True, metavar="VERB")
    lint = verbs.add_parser("lint", help="check a file of limits")
    lint.add_argument("file", metavar="FILE")
    verbs.add_parser("show", help="the limits in force, as sentences")
    report = verbs.add_parser("report", help="proof asked, gestures made, shadow beside people")
    report.add_argument("--since", default="30d", metavar="LENGTH")
    replay = verbs.add_parser("replay", help="what would these limits have done so far")
    replay.add_argument("--limits", required=True, metavar="FILE")
    replay.add_argument("--since", metavar="LENGTH", help="30d, 24h; everything when left out")
    replay.add_argument("--json", action="store_true", help="for other programs")
    verbs.add_parser("export", help="the limits in force, as a file")
    apply = verbs.add_parser("apply", help="bring a file into force; asks for the password")
    apply.add_argument("file", metavar="FILE")
    apply.add_argument("--reason", required=True, help="why; it goes into the audit")
    apply.add_argument("--as", dest="account", metavar="NAME", required=True, help="your account")
    agree = verbs.add_parser("agree", help="the second person's yes to a version that waits")
    agree.add_argument("version", type=int, metavar="VERSION")
    agree.add_argument("--as", dest="account", metavar="NAME", required=True, help="your account")
    decide = verbs.add_parser("decide", help="decide requests offline, one JSON object a line")
    decide.add_argument("--limits", required=True, metavar="FILE")
    decide.add_argument("--requests", required=True, metavar="FILE.jsonl")
    decide.add_argument("--facts", metavar="MODULE.py", help="a module with derived facts")
    decide.add_argument("--fresh", action="store_true", help="empty budgets for every line")


def load_settings(arguments: argparse.Namespace) -> Settings:
    """Settings from the file, the environment and the command line, in rising order."""
    environment = dict(os.environ)
    for name in ("host", "port", "data_dir"):
        value = getattr(arguments, name, None)
        if value is not None:
            environment[f"SAMENSPEL_{name.upper()}"] = str(value)
    if getattr(arguments, "changes", None):
        from bot.commands import empathy

        environment.update(empathy.changes(arguments.changes))
    return Settings.load(Path(arguments.config), environment)


def dispatch(arguments: argparse.Namespace) -> int:
    """Call the command; imports stay inside so that `--help` is instant and Rasa optional."""
    command = arguments.command
    if command == "new":
        from bot.commands import new_flow

        return new_flow.run(arguments.name, Path.cwd())
    if command == "limits" and arguments.verb in ("lint", "decide"):
        from bot.commands import limits

        return limits.offline(arguments)
    if command == "audit":
        from bot.commands import audit

        return audit.run(arguments, lambda: load_settings(arguments))
    settings = load_settings(arguments)
    if command == "run":
        from bot.commands import run

        return run.run(
            settings,
            only="gateway"
            if arguments.gateway_only
            else "engine"
            if arguments.engine_only
            else None,
            dev=arguments.dev,
            config=arguments.config,
        )
    if command == "train":
        from bot.commands import train

        return train.run(settings, force=arguments.force)
    if command == "chat":
        from bot.commands import chat

        return chat.run(
            settings,
            customer=arguments.customer,
            locale=arguments.locale,
            debug=arguments.debug,
        )
    if command == "check":
        from bot.commands import check

        return check.run(settings)
    if command == "empathy":
        from bot.commands import empathy

        return empathy.run(settings, arguments)
    if command == "knowledge":
        from bot.commands import knowledge

        return knowledge.run(settings, arguments)
    if command == "insights":
        from bot.commands import insights

        return insights.run(settings, arguments)
    if command == "remarks":
        from bot.commands import remarks

        return remarks.run(settings, arguments)
    if command == "customer":
        from bot.commands import customer

        return customer.run(settings, arguments)
    if command == "limits" and arguments.verb == "replay":
        from bot.commands import limits_replay

        return limits_replay.run(settings, arguments)
    if command == "limits" and arguments.verb == "report":
        from bot.commands import limits_report

        return limits_report.run(settings, arguments)
    if command == "limits" and arguments.verb == "show":
        from bot.commands import limits

        return limits.show(settings)
    if command == "limits":
        from bot.commands import change_limits

        return change_limits.run(settings, arguments)
    from bot.commands import staff

    return staff.add(
        settings,
        arguments.name,
        arguments.role,
        arguments.display or arguments.name,
        arguments.skill,
    )


def main(argv: Sequence[str] | None = None) -> int:
    """Entry point; settings mistakes are told in full, without a traceback."""
    arguments = parser().parse_args(argv)
    try:
        return dispatch(arguments)
    except SettingsError as error:
        print(error, file=sys.stderr)
        return 2
    except KeyboardInterrupt:
        return 130
