"""The database's errors without the values in them: SQLAlchemy shows parameters, PostgreSQL whole rows."""

from sqlalchemy import Engine, ExceptionContext, event

TOLD = ("sqlstate", "sqlite_errorname")
PLACES = ("table_name", "column_name", "constraint_name")


def quiet_errors(engine: Engine) -> Engine:
    """The same engine, whose errors now say their code and their place in the schema, and never a value."""
    event.listen(engine, "handle_error", strip)
    return engine


def strip(context: ExceptionContext) -> None:
    """Take the words out of a driver's exception and out of SQLAlchemy's around it."""
    original, wrapped = context.original_exception, context.sqlalchemy_exception
    words = safe_words(original)
    original.args = (words,)
    if wrapped is not None:
        wrapped.args = (words,)
        wrapped.hide_parameters = True


def safe_words(error: BaseException) -> str:
    """A code and names of the schema; SQLite's own sentence, which holds no value, stays."""
    if type(error).__module__ == "sqlite3":
        return str(error)
    diagnosis = getattr(error, "diag", None)
    codes = [getattr(error, name, None) for name in TOLD]
    places = [getattr(diagnosis, name, None) for name in PLACES]
    return " ".join(str(part) for part in (type(error).__name__, *codes, *places) if part)
