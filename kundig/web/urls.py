from __future__ import annotations

from django.urls import path

from kundig.web import installed, views

app_name = "web"

urlpatterns = [
    path("design/", views.design, name="design"),
    path("design/desk/", views.design_desk, name="design-desk"),
    path("design/settings/", views.design_settings, name="design-settings"),
    path("design/narrow/", views.design_narrow, name="design-narrow"),
    path("offline/", views.offline, name="offline"),
    path("manifest.webmanifest", installed.manifest, name="manifest"),
    path("service-worker.js", installed.service_worker, name="service-worker"),
]
