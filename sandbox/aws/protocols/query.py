"""AWS's query protocol: form parameters in, XML out (IAM and STS).

Mirrors botocore's QuerySerializer and QueryParser from the other side.
"""

import re
from collections.abc import Mapping
from typing import Any
from urllib.parse import parse_qsl

from botocore.model import ListShape, MapShape, OperationModel, Shape, StructureShape
from lxml import etree

from sandbox.aws.errors import AwsError

Form = Mapping[str, str]
_NOT_IN_XML = re.compile("[^\t\n\r -\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


def read_form(body: bytes) -> dict[str, str]:
    """The form parameters of a request. Raises AwsError if they are no text."""
    try:
        return dict(parse_qsl(body.decode(), keep_blank_values=True, errors="strict"))
    except UnicodeDecodeError:
        raise AwsError("MalformedInput", "The request is not valid UTF-8.", status=400) from None


def read_params(form: Form, operation: OperationModel) -> dict[str, Any]:
    """The parameters by member name. Raises AwsError if a number or boolean is none."""
    shape = operation.input_shape
    return _read_structure(form, shape, "") if shape else {}


def _read_structure(form: Form, shape: StructureShape, prefix: str) -> dict[str, Any]:
    found = {}
    for name, member in shape.members.items():
        wire = str(member.serialization.get("name", name))
        value = _read(form, member, f"{prefix}.{wire}" if prefix else wire)
        if value is not None:
            found[name] = value
    return found


def _read(form: Form, shape: Shape, key: str) -> Any:
    if isinstance(shape, StructureShape):
        return _read_structure(form, shape, key) if _present(form, key) else None
    if isinstance(shape, ListShape):
        return _read_list(form, shape, key)
    text = form.get(key)
    return None if text is None else _scalar(text, shape, key)


def _present(form: Form, key: str) -> bool:
    return key in form or any(name.startswith(f"{key}.") for name in form)


def _read_list(form: Form, shape: ListShape, key: str) -> list[Any] | None:
    flattened = shape.serialization.get("flattened")
    base = key if flattened else f"{key}.{shape.member.serialization.get('name', 'member')}"
    found: list[Any] = []
    while _present(form, f"{base}.{len(found) + 1}"):
        found.append(_read(form, shape.member, f"{base}.{len(found) + 1}"))
    return found if found or key in form else None


def _scalar(text: str, shape: Shape, key: str) -> Any:
    if shape.type_name in {"integer", "long"}:
        if not re.fullmatch("-?[0-9]{1,19}", text):
            raise AwsError("MalformedInput", f"Could not read {key} as a number.", status=400)
        return int(text)
    if shape.type_name == "boolean":
        return text.lower() == "true"
    return text


def write_answer(result: Mapping[str, Any], operation: OperationModel, request_id: str) -> bytes:
    """The XML of a success."""
    space = operation.service_model.metadata.get("xmlNamespace", "")
    root = etree.Element(f"{operation.name}Response", {"xmlns": str(space)})
    if operation.output_shape is not None:
        wrapper = str(operation.output_shape.serialization.get("resultWrapper", f"{operation.name}Result"))
        _write_structure(etree.SubElement(root, wrapper), result, operation.output_shape)
    metadata = etree.SubElement(root, "ResponseMetadata")
    etree.SubElement(metadata, "RequestId").text = request_id
    return etree.tostring(root, encoding="utf-8")


def _write_structure(parent: etree._Element, value: Mapping[str, Any], shape: StructureShape) -> None:
    for name, member in shape.members.items():
        if value.get(name) is not None:
            _write(parent, str(member.serialization.get("name", name)), value[name], member)


def _write(parent: etree._Element, tag: str, value: Any, shape: Shape) -> None:
    node = etree.SubElement(parent, tag)
    if isinstance(shape, StructureShape):
        _write_structure(node, value, shape)
    elif isinstance(shape, ListShape):
        for element in value:
            _write(node, str(shape.member.serialization.get("name", "member")), element, shape.member)
    elif isinstance(shape, MapShape):
        for key, element in value.items():
            entry = etree.SubElement(node, "entry")
            _write(entry, "key", key, shape.key)
            _write(entry, "value", element, shape.value)
    else:
        node.text = str(value).lower() if isinstance(value, bool) else _xml_text(str(value))


def _xml_text(text: str) -> str:
    """What XML can say of a text: a refusal repeats what it refuses, control characters and all."""
    return _NOT_IN_XML.sub("\ufffd", text)


def write_error(error: AwsError, *, status: int, request_id: str, namespace: str) -> bytes:
    """The XML of a refusal."""
    root = etree.Element("ErrorResponse", {"xmlns": namespace})
    details = etree.SubElement(root, "Error")
    etree.SubElement(details, "Type").text = "Sender" if status < 500 else "Receiver"
    etree.SubElement(details, "Code").text = error.code
    etree.SubElement(details, "Message").text = _xml_text(error.message)
    etree.SubElement(root, "RequestId").text = request_id
    return etree.tostring(root, encoding="utf-8")
