"""When the bot brings in a person by itself, and when it does not."""

from __future__ import annotations

from dataclasses import replace

import pytest

from bot.empathy import frustration, handoff
from bot.empathy.signals import Behaviour, Said
from bot.settings import Empathy

LIMITS = Empathy()
CALM = Said("where is my order", intent="ask_order_status")
ANGRY = Said("this is a disgrace", mood="angry", distress=0.95, cross=0.95, intent="complain")
LOST = Said("gdzie jest paczka", intent="nlu_fallback", unsure=True)


def reason(*history: Said, limits: Empathy = LIMITS) -> str | None:
    return handoff.decide(history, frustration.read(history), limits)


def test_a_calm_customer_stays_with_the_bot() -> None:
    assert reason(CALM, CALM, CALM) is None


def test_whoever_asks_for_a_person_gets_one_at_once() -> None:
    assert reason(replace(CALM, intent="talk_to_human")) == "asked"


def test_danger_comes_before_everything() -> None:
    assert reason(ANGRY, ANGRY, replace(ANGRY, intent="crisis")) == "crisis"


def test_anger_in_one_message_is_heard_but_hands_nothing_over() -> None:
    assert reason(ANGRY) is None
    assert frustration.read([ANGRY]).level >= LIMITS.acknowledge_level


def test_anger_over_two_messages_hands_over() -> None:
    assert reason(CALM, ANGRY, ANGRY) == "anger"


def test_anger_that_a_calm_message_followed_does_not() -> None:
    assert reason(ANGRY, CALM, ANGRY) is None


def test_a_button_between_two_angry_messages_does_not_make_them_forgotten() -> None:
    pressed = Said("", intent="choose", spoken=False)
    assert reason(ANGRY, pressed, ANGRY) == "anger"


def test_an_operator_can_ask_for_more_patience() -> None:
    patient = replace(LIMITS, handoff_messages=3)
    assert reason(ANGRY, ANGRY, limits=patient) is None
    assert reason(ANGRY, ANGRY, ANGRY, limits=patient) == "anger"


@pytest.mark.parametrize(("repeats", "expected"), [(0, None), (1, None), (2, "repeats")])
def test_the_same_question_a_third_time_hands_over(repeats: int, expected: str | None) -> None:
    assert reason(replace(CALM, repeats=repeats)) == expected


def test_not_understanding_twice_in_a_row_hands_over() -> None:
    assert reason(LOST) is None
    assert reason(LOST, CALM, LOST) is None
    assert reason(CALM, LOST, LOST) == "unsure"


def test_a_cat_on_the_keyboard_was_not_misunderstood() -> None:
    assert reason(LOST, replace(LOST, text="asdfghjj")) is None


def test_one_angry_message_hands_over_when_much_went_wrong_before_it() -> None:
    refused = replace(CALM, refused=True, looped=True)
    angrier = replace(ANGRY, text="WHAT A DAMN DISGRACE THIS IS")
    assert reason(CALM, angrier) is None
    assert reason(refused, refused, angrier) == "anger"


def test_a_polite_customer_who_gets_no_further_is_not_left_with_the_bot() -> None:
    refused = Said("and now?", intent="ask_refund", refused=True, asked_again=True)
    lost = Said("in other words", intent="nlu_fallback", unsure=True)
    assert reason(refused, lost, refused, CALM) == "stuck"
    assert reason(refused, lost, refused, Said("thanks", intent="thank")) is None


def test_an_operator_says_how_far_stuck_goes() -> None:
    refused = Said("and now?", intent="ask_refund", refused=True)
    assert reason(refused, refused, CALM) is None
    assert reason(refused, refused, CALM, limits=replace(LIMITS, stuck_level=0.2)) == "stuck"


def test_much_money_in_the_customers_words_brings_in_a_person() -> None:
    much = Said("it is about 2.400 euro", intent="inform")
    assert reason(CALM, much) == "stakes"
    assert reason(replace(much, text="it is about 24,00 euro")) is None
    none = replace(LIMITS, stakes=replace(LIMITS.stakes, amount=0))
    assert reason(much, limits=none) is None


def test_a_no_and_fury_beyond_doubt_goes_to_a_person_and_a_sigh_does_not() -> None:
    refused = replace(CALM, refused=True)
    furious = Said("you thieves", mood="angry", distress=0.99, cross=0.99)
    assert reason(refused, furious) == "anger"
    assert reason(refused, replace(furious, text="argh, typical", distress=0.7, cross=0.7)) is None
    assert reason(refused, Said("too bad, I understand", mood="sad", distress=0.4)) is None
    assert reason(CALM, furious) is None


