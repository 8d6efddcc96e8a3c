"""Addresses of papers: prints of registers, disposal lists of what was never filed."""

from django.urls import path

from destruction.views import disposals, register_papers

urlpatterns = [
    path(
        "registers/<int:pk>/paper/<slug:paper>/",
        register_papers.register_paper,
        name="register_paper",
    ),
    path("disposals/", disposals.disposals, name="disposals"),
    path("disposals/new/", disposals.new_disposal, name="new_disposal"),
    path("disposals/<int:pk>/", disposals.disposal, name="disposal"),
    path("disposals/<int:pk>/paper/", disposals.disposal_paper, name="disposal_paper"),
]
