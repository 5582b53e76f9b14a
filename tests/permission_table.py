"""Who may do what on each route. A route that is not here fails the tests: add its row with its view."""

from __future__ import annotations

from dataclasses import replace

from tests.routes import (
    DO,
    DO_CONFIDENTIAL,
    DO_NEW,
    MANAGE,
    MANAGE_ALL,
    MANAGE_NEAR,
    MANAGE_PAGE,
    MANAGE_PAGE_ALL,
    MANAGE_PAGE_NEAR,
    NOTHING_YET,
    NOWHERE,
    OPEN,
    OWN,
    OWN_ACCOUNT,
    SEE,
    SIGNED_IN,
    SIGNED_OUT,
    Row,
    rule,
)

CONVERSATION = ("conversation",)
MESSAGE = ("message",)
CUSTOMER = ("customer",)
COMPANY = ("company",)
VIEW = ("view",)
SAVED_VIEW = ("saved_view",)
VIEW_BODY = {
    "name": "Neu",
    "order": "urgent",
    "c:match": "all",
    "c-0:field": "state",
    "c-0:operator": "is",
    "c-0:value": "open",
}
# One's own view, given to a team by those who may.
SHARE = rule(reader="forbidden", agent="forbidden", limited="forbidden", foreign_to_all="missing")

_DESIGN = {
    "web:design": Row(get=OPEN, post=OPEN),
    "web:design-desk": Row(get=OPEN, post=OPEN),
    "web:design-settings": Row(get=OPEN, post=OPEN),
    "web:design-narrow": Row(get=OPEN, post=OPEN),
    "web:offline": Row(get=OPEN, post=OPEN),
    "web:manifest": Row(get=OPEN),
    "web:service-worker": Row(get=OPEN),
}

