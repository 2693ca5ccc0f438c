"""How kith is doing, as data and in words. Needs the store and the settings only, so that it is quick to say."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from kith.clock import instant, iso, unix
from kith.commands.events import Event
from kith.config.settings import Settings
from kith.jobs.alarm.faults import faults, left_accounts, unseen
from kith.jobs.word import told
from kith.store import Store
from kith.suggest.wording import counted, day, moment

Row = Mapping[str, Any]


def status_row(store: Store, settings: Settings, zone: ZoneInfo, now: datetime) -> dict[str, Any]:
    """`kith status --json`: accounts, the next digest, letters that wait, drafts in their folder, whether all is well,
    and what is not."""
    health = store.cursors.health(list(settings.accounts))
    waiting = store.ledger.waiting()
    newest = store.ledger.newest()
    left_out = store.trouble.left_out()
    pause = told(store, unix(now)).paused(unix(now))
    left = left_accounts(store, settings, unix(now))
    wrong = [one.words for one in faults(store, settings, unix(now))]
    wrong += unseen([one for one in health if one.account not in left], unix(now))
    wrong += ["not every folder can be read"] * bool(store.trouble.ill_folders())
    alarm = store.outages.alarm()
    return {
        "ok": not wrong,
        "wrong": wrong,
        "alarm": None
        if alarm.episode is None
        else {"since": iso(alarm.episode), "told": iso(alarm.told_at), "notices": alarm.tellings},
        "now": iso(unix(now)),
        "accounts": [
            {
                "account": one.account,
                "last_look": iso(one.looked_at),
                "failing_since": iso(one.failing_since),
                "failure": one.failure or None,
                "left": one.account in left,
                "megabytes_today": round(store.cursors.spent(one.account, unix(now)) / 1e6, 1),
                "daily_megabytes": settings.accounts[one.account].daily_megabytes,
                "oldest_message": iso(store.cursors.oldest(one.account)),
            }
            for one in health
        ],
        "first_reading": store.cursors.unfinished(list(settings.accounts), unix(now)),
        "messages_read": store.cursors.messages_read(),
        "next_digest": iso(_next_digest(settings, zone, now, pause)),
        "paused": None if pause is None else {"since": iso(pause.at), "until": iso(pause.when)},
        "last_digest": None
        if newest is None
        else {"at": iso(newest.composed_at), "state": newest.state, "answer": newest.answer},
        "waiting": [
            {"written": iso(letter.composed_at), "tries": letter.tries, "error": letter.answer or None}
            for letter in waiting
        ],
        "drafts": len(store.tended.living()),
        "left_out": left_out,
        "alerts": [
            {"account": account, "text": text, "at": iso(at)}
            for account, text, at in store.trouble.alerts(unix(now))
        ],
    }


def _next_digest(settings: Settings, zone: ZoneInfo, now: datetime, pause: Event | None) -> int | None:
    """The appointment that will be kept; None where a pause has no end."""
    if pause is None:
        return unix(settings.digest.when.following(now, zone))
    if pause.when is None:
        return None
    return unix(settings.digest.when.following(instant(pause.when - 1), zone))


def status_text(row: Row, zone: ZoneInfo) -> str:
    """The same, a line for each thing."""
    now = _unix(row["now"])
    lines = [f"NOT WELL: {'; '.join(row['wrong'])}"] if row["wrong"] else []
    if row["alarm"] and row["alarm"]["told"]:
        told_at = moment(_unix(row["alarm"]["told"]), now, zone)
        lines.append(
            f"in trouble since {moment(_unix(row['alarm']['since']), now, zone)}; told you {told_at}"
        )
    for account in row["accounts"]:
        look = (
            f"last look {moment(_unix(account['last_look']), now, zone)}"
            if account["last_look"]
            else "not read yet"
        )
        if account["failure"] and account["left"]:
            look += "; you have left it, so take it out of your configuration"
        elif account["failure"]:
            since = moment(_unix(account["failing_since"]), now, zone)
            look += f"; in trouble since {since}: {account['failure'].rstrip('.')}"
        elif account["account"] in row["first_reading"] and account["last_look"]:
            look += "; the first reading goes on"
            if account["megabytes_today"] >= account["daily_megabytes"]:
                look += " tomorrow"
            look += f" ({account['megabytes_today']:.0f} of {account['daily_megabytes']} MB today)"
        if account["oldest_message"]:
            look += f"; mail since {account['oldest_message'][:10]}"
        lines.append(f"{account['account']}: {look}")
    lines.append(f"{counted(row['messages_read'], 'message')} read in all")
    if row["last_digest"]:
        last = row["last_digest"]
        refusal = f": {last['answer']}" if last["state"] == "refused" else ""
        lines.append(f"last digest: {moment(_unix(last['at']), now, zone)}, {last['state']}{refusal}")
    if row["paused"]:
        until = row["paused"]["until"]
        lasts = f"until {day(_unix(until), zone)}" if until else "without an end"
        lines.append(f"paused by you {lasts}: no digest is written; `kith do resume` ends it")
    if row["next_digest"]:
        lines.append(f"next digest: {moment(_unix(row['next_digest']), now, zone)}")
    lines += [
        f"a letter of {moment(_unix(letter['written']), now, zone)} waits, tried "
        f"{counted(letter['tries'], 'time')}: {letter['error']}"
        for letter in row["waiting"]
    ]
    if row["drafts"]:
        lines.append(f"{counted(row['drafts'], 'draft')} in your Drafts folder, not sent yet")
    lines += [f"{alert['account']}: the server says: {alert['text']}" for alert in row["alerts"]]
    return "\n".join([*lines, *row["left_out"]])


def _unix(stamp: str) -> int:
    return unix(datetime.fromisoformat(stamp))
