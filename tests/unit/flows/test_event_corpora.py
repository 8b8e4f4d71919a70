"""The coder on public corpora: which events earn which label, whose act is judged, where offsets lead. All texts are made up."""

from __future__ import annotations

import gzip
from pathlib import Path

import pytest

from flows import console
from flows.coreference import measure_chains
from flows.corpora import CorpusMissingError, CorpusUnreadableError, read_text
from flows.event_corpora import (
    CORPORA,
    _as_report,
    _day_of,
    code_texts,
    measure_muc,
    measure_plv,
    measure_police,
    measure_polnear,
    read_corpora,
)
from seeds import SeedError, read_rows
from transforms.extract import Extractor
from transforms.scoring.coreference import read_chains
from transforms.scoring.event_corpora import (
    AlignmentError,
    FoundEvent,
    LabelledSentence,
    Pair,
    Report,
    Said,
    choose_act,
    find_labels,
    labels_of,
    rules_of,
    score_attributions,
    score_pairs,
    score_reports,
    score_sentences,
)


def who(name: str, role: str = "actor", sector: str | None = None, text: str | None = None, at: int = 900) -> dict:
    sectors = [sector] if sector else None
    return {"role": role, "name": name, "text": text or name, "start_char": at, "end_char": at + 5, "sectors": sectors}


def event(
    event_type: str, *participants: dict, mode: str | None = None, trigger: str = "did", at: int = 0, **given
) -> FoundEvent:
    row = {"event_type": event_type, "event_mode": mode, "trigger_text": trigger, "trigger_start": at}
    row |= {"modality": given.get("modality", "actual"), "confidence": given.get("confidence", 0.5)}
    return FoundEvent(row, list(participants), given.get("casualties", []))


def killed(low: int | None) -> dict:
    return {"kind": "killed", "low": low, "best": low, "high": low}


# --- rules -------------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("found", "labels"),
    [
        (event("ASSAULT", who("police", sector="COP"), mode="crowd-control"), {"FORCE"}),
        (event("ASSAULT", who("police", sector="COP"), casualties=[killed(2)]), {"FORCE", "KILL"}),
        (event("ASSAULT", who("police", sector="COP"), casualties=[killed(0)]), {"FORCE"}),
        (event("ASSAULT", who("police", sector="COP"), trigger="Shot dead"), {"FORCE", "KILL"}),
        (event("ASSAULT", who("police", sector="COP"), mode="targeted"), {"FORCE", "KILL"}),
        (event("ASSAULT", who("mob"), trigger="killed", casualties=[killed(2)]), set()),
        (event("ASSAULT", who("police", "recipient", "COP"), trigger="killed"), set()),
        (event("ASSAULT", who("mob", sector="CVL"), who("police", sector="COP"), trigger="clashed"), {"FORCE"}),
        (event("COERCE", who("police", sector="COP"), mode="arrest"), {"ARREST"}),
        (event("COERCE", who("miller", "recipient"), mode="arrest"), {"ARREST"}),
        (event("COERCE", who("mob", sector="CVL"), mode="arrest"), set()),
        (event("COERCE", who("police", sector="COP"), mode="curfew"), set()),
        *(
            (event("COERCE", who("police", sector="COP"), mode="arrest", modality=modality), set())
            for modality in ("negated", "hypothetical", "future")
        ),
        (event("COERCE", who("police", sector="COP"), mode="arrest", modality="historical"), {"ARREST"}),
    ],
)
def test_labels_of_police_events(found, labels):
    assert set(labels_of(found, "india_police_events")) == labels


def test_rules_name_types_modes_and_kinds_that_exist():
    modes = {(row["event_type"], row["mode"]) for row in read_rows("ontology/plover_modes.csv")}
    kinds = {row["kind"] for row in read_rows("tolls/words.csv")} | {""}
    types = {row["event_type"] for row in read_rows("ontology/plover_events.csv")}
    for rule in (rule for corpus in ("plv", "india_police_events", "muc4") for rule in rules_of(corpus)):
        assert rule.event_type in types
        assert not rule.event_mode or (rule.event_type, rule.event_mode) in modes
        assert {rule.casualties, rule.trigger} <= kinds
    assert {rule.event_type for rule in rules_of("plv")} == types  # each of our types has a root


def test_rules_of_an_unknown_corpus_are_an_error():
    with pytest.raises(SeedError, match="nowhere"):
        rules_of("nowhere")


# --- PLV ---------------------------------------------------------------------------------------------------------------------

PAIR = Pair("Norland accused Sudland of lies.", "Norland", "Sudland", "ACCUSE", "3")


