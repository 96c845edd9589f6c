import pghistory
from django.core.validators import RegexValidator
from django.db import models
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _


@pghistory.track()
class SiteIdentity(models.Model):
    """Who runs this site: every value of the government footer. One row; an empty value hides its item."""

    id = models.PositiveSmallIntegerField(primary_key=True, default=1, editable=False)
    name = models.CharField(_("name of the site"), max_length=40)
    name_en = models.CharField(_("name of the site in English"), max_length=60)
    city = models.CharField(_("city"), max_length=40)
    city_en = models.CharField(_("city in English"), max_length=60)
    host = models.CharField(_("host (主办单位)"), max_length=80)
    host_en = models.CharField(_("host in English"), max_length=160)
    operator = models.CharField(_("operator (承办单位)"), max_length=80, blank=True)
    operator_en = models.CharField(_("operator in English"), max_length=160, blank=True)
    phone = models.CharField(_("telephone"), max_length=20, blank=True)
    address = models.CharField(_("address"), max_length=120, blank=True)
    address_en = models.CharField(_("address in English"), max_length=160, blank=True)
    email = models.EmailField(_("e-mail"), blank=True)
    security_contact = models.CharField(
        _("security contact"),
        max_length=120,
        blank=True,
        help_text=_("For security.txt: mailto: or https:."),
    )
    icp_no = models.CharField(_("ICP number (ICP备案号)"), max_length=40, blank=True)
    police_no = models.CharField(_("police number (公安备案号)"), max_length=40, blank=True)
    site_code = models.CharField(
        _("government site code (网站标识码)"),
        max_length=10,
        blank=True,
        validators=[RegexValidator(r"^\d{10}\Z", _("The site code has ten digits."))],
    )
    error_report_url = models.URLField(_("report an error (找错)"), blank=True)
    map_review_no = models.CharField(_("map review number (审图号)"), max_length=40, blank=True)
    emergency_notice = models.CharField(_("notice on every page"), max_length=200, blank=True)
    emergency_notice_en = models.CharField(_("notice on every page, in English"), max_length=300, blank=True)

    class Meta:
        verbose_name = _("site identity")
        verbose_name_plural = _("site identity")
        constraints = [
            models.CheckConstraint(
                name="office_siteidentity_one_row",
                condition=models.Q(pk=1),
                violation_error_message=_("The site has one identity."),
            ),
        ]

    def __str__(self) -> str:
        return self.name

    def _local(self, field: str) -> str:
        english = getattr(self, f"{field}_en") if get_language() == "en" else ""
        return english or getattr(self, field)

    @property
    def local_name(self) -> str:
        return self._local("name")

    @property
    def local_city(self) -> str:
        return self._local("city")

    @property
    def local_host(self) -> str:
        return self._local("host")

    @property
    def local_operator(self) -> str:
        return self._local("operator")

    @property
    def local_address(self) -> str:
        return self._local("address")

    @property
    def local_emergency_notice(self) -> str:
        return self._local("emergency_notice")
