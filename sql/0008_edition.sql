-- What people edit: reference data, closures, decisions on held submissions. One way of writing, for the dashboard's forms and for
-- `cvg reference import` alike, and a line of the journal in the same transaction.
--
-- What a person should read of a refusal is raised as it stands (SQLSTATE P0001), in French; any other one is a bug of the caller. The functions that
-- forms call return it instead (refus; then version is NULL and nothing was written), so that the page can show it beside what was typed.

SET LOCAL search_path = cvg;

-- ---- who may ----

-- At the machine, the operator. Over the dashboard, a person who signed in: Convergence and operators edit everything; with p_reporter, what may be
-- done in its name, a coordination for itself and its members of today, a chantier for itself.
CREATE FUNCTION edition_actor(p_auteur text, p_reporter text, p_roles text[]) RETURNS void
LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = cvg, pg_temp AS $$
DECLARE
    p personne%ROWTYPE;
    v_scope text;
BEGIN
    IF session_user <> 'dashboard' THEN
        RETURN;
    END IF;
    SELECT x.* INTO p FROM personne x WHERE x.login = p_auteur AND x.disabled_at IS NULL;
    v_scope := substr(p.perimetre, strpos(p.perimetre, ':') + 1);
    IF p.role = ANY (p_roles)
       AND (p.role IN ('convergence', 'operateur') OR (p.role IN ('coordination', 'chantier') AND v_scope = p_reporter)
            OR (p.role = 'coordination'
                AND EXISTS (SELECT 1 FROM chantier_ligne l WHERE l.chantier_id = p_reporter AND l.territoire = v_scope AND l.known_to = 'infinity'
                            AND (clock_timestamp() AT TIME ZONE 'Europe/Paris')::date BETWEEN l.depuis AND l.jusqua))) THEN
        RETURN;
    END IF;
    RAISE EXCEPTION 'this is not theirs to edit' USING ERRCODE = 'insufficient_privilege';
END $$;

CREATE FUNCTION edition_refuse(p_text text) RETURNS void LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION '%', p_text;
END $$;

-- ---- writing reference data: begin, write, end, in one transaction ----

-- Takes the locks and gives the known time of what is about to be written: younger than any there is, so that no version ends before it begins.
-- Readers of a known time wait for the whole of it (services/cvg/known.c).
CREATE FUNCTION reference_begin(OUT at timestamptz, OUT version bigint)
LANGUAGE plpgsql SECURITY DEFINER SET search_path = cvg, pg_temp AS $$
BEGIN
    PERFORM pg_advisory_xact_lock(67869);
    SELECT r.version INTO version FROM reference_state r FOR UPDATE;
    SELECT greatest(clock_timestamp(), max(t) + interval '1 microsecond') INTO at
      FROM (SELECT max(known_from) AS t FROM territoire UNION ALL SELECT max(known_from) FROM chantier_ligne
            UNION ALL SELECT max(known_from) FROM fermeture) x;
END $$;

-- Ends the rows of the codes in p_gone, and puts new ones in force. Days are texts, '' where open or unknown.
CREATE FUNCTION reference_territoires_write(p_at timestamptz, p_gone text[], p_code text[], p_nom text[], p_lancement text[], p_porteur text[])
RETURNS void LANGUAGE sql SECURITY DEFINER SET search_path = cvg, pg_temp AS $$
    UPDATE territoire t SET known_to = p_at WHERE t.code = ANY (p_gone) AND t.known_to = 'infinity';
    INSERT INTO territoire (code, nom, lancement, porteur, known_from)
        SELECT x.code, x.nom, nullif(x.lancement, '')::date, x.porteur, p_at
          FROM unnest(p_code, p_nom, p_lancement, p_porteur) AS x(code, nom, lancement, porteur)
$$;

CREATE FUNCTION reference_lignes_write(p_at timestamptz, p_gone text[], p_gone_depuis text[], p_chantier text[], p_nom text[], p_territoire text[],
                                       p_depuis text[], p_jusqua text[], p_objectif text[], p_support text[], p_logiciel text[], p_contact text[])
