"""Lists of people that volunteers write in an event: read from CSV with clear faults, kept sealed, printed as sheets.

Who stands on a list is told to nobody by that alone (SAFETY R27); the words of each line have a key of their own.
"""

import csv
import io
import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from html import escape
from types import MappingProxyType
from typing import Final

from sqlmodel import Session, col, select

from bot import permits
from bot.errors import HelplineError
from bot.events import running_one, write_of_event
from bot.family.compare import Compared, compare
from bot.seekers import alike, request_of
from bot.store.dossiers import new_code
from bot.store.event_tables import Listed
from bot.store.tables import Key, Office, Officer
from bot.store.vault import Vault
from bot.tickets import Say, found, in_indonesian, may, write_down
from flows.script import _

COLUMNS: Final[Mapping[str, str]] = MappingProxyType(
    {
        "name": _("nama"),
        "parents": _("orang tua"),
        "sex": _("jenis kelamin"),
        "birth_year": _("tahun lahir"),
        "home": _("asal"),
        "found_at": _("tempat sekarang"),
        "condition": _("keadaan"),
        "note": _("catatan"),
    }
)
"""The columns of a list with their headings; the first has to be filled in every line."""
SEXES: Final = ("", "l", "p", "laki-laki", "perempuan")
CONDITIONS: Final = ("", "sehat", "luka", "dirawat", "belum diketahui")
MOST_BYTES: Final = 500_000
MOST_ROWS: Final = 500
LONGEST_CELL: Final = 200
FAULTS: Final[Mapping[str, str]] = MappingProxyType(
    {
        "too_big": _("Berkas terlalu besar. Paling banyak 500 orang satu berkas."),
        "not_text": _("Ini bukan berkas CSV. Simpan sebagai CSV, lalu coba lagi."),
        "no_heading": _("Baris judul tidak dikenal. Pakai lembar contoh dari kami."),
        "twice": _("Judul kolom ini ada dua kali."),
        "empty": _("Tidak ada orang di berkas ini."),
        "cells": _("Jumlah kolom tidak sama dengan baris judul."),
        "no_name": _("Nama belum diisi."),
        "too_long": _("Isi terlalu panjang. Paling banyak 200 huruf."),
        "sex": _("Tulis L, P, atau kosong."),
        "birth_year": _("Tulis tahun dengan empat angka, misalnya 1990."),
        "condition": _("Tulis sehat, luka, dirawat, atau belum diketahui."),
        "same": _("Baris ini sama dengan baris sebelumnya."),
    }
)
"""What is wrong with a list, said so that a volunteer can mend it. Never with a word of the list itself."""
Line = Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Fault:
    """What is wrong, in which line of the file (0: the whole) and column (its heading, or nothing)."""

    line: int
    column: str
    why: str


class BadList(HelplineError):
    """The list was not taken. Mend the lines that are named, then send all of it again."""

    def __init__(self, faults: Sequence[Fault]) -> None:
        super().__init__()
        self.faults = tuple(faults)


def read_list(content: bytes) -> tuple[Line, ...]:
    """The lines of a CSV file, with commas, semicolons or tabs. All or nothing: raises BadList with every fault."""
    text = text_of(content)
    delimiter = max(",;\t", key=text.split("\n", 1)[0].count)
    try:
        rows = list(csv.reader(io.StringIO(text), delimiter=delimiter))
    except csv.Error:
        raise BadList([Fault(0, "", "not_text")]) from None
    columns = headings(rows[0] if rows else [])
    faults: list[Fault] = []
    lines: list[dict[str, str]] = []
    for number, cells in enumerate(rows[1:], start=2):
        if not any(cell.strip() for cell in cells):
            continue
        if len(cells) != len(columns):
            faults.append(Fault(number, "", "cells"))
            continue
        line = {column: plain(cell) for column, cell in zip(columns, cells, strict=True)}
        faults += [Fault(number, COLUMNS[column], why) for column, why in wrong_with(line)]
        if line in lines:
            faults.append(Fault(number, "", "same"))
        lines.append(line)
    if len(lines) > MOST_ROWS:
        faults = [Fault(0, "", "too_big")]
    if not lines and not faults:
        faults = [Fault(0, "", "empty")]
    if faults:
        raise BadList(faults)
    return tuple(lines)