def test_choose_act_takes_the_pair_before_the_surest():
    both = event("ACCUSE", who("Norland"), who("Sudland", "recipient"), confidence=0.5)
    one = event("CONSULT", who("Sudland"), confidence=0.8)
    none = event("ASSAULT", who("rebels"), confidence=0.9)
    assert choose_act(PAIR, [none, one, both]) == (both, 3)
    assert choose_act(PAIR, [none, one]) == (one, 1)
    assert choose_act(PAIR, [event("AID", confidence=0.4), none]) == (none, 0)
    assert choose_act(PAIR, []) == (None, 0)


def test_choose_act_wants_both_in_their_roles():
    swapped = event("ACCUSE", who("Sudland"), who("Norland", "recipient"))
    assert choose_act(PAIR, [swapped]) == (swapped, 1)


def test_choose_act_knows_a_participant_by_its_place_in_the_text():
    by_place = event("ACCUSE", who("the northern league", text="it", at=PAIR.text.index("Norland")))
    assert choose_act(PAIR, [by_place])[1] == 2
    assert choose_act(PAIR, [event("ACCUSE", who("the northern league", text="it", at=500))])[1] == 0


@pytest.mark.parametrize(
    ("event_type", "more", "label"),
    [
        ("SANCTION", {"mode": "convict"}, "ACCUSE"),  # PLV counts courts' verdicts as accusations
        ("SANCTION", {}, "SANCTION"),
        ("AID", {"modality": "future"}, "AGREE"),  # and what is yet to come as a promise
        ("COERCE", {"modality": "future"}, "THREATEN"),  # or a threat
        ("RETREAT", {"modality": "negated"}, "REJECT"),
        ("RETREAT", {}, "YIELD"),
    ],
)
def test_labels_of_plv_are_of_its_own_scheme(event_type, more, label):
    assert labels_of(event(event_type, **more), "plv")[0] == label


def test_score_pairs_counts_roots_and_classes():
    def judge(label: str, penta: str, *found: FoundEvent) -> tuple[Pair, list[FoundEvent]]:
        return Pair("Norland and Sudland", "Norland", "Sudland", label, penta), list(found)

    figures = score_pairs(
        [
            judge("YIELD", "2", event("RETREAT")),
            judge("YIELD", "2", event("CONCEDE")),
            judge("ASSAULT", "4", event("COERCE")),
            judge("ACCUSE", "3"),
        ]
    )
    assert figures["root"] == [0.5, 4]
    assert figures["penta class"] == [0.75, 4]
    assert figures["with an event"] == [0.75, 4]
    assert figures["YIELD"] == {"p": 1.0, "r": 1.0, "f1": 1.0, "tp": 2, "fp": 0, "fn": 0}
    assert figures["ACCUSE"]["fn"] == 1
    assert figures["root, macro F1"] == 0.333  # of the three roots that are told


def test_measure_plv_codes_single_sentences_and_copies(extractor: Extractor):
    rows = [
        ("The minister of Norland accused rebels of lies.", "minister", "rebels", "ACCUSE", "3"),
        ("The minister of Norland accused rebels of lies.", "rebels", "minister", "REJECT", "3"),
        ("Police arrested two students in Oslo on Monday.", "Police", "two students", "COERCE", "4"),
        ("The lake is deep.", "lake", "boat", "AID", "2"),
    ]
    records = [
        dict(zip(("id", "sentence", "actor", "recipient", "event_type", "penta"), (f"s{number}", *row), strict=True))
        for number, row in enumerate(rows)
    ]
    figures = measure_plv(records, extractor)
    assert figures["root"] == [0.5, 4]
    assert figures["penta class"] == [0.75, 4]
    assert figures["told of the pair"] == [0.5, 4]


# --- IndiaPoliceEvents -------------------------------------------------------------------------------------------------------


def sentences(*told: tuple[str, str]) -> list[LabelledSentence]:
    return [LabelledSentence(text, frozenset(labels.split())) for text, labels in told]


def test_find_labels_follows_the_trigger_whatever_the_white_space():
    some = sentences(("One  day\n\n", ""), ("police beat him.", "FORCE"), ("he left.", ""))
    text = "One day\n\npolice beat him. he left."
    beat = event("ASSAULT", who("police", sector="COP"), at=text.index("beat"))
    assert find_labels(some, text, [beat]) == [set(), {"FORCE"}, set()]
    first = event("ASSAULT", who("police", sector="COP"), at=text.index("police"))
    assert find_labels(some, text, [first]) == [set(), {"FORCE"}, set()]


def test_find_labels_wants_the_text_of_the_sentences():
    with pytest.raises(AlignmentError, match=r"expected 13 letters .* got 10"):
        find_labels(sentences(("police beat him.", "FORCE")), "police beat", [])


