"""A chantier's own program, in another language: written from proto/README.md and proto/push.proto alone."""
import hashlib
import importlib
import os
import struct
import subprocess
import sys
import tempfile
import time

import zmq

PIECE = 256 * 1024
NO_REPLY_S = 10


def load_messages(proto_dir):
    """The classes that protoc makes of push.proto."""
    with tempfile.TemporaryDirectory() as out:
        subprocess.run(["protoc", f"--proto_path={proto_dir}", f"--python_out={out}", os.path.join(proto_dir, "push.proto")], check=True)
        sys.path.insert(0, out)
        try:
            return importlib.import_module("push_pb2")
        finally:
            sys.path.remove(out)


def digest(files):
    """files: [(name, bytes)]"""
    h = hashlib.sha256()
    named = [("" if n.lower().endswith((".zip", ".xlsx")) and b[:4] == b"PK\x03\x04" else n, b) for n, b in files]
    for name, content in sorted(named, key=lambda f: f[0].encode()):
        h.update(name.encode() + b"\0" + struct.pack(">Q", len(content)) + content)
    return h.digest()


class Refused(Exception):
    def __init__(self, refusal):
        super().__init__(refusal.error)
        self.error, self.message = refusal.error, refusal.message
        self.retry_after_s = refusal.retry_after_s if refusal.HasField("retry_after_s") else None


class Silent(Exception):
    """No reply in time: a new connection is the way on."""


class Connection:
    """One connection of a reporter's key. `calls` are numbered from 1."""

    def __init__(self, pb, context, address, server_public, public, secret, routing_id=None):
        self.pb, self.last = pb, 0
        s = self.socket = context.socket(zmq.DEALER)
        s.linger = 0
        s.sndtimeo = 1000 * NO_REPLY_S  # where the key was refused nothing can be sent any more
        s.curve_publickey, s.curve_secretkey, s.curve_serverkey = public, secret, server_public.encode()
        if routing_id:
            s.routing_id = routing_id
        s.connect(address)

    def close(self):
        self.socket.close()

    def number(self):
        self.last += 1
        return self.last

    def send(self, **members):
        try:
            self.socket.send(self.pb.PushCall(**members).SerializeToString())
        except zmq.Again:
            raise Silent("nothing can be sent") from None

    def receive(self, call, seconds=None):
        """The next reply to this call; a refusal is raised."""
        seconds = seconds or NO_REPLY_S
        end = time.monotonic() + seconds
        while self.socket.poll(max(0, (end - time.monotonic()) * 1000)):
            reply = self.pb.PushReply.FromString(self.socket.recv())
            if reply.call != call:
                continue
            if reply.HasField("refusal"):
                raise Refused(reply.refusal)
            return reply
        raise Silent(f"no reply within {seconds} s")

    def offer(self, reporter, day, files, told_digest=None, **more):
        call = self.number()
        self.send(call=call, offer=self.pb.PushOffer(
            reporter=reporter, situation=day, digest=told_digest or digest(files),
            files=[self.pb.PushFile(name=name, bytes=len(content)) for name, content in files], **more))
        return call

    def upload(self, call, content, piece=PIECE):
        """Pieces as the credit allows; the receipt."""
        at, upto = 0, 0
        while True:
            reply = self.receive(call)
            if reply.HasField("receipt"):
                return reply.receipt
            upto = max(upto, reply.credit.upto)
            while at < upto:
                data = content[at:min(at + piece, upto)]
                self.send(call=call, piece=self.pb.PushPiece(offset=at, data=data))
                at += len(data)

    def push(self, reporter, day, files, wait_ms=None, piece=PIECE, **more):
        """(receipt, outcome or None)"""
        if wait_ms:
            more["wait_ms"] = wait_ms
        call = self.offer(reporter, day, files, **more)
        receipt = self.upload(call, b"".join(content for _, content in files), piece)
        try:
            return receipt, self.receive(call, wait_ms / 1000 + 1).outcome if wait_ms else None
        except Silent:
            return receipt, None

    def ask(self, submission, wait_ms=0):
        """The outcome, or the receipt of what is not judged yet."""
        call = self.number()
        self.send(call=call, ask=self.pb.PushAsk(submission=submission, wait_ms=wait_ms))
        reply = self.receive(call, wait_ms / 1000 + NO_REPLY_S)
        return reply.outcome if reply.HasField("outcome") else reply.receipt

    def recall(self, submissions):
        call = self.number()
        self.send(call=call, recall=self.pb.PushRecall(submissions=submissions))
        return list(self.receive(call).forgotten.submissions)
