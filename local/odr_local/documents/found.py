"""What the code declares, found by walking it: the material of every generated document."""

import importlib
import pkgutil
import sys
from functools import cache
from types import ModuleType
from typing import Final, TypeVar

from odr_shared.contracts import Fact, PrivateFact
from odr_shared.errors import Refusal

PACKAGES: Final = ("odr_shared", "odr_rules", "odr_intake", "odr_negotiation")
"""What speaks to callers; a service is added here when it is made."""

SERVICES: Final = ("odr_intake", "odr_negotiation")

# Importing these runs something, or needs what only tests have.
NOT_IMPORTED: Final = ("__main__", "env", "versions")

T = TypeVar("T")


@cache
def modules(package: str) -> tuple[ModuleType, ...]:
    """All modules of the package, in the order of their names."""
    root = importlib.import_module(package)
    names = [
        found.name
        for found in pkgutil.walk_packages(root.__path__, f"{package}.")
        if not set(found.name.split(".")) & set(NOT_IMPORTED)
    ]
    return (root, *(importlib.import_module(name) for name in sorted(names)))


def home(of: type) -> str:
    """The package that a class belongs to."""
    return of.__module__.partition(".")[0]


def refusals() -> list[type[Refusal]]:
    """Every way in which a request can be refused, by code and then by name."""
    return sorted(_declared(Refusal), key=lambda each: (each.code, each.__name__))


def public_facts() -> list[type[Fact]]:
    """Every fact that leaves its service, by type."""
    facts = [
        each
        for each in _declared(Fact)
        if not issubclass(each, PrivateFact) and "type" in vars(each)
    ]
    return sorted(facts, key=lambda each: each.type)


def _declared(root: type[T]) -> list[type[T]]:
    for package in PACKAGES:
        modules(package)
    return [each for each in _tree(root) if home(each) in PACKAGES and _stands(each)]


def _stands(of: type) -> bool:
    """It is declared in a module, not made up while the process runs."""
    return getattr(sys.modules[of.__module__], of.__name__, None) is of


def _tree(root: type[T]) -> list[type[T]]:
    """The class and all that inherit from it, each once."""
    below = [each for child in root.__subclasses__() for each in _tree(child)]
    return list(dict.fromkeys([root, *below]))
