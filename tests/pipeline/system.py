"""One installation to test from outside: `cvg up` in a home of its own, commands, keys, exports over HTTP, kills.

    with System() as system:            # BIN: the directory of `cvg` and the daemons
        system.cvg('reference', 'import', folder)
        outcomes = system.push_all(exports, '2023-12-31')
        figures = system.figures('2023', 'nation')['figures']
"""

import concurrent.futures
import http.client
import json
import os
import signal
import subprocess
import sys
import threading
import time
import urllib.error
import urllib.request
import uuid

from installation import BIN, DAEMONS, SRC, Home, wait_for

PATIENCE_S = 120  # of a request that is told to come again later, or finds nobody


class Failed(AssertionError):
    """Something that the product should have done and did not."""


def missing_programs(bin_dir=BIN):
    return [name for name in ('cvg', *DAEMONS) if not os.access(os.path.join(bin_dir, name), os.X_OK)]


class System(Home):
    """A home of its own that is brought up, on free loopback ports: several live side by side."""

    def __init__(self, *up, **more):
        """up: further options of `cvg up`, as '--workers', '2'; more: as Home, settings like CVG_LOG_LEVEL='debug'."""
        super().__init__(**more)
        self.options = [str(option) for option in up]
        self.home = self.path
        self.tokens = {}
        self.token_lock = threading.Lock()
        self.address = None

    def __enter__(self):
        if threading.current_thread() is threading.main_thread():
            signal.signal(signal.SIGTERM, lambda *_: sys.exit(143))  # so that a test that is ended takes its daemons along
        try:
            self.up()
        except BaseException:
            self.close()
            raise
        return self

    def __exit__(self, *_):
        self.close()

    # ------------------------------------------------------------ the command

    def cvg(self, *args, ok=(0,), timeout=120, **more):
        """Runs `cvg`; fails on an exit code that is not among `ok` (None: any)."""
        try:
            ran = self.run(*args, timeout=timeout, **more)
        except subprocess.TimeoutExpired:
            raise Failed(f'cvg {" ".join(args)}: not done within {timeout} s') from None
        if ok is not None and ran.returncode not in ok:
            raise Failed(f'cvg {" ".join(args)}: exit {ran.returncode}\n{ran.stdout[-2000:]}\n{ran.stderr[-2000:]}')
        return ran

    def measured(self, *args):
        """(seconds, peak MiB) of one command that succeeds. It begins as a copy of this process, so that the peak is no less than what this one takes."""
        began = time.monotonic()
        with subprocess.Popen(self.argv(*args), env=self.env, stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE) as process:
            said = process.stderr.read().decode(errors='replace')
            _, status, usage = os.wait4(process.pid, 0)
            process.returncode = os.waitstatus_to_exitcode(status)
        if process.returncode != 0:
            raise Failed(f'cvg {" ".join(args)}: exit {process.returncode}\n{said[-2000:]}')
        return time.monotonic() - began, usage.ru_maxrss / 1024

    def peak(self, name):
        """The most memory that a daemon has had so far, MiB."""
        with open(f'/proc/{self.pids()[name]}/status', encoding='ascii') as file:
            return next(int(line.split()[1]) for line in file if line.startswith('VmHWM')) / 1024

    def js(self, *args, **more):
        """The JSON document that a command prints."""
        printed = self.cvg(*args, '--format', 'json', **more).stdout
        try:
            return json.loads(printed)
        except ValueError:
            raise Failed(f'cvg {" ".join(args)} --format json printed no JSON: {printed[:500]!r}') from None

    def figures(self, period, scope='nation', programme=None, source=None):
        options = [*(['--programme', programme] if programme else []), *(['--source', source] if source else [])]
        return self.js('figures', '--period', period, '--scope', scope, *options)

    # ------------------------------------------------------------ life

    def up(self):
        self.cvg('up', *self.options, timeout=240)
        self.address = self.ps()['intake']['address']

    def down(self):
        self.cvg('down', timeout=120)

    def pids(self, name=''):
        """{name: pid} of the living processes whose name begins so: 'validation' names all its workers."""
        return {process: about['pid'] for process, about in self.ps().items()
                if process.startswith(name) and about['pid'] is not None}

    def kill(self, name, number=signal.SIGKILL):
        """Signals every process whose name begins so, as `ps` tells it; {name: pid}."""
        killed = self.pids(name)
        for pid in killed.values():
            try:
                os.kill(pid, number)
            except ProcessLookupError:
                pass  # it went by itself
        return killed

    def wait_back(self, killed, seconds=60):
        """Until everything is ready and what was killed is another process."""
        def back():
            now = self.ps()
            return (all(process['state'] == 'ready' for process in now.values())
                    and all(now[name]['pid'] != pid for name, pid in killed.items()))
        wait_for(f'{", ".join(killed)} started again', back, seconds=seconds)

    def log_tail(self, name, size=3000):
        try:
            with open(os.path.join(self.home, 'log', f'{name}.log'), 'rb') as log:
                return log.read()[-size:].decode(errors='replace')
        except FileNotFoundError:
            return ''

    # ------------------------------------------------------------ HTTP

    def token(self, reporter):
        with self.token_lock:  # one key a reporter, also when several threads ask first
            if reporter not in self.tokens:
                self.tokens[reporter] = self.js('key', 'new', reporter)['token']
            return self.tokens[reporter]

    def post(self, reporter, date, files, wait=60, confirm=False, token=None, raw=None):
        """Sends {name: bytes}, or raw (content type, body), and waits for the outcome: (HTTP status, document)."""
        content_type, body = raw or multipart(files)
        path = f'/v1/submissions?date={date}' + (f'&wait={min(wait, 60)}' if wait else '') + ('&confirm=1' if confirm else '')
        token = token or self.token(reporter)
        status, document = self.request(path, token, body, content_type, timeout=wait + 30)
        end = time.monotonic() + wait
        while status in (200, 202) and document.get('state') == 'received' and time.monotonic() < end:
            time.sleep(0.1)
            status, document = self.request('/v1/submissions/' + document['submission'], token)
        return status, document

    def get(self, path, reporter=None, token=None):
        return self.request(path, token or reporter and self.token(reporter))

    def request(self, path, token, body=None, content_type=None, timeout=60):
        """(HTTP status, JSON document); comes again when told so (429, 503) or while nobody listens."""
        headers = {'Authorization': f'Bearer {token}'} if token else {}
        if content_type:
            headers['Content-Type'] = content_type
        end = time.monotonic() + PATIENCE_S
        while True:
            pause = 0.5
            try:
                asked = urllib.request.Request(f'http://{self.address}{path}', data=body, headers=headers)
                with urllib.request.urlopen(asked, timeout=timeout) as answer:
                    return answer.status, parsed(answer.read())
            except urllib.error.HTTPError as error:
                text = error.read()
                if error.code not in (429, 503):
                    return error.code, parsed(text)
                pause = min(10.0, float(error.headers.get('Retry-After') or 1))
                last = f'HTTP {error.code}: {text[:300]!r}'
            except (OSError, http.client.HTTPException) as error:  # killed and not yet started again: send again
                last = repr(error)
            if time.monotonic() + pause > end:
                raise Failed(f'{path}: no answer within {PATIENCE_S} s, the last: {last}')
            time.sleep(pause)

    def push_all(self, exports, date, jobs=8, wait=120):
        """Pushes {reporter: {name: bytes}} in parallel: {reporter: outcome}; fails where one is not answered with 200."""
        def push(reporter):
            status, document = self.post(reporter, date, exports[reporter], wait=wait)
            if status != 200:
                raise Failed(f'{reporter}: HTTP {status}: {json.dumps(document, ensure_ascii=False)[:1000]}')
            return reporter, document
        pool = concurrent.futures.ThreadPoolExecutor(jobs)
        try:
            return dict(pool.map(push, exports))
        finally:
            pool.shutdown(cancel_futures=True)  # the first that fails ends it


def parsed(text):
    try:
        return json.loads(text)
    except ValueError:
        return {'error': 'not JSON', 'body': text[:300].decode('latin-1')}


def multipart(files):
    """(content type, body) of a multipart form with one part a file."""
    boundary = uuid.uuid4().hex
    parts = [f'--{boundary}\r\nContent-Disposition: form-data; name="{name}"; filename="{name}"\r\n'
             'Content-Type: text/csv\r\n\r\n'.encode() + content + b'\r\n' for name, content in files.items()]
    return f'multipart/form-data; boundary={boundary}', b''.join(parts) + f'--{boundary}--\r\n'.encode()
