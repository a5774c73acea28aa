"""A customer leaves and gets a person's answer by e-mail, through a real mail server."""

from __future__ import annotations

import asyncio
import ipaddress
import logging
import re
import ssl
from collections.abc import AsyncIterator
from datetime import datetime, timedelta, timezone
from pathlib import Path
from typing import Any

import aiohttp
import pytest
import pytest_asyncio
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID
from sqlalchemy import func, select

from bot.model import ConversationId
from bot.notify.errors import Retryable
from bot.notify.letter import Letter, Part, message
from bot.notify.smtp import Mailer
from bot.settings import Smtp
from bot.storage.notify_tables import callbacks, notices, reach, return_tokens
from tests.support.gateway import Gateway
from tests.support.mailbox import Mailbox, text_of
from tests.support.tabs import DeskPage, Tab


@pytest_asyncio.fixture
async def mailbox() -> AsyncIterator[Mailbox]:
    made = Mailbox()
    await made.start()
    yield made
    await made.stop()


@pytest.fixture
def more_settings(mailbox: Mailbox) -> dict[str, str]:
    return {
        "smtp_host": "127.0.0.1",
        "smtp_port": str(mailbox.port),
        "smtp_security": "none",
        "smtp_sender": "help@reisgoed.example",
        "smtp_timeout_s": "1",
        "smtp_gather_s": "0",
    }


async def _gone(gateway: Gateway, email: str | None = "emma@example.com", **auth: Any) -> Tab:
    """Somebody who asked for a person, left an address and closed the window."""
    tab = await Tab.open(gateway.base, locale="nl", **auth)
    await tab.say("waar is mijn koffer?")
    await tab.call("human")
    left = await tab.call("leave", {"email": email} if email else {})
    assert left == {"ok": True}
    await tab.close()
    here = ConversationId(tab.conversation)
    await _until(lambda: not gateway.rooms.visitors.here(here))
    return tab


async def _until(true: Any) -> None:
    for _ in range(200):
        if true():
            return
        await asyncio.sleep(0.02)
    raise AssertionError("it did not happen")


async def _answer(gateway: Gateway, tab: Tab, *texts: str) -> DeskPage:
    desk = await DeskPage.open(gateway.base)
    await desk.call("claim", conversation=tab.conversation)
    for number, text in enumerate(texts):
        sent = await desk.call(
            "send", conversation=tab.conversation, client_id=f"s{number}", text=text
        )
        assert sent["ok"]
    return desk


async def test_a_person_s_answer_reaches_who_is_gone_and_says_who_wrote_it(
    gateway: Gateway, mailbox: Mailbox
) -> None:
    tab = await _gone(gateway)
    desk = await _answer(gateway, tab, "Je koffer is gevonden.")
    await gateway.house.notify.round()
    await _until(lambda: mailbox.received)
    (letter,) = mailbox.received
    assert letter["To"] == "emma@example.com"
    assert letter["Subject"] == "Reisgoed: antwoord op je vraag"
    for kind in ("plain", "html"):
        text = text_of(letter, kind)
        assert "Maria, medewerker (een mens)" in text
        assert "Je koffer is gevonden." in text
        assert "verstuurd door Pip, de bot van Reisgoed" in text
        assert f"{gateway.settings.public_url}/back/#" in text
    assert tab.token not in text_of(letter)
    await desk.close()


async def test_the_customer_is_told_where_the_answer_goes_without_the_whole_address(
    gateway: Gateway,
) -> None:
    tab = await Tab.open(gateway.base, locale="en")
    reach = await tab.call("reach")
    assert (reach["mail"], reach["on_file"], reach["left"]) == (True, None, None)
    assert (await tab.call("leave"))["code"] == "no_address"
    assert (await tab.call("leave", {"email": "emma at example"}))["code"] == "bad_address"
    await tab.call("leave", {"email": "emma@example.com"})
    await tab.call("leave", {"email": "emma@example.com"})
    await tab.until(lambda: bool(tab.texts("system")))
    assert len(tab.texts("system")) == 1
    assert "e•••@example.com" in tab.texts("system")[0]
    assert (await tab.call("reach"))["left"] == "e•••@example.com"
    await tab.close()


