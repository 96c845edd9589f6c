"""Writes, one function per verb. Import the module of the noun: `from shop.actions import ledger`."""
