"""For resources of large tables: how far a worker is."""


class MarksRows:
    """Mixed in before ModelResource: after each row `mark`, if the import was given one, is called."""

    def after_import_row(self, row, row_result, **kwargs) -> None:
        row_result.changed = []
        mark = kwargs.get("mark")
        if mark is not None:
            mark()
