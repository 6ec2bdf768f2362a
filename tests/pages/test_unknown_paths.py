"""A path of nobody's is a page of ours."""

import pytest

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("debug", [False, True])
@pytest.mark.parametrize("path", ["/nowhere", "/lab/nowhere", "/lab/handout/nowhere"])
def test_an_unknown_path_is_a_page_of_ours_and_tells_nothing_of_the_others(open_browser, settings, path, debug):
    """With DEBUG=1 Django's own page would list every pattern."""
    settings.DEBUG = debug

    response = open_browser().get(path, headers={"Accept": "text/html"})

    assert (response.status_code, "<h1" in response.text) == (404, True)
    assert not {"URLconf", "Using the"} & {word for word in ("URLconf", "Using the") if word in response.text}
