from datetime import UTC, date, datetime, timedelta, timezone

import pytest

from transforms.reading.dates import parse_published_at


@pytest.mark.parametrize(
    ("value", "moment"),
    [
        ("2021-09-07", (2021, 9, 7)),
        ("20210907", (2021, 9, 7)),
        ("2021-09-07T14:05:00Z", (2021, 9, 7, 14, 5)),
        ("2021-09-07T14:05:00+02:00", (2021, 9, 7, 12, 5)),
        ("2021-09-07 14:05:00 +0200", (2021, 9, 7, 12, 5)),
        ("2021-09-07 14:05 UTC", (2021, 9, 7, 14, 5)),
        ("20210907T140500Z", (2021, 9, 7, 14, 5)),
        ("20210907140500", (2021, 9, 7, 14, 5)),
        ("Tue, 07 Sep 2021 14:05:00 GMT", (2021, 9, 7, 14, 5)),
        ("7 Sep 2021 14:05 -0500", (2021, 9, 7, 19, 5)),
        ("September 7, 2021", (2021, 9, 7)),
        ("7 September 2021", (2021, 9, 7)),
        ("2021/09/07 14:05", (2021, 9, 7, 14, 5)),
        (1631023500, (2021, 9, 7, 14, 5)),
        ("1631023500", (2021, 9, 7, 14, 5)),
        (1631023500000, (2021, 9, 7, 14, 5)),
        (1631023500.0, (2021, 9, 7, 14, 5)),
        (date(2021, 9, 7), (2021, 9, 7)),
        (datetime(2021, 9, 7, 14, 5), (2021, 9, 7, 14, 5)),
        (datetime(2021, 9, 7, 14, 5, tzinfo=timezone(timedelta(hours=2))), (2021, 9, 7, 12, 5)),
    ],
)
def test_dates_are_read(value, moment):
    assert parse_published_at(value) == datetime(*moment, tzinfo=UTC)


@pytest.mark.parametrize(
    "value",
    [
        "yesterday",
        "2021-09",
        "2021",
        "07/09/2021",
        "0000-00-00",
        "0001-01-01",
        "9999-12-31T23:59:59-12:00",
        "2021-02-30",
        "",
        True,
        None,
        [],
        {"a": 1},
        float("nan"),
        float("inf"),
        -1e300,
        "99999999999999999999",
        "Tue, 99 Sep 2021 14:05:00 GMT",
    ],
)
def test_what_is_no_date_is_none(value):
    assert parse_published_at(value) is None
