"""All conversations together."""

from flows.emergency import emergency
from flows.script import script
from flows.welcome import welcome

BOOK = script(welcome, emergency)
