"""Valkey Cluster, three nodes: what docs/scale.md says of it is so."""

from collections.abc import Iterator
from contextlib import ExitStack

import pytest
from redis import RedisCluster
from redis.exceptions import RedisClusterException

from sessions_auth.stores.redis import PREFIX, REPLACE
from tests.servers import free_port

from .processes import Valkey, wait_until

pytestmark = pytest.mark.faults
SLOTS = 16384


@pytest.fixture
def cluster() -> Iterator[RedisCluster]:
    with ExitStack() as stack:
        settings = ("cluster-enabled yes", "cluster-config-file nodes.conf", "cluster-node-timeout 2000")
        buses = [free_port() for _ in range(3)]  # by default its port and 10,000, which a free port may be too high for
        nodes = [stack.enter_context(Valkey(*settings, f"cluster-port {bus}")) for bus in buses]
        for number, node in enumerate(nodes):
            first, last = SLOTS * number // 3, SLOTS * (number + 1) // 3 - 1
            node.ask("CLUSTER", "ADDSLOTSRANGE", str(first), str(last))
            node.ask("CLUSTER", "MEET", "127.0.0.1", str(nodes[0].port), str(buses[0]))
        wait_until(lambda: all("cluster_state:ok" in told(node) for node in nodes))
        client = RedisCluster(host="127.0.0.1", port=nodes[0].port)
        stack.callback(client.close)
        yield client


def told(node: Valkey) -> str:
    info = node.ask("CLUSTER", "INFO")
    return "\n".join(f"{k}:{v}" for k, v in info.items()) if isinstance(info, dict) else str(info)


def test_a_renewal_names_two_keys_of_two_slots_and_is_refused(cluster: RedisCluster) -> None:
    old, new = f"{PREFIX}{'a' * 64}", f"{PREFIX}{'b' * 64}"
    cluster.set(old, "{}")

    with pytest.raises(RedisClusterException, match="same key slot"):
        cluster.eval(REPLACE, 2, old, new, "{}", 4102444800)
    assert cluster.get(old) == b"{}"


def test_a_use_names_one_key_and_is_written(cluster: RedisCluster) -> None:
    key = f"{PREFIX}{'a' * 64}"
    cluster.set(key, "old")

    assert cluster.eval(REPLACE, 2, key, key, "new", 4102444800) == 1
    assert cluster.get(key) == b"new"
