"""What an account at Twilio keeps: messages in both directions, their files, and the people on WhatsApp."""

import re
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from email.utils import format_datetime
from secrets import token_hex

WINDOW = timedelta(hours=24)
ADDRESS = re.compile(r"whatsapp:(\+[1-9]\d{6,14}|[A-Z]{2}\.[A-Za-z0-9]{1,128})")
API = "/2010-04-01/Accounts"


@dataclass
class File:
    """A file that came with a message."""

    mime: str
    content: bytes
    sid: str = field(default_factory=lambda: "ME" + token_hex(16))
    ticket: str = field(default_factory=lambda: token_hex(24))
    """The name under which the store gives it out for a while."""


@dataclass
class Message:
    """A Message resource."""

    sender: str
    to: str
    body: str
    at: datetime
    inbound: bool
    status: str
    files: list[File] = field(default_factory=list)
    callback: str = ""
    error: int | None = None
    template: str = ""
    sid: str = field(default_factory=lambda: "SM" + token_hex(16))

    def as_json(self, account: str) -> dict[str, object]:
        """As the API tells it."""
        uri = f"{API}/{account}/Messages/{self.sid}"
        when = format_datetime(self.at)
        return {
            "account_sid": account,
            "api_version": "2010-04-01",
            "body": self.body,
            "date_created": when,
            "date_sent": when,
            "date_updated": when,
            "direction": "inbound" if self.inbound else "outbound-api",
            "error_code": self.error,
            "error_message": None,
            "from": self.sender,
            "messaging_service_sid": None,
            "num_media": str(len(self.files)),
            "num_segments": "1",
            "price": None,
            "price_unit": None,
            "sid": self.sid,
            "status": self.status,
            "subresource_uris": {"media": f"{uri}/Media.json"},
            "to": self.to,
            "uri": f"{uri}.json",
        }


class Refusal(Exception):
    """Twilio refuses a request, with one of its documented codes."""

    def __init__(self, status: int, code: int, message: str) -> None:
        super().__init__(message)
        self.status, self.code, self.message = status, code, message

    def as_json(self) -> dict[str, object]:
        """As the API tells it."""
        more = f"https://www.twilio.com/docs/errors/{self.code}"
        return {"code": self.code, "message": self.message, "more_info": more, "status": self.status}


def check_send(form: dict[str, str], number: str, stopped: set[str]) -> None:
    """Refuse at once what Twilio refuses at once; the rest fails later, by status callback."""
    to, sender, body = form.get("To", ""), form.get("From", ""), form.get("Body", "")
    if not to:
        raise Refusal(400, 21604, "A 'To' phone number is required.")
    if not sender:
        raise Refusal(400, 21603, "A 'From' phone number is required.")
    if not (body or form.get("MediaUrl") or form.get("ContentSid")):
        raise Refusal(400, 21619, "A text message body or media urls must be specified.")
    if len(body.encode("utf-16-le")) // 2 > 1600:
        raise Refusal(400, 21617, "The concatenated message body exceeds the 1600 character limit.")
    if sender.startswith("whatsapp:") != to.startswith("whatsapp:"):
        raise Refusal(400, 21910, "Invalid From and To pair. From and To should be of the same channel.")
    if sender != number:
        raise Refusal(400, 63007, "Twilio could not find a Channel with the specified From address.")
    if not ADDRESS.fullmatch(to):
        raise Refusal(400, 21211, f"Invalid 'To' Phone Number: {to}")
    if (callback := form.get("StatusCallback")) and not re.fullmatch(r"https?://[^\s_/]+(/\S*)?", callback):
        raise Refusal(400, 21609, "Invalid 'StatusCallback' URL.")
    if (template := form.get("ContentSid")) and not re.fullmatch(r"HX[0-9a-fA-F]{32}", template):
        raise Refusal(400, 21655, "The ContentSid is invalid.")
    if to in stopped:
        raise Refusal(400, 21610, "Attempt to send to unsubscribed recipient.")