def test_after_two_noes_it_takes_less() -> None:
    refused = replace(CALM, refused=True)
    assert reason(refused, refused, replace(ANGRY, distress=0.7, cross=0.7)) == "anger"
    assert reason(refused, refused, Said("oh no, and now", mood="sad", distress=0.7)) == "anger"
    assert reason(refused, refused, replace(ANGRY, distress=0.55, cross=0.5)) is None


def test_worry_that_lasts_counts_when_something_went_wrong() -> None:
    afraid = Said("I am rather worried", mood="anxious", distress=0.85, cross=0.0)
    wrong = replace(afraid, asked_again=True, unsure=True)
    assert reason(afraid, afraid, afraid) is None
    assert reason(wrong, afraid, afraid) == "anger"


def test_panic_beyond_doubt_in_two_messages_is_heard_and_in_one_is_not() -> None:
    panic = Said("I am in a panic", mood="anxious", distress=0.95, cross=0.0)
    assert reason(CALM, panic) is None
    assert reason(panic, CALM) is None
    assert reason(panic, panic) == "anger"
    assert reason(panic, replace(panic, distress=0.85)) is None


def test_three_remedies_that_failed_are_enough() -> None:
    failed = Said("restarted it, no difference", intent="nlu_fallback", failed=True)
    assert reason(CALM, failed, failed) is None
    assert reason(CALM, failed, failed, failed) == "stuck"
    assert reason(failed, failed, failed, Said("works now, thanks", intent="thank")) is None


def test_three_noes_are_enough_for_who_goes_on_asking() -> None:
    refused = Said("an exchange then?", intent="ask_replacement", refused=True)
    assert reason(refused, refused, CALM) is None
    assert reason(refused, refused, refused, CALM) == "stuck"
    numbers = [replace(refused, text=f"O-2000{n}", intent="inform") for n in range(3)]
    assert reason(*numbers, CALM) == "stuck"


def test_an_answer_beside_the_question_twice_is_a_question_asked_three_times() -> None:
    missed = Said("no, the deposit", intent="nlu_fallback", missed=True)
    assert reason(CALM, missed) is None
    assert reason(CALM, missed, missed) == "repeats"


def test_swearing_before_makes_anger_count_for_more() -> None:
    swears = Said("what the fuck is this, a desk in pieces")
    cross = Said("a fucking shambles", mood="angry", distress=0.8, cross=0.8)
    assert reason(swears) is None
    assert reason(swears, replace(cross, distress=0.95, cross=0.95)) is None
    doubtful = replace(swears, mood="frustrated", distress=0.5, cross=0.45)
    assert reason(doubtful, cross) == "anger"
    assert reason(replace(doubtful, text="what is this"), replace(cross, text="a mess")) is None
    assert reason(replace(doubtful, sounded=False), replace(cross, sounded=False)) is None


def test_despair_that_lasts_is_heard_when_it_is_not_grief_alone() -> None:
    at_a_loss = Said("I am at a loss", mood="frustrated", distress=0.9, cross=0.5)
    cries = Said("I could cry", mood="sad", distress=0.8, cross=0.1)
    assert reason(cries, at_a_loss, cries) == "anger"
    assert reason(cries, at_a_loss) == "anger"
    assert reason(cries, cries, cries) is None


def test_worry_that_turns_into_despair_is_heard() -> None:
    worried = Said("I lie awake over it", mood="anxious", distress=0.8)
    hopeless = Said("there is no hope left", mood="sad", distress=0.8, cross=0.3)
    assert reason(worried, hopeless, hopeless) == "anger"
    assert reason(worried, worried, worried) is None
    assert reason(worried, replace(hopeless, distress=0.6)) is None


def test_a_number_given_between_two_angry_messages_does_not_calm_them() -> None:
    number = Said("O-20044", intent="inform", near="inform")
    assert reason(ANGRY, number, ANGRY) == "anger"
    assert reason(ANGRY, number) is None
    assert reason(ANGRY, replace(number, text="it is O-20044"), CALM, ANGRY) is None


