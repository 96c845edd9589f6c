"""The walkers' sessions, and what each of them finds by following links."""

import re
import time
from collections import deque

from allauth.account.internal.flows.login import AUTHENTICATION_METHODS_SESSION_KEY, record_authentication
from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes
from allauth.mfa.totp.internal.auth import TOTP, generate_totp_secret
from django.conf import settings
from django.test import Client, RequestFactory
from django.urls import Resolver404, resolve

from accounts.actions import ask_guardian
from accounts.models import User
from accounts.sample import STAFF_PASSWORD
from office.models import Message, PublicNotice
from places.models import Place
from shop.models import GoodsItem, Taking
from tests.city.walks import BY_PERSON, NO_PAGES
from volunteers.models import SignUp

RESIDENT, LEADER, NEW = "13800000001", "13800000002", "13800007777"
LINK = re.compile(r'href="(/[^"#]*)"')


def sign_in(user: User) -> Client:
    """Signed in, and proved to be there for as long as the walk lasts."""
    client = Client()
    client.force_login(user)
    request = RequestFactory().get("/")
    request.session, request.user = client.session, user
    record_authentication(request, user, method="code")
    request.session[AUTHENTICATION_METHODS_SESSION_KEY][-1]["at"] = time.time() + 3600
    request.session.save()
    return client


def come(phone: str) -> Client:
    client = Client()
    client.post("/accounts/login/", {"phone": phone})
    return client


def clients() -> dict[str, Client]:
    resident, leader = (User.objects.with_phone(phone).get() for phone in (RESIDENT, LEADER))
    ask_guardian(ward=User.objects.create_user("child", display_name="样小朋友"), phone=RESIDENT)
    guarded = User.objects.get(username="security")
    TOTP.activate(guarded, generate_totp_secret())
    RecoveryCodes.activate(guarded)
    new = come(NEW)
    code = re.search(r"\d{6}", Message.objects.filter(phone_lookup__isnull=False).latest("pk").text)[0]
    new.post("/accounts/login/code/", {"code": code})
    proving, moving, asked = sign_in(resident), sign_in(leader), Client()
    proving.post("/accounts/prove/")
    moving.post("/accounts/phone/change/", {"phone": "13800007779"})
    asked.post("/accounts/staff/", {"login": "security", "password": STAFF_PASSWORD})
    return {
        "visitor": Client(), "resident": sign_in(resident), "leader": sign_in(leader),
        "clerk": sign_in(User.objects.get(username="aid")), "guarded": sign_in(guarded),
        "coming": come("13800007778"), "new": new, "proving": proving, "moving": moving, "asked": asked,
    }  # fmt: skip


def session_of(client: Client) -> str:
    cookie = client.cookies.get(settings.SESSION_COOKIE_NAME)
    return cookie.value if cookie else ""


def unlinked(found: dict[str, dict[str, str]]) -> dict[str, str]:
    """Pages behind a label, a slip, a message or a form that was sent, by the view's name."""
    resident = User.objects.with_phone(RESIDENT).get()
    return {
        "goods_label": f"/shop/label/{GoodsItem.objects.on_shelf().earliest('pk').code}/",
        "slip": f"/shop/trace/{Taking.objects.earliest('at').code}/",
        "place_feedback_sent": f"/places/{Place.objects.filter(is_public=True).earliest('pk').pk}/feedback/sent/",
        "notice_object": f"{PublicNotice.objects.filter(state='open').earliest('pk').get_absolute_url()}object/",
        "left": f"/volunteer/left/{SignUp.objects.filter(volunteer__user=resident).latest('pk').pk}/",
        "lead_correct": f"{found['leader']['lead_record']}correct/",
    }


def links(client: Client, pages: str) -> dict[str, str]:
    """One address for each view, as far as links lead from this person's own pages."""
    wanted = set(re.findall(r"\{(\w+)\}", pages))
    waiting = deque(page for page in pages.split() if "{" not in page)
    found: dict[str, str] = {}
    files_and_targets = NO_PAGES.split()
    while waiting and not wanted <= found.keys():
        answer = client.get(waiting.popleft())
        if answer.status_code != 200 or "html" not in answer.headers["Content-Type"]:
            continue
        for path in LINK.findall(answer.content.decode().replace("&amp;", "&")):
            name = name_of(path)
            if name and name not in found and name not in files_and_targets:
                found[name] = path
                waiting.append(path)
    return found


def name_of(path: str) -> str | None:
    try:
        match = resolve(path.partition("?")[0])
    except Resolver404:
        return None
    return None if match.namespace == "admin" or path.startswith("/en/") else match.view_name


def everything_found(known: dict[str, Client]) -> dict[str, dict[str, str]]:
    found = {person: links(client, BY_PERSON[person]) for person, client in known.items() if "{" in BY_PERSON[person]}
    others = unlinked(found)
    return {person: {**others, **pages} for person, pages in found.items()}
