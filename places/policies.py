"""Who may do what with places. Which region somebody works in is the office's to say, a floor above."""


def can_decide_feedback(user, feedback) -> bool:
    """Answering and declining is the office's work."""
    return user.is_active and user.is_staff


def can_send_feedback(place) -> bool:
    """Anybody, without an account, about any place that the public can see."""
    return place.is_public
