"""The person concerned whom a talk is about: one contact may write about several (SAFETY R16)."""

from types import MappingProxyType

from flows.words import Talk, renewed


def about_another(talk: Talk) -> Talk:
    """The talk, from now on about somebody of whom nothing was said before."""
    return about(renewed(talk, people=talk.people + 1), talk.people + 1)


def about(talk: Talk, person: int) -> Talk:
    """The talk about this person: nothing of what was said of another is taken for theirs."""
    if person == talk.person:
        return talk
    fresh = MappingProxyType[str, str]({})
    return renewed(
        talk, person=person, answers=fresh, place="", guessed_place="", numbers_told="", noticed=(), offered=()
    )
