"""Addresses of the handover."""

from django.urls import path

from transfers.views import (
    checking,
    copies,
    manifests,
    papers,
    periods,
    proposing,
    receipts,
    shortages,
    signing,
    verifying,
)

app_name = "transfers"

urlpatterns = [
    path("periods/", periods.periods, name="periods"),
    path("manifests/", manifests.manifests, name="manifests"),
    path("propose/", proposing.propose, name="propose"),
    path("manifests/<int:pk>/", manifests.manifest, name="manifest"),
    path("manifests/<int:pk>/<slug:step>/", manifests.step, name="step"),
    path("lines/<int:pk>/remove/", manifests.remove, name="remove_line"),
    path("check/<int:pk>/", checking.check, name="check"),
    path("check/<int:pk>/scan/", checking.scan, name="scan"),
    path("check/line/<int:pk>/", checking.outcome, name="outcome"),
    path("check/line/<int:pk>/strike/", checking.strike, name="strike_find"),
    path("sign/<int:pk>/<slug:side>/", signing.sign, name="sign"),
    path("copies/<int:pk>/", copies.copy, name="copy"),
    path("copies/<int:pk>/print/", copies.print_copy, name="print_copy"),
    path("copies/<int:pk>/seal/", copies.seal, name="seal"),
    path("copies/<int:pk>/scan/", copies.sealed_scan, name="sealed_scan"),
    path("papers/<int:pk>/<slug:paper>/", papers.paper, name="paper"),
    path("verify/", verifying.verify, name="verify"),
    path("shortages/", shortages.shortages, name="shortages"),
    path("shortages/<int:pk>/", shortages.shortage, name="shortage"),
    path("receipts/", receipts.receipts, name="receipts"),
    path("receipts/register/", receipts.register, name="receipt_register"),
]
