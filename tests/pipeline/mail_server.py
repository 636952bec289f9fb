"""A real SMTP server in this process (aiosmtpd): keeps what it took, and answers as a test wants."""
import asyncio
import email
import email.policy
import logging
import threading

from aiosmtpd.controller import Controller
from aiosmtpd.smtp import AuthResult

logging.getLogger("mail.log").setLevel(logging.CRITICAL)  # what a test provokes is no news


class Server:
    """with Server() as server: … server.mails is what was taken, in order."""

    def __init__(self, port=0, tls=None, login=None):
        """tls: an SSL context, then STARTTLS is required; login: (user, password), required then."""
        self.port, self.tls, self.login = port, tls, login
        self.mails, self.tries = [], []
        self.lock = threading.Lock()
        self.hold, self.held = False, 0  # what is taken is not answered; how many wait for it
        self.on_rcpt = self.on_data = lambda address: None  # a test's: an answer instead of ours, or None
        self.controller = None

    # ------------------------------------------------------------ aiosmtpd's handler

    async def handle_RCPT(self, server, session, envelope, address, options):
        with self.lock:
            self.tries.append(address)
        answer = self.on_rcpt(address)
        if answer:
            return answer
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, server, session, envelope):
        answer = self.on_data(envelope.rcpt_tos[0])
        if answer and not answer.startswith("250"):
            return answer
        with self.lock:
            self.mails.append(Mail(envelope, session))
            self.held += 1
        try:
            while self.hold:
                await asyncio.sleep(0.02)
        finally:  # also where the client is gone
            with self.lock:
                self.held -= 1
        return answer or "250 OK"

    def authenticate(self, server, session, envelope, mechanism, data):
        good = self.login == (data.login.decode(), data.password.decode())
        return AuthResult(success=good, handled=False)

    # ------------------------------------------------------------ life

    def __enter__(self):
        more = {}
        if self.tls:
            more.update(tls_context=self.tls, require_starttls=True)
        if self.login:
            more.update(authenticator=self.authenticate, auth_required=True)
        self.controller = Controller(self, hostname="127.0.0.1", port=self.port or free_port(), **more)
        self.controller.start()
        self.port = self.controller.port
        return self

    def __exit__(self, *_):
        self.controller.stop()

    def of(self, address):
        with self.lock:
            return [mail for mail in self.mails if mail.to == address]


def free_port():
    import socket
    with socket.socket() as s:
        s.bind(("127.0.0.1", 0))
        return s.getsockname()[1]


class Mail:
    """One that was taken: its raw bytes, and what a mail program reads in it."""

    def __init__(self, envelope, session):
        self.raw = envelope.original_content
        self.to, self.sender = envelope.rcpt_tos[0], envelope.mail_from
        self.recipients = list(envelope.rcpt_tos)
        self.tls = session.ssl is not None
        self.message = email.message_from_bytes(self.raw, policy=email.policy.default)
        self.subject = self.message["Subject"]
        self.ident = self.message["Message-ID"]
        bodies = {part.get_content_type(): part.get_content().replace("\r\n", "\n") for part in self.message.walk() if not part.is_multipart()}
        self.text, self.html = bodies.get("text/plain"), bodies.get("text/html")
