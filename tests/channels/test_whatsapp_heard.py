"""What Twilio posts becomes Heard, whatever it is; nothing that a person sends is lost."""

from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.channels.whatsapp.heard import LONGEST_TEXT, NOBODY, country_of, heard_from, reference_of
from flows.words import Heard, Kind, Point, Press

NOON = datetime(2026, 11, 23, 12, 0, tzinfo=UTC)
SITI = "whatsapp:+60123456789"
SID = "SM" + "0a" * 16
MEDIA = "/2010-04-01/Accounts/AC11/Messages/MM22/Media/ME33"


def heard(**fields: str) -> Heard:
    found = heard_from({"MessageSid": SID, "From": SITI, "Body": "", **fields}, b"as it came", NOON)
    assert found is not None
    return found


def with_file(mime: str) -> dict[str, str]:
    return {"NumMedia": "1", "MediaUrl0": f"https://api.twilio.com{MEDIA}", "MediaContentType0": mime}


# what Twilio posts, and what kind of message that is to us
KINDS: list[tuple[dict[str, str], Kind]] = [
    ({"Body": "tolong"}, Kind.TEXT),
    ({"Body": "tolong", "SomethingNew": "that Twilio adds without notice"}, Kind.TEXT),
    (with_file("audio/ogg"), Kind.VOICE),
    (with_file("audio/ogg; codecs=opus"), Kind.VOICE),
    (with_file("image/jpeg"), Kind.PHOTO),
    (with_file("image/webp"), Kind.STICKER),
    (with_file("video/mp4"), Kind.VIDEO),
    (with_file("application/pdf"), Kind.DOCUMENT),
    (with_file("text/vcard"), Kind.CONTACT),
    (with_file("nonsense\x00"), Kind.DOCUMENT),
    ({"Latitude": "3.14", "Longitude": "101.69"}, Kind.LOCATION),
    ({"Latitude": "-91", "Longitude": "10"}, Kind.UNREADABLE),  # outside the globe
    ({"Latitude": "nan", "Longitude": "10"}, Kind.UNREADABLE),
    ({"Latitude": "1e999", "Longitude": "10"}, Kind.UNREADABLE),
    ({"Latitude": "north"}, Kind.UNREADABLE),
    ({"ButtonPayload": "t12:0", "ButtonText": "Bisa", "Body": "Bisa"}, Kind.BUTTON),
    ({"ListId": "t7:3", "ListTitle": "Nanti"}, Kind.BUTTON),
    ({"ButtonPayload": "somebody else's", "ButtonText": "Bisa"}, Kind.TEXT),  # answered by its label
    ({}, Kind.UNREADABLE),  # a reaction, a poll: nothing that we know
    ({"NumMedia": "1"}, Kind.UNREADABLE),
    ({"Body": "hai", "NumMedia": "many"}, Kind.TEXT),
    ({"Body": "hai", "MessageSid": "no\x00sid"}, Kind.UNREADABLE),
    ({"Body": "hai", "From": ""}, Kind.UNREADABLE),
    ({"Body": "hai", "From": "whatsapp:+60\x00"}, Kind.UNREADABLE),
    ({"Body": "hai", "From": "whatsapp:" + "9" * 300}, Kind.UNREADABLE),
]


@pytest.mark.parametrize(("fields", "kind"), KINDS)
def test_every_payload_of_twilio_is_a_kind_of_message(fields: dict[str, str], kind: Kind) -> None:
    found = heard(**fields)
    assert found.kind is kind
    assert found.raw == (b"as it came" if kind is Kind.UNREADABLE else b"")
    assert found.channel == "whatsapp"
    assert found.key.isalnum()


def test_a_press_carries_its_turn_and_its_label() -> None:
    pressed = heard(ButtonPayload="t12:0", ButtonText="Bisa", Body="Bisa")
    assert (pressed.press, pressed.text) == (Press(turn=12, choice=0, label="Bisa"), "")


def test_a_press_carries_the_name_of_its_choice() -> None:
    assert heard(ListId="t12:abcdefg7", ListTitle="Bisa").press == Press(12, label="Bisa", name="abcdefg7")


