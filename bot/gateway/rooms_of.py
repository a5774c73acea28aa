"""Who is in which room of socket.io, known by connection, and what is said to a room.

The library looks through every room of everybody when one connection ends: with ten thousand here
that held up everybody for 5 ms, and for minutes when all of them went at once. To say something it
begins a task for each who hears it and waits for all of them, where each only puts the same packet
into a queue.
"""

from __future__ import annotations

from typing import Any, cast

import socketio
from engineio.packet import MESSAGE
from engineio.packet import Packet as Frame
from socketio.packet import EVENT


class RoomsOf(socketio.AsyncManager):
    """socket.io's own manager, save for how it finds the rooms of a connection that ends, and with
    a shorter way to speak to a room."""

    def __init__(self) -> None:
        super().__init__()  # type: ignore[no-untyped-call]
        # Without the two that everybody is in: all of the namespace, and the one of their own.
        self._others: dict[str, list[str]] = {}

    async def tell(self, event: str, data: Any, namespace: str, room: str) -> None:
        """Say one thing, an object, to everybody in a room."""
        server: Any = self.server
        packet = server.packet_class(EVENT, namespace=namespace, data=[event, data])
        frame = Frame(MESSAGE, packet.encode())
        for _, connection in cast(Any, self).get_participants(namespace, room):
            await server.eio.send_packet(connection, frame)

    def basic_enter_room(
        self, sid: str, namespace: str, room: str | None, eio_sid: str | None = None
    ) -> None:
        """Let a connection hear what is said to a room."""
        cast(Any, super()).basic_enter_room(sid, namespace, room, eio_sid=eio_sid)
        if room is not None and room != sid:
            self._others.setdefault(sid, []).append(room)

    def basic_leave_room(self, sid: str, namespace: str, room: str | None) -> None:
        """And let it hear that no more."""
        cast(Any, super()).basic_leave_room(sid, namespace, room)
        others = self._others.get(sid, [])
        if room in others:
            others.remove(room)
            if not others:
                del self._others[sid]

    def basic_disconnect(self, sid: str, namespace: str, **more: Any) -> None:
        """Forget a connection."""
        leave = cast(Any, super()).basic_leave_room
        for room in (*self._others.pop(sid, ()), sid, None):
            leave(sid, namespace, room)
        self.callbacks.pop(sid, None)
        for pending in (self.pending_connect, self.pending_disconnect):
            waiting = pending.get(namespace, [])
            if sid in waiting:
                waiting.remove(sid)
                if not waiting:
                    del pending[namespace]
