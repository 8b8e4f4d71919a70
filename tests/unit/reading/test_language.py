import pytest

from reading.samples import BODY, FRENCH
from transforms.reading.language import choose_language, guess_language, normalise_language


@pytest.mark.parametrize(
    ("text", "language"),
    [
        (BODY, "en"),
        (FRENCH, "fr"),
        (
            "Bei einem Anschlag in der Nähe des Flughafens sind am Montag zwei Soldaten getötet und fünf weitere verletzt worden. "
            "Zu der Tat hat sich bisher niemand bekannt, wie die Regierung mit Blick auf die Lage sagte.",
            "de",
        ),
        (
            "Dos soldados murieron y otros cinco resultaron heridos el lunes en el norte del país cuando una bomba explotó cerca de "
            "la carretera, según las autoridades.",
            "es",
        ),
        ("Двое военных погибли и пятеро были ранены в понедельник на севере страны, когда на дороге взорвалась бомба.", "ru"),
        ("قتل جنديان وأصيب خمسة آخرون في انفجار قنبلة قرب المطار في شمال البلاد يوم الاثنين", "ar"),
        ("周一，一枚炸弹在机场附近爆炸，造成两名士兵死亡，五人受伤。", "zh"),
        ("月曜日に空港の近くで爆弾が爆発し、兵士二人が死亡した。", "ja"),
        ("Taliban fighters killed twelve soldiers near Kunduz", None),
        ("1 2 3", None),
        ("", None),
    ],
)
def test_languages_are_told_apart(text, language):
    assert guess_language(text) == language


@pytest.mark.parametrize(
    ("text", "given", "chosen"),
    [
        (BODY, None, ("en", True)),
        (BODY, "fr", ("en", True)),
        (FRENCH, "en", ("fr", False)),
        ("Taliban fighters killed twelve soldiers", None, ("und", True)),
        ("Taliban fighters killed twelve soldiers", "en-US", ("en", True)),
        ("Talibani ubili dvanaest vojnika", "hr", ("hr", False)),
    ],
)
def test_a_clear_profile_wins_over_the_word_of_the_input(text, given, chosen):
    assert choose_language(text, given) == chosen


@pytest.mark.parametrize(
    ("given", "code"),
    [
        ("en-GB", "en"),
        ("EN_us", "en"),
        ("English", "en"),
        ("eng", "en"),
        ("und", None),
        ("", None),
        (None, None),
        ("??", None),
    ],
)
def test_names_of_languages_become_codes(given, code):
    assert normalise_language(given) == code
