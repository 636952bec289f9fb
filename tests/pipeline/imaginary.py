"""An imaginary tool: definitions with its mapping profile, and exports in its spelling."""
import os
import shutil

from base_export import COLUMNS, emit
from installation import SRC

TOOL = "Outil d'essai"
HEADERS = {"salaries": {"orienteur": ("Prescripteur", "Origine de la demande"), "naissance": ("Mois de naiss.",), "date_entree": ("Début",),
                        "date_sortie": ("Fin",), "rsa": ("Touche le RSA",), "habitat_entree": ("Logement au début",),
                        "motif_sortie": ("Pourquoi",), "contrat": ("Type de contrat",)},
           "accompagnants": {"fonction": ("Métier",), "date_debut": ("Arrivée",)}}
# our code: their words
VALUES = {("salaries", "orienteur"): {"FRANCE_TRAVAIL": ("Pôle emploi", "FT", "101"), "HEBERGEMENT": ("Foyer ou CHRS", "0007"),
                                      "SPONTANEE": ("Seul(e)",), "NR": ("Sans objet",)},
          ("salaries", "sexe"): {"F": ("Madame", "2"), "H": ("Monsieur",)},
          ("salaries", "nationalite"): {"FR": ("Française",), "HUE": ("Autre pays",), "UE": ("Europe",)},
          ("salaries", "habitat_entree"): {"CHU": ("Centre d'urgence",), "TIERS": ("Chez un ami",), "AUTONOME": ("Chez soi",)},
          ("salaries", "protection"): {"AUCUNE": ("-",)},
          ("salaries", "contrat"): {"CDDI": ("CDD insertion",)},
          ("salaries", "motif_sortie"): {"CDI": ("Embauché",), "NR": ("X",)},
          ("salaries", "date_sortie"): {"NR": ("31/12/9999", "Présent")},
          ("salaries", "cip_ref"): {"NR": ("0",)},
          ("accompagnants", "fonction"): {"CIP": ("Conseiller",), "ASP": ("Accompagnateur",)}}
IN_DOUBT = {("salaries", "orienteur"): {"Autre": "AUTRE_SPE AUTRE_SIAE AUTRE_ACCOMPAGNEMENT", "03": "MISSION_LOCALE FRANCE_TRAVAIL"},
            ("salaries", "protection"): {"Réfugiée": "REFUGIE SUBSIDIAIRE"}}
ANSWERS = {"O": ("Vrai", "X"), "N": ("Faux",), "NR": ("Ne sait pas", "?")}
DATES, MONTHS = ("JJ.MM.AAAA", "AAAAMMJJ", "AAAA-MM-JJ 00:00:00"), ("MM.AAAA",)


def profile():
    """The profile's file."""
    lines = ["genre;jeu;colonne;leur;notre"]
    for dataset, columns in HEADERS.items():
        lines += [f"entete;{dataset};{column};{theirs};" for column, names in columns.items() for theirs in names]
    for (dataset, column), codes in VALUES.items():
        lines += [f"valeur;{dataset};{column};{theirs};{ours}" for ours, words in codes.items() for theirs in words]
    for (dataset, column), words in IN_DOUBT.items():
        lines += [f"ambigu;{dataset};{column};{theirs};{codes}" for theirs, codes in words.items()]
    lines += [f"booleen;;;{theirs};{ours}" for ours, words in ANSWERS.items() for theirs in words]
    return "\n".join(lines + [f"date;;;{form};" for form in DATES] + [f"mois;;;{form};" for form in MONTHS]) + "\n"


def definitions(folder, **profiles):
    """A copy of the definitions in a new folder, with this tool's profile and others: {name: (tool, text of its file)}."""
    shutil.copytree(os.path.join(SRC, "programme"), folder)
    for name, (tool, text) in {"essai": (TOOL, profile()), **profiles}.items():
        with open(os.path.join(folder, "correspondances.csv"), "a", encoding="utf-8") as file:
            file.write(f"{name};{tool};Outil imaginaire\n")
        with open(os.path.join(folder, "correspondances", name + ".csv"), "w", encoding="utf-8") as file:
            file.write(text)
    return folder


def spoken(R, dataset, column, text):
    """A cell as the tool writes it: one of its words, or now and then ours."""
    words = VALUES.get((dataset, column), {}).get(text or "NR", ())
    if text in ("O", "N") and column in BOOLEANS:
        words = ANSWERS[text]
    if column.startswith("date") and len(text) == 10:
        words = [form.replace("AAAA", text[:4]).replace("MM", text[5:7]).replace("JJ", text[8:]) for form in DATES]
    if column == "naissance":
        words = [f"{text[5:]}.{text[:4]}"]
    return R.choice(words) if words and R.random() < .8 else text


BOOLEANS = frozenset("suivi_exterieur rsa ass aah rqth concerte proximite cp_emploi cp_logement cp_sante sortie_via_cp habitat_via_cp "
                     "rqth_obtenue aah_obtenue medecin_traitant couverture_amelioree bilan_sante renfort_cvg".split())


def rows(R, plain):
    """{dataset: [row]} in the tool's words."""
    return {dataset: [{column: spoken(R, dataset, column, text) for column, text in row.items()} for row in some]
            for dataset, some in plain.items()}


def header(R, dataset):
    return [R.choice(HEADERS[dataset].get(column, (column,))) for column in COLUMNS[dataset]]


def files(R, plain):
    """[(name, bytes)] of rows in our words, as the tool exports them."""
    return [(dataset + ".csv", emit(some, COLUMNS[dataset], header=header(R, dataset))) for dataset, some in rows(R, plain).items()]


def rename(R, data):
    """Some of our headers in the bytes of a file become the tool's."""
    for columns in HEADERS.values():
        for ours, theirs in columns.items():
            if R.random() < .6:
                data = data.replace(ours.encode(), R.choice(theirs).encode(), 1)
    return data
