"""The child process that draws strangers' pictures anew. Started and fed by `pictures`, never by hand.

What comes out was written by us: only what can be seen, turned as the camera was held, without place,
camera, comment or anything hidden behind the picture's end.
"""

from __future__ import annotations

import io
import json
import sys
from typing import Any

from PIL import Image, ImageCms, ImageOps, ImageSequence

from kundig.core import caps
from kundig.core.child import Answer, serve

_TYPES = {
    "PNG": "image/png",
    "JPEG": "image/jpeg",
    "GIF": "image/gif",
    "WEBP": "image/webp",
}
_SAVED: dict[str, dict[str, Any]] = {
    "PNG": {},
    "JPEG": {"quality": 85},
    "GIF": {},
    "WEBP": {"quality": 85, "method": 2},
}
# Of other ways to write down colours (16 bits of grey, measured values) no screen shows the right thing.
_MODES = frozenset({"1", "L", "LA", "P", "PA", "RGB", "RGBA", "CMYK", "YCbCr"})
_SIDES = (caps.PICTURE_SIDE, caps.PICTURE_SIDE)

# We refuse by our own number, and before anything is decoded.
Image.MAX_IMAGE_PIXELS = None


def draw(content: bytes) -> Answer:
    """Draw a picture anew; None for what is none, or too large. May raise, as everything here may."""
    with Image.open(io.BytesIO(content), formats=list(_TYPES)) as picture:
        kind = picture.format
        if kind is None or picture.width * picture.height > caps.PICTURE_PIXELS:
            return None
        if picture.mode not in _MODES:
            return None
        frames = _frames(picture) if kind in ("GIF", "WEBP") else []
        out = io.BytesIO()
        if len(frames) > 1:
            first, *rest = frames
            times = [frame.info.get("duration", 100) for frame in frames]
            first.save(out, kind, save_all=True, append_images=rest, duration=times, loop=0)
        else:
            first = _seen(picture, kind)
            first.save(out, kind, **_SAVED[kind])
    words = {"type": _TYPES[kind], "width": first.width, "height": first.height}
    return json.dumps(words).encode(), [out.getvalue()]


def _seen(picture: Image.Image, kind: str) -> Image.Image:
    """The picture as it is seen: upright, in the screen's colours, no larger than a screen."""
    # Lets the decoder itself leave out what would be made smaller anyway.
    picture.draft(None, _SIDES)
    profile = picture.info.get("icc_profile")
    seen: Image.Image = ImageOps.exif_transpose(picture)
    if profile:
        seen = _in_screen_colours(seen, profile)
    if kind == "JPEG" and seen.mode not in ("L", "RGB"):
        seen = seen.convert("RGB")
    if max(seen.size) > caps.PICTURE_SIDE:
        if seen.mode in ("1", "P", "PA"):
            seen = seen.convert("RGBA")
        seen.thumbnail(_SIDES)
    return _bare(seen)


def _frames(picture: Image.Image) -> list[Image.Image]:
    """The frames of a moving picture; none where they are too many, and then only the first is shown."""
    if not getattr(picture, "is_animated", False):
        return []
    most = min(caps.PICTURE_FRAMES, caps.PICTURE_FRAMES_PIXELS // (picture.width * picture.height))
    frames: list[Image.Image] = []
    for frame in ImageSequence.Iterator(picture):
        if len(frames) >= most:
            picture.seek(0)
            return []
        frames.append(_bare(frame.convert("RGBA"), "duration"))
    return frames


def _in_screen_colours(picture: Image.Image, profile: bytes) -> Image.Image:
    if picture.mode not in ("RGB", "RGBA", "CMYK"):
        return picture
    try:
        source = ImageCms.ImageCmsProfile(io.BytesIO(profile))
        mode = "RGBA" if picture.mode == "RGBA" else "RGB"
        screen = ImageCms.createProfile("sRGB")
        return ImageCms.profileToProfile(picture, source, screen, outputMode=mode) or picture
    except (ImageCms.PyCMSError, OSError):
        # A profile that nobody can read: the colours are shown as they are.
        return picture


def _bare(picture: Image.Image, *kept: str) -> Image.Image:
    """The picture without what its file said about it: Pillow would write some of that down again."""
    picture.info = {
        name: picture.info[name] for name in ("transparency", *kept) if name in picture.info
    }
    return picture


if __name__ == "__main__":
    sys.exit(serve({b"p": draw}, sys.argv[1:]))
