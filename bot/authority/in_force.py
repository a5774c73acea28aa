"""The limits in force: loaded once per version, seeded at the first start, changed by applying."""

from __future__ import annotations

import asyncio
import logging
from dataclasses import dataclass
from functools import partial
from pathlib import Path

from bot.authority import versions
from bot.authority.errors import NotPermitted
from bot.authority.language import Limits
from bot.authority.limits import LimitsError, lint, lint_in_force, lint_text
from bot.authority.versions import Version
from bot.model import Clock
from bot.storage.database import Database

logger = logging.getLogger(__name__)

CHANGERS = ("operator", "admin")


def check_changer(role: str) -> None:
    """Raises NotPermitted for a role that does not change limits."""
    if role not in CHANGERS:
        raise NotPermitted(f"the role {role} does not change limits")


@dataclass(frozen=True)
class InForce:
    """A version of the limits and what it says."""

    version: Version
    limits: Limits


class LimitsInForce:
    """Knows which version is in force, here and in every other process on the same database."""

    def __init__(self, database: Database, clock: Clock, path: Path) -> None:
        self._database = database
        self._clock = clock
        self._path = path
        self._loaded: InForce | None = None
        self.problem: str | None = None

    async def start(self) -> None:
        """Seed the first version from the file; later only tell how the file differs."""
        report = await asyncio.to_thread(lint, self._path)
        version = await self._database.read(versions.in_force)
        if version is None:
            if report.limits is None:
                raise LimitsError(report)
            limits, now = report.limits, self._clock()
            version = await self._database.run(lambda c: versions.seed(c, limits, now))
        if report.limits is not None and report.sha256 == version.sha256:
            self._loaded = InForce(version, report.limits)
        elif report.sha256 != version.sha256:
            self.problem = (
                f"{report.file} is not in force (version {version.number} is): apply it"
                if report.ok
                else f"{report.file} cannot come into force:\n{report}"
            )
            logger.warning("limits_file_not_in_force version=%s", version.number)
        await self.current()

    async def current(self) -> InForce:
        """The newest applied version; read again only when it is another one."""
        number = await self._database.read(versions.number_in_force)
        if number is None:
            await self.start()
            assert self._loaded is not None
            return self._loaded
        if self._loaded is None or self._loaded.version.number != number:
            version = await self._database.read(versions.in_force)
            assert version is not None
            name = f"version {version.number}"
            report = await asyncio.to_thread(lint_in_force, version.source, name)
            if report.limits is None:
                raise LimitsError(report)
            if report.problems:
                self.problem = f"{name} stays in force; the next change has to mend:\n{report}"
                logger.warning("limits_in_force_need_mending version=%s", version.number)
            self._loaded = InForce(version, report.limits)
        return self._loaded

    async def latest(self) -> InForce:
        """What this process saw last; the transaction of a decision says if that still holds."""
        return self._loaded if self._loaded is not None else await self.current()

    async def apply(self, text: str, *, by: str, reason: str) -> Version:
        """Write a new version; LimitsError when it is not fit, and the old one stays."""
        report = await asyncio.to_thread(lint_text, text)
        if report.limits is None:
            raise LimitsError(report)
        new, now = report.limits, self._clock()
        version = None
        while version is None:
            force = await self.current()
            before, number = force.limits, force.version.number
            version = await self._database.run(
                partial(
                    versions.apply,
                    limits=new,
                    before=before,
                    number=number,
                    by=by,
                    reason=reason,
                    now=now,
                )
            )
        if version.applied_at is not None:
            self.problem = None
        return version

    async def agree(self, version: int, *, by: str, role: str) -> Version:
        """The second person's yes to a version that lets more through."""
        check_changer(role)
        now = self._clock()
        agreed = await self._database.run(lambda c: versions.agree(c, version, by=by, now=now))
        self.problem = None
        return agreed
