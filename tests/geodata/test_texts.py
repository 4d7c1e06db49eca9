"""Names come in as many languages as there are, and are found in any of them."""

import pytest

from geodata.texts import Texts, choose, fold, search_text

SHORE: Texts = {"fi": "Rantaraitti", "sv": "Strandpromenaden"}


def test_it_works() -> None:
    assert choose(SHORE, "sv") == ("Strandpromenaden", "sv")


@pytest.mark.parametrize(
    ("texts", "language", "chosen"),
    [
        (SHORE, "en", ("Rantaraitti", "fi")),
        ({"": "Espoon rantaraitti", "sv": "Strandpromenaden"}, "fi", ("Espoon rantaraitti", "")),
        ({"de": "Uferweg", "ar": "الممشى"}, "fi", ("الممشى", "ar")),
        ({"fi": "", "sv": "Strand"}, "fi", ("Strand", "sv")),
        ({}, "fi", ("", "")),
    ],
)
def test_the_best_text_is_chosen(texts: Texts, language: str, chosen: tuple[str, str]) -> None:
    assert choose(texts, language, ("fi", "sv", "en")) == chosen


def test_names_stand_on_their_own_lines() -> None:
    assert search_text(SHORE) == "\nrantaraitti\nstrandpromenaden\n"
    assert (
        search_text({"fi": "Tapiola", "": "TAPIOLA", "sv": "Hagalund"}) == "\ntapiola\nhagalund\n"
    )
    assert search_text({}) == ""
    assert search_text({"fi": "Iso\nOmena"}) == "\niso omena\n"


def test_case_and_composition_make_no_difference() -> None:
    assert fold("MATINKYLA\u0308") == fold("Matinkylä") == "matinkylä"
    assert fold("STRASSE") == fold("Straße")
    assert fold("  Iso \u00a0 Omena ") == "iso omena"


def test_plain_language_is_shown_to_who_asks_and_as_a_last_resort() -> None:
    texts = {"fi": "Kokoontuu viikoittain.", "fi-simple": "Tapaamme joka viikko."}
    order = ("fi", "sv")
    assert choose(texts, "fi-simple", order) == ("Tapaamme joka viikko.", "fi-simple")
    assert choose(texts, "sv", order) == ("Kokoontuu viikoittain.", "fi")
    assert choose({"fi": "Viikoittain."}, "fi-simple", ("sv", "fi")) == ("Viikoittain.", "fi")
    assert choose({"fi-simple": "Viikko.", "ru": "Да"}, "sv", ()) == ("Да", "ru")
    assert choose({"fi-simple": "Viikko."}, "sv", ()) == ("Viikko.", "fi-simple")
