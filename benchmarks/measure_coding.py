"""What the coding of events costs on top of the language pipeline, in processor time of one process.

    python benchmarks/measure_coding.py ARTICLES.jsonl.gz [articles] [rounds]

Rounds of the language pipeline without its event heads, with them, and of the coder take turns, so that their ratios hold on a
noisy machine. Of the coder's time the part is told that resolves entities, places and dates. Profiling wrappers cost a few
percent, so that part comes from a round of its own, as a share.
"""

from __future__ import annotations

import gzip
import json
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any
from unittest import mock

import transforms.events.coder as coder_module
import transforms.events.scene as scene_module
from flows.coding import CoderPlan
from flows.settings import load_settings
from flows.workers import load_extractor
from transforms.events.actors import ActorLexicon
from transforms.events.coder import code_article
from transforms.language.article import parse_articles
from transforms.language.encoder.component import OUTPUTS

# Where entities, places and dates are resolved; the outermost call counts.
RESOLVING = [
    (scene_module, "resolve_mentions"),
    (scene_module, "read_places"),
    (scene_module, "_home_of"),
    (ActorLexicon, "countries_named"),
    (ActorLexicon, "classify"),
    (coder_module, "find_time_expressions"),
    (coder_module, "_find_time"),
    (coder_module, "_find_place"),
    (coder_module, "_dateline"),
    (coder_module, "carry_places"),
]


def seconds(work: Callable[[], object]) -> float:
    """Processor time of a call."""
    begun = time.process_time()
    work()
    return time.process_time() - begun


@contextmanager
def without_event_heads(nlp: Any) -> Iterator[None]:
    """The encoder gives no outputs of its event heads: the graph does not compute what nobody asks for."""
    component = nlp.get_pipe("encoder")
    all_outputs, labels = component._outputs, component.heads.events
    component._outputs = OUTPUTS
    object.__setattr__(component.heads, "events", ())
    try:
        yield
    finally:
        component._outputs = all_outputs
        object.__setattr__(component.heads, "events", labels)


@contextmanager
def clocked(found: list[float]) -> Iterator[None]:
    """Add the processor time of `RESOLVING` to `found[0]`."""
    depth = 0

    def wrap(function: Callable[..., Any]) -> Callable[..., Any]:
        def clock(*args: Any, **kwargs: Any) -> Any:
            nonlocal depth
            begun, depth = time.process_time(), depth + 1
            try:
                return function(*args, **kwargs)
            finally:
                depth -= 1
                found[0] += 0.0 if depth else time.process_time() - begun

        return clock

    patches = [mock.patch.object(owner, name, wrap(getattr(owner, name))) for owner, name in RESOLVING]
    for patch in patches:
        patch.start()
    try:
        yield
    finally:
        for patch in patches:
            patch.stop()


def main(path: Path, articles: int, rounds: int) -> None:
    with gzip.open(path, "rt", encoding="utf-8") as lines:
        told = [json.loads(line) for line, _ in zip(lines, range(articles), strict=False)]
    rows = [{"article_id": one["id"], "title": one["title"], "text": one["text"], "published_at": None} for one in told]
    extractor = load_extractor(CoderPlan.of(load_settings()))

    def parse() -> list[Any]:
        return list(parse_articles(extractor.nlp, rows))

    def code() -> None:
        for article in parsed:
            code_article(article, extractor.coder)

    parsed = parse()
    code()
    plain = heads = coding = 0.0
    for _ in range(rounds):
        with without_event_heads(extractor.nlp):
            plain += seconds(parse)
        heads += seconds(parse)
        coding += seconds(code)
    resolving = [0.0]
    with clocked(resolving):
        whole = seconds(code)
    share = resolving[0] / whole
    words = rounds * sum(len(row["text"].split()) for row in rows)
    print(f"language pipeline without event heads  {words / plain:8.0f} words/s   1.00")
    print(f"with event heads                       {words / heads:8.0f} words/s   {heads / plain:.2f}")
    print(f"event heads, on top                                        {heads / plain - 1:.2f}")
    print(f"coder, on top                                              {coding / plain:.2f}")
    print(f"  of it entities, places, dates                            {coding / plain * share:.2f}")
    print(f"  of it events                                             {coding / plain * (1 - share):.2f}")
    print(f"event heads and rules, on top                              {heads / plain - 1 + coding / plain * (1 - share):.2f}")


if __name__ == "__main__":
    main(Path(sys.argv[1]), int(sys.argv[2]) if len(sys.argv) > 2 else 50, int(sys.argv[3]) if len(sys.argv) > 3 else 3)
