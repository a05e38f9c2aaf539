"""The command `understand`, as a pipe sees it."""

import json
from collections.abc import Iterator

from bot.language.command import understand


def answers(*lines: str) -> Iterator[dict[str, object]]:
    return map(json.loads, understand(lines))


def test_each_line_is_answered_in_order_with_the_promised_fields() -> None:
    first, second = answers(
        '{"id": "7", "text": "aku dikeplak terus", "address": "whatsapp:+601234"}', '{"id": 8, "text": "halo"}'
    )
    assert set(first) == {"id", "language", "language_confidence", "service", "urgency", "signs", "asks_first"}
    assert (first["id"], first["language"], first["service"], first["urgency"]) == ("7", "jv", "emergency", "critical")
    assert first["signs"] == [{"kind": "violence", "urgency": "critical", "words": "dikeplak"}]
    assert (second["id"], second["service"]) == (8, "none")


def test_a_broken_line_gets_an_error_and_the_rest_goes_on() -> None:
    broken, no_object, no_text, fine = answers("{", "[1]", '{"id": "3"}', '{"id": "4", "text": ""}')
    assert broken == {"id": None, "error": "this line is not JSON"}
    assert no_object["id"] is None
    assert (no_text["id"], "error" in no_text) == ("3", True)
    assert (fine["id"], fine["language"]) == ("4", "und")


def test_a_wage_complaint_is_information_to_the_outside_unless_life_is_at_stake() -> None:
    """Whoever asks for wages without being in danger gets information, however urgent it is (its urgency is told)."""
    owed, held = answers(
        '{"id": "1", "text": "gaji saya 5 bulan belum dibayar"}',
        '{"id": "2", "text": "gaji belum dibayar dan saya dipukuli majikan"}',
    )
    assert (owed["service"], owed["urgency"]) == ("information", "high")
    assert (held["service"], held["urgency"]) == ("emergency", "critical")
