"""Addresses of the figures of appraisal and destruction."""

from django.urls import path

from destruction.views import evaluation, figures

urlpatterns = [
    path("figures/", figures.figures, name="figures"),
    path("figures.xlsx", figures.figures_book, name="figures_book"),
    path("evaluation/", evaluation.evaluation, name="evaluation"),
    path("evaluation/<int:pk>.pdf", evaluation.evaluation_paper, name="evaluation_paper"),
]