def test_score_sentences_counts_by_label():
    some = sentences(("he fell.", "KILL FORCE"), ("he was held.", "ARREST"), ("he left.", ""))
    text = "he fell. he was held. he left."
    events = [
        event("ASSAULT", who("police", sector="COP"), at=text.index("fell")),
        event("COERCE", mode="arrest", at=text.index("left")),
    ]
    figures = score_sentences([(some, text, events)])
    assert {label: (one["tp"], one["fp"], one["fn"]) for label, one in figures.items()} == {
        "FORCE": (1, 0, 0),
        "KILL": (0, 0, 1),
        "ARREST": (0, 1, 1),
    }


def test_measure_police_joins_sentences_to_one_text(extractor: Extractor):
    told = [
        ("This story is from March 3, 2002\n\n", []),
        ("Five traders were arrested in Surat.", ["ARREST"]),
        ("Rain fell.", []),
    ]
    gold = {"sentences": [{"text": text, "labels": labels} for text, labels in told]}
    figures = measure_police([{"id": "a", "date": "2002-03-03", "gold": gold}], extractor)
    assert figures["ARREST"] == {"p": 1.0, "r": 1.0, "f1": 1.0, "tp": 1, "fp": 0, "fn": 0}
    assert figures["FORCE"]["fp"] == 0


# --- MUC-4 -------------------------------------------------------------------------------------------------------------------


def test_score_reports_counts_relevance_and_persons():
    hit = event("ASSAULT", who("Juan Moro", "recipient"))
    threat = event("ASSAULT", who("Eva Luna", "recipient"), modality="hypothetical")
    figures = score_reports(
        [
            (Report(True, [("MORO", "JUAN MORO"), ("PIA SOLIS",)]), [hit]),
            (Report(True, [("EVA LUNA",)]), [threat]),
            (Report(False, [("JUAN MORO",)]), [hit]),
            (Report(False, []), [event("COERCE")]),
        ]
    )
    assert figures["relevant reports"] == {"p": 0.5, "r": 0.5, "f1": 0.5, "tp": 1, "fp": 1, "fn": 1}
    assert figures["names of targets"] == [0.667, 3]


def test_reports_persons_count_once_and_optional_ones_not():
    moro, luna = {"v": ["MORO"]}, {"v": ["LUNA"], "optional": True}
    report = _as_report({"relevant": True, "templates": [{"hum_target_name": [moro, luna]}, {"hum_target_name": [moro]}, {}]})
    assert report == Report(True, [("MORO",)])


@pytest.mark.parametrize(
    ("dateline", "day"),
    [
        ("PUERTO ROJO, 8 JAN 90", "8 JAN 1990"),
        ("CLANDESTINE, 12 JULY 89 (RADIO ROJA)", "12 JUL 1989"),
        ("PUERTO ROJO", None),
        (None, None),
    ],
)
def test_day_of_a_dateline(dateline, day):
    assert _day_of(dateline) == day


def test_measure_muc_reads_capitals(extractor: Extractor):
    rows = [
        ("GUNMEN MURDERED MAYOR JUAN MORO IN PUERTO ROJO ON MONDAY.  POLICE SAID THE GUNMEN ESCAPED.", True, ["JUAN MORO"]),
        ("THE MINISTER MET FARMERS YESTERDAY AND PRAISED THE HARVEST OF COFFEE IN THE VALLEY.", False, []),
    ]
    records = [
        {
            "id": f"r{number}",
            "dateline": "PUERTO ROJO, 8 JAN 90",
            "text": text,
            "gold": {"relevant": is_relevant, "templates": [{"hum_target_name": [{"v": names}]}] if names else []},
        }
        for number, (text, is_relevant, names) in enumerate(rows)
    ]
    figures = measure_muc(records, extractor)
    assert figures["relevant reports"] == {"p": 1.0, "r": 1.0, "f1": 1.0, "tp": 1, "fp": 0, "fn": 0}
    assert figures["names of targets"] == [1.0, 1]


# --- PolNeAR -----------------------------------------------------------------------------------------------------------------


def said(source: range, content: range) -> Said:
    return Said(frozenset(source), frozenset(content))


def test_score_attributions_uses_each_side_once():
    told = [said(range(0, 5), range(10, 20)), said(range(30, 35), range(40, 60))]
    found = [said(range(0, 3), range(10, 20)), said(range(0, 3), range(10, 14)), said(range(90, 95), range(40, 60))]
    figures = score_attributions([(told, found)])
    assert figures["attributions"] == {"p": 0.333, "r": 0.5, "f1": 0.4, "tp": 1, "fp": 2, "fn": 1}
    assert figures["content"] == {"p": 0.667, "r": 1.0, "f1": 0.8, "tp": 2, "fp": 1, "fn": 0}
    assert figures["source"] == [0.667, 3]


