"""People of an installation: an account of each role, and their sessions with the dashboard over plain HTTP."""

import http.client
import json
import os
import re
import urllib.parse

from installation import BIN

PROGRAMS = ('dashboard', 'reporting')
TOKEN = re.compile(r'name="jeton"[^>]*value="([^"]+)"|value="([^"]+)"[^>]*name="jeton"')


def missing_programs(bin_dir=BIN):
    return [name for name in PROGRAMS if not os.access(os.path.join(bin_dir, name), os.X_OK)]


NAMES = {'chantier': 'Samir Haddad', 'coordination': 'Léa Martin', 'convergence': 'Claire Dubois', 'dgefp': 'Paul Renaud', 'operateur': 'Inès Garnier'}


def add(system, login, role, scope=None):
    """An account, as `cvg user add` makes it: {"login", "nom", "password", "token", "role", "scope"}."""
    return system.js('user', 'add', login, '--role', role, *(['--scope', scope] if scope else []), '--nom', NAMES[role])


def accounts(system, chantiers):
    """{role: account}: of the first chantier, of its territory, and of those who see more."""
    first = chantiers[0]
    scopes = {'chantier': 'chantier:' + first['chantier_id'], 'coordination': 'territoire:' + first['territoire']}
    return {role: add(system, f'{role}@essai.example', role, scopes.get(role)) for role in NAMES}


class Session:
    """A person who signed in: cookies and answers of the dashboard."""

    def __init__(self, address, account=None):
        self.address, self.cookies = address, {}
        if account:
            self.sign_in(account)

    def request(self, path, form=None, headers=None):
        """(status, headers, body) of one request; redirects are not followed."""
        status, headers, body = self.raw(path, form, headers)
        return status, headers, body.decode()

    def raw(self, path, form=None, headers=None):
        """The same with the body in bytes."""
        connection = http.client.HTTPConnection(self.address, timeout=30)
        sent = {'Cookie': self.cookie()}
        body = None
        if form is not None:
            body = urllib.parse.urlencode(form)
            sent.update({'Content-Type': 'application/x-www-form-urlencoded', 'Origin': f'http://{self.address}'})
        sent.update(headers or {})
        try:
            connection.request('GET' if form is None else 'POST', path, body, sent)
            answer = connection.getresponse()
            for line in answer.headers.get_all('Set-Cookie') or []:
                name, _, value = line.split(';')[0].partition('=')
                self.cookies[name] = value
            return answer.status, answer.headers, answer.read()
        finally:
            connection.close()

    def cookie(self):
        return '; '.join(f'{name}={value}' for name, value in self.cookies.items())

    def sign_in(self, account):
        _, _, page = self.request('/connexion')
        found = TOKEN.search(page)
        form = {'login': account['login'], 'mot_de_passe': account['password'], 'jeton': found and (found[1] or found[2]) or ''}
        status, _, said = self.request('/connexion', form)
        if status not in (302, 303):
            raise AssertionError(f'{account["login"]}: not signed in: HTTP {status}: {said[:500]}')

    def json(self, path):
        status, _, body = self.request(path)
        if status != 200:
            raise AssertionError(f'{path}: HTTP {status}: {body[:300]}')
        return json.loads(body)
