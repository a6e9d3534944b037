"""The generated documents: committed as the code makes them, valid, and true of the examples."""

import json
from pathlib import Path

import pytest
import yaml
from jsonschema import Draft202012Validator
from pydantic_asyncapi.v3 import AsyncAPI

from deploy.docs import OUT_DIR, build
from devices.contract.channels import CHANNELS
from devices.contract.wire import decode, encode

EXAMPLES = {
    path.stem: json.loads(path.read_text("utf-8"))
    for path in sorted((Path(__file__).parents[1] / "testcases" / "wire").glob("*.json"))
}
each_example = pytest.mark.parametrize("example", EXAMPLES.values(), ids=EXAMPLES)


@pytest.fixture(scope="module")
def built(tmp_path_factory):
    out_dir = tmp_path_factory.mktemp("generated")
    return {path.relative_to(out_dir).as_posix(): path.read_text("utf-8") for path in build(out_dir)}


def validator(body) -> Draft202012Validator:
    schema = json.loads((OUT_DIR / "schemas" / f"{type(body).__name__}.json").read_text("utf-8"))
    Draft202012Validator.check_schema(schema)
    return Draft202012Validator(schema)


def test_the_committed_documents_are_those_of_the_code(built):
    committed = {name: (OUT_DIR / name).read_text("utf-8") for name in built if (OUT_DIR / name).exists()}
    stale = sorted(name for name in built if committed.get(name) != built[name])
    assert stale == [], "run `python -m deploy.docs` and commit what it wrote"


def test_no_schema_is_left_of_a_body_that_is_gone(built):
    committed = {f"schemas/{path.name}" for path in (OUT_DIR / "schemas").iterdir()}
    assert committed <= set(built)


def test_the_asyncapi_document_is_one(built):
    document = AsyncAPI.model_validate(yaml.safe_load(built["asyncapi.yaml"]))
    assert set(document.channels or {}) == {channel.name for channel in CHANNELS}


def test_every_reference_of_the_asyncapi_document_leads_somewhere(built):
    document = yaml.safe_load(built["asyncapi.yaml"])
    dangling = [ref for ref in references(document) if not leads_somewhere(document, ref)]
    assert dangling == []


def references(part):
    if isinstance(part, dict):
        if isinstance(part.get("$ref"), str):
            yield part["$ref"]
        for inner in part.values():
            yield from references(inner)
    elif isinstance(part, list):
        for inner in part:
            yield from references(inner)


def leads_somewhere(document, reference: str) -> bool:
    part = document
    for step in reference.removeprefix("#/").split("/"):
        part = part.get(step) if isinstance(part, dict) else None
    return part is not None


def test_the_asyncapi_document_says_how_a_topic_is_delivered(built):
    operation = yaml.safe_load(built["asyncapi.yaml"])["operations"]["birth"]
    assert operation["action"] == "receive"
    assert operation["bindings"]["mqtt"] == {"qos": 1, "retain": True, "bindingVersion": "0.2.0"}


@each_example
def test_an_example_is_a_message_and_keeps_to_its_schema(example):
    message = decode(example["topic"], json.dumps(example["body"]).encode())
    validator(message.body).validate(example["body"])


@each_example
def test_what_is_encoded_keeps_to_the_schema(example):
    message = decode(example["topic"], json.dumps(example["body"]).encode())
    _, payload = encode(message)
    validator(message.body).validate(json.loads(payload))


@each_example
def test_the_schema_refuses_an_example_of_a_later_version(example):
    message = decode(example["topic"], json.dumps(example["body"]).encode())
    assert not validator(message.body).is_valid(example["body"] | {"v": 2})


@pytest.mark.parametrize("forms", [(), ("m", "b")], ids=["neither", "both"])
def test_the_schema_wants_one_sample_or_a_batch(forms):
    sample = {"m": {"fill_pct": 1}}
    body = {"bd": 1, "seq": 1} | {name: {"m": sample["m"], "b": [sample]}[name] for name in forms}
    telemetry = decode("vh1/daxi/d/bin-7/tele", json.dumps({"bd": 1, "seq": 1} | sample).encode()).body
    assert not validator(telemetry).is_valid(body)


def test_every_json_channel_has_an_example():
    shown = {type(decode(e["topic"], json.dumps(e["body"]).encode()).body) for e in EXAMPLES.values()}
    assert shown == {body for channel in CHANNELS for body in channel.bodies if channel.name != "snap"}
