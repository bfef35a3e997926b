"""A large file, kept as it came and read by the background worker: nobody waits for the page, which stays small."""

from django.db import transaction
from django.utils import timezone

from accounts.models import User
from expenses.imports.formats.limits import check_size
from expenses.imports.formats.statement import NotAStatement
from expenses.imports.models import StatementImport
from expenses.imports.reading import parts_of, unpack
from expenses.imports.steps import check_how_many_wait, fields_of, keep, keep_part, start_reading, use_what_is_known

LARGE_BYTES = 2 << 20
"""From here on it takes a second and more to read a file."""

FAILED = "Something went wrong on our side while reading this file. Choose it again."
Status = StatementImport.Status


def receive_unread(content: bytes, file_name: str, *, owner: User, actor: User) -> StatementImport:
    """Keep a file and have it read; return the import as it then is.

    Raises NotAStatement, and keeps nothing, where it is too large or too many wait already.
    """
    check_size(len(content))
    check_how_many_wait(owner, 1)
    with transaction.atomic():
        source = keep(content, file_name, owner=owner, actor=actor)
        start_reading(source)
    return StatementImport.objects.for_user(owner).without_content().get(pk=source.pk)


def read(import_id: int, *, owner_id: int, attempt: int) -> None:
    """Read a file whose import was claimed as `attempt`: it becomes one statement to be matched for each account.

    All of them come in one transaction with the end of the claim, so a run that is killed leaves the file as it was.
    """
    claimed = StatementImport.objects.filter(owner_id=owner_id, pk=import_id, status=Status.READING, attempt=attempt)
    source = claimed.select_related("owner", "created_by").first()
    if source is None:
        return
    try:
        sources = _split_up(source, attempt)
    except Exception as error:
        problem = str(error)[:500] if isinstance(error, NotAStatement) else FAILED
        claimed.update(status=Status.REFUSED, problem=problem, content=None, finished_at=timezone.now())
        if isinstance(error, NotAStatement):
            return
        raise
    for each in sources:
        use_what_is_known(each)


def _split_up(source: StatementImport, attempt: int) -> list[StatementImport]:
    """Write the accounts of the file; return none of them where the claim does not hold any more."""
    content = unpack(source.content)
    parts = parts_of(content)
    check_how_many_wait(source.owner, len(parts) - 1)
    actor = source.created_by or source.owner
    first = StatementImport.objects.filter(owner_id=source.owner_id, pk=source.pk, attempt=attempt)
    with transaction.atomic():
        known = fields_of(parts[0], source.file_name)
        if not first.filter(status=Status.READING).update(status=Status.MATCHING, **known):
            return []
        others = [keep_part(part, content, source.file_name, owner=source.owner, actor=actor) for part in parts[1:]]
    source.refresh_from_db()
    return [source, *others]
