"""Ports of this machine, and whether a Bolt server answers on one."""

from __future__ import annotations

import socket

from jars import Failure

HOST = "127.0.0.1"
# Bolt's magic number, then four proposals of a version: 5.0 to 5.4, and none.
HANDSHAKE = bytes.fromhex("6060b017 00040405 00000000 00000000 00000000")
VERSION_LENGTH = 4


def listens(port: int) -> bool:
    """Return whether anything listens on the port."""
    try:
        socket.create_connection((HOST, port), timeout=5).close()
    except OSError:
        return False
    return True


def speaks_bolt(port: int) -> bool:
    """Return whether a Bolt server shakes hands on the port."""
    try:
        with socket.create_connection((HOST, port), timeout=5) as connection:
            connection.sendall(HANDSHAKE)
            return len(connection.recv(VERSION_LENGTH)) == VERSION_LENGTH
    except OSError:
        return False


def check_free(port: int) -> None:
    """Raise where another program listens on the port."""
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((HOST, port))
        except OSError as error:
            raise Failure(f"port {port} cannot be used: {error.strerror}; choose another") from None


def free_port() -> int:
    """Return a port on which nothing listens."""
    with socket.socket() as probe:
        probe.bind((HOST, 0))
        return int(probe.getsockname()[1])
