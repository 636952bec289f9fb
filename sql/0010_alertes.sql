-- Alerts: what is open, everything that ever happened to it, silences, and webhooks, stored before they are sent.
--
-- The daemon alerting writes alerts through one function, a transaction each time: the alert, its history, and what is told of it. People
-- acknowledge and silence through functions of the owner, each with its line of the journal.

SET LOCAL search_path = cvg;

-- ---- alerts ----

CREATE TABLE alerte (
    chantier_id text NOT NULL,       -- a chantier, a territory's code; '': the nation, or we ourselves
    n integer NOT NULL,              -- 1, 2, 3 … of this reporter; people read <reporter>.a<n>, of '' a<n>
    regle text NOT NULL CHECK (regle ~ '^[A-Z][A-Z-]{1,38}[A-Z]$'),
    sujet text NOT NULL DEFAULT '' CHECK (octet_length(sujet) <= 200), -- a cip_ref, a parcours_id, logiciel:NAME, a daemon …
    situation text NOT NULL,         -- what the rule found: common/programme/alertes.h
    palier integer NOT NULL,         -- step of the rule's ladder
    niveau text NOT NULL CHECK (niveau IN ('attention', 'critique')),
    etat text NOT NULL DEFAULT 'ouverte' CHECK (etat IN ('ouverte', 'acquittee', 'resolue')),
    depuis timestamptz NOT NULL,     -- when it began to hold, which may be before it was found
    valeur jsonb NOT NULL DEFAULT '{}', -- the figure that raised it, or that it has now
    libelle text NOT NULL,
    texte text NOT NULL,
    quoi_faire text NOT NULL DEFAULT '',
    pour text[] NOT NULL DEFAULT '{}', -- whom it concerns by now: chantier, coordination, convergence, operateur
    cause text NOT NULL DEFAULT '',  -- what holds it back, logiciel:NAME or systeme:NAME; '': nothing
    dite boolean NOT NULL DEFAULT false, -- somebody was told that it is open
    responsable text,                -- of an acknowledged one: who takes care,
    note text,
    retour timestamptz,              -- and when it speaks again
    resolue_le timestamptz,
    changed xid8 NOT NULL DEFAULT pg_current_xact_id(),
    PRIMARY KEY (chantier_id, n),
    CHECK ((etat = 'resolue') = (resolue_le IS NOT NULL)),
    CHECK (etat <> 'acquittee' OR (responsable IS NOT NULL AND retour IS NOT NULL))
);
CREATE UNIQUE INDEX alerte_ouverte ON alerte (chantier_id, regle, sujet) WHERE etat <> 'resolue';
CREATE INDEX alerte_changed ON alerte (changed);
CREATE INDEX alerte_retour ON alerte (retour) WHERE etat = 'acquittee';

CREATE FUNCTION alerte_id(p_chantier text, p_n integer) RETURNS text LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
    SELECT CASE WHEN p_chantier = '' THEN 'a' ELSE p_chantier || '.a' END || p_n
$$;

-- Every change, one row. dire: at once (tout_de_suite), with the evening's digest (synthese), or to nobody (non), and pourquoi in one word: acte (of a
-- person), cause, silence, acquittee, personne (no address), inedite (ended before anybody was told), suite (the same as was told).
CREATE TABLE alerte_histoire (
    chantier_id text NOT NULL,
    n integer NOT NULL,
    k integer NOT NULL,              -- 1, 2, 3 … of this alert
    at timestamptz NOT NULL,
    quoi text NOT NULL CHECK (quoi IN ('levee', 'liberee', 'retenue', 'aggravee', 'allegee', 'changee', 'resolue', 'perdue',
                                         'acquittee', 'reprise', 'parole')),
    niveau text NOT NULL,
    valeur jsonb NOT NULL,
    texte text NOT NULL,
    auteur text NOT NULL DEFAULT '', -- '': the daemon
    note text NOT NULL DEFAULT '',
    dire text NOT NULL DEFAULT 'non' CHECK (dire IN ('non', 'tout_de_suite', 'synthese')),
    pourquoi text NOT NULL DEFAULT '',
    dit_le timestamptz,              -- when its mails were stored
    dit_a text[] NOT NULL DEFAULT '{}',
    PRIMARY KEY (chantier_id, n, k)
);
CREATE INDEX alerte_histoire_synthese ON alerte_histoire (at) WHERE dire = 'synthese' AND dit_le IS NULL;

