from django.urls import path
from django.views.generic import TemplateView

from expense_tracker import urls

# The frame that every page has, with nothing in it: session, person, navigation.
urlpatterns = [*urls.urlpatterns, path("empty/", TemplateView.as_view(template_name="base.html"))]
handler400, handler403, handler404, handler500 = urls.handler400, urls.handler403, urls.handler404, urls.handler500
