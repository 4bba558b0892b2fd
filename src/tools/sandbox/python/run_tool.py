"""Runs the function of a tool, and is all that Pyodide is started for.

The program is not trusted and shares this interpreter: it may break what is here, but an interpreter serves one
program only, so it breaks its own runs. What keeps it in is the frame around the interpreter, not this file.
"""

import asyncio
import base64
import builtins
import dataclasses
import enum
import importlib.abc
import importlib.machinery
import inspect
import json
import sys
import types
import typing
from annotationlib import Format
from collections.abc import Iterator, KeysView, Mapping, Set, ValuesView

from _pyodide._importhook import jsfinder
from pyodide.ffi import can_run_sync, run_sync

SOURCE_NAME = "<tool>"
MAX_DEPTH = 100
MAX_MESSAGE_CHARACTERS = 4000
# Beyond it, JavaScript would round.
MAX_SAFE_INTEGER = 2**53 - 1
BUILTINS = dict(vars(builtins))
META_PATH = list(sys.meta_path)


class AgentError(Exception):
    """What the agent's memory refused."""


class FetchError(OSError):
    """What kept a request from being answered."""


class OutputTooLarge(Exception):
    pass


class Suspended(BaseException):
    """Leaves a program that needs an answer it cannot wait for. It is run anew with the answer at hand."""


# --- Questions to the page


class Question:
    def __init__(self, method, args, text, answer):
        self.method = method
        self.args = args
        self.text = text
        self.answer = answer
        self.answered = None

    async def wait(self):
        if self.answered is None:
            self.answered = json.loads(await self.answer)
        return self.read()

    def read(self):
        error = self.answered.get("error")
        if error is None:
            return self.answered.get("value")
        raise (FetchError if self.method == "fetch" else AgentError)(error)


class Host:
    """The way out. Where Python cannot wait (no stack switching in WebAssembly), a run is left at its first
    question, and repeated from its start with the answers given so far: what was asked once is never asked again."""

    def __init__(self, ask_page):
        self.ask_page = ask_page
        self.questions = []
        self.rewind()

    def rewind(self):
        self.asked = 0
        self.waits_for = None

    def ask(self, method, *args, wait):
        question = self.next_question(method, args)
        if not wait:
            return question.wait()
        if question.answered is not None:
            return question.read()
        if can_run_sync():
            return run_sync(question.wait())
        self.waits_for = question
        raise Suspended

    def next_question(self, method, args):
        if self.waits_for is not None:
            # The program caught what was to leave it.
            raise Suspended
        text = json.dumps([method, args])
        if self.asked == len(self.questions):
            self.questions.append(Question(method, args, text, self.ask_page(text)))
        question = self.questions[self.asked]
        if question.text != text:
            raise RuntimeError(
                "This browser cannot wait inside of Python, so the tool is repeated after each answer, and it did"
                " not ask the same again. Make it an `async def` and use `await`."
            )
        self.asked += 1
        return question


def in_coroutine(depth):
    """Whether the caller `depth` frames up can await."""
    flags = sys._getframe(depth + 1).f_code.co_flags
    return bool(flags & (inspect.CO_COROUTINE | inspect.CO_ASYNC_GENERATOR))


class Agent:
    """`agent` in a tool: the memory of the agent that called it. In an `async def`, its methods are awaited."""

    def __init__(self, host):
        self.__host = host

    def __ask(self, method, *args):
        return self.__host.ask(method, *args, wait=not in_coroutine(2))

    def read_blocks(self):
        """All blocks, each with label, value, limit and read_only."""
        return self.__ask("readBlocks")

    def read_block(self, label):
        return self.__ask("readBlock", label)

    def append_block(self, label, content):
        """Adds a line to a block."""
        return self.__ask("appendBlock", label, content)

    def replace_in_block(self, label, old_content, new_content):
        return self.__ask("replaceInBlock", label, old_content, new_content)

    def insert_archival(self, content):
        return self.__ask("insertArchival", content)

    def search_archival(self, query, limit=10):
        """What is nearest in meaning, each with text, created_at and score."""
        return self.__ask("searchArchival", query, limit)


