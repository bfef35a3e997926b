"""An installation without rates: who looks at their currencies has them fetched, once."""

import datetime

import pytest
from django.urls import reverse
from django.utils import timezone
from django_tasks_db.models import DBTaskResult

from expenses.exchange.ecb import SOURCE
from expenses.exchange.fetching import RatesUnreachable
from expenses.exchange.models import RateUpdate, ReferenceRate
from expenses.exchange.updating import update_as_planned

LIST = reverse("expenses:currency-list")
FILE = b"Date,USD,\n2026-03-13,1.0853,\n"


@pytest.fixture
def bank(settings, monkeypatch):
    """Return the list of addresses that were asked; the bank answers with one rate."""
    settings.EXCHANGE_RATES_URL = "https://bank.example/rates.csv"
    asked = []

    def answer(url):
        asked.append(url)
        return FILE

    monkeypatch.setattr("expenses.exchange.updating.fetch", answer)
    return asked


@pytest.fixture
def silent_bank(bank, monkeypatch):
    def refuse(url):
        raise RatesUnreachable("The bank does not answer.")

    monkeypatch.setattr("expenses.exchange.updating.fetch", refuse)


def test_first_look_has_them_fetched_and_the_next_one_shows_them(alice_client, bank, worker):
    texts = [alice_client.get(LIST).content.decode() for _look in range(2)]
    worker()
    shown = alice_client.get(LIST).content.decode()
    worker()

    assert ["The rates of the ECB are being fetched." in text for text in texts] == [True, True]
    assert "Rates of the ECB up to Fri 13 Mar 2026." in shown
    assert bank == ["https://bank.example/rates.csv"]
    assert ReferenceRate.objects.count() == 1
    assert DBTaskResult.objects.count() == 1


def test_what_went_wrong_is_shown_and_tried_again_after_an_hour(alice_client, silent_bank, worker):
    alice_client.get(LIST)
    worker()
    shown = alice_client.get(LIST).content.decode()
    RateUpdate.objects.update(next_at=timezone.now() - datetime.timedelta(hours=2))
    alice_client.get(LIST)

    assert "The last attempt to fetch rates failed: The bank does not answer." in shown
    assert "are being fetched" not in shown
    assert DBTaskResult.objects.count() == 2


@pytest.mark.django_db
def test_update_that_was_overtaken_asks_nobody(bank):
    now = timezone.now()
    RateUpdate.objects.create(source=SOURCE, next_at=now)

    update_as_planned((now - datetime.timedelta(minutes=5)).isoformat())
    assert bank == []

    update_as_planned(now.isoformat())
    update_as_planned(now.isoformat())
    assert len(bank) == 1


@pytest.mark.usefixtures("silent_bank")
def test_nothing_is_fetched_where_that_is_switched_off(alice_client, settings):
    settings.EXCHANGE_RATES_URL = ""

    text = alice_client.get(LIST).content.decode()

    assert "No reference rates have been fetched on this installation yet." in text
    assert not RateUpdate.objects.exists()
