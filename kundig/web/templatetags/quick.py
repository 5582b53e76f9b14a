"""``{% url %}``, ``{% translate %}`` and ``{% icon %}`` as templates write them, without asking twice for what never changes.

A page asks the router and the catalogue some hundred times for the same; together that took a quarter of its time.
"""

from __future__ import annotations

from collections.abc import Iterable

from django import template
from django.template.base import FilterExpression, Node, Parser, Token, Variable
from django.template.context import Context
from django.template.defaulttags import URLNode
from django.template.defaulttags import url as parse_url
from django.template.library import SimpleNode
from django.templatetags.i18n import TranslateNode, do_translate
from django.urls import NoReverseMatch
from django.utils.translation import get_language

from kundig.web.address import address
from kundig.web.templatetags import web

register = template.Library()


class Constant(Node):
    """What says the same on every page: drawn once for each language."""

    def __init__(self, drawing: Node) -> None:
        self._drawing = drawing
        self._drawn: dict[str | None, str] = {}

    def render(self, context: Context) -> str:
        """Return what was drawn for the active language."""
        language = get_language()
        if language not in self._drawn:
            self._drawn[language] = self._drawing.render(context)
        return self._drawn[language]


class Address(URLNode):
    """An address in which numbers alone differ; every other is left to Django."""

    def __init__(self, asked: URLNode) -> None:
        super().__init__(asked.view_name, asked.args, asked.kwargs, asked.asvar)
        self._can_be_known = (
            _are_constant([self.view_name]) and not self.kwargs and ":" not in str(self.view_name)
        )

    def render(self, context: Context) -> str:
        """Return the address, or keep it under the name that it was asked for with ``as``."""
        args = [one.resolve(context) for one in self.args] if self._can_be_known else [None]
        # Words would be remembered, and people can write as many as they like.
        numbers = [one for one in args if isinstance(one, int)]
        if len(numbers) < len(args):
            return super().render(context)
        try:
            found = address(str(self.view_name.resolve(context)), *numbers)
        except NoReverseMatch:
            return super().render(context)
        if not self.asvar:
            return found
        context[self.asvar] = found
        return ""


@register.tag
def url(parser: Parser, token: Token) -> Node:
    """``{% url 'conversation' conversation.pk %}``"""
    return Address(parse_url(parser, token))


@register.tag("translate")
def translate(parser: Parser, token: Token) -> Node:
    """``{% translate "Resolve" %}``"""
    node: TranslateNode = do_translate(parser, token)
    is_plain = not node.asvar and not node.message_context and not node.noop
    return Constant(node) if is_plain and _are_constant([node.filter_expression]) else node


@register.tag
def icon(parser: Parser, token: Token) -> Node:
    """``{% icon "mail" size label extra %}``"""
    node: SimpleNode = web.register.tags["icon"](parser, token)
    is_plain = node.target_var is None and _are_constant([*node.args, *node.kwargs.values()])
    return Constant(node) if is_plain else node


def _are_constant(expressions: Iterable[FilterExpression]) -> bool:
    return all(not one.filters and _is_literal(one.var) for one in expressions)


def _is_literal(var: object) -> bool:
    return not isinstance(var, Variable) or var.lookups is None
