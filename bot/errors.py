"""One tree of errors; a docstring is the message and says what to do next."""


class HelplineError(Exception):
    """Something in the helpline went wrong. The log names the place."""

    def __str__(self) -> str:
        return self.__doc__ or type(self).__name__


class TryLater(HelplineError):
    """The channel is busy. The outbox will try again."""

    def __init__(self, after: float | None = None, code: str = "busy") -> None:
        super().__init__()
        self.after = after
        self.code = code


class CannotReach(HelplineError):
    """The channel refused this person for good. Tell the officer."""

    def __init__(self, code: str) -> None:
        super().__init__()
        self.code = code


class Refused(HelplineError):
    """The channel refused this line for good, not this person. The officer sees it as failed."""

    def __init__(self, code: str) -> None:
        super().__init__()
        self.code = code


class NotPermitted(HelplineError):
    """This officer has no permit for that. Ask a lead."""


class NotTrained(NotPermitted):
    """The invented tickets come before a real one. Work through them, or ask an administrator for an exemption."""


class TooLate(HelplineError):
    """Somebody else was first. Look at the ticket again."""


class NotNow(HelplineError):
    """The ticket is in a state that does not allow this. Look at the ticket again."""


class ReasonMissing(NotNow):
    """A ticket is made less urgent only with a reason. Write why."""


class NoteMissing(NotNow):
    """A ticket is closed with an outcome and a note. Write what was done."""


class NeverForSilence(NotNow):
    """What tells of danger is never closed because somebody is silent. Keep it, or say what really came of it."""


class SecondContact(NotNow):
    """Who thinks of ending life is let go by a trained officer, after a second contact. Ask one, or write again."""


class NothingToChange(NotNow):
    """Everything stands already as it was asked for."""


class OneOpenAlready(NotNow):
    """This person has another open ticket of that service. Merge the two."""


class OtherReaders(NotNow):
    """Different organisations may read these two tickets. Link them instead."""


class UnknownPlace(HelplineError):
    """These words name no city or province of that country, or two. Write one that the list shows."""


class NotYetTold(HelplineError):
    """News of a death never leaves as a line before a human voice has told the family. Take down who did."""


class Busy(HelplineError):
    """Another process is writing to the database. Try again in a moment."""


class Full(Busy):
    """The disk is full. Make room; what was confirmed is kept, and what was not will come again."""


class CannotStart(HelplineError):
    """The settings do not allow a start. The line above says which."""

    def __init__(self, why: str) -> None:
        super().__init__()
        self.why = why

    def __str__(self) -> str:
        return self.why


class NotOurs(HelplineError):
    """This sealed value was not sealed with this key for this place, or it was changed."""
