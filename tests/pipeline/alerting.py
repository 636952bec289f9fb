"""A chat's webhook in this process, and an installation whose alerting has a clock of its own that a test moves.

Alerting is started again with each move: it is killed (kill -9), and the supervisor starts it with the new clock.
"""
import contextlib
import http.server
import json
import os
import shutil
import signal
import stat
import subprocess
import threading
import time
import urllib.error
import urllib.request

import system as systems
from installation import BIN, free_address, wait_for

WRAPPER = ('#!/bin/sh\nread -r CVG_CLOCK_OFFSET_S <"{clock}"\nexport CVG_CLOCK_OFFSET_S\n'
           '[ -e "{programme}" ] && export CVG_PROGRAMME="{programme}"\nexec "{real}" "$@"\n')


class Hook:
    """with Hook(port) as hook: … hook.posts is what was posted, in order; status is what it answers, once `answer` is set; held, how many wait for it."""

    def __init__(self, port=0):
        self.posts, self.tries, self.status, self.lock, self.held = [], 0, 200, threading.Lock(), 0
        self.answer = threading.Event()
        self.answer.set()
        hook = self

        class Handler(http.server.BaseHTTPRequestHandler):
            def do_POST(self):
                body = self.rfile.read(int(self.headers['Content-Length']))
                with hook.lock:
                    hook.tries += 1
                    if hook.status == 200:
                        hook.posts.append((self.path, self.headers['Content-Type'], json.loads(body)))
                    hook.held += self.path == '/chat'
                if self.path == '/chat':
                    hook.answer.wait()
                with hook.lock:
                    hook.held -= self.path == '/chat'
                self.send_response(hook.status)
                self.send_header('Content-Length', '2')
                self.end_headers()
                self.wfile.write(b'ok')

            def do_GET(self):
                with hook.lock:
                    hook.posts.append((self.path, '', None))
                self.send_response(hook.status)
                self.send_header('Content-Length', '0')
                self.end_headers()

            def log_message(self, *_):
                pass

        self.server = http.server.ThreadingHTTPServer(('127.0.0.1', port), Handler)
        self.server.handle_error = lambda *_: None  # a client that was killed
        self.port = self.server.server_port

    def at(self, path):
        with self.lock:
            return [body for where, _, body in self.posts if where == path]

    def count(self, path):
        return len(self.at(path))

    def __enter__(self):
        threading.Thread(target=self.server.serve_forever, daemon=True).start()
        return self

    def __exit__(self, *_):
        self.server.shutdown()
        self.server.server_close()


def environ(pid):
    with open(f'/proc/{pid}/environ', 'rb') as file:
        return dict(line.split(b'=', 1) for line in file.read().split(b'\0') if b'=' in line)


def evaluations(address):
    """How many reporters the alerting there looked at."""
    with urllib.request.urlopen(f'http://{address}/metrics', timeout=10) as answer:
        lines = answer.read().decode().splitlines()
    return sum(float(line.split()[1]) for line in lines if line.startswith('cvg_alert_evaluations_total '))


@contextlib.contextmanager
def second(system, env=None):
    """Another alerting beside the supervisor's, or after it with the environment that it had; its address."""
    address, env = free_address(), env or environ(system.pids('alerting')['alerting'])
    env.pop(b'NOTIFY_SOCKET', None)
    with open(os.path.join(system.home, 'log', 'alerting.log'), 'ab') as log:
        process = subprocess.Popen([os.path.join(system.bin, 'alerting')], env=env | {b'CVG_HTTP': address.encode()}, stdout=log, stderr=log,
                                   stdin=subprocess.DEVNULL)
    try:
        wait_for('it answers', lambda: http_status(f'http://{address}/readyz') == 200)
        yield address
    finally:
        process.kill()
        process.wait()


def http_status(url):
    try:
        with urllib.request.urlopen(url, timeout=10) as answer:
            return answer.status
    except urllib.error.HTTPError as error:
        return error.code
    except OSError:
        return 0


class Watched(systems.System):
    """An installation that lives at `now` (aware), and its alerting at whatever set_clock() says."""

    def __init__(self, now, *up, **more):
        super().__init__(*up, CVG_CLOCK_OFFSET_S=str(round(now.timestamp() - time.time())), **more)
        self.bin = os.path.join(self.top, 'bin')
        self.clock = os.path.join(self.top, 'clock')
        self.programme = os.path.join(self.top, 'programme')  # alerting's own definitions, where a test makes them
        os.mkdir(self.bin)
        for name in os.listdir(BIN):
            if name == 'cvg':  # it finds the daemons beside its own file
                shutil.copy(os.path.join(BIN, name), self.bin)
            elif name != 'alerting':
                os.symlink(os.path.join(BIN, name), os.path.join(self.bin, name))
        wrapper = os.path.join(self.bin, 'alerting')
        with open(wrapper, 'w', encoding='utf-8') as file:
            file.write(WRAPPER.format(clock=self.clock, programme=self.programme, real=os.path.join(BIN, 'alerting')))
        os.chmod(wrapper, 0o755 | stat.S_IXUSR)
        self.write_clock(now)

    def write_clock(self, now):
        with open(self.clock, 'w', encoding='utf-8') as file:
            file.write(f'{round(now.timestamp() - time.time())}\n')

    def set_clock(self, now):
        """Alerting is killed and lives at `now`, where it has looked at everything once."""
        self.write_clock(now)
        self.restart()

    def restart(self):
        """kill -9; returns when it is back and has looked at everybody."""
        self.wait_back(self.kill('alerting', signal.SIGKILL))
        address = self.ps()['alerting']['address']

        wait_for('alerting looked at everybody', lambda: evaluations(address) > 0)

    def alerts(self, *args):
        return self.js('alerts', 'list', *args)
