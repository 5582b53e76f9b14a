"""Addresses of erasing."""

from __future__ import annotations

from django.urls import path

from kundig.customers.erasing import views

urlpatterns = [path("customers/<int:pk>/erase/", views.erase, name="customer-erase")]
