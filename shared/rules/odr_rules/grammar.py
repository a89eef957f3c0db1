"""The part of CEL that rule packs may use, read with its types and what it may cost.

`|| && ! == != < <= > >= in + -`, literals, members of the facts of a filing, `size(list)`,
`list.exists(x, …)`, `list.all(x, …)` (github.com/google/cel-spec), and `past(date, n, unit)` of
this house: whether the last day of so many units after that date is over.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any, Final, TypeAlias

LONGEST: Final = 500
"""Characters."""
DEEPEST: Final = 12
"""Parts in parts."""
MOST: Final = 4_000
"""Steps that an evaluation may take at worst."""
LISTED: Final = 20
"""Entries that a list of the facts has at most."""
LARGEST: Final = 10**15
"""Of a number that is written: sums of so many of them do not overflow."""
FURTHEST: Final = 10_000
UNITS: Final = frozenset({"day", "week", "month", "year"})


class Kind(StrEnum):
    TRUTH = "bool"
    NUMBER = "int"
    TEXT = "string"
    DATE = "date"


@dataclass(frozen=True)
class Listing:
    of: Mapping[str, Kind]


Type: TypeAlias = Kind | Mapping[str, Kind] | Listing
Names: TypeAlias = Mapping[str, Type]


class ExpressionRefused(ValueError):
    """`code` is `expression_syntax`, `…_name`, `…_type` or `…_large`; `at` counts from 0."""

    def __init__(self, code: str, at: int, about: str) -> None:
        super().__init__(f"{code} at {at}: {about}")
        self.code, self.at, self.about = code, at, about


TOKEN = re.compile(
    r"\s*(?:(?P<number>\d+)|(?P<name>[A-Za-z_][A-Za-z0-9_]*)"
    r"|(?P<text>\"[^\"\\\n]*\"|'[^'\\\n]*')|(?P<sign>\|\||&&|==|!=|<=|>=|[-!<>+().,\[\]]))"
)
ORDER: Final = frozenset({"<", "<=", ">", ">="})
EQUALITY: Final = frozenset({"==", "!="})


@dataclass(frozen=True, slots=True)
class Token:
    kind: str
    said: str
    at: int


@dataclass(frozen=True, slots=True)
class Found:
    type: Type
    cost: int
    """Steps at worst."""
    written: Kind | None = None
    """For a list that is written out: of what."""


@dataclass
class Reader:
    text: str
    names: Names
    tokens: list[Token] = field(default_factory=list)
    n: int = 0
    depth: int = 0
    local: dict[str, Type] = field(default_factory=dict)
    used: set[str] = field(default_factory=set)

    def whole(self) -> Found:
        found = self.either()
        if self.next.kind != "end":
            raise self.wrong("syntax")
        if found.type is not Kind.TRUTH or found.written:
            raise ExpressionRefused("expression_type", 0, f"{_said(found.type)}, not bool")
        if found.cost > MOST:
            raise ExpressionRefused("expression_large", 0, f"{found.cost} > {MOST}")
        return found

    @property
    def next(self) -> Token:
        return self.tokens[self.n]

    def wrong(self, what: str, about: str = "", token: Token | None = None) -> ExpressionRefused:
        token = token or self.next
        return ExpressionRefused(f"expression_{what}", token.at, about or token.said or "end")

    def take(self, *signs: str) -> Token | None:
        token = self.next
        if token.said in signs and token.kind in ("sign", "name"):
            self.n += 1
            return token
        return None

    def need(self, *signs: str) -> Token:
        token = self.take(*signs)
        if token is None:
            raise self.wrong("syntax")
        return token

    def either(self) -> Found:
        self.depth += 1
        if self.depth > DEEPEST:
            raise self.wrong("large", f"deeper than {DEEPEST}")
        found = self.joined("||", self.both)
        self.depth -= 1
        return found

    def both(self) -> Found:
        return self.joined("&&", self.relation)

    def joined(self, sign: str, part: Any) -> Found:
        found: Found = part()
        while (token := self.take(sign)) is not None:
            other: Found = part()
            self.same(token, found, other, Kind.TRUTH)
            found = Found(Kind.TRUTH, found.cost + other.cost + 1)
        return found

    def same(self, token: Token, one: Found, other: Found, *allowed: Kind) -> None:
        if one.type != other.type or one.type not in allowed or one.written or other.written:
            pair = f"{_said(one.type)} {token.said} {_said(other.type)}"
            raise self.wrong("type", pair, token)

    def relation(self) -> Found:
        found = self.sum()
        token = self.take(*ORDER, *EQUALITY, "in")
        if token is None:
            return found
        other = self.sum()
        if token.said == "in":
            if other.written is None or found.type != other.written:
                pair = f"{_said(found.type)} in {_said(other.type)}"
                raise self.wrong("type", pair, token)
        elif token.said in ORDER:
            self.same(token, found, other, Kind.NUMBER)
        else:
            self.same(token, found, other, Kind.NUMBER, Kind.TEXT, Kind.TRUTH)
        if self.take(*ORDER, *EQUALITY, "in"):
            raise self.wrong("syntax", "relations do not follow one another")
        return Found(Kind.TRUTH, found.cost + other.cost + 1)

    def sum(self) -> Found:
        found = self.single()
        while (token := self.take("+", "-")) is not None:
            other = self.single()
            self.same(token, found, other, Kind.NUMBER)
            found = Found(Kind.NUMBER, found.cost + other.cost + 1)
        return found

    def single(self) -> Found:
        token = self.take("!")
        if token is None:
            return self.primary()
        found = self.primary()
        if found.type is not Kind.TRUTH or found.written:
            raise self.wrong("type", f"! {_said(found.type)}", token)
        return Found(Kind.TRUTH, found.cost + 1)

    def primary(self) -> Found:
        token = self.next
        self.n += 1
        if token.said == "(" and token.kind == "sign":
            found = self.either()
            self.need(")")
            return found
        if token.said == "[" and token.kind == "sign":
            return self.list_written(token)
        if token.kind == "name" and token.said not in ("true", "false", "in"):
            return self.named(token)
        self.n -= 1
        return Found(self.literal(), 1)

    def literal(self) -> Kind:
        token = self.next
        self.n += 1
        if token.kind == "number":
            if int(token.said) > LARGEST:
                raise self.wrong("large", token=token)
            return Kind.NUMBER
        if token.kind == "text":
            return Kind.TEXT
        if token.said in ("true", "false"):
            return Kind.TRUTH
        raise self.wrong("syntax", token=token)

    def list_written(self, token: Token) -> Found:
        first, count = self.literal(), 1
        while self.take(","):
            if self.literal() is not first:
                raise self.wrong("type", "a list of several kinds", token)
            count += 1
        self.need("]")
        return Found(first, count, written=first)

    def named(self, token: Token) -> Found:
        if self.next.said == "(" and self.next.kind == "sign":
            return self.called(token)
        path, found = token.said, self.local.get(token.said, self.names.get(token.said))
        if found is None:
            raise self.wrong("name", token=token)
        while self.take("."):
            member = self.next
            self.n += 1
            if isinstance(found, Listing) and member.said in ("exists", "all"):
                return self.over(found, path)
            kind = found.get(member.said) if isinstance(found, Mapping) else None
            if kind is None:
                raise self.wrong("name", f"{path}.{member.said}", member)
            path, found = f"{path}.{member.said}", kind
        if token.said not in self.local:
            self.used.add(path)
        return Found(found, 1)

    def over(self, listing: Listing, path: str) -> Found:
        """`list.exists(x, …)` and `list.all(x, …)`, for each entry of the list."""
        self.used.add(path)
        self.need("(")
        name = self.next
        self.n += 1
        if name.kind != "name" or name.said in self.local or name.said in self.names:
            raise self.wrong("name", token=name)
        self.need(",")
        self.local[name.said] = listing.of
        found = self.either()
        del self.local[name.said]
        end = self.need(")")
        if found.type is not Kind.TRUTH or found.written:
            raise self.wrong("type", _said(found.type), end)
        return Found(Kind.TRUTH, 1 + LISTED * (found.cost + 1))

    def called(self, token: Token) -> Found:
        self.need("(")
        if token.said == "size":
            found = self.named(self.name())
            self.need(")")
            if not isinstance(found.type, Listing):
                raise self.wrong("type", f"size({_said(found.type)})", token)
            return Found(Kind.NUMBER, found.cost + 1)
        if token.said != "past":
            raise self.wrong("name", token=token)
        found = self.named(self.name())
        if found.type is not Kind.DATE:
            raise self.wrong("type", f"past({_said(found.type)}, …)", token)
        self.need(",")
        length = self.next
        if self.literal() is not Kind.NUMBER or int(length.said) > FURTHEST:
            raise self.wrong("type", "past(…, how many, …)", length)
        self.need(",")
        unit = self.next
        if self.literal() is not Kind.TEXT or unit.said[1:-1] not in UNITS:
            raise self.wrong("type", f"one of {', '.join(sorted(UNITS))}", unit)
        self.need(")")
        return Found(Kind.TRUTH, found.cost + 10)

    def name(self) -> Token:
        token = self.next
        if token.kind != "name":
            raise self.wrong("syntax")
        self.n += 1
        return token


def _said(found: Type) -> str:
    if isinstance(found, Kind):
        return found.value
    return "list" if isinstance(found, Listing) else "record"


def tokens(text: str) -> list[Token]:
    found, at = list[Token](), 0
    while text[at:].strip():
        match = TOKEN.match(text, at)
        if match is None:
            raise ExpressionRefused("expression_syntax", at, text[at : at + 20])
        kind = match.lastgroup or ""
        found.append(Token(kind, match[kind], match.start(kind)))
        at = match.end()
    return [*found, Token("end", "", len(text))]