-- ---- silences ----

CREATE TABLE silence (
    chantier_id text NOT NULL,       -- a chantier; a territory's code: its chantiers too; '': everybody
    n integer NOT NULL,
    regle text NOT NULL DEFAULT '',  -- '': all
    sujet text NOT NULL DEFAULT '',  -- '': all
    auteur text NOT NULL,
    raison text NOT NULL,
    du timestamptz NOT NULL DEFAULT clock_timestamp(),
    au timestamptz NOT NULL,
    changed xid8 NOT NULL DEFAULT pg_current_xact_id(),
    PRIMARY KEY (chantier_id, n)
);
CREATE INDEX silence_changed ON silence (changed);
CREATE INDEX silence_au ON silence (au);

-- ---- webhooks, in the manner of courrier ----

CREATE TABLE webhook (
    chantier_id text NOT NULL DEFAULT '',
    cible text NOT NULL CHECK (cible IN ('texte', 'alertmanager')), -- which receiver of the daemon's settings, and so the shape of what is sent
    dedupe text NOT NULL CHECK (dedupe ~ '^[A-Za-z0-9._-]{1,100}$'),
    corps json NOT NULL,
    state text NOT NULL DEFAULT 'waiting' CHECK (state IN ('waiting', 'sent', 'failed')),
    tries integer NOT NULL DEFAULT 0,
    created_at timestamptz NOT NULL DEFAULT clock_timestamp(),
    next_try_at timestamptz NOT NULL DEFAULT clock_timestamp(),
    sent_at timestamptz,
    error text NOT NULL DEFAULT '',
    PRIMARY KEY (chantier_id, cible, dedupe)
);
CREATE INDEX courrier_sent ON courrier (sent_at) WHERE sent_at IS NOT NULL;
CREATE INDEX webhook_waiting ON webhook (next_try_at) WHERE state = 'waiting';

-- ---- what alerting does ----

-- The age of the oldest of what waits for one of our daemons, in seconds.
CREATE FUNCTION alerte_files() RETURNS TABLE (quoi text, age_s bigint)
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = cvg, pg_temp AS $$
    SELECT x.quoi, extract(epoch FROM clock_timestamp() - x.depuis)::bigint
      FROM (SELECT 'envois', min(s.received_at) FROM submission s WHERE s.state = 'received'
            UNION ALL SELECT 'courriels', min(c.created_at) FROM courrier c
                       WHERE c.state = 'waiting' -- while others go out it waits for its own server
                         AND c.created_at > coalesce((SELECT max(x.sent_at) FROM courrier x WHERE x.sent_at IS NOT NULL), '-infinity')
            UNION ALL SELECT 'webhook', min(w.created_at) FROM webhook w WHERE w.state = 'waiting') x(quoi, depuis)
     WHERE x.depuis IS NOT NULL
$$;

-- The evenings whose digest is made; of the first run there is none to be made up for.
CREATE TABLE synthese (
    one boolean PRIMARY KEY DEFAULT true CHECK (one),
    derniere date
);
INSERT INTO synthese DEFAULT VALUES;

CREATE FUNCTION json_texts(p jsonb) RETURNS text[] LANGUAGE sql IMMUTABLE AS $$
    SELECT coalesce(array_agg(x), '{}') FROM jsonb_array_elements_text(coalesce(p, '[]')) x
$$;

-- One change of one alert, of the reporter "chantier": what programme/veille.h found, and how it is told. One daemon writes at a time (an advisory
-- lock), so an alert that is not open as it thought is a fault that passes.
CREATE FUNCTION alerte_change(p_at timestamptz, c jsonb) RETURNS void
LANGUAGE plpgsql SET search_path = cvg, pg_temp AS $$
DECLARE
    v_quoi text := c->>'quoi';
    v_told boolean := jsonb_array_length(c->'dit_a') > 0;
    v_over boolean := v_quoi IN ('resolue', 'perdue');