_CONVERSATIONS = {
    "conversation": Row(get=SEE, names=CONVERSATION),
    "conversation-stream": Row(get=SEE, names=CONVERSATION),
    "conversation-earlier": Row(get=SEE, names=("conversation", "message")),
    "conversation-protection": Row(get=DO, names=CONVERSATION),
    "conversation-look": Row(post=SEE, names=("conversation", "inbound")),
    "conversation-attend": Row(
        post=SEE, names=CONVERSATION, body={"page": "0" * 32, "doing": "looking"}
    ),
    "presence": Row(get=SIGNED_IN),
    "presence-leave": Row(post=SIGNED_IN, body={"page": "0" * 32}),
    "conversation-snooze-moments": Row(get=DO, names=CONVERSATION),
    "conversation-send-moments": Row(get=DO, names=CONVERSATION),
    "conversation-agents": Row(get=DO, names=CONVERSATION),
    "conversation-names": Row(get=DO, names=CONVERSATION),
    "conversation-teams": Row(get=DO, names=CONVERSATION),
    "conversation-tags": Row(get=DO, names=CONVERSATION),
    "conversation-fields-panel": Row(get=SEE, names=CONVERSATION),
    "conversation-set-fields": Row(post=DO, names=CONVERSATION, body={"feld": "neu"}),
    "conversation-links": Row(get=SEE, names=CONVERSATION),
    "conversation-choose-link": Row(get=DO, names=CONVERSATION),
    "conversation-link": Row(
        post=DO, names=CONVERSATION, body={"into": "$into", "relation": "related"}
    ),
    "conversation-unlink": Row(post=DO, names=CONVERSATION, body={"into": "$into"}),
    "conversation-resolve-parts": Row(post=DO, names=CONVERSATION),
    "conversation-statuses": Row(get=DO, names=CONVERSATION),
    "conversation-set-status": Row(post=DO, names=CONVERSATION, body={"status": "$status"}),
    "statuses": Row(get=MANAGE_PAGE_ALL),
    "status-make": Row(
        get=MANAGE_PAGE_ALL, post=MANAGE_PAGE_ALL, body={"name_de": "Neu", "state": "open"}
    ),
    "status": Row(
        get=MANAGE_PAGE_ALL, post=MANAGE_PAGE_ALL, names=("status",), body={"name_de": "Neu"}
    ),
    "status-move": Row(post=MANAGE_PAGE_ALL, names=("status",), body={"place": 0}),
    "status-archive": Row(post=MANAGE_PAGE_ALL, names=("status",)),
    "status-restore": Row(post=MANAGE_PAGE_ALL, names=("status",)),
    "tags": Row(get=MANAGE_PAGE_ALL),
    "tag-make": Row(get=MANAGE_PAGE_ALL, post=MANAGE_PAGE_ALL, body={"name": "Neu"}),
    "tag": Row(get=MANAGE_PAGE_ALL, post=MANAGE_PAGE_ALL, names=("tag",), body={"name": "Neu"}),
    "tag-archive": Row(post=MANAGE_PAGE_ALL, names=("tag",)),
    "tag-restore": Row(post=MANAGE_PAGE_ALL, names=("tag",)),
    "tag-merge": Row(post=MANAGE_PAGE_ALL, names=("tag",), body={"into": "$other_tag"}),
    "tag-separate": Row(post=MANAGE_PAGE_ALL, names=("tag",)),
    "conversation-followers": Row(get=SEE, names=CONVERSATION),
    "conversation-follow": Row(post=SEE, names=CONVERSATION),
    "conversation-unfollow": Row(post=SEE, names=CONVERSATION),
    "conversation-categories": Row(get=DO, names=CONVERSATION),
    "conversation-set-category": Row(post=DO, names=CONVERSATION, body={"category": "$category"}),
    "conversation-resolve": Row(post=DO, names=CONVERSATION),
    "conversation-close": Row(post=DO, names=CONVERSATION),
    "conversation-reopen": Row(post=DO, names=CONVERSATION),
    "conversation-wake": Row(post=DO, names=CONVERSATION),
    "conversation-mark-spam": Row(post=DO, names=CONVERSATION),
    "conversation-block-sender": Row(post=DO, names=CONVERSATION),
    "blocked-senders": Row(get=DO_NEW),
    "spam-filter": Row(get=DO_NEW),
    "conversation-fields": Row(get=MANAGE_PAGE_ALL),
    "conversation-field-make": Row(
        get=MANAGE_PAGE_ALL, post=MANAGE_PAGE_ALL, body={"label": "Neu", "kind": "text"}
    ),
    "conversation-field": Row(
        get=MANAGE_PAGE_ALL,
        post=MANAGE_PAGE_ALL,
        names=("own_field",),
        body={"label": "Neu", "position": 1},
    ),
    "conversation-field-archive": Row(post=MANAGE_PAGE_ALL, names=("own_field",)),
    "conversation-field-restore": Row(post=MANAGE_PAGE_ALL, names=("own_field",)),
    "categories": Row(get=MANAGE_PAGE_ALL),
    "category-make": Row(get=MANAGE_PAGE_ALL, post=MANAGE_PAGE_ALL, body={"name": "Neu"}),
    "category": Row(
        get=MANAGE_PAGE_ALL, post=MANAGE_PAGE_ALL, names=("category",), body={"name": "Neu"}
    ),
    "category-step": Row(post=MANAGE_PAGE_ALL, names=("category",), body={"step": "down"}),
    "category-move": Row(post=MANAGE_PAGE_ALL, names=("category",), body={"place": 0}),
    "category-archive": Row(post=MANAGE_PAGE_ALL, names=("category",)),
    "category-restore": Row(post=MANAGE_PAGE_ALL, names=("category",)),
    "category-merge": Row(
        post=MANAGE_PAGE_ALL, names=("category",), body={"into": "$other_category"}
    ),
    "thanks": Row(get=MANAGE_PAGE_ALL, post=MANAGE_PAGE_ALL, body={"lets_rest": ""}),
    "sensitive-data": Row(get=MANAGE_PAGE, post=MANAGE_PAGE, body={"kinds": ["card"]}),
    "conversation-later": Row(get=SEE, names=CONVERSATION),
    "later-put-off": Row(
        post=DO, names=("later",), body={"at": "2099-01-01T08:00"}, lets="refused"
    ),
    "later-cancel": Row(post=DO, names=("later",)),
    "conversation-sides": Row(get=SEE, names=CONVERSATION),
    "conversation-start-side": Row(
        get=DO,
        post=DO,
        names=CONVERSATION,
        body={"to": "werk@lieferant.example", "subject": "Neu", "text": "Guten Tag"},
    ),
    "conversation-promises": Row(get=SEE, names=CONVERSATION),
    # A year ahead at most, so no fixed moment lasts.
    "conversation-promise": Row(
        post=DO, names=CONVERSATION, body={"due_at": "2099-01-01T08:00"}, lets="refused"
    ),
    "promise-accept": Row(post=DO, names=("promise",)),
    "promise-keep": Row(post=DO, names=("promise",)),
    "promise-drop": Row(post=DO, names=("promise",)),
    "own-answer-checks": Row(get=SIGNED_IN, post=SIGNED_IN, body={"checks": ["gap"]}),
    "answer-checks": Row(get=MANAGE_PAGE_ALL, post=MANAGE_PAGE_ALL, body={"checks": ["gap"]}),
    "answer-check-switch-off": Row(post=SIGNED_IN, names=("check",)),
    "conversation-check": Row(post=DO, names=CONVERSATION, body={"text": "Guten Tag"}),
    # Without a mark there is nothing to compare.
    "conversation-news": Row(get=SEE, names=CONVERSATION, lets="refused"),
    "blocked-sender-unblock": Row(post=DO, names=("blocked",)),
    "conversation-unmark-spam": Row(post=DO, names=CONVERSATION),
    "conversation-assign": Row(post=DO, names=CONVERSATION, body={"agent": "$agent"}),
    "conversation-hand-over": Row(post=DO, names=CONVERSATION, body={"team": "$team"}),
    "conversation-set-priority": Row(post=DO, names=CONVERSATION, body={"priority": 4}),
    "conversation-set-language": Row(post=DO, names=CONVERSATION, body={"language": "fr"}),
    "conversation-set-subject": Row(post=DO, names=CONVERSATION, body={"subject": "Neu"}),
    "conversation-tag": Row(post=DO, names=CONVERSATION, body={"name": "neu"}),
    "conversation-untag": Row(post=DO, names=CONVERSATION, body={"name": "eilt"}),
    "conversation-snooze": Row(post=DO, names=CONVERSATION, body={"at": "2099-01-01T08:00"}),
    "conversation-reply": Row(post=DO, names=CONVERSATION, body={"text": "Guten Tag"}),
    "conversation-note": Row(post=DO, names=CONVERSATION, body={"text": "Notiz"}),
    "conversation-save-draft": Row(
        get=SEE, post=SEE, names=CONVERSATION, body={"direction": "out", "text": "Entwurf"}
    ),
    "conversation-choose-target": Row(get=DO, names=CONVERSATION),
    "conversation-merge": Row(post=DO, names=CONVERSATION, body={"into": "$into"}),
    "conversation-split": Row(post=DO, names=CONVERSATION, body={"messages": ["$inbound"]}),
    "conversation-move-message": Row(
        post=DO, names=("conversation", "inbound"), body={"into": "$into"}
    ),
    "conversation-start": Row(
        get=DO_NEW,
        post=rule(reader="forbidden", foreign="refused"),
        body={"channel": "$channel", "to": "$mail", "subject": "Neu", "text": "Guten Tag"},
    ),
    "conversation-save-start-draft": Row(post=DO_NEW, body={"subject": "Entwurf"}),
    "conversation-suggest": Row(get=SIGNED_IN),
    "move-undo": Row(post=DO, names=("move",)),
    "message-withdraw": Row(post=DO, names=MESSAGE),
    "message-invitation": Row(post=DO, names=MESSAGE, body={"answer": "accepted"}, lets="refused"),
    "message-mask": Row(post=DO, names=MESSAGE),
    "message-purge": Row(post=DO_CONFIDENTIAL, names=MESSAGE, lets="refused"),
    "message-retry": Row(post=DO, names=MESSAGE),
    "message-revise": Row(post=DO, names=MESSAGE, lets="refused"),
    "conversation-forward": Row(
        get=DO, post=DO, names=CONVERSATION, body={"to": "werk@lieferant.example"}
    ),
    "file-link": Row(get=OPEN, names=("file_link",)),
    "file-link-content": Row(post=OPEN, names=("file_link",)),
    "file-link-revoke": Row(post=DO, names=("linked",)),
    "views": Row(get=SIGNED_IN),
    "view-make": Row(get=SIGNED_IN, post=SIGNED_IN, body=VIEW_BODY),
    "view-builder": Row(post=SIGNED_IN),
    "view-said": Row(post=SIGNED_IN),
    "view-change": Row(get=OWN, post=OWN, names=SAVED_VIEW, body=VIEW_BODY),
    "view-share": Row(post=SHARE, names=SAVED_VIEW, body={"audience": "$audience"}),
    "view-place": Row(post=OWN, names=SAVED_VIEW),
    "view-hide": Row(post=OWN, names=SAVED_VIEW),
    "view-show": Row(post=OWN, names=SAVED_VIEW),
    "view-remove": Row(post=OWN, names=SAVED_VIEW),
    "view-restore": Row(post=OWN, names=SAVED_VIEW),
    "upload": Row(post=DO_NEW),
    "upload-discard": Row(post=OWN, names=("upload",)),
    "message-html": Row(get=SEE, names=("inbound",)),
    # Without our signature there is nothing to fetch, whoever asks.
    "message-picture": Row(get=NOTHING_YET, names=("inbound", "secret")),
    "message-original": Row(get=SEE, names=("inbound",)),
    "attachment": Row(get=SEE, names=("attachment",)),
}

