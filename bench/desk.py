"""Measure the desk: `python -m bench.desk`. Many open tickets, many open desks; one JSON line a figure."""

import argparse
import asyncio
import json
import os
import re
import secrets
import statistics
import time
from collections import Counter, defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path
from random import Random
from tempfile import TemporaryDirectory

import httpx

from bench.crowd import OFFICERS, Filled, Served, fill
from bench.views import costs

QUEUES = ("mine", "offered", "unassigned", "office", "waiting", "escalated", "mentions", "closed")
SLOWEST_WANTED_MS = 150
SHOWN_WANTED_MS = 1000


@dataclass
class Figures:
    """What was measured, by view in milliseconds."""

    views: dict[str, list[float]] = field(default_factory=lambda: defaultdict(list))
    told: dict[str, dict[int, float]] = field(default_factory=lambda: defaultdict(dict))
    """Of each new ticket, by desk, how long after the person's message was taken the desk was told."""
    refused: Counter[str] = field(default_factory=Counter)


def main() -> None:
    """Fill, listen, measure and print."""
    asked = arguments()
    tell(figure="machine", processors=os.cpu_count(), load_before=[round(load, 1) for load in os.getloadavg()])
    with TemporaryDirectory() as folder:
        begun = time.perf_counter()
        filled = fill(Path(folder), asked.tickets)
        tell(figure="fill", tickets=asked.tickets, seconds=round(time.perf_counter() - begun, 1))
        for cost in asyncio.run(costs(Path(folder), filled, QUEUES)):
            tell(figure="processor", view=cost.view, read_ms=cost.read, drawn_ms=cost.drawn, bytes=cost.size)
        with Served(Path(folder)).open() as served:
            worked, begun = served.worked(), time.perf_counter()
            found = asyncio.run(measure(served.url, filled, asked.desks, asked.seconds, asked.dangers))
            share_of_one = (served.worked() - worked) / (time.perf_counter() - begun)
            tell(figure="server", processors_used=round(share_of_one, 2))
    report(found, asked.desks)
    tell(figure="machine", load_after=[round(load, 1) for load in os.getloadavg()])


def arguments() -> argparse.Namespace:
    """How much to measure."""
    asked = argparse.ArgumentParser(prog="python -m bench.desk", description=__doc__)
    asked.add_argument("--tickets", type=int, default=20_000, help="open tickets")
    asked.add_argument("--desks", type=int, default=50, help=f"officers who listen, {OFFICERS} at most")
    asked.add_argument("--seconds", type=float, default=40, help="how long views are asked for")
    asked.add_argument("--dangers", type=int, default=12, help="new tickets in danger meanwhile")
    return asked.parse_args()


async def measure(url: str, filled: Filled, desks: int, seconds: float, dangers: int) -> Figures:
    """Every desk listens and keeps itself fresh as the page does; one officer looks at everything meanwhile."""
    found = Figures()
    limits = httpx.Limits(max_connections=3 * desks + 20)
    async with httpx.AsyncClient(base_url=url, timeout=60, limits=limits) as client:
        ready = [asyncio.Event() for _desk in range(desks)]
        listening = [asyncio.create_task(desk(client, filled, n, ready[n], found)) for n in range(desks)]
        await asyncio.gather(*(one.wait() for one in ready))
        await asyncio.sleep(3)
        ends = time.perf_counter() + seconds
        await asyncio.gather(look(client, filled, ends, found), people(client, seconds, dangers, found))
        for task in listening:
            task.cancel()
        await asyncio.gather(*listening, return_exceptions=True)
    return found


async def desk(client: httpx.AsyncClient, filled: Filled, number: int, ready: asyncio.Event, found: Figures) -> None:
    """One open page: told of changes, it fetches what is new a little later, as desk.js does."""
    page = Page(client, {"desk": filled.tokens[number]}, Random(number), found)  # noqa: S311
    try:
        async with client.stream("GET", "/desk/live", headers=header(page.cookies)) as answer:
            async for line in answer.aiter_lines():
                ready.set()
                if not line.startswith("data: ["):
                    continue
                now = time.perf_counter()
                changes = json.loads(line.removeprefix("data: "))
                for change in changes:
                    if change["fresh"] and change["free"] and change["priority"] == "P0":
                        found.told[change["code"]].setdefault(number, now)
                page.heard({change["code"] for change in changes})
    finally:
        await page.leave()


