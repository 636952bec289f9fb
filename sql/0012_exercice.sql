-- The weekly drill (exercice): messages by every way that an alert takes, and what became of each. It is no alert: nothing of it is in `alerte`.

SET LOCAL search_path = cvg;

CREATE TABLE exercice (
    chantier_id text NOT NULL DEFAULT '' CHECK (chantier_id = ''), -- of no reporter
    n integer NOT NULL,
    semaine date,                    -- the Monday of the week that it is the drill of; NULL: somebody asked for it
    auteur text NOT NULL DEFAULT '', -- who asked
    demande_le timestamptz NOT NULL DEFAULT clock_timestamp(),
    le timestamptz,                  -- when its messages were stored, by alerting's clock; NULL: not yet
    voies text[] NOT NULL DEFAULT '{}', -- the ways that were configured then: courriel, chat, alertmanager
    PRIMARY KEY (chantier_id, n),
    CHECK ((semaine IS NULL) = (auteur <> '')),
    CHECK (voies <@ '{courriel,chat,alertmanager}')
);
CREATE UNIQUE INDEX exercice_semaine ON exercice (semaine);
CREATE UNIQUE INDEX exercice_demande ON exercice (chantier_id) WHERE le IS NULL; -- one at a time

-- A drill whose hour came before there was an installation is not made up for.
CREATE TABLE exercice_debut (
    one boolean PRIMARY KEY DEFAULT true CHECK (one),
    le timestamptz NOT NULL DEFAULT clock_timestamp()
);
INSERT INTO exercice_debut DEFAULT VALUES;

-- The key of its messages: a week's are stored once, however often it is found to be due.
CREATE FUNCTION exercice_cle(p_semaine date, p_n integer) RETURNS text LANGUAGE sql STABLE PARALLEL SAFE AS $$
    SELECT coalesce(to_char(p_semaine, 'YYYY-MM-DD'), 'demande.' || p_n)
$$;

-- A drill is made: the one that was asked for as p_n, or (p_n NULL) that of a week, with its mails {a, sujet, texte, html} and webhooks {cible, corps}, in
-- one transaction. False, and nothing written, where it was made already.
CREATE FUNCTION exercice_ecrire(p_at timestamptz, p_n integer, p_semaine date, p_voies text[], p_mails jsonb, p_hooks jsonb) RETURNS boolean
LANGUAGE plpgsql SECURITY DEFINER SET search_path = cvg, pg_temp AS $$
DECLARE
    v_cle text := exercice_cle(p_semaine, p_n);
BEGIN
    IF p_n IS NULL THEN
        PERFORM pg_advisory_xact_lock(hashtextextended('cvg exercice', 0));
        INSERT INTO exercice (n, semaine, le, voies)
            SELECT coalesce(max(x.n), 0) + 1, p_semaine, p_at, p_voies FROM exercice x ON CONFLICT (semaine) DO NOTHING;
    ELSE
        UPDATE exercice x SET le = p_at, voies = p_voies WHERE x.n = p_n AND x.le IS NULL;
    END IF;
    IF NOT found THEN
        RETURN false;
    END IF;
    -- nobody wants those of weeks ago when courrier starts at last; it gives up after as long
    UPDATE courrier SET state = 'cancelled', error = 'plus de cinq jours d’attente'
     WHERE state = 'waiting' AND kind = 'exercice' AND created_at < clock_timestamp() - interval '5 days';
    INSERT INTO courrier (kind, dedupe, recipient, subject, body_text, body_html)
        SELECT 'exercice', v_cle, m->>'a', m->>'sujet', m->>'texte', m->>'html' FROM jsonb_array_elements(p_mails) m
        ON CONFLICT DO NOTHING;
    INSERT INTO webhook (cible, dedupe, corps)
        SELECT h->>'cible', 'exercice.' || v_cle, (h->'corps')::json FROM jsonb_array_elements(p_hooks) h
        ON CONFLICT DO NOTHING;
    RETURN true;
END $$;

