-- Deposits through the dashboard's form: a key of the dashboard's own for each reporter, and who deposited what.

SET LOCAL search_path = cvg;

-- Whose a key is: '' the reporter's own; 'tableau' the dashboard's, made at the first deposit through its form, never shown to anybody;
-- 'tableau_clos' the same, revoked, and forgotten since the operator opened the form again.
ALTER TABLE access_key ADD COLUMN usage text NOT NULL DEFAULT '' CHECK (usage IN ('', 'tableau', 'tableau_clos'));

-- The dashboard's key of a reporter becomes good, unless one was revoked: then the form is closed to that reporter until the operator opens it
-- again. The token is derived from a secret of the dashboard's; another secret makes another key beside the first.
CREATE FUNCTION depot_key(p_chantier text, p_token_sha256 bytea) RETURNS boolean
LANGUAGE plpgsql SECURITY DEFINER SET search_path = cvg, pg_temp AS $$
BEGIN
    PERFORM pg_advisory_xact_lock(hashtextextended('cvg depot ' || p_chantier, 0));
    IF EXISTS (SELECT 1 FROM access_key k WHERE k.chantier_id = p_chantier AND k.usage = 'tableau' AND k.revoked_at IS NOT NULL) THEN
        RETURN false;
    END IF;
    WHILE NOT EXISTS (SELECT 1 FROM access_key k WHERE k.chantier_id = p_chantier AND k.token_sha256 = p_token_sha256
                      AND k.usage = 'tableau' AND k.revoked_at IS NULL) LOOP
        INSERT INTO access_key (chantier_id, n, token_sha256, usage)
            SELECT p_chantier, coalesce(max(k.n), 0) + 1, p_token_sha256, 'tableau' FROM access_key k WHERE k.chantier_id = p_chantier
            ON CONFLICT DO NOTHING; -- `cvg key new` may have taken the number
    END LOOP;
    RETURN true;
END $$;

-- Who is about to deposit, in the journal before a byte leaves: intake knows the reporter, not the person. False: the form is closed to this
-- reporter, and nothing is written.
CREATE FUNCTION depot_begin(p_auteur text, p_chantier text, p_token_sha256 bytea, p_detail jsonb) RETURNS boolean
LANGUAGE plpgsql SECURITY DEFINER SET search_path = cvg, pg_temp AS $$
BEGIN
    PERFORM edition_actor(p_auteur, p_chantier, '{chantier,coordination,operateur}');
    -- a coordination decides on its chantiers' submissions, but has no rows of theirs to send
    IF session_user = 'dashboard' AND EXISTS (SELECT 1 FROM personne x WHERE x.login = p_auteur AND x.disabled_at IS NULL AND x.role = 'coordination'
                                                AND x.perimetre <> 'territoire:' || p_chantier) THEN
        RAISE EXCEPTION 'this is not theirs to send' USING ERRCODE = 'insufficient_privilege';
    END IF;
    IF NOT depot_key(p_chantier, p_token_sha256) THEN
        RETURN false;
    END IF;
    PERFORM journal_add(p_auteur, 'envoi.depot', 'chantier:' || p_chantier, p_detail);
    RETURN true;
END $$;

-- The last submissions, of all or of a few reporters.
CREATE INDEX submission_received ON submission (received_at);