_DESK = {
    "home": Row(get=SIGNED_IN),
    "inbox": Row(get=SIGNED_IN, names=VIEW),
    "inbox-rows": Row(get=SIGNED_IN, names=VIEW),
    "inbox-look": Row(get=SIGNED_IN, post=SIGNED_IN, names=VIEW, body={"sort": "-created"}),
    "inbox-views": Row(get=SIGNED_IN, names=VIEW),
    "inbox-conversation": Row(get=SEE, names=("view", "conversation")),
    "search": Row(get=SIGNED_IN),
    "search-alike": Row(get=SIGNED_IN),
    "search-filters": Row(get=SIGNED_IN),
    "palette": Row(get=SIGNED_IN),
    "palette-found": Row(get=SIGNED_IN),
    "palette-step": Row(get=DO, names=("conversation", "step")),
    "failed-jobs": Row(get=MANAGE_PAGE),
    "failed-job-retry": Row(post=MANAGE_PAGE, names=("unknown",), lets="refused"),
    # The wizard is gone once there is an organisation.
    "start": Row(get=NOWHERE, post=NOWHERE),
    "start-administrator": Row(get=NOWHERE, post=NOWHERE),
    "start-mailbox": Row(get=NOWHERE, post=NOWHERE),
}

_CUSTOMERS = {
    "customers": Row(get=SIGNED_IN),
    "customer": Row(get=SEE, names=CUSTOMER),
    "customer-stream": Row(get=SEE, names=CUSTOMER),
    "customer-change": Row(get=DO, post=DO, names=CUSTOMER, body={"name": "Neu"}),
    "customer-add-address": Row(
        post=DO, names=CUSTOMER, body={"kind": "phone", "value": "+49 30 99"}
    ),
    "customer-remove-address": Row(post=DO, names=("customer", "address")),
    "customer-erase": Row(
        get=MANAGE_PAGE_ALL,
        post=MANAGE_PAGE_ALL,
        names=CUSTOMER,
        body={"reason": "request", "sure": "on"},
    ),
    "customer-add-note": Row(post=DO, names=CUSTOMER, body={"text": "Notiz"}),
    "customer-merge": Row(
        get=DO, post=DO, names=CUSTOMER, body={"into": "$twin", "keep-name": "theirs"}
    ),
    "same-people": Row(get=DO_NEW),
    "same-person-deny": Row(post=DO, names=("same_person",)),
    "customer-merged": Row(get=SEE, names=("customer_merge",)),
    "customer-merge-undo": Row(post=DO, names=("customer_merge",)),
    "company-merge": Row(get=DO, post=DO, names=COMPANY, body={"into": "$twin_company"}),
    "company-merged": Row(get=SEE, names=("company_merge",)),
    "company-merge-undo": Row(post=DO, names=("company_merge",)),
    "company": Row(get=SEE, names=COMPANY),
    "company-people": Row(get=SEE, names=COMPANY),
    "company-conversations": Row(get=SEE, names=COMPANY),
    "company-rename": Row(post=DO, names=COMPANY, body={"name": "Neu"}),
    "company-add-domain": Row(post=DO, names=COMPANY, body={"domain": "neu.example"}),
    "company-remove-domain": Row(post=DO, names=COMPANY, body={"domain": "$domain"}),
    "company-add-note": Row(post=DO, names=COMPANY, body={"text": "Notiz"}),
    "mail-hosts": Row(get=MANAGE_PAGE, post=MANAGE_PAGE, body={"name": "neu.example"}),
    "mail-host-remove": Row(post=MANAGE_PAGE, names=("mail_host",)),
    "customer-fields": Row(get=MANAGE_PAGE),
    "customer-field-make": Row(
        get=MANAGE_PAGE, post=MANAGE_PAGE, body={"label": "Neu", "kind": "text"}
    ),
    "customer-field": Row(
        get=MANAGE_PAGE,
        post=MANAGE_PAGE,
        names=("field",),
        body={"label": "Neu", "position": 1},
    ),
    "customer-field-remove": Row(post=MANAGE_PAGE, names=("field",)),
}

