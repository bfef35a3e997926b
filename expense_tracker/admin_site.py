from django.contrib import admin
from django.contrib.admin.apps import AdminConfig


class BrandedAdminSite(admin.AdminSite):
    site_header = "Expense Tracker"
    site_title = "Expense Tracker staff"
    index_title = "People and ledgers"


class BrandedAdminConfig(AdminConfig):
    default_site = "expense_tracker.admin_site.BrandedAdminSite"
