"""Addresses of this room."""

from __future__ import annotations

from django.urls import URLPattern, URLResolver, path

from kundig.desk import failed_jobs, inbox, search, setup

urlpatterns: list[URLPattern | URLResolver] = [
    path("", inbox.home, name="home"),
    path("inbox/<slug:view_name>/", inbox.inbox, name="inbox"),
    path("inbox/<slug:view_name>/rows/", inbox.rows, name="inbox-rows"),
    path("inbox/<slug:view_name>/views/", inbox.view_list, name="inbox-views"),
    path("inbox/<slug:view_name>/<int:pk>/", inbox.conversation, name="inbox-conversation"),
    path("search/", search.search, name="search"),
    path("conversations/<int:pk>/", inbox.conversation_home, name="conversation"),
    path("settings/jobs/", failed_jobs.failed, name="failed-jobs"),
    path("settings/jobs/<int:job_id>/retry/", failed_jobs.retry, name="failed-job-retry"),
    path("start/", setup.organisation, name="start"),
    path("start/administrator/", setup.administrator, name="start-administrator"),
    path("start/mailbox/", setup.mailbox, name="start-mailbox"),
]