_CHANNELS = {
    "outgoing": Row(get=MANAGE_PAGE),
    "outgoing-queue": Row(get=MANAGE_PAGE_NEAR, post=MANAGE_PAGE_NEAR, names=("channel",)),
    "outgoing-pause": Row(post=MANAGE_PAGE_NEAR, names=("channel",)),
    "outgoing-resume": Row(post=MANAGE_PAGE_NEAR, names=("channel",)),
    "opening-hours": Row(get=MANAGE_PAGE),
    "opening-hours-general": Row(get=MANAGE_PAGE_ALL, post=MANAGE_PAGE_ALL),
    "opening-hours-channel": Row(get=MANAGE_PAGE_NEAR, post=MANAGE_PAGE_NEAR, names=("channel",)),
    "opening-hours-forget": Row(post=MANAGE_PAGE_NEAR, names=("channel",)),
    "mailbox-automatic": Row(get=MANAGE_PAGE_NEAR, post=MANAGE_PAGE_NEAR, names=("mailbox",)),
    "mailboxes": Row(get=MANAGE_PAGE),
    "mailbox-make": Row(get=MANAGE_PAGE, post=MANAGE_PAGE),
    "mailbox": Row(get=MANAGE_PAGE_NEAR, post=MANAGE_PAGE_NEAR, names=("mailbox",)),
    "mailbox-test": Row(post=MANAGE_PAGE_NEAR, names=("mailbox", "way")),
    "mailbox-health": Row(get=MANAGE_PAGE),
    "parked": Row(get=MANAGE_PAGE),
    "parked-one": Row(get=MANAGE_PAGE_NEAR, names=("parked",)),
    # This one holds no HTML, whoever asks.
    "parked-html": Row(get=NOTHING_YET, names=("parked",)),
    "parked-original": Row(get=MANAGE_PAGE_NEAR, names=("parked",)),
    "parked-discard": Row(post=MANAGE_PAGE_NEAR, names=("parked",), body={"reason": "Kreis"}),
    "parked-release": Row(post=MANAGE_PAGE_NEAR, names=("parked",)),
    "mailbox-providers": Row(get=MANAGE_PAGE, post=MANAGE_PAGE),
    "mailbox-come-back": Row(get=MANAGE_PAGE, lets="invalid"),
    "mailbox-sign-in": Row(get=MANAGE_PAGE_NEAR, names=("mailbox", "oauth_client")),
    "mailbox-sign-out": Row(post=MANAGE_PAGE_NEAR, names=("mailbox",)),
    "mailbox-service": Row(
        get=MANAGE_PAGE_NEAR,
        post=MANAGE_PAGE_NEAR,
        names=("mailbox",),
        body={"service": "postmark"},
    ),
    "mailbox-service-test": Row(post=MANAGE_PAGE_NEAR, names=("mailbox",)),
    "mailbox-service-renew": Row(post=MANAGE_PAGE_NEAR, names=("mailbox",)),
    "mailbox-service-forget": Row(post=MANAGE_PAGE_NEAR, names=("mailbox",)),
    # No session counts there, and nobody here can sign as the service does.
    "mail-hook": Row(get=OPEN, post=SIGNED_OUT, names=("hook", "about")),
    "mailbox-protection": Row(get=MANAGE_PAGE_NEAR, post=MANAGE_PAGE_NEAR, names=("mailbox",)),
    "mailbox-key-add": Row(post=MANAGE_PAGE_NEAR, names=("mailbox",)),
    "own-key-retire": Row(post=MANAGE_PAGE_NEAR, names=("own_key",)),
    "own-key-forget": Row(post=MANAGE_PAGE_NEAR, names=("own_key",)),
    "keys": Row(get=MANAGE_PAGE_ALL),
    "keys-upload": Row(post=MANAGE_PAGE_ALL, names=("key_upload",)),
    "known-key-decide": Row(post=MANAGE_PAGE_ALL, names=("known_key",), body={"trust": "trusted"}),
    "known-key-forget": Row(post=MANAGE_PAGE_ALL, names=("known_key",)),
    "authority-remove": Row(post=MANAGE_PAGE_ALL, names=("authority",)),
    "revocations-remove": Row(post=MANAGE_PAGE_ALL, names=("revocations",)),
    "mailbox-close": Row(post=MANAGE_PAGE_NEAR, names=("mailbox",)),
    "mailbox-reopen": Row(post=MANAGE_PAGE_NEAR, names=("mailbox",)),
    "sent-mails": Row(get=SIGNED_IN),
    "sent-mail": Row(get=SEE, names=("sent",)),
    "sent-mail-source": Row(get=SEE, names=("sent",)),
}

_ENTRANCE = {
    "account_login": Row(get=OPEN, post=OPEN),
    "account_logout": Row(get=SIGNED_IN, post=SIGNED_OUT),
    "account_inactive": Row(get=OPEN),
    "mfa_login_webauthn": Row(get=SIGNED_IN, post=SIGNED_IN),
    "mfa_authenticate": Row(get=SIGNED_IN, post=SIGNED_IN),
    "account_reset_password": Row(get=OPEN, post=OPEN),
    "account_reset_password_done": Row(get=OPEN),
    "account_reset_password_from_key": Row(get=OPEN, post=OPEN, names=("key", "key")),
    "account_reset_password_from_key_done": Row(get=OPEN),
    "socialaccount_login_cancelled": Row(get=OPEN),
    "openid_connect_login": Row(get=NOWHERE, post=NOWHERE, names=("provider",)),
    "openid_connect_callback": Row(get=NOWHERE, post=NOWHERE, names=("provider",)),
    "set_language": Row(post=OPEN, body={"language": "de"}),
    "invitation": Row(get=OPEN, post=OPEN, names=("secret",)),
    "account_reauthenticate": Row(get=SIGNED_IN, post=SIGNED_IN),
    "mfa_reauthenticate": Row(get=SIGNED_IN, post=SIGNED_IN, lets="again"),
    "mfa_reauthenticate_webauthn": Row(get=SIGNED_IN, post=SIGNED_IN, lets="again"),
}

_ACCOUNT = {
    "settings": Row(get=SIGNED_IN, post=SIGNED_IN),
    "profile": Row(get=SIGNED_IN, post=SIGNED_IN, body={"name": "Neu"}),
    "keyboard": Row(get=SIGNED_IN, post=SIGNED_IN, body={"letters": "on"}),
    "settings-find": Row(get=SIGNED_IN),
    "density": Row(post=SIGNED_IN, body={"density": "compact"}),
    "availability": Row(post=SIGNED_IN, body={"availability": "busy"}),
    "availability-words": Row(
        post=SIGNED_IN, body={"availability": "busy", "words": "Schulung bis 14 Uhr"}
    ),
    "sign-of-life": Row(post=SIGNED_IN),
    "hand-back": Row(get=DO_NEW, post=DO_NEW),
    "take-back": Row(post=DO_NEW, lets="refused"),
    "tokens": Row(get=SIGNED_IN, post=SIGNED_IN),
    "token-make": Row(get=SIGNED_IN, post=SIGNED_IN, lets="again", body={"name": "Laden"}),
    "token-revoke": Row(post=OWN, names=("token",)),
    "security": Row(get=SIGNED_IN, post=SIGNED_IN),
    "mfa_index": Row(get=SIGNED_IN, post=SIGNED_IN),
    "account_change_password": Row(get=SIGNED_IN, post=SIGNED_IN),
    "account_set_password": Row(get=SIGNED_IN, post=SIGNED_IN),
    "mfa_activate_totp": Row(get=SIGNED_IN, post=SIGNED_IN, lets="again"),
    "mfa_deactivate_totp": Row(get=NOTHING_YET, post=NOTHING_YET),
    "mfa_view_recovery_codes": Row(get=NOTHING_YET),
    "mfa_generate_recovery_codes": Row(get=SIGNED_IN, post=SIGNED_IN, lets="again"),
    "mfa_download_recovery_codes": Row(get=NOTHING_YET, post=NOTHING_YET),
    "mfa_list_webauthn": Row(get=SIGNED_IN, post=SIGNED_IN),
    "mfa_add_webauthn": Row(get=SIGNED_IN, post=SIGNED_IN, lets="again"),
    "mfa_remove_webauthn": Row(get=SIGNED_IN, post=SIGNED_IN, lets="again", names=("unknown",)),
    "mfa_edit_webauthn": Row(get=SIGNED_IN, post=SIGNED_IN, lets="again", names=("unknown",)),
    "sessions-end": Row(post=SIGNED_IN),
    "session-end": Row(post=OWN, names=("session",)),
}

