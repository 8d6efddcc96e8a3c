"""Addresses of the workbench."""

from django.urls import path

from archive_office.workbench import views

app_name = "workbench"

urlpatterns = [
    path("inbox/", views.inbox, name="inbox"),
    path("inbox/<int:pk>/", views.notice, name="notice"),
    path("regulation/", views.regulation, name="regulation"),
    path("settings/", views.settings_in_force, name="settings"),
    path("settings/<slug:name>/", views.setting, name="setting"),
]
