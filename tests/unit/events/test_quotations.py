"""Quotations with their speakers, on parses written by hand."""

from parsed import article_of, doc_of, word

from transforms.events.quotations import find_quotations, find_speech

AFTER = """
"_ 3 punct ``
We 3 nsubj PRP
are 3 aux VBP be
leaving_ 6 ccomp VBG leave
,_ 6 punct ,
" 6 punct ''
said 6 ROOT VBD say
John 8 compound NNP john PERSON
Smith_ 6 nsubj NNP smith PERSON
. 6 punct .
"""

SPLIT = """
"_ 2 punct ``
We 2 nsubj PRP
leave_ 6 ccomp VBP leave
,_ 6 punct ,
" 6 punct ''
he 6 nsubj PRP
said_ 6 ROOT VBD say
, 6 punct ,
"_ 6 punct ``
and 11 cc CC
will 11 aux MD
return 2 conj VB return
home_ 11 advmod RB
._ 6 punct .
" 6 punct ''
"""

PARTIAL = """
Duda 1 nsubj NNP duda PERSON
called 1 ROOT VBD call
it 1 dobj PRP
a 6 det DT
"_ 6 punct ``
dreadful 6 amod JJ
tragedy_ 1 oprd NN
"_ 6 punct ''
. 1 punct .
"""

REPORTED = """
Police 1 nsubj NNS police
said 1 ROOT VBD say
that 5 mark IN
five 4 nummod CD
people 5 nsubj NNS person
died_ 1 ccomp VBD die
. 1 punct .
"""

ACCORDING = """
Five 1 nummod CD
people 2 nsubj NNS person
died_ 2 ROOT VBD die
, 2 punct ,
according 2 prep VBG accord
to 4 prep IN
police_ 5 pobj NNS police
. 2 punct .
"""


ACCORDING_IN_PART = """
Lee 1 nsubj NNP lee PERSON
was 1 ROOT VBD be
"_ 4 punct ``
in 4 advmod IN
full 1 acomp JJ
control_ 4 dep NN
"_ 4 punct ''
, 1 punct ,
according 1 prep VBG accord
to 8 prep IN
Evans_ 9 pobj NNP evans PERSON
. 1 punct .
"""


def rows(table: str) -> list[tuple]:
    return [(row.kind, row.text, row.speaker, row.cue) for row in find_quotations(article_of(doc_of(table)))]


def test_find_quotations_inverted_cue():
    assert rows(AFTER) == [("direct", "We are leaving,", "John Smith", "said")]


def test_find_quotations_split_by_its_cue_is_one_row_with_the_longest_part():
    assert rows(SPLIT) == [("direct", "and will return home.", "he", "said")]


def test_find_speech_gives_every_part():
    assert [row.text for row in find_speech(article_of(doc_of(SPLIT)))] == ["We leave,", "and will return home."]


def test_find_quotations_full_stop_between_makes_two():
    table = SPLIT.replace("said_ 6 ROOT VBD say\n, 6 punct ,", "said_ 6 ROOT VBD say\n. 6 punct .")
    assert [row[1] for row in rows(table)] == ["We leave,", "and will return home."]


def test_find_quotations_partial_quotation_belongs_to_the_subject_of_its_verb():
    assert [row[:3] for row in rows(PARTIAL)] == [("direct", "dreadful tragedy", "Duda")]


def test_find_quotations_single_word_in_marks_is_none():
    assert rows(PARTIAL.replace("dreadful 6 amod JJ\n", "").replace("6 ", "5 ")) == []


def test_find_quotations_name_in_marks_is_none():
    table = PARTIAL.replace("dreadful 6 amod JJ", "Blue 6 compound NNP").replace("tragedy_ 1 oprd NN", "Danube_ 1 oprd NNP")
    assert rows(table) == []


def test_find_quotations_reported_clause_without_that():
    assert rows(REPORTED) == [("reported", "five people died", "Police", "said")]


def test_find_quotations_of_some_words_according_to():
    (found,) = [row for row in find_quotations(article_of(doc_of(ACCORDING_IN_PART))) if row.kind == "direct"]
    assert (found.text, found.speaker, found.cue) == ("in full control", "Evans", "according")


def test_find_quotations_according_to():
    assert rows(ACCORDING) == [("reported", "Five people died", "police", "according to")]


def test_find_quotations_relative_clause_gives_its_noun_as_speaker():
    doc = doc_of("""
Smith 8 nsubj NNP smith PERSON
who 2 nsubj WP
said 0 relcl VBD say
that 6 mark IN
five 5 nummod CD
people 6 nsubj NNS person
died_ 2 ccomp VBD die
, 0 punct ,
left_ 8 ROOT VBD leave
. 8 punct .
""")
    found = find_quotations(article_of(doc))
    assert [(row.text, row.speaker_head) for row in found] == [("five people died", word(doc, "Smith"))]


def test_find_quotations_in_the_title_are_of_sentence_zero():
    title, body = doc_of(AFTER), doc_of(REPORTED)
    found = find_quotations(article_of(body, title))
    assert [(row.sentence_no, row.kind) for row in found] == [(0, "direct"), (1, "reported")]


def test_find_quotations_of_an_empty_article_are_none():
    assert find_quotations(article_of(doc_of("x 0 ROOT NN")[0:0].as_doc())) == []
