"""All addresses, room by room."""

from __future__ import annotations

from django.urls import include, path

urlpatterns = [
    path("", include("kundig.web.urls")),
    path("", include("kundig.staff.urls")),
    path("", include("kundig.customers.urls")),
    path("", include("kundig.customers.erasing.urls")),
    path("", include("kundig.customers.merging.urls")),
    path("", include("kundig.conversations.urls")),
    path("", include("kundig.conversations.bulk.urls")),
    path("", include("kundig.conversations.macros.urls")),
    path("", include("kundig.conversations.incidents.urls")),
    path("", include("kundig.conversations.snippets.urls")),
    path("", include("kundig.conversations.embedded.urls")),
    path("", include("kundig.channels.urls")),
    path("", include("kundig.channels.email.urls")),
    path("", include("kundig.desk.urls")),
    path("", include("kundig.notifications.urls")),
    path("", include("kundig.exports.urls")),
    path("", include("kundig.api.webhooks.urls")),
    path("api/", include("kundig.api.urls")),
]

handler400 = "kundig.web.errors.bad_request"
handler403 = "kundig.web.errors.forbidden"
handler404 = "kundig.web.errors.not_found"
handler500 = "kundig.web.errors.server_error"
