"""A stub of OpenSearch: those requests of its documented REST API that the shop makes.

Indices, mappings, aliases, bulk requests, and searches by the queries that Wagtail compiles. As in
OpenSearch, searches see a document once the index is refreshed, and what is written to a missing
index creates one with a guessed mapping unless an alias is required.
"""

import base64
import json
import re
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qs, unquote, urlsplit

# Of the standard analyser: a dot or an apostrophe does not end a word, nor a comma a number.
_TOKEN = re.compile(r"\w+(?:(?:(?<=\d)[.,'’](?=\d)|(?<=[^\W\d])[.'’](?=[^\W\d]))\w+)*")
MAX_RESULT_WINDOW = 10_000


def tokens(text: object) -> list[str]:
    return _TOKEN.findall(str(text).lower())


class Refused(Exception):
    """An error response."""

    def __init__(self, status: int, kind: str) -> None:
        super().__init__(kind)
        self.status = status
        self.body = {"error": {"type": kind, "reason": "for tests"}, "status": status}


@dataclass
class Index:
    properties: dict[str, Any] = field(default_factory=dict)
    written: dict[str, dict[str, Any]] = field(default_factory=dict)
    searched: dict[str, dict[str, Any]] = field(default_factory=dict)

    def refresh(self) -> None:
        self.searched = dict(self.written)

    def values(self, document: dict[str, Any], name: str) -> Iterator[object]:
        """Yield the values of a field, with those of others that are copied to it."""
        yield from _copied(self.properties, document, name)

    def matches(self, document: dict[str, Any], query: dict[str, Any]) -> bool:
        [(kind, asked)] = query.items()
        match kind:
            case "match_all":
                return True
            case "bool":
                return self._matches_bool(document, asked)
            case "dis_max":
                return any(self.matches(document, each) for each in asked["queries"])
            case "match":
                return self._matches_words(document, asked)
            case "term" | "terms":
                [(name, wanted)] = asked.items()
                wanted = wanted if isinstance(wanted, list) else [wanted]
                return any(value in wanted for value in self.values(document, name))
        raise Refused(400, "parsing_exception")

    def _matches_bool(self, document: dict[str, Any], asked: dict[str, Any]) -> bool:
        def queries(name: str) -> list[dict[str, Any]]:
            clause = asked.get(name, [])
            return clause if isinstance(clause, list) else [clause]

        all_of = queries("must") + queries("filter")
        return (
            all(self.matches(document, each) for each in all_of)
            and not any(self.matches(document, each) for each in queries("must_not"))
            and (
                bool(all_of)
                or not queries("should")
                or any(self.matches(document, each) for each in queries("should"))
            )
        )

    def _matches_words(self, document: dict[str, Any], asked: dict[str, Any]) -> bool:
        [(name, wanted)] = asked.items()
        options = wanted if isinstance(wanted, dict) else {"query": wanted}
        if self.properties.get(name, {}).get("type") == "keyword":
            return options["query"] in list(self.values(document, name))
        own = {token for value in self.values(document, name) for token in tokens(value)}
        found = [token in own for token in tokens(options["query"])]
        return all(found) if options.get("operator") == "and" else any(found)


def _copied(properties: dict[str, Any], document: Any, name: str) -> Iterator[object]:
    for key, value in document.items():
        mapping = properties.get(key, {})
        values = value if isinstance(value, list) else [value]
        if key == name or name in _as_list(mapping.get("copy_to", [])):
            yield from (each for each in values if each is not None)
        if mapping.get("type") == "nested":
            for nested in values:
                if nested is not None:
                    yield from _copied(mapping["properties"], nested, name)


def _as_list(value: str | list[str]) -> list[str]:
    return value if isinstance(value, list) else [value]


