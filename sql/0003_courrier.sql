-- E-mail: who asked for outcomes, and every mail, stored before it is sent.

SET LOCAL search_path = cvg;

-- The transaction that gave a submission its state, so that a sweep finds what was committed since (as chantier_state.changed). By a trigger and
-- not by each statement: many give states, and none may be forgotten.
ALTER TABLE submission ADD COLUMN changed xid8 NOT NULL DEFAULT '0';
ALTER TABLE submission ALTER COLUMN changed SET DEFAULT pg_current_xact_id();
CREATE INDEX submission_changed ON submission (changed);
CREATE FUNCTION submission_changed() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    NEW.changed := pg_current_xact_id();
    RETURN NEW;
END $$;
CREATE TRIGGER submission_changed BEFORE UPDATE OF state ON submission FOR EACH ROW EXECUTE FUNCTION submission_changed();

-- What an address must be: it stands in the header of a mail and in a command to the server.
CREATE DOMAIN adresse_courriel AS text
    CHECK (length(VALUE) <= 254 AND VALUE ~ '^[A-Za-z0-9!#$%&''*+/=?^_`{|}~.-]{1,64}@[A-Za-z0-9-]+(\.[A-Za-z0-9-]+)+$');

-- Who asked for the outcomes of a reporter.
CREATE TABLE abonnement (
    chantier_id text NOT NULL,
    adresse adresse_courriel NOT NULL,
    toujours boolean NOT NULL DEFAULT false, -- also when nothing is wrong
    depuis timestamptz NOT NULL DEFAULT clock_timestamp(), -- what was judged before is not told
    changed xid8 NOT NULL DEFAULT pg_current_xact_id(), -- for the sweep: it may commit after an outcome that it asks for
    PRIMARY KEY (chantier_id, adresse)
);
CREATE INDEX abonnement_changed ON abonnement (changed);

-- One row a mail. The key says what it tells, and to whom: the same thing is told once, however often it is stored.
CREATE TABLE courrier (
    chantier_id text NOT NULL DEFAULT '', -- the reporter that it is about; '' where it is about none or several
    kind text NOT NULL CHECK (kind ~ '^[a-z_]{1,20}$'), -- resultat
    dedupe text NOT NULL CHECK (dedupe ~ '^[A-Za-z0-9._-]{1,100}$'), -- of a resultat: <submission>.<state>
    recipient adresse_courriel NOT NULL,
    subject text NOT NULL,
    body_text text NOT NULL,
    body_html text NOT NULL DEFAULT '', -- '' where the mail is text only
    message_id text,                    -- given when it is first taken in hand; then the same at each try
    state text NOT NULL DEFAULT 'waiting' CHECK (state IN ('waiting', 'sent', 'failed', 'cancelled')),
    tries integer NOT NULL DEFAULT 0,
    created_at timestamptz NOT NULL DEFAULT clock_timestamp(),
    next_try_at timestamptz NOT NULL DEFAULT clock_timestamp(), -- while it is in hand: when another daemon may take it
    sent_at timestamptz,
    error text NOT NULL DEFAULT '', -- of the last try
    PRIMARY KEY (chantier_id, kind, dedupe, recipient)
);
CREATE INDEX courrier_waiting ON courrier (next_try_at) WHERE state = 'waiting';
CREATE INDEX courrier_failed ON courrier (created_at) WHERE state = 'failed';

-- How far outcomes were swept: what changed in this transaction or a later one may not have its mails yet.
CREATE TABLE courrier_mark (
    one boolean PRIMARY KEY DEFAULT true CHECK (one),
    since xid8 NOT NULL DEFAULT '0'
);
INSERT INTO courrier_mark DEFAULT VALUES;

-- Outcomes that somebody asked for and that have no mail yet, of what changed since p_since. Quiet where nothing is wrong: accepted without
-- findings to correct or to verify; replaced while it was held.
CREATE FUNCTION courrier_due(p_since xid8, p_limit integer)
RETURNS TABLE (chantier_id text, id text, state text, recipient text, document text)
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = cvg, pg_temp AS $$
    WITH pair AS (
        SELECT s.chantier_id, s.n, a.adresse FROM submission s JOIN abonnement a ON a.chantier_id = s.chantier_id
         WHERE s.changed >= p_since
        UNION
        SELECT s.chantier_id, s.n, a.adresse FROM abonnement a JOIN submission s ON s.chantier_id = a.chantier_id
         WHERE a.changed >= p_since
    ), due AS (
        SELECT s.chantier_id, s.n, s.id, s.state, a.adresse
          FROM pair p JOIN submission s ON s.chantier_id = p.chantier_id AND s.n = p.n
          JOIN abonnement a ON a.chantier_id = p.chantier_id AND a.adresse = p.adresse
         WHERE s.state <> 'received' AND greatest(s.judged_at, s.decided_at, s.quarantined_at) >= a.depuis
           AND (a.toujours OR CASE s.state
                WHEN 'accepted' THEN s.was_held OR EXISTS (SELECT 1 FROM json_array_elements(s.outcome->'findings') f
                                                           WHERE f->>'severity' IN ('E', 'W'))
                WHEN 'superseded' THEN s.released OR NOT s.was_held
                ELSE true END)
           AND NOT EXISTS (SELECT 1 FROM courrier c WHERE c.chantier_id = s.chantier_id AND c.kind = 'resultat'
                           AND c.dedupe = s.id || '.' || s.state AND c.recipient = a.adresse)
         ORDER BY s.changed, s.chantier_id, s.n LIMIT p_limit
    )
    SELECT d.chantier_id, d.id, d.state, d.adresse, o.document FROM due d CROSS JOIN LATERAL outcome(d.chantier_id, d.id) o
$$;
