"""openapi-python-client makes a client of a part of the document that pins a flow on the local portal."""

from __future__ import annotations

import os
import subprocess
from pathlib import Path

import pytest

from bitrix24.portal.testing import running_portal
from generator.api import Api
from generator.emit.openapi import openapi
from generator.emit.openapi.text import as_json
from tests.conftest import ROOT

FOREIGN = ROOT / ".venv-foreign/bin"

# What a user of the other client writes: nothing in it is ours.
PROGRAM = """\
import sys

from made import Client
from made.api.tasks_flow import tasks_flow_flow_create as create
from made.api.tasks_flow import tasks_flow_flow_get as get
from made.api.tasks_flow import tasks_flow_flow_pin as pin
from made.models import TasksFlowFlowCreateBody, TasksFlowFlowGetBody, TasksFlowFlowPinBody
from made.models import TasksFlowFlowCreateBodyFlowData as Flow

with Client(base_url=sys.argv[1].rstrip("/"), raise_on_unexpected_status=True) as client:
    flow = Flow(
        name="Letters", planned_completion_time=7200, distribution_type="manually", responsible_list=[["user", "3"]]
    )
    new = create.sync(client=client, body=TasksFlowFlowCreateBody(flow_data=flow)).result
    print(pin.sync(client=client, body=TasksFlowFlowPinBody(flow_id=new.id)).result)
    got = get.sync(client=client, body=TasksFlowFlowGetBody(flow_id=new.id)).result
    print(got.id == new.id, got.name, got.planned_completion_time)
    print(pin.sync(client=client, body=TasksFlowFlowPinBody(flow_id=999999)).error_description)
"""


@pytest.mark.skipif(not FOREIGN.is_dir(), reason="`make test-foreign` makes its environment")
def test_the_client_that_another_generator_makes_pins_a_flow(api: Api, tmp_path: Path) -> None:
    document = tmp_path / "flows.json"
    document.write_text(as_json(openapi(api.only("tasks.flow.*"), "1.2.3")), "utf-8")
    settings = tmp_path / "settings.yaml"
    # Enumerations of a kind that can hold any values, such as "asc" beside "ASC".
    settings.write_text("literal_enums: true\n", "utf-8")
    environment = {**os.environ, "PATH": f"{FOREIGN}{os.pathsep}{os.environ['PATH']}"}
    command = [FOREIGN / "openapi-python-client", "generate", "--path", document, "--config", settings]
    command += ["--output-path", tmp_path / "made", "--meta", "none", "--fail-on-warning"]
    made = subprocess.run(command, capture_output=True, text=True, check=False, env=environment)
    assert made.returncode == 0, made.stdout + made.stderr

    with running_portal() as webhook:
        program = [FOREIGN / "python", "-c", PROGRAM, webhook]
        run = subprocess.run(program, capture_output=True, text=True, check=False, cwd=tmp_path, timeout=300)

    assert run.returncode == 0, run.stderr
    assert run.stdout.splitlines() == ["True", "True Letters 7200", "Access denied or stream not found"]
