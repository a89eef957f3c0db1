"""Platforms, clients, their secrets, the keys that sign tokens, and the tokens granted."""

from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import ForeignKey, Index
from sqlalchemy.orm import Mapped, mapped_column

from odr_intake.domain.identity import Client, KeyTimes
from odr_intake.models.base import Base
from odr_shared.callers import Kind
from odr_shared.levels import Level

PUBLIC, SEALED = Level.PUBLIC.info, Level.SEALED.info


class PlatformRow(Base):
    __tablename__ = "platforms"

    id: Mapped[UUID] = mapped_column(primary_key=True, info=PUBLIC)
    name: Mapped[str] = mapped_column(info=PUBLIC)
    created_at: Mapped[datetime] = mapped_column(info=PUBLIC)


class ClientRow(Base):
    __tablename__ = "clients"
    __table_args__ = (Index("ix_clients_platform_id", "platform_id", "mode"),)

    id: Mapped[UUID] = mapped_column(primary_key=True, info=PUBLIC)
    platform_id: Mapped[UUID | None] = mapped_column(ForeignKey("platforms.id"), info=PUBLIC)
    """None for staff and services."""
    mode: Mapped[str] = mapped_column(info=PUBLIC)
    kind: Mapped[str] = mapped_column(info=PUBLIC)
    roles: Mapped[list[str]] = mapped_column(info=PUBLIC)
    scopes: Mapped[list[str]] = mapped_column(info=PUBLIC)
    created_at: Mapped[datetime] = mapped_column(info=PUBLIC)
    disabled_at: Mapped[datetime | None] = mapped_column(info=PUBLIC)

    @property
    def state(self) -> Client:
        has = frozenset(self.roles), frozenset(self.scopes)
        return Client(self.id, Kind(self.kind), self.mode, self.platform_id, *has)

    @state.setter
    def state(self, client: Client) -> None:
        self.id, self.platform_id = client.id, client.platform_id
        self.mode, self.kind = client.mode, client.kind.value
        self.roles, self.scopes = sorted(client.roles), sorted(client.scopes)


class SecretRow(Base):
    """What a client knows; it is shown once and kept by its digest."""

    __tablename__ = "client_secrets"

    client_id: Mapped[UUID] = mapped_column(ForeignKey("clients.id"), primary_key=True, info=PUBLIC)
    id: Mapped[UUID] = mapped_column(primary_key=True, info=PUBLIC)
    digest: Mapped[bytes] = mapped_column(info=SEALED)
    """The SHA-256 of 256 random bits."""
    created_at: Mapped[datetime] = mapped_column(info=PUBLIC)
    expires_at: Mapped[datetime | None] = mapped_column(info=PUBLIC)


class SigningKeyRow(Base):
    __tablename__ = "signing_keys"

    kid: Mapped[str] = mapped_column(primary_key=True, info=PUBLIC)
    private: Mapped[bytes] = mapped_column(info=SEALED)
    """Sealed by its own key in `keys`, which is destroyed once it has retired."""
    public: Mapped[dict[str, Any]] = mapped_column(info=PUBLIC)
    """As the JWKS lists it."""
    created_at: Mapped[datetime] = mapped_column(info=PUBLIC)
    signs_from: Mapped[datetime] = mapped_column(info=PUBLIC)
    retires_at: Mapped[datetime | None] = mapped_column(info=PUBLIC)

    @property
    def times(self) -> KeyTimes:
        return KeyTimes(self.kid, self.signs_from, self.retires_at)


class GrantRow(Base):
    """A token was issued: to whom, for what, and for which party to which case."""

    __tablename__ = "grants"
    __table_args__ = (Index("ix_grants_client_id", "client_id", "granted_at"),)

    token_id: Mapped[UUID] = mapped_column(primary_key=True, info=PUBLIC)
    client_id: Mapped[UUID] = mapped_column(ForeignKey("clients.id"), info=PUBLIC)
    mode: Mapped[str] = mapped_column(info=PUBLIC)
    kind: Mapped[str] = mapped_column(info=PUBLIC)
    scopes: Mapped[list[str]] = mapped_column(info=PUBLIC)
    granted_at: Mapped[datetime] = mapped_column(info=PUBLIC)
    expires_at: Mapped[datetime] = mapped_column(info=PUBLIC)
    case_id: Mapped[UUID | None] = mapped_column(info=PUBLIC)
    party_id: Mapped[UUID | None] = mapped_column(info=PUBLIC)
