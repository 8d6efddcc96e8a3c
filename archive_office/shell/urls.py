"""Addresses of one's own account."""

from django.urls import path

from archive_office.shell import account, entering, saved_views, second_factor

app_name = "account"

urlpatterns = [
    path("", account.home, name="home"),
    path("code/", entering.enter_code, name="code"),
    path("logins/", account.logins, name="logins"),
    path("second-factor/", second_factor.second_factor, name="second_factor"),
    path("second-factor/set-up/", second_factor.set_up, name="set_up"),
    path("second-factor/recovery-codes/", second_factor.recovery_codes, name="recovery_codes"),
    path("second-factor/give-up/", second_factor.give_up, name="give_up"),
    path("views/", saved_views.views, name="views"),
    path("views/save/", saved_views.save, name="save_view"),
    path("views/<int:pk>/change/", saved_views.change, name="change_view"),
    path("views/<int:pk>/withdraw/", saved_views.withdraw, name="withdraw_view"),
    path("undertaking/<int:pk>.pdf", account.undertaking_paper, name="undertaking_paper"),
]
