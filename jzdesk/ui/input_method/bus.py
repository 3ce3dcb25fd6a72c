"""The little of D-Bus that Chinese input needs, over jeepney's blocking connection."""

from __future__ import annotations

import time
from collections import deque
from typing import Any

from jeepney import DBusAddress, HeaderFields, MatchRule, MessageType, message_bus, new_method_call
from jeepney.io.blocking import open_dbus_connection

CONNECT_SECONDS = 1.0


class SessionBus:
    """Who is on the session bus. Errors: OSError, KeyError or ValueError when there is none."""

    def names(self) -> frozenset[str]:
        connection = open_dbus_connection("SESSION")
        try:
            reply = connection.send_and_get_reply(message_bus.ListNames(), timeout=CONNECT_SECONDS)
            return frozenset(reply.body[0])
        finally:
            connection.close()


class Channel:
    """Calls to one object and its signals, in order, with a time limit on every wait."""

    def __init__(self) -> None:
        self._connection = open_dbus_connection("SESSION")
        self._signals: deque[tuple[str, tuple[Any, ...]]] = deque()

    def fileno(self) -> int:
        """For a socket notifier."""
        return int(self._connection.sock.fileno())

    def listen(self, interface: str, path: str) -> None:
        """Have an object's signals sent here."""
        rule = MatchRule(type="signal", interface=interface, path=path)
        self._connection.send_and_get_reply(message_bus.AddMatch(rule), timeout=CONNECT_SECONDS)

    def watch(self, service: str) -> None:
        """Have the coming and going of a service sent here, as NameOwnerChanged(service, old, new)."""
        rule = MatchRule(type="signal", interface=message_bus.interface, member="NameOwnerChanged")
        rule.add_arg_condition(0, service)
        self._connection.send_and_get_reply(message_bus.AddMatch(rule), timeout=CONNECT_SECONDS)

    def call(
        self,
        address: tuple[str, str, str],
        method: str,
        *,
        signature: str = "",
        body: tuple[Any, ...] = (),
        timeout: float = CONNECT_SECONDS,
    ) -> tuple[Any, ...]:
        """Call and wait. `address` is (path, service, interface). TimeoutError when nobody answers, OSError when
        the bus is gone, RuntimeError when the other side refuses."""
        path, service, interface = address
        message = new_method_call(DBusAddress(path, service, interface), method, signature or None, body)
        serial = next(self._connection.outgoing_serial)
        self._connection.send(message, serial=serial)
        end = time.monotonic() + timeout
        while True:
            reply = self._connection.receive(timeout=max(0.001, end - time.monotonic()))
            if reply.header.fields.get(HeaderFields.reply_serial) == serial:
                if reply.header.message_type != MessageType.method_return:
                    raise RuntimeError(method)
                return tuple(reply.body or ())
            self._keep(reply)

    def send(
        self, address: tuple[str, str, str], method: str, *, signature: str = "", body: tuple[Any, ...] = ()
    ) -> None:
        """Call without waiting; the answer is thrown away when it comes."""
        path, service, interface = address
        message = new_method_call(DBusAddress(path, service, interface), method, signature or None, body)
        self._connection.send(message, serial=next(self._connection.outgoing_serial))

    def signals(self) -> list[tuple[str, tuple[Any, ...]]]:
        """(name, body) of every signal that has come, without waiting for more."""
        while True:
            try:
                self._keep(self._connection.receive(timeout=0.0005))
            except TimeoutError:
                break
        found = list(self._signals)
        self._signals.clear()
        return found

    def close(self) -> None:
        """Leave the bus."""
        self._connection.close()

    def _keep(self, message: Any) -> None:
        if message.header.message_type == MessageType.signal:
            name = message.header.fields.get(HeaderFields.member, "")
            self._signals.append((name, tuple(message.body or ())))
