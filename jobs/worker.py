"""The worker: one thread for each queue, so that no queue waits for another.

`django_tasks_db` runs the tasks. Around it stand what its own command lacks: a lost database
connection, or anything else that is raised, ends no thread; and a queue pauses while the service
that its tasks need does not answer.
"""

import logging
import threading

from django.db import connections
from django.utils.crypto import get_random_string
from django_tasks_db.management.commands.db_worker import Worker
from django_tasks_db.models import DBTaskResult

from jobs.failures import describe_error
from jobs.queues import Queue
from jobs.tasks import BACKEND, TaskFailedOutside

log = logging.getLogger(__name__)

INTERVAL_SECONDS = 1.0
RECONNECT_SECONDS = 5.0
OUTSIDE_TROUBLE_SECONDS = 30.0
_FAILED_OUTSIDE = f"{TaskFailedOutside.__module__}.{TaskFailedOutside.__qualname__}"


class QueueWorker(Worker):
    """Works off one queue until `stop`, whatever happens."""

    def __init__(self, queue: Queue, stopped: threading.Event) -> None:
        super().__init__(
            queue_names=[queue],
            excluded_queue_names=[],
            interval=INTERVAL_SECONDS,
            batch=False,
            backend_name=BACKEND,
            startup_delay=False,
            max_tasks=None,
            worker_id=get_random_string(32),
        )
        self._queue = queue
        self._stopped = stopped

    def run_for_good(self) -> None:
        """Run until stopped; after an error close the connections, pause, and go on."""
        while not self._stopped.is_set():
            try:
                self.run()
            except Exception as error:  # noqa: BLE001 (the boundary: the worker never ends)
                log.error(
                    "the worker of queue %s goes on in %g s: %s",
                    self._queue,
                    RECONNECT_SECONDS,
                    describe_error(error),
                )
                connections.close_all()
                self._stopped.wait(RECONNECT_SECONDS)
        connections.close_all()

    def run_task(self, db_task_result: DBTaskResult) -> None:
        super().run_task(db_task_result)
        if db_task_result.exception_class_path == _FAILED_OUTSIDE:
            log.warning("queue %s pauses for %g s", self._queue, OUTSIDE_TROUBLE_SECONDS)
            self._stopped.wait(OUTSIDE_TROUBLE_SECONDS)


class WorkerThreads:
    """All queues of the shop, each with a thread."""

    def __init__(self) -> None:
        self._stopped = threading.Event()
        self._workers = [QueueWorker(queue, self._stopped) for queue in Queue]

    def run(self) -> None:
        """Run all queues until `stop`; returns once the tasks under way are done."""
        threads = [
            threading.Thread(target=worker.run_for_good, name=f"queue {worker.queue_names[0]}")
            for worker in self._workers
        ]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()

    def stop(self) -> None:
        self._stopped.set()
        for worker in self._workers:
            worker.running = False
