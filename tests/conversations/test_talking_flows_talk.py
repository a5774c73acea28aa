"""The flows that only talk: account, own data, complaint, feedback, and calm limits to abuse."""

from __future__ import annotations

import re
from datetime import timedelta
from pathlib import Path

import pytest

from bot.knowledge.articles import load
from bot.model import utc_now
from bot.remarks import Kind, Remark
from bot.storage.personal import Whose, erase
from tests.support.talking import Chat, Start

LANGUAGES = ("en", "nl")
ARTICLES = {article.id: article for article in load(Path("data/knowledge"))}
REFERENCE = re.compile(r"K-[346789A-Y]{6}")
STORY = {
    "en": "your website was down all weekend and then the sale was over before I could buy",
    "nl": "jullie website lag het hele weekend plat en daarna was de actie voorbij",
}
COMPLAIN = {"en": "I want to complain", "nl": "ik heb een klacht"}


async def kept(chat: Chat, kind: Kind) -> list[Remark]:
    return await chat.house.remarks.since(kind, utc_now() - timedelta(minutes=5))


@pytest.mark.parametrize("language", LANGUAGES)
async def test_account_happy_path_the_article_and_a_person_beside_it(
    start: Start, language: str
) -> None:
    chat = await start("C-1001", language)

    answer = await chat.say(
        {"en": "I forgot my password, what now", "nl": "ik ben mijn wachtwoord vergeten, wat nu"}[
            language
        ]
    )

    assert answer.texts[-1] == ARTICLES["account_password"].answer[language]
    assert answer.messages[-1]["why"]["kind"] == "article"
    assert answer.options[-1]["payload"] == "/talk_to_human"


@pytest.mark.parametrize("language", LANGUAGES)
async def test_account_invalid_input_is_asked_which_and_a_button_answers(
    start: Start, language: str
) -> None:
    chat = await start(None, language)

    asked = await chat.say({"en": "account help", "nl": "hulp met account"}[language])
    answer = await chat.press(asked, asked.place_of("account_email"))

    assert asked.utters == ["utter_account_question_which"]
    assert answer.texts == [ARTICLES["account_email"].answer[language]]


@pytest.mark.parametrize("language", LANGUAGES)
async def test_account_digression_in_a_refund_comes_back_to_it(start: Start, language: str) -> None:
    chat = await start("C-1001", language)
    await chat.say({"en": "I want my money back", "nl": "ik wil mijn geld terug"}[language])
    asked = await chat.say("O-20002")

    aside = await chat.say(
        {"en": "how do I change my password", "nl": "hoe verander ik mijn wachtwoord"}[language]
    )

    assert aside.utters[-1] == "utter_ask_items"
    assert aside.options == asked.options


@pytest.mark.parametrize("language", LANGUAGES)
async def test_my_data_already_known_is_counted_in_the_records(start: Start, language: str) -> None:
    chat = await start("C-1001", language)

    answer = await chat.say(
        {"en": "what do you know about me", "nl": "wat weten jullie over mij"}[language]
    )

    assert answer.utters == ["utter_my_data_seen", "utter_knowledge_question_answer"]
    assert "Emma de Vries" in answer.texts[0]
    assert {"en": "orders: 4, trips: 1", "nl": "bestellingen: 4, reizen: 1"}[language] in (
        answer.texts[0]
    )
    erased = await chat.press(answer, answer.place_of("my_data_erase"))
    assert erased.texts == [ARTICLES["my_data_erase"].answer[language]]


@pytest.mark.parametrize("language", LANGUAGES)
async def test_my_data_of_a_guest_is_what_they_wrote(start: Start, language: str) -> None:
    chat = await start(None, language)

    answer = await chat.say(
        {"en": "which data do you have of me", "nl": "welke gegevens hebben jullie van mij"}[
            language
        ]
    )

    assert answer.utters[0] == "utter_my_data_guest"


@pytest.mark.parametrize("language", LANGUAGES)
async def test_my_data_can_be_erased_and_the_bot_says_how(start: Start, language: str) -> None:
    chat = await start("C-1001", language)

    answer = await chat.say({"en": "delete my data", "nl": "wis mijn gegevens"}[language])

    assert answer.texts == [ARTICLES["my_data_erase"].answer[language]]
    assert answer.options[-1]["payload"] == "/talk_to_human"


@pytest.mark.parametrize("language", LANGUAGES)
async def test_complaint_happy_path_is_acknowledged_asked_once_and_written_down(
    start: Start, language: str
) -> None:
    chat = await start("C-1001", language)

    asked = await chat.say(COMPLAIN[language])
    written = await chat.say(STORY[language])

    assert asked.messages[0]["utter"] in ("utter_complaint_heard", "utter_acknowledge")
    assert asked.messages[-1]["utter"] == "utter_complaint_ask_story"
    assert asked.options[-1]["payload"] == "/talk_to_human"
    assert written.utters == ["utter_complaint_recorded"]
    (remark,) = await kept(chat, "complaint")
    assert remark.text == STORY[language]
    assert remark.reference is not None and remark.reference in written.texts[-1]
    assert REFERENCE.fullmatch(remark.reference)
    assert written.options[-1]["payload"] == "/talk_to_human"
    assert "!" not in "".join([*asked.texts, *written.texts])


@pytest.mark.parametrize("language", LANGUAGES)
async def test_complaint_told_in_one_breath_is_not_asked_again(start: Start, language: str) -> None:
    chat = await start("C-1001", language)

    answer = await chat.say(
        {
            "en": "worst service ever, nobody at your company does what they promise me",
            "nl": "slechtste service ooit, bij jullie doet niemand ooit wat hij mij belooft",
        }[language]
    )

    assert answer.messages[-1]["utter"] == "utter_complaint_recorded"
    assert len(await kept(chat, "complaint")) == 1


