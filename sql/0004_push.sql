-- The native push door: CURVE keys beside tokens, their enrolment, and what a chantier asks about its own submissions.

SET LOCAL search_path = cvg;

-- ---- keys ----

-- False: the pair was drawn by `cvg key new`; the first key that the chantier enrols with its token replaces it. True: it stays.
ALTER TABLE access_key ADD COLUMN curve_enrolled boolean NOT NULL DEFAULT false;
CREATE INDEX access_key_curve ON access_key (curve_public) WHERE curve_public <> '';

-- The keys that open the doors, for a cache that refuses before a body is read; what is received decides again.
DROP FUNCTION access_list();
CREATE FUNCTION access_list() RETURNS TABLE (reporter text, token_sha256 bytea, n integer, curve_public text)
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = cvg, pg_temp AS $$
    SELECT k.chantier_id, k.token_sha256, k.n, k.curve_public FROM access_key k WHERE k.revoked_at IS NULL ORDER BY k.created_at, k.n
$$;

-- May this public key become that of a row of this reporter? No key is two rows', nor comes back once it was revoked. Under a lock, so that
-- two who enrol at once are told apart.
CREATE FUNCTION curve_free(p_public text) RETURNS boolean
LANGUAGE plpgsql SECURITY DEFINER SET search_path = cvg, pg_temp AS $$
BEGIN
    PERFORM pg_advisory_xact_lock(hashtextextended('cvg curve ' || p_public, 0));
    RETURN NOT EXISTS (SELECT 1 FROM access_key k WHERE k.curve_public = p_public);
END $$;

-- Enrols a public key for the row of this token: reporter NULL where the token is none; enrolled false where the row has another key
-- already, or the key has another row.
CREATE FUNCTION enrol(p_token bytea, p_public text, OUT reporter text, OUT enrolled boolean)
LANGUAGE plpgsql SECURITY DEFINER SET search_path = cvg, pg_temp AS $$
DECLARE
    k access_key%ROWTYPE;
BEGIN
    SELECT x.* INTO k FROM access_key x WHERE x.token_sha256 = p_token AND x.revoked_at IS NULL FOR UPDATE;
    IF NOT found THEN
        RETURN;
    END IF;
    reporter := k.chantier_id;
    enrolled := k.curve_public = p_public OR (NOT k.curve_enrolled AND curve_free(p_public));
    IF enrolled AND NOT (k.curve_enrolled AND k.curve_public = p_public) THEN
        UPDATE access_key x SET curve_public = p_public, curve_enrolled = true WHERE x.chantier_id = k.chantier_id AND x.n = k.n;
    END IF;
END $$;

-- ---- receiving, through either door ----

-- What an identity (date, digest) that is waiting, held or in force is answered with; no row where it would be a new submission.
CREATE FUNCTION repeat_of(p_reporter text, p_date date, p_digest bytea,
                          OUT n bigint, OUT id text, OUT state text, OUT received_at timestamptz, OUT bytes bigint)
RETURNS SETOF record LANGUAGE sql STABLE SET search_path = cvg, pg_temp AS $$
    SELECT s.n, s.id, CASE s.state WHEN 'accepted' THEN 'duplicate' ELSE s.state END, s.received_at, s.bytes
      FROM (SELECT x.* FROM submission x WHERE x.chantier_id = p_reporter AND x.date_situation = p_date AND x.digest = p_digest
             ORDER BY x.n DESC LIMIT 1) s
     WHERE s.state IN ('received', 'held')
        OR (s.state = 'accepted'
            AND EXISTS (SELECT 1 FROM chantier_state c WHERE c.chantier_id = p_reporter AND c.accepted_n = s.n))
$$;

-- Stores a submission of a reporter whose key the caller has checked and locked.
CREATE FUNCTION take_in(p_reporter text, p_date date, p_digest bytea, p_bytes bigint, p_confirm boolean, p_sealed bytea, p_key bytea,
                        OUT id text, OUT state text, OUT received_at timestamptz)
LANGUAGE plpgsql SET search_path = cvg, pg_temp AS $$
DECLARE
    again record;
    next_n bigint;
