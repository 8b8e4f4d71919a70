"""What someone of whom nothing else is told is by what he does or suffers: `seeds/actors/role_sectors.csv`.

The victim of an attack is a civilian, the arrested one a suspect, the convict a criminal (CODEBOOK 2 and 10).
"""

from __future__ import annotations

from functools import cache

from seeds import read_rows
from transforms.events.actors import ActorLexicon
from transforms.events.records import EventRecord, Participant


def settle_sectors(event: EventRecord, actors: ActorLexicon) -> None:
    """Give persons without a sector, nouns that only say "a person" and nationalities that act the sector of their part."""
    for one in event.participants:
        subject = _subject_of(one, actors)
        if subject is not None:
            sector = _sector_of(one.role, event.event_type, event.event_mode or "", subject)
            one.sectors = (sector,) if sector else one.sectors


def _subject_of(one: Participant, actors: ActorLexicon) -> str | None:
    """`name` for a person with a name and nothing else, `anyone` for a man or a woman without a name.

    `nationality` for an adjective: those behind an "Israeli air strike" are no citizens.
    """
    if one.head.tag_ == "JJ" and one.mention is not None and one.mention.label == "NORP" and one.country:
        return "nationality"
    if one.mention is not None and one.mention.entity is not None:
        return "name" if one.mention.entity.label == "PERSON" and not one.sectors else None
    return "anyone" if actors.is_anyone(one.head.lemma_) and one.head.ent_type_ == "" else None


def _sector_of(role: str, event_type: str, event_mode: str, subject: str) -> str | None:
    rows = _rows()
    keys = ((role, event_type, event_mode, subject), (role, event_type, "", subject), (role, "", "", subject))
    return next((rows[key] for key in keys if key in rows), None)


@cache
def _rows() -> dict[tuple[str, str, str, str], str]:
    key = ("role", "event_type", "event_mode", "subject")
    return {tuple(row[column] for column in key): row["sector"] for row in read_rows("actors/role_sectors.csv")}  # type: ignore[misc]
