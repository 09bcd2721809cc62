"""The portal's leaky bucket."""

from __future__ import annotations

from bitrix24.limits import Plan


class PortalBucket:
    """What the portal does: it takes away `rate` once a second, at a moment of its own within the second."""

    def __init__(self, plan: Plan, phase: float) -> None:
        self.plan = plan
        self.phase = phase
        self.level = 0.0
        self.drained = 0

    def accepts(self, now: float) -> bool:
        ticks = int(now + self.phase)
        self.level = max(0.0, self.level - (ticks - self.drained) * self.plan.rate)
        self.drained = ticks
        if self.level + 1 > self.plan.capacity:
            return False
        self.level += 1
        return True
