"""Our own files, answered beside Django: a style sheet needs no session, no database and no thread."""

from __future__ import annotations

from pathlib import Path
from wsgiref.headers import Headers

from django.conf import settings
from servestatic import ServeStaticASGI

from kundig.web.body_cap import Application, Receive, Scope, Send

# What decides between 200 and 304, and between plain and compressed.
_ASKED = (b"accept-encoding", b"if-none-match", b"if-modified-since")


def with_static_files(application: Application, root: Path, address: str) -> Application:
    """Return the ASGI application with the files of the folder `root` answered below `address`.

    They are kept in memory and read once: whoever builds them anew starts Kundig anew. Browsers keep names
    that carry a hash for ever, others for a minute. Any other address is left to `application`.
    """
    if not root.is_dir():
        return application
    files = ServeStaticASGI(
        application, root, address, allow_all_origins=False, add_headers_function=_add_walls
    ).files
    # What the build notes for the server alone.
    files.pop(f"{address}staticfiles.json", None)
    contents = {
        path: Path(path).read_bytes()
        for file in files.values()
        for _encoding, path, _headers in file.alternatives
    }

    async def serve(scope: Scope, receive: Receive, send: Send) -> None:
        file = files.get(scope["path"])
        if file is None:
            await application(scope, receive, send)
            return
        answer = await file.aget_response(scope["method"], _asked(scope), pathsend=True)
        headers = [(name.lower().encode(), value.encode()) for name, value in answer.headers]
        await send({"type": "http.response.start", "status": answer.status, "headers": headers})
        await send({"type": "http.response.body", "body": contents.get(answer.path, b"")})

    return serve


def _asked(scope: Scope) -> dict[str, str]:
    """The request's headers under the names that ServeStatic reads; parts of a file are not given."""
    return {
        f"HTTP_{name.decode().upper().replace('-', '_')}": value.decode("latin-1")
        for name, value in scope["headers"]
        if name in _ASKED
    }


def _add_walls(headers: Headers, _path: str, _address: str) -> None:
    """Add what Django's SecurityMiddleware gives to pages."""
    headers["X-Content-Type-Options"] = "nosniff"
    headers["Referrer-Policy"] = settings.SECURE_REFERRER_POLICY
    headers["Cross-Origin-Opener-Policy"] = settings.SECURE_CROSS_ORIGIN_OPENER_POLICY
    if settings.SECURE_HSTS_SECONDS:
        headers["Strict-Transport-Security"] = f"max-age={settings.SECURE_HSTS_SECONDS}"
