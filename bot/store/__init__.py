"""Tables, session, queries as plain functions, encryption, migrations."""

import bot.store.work_tables  # noqa: F401  (the schema is whole as soon as any of it is known)
