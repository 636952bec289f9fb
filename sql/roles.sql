-- What each role may do: the least it needs. Applied after the migrations, each time; roles are made by `cvg migrate`.

REVOKE ALL ON SCHEMA public FROM PUBLIC;
REVOKE ALL ON ALL TABLES IN SCHEMA cvg, faits FROM PUBLIC;
REVOKE ALL ON ALL FUNCTIONS IN SCHEMA cvg FROM PUBLIC;
GRANT USAGE ON SCHEMA cvg, faits TO intake, validation, aggregation, reporting, courrier, cvg;
GRANT USAGE ON SCHEMA cvg TO dashboard, alerting;

-- intake reads no table: keys, identities and outcomes come through functions of their owner
GRANT EXECUTE ON FUNCTION cvg.receive, cvg.receive_curve, cvg.access_list, cvg.enrol, cvg.known, cvg.receipt, cvg.outcome, cvg.forgotten
    TO intake;

GRANT SELECT ON cvg.territoire, cvg.chantier_ligne, cvg.reference_state, cvg.inbox TO validation;
GRANT SELECT, UPDATE ON cvg.submission, cvg.chantier_state TO validation;
GRANT SELECT, INSERT ON cvg.acceptance TO validation;
GRANT SELECT, INSERT, UPDATE, DELETE ON cvg.contribution, cvg.claim, cvg.content, cvg.content_key TO validation;
GRANT SELECT, INSERT, UPDATE ON ALL TABLES IN SCHEMA faits TO validation;
GRANT USAGE ON SEQUENCE cvg.worker_number TO validation;
GRANT EXECUTE ON FUNCTION cvg.claim_check, cvg.outcome_unchanged TO validation;

GRANT SELECT ON cvg.territoire, cvg.chantier_ligne, cvg.reference_state, cvg.chantier_state, cvg.contribution TO aggregation;

-- reporting reads the rows of people, and writes nothing but what the calendar closes
GRANT SELECT ON cvg.territoire, cvg.chantier_ligne, cvg.reference_state, cvg.claim, cvg.acceptance, cvg.chantier_state, cvg.contribution TO reporting;
GRANT SELECT ON ALL TABLES IN SCHEMA faits TO reporting;
GRANT SELECT ON cvg.arrete, cvg.arrete_demande TO reporting;
GRANT EXECUTE ON FUNCTION cvg.arrete_demande_faite TO reporting;
GRANT EXECUTE ON FUNCTION cvg.arrete_preparer, cvg.arrete_possible, cvg.rapport_refus, cvg.arrete_au_calendrier, cvg.arrete_en_attente, cvg.arrete_debut,
    cvg.arrete_prochain TO reporting;

-- courrier reads no submission: what it tells comes through a function of the owner
GRANT EXECUTE ON FUNCTION cvg.courrier_due TO courrier;
GRANT SELECT, INSERT ON cvg.courrier TO courrier;
GRANT UPDATE (message_id, state, tries, next_try_at, sent_at, error) ON cvg.courrier TO courrier;
GRANT SELECT, UPDATE ON cvg.courrier_mark TO courrier;

-- alerting reads no row of a person: caseloads, curves and what is due come from reporting; it writes alerts through functions of the owner
GRANT SELECT ON cvg.territoire, cvg.chantier_ligne, cvg.reference_state, cvg.chantier_state, cvg.acceptance TO alerting;
GRANT SELECT (chantier_id, changed, received_at) ON cvg.submission TO alerting;
GRANT SELECT ON cvg.alerte, cvg.alerte_histoire, cvg.silence, cvg.synthese, cvg.alerte_pouls, cvg.alerte_mesure, cvg.alerte_faits TO alerting;
GRANT SELECT, UPDATE (state, tries, next_try_at, sent_at, error) ON cvg.webhook TO alerting;
GRANT SELECT ON cvg.exercice, cvg.exercice_debut TO alerting, dashboard;
GRANT EXECUTE ON FUNCTION cvg.exercice_recit TO alerting, dashboard, cvg;
GRANT EXECUTE ON FUNCTION cvg.exercice_ecrire TO alerting;
GRANT EXECUTE ON FUNCTION cvg.exercice_demander TO cvg;
GRANT EXECUTE ON FUNCTION cvg.remontee_envois, cvg.remontee_fermetures, cvg.alerte_ecrire, cvg.alerte_synthese, cvg.alerte_destinataires,
    cvg.alerte_silences, cvg.alerte_files, cvg.alerte_id, cvg.alerte_a_demander,
    cvg.alerte_retenir, cvg.alerte_la, cvg.alerte_menage TO alerting;

