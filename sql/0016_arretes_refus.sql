-- What stands in the way of a report is told before the work, by the same words as after it; what was prepared can be taken back.

SET LOCAL search_path = cvg;

-- Why nothing can be told of a period: it has not begun, or nobody is known who was accompanied in it. NULL: nothing is in the way.
CREATE FUNCTION rapport_refus(p_nom text, p_debut date, p_fin date) RETURNS text
LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = cvg, pg_temp AS $$
BEGIN
    IF p_debut > (clock_timestamp() AT TIME ZONE 'Europe/Paris')::date THEN
        RETURN format('%s ne commence que le %s.', p_nom, to_char(p_debut, 'DD/MM/YYYY'));
    ELSIF NOT EXISTS (SELECT 1 FROM faits.salaries s
                       WHERE s.known_to = 'infinity' AND s.date_entree <= p_fin AND (s.date_sortie IS NULL OR s.date_sortie >= p_debut)
                         AND EXISTS (SELECT 1 FROM chantier_ligne l WHERE l.chantier_id = s.chantier_id AND l.known_to = 'infinity'
                                        AND l.depuis <= p_fin AND l.jusqua >= p_debut)) THEN
        RETURN format('Aucun parcours n’est connu de %s : il n’y a rien à en dire.', p_nom);
    END IF;
    RETURN NULL;
END $$;

-- Why a quarter cannot be prepared; NULL: it can. p_rectifie: a correction is meant, or not; NULL: whichever is due. Raises what is wrong with the motif.
CREATE FUNCTION arrete_refus(p_trimestre text, p_fin date, p_motif text, p_rectifie boolean) RETURNS text
LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = cvg, pg_temp AS $$
DECLARE
    v_arrete boolean := arrete_prochain(p_trimestre) > 1;
BEGIN
    IF p_fin >= (clock_timestamp() AT TIME ZONE 'Europe/Paris')::date THEN
        RETURN format('%s finit le %s : avant, il n’y a que des brouillons.', p_trimestre, to_char(p_fin, 'DD/MM/YYYY'));
    ELSIF v_arrete AND NOT p_rectifie THEN
        RETURN format('%s est déjà arrêté : seul un rectificatif, avec son motif, le corrige (cvg report rectify).', p_trimestre);
    ELSIF NOT v_arrete AND (p_rectifie OR edition_text(p_motif, 'Motif', false) <> '') THEN
        RETURN format('%s n’est pas arrêté : il n’y a rien à rectifier.', p_trimestre);
    END IF;
    PERFORM edition_text(p_motif, 'Motif', v_arrete);
    IF v_arrete AND length(btrim(p_motif)) < 10 THEN
        RETURN 'Motif : dites en quelques mots ce qui est corrigé, et pourquoi ; le rapport le dira.';
    END IF;
    RETURN rapport_refus(p_trimestre, make_date(left(p_trimestre, 4)::integer, 1, 1), p_fin);
END $$;

-- The same for who asks; what is wrong with the motif is one of its answers.
CREATE FUNCTION arrete_possible(p_trimestre text, p_fin date, p_motif text, p_rectifie boolean, OUT refus text)
LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = cvg, pg_temp AS $$
BEGIN
    refus := arrete_refus(p_trimestre, p_fin, p_motif, p_rectifie);
EXCEPTION WHEN raise_exception THEN
    refus := SQLERRM;
END $$;

CREATE OR REPLACE FUNCTION arrete_preparer(p_auteur text, p_trimestre text, p_fin date, p_version integer, p_motif text, p_connu timestamptz,
                                           p_definitions text, p_apres bigint, p_entier text, p_publie text, OUT refus text)
LANGUAGE plpgsql SECURITY DEFINER SET search_path = cvg, pg_temp AS $$
DECLARE
    v_motif text;
