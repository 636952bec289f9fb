-- The truth: reference data, access, submissions and their content, what was accepted, contributions, claims.
--
-- Every key begins with the reporter (chantier_id: a chantier's id or a territory's code), so that the tables can be distributed by it.
-- Versions by known time: known_from <= T < known_to. The tables of facts (schema faits) are made from the Table Schemas by `cvg migrate`.

CREATE SCHEMA IF NOT EXISTS cvg;
CREATE SCHEMA IF NOT EXISTS faits;
SET LOCAL search_path = cvg;

-- ---- reference data, as known at any time ----

CREATE TABLE territoire (
    code text NOT NULL,
    nom text NOT NULL,
    lancement date,
    porteur text NOT NULL DEFAULT '',
    known_from timestamptz NOT NULL,
    known_to timestamptz NOT NULL DEFAULT 'infinity',
    PRIMARY KEY (code, known_from)
);

CREATE TABLE chantier_ligne (
    chantier_id text NOT NULL,
    depuis date NOT NULL,            -- -infinity where open
    jusqua date NOT NULL,            -- last day in; infinity where open
    territoire text NOT NULL,
    nom text NOT NULL,
    objectif integer,                -- target file active
    support_activite text NOT NULL DEFAULT '',
    logiciel text NOT NULL DEFAULT '',
    contact text NOT NULL DEFAULT '',
    known_from timestamptz NOT NULL,
    known_to timestamptz NOT NULL DEFAULT 'infinity',
    PRIMARY KEY (chantier_id, depuis, known_from)
);

-- One row: grows by one with every change of reference data, so that `aggregation` sees it in its sweep.
CREATE TABLE reference_state (
    one boolean PRIMARY KEY DEFAULT true CHECK (one),
    version bigint NOT NULL DEFAULT 0
);
INSERT INTO reference_state DEFAULT VALUES;

-- ---- access of reporters ----

CREATE TABLE access_key (
    chantier_id text NOT NULL,
    n integer NOT NULL,
    token_sha256 bytea NOT NULL,     -- the token itself is shown once and kept nowhere
    curve_public text NOT NULL DEFAULT '',
    created_at timestamptz NOT NULL DEFAULT now(),
    revoked_at timestamptz,
    PRIMARY KEY (chantier_id, n)
);
CREATE INDEX access_key_token ON access_key (token_sha256);

-- ---- submissions ----

-- The order of the inbox of a reporter: n is given under this row's lock.
CREATE TABLE inbox (
    chantier_id text PRIMARY KEY,
    n bigint NOT NULL DEFAULT 0
);

CREATE TABLE submission (
    chantier_id text NOT NULL,
    n bigint NOT NULL,               -- order of the inbox
    id text NOT NULL,                -- as told to people: <reporter>.<n>-<4 random hexadecimal digits>
    date_situation date NOT NULL,
    digest bytea NOT NULL,
    bytes bigint NOT NULL,
    received_at timestamptz NOT NULL DEFAULT now(),
    state text NOT NULL DEFAULT 'received'
        CHECK (state IN ('received', 'accepted', 'held', 'refused', 'superseded', 'quarantined', 'discarded')),
    confirm boolean NOT NULL DEFAULT false,   -- the sender asked to waive a hold
    was_held boolean NOT NULL DEFAULT false,
    released boolean NOT NULL DEFAULT false,  -- a person decided to apply it
    decided_by text,
    decided_at timestamptz,
    decision_reason text,
    judged_at timestamptz,
    definitions text,
    outcome json,                    -- rows, changes, effect, findings: as the contract's document, without its head
    suspect boolean NOT NULL DEFAULT false,   -- a worker died while it judged this: judged alone
    deaths integer NOT NULL DEFAULT 0,
    quarantined_at timestamptz,
    PRIMARY KEY (chantier_id, n)
);
CREATE INDEX submission_waiting ON submission (chantier_id, n) WHERE state = 'received';
CREATE INDEX submission_identity ON submission (chantier_id, date_situation, digest);
CREATE INDEX submission_held ON submission (chantier_id, n) WHERE state = 'held';

