"""Family links, pure: two records laid side by side, field by field. Nothing is scored and nothing released here."""

from bot.family.compare import Compared, Verdict, compare

__all__ = ["Compared", "Verdict", "compare"]
