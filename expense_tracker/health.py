"""What a load balancer asks: is the process alive, and can it serve."""

from django.contrib.auth.decorators import login_not_required
from django.db import DatabaseError, InterfaceError, connection
from django.db.migrations.executor import MigrationExecutor
from django.http import HttpRequest, JsonResponse
from django.utils.decorators import method_decorator
from django.views import View


@method_decorator(login_not_required, name="dispatch")
class LiveView(View):
    """Answer 200 while the process runs."""

    def get(self, request: HttpRequest) -> JsonResponse:
        return JsonResponse({"status": "ok"})


@method_decorator(login_not_required, name="dispatch")
class ReadyView(View):
    """Answer 200 when the database answers and is migrated, 503 with the reason otherwise."""

    def get(self, request: HttpRequest) -> JsonResponse:
        problem = self.find_problem()
        return JsonResponse({"status": problem or "ok"}, status=503 if problem else 200)

    def find_problem(self) -> str:
        try:
            executor = MigrationExecutor(connection)
            waiting = executor.migration_plan(executor.loader.graph.leaf_nodes())
        except (DatabaseError, InterfaceError):
            return "database away"
        return "migrations waiting" if waiting else ""
