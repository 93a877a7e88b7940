"""
The build's own step: keep a JSON twin beside each TOML file, which loads some thirty times quicker.
"""

from __future__ import annotations

import os
import sys
from typing import Any

from hatchling.builders.hooks.plugin.interface import BuildHookInterface

FACTS = ("facts/data", "payments/methods")
TABLES = (
    "facts",
    "localization/locales",
    "payments",
    "pricing",
    "landed_cost",
    "returns",
    "rates",
    "localization",
)


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
        for folders, facts in ((FACTS, True), (TABLES, False)):
            for folder in folders:
                compile_folder(os.path.join(package, folder), facts=facts)
        build_data["artifacts"].append("src/globalcs/**/_compiled/*.json")
