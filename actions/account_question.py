"""The flow account_question: the article on the account that fits, or the choice between them."""

from __future__ import annotations

from actions.flow import Aside
from actions.knowledge_question import article_for, tell
from actions.talk import Talk, payload
from bot.model import Option
from bot.wiring import knowledge

# Says only that it is about the account.
WHICH = "account_which"
# Who asks about two of them gets the likelier one instead of a question.
LIKELY = 0.5
# Shown when it is not clear which one is meant, most asked first.
OFFERED = ("account_password", "account_login", "account_email")


class AccountQuestion(Aside):
    """Answers ask_account. Nothing in an account can be seen or changed from here."""

    flow = "account_question"
    acknowledges = True

    def name(self) -> str:
        """The action that the rules name."""
        return "action_account_question"

    async def answer(self, talk: Talk) -> None:
        """The article that surely fits, with a person beside it; else which of them it is."""
        # There are few, and it is clear that it is one of them.
        least = LIKELY if talk.turn.sure else 1.0
        article = await article_for(talk, "ask_account", least)
        if article is not None and article.id != WHICH:
            tell(talk, article, options=[talk.person()])
            return
        articles = await knowledge().articles()
        offered = [
            Option(talk.local(articles[id].title), payload("ask_account", article=id))
            for id in OFFERED
            if id in articles
        ]
        talk.say("which", options=[*offered, talk.person()])
