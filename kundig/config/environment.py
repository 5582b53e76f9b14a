"""Reading the environment: few settings, typed, loud when wrong. `docs/administrators/settings.md` is their table."""

from __future__ import annotations

import ipaddress
import os
import secrets
import zoneinfo
from collections.abc import Iterable
from pathlib import Path
from urllib.parse import parse_qsl, unquote, urlsplit


class SettingError(SystemExit):
    """A setting is missing or wrong; the process ends with one sentence that says which and why."""


_asked: set[str] = set()


def text(name: str, default: str = "") -> str:
    """Return the variable as text."""
    _asked.add(name)
    return os.environ.get(name, default).strip()


def number(name: str, default: int, *, low: int, high: int) -> int:
    """Return the variable as a whole number between `low` and `high`."""
    raw = text(name, str(default))
    if not raw.isdecimal() or not low <= int(raw) <= high:
        raise SettingError(f"{name} must be a whole number from {low} to {high}, not {raw!r}.")
    return int(raw)


def choice(name: str, default: str, among: Iterable[str]) -> str:
    """Return the variable as one of the words `among`."""
    word, allowed = text(name, default), list(among)
    if word not in allowed:
        raise SettingError(f"{name} must be one of {', '.join(allowed)}, not {word!r}.")
    return word


def time_zone(name: str, default: str) -> str:
    """Return the variable as the name of a time zone."""
    zone = text(name, default)
    if zone not in zoneinfo.available_timezones():
        raise SettingError(f"{name}: {zone!r} is no time zone; one is called Europe/Berlin.")
    return zone


def address(name: str, default: str) -> str:
    """Return the variable as an address of the web, without a slash at its end."""
    url = text(name, default).rstrip("/")
    parts = urlsplit(url)
    if parts.scheme not in {"http", "https"} or not parts.hostname or parts.query or parts.fragment:
        raise SettingError(f"{name} must be like https://desk.company.example, not {url!r}.")
    return url


def other_host(name: str, url: str) -> str:
    """Return the variable as an address of the web without a path, on another host than `url`; "" where it is not set."""
    if not text(name):
        return ""
    other = address(name, "")
    if urlsplit(other).path or urlsplit(other).hostname == urlsplit(url).hostname:
        raise SettingError(f"{name} must be another host than {url}, without a path.")
    return other


def files(*names: str) -> list[str]:
    """Return the variables as paths of files that belong together: all can be read, or none is named."""
    paths = {name: text(name) for name in names}
    if not any(paths.values()):
        return list(paths.values())
    for name, path in paths.items():
        if not path:
            raise SettingError(f"{name} is missing: {' and '.join(names)} belong together.")
        if not os.access(path, os.R_OK):
            raise SettingError(f"{name}: {path} can't be read.")
    return list(paths.values())


def refuse_unknown() -> None:
    """End the program over a variable of ours that no setting has asked for, such as a misspelt one."""
    for name in sorted(os.environ):
        ours = name.startswith("KUNDIG_") and not name.removeprefix("KUNDIG_").startswith("TEST_")
        if ours and name not in _asked:
            raise SettingError(f"{name} is no setting of Kundig.")


def words(name: str) -> list[str]:
    """Return the variable as a list, split at commas."""
    return [word.strip() for word in text(name).split(",") if word.strip()]


def networks(name: str) -> list[str]:
    """Return the variable as a list of addresses and networks (10.0.0.1, 10.0.0.0/8), split at commas."""
    found = words(name)
    for word in found:
        try:
            ipaddress.ip_network(word, strict=False)
        except ValueError as problem:
            raise SettingError(f"{name}: {word!r} is no address and no network.") from problem
    return found


def folder(name: str, default: Path) -> Path:
    """Return the variable as a folder that exists afterwards."""
    path = Path(text(name) or default).expanduser().resolve()
    try:
        path.mkdir(parents=True, exist_ok=True)
    except OSError as problem:
        raise SettingError(
            f"{name}: the folder {path} can't be made: {problem.strerror}."
        ) from problem
    return path


def data_folder() -> Path:
    """Return the folder that holds everything Kundig keeps on disk."""
    return folder("KUNDIG_DATA", Path(__file__).resolve().parent.parent.parent / ".data")


def secret_key(name: str, default: Path) -> str:
    """Return the key in the file that the variable names, made on first use and readable by its owner alone."""
    path = Path(text(name) or default)
    try:
        if not path.exists():
            path.parent.mkdir(parents=True, exist_ok=True)
            descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
            with os.fdopen(descriptor, "w") as file:
                file.write(secrets.token_urlsafe(64))
        key = path.read_text().strip()
    except FileExistsError:
        key = path.read_text().strip()
    except OSError as problem:
        raise SettingError(f"{name}: {path} can't be read: {problem.strerror}.") from problem
    if len(key) < 40:
        raise SettingError(f"{name}: {path} holds fewer than 40 characters.")
    return key


def provider() -> tuple[str, str, list[dict[str, object]]]:
    """Return name, address and allauth's entry of the OpenID Connect provider; empty without one."""
    url = text("KUNDIG_OIDC_URL").rstrip("/")
    client, secret_file = text("KUNDIG_OIDC_CLIENT_ID"), text("KUNDIG_OIDC_CLIENT_SECRET_FILE")
    name = text("KUNDIG_OIDC_NAME", "OpenID Connect")
    if not url:
        return "", "", []
    if not url.startswith(("https://", "http://localhost", "http://127.0.0.1")):
        raise SettingError("KUNDIG_OIDC_URL must begin with https://.")
    if not client or not secret_file:
        raise SettingError(
            "KUNDIG_OIDC_URL needs KUNDIG_OIDC_CLIENT_ID and KUNDIG_OIDC_CLIENT_SECRET_FILE."
        )
    try:
        secret = Path(secret_file).read_text().strip()
    except OSError as problem:
        raise SettingError(
            f"KUNDIG_OIDC_CLIENT_SECRET_FILE: {secret_file} can't be read: {problem.strerror}."
        ) from problem
    app = {"provider_id": "oidc", "name": name, "client_id": client, "secret": secret}
    return name, url, [{**app, "settings": {"server_url": url}}]


def origin(url: str) -> str:
    """Return scheme, host and port of an address."""
    parts = urlsplit(url)
    return f"{parts.scheme}://{parts.netloc}"


def database(url: str) -> dict[str, object]:
    """Return Django's DATABASES entry for a postgresql:// address (`?host=/folder` names a socket)."""
    parts = urlsplit(url)
    if parts.scheme not in {"postgres", "postgresql"}:
        raise SettingError("DATABASE_URL must begin with postgresql://.")
    query = dict(parse_qsl(parts.query))
    return {
        "ENGINE": "kundig.core.postgresql",
        "NAME": unquote(parts.path.lstrip("/")),
        "USER": unquote(parts.username or ""),
        "PASSWORD": unquote(parts.password or ""),
        "HOST": query.pop("host", None) or parts.hostname or "",
        "PORT": str(parts.port or ""),
        "OPTIONS": dict(query),
    }
