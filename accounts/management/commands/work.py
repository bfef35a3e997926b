"""The background worker: runs jobs as they come, and hands itself what is due by the clock."""

import logging
import threading

from django.db import close_old_connections, connection
from django_tasks_db.management.commands import db_worker

from accounts.schedules.running import tick

logger = logging.getLogger(__name__)

TICK_SECONDS = 15


class Clock(threading.Thread):
    """Looks at the schedules beside the work: a long import does not keep them waiting to be handed over."""

    def __init__(self, seconds: float = TICK_SECONDS) -> None:
        super().__init__(name="clock", daemon=True)
        self.seconds = seconds
        self.stopping = threading.Event()

    def run(self) -> None:
        while True:
            self.tick()
            if self.stopping.wait(self.seconds):
                connection.close()
                return

    def tick(self) -> None:
        """Go on whatever happens: a database that is away comes back."""
        close_old_connections()
        try:
            tick()
        except Exception:
            logger.exception("The schedules could not be looked at.")
        close_old_connections()


class Command(db_worker.Command):
    help = "Run background jobs, and what the schedules ask for."

    def handle(self, **options):
        clock = Clock()
        clock.start()
        try:
            super().handle(**options)
        finally:
            clock.stopping.set()
