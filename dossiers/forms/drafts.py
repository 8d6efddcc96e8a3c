"""Forms over a draft: they show what is kept and what is wrong with it, and refuse nothing.

A draft may say anything; only sending it asks whether it is complete. So these forms are filled
from the draft, and their errors are the refusals of the rules, each at the field it names. Fields
are named by the path of the fact (``customer.co_holders.0.name``), and so are their ids.
"""

import re
from collections.abc import Iterable, Mapping
from typing import Any

from django import forms
from django.forms.utils import ErrorDict, ErrorList
from django.http import QueryDict

from archive_office.regulation import Refusal

MOST_ROWS = 40
_INDEX = re.compile(r"\d{1,3}")


class DraftForm(forms.Form):
    """A part of a draft under the path ``prefix``."""

    use_required_attribute = False

    def __init__(
        self, facts: Mapping[str, Any], *, path: str, refusals: Iterable[Refusal] = ()
    ) -> None:
        data = {f"{path}.{name}": facts.get(name) for name in self.base_fields}
        super().__init__(data, prefix=path, auto_id="id_%s")
        self._tell(refusals)

    def add_prefix(self, field_name: str) -> str:
        """The path of a fact, which is also how a refusal names it."""
        return f"{self.prefix}.{field_name}"

    def _tell(self, refusals: Iterable[Refusal]) -> None:
        errors = ErrorDict()
        for refusal in refusals:
            path, _dot, name = refusal.field.rpartition(".")
            if path == self.prefix and name in self.fields:
                errors.setdefault(name, ErrorList()).append(refusal.reason)
        self._errors = errors
        self.cleaned_data = {}


def nested(posted: QueryDict, path: str) -> dict[str, Any]:
    """Fields under a path as the facts they are: ``a.0.b=x`` is ``{"a": [{"b": "x"}]}``."""
    tree: dict[str, Any] = {}
    for name in posted:
        if name.startswith(f"{path}."):
            _plant(tree, name.removeprefix(f"{path}.").split("."), str(posted[name]))
    return {name: _as_list(branch) for name, branch in tree.items()}


def _plant(tree: dict[str, Any], steps: list[str], value: str) -> None:
    for step in steps[:-1]:
        branch = tree.setdefault(step, {})
        if not isinstance(branch, dict):
            return
        tree = branch
    tree[steps[-1]] = value


def _as_list(branch: Any) -> Any:
    if not isinstance(branch, dict):
        return branch
    inner = {name: _as_list(value) for name, value in branch.items()}
    if inner and all(_INDEX.fullmatch(name) for name in inner):
        return [inner[name] for name in sorted(inner, key=int)][:MOST_ROWS]
    return inner
