"""Addresses of lists of things that others propose for destruction."""

from django.urls import path

from destruction.views import proposals

urlpatterns = [
    path("proposals/", proposals.proposals, name="proposals"),
    path("proposals/<int:pk>/", proposals.proposal, name="proposal"),
]
