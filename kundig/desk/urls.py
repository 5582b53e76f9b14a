"""Addresses of this room."""

from __future__ import annotations

from django.urls import URLPattern, URLResolver, path, register_converter

from kundig.desk import failed_jobs, inbox, list_look, search, setup
from kundig.desk.palette import views as palette


class ViewName:
    """The name of a list: a word, or v/12 for a view that somebody made."""

    regex = r"v/[1-9][0-9]{0,17}|[-a-zA-Z0-9_]+"

    def to_python(self, value: str) -> str:
        """Return the name as it is."""
        return value

    def to_url(self, value: str) -> str:
        """Return the name as it is."""
        return value


register_converter(ViewName, "view")

urlpatterns: list[URLPattern | URLResolver] = [
    path("", inbox.home, name="home"),
    path("inbox/<view:view_name>/", inbox.inbox, name="inbox"),
    path("inbox/<view:view_name>/rows/", inbox.rows, name="inbox-rows"),
    path("inbox/<view:view_name>/look/", list_look.list_look, name="inbox-look"),
    path("inbox/<view:view_name>/views/", inbox.view_list, name="inbox-views"),
    path("inbox/<view:view_name>/<int:pk>/", inbox.conversation, name="inbox-conversation"),
    path("search/", search.search, name="search"),
    path("search/alike/", search.alike, name="search-alike"),
    path("search/filters/", search.filters, name="search-filters"),
    path("palette/", palette.palette, name="palette"),
    path("palette/found/", palette.found, name="palette-found"),
    path("conversations/<int:pk>/palette/<slug:name>/", palette.step, name="palette-step"),
    path("conversations/<int:pk>/", inbox.conversation_home, name="conversation"),
    path("settings/jobs/", failed_jobs.failed, name="failed-jobs"),
    path("settings/jobs/<int:job_id>/retry/", failed_jobs.retry, name="failed-job-retry"),
    path("start/", setup.organisation, name="start"),
    path("start/administrator/", setup.administrator, name="start-administrator"),
    path("start/mailbox/", setup.mailbox, name="start-mailbox"),
]
