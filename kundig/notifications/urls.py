"""Addresses of this room."""

from __future__ import annotations

from django.urls import path

from kundig.notifications import setting_views as settings
from kundig.notifications import views
from kundig.notifications.push import views as push

urlpatterns = [
    path("notifications/", views.notifications, name="notifications"),
    path("notifications/count/", views.count, name="notifications-count"),
    path("notifications/read/", views.read_all, name="notifications-read"),
    path("notifications/seen/", views.seen, name="notifications-seen"),
    path("notifications/<int:pk>/open/", views.go, name="notification-open"),
    path("settings/notifications/", settings.own, name="own-notifications"),
    path("settings/notifications/like-role/", settings.like_role, name="notifications-like-role"),
    path("settings/notifications/push-key/", push.key, name="push-key"),
    path("settings/notifications/devices/add/", push.add, name="push-device-add"),
    path("settings/notifications/devices/<int:pk>/remove/", push.remove, name="push-device-remove"),
    path("notifications/<int:pk>/", push.follow, name="notification-from-push"),
    path("settings/roles/notifications/", settings.roles, name="role-notifications"),
    path("settings/roles/<int:pk>/notifications/", settings.role, name="role-notifications-set"),
]
