"""Addresses of the destruction itself: plan, witnesses, lines, signatures, what is left."""

from django.urls import URLPattern

urlpatterns: list[URLPattern] = []
