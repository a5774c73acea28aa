"""A connection that ends costs the same however many others are here."""

from __future__ import annotations

import time
from typing import Any

import socketio
from engineio.async_socket import AsyncSocket

from bot.gateway.rooms_of import RoomsOf


async def manager(connections: int) -> tuple[Any, list[str]]:
    made: Any = RoomsOf()
    socketio.AsyncServer(client_manager=made, async_mode="aiohttp")
    sids = [await made.connect(f"socket-{number}", "/chat") for number in range(connections)]
    for number, sid in enumerate(sids):
        made.basic_enter_room(sid, "/chat", f"conversation-{number // 2}")
    return made, sids


def seconds(made: Any, sids: list[str]) -> float:
    began = time.process_time()
    for sid in sids:
        made.pre_disconnect(sid, "/chat")
        made.basic_disconnect(sid, "/chat")
    return time.process_time() - began


async def test_who_stays_hears_the_room_and_who_left_does_not() -> None:
    made, (first, second, third) = await manager(3)

    made.basic_disconnect(first, "/chat")

    assert [sid for sid, _ in made.get_participants("/chat", "conversation-0")] == [second]
    assert made.get_rooms(third, "/chat") == [third, "conversation-1"]
    made.basic_leave_room(third, "/chat", "conversation-1")
    assert made.get_rooms(third, "/chat") == [third]


async def test_everybody_in_a_room_is_told_in_order_also_when_one_is_just_leaving() -> None:
    made, _ = await manager(0)
    server = made.server
    connections = [AsyncSocket(server.eio, name) for name in ("leaving", "staying", "elsewhere")]
    for connection, room in zip(connections, ("here", "here", "there"), strict=True):
        server.eio.sockets[connection.sid] = connection
        made.basic_enter_room(
            await made.connect(connection.sid, "/chat"), "/chat", room, eio_sid=connection.sid
        )
    connections[0].closed = True

    for number in (1, 2):
        await made.tell("event", {"offset": number, "text": "één"}, "/chat", "here")

    told = [connections[1].queue.get_nowait().encode() for _ in range(2)]
    assert told == [f'42/chat,["event",{{"offset":{n},"text":"\\u00e9\\u00e9n"}}]' for n in (1, 2)]
    assert all(one.queue.empty() for one in connections)


async def test_nothing_is_left_when_everybody_left() -> None:
    made, sids = await manager(10)
    seconds(made, sids)
    assert (made.rooms, made._others, made.pending_disconnect) == ({}, {}, {})


async def test_leaving_costs_the_same_among_many_as_among_few() -> None:
    few, those = await manager(200)
    many, these = await manager(8_000)
    alone = min(seconds(few, those[half : half + 100]) for half in (0, 100))
    assert seconds(many, these[:100]) < 8 * alone + 0.01
