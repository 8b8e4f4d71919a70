"""The best tree of arc scores, and the best names of BILUO scores."""

import numpy as np
from numpy.typing import NDArray

Scores = NDArray[np.float32]
Numbers = NDArray[np.int64]
_NEVER = -1e9


def decode_tree(scores: Scores) -> Numbers:
    """The head of each word of a sentence; the root's is its own place.

    `scores` [words, words]: a row has the scores of one word's heads, the diagonal those of being the root. Where each word's
    best head makes no tree with one root, the surest root is taken, and the rest is the best tree below it (Chu-Liu/Edmonds).
    """
    heads = scores.argmax(1)
    if _is_tree(heads):
        return heads
    below = scores.astype(np.float64)
    diagonal = below.diagonal().copy()
    np.fill_diagonal(below, _NEVER)
    root = int((diagonal - below.max(1)).argmax())
    return _span_tree(below, root)


def _is_tree(heads: Numbers) -> bool:
    own = np.arange(len(heads))
    if (heads == own).sum() != 1:
        return False
    for _ in range(len(heads).bit_length()):
        heads = heads[heads]
    return bool((heads == heads[0]).all())


def _span_tree(scores: NDArray[np.float64], root: int) -> Numbers:
    """The best tree below `root`: while the best heads run in a circle, the circle is taken as one word, and opened after."""
    heads = scores.argmax(1)
    heads[root] = root
    circle = _find_circle(heads, root)
    if circle is None:
        return heads
    rest = np.setdiff1d(np.arange(len(heads)), circle)
    kept = scores[circle, heads[circle]]
    # Entering the circle at a word breaks that word's arc within it; leaving it, the best of its words is the head.
    entries = scores[np.ix_(circle, rest)] - kept[:, None]
    exits = scores[np.ix_(rest, circle)]
    inner = np.full((len(rest) + 1, len(rest) + 1), _NEVER)
    inner[:-1, :-1] = scores[np.ix_(rest, rest)]
    inner[-1, :-1] = entries.max(0)
    inner[:-1, -1] = exits.max(1)
    found = _span_tree(inner, int(np.flatnonzero(rest == root)[0]))
    entry = found[-1]
    heads[circle[entries[:, entry].argmax()]] = rest[entry]
    for place, word in enumerate(rest):
        if word != root:
            heads[word] = circle[exits[place].argmax()] if found[place] == len(rest) else rest[found[place]]
    return heads


def _find_circle(heads: Numbers, root: int) -> Numbers | None:
    """The words of one circle of heads; None where all ways lead to the root."""
    seen = {root}
    for start in range(len(heads)):
        way: list[int] = []
        word = start
        while word not in seen:
            seen.add(word)
            way.append(word)
            word = int(heads[word])
        if word in way:
            return np.array(way[way.index(word) :])
    return None


def make_transitions(tags: tuple[str, ...]) -> NDArray[np.bool_]:
    """Which BILUO tag may follow which: [before, after]; the last row tells which may begin, the last column which may end."""
    count = len(tags)
    allowed = np.zeros((count + 1, count + 1), dtype=bool)
    for before in range(count + 1):
        open_label = tags[before][2:] if before < count and tags[before][0] in "BI" else None
        for after in range(count + 1):
            continues = after < count and tags[after][0] in "IL"
            allowed[before, after] = continues and tags[after][2:] == open_label if open_label else not continues
    return allowed


def decode_names(scores: Scores, allowed: NDArray[np.bool_]) -> Numbers:
    """The best allowed sequence of tags for `scores` [words, tags] (Viterbi); `allowed` is of `make_transitions`."""
    best = scores.argmax(1)
    path = np.concatenate([[-1], best, [-1]])
    if allowed[path[:-1], path[1:]].all():
        return best
    steps = np.where(allowed[:-1, :-1], 0.0, _NEVER)
    total = scores[0] + np.where(allowed[-1, :-1], 0.0, _NEVER)
    back = np.zeros(scores.shape, dtype=np.int64)
    for place in range(1, len(scores)):
        ways = total[:, None] + steps
        back[place] = ways.argmax(0)
        total = ways.max(0) + scores[place]
    best[-1] = (total + np.where(allowed[:-1, -1], 0.0, _NEVER)).argmax()
    for place in range(len(scores) - 1, 0, -1):
        best[place - 1] = back[place, best[place]]
    return best
