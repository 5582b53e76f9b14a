"""Pushes: readable for one browser alone, signed, with little in them, and only to whom it still concerns."""

from __future__ import annotations

import base64
import json
from collections.abc import Iterator
from datetime import time
from typing import Any

import pytest
from cryptography.hazmat.primitives.asymmetric import ec
from django.test import Client
from django.urls import reverse

from kundig.conversations import actions as conversations
from kundig.conversations.models import Conversation
from kundig.core import caps, outside
from kundig.core.actor import SYSTEM
from kundig.core.errors import Refused
from kundig.core.models import Secret
from kundig.notifications import actions
from kundig.notifications.follow import follow
from kundig.notifications.jobs import send_push
from kundig.notifications.models import Notification, Place, PushDevice, PushKey
from kundig.notifications.push import encryption
from kundig.notifications.push.identity import own_key
from kundig.notifications.push.sending import NotTaken
from kundig.notifications.tests.push_receiver import (
    Browser,
    Service,
    claims_of,
    listening,
    unpadded,
)
from kundig.staff.models import Agent


def test_the_example_of_the_rfc() -> None:
    """RFC 8291, appendix A."""
    number = int.from_bytes(encryption.read("yfWPiYE-n46HLnH0KqZOF1fJJU3MYrct3AELtAQ-oRw"), "big")
    point = (
        "BCVxsr7N_eNgVRqvHtD0zTZsEc6-VV-JvLexhqUzORcxaOzi6-AYWXvTBHm4bjyPjs7Vd8pZGH6SRpkNtoIAiw4"
    )
    body = encryption.encrypt(
        b"When I grow up, I want to be a watermelon",
        to=encryption.read(point),
        auth=encryption.read("BTBZMqHH6r4Tts7J_aSIgg"),
        own=ec.derive_private_key(number, ec.SECP256R1()),
        salt=encryption.read("DGv6ra1nlYgDCS1FRnbzlw"),
    )
    assert encryption.written(body) == (
        "DGv6ra1nlYgDCS1FRnbzlwAAEABBBP4z9KsN6nGRTbVYI_c7VJSPQTBtkgcy27ml"
        "mlMoZIIgDll6e3vCYLocInmYWAmS6TlzAC8wEqKK6PBru3jl7A_yl95bQpu6cVPT"
        "pK4Mqgkf1CXztLVBSt2Ks3oZwbuwXPXLWyouBWLVWGNWQexSgSxsj_Qulcy4a-fN"
    )


def test_nothing_longer_than_a_push_service_takes() -> None:
    browser = Browser()
    most = encryption.encrypt(b"x" * encryption.MOST_BYTES, to=browser.point, auth=browser.auth)
    assert len(most) <= 4_096
    assert browser.open(most) == b"x" * encryption.MOST_BYTES
    with pytest.raises(ValueError, match="too long"):
        encryption.encrypt(b"x" * (encryption.MOST_BYTES + 1), to=browser.point, auth=browser.auth)


@pytest.fixture
def service(monkeypatch: pytest.MonkeyPatch) -> Iterator[Service]:
    """A push service on this machine, where pushes may not go otherwise."""
    monkeypatch.setattr(outside, "is_permitted", lambda *_args, **_kwargs: True)
    with listening() as service:
        yield service


@pytest.fixture
def browser() -> Browser:
    return Browser()


@pytest.fixture
def device(anna: Agent, browser: Browser, service: Service) -> PushDevice:
    return PushDevice.objects.create(
        agent=anna,
        name="Firefox unter Linux",
        endpoint=f"{service.origin}/send/1",
        key=unpadded(browser.point),
        auth=unpadded(browser.auth),
    )


@pytest.fixture
def told(conversation: Conversation, anna: Agent, clara: Agent, db: None) -> Notification:
    """Anna was told that a conversation is hers."""
    conversations.assign(conversation, by=clara.actor, agent=anna)
    event = conversations_event(conversation)
    actions.tell(by=SYSTEM, kind="assigned", event=event, agents=[anna.pk])
    return anna.notifications.get()


def conversations_event(conversation: Conversation) -> Any:
    from kundig.core.models import Event

    return Event.objects.filter(subject_kind="conversation", subject_id=conversation.pk).latest(
        "pk"
    )


def test_a_push_is_signed_and_says_what_happened(
    told: Notification, device: PushDevice, browser: Browser, service: Service
) -> None:
    send_push(told.pk, device.pk)
    ((headers, body),) = service.pushed
    claims = claims_of(str(headers["Authorization"]), service.origin)
    assert claims["sub"].startswith("http")
    assert headers["TTL"] == str(caps.PUSH_SECONDS)
    content = json.loads(browser.open(body))
    assert content["body"] == f"Clara hat Ihnen „{Conversation.objects.get()}“ zugewiesen"
    assert content["url"] == reverse("notification-from-push", args=[told.pk])
    device.refresh_from_db()
    assert device.used_at


