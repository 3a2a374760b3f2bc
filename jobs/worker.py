"""The worker: one thread for each queue.

Extends the worker of `django_tasks_db` in two ways. A thread survives a lost database connection
and any other exception. A queue pauses while a service that its tasks need does not respond.
"""

import logging
import threading

from django.conf import settings
from django.db import connections
from django.utils.crypto import get_random_string
from django_tasks_db.management.commands.db_worker import Worker
from django_tasks_db.models import DBTaskResult

from jobs.queues import Queue
from jobs.tasks import BACKEND, TaskServiceUnavailable, describe_error

log = logging.getLogger(__name__)

INTERVAL_SECONDS = 1.0
RECONNECT_SECONDS = 5.0
OUTSIDE_TROUBLE_SECONDS = 30.0
_FAILED_OUTSIDE = f"{TaskServiceUnavailable.__module__}.{TaskServiceUnavailable.__qualname__}"


class QueueWorker(Worker):
    """Runs the tasks of one queue until `stop`."""

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

    def run_until_stopped(self) -> None:
        """Run until stopped. After an exception, close the connections, pause and continue."""
        while not self._stopped.is_set():
            try:
                self.run()
            except Exception as error:  # noqa: BLE001 (the boundary: the worker never ends)
                log.error(
                    "the worker of queue %s restarts in %g s: %s",
                    self._queue,
                    RECONNECT_SECONDS,
                    describe_error(error),
                )
                connections.close_all()
                self._stopped.wait(RECONNECT_SECONDS)
        connections.close_all()

    def run_task(self, db_task_result: DBTaskResult) -> None:
        """Run a task. Pause if it failed because a service did not respond."""
        super().run_task(db_task_result)
        if db_task_result.exception_class_path == _FAILED_OUTSIDE:
            log.warning("queue %s pauses for %g s", self._queue, OUTSIDE_TROUBLE_SECONDS)
            self._stopped.wait(OUTSIDE_TROUBLE_SECONDS)


class WorkerThreads:
    """The threads of all queues."""

    def __init__(self) -> None:
        self._stopped = threading.Event()
        self._workers = [QueueWorker(queue, self._stopped) for queue in settings.WORKER_QUEUES]

    def run(self) -> None:
        """Run all queues until `stop`. Returns once the running tasks have finished."""
        threads = [
            threading.Thread(target=worker.run_until_stopped, name=f"queue {worker.queue_names[0]}")
            for worker in self._workers
        ]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()

    def stop(self) -> None:
        """Let each thread end after its running task."""
        self._stopped.set()
        for worker in self._workers:
            worker.running = False
