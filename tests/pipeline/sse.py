"""Many listeners to a dashboard's stream of events: raw sockets in one thread, which notes when each piece came and nothing else.

What the pieces say is read afterwards, so that reading costs no listener the time that is measured.
"""

import collections
import json
import selectors
import socket
import threading
import time

Event = collections.namedtuple('Event', 'at id name data')  # at: time.time() when its last byte came; data: the document


class Listener:
    """One connection, and what came by it."""

    def __init__(self, address, path, cookie, last_id=None):
        self.address, self.path, self.cookie, self.last_id = address, path, cookie, last_id
        self.pieces = []  # (time, bytes)
        self.size = 0
        self.socket = None
        self.ended = None  # when the other side closed
        self.slow = False  # reads nothing

    def connect(self):
        host, port = self.address.rsplit(':', 1)
        self.socket = socket.socket()
        if self.slow:
            self.socket.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4096)
        self.socket.settimeout(10)
        self.socket.connect((host, int(port)))
        lines = [f'GET {self.path} HTTP/1.1', f'Host: {self.address}', 'Accept: text/event-stream', f'Cookie: {self.cookie}']
        if self.last_id is not None:
            lines.append(f'Last-Event-ID: {self.last_id}')
        self.socket.sendall('\r\n'.join(lines + ['', '']).encode())
        self.socket.setblocking(False)

    def take(self):
        try:
            data = self.socket.recv(1 << 18)
        except (BlockingIOError, InterruptedError):
            return
        except OSError:
            data = b''
        if data:
            self.pieces.append((time.time(), data))
            self.size += len(data)
        else:
            self.ended = time.time()

    def drain(self):
        """What one that did not read finds when it looks at last, to the end."""
        self.socket.settimeout(10)
        try:
            while data := self.socket.recv(1 << 18):
                self.pieces.append((time.time(), data))
        except OSError:
            pass
        self.ended = time.time()
        self.close()

    def close(self):
        if self.socket:
            self.socket.close()
        self.socket = None

    # ------------------------------------------------------------ read afterwards

    def head(self):
        return b''.join(data for _, data in self.pieces[:4]).partition(b'\r\n\r\n')[0].decode('latin-1')

    def status(self):
        return int(self.head().split(' ', 2)[1])

    def body(self):
        """[(time, bytes)] of the body, chunks undone."""
        whole = b''.join(data for _, data in self.pieces)
        start = whole.find(b'\r\n\r\n') + 4
        if start < 4:
            return []
        ends, at = [], 0  # (position, time): up to there it had come by then
        for when, data in self.pieces:
            at += len(data)
            ends.append((at, when))
        if 'transfer-encoding: chunked' not in self.head().lower():
            return slices(whole, [(start, len(whole))], ends)
        spans = []
        while True:
            line = whole.find(b'\r\n', start)
            if line < 0:
                break
            size = int(whole[start:line].split(b';')[0], 16)
            if size == 0 or line + 2 + size > len(whole):
                break
            spans.append((line + 2, line + 2 + size))
            start = line + 4 + size
        return slices(whole, spans, ends)

    def events(self):
        """[Event] that came whole."""
        found, text, ident = [], b'', None
        for when, data in self.body():
            text += data
            while (end := text.find(b'\n\n')) >= 0:
                block, text = text[:end].decode(), text[end + 2:]
                fields = collections.defaultdict(list)
                for line in block.split('\n'):
                    if line and not line.startswith(':'):
                        name, _, value = line.partition(':')
                        fields[name].append(value.removeprefix(' '))
                ident = fields['id'][-1] if fields['id'] else ident
                if fields['data']:
                    found.append(Event(when, ident, fields['event'][-1] if fields['event'] else 'message', json.loads('\n'.join(fields['data']))))
        return found


def slices(whole, spans, ends):
    """The spans of a whole as (time of the last byte, bytes), cut where pieces ended."""
    found, k = [], 0
    for start, end in spans:
        while start < end:
            while ends[k][0] <= start:
                k += 1
            stop = min(end, ends[k][0])
            found.append((ends[k][1], whole[start:stop]))
            start = stop
    return found


class Audience(threading.Thread):
    """Listeners, read by one thread for as long as it lives."""

    def __init__(self):
        super().__init__(daemon=True)
        self.selector = selectors.DefaultSelector()
        self.lock = threading.Lock()
        self.coming, self.leaving = [], []
        self.over = False
        self.start()

    def run(self):
        while not self.over:
            with self.lock:
                for listener in self.coming:
                    self.selector.register(listener.socket, selectors.EVENT_READ, listener)
                for listener in self.leaving:
                    self.forget(listener)
                self.coming, self.leaving = [], []
            for key, _ in self.selector.select(0.02):
                key.data.take()
                if key.data.ended:
                    self.forget(key.data)
            if not self.selector.get_map():
                time.sleep(0.02)

    def forget(self, listener):
        try:
            self.selector.unregister(listener.socket)
        except (KeyError, ValueError):
            pass
        listener.close()

    def join_in(self, *listeners):
        for listener in listeners:
            listener.connect()
        with self.lock:
            self.coming += [listener for listener in listeners if not listener.slow]

    def leave(self, *listeners):
        with self.lock:
            self.leaving += listeners

    def end(self):
        self.over = True
        self.join(5)
        for key in list(self.selector.get_map().values()):
            self.forget(key.data)
