-- The page of alerts shows what was resolved of late: of all that ever was, those alone are looked at.

SET LOCAL search_path = cvg;

CREATE INDEX alerte_resolue ON alerte (resolue_le) WHERE etat = 'resolue';