BEGIN
    IF v_quoi = 'levee' THEN
        INSERT INTO alerte (chantier_id, n, regle, sujet, situation, palier, niveau, depuis, valeur, libelle, texte, quoi_faire, pour, cause)
            VALUES (c->>'chantier', (c->>'n')::integer, c->>'regle', c->>'sujet', c->>'situation', (c->>'palier')::integer, c->>'niveau',
                    (c->>'depuis')::timestamptz, c->'valeur', c->>'libelle', c->>'texte', c->>'quoi_faire', json_texts(c->'pour'), c->>'cause');
    ELSE
        UPDATE alerte a SET situation = c->>'situation', palier = (c->>'palier')::integer, niveau = c->>'niveau',
                            depuis = (c->>'depuis')::timestamptz, valeur = c->'valeur', libelle = c->>'libelle', texte = c->>'texte',
                            quoi_faire = c->>'quoi_faire', pour = json_texts(c->'pour'), cause = c->>'cause', changed = pg_current_xact_id(),
                            etat = CASE WHEN v_over THEN 'resolue' WHEN v_quoi = 'reprise' THEN 'ouverte' ELSE a.etat END,
                            resolue_le = CASE WHEN v_over THEN p_at END,
                            responsable = CASE v_quoi WHEN 'reprise' THEN NULL ELSE a.responsable END,
                            note = CASE v_quoi WHEN 'reprise' THEN NULL ELSE a.note END,
                            retour = CASE v_quoi WHEN 'reprise' THEN NULL ELSE a.retour END
         WHERE a.chantier_id = c->>'chantier' AND a.n = (c->>'n')::integer AND a.etat <> 'resolue';
        IF NOT found THEN
            RAISE EXCEPTION 'alert % % is not open', c->>'chantier', c->>'n' USING ERRCODE = 'serialization_failure';
        END IF;
    END IF;
    IF v_quoi = 'mesure' THEN -- the figure alone, which is no change of state
        RETURN;
    END IF;
    IF v_told AND NOT v_over THEN
        UPDATE alerte a SET dite = true WHERE a.chantier_id = c->>'chantier' AND a.n = (c->>'n')::integer;
    END IF;
    INSERT INTO alerte_histoire (chantier_id, n, k, at, quoi, niveau, valeur, texte, dire, pourquoi, dit_le, dit_a)
        SELECT c->>'chantier', (c->>'n')::integer, coalesce(max(h.k), 0) + 1, p_at, v_quoi, c->>'niveau', c->'valeur', c->>'texte', c->>'dire',
               c->>'pourquoi', CASE WHEN v_told THEN p_at END, json_texts(c->'dit_a')
          FROM alerte_histoire h WHERE h.chantier_id = c->>'chantier' AND h.n = (c->>'n')::integer;
END $$;

-- Everything that one turn of alerting found, in one transaction: changes, mails {chantier, kind, dedupe, a, sujet, texte, html}, webhooks {chantier, cible, dedupe, corps}.
CREATE FUNCTION alerte_ecrire(p_at timestamptz, p_changes jsonb, p_mails jsonb, p_hooks jsonb) RETURNS void
LANGUAGE plpgsql SECURITY DEFINER SET search_path = cvg, pg_temp AS $$
BEGIN
    PERFORM alerte_change(p_at, x.value) FROM jsonb_array_elements(p_changes) WITH ORDINALITY x ORDER BY x.ordinality;
    INSERT INTO courrier (chantier_id, kind, dedupe, recipient, subject, body_text, body_html)
        SELECT m->>'chantier', m->>'kind', m->>'dedupe', m->>'a', m->>'sujet', m->>'texte', m->>'html' FROM jsonb_array_elements(p_mails) m
        ON CONFLICT DO NOTHING;
    INSERT INTO webhook (chantier_id, cible, dedupe, corps)
        SELECT m->>'chantier', m->>'cible', m->>'dedupe', (m->'corps')::json FROM jsonb_array_elements(p_hooks) m
        ON CONFLICT DO NOTHING;
END $$;

