"""All conversations together."""

from flows.consent import consent
from flows.detour import detour
from flows.emergency import emergency
from flows.other import other
from flows.person import about_us, person
from flows.script import script
from flows.welcome import welcome

BOOK = script(welcome, emergency, other, person, about_us, detour, consent)
