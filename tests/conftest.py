"""What holds for all tests."""

import pytest


@pytest.fixture(autouse=True)
def no_button_has_failed(caplog):
    """Buttons do not raise what their callbacks raise: ipywidgets logs it, so look there."""
    yield
    assert not [r.getMessage() for r in caplog.get_records("call") if "callback" in r.getMessage()]
