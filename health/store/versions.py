"""Settings versions: a settings file by name, with a reason; and overrides of a client's score."""

from __future__ import annotations

from datetime import date, timedelta

from sqlalchemy import select

from health.errors import Conflict
from health.settings import Settings
from health.store.connected import Connected, record
from health.store.entries import REASON, TOML, day, key_of, line, named, number, text
from health.store.records import Override, SettingsVersion
from health.store.tables import overrides, settings_versions

OVERRIDE_DAYS = 90


class SettingsVersions(Connected):
    """Add and list settings versions; the newest is in force."""

    def add_settings(
        self,
        name: str,
        reason: str,
        toml: str,
        by: str,
        from_on: date,
        after: int | None = None,
    ) -> SettingsVersion:
        """A further version; SettingRefused for settings that are not allowed, Conflict if taken.

        To go back to an earlier one, add its text again under a new name. after: the newest version
        (its id; 0 for none) as the one who adds this knew it; Conflict if there is a newer one.
        """
        name = line("name", name)
        values = {
            "name": name,
            "name_key": key_of(name),
            "reason": text("reason", reason, REASON),
            "toml": text("toml", toml, TOML, blank=True, trim=False),
            "from_on": day("from_on", from_on),
        }
        Settings.parsed(str(values["toml"]), name)
        with self.writing(by, "add settings") as write:
            same = settings_versions.c.name_key == values["name_key"]
            taken = write.first(select(settings_versions).where(same))
            if taken:
                stored = record(SettingsVersion, taken)
                what = f"The name {stored.name!r} was given to a settings version"
                raise Conflict(what, stored, stored.author, stored.created_at)
            newest = write.first(select(settings_versions).order_by(settings_versions.c.id.desc()))
            if after is not None and newest and newest["id"] != after:
                stored = record(SettingsVersion, newest)
                what = f"Other settings, {stored.name!r}, were put in force meanwhile"
                raise Conflict(what, stored, stored.author, stored.created_at)
            row = write.add(settings_versions, **values, author=write.by, created_at=write.at)
            return record(SettingsVersion, write.one(settings_versions, row, "settings version"))

    def settings_versions(self) -> list[SettingsVersion]:
        """All versions, the oldest first."""
        found = self.rows(select(settings_versions).order_by(settings_versions.c.id))
        return [record(SettingsVersion, row) for row in found]


class Overrides(Connected):
    """Set, end and list overrides; the computed score always stays beside them."""

    def override_health(
        self,
        client: str,
        health: float,
        reason: str,
        by: str,
        from_on: date,
        expires_on: date,
    ) -> Override:
        """A person's own health for a client, for at most 90 days; Conflict if one is in force."""
        from_on = day("from_on", from_on)
        first, last = from_on + timedelta(days=1), from_on + timedelta(days=OVERRIDE_DAYS)
        values = {
            **named(client),
            "health": number("health", health),
            "reason": text("reason", reason, REASON),
            "from_on": from_on,
            "expires_on": day("expires_on", expires_on, first, last),
        }
        with self.writing(by, "override health") as write:
            other = write.first(
                select(overrides).where(
                    overrides.c.client_key == values["client_key"],
                    overrides.c.ended_at.is_(None),
                    overrides.c.from_on <= values["expires_on"],
                    overrides.c.expires_on >= from_on,
                )
            )
            if other:
                stored = record(Override, other)
                what = f"{stored.client} was given a health of {stored.health:g}"
                raise Conflict(what, stored, stored.author, stored.created_at)
            entry = {"author": write.by, "created_at": write.at, "version": 1}
            row = write.add(overrides, **values, **entry)
            return record(Override, write.one(overrides, row, "override"))

    def end_override(self, override: Override, by: str) -> Override:
        """End an override before it expires; Conflict if somebody did."""
        with self.writing(by, "end override") as write:
            row = write.one(overrides, override.id, "override")
            if row["ended_at"] is not None:
                stored = record(Override, row)
                raise Conflict("This override was ended", stored, row["ended_by"], row["ended_at"])
            ended = {"ended_by": write.by, "ended_at": write.at}
            write.change(overrides, row, **ended, version=row["version"] + 1)
            return record(Override, write.one(overrides, override.id, "override"))

    def overrides(self, day: date | None = None) -> list[Override]:
        """All overrides, the newest first; those in force on a day (one a client).

        One that was ended is in force no longer on the day on which it was ended.
        """
        wanted = select(overrides).order_by(overrides.c.id.desc())
        if day is not None:
            wanted = wanted.where(overrides.c.from_on <= day, overrides.c.expires_on >= day)
        found = [record(Override, row) for row in self.rows(wanted)]
        return [
            each
            for each in found
            if day is None or each.ended_at is None or day < each.ended_at.date()
        ]