class Block:
    def __init__(self, block):
        self.label = self.name = block["label"]
        self.value = block["value"]
        self.limit = block["limit"]

    def __str__(self):
        return self.value


class Memory:
    """`self.memory`, as tools written for the Python servers of this family use it."""

    def __init__(self, host):
        self.__host = host

    def __blocks(self):
        return {block["label"]: Block(block) for block in self.__host.ask("readBlocks", wait=True)}

    def list_block_labels(self):
        return list(self.__blocks())

    def get_blocks(self):
        return list(self.__blocks().values())

    def get_block(self, label):
        blocks = self.__blocks()
        if label not in blocks:
            raise KeyError(f"There is no block '{label}'. Blocks: {', '.join(blocks)}.")
        return blocks[label]

    def update_block_value(self, label, value):
        if not isinstance(value, str):
            raise ValueError("The value of a block is a str.")
        before = self.get_block(label).value
        if before == "":
            self.__host.ask("appendBlock", label, value, wait=True)
        elif before != value:
            self.__host.ask("replaceInBlock", label, before, value, wait=True)


class ArchivalMemory:
    def __init__(self, host):
        self.__host = host

    def insert(self, memory_string):
        self.__host.ask("insertArchival", memory_string, wait=True)

    def search(self, query_string, count=10, start=0):
        count = 10 if count is None else count
        found = self.__host.ask("searchArchival", query_string, start + count, wait=True)[start:]
        return [{"timestamp": one["created_at"], "content": one["text"]} for one in found], len(found)


def make_self(host):
    memory = Memory(host)
    return types.SimpleNamespace(
        memory=memory,
        agent_state=types.SimpleNamespace(memory=memory),
        persistence_manager=types.SimpleNamespace(archival_memory=ArchivalMemory(host)),
    )


class HttpResponse:
    def __init__(self, response):
        self.url = response["url"]
        self.status = self.status_code = response["status"]
        self.ok = 200 <= self.status < 300
        self.headers = response["headers"]
        self.text = response["body"]

    def json(self):
        return json.loads(self.text)


def make_http_fetch(host):
    async def read_later(answer):
        return HttpResponse(await answer)

    def http_fetch(url, method="GET", headers=None, body=None):
        """Asks an address that the person allowed. In an `async def` it is awaited."""
        headers = {str(name): str(value) for name, value in (headers or {}).items()}
        if isinstance(body, bytes):
            body = body.decode()
        elif body is not None and not isinstance(body, str):
            body = json.dumps(body)
            if not any(name.lower() == "content-type" for name in headers):
                headers["content-type"] = "application/json"
        request = {"url": str(url), "method": str(method).upper(), "headers": headers, "body": body}
        if in_coroutine(1):
            return read_later(host.ask("fetch", request, wait=False))
        return HttpResponse(host.ask("fetch", request, wait=True))

    return http_fetch


# --- What is not to be had

NO_NETWORK = "A tool has no network of its own. Use http_fetch(url, method=, headers=, body=), for hosts that are allowed."
NO_PAGE = "A tool has no page and no JavaScript."
REFUSED = {
    "js": NO_PAGE,
    "pyodide_js": NO_PAGE,
    **dict.fromkeys(["requests", "httpx", "aiohttp", "urllib3", "pyodide.http"], NO_NETWORK),
    **dict.fromkeys(["micropip"], "Packages cannot be installed here. A tool has Python's standard library."),
}


def refuse_network(*_args, **_kwargs):
    raise FetchError(NO_NETWORK)


