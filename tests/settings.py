"""Settings of the tests: the real ones on a PostgreSQL of their own, durable writes off for speed."""

from __future__ import annotations

import os
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
# Each further process of a run has a server of its own: the log is read below the oldest transaction of its whole
# server, and some tests keep one open for minutes.
PROCESS = os.environ.get("PYTEST_XDIST_WORKER", "gw0")
DATA = ROOT / ".data" / ("test" if PROCESS == "gw0" else f"test-{PROCESS}")
os.environ["KUNDIG_DATA"] = str(DATA)
os.environ.setdefault("KUNDIG_URL", "http://testserver")
# The mail servers of the tests run on this machine.
os.environ.setdefault("KUNDIG_OWN_NETWORKS", "127.0.0.0/8, ::1")

from kundig.config import embedded  # noqa: E402  # the environment comes first

embedded.ensure_url(DATA)

from kundig.config.settings import *  # noqa: E402, F403  # the environment comes first

# Several runs side by side each need a database of their own: KUNDIG_TEST_NAME=mine pytest …
DATABASES["default"]["TEST"] = {"NAME": f"test_kundig_{os.environ.get('KUNDIG_TEST_NAME', 'main')}"}  # noqa: F405
DATABASES["default"]["OPTIONS"] = {  # noqa: F405
    "options": "-c synchronous_commit=off",
    "prepare_threshold": 0,
}
# Argon2 is slow on purpose; tests sign in a thousand times.
PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.InMemoryStorage"},
    "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"},
}
