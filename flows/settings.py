"""Settings: the only reader of the environment (`DATELINE_…`) and of `dateline.toml`.

Order: values given in code or on the command line, the environment, `dateline.toml` of the working folder, the defaults.
"""

from __future__ import annotations

import os
import tomllib
from pathlib import Path
from typing import Any

from pydantic import Field, ValidationError, field_validator
from pydantic_settings import BaseSettings, PydanticBaseSettingsSource, SettingsConfigDict, TomlConfigSettingsSource

from seeds import ROOT as SEEDS
from seeds import read_rows

FILE = "dateline.toml"
DEFAULT_MODEL = "accurate"


class SettingsError(ValueError):
    """A setting cannot be read."""


def _default_workers() -> int:
    """Two, or one where this process may use one core only. macOS cannot say which it may use: there all count."""
    return min(2, len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1)


def _user_folder(variable: str, usual: str) -> Path:
    """The user's folder for one purpose (XDG base directories) with our name below it."""
    return Path(os.environ.get(variable) or Path.home() / usual) / "dateline"


class Settings(BaseSettings):
    """What a run is told. Every name can be set as `DATELINE_<NAME>` or in `dateline.toml`."""

    model_config = SettingsConfigDict(env_prefix="DATELINE_", toml_file=FILE, extra="forbid", env_nested_delimiter="__")

    warehouse: Path = Field(
        Path("dateline.duckdb"), description="database that readers open; the writer's file and the spool lie beside it"
    )
    model: str = Field(DEFAULT_MODEL, description="language model: accurate, fast, a folder, or an installed spaCy package")
    workers: int = Field(default_factory=_default_workers, ge=1, le=256, description="processes that code articles")
    batch_size: int = Field(200, ge=1, le=10_000, description="articles per batch")
    lexicon_extra: Path | None = Field(None, description="CSV of further frames, columns as in seeds/lexicon/frames")
    actors_extra: Path | None = Field(None, description="CSV of further actors: name, aliases, country, sectors")
    entities_extra: Path | None = Field(
        None, description="CSV of entities that are one, or are not: name, other_name, same (yes or no)"
    )
    minimum_confidence: float = Field(0.55, ge=0, le=1, description="event mentions below it are left out")
    fields: dict[str, str | list[str]] = Field(
        default_factory=dict, description="article field = name or names it has in the inputs"
    )
    constants: dict[str, str] = Field(default_factory=dict, description="article field = value for inputs that give none")
    max_file_bytes: int = Field(256 * 1024**2, gt=0, description="larger inputs go to quarantine")
    max_unpacked_bytes: int = Field(1024**3, gt=0, description="archives that unpack to more are cut")
    max_text_chars: int = Field(200_000, gt=0, description="longer articles go to quarantine")
    min_text_words: int = Field(5, ge=1, description="shorter articles go to quarantine")
    known_days: int = Field(7, ge=0, description="copies are sought among loaded articles published within so many days")
    memory_limit: str = Field("1GB", pattern=r"^\d+(\.\d+)?\s?(KB|MB|GB|TB|KiB|MiB|GiB|TiB)$", description="memory of DuckDB")
    cache: Path = Field(default_factory=lambda: _user_folder("XDG_CACHE_HOME", ".cache"), description="folder of the gazetteer")
    prefect_home: Path = Field(
        default_factory=lambda: _user_folder("XDG_STATE_HOME", ".local/state") / "prefect",
        description="state of the Prefect server that runs start for themselves",
    )
    reports: Path | None = Field(None, description="folder of the quality reports; default: beside the warehouse")

    @field_validator("fields", "constants")
    @classmethod
    def _know(cls, given: dict[str, Any]) -> dict[str, Any]:
        known = {row["field"] for row in read_rows("reading/field_names.csv")}
        unknown = sorted(given.keys() - known)
        if unknown:
            raise ValueError(f"expected article fields ({', '.join(sorted(known))}), got {', '.join(unknown)}")
        return given

    @field_validator("warehouse", "lexicon_extra", "actors_extra", "entities_extra", "cache", "prefect_home", "reports")
    @classmethod
    def _expand(cls, path: Path | None) -> Path | None:
        return path and path.expanduser()

    @classmethod
    def settings_customise_sources(
        cls,
        settings_cls: type[BaseSettings],
        init_settings: PydanticBaseSettingsSource,
        env_settings: PydanticBaseSettingsSource,
        dotenv_settings: PydanticBaseSettingsSource,
        file_secret_settings: PydanticBaseSettingsSource,
    ) -> tuple[PydanticBaseSettingsSource, ...]:
        return init_settings, env_settings, TomlConfigSettingsSource(settings_cls)

    @property
    def model_source(self) -> str:
        """Where spaCy loads the model from: the folder below seeds/models of that name ("fast" is short for
        "en_dateline_fast"), else what the setting says."""
        if "/" in self.model:
            return self.model
        own = (SEEDS / "models" / name for name in (self.model, f"en_dateline_{self.model}"))
        return next((str(folder) for folder in own if (folder / "meta.json").is_file()), self.model)

    @property
    def reports_folder(self) -> Path:
        return self.reports or self.warehouse.with_name(f"{self.warehouse.stem}.reports")


def load_settings(**given: Any) -> Settings:
    """The settings with the values given (None counts as not given). Raises SettingsError with one line that says which
    setting, from where, and what was expected."""
    try:
        settings = Settings(**{name: value for name, value in given.items() if value is not None})
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise SettingsError(f"{FILE}: expected TOML, got {error}") from error
    except OSError as error:
        raise SettingsError(f"{FILE}: expected a readable file, got {error.strerror}") from error
    except ValidationError as error:
        raise SettingsError(_explain(error)) from error
    except ValueError as error:  # a list or object in the environment that is no JSON
        raise SettingsError(f"settings: {error}") from error
    for name in ("lexicon_extra", "actors_extra", "entities_extra"):
        path = getattr(settings, name)
        if path is not None and not path.is_file():
            raise SettingsError(f"setting {name}: expected a CSV file, found none at {path}")
    return settings


def _explain(error: ValidationError) -> str:
    first = error.errors()[0]
    name = str(first["loc"][0]) if first["loc"] else "?"
    if first["type"] == "extra_forbidden":
        return f"setting {name}: expected one of {', '.join(sorted(Settings.model_fields))}, got an unknown name"
    return f"setting {name} (option, DATELINE_{name.upper()} or {FILE}): {first['msg']}, got {first['input']!r}"
