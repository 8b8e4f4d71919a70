"""Scoring of coded articles against gold annotations. Pure: rows of the public tables and gold articles in, figures out."""

from transforms.scoring.figures import Score, share
from transforms.scoring.scorer import Tables, score_warehouse

__all__ = ["Score", "Tables", "score_warehouse", "share"]
