"""One broken value for each rule: how to make a clean batch break it."""

from __future__ import annotations

from datetime import date, datetime

import polars as pl
from clean_batch import clean_batch, with_value

from expectations import Rule
from transforms.contracts import table

OTHER_ID = "0123456789abcdef0123"

# (table, rule) → (table, column, value) of the first row; what is not here is broken by its kind.
CHANGES: dict[tuple[str, str], list[tuple[str, str, object]]] = {
    ("articles", "has_words"): [("articles", "word_count", 0)],
    ("articles", "copy_with_its_kind"): [("articles", "duplicate_kind", "exact")],
    ("articles", "published_before_read"): [("articles", "published_at", datetime(2030, 1, 1))],
    ("sentences", "title_is_sentence_0"): [("sentences", "is_title", False)],
    ("sentences", "text_at_offsets"): [("sentences", "text", "Something else")],
    ("article_entities", "is_mentioned"): [("article_entities", "entity_id", f"e_{OTHER_ID}")],
    ("mentions", "text_at_offsets"): [("mentions", "text", "rebels")],
    ("mentions", "sentence_exists"): [("mentions", "sentence_no", 9)],
    ("mentions", "entity_exists"): [("mentions", "entity_id", f"e_{OTHER_ID}")],
    ("event_mentions", "trigger_at_offsets"): [("event_mentions", "trigger_text", "kill")],
    ("event_mentions", "trigger_in_sentence"): [("event_mentions", "sentence_no", 2)],
    ("event_mentions", "sentence_exists"): [("event_mentions", "sentence_no", 9)],
    ("event_mentions", "is_linked"): [("event_links", "event_mention_id", f"v_{OTHER_ID}")],
    ("event_mentions", "mode_of_type"): [("event_mentions", "event_mode", "visit")],
    ("event_mentions", "quad_class_of_type"): [("event_mentions", "quad_class", "verbal cooperation")],
    ("event_mentions", "goldstein_with_cameo"): [("event_mentions", "cameo_code", None)],
    ("event_mentions", "dates_in_order"): [("event_mentions", "date_end", date(2025, 12, 31))],
    ("event_mentions", "dates_together"): [("event_mentions", "date_end", None)],
    ("event_mentions", "precision_with_date"): [("event_mentions", "date_precision", None)],
    ("event_mentions", "coordinates_together"): [("event_mentions", "longitude", None)],
    ("event_mentions", "precision_with_coordinates"): [("event_mentions", "geo_precision", None)],
    ("event_mentions", "place_offsets_together"): [("event_mentions", "location_end", None)],
    ("event_mentions", "place_start_before_end"): [("event_mentions", "location_end", 1)],
    ("event_mentions", "trigger_start_before_end"): [("event_mentions", "trigger_end", 1)],
    ("participants", "text_at_offsets"): [("participants", "start_char", 1)],
    ("participants", "mention_exists"): [("participants", "mention_id", f"m_{OTHER_ID}")],
    ("participants", "entity_exists"): [("participants", "entity_id", f"e_{OTHER_ID}")],
    ("participants", "sector_among_sectors"): [("participants", "sector", "COP")],
    ("participants", "cue_of_source_only"): [("participants", "cue", "said")],
    ("casualties", "figure_in_sentence"): [("casualties", "end_char", 90)],
    ("casualties", "victims_in_sentence"): [("casualties", "victims", "sailors")],
    ("casualties", "low_to_best"): [("casualties", "low", 4)],
    ("casualties", "best_to_high"): [("casualties", "best", 9)],
    ("casualties", "low_to_high"): [("casualties", "low", 9)],
    ("casualties", "has_a_figure"): [("casualties", name, None) for name in ("low", "best", "high")],
    ("quotations", "text_at_offsets"): [("quotations", "text", "We mourn")],
    ("quotations", "sentence_exists"): [("quotations", "sentence_no", 9)],
    ("quotations", "speaker_exists"): [("quotations", "speaker_entity_id", f"e_{OTHER_ID}")],
    ("events", "is_told"): [("events", "event_id", f"x_{OTHER_ID}")],
    ("events", "mode_of_type"): [("events", "event_mode", "visit")],
    ("events", "quad_class_of_type"): [("events", "quad_class", "verbal cooperation")],
    ("events", "dates_in_order"): [("events", "date_end", date(2025, 12, 31))],
    ("events", "coordinates_together"): [("events", "longitude", None)],
    ("events", "precision_with_coordinates"): [("events", "geo_precision", None)],
    ("events", "killed_low_to_best"): [("events", "killed_low", 4)],
    ("events", "killed_best_to_high"): [("events", "killed_best", 9)],
    ("events", "killed_low_to_high"): [("events", "killed_low", 9)],
    ("events", "injured_low_to_best"): [("events", "injured_low", 3)],
    ("events", "injured_best_to_high"): [("events", "injured_best", 9)],
    ("events", "injured_low_to_high"): [("events", "injured_low", 9)],
    ("events", "reported_in_order"): [("events", "last_reported_at", datetime(2025, 1, 1))],
    ("events", "actor_known"): [("events", "actors", [])],
    ("event_links", "event_of_mention"): [("event_links", "event_id", f"x_{OTHER_ID}")],
}


def broken(frames: dict[str, pl.DataFrame], rule: Rule) -> dict[str, pl.DataFrame]:
    """The batch with at least one row that breaks the rule."""
    if (rule.table, rule.name) in CHANGES:
        for name, column, value in CHANGES[rule.table, rule.name]:
            frames = with_value(frames, name, column, value)
        return frames
    article_id = frames["articles"]["article_id"][0]
    if rule.name == "not_a_copy_of_itself":
        return with_value(frames, "articles", "duplicate_of", article_id)
    if rule.name in ("has_sentences", "tells_an_event"):
        other = "sentences" if rule.name == "has_sentences" else "event_mentions"
        return frames | {other: frames[other].filter(pl.col("article_id") != article_id)}
    if rule.name == "key_unique":
        return frames | {rule.table: pl.concat([frames[rule.table], frames[rule.table].head(1)])}
    return _broken_column(frames, rule)


def _broken_column(frames: dict[str, pl.DataFrame], rule: Rule) -> dict[str, pl.DataFrame]:
    """Rules that come from the contract: by the end of their name."""
    column = table(rule.table).column(rule.columns[-1])
    if rule.name == "start_before_end":
        return with_value(frames, rule.table, "start_char", 10_000)
    if rule.name.endswith(("_required", "_known")):
        return with_value(frames, rule.table, column.name, None)
    if rule.name.endswith("_allowed"):
        return with_value(frames, rule.table, column.name, ["no such"] if column.type == "list" else "no such")
    if rule.name.endswith("_pattern"):
        return with_value(frames, rule.table, column.name, "no such\n")
    if rule.name.endswith("_bounds"):
        beyond = column.minimum - 1 if column.minimum is not None else column.maximum + 1
        return with_value(frames, rule.table, column.name, beyond if column.type == "float" else int(beyond))
    if "_in_" in rule.name:
        prefix = frames[rule.table][column.name][0][:2]
        return with_value(frames, rule.table, column.name, prefix + OTHER_ID)
    raise LookupError(f"rule {rule.table}.{rule.name}: expected a way to break it, got none")


def batch_that_breaks(rules: list[Rule]) -> dict[str, pl.DataFrame]:
    """A batch in which each rule is broken by the rows of an article of its own."""
    parts = [broken(clean_batch(articles=1, first=number), rule) for number, rule in enumerate(rules)]
    return {name: pl.concat([part[name] for part in parts]) for name in parts[0]}
