"""The desk's registers of people: masked everywhere; opening a value has its own page, reason and log."""

from accounts.admin import data_requests, people, records  # noqa: F401
