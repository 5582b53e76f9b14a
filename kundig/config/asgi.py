"""The ASGI application that `kundig web` serves."""

from __future__ import annotations

import os

from django.core.asgi import get_asgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "kundig.config.settings")
application = get_asgi_application()
