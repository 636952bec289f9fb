-- Closed quarters (arrêtés): what was reported of a quarter, frozen, with its numbered corrections (rectificatifs).
--
-- One person prepares, another closes: what is closed is what was prepared, byte for byte. Nothing closed is ever changed or removed.

SET LOCAL search_path = cvg;

CREATE TABLE arrete (
    chantier_id text NOT NULL DEFAULT '' CHECK (chantier_id = ''), -- of no reporter
    trimestre text NOT NULL CHECK (trimestre ~ '^[0-9]{4}-C[1-4]$'),
    version integer NOT NULL CHECK (version > 0), -- 1 the arrêté; 1 + n its rectificatif n
    etat text NOT NULL DEFAULT 'prepare' CHECK (etat IN ('prepare', 'arrete')),
    motif text NOT NULL DEFAULT '',               -- why it is corrected
    connu_le timestamptz NOT NULL,                -- the facts as known then
    definitions text NOT NULL,                    -- digest
    apres bigint NOT NULL,                        -- how many releases were closed when it was prepared: it was judged beside them
    entier text NOT NULL,                         -- the whole report, JSON: every number
    publie text NOT NULL,                         -- what disclosure control lets out, JSON
    empreinte text NOT NULL,                      -- SHA-256 of the whole, hexadecimal: names what somebody has looked at
    prepare_par text NOT NULL,
    prepare_le timestamptz NOT NULL DEFAULT clock_timestamp(),
    arrete_par text,
    arrete_le timestamptz,                        -- the date that its documents bear
    rang bigint UNIQUE,                           -- the order in which releases were closed: 1, 2, 3 …
    PRIMARY KEY (chantier_id, trimestre, version),
    CHECK ((etat = 'arrete') = (arrete_par IS NOT NULL AND arrete_le IS NOT NULL AND rang IS NOT NULL)),
    CHECK (arrete_par IS DISTINCT FROM prepare_par OR arrete_par = 'calendrier'),
    CHECK ((version = 1) = (motif = ''))
);
CREATE UNIQUE INDEX arrete_prepare ON arrete (trimestre) WHERE etat = 'prepare'; -- one at a time

CREATE FUNCTION arrete_garder() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF TG_OP = 'TRUNCATE' OR OLD.etat = 'arrete' THEN
        RAISE EXCEPTION 'what is closed stays as it is' USING ERRCODE = 'insufficient_privilege';
    END IF;
    RETURN CASE WHEN TG_OP = 'DELETE' THEN OLD ELSE NEW END;
END $$;
CREATE TRIGGER arrete_garde BEFORE UPDATE OR DELETE ON arrete FOR EACH ROW EXECUTE FUNCTION arrete_garder();
CREATE TRIGGER arrete_garde_tout BEFORE TRUNCATE ON arrete FOR EACH STATEMENT EXECUTE FUNCTION arrete_garder();

CREATE FUNCTION arrete_acteur(p_auteur text) RETURNS void
LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = cvg, pg_temp AS $$
BEGIN
    PERFORM edition_actor(p_auteur, NULL, '{convergence}');
END $$;

CREATE FUNCTION arrete_empreinte(p_entier text) RETURNS text LANGUAGE sql STABLE AS $$
    SELECT encode(sha256(convert_to(p_entier, 'UTF8')), 'hex')
$$;

-- The next version that would be prepared, and whether it corrects one.
CREATE FUNCTION arrete_prochain(p_trimestre text) RETURNS integer LANGUAGE sql STABLE SECURITY DEFINER SET search_path = cvg, pg_temp AS $$
    SELECT coalesce(max(a.version), 0) + 1 FROM arrete a WHERE a.trimestre = p_trimestre AND a.etat = 'arrete'
$$;

-- Keeps what somebody prepared, in the place of what was prepared before; refus: why not, in French.
CREATE FUNCTION arrete_preparer(p_auteur text, p_trimestre text, p_fin date, p_version integer, p_motif text, p_connu timestamptz, p_definitions text,
                                p_apres bigint, p_entier text, p_publie text, OUT refus text)
LANGUAGE plpgsql SECURITY DEFINER SET search_path = cvg, pg_temp AS $$
DECLARE
    v_motif text;
