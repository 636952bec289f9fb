"""Writes spreadsheets as flat OpenDocument and lets LibreOffice save them as CSV or workbooks, as a French office would; reads workbooks through it."""
import csv
import datetime as dt
import os
import shutil
import subprocess
from xml.sax.saxutils import escape

NAMESPACES = " ".join(f'xmlns:{name}="urn:oasis:names:tc:opendocument:xmlns:{path}"' for name, path in (
    ("office", "office:1.0"), ("table", "table:1.0"), ("text", "text:1.0"), ("style", "style:1.0"), ("number", "datastyle:1.0"),
    ("of", "of:1.2")))
FRENCH = 'number:language="fr" number:country="FR"'
DAY_PART, MONTH_PART = '<number:day number:style="long"/><number:text>/</number:text>', '<number:month number:style="long"/>'
YEAR_PART = '<number:text>/</number:text><number:year number:style="long"/>'
STYLES = {
    "day": f'<number:date-style style:name="N-day" {FRENCH}>{DAY_PART}{MONTH_PART}{YEAR_PART}</number:date-style>',
    "month": f'<number:date-style style:name="N-month" {FRENCH}>{MONTH_PART}{YEAR_PART}</number:date-style>',
    "general": f'<number:number-style style:name="N-general" {FRENCH}><number:number number:min-integer-digits="1"/></number:number-style>',
    "hundredths": f'<number:number-style style:name="N-hundredths" {FRENCH}><number:number number:decimal-places="2" '
                  'number:min-decimal-places="2" number:min-integer-digits="1"/></number:number-style>',
}


class Cell:
    """A typed cell: a boolean, a number or a date shown in a style, or a formula that shows nothing. Any other cell is a text."""

    def __init__(self, value, style="general"):
        self.value, self.style = value, style

    def xml(self):
        shown = f'table:style-name="{self.style}"'
        if self.value is None:
            return '<table:table-cell table:formula="of:=&quot;&quot;" office:value-type="string" office:string-value=""/>'
        if isinstance(self.value, bool):
            return f'<table:table-cell office:value-type="boolean" office:boolean-value="{str(self.value).lower()}"/>'
        if isinstance(self.value, dt.date):
            return f'<table:table-cell {shown} office:value-type="date" office:date-value="{self.value}"/>'
        return f'<table:table-cell {shown} office:value-type="float" office:value="{self.value}"/>'


def cell_xml(cell):
    if isinstance(cell, Cell):
        return cell.xml()
    if cell == "":
        return "<table:table-cell/>"
    paragraphs = "".join(f"<text:p>{escape(line)}</text:p>" for line in cell.split("\n"))
    return f'<table:table-cell office:value-type="string">{paragraphs}</table:table-cell>'


def write(path, rows):
    """A flat OpenDocument spreadsheet with one sheet."""
    write_sheets(path, {"Feuille1": rows})


def write_sheets(path, sheets):
    """The same with sheets {name: rows}."""
    styles = "".join(STYLES.values()) + "".join(
        f'<style:style style:name="{name}" style:family="table-cell" style:data-style-name="N-{name}"/>' for name in STYLES)
    tables = ""
    for name, rows in sheets.items():
        lines = "".join("<table:table-row>" + "".join(map(cell_xml, row)) + "</table:table-row>" for row in rows)
        tables += f'<table:table table:name="{escape(name)}">{lines}</table:table>'
    with open(path, "w", encoding="utf-8") as file:
        file.write(f'<?xml version="1.0" encoding="UTF-8"?>\n<office:document {NAMESPACES} office:version="1.2" '
                   'office:mimetype="application/vnd.oasis.opendocument.spreadsheet">'
                   f"<office:automatic-styles>{styles}</office:automatic-styles><office:body><office:spreadsheet>"
                   f"{tables}</office:spreadsheet></office:body></office:document>\n")


def find_office():
    return shutil.which("soffice") or shutil.which("libreoffice")


def save_as_csv(paths, folder, quote_all=False):
    """Saves spreadsheets as CSV with `;`, in Windows-1252, cells as shown."""
    # separator, quote, character set, first line, column formats, language, quote all texts, (of imports), cells as shown, formulas
    options = f"59,34,ANSI,1,,0,{'true' if quote_all else 'false'},true,true,false"
    return save_as(f"csv:Text - txt - csv (StarCalc):{options}", paths, folder)


def save_as(form, paths, folder):
    """Saves spreadsheets in the folder in a form of LibreOffice ("xlsx", "ods"); their paths."""
    extension = form.partition(":")[0]
    said = convert(form, paths, folder)
    wanted = [os.path.join(folder, os.path.splitext(os.path.basename(path))[0] + "." + extension) for path in paths]
    missing = [path for path in wanted if not os.path.exists(path)]
    if missing:
        raise RuntimeError(f"LibreOffice: not written: {missing}\n{said}")
    return wanted


def read_sheets(path, folder):
    """Every sheet of a workbook as LibreOffice reads it, {name: [[text]]}: numbers as they are, not as shown, in an English manner."""
    convert("csv:Text - txt - csv (StarCalc):59,34,UTF8,1,,1033,false,false,false,false,false,-1", [path], folder)
    start, sheets = os.path.splitext(os.path.basename(path))[0] + "-", {}
    for name in os.listdir(folder):
        if name.startswith(start) and name.endswith(".csv"):
            with open(os.path.join(folder, name), encoding="utf-8", newline="") as file:
                sheets[name[len(start):-len(".csv")]] = list(csv.reader(file, delimiter=";"))
    return sheets


def convert(form, paths, folder):
    """What LibreOffice says of it. Its profile is made beside the folder."""
    profile = os.path.join(os.path.dirname(folder), "profile")
    ran = subprocess.run([find_office(), f"-env:UserInstallation=file://{profile}", "--headless", "--norestore", "--convert-to",
                          form, "--outdir", folder, *paths], capture_output=True, text=True, timeout=180, stdin=subprocess.DEVNULL)
    if ran.returncode != 0:
        raise RuntimeError(f"LibreOffice: exit {ran.returncode}\n{ran.stdout}\n{ran.stderr}")
    return ran.stdout + ran.stderr