def test_without_subjects_it_names_nobody(
    told: Notification, anna: Agent, device: PushDevice, browser: Browser, service: Service
) -> None:
    actions.set_bell(actions.bell_of(anna), by=anna.actor, ways={}, says_subject=False)
    send_push(told.pk, device.pk)
    ((_headers, body),) = service.pushed
    assert json.loads(browser.open(body))["body"] == "Es gibt etwas Neues für Sie."


def test_no_push_for_what_is_read_out_of_sight_or_in_quiet_hours(
    told: Notification, anna: Agent, ben: Agent, device: PushDevice, service: Service
) -> None:
    bell = actions.bell_of(anna)
    actions.set_bell(bell, by=anna.actor, ways={}, quiet=(time(0), time(23, 59, 59)))
    send_push(told.pk, device.pk)
    actions.set_bell(bell, by=anna.actor, ways={})
    Agent.objects.filter(pk=anna.pk).update(role=ben.role)
    Conversation.objects.update(assignee=None, team=None)
    send_push(told.pk, device.pk)
    Conversation.objects.update(assignee=anna)
    actions.read(told, by=anna.actor)
    send_push(told.pk, device.pk)
    assert service.pushed == []


def test_a_browser_that_is_gone_is_forgotten_and_a_service_in_trouble_asked_again(
    told: Notification, device: PushDevice, service: Service
) -> None:
    service.status = 503
    with pytest.raises(NotTaken):
        send_push(told.pk, device.pk)
    assert PushDevice.objects.exists()
    service.status = 410
    send_push(told.pk, device.pk)
    assert not PushDevice.objects.exists()
    send_push(told.pk, device.pk)


def test_the_key_is_made_once_and_sealed(db: None) -> None:
    assert own_key() == own_key()
    assert PushKey.objects.count() == 1
    assert b"PRIVATE" not in bytes(Secret.objects.get().sealed)


def test_a_browser_is_added_moved_to_whoever_sits_there_now_and_removed(
    anna: Agent, clara: Agent, client: Client, browser: Browser
) -> None:
    sent = {
        "endpoint": "https://push.example/send/1",
        "key": unpadded(browser.point),
        "auth": unpadded(browser.auth),
    }
    firefox = {
        "User-Agent": "Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0"
    }
    for agent in (anna, clara, clara):
        client.force_login(agent)
        assert client.post(reverse("push-device-add"), sent, headers=firefox).status_code == 204
    assert not anna.push_devices.exists()
    device = clara.push_devices.get()
    assert "Firefox" in device.name
    client.post(reverse("push-device-remove", args=[device.pk]))
    assert not PushDevice.objects.exists()


@pytest.mark.parametrize(
    "endpoint",
    [
        "http://push.example/send",
        "https://127.0.0.1/send",
        "https://localhost/send",
        "https://10.0.0.7/send",
        "https://push.example:25/",
        "https://a@push.example/",
        "nonsense",
        f"https://push.example/{'x' * 1_000}",
    ],
)
def test_only_public_protected_addresses_of_browsers(
    anna: Agent, browser: Browser, endpoint: str
) -> None:
    bell = actions.bell_of(anna)
    keys = {"key": unpadded(browser.point), "auth": unpadded(browser.auth)}
    with pytest.raises(Refused):
        actions.add_device(bell, by=anna.actor, name="x", endpoint=endpoint, **keys)


def test_keys_that_are_none_are_refused(anna: Agent, browser: Browser) -> None:
    bell = actions.bell_of(anna)
    good = {"key": unpadded(browser.point), "auth": unpadded(browser.auth)}
    wrong = base64.urlsafe_b64encode(b"\x04" + b"1" * 64).decode()
    for bad in ({"key": "%"}, {"key": wrong}, {"auth": "eA"}, {"key": ""}):
        with pytest.raises(Refused):
            actions.add_device(
                bell, by=anna.actor, name="x", endpoint="https://push.example/", **{**good, **bad}
            )


@pytest.mark.django_db(transaction=True)
def test_what_happens_is_pushed_by_jobs(
    conversation: Conversation, anna: Agent, clara: Agent, device: PushDevice
) -> None:
    from procrastinate.contrib.django.models import ProcrastinateJob

    Place.objects.create(pk=1, read_tx=0, read_id=0)
    conversations.assign(conversation, by=clara.actor, agent=anna)
    follow()
    jobs = ProcrastinateJob.objects.filter(task_name=actions.PUSH)
    assert [job.args["device_id"] for job in jobs] == [device.pk]
    ProcrastinateJob.objects.all().delete()
