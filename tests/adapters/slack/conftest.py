"""What every test of Slack's adapter begins with."""

import pytest


@pytest.fixture(autouse=True)
def patience(monkeypatch):
    """Names and rights are waited for: on a loaded machine a second may be too short, and a manager
    would be taken for a member. What is done without them has tests that say so.
    """
    monkeypatch.setattr("adapters.slack.people.ASK_S", 20.0)
