"""Programs that the tests need: found where they are installed, run in a folder
that is thrown away, on free ports, and ended by their own process id."""

import os
import shlex
import shutil
import socket
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from playwright.sync_api import sync_playwright

from tests.waits import NeverHappened, wait_for

NPM_PACKAGES = Path(__file__).resolve().parents[1] / "var" / "npm"
# Browsers without a window, which take less processor time.
HEADLESS_NAMES = ("chromium-headless-shell", "chrome-headless-shell")
CHROMIUM_NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
MAC_CHROME = Path("/Applications/Google Chrome.app/Contents/MacOS/Google Chrome")
UNPRIVILEGED_USERS = ("postgres", "nobody")


class Missing(Exception):
    """This machine lacks a program; the message says which one."""


def free_port() -> int:
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        return listener.getsockname()[1]


def find_npm() -> str:
    """The path of npm, which installs Lighthouse and the validator of HTML."""
    if found := shutil.which("npm"):
        return found
    raise Missing("npm is not on this machine (Debian: apt install nodejs npm)")


def npm_program(npm: str, package: str, version: str) -> Path:
    """Install a package from npm into var/, and return the path of the program of its name.

    Raises Missing.
    """
    folder = NPM_PACKAGES / package
    folder.mkdir(parents=True, exist_ok=True)
    install = [npm, "install", "--no-save", "--no-package-lock", "--no-audit", "--no-fund"]
    install += ["--prefix", str(folder), f"{package}@{version}"]
    done = subprocess.run(install, check=False, capture_output=True, text=True)
    if done.returncode:
        raise Missing(f"npm could not install {package} {version}\n{done.stderr.strip()}")
    return folder / "node_modules" / ".bin" / package


def find_headless_chromium() -> str:
    """The path of a Chromium without a window, else of the one that `find_chromium` finds."""
    return next(filter(None, map(shutil.which, HEADLESS_NAMES)), None) or find_chromium()


def find_chromium() -> str:
    """The path of a Chromium: the machine's own, else the one that Playwright can fetch."""
    for name in CHROMIUM_NAMES:
        if found := shutil.which(name):
            return found
    if MAC_CHROME.exists():
        return str(MAC_CHROME)
    return _chromium_of_playwright()


def _chromium_of_playwright() -> str:
    with sync_playwright() as playwright:
        path = playwright.chromium.executable_path
    if not Path(path).exists():
        subprocess.run([sys.executable, "-m", "playwright", "install", "chromium"], check=False)
    if not Path(path).exists():
        raise Missing("Chromium is not installed, and Playwright could not fetch it")
    return path


@contextmanager
def postgres(*, survives_power_cuts: bool = False) -> Iterator[dict[str, str]]:
    """A throw-away cluster; what the shop's environment needs to use it. Tests do not wait for the
    disk; who measures does, as a merchant's database must."""
    binaries = _postgres_binaries()
    port = free_port()
    with _folder("postgres") as folder:
        as_user = _give_to_unprivileged_user(folder)
        cluster = folder / "cluster"

        def command_of(program: str, *arguments: object) -> list[str]:
            return [str(part) for part in (*as_user, binaries / program, "-D", cluster, *arguments)]

        def run(program: str, *arguments: object) -> None:
            command = command_of(program, *arguments)
            with (folder / "log").open("ab") as log:
                done = subprocess.run(command, cwd=folder, stdout=log, stderr=log)
            if done.returncode:
                raise Missing(f"PostgreSQL: {program} failed\n{(folder / 'log').read_text()}")

        run("initdb", "-A", "trust", "-U", "postgres", "-E", "UTF8", "--locale=C.UTF-8", "-N")
        options = f"-h 127.0.0.1 -p {port} -k {folder} -c max_connections=300"
        options += "" if survives_power_cuts else " -c fsync=off"
        run("pg_ctl", "-w", "-o", options, "start")
        try:
            yield {
                "DATABASE_URL": f"postgresql://postgres@127.0.0.1:{port}/postgres",
                "POSTGRES_RESTART": shlex.join(
                    command_of(
                        "pg_ctl", "-w", "-m", "fast", "-l", folder / "restarted.log", "restart"
                    )
                ),
            }
        finally:
            run("pg_ctl", "-w", "-m", "immediate", "stop")


def _postgres_binaries() -> Path:
    """Return the folder of the newest server, whose programs may not be on the PATH."""
    if found := shutil.which("initdb"):
        return Path(found).resolve().parent
    versions = sorted(Path("/usr/lib/postgresql").glob("*/bin/initdb"), key=_version)
    if not versions:
        raise Missing("the PostgreSQL server is not installed")
    return versions[-1].parent


def _version(initdb: Path) -> int:
    return int(initdb.parts[-3])


def _give_to_unprivileged_user(folder: Path) -> list[str]:
    """Return a command prefix that changes the user: PostgreSQL refuses to run as root."""
    if os.geteuid() != 0:
        return []
    import pwd

    for name in UNPRIVILEGED_USERS:
        with suppress(KeyError):
            user = pwd.getpwnam(name)
            os.chown(folder, user.pw_uid, user.pw_gid)
            numbers = [f"--reuid={user.pw_uid}", f"--regid={user.pw_gid}", "--clear-groups"]
            return ["setpriv", *numbers, "--"]
    raise Missing("PostgreSQL does not run as root, and there is no unprivileged user here")


@contextmanager
def redis() -> Iterator[dict[str, str]]:
    program = shutil.which("redis-server") or shutil.which("valkey-server")
    if program is None:
        raise Missing("the Redis server is not installed")
    port = free_port()
    options = ["--bind", "127.0.0.1", "--port", str(port), "--save", "", "--appendonly", "no"]
    with _listening([program, *options], port):
        yield {"REDIS_URL": f"redis://127.0.0.1:{port}/0"}


@contextmanager
def s3() -> Iterator[dict[str, str]]:
    """Amazon's S3 as `moto` plays it, without a bucket in it."""
    port = free_port()
    command = [sys.executable, "-m", "moto.server", "-H", "127.0.0.1", "-p", str(port)]
    with _listening(command, port):
        yield {
            "AWS_STORAGE_BUCKET_NAME": "autovise-media",
            "AWS_S3_ENDPOINT_URL": f"http://127.0.0.1:{port}",
            "AWS_S3_REGION_NAME": "eu-west-2",
            "AWS_ACCESS_KEY_ID": "made-up",
            "AWS_SECRET_ACCESS_KEY": "made-up",
        }


@contextmanager
def _listening(command: list[str], port: int) -> Iterator[None]:
    """The program while it runs; it has begun when its port answers."""
    with _folder("service") as folder, (folder / "log").open("wb") as log:
        process = subprocess.Popen(command, cwd=folder, stdout=log, stderr=log)
        try:
            wait_for(lambda: _answers(port) or process.poll() is not None, command[0])
            if process.poll() is not None:
                raise Missing(f"{command[0]} did not start\n{(folder / 'log').read_text()}")
            yield
        except NeverHappened as late:
            raise Missing(str(late)) from late
        finally:
            process.terminate()
            process.wait()


def _answers(port: int) -> bool:
    with socket.socket() as caller:
        return caller.connect_ex(("127.0.0.1", port)) == 0


@contextmanager
def _folder(purpose: str) -> Iterator[Path]:
    with tempfile.TemporaryDirectory(
        prefix=f"autovise-{purpose}-", ignore_cleanup_errors=True
    ) as name:
        yield Path(name)
