"""Twilio's calls through real HTTP: strangers leave no trace, everything signed is kept, order is as at our door."""

import asyncio
from collections.abc import Mapping
from urllib.parse import parse_qsl, urlencode

import httpx
import pytest
from twilio.request_validator import RequestValidator  # type: ignore[import-untyped]

from bot.channels.whatsapp.routes import LARGEST_REQUEST, address_of
from flows.words import Kind
from tests.channels.whatsapp_house import House, house
from tests.peers.twilio import TOKEN

SITI = "whatsapp:+60123456789"
FORM = {"MessageSid": "SM" + "0a" * 16, "From": SITI, "Body": "tolong", "NumMedia": "0"}
TYPE = "application/x-www-form-urlencoded"


def sign(url: str, form: Mapping[str, str], token: str = TOKEN) -> str:
    return str(RequestValidator(token).compute_signature(url, dict(form)))


async def post(url: str, body: bytes | str, **headers: str) -> httpx.Response:
    sent = {name.replace("_", "-"): value for name, value in headers.items()}
    async with httpx.AsyncClient(trust_env=False) as client:
        return await client.post(url, content=body, headers={"Content-Type": TYPE, **sent})


async def call(at: House, form: Mapping[str, str], signed_for: str = "", **headers: str) -> httpx.Response:
    """The form, signed for our address or for another."""
    url = f"{at.url}/whatsapp"
    return await post(url, urlencode(form), X_Twilio_Signature=sign(signed_for or url, form), **headers)


async def test_a_signed_message_is_kept_and_thanked_with_empty_twiml() -> None:
    async with house() as ours:
        answer = await call(ours, FORM)
        assert (answer.status_code, answer.headers["content-type"]) == (200, "text/xml; charset=utf-8")
        assert answer.text.endswith("<Response/>")
        assert ours.door.texts == ["tolong"]


async def test_a_missing_signature_is_turned_away_without_a_trace() -> None:
    async with house() as ours:
        assert (await post(f"{ours.url}/whatsapp", urlencode(FORM))).status_code == 403
        assert (await post(f"{ours.url}/whatsapp/status", "MessageSid=SM1&MessageStatus=sent")).status_code == 403
        assert (ours.door.heard, ours.door.became) == ([], [])


@pytest.mark.parametrize(
    ("form", "token", "path"),
    [
        (FORM, "another token", "/whatsapp"),
        (FORM, TOKEN, "/another"),  # signed for another address
        (FORM, TOKEN, "/whatsapp?a=b"),  # a query that is not configured
        ({**FORM, "Body": "something else"}, TOKEN, "/whatsapp"),
        ({name: value for name, value in FORM.items() if name != "NumMedia"}, TOKEN, "/whatsapp"),
    ],
)
async def test_a_wrong_signature_is_turned_away_without_a_trace(form: dict[str, str], token: str, path: str) -> None:
    async with house() as ours:
        signature = sign(ours.url + path, form, token)
        answer = await post(
            ours.url + path.replace("/another", "/whatsapp"), urlencode(FORM), X_Twilio_Signature=signature
        )
        assert answer.status_code == 403
        assert ours.door.heard == []


async def test_blank_repeated_and_unknown_fields_are_part_of_the_signature() -> None:
    async with house() as ours:
        form = {**FORM, "ButtonText": "", "SomethingNew": "", "Ümlaut": "ja"}
        assert (await call(ours, form)).status_code == 200
        assert ours.door.texts == ["tolong"]


@pytest.mark.parametrize("public", ["https://help.example", "https://help.example:443", "https://help.example/"])
async def test_behind_a_proxy_the_public_address_counts_with_its_port_or_without(public: str) -> None:
    async with house(public_url=public) as ours:
        for place, signed_for in enumerate(["https://help.example/whatsapp", "https://help.example:443/whatsapp"]):
            form = {**FORM, "MessageSid": f"SM{place:032}"}
            assert (await call(ours, form, signed_for)).status_code == 200
        assert len(ours.door.heard) == 2


