-- People: accounts and their sessions, signing in, and the journal of every act.
--
-- No role but the owner's reads passwords or sessions: the daemon and the command have the functions below, each of which writes its own line
-- of the journal, in the same transaction.

SET LOCAL search_path = cvg;

-- ---- the journal ----

-- One chain of hashes a database role that writes (`instance`): hash = sha256(hash before, canonical text of the row), so that no row is
-- changed, removed or put between others without breaking what follows.
CREATE TABLE journal (
    instance text NOT NULL,          -- session_user of who wrote it: no caller chooses it
    n bigint NOT NULL,               -- 1, 2, 3 … without a gap
    at timestamptz NOT NULL,
    auteur text NOT NULL,            -- a person's login, or the operator's name on the machine
    acte text NOT NULL CHECK (acte ~ '^[a-z_]+([.][a-z_]+)*$'), -- personne.ajout, connexion, …
    sujet text NOT NULL DEFAULT '',  -- KIND:ID, as personne:LOGIN, chantier:ID, envoi:SUBMISSION
    detail jsonb NOT NULL DEFAULT '{}',
    hash bytea NOT NULL,
    PRIMARY KEY (instance, n)
);
CREATE INDEX journal_at ON journal (at DESC, instance, n DESC);
CREATE INDEX journal_sujet ON journal (sujet, at DESC);
CREATE INDEX journal_auteur ON journal (auteur, at DESC);

-- The end of each chain: who writes locks it, and a chain that was cut short is found by it.
CREATE TABLE journal_head (
    instance text PRIMARY KEY,
    n bigint NOT NULL,
    hash bytea NOT NULL
);

CREATE FUNCTION journal_refuse() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION 'the journal is only added to' USING ERRCODE = 'insufficient_privilege';
END $$;
CREATE TRIGGER journal_kept BEFORE UPDATE OR DELETE ON journal FOR EACH ROW EXECUTE FUNCTION journal_refuse();
CREATE TRIGGER journal_kept_whole BEFORE TRUNCATE ON journal FOR EACH STATEMENT EXECUTE FUNCTION journal_refuse();

