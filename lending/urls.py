"""Addresses of lending."""

from django.urls import path

from lending.views import asking, inbox, mine, requests

app_name = "lending"

urlpatterns = [
    # Asking
    path("", mine.mine, name="mine"),
    path("ask/", asking.ask, name="ask"),
    path("requests/<int:pk>/", requests.request_page, name="request"),
    path("requests/<int:pk>/withdraw/", requests.withdraw, name="withdraw"),
    path("requests/<int:pk>/authority/", requests.authority, name="authority"),
    path("requests/<int:pk>/approve/", inbox.approve_request, name="approve_request"),
    path("authorities/<int:pk>/scan/", requests.authority_scan, name="authority_scan"),
    path("lines/<int:pk>/identify/", requests.identify, name="identify"),
    # Deciding
    path("inbox/", inbox.inbox, name="inbox"),
    path("decisions/<int:pk>/", inbox.decide, name="decide"),
]