BEGIN
    PERFORM arrete_acteur(p_auteur);
    PERFORM pg_advisory_xact_lock(hashtextextended('cvg arrete', 0));
    v_motif := edition_text(p_motif, 'Motif', p_version > 1);
    IF p_fin >= (clock_timestamp() AT TIME ZONE 'Europe/Paris')::date THEN
        PERFORM edition_refuse(format('%s finit le %s : avant, il n’y a que des brouillons.', p_trimestre, to_char(p_fin, 'DD/MM/YYYY')));
    ELSIF p_version <> arrete_prochain(p_trimestre) OR p_apres <> (SELECT count(*) FROM arrete a WHERE a.etat = 'arrete') THEN
        PERFORM edition_refuse('Un rapport a été arrêté entre-temps : préparez de nouveau.');
    ELSIF p_version = 1 AND v_motif <> '' THEN
        PERFORM edition_refuse(format('%s n’est pas arrêté : il n’y a rien à rectifier.', p_trimestre));
    END IF;
    DELETE FROM arrete a WHERE a.trimestre = p_trimestre AND a.etat = 'prepare';
    INSERT INTO arrete (trimestre, version, motif, connu_le, definitions, apres, entier, publie, empreinte, prepare_par)
        VALUES (p_trimestre, p_version, v_motif, p_connu, p_definitions, p_apres, p_entier, p_publie, arrete_empreinte(p_entier), p_auteur);
    PERFORM journal_add(p_auteur, 'rapport.preparation', 'rapport:' || p_trimestre,
                        jsonb_build_object('version', p_version, 'motif', v_motif, 'connu_le', p_connu, 'empreinte', arrete_empreinte(p_entier)));
EXCEPTION WHEN raise_exception THEN
    refus := SQLERRM;
END $$;

-- Closes what is prepared. p_empreinte ('': whatever is there) names what whoever closes has looked at.
CREATE FUNCTION arrete_fermer(p_auteur text, p_trimestre text, p_empreinte text, OUT version integer, OUT refus text)
LANGUAGE plpgsql SECURITY DEFINER SET search_path = cvg, pg_temp AS $$
DECLARE
    v arrete%ROWTYPE;
    n bigint;
BEGIN
    PERFORM arrete_acteur(p_auteur);
    PERFORM pg_advisory_xact_lock(hashtextextended('cvg arrete', 0));
    SELECT a.* INTO v FROM arrete a WHERE a.trimestre = p_trimestre AND a.etat = 'prepare' FOR UPDATE;
    SELECT count(*) INTO n FROM arrete a WHERE a.etat = 'arrete';
    IF v.trimestre IS NULL THEN
        PERFORM edition_refuse(format('Rien n’est préparé pour %s.', p_trimestre));
    ELSIF v.prepare_par = p_auteur THEN
        PERFORM edition_refuse(format('%s a préparé ce rapport : une autre personne doit l’arrêter.', p_auteur));
    ELSIF p_empreinte <> v.empreinte AND (p_empreinte <> '' OR session_user = 'dashboard') THEN
        PERFORM edition_refuse('Ce qui est préparé a changé depuis : regardez-le de nouveau.');
    ELSIF v.apres <> n THEN
        PERFORM edition_refuse('Un autre rapport a été arrêté depuis la préparation : préparez de nouveau.');
    END IF;
    version := v.version;
    UPDATE arrete a SET etat = 'arrete', arrete_par = p_auteur, arrete_le = clock_timestamp(), rang = n + 1
     WHERE a.trimestre = p_trimestre AND a.version = v.version;
    PERFORM journal_add(p_auteur, 'rapport.arrete', 'rapport:' || p_trimestre, jsonb_build_object('version', v.version, 'prepare_par', v.prepare_par));
EXCEPTION WHEN raise_exception THEN
    refus := SQLERRM;
END $$;

-- The calendar prepares and closes a quarter that nobody did before its day; false: somebody had.
CREATE FUNCTION arrete_au_calendrier(p_trimestre text, p_connu timestamptz, p_definitions text, p_apres bigint, p_entier text, p_publie text) RETURNS boolean
LANGUAGE plpgsql SECURITY DEFINER SET search_path = cvg, pg_temp AS $$
DECLARE
    v_avant text;
BEGIN
    PERFORM pg_advisory_xact_lock(hashtextextended('cvg arrete', 0));
    IF arrete_prochain(p_trimestre) <> 1 OR p_apres <> (SELECT count(*) FROM arrete a WHERE a.etat = 'arrete') THEN
        RETURN false;
    END IF;
    DELETE FROM arrete a WHERE a.trimestre = p_trimestre AND a.etat = 'prepare' RETURNING a.prepare_par INTO v_avant;
    INSERT INTO arrete (trimestre, version, etat, connu_le, definitions, apres, entier, publie, empreinte, prepare_par, arrete_par, arrete_le, rang)
        VALUES (p_trimestre, 1, 'arrete', p_connu, p_definitions, p_apres, p_entier, p_publie, arrete_empreinte(p_entier), 'calendrier', 'calendrier',
                clock_timestamp(), p_apres + 1);
    PERFORM journal_add('calendrier', 'rapport.arrete', 'rapport:' || p_trimestre, jsonb_build_object('version', 1, 'remplace_la_preparation_de', v_avant));
    RETURN true;
