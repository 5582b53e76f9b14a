"""What people hand in about customers, cleaned."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from kundig.core import caps
from kundig.core.actor import Actor
from kundig.core.languages import LANGUAGES
from kundig.core.own_fields import form_field, plain
from kundig.customers.models import AddressKind, Company, Customer, CustomField


class CustomerForm(forms.Form):
    """What is known about a customer, the organisation's own fields among it."""

    name = forms.CharField(max_length=200, required=False, label=_("Name"))
    company = forms.ModelChoiceField(
        Company.objects.none(), required=False, label=_("Company"), empty_label=_("None")
    )
    language = forms.ChoiceField(required=False, label=_("Language"))
    vip = forms.BooleanField(
        required=False,
        label=_("Very important customer"),
        help_text=_("Stands out on the desk."),
    )

    def __init__(self, *args: Any, customer: Customer, actor: Actor, **kwargs: Any) -> None:
        kwargs.setdefault(
            "initial",
            {
                "name": customer.name,
                "company": customer.company_id,
                "language": customer.language,
                "vip": customer.is_vip,
            },
        )
        super().__init__(*args, **kwargs)
        # Whoever is limited learns of no other companies.
        self.fields["company"].queryset = Company.objects.visible_to(actor)  # type: ignore[attr-defined]  # a ModelChoiceField
        self.fields["language"] = forms.ChoiceField(
            choices=_languages(customer.language), required=False, label=_("Language")
        )
        self.own_fields = list(CustomField.objects.all())
        for field in self.own_fields:
            self.fields[f"field_{field.key}"] = form_field(field, customer.fields.get(field.key))

    @property
    def own_values(self) -> dict[str, Any]:
        """Return the values of the organisation's own fields by their key."""
        return {
            field.key: plain(self.cleaned_data[f"field_{field.key}"]) for field in self.own_fields
        }


class AddressForm(forms.Form):
    """A way to reach a customer."""

    kind = forms.ChoiceField(
        choices=[
            (AddressKind.MAIL, AddressKind.MAIL.label),
            (AddressKind.PHONE, AddressKind.PHONE.label),
        ],
        label=_("Kind"),
    )
    value = forms.CharField(max_length=320, label=_("Address"))


class NoteForm(forms.Form):
    """A remark about a customer or a company."""

    text = forms.CharField(
        max_length=caps.CUSTOMER_NOTE_CHARS, label=_("Note"), widget=forms.Textarea({"rows": 3})
    )


class CompanyForm(forms.Form):
    """What a company is called."""

    name = forms.CharField(max_length=caps.COMPANY_CHARS, label=_("Name"))


class DomainForm(forms.Form):
    """A mail domain of a company."""

    domain = forms.CharField(
        max_length=caps.DOMAIN_CHARS,
        label=_("Mail domain"),
        help_text=_("What stands behind the @. Whoever writes from there belongs to the company."),
    )


class MailHostForm(forms.Form):
    """A mail host that people of any company use."""

    name = forms.CharField(
        max_length=caps.DOMAIN_CHARS,
        label=_("Domain"),
        help_text=_("What stands behind the @, like “mail.example”."),
    )


def _languages(current: str) -> list[tuple[str, str | Promise]]:
    known: list[tuple[str, str | Promise]] = [("", _("Not known")), *LANGUAGES.items()]
    return known if not current or current in dict(known) else [*known, (current, current)]
