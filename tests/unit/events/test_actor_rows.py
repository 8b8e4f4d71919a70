"""A user's own actors: what they may hold, and what an error says."""

import pytest

from seeds import read_rows
from transforms.events.actor_rows import ActorError, check_actors
from transforms.events.actors import ActorLexicon


def row(name="Green Dawn", aliases="GD|the Dawn", country="NLD", sectors="OPP|PTY", **more):
    return {"name": name, "aliases": aliases, "country": country, "sectors": sectors, **more}


def test_actor_rows_that_are_right_come_back():
    rows = [row(), row("Sable Line", "", "", ""), row("Harbour Fund", "", "IGO", "")]
    assert check_actors(rows) == rows


def test_actor_rows_of_the_seeds_have_the_columns_of_a_users():
    assert {tuple(one) for one in read_rows("actors/organisations.csv")} == {("name", "aliases", "country", "sectors")}


@pytest.mark.parametrize(
    ("faulty", "message"),
    [
        (row(name=" "), "extra line 3, name: expected a name with letters or figures, got ' '"),
        (row(aliases="GD||Dawn"), "extra line 3, aliases: expected names joined by |, got 'GD||Dawn'"),
        (row(country="XX"), "extra line 3, country: expected no code, an ISO 3166-1 alpha-3 code or one of .*, got 'XX'"),
        (row(sectors="OPP,PTY"), "extra line 3, sectors: expected no sector or sectors joined by | of .*, got 'OPP,PTY'"),
        (row(sectors=None), "extra line 3, sectors: expected a value or an empty one, got None"),
        (row(kind="party"), "extra line 3, kind: expected no such column, got 'party'"),
        (row("Red Dawn", "GD", "BEL"), "extra line 3, name or aliases: expected names of one meaning, got 'GD' of line 2 too"),
    ],
)
def test_actor_rows_that_are_faulty_are_named_by_line_and_column(faulty, message):
    with pytest.raises(ActorError) as caught:
        ActorLexicon([row(), faulty])
    assert len(caught.value.faults) == 1
    assert message.split("of .*")[0] in str(caught.value)
    assert message.split(" got ")[1] in str(caught.value)


def test_actor_rows_all_faults_are_told_at_once():
    with pytest.raises(ActorError, match="2 faults in the actors:"):
        check_actors([row(country="Atlantis"), row(sectors="PIRATES")])
