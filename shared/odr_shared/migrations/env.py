"""What Alembic runs for each chain, on the connection that it is given."""

from typing import Any, Literal

from alembic import context
from alembic.autogenerate.api import AutogenContext
from alembic.operations.ops import UpgradeOps
from sqlalchemy import TypeDecorator
from sqlalchemy.dialects import postgresql

given = context.config.attributes


def rendered(kind: str, item: Any, autogen: AutogenContext) -> str | Literal[False]:
    """A column's type as the database knows it: a migration must not change with our classes."""
    if kind != "type" or not isinstance(item, TypeDecorator):
        return False
    plain = item.impl_instance
    if isinstance(plain, postgresql.JSONB):
        autogen.imports.add("from sqlalchemy.dialects import postgresql")
        return "postgresql.JSONB()"
    return f"sa.{plain!r}"


def unless_empty(_context: object, _revision: object, directives: list[Any]) -> None:
    """Write no revision that does nothing."""
    (script,) = directives
    upgrade: UpgradeOps = script.upgrade_ops
    if upgrade.is_empty():
        directives.clear()


context.configure(
    connection=given["connection"],
    version_table=given["version_table"],
    target_metadata=given.get("tables"),
    include_object=lambda _, name, kind, *__: kind != "table" or name not in given["others"],
    process_revision_directives=unless_empty,
    render_item=rendered,
    compare_server_default=True,
    transaction_per_migration=True,
)
with context.begin_transaction():
    context.run_migrations()