class Engine:
    """State of the stub. `failure`: what it does in place of responding.

    `refuses`: texts of documents that it does not take. `requests`: method and path of each.
    """

    def __init__(self) -> None:
        self.indices: dict[str, Index] = {}
        self.aliases: dict[str, list[str]] = {}
        self.requests: list[tuple[str, str]] = []
        self.log_ins: set[str | None] = set()
        self.failure: Callable[[], None] | None = None
        self.refuses: str | None = None
        self.port = 0

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    def searches(self) -> int:
        return sum(path.endswith("/_search") for _, path in self.requests)

    def titles(self) -> set[str]:
        """Titles that searches can find."""
        return {
            document["title"]
            for alias in self.aliases
            for index in self._indices(alias)
            for document in index.searched.values()
        }

    def respond(self, method: str, path: str, options: dict[str, str], body: bytes) -> Any:
        parts = [unquote(part) for part in path.strip("/").split("/")]
        match method, parts:
            case "PUT", [name]:
                return self._create(name)
            case "DELETE", [name]:
                return self._delete(name)
            case "PUT", [name, "_mapping"]:
                self._only_index(name).properties |= json.loads(body)["properties"]
                return {"acknowledged": True}
            case "POST", [name, "_refresh"]:
                for index in self._indices(name):
                    index.refresh()
                return {"_shards": {"failed": 0}}
            case "HEAD" | "GET", ["_alias", name]:
                if name not in self.aliases:
                    raise Refused(404, "aliases_not_found_exception")
                return {index: {"aliases": {name: {}}} for index in self.aliases[name]}
            case "PUT", [index, "_alias" | "_aliases", name]:
                self._only_index(index)
                self.aliases[name] = [*self.aliases.get(name, []), index]
                return {"acknowledged": True}
            case "POST" | "PUT", [name, "_bulk"]:
                return self._bulk(name, options, body)
            case "POST" | "GET", [name, "_search"]:
                return self._search(self._indices(name), json.loads(body))
        raise Refused(405, "no_such_request_in_the_stub")

    def _indices(self, name: str) -> list[Index]:
        try:
            return [self.indices[index] for index in self.aliases.get(name, [name])]
        except KeyError:
            raise Refused(404, "index_not_found_exception") from None

    def _only_index(self, name: str) -> Index:
        """The index to write to: an alias of several has none."""
        found = self._indices(name)
        if len(found) > 1:
            raise Refused(400, "illegal_argument_exception")
        return found[0]

    def _create(self, name: str) -> dict[str, Any]:
        if name in self.indices or name in self.aliases:
            raise Refused(400, "resource_already_exists_exception")
        self.indices[name] = Index()
        return {"acknowledged": True, "shards_acknowledged": True, "index": name}

    def _delete(self, name: str) -> dict[str, Any]:
        if name in self.aliases:
            raise Refused(400, "illegal_argument_exception")
        self._only_index(name)
        del self.indices[name]
        left = {alias: [i for i in to if i != name] for alias, to in self.aliases.items()}
        self.aliases = {alias: to for alias, to in left.items() if to}
        return {"acknowledged": True}

    def _bulk(self, name: str, options: dict[str, str], body: bytes) -> dict[str, Any]:
        lines = [json.loads(line) for line in body.splitlines() if line]
        results = []
        while lines:
            [(action, target)] = lines.pop(0).items()
            document = None if action == "delete" else lines.pop(0)
            assert target.get("_index", name) == name
            result = {"_index": name, "_id": target["_id"]}
            try:
                result |= self._write(name, target["_id"], document, options)
            except Refused as refusal:
                result |= refusal.body
            results.append({action: result})
        if options.get("refresh") == "true" and name in self.aliases | self.indices:
            for index in self._indices(name):
                index.refresh()
        return {"took": 1, "errors": any("error" in r for item in results for r in item.values()),
                "items": results}  # fmt: skip

    def _write(
        self, name: str, key: str, document: dict[str, Any] | None, options: dict[str, str]
    ) -> dict[str, Any]:
        if document is None:
            is_there = self._only_index(name).written.pop(key, None) is not None
            return {
                "status": 200 if is_there else 404,
                "result": "deleted" if is_there else "not_found",
            }
        if self.refuses and self.refuses in json.dumps(document):
            raise Refused(400, "mapper_parsing_exception")
        if options.get("require_alias") == "true" and name not in self.aliases:
            raise Refused(404, "index_not_found_exception")
        if name not in self.aliases:
            self.indices.setdefault(name, Index())
        written = self._only_index(name).written
        result = "updated" if key in written else "created"
        written[key] = document
        return {"status": 200 if result == "updated" else 201, "result": result}

    def _search(self, indices: list[Index], asked: dict[str, Any]) -> dict[str, Any]:
        if asked["size"] > MAX_RESULT_WINDOW:
            raise Refused(400, "illegal_argument_exception")
        found = [
            key
            for index in indices
            for key, document in index.searched.items()
            if index.matches(document, asked["query"])
        ]
        hits = [{"_id": key, "_score": None, "sort": [0]} for key in found[: asked["size"]]]
        return {"took": 1, "timed_out": False, "_shards": {"failed": 0}, "hits": {"hits": hits}}


class _Handler(BaseHTTPRequestHandler):
    # HTTP/1.0 closes each connection, so an engine that is gone answers on none.
    server: "_Server"

    def _handle(self) -> None:
        engine = self.server.engine
        url = urlsplit(self.path)
        options = {name: values[-1] for name, values in parse_qs(url.query).items()}
        body = self.rfile.read(int(self.headers.get("Content-Length") or 0))
        engine.requests.append((self.command, url.path))
        engine.log_ins.add(_log_in(self.headers.get("Authorization")))
        try:
            if engine.failure:
                engine.failure()
            with self.server.lock:
                status, answer = 200, engine.respond(self.command, url.path, options, body)
        except Refused as refusal:
            status, answer = refusal.status, refusal.body
        sent = json.dumps(answer).encode()
        self.send_response(status)
        self.send_header("Content-Type", "application/json; charset=UTF-8")
        self.send_header("Content-Length", str(len(sent)))
        self.end_headers()
        if self.command != "HEAD":
            self.wfile.write(sent)

    do_GET = do_HEAD = do_PUT = do_POST = do_DELETE = _handle  # noqa: N815 (names of http.server)

    def log_message(self, *args: object) -> None:
        """Log nothing."""


def _log_in(header: str | None) -> str | None:
    return base64.b64decode(header.removeprefix("Basic ")).decode() if header else None


class _Server(ThreadingHTTPServer):
    daemon_threads = True

    def __init__(self, address: tuple[str, int], engine: Engine) -> None:
        self.engine, self.lock = engine, threading.Lock()
        super().__init__(address, _Handler)

    def handle_error(self, request: Any, client_address: Any) -> None:
        """Ignore clients that did not wait for the response."""


@contextmanager
def running(engine: Engine) -> Iterator[None]:
    """Respond on the engine's port, a free one at the first time, until the block ends."""
    with _Server(("127.0.0.1", engine.port), engine) as server:
        engine.port = server.server_address[1]
        thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02})
        thread.start()
        try:
            yield
        finally:
            server.shutdown()
            thread.join()
