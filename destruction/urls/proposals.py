"""Addresses of lists of things that others propose for destruction."""

from django.urls import URLPattern

urlpatterns: list[URLPattern] = []