async def test_what_the_request_says_of_its_own_address_is_not_believed() -> None:
    async with house(public_url="https://help.example") as ours:
        liar = {"X_Forwarded_Host": "help.example", "X_Forwarded_Proto": "https", "Host": "help.example"}
        assert (await call(ours, FORM, f"{ours.url}/whatsapp", **liar)).status_code == 403
        assert (await call(ours, FORM, "https://evil.example/whatsapp", Host="evil.example")).status_code == 403
        assert ours.door.heard == []


def test_a_query_and_a_path_in_the_public_address_are_kept_as_configured() -> None:
    assert (
        address_of("https://help.example/kentongan/?a=b", "/whatsapp") == "https://help.example/kentongan/whatsapp?a=b"
    )


async def test_a_query_that_is_configured_is_part_of_the_signed_address() -> None:
    async with house(public_url="https://help.example?a=b") as ours:
        assert (await call(ours, FORM, "https://help.example/whatsapp?a=b")).status_code == 200
        assert (await call(ours, FORM, "https://help.example/whatsapp")).status_code == 403


ODD = [
    {},  # nothing at all
    {"Body": "no sender, no id"},
    {**FORM, "Latitude": "200", "Longitude": "7"},
    {**FORM, "Body": "\x00\u202e\u200f" * 10},
    {**FORM, "Body": "ا" * 10_000},
    {**FORM, "Body": "b" * 5_000_000},
    {**FORM, "NumMedia": "-1", "MediaUrl0": "\x00"},
    {**FORM, "MessageSid": "../../etc/passwd"},
]


@pytest.mark.parametrize("form", ODD, ids=range(len(ODD)))
async def test_whatever_is_signed_is_kept_and_never_an_error(form: dict[str, str]) -> None:
    async with house() as ours:
        assert (await call(ours, form)).status_code == 200
        (kept,) = ours.door.heard
        assert kept.kind is Kind.UNREADABLE or kept.text
        assert kept.kind is not Kind.UNREADABLE or kept.raw == urlencode(form).encode()


@pytest.mark.parametrize("body", [b'{"a": 1}', b"\xff\xfe\x00", b"%ZZ=%", b"&&&==", b"From=%ED%A0%80"])
async def test_a_body_that_is_no_form_is_kept_raw_when_signed_and_refused_when_not(body: bytes) -> None:
    async with house() as ours:
        url = f"{ours.url}/whatsapp"
        fields = dict(parse_qsl(body.decode("utf-8", "replace"), keep_blank_values=True))
        assert (await post(url, body, X_Twilio_Signature="AAAA")).status_code == 403
        assert (await post(url, body, X_Twilio_Signature=sign(url, fields))).status_code == 200
        assert [one.raw for one in ours.door.heard] == [body]


async def test_what_no_vendor_sends_is_refused_before_it_fills_the_memory() -> None:
    async with house() as ours:
        too_much = b"Body=" + b"a" * LARGEST_REQUEST
        assert (await post(f"{ours.url}/whatsapp", too_much, X_Twilio_Signature="A")).status_code == 413
        many = "&".join(f"f{place}=" for place in range(3000))
        assert (await post(f"{ours.url}/whatsapp", many, X_Twilio_Signature="A")).status_code == 403
        assert ours.door.heard == []


async def test_503_is_answered_only_when_the_message_could_not_be_stored() -> None:
    async with house() as ours:
        ours.door.closed = True
        assert (await call(ours, FORM)).status_code == 503
        ours.door.closed = False
        assert (await call(ours, FORM)).status_code == 200
        assert (await call(ours, FORM)).status_code == 200  # the same again: thanked, and changes nothing
        assert ours.door.texts == ["tolong"]


