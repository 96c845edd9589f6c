"""The leader's browser makes the same codes and the same QR as the server, without asking it."""

from pathlib import Path

import pytest
import qrcode
import segno
from django.conf import settings

from volunteers import codes

pytestmark = pytest.mark.browser
ADDRESS = "https://example.org/volunteer/c/12-58812345-0123456789abcdef/"
SCRIPTS = [Path(settings.BASE_DIR) / "static/js" / name for name in ("volunteer-code.js", "volunteer-qr.js")]


@pytest.fixture(scope="module")
def script(chromium):
    page = chromium.new_page()
    for path in SCRIPTS:
        page.add_script_tag(content=path.read_text())
    yield page.evaluate
    page.close()


@pytest.mark.parametrize("secret", ["geheim", "a" * 64, "0f" * 32, "x" * 65])
def test_digits_and_code_are_the_servers(script, secret):
    for shift in (1, 7, 4_000_000_000):
        for slot in (0, 1, 58_812_345, 59_999_999):
            made = script("([k, s, t]) => [VolunteerCode.digits(k, s, t), VolunteerCode.code(k, s, t)]",
                          [secret, shift, slot])  # fmt: skip
            assert made == [codes.digits_of(secret, shift, slot), str(codes.code_of(secret, shift, slot))]


def drawn_by_another(text, mask):
    code = qrcode.QRCode(error_correction=qrcode.constants.ERROR_CORRECT_M, border=0, mask_pattern=mask)
    code.add_data(qrcode.util.QRData(text.encode(), mode=qrcode.util.MODE_8BIT_BYTE))
    code.make()
    return code.get_matrix()


@pytest.mark.parametrize("length", [5, 14, 15, 26, 42, 62, 77, 84, 85, 106, 122, 123, 152, 180])
def test_the_qr_is_what_another_library_draws(script, length):
    text = (ADDRESS * 4)[:length]
    for mask in range(8):
        assert script("([text, mask]) => VolunteerQR(text, mask)", [text, mask]) == drawn_by_another(text, mask)


def test_the_qr_is_the_one_that_the_server_draws(script):
    """Where nothing is padded: segno fills the rest in its own way, which every scanner reads as well."""
    text = (ADDRESS * 4)[:84]
    ours = [[int(dark) for dark in row] for row in script("text => VolunteerQR(text)", text)]
    drawn = [segno.make(text, error="m", boost_error=False, micro=False, mask=mask).matrix for mask in range(8)]
    assert ours in [[list(row) for row in matrix] for matrix in drawn]


def test_what_is_too_long_has_no_qr(script):
    assert script("VolunteerQR('x'.repeat(181))") is None