_STAFF = {
    "audit": Row(get=MANAGE_PAGE),
    "organisation": Row(get=MANAGE_PAGE, post=MANAGE_PAGE, body={"name": "Neu", "language": "de"}),
    "agents": Row(get=MANAGE_PAGE, post=MANAGE_PAGE),
    "agent-invite": Row(
        get=MANAGE_PAGE, post=MANAGE_PAGE, body={"email": "$address_free", "role": "$role"}
    ),
    "agent": Row(get=MANAGE_PAGE_NEAR, post=MANAGE_PAGE_NEAR, names=("agent",)),
    "agent-deactivate": Row(post=MANAGE_PAGE_NEAR, names=("agent",)),
    "agent-reactivate": Row(post=MANAGE_PAGE_NEAR, names=("agent",)),
    "invitation-withdraw": Row(post=MANAGE_PAGE_NEAR, names=("invitation",)),
    "teams": Row(get=MANAGE_PAGE, post=MANAGE_PAGE),
    "team-make": Row(get=MANAGE_PAGE_ALL, post=MANAGE_PAGE_ALL, body={"name": "Neu"}),
    "team": Row(get=MANAGE_PAGE_NEAR, post=MANAGE_PAGE_NEAR, names=("team",), body={"name": "Neu"}),
    "team-archive": Row(post=MANAGE_PAGE_NEAR, names=("team",)),
    "team-restore": Row(post=MANAGE_PAGE_NEAR, names=("team",)),
    "level-make": Row(get=MANAGE_PAGE_ALL, post=MANAGE_PAGE_ALL, body={"name": "Neu", "rank": 1}),
    "level": Row(
        get=MANAGE_PAGE_ALL, post=MANAGE_PAGE_ALL, names=("level",), body={"name": "Neu", "rank": 1}
    ),
    "level-remove": Row(post=MANAGE_PAGE_ALL, names=("level",)),
    "roles": Row(get=MANAGE_PAGE_ALL, post=MANAGE_PAGE_ALL),
    "role-make": Row(get=MANAGE_PAGE_ALL, post=MANAGE_PAGE_ALL, body={"name": "Neu"}),
    "role": Row(get=MANAGE_PAGE_ALL, post=MANAGE_PAGE_ALL, names=("role",), body={"name": "Neu"}),
    "role-remove": Row(post=MANAGE_PAGE_ALL, names=("role",)),
}

_NOTIFICATIONS = {
    "notifications": Row(get=SIGNED_IN),
    "notifications-count": Row(get=SIGNED_IN),
    "notifications-read": Row(post=SIGNED_IN),
    "notifications-seen": Row(post=SIGNED_IN, body={"conversation": "1"}),
    "notification-open": Row(post=OWN, names=("notification",)),
    "own-notifications": Row(get=SIGNED_IN, post=SIGNED_IN, body={"digest_at": "08:00"}),
    "notification-from-push": Row(get=SIGNED_IN, names=("notification",)),
    "push-key": Row(post=SIGNED_IN),
    "push-device-add": Row(
        post=SIGNED_IN,
        body={
            "endpoint": "https://push.example/send/neu",
            "key": "BCVxsr7N_eNgVRqvHtD0zTZsEc6-VV-JvLexhqUzORcxaOzi6-AYWXvTBHm4bjyPjs7Vd8pZGH6SRpkNtoIAiw4",
            "auth": "BTBZMqHH6r4Tts7J_aSIgg",
        },
    ),
    "push-device-remove": Row(post=OWN, names=("push_device",)),
    "notifications-like-role": Row(post=SIGNED_IN),
    "role-notifications": Row(get=MANAGE_PAGE_ALL),
    "role-notifications-set": Row(get=MANAGE_PAGE_ALL, post=MANAGE_PAGE_ALL, names=("role",)),
}

WEBHOOK = ("webhook",)
_HOOK = {
    "name": "Neu",
    "address": "https://neu.example/hook",
    "kinds": ["conversation.closed"],
}
_SECRET = f"whsec_{'A' * 44}"
_SPAN = {"since": "2026-11-01T00:00:00Z", "until": "2026-11-02T00:00:00Z"}

# Each belongs to the administrator who made it; others with the right have their own.
_WEBHOOKS = {
    "webhooks": Row(get=MANAGE_PAGE),
    # Whoever leads everything out of the house is asked for the password again.
    "webhook-make": Row(get=MANAGE_PAGE, post=MANAGE_PAGE, lets="again"),
    "webhook": Row(get=MANAGE_PAGE_ALL, names=WEBHOOK),
    "webhook-change": Row(get=MANAGE_PAGE, post=MANAGE_PAGE, names=WEBHOOK, lets="again"),
    "webhook-rotate": Row(get=MANAGE_PAGE, post=MANAGE_PAGE, names=WEBHOOK, lets="again"),
    "webhook-switch-on": Row(post=MANAGE_PAGE_ALL, names=WEBHOOK),
    "webhook-switch-off": Row(post=MANAGE_PAGE_ALL, names=WEBHOOK),
    "webhook-test": Row(post=MANAGE_PAGE_ALL, names=WEBHOOK),
    "webhook-replay-failed": Row(post=MANAGE_PAGE_ALL, names=WEBHOOK),
    "webhook-replay-span": Row(post=MANAGE_PAGE_ALL, names=WEBHOOK),
    "webhook-remove": Row(post=MANAGE_PAGE_ALL, names=WEBHOOK),
    "webhook-replay": Row(post=MANAGE_PAGE_ALL, names=("webhook_delivery",)),
}

# Rita, Anna and Ben may not export; what was exported belongs to whoever asked.
_EXPORT = rule(reader="missing", agent="missing", limited="missing", foreign="missing")
_EXPORT_NEW = rule(reader="missing", agent="missing", limited="missing")
_EXPORT_POST = rule(reader="forbidden", agent="forbidden", limited="forbidden", foreign="missing")
_EXPORT_LIST = rule(reader="forbidden", agent="forbidden", limited="forbidden")
_EXPORTS = {
    "exports": Row(get=_EXPORT_NEW),
    "export-list": Row(get=_EXPORT_NEW, post=_EXPORT_LIST, body={"format": "csv", "view": "all"}),
    "conversation-export": Row(
        get=_EXPORT, post=_EXPORT_POST, names=CONVERSATION, body={"format": "pdf"}
    ),
    "export-cancel": Row(post=OWN, names=("export",)),
    "export-file": Row(
        post=rule(
            reader="missing",
            agent="missing",
            limited="missing",
            foreign_to_all="missing",
        ),
        names=("export",),
    ),
}

