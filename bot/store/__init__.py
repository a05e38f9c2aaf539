"""Tables, session, queries as plain functions, encryption, migrations."""

# The schema is whole as soon as any of it is known.
from bot.store import care_tables as care_tables
from bot.store import event_tables as event_tables
from bot.store import keeping_tables as keeping_tables
from bot.store import safety_tables as safety_tables
from bot.store import work_tables as work_tables
