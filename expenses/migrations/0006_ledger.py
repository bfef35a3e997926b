import datetime
from decimal import Decimal

import django.core.serializers.json
import django.core.validators
import django.db.models.deletion
import django.db.models.functions.math
import django.db.models.functions.text
import django.db.models.lookups
import django.utils.timezone
from django.conf import settings
from django.db import migrations, models

import accounts.ownership
import accounts.preferences
import expenses.constraints
import expenses.validators


class Migration(migrations.Migration):
    dependencies = [
        ("accounts", "__first__"),
        ("expenses", "0005_bookkeeper_group"),
    ]

    operations = [
        migrations.RemoveConstraint(
            model_name="activity",
            name="expenses_activity_kind",
        ),
        migrations.RemoveConstraint(
            model_name="category",
            name="expenses_category_unique_root",
        ),
        migrations.AddField(
            model_name="activity",
            name="summary",
            field=models.CharField(blank=True, help_text="What it did, in one sentence for its owner.", max_length=255),
        ),
        migrations.AddField(
            model_name="category",
            name="kind",
            field=models.CharField(
                choices=[("expense", "Expenses"), ("income", "Income")],
                default="expense",
                editable=False,
                max_length=10,
            ),
        ),
        migrations.AlterField(
            model_name="activity",
            name="kind",
            field=models.CharField(
                choices=[
                    ("add", "Added"),
                    ("edit", "Changed"),
                    ("delete", "Deleted"),
                    ("bulk", "Changed together"),
                    ("merge", "Merged"),
                    ("import", "Imported"),
                    ("transfer", "Transferred"),
                    ("rule", "Changed by a rule"),
                    ("reconcile", "Reconciled"),
                    ("restore", "Restored"),
                ],
                max_length=20,
            ),
        ),
        migrations.AlterField(
            model_name="expensetag",
            name="owner",
            field=models.ForeignKey(
                db_constraint=False,
                db_index=False,
                editable=False,
                on_delete=django.db.models.deletion.CASCADE,
                related_name="+",
                to=settings.AUTH_USER_MODEL,
            ),
        ),
        migrations.AddConstraint(
            model_name="activity",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    (
                        "kind__in",
                        [
                            "add",
                            "edit",
                            "delete",
                            "bulk",
                            "merge",
                            "import",
                            "transfer",
                            "rule",
                            "reconcile",
                            "restore",
                        ],
                    )
                ),
                name="expenses_activity_kind",
            ),
        ),
        migrations.AddConstraint(
            model_name="category",
            constraint=models.UniqueConstraint(
                models.F("owner"),
                models.F("kind"),
                django.db.models.functions.text.Lower("name"),
                condition=models.Q(("parent__isnull", True)),
                name="expenses_category_unique_root",
                violation_error_message="There is a category of this name already. Choose another name, or merge the two.",
            ),
        ),
        migrations.AddConstraint(
            model_name="category",
            constraint=models.CheckConstraint(
                condition=models.Q(("kind__in", ["expense", "income"])), name="expenses_category_kind"
            ),
        ),
        migrations.CreateModel(
            name="Wallet",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "owner",
                    models.ForeignKey(
                        db_index=False,
                        editable=False,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                ("name", models.CharField(max_length=80, validators=[expenses.validators.validate_line])),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("bank", "Bank account"),
                            ("card", "Credit card"),
                            ("cash", "Cash"),
                            ("savings", "Savings"),
                        ],
                        default="bank",
                        max_length=10,
                    ),
                ),
                ("currency", models.CharField(max_length=3, validators=[accounts.preferences.validate_currency])),
                (
                    "opening_balance",
                    models.DecimalField(
                        decimal_places=4,
                        default=0,
                        help_text="What was in it before its first record; negative where money was owed.",
                        max_digits=15,
                    ),
                ),
                (
                    "color",
                    models.CharField(
                        choices=[
                            ("red", "Red"),
                            ("orange", "Orange"),
                            ("amber", "Amber"),
                            ("lime", "Lime"),
                            ("green", "Green"),
                            ("teal", "Teal"),
                            ("cyan", "Cyan"),
                            ("blue", "Blue"),
                            ("indigo", "Indigo"),
                            ("violet", "Violet"),
                            ("pink", "Pink"),
                            ("slate", "Slate"),
                        ],
                        default="slate",
                        max_length=10,
                        verbose_name="colour",
                    ),
                ),
                (
                    "is_default",
                    models.BooleanField(
                        default=False, help_text="Proposed for the first record.", verbose_name="default"
                    ),
                ),
                (
                    "is_archived",
                    models.BooleanField(
                        default=False,
                        help_text="Kept with its records, but no longer offered for new ones.",
                        verbose_name="archived",
                    ),
                ),
                ("is_sample", models.BooleanField(default=False, editable=False)),
                ("created_at", models.DateTimeField(auto_now_add=True)),
                ("updated_at", models.DateTimeField(auto_now=True)),
            ],
            options={
                "ordering": ["name"],
                "permissions": [("import_wallet", "Can import wallets"), ("export_wallet", "Can export wallets")],
                "constraints": [
                    models.UniqueConstraint(fields=("owner", "id"), name="expenses_wallet_owner_and_id"),
                    models.UniqueConstraint(
                        models.F("owner"),
                        django.db.models.functions.text.Lower("name"),
                        name="expenses_wallet_unique",
                        violation_error_message="You have a wallet of this name already. Choose another name.",
                    ),
                    models.UniqueConstraint(
                        condition=models.Q(("is_default", True)), fields=("owner",), name="expenses_wallet_one_default"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("name", ""), _negated=True), name="expenses_wallet_name"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("kind__in", ["bank", "card", "cash", "savings"])),
                        name="expenses_wallet_kind",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("currency", django.db.models.functions.text.Upper("currency")),
                            django.db.models.lookups.Exact(django.db.models.functions.text.Length("currency"), 3),
                        ),
                        name="expenses_wallet_currency",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("opening_balance__gte", Decimal("-99999999999.9999")),
                            ("opening_balance__lte", Decimal("99999999999.9999")),
                        ),
                        name="expenses_wallet_opening_balance",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("is_default", False), ("is_archived", False), _connector="OR"),
                        name="expenses_wallet_default_in_use",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Change",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "owner",
                    models.ForeignKey(
                        db_constraint=False,
                        db_index=False,
                        editable=False,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "activity",
                    accounts.ownership.OwnedForeignKey(
                        db_constraint=False,
                        db_index=False,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="changes",
                        to="expenses.activity",
                    ),
                ),
                ("record_kind", models.CharField(help_text="The name of its model, such as “expense”.", max_length=20)),
                ("record_id", models.BigIntegerField()),
                ("before", models.JSONField(encoder=django.core.serializers.json.DjangoJSONEncoder, null=True)),
                ("after", models.JSONField(encoder=django.core.serializers.json.DjangoJSONEncoder, null=True)),
            ],
            options={
                "ordering": ["id"],
                "indexes": [
                    models.Index(fields=["owner", "record_kind", "record_id", "id"], name="expenses_change_record"),
                    models.Index(fields=["owner", "activity", "id"], name="expenses_change_activity"),
                ],
                "constraints": [
                    models.UniqueConstraint(fields=("owner", "id"), name="expenses_change_owner_and_id"),
                    accounts.ownership.SameOwner(
                        cascade=True, field="activity", name="expenses_change_activity_same_owner"
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Reconciliation",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "owner",
                    models.ForeignKey(
                        db_index=False,
                        editable=False,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "wallet",
                    accounts.ownership.OwnedForeignKey(
                        db_constraint=False,
                        db_index=False,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="reconciliations",
                        to="expenses.wallet",
                    ),
                ),
                ("ends_on", models.DateField(help_text="The last day of the statement.", verbose_name="last day")),
                (
                    "closing_balance",
                    models.DecimalField(
                        decimal_places=4,
                        help_text="The balance that the statement closes with, in the wallet's currency.",
                        max_digits=15,
                    ),
                ),
                ("created_at", models.DateTimeField(auto_now_add=True)),
                (
                    "finished_at",
                    models.DateTimeField(
                        blank=True, help_text="When the difference was zero, and it was closed.", null=True
                    ),
                ),
            ],
            options={
                "ordering": ["-ends_on", "-id"],
                "indexes": [models.Index(fields=["owner", "wallet", "ends_on"], name="expenses_reconciliation_wallet")],
                "constraints": [
                    models.UniqueConstraint(fields=("owner", "id"), name="expenses_reconciliation_owner_and_id"),
                    accounts.ownership.SameOwner(
                        cascade=True, field="wallet", name="expenses_reconciliation_wallet_same_owner"
                    ),
                    models.UniqueConstraint(
                        condition=models.Q(("finished_at__isnull", True)),
                        fields=("owner", "wallet"),
                        name="expenses_reconciliation_one_open",
                        violation_error_message="This wallet is being reconciled already. Finish that first, or give it up.",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Transfer",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "owner",
                    models.ForeignKey(
                        db_index=False,
                        editable=False,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "created_by",
                    models.ForeignKey(
                        db_index=False,
                        editable=False,
                        help_text="Who entered it, where that was not the owner.",
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "date",
                    models.DateField(
                        default=django.utils.timezone.localdate, validators=[expenses.validators.validate_date]
                    ),
                ),
                (
                    "from_wallet",
                    accounts.ownership.OwnedForeignKey(
                        db_constraint=False,
                        db_index=False,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="transfers_out",
                        to="expenses.wallet",
                    ),
                ),
                (
                    "to_wallet",
                    accounts.ownership.OwnedForeignKey(
                        db_constraint=False,
                        db_index=False,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="transfers_in",
                        to="expenses.wallet",
                    ),
                ),
                ("from_amount", models.DecimalField(decimal_places=4, max_digits=15)),
                ("to_amount", models.DecimalField(decimal_places=4, max_digits=15)),
                (
                    "description",
                    models.CharField(blank=True, max_length=255, validators=[expenses.validators.validate_line]),
                ),
                (
                    "notes",
                    models.TextField(blank=True, max_length=10000, validators=[expenses.validators.validate_lines]),
                ),
                ("is_cleared_out", models.BooleanField(default=False, verbose_name="cleared where it left")),
                ("is_cleared_in", models.BooleanField(default=False, verbose_name="cleared where it arrived")),
                ("is_sample", models.BooleanField(default=False, editable=False)),
                ("submission_id", models.UUIDField(editable=False, null=True)),
                (
                    "imported_in",
                    accounts.ownership.OwnedForeignKey(
                        db_constraint=False,
                        db_index=False,
                        editable=False,
                        null=True,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="imported_transfers",
                        to="expenses.activity",
                    ),
                ),
                (
                    "deleted_in",
                    accounts.ownership.OwnedForeignKey(
                        db_constraint=False,
                        db_index=False,
                        editable=False,
                        null=True,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="deleted_transfers",
                        to="expenses.activity",
                    ),
                ),
                ("created_at", models.DateTimeField(auto_now_add=True)),
                ("updated_at", models.DateTimeField(auto_now=True)),
            ],
            options={
                "ordering": ["-date", "-id"],
                "permissions": [
                    ("import_transfer", "Can import transfers"),
                    ("export_transfer", "Can export transfers"),
                ],
                "indexes": [
                    models.Index(
                        models.F("owner"),
                        models.F("deleted_in"),
                        models.OrderBy(models.F("date"), descending=True),
                        models.OrderBy(models.F("id"), descending=True),
                        name="expenses_transfer_by_day",
                    ),
                    models.Index(
                        fields=["owner", "deleted_in", "from_wallet", "date", "id", "from_amount"],
                        name="expenses_transfer_out",
                    ),
                    models.Index(
                        fields=["owner", "deleted_in", "to_wallet", "date", "id", "to_amount"],
                        name="expenses_transfer_in",
                    ),
                    models.Index(
                        condition=models.Q(("imported_in__isnull", False)),
                        fields=["owner", "imported_in"],
                        name="expenses_transfer_imported",
                    ),
                ],
                "constraints": [
                    models.UniqueConstraint(fields=("owner", "id"), name="expenses_transfer_owner_and_id"),
                    accounts.ownership.SameOwner(field="from_wallet", name="expenses_transfer_from_wallet_same_owner"),
                    accounts.ownership.SameOwner(field="to_wallet", name="expenses_transfer_to_wallet_same_owner"),
                    accounts.ownership.SameOwner(field="imported_in", name="expenses_transfer_imported_in_same_owner"),
                    accounts.ownership.SameOwner(field="deleted_in", name="expenses_transfer_deleted_in_same_owner"),
                    models.UniqueConstraint(
                        condition=models.Q(("submission_id__isnull", False)),
                        fields=("owner", "submission_id"),
                        name="expenses_transfer_submitted_once",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("from_wallet", models.F("to_wallet")), _negated=True),
                        name="expenses_transfer_two_wallets",
                        violation_error_message="Choose two different wallets.",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("from_amount__gt", 0),
                            ("from_amount__lte", Decimal("99999999999.9999")),
                            ("to_amount__gt", 0),
                            ("to_amount__lte", Decimal("99999999999.9999")),
                        ),
                        name="expenses_transfer_amounts",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("date__gte", datetime.date(1900, 1, 1))),
                        name="expenses_transfer_first_date",
                    ),
                    expenses.constraints.NotFarAhead(days=368, name="expenses_transfer_not_far_ahead"),
                ],
            },
        ),
        migrations.CreateModel(
            name="Income",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "owner",
                    models.ForeignKey(
                        db_index=False,
                        editable=False,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "created_by",
                    models.ForeignKey(
                        db_index=False,
                        editable=False,
                        help_text="Who entered it, where that was not the owner.",
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "date",
                    models.DateField(
                        default=django.utils.timezone.localdate, validators=[expenses.validators.validate_date]
                    ),
                ),
                ("amount", models.DecimalField(decimal_places=4, max_digits=15)),
                ("currency", models.CharField(max_length=3, validators=[accounts.preferences.validate_currency])),
                (
                    "home_amount",
                    models.DecimalField(
                        decimal_places=4,
                        editable=False,
                        help_text="The amount in the owner's home currency; empty where no rate is known.",
                        max_digits=15,
                        null=True,
                    ),
                ),
                ("description", models.CharField(max_length=255, validators=[expenses.validators.validate_line])),
                (
                    "category",
                    accounts.ownership.OwnedForeignKey(
                        blank=True,
                        db_constraint=False,
                        db_index=False,
                        null=True,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="%(class)ss",
                        to="expenses.category",
                    ),
                ),
                (
                    "wallet",
                    accounts.ownership.OwnedForeignKey(
                        blank=True,
                        db_constraint=False,
                        db_index=False,
                        null=True,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="%(class)ss",
                        to="expenses.wallet",
                    ),
                ),
                (
                    "wallet_amount",
                    models.DecimalField(
                        blank=True,
                        decimal_places=4,
                        help_text="The amount in the currency of the wallet; empty without a wallet.",
                        max_digits=15,
                        null=True,
                    ),
                ),
                (
                    "notes",
                    models.TextField(blank=True, max_length=10000, validators=[expenses.validators.validate_lines]),
                ),
                (
                    "is_cleared",
                    models.BooleanField(
                        default=False,
                        help_text="Seen on a statement of the wallet when it was reconciled.",
                        verbose_name="cleared",
                    ),
                ),
                ("is_sample", models.BooleanField(default=False, editable=False)),
                ("submission_id", models.UUIDField(editable=False, null=True)),
                (
                    "imported_in",
                    accounts.ownership.OwnedForeignKey(
                        db_constraint=False,
                        db_index=False,
                        editable=False,
                        null=True,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="imported_%(class)ss",
                        to="expenses.activity",
                    ),
                ),
                (
                    "deleted_in",
                    accounts.ownership.OwnedForeignKey(
                        db_constraint=False,
                        db_index=False,
                        editable=False,
                        null=True,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="deleted_%(class)ss",
                        to="expenses.activity",
                    ),
                ),
                ("created_at", models.DateTimeField(auto_now_add=True)),
                ("updated_at", models.DateTimeField(auto_now=True)),
            ],
            options={
                "verbose_name_plural": "income",
                "ordering": ["-date", "-id"],
                "permissions": [("import_income", "Can import income"), ("export_income", "Can export income")],
                "indexes": [
                    models.Index(
                        models.F("owner"),
                        models.F("deleted_in"),
                        models.OrderBy(models.F("date"), descending=True),
                        models.OrderBy(models.F("id"), descending=True),
                        name="expenses_income_by_day",
                    ),
                    models.Index(fields=["owner", "deleted_in", "category", "date"], name="expenses_income_category"),
                    models.Index(
                        condition=models.Q(("wallet__isnull", False)),
                        fields=["owner", "deleted_in", "wallet", "date", "id", "wallet_amount"],
                        name="expenses_income_wallet",
                    ),
                    models.Index(
                        condition=models.Q(("imported_in__isnull", False)),
                        fields=["owner", "imported_in"],
                        name="expenses_income_imported",
                    ),
                    models.Index(
                        condition=models.Q(("is_sample", True)),
                        fields=["owner", "deleted_in", "is_sample"],
                        name="expenses_income_sample",
                    ),
                    models.Index(
                        fields=["owner", "deleted_in", "date", "category", "home_amount"], name="expenses_income_sums"
                    ),
                ],
                "constraints": [
                    models.UniqueConstraint(fields=("owner", "id"), name="expenses_income_owner_and_id"),
                    accounts.ownership.SameOwner(field="category", name="expenses_income_category_same_owner"),
                    accounts.ownership.SameOwner(field="wallet", name="expenses_income_wallet_same_owner"),
                    accounts.ownership.SameOwner(field="imported_in", name="expenses_income_imported_in_same_owner"),
                    accounts.ownership.SameOwner(field="deleted_in", name="expenses_income_deleted_in_same_owner"),
                    models.UniqueConstraint(
                        condition=models.Q(("submission_id__isnull", False)),
                        fields=("owner", "submission_id"),
                        name="expenses_income_submitted_once",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("amount__gte", Decimal("-99999999999.9999")),
                            ("amount__lte", Decimal("99999999999.9999")),
                            models.Q(("amount", 0), _negated=True),
                        ),
                        name="expenses_income_amount",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("amount", django.db.models.functions.math.Round("amount")),
                            models.Q(
                                ("amount", django.db.models.functions.math.Round("amount", 2)),
                                models.Q(
                                    django.db.models.lookups.GreaterThan(
                                        django.db.models.functions.text.StrIndex(
                                            models.Value(
                                                "BIF CLP DJF GNF ISK JPY KMF KRW PYG RWF UGX UYI VND VUV XAF XOF XPF"
                                            ),
                                            models.F("currency"),
                                        ),
                                        0,
                                    ),
                                    _negated=True,
                                ),
                            ),
                            models.Q(
                                ("amount", django.db.models.functions.math.Round("amount", 3)),
                                django.db.models.lookups.GreaterThan(
                                    django.db.models.functions.text.StrIndex(
                                        models.Value("BHD CLF IQD JOD KWD LYD OMR TND UYW"), models.F("currency")
                                    ),
                                    0,
                                ),
                            ),
                            django.db.models.lookups.GreaterThan(
                                django.db.models.functions.text.StrIndex(models.Value("CLF UYW"), models.F("currency")),
                                0,
                            ),
                            _connector="OR",
                        ),
                        name="expenses_income_decimals",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("currency", django.db.models.functions.text.Upper("currency")),
                            django.db.models.lookups.Exact(django.db.models.functions.text.Length("currency"), 3),
                        ),
                        name="expenses_income_currency",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("wallet__isnull", True), ("wallet_amount__isnull", True)),
                            models.Q(("wallet__isnull", False), ("wallet_amount__isnull", False)),
                            _connector="OR",
                        ),
                        name="expenses_income_wallet_amount",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("wallet_amount__isnull", True),
                            models.Q(("amount__gt", 0), ("wallet_amount__gt", 0)),
                            models.Q(("amount__lt", 0), ("wallet_amount__lt", 0)),
                            _connector="OR",
                        ),
                        name="expenses_income_wallet_sign",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("description", ""), _negated=True), name="expenses_income_description"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("date__gte", datetime.date(1900, 1, 1))), name="expenses_income_first_date"
                    ),
                    expenses.constraints.NotFarAhead(days=368, name="expenses_income_not_far_ahead"),
                ],
            },
        ),
        migrations.CreateModel(
            name="IncomeTag",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "owner",
                    models.ForeignKey(
                        db_constraint=False,
                        db_index=False,
                        editable=False,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "income",
                    accounts.ownership.OwnedForeignKey(
                        db_constraint=False,
                        db_index=False,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        to="expenses.income",
                    ),
                ),
                (
                    "tag",
                    accounts.ownership.OwnedForeignKey(
                        db_constraint=False,
                        db_index=False,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        to="expenses.tag",
                    ),
                ),
            ],
            options={
                "indexes": [models.Index(fields=["owner", "tag", "income"], name="expenses_incometag_by_tag")],
                "constraints": [
                    models.UniqueConstraint(fields=("owner", "id"), name="expenses_incometag_owner_and_id"),
                    accounts.ownership.SameOwner(
                        cascade=True, field="income", name="expenses_incometag_income_same_owner"
                    ),
                    accounts.ownership.SameOwner(cascade=True, field="tag", name="expenses_incometag_tag_same_owner"),
                    models.UniqueConstraint(fields=("owner", "income", "tag"), name="expenses_incometag_unique"),
                ],
            },
        ),
        migrations.AddField(
            model_name="income",
            name="tags",
            field=models.ManyToManyField(
                blank=True, related_name="incomes", through="expenses.IncomeTag", to="expenses.tag"
            ),
        ),
        migrations.CreateModel(
            name="Portion",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "owner",
                    models.ForeignKey(
                        db_constraint=False,
                        db_index=False,
                        editable=False,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "expense",
                    accounts.ownership.OwnedForeignKey(
                        db_constraint=False,
                        db_index=False,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="portions",
                        to="expenses.expense",
                    ),
                ),
                ("position", models.PositiveSmallIntegerField(help_text="Its place among the portions, from 0.")),
                (
                    "category",
                    accounts.ownership.OwnedForeignKey(
                        blank=True,
                        db_constraint=False,
                        db_index=False,
                        null=True,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="portions",
                        to="expenses.category",
                    ),
                ),
                (
                    "amount",
                    models.DecimalField(decimal_places=4, help_text="In the currency of the expense.", max_digits=15),
                ),
                ("home_amount", models.DecimalField(decimal_places=4, editable=False, max_digits=15, null=True)),
                (
                    "description",
                    models.CharField(blank=True, max_length=255, validators=[expenses.validators.validate_line]),
                ),
                ("counted_on", models.DateField()),
                (
                    "counted_as",
                    models.PositiveSmallIntegerField(
                        choices=[
                            (0, "Its portions count"),
                            (1, "As paid"),
                            (2, "As spread"),
                            (3, "As paid and as spread"),
                        ]
                    ),
                ),
                (
                    "deleted_in",
                    accounts.ownership.OwnedForeignKey(
                        db_constraint=False,
                        db_index=False,
                        editable=False,
                        null=True,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="deleted_portions",
                        to="expenses.activity",
                    ),
                ),
            ],
            options={
                "ordering": ["expense_id", "counted_as", "position"],
                "indexes": [
                    models.Index(
                        fields=["owner", "deleted_in", "counted_on", "category", "home_amount", "counted_as"],
                        name="expenses_portion_sums",
                    ),
                    models.Index(fields=["owner", "category", "expense"], name="expenses_portion_category"),
                ],
                "constraints": [
                    models.UniqueConstraint(fields=("owner", "id"), name="expenses_portion_owner_and_id"),
                    accounts.ownership.SameOwner(
                        cascade=True, field="expense", name="expenses_portion_expense_same_owner"
                    ),
                    accounts.ownership.SameOwner(field="category", name="expenses_portion_category_same_owner"),
                    accounts.ownership.SameOwner(field="deleted_in", name="expenses_portion_deleted_in_same_owner"),
                    models.UniqueConstraint(
                        fields=("owner", "expense", "counted_as", "position"), name="expenses_portion_unique"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("amount__gte", Decimal("-99999999999.9999")), ("amount__lte", Decimal("99999999999.9999"))
                        ),
                        name="expenses_portion_amount",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("counted_as__in", [1, 2, 3])), name="expenses_portion_counted_as"
                    ),
                ],
            },
        ),
        migrations.RemoveIndex(
            model_name="expense",
            name="expenses_expense_sums",
        ),
        migrations.AddField(
            model_name="expense",
            name="counted_as",
            field=models.PositiveSmallIntegerField(
                choices=[(0, "Its portions count"), (1, "As paid"), (2, "As spread"), (3, "As paid and as spread")],
                default=3,
                editable=False,
            ),
        ),
        migrations.AddField(
            model_name="expense",
            name="counted_on",
            field=models.DateField(editable=False, null=True),
        ),
        migrations.RunSQL(
            sql="UPDATE expenses_expense SET counted_on = date",
            reverse_sql="",
        ),
        migrations.AlterField(
            model_name="expense",
            name="counted_on",
            field=models.DateField(editable=False),
        ),
        migrations.AddField(
            model_name="expense",
            name="imported_in",
            field=accounts.ownership.OwnedForeignKey(
                db_constraint=False,
                db_index=False,
                editable=False,
                null=True,
                on_delete=django.db.models.deletion.DO_NOTHING,
                related_name="imported_%(class)ss",
                to="expenses.activity",
            ),
        ),
        migrations.AddField(
            model_name="expense",
            name="is_cleared",
            field=models.BooleanField(
                default=False,
                help_text="Seen on a statement of the wallet when it was reconciled.",
                verbose_name="cleared",
            ),
        ),
        migrations.AddField(
            model_name="expense",
            name="is_counted_with_original",
            field=models.BooleanField(
                default=False, help_text="A refund that counts on the day of the expense it refunds, not on its own."
            ),
        ),
        migrations.AddField(
            model_name="expense",
            name="refund_of",
            field=accounts.ownership.OwnedForeignKey(
                blank=True,
                db_constraint=False,
                db_index=False,
                null=True,
                on_delete=django.db.models.deletion.DO_NOTHING,
                related_name="refunds",
                to="expenses.expense",
            ),
        ),
        migrations.AddField(
            model_name="expense",
            name="spread_from",
            field=models.DateField(
                blank=True, help_text="The day on which the first of these months counts.", null=True
            ),
        ),
        migrations.AddField(
            model_name="expense",
            name="spread_over",
            field=models.PositiveSmallIntegerField(
                blank=True,
                help_text="Over how many months it counts, where reports show payments as spread.",
                null=True,
                validators=[django.core.validators.MinValueValidator(2), django.core.validators.MaxValueValidator(120)],
                verbose_name="months",
            ),
        ),
        migrations.AddField(
            model_name="expense",
            name="wallet_amount",
            field=models.DecimalField(
                blank=True,
                decimal_places=4,
                help_text="The amount in the currency of the wallet; empty without a wallet.",
                max_digits=15,
                null=True,
            ),
        ),
        migrations.AlterField(
            model_name="expense",
            name="category",
            field=accounts.ownership.OwnedForeignKey(
                blank=True,
                db_constraint=False,
                db_index=False,
                null=True,
                on_delete=django.db.models.deletion.DO_NOTHING,
                related_name="%(class)ss",
                to="expenses.category",
            ),
        ),
        migrations.AlterField(
            model_name="expense",
            name="deleted_in",
            field=accounts.ownership.OwnedForeignKey(
                db_constraint=False,
                db_index=False,
                editable=False,
                null=True,
                on_delete=django.db.models.deletion.DO_NOTHING,
                related_name="deleted_%(class)ss",
                to="expenses.activity",
            ),
        ),
        migrations.AddField(
            model_name="expense",
            name="wallet",
            field=accounts.ownership.OwnedForeignKey(
                blank=True,
                db_constraint=False,
                db_index=False,
                null=True,
                on_delete=django.db.models.deletion.DO_NOTHING,
                related_name="%(class)ss",
                to="expenses.wallet",
            ),
        ),
        migrations.AddIndex(
            model_name="expense",
            index=models.Index(
                condition=models.Q(("wallet__isnull", False)),
                fields=["owner", "deleted_in", "wallet", "date", "id", "wallet_amount"],
                name="expenses_expense_wallet",
            ),
        ),
        migrations.AddIndex(
            model_name="expense",
            index=models.Index(
                condition=models.Q(("imported_in__isnull", False)),
                fields=["owner", "imported_in"],
                name="expenses_expense_imported",
            ),
        ),
        migrations.AddIndex(
            model_name="expense",
            index=models.Index(
                fields=["owner", "deleted_in", "counted_on", "category", "home_amount", "counted_as"],
                name="expenses_expense_sums",
            ),
        ),
        migrations.AddIndex(
            model_name="expense",
            index=models.Index(
                condition=models.Q(("refund_of__isnull", False)),
                fields=["owner", "refund_of"],
                name="expenses_expense_refunds",
            ),
        ),
        migrations.AddIndex(
            model_name="expense",
            index=models.Index(
                condition=models.Q(("counted_as__lt", 3)),
                fields=["owner", "deleted_in", "counted_on", "counted_as"],
                name="expenses_expense_in_portions",
            ),
        ),
        migrations.AddConstraint(
            model_name="expense",
            constraint=accounts.ownership.SameOwner(field="wallet", name="expenses_expense_wallet_same_owner"),
        ),
        migrations.AddConstraint(
            model_name="expense",
            constraint=accounts.ownership.SameOwner(
                field="imported_in", name="expenses_expense_imported_in_same_owner"
            ),
        ),
        migrations.AddConstraint(
            model_name="expense",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("wallet__isnull", True), ("wallet_amount__isnull", True)),
                    models.Q(("wallet__isnull", False), ("wallet_amount__isnull", False)),
                    _connector="OR",
                ),
                name="expenses_expense_wallet_amount",
            ),
        ),
        migrations.AddConstraint(
            model_name="expense",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("wallet_amount__isnull", True),
                    models.Q(("amount__gt", 0), ("wallet_amount__gt", 0)),
                    models.Q(("amount__lt", 0), ("wallet_amount__lt", 0)),
                    _connector="OR",
                ),
                name="expenses_expense_wallet_sign",
            ),
        ),
        migrations.AddConstraint(
            model_name="expense",
            constraint=accounts.ownership.SameOwner(field="refund_of", name="expenses_expense_refund_of_same_owner"),
        ),
        migrations.AddConstraint(
            model_name="expense",
            constraint=models.CheckConstraint(
                condition=models.Q(("refund_of__isnull", True), ("amount__lt", 0), _connector="OR"),
                name="expenses_expense_refund_is_negative",
            ),
        ),
        migrations.AddConstraint(
            model_name="expense",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("counted_on", models.F("date")),
                    models.Q(("is_counted_with_original", True), ("refund_of__isnull", False)),
                    _connector="OR",
                ),
                name="expenses_expense_counted_on",
            ),
        ),
        migrations.AddConstraint(
            model_name="expense",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("counted_as__in", [0, 3]), ("spread_from__isnull", True), ("spread_over__isnull", True)),
                    models.Q(
                        ("spread_from__isnull", False),
                        ("spread_over__gte", 2),
                        ("spread_over__lte", 120),
                        ("counted_as__in", [0, 1]),
                    ),
                    _connector="OR",
                ),
                name="expenses_expense_counted_as",
            ),
        ),
        migrations.AddConstraint(
            model_name="expense",
            constraint=models.CheckConstraint(
                condition=models.Q(("counted_as__gt", 0), ("category__isnull", True), _connector="OR"),
                name="expenses_expense_split_category",
            ),
        ),
    ]
