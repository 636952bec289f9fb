"""Writes .xlsx workbooks: by hand, from CSV files, and with libxlsxwriter. Sheets are {name: rows}; a cell is a text or a
spreadsheet.Cell."""
import ctypes
import ctypes.util
import datetime as dt
import functools
import io
import os
import re
import sys
import zipfile
from xml.sax.saxutils import escape, quoteattr

from spreadsheet import Cell
from system import SRC

sys.path.append(os.path.join(SRC, "tests/oracle"))
import dialect  # noqa: E402  (the oracle's)

EPOCH = dt.date(1899, 12, 30)
FORMATS = {"general": "General", "day": "dd/mm/yyyy", "month": "mm/yyyy", "hundredths": "0.00"}
OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships/"
MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"


def zipped(parts, method=zipfile.ZIP_DEFLATED):
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", method) as archive:
        for name, data in parts.items():
            archive.writestr(zipfile.ZipInfo(name, (2026, 1, 2, 3, 4, 6)), data, method, compresslevel=1)
    return out.getvalue()


@functools.cache
def column_name(n):
    return (column_name(n // 26 - 1) if n >= 26 else "") + chr(65 + n % 26)


def cell_xml(place, cell, texts):
    if isinstance(cell, Cell):
        style = list(FORMATS).index(cell.style)
        if cell.value is None:
            return f'<c r="{place}" t="str"><f>""</f><v></v></c>'
        if isinstance(cell.value, bool):
            return f'<c r="{place}" t="b"><v>{int(cell.value)}</v></c>'
        value = (cell.value - EPOCH).days if isinstance(cell.value, dt.date) else repr(float(cell.value))
        return f'<c r="{place}" s="{style}"><v>{value}</v></c>'
    if cell == "":
        return ""
    return f'<c r="{place}" t="s"><v>{texts.setdefault(cell, len(texts))}</v></c>'


def sheet_xml(rows, texts):
    lines = ("".join(cell_xml(f"{column_name(c)}{r}", cell, texts) for c, cell in enumerate(row)) for r, row in enumerate(rows, 1))
    data = "".join(f'<row r="{r}">{line}</row>' for r, line in enumerate(lines, 1) if line)
    return f'<worksheet xmlns="{MAIN}"><sheetData>{data}</sheetData></worksheet>'


def parts(sheets, states=None):
    """{part: text} of a workbook; states: {sheet: hidden or veryHidden}."""
    texts, states = {}, states or {}
    made = {f"xl/worksheets/sheet{n}.xml": sheet_xml(rows, texts) for n, rows in enumerate(sheets.values(), 1)}
    listed = "".join(f'<sheet name={quoteattr(name)} sheetId="{n}" state="{states.get(name, "visible")}" r:id="rId{n}"/>'
                     for n, name in enumerate(sheets, 1))
    relations = "".join(f'<Relationship Id="rId{n}" Type="{OFFICE}worksheet" Target="worksheets/sheet{n}.xml"/>'
                        for n in range(1, len(sheets) + 1))
    relations += "".join(f'<Relationship Id="{name}" Type="{OFFICE}{name}" Target="{name}.xml"/>' for name in ("styles", "sharedStrings"))
    formats = "".join(f'<numFmt numFmtId="{164 + i}" formatCode={quoteattr(code)}/>' for i, code in enumerate(FORMATS.values()))
    used = "".join(f'<xf numFmtId="{164 + i}"/>' for i in range(len(FORMATS)))
    shared = "".join(f'<si><t xml:space="preserve">{escape(text)}</t></si>' for text in texts)
    return {
        "[Content_Types].xml": "<Types/>",
        "_rels/.rels": f'<Relationships><Relationship Id="rId1" Type="{OFFICE}officeDocument" Target="xl/workbook.xml"/></Relationships>',
        "xl/workbook.xml": f'<workbook xmlns="{MAIN}" xmlns:r="r"><sheets>{listed}</sheets></workbook>',
        "xl/_rels/workbook.xml.rels": f"<Relationships>{relations}</Relationships>",
        "xl/styles.xml": f'<styleSheet xmlns="{MAIN}"><numFmts>{formats}</numFmts><cellXfs>{used}</cellXfs></styleSheet>',
        "xl/sharedStrings.xml": f'<sst xmlns="{MAIN}">{shared}</sst>', **made}


def book(sheets, states=None):
    """The bytes of a workbook."""
    return zipped(parts(sheets, states))


# ---------------------------------------------------------------- from CSV

NUMBER = re.compile(r"-?(0|[1-9][0-9]{0,11})(\.[0-9]?[1-9])?")
DATE = re.compile(r"[12][0-9]{3}-[0-9]{2}-[0-9]{2}")
MONTHS = ("naissance",)
NO_XML = re.compile("[\0-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]")


@functools.lru_cache(maxsize=10000)
def typed(text, month):
    """The cell that a spreadsheet makes of a text, of a column of months or not; it means the same."""
    if DATE.fullmatch(text) and not month:
        try:
            if dt.date.fromisoformat(text) > dt.date(1900, 3, 1):
                return Cell(dt.date.fromisoformat(text), "day")
        except ValueError:
            pass
    return Cell(float(text)) if NUMBER.fullmatch(text) else text


def rows_of(data):
    """The rows of a CSV file, each on its line."""
    rows, header, months = [], None, []
    for number, cells in dialect.records(dialect.decode(data)[0]):
        rows += [[]] * (number - 1 - len(rows))
        rows.append([typed(cell, i in months) for i, cell in enumerate(cells)] if header else cells)
        if not header:
            header = [dialect.header_name(cell) for cell in cells]
            months = [i for i, name in enumerate(header) if name in MONTHS]
    return rows


def of_csv(files):
    """The files as one workbook; None where they cannot be one."""
    sheets = {}
    for name, data in files:
        name, extension = os.path.splitext(name)
        if extension.lower() != ".csv" or name in sheets or len(name) > 31 or re.search(r"[\[\]:*?/\\]", name):
            return None
        try:
            rows = rows_of(data)
        except dialect.FileFault:
            return None
        if not rows or any(isinstance(cell, str) and NO_XML.search(cell) for row in rows for cell in row):
            return None
        sheets[name] = rows
    return [("Remontée.xlsx", book(sheets))] if sheets else None


# ---------------------------------------------------------------- libxlsxwriter

class Datetime(ctypes.Structure):
    _fields_ = [(name, ctypes.c_int) for name in ("year", "month", "day", "hour", "min")] + [("sec", ctypes.c_double)]


def find_writer():
    return ctypes.util.find_library("xlsxwriter")


def load_writer():
    """libxlsxwriter with the types of what is called here."""
    library = ctypes.CDLL(find_writer())
    pointer, text = ctypes.c_void_p, ctypes.c_char_p
    place = [pointer, ctypes.c_uint32, ctypes.c_uint16]
    for name, result, arguments in (
            ("workbook_new", pointer, [text]), ("workbook_add_worksheet", pointer, [pointer, text]),
            ("workbook_add_format", pointer, [pointer]), ("format_set_num_format", None, [pointer, text]),
            ("workbook_close", ctypes.c_int, [pointer]), ("worksheet_write_string", ctypes.c_int, [*place, text, pointer]),
            ("worksheet_write_number", ctypes.c_int, [*place, ctypes.c_double, pointer]),
            ("worksheet_write_boolean", ctypes.c_int, [*place, ctypes.c_int, pointer]),
            ("worksheet_write_datetime", ctypes.c_int, [*place, ctypes.POINTER(Datetime), pointer]),
            ("worksheet_write_formula_str", ctypes.c_int, [*place, text, pointer, text])):
        function = getattr(library, name)
        function.restype, function.argtypes = result, arguments
    return library


def write_cell(library, place, cell, formats):
    if isinstance(cell, Cell):
        shown = formats[cell.style]
        if cell.value is None:
            return library.worksheet_write_formula_str(*place, b'=""', None, b"")
        if isinstance(cell.value, bool):
            return library.worksheet_write_boolean(*place, cell.value, None)
        if isinstance(cell.value, dt.date):
            day = Datetime(cell.value.year, cell.value.month, cell.value.day, 0, 0, 0)
            return library.worksheet_write_datetime(*place, ctypes.byref(day), shown)
        return library.worksheet_write_number(*place, cell.value, shown)
    return library.worksheet_write_string(*place, cell.encode(), None) if cell else 0


def write_with_library(path, sheets):
    library = load_writer()
    workbook = library.workbook_new(path.encode())
    formats = {}
    for name, code in FORMATS.items():
        formats[name] = library.workbook_add_format(workbook)
        library.format_set_num_format(formats[name], code.encode())
    for name, rows in sheets.items():
        sheet = library.workbook_add_worksheet(workbook, name.encode())
        for r, row in enumerate(rows):
            for c, cell in enumerate(row):
                if write_cell(library, (sheet, r, c), cell, formats):
                    raise RuntimeError(f"libxlsxwriter: {path}, {name}: {cell!r}")
    if library.workbook_close(workbook):
        raise RuntimeError(f"libxlsxwriter: {path} could not be written")