@pytest.mark.parametrize("language", LANGUAGES)
async def test_complaint_the_same_turn_twice_is_one_complaint(start: Start, language: str) -> None:
    chat = await start("C-1001", language)
    await chat.say(COMPLAIN[language])
    first = await chat.say(STORY[language])

    second = await chat.repeat()

    assert second.texts == first.texts
    assert len(await kept(chat, "complaint")) == 1


@pytest.mark.parametrize("language", LANGUAGES)
async def test_complaint_cancellation_writes_nothing(start: Start, language: str) -> None:
    chat = await start("C-1001", language)
    await chat.say(COMPLAIN[language])

    answer = await chat.say({"en": "never mind", "nl": "laat maar"}[language])

    assert answer.utters == ["utter_left"]
    assert await kept(chat, "complaint") == []


@pytest.mark.parametrize("language", LANGUAGES)
async def test_complaint_in_a_refund_only_acknowledges_and_goes_on(
    start: Start, language: str
) -> None:
    chat = await start("C-1001", language)
    await chat.say({"en": "I want my money back", "nl": "ik wil mijn geld terug"}[language])
    asked = await chat.say("O-20002")

    answer = await chat.say({"en": "this is ridiculous", "nl": "dit is belachelijk"}[language])

    assert answer.utters == ["utter_ask_items"]
    assert answer.options == asked.options
    assert await kept(chat, "complaint") == []


@pytest.mark.parametrize("language", LANGUAGES)
async def test_complaint_a_story_that_names_an_order_is_heard_to_the_end(
    start: Start, language: str
) -> None:
    chat = await start("C-1001", language)
    await chat.say(COMPLAIN[language])

    answer = await chat.say(
        {
            "en": "your courier threw my parcel over the fence and it lay in the rain all day",
            "nl": "mijn pakket stond buiten en alles in de doos was nat toen ik thuiskwam",
        }[language]
    )

    # It may be the first message that sounds upset, and is acknowledged then.
    assert answer.utters[-1] == "utter_complaint_recorded"
    assert set(answer.utters[:-1]) <= {"utter_complaint_heard"}


@pytest.mark.parametrize("language", LANGUAGES)
async def test_complaint_something_to_solve_is_solved_rather_than_noted(
    start: Start, language: str
) -> None:
    chat = await start("C-1001", language)
    await chat.say(COMPLAIN[language])

    answer = await chat.say({"en": "my backpack is broken", "nl": "mijn rugzak is kapot"}[language])

    assert any(name.startswith("utter_refund_order") for name in answer.utters)


@pytest.mark.parametrize("language", LANGUAGES)
async def test_complaint_is_erased_with_the_conversation(start: Start, language: str) -> None:
    chat = await start("C-1001", language)
    await chat.say(COMPLAIN[language])
    await chat.say(STORY[language])

    await chat.house.database.run(lambda c: erase(c, Whose((chat.conversation,))))

    assert await kept(chat, "complaint") == []


@pytest.mark.parametrize("language", LANGUAGES)
async def test_feedback_happy_path_is_asked_once_and_kept_without_numbers(
    start: Start, language: str
) -> None:
    chat = await start(None, language)
    asked = await chat.say(
        {"en": "I have some feedback for you", "nl": "ik heb feedback voor jullie"}[language]
    )

    answer = await chat.say(
        {
            "en": "please print the weight in grams on every label, mail me on jo@example.com",
            "nl": "zet het gewicht in gram op elk etiket aub, mail mij op jo@example.com",
        }[language]
    )

    assert asked.utters == ["utter_feedback_ask_words"]
    assert answer.utters == ["utter_feedback_kept"]
    (remark,) = await kept(chat, "feedback")
    assert "jo@example.com" not in remark.text


@pytest.mark.parametrize("language", LANGUAGES)
async def test_feedback_given_at_once_is_not_asked_for(start: Start, language: str) -> None:
    chat = await start(None, language)

    answer = await chat.say(
        {
            "en": "it would be nice if the app remembered my address",
            "nl": "het zou fijn zijn als de app mijn adres onthield",
        }[language]
    )

    assert answer.utters == ["utter_feedback_kept"]


@pytest.mark.parametrize("language", LANGUAGES)
async def test_feedback_cancellation(start: Start, language: str) -> None:
    chat = await start(None, language)
    await chat.say(
        {"en": "I have some feedback for you", "nl": "ik heb feedback voor jullie"}[language]
    )

    answer = await chat.say({"en": "never mind", "nl": "laat maar"}[language])

    assert answer.utters == ["utter_left"]
    assert await kept(chat, "feedback") == []


@pytest.mark.parametrize("language", LANGUAGES)
async def test_abuse_gets_one_calm_boundary_and_a_person(start: Start, language: str) -> None:
    chat = await start("C-1001", language)

    answer = await chat.say({"en": "stupid bot", "nl": "stomme robot"}[language])

    assert answer.utters == ["utter_abuse"]
    assert [option["payload"] for option in answer.options] == ["/talk_to_human"]
    assert "!" not in answer.texts[-1]


@pytest.mark.parametrize("language", LANGUAGES)
async def test_abuse_in_a_refund_keeps_the_question_open(start: Start, language: str) -> None:
    chat = await start("C-1001", language)
    await chat.say({"en": "I want my money back", "nl": "ik wil mijn geld terug"}[language])

    answer = await chat.say({"en": "stupid bot", "nl": "stomme robot"}[language])

    assert answer.messages[0]["utter"] == "utter_abuse"
    assert answer.messages[-1]["utter"] == "utter_ask_order_number"