class Refusals(importlib.abc.MetaPathFinder):
    """Says in plain words why a module is not there, and lets the network of the standard library say it too."""

    def find_spec(self, name, path=None, target=None):
        if name in REFUSED:
            raise ModuleNotFoundError(f"There is no module '{name}' here. {REFUSED[name]}", name=name)
        if name not in ("socket", "urllib.request", "http.client"):
            return None
        spec = importlib.machinery.PathFinder.find_spec(name, path)
        execute = spec.loader.exec_module

        def exec_module(module):
            execute(module)
            close_network(module)

        spec.loader = types.SimpleNamespace(
            create_module=lambda spec: None, exec_module=exec_module, get_source=spec.loader.get_source
        )
        return spec


def close_network(module):
    if module.__name__ == "socket":
        module.socket.connect = refuse_network
        module.create_connection = module.getaddrinfo = module.gethostbyname = refuse_network
    elif module.__name__ == "urllib.request":
        module.urlopen = module.OpenerDirector.open = refuse_network
    else:
        module.HTTPConnection.connect = refuse_network


def close_doors():
    """Takes from Python what leads to JavaScript: the frame keeps it in, this makes it say so."""
    for name in list(jsfinder.jsproxies):
        jsfinder.unregister_js_module(name)
    for name in [name for name in sys.modules if name.split(".")[0] in REFUSED]:
        del sys.modules[name]
    # asyncio.run asks for it.
    api = types.ModuleType("pyodide_js._api")
    api.config = types.SimpleNamespace(enableRunUntilComplete=True)
    sys.modules["pyodide_js._api"] = api
    META_PATH.insert(0, Refusals())
    for name in ("socket", "urllib.request", "http.client"):
        if name in sys.modules:
            close_network(sys.modules[name])


# --- Values


class Plain:
    """Makes JSON-like data of what a tool returned, and stops where it is too much."""

    def __init__(self, limit):
        self.limit = limit
        self.left = limit

    def spend(self, characters):
        self.left -= characters
        if self.left < 0:
            raise OutputTooLarge(f"The tool returned more than {self.limit:,} characters.")

    def text(self, text):
        self.spend(len(text))
        # A lone surrogate is no character of any encoding.
        return str.__str__(text).encode("utf-8", "replace").decode() if not text.isascii() else str.__str__(text)

    def of(self, value, depth=0):
        if depth > MAX_DEPTH:
            raise ValueError("The tool returned a value that contains itself, or is too deep.")
        if value is None or value is True or value is False:
            self.spend(4)
            return value
        if isinstance(value, enum.Enum):
            return self.of(value.value, depth + 1)
        if isinstance(value, str):
            return self.text(value)
        if isinstance(value, int):
            return self.number(int(value))
        if isinstance(value, float):
            self.spend(8)
            return float(value) if value - value == 0 else str(value)
        if isinstance(value, (bytes, bytearray, memoryview)):
            return self.bytes(bytes(value))
        if dataclasses.is_dataclass(value) and not isinstance(value, type):
            fields = dataclasses.fields(value)
            return self.mapping(((field.name, getattr(value, field.name, None)) for field in fields), depth)
        if isinstance(value, Mapping):
            return self.mapping(value.items(), depth)
        if isinstance(value, (list, tuple, range, Set, KeysView, ValuesView, Iterator)):
            return self.items(value, depth)
        return self.text(str(value))

    def number(self, value):
        self.spend(8)
        if -MAX_SAFE_INTEGER <= value <= MAX_SAFE_INTEGER:
            return value
        if value.bit_length() > 4 * self.limit:
            self.spend(self.limit + 1)
        sys.set_int_max_str_digits(0)
        return self.text(str(value))

    def bytes(self, value):
        self.spend(len(value))
        try:
            return value.decode()
        except UnicodeDecodeError:
            return base64.b64encode(value).decode()

    def mapping(self, pairs, depth):
        return {self.key(key): self.of(value, depth + 1) for key, value in pairs}

    def key(self, key):
        return self.text(key if isinstance(key, str) else str(key.value if isinstance(key, enum.Enum) else key))

    def items(self, values, depth):
        plain = []
        for value in values:
            self.spend(1)
            plain.append(self.of(value, depth + 1))
        return plain