SNIPPET = ("snippet",)
# Of what a team shares: Clara and Ada change it, Stefan in his own team alone.
_SHARED_PAGE = rule(reader="missing", agent="missing", limited="missing", foreign="missing")
_SHARED = rule(reader="forbidden", agent="forbidden", limited="forbidden", foreign="missing")
_TEXT = {"title": "Neu", "texts": {"de": "Neu"}}
_ANSWERING_PAGE = rule(reader="missing")
_SNIPPETS = {
    "embedded-cards": Row(
        get=MANAGE_PAGE_ALL,
        post=MANAGE_PAGE_ALL,
        body={"title": "Neu", "address": "https://laden.example/"},
    ),
    "embedded-card-change": Row(
        get=MANAGE_PAGE_ALL,
        post=MANAGE_PAGE_ALL,
        names=("embedded_card",),
        body={"title": "Neu", "address": "https://laden.example/"},
    ),
    "embedded-card-remove": Row(post=MANAGE_PAGE_ALL, names=("embedded_card",)),
    "embedded-key": Row(get=OPEN),
    "conversation-embedded": Row(get=SEE, names=CONVERSATION),
    "conversation-card": Row(get=SEE, names=("conversation", "embedded_card")),
    "snippets": Row(get=_ANSWERING_PAGE),
    "snippet-make": Row(
        get=_ANSWERING_PAGE,
        post=_ANSWERING_PAGE,
        body={"title": "Neu", "owner": "me", "text_de": "Neu"},
    ),
    "snippet-change": Row(get=_SHARED_PAGE, post=_SHARED_PAGE, names=SNIPPET),
    "snippet-remove": Row(post=_SHARED_PAGE, names=SNIPPET),
    "snippet-preview": Row(
        post=rule(reader="missing", foreign="missing"), body={"conversation": "$conversation"}
    ),
    "snippet-use": Row(post=DO, names=SNIPPET),
    "conversation-snippets": Row(get=DO, names=CONVERSATION),
}

MACRO = ("macro",)
_STEPS = [{"do": "resolve", "value": None}]
_MACROS = {
    "macros": Row(get=_ANSWERING_PAGE),
    "macro": Row(get=rule(reader="missing", foreign="missing"), names=MACRO),
    "macro-make": Row(
        get=_ANSWERING_PAGE,
        post=_ANSWERING_PAGE,
        body={"title": "Neu", "owner": "me", "do-0": "resolve"},
    ),
    "macro-arrange": Row(post=_ANSWERING_PAGE, body={"act": "add:resolve"}),
    "macro-change": Row(get=_SHARED_PAGE, post=_SHARED_PAGE, names=MACRO),
    "macro-remove": Row(post=_SHARED_PAGE, names=MACRO),
    "conversation-macros": Row(get=DO, names=CONVERSATION),
    "conversation-run-macro": Row(post=DO, names=CONVERSATION, body={"macro": "$macro"}),
}
INCIDENT = ("incident",)
# Everybody sees an incident, and of its conversations those within reach; leads decide about it.
_LEAD = rule(reader="forbidden", agent="forbidden", limited="forbidden")
# Nobody of the world's began its incidents: of those who are limited to teams, none changes them.
_LEAD_ALL = replace(
    _LEAD,
    own=dict(_LEAD.own) | {"steward": "forbidden"},
    foreign=dict(_LEAD.foreign) | {"steward": "forbidden"},
)
# Stefan has nobody of his own in another team's incident.
_ANSWER_ALL = replace(_LEAD, foreign=dict(_LEAD.foreign) | {"steward": "refused"})
_INCIDENTS = {
    "incidents": Row(get=SIGNED_IN),
    "incident": Row(get=SIGNED_IN, names=INCIDENT),
    "incident-make": Row(get=_LEAD, post=_LEAD, body={"title": "Neu"}),
    "incident-change": Row(
        get=_LEAD_ALL, post=_LEAD_ALL, names=INCIDENT, body={"title": "Neu", "stage": "known"}
    ),
    "incident-join": Row(post=DO, names=INCIDENT, body={"conversation": "$into"}),
    "incident-leave": Row(post=DO, names=INCIDENT, body={"conversation": "$conversation"}),
    "incident-answer": Row(get=_LEAD, post=_LEAD, names=INCIDENT, body={"de": "Guten Tag"}),
    "incident-progress": Row(get=SIGNED_IN, names=INCIDENT),
    "incident-cancel": Row(post=_LEAD, names=INCIDENT),
    "conversation-incidents": Row(get=DO, names=CONVERSATION),
    "conversation-incident-line": Row(get=SEE, names=CONVERSATION),
}

BULK_RUN = ("bulk_run",)
_BULK_BODY = {"do": "resolve:", "conversations": "$conversation"}
# What one has begun oneself; readers begin nothing, and end nothing.
_OWN_RUN = rule(reader="forbidden", foreign_to_all="missing")
_BULK = {
    "bulk-runs": Row(get=SIGNED_IN),
    "bulk-start": Row(post=DO, body=_BULK_BODY),
    "bulk-choices": Row(get=DO_NEW, names=("menu",)),
    "bulk-count": Row(get=DO_NEW, names=VIEW),
    "bulk-found": Row(get=DO_NEW),
    "bulk-run": Row(get=OWN, names=BULK_RUN),
    "bulk-progress": Row(get=OWN, names=BULK_RUN),
    "bulk-confirm": Row(post=_OWN_RUN, names=BULK_RUN),
    "bulk-cancel": Row(post=_OWN_RUN, names=BULK_RUN),
    "bulk-undo": Row(post=_OWN_RUN, names=BULK_RUN),
}

