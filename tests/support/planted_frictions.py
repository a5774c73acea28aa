"""A generated history of ordinary traffic, with ten frictions planted in it when asked.

Every friction keeps what it really cost, so that a report can be held against it.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from random import Random

from bot.insights.material import Material
from bot.knowledge.unanswered import Unanswered
from bot.model import ConversationId, Outcome
from tests.support.history import Story

FLOWS: Mapping[str, tuple[str, ...]] = {
    "order_status": ("order_number",),
    "refund_order": ("order_number", "refund_order_items", "refund_order_reason"),
    "return_order": ("order_number", "return_order_items"),
    "change_address": ("order_number", "address"),
    "rebook_trip": ("booking_number", "rebook_trip_trip"),
    "delay_compensation": ("booking_number",),
    "invoice_copy": ("order_number",),
}
SHARE = {
    "order_status": 20, "refund_order": 16, "return_order": 10, "change_address": 8,
    "rebook_trip": 9, "delay_compensation": 8, "invoice_copy": 9, "": 20,
}  # fmt: skip
ARTICLES = ("delivery_time", "luggage", "luggage_sports", "passport", "pets", "return_cost")
BIKES = (
    "can i take my bike on the train", "is a bicycle allowed on board of the train",
    "can my bike come along on the train", "mag mijn fiets mee in de trein",
    "kan ik mijn fiets meenemen in de trein", "may I bring my bicycle on the train",
)  # fmt: skip
OTHER_QUESTIONS = (
    "do you sell gift cards", "who won the match yesterday", "is there a discount for teachers",
    "kan ik bij jullie werken", "what is the meaning of your logo", "hebben jullie een folder",
    "can I pay with shells", "how tall is the eiffel tower", "do you repair watches",
)  # fmt: skip
PLANTED = (
    "clash:refund_order:allow_up_to",
    "overruled:return_order:in_time",
    "stuck:change_address:address",
    "dropout:rebook_trip:rebook_trip_trip",
    "asked_on:delay_compensation:",
    "angers::luggage_sports",
    "repeated::delivery_time",
    "unanswered",
    "overdue::passport",
    "coaching:invoice_copy:",
)
HOUR = 4200
LEFT = 1500
AGAIN = 600


@dataclass
class Traffic:
    """Generates conversations; `true` is what each planted friction cost, in cents."""

    seed: int
    start: datetime
    days: int
    planted: bool = True
    true: dict[str, float] = field(default_factory=dict)
    questions: list[Unanswered] = field(default_factory=list)

    def conversations(self, count: int) -> Iterator[Material]:
        """About so many; who comes back makes another one."""
        self._random = Random(self.seed)
        flows, weights = list(SHARE), list(SHARE.values())
        for number in range(count):
            at = self.start + timedelta(days=self.days * self._random.random())
            flow = self._random.choices(flows, weights)[0]
            story = self._story(f"g{self.seed}-{number:07d}", at)
            again = self._knowledge(story) if not flow else self._flow(story, flow)
            if self._chance(0.2):
                story.score = self._random.choice((1, 2, 3) if story.handovers else (3, 4, 5))
            yield story.material()
            if again or self._chance(0.05):
                yield self._second(story)

    def _chance(self, share: float) -> bool:
        return self._random.random() < share

    def _plants(self, share: float) -> bool:
        return self.planted and self._chance(share)

    def _cost(self, name: str, cents: float) -> None:
        self.true[name] = self.true.get(name, 0.0) + cents

    def _story(self, id: str, at: datetime) -> Story:
        draw = self._random
        return Story(
            id,
            at,
            customer=f"C-{draw.randrange(10**8)}",
            language=draw.choice(("en", "nl")),
            about=f"order:O-{draw.randrange(10**9)}",
        )

    def _mood(self, more: float = 0.0) -> float:
        return min(1.0, round(self._random.uniform(0.0, 0.1) + more, 3))

    def _second(self, first: Story) -> Material:
        story = self._story(f"{first.id}-2", first.at + timedelta(days=self._random.uniform(1, 6)))
        story.customer, story.about = first.customer, first.about
        flow = first.flow or "order_status"
        story.says("ask_again", ("flow", flow), ("said", "utter_again"), level=self._mood())
        story.says("inform", ("status", flow, "done"), ("said", "utter_done"), level=self._mood())
        return story.material()

    def _person(self, story: Story, reason: str, minutes: float, cause: str | None) -> None:
        seconds = max(60.0, self._random.gauss(minutes * 60, 60))
        story.person(reason, waits_s=self._random.uniform(20, 600), handles_s=seconds)
        if cause:
            self._cost(cause, seconds / 3600 * HOUR)

    # --- asking ---------------------------------------------------------------------------------

    def _flow(self, story: Story, flow: str) -> bool:
        """One flow to some end. Whether the customer will come back because of it."""
        more = 0.0
        for place, slot in enumerate(FLOWS[flow]):
            intent = f"ask_{flow}" if place == 0 else "inform"
            entered = (("flow", flow),) if place == 0 else ()
            story.says(intent, *entered, ("asked", slot), ("said", f"utter_ask_{slot}"),
                       level=self._mood(more))  # fmt: skip
            if (flow, slot) == ("change_address", "address") and self._plants(0.3):
                return self._loop(story, slot)
            if (flow, slot) == ("rebook_trip", "rebook_trip_trip") and self._plants(0.28):
                self._cost(PLANTED[3], LEFT)
                return False
            if self._chance(0.05):
                story.says("nlu_fallback", ("asked", slot), ("said", "utter_not_understood"),
                           level=self._mood(more))  # fmt: skip
            if self._chance(0.015):
                return False
            wants = 0.2 if flow == "delay_compensation" and self.planted else 0.03
            if self._chance(wants):
                return self._wants_person(story, flow, slot)
        return self._end(story, flow)

    def _loop(self, story: Story, slot: str) -> bool:
        for _ in range(self._random.choice((2, 3))):
            story.says("inform", ("asked", slot), ("said", "utter_not_this_way"),
                       level=self._mood(0.02))  # fmt: skip
        if self._chance(0.5):
            story.says("talk_to_human", ("handed", "stuck"), level=self._mood(0.1))
            self._person(story, "stuck", 8, PLANTED[2])
        elif self._chance(0.6):
            self._cost(PLANTED[2], LEFT)
        else:
            story.says("inform", ("asked", ""), ("status", "change_address", "done"))
        return False

    def _wants_person(self, story: Story, flow: str, slot: str) -> bool:
        if flow == "delay_compensation" and self._plants(0.8):
            for _ in range(2):
                story.says("talk_to_human", ("asked", slot), ("said", f"utter_ask_{slot}"),
                           level=self._mood(0.05))  # fmt: skip
            if self._chance(0.5):
                self._cost(PLANTED[4], LEFT)
                return False
        story.says("talk_to_human", ("handed", "asked"), level=self._mood())
        self._person(story, "asked", 6, None)
        return False

    # --- ends -----------------------------------------------------------------------------------

    def _end(self, story: Story, flow: str) -> bool:
        if flow == "refund_order":
            return self._refund(story)
        if flow == "return_order" and self._plants(0.3):
            return self._too_late(story)
        self._tell(story, f"utter_{flow}_done")
        if flow == "return_order":
            story.ruled(Outcome.ALLOW, action=flow)
        if flow == "invoice_copy" and self._chance(0.35):
            story.says("talk_to_human", ("handed", "asked"), level=self._mood())
            self._person(story, "asked", 5, None)
            if self._plants(0.5):
                self._cost(PLANTED[9], AGAIN)
                return True
        return False

    def _refund(self, story: Story) -> bool:
        if self._plants(0.35):
            self._tell(story, "utter_outcome_waiting")
            story.ruled(Outcome.APPROVE, rule="allow_up_to", minor=18000, granted=18000,
                        approval="approved",
                        waited_s=self._random.randrange(1800, 14400))  # fmt: skip
            self._cost(PLANTED[0], 200)
            story.says("nudge", ("said", "utter_courtesy"), level=self._mood(0.3))
            if self._chance(0.45):
                story.says("talk_to_human", ("handed", "asked"), level=self._mood(0.4))
                self._person(story, "asked", 11, PLANTED[0])
            return False
        if self._chance(0.06):
            self._tell(story, "utter_outcome_refused")
            story.ruled(Outcome.REFUSE, rule="not_due_yet", alone=self._chance(0.7))
            if self._chance(0.05):
                story.says("talk_to_human", ("handed", "asked"), level=self._mood())
                self._person(story, "asked", 5, None)
            return False
        if self._chance(0.03):
            self._tell(story, "utter_outcome_refused")
            story.ruled(Outcome.REFUSE, rule="in_time", alone=False, refunds=4)
            return False
        self._tell(story, "utter_refund_order_done")
        story.ruled(Outcome.ALLOW, minor=6000, granted=6000)
        return False

    def _too_late(self, story: Story) -> bool:
        self._tell(story, "utter_outcome_refused")
        overruled = self._chance(0.6)
        story.ruled(Outcome.REFUSE, action="return_order", rule="in_time", minor=4000,
                    overruled=overruled)  # fmt: skip
        if overruled:
            story.says("talk_to_human", ("handed", "asked"), level=self._mood(0.25))
            self._person(story, "asked", 9, PLANTED[1])
        return False

    def _tell(self, story: Story, utter: str) -> None:
        flow = str(story.flow)
        story.says("inform", ("asked", ""), ("status", flow, "done"), ("said", utter),
                   level=self._mood())  # fmt: skip

    # --- knowledge ------------------------------------------------------------------------------

    def _knowledge(self, story: Story) -> bool:
        if self._chance(0.1):
            return self._no_answer(story)
        article = self._random.choice(ARTICLES)
        story.says("ask_knowledge", ("article", article), level=self._mood())
        if article == "luggage_sports" and self._plants(0.5):
            story.says("inform", ("said", "utter_courtesy"), level=self._mood(0.4))
            if self._chance(0.5):
                story.says("talk_to_human", ("handed", "anger"), level=self._mood(0.5))
                self._person(story, "anger", 7, PLANTED[5])
            return False
        if article == "delivery_time" and self._plants(0.4):
            story.says("ask_knowledge", ("article", article), level=self._mood(0.03))
            if self._chance(0.5):
                story.says("talk_to_human", ("handed", "asked"), level=self._mood())
                self._person(story, "asked", 5, PLANTED[6])
            return False
        if article == "passport" and self._plants(0.55):
            self._cost(PLANTED[8], AGAIN)
            return True
        if self._chance(0.03):
            story.says("talk_to_human", ("handed", "asked"), level=self._mood())
            self._person(story, "asked", 6, None)
        return False

    def _no_answer(self, story: Story) -> bool:
        bikes = self._plants(0.7)
        text = self._random.choice(BIKES if bikes else OTHER_QUESTIONS)
        story.says(
            "ask_knowledge", ("said", "utter_knowledge_question_unknown"), level=self._mood()
        )
        self.questions.append(
            Unanswered(story.turns[-1].id, ConversationId(story.id), story.at, story.language,
                       text, "luggage" if bikes else None, 0.3)
        )  # fmt: skip
        if bikes and self._chance(0.7):
            story.says("talk_to_human", ("handed", "asked"), level=self._mood())
            self._person(story, "asked", 6, PLANTED[7])
        elif bikes:
            self._cost(PLANTED[7], LEFT)
        elif self._chance(0.9):
            story.says("thank", ("said", "utter_courtesy"), level=self._mood())
        return False
