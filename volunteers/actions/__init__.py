"""Writes, one function per verb. Import the module of the noun: `from volunteers.actions import recording`."""
