from django.urls import URLPattern, URLResolver, include, path

app_name = "expenses"
# One line a room: path("", include("expenses.<room>.urls")); a room's urls.py is a plain list without an app_name, so
# that every name reads `expenses:...`.
urlpatterns: list[URLPattern | URLResolver] = [
    path("", include("expenses.categories.urls")),
    path("", include("expenses.tags.urls")),
    path("", include("expenses.sample.urls")),
]
