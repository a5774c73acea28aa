"""Read the actions of a limits file: their tiers and their rules."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from dataclasses import replace

from bot.authority import built_in, grammar
from bot.authority.approval_section import approval_rule
from bot.authority.catalogue import DEEDS
from bot.authority.conditions import Compare, Condition, Known, Not, literals
from bot.authority.expressions import Expression, FactValue, Literal
from bot.authority.kinds import Fact, Kind
from bot.authority.language import Action, Rule, Variant
from bot.authority.names import Scope, nearest
from bot.authority.rollout_section import rollout
from bot.authority.sections import (
    Context,
    amount,
    check_placeholders,
    fact_declaration,
    flag,
    known_keys,
    local_text,
    named,
    word,
    words,
)
from bot.authority.source import Entry, Listing, Node, Scalar, Table
from bot.model import LocalText, Money, Outcome

DESK_ROLES = ("agent", "approver", "admin")
FAILING = tuple(outcome.value for outcome in Outcome if outcome is not Outcome.ALLOW)

_RULE_KEYS = (
    "id",
    "when",
    "unless",
    "only_if",
    "else",
    "say",
    "operator",
    "title",
    "offer",
    "gate",
    "final",
)


def rule(table: Table, scope: Scope, context: Context) -> Rule | None:
    """One line under `require:`."""
    known_keys(table, _RULE_KEYS, "a rule", context)
    name = word(table.get("id"), context)
    if not name:
        context.wrong(table.line, "the rule has no id", "id: a_short_name")
        return None
    held = [key for key in ("when", "unless") if table.get(key) is not None]
    if len(held) != 1:
        context.wrong(table.line, f"{name} needs a condition", "either when: or unless:")
        return None
    seen: dict[str, int] = {}
    scope = replace(scope, seen=seen)
    condition_node = table.get(held[0])
    when: Condition | None = grammar.condition(condition_node, scope) if condition_node else None
    if when is not None and held[0] == "unless":
        when = Not(when)
    only_node = table.get("only_if")
    only_if = grammar.condition(only_node, scope) if only_node else None
    outcome_name = word(table.get("else"), context, "refuse")
    if outcome_name not in FAILING:
        context.wrong(
            table.line, f"unknown outcome {outcome_name!r}", nearest(outcome_name, FAILING)
        )
        return None
    outcome = Outcome(outcome_name)
    offer = _offer(table.get("offer"), scope, context)
    names = {*scope.facts, *(f"offer.{key}" for key in offer)}
    said = table.get("say")
    needs_words = outcome in (Outcome.REFUSE, Outcome.ASK)
    say = (
        local_text(said, table.line, f"what to say for {name}", context, names)
        if said is not None or needs_words
        else {}
    )
    title = table.get("title")
    operator = _for_staff(table.get("operator"), table.line, context, names)
    gate = flag(table.get("gate"), context)
    if gate and outcome is Outcome.APPROVE:
        context.wrong(table.line, "a gate can only withhold", "else: ask, refuse or handover")
    if when is None or (only_node is not None and only_if is None):
        return None
    return Rule(
        id=name,
        line=table.line,
        when=when,
        only_if=only_if,
        otherwise=outcome,
        say=say,
        operator=operator,
        title=local_text(title, table.line, "the title", context, ()) if title else {},
        offer=offer,
        gate=gate,
        final=flag(table.get("final"), context),
        lines={**{f"fact {name}": line for name, line in seen.items()}, **table.lines()},
    )


def _for_staff(node: Node | None, line: int, context: Context, names: Collection[str]) -> LocalText:
    """`operator:`: one text for every language, or one in each."""
    if node is None:
        return {}
    if isinstance(node, Table):
        return local_text(node, line, "the text for staff", context, names)
    text = word(node, context)
    check_placeholders(text, line, names, context)
    return dict.fromkeys(context.languages, text)


def _offer(node: Node | None, scope: Scope, context: Context) -> dict[str, Expression]:
    offer: dict[str, Expression] = {}
    if node is None:
        return offer
    if not isinstance(node, Table):
        context.wrong(node.line, "an offer names values", "offer: {amount: {minus: [a, b]}}")
        return offer
    for entry in node.entries:
        value = grammar.expression(entry.value, scope)
        if value is not None:
            offer[entry.key] = value
    return offer


_ACTION_KEYS = (
    "title",
    "summary",
    "explain",
    "does",
    "params",
    "amount",
    "allow_up_to",
    "approve_up_to",
    "above",
    "approval",
    "exceptions",
    "at_desk",
    "rollout",
    "budgets",
    "once_per",
    "one_open_per",
    "confirm",
    "unasked",
    "require",
)


def action(entry: Entry, table: Table, context: Context) -> Action | None:
    """One action with its tiers, budgets and rules."""
    known_keys(table, _ACTION_KEYS, "an action", context)
    name = entry.key
    does = word(table.get("does"), context) or None
    if does is not None and does not in DEEDS:
        line = table.lines()["does"]
        context.wrong(line, f"nothing can do {does!r}", nearest(does, DEEDS))
        does = None
    params = dict(DEEDS[does].params) if does else {}
    for param, declared in named(table.get("params"), "params", context):
        fact = fact_declaration(param.key, declared, context)
        if fact is not None:
            params[param.key] = fact
    scope = context.scope(params)
    names = set(scope.facts)
    value_node = table.get("amount")
    value = grammar.expression(value_node, scope, Kind.MONEY) if value_node else None
    if value is not None and value.kind is not Kind.MONEY:
        context.wrong(table.line, "amount: has to be money", f"10.00 {context.currency}, or a fact")
    above_name = word(table.get("above"), context, "handover")
    if above_name not in ("handover", "refuse", "silent"):
        context.wrong(table.line, f"unknown outcome {above_name!r}", "handover, refuse or silent")
        above_name = "handover"
    return Action(
        id=name,
        line=entry.line,
        title=local_text(table.get("title"), entry.line, f"the title of {name}", context, names),
        summary=_summary(table.get("summary"), entry, scope, context),
        explain=local_text(
            table.get("explain"), entry.line, f"the explanation of {name}", context, names
        ),
        does=does,
        params=params,
        amount=value,
        allow_up_to=amount(table.get("allow_up_to"), context),
        approve_up_to=amount(table.get("approve_up_to"), context),
        above=Outcome(above_name),
        budgets=_budget_names(table.get("budgets"), scope, context),
        once_per=_once(table.get("once_per"), params, context),
        confirm=flag(table.get("confirm"), context),
        unasked=flag(table.get("unasked"), context),
        rules=_closed(
            _rules(table.get("require"), entry.line, scope, context), params, entry.line, context
        ),
        approval=approval_rule(table.get("approval"), context),
        rollout=rollout(table.get("rollout"), context),
        one_open_per=_once(table.get("one_open_per"), params, context),
        exceptions=_exceptions(table.get("exceptions"), value is not None, context),
        at_desk=_at_desk(table.get("at_desk"), value is not None, context),
        lines=table.lines(),
    )


def _at_desk(node: Node | None, has_amount: bool, context: Context) -> Mapping[str, Money | None]:
    """Up to which amount each role at the desk may do it; a list of roles where none counts."""
    if has_amount or node is None:
        return _by_role(node, "at_desk", context)
    if not isinstance(node, Listing):
        context.wrong(node.line, "at_desk: without an amount names the roles", "[agent, approver]")
        return {}
    return dict.fromkeys(_desk_roles(node, context))


def _exceptions(node: Node | None, has_amount: bool, context: Context) -> Mapping[str, Money]:
    """Up to which amount each role may make one; where none counts a list of roles will do."""
    if isinstance(node, Listing) and not has_amount:
        return dict.fromkeys(_desk_roles(node, context), Money(0, context.currency))
    return _by_role(node, "exceptions", context)


def _desk_roles(node: Listing, context: Context) -> Iterator[str]:
    for role, line in words(node, context):
        if role not in DESK_ROLES:
            context.wrong(line, f"unknown role {role!r}", nearest(role, DESK_ROLES))
        yield role


def _by_role(node: Node | None, key: str, context: Context) -> dict[str, Money]:
    """An amount for each role at the desk."""
    found: dict[str, Money] = {}
    if node is None:
        return found
    if not isinstance(node, Table):
        context.wrong(node.line, f"{key}: names roles", f"agent: 50.00 {context.currency}")
        return found
    known_keys(node, DESK_ROLES, key, context)
    for entry in node.entries:
        limit = amount(entry.value, context)
        if limit is not None:
            found[entry.key] = limit
    return found


def _closed(
    rules: tuple[Rule, ...], params: Mapping[str, Fact], line: int, context: Context
) -> tuple[Rule, ...]:
    """The rules, and one for each closed list of a parameter that none of them compares.

    A value outside the list reaches the rule about it, with the words of that rule.
    """
    compared = {
        name
        for rule in rules
        for side in (rule.when, rule.only_if)
        for test, _, _ in (literals(side) if side is not None else ())
        if isinstance(test, Compare)
        for name in test.facts()
    }
    found = list(rules)
    say = built_in.text("not_covered", context.languages)
    for param, fact in params.items():
        name = f"request.{param}"
        if not fact.values or name in compared:
            continue
        value = FactValue(fact.kind, name)
        listed = Compare(value, "in", tuple(Literal(fact.kind, one) for one in fact.values))
        found.append(
            Rule(
                id=name,
                line=line,
                when=listed,
                only_if=Known(value),
                otherwise=Outcome.REFUSE,
                say=local_text(say, line, f"what to say for {name}", context, ()) if say else {},
                operator={},
            )
        )
    return tuple(found)


def _summary(
    node: Node | None, entry: Entry, scope: Scope, context: Context
) -> tuple[Variant, ...]:
    """One text, or a list of {when: …, en: …, nl: …} of which the first that holds is said."""
    what, names = f"the summary of {entry.key}", set(scope.facts)
    if not isinstance(node, Listing):
        return (Variant(None, local_text(node, entry.line, what, context, names)),)
    found = []
    for item in node.items:
        text, when = item, None
        when_node = item.get("when") if isinstance(item, Table) else None
        if isinstance(item, Table) and when_node is not None:
            when = grammar.condition(when_node, scope)
            text = Table(item.line, tuple(part for part in item.entries if part.key != "when"))
        found.append(Variant(when, local_text(text, item.line, what, context, names)))
    if not found or found[-1].when is not None:
        context.wrong(node.line, f"{what} has no last text", "end with one that has no when:")
    return tuple(found)


def _budget_names(node: Node | None, scope: Scope, context: Context) -> tuple[str, ...]:
    found = []
    for name, line in words(node, context):
        budget = context.budgets.get(name)
        if budget is None:
            context.wrong(line, f"unknown budget {name!r}", nearest(name, context.budgets))
        elif budget.per and budget.per not in scope.facts:
            context.wrong(line, f"{name} counts per {budget.per}, not known here", "see params:")
        else:
            found.append(name)
    return tuple(found)


def _once(node: Node | None, params: Mapping[str, Fact], context: Context) -> tuple[str, ...]:
    found = []
    for name, line in words(node, context):
        if name in params or name in context.facts:
            found.append(name)
        else:
            context.wrong(line, f"unknown parameter {name!r}", nearest(name, params))
    return tuple(found)


def _rules(node: Node | None, line: int, scope: Scope, context: Context) -> tuple[Rule, ...]:
    if not isinstance(node, Listing):
        context.wrong(node.line if node else line, "require: is missing", "require: [{id: …}, …]")
        return ()
    found: list[Rule] = []
    for item in node.items:
        table = item
        if isinstance(item, Scalar):
            name = word(item, context)
            known = {**built_in.rules(context.languages, item.line), **context.shared}
            if name not in known:
                context.wrong(item.line, f"no shared rule is called {name!r}", nearest(name, known))
                continue
            table = known[name]
        if not isinstance(table, Table):
            context.wrong(item.line, "a rule is a mapping", "{id: …, when: {…}, say: {…}}")
            continue
        read = rule(table, scope, context)
        if read is not None:
            found.append(read)
    return tuple(found)
