-- Alerts: an acknowledgement that was renewed is kept; the journal names no parcours; what was told is not kept for ever.

SET LOCAL search_path = cvg;

-- ---- the return of an acknowledgement ----

-- As in 0010; and of what comes back the acknowledgement ends that was judged (its return is "retour"): who renewed it meanwhile takes care still. That turn
-- fails and is made anew.
CREATE OR REPLACE FUNCTION alerte_change(p_at timestamptz, c jsonb) RETURNS void
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
         WHERE a.chantier_id = c->>'chantier' AND a.n = (c->>'n')::integer AND a.etat <> 'resolue' AND (v_quoi <> 'reprise' OR a.retour = (c->>'retour')::timestamptz);
        IF NOT found THEN
            RAISE EXCEPTION 'alert % % is not as it was', c->>'chantier', c->>'n' USING ERRCODE = 'serialization_failure';
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

-- ---- silences ----

-- As in 0010; but Convergence and the operator read the journal, and a parcours is its chantier's alone: it is named by the silence only.
CREATE OR REPLACE FUNCTION silence_poser(p_auteur text, p_portee text, p_regle text, p_sujet text, p_raison text, p_au timestamptz,
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
                        jsonb_build_object('regle', p_regle, 'raison', v_reason, 'au', p_au)
                        || CASE WHEN p_regle IN ('', 'A-PROLONGATION', 'A-POST-SORTIE') THEN '{}'
                                ELSE jsonb_build_object('sujet', coalesce(p_sujet, '')) END);
EXCEPTION WHEN raise_exception THEN
    n := NULL;
    refus := SQLERRM;
END $$;

-- ---- what is looked for in a long history ----

CREATE INDEX alerte_trimestre ON alerte (chantier_id, n) WHERE regle = 'A-TRIMESTRE';

-- ---- what is not kept ----

CREATE INDEX courrier_a_vider ON courrier (created_at) WHERE kind <> 'resultat' AND state <> 'waiting' AND body_text <> '';
CREATE INDEX webhook_a_vider ON webhook (created_at) WHERE state <> 'waiting' AND corps::text <> '{}';

-- The words of what was told so many days ago go: that it was told, to whom and what became of it stays with the history. Alerts that were resolved over
-- five years ago go with their history; the newest of a reporter stays, for numbers are not given twice. A part at a time: true where more may be left.
CREATE FUNCTION alerte_menage(p_at timestamptz, p_jours integer, p_limit integer) RETURNS boolean
LANGUAGE plpgsql SECURITY DEFINER SET search_path = cvg, pg_temp AS $$
DECLARE
    v_now timestamptz := least(p_at, clock_timestamp());
    v_n integer;
    v_most integer := 0;
BEGIN
    UPDATE courrier c SET body_text = '', body_html = ''
      FROM (SELECT x.chantier_id, x.kind, x.dedupe, x.recipient FROM courrier x
             WHERE x.kind <> 'resultat' AND x.state <> 'waiting' AND x.body_text <> '' AND x.created_at < v_now - make_interval(days => p_jours)
             ORDER BY x.created_at LIMIT p_limit) o
     WHERE (c.chantier_id, c.kind, c.dedupe, c.recipient) = (o.chantier_id, o.kind, o.dedupe, o.recipient);
    GET DIAGNOSTICS v_most = ROW_COUNT;
    UPDATE webhook w SET corps = '{}'
      FROM (SELECT x.chantier_id, x.cible, x.dedupe FROM webhook x
             WHERE x.state <> 'waiting' AND x.corps::text <> '{}' AND x.created_at < v_now - make_interval(days => p_jours)
             ORDER BY x.created_at LIMIT p_limit) o
     WHERE (w.chantier_id, w.cible, w.dedupe) = (o.chantier_id, o.cible, o.dedupe);
    GET DIAGNOSTICS v_n = ROW_COUNT;
    v_most := greatest(v_most, v_n);
    WITH old AS (
        DELETE FROM alerte a
         USING (SELECT x.chantier_id, x.n FROM alerte x
                 WHERE x.etat = 'resolue' AND x.resolue_le < v_now - interval '5 years'
                   AND EXISTS (SELECT 1 FROM alerte y WHERE y.chantier_id = x.chantier_id AND y.n > x.n)
                 ORDER BY x.resolue_le LIMIT p_limit) o
         WHERE a.chantier_id = o.chantier_id AND a.n = o.n RETURNING a.chantier_id, a.n
    )
    DELETE FROM alerte_histoire h USING old WHERE h.chantier_id = old.chantier_id AND h.n = old.n;
    GET DIAGNOSTICS v_n = ROW_COUNT;
    RETURN greatest(v_most, v_n) >= p_limit;
END $$;
