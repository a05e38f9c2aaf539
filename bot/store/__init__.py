"""Tables, session, queries as plain functions, encryption, migrations."""
