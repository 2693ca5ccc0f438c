"""The settings that say who is who, and how somebody is to be kept up (see `kith.config.settings`)."""

from typing import Annotated, Literal

from pydantic import Field

from kith.config import forms, reach
from kith.config.forms import Otherwise
from kith.config.section import Section


class PeopleSettings(Section):
    """Who counts as a person, and what counts as personal."""

    group_limit: int = Field(
        5, ge=1, le=100, description="A message to more people than this is group mail and counts for nobody."
    )
    ignore: forms.AddressPatterns = Field(
        (), description="Addresses that are never people; * stands for any characters, ? for one."
    )
    vcards: forms.Locations = Field((), description="vCard files, or folders of them: your address books.")


class KnownPerson(Section):
    """What the user knows better than the mailbox does."""

    email: Annotated[forms.Addresses, Field(min_length=1)] = Field(
        description="All addresses of this person, the one to write to first."
    )
    name: forms.Text = Field("", description="The name kith calls this person by.")
    every: Annotated[forms.Days | None, Otherwise("learned from your mail")] = Field(
        None, description="How often you want to be in touch."
    )
    prefers: Annotated[
        Literal["mail", "text", "phone", "person", "linkedin", "none"] | None, Otherwise("not known")
    ] = Field(None, description="How this person likes to be reached.")
    phone: Annotated[reach.Phone | None, Otherwise("not known")] = Field(
        None, description="The number for a text or a call, with its country code."
    )
    profile: Annotated[reach.Profile | None, Otherwise("not known")] = Field(
        None, description="The address of this person's profile, for a message there."
    )
    declines: reach.Channels = Field(
        (), description="Ways this person does not want to be reached; they are never proposed."
    )
    country: Annotated[reach.Country | None, Otherwise("told by their number or address")] = Field(
        None, description="The country this person lives in, whose holidays are a reason to write."
    )


class Group(Section):
    """A circle of people that is to be kept up in one way. The name of its table is the user's own."""

    members: forms.Addresses = Field(
        (),
        description="Addresses of those in it; so are the cards of your address books in a category of its name.",
    )
    every: Annotated[forms.Days | None, Otherwise("each person's own rhythm")] = Field(
        None, description="How often you want to be in touch with each of them."
    )
    lead_days: Annotated[int | None, Otherwise("3")] = Field(
        None,
        ge=0,
        le=60,
        description="How many days before a birthday or an anniversary a digest tells of it.",
    )
    prefers: Annotated[
        Literal["mail", "text", "phone", "person", "linkedin"] | None, Otherwise("not known")
    ] = Field(None, description="How they like to be reached.")


class HolidaySettings(Section):
    """Whether a holiday is a reason to write to somebody."""

    enabled: bool = Field(
        True,
        description="Whether the holidays of their country are a reason to write to those you have lost sight of.",
    )
