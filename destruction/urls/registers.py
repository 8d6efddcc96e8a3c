"""Addresses of destruction registers, from the proposal to the second check."""

from django.urls import URLPattern

urlpatterns: list[URLPattern] = []
