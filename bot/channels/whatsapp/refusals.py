"""What Twilio's error codes mean for us: try later, this person cannot be reached, or this line was refused.

Codes and causes: twilio.com/docs/api/errors; the names are ours.
"""

from bot.errors import CannotReach, Refused, TryLater

NAMES = {
    "11751": "file_too_large",
    "20003": "not_logged_in",
    "20429": "too_many_requests",
    "21211": "no_such_address",
    "21408": "country_not_allowed",
    "21602": "nothing_to_say",
    "21619": "nothing_to_say",
    "21610": "person_said_stop",
    "21614": "no_such_address",
    "21617": "too_long",
    "21910": "wrong_channel",
    "60728": "hourly_limit",
    "63003": "no_such_address",
    "63005": "content_not_accepted",
    "63007": "our_number_unknown",
    "63012": "whatsapp_failed",
    "63013": "against_policy",
    "63016": "outside_window",
    "63017": "too_many_requests",
    "63018": "sending_limit",
    "63019": "file_not_fetched",
    "63021": "content_invalid",
    "63024": "person_not_on_whatsapp",
    "63027": "template_missing",
    "63028": "template_blanks",
    "63032": "whatsapp_withholds",
    "63038": "daily_limit",
}

_LATER = frozenset({"20003", "20429", "60728", "63012", "63017", "63018", "63038"})
_NEVER = frozenset({"21211", "21610", "21614", "63003", "63024"})
_PAUSES = {"60728": 600.0, "63038": 3600.0}

Failure = TryLater | CannotReach | Refused


def name_of(code: str) -> str:
    """A code's name in our words, "unknown" where we have none."""
    return NAMES.get(code, "unknown")


def failure_of(code: str, status: int = 0, after: float | None = None) -> Failure:
    """The error that stands for a code: from an answer to a send, or later from a status callback.

    A wrong or renewed token (20003) is our outage, not the line's fault, so those lines wait too.
    """
    clean = code if code.isascii() and code.isdigit() and len(code) <= 6 else f"http{status}"
    if clean in _NEVER:
        return CannotReach(clean)
    if clean in _LATER or status in (401, 408, 429) or status >= 500:
        return TryLater(after or _PAUSES.get(clean), clean)
    return Refused(clean)
