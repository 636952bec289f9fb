-- A-CHARGE-CIP has a step before its two: by the forecast, a threshold will be passed.

SET LOCAL search_path = cvg;

UPDATE alerte SET palier = palier + 1 WHERE regle = 'A-CHARGE-CIP';
-- What was kept says nothing of the weeks to come: it is asked for again.
UPDATE alerte_faits SET jour = jour - 7;
