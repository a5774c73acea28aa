"""Erases one conversation with its photos, whatever is sent into it at that moment."""

from __future__ import annotations

import asyncio
from collections import Counter

from bot.conversation.photos import Photos
from bot.conversation.rooms import Rooms
from bot.model import ConversationId

PHOTOS = "photos"


async def forget(
    rooms: Rooms, photos: Photos, conversation: ConversationId, *, empty_log: bool = True
) -> Counter[str]:
    """Files and texts go: how many of each kind. Who forgets many empties the log once, after all.

    The files go first: an address that leads nowhere harms nobody, a file without one would. They
    go again afterwards: one that came in between was still let in, and none is from then on.
    """
    done: Counter[str] = Counter()
    done[PHOTOS] += await asyncio.to_thread(photos.erase, conversation)
    done += await rooms.conversations.forget(conversation, empty_log=empty_log)
    done[PHOTOS] += await asyncio.to_thread(photos.erase, conversation)
    return +done