-- The digest of an evening is made: rows {chantier, n, k, dit_a, pourquoi} of the history (pourquoi not '': nobody was told, and why), its mails and webhooks.
-- A second time for the same evening, or an earlier one, changes nothing.
CREATE FUNCTION alerte_synthese(p_jour date, p_at timestamptz, p_rows jsonb, p_mails jsonb, p_hooks jsonb) RETURNS boolean
LANGUAGE plpgsql SECURITY DEFINER SET search_path = cvg, pg_temp AS $$
BEGIN
    UPDATE synthese s SET derniere = p_jour WHERE coalesce(s.derniere < p_jour, true);
    IF NOT found THEN
        RETURN false;
    END IF;
    UPDATE alerte_histoire h SET dire = CASE WHEN x->>'pourquoi' = '' THEN 'synthese' ELSE 'non' END, pourquoi = x->>'pourquoi',
                                 dit_le = CASE WHEN x->>'pourquoi' = '' THEN p_at END, dit_a = json_texts(x->'dit_a')
      FROM jsonb_array_elements(p_rows) x
     WHERE h.chantier_id = x->>'chantier' AND h.n = (x->>'n')::integer AND h.k = (x->>'k')::integer AND h.dire = 'synthese' AND h.dit_le IS NULL;
    UPDATE alerte a SET dite = true FROM jsonb_array_elements(p_rows) x
     WHERE a.chantier_id = x->>'chantier' AND a.n = (x->>'n')::integer AND x->>'pourquoi' = '';
    INSERT INTO courrier (chantier_id, kind, dedupe, recipient, subject, body_text, body_html)
        SELECT m->>'chantier', m->>'kind', m->>'dedupe', m->>'a', m->>'sujet', m->>'texte', m->>'html' FROM jsonb_array_elements(p_mails) m
        ON CONFLICT DO NOTHING;
    INSERT INTO webhook (chantier_id, cible, dedupe, corps)
        SELECT m->>'chantier', m->>'cible', m->>'dedupe', (m->'corps')::json FROM jsonb_array_elements(p_hooks) m
        ON CONFLICT DO NOTHING;
    RETURN true;
END $$;

-- Addresses of a rule's audience, of that day's territory (who left is of the last one): who subscribed to the reporter, people whose login is an address, and the contact of the chantier's line of that
-- day where that is one. Of the nation (''): convergence and operateur only.
CREATE FUNCTION alerte_destinataires(p_chantiers text[], p_at timestamptz) RETURNS TABLE (chantier_id text, pour text, adresse text)
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = cvg, pg_temp AS $$
    WITH place AS ( -- reporter, its territory (itself, where it is one)
        SELECT c AS id, coalesce((SELECT l.territoire FROM chantier_ligne l WHERE l.chantier_id = c AND l.known_to = 'infinity'
                                   ORDER BY (p_at AT TIME ZONE 'Europe/Paris')::date BETWEEN l.depuis AND l.jusqua DESC, l.jusqua DESC LIMIT 1), c) AS territoire
          FROM unnest(p_chantiers) c
    ), found AS (
        SELECT p.id, 'chantier' AS pour, a.adresse::text FROM place p JOIN abonnement a ON a.chantier_id = p.id WHERE p.id <> p.territoire
        UNION SELECT p.id, 'chantier', x.login FROM place p JOIN personne x ON x.role = 'chantier' AND x.perimetre = 'chantier:' || p.id AND x.disabled_at IS NULL
        UNION SELECT p.id, 'chantier', btrim(l.contact) FROM place p JOIN chantier_ligne l ON l.chantier_id = p.id AND l.known_to = 'infinity'
               AND (p_at AT TIME ZONE 'Europe/Paris')::date BETWEEN l.depuis AND l.jusqua
        UNION SELECT p.id, 'coordination', a.adresse::text FROM place p JOIN abonnement a ON a.chantier_id = p.territoire
        UNION SELECT p.id, 'coordination', x.login FROM place p JOIN personne x ON x.role = 'coordination' AND x.perimetre = 'territoire:' || p.territoire
               AND x.disabled_at IS NULL
        UNION SELECT p.id, x.role, x.login FROM place p JOIN personne x ON x.role IN ('convergence', 'operateur') AND x.disabled_at IS NULL
    )
    SELECT f.* FROM found f
     WHERE length(f.adresse) <= 254 AND f.adresse ~ '^[A-Za-z0-9!#$%&''*+/=?^_`{|}~.-]{1,64}@[A-Za-z0-9-]+(\.[A-Za-z0-9-]+)+$'
     ORDER BY 1, 2, 3
$$;

-- The silences that hold for these reporters at an instant or begin no later than the daemon looks: their own, their territory's, everybody's.
CREATE FUNCTION alerte_silences(p_chantiers text[], p_at timestamptz)
RETURNS TABLE (chantier_id text, regle text, sujet text, au timestamptz)
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = cvg, pg_temp AS $$
    SELECT c, s.regle, s.sujet, s.au
      FROM unnest(p_chantiers) c JOIN silence s ON s.au > p_at
           AND (s.chantier_id IN (c, '') OR EXISTS (SELECT 1 FROM chantier_ligne l WHERE l.chantier_id = c AND l.territoire = s.chantier_id
                AND l.known_to = 'infinity' AND (p_at AT TIME ZONE 'Europe/Paris')::date BETWEEN l.depuis AND l.jusqua))
     ORDER BY c, s.au
