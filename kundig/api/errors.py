"""Answers that are no success, all in one shape: {"error": {"code", "message", "fields"}}."""

from __future__ import annotations

from collections.abc import Mapping

from django.http import HttpResponse
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from pydantic import ValidationError

from kundig.api import shapes

FieldProblems = dict[str, list[str]]


class Failure(Exception):
    """Ends a call. `code` is fixed and for programs, `sentence` is translated and for people."""

    def __init__(
        self,
        status: int,
        code: str,
        sentence: str | Promise,
        *,
        fields: FieldProblems | None = None,
        headers: Mapping[str, str] | None = None,
    ) -> None:
        super().__init__(code)
        self.status = status
        self.code = code
        self.sentence = sentence
        self.fields = fields
        self.headers = headers or {}

    def response(self) -> HttpResponse:
        """Return the answer in the active language."""
        problem = shapes.Problem(code=self.code, message=str(self.sentence), fields=self.fields)
        body = shapes.ErrorAnswer(error=problem).model_dump_json(exclude_none=True)
        return HttpResponse(
            body, status=self.status, content_type="application/json", headers=dict(self.headers)
        )


def not_found() -> Failure:
    """Return the one answer for what does not exist and for what the caller may not see."""
    return Failure(404, "not_found", _("There is nothing here."))


def invalid(fields: FieldProblems | None = None) -> Failure:
    """Return the answer to input that does not fit."""
    return Failure(400, "invalid", _("The request does not fit; see `fields`."), fields=fields)


def from_validation(problem: ValidationError) -> Failure:
    """Return what is wrong with each field, in sentences of our own."""
    fields: FieldProblems = {}
    for error in problem.errors(include_url=False, include_context=False, include_input=False):
        name = ".".join(str(part) for part in error["loc"])[:80] or "body"
        fields.setdefault(name, []).append(str(_SENTENCES.get(error["type"], _DOES_NOT_FIT)))
    return invalid(fields)


_DOES_NOT_FIT = _("This value does not fit.")
_SENTENCES = {
    "missing": _("This field is required."),
    "extra_forbidden": _("There is no such field."),
    "string_too_long": _("This text is too long."),
    "too_long": _("These are too many."),
    "timezone_aware": _("The time needs a time zone."),
}
