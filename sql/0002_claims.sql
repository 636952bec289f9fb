-- A claim stays in sight, and nobody else's, until the outcome it stands for is committed.
--
-- claim_check used to look only. A marks connection lost between that look and the commit let the reaper take the claim away, so that
-- a reader no longer saw the outcome under way and could be told, for one instant, two different truths.

SET LOCAL search_path = cvg;

CREATE OR REPLACE FUNCTION claim_check(p_worker bigint, p_n bigint) RETURNS void
LANGUAGE plpgsql SET search_path = cvg, pg_temp AS $$
BEGIN
    PERFORM 1 FROM claim c WHERE c.worker = p_worker ORDER BY c.chantier_id, c.n FOR UPDATE;
    IF (SELECT count(*) FROM claim c WHERE c.worker = p_worker) < p_n THEN
        RAISE EXCEPTION 'the claim of worker % is gone', p_worker USING ERRCODE = 'serialization_failure';
    END IF;
END $$;