-- dashboard reads no row of a person: figures come from aggregation and reporting; sessions and people through functions of the owner
GRANT SELECT ON cvg.territoire, cvg.chantier_ligne, cvg.reference_state, cvg.chantier_state, cvg.acceptance, cvg.submission, cvg.journal TO dashboard;
GRANT EXECUTE ON FUNCTION cvg.sign_in_begin, cvg.session_open, cvg.session_find, cvg.session_close, cvg.password_change, cvg.personne_by_token,
    cvg.personne_add, cvg.personne_disable, cvg.personne_password, cvg.personne_list, cvg.journal_add, cvg.journal_check TO dashboard;
GRANT SELECT ON cvg.fermeture, cvg.alerte, cvg.alerte_histoire, cvg.silence TO dashboard;
GRANT EXECUTE ON FUNCTION cvg.alerte_acquitter, cvg.silence_poser, cvg.silence_lever, cvg.alerte_id, cvg.alerte_recit TO dashboard;
GRANT EXECUTE ON FUNCTION cvg.depot_begin TO dashboard;
GRANT EXECUTE ON FUNCTION cvg.remontee_envois, cvg.remontee_fermetures, cvg.reference_territoire_set, cvg.reference_territoire_remove,
    cvg.reference_ligne_set, cvg.reference_ligne_remove, cvg.fermeture_set, cvg.fermeture_end, cvg.decide TO dashboard;
GRANT SELECT (trimestre, version, etat, motif, connu_le, definitions, empreinte, prepare_par, prepare_le, arrete_par, arrete_le, rang) ON cvg.arrete TO dashboard;
GRANT SELECT ON cvg.arrete_demande TO dashboard;
GRANT EXECUTE ON FUNCTION cvg.arrete_fermer, cvg.arrete_retirer, cvg.arrete_demander, cvg.arrete_prochain TO dashboard;

-- the operator's command
GRANT SELECT ON ALL TABLES IN SCHEMA cvg, faits TO cvg;
REVOKE SELECT ON cvg.content, cvg.content_key, cvg.personne, cvg.session, cvg.sign_in_try FROM cvg;
GRANT INSERT, UPDATE ON cvg.access_key TO cvg;
GRANT EXECUTE ON FUNCTION cvg.reference_begin, cvg.reference_territoires_write, cvg.reference_lignes_write, cvg.reference_end, cvg.decide TO cvg;
GRANT EXECUTE ON FUNCTION cvg.outcome, cvg.curve_free TO cvg;
GRANT EXECUTE ON FUNCTION cvg.arrete_preparer, cvg.arrete_possible, cvg.rapport_refus, cvg.arrete_fermer, cvg.arrete_retirer, cvg.arrete_en_attente,
    cvg.arrete_prochain TO cvg;
GRANT EXECUTE ON FUNCTION cvg.alerte_acquitter, cvg.silence_poser, cvg.silence_lever, cvg.alerte_id, cvg.alerte_recit, cvg.remontee_envois TO cvg;
GRANT INSERT, UPDATE, DELETE ON cvg.abonnement TO cvg;
GRANT UPDATE (state, tries, next_try_at) ON cvg.courrier TO cvg;
GRANT EXECUTE ON FUNCTION cvg.personne_add, cvg.personne_disable, cvg.personne_password, cvg.personne_list, cvg.journal_add, cvg.journal_check TO cvg;

ALTER ROLE intake SET search_path = cvg;
ALTER ROLE validation SET search_path = cvg;
ALTER ROLE aggregation SET search_path = cvg;
ALTER ROLE reporting SET search_path = cvg, faits;
ALTER ROLE courrier SET search_path = cvg;
ALTER ROLE alerting SET search_path = cvg;
ALTER ROLE dashboard SET search_path = cvg;
ALTER ROLE cvg SET search_path = cvg, faits;
