"""Write the JSON Schema of plan.json to docs/plan.schema.json: `python -m pipeline.tools.make_schema [FOLDER]`."""

import sys
from pathlib import Path

from pipeline.render.data.exports import SCHEMA
from pipeline.render.data.schema import schema_json
from pipeline.storage import write_file


def main(folder: Path) -> None:
    """Write the schema into the folder."""
    write_file(folder / SCHEMA, schema_json())


if __name__ == "__main__":
    main(Path(sys.argv[1] if len(sys.argv) > 1 else "docs"))