async def test_a_fault_of_ours_while_storing_is_a_503_and_says_nothing_of_the_person(
    caplog: pytest.LogCaptureFixture, monkeypatch: pytest.MonkeyPatch
) -> None:
    async with house() as ours:
        monkeypatch.setattr(ours.door, "heard", None)
        assert (await call(ours, FORM)).status_code == 503
        assert "TypeError" in caplog.text
        assert "tolong" not in caplog.text
        assert "60123456789" not in caplog.text


async def test_messages_keep_the_order_in_which_their_requests_were_complete() -> None:
    async with house() as ours:
        ours.door.slow = 0.05
        url = f"{ours.url}/whatsapp"
        complete: list[str] = []

        async def slowly(place: int, whole_after: float) -> None:
            """Open the request at once and complete it later: what counts is when it is complete."""
            form = {**FORM, "MessageSid": f"SM{place:032}", "Body": f"pesan {place}"}
            body = urlencode(form).encode()
            head = (
                f"POST /whatsapp HTTP/1.1\r\nHost: x\r\nContent-Type: {TYPE}\r\nContent-Length: {len(body)}\r\n"
                f"X-Twilio-Signature: {sign(url, form)}\r\nConnection: close\r\n\r\n"
            )
            reader, writer = await asyncio.open_connection("127.0.0.1", httpx.URL(url).port)
            writer.write(head.encode() + body[:20])
            await writer.drain()
            await asyncio.sleep(whole_after)
            complete.append(form["Body"])
            writer.write(body[20:])
            await writer.drain()
            assert b" 200 " in await reader.readline()
            writer.close()

        await asyncio.gather(*(slowly(place, 0.3 - place * 0.02) for place in range(12)))
        assert ours.door.texts == complete == [f"pesan {place}" for place in reversed(range(12))]
        assert [one.at for one in ours.door.heard] == sorted(one.at for one in ours.door.heard)


async def test_200_people_who_write_five_times_at_once_are_each_taken_once() -> None:
    async with house() as ours:
        people = [ours.peer.person(f"whatsapp:+6281{place:08}") for place in range(200)]
        await asyncio.gather(*(one.writes(f"jawaban {turn}") for one in people for turn in range(5)))
        assert len(ours.door.heard) == len({one.key for one in ours.door.heard}) == 1000
        assert {one.address for one in ours.door.heard} == {one.address for one in people}


async def test_a_status_is_told_by_the_id_of_the_line() -> None:
    async with house() as ours:
        url = f"{ours.url}/whatsapp/status"
        for form in (
            {"MessageSid": "SM1", "MessageStatus": "read"},
            {"SmsSid": "SM2", "SmsStatus": "failed", "ErrorCode": "63018"},
            {"MessageSid": "SM3", "MessageStatus": "a state that Twilio invents"},
            {"MessageSid": "SM3", "MessageStatus": "queued"},
            {"MessageSid": "SM4", "MessageStatus": "undelivered", "ErrorCode": "63016"},
            {"MessageStatus": "sent"},
        ):
            assert (await post(url, urlencode(form), X_Twilio_Signature=sign(url, form))).status_code == 200
        told = [("SM1", "read", ""), ("SM2", "failed", "63018"), ("SM4", "failed", "63016")]
        assert ours.door.became == told


async def test_a_status_that_is_faster_than_our_saving_of_the_line_is_told_again() -> None:
    async with house() as ours:
        ours.door.not_saved_yet = 2
        url, form = f"{ours.url}/whatsapp/status", {"MessageSid": "SM1", "MessageStatus": "failed"}
        assert (await post(url, urlencode(form), X_Twilio_Signature=sign(url, form))).status_code == 200
        assert ours.door.became == [("SM1", "failed", "")]
        assert ours.door.not_saved_yet == 0


async def test_a_status_that_could_not_be_stored_is_a_503() -> None:
    async with house() as ours:
        ours.door.closed = True
        url, form = f"{ours.url}/whatsapp/status", {"MessageSid": "SM1", "MessageStatus": "sent"}
        assert (await post(url, urlencode(form), X_Twilio_Signature=sign(url, form))).status_code == 503