async def test_the_address_on_file_is_shown_masked_and_not_asked_again(
    gateway: Gateway, mailbox: Mailbox
) -> None:
    identity = await gateway.identity("C-1001")
    tab = await Tab.open(gateway.base, identity=identity)
    known = await tab.call("reach")
    assert re.fullmatch(r".•••@[\w.-]+", known["on_file"])
    await tab.close()
    gone = await _gone(gateway, None, identity=identity)
    desk = await _answer(gateway, gone, "Gevonden.")
    await gateway.house.notify.round()
    await _until(lambda: mailbox.received)
    assert str(mailbox.received[0]["To"]).partition("@")[2] == known["on_file"].partition("@")[2]
    await desk.close()


async def test_who_is_here_gets_no_mail(gateway: Gateway, mailbox: Mailbox) -> None:
    tab = await Tab.open(gateway.base, locale="nl")
    await tab.call("human")
    await tab.call("leave", {"email": "emma@example.com"})
    desk = await _answer(gateway, tab, "Ik ben er.")
    await gateway.house.notify.round()
    rows = await gateway.house.database.read(
        lambda c: c.execute(select(func.count()).select_from(notices)).scalar_one()
    )
    assert (rows, mailbox.received) == (0, [])
    await tab.close()
    await desk.close()


async def test_the_link_opens_the_one_conversation_and_runs_out(
    gateway: Gateway, mailbox: Mailbox
) -> None:
    tab = await _gone(gateway)
    desk = await _answer(gateway, tab, "Je koffer is gevonden.")
    await gateway.house.notify.round()
    await _until(lambda: mailbox.received)
    found = re.search(r"/back/#(\S+)", text_of(mailbox.received[0]))
    assert found is not None
    async with aiohttp.ClientSession() as session:

        async def exchange(ticket: str) -> tuple[int, Any]:
            url = f"{gateway.base}/chat/return"
            async with session.post(url, json={"ticket": ticket}) as answer:
                return answer.status, await answer.json()

        status, body = await exchange(found[1])
        assert status == 200
        # A ticket is no token, and a token is no ticket.
        assert (await exchange(body["token"]))[0] == 410
        assert (await exchange(found[1][:-3] + "abc"))[0] == 410
        back = await Tab.open(gateway.base, token=body["token"])
        assert back.conversation == tab.conversation
        assert "Je koffer is gevonden." in back.texts("human_agent")
        await back.say("fijn!")
        # The first tab goes on with its own token.
        first = await Tab.open(gateway.base, token=tab.token)
        assert first.conversation == tab.conversation
        gateway.clock.turn(hours=73)
        assert (await exchange(found[1]))[0] == 410
    for page in (back, first, desk):
        await page.close()


async def test_forgetting_erases_address_letters_and_links(
    gateway: Gateway, mailbox: Mailbox
) -> None:
    tab = await _gone(gateway)
    desk = await _answer(gateway, tab, "Je koffer is gevonden.")
    link, _ = gateway.rooms.returning.link(desk.queue["items"][0]["conversation"])
    token = await gateway.rooms.returning.come_back(link.partition("#")[2])
    again = await Tab.open(gateway.base, token=token)
    assert (await again.call("forget"))["ok"]
    left = await gateway.house.database.read(
        lambda c: [
            c.execute(select(func.count()).select_from(table)).scalar_one()
            for table in (reach, return_tokens, callbacks)
        ]
    )
    assert left == [0, 0, 0]
    await again.close()
    await desk.close()