_API_READ = {
    "api:reference": Row(get=SIGNED_IN),
    "api:contract": Row(get=SIGNED_IN),
    "api:nothing": Row(get=NOWHERE, post=NOWHERE),
    "api:conversation-list": Row(get=SIGNED_IN),
    "api:conversation": Row(get=SEE, names=CONVERSATION),
    "api:conversation-messages": Row(get=SEE, names=CONVERSATION),
    "api:conversation-events": Row(get=SEE, names=CONVERSATION),
    "api:conversation-links": Row(get=SEE, names=CONVERSATION),
    "api:message": Row(get=SEE, names=MESSAGE),
    "api:attachment": Row(get=SEE, names=("attachment",)),
    "api:customer-list": Row(get=SIGNED_IN),
    "api:customer": Row(get=SEE, names=CUSTOMER),
    "api:company-list": Row(get=SIGNED_IN),
    "api:company": Row(get=SEE, names=COMPANY),
    "api:audit-list": Row(get=MANAGE),
    "api:known-key-list": Row(get=MANAGE_ALL),
    "api:webhook-list": Row(get=MANAGE),
    # To whoever may not arrange webhooks, there are none.
    "api:webhook": Row(get=MANAGE_PAGE_ALL, names=WEBHOOK),
    "api:webhook-deliveries": Row(get=MANAGE_PAGE_ALL, names=WEBHOOK),
    "api:agent-list": Row(get=SIGNED_IN),
    "api:level-list": Row(get=SIGNED_IN),
    "api:team-list": Row(get=SIGNED_IN),
    "api:category-list": Row(get=SIGNED_IN),
    "api:status-list": Row(get=SIGNED_IN),
    "api:snippet-list": Row(get=SIGNED_IN),
    "api:macro-list": Row(get=SIGNED_IN),
    "api:bulk-run-list": Row(get=SIGNED_IN),
    "api:bulk-run": Row(get=OWN, names=BULK_RUN),
    "api:tag-list": Row(get=SIGNED_IN),
    "api:view-list": Row(get=SIGNED_IN),
    "api:channel-list": Row(get=SIGNED_IN),
}

