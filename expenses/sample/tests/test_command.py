import pytest
from django.core.management import CommandError, call_command

from expenses.models import Expense, Income


@pytest.mark.parametrize("login", ["alice", "ALICE", "alice@example.org"])
def test_load_sample_fills_the_ledger_of_the_named_person(login, alice, bob, capsys):
    call_command("load_sample", user=login)

    count = Expense.objects.for_user(alice).count() + Income.objects.for_user(alice).count()
    assert capsys.readouterr().out == f"Added {count} sample expenses and incomes for alice.\n"
    assert Expense.objects.for_user(bob).count() == 1


def test_load_sample_ends_on_the_persons_own_day(make_user, time_machine):
    time_machine.move_to("2026-02-28T23:30:00Z", tick=False)
    carol = make_user("carol", time_zone="Pacific/Auckland")

    call_command("load_sample", user="carol")

    assert str(Expense.objects.for_user(carol).latest("date").date) == "2026-03-01"


def test_load_sample_again_says_so(alice, capsys):
    call_command("load_sample", user="alice")
    capsys.readouterr()

    call_command("load_sample", user="alice")

    assert capsys.readouterr().out == "alice has them already.\n"


def test_remove_takes_the_sample_away(alice, capsys):
    call_command("load_sample", user="alice")
    count = Expense.objects.for_user(alice).count() + Income.objects.for_user(alice).count()
    capsys.readouterr()

    call_command("load_sample", user="alice", remove=True)

    assert capsys.readouterr().out == f"Removed {count} sample expenses and incomes of alice.\n"
    assert not Expense.objects.for_user(alice).exists()


def test_an_unknown_name_is_said(db):
    with pytest.raises(CommandError, match="There is nobody called “mallory”"):
        call_command("load_sample", user="mallory")
