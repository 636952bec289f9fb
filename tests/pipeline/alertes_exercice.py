"""The weekly drill of the path of the alerts, in an installation that lived through two weeks: as the end of test_alertes.

A drill has words of its own, so that it is told apart from what is told of alerts: is_drill().
"""
import unittest

from database import Database
from installation import wait_for

SUBJECT = "Exercice hebdomadaire : rien à faire"
ASKED = "Exercice : rien à faire"
NBSP = "\u202f"


def is_drill(words):
    return words.startswith("Exercice")


def without_drills(told, words, drills):
    """What is told of alerts; the drills go to that list."""
    drills += [x for x in told if is_drill(words(x))]
    return [x for x in told if not is_drill(words(x))]


class Drill(unittest.TestCase):
    """setUp() of who inherits sets system, server, hook, on(day, clock), and mails and texts: the drills that were told before."""

    def lines(self, *args):
        return self.system.js("alerts", "drill", *args)

    def ways(self):
        """Of the newest: {way: its line}."""
        lines = self.lines("--limit", "1")
        self.assertEqual([line["voie"] for line in lines], ["courriel", "chat", "alertmanager"])
        return {line["voie"]: line for line in lines}

    def troubles(self):
        return {a["sujet"]: a for a in self.system.alerts() if a["situation"] == "exercice"}

    def wait(self, what, statement, answer):
        """By one psql that stays: what is waited for is asked often."""
        with Database(self.system) as db:
            wait_for(what, lambda: db.value(statement) == answer)

    def wait_troubles(self, *ways):
        self.wait(f"in trouble: {ways}", "SELECT coalesce(string_agg(sujet, ' ' ORDER BY sujet), '') FROM cvg.alerte"
                                         " WHERE situation = 'exercice' AND etat <> 'resolue'", " ".join(ways))

    def test_1_once_a_week_by_each_way(self):
        """Two Mondays have passed, with a kill -9 at every step of them: one drill each, told once by each way, and it is no alert."""
        lines = self.lines()
        self.assertEqual([(line["semaine"], line["voie"], line["etat"]) for line in lines],
                         [(f"{self.on(day, '00:00'):%F}", way, "parti") for day in (7, 0) for way in ("courriel", "chat", "alertmanager")])
        self.assertEqual([(mail.to, mail.subject) for mail in self.mails], [("astreinte@exemple.fr", SUBJECT)] * 2)
        self.assertIn("Ceci est un exercice : il n’y a rien à faire.", self.mails[0].text)
        self.assertEqual(set(self.texts), {SUBJECT + ". Ce message montre qu’une vraie alerte arriverait ici."})
        self.assertGreaterEqual(len(self.texts), 2)
        fired = [x for posted in self.hook.at("/manager/api/v2/alerts") for x in posted if x["labels"]["alertname"] == "EXERCICE"]
        self.assertEqual({(x["labels"]["severity"], x["annotations"]["summary"]) for x in fired}, {("none", SUBJECT)})
        self.assertEqual(self.troubles(), {})
        again = f"SELECT cvg.exercice_ecrire(now(), NULL, '{self.on(7, '00:00'):%F}', '{{chat}}', '[]', '[{{\"cible\": \"texte\", \"corps\": {{}}}}]')"
        self.assertEqual(self.system.sql(again, role="alerting").stdout.strip(), "f")
        self.assertEqual(self.lines(), lines)
        for statement, role in (("SELECT cvg.exercice_demander('x')", "alerting"), (again, "dashboard")):
            self.assertIn("permission denied", self.system.sql(statement, role=role).stderr)

    def test_2_not_through(self):
        """The third Monday, chat and Alertmanager away: A-SYSTEME after an hour, over when it got through; a kill -9 before each of these."""
        self.hook.status = 503
        self.system.set_clock(self.on(14, "10:00"))
        self.wait("mail through, posts tried", "SELECT string_agg(etat || (erreur <> ''), ' ') FROM cvg.exercice_recit(1)", "sentfalse waitingtrue waitingtrue")
        ways = self.ways()
        self.assertEqual([way["etat"] for way in ways.values()], ["parti", "en_attente", "en_attente"])
        self.assertIn("HTTP 503", ways["chat"]["erreur"])
        self.assertEqual(self.troubles(), {})
        self.system.set_clock(self.on(14, "11:00"))
        self.wait_troubles("alertmanager", "chat")
        chat = self.troubles()["chat"]
        self.assertEqual((chat["niveau"], chat["pour"]), ("critique", ["operateur"]))
        self.assertEqual(chat["texte"], f"L’exercice du {self.on(14, '10:00'):%d/%m/%Y} n’est pas passé en 60 minutes par la voie chat{NBSP}: une vraie "
                                        "alerte n’y passerait pas non plus.")
        self.system.restart()
        self.assertEqual(set(self.troubles()), {"chat", "alertmanager"})
        old = ("UPDATE cvg.webhook SET created_at = created_at - interval '1 day' WHERE state = 'waiting' AND dedupe LIKE 'exercice.%';"
               "SELECT count(*) FROM cvg.alerte_files() WHERE quoi = 'webhook' AND age_s > 80000")
        self.assertEqual(self.system.sql(old, role="postgres").stdout.strip(), "0", "it is no queue that waits besides")
        self.hook.status = 200
        # the pauses between tries have grown
        self.assertEqual(self.system.sql("UPDATE cvg.webhook SET next_try_at = now() WHERE state = 'waiting'", role="postgres").returncode, 0)
        self.wait_troubles()
        self.assertEqual([w["etat"] for w in self.ways().values()], ["parti"] * 3)
        self.assertEqual([line["n"] for line in self.lines()], [3, 3, 3, 2, 2, 2, 1, 1, 1])

    def test_3_asked_for(self):
        """The operator makes one at once, and sees what became of it; the journal knows who."""
        ran = self.system.cvg("alerts", "drill", "--now")
        rows = [line.split() for line in ran.stdout.splitlines()]
        self.assertEqual([(row[0], "parti" in row) for row in rows[1:]], [("4", True)] * 3, ran.stdout)
        self.assertEqual((ran.stderr, [x["sujet"] for x in self.system.js("journal") if x["acte"] == "exercice.demande"]), ("", ["exercice:4"]))
        self.assertIn(ASKED, [mail.subject for mail in self.server.mails])
        self.assertTrue(any(text.startswith(ASKED + ". ") for text in (body["text"] for body in self.hook.at("/chat"))))
