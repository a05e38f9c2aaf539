"""What the vault promises: words open only with the right key, in the right place."""

import pytest

from bot.errors import NotOurs
from bot.store.vault import PersonKey, Vault

MASTER, INDEX = b"m" * 32, b"i" * 32


def test_what_was_sealed_opens_again_in_its_place() -> None:
    key = PersonKey(b"k" * 32)
    assert (
        key.open("line.sealed_body", 7, key.seal("line.sealed_body", 7, "tolong \ud800 \x00")) == "tolong \ud800 \x00"
    )


@pytest.mark.parametrize(("place", "row"), [("line.sealed_body", 8), ("ticket.sealed_answers", 7)])
def test_sealed_words_open_in_no_other_row_or_column(place: str, row: int) -> None:
    key = PersonKey(b"k" * 32)
    sealed = key.seal("line.sealed_body", 7, "tolong")
    with pytest.raises(NotOurs):
        key.open(place, row, sealed)


def test_sealed_words_open_with_no_other_persons_key() -> None:
    sealed = PersonKey(b"k" * 32).seal("line.sealed_body", 7, "tolong")
    with pytest.raises(NotOurs):
        PersonKey(b"l" * 32).open("line.sealed_body", 7, sealed)


@pytest.mark.parametrize("changed", [b"", b"\x02", b"\x01short"])
def test_damaged_words_are_refused_by_name(changed: bytes) -> None:
    with pytest.raises(NotOurs):
        PersonKey(b"k" * 32).open("line.sealed_body", 7, changed)


def test_a_persons_key_opens_only_with_the_master_key_and_in_its_row() -> None:
    vault = Vault(MASTER, INDEX)
    wrapped = vault.new_key(3)
    sealed = vault.person(3, wrapped).seal("contact.sealed_name", 1, "x")
    assert Vault(MASTER, INDEX).person(3, wrapped).open("contact.sealed_name", 1, sealed) == "x"
    with pytest.raises(NotOurs):
        vault.person(4, wrapped)
    with pytest.raises(NotOurs):
        Vault(b"n" * 32, INDEX).person(3, wrapped)


def test_an_address_is_found_by_a_hash_that_nobody_without_the_key_can_make() -> None:
    one, same, other = Vault(MASTER, INDEX), Vault(MASTER, INDEX), Vault(MASTER, b"j" * 32)
    assert one.hash("telegram", "1") == same.hash("telegram", "1")
    assert one.hash("telegram", "1") != other.hash("telegram", "1")
    assert one.hash("telegram", "1") != one.hash("whatsapp", "1")


def test_keys_of_another_length_are_refused() -> None:
    with pytest.raises(ValueError, match="32 bytes"):
        Vault(b"short", INDEX)
