-- A-CHARGE-CIP has a step before its two: by the forecast, a threshold will be passed.

SET LOCAL search_path = cvg;

UPDATE alerte SET palier = palier + 1 WHERE regle = 'A-CHARGE-CIP';

-- The forecast of an acceptance, as reporting told it: [[cip_ref, week, parcours, etp in hundredths]]; NULL: it was not asked for.
ALTER TABLE alerte_mesure ADD COLUMN previsions json;

-- As in 0010, with the forecast.
CREATE OR REPLACE FUNCTION alerte_retenir(p_chantier text, p_known_from timestamptz, p_version bigint, p_jour date, p_doc json) RETURNS void
LANGUAGE plpgsql SECURITY DEFINER SET search_path = cvg, pg_temp AS $$
BEGIN
    IF p_known_from IS NOT NULL THEN
        INSERT INTO alerte_mesure (chantier_id, known_from, file_active, etp, cips, previsions)
            VALUES (p_chantier, p_known_from, (p_doc->>'file_active')::integer, (p_doc->>'etp')::integer, p_doc->'cips', p_doc->'previsions')
            ON CONFLICT DO NOTHING;
        DELETE FROM alerte_mesure m WHERE m.chantier_id = p_chantier AND m.known_from < p_known_from - interval '200 days';
    ELSE
        INSERT INTO alerte_faits (chantier_id, version, jour, faits) VALUES (p_chantier, p_version, p_jour, p_doc)
            ON CONFLICT (chantier_id) DO UPDATE SET version = excluded.version, jour = excluded.jour, faits = excluded.faits;
    END IF;
END $$;
