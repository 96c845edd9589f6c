"""Personal data as it may be shown: masked on the server, before a template sees the value."""

import re

from lib.text import HAN

COMPOUND = (
    "欧阳太史端木上官司马东方独孤南宫万俟闻人夏侯诸葛尉迟公羊赫连澹台皇甫宗政濮阳公冶"
    "太叔申屠公孙慕容仲孙钟离长孙宇文司徒鲜于司空闾丘子车亓官司寇巫马公西颛孙壤驷公良"
    "漆雕乐正宰父谷梁拓跋夹谷轩辕令狐段干百里呼延东郭南门羊舌微生梁丘左丘东门西门第五"
    "歐陽司馬諸葛東方獨孤南宮公孫長孫鍾離軒轅尉遲赫連"
)
COMPOUND_SURNAMES = frozenset(COMPOUND[i : i + 2] for i in range(0, len(COMPOUND), 2))
# What stands behind a name in brackets is no part of it.
REMARK = re.compile("(?<=.)[（(][^（()）]*[）)]$")
VARIATION_SELECTORS = re.compile("[\ufe00-\ufe0f\U000e0100-\U000e01ef]")


def mask_name(name: str, public: bool) -> str:
    """张* for two characters; for three 张*明 in-house, 张** in public; 欧阳* keeps its surname."""
    name = REMARK.sub("", VARIATION_SELECTORS.sub("", name).strip()).rstrip()
    if "·" in name:
        return _first_letter(name)
    if not HAN.match(name):
        words = name.split()
        return " ".join(_first_letter(word) for word in (words[:1] if public else words))
    if len(name) > 2 and name[:2] in COMPOUND_SURNAMES:
        return name[:2] + "*" * (len(name) - 2)
    if len(name) == 1:
        return "*"
    if public or len(name) == 2:
        return name[0] + "*" * (len(name) - 1)
    return name[0] + "*" * (len(name) - 2) + name[-1]


def mask_phone(phone: str) -> str:
    """138****1234 for a mobile, 0512-****5678 for a landline, stars for what is too short."""
    phone = phone.strip()
    digits = re.sub(r"\D", "", phone)
    if re.fullmatch(r"1\d{10}", digits[-11:]):
        return f"{digits[-11:-8]}****{digits[-4:]}"
    if landline := re.match(r"(010|02\d|0[3-9]\d\d)-?\d{3,4}(\d{4})(?!\d)", phone):
        return f"{landline[1]}-****{landline[2]}"
    return f"****{digits[-4:]}" if len(digits) >= 10 else "*" * min(len(phone), 4)


def mask_document(number: str) -> str:
    """For staff only, 3205**********123X; in public nothing of a document is shown at all."""
    number = number.strip()
    head, tail = (4, 4) if len(number) >= 15 else (1, 2)
    if len(number) < 6:
        return "*" * len(number)
    return number[:head] + "*" * (len(number) - head - tail) + number[-tail:]


def mask_email(address: str) -> str:
    """z***@example.org; the host stays, since it says which letter box to look in."""
    local, at, host = address.strip().rpartition("@")
    return f"{local[0]}***@{host}" if at and local and host else "***" * bool(address.strip())


def mask_bank(account: str) -> str:
    """**** 1234: the last four digits, as banks print them."""
    digits = re.sub(r"\D", "", account)
    return f"**** {digits[-4:]}" if len(digits) >= 8 else "****" * bool(account.strip())


def _first_letter(name: str) -> str:
    return name[:1] + "***"
