"""Who walks where: every page that a person can see, by the address or, in braces, by the view's name.

A page in braces is found as its person finds it, by links (`found`); so a page that nothing leads to fails.
"""

from typing import NamedTuple

VISITOR = """
    / /parks/ /parks/?view=map {park_detail} /places/ /places/coverage/ {place_detail} {place_feedback}
    {place_feedback_sent} /figures/ /search/?q=公园 /search/?q=没有这个 /privacy/ /privacy/1/ /site-map/
    /accounts/login/ /accounts/signup/ /accounts/staff/ /accounts/inactive/
    /shop/ {shop_detail} {shop_shelf} {shop_giving} {goods_item} {goods_label} /shop/trace/ {slip} /shop/box/MH-01/
    /shop/fund/meihao/ /shop/fund/meihao/entries/ /shop/fund/meihao/entries/25/ /shop/fund/meihao/counts/
    /shop/fund/meihao/aid/ /shop/fund/meihao/disclosures/ {fund_disclosure} /shop/aid/
    /volunteer/ /volunteer/activities/ /volunteer/activities/?view=calendar {activity_detail} {activity_poster}
    /volunteer/organizations/ {organization_detail} /volunteer/figures/ /volunteer/offline/
    /notices/ {notice_detail} {notice_object} /notices/answer/
    /api/v1/ /styleguide/ /inbox/ /offline/ /no-such-page/
"""
RESIDENT = """
    /me/ /me/name/ /me/identity/ /me/identity/guardian/ /me/consents/ /me/wards/ {ward_decide}
    /me/requests/ /me/requests/correction/ /me/requests/deletion/ /notices/mine/ /accounts/phone/change/
    /accounts/logout/ /volunteer/today/ {check} {left} /volunteer/my-shifts/ {shift_sign_up} {shift_withdraw}
    /volunteer/my/hours/ {my_record} /volunteer/my/hours/report/ /volunteer/my/hours/missing/
    /volunteer/organizations/apply/ {organization_mine} {organization_join}
    /shop/duty/ {duty_shop} {duty_take_in} {duty_refuse} {duty_labels} {duty_slip} {duty_thing}
    /shop/aid/my/ /shop/aid/my/apply/ {my_aid_case}
"""
LEADER = """
    /volunteer/profile/ /volunteer/profile/edit/ /volunteer/profile/leave/
    /volunteer/lead/ {lead_activity_new} {lead_activity} {lead_activity_edit} {lead_activity_where} {lead_activity_copy}
    {lead_activity_cancel} {lead_message} {lead_shift_message} {lead_shift_new} {lead_shift} {lead_shift_edit}
    {lead_shift_copy} {lead_shift_cancel} {lead_code} {lead_roster} {lead_members} {lead_enter}
    /volunteer/lead/confirm/ /volunteer/lead/records/ {lead_record} {lead_correct}
    /volunteer/lead/objections/ {lead_objection} /shop/lead/ {lead_count}
"""
CLERK = """
    /volunteer/join/ /volunteer/claim/ /shop/aid/work/ /shop/aid/work/enter/ {aid_case}
    /accounts/password/change/ /accounts/reauthenticate/ /accounts/2fa/ /accounts/2fa/totp/activate/
"""
# With an authenticator app already.
GUARDED = """
    /accounts/2fa/ /accounts/2fa/reauthenticate/ /accounts/2fa/totp/deactivate/
    /accounts/2fa/recovery-codes/ /accounts/2fa/recovery-codes/generate/
"""
BY_PERSON = {
    "visitor": VISITOR,
    "resident": RESIDENT,
    "leader": LEADER,
    "clerk": CLERK,
    "guarded": GUARDED,
    # Half-way through a door.
    "coming": "/accounts/login/code/",
    "new": "/accounts/login/open/",
    "proving": "/accounts/prove/ /accounts/prove/code/",
    "moving": "/accounts/phone/verify/",
    "asked": "/accounts/2fa/authenticate/",
}
WALKS = [(person, page) for person, pages in BY_PERSON.items() for page in pages.split()]

# What answers without a page of its own: files, forms' targets, doors that lead on.
NO_PAGES = """
    places_geojson regions_geojson service_worker robots sitemap security_txt favicon photo_file openapi manifest health
    mode park_feed notice_feed activity_calendar shift_ics my_calendar offline_data volunteer_sync my_hours_export
    my_data_json my_data_csv fund_csv fund_xlsx fund_journal fund_heads aid_photo mfa_download_recovery_codes
    account_request_login_code inbox_read inbox_read_all consent_give consent_withdraw guardian_withdraw ward_withdraw
    data_request_withdraw my_record_object objection_withdraw feed_reset membership_leave lead_member_code
    lead_member_move lead_activity_open lead_answer lead_walk_up lead_decide check_here duty_shelf my_aid_consent
    my_aid_withdraw my_aid_object my_aid_receipt my_aid_account aid_related aid_open aid_step count_open count_confirm
    count_money count_again count_close count_sign count_slip
"""
# Seen by tests of their own: a code's page lives for a minute, a slip is shown once (tests/volunteers).
ELSEWHERE = {"scan", "lead_slip"}


class Visit(NamedTuple):
    look: str
    width: int
    language: str


def visits(number: int) -> list[Visit]:
    """Light, dark and elder; in them both widths and both languages, in another combination on each page."""
    widths, languages = (360, 1280), ("zh", "en")
    narrow, first, turn = number % 2, number // 2 % 2, number // 4 % 2
    elder = "elder.light" if number % 3 else "elder.dark"
    return [
        Visit("plain.light", widths[narrow], languages[first]),
        Visit("plain.dark", widths[1 - narrow], languages[1 - first]),
        Visit(elder, widths[turn], languages[number % 2]),
    ]
