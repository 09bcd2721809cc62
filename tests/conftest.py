"""What the tests of the generator share: the sample site as a folder, and the real pages where they are there."""

from __future__ import annotations

import gc
import os
import shutil
import tarfile
from pathlib import Path

import pytest
from hypothesis import HealthCheck, settings

# A machine that does other things as well is slow at times, which says nothing of what is tested.
settings.register_profile("shared machine", deadline=None, suppress_health_check=[HealthCheck.too_slow])
settings.load_profile("shared machine")

ROOT = Path(__file__).resolve().parent.parent
SAMPLES = ROOT / "tests" / "pages"
APIDOCS = ROOT.parent / "shared" / "apidocs"
REAL = APIDOCS / "2026-08-21.tar.xz"


@pytest.hookimpl(optionalhook=True)
def pytest_xdist_auto_num_workers() -> int:
    """One more than there are cores: many tests wait for a server or a process."""
    return (os.cpu_count() or 1) + 1


# Files that take minutes at length: begun last, they would keep one process busy when the others have ended.
_FIRST = (
    "test_site_whole",
    "test_reliability_lists",
    "test_update_callers",
    # Two files at a time are a process's own: these are short.
    "test_reliability_archives",
    "test_reliability_waiting",
    "test_cli_diff",
    "test_reliability_kills_generator",
    "test_scrape_whole",
    "test_reference_search",
)


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    order = {name: number for number, name in enumerate(_FIRST)}
    items.sort(key=lambda item: order.get(item.path.stem, len(order)))


def pytest_collection_finish() -> None:
    """Thousands of tests are never garbage: no collection need walk through them."""
    gc.freeze()


@pytest.fixture(scope="session")
def sample_site() -> Path:
    """The sample site as it is in the project. Not to be written to."""
    return SAMPLES


@pytest.fixture
def own_site(tmp_path: Path) -> Path:
    """A copy of the sample site that a test may damage."""
    return Path(
        shutil.copytree(SAMPLES, tmp_path / "site", ignore=shutil.ignore_patterns("_src", "*.py", "__pycache__"))
    )


@pytest.fixture
def small_site(tmp_path: Path) -> Path:
    """Two method pages of the sample site, for a test to damage: `tasks.flow.Flow.get` and `.pin`."""
    flow = tmp_path / "small" / "api-reference" / "tasks" / "flow"
    flow.mkdir(parents=True)
    for name in ("get", "pin"):
        shutil.copy(SAMPLES / "api-reference" / "tasks" / "flow" / f"tasks-flow-flow-{name}.html", flow)
    return tmp_path / "small"


@pytest.fixture(scope="session")
def real_archive() -> Path:
    if not REAL.is_file():
        pytest.skip(f"needs the real documentation pages, {REAL.name}, in ../shared/apidocs")
    return REAL


@pytest.fixture(scope="session")
def real_pages(real_archive: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder of the real pages under api-reference/tasks/ that this project's first nine methods need."""
    folder = tmp_path_factory.mktemp("real")
    with tarfile.open(real_archive, "r|xz") as archive:
        for member in archive:
            name = member.name.removeprefix("./")
            if name.startswith("api-reference/tasks/") and (name.count("/") == 2 or "/flow/" in name):
                target = folder / name
                stream = archive.extractfile(member)
                if stream and name.endswith(".html"):
                    target.parent.mkdir(parents=True, exist_ok=True)
                    target.write_bytes(stream.read())
    return folder
