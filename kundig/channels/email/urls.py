"""Addresses of this room."""

from __future__ import annotations

from django.urls import URLPattern, URLResolver, path, register_converter
from django.urls.converters import StringConverter

from kundig.channels.email import health_views, views
from kundig.channels.email.junk.views import spam_filter
from kundig.channels.email.oauth import views as oauth
from kundig.channels.email.protected import views as protected
from kundig.channels.email.services import hooks
from kundig.channels.email.services import views as services


class WayConverter(StringConverter):
    """The two ways of a mailbox."""

    regex = "in|out"


class AboutConverter(StringConverter):
    """What a mail service's webhook brings."""

    regex = "mail|news"


class KeyUploadConverter(StringConverter):
    """What is uploaded on the page of keys."""

    regex = "keys|authority|revocations"


register_converter(WayConverter, "way")
register_converter(AboutConverter, "about")
register_converter(KeyUploadConverter, "keyupload")

urlpatterns: list[URLPattern | URLResolver] = [
    path("settings/mailboxes/", views.mailboxes, name="mailboxes"),
    path("settings/mailboxes/new/", views.mailbox_make, name="mailbox-make"),
    path("settings/mailboxes/<int:pk>/", views.mailbox, name="mailbox"),
    path("settings/mailboxes/health/", health_views.health, name="mailbox-health"),
    path("settings/mailboxes/providers/", oauth.providers, name="mailbox-providers"),
    path("settings/mailboxes/come-back/", oauth.come_back, name="mailbox-come-back"),
    path(
        "settings/mailboxes/<int:pk>/sign-in/<int:client_pk>/",
        oauth.sign_in,
        name="mailbox-sign-in",
    ),
    path("settings/mailboxes/<int:pk>/sign-out/", oauth.sign_out, name="mailbox-sign-out"),
    path("settings/mailboxes/<int:pk>/test/<way:way>/", views.mailbox_test, name="mailbox-test"),
    path(
        "settings/mailboxes/<int:pk>/automatic/", views.mailbox_automatic, name="mailbox-automatic"
    ),
    path(
        "settings/mailboxes/<int:pk>/protection/", protected.protection, name="mailbox-protection"
    ),
    path("settings/mailboxes/<int:pk>/keys/", protected.key_add, name="mailbox-key-add"),
    path("settings/mailboxes/keys/<int:pk>/retire/", protected.key_retire, name="own-key-retire"),
    path("settings/mailboxes/keys/<int:pk>/forget/", protected.key_forget, name="own-key-forget"),
    path("settings/keys/", protected.keys, name="keys"),
    path("settings/keys/add/<keyupload:what>/", protected.upload, name="keys-upload"),
    path("settings/keys/<int:pk>/decide/", protected.key_decide, name="known-key-decide"),
    path("settings/keys/<int:pk>/forget/", protected.known_forget, name="known-key-forget"),
    path(
        "settings/keys/authorities/<int:pk>/remove/",
        protected.authority_remove,
        name="authority-remove",
    ),
    path(
        "settings/keys/revocations/<int:pk>/remove/",
        protected.revocations_remove,
        name="revocations-remove",
    ),
    path("settings/mailboxes/<int:pk>/close/", views.mailbox_close, name="mailbox-close"),
    path("settings/mailboxes/<int:pk>/reopen/", views.mailbox_reopen, name="mailbox-reopen"),
    path("settings/spam/", spam_filter, name="spam-filter"),
    path("settings/mailboxes/<int:pk>/service/", services.service, name="mailbox-service"),
    path(
        "settings/mailboxes/<int:pk>/service/test/",
        services.service_test,
        name="mailbox-service-test",
    ),
    path(
        "settings/mailboxes/<int:pk>/service/renew/",
        services.service_renew,
        name="mailbox-service-renew",
    ),
    path(
        "settings/mailboxes/<int:pk>/service/forget/",
        services.service_forget,
        name="mailbox-service-forget",
    ),
    path("hooks/mail/<slug:token>/<about:about>/", hooks.posted, name="mail-hook"),
    path("sent-mail/", views.sent_mails, name="sent-mails"),
    path("sent-mail/<int:pk>/", views.sent_mail, name="sent-mail"),
    path("sent-mail/<int:pk>/source/", views.sent_mail_source, name="sent-mail-source"),
]