RETURNS void LANGUAGE sql SECURITY DEFINER SET search_path = cvg, pg_temp AS $$
    UPDATE chantier_ligne t SET known_to = p_at FROM unnest(p_gone, p_gone_depuis) AS x(id, depuis)
     WHERE t.chantier_id = x.id AND t.depuis = coalesce(nullif(x.depuis, ''), '-infinity')::date AND t.known_to = 'infinity';
    INSERT INTO chantier_ligne (chantier_id, nom, territoire, depuis, jusqua, objectif, support_activite, logiciel, contact, known_from)
        SELECT x.id, x.nom, x.territoire, coalesce(nullif(x.depuis, ''), '-infinity')::date, coalesce(nullif(x.jusqua, ''), 'infinity')::date,
               nullif(x.objectif, '')::integer, x.support, x.logiciel, x.contact, p_at
          FROM unnest(p_chantier, p_nom, p_territoire, p_depuis, p_jusqua, p_objectif, p_support, p_logiciel, p_contact)
            AS x(id, nom, territoire, depuis, jusqua, objectif, support, logiciel, contact)
$$;

CREATE FUNCTION french_days(p_debut date, p_fin date) RETURNS text LANGUAGE sql STABLE AS $$
    SELECT CASE WHEN isfinite(p_debut) AND isfinite(p_fin) THEN 'du ' || to_char(p_debut, 'DD/MM/YYYY') || ' au ' || to_char(p_fin, 'DD/MM/YYYY')
                WHEN isfinite(p_debut) THEN 'depuis le ' || to_char(p_debut, 'DD/MM/YYYY')
                WHEN isfinite(p_fin) THEN 'jusqu’au ' || to_char(p_fin, 'DD/MM/YYYY')
                ELSE 'sans limite de dates' END
$$;

-- What holds between rows, whoever wrote them.
CREATE FUNCTION reference_check() RETURNS void LANGUAGE plpgsql STABLE SET search_path = cvg, pg_temp AS $$
DECLARE
    x record;
BEGIN
    SELECT l.* INTO x FROM chantier_ligne l WHERE l.known_to = 'infinity' AND l.jusqua < l.depuis LIMIT 1;
    IF found THEN
        PERFORM edition_refuse(format('Le dernier jour (%s) est avant le premier (%s).', to_char(x.jusqua, 'DD/MM/YYYY'), to_char(x.depuis, 'DD/MM/YYYY')));
    END IF;
    SELECT a.chantier_id, a.depuis, a.jusqua, b.depuis AS b_depuis, b.jusqua AS b_jusqua INTO x
      FROM chantier_ligne a JOIN chantier_ligne b ON b.chantier_id = a.chantier_id AND (b.depuis, b.known_from) > (a.depuis, a.known_from)
            AND b.depuis <= a.jusqua
     WHERE a.known_to = 'infinity' AND b.known_to = 'infinity' LIMIT 1;
    IF found THEN
        PERFORM edition_refuse(format('Deux lignes du chantier « %s » se chevauchent : l’une %s, l’autre %s. Arrêtez la première avant que la seconde '
                                      'ne commence.', x.chantier_id, french_days(x.depuis, x.jusqua), french_days(x.b_depuis, x.b_jusqua)));
    END IF;
    SELECT l.chantier_id, l.territoire INTO x FROM chantier_ligne l
     WHERE l.known_to = 'infinity' AND NOT EXISTS (SELECT 1 FROM territoire t WHERE t.code = l.territoire AND t.known_to = 'infinity') LIMIT 1;
    IF found THEN
        PERFORM edition_refuse(format('Le chantier « %s » est au territoire « %s », qui n’est pas ou plus dans la liste des territoires.',
                                      x.chantier_id, x.territoire));
    END IF;
    SELECT t.code INTO x FROM territoire t JOIN chantier_ligne l ON l.chantier_id = t.code AND l.known_to = 'infinity'
     WHERE t.known_to = 'infinity' LIMIT 1;
    IF found THEN
        PERFORM edition_refuse(format('« %s » serait à la fois un chantier et un territoire.', x.code));
    END IF;
