"""`make shop` refuses ports in use before it starts."""

import socket

import pytest
from django.core.management import CommandError

from autovise.management.commands.start_shop import refuse_taken_port


def test_the_refusal_of_a_port_in_use_names_the_variable():
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]
        with pytest.raises(CommandError, match=f"PORT {port} cannot be used"):
            refuse_taken_port("PORT", port)


def test_a_free_port_is_accepted():
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    refuse_taken_port("PORT", port)
