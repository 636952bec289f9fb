"""From bytes to records: zips, workbooks, file names, encodings, separators, quotes and line breaks."""

import io
import re
import unicodedata
import zipfile
import zlib
from functools import lru_cache

import excel

BLANKS = ' \t\r\n\v\f\u00a0\u202f'
CELL_BYTES = 4096


class FileFault(Exception):
    """A file that cannot be read any further; carries the line."""

    def __init__(self, line):
        super().__init__(f'line {line}')
        self.line = line


@lru_cache(maxsize=1 << 16)
def plain(text):
    """Without accents, in capitals."""
    return ''.join(c for c in unicodedata.normalize('NFD', text) if not unicodedata.combining(c)).upper()


def header_name(text):
    return re.sub(f'[{BLANKS}-]', '_', plain(text.strip(BLANKS)).lower())


def entries(files):
    """(name, bytes, Sheet, or None when unreadable) of every file; zips and workbooks opened, hidden ones skipped."""
    for name, data in files:
        if is_archive(name, data) and not excel.is_workbook(name, data):
            if excel.is_package(data):
                yield from of_workbook(name, data)
                continue
            try:
                with zipfile.ZipFile(io.BytesIO(data)) as archive:
                    inside = [(i.filename, archive.read(i)) for i in archive.infolist() if not i.is_dir()]
            except (zipfile.BadZipFile, zlib.error, RuntimeError, EOFError, ValueError, OSError):
                yield name, None
                continue
        else:
            inside = [(name, data)]
        for inner, bytes_ in visible(inside):
            if excel.is_workbook(inner, bytes_):
                yield from of_workbook(inner, bytes_)
            elif bytes_.startswith(excel.OLD) and inner.lower().endswith(('.csv', '.xls')):
                yield inner, None
            else:
                yield inner, bytes_


def is_archive(name, data):
    """Whether a file is sent as an archive or a workbook; one without an extension, if its bytes say so."""
    base = re.split(r'[/\\]', name)[-1].lower()
    return (not base or base.endswith('.zip') or excel.is_workbook(base, data)
            or '.' not in base and data[:4] == b'PK\x03\x04')


def of_workbook(name, data):
    """Its sheets, each as the file that it stands for."""
    found = excel.sheets(data, BLANKS) if not data.startswith(excel.OLD) else None
    if found is None:
        yield name, None
        return
    for sheet in found:
        called = sheet.name.strip(BLANKS)
        if not plain(called).lower().startswith(excel.FOR_PEOPLE):
            yield re.sub(r'[/\\]', '_', called) + '.csv', sheet


def visible(files):
    for name, data in files:
        parts = re.split(r'[/\\]', name)
        if '__MACOSX' not in parts and not parts[-1].startswith('.'):
            yield name, data


def dataset_of(name, known):
    """The dataset that a file name stands for, or None."""
    base = plain(re.split(r'[/\\]', name)[-1]).lower()
    return next((d for d in known if base.startswith(d)), None) if base.endswith('.csv') else None


def decode(data):
    """(text, whether it was Windows-1252)."""
    if b'\0' in data:
        raise FileFault(1)
    if data.startswith(b'\xef\xbb\xbf'):
        data = data[3:]
    for encoding in 'utf-8', 'cp1252':
        try:
            return data.decode(encoding), encoding == 'cp1252'
        except UnicodeDecodeError:
            continue
    raise FileFault(1)


def physical_lines(text):
    """(content, its line break) of each physical line."""
    start = 0
    for match in re.finditer(r'\r\n|\n|\r', text):
        yield text[start:match.start()], match.group()
        start = match.end()
    if start < len(text):
        yield text[start:], ''


def sheet_records(sheet):
    """The same of a sheet of a workbook."""
    for number, cells in sheet.rows:
        if any(len(cell.encode()) > CELL_BYTES for cell in cells):
            raise FileFault(number)
        yield number, cells


def records(text):
    """(physical line, cells) of each record that is not empty; the first is the header."""
    lines = enumerate(physical_lines(text), 1)
    separator = None
    for number, (content, end) in lines:
        if separator is None:
            if not content.strip(BLANKS + ';,'):
                continue
            header = [content]
            quotes = content.count('"')
            while quotes % 2:  # a line break inside quotes: the header goes on
                _, (content, next_end) = next(lines, (0, (None, '')))
                if content is None:
                    raise FileFault(number)
                header += [end, content]
                quotes += content.count('"')
                end = next_end
            content = ''.join(header)
            separator = find_separator(content)
        if '"' in content:
            splitter = Splitter(separator)
            while not splitter.feed(content):
                splitter.cell.append(end)
                _, (content, end) = next(lines, (0, (None, '')))
                if content is None:
                    raise FileFault(number)
            cells = splitter.cells
        else:
            cells = content.split(separator)
        if any(len(cell) > CELL_BYTES // 4 and len(cell.encode()) > CELL_BYTES for cell in cells):
            raise FileFault(number)
        if any(cell.strip(BLANKS) for cell in cells):
            yield number, cells


def find_separator(header):
    outside = ''.join(header.split('"')[::2])
    return max(';\t,', key=outside.count)  # the first of the most frequent, ';' where there is none


class Splitter:
    """Splits one record by RFC 4180, fed line by line. A quote opens only at the beginning of a cell."""

    def __init__(self, separator):
        self.separator = separator
        self.cells = []
        self.cell = []
        self.quoted = False
        self.closed = False

    def feed(self, content):
        """True when the record is complete."""
        position = 0
        while position < len(content):
            c = content[position]
            position += 1
            if self.quoted:
                if c != '"':
                    self.cell.append(c)
                elif content[position:position + 1] == '"':
                    self.cell.append('"')
                    position += 1
                else:
                    self.quoted, self.closed = False, True
            elif c == self.separator:
                self.end_cell()
            elif c == '"' and not self.cell and not self.closed:
                self.quoted = True
            else:
                self.cell.append(c)
        if not self.quoted:
            self.end_cell()
        return not self.quoted

    def end_cell(self):
        self.cells.append(''.join(self.cell))
        self.cell, self.closed = [], False
