"""What the first lines of an article say of place and day of publication: datelines and date lines."""

from __future__ import annotations

import re
from datetime import date

from transforms.events.time_phrases import Found, find_phrases
from transforms.events.time_setting import Setting
from transforms.events.time_words import cut_pieces

HEAD_LINES = 5  # lines of an article's head in which a line with nothing but a date is looked for
LONGEST_LINE = 60

_DATELINE = re.compile(
    r"""\s*(?P<place>[A-Z][A-Z.'’-]*[A-Z.](?:[ ][A-Z.'’-]+)*(?:,[ ](?:[A-Z][\w.'’-]+)(?:[ ][A-Z][\w.'’-]+){0,2})?)
        (?:,[ ](?P<day>[^()\n—–-]{3,30}?))?
        [ ]?(?:\((?P<agency>[^()\n]{2,40})\))?
        [ ]*(?:—|–|--|-(?=\s))[ ]*""",
    re.VERBOSE,
)


def find_publication_date(text_head: str) -> date | None:
    """The full date of publication that an article's first lines give, such as `Monday, September 6, 2021`, or None.

    A line counts that holds nothing but a date with its year; failing that, the date with year of a dateline.
    """
    lines = [line.strip() for line in text_head.splitlines() if line.strip()][:HEAD_LINES]
    for line in lines:
        if len(line) <= LONGEST_LINE and (day := _lone_date(line)):
            return day
    dateline = _DATELINE.match(text_head)
    return _lone_date(dateline["day"]) if dateline and dateline["day"] else None


def find_dateline(text_head: str) -> tuple[str | None, int]:
    """Place of a dateline and the offset at which the story begins; (None, 0) without one.

    Forms: `KABUL, Sept 6 (Reuters) —`, `PARIS (AP) -`, `BAGHDAD, Iraq —`. The place comes as written.
    """
    match = _DATELINE.match(text_head)
    if match is None or (match["day"] and not _phrases(match["day"])):
        return None, 0
    if not match["agency"] and not match["day"] and match.end() - match.end("place") < 2:
        return None, 0
    return match["place"].strip(), match.end()


def _phrases(text: str) -> list[Found]:
    return find_phrases(cut_pieces(text), lambda _first, _last, told: Setting(None, told=told))


def _lone_date(line: str) -> date | None:
    """The day of a line that is a date and nothing else."""
    pieces = cut_pieces(line)
    found = [phrase for phrase in _phrases(line) if phrase.days.precision == "day" and phrase.days.start]
    if len(found) != 1:
        return None
    rest = pieces[: found[0].first] + pieces[found[0].last :]
    return found[0].days.start if all(piece.code in "cCpd,-" or not piece.text.isalnum() for piece in rest) else None
