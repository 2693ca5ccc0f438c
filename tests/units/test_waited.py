"""A daemon that started without a network reads its mail by itself as soon as there is one (row 14)."""

from helpers.instance import Instance


def test_when_the_network_comes_it_reads_by_itself(late: Instance) -> None:
    """Half a minute after its start, most of which the other tests have taken: this file comes last."""
    late.wait_for_status(r"idle; last look [A-Z].*; 0 account\(s\) in trouble")
    assert late.show("NRestarts") == "0"
