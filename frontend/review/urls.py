"""Name the pages of the city's staff, below /{lang}/review/."""

from django.urls import path

from frontend.review import duplicates, organisations, queue, requests, revisions, uploads

urlpatterns = [
    path("review/", queue.queue_view, name="review"),
    path("review/next", queue.next_view, name="review-next"),
    path("review/revisions/<int:id>", revisions.revision_view, name="revision"),
    path("review/revisions/<int:id>/merge", revisions.merge_view, name="revision-merge"),
    path("review/claims/<int:id>", requests.claim_view, name="review-claim"),
    path("review/reports/<int:id>", requests.report_view, name="review-report"),
    path("review/organisations/<int:id>", organisations.history_view, name="history"),
    path("review/ownerless", organisations.ownerless_view, name="ownerless"),
    path("review/duplicates", duplicates.duplicates_view, name="duplicates"),
    path("review/uploads", uploads.uploads_view, name="uploads"),
    path("review/uploads/<int:id>", uploads.upload_view, name="upload"),
    path("review/uploads/<int:id>/problems.csv", uploads.problems_view, name="upload-problems"),
]