@dataclass
class Page:
    """What an open page knows: the rows that it shows, and when it will ask again."""

    client: httpx.AsyncClient
    cookies: dict[str, str]
    draw: Random
    found: Figures
    rows: set[str] = field(default_factory=set)
    due: float = float("inf")
    asking: "asyncio.Task[None] | None" = None
    """What waits until it asks."""
    under_way: "set[asyncio.Task[None]]" = field(default_factory=set)

    def heard(self, codes: set[str]) -> None:
        """A row that is shown is fetched soon; all else changes only the counts."""
        wait = 1 + self.draw.random() * 3 if codes & self.rows else 4 + self.draw.random() * 4
        if time.perf_counter() + wait < self.due:
            self.close()
            self.due = time.perf_counter() + wait
            self.asking = asyncio.create_task(self.ask(wait))
            self.under_way.add(self.asking)
            self.asking.add_done_callback(self.under_way.discard)

    async def ask(self, wait: float) -> None:
        """What the page fetches by itself."""
        await asyncio.sleep(wait)
        self.due, self.asking = float("inf"), None
        html = await view(
            self.client, "/desk/now?queue=unassigned&part=list&at=&seen=1", self.cookies, "now", self.found
        )
        self.rows = set(re.findall(r'data-code="(\w+)"', html))

    def close(self) -> None:
        """Ask no more."""
        if self.asking is not None:
            self.asking.cancel()

    async def leave(self) -> None:
        """Go away, with what is under way: nobody is left who would hear that it was broken off."""
        under_way = list(self.under_way)
        for task in under_way:
            task.cancel()
        await asyncio.gather(*under_way, return_exceptions=True)


def header(cookies: dict[str, str]) -> dict[str, str]:
    """The cookies of one desk, on a client that all share."""
    return {"Cookie": "; ".join(f"{name}={value}" for name, value in cookies.items())}


async def view(client: httpx.AsyncClient, path: str, cookies: dict[str, str], name: str, found: Figures) -> str:
    """Ask for one page and take its time."""
    begun = time.perf_counter()
    answer = await client.get(path, headers=header(cookies))
    found.views[name].append((time.perf_counter() - begun) * 1000)
    if answer.status_code != 200:
        found.refused[f"{name}: {answer.status_code}"] += 1
    return answer.text


async def look(client: httpx.AsyncClient, filled: Filled, ends: float, found: Figures) -> None:
    """An officer and a lead look at every view, one after the other, a few times a second."""
    officer, lead, draw = {"desk": filled.tokens[0]}, {"desk": filled.lead}, Random(7)  # noqa: S311
    while time.perf_counter() < ends:
        for queue in QUEUES:
            await view(client, f"/desk/?queue={queue}", officer, f"queue {queue}", found)
        await view(client, "/desk/?queue=office&country=JP", officer, "queue narrowed", found)
        await view(client, f"/desk/t/{draw.choice(filled.codes)}?queue=office", officer, "ticket", found)
        await view(client, f"/desk/t/{filled.longest}?queue=mine", officer, "ticket with 200 lines", found)
        await view(client, "/desk/?queue=office", lead, "queue office, lead", found)
        await view(client, "/desk/oversee", lead, "oversee", found)
        await view(client, "/desk/figures", lead, "figures", found)
        await view(client, "/desk/digest", officer, "digest", found)
        await view(client, "/desk/links", {"desk": filled.tracer}, "family-links room", found)
        await asyncio.sleep(0.2)


async def people(client: httpx.AsyncClient, seconds: float, dangers: int, found: Figures) -> None:
    """New people write of danger, evenly over the time."""
    for _number in range(dangers):
        address, before = secrets.token_hex(16), set(found.told)
        said = {"address": address, "key": secrets.token_hex(8), "kind": "text", "text": "tolong saya dipukul majikan"}
        begun = time.perf_counter()
        answer = await client.post("/simulator/messages", json=said)
        if answer.status_code != 200:
            found.refused[f"message: {answer.status_code}"] += 1
        await asyncio.sleep(max(2.0, seconds / dangers))
        for code in set(found.told) - before:
            found.told[code] = {number: at - begun for number, at in found.told[code].items()}


def report(found: Figures, desks: int) -> None:
    """The figures, each beside what is wanted."""
    for name, took in sorted(found.views.items()):
        tell(figure="view", view=name, asked=len(took), median_ms=round(statistics.median(took), 1),
             p95_ms=round(share(took, 0.95), 1), wanted_ms=SLOWEST_WANTED_MS)  # fmt: skip
    everything = [one for took in found.views.values() for one in took]
    tell(figure="view", view="any", asked=len(everything), p95_ms=round(share(everything, 0.95), 1),
         wanted_ms=SLOWEST_WANTED_MS)  # fmt: skip
    waits = [wait * 1000 for told in found.told.values() for wait in told.values() if wait < 60]
    complete = sum(len(told) == desks for told in found.told.values())
    tell(figure="new P0 on a desk", tickets=len(found.told), on_every_desk=complete,
         median_ms=round(statistics.median(waits), 1), p95_ms=round(share(waits, 0.95), 1),
         slowest_ms=round(max(waits), 1), wanted_ms=SHOWN_WANTED_MS)  # fmt: skip
    tell(figure="refused", by_what_and_status=dict(found.refused))


def share(values: Sequence[float], part: float) -> float:
    """The value under which this share of them lies."""
    return sorted(values)[min(len(values) - 1, int(len(values) * part))]


def tell(**figure: object) -> None:
    """Print one figure as a JSON line."""
    print(json.dumps(figure), flush=True)


if __name__ == "__main__":
    main()
