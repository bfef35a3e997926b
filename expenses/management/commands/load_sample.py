import zoneinfo

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from accounts.models import User
from expenses.sample.loading import load_sample, remove_sample


class Command(BaseCommand):
    help = "Fill a person's ledger with a year of sample expenses and income, or take them away again."

    def add_arguments(self, parser):
        parser.add_argument("--user", required=True, metavar="NAME", help="username or e-mail address of the person")
        parser.add_argument("--remove", action="store_true", help="take them away")

    def handle(self, *args, **options):
        person = User.objects.find_by_login(options["user"])
        if person is None:
            raise CommandError(f"There is nobody called “{options['user']}”. Give a username that has signed up.")
        if options["remove"]:
            self.stdout.write(f"Removed {remove_sample(person)} sample expenses and incomes of {person}.")
            return
        today = timezone.localdate(timezone=zoneinfo.ZoneInfo(person.time_zone))
        count = load_sample(person, today=today)
        self.stdout.write(
            f"Added {count} sample expenses and incomes for {person}." if count else f"{person} has them already."
        )
