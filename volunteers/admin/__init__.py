"""The desk's rooms of the volunteers; each module registers its own and lists its queues."""

from volunteers.admin import (  # noqa: F401
    activities,
    checks,
    hour_queues,
    merges,
    objections,
    organizations,
    records,
    rules,
    totals,
    volunteers,
)

desk_queues: list = [
    *organizations.desk_queues,
    *hour_queues.desk_queues,
    *checks.desk_queues,
    *merges.desk_queues,
    *activities.desk_queues,
]
