"""Addresses of appraisal and destruction, one module for each part of the work."""

from destruction.urls import appraisal, disposals, execution, figures, proposals, registers

app_name = "destruction"

urlpatterns = [
    *appraisal.urlpatterns,
    *registers.urlpatterns,
    *execution.urlpatterns,
    *disposals.urlpatterns,
    *proposals.urlpatterns,
    *figures.urlpatterns,
]