END $$;

-- ---- asked for on the dashboard: whoever reads facts, `reporting`, prepares in that person's name ----

CREATE TABLE arrete_demande (
    chantier_id text NOT NULL DEFAULT '' CHECK (chantier_id = ''),
    n integer NOT NULL,
    trimestre text NOT NULL CHECK (trimestre ~ '^[0-9]{4}-C[1-4]$'),
    motif text NOT NULL,
    auteur text NOT NULL,
    demandee_le timestamptz NOT NULL DEFAULT clock_timestamp(),
    faite_le timestamptz,            -- NULL: it waits
    refus text,                      -- why nothing was prepared
    PRIMARY KEY (chantier_id, n)
);
CREATE UNIQUE INDEX arrete_demande_ouverte ON arrete_demande (trimestre) WHERE faite_le IS NULL;

CREATE FUNCTION arrete_demander(p_auteur text, p_trimestre text, p_fin date, p_motif text, OUT refus text)
LANGUAGE plpgsql SECURITY DEFINER SET search_path = cvg, pg_temp AS $$
DECLARE
    v_motif text;
    v_n integer;
BEGIN
    PERFORM arrete_acteur(p_auteur);
    PERFORM pg_advisory_xact_lock(hashtextextended('cvg arrete', 0));
    v_motif := edition_text(p_motif, 'Motif', arrete_prochain(p_trimestre) > 1);
    IF p_fin >= (clock_timestamp() AT TIME ZONE 'Europe/Paris')::date THEN
        PERFORM edition_refuse(format('%s finit le %s : avant, il n’y a que des brouillons.', p_trimestre, to_char(p_fin, 'DD/MM/YYYY')));
    ELSIF EXISTS (SELECT 1 FROM arrete_demande d WHERE d.trimestre = p_trimestre AND d.faite_le IS NULL) THEN
        PERFORM edition_refuse(format('%s est déjà en préparation.', p_trimestre));
    END IF;
    SELECT coalesce(max(d.n), 0) + 1 INTO v_n FROM arrete_demande d;
    INSERT INTO arrete_demande (n, trimestre, motif, auteur) VALUES (v_n, p_trimestre, v_motif, p_auteur);
    PERFORM journal_add(p_auteur, 'rapport.demande', 'rapport:' || p_trimestre, jsonb_build_object('motif', v_motif));
EXCEPTION WHEN raise_exception THEN
    refus := SQLERRM;
END $$;

CREATE FUNCTION arrete_demande_faite(p_n integer, p_refus text) RETURNS void
LANGUAGE sql SECURITY DEFINER SET search_path = cvg, pg_temp AS $$
    UPDATE arrete_demande d SET faite_le = clock_timestamp(), refus = p_refus WHERE d.n = p_n AND d.faite_le IS NULL
$$;

-- ---- what was missing ----

-- What arrived for a chantier by then and is not in its figures: its newest submission that was held, refused or not yet judged, younger than what
-- counts of it. Submissions that were judged since are told as they are now.
CREATE FUNCTION arrete_en_attente(p_connu timestamptz) RETURNS TABLE (chantier_id text, situation date, etat text)
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = cvg, pg_temp AS $$
    SELECT DISTINCT ON (s.chantier_id) s.chantier_id, s.date_situation, s.state
      FROM submission s
     WHERE s.received_at <= p_connu AND s.state IN ('held', 'refused', 'received', 'quarantined')
       AND s.date_situation > coalesce((SELECT max(a.situation) FROM acceptance a WHERE a.chantier_id = s.chantier_id AND a.known_from <= p_connu), '-infinity')
     ORDER BY s.chantier_id, s.date_situation DESC, s.n DESC
$$;

-- When anything was accepted first: no quarter is closed by the calendar whose day was before.
CREATE FUNCTION arrete_debut() RETURNS timestamptz LANGUAGE sql STABLE SECURITY DEFINER SET search_path = cvg, pg_temp AS $$
    SELECT min(a.known_from) FROM acceptance a
$$;
