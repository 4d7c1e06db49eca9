"""The HTML of descriptions becomes plain paragraphs, and nothing of it stays alive."""

import time

import pytest

from importers.markup import plain_line, plain_text


@pytest.mark.parametrize(
    ("html", "text"),
    [
        ("<p>One.</p><p>Two.</p>", "One.\n\nTwo."),
        ("<p>One<br>two<br/>three</p>", "One\ntwo\nthree"),
        ("<ul><li>a</li><li> b </li></ul>", "– a\n– b"),
        ("<p>A <b>bold</b>  <a href='https://x.fi'>link</a></p>", "A bold link"),
        ("<p>One\n line</p>", "One line"),
        ("&lt;b&gt; &amp; &auml; &#8364;", "<b> & ä €"),
        ("<p>&nbsp;</p><p>a</p><p></p><div></div><p>b</p>", "a\n\nb"),
        ("<script>alert(1)</script>a<style>p{}</style>", "a"),
        ("a<img src=x onerror=alert(1)>b", "ab"),
        ("a<!-- never --> b", "a b"),
        ("<h2>Head</h2>text", "Head\n\ntext"),
        ("plain\n\nparagraphs\nstay  as", "plain\n\nparagraphs\nstay as"),
        ("2 < 3 and 5 > 4", "2 < 3 and 5 > 4"),
        ("I <3 rock & roll", "I <3 rock & roll"),
        ("<p>unclosed <b>", "unclosed"),
        ("</p></script>a", "a"),
        ("", ""),
    ],
)
def test_markup_becomes_paragraphs(html: str, text: str) -> None:
    assert plain_text(html) == text


def test_what_is_too_long_ends_with_an_ellipsis() -> None:
    assert plain_text("<p>one two</p>", 5) == "one…"
    assert plain_text("12345", 5) == "12345"


def test_depth_and_length_cost_little() -> None:
    start = time.monotonic()
    plain_text("<div>" * 100_000 + "a" + "</div>" * 100_000)
    plain_text("<" * 100_000 + "&" * 100_000)
    plain_text("<a " * 50_000)
    assert time.monotonic() - start < 5


@pytest.mark.parametrize(
    ("name", "line"),
    [
        ("Rock &amp; roll", "Rock & roll"),
        (" two\nlines ", "two lines"),
        ("<img onerror=x> & co", "<img onerror=x> & co"),
    ],
)
def test_a_name_is_one_line(name: str, line: str) -> None:
    assert plain_line(name) == line