END $$;

-- The version that the reference data have from now on.
CREATE FUNCTION reference_end(p_auteur text, p_acte text, p_sujet text, p_detail jsonb) RETURNS bigint
LANGUAGE plpgsql SECURITY DEFINER SET search_path = cvg, pg_temp AS $$
DECLARE
    v_version bigint;
BEGIN
    PERFORM reference_check();
    UPDATE reference_state r SET version = r.version + 1 RETURNING r.version INTO v_version;
    PERFORM journal_add(p_auteur, p_acte, p_sujet, p_detail);
    RETURN v_version;
END $$;

-- ---- what a form sends ----

CREATE FUNCTION edition_id(p_id text, p_what text) RETURNS void LANGUAGE plpgsql AS $$
BEGIN
    IF p_id IS NULL OR p_id !~ '^[A-Za-z0-9._-]{1,40}$' THEN
        PERFORM edition_refuse(format('%s « %s » ne convient pas : lettres sans accent, chiffres, point, tiret, souligné, 40 au plus.', p_what, p_id));
    END IF;
END $$;

-- A text of a form: blanks around it off, 200 bytes at most as in the files of the import.
CREATE FUNCTION edition_text(p_text text, p_what text, p_needed boolean) RETURNS text LANGUAGE plpgsql AS $$
DECLARE
    v_text text := btrim(regexp_replace(coalesce(p_text, ''), '[[:cntrl:]]+', ' ', 'g'));
BEGIN
    IF p_needed AND v_text = '' THEN
        PERFORM edition_refuse(format('%s : à remplir.', p_what));
    ELSIF octet_length(v_text) > 200 THEN
        PERFORM edition_refuse(format('%s : trop long (200 octets au plus).', p_what));
    END IF;
    RETURN v_text;
END $$;

CREATE FUNCTION edition_stale() RETURNS void LANGUAGE plpgsql AS $$
BEGIN
    PERFORM edition_refuse('Quelqu’un l’a modifié entre-temps : voici l’état actuel, reprenez votre modification.');
END $$;

-- p_connu: the known_from of the version that the form was made of, NULL for a new one. version: that of the reference data, after.
CREATE FUNCTION reference_territoire_set(p_auteur text, p_code text, p_connu timestamptz, p_nom text, p_lancement date, p_porteur text,
                                         OUT version bigint, OUT refus text)
LANGUAGE plpgsql SECURITY DEFINER SET search_path = cvg, pg_temp AS $$
DECLARE
    b record;
    old territoire%ROWTYPE;
    v_nom text;
    v_porteur text;
BEGIN
    PERFORM edition_actor(p_auteur, NULL, '{convergence,operateur}');
    v_nom := edition_text(p_nom, 'Nom du territoire', true);
    v_porteur := edition_text(p_porteur, 'Structure porteuse', false);
    PERFORM edition_id(p_code, 'Le code');
    SELECT * INTO b FROM reference_begin();
    SELECT t.* INTO old FROM territoire t WHERE t.code = p_code AND t.known_to = 'infinity';
    IF p_connu IS NULL AND found THEN
        PERFORM edition_refuse(format('Le territoire « %s » existe déjà.', p_code));
    ELSIF p_connu IS DISTINCT FROM old.known_from THEN
        PERFORM edition_stale();
    ELSIF (old.nom, old.lancement, old.porteur) IS NOT DISTINCT FROM (v_nom, p_lancement, v_porteur) THEN
        version := b.version;
        RETURN;
    END IF;
    PERFORM reference_territoires_write(b.at, ARRAY[p_code], ARRAY[p_code], ARRAY[v_nom], ARRAY[coalesce(p_lancement::text, '')], ARRAY[v_porteur]);
    version := reference_end(p_auteur, CASE WHEN p_connu IS NULL THEN 'territoire.ajout' ELSE 'territoire.correction' END, 'territoire:' || p_code,
                         jsonb_strip_nulls(jsonb_build_object(
                             'avant', CASE WHEN p_connu IS NOT NULL THEN to_jsonb(old) - '{code,known_from,known_to}'::text[] END,
                             'apres', jsonb_build_object('nom', v_nom, 'lancement', p_lancement, 'porteur', v_porteur))));
