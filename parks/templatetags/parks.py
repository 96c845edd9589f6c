from django import template

from parks import facts

register = template.Library()
register.simple_tag(facts.park_facts)
