"""Numbers of resident identity cards, read as the portal reads them."""

from datetime import date

from lib.people_numbers import Document, DocumentType, parse_document


def parse_resident_id(text: str, *, today: date | None = None) -> Document:
    return parse_document(DocumentType.RESIDENT_ID, text, today=today)
