"""Addresses of the figures of appraisal and destruction."""

from django.urls import URLPattern

urlpatterns: list[URLPattern] = []
