"""
The build's own step: keep a JSON twin beside each TOML file, which loads some thirty times quicker.
"""

from __future__ import annotations

import os
import sys
from typing import Any

from hatchling.builders.hooks.plugin.interface import BuildHookInterface

#: Folders whose files hold facts; all other TOML of the package is plain tables.
FACTS = ("facts/data", "payments/methods")


class CompileFacts(BuildHookInterface):  # type: ignore[type-arg]
    """
    Compiles the book before the wheel, or the editable install, is made.
    """

    PLUGIN_NAME = "custom"

    def initialize(self, version: str, build_data: dict[str, Any]) -> None:
        """
        Write the twins and put them into the wheel.
        """
        source = os.path.join(self.root, "src")
        sys.path.insert(0, source)
        from globalcs.facts._store import compile_folder

        package = os.path.join(source, "globalcs")
        for folder, _, files in os.walk(package):
            if any(file.endswith(".toml") for file in files):
                name = os.path.relpath(folder, package).replace(os.sep, "/")
                compile_folder(folder, facts=name in FACTS)
        build_data["artifacts"].append("src/globalcs/**/_compiled/*.json")
