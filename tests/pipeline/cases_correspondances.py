"""Cases of mapping profiles, by the one of the ASP's codes: what it knows, what it leaves in doubt, what it does not know."""
from base_export import DAY, OPEN, Case, Send, ago, base_rows, changed, emit, every, files, french, one
from base_export import COLUMNS

TOOL = "Extranet IAE 2.0"
NIGHT = DAY.fromordinal(DAY.toordinal() - 1)


def asp(name, says, cells=None, finds=(), logiciel=TOOL, **more):
    return one("profil.asp." + name, says, changed(cells or {}), finds, logiciel=logiciel, **more)


def down(column, *texts):
    return {(2 + i, column): text for i, text in enumerate(texts)}


def renamed(**names):
    """The base export with columns under other names."""
    rows = base_rows()
    return [("salaries.csv", emit(rows["salaries"], COLUMNS["salaries"], header=[names.get(c, c) for c in COLUMNS["salaries"]])),
            files()[1]]


ORIENTEURS = ("01", "02", "03", "04", "05", "07", "09", "10", "11", "12", "13", "14", "15", "16", "17", "18", "19", "20", "21", "22", "23",
              "99", "3", "0012")

CASES = [
    asp("none", "our own headers and codes go on being taken as they are"),
    asp("tool", "the tool's name: case, accents, blanks and hyphens do not matter", {(2, "orienteur"): "03"},
        logiciel=" EXTRANET-IAÉ 2.0"),
    asp("other_tool", "a tool that no profile knows", {(2, "orienteur"): "03"}, every("E-CODE", [(2, "orienteur")]), active=29, aside=1,
        logiciel="Extranet"),
    asp("no_tool", "no tool in the reference data", {(2, "formation_france"): "30"}, every("W-CELLULE", [(2, "formation_france")]),
        logiciel=""),
    asp("orienteurs", "the ASP's orienteurs, with or without leading zero", down("orienteur", *ORIENTEURS)),
    asp("mixed", "theirs and ours in one column", down("orienteur", "12", "HEBERGEMENT", "hébergement", "NR", "99")),
    asp("doubt", "06 and 08 are in doubt: a finding, never a guess", down("orienteur", "06", "8", "06"),
        every("E-CODE", [(2, "orienteur"), (3, "orienteur"), (4, "orienteur")]), active=27, aside=3,
        shows=("« asp » ne tranche pas", "HEBERGEMENT, MARAUDE_VEILLE_SOCIALE, PHC, AUTRE_SPE ou AUTRE_ACCOMPAGNEMENT")),
    asp("unknown", "what a profile does not know is a finding that names it", down("orienteur", "24", "0", "ASP"),
        every("E-CODE", [(2, "orienteur"), (3, "orienteur"), (4, "orienteur")]), active=27, aside=3, shows=("la correspondance « asp »",)),
    asp("formation", "levels of education 00 to 70",
        {**down("formation_france", *"00 01 10 20 30 40 41 50 51 60 70 0 1".split()), **down("formation_origine", "10", "N7_8", "n3")}),
    asp("formation.unknown", "levels that are none", down("formation_france", "02", "80", "N9"),
        every("W-CELLULE", [(2, "formation_france"), (3, "formation_france"), (4, "formation_france")]),
        shows=("la correspondance « asp » ne connaît pas",)),
    asp("sans_emploi", "durations 01 to 04; 00 is none of ours", down("sans_emploi", "01", "02", "03", "04", "4", "00"),
        every("W-CELLULE", [(7, "sans_emploi")]), figures={"public.sans_emploi_2_ans": OPEN - 4}),
    asp("exits", "exit numbers and the RSA's words are taken as without a profile",
        {(32, "motif_sortie"): "96", (33, "motif_sortie"): "01", (34, "motif_sortie"): "22", (2, "rsa"): "OUI-M", (3, "rsa"): "OUI-NM"}),
    one("profil.asp.headers", "its headers are our columns", renamed(
        sans_emploi="salarieSansEmploiDepuis", rsa="salarieBenefRSA", ass="SALARIEBENEFASS", rqth="salarieRQTH"), logiciel=TOOL),
    one("profil.asp.headers.none", "without the profile they are unknown", renamed(rsa="salarieBenefRSA"),
        every("I-COLONNE-INCONNUE", [(1, "salarieBenefRSA")])),
    one("profil.asp.headers.unknown", "a header that it does not know", renamed(rsa="salarieBenefRSADepuis"),
        every("I-COLONNE-INCONNUE", [(1, "salarieBenefRSADepuis")]), logiciel=TOOL),
    one("profil.asp.headers.double", "a column under its name and under ours is given twice", renamed(protection="salarieBenefRSA"),
        [("E-COLONNE", 1, "rsa")], "refused", logiciel=TOOL, shows=("sous les noms « salarieBenefRSA », « rsa » (correspondance « asp »)",)),
    one("profil.asp.identity", "identity data first, in a column that it reads", changed(
        {(2, "orienteur"): "06 12 34 56 78"}), every("E-IDENTITE", [(2, "orienteur")]), "refused", logiciel=TOOL, secrets=("06 12 34",)),
    one("profil.asp.identity.month", "identity data first, in a date", changed({(2, "naissance"): french(ago(12000))}),
        every("E-IDENTITE", [(2, "naissance")]) if not french(ago(12000)).startswith("01") else [("W-MOIS", 2, "naissance")],
        "refused" if not french(ago(12000)).startswith("01") else "accepted", logiciel=TOOL),
    Case("profil.asp.nights", "their value instead of ours changes nothing", [
        Send(changed({(2, "orienteur"): "FRANCE_TRAVAIL", (3, "formation_france"): "N5"}), active=OPEN, day=NIGHT),
        Send(changed({(2, "orienteur"): "03", (3, "formation_france"): "30"}), [("I-RIEN", None, None, None)], active=OPEN,
             changes=(0, 0, 0, 43)),
        Send(changed({(2, "orienteur"): "06", (3, "formation_france"): "40"}), every("E-CODE", [(2, "orienteur")]), active=OPEN, aside=1,
             changes=(0, 0, 1, 41))], logiciel=TOOL),
]
