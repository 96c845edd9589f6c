from django.urls import path

from volunteers.views import members, organizations

urlpatterns = [
    path("organizations/", organizations.organization_list, name="organization_list"),
    path("organizations/apply/", organizations.organization_apply, name="organization_apply"),
    path("organizations/<int:pk>/", organizations.organization_detail, name="organization_detail"),
    path("organizations/<int:pk>/application/", organizations.organization_mine, name="organization_mine"),
    path("organizations/<int:pk>/join/", organizations.organization_join, name="organization_join"),
    path("memberships/<int:pk>/leave/", organizations.membership_leave, name="membership_leave"),
    path("lead/organizations/<int:pk>/members/", members.lead_members, name="lead_members"),
    path("lead/organizations/<int:pk>/members/enter/", members.lead_enter, name="lead_enter"),
    path("lead/organizations/<int:pk>/members/slip/", members.lead_slip, name="lead_slip"),
    path("lead/members/<int:pk>/code/", members.lead_member_code, name="lead_member_code"),
    path("lead/members/<int:pk>/<slug:move>/", members.lead_member_move, name="lead_member_move"),
]
