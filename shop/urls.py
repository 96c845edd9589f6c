from django.urls import include, path

from shop.views import aid_public, counting, exports, fund, public

urlpatterns = [
    path("", public.shop_home, name="shop_home"),
    path("<int:pk>/", public.shop_detail, name="shop_detail"),
    path("box/<slug:public_no>/", public.box_notice, name="box_notice"),
    path("fund/<slug:code>/", fund.fund_detail, name="fund_detail"),
    path("fund/<slug:code>/entries/", fund.fund_entries, name="fund_entries"),
    path("fund/<slug:code>/entries/<int:number>/", fund.fund_entry, name="fund_entry"),
    path("fund/<slug:code>/aid/", aid_public.fund_aid, name="fund_aid"),
    path("fund/<slug:code>/counts/", fund.fund_counts, name="fund_counts"),
    path("fund/<slug:code>/ledger.csv", exports.ledger_csv, name="fund_csv"),
    path("fund/<slug:code>/ledger.xlsx", exports.ledger_xlsx, name="fund_xlsx"),
    path("fund/<slug:code>/ledger.beancount", exports.journal, name="fund_journal"),
    path("fund/<slug:code>/heads.json", exports.heads_json, name="fund_heads"),
    path("aid/", include("shop.aid_urls")),
    path("lead/", counting.count_list, name="count_list"),
    path("lead/<int:pk>/", counting.lead_count, name="lead_count"),
    path("lead/<int:pk>/open/", counting.count_open, name="count_open"),
    path("lead/<int:pk>/confirm/", counting.count_confirm, name="count_confirm"),
    path("lead/<int:pk>/count/", counting.count_money, name="count_money"),
    path("lead/<int:pk>/again/", counting.count_again, name="count_again"),
    path("lead/<int:pk>/close/", counting.count_close, name="count_close"),
    path("lead/<int:pk>/sign/", counting.count_sign, name="count_sign"),
    path("lead/<int:pk>/slip/", counting.count_slip, name="count_slip"),
]