_OPEN = {"field": "state", "operator": "is", "value": ["open"]}
_VIEW = {"name": "Neu", "conditions": {"match": "all", "of": [_OPEN]}}
_START = {"channel": "$channel", "customer": "$customer", "subject": "Neu", "text": "Guten Tag"}
_API_DO = {
    "known_key-decide": Row(post=MANAGE_ALL, names=("known_key",), body={"trust": "trusted"}),
    "conversation-resolve": Row(post=DO, names=CONVERSATION),
    "conversation-close": Row(post=DO, names=CONVERSATION),
    "conversation-reopen": Row(post=DO, names=CONVERSATION),
    "conversation-wake": Row(post=DO, names=CONVERSATION),
    "conversation-mark_spam": Row(post=DO, names=CONVERSATION),
    "conversation-block_sender": Row(post=DO, names=CONVERSATION),
    "conversation-unmark_spam": Row(post=DO, names=CONVERSATION),
    "conversation-assign": Row(post=DO, names=CONVERSATION, body={"agent": "$agent"}),
    "conversation-follow": Row(post=SEE, names=CONVERSATION),
    "conversation-unfollow": Row(post=SEE, names=CONVERSATION),
    "conversation-link": Row(
        post=DO, names=CONVERSATION, body={"other": "$into", "relation": "related"}
    ),
    "conversation-unlink": Row(post=DO, names=CONVERSATION, body={"other": "$into"}),
    "conversation-set_status": Row(post=DO, names=CONVERSATION, body={"status": "$status"}),
    "conversation-set_fields": Row(post=DO, names=CONVERSATION, body={"fields": {}}),
    "conversation-set_category": Row(post=DO, names=CONVERSATION, body={"category": "$category"}),
    "conversation-hand_over": Row(post=DO, names=CONVERSATION, body={"team": "$team"}),
    "conversation-set_priority": Row(post=DO, names=CONVERSATION, body={"priority": 4}),
    "conversation-set_language": Row(post=DO, names=CONVERSATION, body={"language": "fr"}),
    "conversation-set_subject": Row(post=DO, names=CONVERSATION, body={"subject": "Neu"}),
    "conversation-tag": Row(post=DO, names=CONVERSATION, body={"name": "neu"}),
    "conversation-untag": Row(post=DO, names=CONVERSATION, body={"name": "eilt"}),
    "conversation-snooze": Row(post=DO, names=CONVERSATION, body={"until": "2099-01-01T08:00:00Z"}),
    "conversation-reply": Row(post=DO, names=CONVERSATION, body={"text": "Guten Tag"}),
    "conversation-promise": Row(
        post=DO, names=CONVERSATION, body={"due_at": "2099-01-01T08:00:00Z"}, lets="refused"
    ),
    "promise-accept": Row(post=DO, names=("promise",)),
    "promise-keep": Row(post=DO, names=("promise",)),
    "promise-drop": Row(post=DO, names=("promise",)),
    "conversation-send_later": Row(
        post=DO,
        names=CONVERSATION,
        body={"text": "Guten Tag", "at": "2099-01-01T08:00:00Z"},
        lets="refused",
    ),
    "lateranswer-put_off": Row(
        post=DO, names=("later",), body={"at": "2099-01-01T08:00:00Z"}, lets="refused"
    ),
    "lateranswer-cancel": Row(post=DO, names=("later",)),
    "conversation-note": Row(post=DO, names=CONVERSATION, body={"text": "Notiz"}),
    "conversation-start_side": Row(
        post=DO,
        names=CONVERSATION,
        body={"to": ["werk@lieferant.example"], "subject": "Neu", "text": "Guten Tag"},
    ),
    "conversation-forward": Row(
        post=DO, names=CONVERSATION, body={"to": ["werk@lieferant.example"]}
    ),
    "conversation-merge": Row(post=DO, names=CONVERSATION, body={"into": "$into"}),
    "conversation-split": Row(post=DO, names=CONVERSATION, body={"messages": ["$inbound"]}),
    "conversation-move_message": Row(
        post=DO, names=CONVERSATION, body={"message": "$inbound", "into": "$into"}
    ),
    "conversation-start": Row(post=DO, body=_START),
    "move-undo": Row(post=DO, names=("move",)),
    "message-withdraw": Row(post=DO, names=MESSAGE),
    "message-answer_invitation": Row(
        post=DO, names=MESSAGE, body={"answer": "accepted"}, lets="refused"
    ),
    "message-mask": Row(post=DO, names=MESSAGE),
    "message-purge": Row(post=DO_CONFIDENTIAL, names=MESSAGE, lets="refused"),
    "message-retry": Row(post=DO, names=MESSAGE),
    "message-revise": Row(post=DO, names=MESSAGE, lets="refused"),
    "attachment-upload": Row(post=DO_NEW),
    "customer-make": Row(post=DO_NEW, body={"name": "Neu"}),
    "customer-change": Row(post=DO, names=CUSTOMER, body={"name": "Neu"}),
    "customer-add_address": Row(
        post=DO, names=CUSTOMER, body={"kind": "phone", "value": "+49 30 99"}
    ),
    "customer-remove_address": Row(post=DO, names=CUSTOMER, body={"address": "$address"}),
    "customer-add_note": Row(post=DO, names=CUSTOMER, body={"text": "Notiz"}),
    "customer-merge": Row(post=DO, names=CUSTOMER, body={"into": "$twin"}),
    "customer_merge-undo": Row(post=DO, names=("customer_merge",)),
    "company-merge": Row(post=DO, names=COMPANY, body={"into": "$twin_company"}),
    "company_merge-undo": Row(post=DO, names=("company_merge",)),
    "company-rename": Row(post=DO, names=COMPANY, body={"name": "Neu"}),
    "company-add_domain": Row(post=DO, names=COMPANY, body={"domain": "neu.example"}),
    "company-remove_domain": Row(post=DO, names=COMPANY, body={"domain": "$domain"}),
    "company-add_note": Row(post=DO, names=COMPANY, body={"text": "Notiz"}),
    "view-make": Row(post=SIGNED_IN, body=_VIEW),
    "view-change": Row(post=OWN, names=SAVED_VIEW, body=_VIEW),
    "view-share": Row(post=SHARE, names=SAVED_VIEW, body={"sharing": "team", "team": "$team"}),
    "view-place": Row(post=OWN, names=SAVED_VIEW),
    "view-hide": Row(post=OWN, names=SAVED_VIEW),
    "view-show": Row(post=OWN, names=SAVED_VIEW),
    "view-remove": Row(post=OWN, names=SAVED_VIEW),
    "view-restore": Row(post=OWN, names=SAVED_VIEW),
    "agent-set_availability": Row(
        post=OWN_ACCOUNT, names=("account",), body={"availability": "busy"}
    ),
    "agent-hand_back": Row(post=OWN_ACCOUNT, names=("account",), body={"conversations": []}),
    "agent-take_back": Row(post=OWN_ACCOUNT, names=("account",), lets="refused"),
    "agent-deactivate": Row(post=MANAGE_NEAR, names=("agent",)),
    "agent-reactivate": Row(post=MANAGE_NEAR, names=("agent",)),
    "tag-make": Row(post=MANAGE_ALL, body={"name": "Neu"}),
    "tag-change": Row(post=MANAGE_ALL, names=("tag",), body={"name": "Neu", "description": ""}),
    "tag-archive": Row(post=MANAGE_ALL, names=("tag",)),
    "tag-restore": Row(post=MANAGE_ALL, names=("tag",)),
    "tag-merge": Row(post=MANAGE_ALL, names=("tag",), body={"into": "$other_tag"}),
    "tag-separate": Row(post=MANAGE_ALL, names=("tag",)),
    "team-make": Row(post=MANAGE_ALL, body={"name": "Neu"}),
    "team-change": Row(post=MANAGE_NEAR, names=("team",), body={"name": "Neu", "level": None}),
    "team-archive": Row(post=MANAGE_NEAR, names=("team",)),
    "team-restore": Row(post=MANAGE_NEAR, names=("team",)),
    "level-make": Row(post=MANAGE_ALL, body={"name": "Neu", "rank": 1}),
    "level-change": Row(post=MANAGE_ALL, names=("level",), body={"name": "Neu", "rank": 1}),
    "level-remove": Row(post=MANAGE_ALL, names=("level",)),
    "conversation-run_macro": Row(post=DO, names=CONVERSATION, body={"macro": "$macro"}),
    "macro-make": Row(post=DO_NEW, body={"title": "Neu", "steps": _STEPS}),
    "macro-change": Row(
        post=_SHARED, names=MACRO, body={"title": "Neu", "steps": _STEPS, "personal": True}
    ),
    "macro-remove": Row(post=_SHARED, names=MACRO),
    "incident-make": Row(post=_LEAD, body={"title": "Neu"}),
    "incident-change": Row(post=_LEAD_ALL, names=INCIDENT, body={"title": "Neu", "stage": "known"}),
    "incident-join": Row(post=DO, names=INCIDENT, body={"conversation": "$into"}),
    "incident-leave": Row(post=DO, names=INCIDENT, body={"conversation": "$conversation"}),
    "incident-answer_all": Row(
        post=_ANSWER_ALL,
        names=INCIDENT,
        body={"texts": {"de": "Guten Tag"}},
    ),
    "incident-cancel": Row(post=_LEAD, names=INCIDENT),
    "bulk_run-start": Row(post=DO, body={"verb": "resolve", "conversations": ["$conversation"]}),
    "bulk_run-confirm": Row(post=_OWN_RUN, names=BULK_RUN),
    "bulk_run-cancel": Row(post=_OWN_RUN, names=BULK_RUN),
    "bulk_run-undo": Row(post=_OWN_RUN, names=BULK_RUN),
    "snippet-make": Row(post=DO_NEW, body=_TEXT),
    "snippet-change": Row(post=_SHARED, names=SNIPPET, body=_TEXT | {"personal": True}),
    "snippet-remove": Row(post=_SHARED, names=SNIPPET),
    "webhook-make": Row(post=MANAGE, body=_HOOK | {"secret": _SECRET}),
    "webhook-change": Row(post=MANAGE_PAGE_ALL, names=WEBHOOK, body=_HOOK),
    "webhook-rotate": Row(post=MANAGE_PAGE_ALL, names=WEBHOOK, body={"secret": _SECRET}),
    "webhook-switch_on": Row(post=MANAGE_PAGE_ALL, names=WEBHOOK),
    "webhook-switch_off": Row(post=MANAGE_PAGE_ALL, names=WEBHOOK),
    "webhook-test": Row(post=MANAGE_PAGE_ALL, names=WEBHOOK),
    "webhook-replay_failed": Row(post=MANAGE_PAGE_ALL, names=WEBHOOK),
    "webhook-replay_span": Row(post=MANAGE_PAGE_ALL, names=WEBHOOK, body=_SPAN),
    "webhook-remove": Row(post=MANAGE_PAGE_ALL, names=WEBHOOK),
    "webhook_delivery-replay": Row(post=MANAGE_PAGE_ALL, names=("webhook_delivery",)),
}

TABLE: dict[str, Row] = {
    **_DESIGN,
    **_CONVERSATIONS,
    **_DESK,
    **_CUSTOMERS,
    **_CHANNELS,
    **_ENTRANCE,
    **_ACCOUNT,
    **_STAFF,
    **_NOTIFICATIONS,
    **_WEBHOOKS,
    **_EXPORTS,
    **_SNIPPETS,
    **_BULK,
    **_MACROS,
    **_INCIDENTS,
    **_API_READ,
    **{f"api:{name}": row for name, row in _API_DO.items()},
}
