from django.urls import path

from civic import my_data

urlpatterns = [
    path("data.json", my_data.export_json, name="my_data_json"),
    path("data.csv", my_data.export_csv, name="my_data_csv"),
]