BEGIN
    PERFORM arrete_acteur(p_auteur);
    PERFORM pg_advisory_xact_lock(hashtextextended('cvg arrete', 0));
    IF p_version <> arrete_prochain(p_trimestre) OR p_apres <> (SELECT count(*) FROM arrete a WHERE a.etat = 'arrete') THEN
        PERFORM edition_refuse('Un rapport a été arrêté entre-temps : préparez de nouveau.');
    END IF;
    refus := arrete_refus(p_trimestre, p_fin, p_motif, p_version > 1);
    IF refus IS NOT NULL THEN
        RETURN;
    END IF;
    v_motif := edition_text(p_motif, 'Motif', p_version > 1);
    DELETE FROM arrete a WHERE a.trimestre = p_trimestre AND a.etat = 'prepare';
    INSERT INTO arrete (trimestre, version, motif, connu_le, definitions, apres, entier, publie, empreinte, prepare_par)
        VALUES (p_trimestre, p_version, v_motif, p_connu, p_definitions, p_apres, p_entier, p_publie, arrete_empreinte(p_entier), p_auteur);
    PERFORM journal_add(p_auteur, 'rapport.preparation', 'rapport:' || p_trimestre,
                        jsonb_build_object('version', p_version, 'motif', v_motif, 'connu_le', p_connu, 'empreinte', arrete_empreinte(p_entier)));
EXCEPTION WHEN raise_exception THEN
    refus := SQLERRM;
END $$;

CREATE OR REPLACE FUNCTION arrete_demander(p_auteur text, p_trimestre text, p_fin date, p_motif text, OUT refus text)
LANGUAGE plpgsql SECURITY DEFINER SET search_path = cvg, pg_temp AS $$
DECLARE
    v_motif text;
    v_n integer;
BEGIN
    PERFORM arrete_acteur(p_auteur);
    PERFORM pg_advisory_xact_lock(hashtextextended('cvg arrete', 0));
    refus := arrete_refus(p_trimestre, p_fin, p_motif, NULL);
    IF refus IS NULL AND EXISTS (SELECT 1 FROM arrete_demande d WHERE d.trimestre = p_trimestre AND d.faite_le IS NULL) THEN
        refus := format('%s est déjà en préparation.', p_trimestre);
    END IF;
    IF refus IS NOT NULL THEN
        RETURN;
    END IF;
    v_motif := edition_text(p_motif, 'Motif', false);
    SELECT coalesce(max(d.n), 0) + 1 INTO v_n FROM arrete_demande d;
    INSERT INTO arrete_demande (n, trimestre, motif, auteur) VALUES (v_n, p_trimestre, v_motif, p_auteur);
    PERFORM journal_add(p_auteur, 'rapport.demande', 'rapport:' || p_trimestre, jsonb_build_object('motif', v_motif));
EXCEPTION WHEN raise_exception THEN
    refus := SQLERRM;
END $$;

-- Takes back what is prepared: whoever may prepare may, its author too. p_empreinte as arrete_fermer() takes it.
CREATE FUNCTION arrete_retirer(p_auteur text, p_trimestre text, p_empreinte text, OUT refus text)
LANGUAGE plpgsql SECURITY DEFINER SET search_path = cvg, pg_temp AS $$
DECLARE
    v arrete%ROWTYPE;
BEGIN
    PERFORM arrete_acteur(p_auteur);
    PERFORM pg_advisory_xact_lock(hashtextextended('cvg arrete', 0));
    SELECT a.* INTO v FROM arrete a WHERE a.trimestre = p_trimestre AND a.etat = 'prepare' FOR UPDATE;
    IF v.trimestre IS NULL THEN
        refus := format('Rien n’est préparé pour %s.', p_trimestre);
    ELSIF p_empreinte <> v.empreinte AND (p_empreinte <> '' OR session_user = 'dashboard') THEN
        refus := 'Ce qui est préparé a changé depuis : regardez-le de nouveau.';
    END IF;
    IF refus IS NOT NULL THEN
        RETURN;
    END IF;
    DELETE FROM arrete a WHERE a.trimestre = p_trimestre AND a.version = v.version;
    PERFORM journal_add(p_auteur, 'rapport.retrait', 'rapport:' || p_trimestre, jsonb_build_object('version', v.version, 'prepare_par', v.prepare_par));
END $$;