$$;

-- ---- what people do ----

-- The alert that people call so, locked.
CREATE FUNCTION alerte_locked(p_id text) RETURNS alerte LANGUAGE plpgsql SET search_path = cvg, pg_temp AS $$
DECLARE
    v_parts text[] := regexp_match(p_id, '^(?:(.{1,40})\.)?a([0-9]{1,9})$');
    v alerte%ROWTYPE;
BEGIN
    SELECT a.* INTO v FROM alerte a WHERE a.chantier_id = coalesce(v_parts[1], '') AND a.n = v_parts[2]::integer FOR UPDATE;
    RETURN v;
END $$;

-- Somebody takes care of it: nothing is told again until p_retour (or it is resolved). Who acknowledges anew replaces owner, note and return. refus: why
-- not, in French; then nothing was written.
CREATE FUNCTION alerte_acquitter(p_auteur text, p_id text, p_responsable text, p_note text, p_retour timestamptz, OUT refus text)
LANGUAGE plpgsql SECURITY DEFINER SET search_path = cvg, pg_temp AS $$
DECLARE
    v alerte%ROWTYPE;
    v_owner text;
    v_note text;
BEGIN
    v := alerte_locked(p_id);
    IF v.chantier_id IS NULL THEN
        PERFORM edition_actor(p_auteur, NULL, '{convergence,operateur}'); -- nobody else learns what there is
        PERFORM edition_refuse(format('Il n’y a pas d’alerte « %s ».', p_id));
    END IF;
    PERFORM edition_actor(p_auteur, v.chantier_id, '{chantier,coordination,convergence,operateur}');
    v_owner := edition_text(p_responsable, 'Responsable', true);
    v_note := edition_text(p_note, 'Note', false);
    IF v.etat = 'resolue' THEN
        PERFORM edition_refuse('Cette alerte est déjà résolue.');
    ELSIF p_retour IS NULL OR p_retour <= greatest(clock_timestamp(), v.depuis) OR p_retour > greatest(clock_timestamp(), v.depuis) + interval '92 days' THEN
        PERFORM edition_refuse('Le retour est une date à venir, dans les trois mois.');
    END IF;
    UPDATE alerte a SET etat = 'acquittee', responsable = v_owner, note = v_note, retour = p_retour, changed = pg_current_xact_id()
     WHERE a.chantier_id = v.chantier_id AND a.n = v.n;
    INSERT INTO alerte_histoire (chantier_id, n, k, at, quoi, niveau, valeur, texte, auteur, note, pourquoi)
        SELECT v.chantier_id, v.n, max(h.k) + 1, greatest(clock_timestamp(), max(h.at)), 'acquittee', v.niveau, v.valeur, v.texte, p_auteur, v_note, 'acte'
          FROM alerte_histoire h WHERE h.chantier_id = v.chantier_id AND h.n = v.n;
    PERFORM journal_add(p_auteur, 'alerte.acquittement', 'alerte:' || p_id,
                        jsonb_build_object('responsable', v_owner, 'note', v_note, 'retour', p_retour));
EXCEPTION WHEN raise_exception THEN
    refus := SQLERRM;
END $$;

-- Nothing is told of this rule ('': of any) and subject ('': any) in this scope until p_au. A chantier cannot silence itself: a closure is declared.
CREATE FUNCTION silence_poser(p_auteur text, p_portee text, p_regle text, p_sujet text, p_raison text, p_au timestamptz,
                              OUT n integer, OUT refus text)
LANGUAGE plpgsql SECURITY DEFINER SET search_path = cvg, pg_temp AS $$
DECLARE
    v_reason text;