EXCEPTION WHEN raise_exception THEN
    refus := SQLERRM;
END $$;

CREATE FUNCTION reference_territoire_remove(p_auteur text, p_code text, p_connu timestamptz,
                                            OUT version bigint, OUT refus text)
LANGUAGE plpgsql SECURITY DEFINER SET search_path = cvg, pg_temp AS $$
DECLARE
    b record;
    old territoire%ROWTYPE;
BEGIN
    PERFORM edition_actor(p_auteur, NULL, '{convergence,operateur}');
    SELECT * INTO b FROM reference_begin();
    SELECT t.* INTO old FROM territoire t WHERE t.code = p_code AND t.known_from = p_connu AND t.known_to = 'infinity';
    IF NOT found THEN
        PERFORM edition_stale();
    ELSIF EXISTS (SELECT 1 FROM chantier_ligne l WHERE l.territoire = p_code AND l.known_to = 'infinity') THEN
        PERFORM edition_refuse(format('Le territoire « %s » a des chantiers, même anciens : il reste.', p_code));
    END IF;
    PERFORM reference_territoires_write(b.at, ARRAY[p_code], '{}', '{}', '{}', '{}');
    version := reference_end(p_auteur, 'territoire.retrait', 'territoire:' || p_code,
                         jsonb_build_object('avant', to_jsonb(old) - '{code,known_from,known_to}'::text[]));
EXCEPTION WHEN raise_exception THEN
    refus := SQLERRM;
END $$;

CREATE FUNCTION ligne_json(l chantier_ligne) RETURNS jsonb LANGUAGE sql STABLE SET search_path = cvg, pg_temp AS $$
    SELECT to_jsonb(l) - '{chantier_id,known_from,known_to,depuis,jusqua}'::text[]
           || jsonb_build_object('depuis', nullif(l.depuis, '-infinity'), 'jusqua', nullif(l.jusqua, 'infinity'))
$$;

-- The row as the arrays of reference_lignes_write() have it.
CREATE FUNCTION ligne_write(p_at timestamptz, p_gone chantier_ligne, l chantier_ligne[]) RETURNS void
LANGUAGE sql SET search_path = cvg, pg_temp AS $$
    SELECT reference_lignes_write(
        p_at, CASE WHEN (p_gone).chantier_id IS NULL THEN '{}' ELSE ARRAY[(p_gone).chantier_id] END,
        CASE WHEN (p_gone).chantier_id IS NULL THEN '{}' ELSE ARRAY[(p_gone).depuis::text] END,
        array_agg(x.chantier_id), array_agg(x.nom), array_agg(x.territoire), array_agg(x.depuis::text), array_agg(x.jusqua::text),
        array_agg(coalesce(x.objectif::text, '')), array_agg(x.support_activite), array_agg(x.logiciel), array_agg(x.contact))
      FROM unnest(l) x
$$;

-- A line of a chantier. p_mode: 'ajout', a new line; 'correction', the line that began on p_avant was wrong and becomes this one; 'suite', from p_depuis
-- on it is like this, and before as it was. p_avant and p_connu: depuis (NULL: open) and known_from of the line that the form was made of.
CREATE FUNCTION reference_ligne_set(p_auteur text, p_mode text, p_chantier text, p_avant date, p_connu timestamptz, p_depuis date, p_jusqua date,
                                    p_territoire text, p_nom text, p_objectif integer, p_support text, p_logiciel text, p_contact text,
                                    OUT version bigint, OUT refus text)