def test_a_place_carries_its_label_and_address() -> None:
    placed = heard(Latitude="22.28", Longitude="114.15", Label="Victoria Park", Address="Causeway Bay")
    assert placed.point == Point(22.28, 114.15, "Victoria Park, Causeway Bay")


def test_a_file_is_named_by_its_path_below_twilio_and_never_by_a_host() -> None:
    assert heard(**with_file("audio/ogg")).files[0].reference == MEDIA
    elsewhere = heard(MediaUrl0="http://169.254.169.254/latest/meta-data", MediaContentType0="image/png")
    assert elsewhere.files[0].reference == ""
    assert elsewhere.raw  # what we cannot fetch is kept as it came
    assert reference_of("https://example.org/x?u=/2010-04-01/Accounts/AC/Messages/MM/Media/ME") != ""


def test_r29_a_forwarded_message_is_marked_as_somebody_elses() -> None:
    assert not heard(Body="hai").forwarded
    assert heard(Body="hai", Forwarded="true").forwarded
    often = heard(Body="hai", FrequentlyForwarded="true")
    assert (often.forwarded, often.often_forwarded) == (True, True)


def test_r29_a_message_in_a_group_opens_nothing() -> None:
    group = {"MessageSid": SID, "From": "whatsapp:120363041234567890@g.us", "Body": "tolong"}
    assert heard_from(group, b"", NOON) is None
    assert heard_from({"MessageSid": SID, "From": SITI, "GroupId": "g1", "Body": "tolong"}, b"", NOON) is None


def test_somebody_without_a_number_is_known_by_the_business_scoped_id() -> None:
    assert heard(Body="hai", From="whatsapp:ID.9f8E7d").country_hint == "ID"
    assert heard(From="whatsapp:ID.9f8E7d").address == "whatsapp:ID.9f8E7d"
    assert heard(From="", ExternalUserIdentifier="ID.9f8E7d", Body="hai").address == "whatsapp:ID.9f8E7d"
    assert heard(From="", Body="hai").address == NOBODY


def test_a_text_is_taken_as_it_was_written() -> None:
    odd = "tolong\x00\u202ertl\u200f " + "x" * 10_000
    assert heard(Body=odd).text == odd


def test_a_text_longer_than_whatsapp_allows_is_cut_and_kept_whole_beside() -> None:
    long = heard(Body="a" * (LONGEST_TEXT + 1))
    assert (long.kind, len(long.text), long.raw) == (Kind.TEXT, LONGEST_TEXT, b"as it came")


def test_what_came_without_an_id_is_the_same_message_when_it_comes_again() -> None:
    first, again = heard(MessageSid=""), heard(MessageSid="")
    assert first.key == again.key != ""


@pytest.mark.parametrize(
    ("address", "country"),
    [
        ("whatsapp:+60123456789", "MY"),
        ("whatsapp:+85251234567", "HK"),
        ("whatsapp:+6281234567890", "ID"),
        ("whatsapp:+966512345678", "SA"),
        ("whatsapp:ID.9f8E7d", "ID"),
        ("whatsapp:TW.abc.def", "TW"),
        ("whatsapp:XX.abc", ""),  # no such country
        ("whatsapp:+", ""),
        ("whatsapp:ID", ""),
        ("", ""),
    ],
)
def test_a_country_is_guessed_from_a_number_or_from_an_id(address: str, country: str) -> None:
    assert country_of(address) == country


NAMES = ["From", "MessageSid", "Body", "Latitude", "Longitude", "NumMedia", "MediaUrl0", "MediaContentType0"]


@given(st.dictionaries(st.sampled_from([*NAMES, "ButtonPayload", "ListId", "Label"]), st.text(max_size=50)))
def test_no_signed_form_whatsoever_is_refused_or_raises(fields: dict[str, str]) -> None:
    found = heard_from(fields, b"raw", NOON)
    assert found is None or (found.key.isalnum() and found.address and (found.kind is not Kind.UNREADABLE or found.raw))
