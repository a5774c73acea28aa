"""The flow knowledge_question: the article that answers, or the honest word that there is none."""

from __future__ import annotations

from collections.abc import Sequence

from actions.flow import Aside
from actions.items import names_item
from actions.talk import Talk, payload
from bot.knowledge.articles import Article
from bot.model import Option
from bot.wiring import knowledge

# Whatever the article is about.
ANY = "any"
# Below the threshold an article this probable is shown as a question: is it about this?
PERHAPS = 0.4


class KnowledgeQuestion(Aside):
    """Answers ask_knowledge in the customer's language, and says where the answer stands."""

    flow = "knowledge_question"
    acknowledges = True

    def name(self) -> str:
        """The action that the rules name."""
        return "action_knowledge_question"

    async def answer(self, talk: Talk) -> None:
        """The article on the button, or the nearest one; below the threshold no guess."""
        article = await article_for(talk, ANY)
        if await names_item(talk) and (article is None or talk.turn.may_be_an_answer):
            talk.next_action = "action_go_on"
            return
        if article is not None:
            tell(talk, article)
            return
        near = talk.turn.near.get(ANY)
        if talk.turn.text:
            await knowledge().not_answered(
                turn=talk.turn.id,
                conversation=talk.turn.conversation,
                language=talk.turn.language,
                text=talk.turn.text,
                nearest=near.article if near else None,
                score=near.score if near else None,
            )
        perhaps = await knowledge().article(near.article) if near else None
        if near and perhaps and near.score >= PERHAPS:
            title = talk.local(perhaps.title)
            button = Option(title, payload("ask_knowledge", article=perhaps.id))
            talk.say("unsure", options=[button, talk.person()])
        else:
            talk.keep_for_later()
            talk.say("unknown", options=[talk.person()])


async def article_for(talk: Talk, intent: str, least: float = 1.0) -> Article | None:
    """The article named by a button, or the one that surely answers, or is as probable as `least`;
    None without any.
    """
    named, near = talk.turn.one("article"), talk.turn.near.get(intent)
    id = named or (near.article if near and (near.sure or near.score >= least) else None)
    return await knowledge().article(id) if id else None


def tell(talk: Talk, article: Article, options: Sequence[Option] = ()) -> None:
    """The article's own words, quoted as the reason too."""
    talk.say(
        "utter_knowledge_question_answer",
        options=options,
        answer=talk.local(article.answer),
        why={
            "kind": "article",
            "title": talk.local(article.title),
            "detail": talk.words(
                "utter_knowledge_question_quote",
                answer=talk.local(article.answer),
                sources=", ".join(article.sources),
                owner=article.owner,
            ),
        },
    )