def test_asking_for_news_again_and_again_while_waiting_brings_in_a_person() -> None:
    nudge = Said("any news?", intent="nudge")
    waited = Behaviour(waiting_s=1200)
    assert handoff.decide([nudge], frustration.read([nudge], waited), LIMITS) is None
    three = [nudge, nudge, nudge]
    assert handoff.decide(three, frustration.read(three, waited), LIMITS) == "stuck"


def test_an_operator_chooses_which_matters_are_too_heavy() -> None:
    ill = replace(CALM, stakes="illness")
    assert reason(ill) == "stakes"
    assert reason(ill, limits=replace(LIMITS, stakes=replace(LIMITS.stakes, kinds=()))) is None


def test_danger_read_in_the_words_comes_first_whatever_is_set() -> None:
    danger = replace(CALM, stakes="danger")
    assert reason(danger, limits=replace(LIMITS, stakes=replace(LIMITS.stakes, kinds=()))) == (
        "crisis"
    )


def test_news_of_a_death_that_is_near_to_danger_is_grief() -> None:
    grief = Said("…", intent="nlu_fallback", near="crisis", stakes="bereavement", certainty=0.9)
    assert reason(grief) == "stakes"
    assert reason(replace(grief, certainty=0.3)) == "crisis"


def test_who_says_so_asked_it_also_when_it_was_not_understood() -> None:
    asked = Said("where is it", intent="ask_order_status", near="ask_order_status")
    lost = Said("the vase thing", intent="nlu_fallback", near="nlu_fallback")
    told = replace(asked, text="I asked where it is")
    assert reason(asked, lost, told) == "repeats"
    assert reason(asked, told) is None
    assert reason(lost, lost, told) is None
    assert reason(asked, lost, asked) is None
    taken_for_damage = replace(lost, intent="report_damaged", near="report_damaged")
    assert reason(asked, taken_for_damage, told) is None
    assert reason(asked, replace(taken_for_damage, unsure=True), told) == "repeats"


def test_who_tells_again_what_the_bot_asked_again_is_heard() -> None:
    street = Said("Park Lane 4", intent="inform", near="inform", asked_again=True)
    assert reason(CALM, street, street, replace(street, text="I already gave it")) == "repeats"
    assert reason(CALM, street, replace(street, text="I already gave it")) is None


def test_two_doubtful_signs_of_danger_are_enough_and_one_is_not() -> None:
    doubtful = Said("…", intent="nlu_fallback", near="crisis", stakes="illness", certainty=0.3)
    assert reason(doubtful) == "crisis"
    assert reason(replace(doubtful, near="greet")) is None
    assert reason(replace(doubtful, certainty=0.1)) is None


def test_a_sure_wish_for_a_person_is_not_taken_for_danger() -> None:
    wish = Said("…", intent="talk_to_human", wish=True, stakes="danger", certainty=0.9)
    assert reason(wish) == "asked"


def test_grief_alone_is_not_taken_away_from_the_customer() -> None:
    sad = Said("it makes me so sad", mood="sad", distress=0.95, cross=0.02)
    assert reason(sad, sad, sad) is None


def test_an_empty_conversation_needs_nobody() -> None:
    assert reason() is None


def test_who_only_pressed_buttons_said_nothing_that_went_wrong() -> None:
    pressed = Said("", intent="choose", spoken=False)
    assert reason(pressed) is None
    assert reason(replace(pressed, refused=True), pressed) is None


def test_worry_that_is_shown_weighs_as_much_as_anger_so_that_no_word_moves_the_reading() -> None:
    worried = Said("will it come in time", mood="anxious", distress=0.7)
    assert frustration.read([replace(worried, distress=0.64)]).level == 0.0
    assert 0.0 < frustration.read([worried]).level == frustration.read([ANGRY]).level


def test_who_is_a_little_worried_about_a_no_takes_it_for_an_answer() -> None:
    refused = replace(CALM, refused=True)
    assert reason(refused, Said("oh, the deadline", mood="anxious", distress=0.8)) is None
    assert reason(refused, Said("I am in a panic", mood="anxious", distress=0.99)) == "anger"


def test_who_says_that_they_understand_a_no_is_taken_at_their_word() -> None:
    refused = replace(CALM, refused=True)
    cross = Said("a shame, but I understand", mood="angry", distress=0.9, cross=0.9)
    assert reason(refused, refused, cross) is None
    assert reason(refused, refused, replace(cross, text="a shame, a real shame")) == "anger"
    assert reason(refused, replace(ANGRY, refused=True), cross) is None
