"""The last mile: one feature per origin, honest at the edge of the data."""

from __future__ import annotations

import json

from django.test import Client

from tests.servicemap.town import Town


def test_it_works(client: Client, town: Town) -> None:
    response = client.get("/api/v1/last-mile")
    print(json.dumps(response.json(), indent=1, ensure_ascii=False))
    assert response.status_code == 200
