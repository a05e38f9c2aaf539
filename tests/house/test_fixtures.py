"""The databases and the browser that tests are given are real ones, and each test's own."""

from playwright.async_api import BrowserContext, Page
from sqlalchemy import create_engine, text

from bot.store.migrate import current, newest


def test_each_test_is_given_a_database_of_its_own(empty_database_url: str) -> None:
    engine = create_engine(empty_database_url)
    with engine.begin() as connection:
        connection.execute(text("CREATE TABLE mine (words TEXT)"))
        connection.execute(text("INSERT INTO mine VALUES ('kentongan')"))
        assert connection.execute(text("SELECT words FROM mine")).scalar_one() == "kentongan"
    engine.dispose()


def test_a_copied_database_has_every_migration(database_url: str) -> None:
    engine = create_engine(database_url)
    assert current(engine) == newest()
    assert current(engine) is not None
    engine.dispose()


def test_the_postgres_of_the_tests_lives_in_another_time_zone(empty_postgres_url: str) -> None:
    engine = create_engine(empty_postgres_url)
    with engine.connect() as connection:
        assert connection.execute(text("SHOW timezone")).scalar_one() == "Asia/Jakarta"
    engine.dispose()


async def test_a_page_runs_its_script(page: Page) -> None:
    await page.set_content("<p id=p></p><script>p.textContent = 'tung tung tung'</script>")
    assert await page.inner_text("#p") == "tung tung tung"


async def test_each_test_is_a_new_visitor(window: BrowserContext) -> None:
    assert await window.cookies() == []
    assert len(window.pages) == 0
