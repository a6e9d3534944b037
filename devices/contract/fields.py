"""What the fields of a message may hold, and what every JSON body has in common. Pure."""

from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field

from devices.contract.topics import ID_PATTERN

QUANTITY_PATTERN = r"^[a-z][a-z0-9_]{0,31}$"
MAX_SAMPLES = 500  # in one batch

Id = Annotated[str, Field(pattern=ID_PATTERN)]
Millis = Annotated[int, Field(ge=0, le=253_402_300_799_999)]  # up to year 9999, what datetime holds
# The time of a reading whatever clock or unit it comes from: one that is not believed is kept in a field.
AnyMillis = Annotated[int, Field(ge=-(2**63), le=2**63 - 1)]
Count = Annotated[int, Field(ge=0, le=2**53 - 1)]  # whole numbers that survive JSON readers using doubles
Finite = Annotated[float, Field(allow_inf_nan=False)]
Share = Annotated[float, Field(ge=0, le=1, allow_inf_nan=False)]
QuantityName = Annotated[str, Field(pattern=QUANTITY_PATTERN)]
Values = Annotated[dict[QuantityName, Finite | bool], Field(max_length=64)]
Text = Annotated[str, Field(max_length=2000, pattern=r"^[^\u0000]*$")]
# Printed in one line of a list; control characters would forge lines of logs and reports.
Line = Annotated[str, Field(pattern=r"^[^\u0000-\u001f\u007f-\u009f]*$")]
Sha256 = Annotated[str, Field(pattern=r"^[0-9a-f]{64}$")]


class Body(BaseModel):
    """Common to all JSON bodies: the version of the contract."""

    model_config = ConfigDict(
        frozen=True, strict=True, extra="ignore", validate_by_name=True, validate_by_alias=True
    )

    v: Literal[1] = 1


# The 64 bytes of an Ed25519 signature, in base64; SM2 makes a few more.
Signature = Annotated[str, Field(pattern=r"^[A-Za-z0-9+/=]{0,200}$")]
KeyName = Annotated[str, Field(pattern=r"^([0-9a-f]{16})?$")]


class Signed(Body):
    """Common to what is signed (devices.contract.signing); all three are "" while it is not.

    `algorithm` says how, `key` names the public key, `signature` is always the last member of the object.
    """

    algorithm: Annotated[str, Field(alias="alg", pattern=r"^[a-z0-9-]{0,16}$")] = ""
    key: Annotated[KeyName, Field(alias="kid")] = ""
    signature: Annotated[Signature, Field(alias="sig")] = ""
