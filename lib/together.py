"""Migration operations that stand side by side, with the models drawn once for all of them.

After each operation Django draws every model anew that is related to the changed one. In a city that is nearly all of
them: drawing took thirty-three of the forty seconds of a first migration, PostgreSQL five. The same goes for each
database of the tests.
"""

from collections.abc import Sequence

from django.db.backends.base.schema import BaseDatabaseSchemaEditor
from django.db.migrations.operations import AddConstraint, AddField, AddIndex, CreateModel
from django.db.migrations.operations.base import Operation
from django.db.migrations.state import ProjectState

ON_A_TABLE = (AddConstraint, AddField, AddIndex)


class Together(Operation):
    """Does `operations` in their order, each between the state before all of them and the state after all of them.

    So none may build on what another one changes, except that a table created here may be given fields, constraints,
    indexes and triggers: the table is created with all of them. What reads or moves rows (`RunPython`) stands alone.
    """

    serialization_expand_args = ["operations"]

    def __init__(self, operations: Sequence[Operation]):
        self.operations = operations
        self.atomic = all(operation.atomic for operation in operations)
        self.reversible = all(operation.reversible for operation in operations)
        self.reduces_to_sql = all(operation.reduces_to_sql for operation in operations)

    def deconstruct(self):
        return type(self).__name__, [], {"operations": self.operations}

    def state_forwards(self, app_label: str, state: ProjectState) -> None:
        # Without drawn models the operations change descriptions alone; whoever asks for models next has them drawn.
        state.__dict__.pop("apps", None)
        for operation in self.operations:
            operation.state_forwards(app_label, state)

    def database_forwards(
        self,
        app_label: str,
        schema_editor: BaseDatabaseSchemaEditor,
        from_state: ProjectState,
        to_state: ProjectState,
    ) -> None:
        for operation in self._of_their_own():
            operation.database_forwards(app_label, schema_editor, from_state, to_state)

    def database_backwards(
        self,
        app_label: str,
        schema_editor: BaseDatabaseSchemaEditor,
        from_state: ProjectState,
        to_state: ProjectState,
    ) -> None:
        for operation in reversed(self._of_their_own()):
            operation.database_backwards(app_label, schema_editor, from_state, to_state)

    def describe(self) -> str:
        return f"{len(self.operations)} changes together"

    def _of_their_own(self) -> list[Operation]:
        """Without what a table created here has from the start."""
        created = {operation.name_lower for operation in self.operations if isinstance(operation, CreateModel)}
        return [
            operation
            for operation in self.operations
            if not (isinstance(operation, ON_A_TABLE) and operation.model_name_lower in created)
        ]
