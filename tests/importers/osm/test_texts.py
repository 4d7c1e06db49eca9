"""Free text is cleaned; what is not honest is left out."""

from __future__ import annotations

import pytest

from importers.osm.texts import (
    UnusableTags,
    clean,
    email,
    names,
    short_text,
    telephone,
    texts_of,
    website,
    wheelchair,
)


def test_it_works() -> None:
    assert names({"name": "Espoo", "name:fi": "Espoo", "name:sv": "Esbo"}) == {
        "fi": "Espoo",
        "sv": "Esbo",
    }


def test_a_name_of_no_language_is_kept_under_the_empty_key() -> None:
    assert names({"name": "Steissi"}) == {"": "Steissi"}
    assert names({"name": "Helsinki – Helsingfors", "name:fi": "Helsinki"}) == {
        "": "Helsinki – Helsingfors",
        "fi": "Helsinki",
    }


def test_the_name_on_the_signs_comes_first_whatever_the_order_of_the_tags() -> None:
    tags = {"name:sv": "Esbo", "name:en": "Espoo", "name:fi": "Espoo", "name": "Espoo"}
    assert list(names(tags)) == ["en", "fi", "sv"]
    assert list(names({"name:sv": "Esbo", "name": "Espoo"})) == ["", "sv"]


def test_other_names_can_be_searched_but_are_no_language() -> None:
    tags = {
        "name": "Koulu",
        "alt_name": "Opinahjo; Ala-aste;Koulu",
        "old_name:sv": "Skolan",
        "short_name": "K",
    }
    assert names(tags) == {
        "": "Koulu",
        "x-alt": "Opinahjo",
        "x-alt-2": "Ala-aste",
        "sv-x-old": "Skolan",
        "x-short": "K",
    }


def test_what_only_looks_like_a_language_is_left_out() -> None:
    tags = {
        "name": "A",
        "name:left": "B",
        "name:etymology:wikidata": "Q1",
        "name:be-tarask": "Г",
        "name:zh-Hant": "漢",
        "name:1950-1960": "C",
    }
    assert names(tags) == {"": "A", "be-tarask": "Г", "zh-Hant": "漢"}


def test_an_alternative_name_alone_is_no_name() -> None:
    assert names({"alt_name": "Toinen"}) == {}


@pytest.mark.parametrize(
    ("text", "cleaned"),
    [
        ("  a\n\tb  ", "a b"),
        ("a\x00b\x1bc", "a b c"),
        ("ok\u202etxt.exe", "oktxt.exe"),
        ("zero\u200bwidth\ufeff", "zerowidth"),
        ("ka\u0308vely", "kävely"),
        ("می\u200cخواهم", "می\u200cخواهم"),
        ("\u202e\u200d", ""),
    ],
)
def test_hidden_characters_are_taken_out(text: str, cleaned: str) -> None:
    assert clean(text) == cleaned


def test_a_name_of_ten_thousand_characters_is_refused() -> None:
    with pytest.raises(UnusableTags, match="its name has 10000 characters"):
        names({"name": "x" * 10_000})
    with pytest.raises(UnusableTags):
        names({"name": "A", "name:sv": "x" * 256})


def test_long_texts_that_are_no_names_are_left_out() -> None:
    assert names({"name": "A", "alt_name": "x" * 256}) == {"": "A"}
    assert texts_of({"description": "x" * 256, "description:en": "y"}, "description") == {"en": "y"}
    assert short_text({"ref": "x" * 51, "local_ref": "B"}, "ref", "local_ref", longest=50) == "B"


@pytest.mark.parametrize(
    ("value", "address"),
    [
        ("https://example.org/a?b=c", "https://example.org/a?b=c"),
        ("HTTP://example.org", "HTTP://example.org"),
        ("www.example.org", "https://www.example.org"),
        ("example.org/path", "https://example.org/path"),
        ("https://hämeenlinna.fi/", "https://hämeenlinna.fi/"),
        ("javascript:alert(1); https://example.org", "https://example.org"),
        ("javascript:alert(1)", ""),
        ("javascript://example.org/%0aalert(1)", ""),
        ("data:text/html,<script>", ""),
        ("//evil.example", ""),
        ("ftp://example.org", ""),
        ("http://169.254.169.254/latest", ""),
        ("http://localhost", ""),
        ("http://user:pass@example.org", ""),
        ("https://example.org:99999999", ""),
        ("https://[::1", ""),
        ("https://exa mple.org", ""),
        ("soita ja kysy", ""),
        ("java\u200bscript:alert(1)", ""),
        ("https://example.org/" + "x" * 300, ""),
    ],
)
def test_only_web_addresses_become_links(value: str, address: str) -> None:
    assert website({"website": value}) == address


def test_the_first_sound_address_of_several_keys_is_taken() -> None:
    assert website({"website": "?", "contact:website": "https://a.fi"}) == "https://a.fi"
    assert email({"email": "nobody", "contact:email": "info@a.fi"}) == "info@a.fi"
    assert telephone({"phone": "soita", "contact:phone": "+358 (0)9 1;040"}) == "+358 (0)9 1"


def test_wheelchair_is_yes_no_limited_or_unknown() -> None:
    values = ("yes", "no", "limited", "designated", "bad", "")
    assert [wheelchair({"wheelchair": value}) for value in values] == [
        "yes",
        "no",
        "limited",
        "yes",
        "",
        "",
    ]
