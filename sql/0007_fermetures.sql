-- Closures that people declare, and what the remontées are told from (common/programme/remontee.h).

SET LOCAL search_path = cvg;

-- Nights on which no export is expected, of a chantier or, under a territory's code, of all its members. Versions by known time.
CREATE TABLE fermeture (
    chantier_id text NOT NULL,       -- or a territory's code
    debut date NOT NULL,
    fin date NOT NULL,               -- last day in
    motif text NOT NULL,
    known_from timestamptz NOT NULL,
    known_to timestamptz NOT NULL DEFAULT 'infinity',
    PRIMARY KEY (chantier_id, debut, known_from),
    CHECK (debut <= fin)
);

-- Did an outcome change nothing: no row added, removed or changed? NULL where it compared nothing. One reading of the document, which may be large;
-- its columns are written by validation, so that nobody who asks for many nights reads outcomes.
CREATE FUNCTION outcome_unchanged(p_outcome json) RETURNS boolean LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
    SELECT (c->>'added')::bigint = 0 AND (c->>'removed')::bigint = 0 AND (c->>'changed')::bigint = 0
      FROM (SELECT p_outcome->'changes' AS c) x
$$;
ALTER TABLE submission ADD COLUMN inchange boolean GENERATED ALWAYS AS (outcome_unchanged(outcome)) STORED;

-- What came for the nights p_debut to p_fin, in the order of the inbox; p_chantiers NULL: of everybody. Also what is dated a little later, which may
-- speak for the last of them, and what was refused for a date to come but sent in these days. since: when it came to its state.
CREATE FUNCTION remontee_envois(p_chantiers text[], p_debut date, p_fin date)
RETURNS TABLE (chantier_id text, id text, date_situation date, received_at timestamptz, since timestamptz, state text, was_held boolean,
               inchange boolean)
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = cvg, pg_temp AS $$
    SELECT s.chantier_id, s.id, s.date_situation, s.received_at, greatest(s.received_at, s.judged_at, s.decided_at, s.quarantined_at), s.state,
           s.was_held, coalesce(s.inchange, false)
      FROM submission s
     WHERE (p_chantiers IS NULL OR s.chantier_id = ANY (p_chantiers)) AND s.date_situation >= p_debut
       AND (s.date_situation <= p_fin + 31
            OR (s.state = 'refused' AND s.received_at >= p_debut::timestamptz AND s.received_at < (p_fin + 31)::timestamptz))
     ORDER BY s.chantier_id, s.n
$$;

-- The closures of these chantiers that touch the nights p_debut to p_fin, their territory's among them for the days of their membership
-- (territoire: its code, else ''); p_at NULL: as known now.
CREATE FUNCTION remontee_fermetures(p_chantiers text[], p_debut date, p_fin date, p_at timestamptz)
RETURNS TABLE (chantier_id text, territoire text, debut date, fin date, motif text, known_from timestamptz)
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = cvg, pg_temp AS $$
    WITH f AS (
        SELECT x.* FROM fermeture x
         WHERE x.debut <= p_fin AND x.fin >= p_debut
           AND CASE WHEN p_at IS NULL THEN x.known_to = 'infinity' ELSE x.known_from <= p_at AND x.known_to > p_at END
    )
    SELECT f.chantier_id, '', f.debut, f.fin, f.motif, f.known_from FROM f
     WHERE p_chantiers IS NULL OR f.chantier_id = ANY (p_chantiers)
    UNION ALL
    SELECT l.chantier_id, l.territoire, greatest(f.debut, l.depuis), least(f.fin, l.jusqua), f.motif, f.known_from
      FROM f JOIN chantier_ligne l ON l.territoire = f.chantier_id AND l.depuis <= f.fin AND l.jusqua >= f.debut
     WHERE (p_chantiers IS NULL OR l.chantier_id = ANY (p_chantiers))
       AND CASE WHEN p_at IS NULL THEN l.known_to = 'infinity' ELSE l.known_from <= p_at AND l.known_to > p_at END
     ORDER BY 1, 3, 2
$$;
