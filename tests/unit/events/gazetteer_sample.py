"""A small gazetteer for the tests of places."""

import polars as pl

from seeds.gazetteer import GAZETTEER_SCHEMA
from transforms.events.gazetteer import Gazetteer

ROWS = [
    ("iso:AFG", "Afghanistan", "afghanistan", "AFG", None, 34.0, 66.0, "country", 37_000_000),
    ("iso:GEO", "Georgia", "georgia", "GEO", None, 42.0, 43.5, "country", 3_700_000),
    ("admin1:US.GA", "Georgia", "georgia", "USA", "Georgia", 33.0, -84.0, "admin1", 6_000_000),
    ("iso:IRQ", "Iraq", "iraq", "IRQ", None, 33.0, 44.0, "country", 38_000_000),
    ("geonames:1138336", "Kandahar", "kandahar", "AFG", "Kandahar", 31.61, 65.71, "city", 390_000),
    ("admin1:AF.23", "Kandahar", "kandahar", "AFG", "Kandahar", 31.6, 65.7, "admin1", 400_000),
    ("geonames:1138958", "Kabul", "kabul", "AFG", "Kabul", 34.53, 69.17, "city", 4_400_000),
    ("iso:LBN", "Lebanon", "lebanon", "LBN", None, 33.9, 35.8, "country", 6_800_000),
    ("geonames:276781", "Beirut", "beirut", "LBN", "Beyrouth", 33.89, 35.5, "city", 1_900_000),
    ("geonames:266045", "Zahle", "zahle", "LBN", None, 33.85, 35.9, "city", 2_000),
    ("geonames:2988507", "Paris", "paris", "FRA", "Île-de-France", 48.85, 2.35, "city", 2_100_000),
    ("geonames:4717560", "Paris", "paris", "USA", "Texas", 33.66, -95.56, "city", 25_000),
    ("admin1:US.TX", "Texas", "texas", "USA", "Texas", 31.0, -97.0, "admin1", 25_000_000),
    ("geonames:2210247", "Tripoli", "tripoli", "LBY", None, 32.89, 13.19, "city", 1_150_000),
    ("geonames:266826", "Tripoli", "tripoli", "LBN", None, 34.43, 35.84, "city", 230_000),
]


def small_gazetteer() -> Gazetteer:
    return Gazetteer(pl.DataFrame(ROWS, schema=GAZETTEER_SCHEMA, orient="row").sort("search_key"))
