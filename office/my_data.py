"""What the office has sent to one person."""

from typing import Any

from office.models import Message


def sections(user) -> dict[str, list[dict[str, Any]]]:
    return {"messages": list(Message.objects.notices_for(user).values("text", "created_at", "read_at"))}
