"""Settings, from the environment and a local `.env`, checked all at once."""

from bot.config.environment import environment
from bot.config.reading import load
from bot.config.values import SLACK_API, Config, Secret, Shards, shown

__all__ = ["SLACK_API", "Config", "Secret", "Shards", "environment", "load", "shown"]
