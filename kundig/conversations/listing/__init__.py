"""The lists of the desk: views of conversations, their order, pages of them and how many there are."""

from kundig.conversations.listing.count import count_views
from kundig.conversations.listing.named import view_named
from kundig.conversations.listing.own import own_views
from kundig.conversations.listing.page import Page, load_page
from kundig.conversations.listing.view import View, team_views, views
from kundig.conversations.listing.whole import whole_view

__all__ = [
    "Page",
    "View",
    "count_views",
    "load_page",
    "own_views",
    "team_views",
    "view_named",
    "views",
    "whole_view",
]
