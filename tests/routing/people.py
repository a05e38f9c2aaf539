"""Invented officers and cases for the routing tests, and hypothesis strategies over them."""

from datetime import UTC, datetime, time, timedelta

from hypothesis import settings
from hypothesis import strategies as st

from bot.routing import Case, Officer
from bot.routing.values import KP2MI, PALANG_MERAH, TRAININGS, Away, Calendar, Presence, Readers, Span
from flows.words import Service, Urgency

# A busy machine is no failure.
patient = settings(deadline=None, max_examples=60)
NOON = datetime(2026, 11, 23, 12, 0, tzinfo=UTC)
DAYS = Calendar("Asia/Jakarta", tuple(Span(day, time(8), time(16)) for day in range(7)))
NIGHTS = Calendar("Asia/Jakarta", tuple(Span(day, time(22), time(6)) for day in range(7)))
LONDON = Calendar("Europe/London", tuple(Span(day, time(9), time(12)) for day in range(7)))


def officer(number: int, office: str = "kp2mi.a", organisation: str = KP2MI, **more: object) -> Officer:
    """An officer on duty, who speaks Indonesian and serves everything, unless told otherwise."""
    return Officer(number, office, organisation, **more)  # type: ignore[arg-type]


def case(service: Service = Service.EMERGENCY, urgency: Urgency = Urgency.CRITICAL, **more: object) -> Case:
    """A case at the office kp2mi.a, unless told otherwise."""
    at: dict[str, object] = {"office": "kp2mi.a", "organisation": KP2MI, **more}
    return Case(service, urgency, **at)  # type: ignore[arg-type]


OFFICES = (("kp2mi.a", KP2MI), ("kp2mi.b", KP2MI), ("palang_merah.a", PALANG_MERAH), ("kbri", "mission:kbri"))
moments = st.datetimes(datetime(2026, 10, 20), datetime(2026, 11, 5)).map(lambda at: at.replace(tzinfo=UTC))  # noqa: DTZ001


@st.composite
def officers(draw: st.DrawFn) -> list[Officer]:
    """Up to a dozen officers of every kind, in four offices of three organisations."""
    how_many = draw(st.integers(0, 12))
    return [_one(draw, number) for number in range(1, how_many + 1)]


def _one(draw: st.DrawFn, number: int) -> Officer:
    office, organisation = draw(st.sampled_from(OFFICES))
    around = draw(moments)
    away = Away(around, around + timedelta(days=2), draw(st.integers(0, 12)))
    return Officer(
        number,
        office,
        organisation,
        services=draw(st.frozensets(st.sampled_from(list(Service)), min_size=1)),
        languages=draw(st.frozensets(st.sampled_from(["id", "jv", "sas"]), min_size=1)),
        gender=draw(st.sampled_from(["", "female", "male"])),
        training=draw(st.frozensets(st.sampled_from(TRAININGS), max_size=2)),
        capacity=draw(st.integers(1, 3)),
        lead=draw(st.booleans()),
        presence=draw(st.sampled_from(list(Presence))),
        shifts=draw(st.sampled_from([None, DAYS, NIGHTS, LONDON])),
        away=draw(st.sampled_from([(), (away,)])),
        rests_until=draw(st.none() | moments),
        works_until=draw(st.none() | moments),
        agrees_to_call_ins=draw(st.booleans()),
        called_in_at=draw(st.none() | moments),
        on_call=draw(st.booleans()),
        first_look=draw(st.booleans()),
        open_tickets=draw(st.integers(0, 3)),
        open_offers=draw(st.integers(0, 2)),
        taken_today=draw(st.integers(0, 3)),
        demonstration=draw(st.booleans()),
    )


@st.composite
def cases(draw: st.DrawFn) -> Case:
    """A case of any kind at one of the four offices."""
    office, organisation = draw(st.sampled_from(OFFICES))
    about = draw(st.sampled_from([(), ("kp2mi.a",), (KP2MI,), ("officer:3",), ("mission",)]))
    return Case(
        draw(st.sampled_from(list(Service))),
        draw(st.sampled_from(list(Urgency))),
        id=draw(st.integers(0, 1000)),
        language=draw(st.sampled_from(["id", "jv", "sas", "ban"])),
        signs=draw(st.frozensets(st.sampled_from(["suicide", "sexual_violence", "child", "hunger"]), max_size=2)),
        wish_gender=draw(st.sampled_from(["", "female", "male"])),
        readers=draw(st.sampled_from(list(Readers))),
        complaint_about=frozenset(about),
        office=office,
        organisation=organisation,
        parents=draw(st.sampled_from([(), ("kp2mi.b",)])),
        stage=draw(st.integers(0, 4)),
        tried=draw(st.frozensets(st.integers(1, 12), max_size=4)),
        vendor=draw(st.booleans()),
        surge=draw(st.booleans()),
        looked=draw(st.booleans()),
    )
