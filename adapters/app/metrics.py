"""What is counted, in Prometheus's form: no label holds a group, a person or anything typed."""

import time

from prometheus_client import CollectorRegistry, Counter, Gauge, Histogram, generate_latest

from bot.ports import Delivered, Outcome

_SECONDS = (0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 1.5, 3.0, 10.0)
"""What people feel: 0.1 s is at once, at 1.5 s we defer, at 3 s a platform gives up."""


class Metrics:
    """A `bot.ports.Watch` that counts into a registry of its own."""

    def __init__(self) -> None:
        self.registry = CollectorRegistry()
        self._events = Counter(
            "rounds_events",
            "Events answered, by what they were and how they ended.",
            ("platform", "kind", "name", "outcome"),
            registry=self.registry,
        )
        self._seconds = Histogram(
            "rounds_event_seconds",
            "From an event's arrival in the core to its reply.",
            ("platform",),
            buckets=_SECONDS,
            registry=self.registry,
        )
        self._mail = Counter(
            "rounds_mail",
            "Tries to deliver a letter, by how they ended.",
            ("platform", "kind", "outcome"),
            registry=self.registry,
        )
        self._told = Counter(
            "rounds_platform_told",
            "What platforms told us: throttled, invalid.",
            ("platform", "what"),
            registry=self.registry,
        )
        self._last_post = Gauge(
            "rounds_last_post_timestamp_seconds",
            "When this process last posted to a platform.",
            ("platform",),
            registry=self.registry,
        )
        self._waiting = Gauge(
            "rounds_mail_waiting", "Letters that are due.", ("platform",), registry=self.registry
        )
        self._oldest = Gauge(
            "rounds_mail_oldest_seconds",
            "How long the oldest letter that is due has waited.",
            ("platform",),
            registry=self.registry,
        )
        self._overdue = Gauge(
            "rounds_groups_overdue",
            "Groups whose next question is due and has not been claimed yet.",
            registry=self.registry,
        )
        self._lag = Gauge(
            "rounds_loop_lag_seconds",
            "How late the event loop woke, at worst, since the last scrape.",
            registry=self.registry,
        )
        self._ready = Gauge(
            "rounds_ready", "1 where a part works, else 0.", ("part",), registry=self.registry
        )

    def now_s(self) -> float:
        """Seconds on the process's monotonic clock."""
        return time.perf_counter()

    def handled(
        self, platform: str, kind: str, name: str, outcome: Outcome, seconds: float
    ) -> None:
        """An event was answered."""
        self._events.labels(platform, kind, name, outcome.value).inc()
        self._seconds.labels(platform).observe(seconds)

    def delivered(self, platform: str, kind: str, outcome: Delivered) -> None:
        """A letter was tried."""
        self._mail.labels(platform, kind, outcome.value).inc()
        if outcome is Delivered.SENT and kind == "post":
            self._last_post.labels(platform).set_to_current_time()

    def told(self, platform: str, what: str) -> None:
        """A platform told us something."""
        self._told.labels(platform, what).inc()

    def waiting(self, platform: str, letters: int, oldest_s: float) -> None:
        """How the outbox stands."""
        self._waiting.labels(platform).set(letters)
        self._oldest.labels(platform).set(oldest_s)

    def overdue(self, groups: int) -> None:
        """How the schedule stands."""
        self._overdue.set(groups)

    def lag(self, seconds: float) -> None:
        """How the loop stands."""
        self._lag.set(seconds)

    def part(self, name: str, *, works: bool) -> None:
        """Whether a part works."""
        self._ready.labels(name).set(works)

    def text(self) -> bytes:
        """The exposition format, version 0.0.4."""
        return generate_latest(self.registry)
