from django.contrib import admin
from django.contrib.auth import admin as _registers_groups  # noqa: F401
from django.contrib.auth.models import Group

from office.admin import calendar, feedback, figures, inbox, notices, objections, photos, places, posts, regions, site  # noqa: F401
from office.admin.queues import desk_queues

# Powers come from posts; a second way to grant them would be a way around the three administrators.
admin.site.unregister(Group)

__all__ = ["desk_queues"]