LANGUAGE plpgsql SECURITY DEFINER SET search_path = cvg, pg_temp AS $$
DECLARE
    b record;
    old chantier_ligne%ROWTYPE;
    kept chantier_ligne%ROWTYPE;
    new chantier_ligne%ROWTYPE;
BEGIN
    PERFORM edition_actor(p_auteur, NULL, '{convergence,operateur}');
    PERFORM edition_id(p_chantier, 'L’identifiant');
    new.chantier_id := p_chantier;
    new.depuis := coalesce(p_depuis, '-infinity');
    new.jusqua := coalesce(p_jusqua, 'infinity');
    new.territoire := p_territoire;
    new.nom := edition_text(p_nom, 'Nom du chantier', true);
    new.objectif := p_objectif;
    new.support_activite := edition_text(p_support, 'Support d’activité', false);
    new.logiciel := edition_text(p_logiciel, 'Logiciel', false);
    new.contact := edition_text(p_contact, 'Contact', false);
    IF p_objectif NOT BETWEEN 0 AND 100000 THEN
        PERFORM edition_refuse('L’objectif est un nombre de 0 à 100 000.');
    ELSIF new.jusqua < new.depuis THEN
        PERFORM edition_refuse(format('Le dernier jour (%s) est avant le premier (%s).', to_char(new.jusqua, 'DD/MM/YYYY'), to_char(new.depuis, 'DD/MM/YYYY')));
    END IF;
    SELECT * INTO b FROM reference_begin();
    IF p_mode <> 'ajout' THEN
        SELECT l.* INTO old FROM chantier_ligne l
         WHERE l.chantier_id = p_chantier AND l.depuis = coalesce(p_avant, '-infinity') AND l.known_from = p_connu AND l.known_to = 'infinity';
        IF NOT found THEN
            PERFORM edition_stale();
        END IF;
    END IF;
    new.known_from := old.known_from;
    new.known_to := old.known_to;
    IF new IS NOT DISTINCT FROM old THEN
        version := b.version;
        RETURN;
    END IF;
    kept := old;
    kept.jusqua := new.depuis - 1;
    IF p_mode = 'suite' AND NOT (new.depuis > old.depuis AND new.depuis <= old.jusqua) THEN
        PERFORM edition_refuse(format('La suite commence pendant la ligne, qui va %s, et après son premier jour.', french_days(old.depuis, old.jusqua)));
    END IF;
    PERFORM ligne_write(b.at, old, CASE p_mode WHEN 'suite' THEN ARRAY[kept, new] ELSE ARRAY[new] END);
    version := reference_end(p_auteur, 'chantier.' || p_mode, 'chantier:' || p_chantier,
                         jsonb_strip_nulls(jsonb_build_object('avant', CASE WHEN p_mode <> 'ajout' THEN ligne_json(old) END, 'apres', ligne_json(new))));
EXCEPTION WHEN raise_exception THEN
    refus := SQLERRM;
END $$;

CREATE FUNCTION reference_ligne_remove(p_auteur text, p_chantier text, p_avant date, p_connu timestamptz,
                                       OUT version bigint, OUT refus text)
LANGUAGE plpgsql SECURITY DEFINER SET search_path = cvg, pg_temp AS $$
DECLARE
    b record;
    old chantier_ligne%ROWTYPE;
BEGIN
    PERFORM edition_actor(p_auteur, NULL, '{convergence,operateur}');
    SELECT * INTO b FROM reference_begin();
    SELECT l.* INTO old FROM chantier_ligne l
     WHERE l.chantier_id = p_chantier AND l.depuis = coalesce(p_avant, '-infinity') AND l.known_from = p_connu AND l.known_to = 'infinity';
    IF NOT found THEN
        PERFORM edition_stale();
    END IF;
    PERFORM ligne_write(b.at, old, '{}');
    version := reference_end(p_auteur, 'chantier.retrait', 'chantier:' || p_chantier, jsonb_build_object('avant', ligne_json(old)));
EXCEPTION WHEN raise_exception THEN
    refus := SQLERRM;
