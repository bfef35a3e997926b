from decimal import Decimal

from django.http import HttpResponseRedirect, JsonResponse
from django.urls import reverse
from django.utils.http import urlencode
from django.views.generic import View

from expenses.categories.tree import CategoryTree
from expenses.categorising.suggesting import Source, Suggester
from expenses.money import AmountError, decimal_mark, parse_amount
from expenses.rules.matching import Facts
from expenses.views.kinds import KindMixin
from expenses.wallets.choices import wallets_of

SHORTEST_TO_GUESS = 2
LEARNED_WHILE_TYPING = 2_000
"""So many records are learned in a few hundredths of a second, however long the history is."""
LONGEST_NAME = 60
REASONS = {
    Source.RULE: "Your rule says so",
    Source.PAST: "As you chose before",
    Source.VOCABULARY: "By its words",
}


class CategorySuggestionView(KindMixin, View):
    """Which category a description that is being typed most likely has, and why; none where nothing is sure enough."""

    http_method_names = ["get"]

    def get(self, request):
        text = request.GET.get("q", "")[:255].replace("\x00", "").strip()
        if len(text) < SHORTEST_TO_GUESS:
            return JsonResponse({})
        facts = Facts(self.kind.name, text, self.amount(), self.wallet_id())
        found = Suggester(request.user, LEARNED_WHILE_TYPING).suggest(facts)
        node = CategoryTree.of(request.user, self.kind.category_kind).by_id.get(found.category_id or 0)
        if node is None or node.is_archived:
            return JsonResponse({})
        return JsonResponse({"category_id": str(node.pk), "category": node.path, "reason": REASONS[found.source]})

    def amount(self):
        text, locale = self.request.GET.get("amount", "")[:200], self.request.user.locale
        try:
            return abs(parse_amount(text, currency="EUR", mark=decimal_mark(locale)))
        except AmountError:
            return Decimal(0)

    def wallet_id(self):
        said = self.request.GET.get("wallet", "")
        is_id = said.isascii() and said.isdecimal() and len(said) < 19
        return int(said) if is_id and int(said) in wallets_of(self.request.user) else None


class RecordRuleView(KindMixin, View):
    """Go to a new rule that begins with what a record says."""

    http_method_names = ["get", "head", "options"]

    def get(self, request, pk):
        record = self.get_record(pk)
        words = {
            "name": record.description[:LONGEST_NAME],
            "kind": self.kind.name,
            "texts": record.description,
            "category": record.category_id or "",
        }
        return HttpResponseRedirect(f"{reverse('expenses:rule-create')}?{urlencode(words)}")
