"""`samenspel audit verify`: is the audit trail whole?"""

from __future__ import annotations

import asyncio

from bot import wiring
from bot.authority.values import ChainState
from bot.settings import Settings


def verify(settings: Settings) -> int:
    """Check every link of the chain; 1 and the first bad record when it is broken."""
    state = asyncio.run(_verify(settings))
    if state.ok:
        print(f"the audit trail is whole: verified to entry {state.verified_to}")
        return 0
    print(f"the audit trail is broken after entry {state.verified_to}: {state.problem}")
    return 1


async def _verify(settings: Settings) -> ChainState:
    house = wiring.build(settings)
    await wiring.open(house)
    try:
        return await house.authority.verify()
    finally:
        await house.database.close()