END $$;

-- ---- closures ----

CREATE FUNCTION fermeture_subject(p_reporter text) RETURNS text LANGUAGE sql STABLE SET search_path = cvg, pg_temp AS $$
    SELECT CASE WHEN EXISTS (SELECT 1 FROM territoire t WHERE t.code = p_reporter AND t.known_to = 'infinity') THEN 'territoire:' ELSE 'chantier:' END
           || p_reporter
$$;

CREATE FUNCTION fermeture_json(f fermeture) RETURNS jsonb LANGUAGE sql STABLE SET search_path = cvg, pg_temp AS $$
    SELECT to_jsonb(f) - '{chantier_id,known_from,known_to}'::text[]
$$;

-- Declares a closure of a chantier or of a territory's chantiers, or corrects the one that began on p_avant (NULL: a new one; p_connu its known_from).
CREATE FUNCTION fermeture_set(p_auteur text, p_reporter text, p_avant date, p_connu timestamptz, p_debut date, p_fin date, p_motif text,
                              OUT version bigint, OUT refus text)
LANGUAGE plpgsql SECURITY DEFINER SET search_path = cvg, pg_temp AS $$
DECLARE
    b record;
    old fermeture%ROWTYPE;
    new fermeture%ROWTYPE;
    other fermeture%ROWTYPE;
BEGIN
    PERFORM edition_actor(p_auteur, p_reporter, '{chantier,coordination,convergence,operateur}');
    new := ROW(p_reporter, p_debut, p_fin, edition_text(p_motif, 'Motif', true), NULL, NULL);
    IF p_debut IS NULL OR p_fin IS NULL THEN
        PERFORM edition_refuse('Premier et dernier jour : à remplir.');
    ELSIF p_fin < p_debut THEN
        PERFORM edition_refuse(format('Le dernier jour (%s) est avant le premier (%s).', to_char(p_fin, 'DD/MM/YYYY'), to_char(p_debut, 'DD/MM/YYYY')));
    ELSIF p_fin - p_debut >= 366 THEN
        PERFORM edition_refuse('Une fermeture dure un an au plus : au-delà, le chantier quitte le programme (jusqu’au).');
    END IF;
    SELECT * INTO b FROM reference_begin();
    IF NOT EXISTS (SELECT 1 FROM territoire t WHERE t.code = p_reporter AND t.known_to = 'infinity')
       AND NOT EXISTS (SELECT 1 FROM chantier_ligne l WHERE l.chantier_id = p_reporter AND l.known_to = 'infinity') THEN
        PERFORM edition_refuse(format('« %s » n’est ni un chantier ni un territoire.', p_reporter));
    END IF;
    IF p_avant IS NOT NULL THEN
        SELECT f.* INTO old FROM fermeture f
         WHERE f.chantier_id = p_reporter AND f.debut = p_avant AND f.known_from = p_connu AND f.known_to = 'infinity';
        IF NOT found THEN
            PERFORM edition_stale();
        END IF;
        new.known_from := old.known_from;
        new.known_to := old.known_to;
        IF new IS NOT DISTINCT FROM old THEN
            version := b.version;
        RETURN;
        END IF;
        UPDATE fermeture f SET known_to = b.at WHERE f.chantier_id = p_reporter AND f.debut = p_avant AND f.known_to = 'infinity';
    END IF;
    SELECT f.* INTO other FROM fermeture f
     WHERE f.chantier_id = p_reporter AND f.known_to = 'infinity' AND f.debut <= p_fin AND f.fin >= p_debut LIMIT 1;
    IF found THEN
        PERFORM edition_refuse(format('Une fermeture est déjà déclarée %s (« %s ») : corrigez-la plutôt.', french_days(other.debut, other.fin), other.motif));
    END IF;
    INSERT INTO fermeture (chantier_id, debut, fin, motif, known_from) VALUES (p_reporter, p_debut, p_fin, new.motif, b.at);
    version := reference_end(p_auteur, CASE WHEN p_avant IS NULL THEN 'fermeture.ajout' ELSE 'fermeture.correction' END, fermeture_subject(p_reporter),
                         jsonb_strip_nulls(jsonb_build_object('avant', CASE WHEN p_avant IS NOT NULL THEN fermeture_json(old) END,
                                                              'apres', fermeture_json(new))));
