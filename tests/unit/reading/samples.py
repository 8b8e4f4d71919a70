"""Small articles for the tests of reading."""

import gzip
import json

BODY = (
    "Two soldiers were killed and five were injured on Monday when a bomb went off near the airport, "
    "officials said.\n\nNo group has said that it was behind the attack in the north of the country."
)
FRENCH = (
    "Deux soldats ont été tués et cinq autres blessés lundi dans le nord du pays quand une bombe a explosé près de "
    "la route, ont indiqué les autorités. Aucun groupe n'a revendiqué cette attaque, qui est la plus grave depuis un an."
)


def record(**fields: object) -> dict:
    """A valid record with some fields changed; a field set to None is left out."""
    base = {"id": "n-1", "title": "Bomb kills two soldiers", "text": BODY, "published_at": "2021-09-07"}
    return {key: value for key, value in {**base, **fields}.items() if value is not None}


def json_lines(*records: object) -> bytes:
    return b"".join(json.dumps(one).encode() + b"\n" for one in records)


def packed(data: bytes) -> bytes:
    return gzip.compress(data, mtime=0)


def reasons_of(result) -> list[str]:
    return [reason for reject in result.rejects for reason in reject.reasons]
