"""A subscriber to the live figures: a ZeroMQ SUB socket by libzmq itself, and just enough of the wire to read a state."""

import ctypes
import time

SUB, SUBSCRIBE, RCVMORE, RCVTIMEO, LINGER = 2, 6, 13, 27, 17


class Subscriber:
    """Topics of one publisher; messages are (topic, fields), fields by their number in proto/figures.proto."""

    def __init__(self, address, *topics):
        self.zmq = ctypes.CDLL('libzmq.so.5', use_errno=True)
        for name in ('zmq_ctx_new', 'zmq_socket'):
            getattr(self.zmq, name).restype = ctypes.c_void_p
        self.context = ctypes.c_void_p(self.zmq.zmq_ctx_new())
        self.socket = ctypes.c_void_p(self.zmq.zmq_socket(self.context, SUB))
        self.option(LINGER, 0)
        assert self.zmq.zmq_connect(self.socket, address.encode()) == 0, address
        for topic in topics:
            self.subscribe(topic)

    def option(self, option, value):
        number = ctypes.c_int(value)
        assert self.zmq.zmq_setsockopt(self.socket, option, ctypes.byref(number), ctypes.c_size_t(4)) == 0

    def subscribe(self, topic):
        assert self.zmq.zmq_setsockopt(self.socket, SUBSCRIBE, topic.encode(), ctypes.c_size_t(len(topic))) == 0

    def receive(self, seconds):
        """The next message, or None."""
        self.option(RCVTIMEO, max(1, int(seconds * 1000)))
        parts, more = [], 1
        while more:
            room = ctypes.create_string_buffer(1 << 20)
            size = self.zmq.zmq_recv(self.socket, room, ctypes.c_size_t(len(room)), 0)
            if size < 0:
                return None
            parts.append(room.raw[:size])
            value, length = ctypes.c_int(), ctypes.c_size_t(4)
            self.zmq.zmq_getsockopt(self.socket, RCVMORE, ctypes.byref(value), ctypes.byref(length))
            more = value.value
        return parts[0].decode(), fields(parts[1])

    def until(self, seconds, wanted):
        """Messages that come, until wanted(messages) or the time is over."""
        messages, end = [], time.monotonic() + seconds
        while time.monotonic() < end and not wanted(messages):
            message = self.receive(end - time.monotonic())
            if message:
                messages.append(message)
        return messages

    def close(self):
        self.zmq.zmq_close(self.socket)
        self.zmq.zmq_ctx_term(self.context)

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.close()


def varint(data, at):
    value = shift = 0
    while True:
        value |= (data[at] & 0x7f) << shift
        shift += 7
        at += 1
        if data[at - 1] < 0x80:
            return value, at


def fields(data):
    """{field number: last value}; numbers as they are on the wire, bytes as bytes."""
    found, at = {}, 0
    while at < len(data):
        key, at = varint(data, at)
        value, at = varint(data, at)
        if key & 7 == 2:
            value, at = data[at:at + value], at + value
        found[key >> 3] = value
    return found


def slots(payload):
    """The numbers of contribution_encode."""
    out, at = [], 0
    while at < len(payload):
        value, at = varint(payload, at)
        if value == 0:
            zeros, at = varint(payload, at)
            out += [0] * zeros
        else:
            out.append((value - 1 >> 1) ^ -((value - 1) & 1))
    return out
