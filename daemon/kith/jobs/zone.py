"""The user's time zone."""

from zoneinfo import ZoneInfo

from kith.config.settings import Settings


def zone_of(settings: Settings) -> ZoneInfo:
    """The user's time zone: as set, else the system's."""
    if settings.digest.timezone:
        return ZoneInfo(settings.digest.timezone)
    from tzlocal import get_localzone  # not needed where the zone is set

    return get_localzone()
