"""What search engines are told: sound JSON that no name breaks out of."""

from __future__ import annotations

import json
from typing import Any

from django.test import Client

from frontend.structured import as_script
from geodata import models
from tests.servicemap.operating import add_radius
from tests.servicemap.town import Town

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


def told(client: Client, path: str) -> dict[str, Any]:
    """Return the data block of a page."""
    html = client.get(path).content.decode()
    assert html.count(START) == 1
    found: dict[str, Any] = json.loads(html.split(START)[1].split(END)[0])
    return found


def test_an_organisation_and_the_way_to_it(client: Client, town: Town) -> None:
    models.Organisation.objects.filter(pk=town.library.pk).update(
        name={"fi": "Kirjasto</script><b>", "sv": "Biblioteket"}
    )
    add_radius(town, 2500)
    path = client.get(f"/fi/organisations/{town.library.pk}/")["Location"]
    library, crumbs = told(client, path)["@graph"]
    assert library["@type"] == "Library"
    assert library["name"] == "Kirjasto</script><b>"
    assert library["alternateName"] == ["Biblioteket"]
    assert library["url"] == f"http://testserver{path}"
    assert library["address"] == {
        "@type": "PostalAddress",
        "streetAddress": "Katu 1",
        "postalCode": "00100",
        "addressLocality": "Kaupunki",
    }
    assert library["location"]["geo"]["latitude"] == 60.1702
    assert library["areaServed"][0]["geoRadius"] == 2500
    monday = library["openingHoursSpecification"][0]
    assert (monday["dayOfWeek"], monday["opens"]) == ("https://schema.org/Monday", "08:00")
    names = [step["name"] for step in crumbs["itemListElement"]]
    assert names == ["Etusivu", "Toimijat", "Kirjasto</script><b>"]


def test_every_collection_has_a_type(client: Client, town: Town) -> None:
    types = {
        path: told(client, client.get(path)["Location"])["@graph"][0]["@type"]
        for path in (
            f"/en/stations/{town.keskusta.pk}/",
            f"/en/trails/{town.trail.pk}/",
            f"/en/hubs/{town.hub.pk}/",
            f"/en/places/{town.field.pk}/",
        )
    }
    assert list(types.values()) == [
        "SubwayStation",
        "Place",
        "CivicStructure",
        "SportsActivityLocation",
    ]


def test_the_site_can_be_searched(client: Client, town: Town) -> None:
    site = told(client, "/ar/")
    assert (site["@type"], site["inLanguage"]) == ("WebSite", "ar")
    target = site["potentialAction"]["target"]["urlTemplate"]
    assert target == "http://testserver/ar/search?q={words}"


def test_what_is_shared_is_clean_and_has_one_address(client: Client, town: Town) -> None:
    text = 'Kirjoja "kaikille"\n\t\u202e <b>' + " ja lisää" * 50
    models.Organisation.objects.filter(pk=town.library.pk).update(description={"fi": text})
    html = client.get(
        f"/fi/organisations/{town.library.pk}/kirjasto/?utm_source=x"
    ).content.decode()
    assert '<meta name="description" content="Kirjoja &quot;kaikille&quot; &lt;b&gt; ja' in html
    assert '<meta property="og:title" content="Kirjasto">' in html
    assert '<meta property="og:locale" content="fi_FI">' in html
    here = f"http://testserver/fi/organisations/{town.library.pk}/kirjasto/"
    assert f'<meta property="og:url" content="{here}">' in html
    assert f'<link rel="canonical" href="{here}">' in html
    assert f'hreflang="x-default" href="{here}"' in html
    assert "utm_source" not in html
    assert f'<input id="share-link" readonly dir="ltr" value="{here}">' in html
