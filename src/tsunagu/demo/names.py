"""Invented names and telephone numbers; none belongs to anybody."""

from dataclasses import dataclass
from functools import cache
from pathlib import Path

import numpy as np
import yaml

from tsunagu.demo.figures import Strict

Written = tuple[str, str]
"""A name and its reading."""


class NameParts(Strict):
    """`names.yaml`."""

    family_first: tuple[Written, ...]
    family_last: tuple[Written, ...]
    girls: tuple[Written, ...]
    boys: tuple[Written, ...]
    women: tuple[Written, ...]
    men: tuple[Written, ...]
    place_first: tuple[str, ...]
    place_last: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Name:
    """Family and given name with their readings."""

    family: str
    given: str
    family_kana: str
    given_kana: str


@cache
def parts() -> NameParts:
    """The parts that names are put together from."""
    text = (Path(__file__).parent / "names.yaml").read_text(encoding="utf-8")
    return NameParts.model_validate(yaml.safe_load(text))


class Namer:
    """Draws names, the same ones from the same generator."""

    def __init__(self, rng: np.random.Generator) -> None:
        self._rng = rng

    def _one(self, of: tuple[Written, ...]) -> Written:
        return of[int(self._rng.integers(len(of)))]

    def family(self) -> Written:
        """A family name."""
        first, last = self._one(parts().family_first), self._one(parts().family_last)
        return first[0] + last[0], first[1] + last[1]

    def child(self, *, boy: bool) -> Name:
        """A child's name."""
        return self._named(parts().boys if boy else parts().girls, self.family())

    def adult(self, *, man: bool, family: Written | None = None) -> Name:
        """A grown-up's name, of a given family or any."""
        return self._named(parts().men if man else parts().women, family or self.family())

    def _named(self, given: tuple[Written, ...], family: Written) -> Name:
        chosen = self._one(given)
        return Name(family[0], chosen[0], family[1], chosen[1])


def phone_number(n: int) -> str:
    """The nth telephone number. No number in Japan begins with three zeros: it reaches nobody."""
    return f"000-{n // 10_000:04d}-{n % 10_000:04d}"


def school_names(count: int) -> list[str]:
    """So many different names of places that schools are called after."""
    found = [first + last for last in parts().place_last for first in parts().place_first]
    return found[:count]
