"""A digest by e-mail: the address is read by Apprise, the message and its transport are ours.

So it has a plain part of its own, with the addresses in it, and an identity that is the same when
it comes twice; and a refusal is known by its number.
"""

from __future__ import annotations

import smtplib
import ssl
from email.message import EmailMessage
from email.utils import format_datetime, formataddr, localtime
from typing import Any

from health.digest.message import Message, NotSent, Taken

_FINAL = 500  # from here on a mail server means it


def send_mail(to: Any, message: Message, channel: str, seconds: float = 15.0) -> Taken:
    """Send by the mail server of Apprise's NotifyEmail `to`; NotSent says why not.

    `seconds` bounds each answer of the server.
    """
    made = mail(to, message, channel)
    targets = [address for _, address in to.targets]
    everybody = list(dict.fromkeys([*targets, *sorted(to.cc), *sorted(to.bcc)]))
    try:
        with _connected(to, seconds) as server:
            refused = server.send_message(made, to.from_addr[1], everybody)
    except smtplib.SMTPAuthenticationError as error:
        raise NotSent(
            f"the mail server refuses the sign-in ({error.smtp_code})", again=False
        ) from None
    except smtplib.SMTPRecipientsRefused as error:
        code = min(code for code, _ in error.recipients.values())
        said = f"the mail server refuses {_addresses(len(error.recipients))} ({code})"
        raise NotSent(said, again=code < _FINAL) from None
    except smtplib.SMTPResponseException as error:
        said = f"the mail server refuses the message ({error.smtp_code})"
        raise NotSent(said, again=error.smtp_code < _FINAL) from None
    except ssl.SSLError:
        raise NotSent("no secure connection to the mail server came about", again=False) from None
    except smtplib.SMTPNotSupportedError:
        raise NotSent("the mail server lacks what the address asks of it", again=False) from None
    except (OSError, smtplib.SMTPException):
        raise NotSent("the mail server can't be reached, or gives no answer", again=True) from None
    return Taken(f"{_addresses(len(refused))} of {len(everybody)} refused" if refused else "")


def mail(to: Any, message: Message, channel: str) -> EmailMessage:
    """The e-mail: plain and designed, marked as written by a program, so that nobody's absence
    answers it."""
    name, sender = to.from_addr
    made = EmailMessage()
    made["Subject"] = message.title
    made["From"] = formataddr((name or "", sender))
    made["To"] = ", ".join(formataddr((each or "", address)) for each, address in to.targets)
    for header, addresses in (("Cc", to.cc), ("Reply-To", to.reply_to)):
        if addresses:
            made[header] = ", ".join(
                formataddr((to.names.get(each) or "", each)) for each in sorted(addresses)
            )
    made["Date"] = format_datetime(localtime())
    made["Message-ID"] = f"<{message.ident(channel)}@{sender.rpartition('@')[2]}>"
    made["Auto-Submitted"] = "auto-generated"
    made.set_content(message.text(), cte="quoted-printable")
    made.add_alternative(message.html(), subtype="html", cte="quoted-printable")
    return made


def _connected(to: Any, seconds: float) -> smtplib.SMTP:
    """Signed in to the mail server."""
    context = ssl.create_default_context()
    if not to.verify_certificate:
        context.check_hostname, context.verify_mode = False, ssl.CERT_NONE
    server: smtplib.SMTP
    if to.secure_mode == "ssl":
        server = smtplib.SMTP_SSL(to.smtp_host, to.port or 465, timeout=seconds, context=context)
    else:
        server = smtplib.SMTP(to.smtp_host, to.port or 587, timeout=seconds)
    try:
        if to.secure_mode == "starttls":
            server.starttls(context=context)
        if to.user and to.password:
            server.login(to.user, to.password)
    except BaseException:
        server.close()
        raise
    return server


def _addresses(number: int) -> str:
    return "the address" if number == 1 else f"{number} addresses"
