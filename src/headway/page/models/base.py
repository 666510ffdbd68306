"""What all models share: no field is unknown, and no value is taken for another type."""

from pydantic import BaseModel, ConfigDict


class Model(BaseModel):
    """A model of the contract."""

    model_config = ConfigDict(extra="forbid", strict=True, frozen=True, allow_inf_nan=False)


class Said(Model):
    """A sentence as a value: the page makes the words in the reader's language; `headway.page.said` lists the keys."""

    key: str
    values: dict[str, str | int | float]