EXCEPTION WHEN raise_exception THEN
    refus := SQLERRM;
END $$;

-- The closure ends on p_fin, its last day; on a day before its first: it does not take place.
CREATE FUNCTION fermeture_end(p_auteur text, p_reporter text, p_avant date, p_connu timestamptz, p_fin date,
                              OUT version bigint, OUT refus text)
LANGUAGE plpgsql SECURITY DEFINER SET search_path = cvg, pg_temp AS $$
DECLARE
    b record;
    old fermeture%ROWTYPE;
BEGIN
    PERFORM edition_actor(p_auteur, p_reporter, '{chantier,coordination,convergence,operateur}');
    SELECT * INTO b FROM reference_begin();
    SELECT f.* INTO old FROM fermeture f
     WHERE f.chantier_id = p_reporter AND f.debut = p_avant AND f.known_from = p_connu AND f.known_to = 'infinity';
    IF NOT found THEN
        PERFORM edition_stale();
    ELSIF p_fin >= old.fin THEN
        version := b.version;
        RETURN;
    END IF;
    UPDATE fermeture f SET known_to = b.at WHERE f.chantier_id = p_reporter AND f.debut = p_avant AND f.known_to = 'infinity';
    IF p_fin >= old.debut THEN
        INSERT INTO fermeture (chantier_id, debut, fin, motif, known_from) VALUES (p_reporter, old.debut, p_fin, old.motif, b.at);
    END IF;
    version := reference_end(p_auteur, CASE WHEN p_fin < old.debut THEN 'fermeture.retrait' ELSE 'fermeture.fin' END, fermeture_subject(p_reporter),
                         jsonb_strip_nulls(jsonb_build_object('avant', fermeture_json(old), 'fin', CASE WHEN p_fin >= old.debut THEN p_fin END)));
EXCEPTION WHEN raise_exception THEN
    refus := SQLERRM;
END $$;

-- ---- held submissions ----

-- What was decided of late, among all that ever came.
CREATE INDEX submission_decided ON submission (decided_at) WHERE decided_at IS NOT NULL;

-- Releases (it is judged again, the hold waived) or discards. done is false where it is not held, or no longer: then state says what it is, NULL where there
-- is no such submission.
CREATE FUNCTION decide(p_id text, p_release boolean, p_auteur text, p_reason text, OUT done boolean, OUT state text)
LANGUAGE plpgsql SECURITY DEFINER SET search_path = cvg, pg_temp AS $$
DECLARE
    v_parts text[] := regexp_match(p_id, '^(.{1,40})\.([0-9]{1,18})-[0-9a-f]{4}$');
BEGIN
    done := false;
    PERFORM edition_actor(p_auteur, v_parts[1], '{coordination,convergence,operateur}');
    SELECT s.state INTO state FROM submission s WHERE s.chantier_id = v_parts[1] AND s.n = v_parts[2]::bigint AND s.id = p_id FOR UPDATE;
    IF state IS DISTINCT FROM 'held' THEN
        RETURN;
    END IF;
    done := true;
    state := CASE WHEN p_release THEN 'received' ELSE 'discarded' END;
    UPDATE submission s SET state = decide.state, released = s.released OR p_release, decided_by = p_auteur, decided_at = clock_timestamp(),
                            decision_reason = p_reason
     WHERE s.chantier_id = v_parts[1] AND s.n = v_parts[2]::bigint;
    PERFORM journal_add(p_auteur, CASE WHEN p_release THEN 'envoi.liberation' ELSE 'envoi.rejet' END, 'envoi:' || p_id,
                        jsonb_build_object('raison', p_reason));
END $$;
