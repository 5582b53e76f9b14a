"""A real IMAP and POP3 server for tests: Debian's Dovecot, unprivileged, in a folder and on a port of its own."""

from __future__ import annotations

import contextlib
import getpass
import os
import pwd
import shutil
import subprocess
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest
from imapclient import IMAPClient

from tests.ports import free_port, wait_for_port

PACKAGES = ["dovecot-imapd", "dovecot-pop3d"]
SEARCHED = f"{os.environ['PATH']}:/usr/sbin"
USER, PASSWORD = "service", "Sieben-Zwerge-7"

CONFIGURATION = """
base_dir = {folder}/run
state_dir = {folder}/run
protocols = imap pop3
listen = 127.0.0.1
log_path = {folder}/dovecot.log
ssl = no
disable_plaintext_auth = no
default_internal_user = {user}
default_login_user = {user}
default_internal_group = {group}
first_valid_uid = 0
mail_location = maildir:{folder}/mail/%u
service anvil {{
  chroot =
  # Connections that tests cut off are no attack that must be slowed down.
  unix_listener anvil-auth-penalty {{
    mode = 0
  }}
}}
service imap-login {{
  chroot =
  inet_listener imap {{
    port = {port}
  }}
  inet_listener imaps {{
    port = 0
  }}
}}
service pop3-login {{
  chroot =
  inet_listener pop3 {{
    port = {pop3_port}
  }}
  inet_listener pop3s {{
    port = 0
  }}
}}
{oauth}
passdb {{
  driver = static
  args = password={password}
  mechanisms = plain login
}}
userdb {{
  driver = static
  args = uid={uid} gid={gid} home={folder}/home/%u
}}
"""


# With a provider: it is asked whose a token is (RFC 7662).
OAUTH = """
auth_mechanisms = plain login xoauth2 oauthbearer
passdb {{
  driver = oauth2
  mechanisms = xoauth2 oauthbearer
  args = {folder}/oauth2.conf
}}
"""
OAUTH_QUESTION = """
introspection_mode = post
introspection_url = {provider}/introspect
username_attribute = username
active_attribute = active
active_value = true
"""


@dataclass(frozen=True)
class Dovecot:
    """Where the server listens, and its folder."""

    port: int
    folder: Path
    pop3_port: int

    @contextlib.contextmanager
    def client(self) -> Iterator[IMAPClient]:
        """Connect as the mailbox's owner."""
        with IMAPClient("127.0.0.1", port=self.port, ssl=False, timeout=10) as client:
            client.login(USER, PASSWORD)
            yield client

    def deliver(self, *raws: bytes, folder: str = "INBOX") -> None:
        """Put mails into a folder."""
        with self.client() as client:
            for raw in raws:
                client.append(folder, raw)


def installed() -> str:
    """Return the server's path; installs it where this is allowed, skips the test loudly where not."""
    if not _is_here() and os.geteuid() == 0 and shutil.which("apt-get"):
        subprocess.run(["apt-get", "install", "-y", *PACKAGES], check=False, timeout=300)
    if not _is_here():
        pytest.skip(f"NOT TESTED: Dovecot is missing; install Debian's {' and '.join(PACKAGES)}")
    path = shutil.which("dovecot", path=SEARCHED)
    assert path is not None
    return path


def _is_here() -> bool:
    return bool(shutil.which("dovecot", path=SEARCHED)) and Path("/usr/lib/dovecot/pop3").exists()


@contextlib.contextmanager
def running(provider: str = "") -> Iterator[Dovecot]:
    """Run Dovecot until the block ends; with the address of a provider it takes that one's tokens, too."""
    # Not pytest's own folder: that one is closed to others whenever another run begins.
    with tempfile.TemporaryDirectory(prefix="kundig-dovecot-") as name:
        yield from _run(Path(name), provider)


def _run(folder: Path, provider: str) -> Iterator[Dovecot]:
    program = installed()
    port, pop3_port = free_port(), free_port()
    # Dovecot refuses to log in as root or to read root's mail; then others stand in.
    privileged = os.geteuid() == 0
    user = "dovecot" if privileged else getpass.getuser()
    owner = pwd.getpwnam("nobody") if privileged else pwd.getpwuid(os.getuid())
    _make_folders(folder, owner)
    configuration = folder / "dovecot.conf"
    configuration.write_text(
        CONFIGURATION.format(
            folder=folder,
            port=port,
            pop3_port=pop3_port,
            user=user,
            group=user if privileged else os.getgid(),
            uid=owner.pw_uid,
            gid=owner.pw_gid,
            password=PASSWORD,
            oauth=OAUTH.format(folder=folder) if provider else "",
        )
    )
    (folder / "oauth2.conf").write_text(OAUTH_QUESTION.format(provider=provider))
    server = subprocess.Popen([program, "-F", "-c", str(configuration)])
    try:
        wait_for_port(port)
        yield Dovecot(port, folder, pop3_port)
    finally:
        server.terminate()
        server.wait(10)


def _make_folders(folder: Path, owner: pwd.struct_passwd) -> None:
    folder.chmod(0o711)
    for name in ("mail", "home"):
        (folder / name).mkdir()
        os.chown(folder / name, owner.pw_uid, owner.pw_gid)
