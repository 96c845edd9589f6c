"""The books to take away. Each answer bears the head of the chain as its ETag: unchanged books are not sent twice."""

from functools import wraps

from allauth.account.adapter import get_adapter
from django.http import HttpRequest, HttpResponse, JsonResponse, StreamingHttpResponse
from django.utils.cache import get_conditional_response
from django.views.decorators.http import require_safe

from lib.rates import count_or_refuse
from lib.spreadsheets import stream_csv, write_xlsx
from shop import journal as books
from shop.models import DayHead, Fund
from shop.views.fund import public_fund

TEN_MINUTES, TIMES = 600, 30
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


def export(view):
    """Looks the fund up, answers 304 where nothing was entered since, and counts how often somebody asks."""

    @require_safe
    @wraps(view)
    def wrapped(request: HttpRequest, code: str) -> HttpResponse:
        fund = public_fund(code)
        etag = f'"{fund.chain.hash[:32]}-{fund.heads.count()}-{request.LANGUAGE_CODE}"'
        unchanged = get_conditional_response(request, etag=etag)
        if unchanged is not None:
            return unchanged
        count_or_refuse(
            what="fund-export", who=get_adapter(request).get_client_ip(request), limit=TIMES, seconds=TEN_MINUTES
        )
        response = view(request, fund)
        response["ETag"] = etag
        response["Cache-Control"] = "public, no-cache"
        return response

    return wrapped


def _named(response: HttpResponse, fund: Fund, ending: str) -> HttpResponse:
    response["Content-Disposition"] = f'attachment; filename="{fund.code}.{ending}"'
    return response


@export
def ledger_csv(request: HttpRequest, fund: Fund) -> HttpResponse:
    lines = stream_csv(books.COLUMNS, books.rows(fund))
    return _named(StreamingHttpResponse(lines, content_type="text/csv; charset=utf-8"), fund, "csv")


@export
def ledger_xlsx(request: HttpRequest, fund: Fund) -> HttpResponse:
    return _named(HttpResponse(write_xlsx(books.COLUMNS, books.rows(fund)), content_type=XLSX), fund, "xlsx")


@export
def journal(request: HttpRequest, fund: Fund) -> HttpResponse:
    response = StreamingHttpResponse(books.beancount(fund), content_type="text/plain; charset=utf-8")
    return _named(response, fund, "beancount")


@export
def heads_json(request: HttpRequest, fund: Fund) -> HttpResponse:
    """The last link of each day, as it was published: whoever keeps a copy can prove later that nothing was changed."""
    rows = DayHead.objects.filter(fund=fund).order_by("day").values("day", "number", "hash", "left_fen", "published_at")
    return JsonResponse({"fund": fund.code, "heads": list(rows)})