def text_of(content: bytes) -> str:
    """The file as text: UTF-8, or what older spreadsheets write. Raises BadList for anything that is no text."""
    if len(content) > MOST_BYTES:
        raise BadList([Fault(0, "", "too_big")])
    if b"\0" in content:
        raise BadList([Fault(0, "", "not_text")])
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError:
        text = content.decode("cp1252", "replace")
    return text.replace("\r\n", "\n").replace("\r", "\n")


def headings(cells: Sequence[str]) -> tuple[str, ...]:
    """The columns that a heading names. Raises BadList for one that is unknown, missing or there twice."""
    names = {heading: column for column, heading in COLUMNS.items()} | {column: column for column in COLUMNS}
    columns = [names.get(" ".join(cell.casefold().replace("_", " ").split()), "") for cell in cells]
    if "name" not in columns or "" in columns:
        raise BadList([Fault(1, "", "no_heading")])
    if len(set(columns)) < len(columns):
        raise BadList([Fault(1, "", "twice")])
    return tuple(columns)


def plain(cell: str) -> str:
    """A cell on one line, without signs that nobody can see and without what a spreadsheet put before a formula."""
    seen = "".join(sign if sign.isprintable() else " " for sign in cell)
    return " ".join(seen.split()).removeprefix("'")


def wrong_with(line: Line) -> Iterable[tuple[str, str]]:
    """(column, fault) of everything that is wrong with one line."""
    if not line["name"]:
        yield "name", "no_name"
    yield from ((column, "too_long") for column, cell in line.items() if len(cell) > LONGEST_CELL)
    if line.get("sex", "").casefold() not in SEXES:
        yield "sex", "sex"
    if not re.fullmatch(r"((19|20)\d\d)?", line.get("birth_year", "")):
        yield "birth_year", "birth_year"
    if line.get("condition", "").casefold() not in CONDITIONS:
        yield "condition", "condition"


def organisation_of(db: Session, officer: Officer) -> str:
    """The organisation that an officer belongs to."""
    return db.get_one(Office, officer.office_id).organisation


def enter(db: Session, vault: Vault, event_id: int, officer: Officer, lines: Sequence[Line], now: datetime) -> str:
    """Keep a list that was read; the code of the batch. Each line gets a key of its own."""
    permits.require(officer, "list.enter", organisation_of(db, officer))
    running_one(db, event_id)
    batch = new_code()
    keys = [Key(wrapped=b"", created_at=now) for _line in lines]
    db.add_all(keys)
    db.flush()
    for key in keys:
        key.wrapped = vault.new_key(key.id or 0)
    rows = [
        Listed(
            event_id=event_id,
            key_id=key.id or 0,
            officer_id=officer.id or 0,
            at=now,
            batch=batch,
            place=place,
            sealed_row=b"",
        )
        for place, key in enumerate(keys, start=1)
    ]
    db.add_all(rows)
    db.flush()
    for row, key, line in zip(rows, keys, lines, strict=True):
        row.sealed_row = vault.person(key.id or 0, key.wrapped).seal_json("listed.sealed_row", row.id or 0, dict(line))
    write_of_event(db, event_id, officer, "list_entered", now, f"{batch} {len(lines)}")
    db.flush()
    return batch


def opened(db: Session, vault: Vault, which: Sequence[Listed]) -> list[dict[str, str]]:
    """The lines, opened."""
    keys = {key.id: key for key in db.exec(select(Key).where(col(Key.id).in_([row.key_id for row in which])))}
    lines = []
    for row in which:
        if (key := keys.get(row.key_id)) is not None:
            line = vault.person(key.id or 0, key.wrapped).open_json("listed.sealed_row", row.id or 0, row.sealed_row)
            lines.append({name: str(value) for name, value in line.items()})
    return lines


def show(db: Session, vault: Vault, batch: str, officer: Officer, now: datetime) -> list[dict[str, str]]:
    """The lines of one list, for whoever traces people; that it was read is written down."""
    permits.require(officer, "list.read", organisation_of(db, officer))
    rows = db.exec(select(Listed).where(Listed.batch == batch).order_by(col(Listed.place))).all()
    if rows:
        write_of_event(db, rows[0].event_id, officer, "list_read", now, f"{batch} {len(rows)}")
    return opened(db, vault, rows)


