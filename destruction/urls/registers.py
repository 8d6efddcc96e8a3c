"""Addresses of destruction registers, from the proposal to the second check."""

from django.urls import path

from destruction.views import approving, drawing_up, quarantine, register, registers

urlpatterns = [
    path("registers/", registers.registers, name="registers"),
    path("registers/draw-up/", drawing_up.draw_up_register, name="draw_up_register"),
    path("registers/<int:pk>/", register.register, name="register"),
    path("registers/<int:pk>/step/<slug:step>/", register.register_step, name="register_step"),
    path("registers/<int:pk>/add/", drawing_up.add_register_lines, name="add_register_lines"),
    path("registers/<int:pk>/approve/<str:step>/", approving.approve, name="approve"),
    path("registers/<int:pk>/quarantine/", quarantine.quarantine, name="quarantine"),
    path("registers/<int:pk>/second-check/", quarantine.second_check, name="second_check"),
    path(
        "register-lines/<int:pk>/remove/",
        drawing_up.remove_register_line,
        name="remove_register_line",
    ),
    path("register-lines/<int:pk>/twins/", drawing_up.twins, name="twins"),
    path("register-lines/<int:pk>/withdraw/", quarantine.withdraw, name="withdraw"),
]
