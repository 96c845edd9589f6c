from django import template

from volunteers import facts

register = template.Library()
register.simple_tag(facts.activity_facts)
