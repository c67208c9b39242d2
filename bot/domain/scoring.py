"""What an answer is worth. Numbers: the house rules, told to people by /help leaderboard."""

DAILY_RIGHT = 10
DAILY_WRONG = 2
"""Showing up counts."""
PRACTICE_RIGHT = 1
PRACTICE_A_DAY = 20
"""The most points a member can earn by practice on one local day."""

_FULL = 1000


def daily_points(credit_milli: int) -> int:
    """10 for full credit, 2 for none, in between for partial credit, rounded down."""
    return DAILY_WRONG + (DAILY_RIGHT - DAILY_WRONG) * credit_milli // _FULL


def practice_points(credit_milli: int, *, first: bool, earned_today: int) -> int:
    """1 for a right first attempt, while the day's 20 are not used up."""
    if credit_milli < _FULL or not first or earned_today >= PRACTICE_A_DAY:
        return 0
    return PRACTICE_RIGHT
