"""Name the pages below /fi/, /sv/ and /en/."""

from django.urls import URLPattern, path

from frontend import (
    about,
    embedding,
    entries,
    events,
    home,
    installing,
    last_mile,
    lists,
    map_page,
    pictures,
    search,
)
from frontend.kinds import KINDS
from frontend.my import check, drafts, organisations
from frontend.people import account, claims, join, people
from frontend.review import urls as review
from frontend.visitors import answering, city, confirming, reporting, use

app_name = "pages"


def _collection_urls(name: str) -> list[URLPattern]:
    kept = {"collection": name}
    listed = (
        path(f"{name}/", events.list_view, name=name)
        if name == "events"
        else path(f"{name}/", lists.list_view, kept, name=name)
    )
    return [
        listed,
        path(f"{name}/<int:id>/", entries.entry_view, kept, name=f"{name}-one"),
        path(f"{name}/<int:id>/<str:slug>/", entries.entry_view, kept, name=f"{name}-named"),
    ]


urlpatterns = [
    path("", home.home_view, name="home"),
    *(url for name in KINDS for url in _collection_urls(name)),
    path("told", map_page.told_view, name="told"),
    path("manifest.webmanifest", installing.manifest_view, name="manifest"),
    path("offline", installing.offline_view, name="offline"),
    path("search", search.search_view, name="search"),
    path("embed/search", search.embed_view, name="embed-search"),
    path("found", answering.found_view, name="found"),
    path("report", reporting.report_view, name="report"),
    path("report/thanks", reporting.thanks_view, name="report-thanks"),
    path("confirm/<str:token>", confirming.confirm_view, name="confirm"),
    path("my/organisations/<int:id>/confirm", confirming.confirm_mine_view, name="confirm-mine"),
    path("embed/organisations/<int:id>", embedding.organisation_view, name="embed-organisation"),
    path("last-mile", last_mile.last_mile_view, name="last-mile"),
    path("my/pictures/<int:id>", pictures.picture_view, name="picture"),
    path("my/", organisations.my_view, name="my"),
    path("my/new", organisations.begin_view, name="add-organisation"),
    path("my/organisations/<int:id>/change", organisations.begin_view, name="change-organisation"),
    path("my/organisations/<int:id>/use", use.use_view, name="use"),
    path("my/organisations/<int:id>/use.csv", use.use_csv_view, name="use-csv"),
    path("my/drafts/<int:id>/save", drafts.save_view, name="draft-save"),
    path("my/drafts/<int:id>/preview", check.preview_view, name="draft-preview"),
    path("my/drafts/<int:id>/<slug:step>", drafts.draft_view, name="draft"),
    path("my/account", account.account_view, name="account"),
    path("my/account/data.json", account.data_view, name="account-data"),
    path("my/account/deleted", account.deleted_view, name="account-deleted"),
    path("my/claim/<int:id>", claims.claim_view, name="claim"),
    path("my/organisations/<int:id>/people", people.people_view, name="people"),
    *(
        path(
            f"my/organisations/<int:id>/export.{form}",
            people.export_view,
            {"form": form},
            name=f"export-{form}",
        )
        for form in ("json", "csv", "geojson")
    ),
    path("join/<str:token>", join.join_view, name="join"),
    *review.urlpatterns,
    path("review/city", city.city_view, name="city"),
    path("review/city/<slug:table>.csv", city.city_csv_view, name="city-csv"),
    path("developers", about.about_view, {"topic": "developers"}, name="developers"),
    *(
        path(f"about/{topic}", about.about_view, {"topic": topic}, name=topic)
        for topic in ("accessibility", "privacy", "sources")
    ),
]
