"""What the event heads should say about an annotated article: its events on the words of our own parse, for training.

Annotations name participants as the article names them in full; here each becomes the word of the sentence that stands for it.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence

from spacy.tokens import Doc, Span, Token

from transforms.events.dates import find_time_expressions
from transforms.events.label_groups import label_group
from transforms.events.phrases import noun_phrase
from transforms.events.roles import participants_from
from transforms.events.scene import Scene
from transforms.language.article import Sentence
from transforms.language.encoder.labels import EVENT_ROLES
from transforms.language.encoder.targets import EventTarget
from transforms.scoring.names import same_name

# Our roles and the keys by which files of annotations call them: their format, which only this code reads.
NAMED_ROLES = {"actor": "actor", "recipient": "recipient", "source": "attributed_to"}


def find_targets(scene: Scene, gold: Iterable[Mapping]) -> tuple[list[EventTarget], list[EventTarget]]:
    """The annotated events of title and body. An event whose sentence or trigger our text does not have is left out."""
    title, body = scene.article.title, scene.article.body
    found: tuple[list[EventTarget], list[EventTarget]] = ([], [])
    for event in gold:
        for doc, targets in zip((title, body), found, strict=True):
            trigger = _find_trigger(doc, event)
            if trigger is not None:
                targets.append(_make_target(trigger, event, scene))
                break
    return found


def _find_trigger(doc: Doc, event: Mapping) -> Span | None:
    text = doc.text
    start = text.find(event["sentence"].strip())
    at = event["sentence"].strip().find(event["trigger"])
    if start < 0 or at < 0:
        return None
    return doc.char_span(start + at, start + at + len(event["trigger"]), alignment_mode="expand")


def _make_target(trigger: Span, event: Mapping, scene: Scene) -> EventTarget:
    root = trigger.root
    sentence = _find_sentence(root, scene)
    named = {role: _fill_named(root, sentence, role, event[key], scene) for role, key in NAMED_ROLES.items()}
    roles = {role: found for role, (found, _) in named.items()}
    roles["location"] = _fill_place(root, sentence, event["location"], scene)
    roles["date"] = _fill_date(sentence, event["date"], scene)
    return EventTarget(
        root.i,
        tuple(range(trigger.start, trigger.end)),
        tuple(event["types"]),
        event.get("required", True),
        tuple(event["modes"]),
        event["modality"],
        {role: words for role in EVENT_ROLES if (words := roles[role]) is not None},
        {role: others for role, (_, others) in named.items() if others},
    )


def _find_sentence(token: Token, scene: Scene) -> Sentence:
    is_title = token.doc is scene.article.title
    return next(one for one in scene.article.sentences if one.is_title == is_title and one.span.start <= token.i < one.span.end)


def _fill_named(
    trigger: Token, sentence: Sentence, role: str, names: Sequence, scene: Scene
) -> tuple[tuple[int, ...] | None, tuple[int, ...]]:
    """The nearest word for each name, None where there are names and none of them is found; and the other words for them."""
    wanted = [one if isinstance(one, str) else one["name"] for one in names]
    candidates = list(sentence.span)
    if role == "source":
        heads = [one.speaker_head for one in scene.speech]
        candidates += [head for head in heads if head is not None and head.doc is trigger.doc and head not in sentence.span]
    found, others = set(), set()
    for name in wanted:
        fitting = [token for token in candidates if _is_called(token, role, name, scene)]
        if fitting:
            found.add(min(fitting, key=lambda token: _distance(token, trigger)).i)
            others |= {token.i for token in fitting}
    return None if wanted and not found else tuple(sorted(found)), tuple(sorted(others - found))


def _is_called(token: Token, role: str, name: str, scene: Scene) -> bool:
    if token.pos_ not in label_group("naming"):
        return False
    mention = scene.who.mention_of(token)
    if token.ent_type_ and mention is None:
        return False  # inside a name, whose head stands for it
    resolved = [one.name for one in participants_from(token, role, scene.who)]
    if not resolved and token.pos_ != "PRON":
        start, end = noun_phrase(token)
        resolved = [token.doc[start:end].text]
    return any(same_name(name, one) for one in resolved)


def _distance(token: Token, trigger: Token) -> tuple[int, int]:
    """Steps in the tree from one to the other, then words."""
    above: dict[int, int] = {}
    for steps, one in enumerate(_climb(trigger)):
        above[one.i] = steps
    for steps, one in enumerate(_climb(token)):
        if one.i in above:
            return steps + above[one.i], abs(token.i - trigger.i)
    return len(token.doc), abs(token.i - trigger.i)


def _climb(token: Token) -> Iterator[Token]:
    yield token
    while token.head.i != token.i:
        token = token.head
        yield token


def _fill_place(trigger: Token, sentence: Sentence, location: Mapping | None, scene: Scene) -> tuple[int, ...] | None:
    if location is None:
        return ()
    named = [one.head for one in scene.names_in(sentence) if same_name(location["name"], one.text)]
    return (min(named, key=lambda token: _distance(token, trigger)).i,) if named else ()


def _fill_date(sentence: Sentence, day: str | None, scene: Scene) -> tuple[int, ...] | None:
    if day is None:
        return ()
    times = find_time_expressions(sentence.span, scene.article.published_on)
    fitting = [one.head.i for one in times if one.start is not None and one.start.isoformat() == day]
    return (fitting[0],) if fitting else None
