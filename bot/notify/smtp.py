"""Hands an e-mail to the mail server, in a thread, with a time-out. Knows no texts."""

from __future__ import annotations

import asyncio
import smtplib
import ssl
from email.message import EmailMessage

from bot.notify.errors import Final, Retryable
from bot.settings import Smtp


class Mailer:
    """The mail server of the settings; one connection a message."""

    def __init__(self, settings: Smtp) -> None:
        self._settings = settings

    @property
    def is_set(self) -> bool:
        """Whether there is a mail server at all."""
        return self._settings.host is not None

    async def send(self, message: EmailMessage) -> None:
        """Hand over one message. Raises Retryable or Final.

        A server that goes away in the middle may have taken it: it is sent again under the same
        Message-ID, by which mailboxes know a letter they already have.
        """
        try:
            await asyncio.to_thread(self._send, message)
        except smtplib.SMTPRecipientsRefused as error:
            codes = [code for code, _ in error.recipients.values()]
            raise _judged(min(codes, default=500), "recipient_refused") from error
        except smtplib.SMTPAuthenticationError as error:
            # For the operator to put right; the letter is not to blame.
            raise Retryable("mail_login_refused") from error
        except smtplib.SMTPResponseException as error:
            raise _judged(error.smtp_code, "mail_refused") from error
        except smtplib.SMTPNotSupportedError as error:
            raise Retryable("mail_not_supported") from error
        except ssl.SSLError as error:
            raise Retryable("mail_tls_failed") from error
        except (smtplib.SMTPException, OSError) as error:
            raise Retryable("mail_unreachable") from error

    def _send(self, message: EmailMessage) -> None:
        settings = self._settings
        host, port, within = settings.host or "", settings.port, settings.timeout_s
        server: smtplib.SMTP
        if settings.security == "tls":
            context = ssl.create_default_context()
            server = smtplib.SMTP_SSL(host, port, timeout=within, context=context)
        else:
            server = smtplib.SMTP(host, port, timeout=within)
        with server:
            if settings.security == "starttls":
                server.starttls(context=ssl.create_default_context())
            if settings.user and settings.password:
                server.login(settings.user, settings.password)
            server.send_message(message)


def _judged(code: int, name: str) -> Retryable | Final:
    """A 4xx is for now, a 5xx for ever."""
    return Final(name) if code >= 500 else Retryable(name)
