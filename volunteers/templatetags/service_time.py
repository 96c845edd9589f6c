from django import template

from volunteers.service_time import hours_of, whole_hours

register = template.Library()
register.filter("hours", hours_of)
register.filter("whole_hours", whole_hours)
