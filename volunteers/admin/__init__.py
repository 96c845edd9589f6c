"""The desk's rooms of the volunteers; each module registers its own and lists its queues."""

desk_queues: list = []
