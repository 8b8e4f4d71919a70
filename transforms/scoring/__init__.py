"""Scoring of coded articles against gold annotations. Pure: rows of the public tables and gold articles in, figures out."""

from transforms.scoring.figures import Score, share
from transforms.scoring.scorer import Tables, right_mentions, score_warehouse, tables_of

__all__ = ["Score", "Tables", "right_mentions", "score_warehouse", "share", "tables_of"]
