import accounts.ownership
import accounts.preferences
import datetime
import django.core.validators
import django.db.models.deletion
import django.db.models.functions.math
import django.db.models.functions.text
import django.db.models.lookups
import django.utils.timezone
import expenses.categories.validators
import expenses.constraints
import expenses.tags.models
import expenses.validators
from decimal import Decimal
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    initial = True

    dependencies = [
        ('accounts', '__first__'),
    ]

    operations = [
        migrations.CreateModel(
            name='Activity',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('kind', models.CharField(choices=[('delete', 'Deleted')], max_length=20)),
                ('row_count', models.PositiveIntegerField()),
                ('created_at', models.DateTimeField(auto_now_add=True)),
                ('undone_at', models.DateTimeField(blank=True, null=True)),
                ('actor', models.ForeignKey(db_index=False, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('owner', models.ForeignKey(db_index=False, editable=False, on_delete=django.db.models.deletion.CASCADE, related_name='+', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'verbose_name_plural': 'activities',
                'ordering': ['-created_at'],
                'indexes': [models.Index(fields=['owner', 'created_at'], name='expenses_activity_created')],
                'constraints': [models.UniqueConstraint(fields=('owner', 'id'), name='expenses_activity_owner_and_id'), models.CheckConstraint(condition=models.Q(('kind__in', ['delete'])), name='expenses_activity_kind')],
            },
        ),
        migrations.CreateModel(
            name='Category',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('name', models.CharField(max_length=80, validators=[expenses.categories.validators.validate_category_name])),
                ('description', models.CharField(blank=True, max_length=255)),
                ('color', models.CharField(choices=[('red', 'Red'), ('orange', 'Orange'), ('amber', 'Amber'), ('lime', 'Lime'), ('green', 'Green'), ('teal', 'Teal'), ('cyan', 'Cyan'), ('blue', 'Blue'), ('indigo', 'Indigo'), ('violet', 'Violet'), ('pink', 'Pink'), ('slate', 'Slate')], default='slate', max_length=10, verbose_name='colour')),
                ('icon', models.CharField(default='tag', max_length=30, validators=[django.core.validators.RegexValidator('^[a-z0-9-]+\\Z')])),
                ('is_archived', models.BooleanField(default=False, help_text='Kept with its expenses, but no longer offered for new ones.', verbose_name='archived')),
                ('is_sample', models.BooleanField(default=False, editable=False)),
                ('created_at', models.DateTimeField(auto_now_add=True)),
                ('updated_at', models.DateTimeField(auto_now=True)),
                ('owner', models.ForeignKey(db_index=False, editable=False, on_delete=django.db.models.deletion.CASCADE, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('parent', accounts.ownership.OwnedForeignKey(blank=True, db_constraint=False, db_index=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='children', to='expenses.category')),
            ],
            options={
                'verbose_name_plural': 'categories',
                'ordering': ['name'],
                'permissions': [('import_category', 'Can import categories'), ('export_category', 'Can export categories')],
                'indexes': [models.Index(fields=['owner', 'parent'], name='expenses_category_parent')],
                'constraints': [models.UniqueConstraint(fields=('owner', 'id'), name='expenses_category_owner_and_id'), accounts.ownership.SameOwner(field='parent', name='expenses_category_parent_same_owner'), models.UniqueConstraint(models.F('owner'), models.F('parent'), django.db.models.functions.text.Lower('name'), condition=models.Q(('parent__isnull', False)), name='expenses_category_unique_child', violation_error_message='There is a category of this name already. Choose another name, or merge the two.'), models.UniqueConstraint(models.F('owner'), django.db.models.functions.text.Lower('name'), condition=models.Q(('parent__isnull', True)), name='expenses_category_unique_root', violation_error_message='There is a category of this name already. Choose another name, or merge the two.'), models.CheckConstraint(condition=models.Q(models.Q(('name', ''), _negated=True), models.Q(('name__contains', ':'), _negated=True)), name='expenses_category_name'), models.CheckConstraint(condition=models.Q(('color__in', ['red', 'orange', 'amber', 'lime', 'green', 'teal', 'cyan', 'blue', 'indigo', 'violet', 'pink', 'slate'])), name='expenses_category_color'), models.CheckConstraint(condition=models.Q(('parent__isnull', True), models.Q(('parent', models.F('id')), _negated=True), _connector='OR'), name='expenses_category_not_its_own_parent')],
            },
        ),
        migrations.CreateModel(
            name='Expense',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('date', models.DateField(default=django.utils.timezone.localdate, validators=[expenses.validators.validate_date])),
                ('amount', models.DecimalField(decimal_places=4, max_digits=15)),
                ('currency', models.CharField(max_length=3, validators=[accounts.preferences.validate_currency])),
                ('home_amount', models.DecimalField(decimal_places=4, editable=False, help_text="The amount in the owner's home currency; empty where no rate is known.", max_digits=15, null=True)),
                ('description', models.CharField(max_length=255)),
                ('notes', models.TextField(blank=True, max_length=10000)),
                ('is_sample', models.BooleanField(default=False, editable=False)),
                ('submission_id', models.UUIDField(editable=False, null=True)),
                ('created_at', models.DateTimeField(auto_now_add=True)),
                ('updated_at', models.DateTimeField(auto_now=True)),
                ('category', accounts.ownership.OwnedForeignKey(blank=True, db_constraint=False, db_index=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='expenses', to='expenses.category')),
                ('created_by', models.ForeignKey(db_index=False, editable=False, help_text='Who entered it, where that was not the owner.', null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('deleted_in', accounts.ownership.OwnedForeignKey(db_constraint=False, db_index=False, editable=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='deleted_expenses', to='expenses.activity')),
                ('owner', models.ForeignKey(db_index=False, editable=False, on_delete=django.db.models.deletion.CASCADE, related_name='+', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'ordering': ['-date', '-id'],
                'permissions': [('import_expense', 'Can import expenses'), ('export_expense', 'Can export expenses')],
                'indexes': [models.Index(models.F('owner'), models.F('deleted_in'), models.OrderBy(models.F('date'), descending=True), models.OrderBy(models.F('id'), descending=True), name='expenses_expense_by_day'), models.Index(fields=['owner', 'deleted_in', 'date', 'category', 'home_amount'], name='expenses_expense_sums'), models.Index(fields=['owner', 'deleted_in', 'category', 'date'], name='expenses_expense_category')],
                'constraints': [models.UniqueConstraint(fields=('owner', 'id'), name='expenses_expense_owner_and_id'), accounts.ownership.SameOwner(field='category', name='expenses_expense_category_same_owner'), accounts.ownership.SameOwner(field='deleted_in', name='expenses_expense_deleted_in_same_owner'), models.UniqueConstraint(condition=models.Q(('submission_id__isnull', False)), fields=('owner', 'submission_id'), name='expenses_expense_submitted_once'), models.CheckConstraint(condition=models.Q(('amount__gte', Decimal('-99999999999.9999')), ('amount__lte', Decimal('99999999999.9999')), models.Q(('amount', 0), _negated=True)), name='expenses_expense_amount'), models.CheckConstraint(condition=models.Q(('amount', django.db.models.functions.math.Round('amount')), models.Q(('amount', django.db.models.functions.math.Round('amount', 2)), models.Q(django.db.models.lookups.GreaterThan(django.db.models.functions.text.StrIndex(models.Value('BIF CLP DJF GNF ISK JPY KMF KRW PYG RWF UGX UYI VND VUV XAF XOF XPF'), models.F('currency')), 0), _negated=True)), models.Q(('amount', django.db.models.functions.math.Round('amount', 3)), django.db.models.lookups.GreaterThan(django.db.models.functions.text.StrIndex(models.Value('BHD CLF IQD JOD KWD LYD OMR TND UYW'), models.F('currency')), 0)), django.db.models.lookups.GreaterThan(django.db.models.functions.text.StrIndex(models.Value('CLF UYW'), models.F('currency')), 0), _connector='OR'), name='expenses_expense_decimals'), models.CheckConstraint(condition=models.Q(('currency', django.db.models.functions.text.Upper('currency')), django.db.models.lookups.Exact(django.db.models.functions.text.Length('currency'), 3)), name='expenses_expense_currency'), models.CheckConstraint(condition=models.Q(('description', ''), _negated=True), name='expenses_expense_description'), models.CheckConstraint(condition=models.Q(('date__gte', datetime.date(1900, 1, 1))), name='expenses_expense_first_date'), expenses.constraints.NotFarAhead(days=368, name='expenses_expense_not_far_ahead')],
            },
        ),
        migrations.CreateModel(
            name='Tag',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('name', models.CharField(max_length=50, validators=[expenses.tags.models.validate_tag_name])),
                ('is_sample', models.BooleanField(default=False, editable=False)),
                ('created_at', models.DateTimeField(auto_now_add=True)),
                ('owner', models.ForeignKey(db_index=False, editable=False, on_delete=django.db.models.deletion.CASCADE, related_name='+', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'ordering': ['name'],
                'permissions': [('import_tag', 'Can import tags'), ('export_tag', 'Can export tags')],
                'constraints': [models.UniqueConstraint(fields=('owner', 'id'), name='expenses_tag_owner_and_id'), models.UniqueConstraint(models.F('owner'), django.db.models.functions.text.Lower('name'), name='expenses_tag_unique', violation_error_message='You have this tag already.'), models.CheckConstraint(condition=models.Q(models.Q(('name', ''), _negated=True), models.Q(('name__contains', ','), _negated=True), models.Q(('name__startswith', '#'), _negated=True)), name='expenses_tag_name')],
            },
        ),
        migrations.CreateModel(
            name='ExpenseTag',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('expense', accounts.ownership.OwnedForeignKey(db_constraint=False, db_index=False, on_delete=django.db.models.deletion.DO_NOTHING, to='expenses.expense')),
                ('owner', models.ForeignKey(db_index=False, editable=False, on_delete=django.db.models.deletion.CASCADE, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('tag', accounts.ownership.OwnedForeignKey(db_constraint=False, db_index=False, on_delete=django.db.models.deletion.DO_NOTHING, to='expenses.tag')),
            ],
            options={
                'indexes': [models.Index(fields=['owner', 'tag', 'expense'], name='expenses_expensetag_by_tag')],
                'constraints': [models.UniqueConstraint(fields=('owner', 'id'), name='expenses_expensetag_owner_and_id'), accounts.ownership.SameOwner(cascade=True, field='expense', name='expenses_expensetag_expense_same_owner'), accounts.ownership.SameOwner(cascade=True, field='tag', name='expenses_expensetag_tag_same_owner'), models.UniqueConstraint(fields=('owner', 'expense', 'tag'), name='expenses_expensetag_unique')],
            },
        ),
        migrations.AddField(
            model_name='expense',
            name='tags',
            field=models.ManyToManyField(blank=True, related_name='expenses', through='expenses.ExpenseTag', to='expenses.tag'),
        ),
    ]
