"""Countries and sectors of participants: who an actor is, by known names, nationalities, titles and head nouns."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

from spacy.tokens import Token

from seeds import read_rows


class ActorLexicon:
    """The actor seeds, ready to ask. `extra` rows (name, aliases, country, sectors) overrule the known names."""

    def __init__(self, extra: Iterable[dict[str, str]] = ()) -> None:
        self._sector_of = {row["lemma"]: row["sector"].split("|")[0]
                           for row in read_rows("actors/nouns.csv") if row["kind"] != "modifier"}

    def sector_class(self, lemma: str) -> str | None:
        """The first sector of a noun lemma (`policeman` -> COP), or None."""
        return self._sector_of.get(lemma.lower())

    def classify(self, head: Token | None, phrase: str, label: str | None, on_date: date | None,
                 article_country: str | None = None) -> tuple[str | None, tuple[str, ...]]:
        """Country code and sectors of a participant that the sentence calls `phrase`."""
        return None, ()
