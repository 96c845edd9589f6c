"""What the office does: with its registers, and with public notices (`office.actions.notices`)."""

from office.actions.registers import keep_place, keep_plan, mark_read, show_places, tell

__all__ = ["keep_place", "keep_plan", "mark_read", "show_places", "tell"]
