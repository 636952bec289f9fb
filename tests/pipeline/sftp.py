"""A real OpenSSH server for dropped files, as deploy/ssh sets it up, and its real client.

As root every reporter is confined to its folder under an account of its own (existing system accounts: a test adds none); as a plain
user there is one account, and a key's own command opens the reporter's folder, without confinement.
"""

import os
import pwd
import re
import shutil
import subprocess
import tempfile

from installation import ROOT, SRC, alive, free_address, wait_for

SSHD = '/usr/sbin/sshd'
ACCOUNTS = ('games', 'news', 'uucp', 'lp', 'mail', 'irc')  # of every Debian; sshd needs no shell for internal-sftp
# sshd demands that everything above a confined folder belongs to root and is nobody else's to write: /tmp is not so
PLACES = ('/run', '/srv', '/var/lib') if ROOT else (None,)


class Sshd:
    """with Sshd() as sshd: sshd.add('LYO0001', system); sshd.sftp('LYO0001', 'put a.csv', 'ls')"""

    def __init__(self):
        place = next(p for p in PLACES if p is None or os.access(p, os.W_OK))
        self.top = tempfile.mkdtemp(prefix='cvg-sftp-', dir=place)
        os.chmod(self.top, 0o755)
        self.root, self.authorized = self.top + '/drops', self.top + '/authorized'
        os.mkdir(self.root), os.mkdir(self.authorized)
        self.port = free_address().split(':')[1]
        self.accounts, self.process = {}, None
        for name in ('host', *self.reporters):
            self.keygen(name)

    def keygen(self, name):
        subprocess.run(['ssh-keygen', '-q', '-N', '', '-t', 'ed25519', '-f', f'{self.top}/{name}_key'], check=True, timeout=30)

    def __enter__(self):
        self.start()
        return self

    def __exit__(self, *_):
        self.stop()
        shutil.rmtree(self.top, ignore_errors=True)

    def config(self):
        """deploy/ssh/sshd_config with places of our own; a Match for every account, as its name is not its reporter's."""
        with open(SRC + '/deploy/ssh/sshd_config') as f:
            text = f.read()
        places = {'Port': self.port + '\nListenAddress 127.0.0.1', 'HostKey': self.top + '/host_key', 'PidFile': 'none',
                  'AuthorizedKeysFile': self.authorized + '/%u'}
        for key, value in places.items():
            text, n = re.subn(rf'^{key} .*$', f'{key} {value}', text, flags=re.M)
            assert n == 1, f'{key} stands {n} times in sshd_config'
        text, n = re.subn(r'^(ChrootDirectory|ForceCommand) .*\n', lambda m: self.forced.setdefault(m[1], m[0]) and '', text, flags=re.M)
        assert n == 2, text
        if not ROOT:
            return text + 'StrictModes no\n'
        for account, reporter in zip(ACCOUNTS, self.reporters):
            text += f'Match User {account}\n    ChrootDirectory {self.root}/{reporter}\n    {self.forced["ForceCommand"]}'
        return text

    reporters = ('LYO0001', 'PAR0001', 'LIL0001')  # that `cvg simulate` names first

    def start(self):
        self.forced = {}
        with open(self.top + '/config', 'w') as f:
            f.write(self.config())
        if ROOT and not os.path.isdir('/run/sshd'):
            os.mkdir('/run/sshd', 0o755)  # the package's unit makes it at each boot; sshd wants it
        with open(self.top + '/log', 'w') as log:
            self.process = subprocess.Popen([SSHD, '-D', '-e', '-f', self.top + '/config'], stdin=subprocess.DEVNULL, stdout=log, stderr=log)
        wait_for('sshd', self.listens)

    def listens(self):
        if self.process.poll() is not None:
            raise AssertionError('sshd ended: ' + self.said())
        return 'Server listening' in self.said()

    def said(self):
        with open(self.top + '/log', errors='replace') as f:
            return f.read()

    def stop(self):
        if self.process and alive(self.process.pid):
            self.process.terminate()
            self.process.wait(20)

    # ------------------------------------------------------------ reporters

    def add(self, reporter, system):
        """A folder, an account and the daemon's key, by deploy/ssh/add-reporter where that can be."""
        keys = system.home + '/keys'
        os.makedirs(keys, mode=0o700, exist_ok=True)
        if not ROOT:
            os.makedirs(self.folder(reporter))
            with open(f'{self.authorized}/{pwd.getpwuid(os.geteuid()).pw_name}', 'a') as f, open(f'{self.top}/{reporter}_key.pub') as key:
                f.write(f'command="internal-sftp -d {self.folder(reporter)} -u 0007" {key.read()}')
            with open(f'{keys}/{reporter}.json', 'w') as f:
                f.write(system.cvg('key', 'new', reporter, '--format', 'json').stdout)
            self.accounts[reporter] = pwd.getpwuid(os.geteuid()).pw_name
            return
        account = self.accounts[reporter] = ACCOUNTS[self.reporters.index(reporter)]
        ran = subprocess.run([SRC + '/deploy/ssh/add-reporter', '--root', self.root, '--authorized', self.authorized, '--keys', keys,
                              '--group', 'nogroup', '--user', account, reporter, f'{self.top}/{reporter}_key.pub'],
                             env=dict(system.env, CVG=system.bin + '/cvg'), capture_output=True, text=True, timeout=120)
        if ran.returncode:
            raise AssertionError(f'add-reporter: {ran.stdout}{ran.stderr}')

    def folder(self, reporter):
        return f'{self.root}/{reporter}/depot'

    # ------------------------------------------------------------ the client

    def options(self, reporter):
        return ['-F', 'none', '-i', f'{self.top}/{reporter}_key', '-o', f'UserKnownHostsFile={self.top}/known', '-o', 'BatchMode=yes',
                '-o', 'StrictHostKeyChecking=accept-new', '-o', 'LogLevel=ERROR', '-o', 'IdentitiesOnly=yes', '-o', 'ConnectTimeout=20']

    def sftp(self, reporter, *commands, more=(), fails=False):
        """The client's words; what it is told to do is done, or (fails) refused."""
        ran = subprocess.run(['sftp', '-q', *more, *self.options(reporter), '-P', self.port, '-b', '-', f'{self.accounts[reporter]}@127.0.0.1'],
                             input='\n'.join(commands) + '\n', capture_output=True, text=True, timeout=60, errors='replace')
        if (ran.returncode != 0) != fails:
            raise AssertionError(f'sftp {reporter} {commands}: exit {ran.returncode}\n{ran.stdout}{ran.stderr}\n{self.said()[-2000:]}')
        return ran.stdout + ran.stderr

    def ssh(self, reporter, command):
        return subprocess.run(['ssh', *self.options(reporter), '-p', self.port, f'{self.accounts[reporter]}@127.0.0.1', command],
                              stdin=subprocess.DEVNULL, capture_output=True, text=True, timeout=60, errors='replace')

    def put(self, reporter, files, local):
        """Drops {name: bytes}, one after the other in one session."""
        commands = []
        for i, (name, content) in enumerate(files.items()):
            with open(f'{local}/up-{i}', 'wb') as f:
                f.write(content)
            commands.append(f'put "{local}/up-{i}" "{name}"')
        self.sftp(reporter, *commands)

    def get(self, reporter, name, local):
        """The bytes of a file there; None where it is not."""
        target = os.path.join(local, 'down')
        if os.path.exists(target):
            os.unlink(target)
        self.sftp(reporter, f'-get "{name}" "{target}"')
        if not os.path.exists(target):
            return None
        with open(target, 'rb') as f:
            return f.read()
