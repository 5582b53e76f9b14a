"""Pictures of strangers: what is shown was drawn by us, in a child with limits, and says nothing but itself."""

from __future__ import annotations

import io
from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from PIL import Image, PngImagePlugin
from time_machine import TimeMachineFixture

from kundig.core import blobs, caps, pictures
from kundig.core.models import Blob, Drawing
from kundig.core.pictures import draw, drawn
from kundig.customers.models import Customer
from kundig.staff.models import Agent
from tests.security.test_files import attach, bomb

SECRET = b"Geheimnis-5e1f"


def saved(picture: Image.Image, kind: str, **how: Any) -> bytes:
    """Return a picture as a file."""
    out = io.BytesIO()
    picture.save(out, kind, **how)
    return out.getvalue()


def photo() -> bytes:
    """Return a photo as a telephone takes it: lying on its side, with place, maker and a comment."""
    exif = Image.Exif()
    exif[0x0112] = 6  # turn it clockwise to see it upright
    exif[0x010F] = SECRET.decode()
    place = exif.get_ifd(0x8825)
    place[1], place[2] = "N", (52.0, 31.0, 12.0)
    picture = Image.new("RGB", (40, 20), "red")
    picture.paste("blue", (0, 0, 20, 20))
    return saved(picture, "JPEG", exif=exif, comment=SECRET, quality=95)


def opened(content: bytes) -> Image.Image:
    """Open what we drew."""
    return Image.open(io.BytesIO(content))


def drawn_from(content: bytes) -> Image.Image:
    """Draw and open."""
    picture = draw(content)
    assert picture is not None
    found = opened(picture.content)
    assert Image.MIME[str(found.format)] == picture.content_type
    return found


def test_u03_place_and_camera_are_gone_and_the_photo_stands_upright() -> None:
    assert SECRET in photo()
    assert opened(photo()).getexif().get_ifd(0x8825)
    picture = draw(photo())
    assert picture is not None
    assert SECRET not in picture.content
    found = opened(picture.content)
    assert dict(found.getexif()) == {}
    assert set(found.info) <= {"jfif", "jfif_version", "jfif_unit", "jfif_density"}
    assert found.size == (20, 40)
    top, bottom = found.convert("RGB").getpixel((10, 5)), found.convert("RGB").getpixel((10, 35))
    assert isinstance(top, tuple)
    assert isinstance(bottom, tuple)
    assert top[2] > 200 > 60 > top[0]
    assert bottom[0] > 200 > 60 > bottom[2]


@pytest.mark.parametrize("kind", ["PNG", "JPEG", "GIF", "WEBP"])
def test_u02_nothing_but_the_picture_comes_through(kind: str) -> None:
    words = PngImagePlugin.PngInfo()
    words.add_text("Comment", SECRET.decode())
    how: dict[str, dict[str, Any]] = {
        "PNG": {"pnginfo": words},
        "JPEG": {"comment": SECRET},
        "GIF": {"comment": SECRET},
        "WEBP": {"xmp": SECRET},
    }
    content = saved(Image.new("RGB", (30, 20), "red"), kind, **how[kind])
    content += b"<script>" + SECRET + b"</script>"
    assert content.count(SECRET) == 2
    picture = draw(content)
    assert picture is not None
    assert SECRET not in picture.content
    assert opened(picture.content).size == (30, 20)


@pytest.mark.parametrize("mode", ["1", "L", "LA", "P", "RGB", "RGBA"])
def test_u02_pictures_look_as_before(mode: str) -> None:
    before = Image.new("RGB", (30, 20), "white")
    before.paste("black", (0, 0, 15, 20))
    found = drawn_from(saved(before.convert(mode), "PNG"))
    assert list(found.convert("RGB").get_flattened_data()) == list(before.get_flattened_data())


def test_u02_colours_of_print_are_shown_as_a_screen_shows_them() -> None:
    found = drawn_from(saved(Image.new("CMYK", (8, 8), (0, 255, 255, 0)), "JPEG", quality=95))
    colour = found.getpixel((4, 4))
    assert isinstance(colour, tuple)
    assert found.mode == "RGB"
    assert colour[0] > 200 > 60 > colour[1]


def test_u02_a_colour_profile_that_nobody_reads_does_not_matter() -> None:
    assert drawn_from(saved(Image.new("RGB", (8, 8)), "PNG", icc_profile=b"\0" * 200)).size == (
        8,
        8,
    )