-- What was sent: compressed, encrypted by its own key; dropping the key wipes it, also in every old backup of the content.
CREATE TABLE content (
    chantier_id text NOT NULL,
    digest bytea NOT NULL,
    sealed bytea NOT NULL,
    PRIMARY KEY (chantier_id, digest)
);
ALTER TABLE content ALTER COLUMN sealed SET STORAGE EXTERNAL; -- encrypted bytes do not compress
CREATE TABLE content_key (
    chantier_id text NOT NULL,
    digest bytea NOT NULL,
    key bytea NOT NULL,
    PRIMARY KEY (chantier_id, digest)
);

-- ---- what is in force ----

CREATE TABLE chantier_state (
    chantier_id text PRIMARY KEY,
    version bigint NOT NULL DEFAULT 0,        -- grows by one with every change, under this row's lock
    accepted_n bigint,                        -- the submission in force
    situation date,
    known_at timestamptz NOT NULL DEFAULT '-infinity', -- of the last change of facts; grows by at least 1 us
    lignes_lues integer NOT NULL DEFAULT 0,   -- of the last accepted submission
    lignes_ecartees integer NOT NULL DEFAULT 0,
    changed xid8 NOT NULL DEFAULT pg_current_xact_id() -- for the sweep: what changed since a snapshot
);
CREATE INDEX chantier_state_changed ON chantier_state (changed);

-- Every acceptance, so that coverage and quality can be told as they were known at any time.
CREATE TABLE acceptance (
    chantier_id text NOT NULL,
    known_from timestamptz NOT NULL,
    n bigint NOT NULL,
    situation date NOT NULL,
    lignes_lues integer NOT NULL,
    lignes_ecartees integer NOT NULL,
    PRIMARY KEY (chantier_id, known_from)
);

CREATE TABLE contribution (
    chantier_id text NOT NULL,
    debut date NOT NULL,
    fin date NOT NULL,
    definitions text NOT NULL,
    version bigint NOT NULL,         -- of the reporter when it was computed
    payload bytea NOT NULL,          -- programme/contribution.h: contribution_encode
    PRIMARY KEY (chantier_id, debut, fin, definitions)
);

-- ---- claims of workers ----

-- Which submissions a worker is judging. Written and committed before it judges, deleted with the outcome: what a dead worker leaves here tells
-- what may have killed it. Unlogged: after a crash of the database nobody is judging. A worker is alive while it holds its advisory lock.
CREATE UNLOGGED TABLE claim (
    worker bigint NOT NULL,
    chantier_id text NOT NULL,
    n bigint NOT NULL,
    alone boolean NOT NULL,
    started_at timestamptz NOT NULL DEFAULT clock_timestamp(),
    PRIMARY KEY (chantier_id, n)
);
CREATE SEQUENCE worker_number;

-- ---- functions of the owner, for daemons that read no table ----

-- Takes a submission in. One row: reporter NULL where the token is none; else id, state, received_at. The identity (date, digest) of a
-- submission that is waiting, held or in force makes no new one.
CREATE FUNCTION receive(p_token bytea, p_date date, p_digest bytea, p_bytes bigint, p_confirm boolean, p_sealed bytea, p_key bytea,
                        OUT reporter text, OUT id text, OUT state text, OUT received_at timestamptz)
LANGUAGE plpgsql SECURITY DEFINER SET search_path = cvg, pg_temp AS $$
DECLARE
    first submission%ROWTYPE;
    next_n bigint;
