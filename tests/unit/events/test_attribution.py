"""Who says so, on parses written by hand."""

from parsed import article_of, doc_of, word

from transforms.events.attribution import source_of
from transforms.events.quotations import find_speech


def source(table: str, trigger: str):
    doc = doc_of(table)
    article = article_of(doc)
    token = word(doc, trigger)
    sentence = next(one for one in article.sentences if one.span.start <= token.i < one.span.end)
    return source_of(token, sentence, find_speech(article))


REPORTED = """
Army 1 compound NNP army
officials 2 nsubj NNS official
claimed 2 ROOT VBD claim
rebels 4 nsubj NNS rebel
attacked 2 ccomp VBD attack
the 6 det DT
town_ 4 dobj NN
. 2 punct .
"""

QUOTED = """
"_ 2 punct ``
They 2 nsubj PRP
attacked 2 ROOT VBD attack
us_ 2 dobj PRP
. 2 punct .
We 6 nsubj PRP
fled_ 9 ccomp VBD flee
,_ 9 punct ,
" 9 punct ''
said 9 ROOT VBD say
Ali_ 9 nsubj NNP ali PERSON
. 9 punct .
"""

CONDEMNED = """
Iran 1 nsubj NNP iran GPE
condemned 1 ROOT VBD condemn
the 3 det DT
attack_ 1 dobj NN
. 1 punct .
"""

REPORTEDLY = """
Rebels 2 nsubj NNS rebel
reportedly 2 advmod RB
attacked 2 ROOT VBD attack
. 2 punct .
"""

PASSIVE = """
Rebels 2 nsubjpass NNS rebel
were 2 auxpass VBD be
reported 2 ROOT VBN report
to 5 aux TO
have 5 aux VB
attacked_ 2 xcomp VBN attack
. 2 punct .
"""

DENIED = """
Iran 1 nsubj NNP iran GPE
denied 1 ROOT VBD deny
that 4 mark IN
it 4 nsubj PRP
attacked_ 1 ccomp VBD attack
. 1 punct .
"""


def test_source_of_reported_clause():
    found = source(REPORTED, "attacked")
    assert (found.text, found.source.text, found.cue, found.is_claim, found.is_denial) == (
        "Army officials",
        "officials",
        "claimed",
        True,
        False,
    )


def test_source_of_offsets_give_back_the_text():
    found = source(REPORTED, "attacked")
    assert doc_of(REPORTED).text[found.start_char : found.end_char] == found.text


def test_source_of_quotation_whose_speaker_stands_in_a_later_sentence():
    assert source(QUOTED, "attacked").text == "Ali"


def test_source_of_the_speech_act_itself_is_none():
    assert source(REPORTED, "claimed") is None
    assert source(CONDEMNED, "condemned") is None


def test_source_of_an_event_in_the_reporters_voice_is_none():
    assert source(CONDEMNED, "attack") is None


def test_source_of_unnamed_hearsay_is_none():
    assert source(REPORTEDLY, "attacked") is None
    assert source(PASSIVE, "attacked") is None


def test_source_of_denial():
    assert source(DENIED, "attacked").is_denial