def test_u03_large_pictures_are_shown_smaller() -> None:
    found = drawn_from(saved(Image.new("RGB", (4_000, 1_000), "red"), "JPEG"))
    assert found.size == (caps.PICTURE_SIDE, caps.PICTURE_SIDE // 4)


def test_u03_too_many_pixels_are_refused_before_they_are_decoded() -> None:
    assert caps.PICTURE_PIXELS == 40_000_000
    pool = pictures.pool(children=1)
    try:
        assert pool.ask(b"p", bomb(), lambda words, _content: words, most=(1_000, 1_000)) is None
        # The same child answers the next question: it did not die of the first.
        (child,) = pool.process_ids
        small = saved(Image.new("RGB", (3, 2)), "PNG")
        assert pool.ask(b"p", small, lambda words, _content: words, most=(1_000, 1_000))
        assert pool.process_ids == (child,)
    finally:
        pool.close()


def moving(frames: int, side: int = 8) -> bytes:
    """Return a moving picture."""
    first, *rest = [
        Image.new("RGB", (side, side), (number % 256, number // 256, 0)) for number in range(frames)
    ]
    return saved(first, "GIF", save_all=True, append_images=rest, duration=40, loop=0)


def test_u03_moving_pictures_move_unless_they_have_too_many_frames() -> None:
    assert getattr(drawn_from(moving(12)), "n_frames", 1) == 12
    assert getattr(drawn_from(moving(caps.PICTURE_FRAMES + 1)), "n_frames", 1) == 1
    assert getattr(drawn_from(moving(10_000, side=2)), "n_frames", 1) == 1


def test_u03_a_child_without_memory_or_time_shows_nothing_and_the_next_picture_is_drawn() -> None:
    large = saved(Image.new("RGB", (6_000, 6_000)), "WEBP")
    small = saved(Image.new("RGB", (3, 2)), "PNG")
    for limits in ({"memory": 120_000_000}, {"seconds": 0.05}):
        pool = pictures.pool(children=1, **limits)
        try:
            most = (1_000, caps.PICTURE_DRAWN_BYTES)
            assert pool.ask(b"p", large, lambda words, _content: words, most=most) is None
            if "seconds" not in limits:
                assert pool.ask(b"p", small, lambda words, _content: words, most=most)
        finally:
            pool.close()


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"GIF89a",
        b"<svg/>",
        b"BM" + b"\0" * 60,
        b"\x89PNG\r\n\x1a\n",
        b"RIFF\0\0\0\0WEBP",
        bomb(),
    ],
)
def test_u02_what_is_no_sound_picture_is_not_drawn(content: bytes) -> None:
    assert draw(content) is None


@pytest.mark.django_db
def test_u02_a_picture_is_drawn_once_and_goes_with_its_file(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    picture, letter = blobs.keep(photo()), blobs.keep(b"kein Bild")
    broken = blobs.keep(photo()[:200])
    first = drawn(picture.pk)
    assert first is not None
    assert drawn(broken.pk) is None
    monkeypatch.setattr(pictures, "try_to_draw", lambda _content: pytest.fail("drawn again"))
    assert drawn(picture.pk) == first
    assert drawn(broken.pk) is None
    assert drawn(letter.pk) is None
    monkeypatch.undo()
    picture.delete()
    assert not Drawing.objects.filter(blob_id=picture.pk).exists()
    with pytest.raises(Blob.DoesNotExist):
        drawn(picture.pk)


@pytest.fixture
def overloaded(monkeypatch: pytest.MonkeyPatch) -> Iterator[pytest.MonkeyPatch]:
    """A machine that is too busy to draw anything in time; undone, it is well again."""
    hurried = pictures.pool(children=1, seconds=0.0)
    monkeypatch.setattr(pictures, "shared", lambda _module, _make: hurried)
    yield monkeypatch
    hurried.close()


@pytest.mark.django_db
def test_u03_what_was_not_drawn_in_time_is_tried_again_later(
    overloaded: pytest.MonkeyPatch, time_machine: TimeMachineFixture
) -> None:
    picture = blobs.keep(photo())
    start = timezone.now()
    time_machine.move_to(start, tick=False)
    assert drawn(picture.pk) is None
    overloaded.undo()
    assert drawn(picture.pk) is None, "not at once: many looks would keep the child busy"
    time_machine.move_to(start + timedelta(seconds=caps.PICTURE_RETRY_SECONDS), tick=False)
    assert drawn(picture.pk) is not None


@pytest.mark.django_db
def test_u03_what_never_comes_to_an_end_is_tried_a_few_times_only(
    overloaded: pytest.MonkeyPatch, time_machine: TimeMachineFixture
) -> None:
    picture = blobs.keep(photo())
    start = timezone.now()
    for number in range(caps.PICTURE_TRIES):
        later = timedelta(seconds=number * caps.PICTURE_RETRY_SECONDS)
        time_machine.move_to(start + later, tick=False)
        assert drawn(picture.pk) is None
    assert Drawing.objects.get().failures == caps.PICTURE_TRIES
    overloaded.undo()
    overloaded.setattr(pictures, "try_to_draw", lambda _content: pytest.fail("drawn again"))
    time_machine.move_to(start + timedelta(days=30), tick=False)
    assert drawn(picture.pk) is None


@pytest.mark.django_db
def test_u02_the_page_shows_our_drawing_and_the_original_is_for_download(
    client: Client, kofi: Customer, anna: Agent
) -> None:
    file = attach(kofi, photo(), "foto.jpg", "text/html; charset=utf-7\r\nX-Evil: 1")
    client.force_login(anna)
    url = reverse("attachment", args=[file.pk])
    shown = client.get(url)
    assert shown["Content-Type"] == "image/jpeg"
    assert shown["Content-Disposition"].startswith("inline")
    assert SECRET not in shown.content
    original = client.get(url, {"download": ""})
    assert original["Content-Type"] == "application/octet-stream"
    assert original["Content-Disposition"].startswith("attachment")
    assert original.content == photo()
