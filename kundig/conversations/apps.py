"""The heart as a Django app."""

from __future__ import annotations

from django.apps import AppConfig, apps


class ConversationsConfig(AppConfig):
    """Registers names and who may hear of conversations."""

    name = "kundig.conversations"
    label = "conversations"

    def ready(self) -> None:
        """Register names, the audience of live updates, and which customers are within whose reach."""
        from kundig.conversations import merged_people, pages
        from kundig.conversations.absence import ask
        from kundig.conversations.audience import customers_within, find_scopes
        from kundig.conversations.erasing.elsewhere import erase_elsewhere
        from kundig.conversations.erasing.own import count_conversations, erase_conversations
        from kundig.conversations.models import (
            Category,
            Channel,
            ChannelAddress,
            Conversation,
            SavedView,
            Status,
            Tag,
        )
        from kundig.conversations.presence import PRESENCE, keep_pages
        from kundig.core.live import scope_of
        from kundig.core.models import AuditEntry, AuditSeal, KnownWord
        from kundig.core.names import names_of
        from kundig.core.whispers import kept_by
        from kundig.customers.erasing.erasers import counted_by, erased_by, spare
        from kundig.customers.reach import reach_by
        from kundig.staff.absence import asked_by

        pages.register_all()
        merged_people.register()

        names_of("tag", lambda ids: dict(Tag.objects.filter(pk__in=ids).values_list("pk", "name")))
        names_of(
            "status",
            lambda ids: {one.pk: one.name for one in Status.objects.filter(pk__in=ids)},
        )
        names_of(
            "savedview",
            lambda ids: dict(SavedView.objects.filter(pk__in=ids).values_list("pk", "name")),
        )
        names_of(
            "channel",
            lambda ids: dict(Channel.objects.filter(pk__in=ids).values_list("pk", "name")),
        )
        names_of(
            "conversation",
            lambda ids: dict(Conversation.objects.filter(pk__in=ids).values_list("pk", "subject")),
        )
        names_of("answerchecks", lambda ids: dict.fromkeys(ids, str(pages.ANSWER_CHECK)))
        names_of(
            "category",
            lambda ids: dict(Category.objects.filter(pk__in=ids).values_list("pk", "name")),
        )
        names_of("thanks", lambda ids: dict.fromkeys(ids, str(pages.THANKS)))
        names_of("sensitivedata", lambda ids: dict.fromkeys(ids, str(pages.SENSITIVE_DATA)))
        scope_of("conversation", find_scopes)
        scope_of(PRESENCE, find_scopes)
        kept_by(keep_pages)
        reach_by(customers_within)
        erased_by(erase_conversations)
        erased_by(erase_elsewhere, order=60)
        spare(
            Channel,
            ChannelAddress,
            AuditEntry,
            AuditSeal,
            KnownWord,
            *apps.get_app_config("staff").get_models(),
        )
        counted_by(count_conversations)
        asked_by(ask)