BEGIN
    INSERT INTO inbox (chantier_id) VALUES (p_reporter) ON CONFLICT DO NOTHING;
    INSERT INTO chantier_state (chantier_id) VALUES (p_reporter) ON CONFLICT DO NOTHING;
    PERFORM 1 FROM inbox i WHERE i.chantier_id = p_reporter FOR UPDATE;
    SELECT r.* INTO again FROM repeat_of(p_reporter, p_date, p_digest) r;
    IF found THEN
        id := again.id;
        state := again.state;
        received_at := again.received_at;
        IF p_confirm AND state = 'held' THEN
            UPDATE submission s SET state = 'received', confirm = true WHERE s.chantier_id = p_reporter AND s.n = again.n;
            state := 'received';
        ELSIF p_confirm AND state = 'received' THEN
            UPDATE submission s SET confirm = true WHERE s.chantier_id = p_reporter AND s.n = again.n;
        END IF;
        RETURN;
    END IF;
    UPDATE inbox i SET n = i.n + 1 WHERE i.chantier_id = p_reporter RETURNING i.n INTO next_n;
    id := p_reporter || '.' || next_n || '-' || substr(md5(random()::text || clock_timestamp()::text), 1, 4);
    state := 'received';
    received_at := clock_timestamp();
    INSERT INTO content (chantier_id, digest, sealed) VALUES (p_reporter, p_digest, p_sealed)
        ON CONFLICT (chantier_id, digest) DO UPDATE SET sealed = excluded.sealed;
    INSERT INTO content_key (chantier_id, digest, key) VALUES (p_reporter, p_digest, p_key)
        ON CONFLICT (chantier_id, digest) DO UPDATE SET key = excluded.key;
    INSERT INTO submission (chantier_id, n, id, date_situation, digest, bytes, confirm, received_at, suspect)
        SELECT p_reporter, next_n, take_in.id, p_date, p_digest, p_bytes, p_confirm, take_in.received_at,
               EXISTS (SELECT 1 FROM submission s WHERE s.chantier_id = p_reporter AND s.digest = p_digest
                       AND (s.state = 'quarantined' OR s.suspect)); -- what has killed a worker is judged alone again
END $$;

-- With a token. One row: reporter NULL where the token is none; else id, state, received_at. The key's row is locked to the commit: once a
-- revocation has returned, nothing of that key is committed any more.
CREATE OR REPLACE FUNCTION receive(p_token bytea, p_date date, p_digest bytea, p_bytes bigint, p_confirm boolean, p_sealed bytea, p_key bytea,
                                   OUT reporter text, OUT id text, OUT state text, OUT received_at timestamptz)
LANGUAGE plpgsql SECURITY DEFINER SET search_path = cvg, pg_temp AS $$
BEGIN
    SELECT k.chantier_id INTO reporter FROM access_key k WHERE k.token_sha256 = p_token AND k.revoked_at IS NULL FOR SHARE;
    IF reporter IS NOT NULL THEN
        SELECT t.id, t.state, t.received_at INTO receive.id, receive.state, receive.received_at
          FROM take_in(reporter, p_date, p_digest, p_bytes, p_confirm, p_sealed, p_key) t;
    END IF;
END $$;

-- The same with a CURVE key of this reporter.
CREATE FUNCTION receive_curve(p_reporter text, p_public text, p_date date, p_digest bytea, p_bytes bigint, p_confirm boolean,
                              p_sealed bytea, p_key bytea,
                              OUT reporter text, OUT id text, OUT state text, OUT received_at timestamptz)
LANGUAGE plpgsql SECURITY DEFINER SET search_path = cvg, pg_temp AS $$
BEGIN
    SELECT k.chantier_id INTO reporter FROM access_key k
     WHERE k.chantier_id = p_reporter AND k.curve_public = p_public AND p_public <> '' AND k.revoked_at IS NULL FOR SHARE;
    IF reporter IS NOT NULL THEN
        SELECT t.id, t.state, t.received_at INTO receive_curve.id, receive_curve.state, receive_curve.received_at
          FROM take_in(reporter, p_date, p_digest, p_bytes, p_confirm, p_sealed, p_key) t;
    END IF;
END $$;

-- ---- what a reporter asks about its own submissions ----

-- The receipt of an identity that is here already: nothing of it need be sent again.
CREATE FUNCTION known(p_reporter text, p_date date, p_digest bytea)
RETURNS TABLE (id text, state text, received_at timestamptz, bytes bigint)
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = cvg, pg_temp AS $$
    SELECT r.id, r.state, r.received_at, r.bytes FROM repeat_of(p_reporter, p_date, p_digest) r
$$;

-- The receipt of a submission; no row where the reporter has none of this number.
CREATE FUNCTION receipt(p_reporter text, p_id text)
RETURNS TABLE (state text, digest bytea, bytes bigint, received_at timestamptz)
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = cvg, pg_temp AS $$
    SELECT s.state, s.digest, s.bytes, s.received_at FROM submission s WHERE s.chantier_id = p_reporter AND s.id = p_id
$$;

-- Which of these numbers are no submission of the reporter (any more): a database restored from a backup has forgotten some.
CREATE FUNCTION forgotten(p_reporter text, p_ids text[]) RETURNS SETOF text
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = cvg, pg_temp AS $$
    SELECT i.id FROM unnest(p_ids) WITH ORDINALITY AS i(id, at)
     WHERE NOT EXISTS (SELECT 1 FROM submission s WHERE s.chantier_id = p_reporter AND s.id = i.id)
     ORDER BY i.at
$$;