-- The operator asks for one now; refus: why not, in French.
CREATE FUNCTION exercice_demander(p_auteur text, OUT n integer, OUT refus text)
LANGUAGE plpgsql SECURITY DEFINER SET search_path = cvg, pg_temp AS $$
BEGIN
    PERFORM edition_actor(p_auteur, '', '{operateur}');
    PERFORM pg_advisory_xact_lock(hashtextextended('cvg exercice', 0));
    IF EXISTS (SELECT 1 FROM exercice x WHERE x.le IS NULL) THEN
        PERFORM edition_refuse('Un exercice est déjà demandé : le service alerting le fait dès qu’il tourne.');
    END IF;
    SELECT coalesce(max(x.n), 0) + 1 INTO exercice_demander.n FROM exercice x;
    INSERT INTO exercice (n, auteur) VALUES (exercice_demander.n, p_auteur);
    PERFORM journal_add(p_auteur, 'exercice.demande', 'exercice:' || exercice_demander.n);
EXCEPTION WHEN raise_exception THEN
    n := NULL;
    refus := SQLERRM;
END $$;

-- The newest drills, each with its three ways: was it configured, does somebody take its messages in hand (a mail that nobody took in hand within some
-- seconds, where nobody ever took one, waits for a service that is not there), and what became of the messages: the state of the worst, NULL where they are not kept any more.
CREATE FUNCTION exercice_recit(p_limit integer)
RETURNS TABLE (n integer, semaine date, auteur text, demande_le timestamptz, le timestamptz, voie text, configuree boolean, servie boolean, a text,
               etat text, stockee timestamptz, partie timestamptz, essais integer, erreur text)
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = cvg, pg_temp AS $$
    SELECT x.n, x.semaine, x.auteur, x.demande_le, x.le, v.voie, v.voie = ANY (x.voies),
           v.voie <> 'courriel' OR EXISTS (SELECT 1 FROM courrier c WHERE c.tries > 0) OR m.stockee > clock_timestamp() - interval '10 seconds', coalesce(m.a, ''), m.etat, m.stockee,
           CASE WHEN m.etat = 'sent' THEN m.partie END, coalesce(m.essais, 0), coalesce(m.erreur, '')
      FROM (SELECT y.* FROM exercice y ORDER BY y.n DESC LIMIT p_limit) x
      CROSS JOIN unnest('{courriel,chat,alertmanager}'::text[]) WITH ORDINALITY v(voie, rang)
      CROSS JOIN LATERAL (
          SELECT string_agg(s.a, ', ' ORDER BY s.a) AS a, min(s.created_at) AS stockee, max(s.sent_at) AS partie, max(s.tries) AS essais,
                 (array_agg(s.state ORDER BY s.rang))[1] AS etat, (array_agg(s.error ORDER BY s.rang))[1] AS erreur
            FROM (SELECT c.recipient::text AS a, c.state, c.created_at, c.sent_at, c.tries, c.error,
                         array_position('{failed,cancelled,waiting,sent}', c.state) AS rang
                    FROM courrier c
                   WHERE v.voie = 'courriel' AND c.chantier_id = '' AND c.kind = 'exercice' AND c.dedupe = exercice_cle(x.semaine, x.n)
                  UNION ALL
                  SELECT '', w.state, w.created_at, w.sent_at, w.tries, w.error, array_position('{failed,cancelled,waiting,sent}', w.state)
                    FROM webhook w
                   WHERE w.chantier_id = '' AND w.cible = CASE v.voie WHEN 'chat' THEN 'texte' WHEN 'alertmanager' THEN 'alertmanager' END
                     AND w.dedupe = 'exercice.' || exercice_cle(x.semaine, x.n)) s) m
     ORDER BY x.n DESC, v.rang
$$;

-- A drill that waits has a limit and an alert of its own: what waits is told of the others.
CREATE OR REPLACE FUNCTION alerte_files() RETURNS TABLE (quoi text, age_s bigint)
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = cvg, pg_temp AS $$
    SELECT x.quoi, extract(epoch FROM clock_timestamp() - x.depuis)::bigint
      FROM (SELECT 'envois', min(s.received_at) FROM submission s WHERE s.state = 'received'
            UNION ALL SELECT 'courriels', min(c.created_at) FROM courrier c
                       WHERE c.state = 'waiting' AND c.kind <> 'exercice' -- while others go out it waits for its own server
                         AND c.created_at > coalesce((SELECT max(x.sent_at) FROM courrier x WHERE x.sent_at IS NOT NULL), '-infinity')
            UNION ALL SELECT 'webhook', min(w.created_at) FROM webhook w WHERE w.state = 'waiting' AND w.dedupe NOT LIKE 'exercice.%') x(quoi, depuis)
     WHERE x.depuis IS NOT NULL
$$;
