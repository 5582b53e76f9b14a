"""Addresses of this room."""

from __future__ import annotations

from django.urls import URLPattern, URLResolver, path

from kundig.customers import company_views, field_views, host_views, views

urlpatterns: list[URLPattern | URLResolver] = [
    path("customers/", views.index, name="customers"),
    path("customers/<int:pk>/", views.customer, name="customer"),
    path("customers/<int:pk>/change/", views.change, name="customer-change"),
    path("customers/<int:pk>/addresses/", views.add_address, name="customer-add-address"),
    path(
        "customers/<int:pk>/addresses/<int:address_pk>/remove/",
        views.remove_address,
        name="customer-remove-address",
    ),
    path("customers/<int:pk>/notes/", views.add_note, name="customer-add-note"),
    path("companies/<int:pk>/", company_views.company, name="company"),
    path("companies/<int:pk>/people/", company_views.people, name="company-people"),
    path("companies/<int:pk>/rename/", company_views.rename, name="company-rename"),
    path("companies/<int:pk>/domains/", company_views.add_domain, name="company-add-domain"),
    path(
        "companies/<int:pk>/domains/remove/",
        company_views.remove_domain,
        name="company-remove-domain",
    ),
    path("companies/<int:pk>/notes/", company_views.add_note, name="company-add-note"),
    path("settings/mail-hosts/", host_views.hosts, name="mail-hosts"),
    path("settings/mail-hosts/<int:pk>/remove/", host_views.remove, name="mail-host-remove"),
    path("settings/customer-fields/", field_views.fields, name="customer-fields"),
    path("settings/customer-fields/make/", field_views.field_make, name="customer-field-make"),
    path("settings/customer-fields/<int:pk>/", field_views.field, name="customer-field"),
    path(
        "settings/customer-fields/<int:pk>/remove/",
        field_views.field_remove,
        name="customer-field-remove",
    ),
]
