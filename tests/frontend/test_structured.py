"""What search engines are told: sound JSON that no name breaks out of."""

from __future__ import annotations

import json

from frontend.structured import as_script

START, END = '<script type="application/ld+json">', "</script>"


def test_it_works() -> None:
    text = as_script({"@type": "Place", "name": "Kirjasto", "url": "", "geo": {"latitude": None}})
    assert text == (
        f'{START}{{"@context": "https://schema.org", "@type": "Place", "name": "Kirjasto"}}{END}'
    )


def test_no_name_ends_the_block() -> None:
    name = "</script><script>alert(1)</script> <!-- & \u2028\u2029"
    text = as_script({"name": name, "free": False, "price": 0})
    inside = text.removeprefix(START).removesuffix(END)
    assert not {"<", ">", "&", "\u2028", "\u2029"} & set(inside)
    assert json.loads(inside) == {
        "@context": "https://schema.org",
        "name": name,
        "free": False,
        "price": 0,
    }