async def test_a_mailbox_that_does_not_exist_is_told_in_the_conversation(
    gateway: Gateway, mailbox: Mailbox, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.INFO)
    mailbox.refuse_to = "550 5.1.1 No such mailbox emma@example.com"
    tab = await _gone(gateway)
    desk = await _answer(gateway, tab, "Je koffer is gevonden.")
    await gateway.house.notify.round()
    back = await Tab.open(gateway.base, token=tab.token)
    await back.until(lambda: any("kwam niet aan" in text for text in back.texts("system")))
    assert mailbox.tries == 1
    # Nobody can read in the logs who it was, or what was said.
    ours = "\n".join(r.getMessage() for r in caplog.records if r.name.startswith("bot"))
    assert "notice_given_up" in ours
    assert "emma" not in ours
    assert "koffer" not in ours
    await back.close()
    await desk.close()


@pytest.mark.parametrize("trouble", ["451 Try later", "slow", "hang_up"])
async def test_a_server_in_trouble_is_tried_again_until_the_letter_arrives_once(
    gateway: Gateway, mailbox: Mailbox, trouble: str
) -> None:
    mailbox.answers = [trouble]
    tab = await _gone(gateway)
    desk = await _answer(gateway, tab, "Je koffer is gevonden.")
    await gateway.house.notify.round()
    assert (mailbox.tries, mailbox.received) == (1, [])
    await gateway.house.notify.round()
    assert mailbox.tries == 1
    gateway.clock.turn(seconds=31)
    await gateway.house.notify.round()
    assert len(mailbox.received) == 1
    gateway.clock.turn(hours=5)
    await gateway.house.notify.round()
    assert len(mailbox.received) == 1
    await desk.close()


async def test_a_server_that_hangs_up_after_taking_a_letter_gets_it_again_under_the_same_id(
    gateway: Gateway, mailbox: Mailbox
) -> None:
    mailbox.answers = ["hang_up_after"]
    tab = await _gone(gateway)
    desk = await _answer(gateway, tab, "Je koffer is gevonden.")
    await gateway.house.notify.round()
    gateway.clock.turn(seconds=31)
    await gateway.house.notify.round()
    first, second = mailbox.received
    # Whether it arrived cannot be known; mailboxes know a letter again by its id.
    assert first["Message-ID"] == second["Message-ID"]
    await desk.close()


async def test_without_a_server_the_letter_waits(gateway: Gateway, mailbox: Mailbox) -> None:
    tab = await _gone(gateway)
    await mailbox.stop()
    desk = await _answer(gateway, tab, "Je koffer is gevonden.")
    await gateway.house.notify.round()
    await mailbox.start()
    gateway.clock.turn(seconds=31)
    await gateway.house.notify.round()
    await _until(lambda: mailbox.received)
    await desk.close()


def _certificate(folder: Path) -> tuple[Path, Path]:
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "127.0.0.1")])
    now = datetime.now(timezone.utc)
    made = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(1)
        .not_valid_before(now - timedelta(days=1))
        .not_valid_after(now + timedelta(days=1))
        .add_extension(
            x509.SubjectAlternativeName([x509.IPAddress(ipaddress.ip_address("127.0.0.1"))]), False
        )
        .sign(key, hashes.SHA256())
    )
    cert, secret = folder / "cert.pem", folder / "key.pem"
    cert.write_bytes(made.public_bytes(serialization.Encoding.PEM))
    secret.write_bytes(
        key.private_bytes(
            serialization.Encoding.PEM,
            serialization.PrivateFormat.PKCS8,
            serialization.NoEncryption(),
        )
    )
    return cert, secret


async def test_over_tls_the_server_has_to_be_who_it_says(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    cert, key = _certificate(tmp_path)
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(cert, key)
    box = Mailbox()
    await box.start(context)
    mailer = Mailer(Smtp(host="127.0.0.1", port=box.port, sender="a@b.nl", timeout_s=5))
    letter = message(
        Letter("n1", "emma@example.com", "Hallo", "nl", [Part("Hallo")]),
        sender="a@b.nl",
        company="Reisgoed",
        domain="b.nl",
        now=datetime.now(timezone.utc),
    )
    with pytest.raises(Retryable, match="mail_tls_failed"):
        await mailer.send(letter)
    monkeypatch.setenv("SSL_CERT_FILE", str(cert))
    await mailer.send(letter)
    assert len(box.received) == 1
    await box.stop()
