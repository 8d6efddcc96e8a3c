"""Addresses of the workbench."""

from django.urls import path

from archive_office.workbench import leaving, originals, putting_back, seal_register, views
from archive_office.workbench.rooms.urls import urlpatterns as rooms

app_name = "workbench"

urlpatterns = [
    *rooms,
    path("accounts/<int:pk>/close/", leaving.close, name="close_account"),
    path("accounts/<int:pk>/reset-second-factor/", leaving.reset, name="reset_second_factor"),
    path("inbox/", views.inbox, name="inbox"),
    path("inbox/<int:pk>/", views.notice, name="notice"),
    path("regulation/", views.regulation, name="regulation"),
    path("settings/", views.settings_in_force, name="settings"),
    path("settings/<slug:name>/", views.setting, name="setting"),
    path("seals/", views.seals, name="seals"),
    path("seals/<slug:day>/digest.pdf", views.seal_digest, name="seal_digest"),
    path("seal-register/", seal_register.register, name="seal_register"),
    path(
        "seal-register/register.<slug:kind>",
        seal_register.register_paper,
        name="seal_register_paper",
    ),
    path("office-seals/", seal_register.seals, name="office_seals"),
    path("office-seals/<int:pk>/", seal_register.seal, name="seal"),
    path("office-seals/<int:pk>/hand-over/", seal_register.hand_over, name="seal_hand_over"),
    path(
        "office-seals/certificates/<int:pk>/withdraw/",
        seal_register.withdraw,
        name="certificate_withdraw",
    ),
    path("originals/<slug:app>/<slug:kind>/<int:pk>/make/", originals.make, name="make_original"),
    path("originals/<int:pk>/", originals.original, name="original"),
    path("originals/<int:pk>/file.pdf", originals.download, name="original_file"),
    path("originals/<int:pk>/<slug:field>/seal/", originals.seal, name="seal_original"),
    path("originals/<int:pk>/void/", originals.void, name="void_original"),
    path("history/<slug:app>/<slug:kind>/<int:pk>/", views.record_history, name="record_history"),
    path(
        "history/<slug:app>/<slug:kind>/<int:pk>/<int:version>/put-back/",
        putting_back.put_back,
        name="put_back",
    ),
]
