-- What is held keeps what was sent, so that a release judges it as it came; what may stay of it lies ready beside it, and takes its place as soon
-- as it is discarded or replaced.

SET LOCAL search_path = cvg;

ALTER TABLE content ADD COLUMN stripped bytea; -- sealed under content_key.stripped_key; NULL: nothing to put in its place
ALTER TABLE content ALTER COLUMN stripped SET STORAGE EXTERNAL;
ALTER TABLE content_key ADD COLUMN stripped_key bytea;

-- By a trigger: an operator discards, validation replaces, and neither may forget it.
CREATE FUNCTION content_settle() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER SET search_path = cvg, pg_temp AS $$
BEGIN
    PERFORM 1 FROM content k WHERE k.chantier_id = NEW.chantier_id AND k.digest = NEW.digest FOR UPDATE;
    IF EXISTS (SELECT 1 FROM submission s WHERE s.chantier_id = NEW.chantier_id AND s.digest = NEW.digest
               AND s.state IN ('received', 'held', 'quarantined')) THEN
        RETURN NULL;
    END IF;
    UPDATE content_key k SET key = k.stripped_key, stripped_key = NULL
        WHERE k.chantier_id = NEW.chantier_id AND k.digest = NEW.digest AND k.stripped_key IS NOT NULL;
    UPDATE content k SET sealed = k.stripped, stripped = NULL
        WHERE k.chantier_id = NEW.chantier_id AND k.digest = NEW.digest AND k.stripped IS NOT NULL;
    RETURN NULL;
END $$;
CREATE TRIGGER content_settle AFTER UPDATE OF state ON submission FOR EACH ROW
    WHEN (OLD.state = 'held' AND NEW.state IN ('discarded', 'superseded')) EXECUTE FUNCTION content_settle();
