"""Addresses of the destruction itself: plan, witnesses, lines, signatures, what is left."""

from django.urls import path

from destruction.views import erasures, executing, planning, record, stubs, witnessing

urlpatterns = [
    path("registers/<int:pk>/plan/", planning.plan, name="plan"),
    path("registers/<int:pk>/witnesses/", planning.appoint, name="appoint"),
    path("witnesses/<int:pk>/dismiss/", planning.dismiss, name="dismiss"),
    path("registers/<int:pk>/execute/", executing.execute, name="execute"),
    path(
        "registers/<int:pk>/execute/progress/",
        executing.execute_progress,
        name="execute_progress",
    ),
    path("registers/<int:pk>/start/", executing.start, name="start"),
    path("registers/<int:pk>/finish/", executing.finish, name="finish"),
    path("registers/<int:pk>/sign/", record.sign_record, name="sign_record"),
    path("register-lines/<int:pk>/destroy/", executing.destroy, name="destroy"),
    path("register-lines/<int:pk>/put-off/", executing.put_off, name="put_off"),
    path("witnessing/", witnessing.my_witnessing, name="my_witnessing"),
    path("witnessing/<int:pk>/", witnessing.witness, name="witness"),
    path("witnessing/<int:pk>/confirm/", witnessing.confirm, name="confirm"),
    path("destroyed/", stubs.destroyed, name="destroyed"),
    path("erasures/", erasures.erasures, name="erasures"),
]