BEGIN
    PERFORM edition_actor(p_auteur, p_portee, '{coordination,convergence,operateur}');
    v_reason := edition_text(p_raison, 'Raison', true);
    IF p_au IS NULL OR p_au <= clock_timestamp() OR p_au > clock_timestamp() + interval '366 days' THEN
        PERFORM edition_refuse('La fin du silence est une date à venir, dans l’année.');
    ELSIF p_regle <> '' AND p_regle !~ '^[A-Z][A-Z-]{1,38}[A-Z]$' THEN
        PERFORM edition_refuse(format('« %s » n’est pas une règle d’alerte.', p_regle));
    ELSIF p_portee <> '' AND NOT EXISTS (SELECT 1 FROM territoire t WHERE t.code = p_portee AND t.known_to = 'infinity')
          AND NOT EXISTS (SELECT 1 FROM chantier_ligne l WHERE l.chantier_id = p_portee AND l.known_to = 'infinity') THEN
        PERFORM edition_refuse(format('« %s » n’est ni un chantier ni un territoire.', p_portee));
    END IF;
    PERFORM pg_advisory_xact_lock(hashtextextended('cvg silence ' || p_portee, 0));
    SELECT coalesce(max(s.n), 0) + 1 INTO silence_poser.n FROM silence s WHERE s.chantier_id = p_portee;
    INSERT INTO silence (chantier_id, n, regle, sujet, auteur, raison, au)
        VALUES (p_portee, silence_poser.n, p_regle, coalesce(p_sujet, ''), p_auteur, v_reason, p_au);
    PERFORM journal_add(p_auteur, 'silence.pose', 'silence:' || p_portee || '/' || silence_poser.n,
                        jsonb_build_object('regle', p_regle, 'sujet', coalesce(p_sujet, ''), 'raison', v_reason, 'au', p_au));
EXCEPTION WHEN raise_exception THEN
    n := NULL;
    refus := SQLERRM;
END $$;

-- Ends a silence before its time; false where there is none in force.
CREATE FUNCTION silence_lever(p_auteur text, p_portee text, p_n integer) RETURNS boolean
LANGUAGE plpgsql SECURITY DEFINER SET search_path = cvg, pg_temp AS $$
BEGIN
    PERFORM edition_actor(p_auteur, p_portee, '{coordination,convergence,operateur}');
    UPDATE silence s SET au = clock_timestamp(), changed = pg_current_xact_id()
     WHERE s.chantier_id = p_portee AND s.n = p_n AND s.au > clock_timestamp();
    IF NOT found THEN
        RETURN false;
    END IF;
    PERFORM journal_add(p_auteur, 'silence.fin', 'silence:' || p_portee || '/' || p_n);
    RETURN true;
END $$;

-- When alerting was last there; it never goes back, whatever the clock of a rehearsal does. With it mails about alerts that are too old go.
CREATE TABLE alerte_pouls (
    one boolean PRIMARY KEY DEFAULT true CHECK (one),
    vu timestamptz
);
INSERT INTO alerte_pouls DEFAULT VALUES;
CREATE FUNCTION alerte_la(p_at timestamptz) RETURNS void
LANGUAGE sql SECURITY DEFINER SET search_path = cvg, pg_temp AS $$
    UPDATE alerte_pouls SET vu = greatest(vu, p_at);
    -- nobody wants last week's alerts when courrier starts at last; it gives up after as long
    UPDATE courrier SET state = 'cancelled', error = 'plus de cinq jours d’attente'
     WHERE state = 'waiting' AND kind IN ('alerte', 'synthese') AND created_at < clock_timestamp() - interval '5 days';
    UPDATE webhook SET state = 'failed', error = 'plus de cinq jours d’attente'
     WHERE state = 'waiting' AND created_at < clock_timestamp() - interval '5 days'
$$;

-- ---- what it says of itself ----

-- The whole history of one alert, each change with whom it was told to and what became of that: sent, waiting, failed, cancelled.
CREATE FUNCTION alerte_recit(p_chantier text, p_n integer)
RETURNS TABLE (k integer, at timestamptz, quoi text, niveau text, valeur jsonb, texte text, auteur text, note text, dire text, pourquoi text,
               dit_le timestamptz, destinataires json)
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = cvg, pg_temp AS $$
    SELECT h.k, h.at, h.quoi, h.niveau, h.valeur, h.texte, h.auteur, h.note, h.dire, h.pourquoi, h.dit_le,
           coalesce((SELECT json_agg(json_build_object('a', x.a, 'etat', coalesce(c.state, w.state, '')) ORDER BY x.a)
              FROM unnest(h.dit_a) x(a)
              CROSS JOIN LATERAL (SELECT CASE h.dire WHEN 'synthese' THEN ((h.dit_le AT TIME ZONE 'Europe/Paris') - interval '18 hours')::date::text
                                                     ELSE (extract(epoch FROM h.dit_le) * 1000000)::bigint::text END AS dedupe,
                                         CASE h.dire WHEN 'synthese' THEN 'synthese' ELSE 'alerte' END AS kind) d
              LEFT JOIN courrier c ON c.kind = d.kind AND c.dedupe = d.dedupe AND c.recipient = x.a AND c.chantier_id IN (h.chantier_id, '')
              LEFT JOIN webhook w ON x.a = 'webhook' AND w.chantier_id = '' AND w.cible = 'texte' AND w.dedupe = d.kind || '.' || d.dedupe), '[]')
      FROM alerte_histoire h WHERE h.chantier_id = p_chantier AND h.n = p_n ORDER BY h.k