-- The canonical text is a JSON array, so that no two rows have the same. Nothing of it is set, so that it becomes a part of the statement that asks.
CREATE FUNCTION journal_hash(p_before bytea, p_instance text, p_n bigint, p_at timestamptz, p_auteur text, p_acte text, p_sujet text, p_detail jsonb)
RETURNS bytea LANGUAGE sql STABLE AS $$
    SELECT sha256(p_before || convert_to(json_build_array(p_instance, p_n, to_char(p_at AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"'),
                                                          p_auteur, p_acte, p_sujet, p_detail)::text, 'UTF8'))
$$;

-- Adds a line. The last statement of a transaction where that can be: it holds the end of the chain until the commit.
CREATE FUNCTION journal_add(p_auteur text, p_acte text, p_sujet text DEFAULT '', p_detail jsonb DEFAULT '{}') RETURNS bigint
LANGUAGE plpgsql SECURITY DEFINER SET search_path = cvg, pg_temp AS $$
DECLARE
    head journal_head%ROWTYPE;
    v_at timestamptz;
    v_hash bytea;
BEGIN
    INSERT INTO journal_head (instance, n, hash) VALUES (session_user, 0, '') ON CONFLICT DO NOTHING;
    SELECT h.* INTO head FROM journal_head h WHERE h.instance = session_user FOR UPDATE;
    v_at := clock_timestamp();
    v_hash := journal_hash(head.hash, head.instance, head.n + 1, v_at, p_auteur, p_acte, p_sujet, p_detail);
    INSERT INTO journal (instance, n, at, auteur, acte, sujet, detail, hash)
        VALUES (head.instance, head.n + 1, v_at, p_auteur, p_acte, p_sujet, p_detail, v_hash);
    UPDATE journal_head h SET n = head.n + 1, hash = v_hash WHERE h.instance = head.instance;
    RETURN head.n + 1;
END $$;

-- Every chain with its length and end, and its first broken link: `changed` (row n is not what was written), `missing` (row n is not there),
-- `cut` (the chain goes on to n, its rows do not). NULL: whole.
CREATE FUNCTION journal_check() RETURNS TABLE (instance text, lines bigint, head bytea, broken_n bigint, broken_at timestamptz, broken text)
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = cvg, pg_temp AS $$
    WITH link AS (
        SELECT j.*, row_number() OVER w AS expected, coalesce(lag(j.hash) OVER w, '') AS before
          FROM journal j WINDOW w AS (PARTITION BY j.instance ORDER BY j.n)
    ), bad AS (
        SELECT DISTINCT ON (l.instance) l.instance, CASE WHEN l.n <> l.expected THEN l.expected ELSE l.n END AS n, l.at,
               CASE WHEN l.n <> l.expected THEN 'missing' ELSE 'changed' END AS what
          FROM link l
         WHERE l.n <> l.expected
            OR l.hash <> journal_hash(l.before, l.instance, l.n, l.at, l.auteur, l.acte, l.sujet, l.detail)
         ORDER BY l.instance, l.n
    ), chain AS (
        SELECT coalesce(x.instance, h.instance) AS instance, coalesce(x.lines, 0) AS lines, h.n AS head_n, h.hash AS head_hash, x.last_n, x.last_hash
          FROM (SELECT j.instance, count(*) AS lines, max(j.n) AS last_n, (array_agg(j.hash ORDER BY j.n DESC))[1] AS last_hash
                  FROM journal j GROUP BY j.instance) x
          FULL JOIN journal_head h ON h.instance = x.instance
    )
    SELECT c.instance, c.lines, c.head_hash, coalesce(b.n, t.n), b.at, coalesce(b.what, t.what)
      FROM chain c LEFT JOIN bad b ON b.instance = c.instance
      LEFT JOIN LATERAL (SELECT coalesce(c.last_n, 0) + 1 AS n, 'cut' AS what
                          WHERE c.head_n IS DISTINCT FROM coalesce(c.last_n, 0) OR c.head_hash IS DISTINCT FROM coalesce(c.last_hash, '')) t
             ON true
     ORDER BY c.instance
$$;

-- ---- people ----

-- A person keeps role and perimeter for life; whose change gets another account. The login of one that has ended may be given again.
CREATE TABLE personne (
    id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    login text NOT NULL CHECK (length(login) <= 64 AND login ~ '^[a-z0-9][a-z0-9._+-]*(@[a-z0-9-]+([.][a-z0-9-]+)+)?$'),
    nom text NOT NULL DEFAULT '' CHECK (octet_length(nom) <= 128),
    role text NOT NULL CHECK (role IN ('chantier', 'coordination', 'convergence', 'dgefp', 'operateur')),
    perimetre text NOT NULL,
    mot_de_passe text NOT NULL,      -- argon2id, as libsodium writes it
    token_sha256 bytea,              -- of programs; the token itself is shown once and kept nowhere
    created_at timestamptz NOT NULL DEFAULT clock_timestamp(),
    password_at timestamptz NOT NULL DEFAULT clock_timestamp(),
    seen_at timestamptz,             -- signed in for the last time
    disabled_at timestamptz,
    CHECK (perimetre ~ CASE role WHEN 'chantier' THEN '^chantier:[A-Za-z0-9._-]{1,40}$'
                                 WHEN 'coordination' THEN '^territoire:[A-Za-z0-9._-]{1,40}$' ELSE '^nation$' END)
);
CREATE UNIQUE INDEX personne_login ON personne (login) WHERE disabled_at IS NULL;
CREATE UNIQUE INDEX personne_token ON personne (token_sha256) WHERE disabled_at IS NULL;

CREATE TABLE session (
    token_sha256 bytea PRIMARY KEY,  -- of the cookie
    personne bigint NOT NULL REFERENCES personne,
    created_at timestamptz NOT NULL DEFAULT clock_timestamp(),
    seen_at timestamptz NOT NULL DEFAULT clock_timestamp()
);
CREATE INDEX session_personne ON session (personne);

-- A session ends 12 h after it was last seen, and after 7 days.
CREATE FUNCTION session_alive(p_created timestamptz, p_seen timestamptz) RETURNS boolean LANGUAGE sql STABLE AS $$
    SELECT clock_timestamp() < least(p_seen + interval '12 hours', p_created + interval '7 days')
$$;

-- Who may manage people: the operator at the machine; over the dashboard, an operator who signed in.
CREATE FUNCTION personne_actor(p_auteur text) RETURNS void
LANGUAGE plpgsql SECURITY DEFINER SET search_path = cvg, pg_temp AS $$
BEGIN
    IF session_user = 'dashboard'
       AND NOT EXISTS (SELECT 1 FROM personne p WHERE p.login = p_auteur AND p.disabled_at IS NULL AND p.role = 'operateur') THEN
        RAISE EXCEPTION 'only an operator manages people' USING ERRCODE = 'insufficient_privilege';
    END IF;
END $$;

-- False where the login is somebody's already.
CREATE FUNCTION personne_add(p_auteur text, p_login text, p_nom text, p_role text, p_perimetre text, p_password text, p_token bytea) RETURNS boolean
LANGUAGE plpgsql SECURITY DEFINER SET search_path = cvg, pg_temp AS $$
BEGIN
    PERFORM personne_actor(p_auteur);
    INSERT INTO personne (login, nom, role, perimetre, mot_de_passe, token_sha256)
        VALUES (p_login, p_nom, p_role, p_perimetre, p_password, p_token)
        ON CONFLICT (login) WHERE disabled_at IS NULL DO NOTHING;
    IF NOT found THEN
        RETURN false;
    END IF;
    PERFORM journal_add(p_auteur, 'personne.ajout', 'personne:' || p_login,
                        jsonb_build_object('nom', p_nom, 'role', p_role, 'perimetre', p_perimetre));
    RETURN true;
END $$;

-- Ends the account and its sessions. False where there is none.
CREATE FUNCTION personne_disable(p_auteur text, p_login text) RETURNS boolean
LANGUAGE plpgsql SECURITY DEFINER SET search_path = cvg, pg_temp AS $$
DECLARE
    v_id bigint;
BEGIN
    PERFORM personne_actor(p_auteur);
    UPDATE personne p SET disabled_at = clock_timestamp() WHERE p.login = p_login AND p.disabled_at IS NULL RETURNING p.id INTO v_id;
    IF NOT found THEN
        RETURN false;
    END IF;
    DELETE FROM session s WHERE s.personne = v_id;
    PERFORM journal_add(p_auteur, 'personne.fin', 'personne:' || p_login);
    RETURN true;
END $$;

-- A password that somebody else drew, for who has lost theirs: ends all sessions. False where there is no such person.
CREATE FUNCTION personne_password(p_auteur text, p_login text, p_password text) RETURNS boolean
LANGUAGE plpgsql SECURITY DEFINER SET search_path = cvg, pg_temp AS $$
DECLARE
    v_id bigint;
BEGIN
    PERFORM personne_actor(p_auteur);
    UPDATE personne p SET mot_de_passe = p_password, password_at = clock_timestamp()
     WHERE p.login = p_login AND p.disabled_at IS NULL RETURNING p.id INTO v_id;
    IF NOT found THEN
        RETURN false;
    END IF;
    DELETE FROM session s WHERE s.personne = v_id;
    DELETE FROM sign_in_try t WHERE t.login_sha256 = sha256(convert_to(p_login, 'UTF8'));
    PERFORM journal_add(p_auteur, 'personne.mot_de_passe', 'personne:' || p_login);
    RETURN true;
END $$;

CREATE FUNCTION personne_list()
RETURNS TABLE (login text, nom text, role text, perimetre text, created_at timestamptz, password_at timestamptz, seen_at timestamptz,
               disabled_at timestamptz)
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = cvg, pg_temp AS $$
    SELECT p.login, p.nom, p.role, p.perimetre, p.created_at, p.password_at,
           greatest(p.seen_at, (SELECT max(s.seen_at) FROM session s WHERE s.personne = p.id)), p.disabled_at
      FROM personne p ORDER BY p.disabled_at IS NOT NULL, p.login, p.id
$$;

-- ---- signing in ----

-- A try is a failure until it is taken back. What was typed as a login may be a password: only its hash is kept, and for a day.
CREATE TABLE sign_in_try (
    id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    login_sha256 bytea NOT NULL,
    peer inet NOT NULL,              -- of IPv6 the network of 64 bits that a household has
    at timestamptz NOT NULL DEFAULT clock_timestamp()
);
CREATE INDEX sign_in_try_login ON sign_in_try (login_sha256, at);
CREATE INDEX sign_in_try_peer ON sign_in_try (peer, at);
CREATE INDEX sign_in_try_at ON sign_in_try (at);

-- Seconds until the next try, after p_n failures of which p_free were free: 30 s, doubling, to 15 min.
CREATE FUNCTION sign_in_pause(p_n bigint, p_free integer, p_last timestamptz) RETURNS integer LANGUAGE sql STABLE AS $$
    SELECT CASE WHEN p_n < p_free THEN 0
                ELSE greatest(0, ceil(extract(epoch FROM p_last - clock_timestamp()) + least(30 * 2 ^ least(p_n - p_free, 10), 900)))::integer END
$$;

-- Begins a try: the password's hash to verify against (NULL: no such person), or how many seconds to wait. 5 failures of a login and 20 of an
-- address are free in 15 minutes. Under locks, so that many at once are counted one by one.
CREATE FUNCTION sign_in_begin(p_login text, p_peer inet, OUT try bigint, OUT password text, OUT wait_s integer)
LANGUAGE plpgsql SECURITY DEFINER SET search_path = cvg, pg_temp AS $$
DECLARE
    v_login bytea := sha256(convert_to(p_login, 'UTF8'));
    v_peer inet := CASE family(p_peer) WHEN 6 THEN network(set_masklen(p_peer, 64))::inet ELSE p_peer END;
    v_since timestamptz := clock_timestamp() - interval '15 minutes';
    v_failures bigint;
BEGIN
    PERFORM pg_advisory_xact_lock(hashtextextended('cvg sign-in login ' || encode(v_login, 'hex'), 0));
    PERFORM pg_advisory_xact_lock(hashtextextended('cvg sign-in peer ' || v_peer, 0));
    DELETE FROM sign_in_try t WHERE t.at < clock_timestamp() - interval '1 day';
    SELECT sign_in_pause(count(*), 5, max(t.at)), count(*) INTO wait_s, v_failures
      FROM sign_in_try t WHERE t.login_sha256 = v_login AND t.at > v_since;
    SELECT greatest(wait_s, sign_in_pause(count(*), 20, max(t.at))) INTO wait_s FROM sign_in_try t WHERE t.peer = v_peer AND t.at > v_since;
    IF wait_s > 0 THEN
        RETURN;
    END IF;
    INSERT INTO sign_in_try (login_sha256, peer) VALUES (v_login, v_peer) RETURNING id INTO try;
    SELECT p.mot_de_passe INTO password FROM personne p WHERE p.login = p_login AND p.disabled_at IS NULL;
    IF found AND v_failures = 4 THEN -- taken back if this one succeeds; that it came to this stays
        PERFORM journal_add('', 'connexion.essais', 'personne:' || p_login);
    END IF;
END $$;

-- The password was good: takes the failures of the login back, those of the address stay. p_verified is the hash that it was verified against:
-- no row where the person has another password by now, or has ended. p_renewed (NULL: none) replaces a hash that is no longer strong enough.
CREATE FUNCTION session_open(p_login text, p_try bigint, p_verified text, p_renewed text, p_token bytea)
RETURNS TABLE (id bigint, login text, nom text, role text, perimetre text)
LANGUAGE plpgsql SECURITY DEFINER SET search_path = cvg, pg_temp AS $$
DECLARE
    v_person personne%ROWTYPE;
BEGIN
    UPDATE personne p SET seen_at = clock_timestamp(), mot_de_passe = coalesce(p_renewed, p.mot_de_passe)
     WHERE p.login = p_login AND p.disabled_at IS NULL AND p.mot_de_passe = p_verified RETURNING p.* INTO v_person;
    IF NOT found THEN
        RETURN;
    END IF;
    DELETE FROM sign_in_try t WHERE t.login_sha256 = sha256(convert_to(p_login, 'UTF8')) OR t.id = p_try;
    DELETE FROM session s WHERE NOT session_alive(s.created_at, s.seen_at)
        OR s.token_sha256 IN (SELECT x.token_sha256 FROM session x WHERE x.personne = v_person.id ORDER BY x.seen_at DESC OFFSET 19);
    INSERT INTO session (token_sha256, personne) VALUES (p_token, v_person.id);
    PERFORM journal_add(p_login, 'connexion', 'personne:' || p_login);
    RETURN QUERY SELECT v_person.id, v_person.login, v_person.nom, v_person.role, v_person.perimetre;
END $$;

-- Who this session's is; no row where it is nobody's. With p_touch it lives on: written at most once a minute.
CREATE FUNCTION session_find(p_token bytea, p_touch boolean)
RETURNS TABLE (id bigint, login text, nom text, role text, perimetre text)
LANGUAGE plpgsql SECURITY DEFINER SET search_path = cvg, pg_temp AS $$
DECLARE
    v_seen timestamptz;
BEGIN
    SELECT p.id, p.login, p.nom, p.role, p.perimetre, s.seen_at INTO id, login, nom, role, perimetre, v_seen
      FROM session s JOIN personne p ON p.id = s.personne
     WHERE s.token_sha256 = p_token AND p.disabled_at IS NULL AND session_alive(s.created_at, s.seen_at);
    IF NOT found THEN
        RETURN;
    END IF;
    IF p_touch AND v_seen < clock_timestamp() - interval '1 minute' THEN
        UPDATE session s SET seen_at = clock_timestamp() WHERE s.token_sha256 = p_token;
    END IF;
    RETURN NEXT;
END $$;

CREATE FUNCTION session_close(p_token bytea) RETURNS void
LANGUAGE plpgsql SECURITY DEFINER SET search_path = cvg, pg_temp AS $$
DECLARE
    v_login text;
BEGIN
    DELETE FROM session s USING personne p WHERE s.token_sha256 = p_token AND p.id = s.personne RETURNING p.login INTO v_login;
    IF found THEN
        PERFORM journal_add(v_login, 'deconnexion', 'personne:' || v_login);
    END IF;
END $$;

CREATE FUNCTION personne_by_token(p_token bytea) RETURNS TABLE (id bigint, login text, nom text, role text, perimetre text)
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = cvg, pg_temp AS $$
    SELECT p.id, p.login, p.nom, p.role, p.perimetre FROM personne p WHERE p.token_sha256 = p_token AND p.disabled_at IS NULL
$$;

-- One's own password, after sign_in_begin() and a verification against p_verified; ends one's other sessions. False where p_verified is no
-- longer theirs.
CREATE FUNCTION password_change(p_login text, p_try bigint, p_verified text, p_password text, p_session bytea) RETURNS boolean
LANGUAGE plpgsql SECURITY DEFINER SET search_path = cvg, pg_temp AS $$
DECLARE
    v_id bigint;
BEGIN
    UPDATE personne p SET mot_de_passe = p_password, password_at = clock_timestamp()
     WHERE p.login = p_login AND p.disabled_at IS NULL AND p.mot_de_passe = p_verified RETURNING p.id INTO v_id;
    IF NOT found THEN
        RETURN false;
    END IF;
    DELETE FROM sign_in_try t WHERE t.login_sha256 = sha256(convert_to(p_login, 'UTF8')) OR t.id = p_try;
    DELETE FROM session s WHERE s.personne = v_id AND s.token_sha256 IS DISTINCT FROM p_session;
    PERFORM journal_add(p_login, 'personne.mot_de_passe', 'personne:' || p_login);
    RETURN true;
END $$;
