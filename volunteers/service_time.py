"""Service time as people read it."""

HOUR = 60  # minutes


def hours_of(minutes: int) -> str:
    """Hours with one decimal, rounded down: 119 minutes are 1.9."""
    return f"{minutes // 6 / 10:,.1f}"


def whole_hours(minutes: int) -> str:
    """For sums: hours that are full."""
    return f"{minutes // HOUR:,}"