$$;

-- ---- what is kept of the facts, so that they are asked for once ----

-- The load of a chantier as it stood with each of its acceptances: numbers by pseudonym, as reporting told them.
CREATE TABLE alerte_mesure (
    chantier_id text NOT NULL,
    known_from timestamptz NOT NULL, -- of the acceptance
    file_active integer NOT NULL,
    etp integer NOT NULL,            -- in hundredths
    cips json NOT NULL,              -- [[cip_ref, parcours, etp in hundredths]]
    PRIMARY KEY (chantier_id, known_from)
);
-- What falls due of a chantier's parcours, or a coordination's posts and COPIL, under a version of the reporter; jour: they were asked for on.
CREATE TABLE alerte_faits (
    chantier_id text PRIMARY KEY,
    version bigint NOT NULL,
    jour date NOT NULL,
    faits json NOT NULL
);

-- What is still to be asked of these reporters: acceptances since p_since without a measure, and facts of another version, or asked for over 7 days ago;
-- connu: an answer must be of this instant or of a later one.
CREATE FUNCTION alerte_a_demander(p_chantiers text[], p_since timestamptz, p_jour date)
RETURNS TABLE (chantier_id text, territoire boolean, known_from timestamptz, situation date, version bigint, connu timestamptz)
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = cvg, pg_temp AS $$
    SELECT a.chantier_id, false, a.known_from, a.situation, NULL::bigint, a.known_from
      FROM acceptance a
     WHERE a.chantier_id = ANY (p_chantiers) AND a.known_from >= p_since
       AND NOT EXISTS (SELECT 1 FROM territoire t WHERE t.code = a.chantier_id)
       AND NOT EXISTS (SELECT 1 FROM alerte_mesure m WHERE m.chantier_id = a.chantier_id AND m.known_from = a.known_from)
    UNION ALL
    SELECT c.chantier_id, EXISTS (SELECT 1 FROM territoire t WHERE t.code = c.chantier_id), NULL, NULL, c.version, c.known_at
      FROM chantier_state c
     WHERE c.chantier_id = ANY (p_chantiers) AND c.accepted_n IS NOT NULL
       AND NOT EXISTS (SELECT 1 FROM alerte_faits f WHERE f.chantier_id = c.chantier_id AND f.version = c.version AND f.jour > p_jour - 7)
     ORDER BY 3 NULLS LAST
$$;

-- What reporting told; measures that are too old to be looked at go.
CREATE FUNCTION alerte_retenir(p_chantier text, p_known_from timestamptz, p_version bigint, p_jour date, p_doc json) RETURNS void
LANGUAGE plpgsql SECURITY DEFINER SET search_path = cvg, pg_temp AS $$
BEGIN
    IF p_known_from IS NOT NULL THEN
        INSERT INTO alerte_mesure (chantier_id, known_from, file_active, etp, cips)
            VALUES (p_chantier, p_known_from, (p_doc->>'file_active')::integer, (p_doc->>'etp')::integer, p_doc->'cips') ON CONFLICT DO NOTHING;
        DELETE FROM alerte_mesure m WHERE m.chantier_id = p_chantier AND m.known_from < p_known_from - interval '200 days';
    ELSE
        INSERT INTO alerte_faits (chantier_id, version, jour, faits) VALUES (p_chantier, p_version, p_jour, p_doc)
            ON CONFLICT (chantier_id) DO UPDATE SET version = excluded.version, jour = excluded.jour, faits = excluded.faits;
    END IF;
END $$;
