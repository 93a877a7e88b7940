"""
What every test shares: how much a property test runs, and telling so.
"""

from hypothesis import HealthCheck, settings

from tests._counts import FULL, SHARE, scaled

# No deadline: the first example loads the book. No database, and the same examples on every run of
# the short suite, so that a red build is red again; `--full` looks further each time.
settings.register_profile(
    "globalcs",
    max_examples=scaled(200),
    deadline=None,
    database=None,
    derandomize=not FULL,
    suppress_health_check=[HealthCheck.too_slow],
)
settings.load_profile("globalcs")


def pytest_report_header() -> str:
    if FULL:
        return "property tests: all of their stated examples"
    return f"property tests: 1/{SHARE} of their stated examples; ./run.sh test --full runs all"
