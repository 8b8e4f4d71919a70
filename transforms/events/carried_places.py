"""Where events happen whose sentence does not say it: the place of an event told before, or where the article was written."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field, replace

from transforms.events.places import place_rules
from transforms.events.records import EventRecord, Place


@dataclass(slots=True)
class _Told:
    """The places told so far: the last of all, the last of each type of event, the last in each country."""

    last: Place | None
    of_type: dict[str, Place] = field(default_factory=dict)
    in_country: dict[str, Place] = field(default_factory=dict)

    def add(self, place: Place, event_type: str) -> None:
        self.last = self.of_type[event_type] = place
        if place.country:
            self.in_country[place.country] = place

    def nearest(self, event: EventRecord) -> Place | None:
        """The last place of such an event; in another country than all who take part, the last in one of theirs."""
        place = self.of_type.get(event.event_type, self.last)
        countries = [one.country for one in event.participants if one.role != "source" and one.country]
        if place is None or not countries or place.country in countries:
            return place
        return next((self.in_country[one] for one in reversed(countries) if one in self.in_country), place)


def carry_places(events: Sequence[EventRecord], dateline: Place | None) -> None:
    """Give events without a place, of types that take one, a place told before, else the first one told after."""
    told = _Told(next((event.place for event in events if event.place is not None), None))
    for event in events:
        if event.place is not None and (event.sentence_no > 0 or told.last is None):
            told.add(event.place, event.event_type)
        elif event.place is None and place_rules()[event.event_type].is_carried:
            event.place = _carry(told.nearest(event), dateline)


def _carry(previous: Place | None, dateline: Place | None) -> Place | None:
    """The place of an event whose sentence names none: that of an event before, else the dateline's."""
    carried = previous or dateline
    return replace(carried, start_char=None, end_char=None) if carried else None
