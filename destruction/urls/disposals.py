"""Addresses of papers: prints of registers, disposal lists of what was never filed."""

from django.urls import URLPattern

urlpatterns: list[URLPattern] = []
