"""Registers of hundreds of thousands of rows: their list is one statement, and nothing is counted for it."""

from collections.abc import Sequence

from django.contrib import admin
from django.contrib.admin.options import IncorrectLookupParameters
from django.contrib.admin.views.main import ChangeList
from django.core.paginator import InvalidPage
from django.db.models import QuerySet
from django.http import HttpRequest

from office.paging import OpenPaginator


class OpenChangeList(ChangeList):
    """Says "more than 50" where a page is followed by another; "show all" is not offered."""

    def get_results(self, request: HttpRequest) -> None:
        rows = self.model_admin.for_list(self.queryset)
        self.paginator = self.model_admin.get_paginator(request, rows, self.list_per_page)
        try:
            page = self.paginator.page(self.page_num)
        except InvalidPage as error:
            raise IncorrectLookupParameters from error
        self.result_list = page.object_list
        self.model_admin.complete(self.result_list)
        self.result_count = self.paginator.count
        self.full_result_count = None
        self.show_full_result_count = self.can_show_all = False
        self.show_admin_actions = True
        self.multi_page = page.has_other_pages()


class LargeRegister:
    """Mixed in before a ScopedAdmin. `list_only` names the columns that the list shows, none others are read."""

    paginator = OpenPaginator
    # Facets count the whole table, once for each choice.
    show_facets = admin.ShowFacets.NEVER
    sortable_by: tuple = ()
    list_only: Sequence[str] = ()

    def get_changelist(self, request: HttpRequest, **kwargs) -> type[ChangeList]:
        return OpenChangeList

    def for_list(self, rows: QuerySet) -> QuerySet:
        """The rows as the list shows them; actions and exports ask for more."""
        return rows.only(*self.list_only) if self.list_only else rows

    def complete(self, rows: list) -> None:
        """What a page's rows show beside. With each further join PostgreSQL plans twice as long as before."""
