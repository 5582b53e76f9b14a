"""Which files are sound pictures and may be shown in a page; everything else is offered for download."""

from __future__ import annotations

import io
import warnings

from PIL import Image

from kundig.core import caps
from kundig.core.content_types import content_type_of

_FORMATS = {"image/png": "PNG", "image/jpeg": "JPEG", "image/gif": "GIF", "image/webp": "WEBP"}

# What is worth asking for as a picture; whether it is sound is seen when it is fetched.
PICTURES = frozenset(_FORMATS)


def picture_type(content: bytes) -> str | None:
    """Return the type under which a file may be shown in a page, or None for whatever may not.

    The bytes decide, not the sender. A picture is opened and checked, never decoded, and may not hold
    more pixels than `caps` allows.
    """
    type = content_type_of(content)
    if type not in _FORMATS:
        return None
    try:
        with warnings.catch_warnings():
            # Pillow warns of what we refuse ourselves.
            warnings.simplefilter("ignore", Image.DecompressionBombWarning)
            with Image.open(io.BytesIO(content), formats=[_FORMATS[type]]) as picture:
                if picture.width * picture.height > caps.INLINE_IMAGE_PIXELS:
                    return None
                picture.verify()
    except Exception:  # a stranger's bytes: Pillow raises whatever it likes
        return None
    return type
