"""What is counted and timed; the gateway shows it at /metrics."""

from __future__ import annotations

from prometheus_client import CollectorRegistry, Counter, Gauge, Histogram

STAGES = (
    *("received", "waiting", "engine", "receipts", "disclosure", "log", "delivery"),
    # Inside `engine`, as the engine tells; the last two inside `action`, for what moves something.
    *("loading", "understanding", "deciding", "action", "saving", "authority", "connector"),
)


class Meters:
    """All counters of one gateway process, in a registry of its own."""

    def __init__(self) -> None:
        self.registry = CollectorRegistry()
        self.messages = Counter(
            "samenspel_messages", "Messages in the log", ["author"], registry=self.registry
        )
        self.turns = Counter(
            "samenspel_turns", "Turns by how they ended", ["end"], registry=self.registry
        )
        self.turn_seconds = Histogram(
            "samenspel_turn_seconds",
            "From the customer's message to the bot's answer",
            buckets=(0.02, 0.05, 0.1, 0.2, 0.5, 1, 2, 5, 10),
            registry=self.registry,
        )
        stages = Histogram(
            "samenspel_stage_seconds",
            "What each stage of a turn takes",
            ["stage"],
            buckets=(0.001, 0.002, 0.005, 0.01, 0.02, 0.05, 0.1, 0.2, 0.5, 1, 2, 5, 10),
            registry=self.registry,
        )
        self._stage = {name: stages.labels(name) for name in STAGES}
        self.handoffs = Counter(
            "samenspel_handoffs", "Handoffs by reason", ["reason"], registry=self.registry
        )
        self.withheld = Counter(
            "samenspel_withheld", "Texts held back", ["author", "reason"], registry=self.registry
        )
        self.receipts = Counter(
            "samenspel_receipts", "Receipts by status", ["status"], registry=self.registry
        )
        self.refused = Counter(
            "samenspel_refused", "Events refused, by code", ["code"], registry=self.registry
        )
        self.customers = Gauge(
            "samenspel_customers_connected", "Customers connected", registry=self.registry
        )
        self.staff = Gauge("samenspel_staff_connected", "Desks connected", registry=self.registry)
        self.waiting = Gauge(
            "samenspel_waiting", "Conversations in the queue", registry=self.registry
        )
        self.checkpoint_failing = Gauge(
            "samenspel_audit_checkpoint_failing",
            "1 while no checkpoint of the audit trail can be written",
            registry=self.registry,
        )

    def stage(self, name: str, seconds: float) -> None:
        """A stage of a turn is over; of a stage that nobody knows nothing is kept."""
        if name in self._stage:
            self._stage[name].observe(max(0.0, seconds))