BEGIN
    SELECT k.chantier_id INTO reporter FROM access_key k WHERE k.token_sha256 = p_token AND k.revoked_at IS NULL;
    IF reporter IS NULL THEN
        RETURN;
    END IF;
    INSERT INTO inbox (chantier_id) VALUES (reporter) ON CONFLICT DO NOTHING;
    INSERT INTO chantier_state (chantier_id) VALUES (reporter) ON CONFLICT DO NOTHING;
    PERFORM 1 FROM inbox i WHERE i.chantier_id = reporter FOR UPDATE;
    SELECT s.* INTO first FROM submission s
        WHERE s.chantier_id = reporter AND s.date_situation = p_date AND s.digest = p_digest
        ORDER BY s.n DESC LIMIT 1;
    IF found THEN
        id := first.id;
        received_at := first.received_at;
        IF first.state = 'held' AND p_confirm THEN
            UPDATE submission s SET state = 'received', confirm = true WHERE s.chantier_id = reporter AND s.n = first.n;
            state := 'received';
            RETURN;
        ELSIF first.state = 'received' THEN
            UPDATE submission s SET confirm = s.confirm OR p_confirm WHERE s.chantier_id = reporter AND s.n = first.n;
            state := 'received';
            RETURN;
        ELSIF first.state = 'held' THEN
            state := 'held';
            RETURN;
        ELSIF first.state = 'accepted'
              AND EXISTS (SELECT 1 FROM chantier_state c WHERE c.chantier_id = reporter AND c.accepted_n = first.n) THEN
            state := 'duplicate';
            RETURN;
        END IF;
    END IF;
    UPDATE inbox i SET n = i.n + 1 WHERE i.chantier_id = reporter RETURNING i.n INTO next_n;
    id := reporter || '.' || next_n || '-' || substr(md5(random()::text || clock_timestamp()::text), 1, 4);
    state := 'received';
    received_at := clock_timestamp();
    INSERT INTO content (chantier_id, digest, sealed) VALUES (reporter, p_digest, p_sealed)
        ON CONFLICT (chantier_id, digest) DO UPDATE SET sealed = excluded.sealed;
    INSERT INTO content_key (chantier_id, digest, key) VALUES (reporter, p_digest, p_key)
        ON CONFLICT (chantier_id, digest) DO UPDATE SET key = excluded.key;
    INSERT INTO submission (chantier_id, n, id, date_situation, digest, bytes, confirm, received_at, suspect)
        SELECT reporter, next_n, receive.id, p_date, p_digest, p_bytes, p_confirm, receive.received_at,
               EXISTS (SELECT 1 FROM submission s WHERE s.chantier_id = reporter AND s.digest = p_digest
                       AND (s.state = 'quarantined' OR s.suspect)); -- what has killed a worker is judged alone again
END $$;

-- Refuses, as a passing failure, the outcome of a worker whose claim is no longer there: another may have taken it for dead.
CREATE FUNCTION claim_check(p_worker bigint, p_n bigint) RETURNS void
LANGUAGE plpgsql SET search_path = cvg, pg_temp AS $$
BEGIN
    IF (SELECT count(*) FROM claim c WHERE c.worker = p_worker) < p_n THEN
        RAISE EXCEPTION 'the claim of worker % is gone', p_worker USING ERRCODE = 'serialization_failure';
    END IF;
END $$;

-- The tokens that open the door, for a cache that refuses before a body is read; receive() decides.
CREATE FUNCTION access_list() RETURNS TABLE (reporter text, token_sha256 bytea)
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = cvg, pg_temp AS $$
    SELECT chantier_id, token_sha256 FROM access_key WHERE revoked_at IS NULL
$$;

-- The outcome of a submission as the contract's JSON document, NULL where the reporter has no such submission.
CREATE FUNCTION outcome(p_reporter text, p_id text, OUT state text, OUT document text)
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = cvg, pg_temp AS $$
    SELECT s.state,
           '{"submission":' || to_json(s.id) || ',"chantier":' || to_json(s.chantier_id)
           || ',"date_situation":"' || s.date_situation || '","state":"' || s.state || '"'
           || ',"received_at":' || to_json(to_char(s.received_at AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"'))
           || CASE WHEN s.decided_by IS NULL THEN ''
                   ELSE ',"decision":' || json_build_object('by', s.decided_by, 'reason', s.decision_reason) END
           || coalesce(',' || substr(s.outcome::text, 2), '}')
      FROM submission s WHERE s.chantier_id = p_reporter AND s.id = p_id
$$;
