import pytest

pytestmark = pytest.mark.django_db


def search(client, path="/en/search/", **query):
    response = client.get(path, query)
    return response.status_code, response.content.decode()


@pytest.mark.parametrize(
    "words", ["新市河", "河小", "Xinshi", "xsh", "xinshihe", "新市河 小游园", "沙洲路", "ＸＩＮＳＨＩ"]
)
def test_place_is_found(client, make_park, words):
    make_park(
        name="新市河小游园", name_en="Xinshi River Garden", pinyin="xinshihexiaoyouyuan xshxyy", address="沙洲路 1 号"
    )
    make_park(name="别处", name_en="Elsewhere", pinyin="biechu bc")
    status, page = search(client, q=words)
    assert status == 200
    assert "Xinshi River Garden" in page
    assert "Elsewhere" not in page


def test_name_stands_before_address(client, make_park):
    make_park(name="甲园", name_en="First by sound", pinyin="a", address="沙洲路 1 号")
    make_park(name="沙洲园", name_en="Named so", pinyin="z")
    _status, page = search(client, q="沙洲")
    assert page.index("Named so") < page.index("First by sound")


def test_towns_are_found(client, yangshe):
    _status, page = search(client, q="杨舍")
    assert "Near Yangshe" in page
    assert "/en/places/?lon=120.55500&amp;lat=31.87500" in page


def test_hidden_places_are_not_found(client, make_park):
    make_park(name="未公开公园", name_en="Hidden", is_public=False)
    _status, page = search(client, q="未公开")
    assert "Hidden" not in page
    assert "Nothing is called" in page


@pytest.mark.parametrize("count", [1, 3])
def test_search_asks_five_times(client, make_park, site_identity, count, django_assert_num_queries):
    for _number in range(count):
        make_park()
    with django_assert_num_queries(5):
        search(client, q="样例")


def test_second_page_holds_the_rest(client, make_park):
    for _number in range(21):
        make_park()
    _status, first = search(client, q="样例")
    status, second = search(client, q="样例", page="2")
    assert (status, first.count('class="row"'), second.count('class="row"')) == (200, 20, 1)
    assert "21 places" in first


@pytest.mark.parametrize("number", ["2", "1000000000", "0", "-1", "x", "9" * 400, "²", "１"])
def test_page_that_is_not_there_is_said(client, park, number):
    status, page = search(client, q="新市河", page=number)
    assert status == 404
    assert "The results do not go that far." in page


def test_empty_search_says_what_can_be_found(client):
    status, page = search(client, q="  ")
    assert status == 200
    assert "What are you looking for?" in page


def test_long_search_is_cut_and_says_so(client):
    status, page = search(client, q="a" * 101)
    assert status == 200
    assert "Only the first 100 characters were searched for." in page
    assert "Only the first" not in search(client, q="a" * 100)[1]


@pytest.mark.parametrize(("words", "sentence"), [("a" * 10_000, "too long"), ("a\x00b", "cannot be read")])
def test_search_that_cannot_be_meant_is_refused(client, words, sentence):
    status, page = search(client, q=words)
    assert status == 400
    assert sentence in page
    assert '<html lang="en"' in page


@pytest.mark.parametrize(
    "words", ["%", "_", "'; DROP TABLE places_place; --", "\\", "<script>alert(1)</script>", "\ud800"]
)
def test_signs_are_only_signs(client, park, words):
    status, page = search(client, q=words.encode("utf-8", "surrogatepass"))
    assert status == 200
    assert "<script>alert" not in page
    assert park.name_en not in page
