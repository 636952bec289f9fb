"""What a workbook says, read by its own XML: sheets with their rows as texts, lists of choice."""

import io
import re
import xml.etree.ElementTree as ET
import zipfile

MAIN = '{http://schemas.openxmlformats.org/spreadsheetml/2006/main}'
REL = '{http://schemas.openxmlformats.org/officeDocument/2006/relationships}'


class Sheet:
    def __init__(self, name, hidden, root, strings):
        self.name, self.hidden = name, hidden
        self.cells = {c.get('r'): self.text(c, strings) for c in root.iter(MAIN + 'c')}
        # what a column offers: the formula or the literal list; None where it has help only
        self.choices = {v.get('sqref'): v.findtext(MAIN + 'formula1') for v in root.iter(MAIN + 'dataValidation')}
        self.prompts = {v.get('sqref'): v.get('prompt') for v in root.iter(MAIN + 'dataValidation')}

    @staticmethod
    def text(cell, strings):
        value = cell.findtext(MAIN + 'v')
        return strings[int(value)] if cell.get('t') == 's' else value

    def row(self, number):
        """Texts of a row, by column."""
        found = {re.match('[A-Z]+', at)[0]: text for at, text in self.cells.items() if re.fullmatch(f'[A-Z]+{number}', at)}
        return dict(sorted(found.items(), key=lambda item: (len(item[0]), item[0])))

    def column(self, letters):
        return [text for at, text in self.cells.items() if re.fullmatch(letters + r'\d+', at)]


def read(data):
    """{name: Sheet}, in the workbook's order."""
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        strings = [''.join(t.text or '' for t in item.iter(MAIN + 't')) for item in ET.fromstring(archive.read('xl/sharedStrings.xml'))]
        places = {r.get('Id'): r.get('Target') for r in ET.fromstring(archive.read('xl/_rels/workbook.xml.rels'))}
        sheets = {}
        for sheet in ET.fromstring(archive.read('xl/workbook.xml')).iter(MAIN + 'sheet'):
            root = ET.fromstring(archive.read('xl/' + places[sheet.get(REL + 'id')]))
            sheets[sheet.get('name')] = Sheet(sheet.get('name'), sheet.get('state') == 'hidden', root, strings)
    return sheets
