"""The two birthdays that the law asks about: the fourteenth (PIPL art. 28, 31) and the eighteenth."""

from datetime import date

CHILD_UNTIL = 14
MINOR_UNTIL = 18


def birthday(born_on: date, years: int) -> date:
    """The day on which somebody is `years` old; who was born on 29 February has it on 1 March."""
    try:
        return born_on.replace(year=born_on.year + years)
    except ValueError:
        return date(born_on.year + years, 3, 1)


def is_child(born_on: date, day: date) -> bool:
    return day < birthday(born_on, CHILD_UNTIL)


def minor_until(born_on: date, day: date) -> date | None:
    """The eighteenth birthday, for who has not reached it."""
    grown_up = birthday(born_on, MINOR_UNTIL)
    return grown_up if day < grown_up else None
