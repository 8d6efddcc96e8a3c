"""Addresses of appraisal."""

from django.urls import path

from destruction.views import appraisals, due, lines, opinions, papers, signing

urlpatterns = [
    path("due/", due.due, name="due"),
    path("due/draw-up/", due.draw_up, name="draw_up"),
    path("due/list/", papers.due_list, name="due_list"),
    path("appraisals/", appraisals.appraisals, name="appraisals"),
    path("appraisals/<int:pk>/", appraisals.appraisal, name="appraisal"),
    path("appraisals/<int:pk>/step/<slug:step>/", appraisals.step, name="step"),
    path("appraisals/<int:pk>/opinions/", opinions.opinions, name="opinions"),
    path("appraisals/<int:pk>/sign/<str:step>/", signing.sign, name="sign"),
    path("appraisals/<int:pk>/paper/<slug:paper>/", papers.paper, name="paper"),
    path("lines/<int:pk>/verdict/", lines.verdict, name="verdict"),
    path("lines/<int:pk>/remove/", lines.remove, name="remove_line"),
    path("lines/<int:pk>/opinion/", opinions.opinion, name="opinion"),
    path("opinions/<int:pk>/scan/", opinions.opinion_scan, name="opinion_scan"),
]
