"""The desk's rooms of the volunteers; each module registers its own and lists its queues."""

from volunteers.admin import merges, organizations, rules, volunteers  # noqa: F401

desk_queues: list = [*organizations.desk_queues, *merges.desk_queues]