# --- Failures


def line_of(error):
    """The innermost line of the program that the error passed through."""
    line = None
    trace = error.__traceback__
    while trace is not None:
        if trace.tb_frame.f_code.co_filename == SOURCE_NAME:
            line = trace.tb_lineno
        trace = trace.tb_next
    if line is None and isinstance(error, SyntaxError) and error.filename == SOURCE_NAME:
        line = error.lineno
    return line


def message_of(error):
    try:
        message = error.msg if isinstance(error, SyntaxError) and error.msg else str(error)
    except Exception:
        message = ""
    if isinstance(error, SystemExit):
        message = f"The tool called exit({message})."
    return message[:MAX_MESSAGE_CHARACTERS].encode("utf-8", "replace").decode()


def failure_of(error):
    if isinstance(error, MemoryError):
        return {"name": "OutOfMemory", "message": "The tool needed more memory than it may use.", "line": line_of(error)}
    return {"name": type(error).__name__, "message": message_of(error), "line": line_of(error)}


# --- A run


def reset_interpreter():
    """Undoes what an earlier call may have changed for all."""
    for name in [name for name in vars(builtins) if name not in BUILTINS]:
        delattr(builtins, name)
    vars(builtins).update(BUILTINS)
    sys.meta_path[:] = META_PATH
    sys.stdout, sys.stderr = sys.__stdout__, sys.__stderr__
    sys.setrecursionlimit(RECURSION_LIMIT)
    for stream in (sys.stdout, sys.stderr):
        # A line is told when it is written, not when the buffer is full: a run may be ended at any time.
        stream.reconfigure(line_buffering=True)


def make_globals(host):
    """A module's world, with the names of `typing`: signatures use them and sources do not import them."""
    return {
        **{name: getattr(typing, name) for name in typing.__all__},
        "__name__": "tool",
        "__builtins__": builtins,
        "agent": Agent(host),
        "http_fetch": make_http_fetch(host),
    }


def takes_self(function):
    try:
        parameters = inspect.signature(function, annotation_format=Format.FORWARDREF).parameters
    except (TypeError, ValueError):
        return False
    return next(iter(parameters), None) == "self"


async def call(source, name, args, host):
    world = make_globals(host)
    exec(compile(source, SOURCE_NAME, "exec", dont_inherit=True), world)
    function = world.get(name)
    if not callable(function):
        raise NameError(f"The source has no function named '{name}'.")
    if takes_self(function):
        args = {**args, "self": make_self(host)}
    value = function(**args)
    return await value if inspect.isawaitable(value) else value


async def attempt(source, name, args, output_characters, host):
    try:
        value = Plain(output_characters).of(await call(source, name, args, host))
        return {"failure": None, "value": value}
    except BaseException as error:
        return {"failure": failure_of(error), "value": None}
    finally:
        for stream in (sys.stdout, sys.stderr):
            try:
                stream.flush()
            except Exception:
                pass
        for task in asyncio.all_tasks() - {asyncio.current_task()}:
            task.cancel()


async def run(source, name, args, output_characters, ask_page, forget_log):
    """
    One call of a tool.

    `args` is JSON. `ask_page(question)` promises an answer, both JSON. `forget_log()` is called before a run is
    repeated. Returns the outcome as JSON.
    """
    host = Host(ask_page)
    while True:
        reset_interpreter()
        outcome = await attempt(source, name, json.loads(args), output_characters, host)
        if host.waits_for is None:
            return json.dumps(outcome)
        try:
            await host.waits_for.wait()
        except (AgentError, FetchError):
            # It is raised where the program asks again.
            pass
        host.rewind()
        forget_log()


RECURSION_LIMIT = sys.getrecursionlimit()
close_doors()
