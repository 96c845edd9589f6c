"""Tables in and out: Excel and CSV files as staff make and read them."""

from lib.spreadsheets.reading import read_table
from lib.spreadsheets.tables import Column, Row, TableRefused
from lib.spreadsheets.writing import stream_csv, write_xlsx

__all__ = ["Column", "Row", "TableRefused", "read_table", "stream_csv", "write_xlsx"]
