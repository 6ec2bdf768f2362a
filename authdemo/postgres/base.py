"""Django's PostgreSQL backend, but that no answer is awaited for ever.

`statement_timeout` is the server's own clock and `tcp_user_timeout` the kernel's. A backend process that stands still
on an open connection (stopped, swapped out, on a disk that hangs) trips neither: its kernel goes on acknowledging. So
the client's wait has an end too. What was asked may have been done all the same: the connection is closed, since its
next answer would be this one's, and the fault is an OperationalError, as any lost connection is.
"""

from types import SimpleNamespace
from typing import Any

import psycopg
from django.db.backends.postgresql import base
from psycopg.pq import TransactionStatus

ANSWER_SECONDS = 6.0  # a little more than the server's statement_timeout, which says more of what was wrong
HEALTH_SECONDS = 2.0  # for the SELECT 1 before a kept connection is used again


class Connection(psycopg.Connection[Any]):
    patience: float | None = ANSWER_SECONDS

    def wait(self, gen: Any, interval: float = 0.1, timeout: float | None = None) -> Any:
        """Raises: psycopg.OperationalError, with the connection closed, after `patience` seconds without the answer."""
        try:
            return super().wait(gen, interval, self.patience if timeout is None else timeout)
        except psycopg.OperationalError:
            if self.pgconn.transaction_status == TransactionStatus.ACTIVE:  # not the server's word, but none
                self.close()
            raise


class DatabaseWrapper(base.DatabaseWrapper):
    """OPTIONS may say `answer_timeout`, in seconds; 0 waits for ever, as a long migration has to."""

    Database: Any = SimpleNamespace(**{name: getattr(psycopg, name) for name in psycopg.__all__})
    Database.connect = Connection.connect

    def get_new_connection(self, conn_params: dict[str, Any]) -> Any:
        patience = float(conn_params.pop("answer_timeout", ANSWER_SECONDS))
        connection = super().get_new_connection(conn_params)
        connection.patience = patience or None
        return connection

    def is_usable(self) -> bool:
        connection: Any = self.connection
        if connection is None:
            return False
        usual, connection.patience = connection.patience, HEALTH_SECONDS
        try:
            return bool(super().is_usable())
        finally:
            connection.patience = usual
