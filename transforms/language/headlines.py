"""Headlines of the form "Kenya to withdraw troops": the name is the subject of what it is to do.

Treebanks know the infinitive after a noun as its modifier ("a plan to withdraw"); of a name that begins a headline it never is.
"""

from typing import Any, cast

import numpy as np
from spacy.attrs import DEP, HEAD
from spacy.tokens import Doc, Token

ACTING = frozenset({"GPE", "NORP", "ORG", "PERSON"})


def join_subjects(title: Doc) -> Doc:
    """The title with each name that is the root, and has an infinitive as its modifier, made the infinitive's subject."""
    for root in [token for token in title if token.head == token and token.ent_type_ in ACTING]:
        verbs = [child for child in root.rights if child.dep_ in ("acl", "relcl") and _is_infinitive(child)]
        if len(verbs) == 1:
            _make_subject(root, verbs[0])
    return title


def _is_infinitive(token: Token) -> bool:
    return any(left.tag_ == "TO" for left in token.lefts) and token.tag_ in ("VB", "VBN")


def _make_subject(name: Token, verb: Token) -> None:
    """The verb becomes the root, and what hung on the name behind the verb hangs on the verb."""
    doc = name.doc
    heads, deps = [token.head.i for token in doc], [token.dep for token in doc]
    add = doc.vocab.strings.add
    for child in name.rights:
        if child.i > verb.i:
            heads[child.i] = verb.i
    is_passive = any(child.dep_ == "auxpass" for child in verb.lefts)
    heads[name.i], deps[name.i] = verb.i, add("nsubjpass" if is_passive else "nsubj")
    heads[verb.i], deps[verb.i] = verb.i, add("ROOT")
    offsets = (np.array(heads) - np.arange(len(doc))).astype(np.uint64)
    doc.from_array([HEAD, DEP], cast(Any, np.stack([offsets, np.array(deps, dtype=np.uint64)], axis=1)))
