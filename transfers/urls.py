"""Addresses of the handover."""

from django.urls import path

from transfers.views import checking, manifests, periods, shortages, signing

app_name = "transfers"

urlpatterns = [
    path("periods/", periods.periods, name="periods"),
    path("manifests/", manifests.manifests, name="manifests"),
    path("propose/", manifests.propose, name="propose"),
    path("manifests/<int:pk>/", manifests.manifest, name="manifest"),
    path("manifests/<int:pk>/<slug:step>/", manifests.step, name="step"),
    path("lines/<int:pk>/remove/", manifests.remove, name="remove_line"),
    path("check/<int:pk>/", checking.check, name="check"),
    path("check/<int:pk>/scan/", checking.scan, name="scan"),
    path("check/line/<int:pk>/", checking.outcome, name="outcome"),
    path("sign/<int:pk>/<slug:side>/", signing.sign, name="sign"),
    path("shortages/", shortages.shortages, name="shortages"),
    path("shortages/<int:pk>/", shortages.shortage, name="shortage"),
    path("receipts/", shortages.receipts, name="receipts"),
]
