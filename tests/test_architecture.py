"""The diagram in docs/architecture.md matches the import contracts."""

import subprocess
import sys
from importlib.machinery import SourceFileLoader
from importlib.util import module_from_spec, spec_from_loader
from pathlib import Path
from types import ModuleType

import pytest

ROOT = Path(__file__).resolve().parents[1]
SCRIPT = ROOT / "scripts/draw-architecture"


@pytest.fixture
def script() -> ModuleType:
    loader = SourceFileLoader("draw_architecture", str(SCRIPT))
    module = module_from_spec(spec_from_loader(loader.name, loader))
    loader.exec_module(module)
    return module


def test_the_diagram_is_up_to_date():
    done = subprocess.run(
        [sys.executable, SCRIPT, "--check"], capture_output=True, text=True, check=False
    )
    assert (done.returncode, done.stderr) == (0, "")


def test_layers_are_drawn_as_arrows_and_apps_as_subgraphs(script):
    contracts = [
        {"type": "layers", "layers": ["shop", "home | checkout"]},
        {"type": "layers", "containers": ["checkout"], "layers": ["cart | orders", "models"]},
        {"type": "forbidden"},
    ]
    packages = ["shop", "home", "checkout", "other"]
    assert script.draw({"contracts": contracts, "root_packages": packages}).splitlines() == [
        "flowchart TD",
        "    shop[shop]",
        "    home[home]",
        "    subgraph checkout",
        '        checkout_0["cart, orders"]',
        '        checkout_1["models"]',
        "        checkout_0 --> checkout_1",
        "    end",
        "    shop --> home",
        "    shop --> checkout",
        '    other["other: imports none of the others"]',
    ]


def test_a_diagram_replaces_the_one_before_it_and_nothing_else(script):
    document = f"above\n{script.BEGIN}\nold\n{script.END}\nbelow\n"
    once = script.with_diagram(document, "flowchart TD")
    assert once == (
        f"above\n{script.BEGIN}\n\n```mermaid\nflowchart TD\n```\n\n{script.END}\nbelow\n"
    )
    assert script.with_diagram(once, "flowchart TD") == once
