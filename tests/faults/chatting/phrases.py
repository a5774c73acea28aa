"""What is said in random talk, with what it means; written without the gate's patterns."""

from __future__ import annotations

from collections.abc import Mapping
from random import Random

from bot.disclosure import Effect

PROMISES: Mapping[Effect, tuple[str, ...]] = {
    Effect.REFUND: (
        "I have refunded 89.95 EUR to your card.",
        "Your refund has been processed.",
        "We have just paid back the whole amount.",
        "Ik heb het bedrag teruggestort.",
        "We hebben je 12,50 euro terugbetaald.",
        "Je geld is onderweg.",
    ),
    Effect.CHANGE: (
        "I have rebooked you to the train of 10:15.",
        "Your trip has been changed.",
        "Ik heb je reis omgeboekt naar morgen.",
        "Je boeking is gewijzigd.",
    ),
    Effect.VOUCHER: (
        "I have added a voucher of 10 EUR to your account.",
        "Your voucher has been created.",
        "Ik heb een tegoedbon voor je klaargezet.",
        "De tegoedbon is aangemaakt.",
    ),
    Effect.CANCELLATION: (
        "I have cancelled your order.",
        "Your booking has been cancelled.",
        "Ik heb je bestelling geannuleerd.",
        "Je reis is geannuleerd.",
    ),
    Effect.RETURN: (
        "I have registered your return.",
        "Your return has been registered.",
        "Ik heb je retour aangemeld.",
        "Je retour is aangemeld.",
    ),
    Effect.REPLACEMENT: (
        "I have ordered a new one for you.",
        "Your replacement has been shipped.",
        "Ik heb een nieuwe voor je besteld.",
        "Je nieuwe exemplaar is verstuurd.",
    ),
    Effect.ADDRESS: (
        "I have changed your address.",
        "Your address has been updated.",
        "Ik heb je adres gewijzigd.",
        "Je adres is aangepast.",
    ),
    Effect.INVOICE: (
        "I have sent you the invoice.",
        "Your invoice has been sent.",
        "Ik heb de factuur gestuurd.",
        "Je factuur is verstuurd.",
    ),
}
"""Each says that something is done."""

AS_A_PERSON = (
    "I am a human.",
    "I'm a real person",
    "You are now talking with a real person.",
    "No worries, I'm not a bot!",
    "My name is Lisa and I work at Reisgoed.",
    "Ik ben een mens.",
    "Ik ben geen robot",
    "Je praat met een medewerker.",
    "Ik ben Lisa van de klantenservice",
    "Ik weet precies hoe je je voelt.",
)
"""No bot may say these."""

AS_A_BOT = (
    "I am a bot.",
    "I'm just a robot",
    "I am your digital assistant",
    "Ik ben een bot.",
    "Ik ben maar een robot",
    "Ik ben de digitale assistent",
)
"""No person may say these."""

PLAIN = (
    "What is the number of your order?",
    "I can refund this, shall I?",
    "Once you say yes, I will cancel your order.",
    "I am looking it up.",
    "A colleague has to agree first.",
    "Nothing has been refunded yet.",
    "Om welke bestelling gaat het?",
    "Ik kan dit terugbetalen. Wil je dat?",
    "Er is nog niets terugbetaald.",
    "Zodra je ja zegt, boek ik je om.",
    "Ik kijk het na.",
    "Fijne dag!",
)
"""Honest in everybody's mouth, whatever the books say."""

BY_CUSTOMERS = (
    "hi",
    "my backpack arrived broken",
    "are you a bot?",
    "I am a human, are you?",
    "you have refunded my order, right?",
    "mijn rugzak is kapot",
    "ik wil een mens spreken",
    "dit is belachelijk",
    "ik ben een bot",
    "mijn geld is terugbetaald",
)
_BEFORE = ("", "", "", "Thanks for waiting! ", "Goed nieuws! ", "Okay. ", "\n")
_AFTER = ("", "", "", " Anything else?", " Kan ik nog iets doen?", "\nPip")


def dressed(text: str, random: Random) -> str:
    """The same said in another way: what a reader reads stays."""
    how = random.randrange(8)
    if how == 1:
        text = text.upper()
    elif how == 2:
        text = text.replace(" ", "\u00a0")
    elif how == 3:
        text = text.replace("a", "a\u200b").replace("e", "e\u00ad")
    elif how == 4:
        text = text.replace(" ", "  ")
    elif how == 5:
        text = " ".join(f"**{word}**" if random.random() < 0.3 else word for word in text.split())
    elif how == 6:
        text = text.replace("'", "\u2019").lower()
    return random.choice(_BEFORE) + text + random.choice(_AFTER)
