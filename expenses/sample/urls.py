from django.urls import path

from expenses.sample import views

urlpatterns = [
    path("sample/load/", views.SampleLoadView.as_view(), name="sample-load"),
    path("sample/remove/", views.SampleRemoveView.as_view(), name="sample-remove"),
]
