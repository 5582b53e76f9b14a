"""Addresses of this room."""

from __future__ import annotations

from django.urls import URLPattern, URLResolver, include, path

from kundig.conversations.views import (
    arrange,
    company,
    content,
    forward,
    links,
    person,
    read,
    start,
    work,
    write,
)

_ONE: list[URLPattern | URLResolver] = [
    path("stream/", read.stream, name="conversation-stream"),
    path("earlier/<int:message_pk>/", read.earlier, name="conversation-earlier"),
    path("look/<int:message_pk>/", read.look, name="conversation-look"),
    path("agents/", read.agents, name="conversation-agents"),
    path("teams/", read.teams, name="conversation-teams"),
    path("tags/", read.tags, name="conversation-tags"),
    path("resolve/", work.resolve, name="conversation-resolve"),
    path("close/", work.close, name="conversation-close"),
    path("reopen/", work.reopen, name="conversation-reopen"),
    path("wake/", work.wake, name="conversation-wake"),
    path("spam/", work.mark_spam, name="conversation-mark-spam"),
    path("no-spam/", work.unmark_spam, name="conversation-unmark-spam"),
    path("assign/", work.assign, name="conversation-assign"),
    path("team/", work.hand_over, name="conversation-hand-over"),
    path("priority/", work.set_priority, name="conversation-set-priority"),
    path("language/", work.set_language, name="conversation-set-language"),
    path("subject/", work.set_subject, name="conversation-set-subject"),
    path("tag/", work.tag, name="conversation-tag"),
    path("untag/", work.untag, name="conversation-untag"),
    path("snooze/", work.snooze, name="conversation-snooze"),
    path("reply/", write.reply, name="conversation-reply"),
    path("note/", write.note, name="conversation-note"),
    path("forward/", forward.forward, name="conversation-forward"),
    path("draft/", write.save_draft, name="conversation-save-draft"),
    path("target/", arrange.choose_target, name="conversation-choose-target"),
    path("merge/", arrange.merge, name="conversation-merge"),
    path("split/", arrange.split, name="conversation-split"),
    path("move/<int:message_pk>/", arrange.move_message, name="conversation-move-message"),
]

urlpatterns: list[URLPattern | URLResolver] = [
    path("conversations/<int:pk>/", include(_ONE)),
    path("conversations/new/", start.start, name="conversation-start"),
    path("conversations/new/draft/", start.save_draft, name="conversation-save-start-draft"),
    path("conversations/new/people/", start.suggest, name="conversation-suggest"),
    path("customers/<int:pk>/stream/", person.stream, name="customer-stream"),
    path("companies/<int:pk>/conversations/", company.conversations, name="company-conversations"),
    path("moves/<int:pk>/undo/", arrange.undo_move, name="move-undo"),
    path("messages/<int:pk>/html/", content.html, name="message-html"),
    path("messages/<int:pk>/pictures/<str:token>/", content.picture, name="message-picture"),
    path("messages/<int:pk>/original/", content.original, name="message-original"),
    path("attachments/<uuid:pk>/", content.attachment, name="attachment"),
    path("messages/<int:pk>/withdraw/", write.withdraw, name="message-withdraw"),
    path("messages/<int:pk>/retry/", write.retry, name="message-retry"),
    path("messages/<int:pk>/revise/", write.revise, name="message-revise"),
    path("attachments/<uuid:pk>/revoke/", links.revoke_link, name="file-link-revoke"),
    path("files/<str:token>/", links.file_link, name="file-link"),
    path("files/<str:token>/content/", links.file_link_content, name="file-link-content"),
    path("uploads/", write.upload, name="upload"),
    path("uploads/<uuid:pk>/discard/", write.discard, name="upload-discard"),
]