def test_score_attributions_wants_half_of_the_shorter_content():
    told = [said(range(0, 5), range(10, 20))]
    assert score_attributions([(told, [said(range(0, 5), range(15, 40))])])["attributions"]["tp"] == 1
    assert score_attributions([(told, [said(range(0, 5), range(16, 40))])])["attributions"]["tp"] == 0
    assert score_attributions([(told, [said(range(0), range(10, 20))])])["attributions"]["tp"] == 0
    nobody = [said(range(0), range(10, 20))]
    assert score_attributions([(nobody, nobody)])["attributions"]["tp"] == 1


def spans_of(text: str, *phrases: str) -> list[dict]:
    return [{"spans": [[text.index(one), text.index(one) + len(one)] for one in phrases], "text": " ".join(phrases)}]


def test_measure_polnear_joins_the_parts_of_a_split_quotation(extractor: Extractor):
    text = (
        "Rain came late.\n\n“The bridge is  old,” Mayor Ana Ruiz said, “and it must be closed this year.”\n\n"
        "Tom Hale said that the harbour was safe."
    )
    split = {
        "source": spans_of(text, "Ana Ruiz"),
        "content": spans_of(text, "“The bridge is  old,”", "“and it must be closed this year.”"),
    }
    reported = {"source": spans_of(text, "Tom Hale"), "content": spans_of(text, "that the harbour was safe")}
    record = {"id": "p", "text": text, "published_at": "2016-09-09", "gold": {"attributions": [split, reported]}}
    figures = measure_polnear([record], extractor)
    assert figures["attributions"] == {"p": 1.0, "r": 1.0, "f1": 1.0, "tp": 2, "fp": 0, "fn": 0}
    assert figures["source"] == [1.0, 2]


def test_measure_chains_asks_whom_pronouns_mean(extractor: Extractor):
    rows = [
        [("Mayor", "NOUN", 2, "Entity=(1-person"), ("Ruiz", "PROPN", 3, "Entity=1)"), ("spoke", "VERB", 0, "_"), (".", "PUNCT", 3, "_")],
        [("Then", "ADV", 3, "_"), ("she", "PRON", 3, "Entity=(1-person)"), ("left", "VERB", 0, "_"), (".", "PUNCT", 3, "_")],
    ]  # fmt: skip
    sentences = (
        "\n".join(
            f"{at}\t{word}\t{word}\t{pos}\t_\t_\t{head}\tdep\t_\t{misc}" for at, (word, pos, head, misc) in enumerate(one, 1)
        )
        for one in rows
    )
    texts = read_chains("# newdoc id = one\n" + "\n\n".join(sentences))
    figures = measure_chains(texts, extractor)
    assert figures["he, she"] == {"p": 1.0, "r": 1.0, "f1": 1.0, "tp": 1, "fp": 0, "fn": 0}
    assert figures["they"]["tp"] + figures["they"]["fn"] == 0


# --- reading and showing -----------------------------------------------------------------------------------------------------


def test_a_damaged_corpus_file_is_named(tmp_path: Path):
    for content in (gzip.compress(b"a line")[:-9], b"no gzip", gzip.compress(b"\xff")):
        (tmp_path / "corpus.jsonl.gz").write_bytes(content)
        with pytest.raises(
            CorpusUnreadableError, match=r"corpus\.jsonl\.gz: expected UTF-8 text packed with gzip, got a damaged file"
        ):
            read_text(tmp_path / "corpus.jsonl.gz")


def test_code_texts_keeps_the_order_of_records(extractor: Extractor):
    records = [
        {"id": "2", "text": "The court convicted a miller.", "published_at": None},
        {"id": "1", "text": "", "published_at": None},
        {"id": "0", "text": "Police arrested a miller.", "published_at": None},
    ]
    coded = code_texts(records, extractor)
    assert [[one.row["event_type"] for one in text.events] for text in coded] == [["SANCTION"], [], ["COERCE"]]
    assert [text.text for text in coded] == [one["text"] for one in records]


def test_read_corpora_says_which_file_is_missing(tmp_path: Path):
    with pytest.raises(CorpusMissingError, match=r"train\.jsonl not found in .*plv"):
        read_corpora(tmp_path)
    assert "CorpusMissingError" in console.USAGE_ERRORS


def test_corpora_read_no_test_part():
    assert all(not Path(one.file).name.startswith("test") for one in CORPORA.values())
