from django.urls import path

from expenses.archive import views

urlpatterns = [
    path("archive/", views.ArchiveView.as_view(), name="archive"),
    path("archive/download/", views.ArchiveDownloadView.as_view(), name="archive-download"),
    path("archive/<int:pk>/", views.ArchiveImportView.as_view(), name="archive-import"),
]