def take_back(db: Session, batch: str, officer: Officer, now: datetime) -> int:
    """Take a list back that was entered by mistake: its keys are destroyed, and with them its words. How many."""
    rows = db.exec(select(Listed).where(Listed.batch == batch).with_for_update()).all()
    if not rows:
        return 0
    lead = rows[0].officer_id != officer.id
    permits.require(officer, "list.read" if lead else "list.enter", organisation_of(db, officer))
    keys = [row.key_id for row in rows]
    event_id, many = rows[0].event_id, len(rows)
    for row in rows:
        db.delete(row)
    db.flush()
    for key in db.exec(select(Key).where(col(Key.id).in_(keys))).all():
        db.delete(key)
    write_of_event(db, event_id, officer, "list_taken_back", now, f"{batch} {many}")
    db.flush()
    return many


def on_lists(
    db: Session, vault: Vault, ticket_id: int, officer: Officer, now: datetime
) -> list[tuple[str, int, tuple[Compared, ...]]]:
    """(batch, line, field by field) of every line on the lists of running events that may be who is looked for."""
    permits.require(officer, "list.read", organisation_of(db, officer))
    ticket = found(db, ticket_id)
    may(db, officer, "ticket.read", ticket)
    asked = request_of(db, vault, ticket)
    rows = db.exec(select(Listed).order_by(col(Listed.id).desc()).limit(MOST_ROWS * 10)).all()
    compared = [
        (row.batch, row.place, compare(asked, line, "list"))
        for row, line in zip(rows, opened(db, vault, rows), strict=False)
    ]
    near = [one for one in compared if alike(one[2])]
    write_down(db, ticket, officer, "compared_lists", now, str(len(near)))
    return near


EMPTY_LINES: Final = 22
SHEET_TITLE: Final = _("Daftar orang")
SHEET_RULES: Final = (
    _("Satu orang satu baris. Tulis hanya yang orang itu mau sebutkan."),
    _("Jangan beri tahu siapa pun siapa yang ada di daftar ini."),
    _("Serahkan lembar ini kepada Palang Merah. Jangan difoto."),
)
SHEET_FOOT: Final = _("Ditulis oleh: ________  Tempat: ________  Tanggal, jam: ________")
SHEET = """<!doctype html>
<html lang="id"><head><meta charset="utf-8"><title>{title}</title>
<style>@page{{size:A4 landscape;margin:1cm}}body{{font:11pt/1.3 sans-serif}}table{{width:100%;border-collapse:collapse}}
th,td{{border:1px solid #000;padding:2mm;text-align:left;height:5mm}}tr{{break-inside:avoid}}</style>
</head><body><h1>{title}</h1>{rules}<table><thead><tr>{head}</tr></thead><tbody>{body}</tbody></table>
<p>{foot}</p></body></html>
"""


def sheet(lines: Sequence[Line] = (), say: Say = in_indonesian) -> str:
    """A sheet to print and fill in by hand; with lines, the filled list. It loads nothing."""
    head = "".join(f"<th>{escape(say('id', heading))}</th>" for heading in COLUMNS.values())
    rows = lines or [dict.fromkeys(COLUMNS, "")] * EMPTY_LINES
    cells = ("".join(f"<td>{escape(row.get(column, ''))}</td>" for column in COLUMNS) for row in rows)
    return SHEET.format(
        title=escape(say("id", SHEET_TITLE)),
        rules="".join(f"<p>{escape(say('id', rule))}</p>" for rule in SHEET_RULES),
        head=head,
        body="".join(f"<tr>{row}</tr>" for row in cells),
        foot=escape(say("id", SHEET_FOOT)),
    )


def template() -> str:
    """The heading of a list as CSV, to be filled in."""
    return ",".join(COLUMNS.values()) + "\r\n"


def as_csv(lines: Sequence[Line]) -> str:
    """Lines as CSV that a spreadsheet shows and never carries out."""
    out = io.StringIO()
    writer = csv.writer(out)
    writer.writerow(COLUMNS.values())
    for line in lines:
        cells = (line.get(column, "") for column in COLUMNS)
        writer.writerow([f"'{cell}" if cell[:1] in ("=", "+", "-", "@") else cell for cell in cells])
    return out.getvalue()
