from office.models.calendar import WorkdayOverride
from office.models.figures import ReferenceFigure
from office.models.imports import TableImport
from office.models.inbox import Message
from office.models.notices import NoticeExtension, NoticeRule, PublicNotice
from office.models.objections import Objection, ObjectionReading
from office.models.posts import Department, Post, Role
from office.models.site import SiteIdentity

__all__ = [
    "Department",
    "Message",
    "NoticeExtension",
    "NoticeRule",
    "Objection",
    "ObjectionReading",
    "Post",
    "PublicNotice",
    "ReferenceFigure",
    "Role",
    "SiteIdentity",
    "TableImport",
    "WorkdayOverride",
]
