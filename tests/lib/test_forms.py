"""Forms that use the fields of their class instead of copying them."""

from django import forms

from lib.forms import own, shares_fields


@shares_fields
class Lunch(forms.Form):
    dish = forms.ChoiceField(choices=[("rice", "rice"), ("noodles", "noodles")])
    when = forms.DateField(help_text="today")


class Supper(Lunch):
    guests = forms.IntegerField()


def test_fields_are_those_of_the_class():
    one, other = Lunch(), Lunch()
    assert one.fields["dish"] is other.fields["dish"]


def test_what_one_form_changes_no_other_sees():
    one, other = Lunch(), Lunch()
    own(one, "dish").choices = [("fish", "fish")]
    del one.fields["when"]
    for untouched in (other, Lunch()):
        assert list(untouched.fields) == ["dish", "when"]
        assert "noodles" in str(untouched["dish"])
        assert "fish" not in str(untouched["dish"])
    assert "fish" in str(one["dish"])


def test_a_field_changed_after_the_form_was_checked_is_drawn_as_it_is_now():
    form = Lunch({"dish": "stones", "when": "2026-11-26"})
    assert not form.is_valid()
    own(form, "dish").choices = [("fish", "fish")]
    assert "fish" in str(form["dish"])
    assert form["dish"].errors


def test_an_answer_leaves_nothing_behind():
    assert not Lunch({"dish": "stones", "when": "never"}).is_valid()
    form = Lunch({"dish": "rice", "when": "2026-11-26"})
    assert form.is_valid()
    assert not form.errors
    assert "stones" not in str(Lunch())


def test_a_form_that_builds_on_it_copies_again():
    assert Supper().fields["dish"] is not Supper().fields["dish"]
