"""The words of JSON Schema that the program's own uses, validated in plain Python."""

TYPES = {"object": dict, "array": list, "string": str, "boolean": bool, "number": (int, float), "integer": int}
WORDS = {"$schema", "title", "description", "default", "type", "properties", "additionalProperties", "required",
         "items", "minItems", "enum", "minimum", "exclusiveMinimum", "maximum", "anyOf"}


def complaints(value, schema, path=""):
    """What is wrong with a value, each as "path: why"."""
    unknown = set(schema) - WORDS
    if unknown:
        raise ValueError(f"{path}: the validator does not know {unknown}")
    kind = schema.get("type")
    if kind and (not isinstance(value, TYPES[kind]) or isinstance(value, bool) != (kind == "boolean")):
        return [f"{path}: {value!r} is no {kind}"]
    return [*of_choices(value, schema, path), *of_numbers(value, schema, path), *of_objects(value, schema, path),
            *of_arrays(value, schema, path)]


def of_choices(value, schema, path):
    if "enum" in schema and value not in schema["enum"]:
        yield f"{path}: {value!r} is none of {schema['enum']}"
    if "anyOf" in schema and all(complaints(value, one, path) for one in schema["anyOf"]):
        yield f"{path}: none of {schema['anyOf']}"


def of_numbers(value, schema, path):
    if "minimum" in schema and value < schema["minimum"]:
        yield f"{path}: {value} is below {schema['minimum']}"
    if "exclusiveMinimum" in schema and value <= schema["exclusiveMinimum"]:
        yield f"{path}: {value} is not above {schema['exclusiveMinimum']}"
    if "maximum" in schema and value > schema["maximum"]:
        yield f"{path}: {value} is above {schema['maximum']}"


def of_objects(value, schema, path):
    if not isinstance(value, dict):
        return
    for name in schema.get("required", []):
        if name not in value:
            yield f"{path}: {name} is missing"
    for name, one in value.items():
        if name in schema.get("properties", {}):
            yield from complaints(one, schema["properties"][name], f"{path}.{name}")
        elif schema.get("additionalProperties") is False:
            yield f"{path}: {name} is unknown"


def of_arrays(value, schema, path):
    if not isinstance(value, list):
        return
    if len(value) < schema.get("minItems", 0):
        yield f"{path}: {len(value)} items"
    for k, one in enumerate(value):
        yield from complaints(one, schema.get("items", {}), f"{path}[{k}]")
