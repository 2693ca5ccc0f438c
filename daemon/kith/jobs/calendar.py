"""The user's time zone, and with it their calendar."""

from zoneinfo import ZoneInfo

from kith.config.settings import Settings
from kith.suggest.reasons import Calendar


def zone_of(settings: Settings) -> ZoneInfo:
    """The user's time zone: as set, else the system's."""
    if settings.digest.timezone:
        return ZoneInfo(settings.digest.timezone)
    from tzlocal import get_localzone  # not needed where the zone is set

    return get_localzone()


def has_moved(settings: Settings, zone: ZoneInfo) -> bool:
    """Whether the system's zone, where the user has set none, is another one by now than `zone`."""
    if settings.digest.timezone:
        return False
    from tzlocal import reload_localzone

    return bool(reload_localzone().key != zone.key)


def calendar_of(settings: Settings) -> Calendar:
    """The user's local days, and those on which digests leave."""
    return Calendar(zone_of(settings), settings.digest.when)
